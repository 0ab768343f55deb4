/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_search_options.c - what a search finds, as its options say: any or all
 * of the question, filters, totals.
 */
#include "support/corpus.h"

static const corpus_article SHELF[] = {
    {"a", "card returns and 退货政策", NULL, "red", 1},
    {"b", "card lost", NULL, "red", 2},
    {"c", "returning the lost card", NULL, NULL, 3},
    {"d", "验证码退货款", NULL, "blue", 0},
    {"e", "验证 证码 card", NULL, "redder", 5},
};

/* A view of documents of one title each. */
static suo_view *shelf_view(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (size_t i = 0; i < sizeof(SHELF) / sizeof(*SHELF); i++) {
        corpus_put_article(writer, &SHELF[i]);
        if (i == 2)
            corpus_commit(writer);
    }
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, NULL);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
    return view;
}

/* The keys of the hits in the order of the alphabet, and their total. */
static void assert_finds(const suo_view *view, const char *question,
                         suo_search_options options, const char *keys)
{
    suo_hits *hits;
    suo_error error = SUO_ERROR_EMPTY;
    char found[8] = {0};
    options.size = sizeof(options);
    corpus_ok(suo_view_search(view, question, -1, &options, &hits, &error),
              &error);
    for (char key = 'a'; key <= 'e'; key++)
        for (uint32_t i = 0; i < suo_hits_count(hits); i++)
            if (suo_hits_items(hits)[i].key[0] == key)
                found[strlen(found)] = key;
    assert_string_equal(found, keys);
    assert_int_equal(suo_hits_total(hits), strlen(keys));
    suo_hits_free(hits);
}

static void assert_refuses(suo_search_options options, suo_status status)
{
    suo_view *view = shelf_view();
    suo_hits *hits = (suo_hits *)view;
    if (options.size == 0)
        options.size = sizeof(options);
    assert_int_equal(suo_view_search(view, "card", -1, &options, &hits, NULL),
                     status);
    assert_null(hits);
    suo_view_close(view);
}

/* ---- all of the question ---- */

static const suo_search_options ALL = {.match = SUO_MATCH_ALL};

static void test_match_all__wants_every_word(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_finds(view, "lost card", (suo_search_options){0}, "abce");
    assert_finds(view, "lost card", ALL, "bc");
    assert_finds(view, "lost card xyzzy", ALL, "");
    assert_finds(view, "return card", ALL, "ac");
    suo_view_close(view);
}

static void test_match_all__leaves_stop_words_out(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_finds(view, "the card of the lost", ALL, "bc");
    assert_finds(view, "the", ALL, "c");
    suo_view_close(view);
}

static void test_match_all__finds_han_however_it_is_cut(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_finds(view, "退货", ALL, "ad");
    assert_finds(view, "货", ALL, "ad");
    /* Its pairs stand in 'e', but not in a row. */
    assert_finds(view, "验证码", ALL, "d");
    assert_finds(view, "退货 card", ALL, "a");
    suo_view_close(view);
}

static void test_match_all__wants_quotes_beside_words(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_finds(view, "\"lost card\" return", (suo_search_options){0}, "abce");
    assert_finds(view, "\"lost card\" return", ALL, "c");
    suo_view_close(view);
}

/* ---- filters ---- */

static void test_filter__of_a_keyword_wants_the_whole_text(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_filter filter = {.field = CORPUS_TAG,
                         .kind = SUO_FILTER_KEYWORD,
                         .text = "red",
                         .text_len = -1};
    suo_search_options options = {.filters = &filter, .filter_count = 1};
    assert_finds(view, "card", options, "ab");
    filter.text = "re";
    assert_finds(view, "card", options, "");
    filter.text = "";
    assert_finds(view, "card", options, "");
    filter.text = "reddish";
    filter.text_len = 3;
    assert_finds(view, "card", options, "ab");
    suo_view_close(view);
}

static void test_filter__of_a_range_has_both_ends(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 2, .max = 3};
    suo_search_options options = {.filters = &filter, .filter_count = 1};
    assert_finds(view, "card 退货", options, "bc");
    filter.min = INT64_MIN;
    assert_finds(view, "card 退货", options, "abc");
    filter.max = INT64_MAX; /* who has no value passes no range */
    assert_finds(view, "card 退货", options, "abce");
    filter.min = 4;
    filter.max = 2;
    assert_finds(view, "card 退货", options, "");
    suo_view_close(view);
}

