/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict.h - the figures of two reports, side by side.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* One figure that both reports have. */
typedef struct bench_figure {
    char path[200]; /* "latency.OR TOP_10.p50_us" */
    double before;
    double after;
    double ratio; /* > 1: worse; how many times */
} bench_figure;

typedef struct bench_verdict {
    bench_figure *items;
    size_t count;
    size_t capacity;
    size_t missing_count; /* figures of 'before' that 'after' lacks */
} bench_verdict;

/*
 * Compare the figures that repeat well enough to be judged: p50_us, what
 * building and many threads do a second, and bytes of the index and of
 * building; not tails (p95 and above), nor counts. Items of arrays are found
 * by their "name".
 */
void bench_verdict_make(bench_verdict *verdict, json_object *before,
                        json_object *after);
void bench_verdict_free(bench_verdict *verdict);

/* How many figures have a ratio above 'limit'. */
size_t bench_verdict_worse(const bench_verdict *verdict, double limit);

/* Were both made of the same corpus? */
bool bench_verdict_is_fair(json_object *before, json_object *after);

#endif
