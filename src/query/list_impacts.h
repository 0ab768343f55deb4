/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_impacts.h - what the postings of a list are worth at most, learnt by
 * walking it once.
 *
 * They are kept with the segment, for every view and commit that has it: taken
 * of all its documents, under an average length that is a little too great.
 * What a view cannot see only makes them less tight, and bounds are all that
 * they are used for.
 */
#ifndef SUO_QUERY_LIST_IMPACTS_H
#define SUO_QUERY_LIST_IMPACTS_H

#include "codec/impacts.h"
#include "query/cursor.h"
#include "query/list_cache.h"

enum {
    SUO_IMPACTS_DOCS_MIN = SUO_BLOCK_DOCS + 1, /* of lists that are learnt */
    SUO_IMPACTS_DENSE = 8, /* with this share of the documents, by document */
    SUO_IMPACTS_ROW = 64,  /* with this share, there is a row of bits */
    SUO_IMPACTS_BEST = 2,  /* this share of the postings is kept apart */
    SUO_IMPACTS_BEST_MAX = 256,
    /* Of a segment: so many bytes, or this share of its file if that is more. */
    SUO_IMPACTS_BYTES_MIN = 1 << 25,
    SUO_IMPACTS_FILE_SHARE = 8
};

/* One of the postings that are worth most. */
typedef struct suo_best_posting {
    double freq; /* weighted */
    float value; /* saturated frequency at most */
    uint32_t doc;
} suo_best_posting;

/* Immutable. Impacts are by span, and by document or by posting. Where there is
 * a row, it tells which documents the list has, and by their ranks which
 * posting is whose. */
struct suo_list_impacts {
    suo_list_note note; /* first: a cache keeps it */
    double most; /* saturated frequency that SUO_IMPACT_MOST stands for */
    uint32_t posting_count;
    uint32_t block_count;
    const uint8_t *spans;    /* the greatest in each; as many as
                                suo_span_room says */
    const uint8_t *docs;     /* of a dense list: by document; else NULL */
    const uint8_t *postings; /* of another: by posting */
    const uint32_t *blocks;  /* of another: each block's first posting */
    /* Of many lists together, else NULL: what they are united to. */
    const suo_match_place *places; /* [posting_count] */
    uint64_t work;                 /* postings of all of them */
    const uint64_t *row;   /* of a list that is not sparse: bits by document */
    const uint32_t *ranks; /* postings before each 64 documents of the row */
    const suo_best_posting *best; /* by falling value */
    uint32_t best_count;
    uint32_t best_least; /* all postings with such an impact are among the best;
                            with the next lower one, some */
    float best_rest;     /* no other posting has a greater value */
};

/* Is the document's posting, whose impact is next below 'best_least', among the
 * best? */
bool suo_best_has(const suo_list_impacts *impacts, uint32_t doc);

/* Room for the spans of a segment, in whole steps of SUO_IMPACTS_STEP. */
uint32_t suo_span_room(uint32_t doc_count);

/* How many bytes may be learnt of a segment. */
size_t suo_impacts_bytes_max(const suo_segment *segment);

/* Does a list with so many postings have a row? */
static inline bool suo_list_has_row(uint32_t doc_count, uint32_t posting_count)
{
    return posting_count > doc_count / SUO_IMPACTS_ROW;
}

static inline bool suo_row_has(const suo_list_impacts *impacts, uint32_t doc)
{
    return impacts->row[doc / 64] >> (doc % 64) & 1;
}

/* The number of a document's posting, which the row has. */
static inline uint32_t suo_row_posting(const suo_list_impacts *impacts,
                                       uint32_t doc)
{
    const uint64_t below = (UINT64_C(1) << (doc % 64)) - 1;
    return impacts->ranks[doc / 64] +
           suo_count_bits(impacts->row[doc / 64] & below);
}

/* Is it known of each document whether the cursor has it? */
static inline bool suo_cursor_has_row(const suo_cursor *cursor)
{
    return cursor->impacts != NULL && cursor->impacts->row != NULL;
}

/* Bytes of the impacts of a list with so many postings, or more. */
size_t suo_list_impacts_bytes(uint32_t doc_count, uint32_t posting_count);

/* The factor of impacts whose most is worth 'most' units of bounds. */
static inline uint16_t suo_impacts_factor(double most)
{
    /* A little more, so that rounding takes nothing away. */
    double factor = most * (1 + 1e-9) * (256.0 / SUO_IMPACT_MOST) + 1;
    if (factor < SUO_IMPACT_FACTOR_MIN)
        factor = SUO_IMPACT_FACTOR_MIN;
    return (uint16_t)(factor < UINT16_MAX ? factor : UINT16_MAX);
}

/* The slope that impacts are learnt by: at most 'slope', and the same for
 * those that are close to it. */
double suo_impacts_slope(double slope);

/*
 * Walk a list, all of its documents visible, to its end; or documents found
 * already, which are copied. The caller owns what
 * is made, of '*bytes' bytes. Statuses: SUO_NO_MEMORY; those of the walk.
 */
SUO_MUST_USE suo_status suo_list_impacts_make(suo_cursor *cursor,
                                              const suo_list_key *key,
                                              suo_list_impacts **impacts,
                                              size_t *bytes);

#endif