static void test_filters__all_must_pass(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_filter filters[] = {
        {.field = CORPUS_TAG,
         .kind = SUO_FILTER_KEYWORD,
         .text = "red",
         .text_len = -1},
        {.field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 2, .max = 9}};
    suo_search_options options = {.filters = filters, .filter_count = 2};
    assert_finds(view, "card", options, "b");
    suo_view_close(view);
}

static void test_filter__knows_what_begins_so_and_what_is_there(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_filter filter = {.field = CORPUS_TAG,
                         .kind = SUO_FILTER_PREFIX,
                         .text = "red",
                         .text_len = -1};
    suo_search_options options = {.filters = &filter, .filter_count = 1};
    assert_finds(view, "card 退货", options, "abe");
    filter.text = "redd";
    assert_finds(view, "card 退货", options, "e");
    filter.kind = SUO_FILTER_PATH;
    assert_finds(view, "card 退货", options, "");
    filter.kind = SUO_FILTER_EXISTS;
    assert_finds(view, "card 退货", options, "abde");
    filter.field = CORPUS_VOTES;
    assert_finds(view, "card 退货", options, "abce");
    suo_view_close(view);
}

/* A filter by a letter: r red, b blue, v votes of 2 or 3, and what joins. */
static suo_filter filter_of(char letter)
{
    switch (letter) {
    case 'v':
        return (suo_filter){.field = CORPUS_VOTES,
                            .kind = SUO_FILTER_RANGE,
                            .min = 2,
                            .max = 3};
    case '&':
        return (suo_filter){.kind = SUO_FILTER_AND};
    case '|':
        return (suo_filter){.kind = SUO_FILTER_OR};
    case '!':
        return (suo_filter){.kind = SUO_FILTER_NOT};
    default:
        return (suo_filter){.field = CORPUS_TAG,
                            .kind = SUO_FILTER_KEYWORD,
                            .text = letter == 'r' ? "red" : "blue",
                            .text_len = -1};
    }
}

static void test_filters__join_those_before_them(void **state)
{
    static const struct {
        const char *filters;
        const char *keys; /* NULL: refused */
    } CASES[] = {{"rb|", "abd"},    {"rb&", ""},     {"rv&", "b"},
                 {"rv|", "abc"},    {"r!", "cde"},   {"r!!", "ab"},
                 {"rb|v", "b"},     {"rb|v!", "ad"}, {"rb|!v!", "e"},
                 {"rvb|&", "b"},    {"rv&b|", "bd"}, {"rv!&b!&", "a"},
                 {"rr!|", "abcde"}, {"rb|v|!", "e"}, {"|", NULL},
                 {"r|", NULL},      {"!", NULL},     {"rb||", NULL}};
    suo_filter filters[8];
    suo_view *view = shelf_view();
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(*CASES); i++) {
        size_t count = strlen(CASES[i].filters);
        const suo_search_options options = {.filters = filters,
                                            .filter_count = count};
        for (size_t at = 0; at < count; at++)
            filters[at] = filter_of(CASES[i].filters[at]);
        if (CASES[i].keys != NULL)
            assert_finds(view, "card 退货", options, CASES[i].keys);
        else
            assert_refuses(options, SUO_INVALID);
    }
    suo_view_close(view);
}

static void test_filter__changes_no_score(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 5, .max = 5};
    suo_search_options options = {
        .size = sizeof(options), .filters = &filter, .filter_count = 1};
    suo_hits *some;
    suo_hits *all = corpus_search(view, "验证码 card", 5);
    corpus_ok(suo_view_search(view, "验证码 card", -1, &options, &some, NULL),
              NULL);
    assert_int_equal(suo_hits_count(some), 1);
    for (uint32_t i = 0; i < suo_hits_count(all); i++)
        if (suo_hits_items(all)[i].key[0] == 'e')
            assert_true(suo_hits_items(all)[i].score ==
                        suo_hits_items(some)[0].score);
    suo_hits_free(some);
    suo_hits_free(all);
    suo_view_close(view);
}

static void test_filter__does_not_call_up_stop_words(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 3, .max = 3};
    suo_search_options options = {.filters = &filter, .filter_count = 1};
    assert_finds(view, "the", options, "c");
    assert_finds(view, "the policy 退货", options, "");
    suo_view_close(view);
}

