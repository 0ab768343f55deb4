/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot.h - one commit, open for reading.
 */
#ifndef SUO_INDEX_SNAPSHOT_H
#define SUO_INDEX_SNAPSHOT_H

#include "index/deletions.h"
#include "index/manifest.h"
#include "index/segment.h"
#include "index/vocabulary.h"

/* The public suo_snapshot. Immutable but for its counter and attachment. */
struct suo_snapshot {
    _Atomic uint32_t references;
    uint64_t process; /* that opened it */
    const suo_os *os;
    char *folder; /* owned */
    suo_reading reading;
    suo_manifest manifest;
    suo_vocabulary vocabulary;
    uint32_t segment_count;
    suo_segment **segments;
    suo_deletions *deletions;       /* one a segment */
    suo_attachment_slot attachment; /* owned */
};

/*
 * Open the newest commit in 'folder'. The caller owns one reference.
 * Statuses: as suo_snapshot_open of suo.h.
 */
SUO_MUST_USE suo_status suo_snapshot_load(const suo_os *os, const char *folder,
                                          suo_snapshot **snapshot,
                                          suo_error *error);

/* The same, with segments read as 'reading' says. */
SUO_MUST_USE suo_status suo_snapshot_load_as(const suo_os *os,
                                             const char *folder,
                                             const suo_reading *reading,
                                             suo_snapshot **snapshot,
                                             suo_error *error);

/*
 * Open the newest commit of the snapshot's index, in its way of reading, and
 * share the segments that it has: the same snapshot if it is the newest. The
 * caller owns one reference. Statuses: as suo_snapshot_load.
 */
SUO_MUST_USE suo_status suo_snapshot_load_next(const suo_snapshot *snapshot,
                                               suo_snapshot **fresh,
                                               suo_error *error);

/* Does it belong to this process? A forked child has to open its own.
 * Statuses: SUO_STATE. */
SUO_MUST_USE suo_status suo_snapshot_check_owner(const suo_snapshot *snapshot,
                                                 suo_error *error);

/* Take and give back a reference; the last one frees it. Any thread. */
void suo_snapshot_retain(const suo_snapshot *snapshot);
void suo_snapshot_release(const suo_snapshot *snapshot);

/* Where a higher layer keeps something with the snapshot. */
static inline suo_attachment_slot *suo_snapshot_slot(
    const suo_snapshot *snapshot)
{
    return &((suo_snapshot *)(uintptr_t)snapshot)->attachment;
}

#endif
