/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.c - the hashes of FORMAT.md 2 and 3.
 */
#include "support/seal.h"

#include <assert.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "index/layout.h"

seal_frame seal_read(const uint8_t *bytes, size_t len)
{
    size_t trailer = len - SUO_TRAILER_BYTES - SUO_TAIL_BYTES;
    return (seal_frame){trailer, suo_load_u64(bytes + trailer),
                        suo_load_u32(bytes + trailer + 8),
                        suo_load_u64(bytes + trailer + 16)};
}

uint64_t seal_segment(uint8_t *bytes, const seal_frame *own)
{
    uint8_t *trailer = bytes + own->trailer;
    uint64_t table_len = (uint64_t)own->sections * SUO_SECTION_ENTRY_BYTES;
    uint64_t at = own->hashes;
    for (uint64_t page = 0; page < own->hashes;
         page += SUO_PAGE_BYTES, at += 8) {
        uint64_t part = own->hashes - page;
        if (part > SUO_PAGE_BYTES)
            part = SUO_PAGE_BYTES;
        suo_store_u64(bytes + at, suo_hash(bytes + page, part));
    }
    suo_store_u64(trailer + 40, suo_hash(bytes + own->table, table_len));
    suo_store_u64(trailer + 48,
                  suo_hash(bytes + own->hashes, at - own->hashes));
    suo_store_u64(trailer + 56, suo_hash(trailer, 56));
    return suo_load_u64(trailer + 56);
}

void seal_manifest(memory_os *files, const char *folder, uint64_t old,
                   uint64_t own)
{
    char path[128];
    size_t len;
    size_t places = 0;
    snprintf(path, sizeof(path), "%s/%s", folder, SUO_MANIFEST_NAME);
    uint8_t *bytes = memory_os_bytes(files, path, &len);
    for (size_t i = 0; i + 8 <= len; i++)
        if (suo_load_u64(bytes + i) == old) {
            suo_store_u64(bytes + i, own);
            places++;
        }
    assert(places == 1);
    (void)places;
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
}
