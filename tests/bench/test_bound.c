/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bound.c - the model of what a query costs at least.
 */
#include <math.h>

#include "bound.h"

#include "support/unit.h"

const char *const cli_program = "test_bound";

enum { DOCS = 10000 };

static double cycles(double count, bench_unit unit)
{
    return count * bench_unit_cycles(unit);
}

static void check_bound(const bench_touched *touched, bench_collector collector,
                        double lists)
{
    double terms =
        touched->term_count > 0 ? (double)touched->term_count - 1 : 0;
    double wanted =
        cycles(1, BENCH_UNIT_QUESTION) + cycles(terms, BENCH_UNIT_TERM) + lists;
    double got = bench_bound(touched, collector);
    if (fabs(got - wanted) > 1e-6)
        fail_msg("%s: %f cycles, wanted %f", bench_collector_name(collector),
                 got, wanted);
}

/* A question of terms that so many documents have. */
static bench_touched touched_of(const uint64_t *freqs, size_t count,
                                bool is_needed, uint64_t matches)
{
    bench_touched touched = {
        .doc_count = DOCS, .matches = matches, .term_count = count};
    for (size_t i = 0; i < count; i++)
        bench_touched_add(&touched, freqs[i], is_needed);
    return touched;
}

static void test_bound__of_a_miss_is_the_question(void **state)
{
    bench_touched touched = touched_of(NULL, 0, false, 0);
    (void)state;
    for (int c = 0; c < BENCH_COLLECTORS; c++)
        check_bound(&touched, (bench_collector)c, 0);
}

static void test_bound__of_one_list_is_its_hits(void **state)
{
    static const uint64_t FREQ = 3000;
    bench_touched touched = touched_of(&FREQ, 1, false, FREQ);
    (void)state;
    check_bound(&touched, BENCH_COUNT, 0);
    check_bound(&touched, BENCH_TOP_10,
                cycles(10, BENCH_UNIT_PROBE) + cycles(10, BENCH_UNIT_SCORE));
    check_bound(&touched, BENCH_TOP_100,
                cycles(100, BENCH_UNIT_PROBE) + cycles(100, BENCH_UNIT_SCORE));
}

/* Of many documents an array is cheaper, of few their postings. */
static void test_bound__takes_the_cheaper_form_of_a_list(void **state)
{
    static const uint64_t FREQS[] = {3000, 2};
    bench_touched touched = touched_of(FREQS, 2, false, 3001);
    (void)state;
    check_bound(&touched, BENCH_COUNT,
                cycles(DOCS, BENCH_UNIT_MARK) + cycles(2, BENCH_UNIT_POSTING));
    check_bound(
        &touched, BENCH_TOP_10,
        cycles(DOCS, BENCH_UNIT_IMPACT) + cycles(2, BENCH_UNIT_POSTING) +
            cycles(20, BENCH_UNIT_PROBE) + cycles(10, BENCH_UNIT_SCORE));
}

static void test_bound__of_all_words_follows_the_rarest(void **state)
{
    static const uint64_t FREQS[] = {3000, 20, 5000};
    bench_touched touched = touched_of(FREQS, 3, true, 4);
    (void)state;
    check_bound(&touched, BENCH_COUNT,
                cycles(20, BENCH_UNIT_POSTING) +
                    cycles(20 + 4, BENCH_UNIT_PROBE));
}

static void test_bound__of_a_filter_is_its_look_ups(void **state)
{
    static const uint64_t FREQS[] = {30, 40};
    bench_touched free = touched_of(FREQS, 2, false, 8);
    bench_touched filtered = free;
    (void)state;
    filtered.is_filtered = true;
    for (int c = 0; c < BENCH_COLLECTORS; c++) {
        bench_collector collector = (bench_collector)c;
        double more =
            bench_bound(&filtered, collector) - bench_bound(&free, collector);
        assert_true(fabs(more - cycles(8, BENCH_UNIT_PROBE)) < 1e-6);
    }
}

static void test_bound__of_a_phrase_is_its_positions(void **state)
{
    static const uint64_t FREQ = 5;
    bench_touched touched = touched_of(&FREQ, 1, true, FREQ);
    (void)state;
    touched.row = 300;
    touched.row_words = 3;
    check_bound(&touched, BENCH_COUNT, cycles(900, BENCH_UNIT_POSITION));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bound__of_a_miss_is_the_question),
        cmocka_unit_test(test_bound__of_one_list_is_its_hits),
        cmocka_unit_test(test_bound__takes_the_cheaper_form_of_a_list),
        cmocka_unit_test(test_bound__of_all_words_follows_the_rarest),
        cmocka_unit_test(test_bound__of_a_filter_is_its_look_ups),
        cmocka_unit_test(test_bound__of_a_phrase_is_its_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
