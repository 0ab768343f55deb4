/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audiences.h - who may see which run of a segment's documents (FORMAT.md 6).
 */
#ifndef SUO_INDEX_AUDIENCES_H
#define SUO_INDEX_AUDIENCES_H

#include "base/bytes.h"
#include "index/layout.h"

/* Documents with text in a field, and how long it is all together. */
typedef struct suo_length_sum {
    uint64_t docs;  /* with a length above 0 */
    uint64_t total; /* units of the lane */
} suo_length_sum;

/* One audience: its roles, its documents, their lengths. */
typedef struct suo_audience {
    suo_slice roles; /* encoded as in the file: compare whole, or walk */
    uint32_t role_count;
    uint32_t doc_end; /* documents from the audience's before to here */
    suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX];
} suo_audience;

/*
 * Read the section into an array the caller frees with suo_dealloc.
 * Statuses: SUO_CORRUPT (nothing said in 'error'), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_audiences_decode(suo_slice section, uint32_t count,
                                             uint32_t text_count,
                                             uint32_t doc_count,
                                             suo_audience **audiences);

/* Append one audience; 'roles' is the encoded set (suo_roles_encode). */
void suo_audience_encode(suo_buffer *out, suo_slice roles, uint32_t doc_end,
                         uint32_t text_count,
                         suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX]);

/*
 * Append a set of roles in its one form: number, then each as text, sorted,
 * without repeats. 'names' is sorted in place.
 */
void suo_roles_encode(suo_buffer *out, suo_slice *names, uint32_t count);

/* Do the audience and the sorted or unsorted set share a role? */
bool suo_audience_admits(const suo_audience *audience, const suo_slice *names,
                         uint32_t count);

#endif
