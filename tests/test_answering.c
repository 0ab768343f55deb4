/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_answering.c - how likely the best document of a search is an answer,
 * whatever else is asked of the search.
 */
#include "support/corpus.h"

#include <math.h>

#include "support/memory_trial.h"

static const corpus_article SHELF[] = {
    {"a", "card returns", "how a card is sent back", NULL, 1},
    {"b", "退货政策", "七天内可以退货", NULL, 2},
    {"c", "lost card", "block the card at once, it is lost", NULL, 3},
    {"d", "opening hours", "we open at nine", NULL, 3},
    {"e", "the lost key", "keys that are lost", NULL, 5},
    {"f", "验证码", "收不到验证码怎么办", NULL, 6},
};
enum { SHELF_COUNT = sizeof(SHELF) / sizeof(*SHELF) };

/* 'reranks': there is a second phase, and titles count. */
static suo_view *shelf_of(bool reranks, double adjacency)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    if (reranks)
        corpus_schema_set(schema, "title_field", CORPUS_TITLE);
    corpus_schema_set(schema, "adjacency", adjacency);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (size_t i = 0; i < SHELF_COUNT; i++) {
        corpus_put_article(writer, &SHELF[i]);
        if (i % 2 == 1)
            corpus_commit(writer);
    }
    suo_view *view = corpus_view(folder, NULL);
    suo_writer_close(writer);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
    return view;
}

static suo_view *shelf_view(bool reranks)
{
    return shelf_of(reranks, 0);
}

/* Ask; 'hits' is to be freed, for the words that are told borrow of it. */
static suo_answerability ask(const suo_view *view, const char *question,
                             suo_search_options options, suo_hits **hits)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_answerability told = {.size = sizeof(told)};
    options.size = sizeof(options);
    options.tells_match = 1;
    corpus_ok(suo_view_search(view, question, -1, &options, hits, &error),
              &error);
    corpus_ok(suo_hits_answerability(*hits, &told, &error), &error);
    return told;
}

/* Ask for the numbers alone. */
static suo_answerability tell(const suo_view *view, const char *question,
                              suo_search_options options)
{
    suo_hits *hits;
    suo_answerability told = ask(view, question, options, &hits);
    suo_hits_free(hits);
    told.unknown = NULL;
    return told;
}

static void test_answerability__is_high_where_the_title_is_asked(void **state)
{
    const suo_search_options plain = {0};
    (void)state;
    suo_view *view = shelf_view(true);
    suo_answerability exact = tell(view, "lost card", plain);
    suo_answerability part = tell(view, "lost xyzzy qwerty card wire", plain);
    suo_answerability none = tell(view, "xyzzy qwerty", plain);
    assert_int_equal(exact.tier, SUO_TIER_ALL);
    assert_true(exact.share == 1 && exact.title_share == 1);
    assert_true(exact.lead > 0 && exact.lead < 1);
    assert_true(part.share > 0 && part.share < 0.5);
    assert_true(part.figure > 0 && part.figure < exact.figure);
    assert_true(exact.figure < 1);
    assert_true(fabs(exact.title_fit - 1) < 1e-9 && exact.in_row == 0);
    assert_true(exact.unknown_share == 0);
    assert_true(part.unknown_share > 0 &&
                part.unknown_share + part.share < 1 + 1e-9);
    assert_true(exact.information == part.information);
    assert_true(none.figure == 0 && none.tier == 0 && none.share == 0 &&
                none.lead == 0 && none.unknown_share == 1);
    suo_view_close(view);
}

static void test_answerability__knows_words_of_titles(void **state)
{
    const suo_search_options plain = {0};
    (void)state;
    suo_view *view = shelf_view(true);
    assert_true(tell(view, "退货", plain).title_share == 1);
    assert_true(tell(view, "验证码", plain).title_share == 1);
    assert_true(tell(view, "收不到", plain).title_share == 0);
    assert_true(tell(view, "\"lost card\"", plain).title_share == 1);
    suo_answerability some = tell(view, "block the lost card", plain);
    assert_true(some.share == 1);
    assert_true(some.title_share > 0 && some.title_share < 1);
    assert_true(tell(view, "lost card",
                     (suo_search_options){.fields = 1 << CORPUS_BODY})
                    .title_share == 0);
    suo_view_close(view);
    view = shelf_view(false);
    assert_true(tell(view, "lost card", plain).title_share == 0);
    assert_true(tell(view, "lost card", plain).share == 1);
    suo_view_close(view);
}

