/* SPDX-License-Identifier: Apache-2.0 */
/*
 * samples.h - times of many runs of one thing, and what is said of them.
 */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <json-c/json.h>
#include <stddef.h>

/* Seconds each; all zero is none. */
typedef struct bench_samples {
    double *values;
    size_t count;
    size_t capacity;
} bench_samples;

void bench_samples_add(bench_samples *samples, double seconds);

/* Add all of 'more'. */
void bench_samples_join(bench_samples *samples, const bench_samples *more);
void bench_samples_free(bench_samples *samples);

/* Least first; percentiles need it. */
void bench_samples_sort(bench_samples *samples);

/*
 * The least value that 'percent' (0..100) of all values do not exceed: the
 * nearest rank, always one that was measured. 0 if there are none.
 */
double bench_samples_percentile(const bench_samples *sorted, double percent);

/*
 * {samples, p50_us, p95_us, p99_us, max_us, per_second}; sorts.
 * 'seconds' is how long it took to run them all; 0: their sum.
 */
json_object *bench_samples_json(bench_samples *samples, double seconds);

#endif
