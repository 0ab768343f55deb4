/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bm25.c - the formula's parts; the whole of it is test_oracle.c's.
 */
#include "query/bm25.h"

#include <math.h>

#include "support/corpus.h"

static void assert_near(double value, double wanted)
{
    if (fabs(value - wanted) > 1e-12 * fmax(1, fabs(wanted)))
        fail_msg("%.17g is not %.17g", value, wanted);
}

/* Two documents: title of 2 and none, body of 3 and 5 words, no Han. */
static suo_view *open_view(char *folder)
{
    suo_writer *writer = corpus_writer_start(folder);
    corpus_put_text(writer, "a", "r", "alpha beta", "gamma delta epsilon");
    corpus_put_text(writer, "b", "r", NULL, "alpha beta the gamma of x y");
    corpus_writer_finish(writer);
    return corpus_view(folder, "r");
}

static void test_bm25__idf_is_the_formula(void **state)
{
    (void)state;
    assert_near(suo_bm25_idf(10, 3), log(1 + 7.5 / 3.5));
}

static void test_bm25__idf_is_above_zero_even_for_all(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 2000; n++)
        assert_true(suo_bm25_idf(n, n) > 0);
}

static void test_bm25__idf_falls_with_frequency(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 2000; n++)
        assert_true(suo_bm25_idf(2000, n) > suo_bm25_idf(2000, n + 1));
}

static void test_bm25__saturates_below_k1_plus_one(void **state)
{
    (void)state;
    suo_bm25 bm25 = {.k1 = 1.2, .base = 0.3, .slope = 0.01};
    for (double freq = 1; freq < 1e9; freq *= 3)
        assert_true(suo_bm25_saturate(&bm25, freq, 1) < 2.2);
}

static void test_bm25__grows_with_frequency(void **state)
{
    (void)state;
    suo_bm25 bm25 = {.k1 = 1.2, .base = 0.3, .slope = 0.01};
    for (double freq = 1; freq < 1e3; freq++)
        assert_true(suo_bm25_saturate(&bm25, freq, 9) <
                    suo_bm25_saturate(&bm25, freq + 1, 9));
}

static void test_bm25__falls_with_length(void **state)
{
    (void)state;
    suo_bm25 bm25 = {.k1 = 1.2, .base = 0.3, .slope = 0.01};
    for (double length = 1; length < 1e3; length++)
        assert_true(suo_bm25_saturate(&bm25, 2, length) >
                    suo_bm25_saturate(&bm25, 2, length + 1));
}

static void test_bm25__averages_weighted_lengths(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_view *view = open_view(folder);
    suo_bm25 bm25;
    suo_bm25_init(&bm25, view, SUO_LANE_WORD, 7);
    /* 2 * 2 + 3 and 5 words that are no stop words: 12 over two documents */
    assert_near(bm25.base, 1.2 * 0.25);
    assert_near(bm25.slope, 1.2 * 0.75 * 2 / 12);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_bm25__averages_over_who_has_the_field(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_view *view = open_view(folder);
    suo_bm25 bm25;
    suo_bm25_init(&bm25, view, SUO_LANE_WORD, 1);
    assert_near(bm25.slope, 1.2 * 0.75 * 1 / 4);
    assert_near(bm25.weight[0], 2);
    assert_near(bm25.weight[1], 0);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_bm25__without_lengths_leaves_k1(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_view *view = open_view(folder);
    suo_bm25 bm25;
    suo_bm25_init(&bm25, view, SUO_LANE_GRAM, 7);
    assert_near(bm25.base, 1.2);
    assert_near(bm25.slope, 0);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bm25__idf_is_the_formula),
        cmocka_unit_test(test_bm25__idf_is_above_zero_even_for_all),
        cmocka_unit_test(test_bm25__idf_falls_with_frequency),
        cmocka_unit_test(test_bm25__saturates_below_k1_plus_one),
        cmocka_unit_test(test_bm25__grows_with_frequency),
        cmocka_unit_test(test_bm25__falls_with_length),
        cmocka_unit_test(test_bm25__averages_weighted_lengths),
        cmocka_unit_test(test_bm25__averages_over_who_has_the_field),
        cmocka_unit_test(test_bm25__without_lengths_leaves_k1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
