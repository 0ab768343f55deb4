/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boosts.h - factors of scores by the values of columns, and by votes.
 */
#ifndef SUO_QUERY_BOOSTS_H
#define SUO_QUERY_BOOSTS_H

#include "index/view.h"

/* The boosts of a search, looked up in a segment. Start with {0}. */
typedef struct suo_boosts {
    uint32_t count;
    double most; /* no factor of a document of the segment is above */
    const suo_boost *items;
    const suo_view_segment *seen;               /* its ratings */
    const suo_numbers *columns[SUO_BOOSTS_MAX]; /* NULL: by votes */
} suo_boosts;

/* Check a caller's boosts. Statuses: SUO_LIMIT, SUO_INVALID. */
SUO_MUST_USE suo_status suo_boosts_check(const suo_schema *schema,
                                         const suo_boost *boosts,
                                         uint64_t count, suo_error *error);

/* Look up boosts that were checked; they and the ratings must stay. */
void suo_boosts_open(suo_boosts *boosts, const suo_boost *items, uint32_t count,
                     const suo_view_segment *seen);

/* The value that boost 'number' goes by, of votes how many more speak for the
 * document; false: there is none. */
bool suo_boosts_value(const suo_boosts *boosts, uint32_t number, uint32_t doc,
                      int64_t *value);

/* What boost 'number' adds to a document's scores, as a share of them: at most
 * its weight; above -1, and below 0 only by votes. */
double suo_boosts_share(const suo_boosts *boosts, uint32_t number,
                        uint32_t doc);

/* A score of a document times all factors, at most boosts->most together. The
 * boosts add their shares one after the other, so that what each adds can be
 * told exactly. */
double suo_boosts_multiply(const suo_boosts *boosts, uint32_t doc,
                           double score);

#endif