/* ---- totals ---- */

static void test_total_only__gives_no_hits(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    suo_search_options options = {.size = sizeof(options),
                                  .total = SUO_TOTAL_ONLY};
    suo_hits *hits;
    corpus_ok(suo_view_search(view, "card", -1, &options, &hits, NULL), NULL);
    assert_int_equal(suo_hits_total(hits), 4);
    assert_int_equal(suo_hits_count(hits), 0);
    suo_hits_free(hits);
    suo_view_close(view);
}

/* ---- what is refused ---- */

static void test_options__of_unknown_value_are_refused(void **state)
{
    (void)state;
    assert_refuses((suo_search_options){.match = 2}, SUO_INVALID);
    assert_refuses((suo_search_options){.match = -1}, SUO_INVALID);
    assert_refuses((suo_search_options){.total = 3}, SUO_INVALID);
    assert_refuses((suo_search_options){.total = -1}, SUO_INVALID);
}

static void test_filter__that_fits_no_field_is_refused(void **state)
{
    (void)state;
    static const suo_filter WRONG[] = {
        {.field = CORPUS_TAG, .kind = SUO_FILTER_RANGE},
        {.field = CORPUS_TITLE, .kind = SUO_FILTER_KEYWORD, .text = ""},
        {.field = CORPUS_NOTE, .kind = SUO_FILTER_KEYWORD, .text = ""},
        {.field = CORPUS_VOTES, .kind = SUO_FILTER_KEYWORD, .text = ""},
        {.field = CORPUS_FIELDS, .kind = SUO_FILTER_RANGE},
        {.field = CORPUS_TAG, .kind = 0, .text = ""},
        {.field = CORPUS_TAG, .kind = 9, .text = ""},
        {.field = CORPUS_VOTES, .kind = SUO_FILTER_PREFIX, .text = ""},
        {.field = CORPUS_TITLE, .kind = SUO_FILTER_EXISTS},
        {.kind = SUO_FILTER_NOT},
        {.field = CORPUS_TAG, .kind = SUO_FILTER_KEYWORD, .text_len = 1}};
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(*WRONG); i++)
        assert_refuses(
            (suo_search_options){.filters = &WRONG[i], .filter_count = 1},
            SUO_INVALID);
    assert_refuses((suo_search_options){.filter_count = 1}, SUO_INVALID);
}

static void test_filters__are_sixty_four_at_most(void **state)
{
    (void)state;
    static suo_filter filters[SUO_FILTERS_MAX + 1];
    suo_view *view = shelf_view();
    for (int i = 0; i <= SUO_FILTERS_MAX; i++)
        filters[i] = (suo_filter){.field = CORPUS_VOTES,
                                  .kind = SUO_FILTER_RANGE,
                                  .min = 2,
                                  .max = 2 + i};
    assert_finds(view, "card",
                 (suo_search_options){.filters = filters,
                                      .filter_count = SUO_FILTERS_MAX},
                 "b");
    suo_view_close(view);
    assert_refuses((suo_search_options){.filters = filters,
                                        .filter_count = SUO_FILTERS_MAX + 1},
                   SUO_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match_all__wants_every_word),
        cmocka_unit_test(test_match_all__leaves_stop_words_out),
        cmocka_unit_test(test_match_all__finds_han_however_it_is_cut),
        cmocka_unit_test(test_match_all__wants_quotes_beside_words),
        cmocka_unit_test(test_filter__of_a_keyword_wants_the_whole_text),
        cmocka_unit_test(test_filter__of_a_range_has_both_ends),
        cmocka_unit_test(test_filters__all_must_pass),
        cmocka_unit_test(test_filter__knows_what_begins_so_and_what_is_there),
        cmocka_unit_test(test_filters__join_those_before_them),
        cmocka_unit_test(test_filter__changes_no_score),
        cmocka_unit_test(test_filter__does_not_call_up_stop_words),
        cmocka_unit_test(test_total_only__gives_no_hits),
        cmocka_unit_test(test_options__of_unknown_value_are_refused),
        cmocka_unit_test(test_filter__that_fits_no_field_is_refused),
        cmocka_unit_test(test_filters__are_sixty_four_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