static void test_answerability__knows_neighbours(void **state)
{
    const suo_search_options plain = {0};
    (void)state;
    suo_view *view = shelf_view(true);
    suo_answerability all = tell(view, "block the card", plain);
    suo_answerability none = tell(view, "card block", plain);
    assert_true(all.in_row == 0 && none.in_row == 0); /* they do not count */
    suo_view_close(view);
    view = shelf_of(true, 0.25);
    all = tell(view, "退货政策", plain);
    none = tell(view, "card block", plain);
    suo_answerability some = tell(view, "lost card returns", plain);
    assert_true(fabs(all.in_row - 1) < 1e-9 && none.in_row == 0);
    assert_true(some.in_row > 0 && some.in_row < 1);
    suo_view_close(view);
}

static void test_answerability__names_what_nothing_has(void **state)
{
    static const char QUESTION[] = "lost 😀 xyzzy 退款 card";
    suo_hits *hits;
    (void)state;
    suo_view *view = shelf_view(true);
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 6, .max = 6};
    suo_answerability told =
        ask(view, QUESTION,
            (suo_search_options){.filters = &filter, .filter_count = 1}, &hits);
    const suo_range expected[] = {{10, 15, 7, 12, 8, 13},
                                  {16, 22, 13, 15, 14, 16}};
    assert_int_equal(told.unknown_count, 2);
    assert_memory_equal(told.unknown, expected, sizeof(expected));
    assert_int_equal(told.tier, 0); /* what passes has nothing of it */
    suo_hits_free(hits);
    suo_view_close(view);
}

/* Of the hits of a plain search, the first ones say all. */
static void test_answerability__is_of_the_first_two(void **state)
{
    suo_hits *hits;
    suo_hit_match match = {.size = sizeof(match)};
    (void)state;
    suo_view *view = shelf_view(true);
    suo_answerability told =
        ask(view, "card lost keys", (suo_search_options){0}, &hits);
    const suo_hit *items = suo_hits_items(hits);
    assert_true(suo_hits_count(hits) > 2);
    assert_true(told.lead ==
                (items[0].score - items[1].score) / items[0].score);
    corpus_ok(suo_hits_match(hits, 0, &match, NULL), NULL);
    assert_true(told.share == match.share);
    assert_int_equal(told.tier, match.tier);
    suo_hits_free(hits);
    assert_true(tell(view, "hours", (suo_search_options){0}).lead == 0);
    suo_view_close(view);
}

static void assert_same(const suo_view *view, const char *question,
                        suo_search_options options,
                        const suo_answerability *expected)
{
    const suo_answerability told = tell(view, question, options);
    assert_memory_equal(&told, expected, sizeof(told));
}

/* The position of the first hit, and behind it others. */
static void check_page(const suo_view *view, const char *question,
                       suo_search_options options,
                       const suo_answerability *expected)
{
    suo_hits *hits;
    uint64_t len;
    ask(view, question, options, &hits);
    if (suo_hits_count(hits) > 0) {
        corpus_ok(suo_hits_position(hits, 0, &options.after, &len, NULL), NULL);
        options.after_len = (int64_t)len;
        assert_same(view, question, options, expected);
    }
    suo_hits_free(hits);
}

static void check_question(const suo_view *view, const char *question)
{
    const suo_answerability first =
        tell(view, question, (suo_search_options){0});
    for (uint32_t mode = 0; mode < 64; mode++) {
        const suo_search_options options = {.k = mode % 2 == 0 ? 1 : 3,
                                            .total = (int32_t)(mode / 2 % 3),
                                            .order = (int32_t)(mode / 6 % 3),
                                            .order_field = CORPUS_VOTES,
                                            .ties_by_score =
                                                (int32_t)(mode / 18 % 2),
                                            .collapse = (int32_t)(mode / 32),
                                            .collapse_field = CORPUS_VOTES};
        assert_same(view, question, options, &first);
        check_page(view, question, options, &first);
    }
}

