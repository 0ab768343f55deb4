/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bound.h - what a query costs at least, by a model of bytes and postings.
 *
 * README.md, "The bound", says what the model takes for granted, and what it is
 * not.
 */
#ifndef BENCH_BOUND_H
#define BENCH_BOUND_H

#include <json-c/json.h>

#include "ask.h"
#include "progress.h"

/* What is counted, and costs cycles. */
typedef enum bench_unit {
    BENCH_UNIT_QUESTION, /* any question that finds nothing */
    BENCH_UNIT_TERM,     /* each further term it looks up */
    BENCH_UNIT_IMPACT,   /* a document's byte of a list's worth, added */
    BENCH_UNIT_MARK,     /* a document's bit of a list, joined and counted */
    BENCH_UNIT_POSTING,  /* a posting's document decoded */
    BENCH_UNIT_PROBE,    /* a document looked up in an array */
    BENCH_UNIT_SCORE,    /* a posting scored exactly */
    BENCH_UNIT_POSITION, /* a position decoded */
    BENCH_UNITS
} bench_unit;

/* "question" ... */
const char *bench_unit_name(bench_unit unit);

/* Cycles, as suo-bench-costs measured them. */
double bench_unit_cycles(bench_unit unit);

/* What the bound of a query is made of: counts of documents. */
typedef struct bench_touched {
    uint64_t doc_count;  /* of the view */
    uint64_t matches;    /* that pass the filter */
    uint64_t term_count; /* looked up, found or not */
    uint64_t list_count; /* of terms that score */
    double impacts;      /* cycles to see what each document of them is worth */
    double marks;        /* cycles to see which documents they have */
    uint64_t postings;   /* of them all */
    uint64_t need_count; /* lists that hits must be in */
    uint64_t rarest;     /* documents of the shortest of these */
    double need_marks;   /* as 'marks', of these */
    uint64_t row;        /* documents that have all words of a phrase */
    uint64_t row_words;  /* of a phrase; else 0 */
    bool is_filtered;
} bench_touched;

/* Count for one more list, of 'doc_freq' documents. */
void bench_touched_add(bench_touched *touched, uint64_t doc_freq,
                       bool is_needed);

/* Cycles a query takes at least. */
double bench_bound(const bench_touched *touched, bench_collector collector);

/* ---- beside what queries take ---- */

/*
 * Bound the first queries of each class, by suo_view_explain and totals, and
 * ask each some times in a row, with each collector; the view is not empty.
 * {cycle_ns, units: {cycles of each}, rows: [{queries, collector, asked,
 * postings_mean, bound_us, best_us, times_bound}]}: medians of the queries'
 * bounds, of the least that each took, and of these by one another. NULL:
 * 'error' says why.
 */
json_object *bench_bounds_measure(const bench_asking *asking,
                                  const suo_view *view, cli_progress *progress,
                                  suo_error *error);

#endif
