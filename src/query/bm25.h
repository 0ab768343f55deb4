/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bm25.h - what a term is worth in a document.
 *
 * BM25F: frequencies of the fields are weighted, divided by the length of
 * their field, added, and saturated once (Robertson, Zaragoza and Taylor,
 * "Simple BM25 extension to multiple weighted fields", CIKM 2004).
 */
#ifndef SUO_QUERY_BM25_H
#define SUO_QUERY_BM25_H

#include <stdint.h>

#include "index/view.h"

/*
 * Weight of a term found in 'doc_freq' of 'doc_count' documents (counts).
 * idf = ln(1 + (N - n + 0.5) / (n + 0.5)): never negative. Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009;
 * the leading "1 +" is Lucene's.
 */
double suo_bm25_idf(uint64_t doc_count, uint64_t doc_freq);

/* How frequencies of a lane count in a view. */
typedef struct suo_bm25 {
    double k1;
    double weight[SUO_TEXT_FIELDS_MAX]; /* of a field; 0: not searched */
    double base[SUO_TEXT_FIELDS_MAX];   /* 1 - b */
    double slope[SUO_TEXT_FIELDS_MAX];  /* b / average length of the field */
} suo_bm25;

/*
 * Prepare a lane of a view: 'fields' has bit t set for each text field t that
 * is searched. The average is over the visible documents that have the field.
 */
void suo_bm25_init(suo_bm25 *bm25, const suo_view *view, uint32_t lane,
                   uint32_t fields);

/* A field's part of the weighted frequency. */
static inline double suo_bm25_part(const suo_bm25 *bm25, uint32_t field,
                                   uint32_t freq, uint32_t length)
{
    return bm25->weight[field] * freq /
           (bm25->base[field] + bm25->slope[field] * length);
}

/* Saturate the sum of the parts: in [0, k1 + 1). */
static inline double suo_bm25_saturate(const suo_bm25 *bm25, double sum)
{
    return sum * (bm25->k1 + 1) / (bm25->k1 + sum);
}

#endif
