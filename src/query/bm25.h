/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bm25.h - what a term is worth in a document.
 *
 * BM25F as first given: the frequencies of the fields are weighted and added,
 * so are their lengths, and one saturation follows (Robertson, Zaragoza and
 * Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004). A
 * length for each field of its own, as in later forms, measured worse
 * (bench/README.md).
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

/* How a lane counts in a view. */
typedef struct suo_bm25 {
    double k1;
    double base;                        /* k1 * (1 - b) */
    double slope;                       /* k1 * b / average length */
    double average;                     /* weighted length; 0: no document */
    double weight[SUO_TEXT_FIELDS_MAX]; /* of a field; 0: not searched */
    uint32_t field_count;               /* that are searched */
    uint8_t fields[SUO_TEXT_FIELDS_MAX];
} suo_bm25;

/*
 * Prepare a lane of a view: 'fields' has bit t set for each text field t that
 * is searched. The average length is over the visible documents; of the
 * fields searched, the one that most documents have says how many there are.
 */
void suo_bm25_init(suo_bm25 *bm25, const suo_view *view, uint32_t lane,
                   uint32_t fields);

/*
 * Saturated frequency, in [0, k1 + 1), of the weighted sums of a document's
 * frequencies and of its lengths.
 */
static inline double suo_bm25_saturate(const suo_bm25 *bm25, double freq,
                                       double length)
{
    return freq * (bm25->k1 + 1) / (freq + bm25->base + bm25->slope * length);
}

#endif
