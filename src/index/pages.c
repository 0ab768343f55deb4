/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages.c - hash pages, at once or when they are touched.
 *
 * Two threads that touch a page at the same time both hash it, and both write
 * down the same; nothing is locked. A damaged page is hashed again each time,
 * so that it is never taken for a good one.
 */
#include "index/pages.h"

#include <stdatomic.h>

#include "base/hash.h"
#include "base/memory.h"
#include "index/layout.h"

suo_status suo_pages_init(suo_pages *pages, const uint8_t *bytes,
                          uint64_t hashes_offset, suo_error *error)
{
    uint64_t count = (hashes_offset + SUO_PAGE_BYTES - 1) / SUO_PAGE_BYTES;
    *pages = (suo_pages){bytes, hashes_offset, NULL};
    pages->is_good = suo_alloc_zero((size_t)count, sizeof(*pages->is_good));
    return pages->is_good == NULL ? suo_error_no_memory(error) : SUO_OK;
}

void suo_pages_clear(suo_pages *pages)
{
    suo_dealloc((void *)pages->is_good);
    *pages = (suo_pages){0};
}

bool suo_pages_check(const suo_pages *pages, uint64_t page_offset)
{
    const uint8_t *hash =
        pages->bytes + pages->hashes_offset + page_offset / SUO_PAGE_BYTES * 8;
    uint64_t len = pages->hashes_offset - page_offset;
    if (len > SUO_PAGE_BYTES)
        len = SUO_PAGE_BYTES;
    return suo_load_u64(hash) ==
           suo_hash(pages->bytes + page_offset, (size_t)len);
}

bool suo_pages_verify_slow(const suo_pages *pages, suo_slice part)
{
    if (part.len == 0)
        return true;
    uint64_t page = (uint64_t)(part.bytes - pages->bytes) / SUO_PAGE_BYTES;
    uint64_t last =
        (uint64_t)(part.bytes - pages->bytes + part.len - 1) / SUO_PAGE_BYTES;
    for (; page <= last; page++) {
        if (atomic_load_explicit(&pages->is_good[page], memory_order_relaxed))
            continue;
        if (!suo_pages_check(pages, page * SUO_PAGE_BYTES))
            return false;
        atomic_store_explicit(&pages->is_good[page], 1, memory_order_relaxed);
    }
    return true;
}
