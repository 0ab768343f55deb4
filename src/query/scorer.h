/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scorer.h - what a posting adds to its document's score.
 *
 * Each part of a score is rounded to a multiple of one small number, so small
 * that sums of them are exact: a document's score is the same in whatever order
 * its terms are looked at, so that pruned and exhaustive evaluation agree bit
 * for bit. The number depends on the weights of the question's terms alone.
 */
#ifndef SUO_QUERY_SCORER_H
#define SUO_QUERY_SCORER_H

#include "query/bm25.h"

/* The numbers that parts of a score are multiples of. */
typedef struct suo_grid {
    double magic; /* added and taken away again, it rounds */
    double least; /* the least part there is, above 0 */
} suo_grid;

/* The grid of parts that are never more than 'sum' all together. */
suo_grid suo_grid_make(double sum);

static inline double suo_grid_round(const suo_grid *grid, double part)
{
    double rounded = (part + grid->magic) - grid->magic;
    return rounded > grid->least ? rounded : grid->least;
}

/* Weighted lengths of 'count' documents of a segment, in the fields that are
 * searched, into lengths[count]. */
void suo_scorer_lengths(const suo_bm25 *bm25, const suo_segment *segment,
                        uint32_t lane, const uint32_t *docs, uint32_t count,
                        double *lengths);

/* That of one document. */
static inline double suo_scorer_length(const suo_bm25 *bm25,
                                       const suo_segment *segment,
                                       uint32_t lane, uint32_t doc)
{
    double length = 0;
    for (uint32_t n = 0; n < bm25->field_count; n++)
        length += bm25->weight[bm25->fields[n]] *
                  (double)(int32_t)suo_lengths_get(
                      &segment->lengths[bm25->fields[n]], lane, doc);
    return length;
}

/* Turn weighted frequencies and lengths into parts of the score of a term of
 * this weight, 'count' of each. */
void suo_scorer_score(const suo_bm25 *bm25, const suo_grid *grid, double weight,
                      const double *restrict lengths,
                      const double *restrict freqs, uint32_t count,
                      double *restrict parts);

/* Weighted frequencies in the fields of 'fields' of a block's postings into
 * values[block->count]; 0: in none of them. */
void suo_scorer_freqs(const suo_bm25 *bm25, const suo_posting_block *block,
                      uint32_t fields, double *restrict values);

/* The weighted frequency of one posting: freqs[t] in each field t that is in
 * 'occur' and in 'fields'. */
static inline double suo_scorer_freq(const suo_bm25 *bm25,
                                     const uint32_t *freqs, uint32_t occur,
                                     uint32_t fields)
{
    double value = 0;
    fields &= occur;
    for (uint32_t t = 0; fields >> t != 0; t++)
        if (fields >> t & 1)
            value += bm25->weight[t] * (double)(int32_t)freqs[t];
    return value;
}

#endif
