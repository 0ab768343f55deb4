/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scorer.c - score a block of postings at once.
 *
 * Plain loops without branches, which a compiler makes vectors (CMakeLists.txt
 * asks it to). Each number is made by the same operations whichever way.
 */
#include "query/scorer.h"

#include <math.h>

suo_grid suo_grid_make(double sum)
{
    int exponent;
    frexp(sum, &exponent);
    /* sum < 2^exponent: the unit of the last place of magic is 2^-51 of it. */
    return (suo_grid){ldexp(3, exponent), ldexp(1, exponent - 51)};
}

/* Loops of their own for each width: 'get' is known in each. */
#define LENGTHS_ADD(get)                 \
    for (uint32_t i = 0; i < count; i++) \
    lengths[i] += weight * (double)(int32_t)(get)

/* Add one field's lengths, each below 2^31. */
static void lengths_add(const suo_lengths *field, uint32_t lane, double weight,
                        const uint32_t *docs, uint32_t count, double *lengths)
{
    const uint8_t *bytes = field->values[lane];
    switch (field->width[lane]) {
    case 1:
        LENGTHS_ADD(bytes[docs[i]]);
        break;
    case 2:
        LENGTHS_ADD(suo_load_u16(bytes + (size_t)docs[i] * 2));
        break;
    default:
        LENGTHS_ADD(suo_load_u32(bytes + (size_t)docs[i] * 4));
    }
}

void suo_scorer_lengths(const suo_bm25 *bm25, const suo_segment *segment,
                        uint32_t lane, const uint32_t *docs, uint32_t count,
                        double *lengths)
{
    for (uint32_t i = 0; i < count; i++)
        lengths[i] = 0;
    for (uint32_t n = 0; n < bm25->field_count; n++) {
        uint32_t t = bm25->fields[n];
        lengths_add(&segment->lengths[t], lane, bm25->weight[t], docs, count,
                    lengths);
    }
}

void suo_scorer_score(const suo_bm25 *bm25, const suo_grid *grid, double weight,
                      const double *restrict lengths,
                      const double *restrict freqs, uint32_t count,
                      double *restrict parts)
{
    const suo_bm25 own = *bm25;
    const suo_grid by = *grid;
    for (uint32_t i = 0; i < count; i++)
        parts[i] = suo_grid_round(
            &by, weight * suo_bm25_saturate(&own, freqs[i], lengths[i]));
}

void suo_scorer_freqs(const suo_bm25 *bm25, const suo_posting_block *block,
                      uint32_t fields, double *restrict values)
{
    for (uint32_t i = 0; i < block->count; i++)
        values[i] = 0;
    fields &= block->fields;
    for (uint32_t t = 0; fields >> t != 0; t++) {
        const double weight = bm25->weight[t];
        const uint32_t *restrict freqs = block->freqs[t];
        if (!(fields >> t & 1))
            continue;
        /* They are at most SUO_TEXT_MAX: signed numbers convert faster. */
        for (uint32_t i = 0; i < block->count; i++)
            values[i] += weight * (double)(int32_t)freqs[i];
    }
}
