/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest.h - a commit: which files make up the index (FORMAT.md 2).
 */
#ifndef SUO_INDEX_MANIFEST_H
#define SUO_INDEX_MANIFEST_H

#include "index/schema.h"
#include "io/file.h"

/* One segment of a commit. */
typedef struct suo_manifest_segment {
    uint64_t number;
    uint64_t size;     /* bytes of its file */
    uint64_t identity; /* of its file */
    uint32_t doc_count;
    uint32_t dead_count;
    uint64_t deletions_commit; /* 0 when none are dead */
    uint64_t deletions_hash;
} suo_manifest_segment;

/* A commit. Start with {0}. */
typedef struct suo_manifest {
    uint64_t commit;
    uint64_t next_segment;
    uint64_t next_sequence;
    uint64_t fingerprint;
    uint64_t vocabulary_commit; /* that wrote the file; 0: there is none */
    uint64_t vocabulary_hash;
    suo_schema *schema;             /* owned */
    suo_manifest_segment *segments; /* owned */
    uint32_t segment_count;
    char *note; /* owned */
    size_t note_len;
    uint64_t hash; /* of its file, once it was read */
} suo_manifest;

void suo_manifest_clear(suo_manifest *manifest);

/*
 * Read the newest commit of 'folder'. Statuses: SUO_NOT_FOUND, SUO_CORRUPT,
 * SUO_VERSION, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_manifest_read(suo_manifest *manifest,
                                          const suo_os *os, const char *folder,
                                          suo_error *error);

/*
 * Is this, which was read, still the newest commit of 'folder'? Statuses:
 * SUO_NOT_FOUND, SUO_CORRUPT, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_manifest_is_newest(const suo_manifest *manifest,
                                               const suo_os *os,
                                               const char *folder,
                                               bool *is_newest,
                                               suo_error *error);

/*
 * Make this the newest commit: write beside, sync, rename over, sync the
 * folder. The files it lists must be durable already. Statuses: SUO_FULL,
 * SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_manifest_write(const suo_manifest *manifest,
                                           const suo_os *os, const char *folder,
                                           suo_error *error);

/* Is 'name' a file that belongs to this commit, or none of ours? Everything
 * else in the folder is left over. */
bool suo_manifest_keeps(const suo_manifest *manifest, const char *name);

#endif
