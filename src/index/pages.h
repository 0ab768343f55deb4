/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages.h - the pages of a segment file, each behind its hash (FORMAT.md 3).
 *
 * Whoever takes bytes of a section that was not verified when the file was
 * opened asks suo_pages_verify first: it hashes a page when it is touched for
 * the first time, and remembers.
 */
#ifndef SUO_INDEX_PAGES_H
#define SUO_INDEX_PAGES_H

#include "base/bytes.h"

typedef struct suo_pages {
    const uint8_t *bytes;     /* of the file, borrowed */
    uint64_t hashes_offset;   /* where the hashes are; pages end there */
    _Atomic uint8_t *is_good; /* one a page, owned; NULL: none are verified */
} suo_pages;

/*
 * Begin to verify lazily. The hashes themselves have been proved. Free with
 * suo_pages_clear. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_pages_init(suo_pages *pages, const uint8_t *bytes,
                                       uint64_t hashes_offset,
                                       suo_error *error);
void suo_pages_clear(suo_pages *pages);

/* Does the page at this offset have its hash? */
bool suo_pages_check(const suo_pages *pages, uint64_t page_offset);

/* The part of suo_pages_verify that hashes. */
bool suo_pages_verify_slow(const suo_pages *pages, suo_slice part);

/*
 * Are the pages under 'part', which lies before the hashes, as they were
 * written? Always true where pages are not verified lazily; 'pages' may be
 * NULL. Any thread.
 */
static inline bool suo_pages_verify(const suo_pages *pages, suo_slice part)
{
    return pages == NULL || pages->is_good == NULL ||
           suo_pages_verify_slow(pages, part);
}

#endif