static void test_answerability__stays_whatever_hits_are_wanted(void **state)
{
    static const char *const ASKED[] = {
        "lost card",         "card",          "the",   "退货 card xyzzy",
        "\"lost card\" key", "re* card -key", "xyzzy", "收不到验证码"};
    (void)state;
    for (int reranks = 0; reranks < 2; reranks++) {
        suo_view *view = shelf_view(reranks);
        for (size_t i = 0; i < sizeof(ASKED) / sizeof(*ASKED); i++)
            check_question(view, ASKED[i]);
        suo_view_close(view);
    }
}

static void test_answerability__is_of_what_passes(void **state)
{
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 5, .max = 5};
    (void)state;
    suo_view *view = shelf_view(true);
    suo_answerability all = tell(view, "lost card", (suo_search_options){0});
    suo_answerability some =
        tell(view, "lost card",
             (suo_search_options){.filters = &filter, .filter_count = 1});
    assert_true(some.share > 0 && some.share < all.share && some.lead == 0);
    suo_view_close(view);
}

static void test_answerability__wants_a_search_that_tells(void **state)
{
    suo_answerability told = {.size = sizeof(told)};
    suo_hits *hits;
    (void)state;
    suo_view *view = shelf_view(true);
    corpus_ok(suo_view_search(view, "card", -1, NULL, &hits, NULL), NULL);
    assert_int_equal(suo_hits_answerability(hits, &told, NULL), SUO_STATE);
    assert_null(told.unknown);
    suo_hits_free(hits);
    ask(view, "card", (suo_search_options){0}, &hits);
    told.size = 0;
    assert_int_equal(suo_hits_answerability(hits, &told, NULL), SUO_INVALID);
    /* A caller who knows less of the struct. */
    memset(&told, 0xEE, sizeof(told));
    told.size = offsetof(suo_answerability, share);
    corpus_ok(suo_hits_answerability(hits, &told, NULL), NULL);
    assert_int_equal(told.tier, SUO_TIER_ALL);
    assert_int_equal(((const uint8_t *)&told.share)[0], 0xEE);
    suo_hits_free(hits);
    suo_view_close(view);
}

/* Another order: so that a second search is made, too. */
static void test_answerability__memory_may_end(void **state)
{
    const suo_search_options options = {.size = sizeof(options),
                                        .tells_match = 1,
                                        .order = SUO_ORDER_ASCENDING,
                                        .order_field = CORPUS_VOTES};
    (void)state;
    suo_view *view = shelf_view(true);
    for (int for_good = 0; for_good < 2; for_good++) {
        memory_trial trial = {.for_good = for_good == 1, .keeps = true};
        while (memory_trial_next(&trial)) {
            suo_answerability told = {.size = sizeof(told)};
            suo_hits *hits;
            memory_trial_arm(&trial);
            suo_status status = suo_view_search(view, "lost 退货 \"card\"", -1,
                                                &options, &hits, NULL);
            if (status == SUO_OK)
                status = suo_hits_answerability(hits, &told, NULL);
            memory_trial_disarm(&trial, status);
            assert_true((status == SUO_OK) == (told.tier != 0));
            suo_hits_free(hits);
        }
        assert_true(trial.count > 10);
    }
    suo_view_close(view);
    assert_int_equal(blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answerability__is_high_where_the_title_is_asked),
        cmocka_unit_test(test_answerability__knows_words_of_titles),
        cmocka_unit_test(test_answerability__knows_neighbours),
        cmocka_unit_test(test_answerability__names_what_nothing_has),
        cmocka_unit_test(test_answerability__is_of_the_first_two),
        cmocka_unit_test(test_answerability__stays_whatever_hits_are_wanted),
        cmocka_unit_test(test_answerability__is_of_what_passes),
        cmocka_unit_test(test_answerability__wants_a_search_that_tells),
        cmocka_unit_test(test_answerability__memory_may_end),
    };
    return cmocka_run_group_tests_name("answering", tests, NULL, NULL);
}
