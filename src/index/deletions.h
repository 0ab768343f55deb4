/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deletions.h - which documents of a segment are dead (FORMAT.md 11).
 */
#ifndef SUO_INDEX_DELETIONS_H
#define SUO_INDEX_DELETIONS_H

#include "base/bytes.h"
#include "index/manifest.h"

/* One bit a document; all alive while 'bits' is NULL. Start with {0}. */
typedef struct suo_deletions {
    uint8_t *bits; /* owned */
    uint32_t doc_count;
    uint32_t dead_count;
} suo_deletions;

static inline bool suo_deletions_has(const suo_deletions *deletions,
                                     uint32_t doc)
{
    return deletions->bits != NULL &&
           (deletions->bits[doc / 8] >> (doc % 8) & 1);
}

/* Declare a document dead; it may be so already. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_deletions_add(suo_deletions *deletions,
                                          uint32_t doc, uint32_t doc_count,
                                          suo_error *error);

/* Make 'copy' one of 'deletions', of its own. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_deletions_copy(suo_deletions *copy,
                                           const suo_deletions *deletions,
                                           suo_error *error);
void suo_deletions_clear(suo_deletions *deletions);

/* Write the file, synced; 'hash' receives its last 8 bytes. Statuses:
 * SUO_FULL, SUO_IO, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_deletions_write(const suo_deletions *deletions,
                                            const suo_os *os, const char *path,
                                            uint64_t segment, uint64_t commit,
                                            uint64_t *hash, suo_error *error);

/* Read it and check that it is the file that was recorded. Statuses:
 * SUO_CORRUPT, SUO_VERSION, SUO_IO, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_deletions_read(suo_deletions *deletions,
                                           const suo_os *os, const char *path,
                                           uint64_t segment, uint64_t commit,
                                           uint32_t doc_count,
                                           uint32_t dead_count, uint64_t hash,
                                           suo_error *error);

/* Read what the manifest lists for a segment of 'folder' into 'deletions',
 * which is empty and stays so if nothing is dead. Statuses: likewise. */
SUO_MUST_USE suo_status suo_deletions_load(suo_deletions *deletions,
                                           const suo_os *os, const char *folder,
                                           const suo_manifest_segment *listed,
                                           suo_error *error);

#endif
