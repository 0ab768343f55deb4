/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_telling.c - what of a question a hit has, what it lacks, and how much
 * of it is wanted.
 */
#include <math.h>

#include "support/corpus.h"

static const corpus_article SHELF[] = {
    {"a", "card returns and 退货政策", NULL, NULL, 1},
    {"b", "card lost", NULL, NULL, 2},
    {"c", "returning the lost card", NULL, NULL, 3},
    {"d", "验证码退货款", NULL, NULL, 4},
    {"e", "验证 证码 card", NULL, NULL, 5},
    {"f", "the paper and the pen", NULL, NULL, 6},
};
enum { SHELF_COUNT = sizeof(SHELF) / sizeof(*SHELF) };

static suo_view *shelf_view(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (size_t i = 0; i < SHELF_COUNT; i++) {
        corpus_put_article(writer, &SHELF[i]);
        if (i % 2 == 1)
            corpus_commit(writer);
    }
    suo_view *view = corpus_view(folder, NULL);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
    return view;
}

static suo_hits *ask(const suo_view *view, const char *question,
                     suo_search_options options)
{
    options.size = sizeof(options);
    return corpus_ask(view, question, &options);
}

/* The tier of a document, what it lacks in brackets; its share in '*share'. */
static const char *tell(const suo_view *view, const char *question, char key,
                        suo_search_options options, double *share)
{
    static char said[256];
    said[0] = '\0';
    options.tells_match = 1;
    suo_hits *hits = ask(view, question, options);
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        suo_hit_match match = {.size = sizeof(match)};
        if (suo_hits_items(hits)[i].key[0] != key)
            continue;
        corpus_ok(suo_hits_match(hits, i, &match, NULL), NULL);
        sprintf(said, "%d", match.tier);
        for (uint64_t m = 0; m < match.missing_count; m++)
            sprintf(said + strlen(said), "[%.*s]",
                    (int)(match.missing[m].end - match.missing[m].start),
                    question + match.missing[m].start);
        *share = match.share;
    }
    suo_hits_free(hits);
    return said;
}

static void assert_tells(const char *question, char key, const char *said,
                         suo_search_options options)
{
    double share;
    suo_view *view = shelf_view();
    assert_string_equal(tell(view, question, key, options, &share), said);
    suo_view_close(view);
}

static void test_match__names_tier_and_what_is_missing(void **state)
{
    const suo_search_options plain = {0};
    const suo_search_options strict = {.syntax = SUO_SYNTAX_STRICT};
    (void)state;
    assert_tells("the lost card", 'b', "1", plain);
    assert_tells("the lost card", 'a', "3[lost]", plain);
    assert_tells("lost lost card lost xyzzy", 'b', "2[xyzzy]", plain);
    assert_tells("lost card xyzzy 退货", 'a', "3[lost][xyzzy]", plain);
    assert_tells("\"lost card\" return", 'b', "3[lost card][return]", plain);
    assert_tells("\"lost card\" return", 'c', "1", plain);
    assert_tells("ret* lost", 'a', "2[lost]", plain);
    assert_tells("验证码", 'd', "1", plain);
    assert_tells("验证码", 'e', "4[验证码]", plain);
    assert_tells("the", 'f', "1", plain);
    assert_tells("title:lost xyzzy -return", 'b', "3[xyzzy]", plain);
    assert_tells("(card OR \\\"xyzzy) -退货", 'b', "3[xyzzy]", strict);
}

static void test_match__counts_in_three_units(void **state)
{
    const suo_search_options options = {.tells_match = 1};
    suo_hit_match match = {.size = sizeof(match)};
    (void)state;
    suo_view *view = shelf_view();
    suo_hits *hits = ask(view, "lost 😀退款 xyzzy", options);
    corpus_ok(suo_hits_match(hits, 0, &match, NULL), NULL);
    assert_int_equal(match.missing_count, 2);
    const suo_range expected[] = {{9, 15, 6, 8, 7, 9}, {16, 21, 9, 14, 10, 15}};
    assert_memory_equal(match.missing, expected, sizeof(expected));
    suo_hits_free(hits);
    suo_view_close(view);
}

static void test_match__stays_whatever_is_filtered(void **state)
{
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 2, .max = 2};
    double all;
    double some;
    (void)state;
    suo_view *view = shelf_view();
    tell(view, "lost 退货 card", 'b', (suo_search_options){0}, &all);
    tell(view, "lost 退货 card", 'b',
         (suo_search_options){.filters = &filter, .filter_count = 1}, &some);
    assert_true(all == some && all > 0 && all < 1);
    suo_view_close(view);
}

