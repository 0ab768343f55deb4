/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive.h - queries for a corpus, drawn from its own documents.
 */
#ifndef BENCH_DERIVE_H
#define BENCH_DERIVE_H

#include "cut.h"
#include "queries.h"

/* What queries are drawn from. */
typedef struct bench_derivation {
    const bench_corpus *corpus;
    const bench_vocabulary *vocabulary; /* of all its documents */
    bench_cutter *cutter;
    uint32_t title_field;   /* number, or SUO_FIELDS_MAX */
    const uint32_t *pseudo; /* number of each term's pseudo-word; NULL: queries
                               are made of words as they are written */
    uint64_t seed;
    uint32_t class_queries; /* wanted for each class */
} bench_derivation;

/*
 * Fill 'set'. A class that the corpus is too small or too plain for has fewer
 * queries, or none. Statuses: those of bench_cut, see the cutter's error.
 */
suo_status bench_derive(const bench_derivation *from, bench_query_set *set);

#endif
