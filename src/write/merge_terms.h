/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_terms.h - the terms of several segments as those of one.
 */
#ifndef SUO_WRITE_MERGE_TERMS_H
#define SUO_WRITE_MERGE_TERMS_H

#include "write/merge_order.h"

typedef struct suo_merge_terms suo_merge_terms;

/*
 * Stand before the first term. Sources, order and writer must outlive it.
 * Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_merge_terms_new(const suo_merge_source *sources,
                                            const suo_merge_order *order,
                                            suo_segment_writer *writer,
                                            suo_merge_terms **terms,
                                            suo_error *error);
void suo_merge_terms_free(suo_merge_terms *terms);

/*
 * Write the next term. 'work' receives the bytes of the sources that were
 * read; 'is_done' says that there was none. Statuses: SUO_CORRUPT, SUO_FULL,
 * SUO_IO, SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_merge_terms_next(suo_merge_terms *terms,
                                             uint64_t *work, bool *is_done,
                                             suo_error *error);

#endif