/* idf = ln(1 + (N - n + 0.5) / (n + 0.5)): 'lost' is in 2 of 6, 'card' in 4. */
static void test_match__weighs_by_rarity(void **state)
{
    double share = 0;
    const double lost = log(1 + 4.5 / 2.5);
    const double card = log(1 + 2.5 / 4.5);
    (void)state;
    suo_view *view = shelf_view();
    tell(view, "lost card", 'a', (suo_search_options){0}, &share);
    assert_true(fabs(share - card / (lost + card)) < 1e-12);
    tell(view, "lost card lost", 'a', (suo_search_options){0}, &share);
    assert_true(fabs(share - card / (2 * lost + card)) < 1e-12);
    suo_view_close(view);
}

static void test_match__wants_a_search_that_tells(void **state)
{
    suo_hit_match match = {.size = sizeof(match)};
    (void)state;
    suo_view *view = shelf_view();
    suo_hits *hits = ask(view, "card", (suo_search_options){0});
    assert_int_equal(suo_hits_match(hits, 0, &match, NULL), SUO_STATE);
    assert_null(match.missing);
    suo_hits_free(hits);
    hits = ask(view, "card", (suo_search_options){.tells_match = 1});
    assert_int_equal(suo_hits_match(hits, 4, &match, NULL), SUO_INVALID);
    match.size = 0;
    assert_int_equal(suo_hits_match(hits, 0, &match, NULL), SUO_INVALID);
    suo_hits_free(hits);
    suo_view_close(view);
}

/* ---- how much is wanted ---- */

/* What is found is what tells of a share that is enough, however it is
 * counted; with all of it wanted, what SUO_MATCH_ALL finds. */
static void check_least(const suo_view *view, const char *question,
                        double least)
{
    suo_hits *all = ask(view, question, (suo_search_options){.tells_match = 1});
    suo_hits *some =
        ask(view, question, (suo_search_options){.min_information = least});
    uint32_t at = 0;
    for (uint32_t i = 0; i < suo_hits_count(all); i++) {
        suo_hit_match match = {.size = sizeof(match)};
        corpus_ok(suo_hits_match(all, i, &match, NULL), NULL);
        if (match.share < least * (1 - 1e-9))
            continue;
        assert_true(at < suo_hits_count(some));
        assert_true(suo_hits_items(some)[at].key[0] ==
                    suo_hits_items(all)[i].key[0]);
        assert_true(suo_hits_items(some)[at++].score ==
                    suo_hits_items(all)[i].score);
    }
    assert_int_equal(at, suo_hits_count(some));
    assert_int_equal(suo_hits_total(some), at);
    suo_hits_free(some);
    some = ask(view, question,
               (suo_search_options){.min_information = least,
                                    .total = SUO_TOTAL_ONLY});
    assert_int_equal(suo_hits_total(some), at);
    suo_hits_free(some);
    if (least == 1) {
        some =
            ask(view, question, (suo_search_options){.match = SUO_MATCH_ALL});
        assert_int_equal(suo_hits_total(some), at);
        suo_hits_free(some);
    }
    suo_hits_free(all);
}

static void test_min_information__finds_what_has_it(void **state)
{
    static const char *const ASKED[] = {
        "lost card",     "the lost card", "退货 card xyzzy", "验证码",
        "\"lost card\"", "ret* 退",       "card -lost",      "the and"};
    (void)state;
    suo_view *view = shelf_view();
    for (size_t i = 0; i < sizeof(ASKED) / sizeof(*ASKED); i++)
        for (int least = 0; least <= 20; least++)
            check_least(view, ASKED[i], least / 20.0);
    suo_view_close(view);
}

static void test_min_information__is_a_share(void **state)
{
    static const double WRONG[] = {-0.1, 1.1, NAN};
    (void)state;
    suo_view *view = shelf_view();
    for (int i = 0; i < 3; i++) {
        suo_hits *hits;
        suo_search_options options = {.size = sizeof(options),
                                      .min_information = WRONG[i]};
        assert_int_equal(
            suo_view_search(view, "card", -1, &options, &hits, NULL),
            SUO_INVALID);
    }
    suo_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match__names_tier_and_what_is_missing),
        cmocka_unit_test(test_match__counts_in_three_units),
        cmocka_unit_test(test_match__stays_whatever_is_filtered),
        cmocka_unit_test(test_match__weighs_by_rarity),
        cmocka_unit_test(test_match__wants_a_search_that_tells),
        cmocka_unit_test(test_min_information__finds_what_has_it),
        cmocka_unit_test(test_min_information__is_a_share),
    };
    return cmocka_run_group_tests_name("telling", tests, NULL, NULL);
}
