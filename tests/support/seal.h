/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - make the hashes of changed files right again, as somebody who
 * means harm would.
 */
#ifndef SUO_TESTS_SEAL_H
#define SUO_TESTS_SEAL_H

#include "support/memory_os.h"

/* Where a segment's frame lies, read before anything is changed. */
typedef struct seal_frame {
    size_t trailer;
    uint64_t table;
    uint32_t sections;
    uint64_t hashes;
} seal_frame;

seal_frame seal_read(const uint8_t *bytes, size_t len);

/* Make a segment's hashes right; returns its identity. */
uint64_t seal_segment(uint8_t *bytes, const seal_frame *own);

/* Put a hash in the place of another in the manifest, and seal that. */
void seal_manifest(memory_os *files, const char *folder, uint64_t old,
                   uint64_t own);

#endif
