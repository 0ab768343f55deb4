/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_figures.c - what suo-bench says of the times it took.
 */
#include <math.h>

#include "growth.h"
#include "samples.h"
#include "verdict.h"

#include "support/unit.h"

const char *const cli_program = "test_figures";

static bench_samples make_samples(const double *values, size_t count)
{
    bench_samples samples = {0};
    for (size_t at = 0; at < count; at++)
        bench_samples_add(&samples, values[at]);
    bench_samples_sort(&samples);
    return samples;
}

static void check_percentile(const bench_samples *samples, double percent,
                             double wanted)
{
    double got = bench_samples_percentile(samples, percent);
    if (got != wanted)
        fail_msg("p%g is %g, wanted %g", percent, got, wanted);
}

/* The example of the nearest-rank method: five values. */
static void test_samples__percentile_is_a_value_measured(void **state)
{
    static const double VALUES[] = {50, 15, 40, 20, 35};
    bench_samples samples = make_samples(VALUES, 5);
    (void)state;
    check_percentile(&samples, 0, 15);
    check_percentile(&samples, 5, 15);
    check_percentile(&samples, 30, 20);
    check_percentile(&samples, 40, 20);
    check_percentile(&samples, 50, 35);
    check_percentile(&samples, 95, 50);
    check_percentile(&samples, 100, 50);
    bench_samples_free(&samples);
}

static void test_samples__no_values_have_percentile_0(void **state)
{
    bench_samples samples = {0};
    (void)state;
    check_percentile(&samples, 50, 0);
    bench_samples_free(&samples);
}

/* 1 ms to 1000 ms: p99 is the 990th of them. */
static void test_samples__percentile_counts_ranks(void **state)
{
    bench_samples samples = {0};
    (void)state;
    for (int at = 1000; at > 0; at--)
        bench_samples_add(&samples, at / 1000.0);
    bench_samples_sort(&samples);
    check_percentile(&samples, 50, 0.5);
    check_percentile(&samples, 99, 0.99);
    check_percentile(&samples, 99.95, 1);
    bench_samples_free(&samples);
}

static void test_growth__finds_the_exponent(void **state)
{
    static const double X[] = {10, 100, 1000, 5000};
    static const double EXPONENTS[] = {0, 0.5, 1, 2};
    (void)state;
    for (size_t e = 0; e < 4; e++) {
        double y[4];
        for (size_t at = 0; at < 4; at++)
            y[at] = 3 * pow(X[at], EXPONENTS[e]);
        assert_true(fabs(bench_growth(X, y, 4) - EXPONENTS[e]) < 1e-9);
    }
}

static void test_growth__of_one_point_is_0(void **state)
{
    static const double X[] = {10, 10}, Y[] = {5, 7};
    (void)state;
    assert_true(bench_growth(X, Y, 1) == 0);
    assert_true(bench_growth(X, Y, 2) == 0);
}

/* ---- comparing ---- */

/* A small report: a p50, a rate, the bytes of an index. */
static json_object *make_report(double p50, double rate, double bytes)
{
    char text[512];
    snprintf(text, sizeof text,
             "{\"corpus\": {\"documents\": 5, \"text_bytes\": 9, \"seed\": 1},"
             " \"queries\": 2,"
             " \"build\": {\"put\": {\"seconds\": 4, \"mb_per_second\": %g}},"
             " \"index\": {\"total_bytes\": %g, \"segments\": 1},"
             " \"latency\": [{\"name\": \"a\", \"p50_us\": 7, \"max_us\": 1},"
             " {\"name\": \"b\", \"p50_us\": %g, \"max_us\": 100}]}",
             rate, bytes, p50);
    json_object *report = json_tokener_parse(text);
    assert_non_null(report);
    return report;
}

static size_t count_worse(json_object *after, double limit)
{
    json_object *before = make_report(10, 100, 1000);
    bench_verdict verdict;
    bench_verdict_make(&verdict, before, after);
    assert_int_equal(verdict.count, 4);
    size_t worse = bench_verdict_worse(&verdict, limit);
    bench_verdict_free(&verdict);
    json_object_put(before);
    json_object_put(after);
    return worse;
}

static void test_verdict__names_what_became_worse(void **state)
{
    (void)state;
    assert_int_equal(count_worse(make_report(10, 100, 1000), 1.05), 0);
    assert_int_equal(count_worse(make_report(12, 100, 1000), 1.05), 1);
    assert_int_equal(count_worse(make_report(12, 80, 1000), 1.05), 2);
    assert_int_equal(count_worse(make_report(12, 80, 1200), 1.05), 3);
    assert_int_equal(count_worse(make_report(12, 80, 1200), 1.3), 0);
}

static void test_verdict__what_became_better_is_no_fault(void **state)
{
    (void)state;
    assert_int_equal(count_worse(make_report(1, 1000, 10), 1.05), 0);
}

static void test_verdict__counts_what_is_missing(void **state)
{
    json_object *before = make_report(10, 100, 1000);
    json_object *after = make_report(10, 100, 1000);
    bench_verdict verdict;
    (void)state;
    json_object_object_del(after, "latency");
    bench_verdict_make(&verdict, before, after);
    assert_int_equal(verdict.count, 2);
    assert_int_equal(verdict.missing_count, 2);
    bench_verdict_free(&verdict);
    json_object_put(before);
    json_object_put(after);
}

static void test_verdict__other_corpus_is_unfair(void **state)
{
    json_object *before = make_report(10, 100, 1000);
    json_object *after = make_report(10, 100, 1000);
    (void)state;
    assert_true(bench_verdict_is_fair(before, after));
    json_object_object_add(after, "queries", json_object_new_int(3));
    assert_false(bench_verdict_is_fair(before, after));
    json_object_put(before);
    json_object_put(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples__percentile_is_a_value_measured),
        cmocka_unit_test(test_samples__no_values_have_percentile_0),
        cmocka_unit_test(test_samples__percentile_counts_ranks),
        cmocka_unit_test(test_growth__finds_the_exponent),
        cmocka_unit_test(test_growth__of_one_point_is_0),
        cmocka_unit_test(test_verdict__names_what_became_worse),
        cmocka_unit_test(test_verdict__what_became_better_is_no_fault),
        cmocka_unit_test(test_verdict__counts_what_is_missing),
        cmocka_unit_test(test_verdict__other_corpus_is_unfair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
