/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer_state.h - what a writer is made of, and what its files share.
 */
#ifndef SUO_WRITE_WRITER_STATE_H
#define SUO_WRITE_WRITER_STATE_H

#include "index/deletions.h"
#include "index/manifest.h"
#include "index/segment.h"
#include "write/inverter.h"
#include "write/merge.h"
#include "write/word_changes.h"
#include "write/writer.h"

/* A segment the writer knows: committed, or written since. */
typedef struct suo_writer_segment {
    suo_segment *segment;
    suo_manifest_segment listed;
    suo_deletions deletions;
    bool is_changed; /* documents died since the last commit */
} suo_writer_segment;

struct suo_writer {
    const suo_os *os;
    char *folder;
    char *lock_path;
    suo_lock lock;
    suo_manifest manifest; /* the last commit; its segments are in ours */
    suo_writer_segment *segments; /* by number */
    size_t segment_count;
    size_t segment_cap;
    uint64_t next_segment;
    uint64_t next_sequence;
    uint64_t memory_bytes;
    suo_segment_place place;
    suo_inverter inverter;
    suo_word_changes words;
    suo_merge *merge; /* that goes on with the next commit or step; or NULL */
    uint32_t merging; /* SUO_MERGE_SOME ... */
    uint64_t written_bytes; /* of segments, since the last commit */
    suo_status poison;      /* the failure that ended its life */
};

/* Fail with SUO_STATE if a call failed before. */
SUO_MUST_USE suo_status suo_writer_check(const suo_writer *writer,
                                         suo_error *error);

/* Remember a failure that leaves memory or files in doubt; returns it. */
SUO_MUST_USE suo_status suo_writer_poison(suo_writer *writer,
                                          suo_status status);

/* Open a segment that was written and enter it; 'entered' is borrowed until
 * the list changes. Statuses: those of suo_segment_open. */
SUO_MUST_USE suo_status suo_writer_enter(suo_writer *writer,
                                         const suo_manifest_segment *built,
                                         suo_writer_segment **entered,
                                         suo_error *error);

/* Turn an inverter's documents into a segment; it is empty then. Statuses:
 * those of suo_segment_build and suo_writer_enter, SUO_LIMIT (65,536
 * segments). */
SUO_MUST_USE suo_status suo_writer_flush_from(suo_writer *writer,
                                              suo_inverter *inverter,
                                              suo_error *error);

/* The same for the writer's own. */
SUO_MUST_USE suo_status suo_writer_flush(suo_writer *writer, suo_error *error);

/* How this library cuts the index's texts, field by field. */
uint64_t suo_writer_fingerprint(const suo_writer *writer);

/* Declare the living document with this key dead, wherever it is. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_writer_kill(suo_writer *writer, suo_slice key,
                                        bool *found, suo_error *error);

/* Remove segment number 'i' from the list, and its file if no commit has it. */
void suo_writer_drop(suo_writer *writer, size_t i);

/* Let go of the segments in which every document is dead. */
void suo_writer_drop_dead(suo_writer *writer);

/* Remove what the commit does not list: leavings of a crash or a rollback. */
void suo_writer_clean(const suo_writer *writer);

/* The merges that a commit makes on its own. Statuses: as suo_merge_step. */
SUO_MUST_USE suo_status suo_writer_merge_some(suo_writer *writer,
                                              suo_error *error);

#endif
