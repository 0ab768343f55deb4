/* SPDX-License-Identifier: Apache-2.0 */
/*
 * samples.c - times of many runs of one thing, and what is said of them.
 *
 * Every time is kept: no histogram rounds the tail away.
 */
#include "samples.h"

#include <math.h>
#include <stdlib.h>

#include "cli.h"
#include "json_text.h"

void bench_samples_add(bench_samples *samples, double seconds)
{
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity * 2 + 256;
        samples->values = cli_realloc(
            samples->values, samples->capacity * sizeof *samples->values);
    }
    samples->values[samples->count++] = seconds;
}

void bench_samples_join(bench_samples *samples, const bench_samples *more)
{
    for (size_t at = 0; at < more->count; at++)
        bench_samples_add(samples, more->values[at]);
}

void bench_samples_free(bench_samples *samples)
{
    free(samples->values);
    *samples = (bench_samples){0};
}

static int seconds_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

void bench_samples_sort(bench_samples *samples)
{
    if (samples->count > 0)
        qsort(samples->values, samples->count, sizeof *samples->values,
              seconds_compare);
}

double bench_samples_percentile(const bench_samples *sorted, double percent)
{
    if (sorted->count == 0)
        return 0;
    double rank = ceil(percent / 100 * (double)sorted->count);
    size_t at = rank < 1 ? 0 : (size_t)rank - 1;
    return sorted->values[at < sorted->count ? at : sorted->count - 1];
}

static double samples_sum(const bench_samples *samples)
{
    double sum = 0;
    for (size_t at = 0; at < samples->count; at++)
        sum += samples->values[at];
    return sum;
}

json_object *bench_samples_json(bench_samples *samples, double seconds)
{
    static const struct {
        const char *key;
        double percent;
    } FIGURES[] = {
        {"p50_us", 50}, {"p95_us", 95}, {"p99_us", 99}, {"max_us", 100}};
    json_object *object = json_object_new_object();
    if (seconds <= 0)
        seconds = samples_sum(samples);
    bench_samples_sort(samples);
    cli_json_add_count(object, "samples", samples->count);
    for (size_t at = 0; at < sizeof FIGURES / sizeof FIGURES[0]; at++)
        cli_json_add(
            object, FIGURES[at].key,
            json_object_new_double(
                bench_samples_percentile(samples, FIGURES[at].percent) * 1e6));
    cli_json_add(object, "per_second",
                 json_object_new_double(
                     seconds > 0 ? (double)samples->count / seconds : 0));
    return object;
}
