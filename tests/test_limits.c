/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_limits.c - what ends a search early, and what it gives then.
 *
 * Time is a clock of the test's own that moves by one each time it is read,
 * and the watch looks at every step: so a search is ended at each place where
 * it can be, one after the other.
 */
#include "support/corpus.h"

#include "index/view.h"
#include "query/hits.h"
#include "support/effort.h"

enum { DOCS = 1400, ALL_HITS = 2000, FIELDS_ALL = 7 };

/* Questions that go all ways: lists, phrases, prefixes, Han, needs, gates. */
static const char *const QUESTIONS[] = {
    "card refund return", "退货 退款", "货",  "\"refund card\"",
    "re* ca* refund",     "v3-mono",   "the", "return \"card refund\" 退货",
    "card -refund 退款",
};
enum { QUESTION_COUNT = sizeof(QUESTIONS) / sizeof(*QUESTIONS) };

static char *folder;
static suo_view *whole; /* of everything */
static suo_view *shown; /* of a role */

static int open_world(void **state)
{
    static const char *const TEXTS[] = {"card refund", "return the card",
                                        "退货退款",    "refunds by card v3",
                                        "货到付款",    "V3-MONO returned"};
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    test_random random = {42};
    for (int i = 0; i < DOCS; i++) {
        char key[16];
        char text[128];
        snprintf(key, sizeof(key), "k%d", i);
        snprintf(text, sizeof(text), "%s %s",
                 TEXTS[test_random_below(&random, 6)],
                 TEXTS[test_random_below(&random, 6)]);
        corpus_put_text(writer, key, i % 3 == 0 ? "public" : "agents",
                        TEXTS[test_random_below(&random, 6)], text);
        if (i == DOCS / 2)
            corpus_commit(writer);
    }
    corpus_delete(writer, "k7");
    corpus_writer_finish(writer);
    whole = corpus_view(folder, NULL);
    shown = corpus_view(folder, "public");
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    suo_view_close(whole);
    suo_view_close(shown);
    corpus_folder_remove(folder);
    return 0;
}

/* ---- time ---- */

static uint64_t clock_step(void *user)
{
    return ++*(uint64_t *)user;
}

/* Search with a watch that looks at every step and ends after 'time' looks. */
static suo_status search_until(const suo_view *view, const char *question,
                               suo_search_request request, uint64_t time,
                               suo_hits **hits)
{
    uint64_t now = 0;
    const suo_clock clock = {&now, clock_step};
    suo_watch watch;
    suo_watch_begin(&watch, &clock, time, NULL);
    watch.pace = 0;
    request.watch = &watch;
    return suo_hits_make(view, question, strlen(question), &request, hits,
                         NULL);
}

static bool hits_have(const suo_hits *hits, const suo_hit *wanted)
{
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *own = &suo_hits_items(hits)[i];
        if (own->key_len == wanted->key_len &&
            memcmp(own->key, wanted->key, own->key_len) == 0)
            return wanted->score <= own->score * (1 + 1e-9);
    }
    return false;
}

/* Each hit of 'some' is one of 'all', and scores no more. */
static void assert_part_of(const suo_hits *some, const suo_hits *all)
{
    for (uint32_t i = 0; i < suo_hits_count(some); i++)
        assert_true(hits_have(all, &suo_hits_items(some)[i]));
    assert_true(suo_hits_total(some) <= suo_hits_total(all));
    assert_true(suo_hits_total(some) >= suo_hits_count(some));
}

static void assert_same(const suo_hits *a, const suo_hits *b)
{
    assert_int_equal(suo_hits_total(a), suo_hits_total(b));
    corpus_same_hits(a, b);
}

/* End the search after each number of looks, or one of some, from 'time' on;
 * returns how many it takes. */
static uint64_t end_everywhere(const suo_view *view, const char *question,
                               suo_search_request request, uint64_t time)
{
    suo_search_request all_of_it = request;
    suo_hits *all;
    suo_hits *hits;
    all_of_it.k = ALL_HITS;
    corpus_ok(
        suo_hits_make(view, question, strlen(question), &all_of_it, &all, NULL),
        NULL);
    for (;; time += effort_step()) {
        request.is_partial = false;
        suo_status status = search_until(view, question, request, time, &hits);
        if (status == SUO_OK)
            break;
        assert_int_equal(status, SUO_TIMEOUT);
        assert_null(hits);
        request.is_partial = true;
        corpus_ok(search_until(view, question, request, time, &hits), NULL);
        assert_int_equal(suo_hits_stopped(hits), SUO_TIMEOUT);
        assert_part_of(hits, all);
        suo_hits_free(hits);
    }
    suo_hits *untimed;
    corpus_ok(suo_hits_make(view, question, strlen(question), &request,
                            &untimed, NULL),
              NULL);
    assert_same(hits, untimed);
    suo_hits_free(untimed);
    suo_hits_free(hits);
    suo_hits_free(all);
    return time;
}

static void test_timeout__may_strike_anywhere(void **state)
{
    uint64_t looks = 0;
    (void)state;
    for (int q = 0; q < QUESTION_COUNT; q++)
        for (int mode = 0; mode < 12; mode++) {
            const suo_search_request request = {
                .fields = FIELDS_ALL,
                .k = 20,
                .match = mode & 1 ? SUO_MATCH_ALL : SUO_MATCH_ANY,
                .tells_match = mode % 4 == 2,
                .collapse = {mode % 4 == 3, false, CORPUS_VOTES},
                .total = (suo_total)(mode / 4)};
            looks += end_everywhere(mode & 2 ? whole : shown, QUESTIONS[q],
                                    request, 1 + mode % effort_step());
        }
    printf("%llu places by steps of %u\n", (unsigned long long)looks,
           effort_step());
    assert_true(looks > 1000);
}

static void test_timeout__gives_hits_before_it_counts(void **state)
{
    const suo_search_request request = {
        .fields = FIELDS_ALL, .k = 5, .is_partial = true};
    bool is_seen = false;
    (void)state;
    for (uint64_t time = 1; time < 400 && !is_seen; time++) {
        suo_hits *hits;
        corpus_ok(search_until(whole, "card refund", request, time, &hits),
                  NULL);
        is_seen =
            suo_hits_count(hits) == 5 && suo_hits_stopped(hits) == SUO_TIMEOUT;
        suo_hits_free(hits);
    }
    assert_true(is_seen);
}

static void test_timeout__of_the_real_clock(void **state)
{
    (void)state;
    char *question = malloc(1 << 20);
    assert_non_null(question);
    for (int i = 0; i < 1 << 20; i++)
        question[i] = i % 3 == 2 ? ' ' : (char)('a' + i / 7 % 26);
    suo_search_options options = {.size = sizeof(options), .timeout_us = 1};
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    assert_int_equal(
        suo_view_search(whole, question, 1 << 20, &options, &hits, &error),
        SUO_TIMEOUT);
    assert_string_equal(error.message, "the search ran out of time");
    options.at_limit = SUO_AT_LIMIT_PARTIAL;
    corpus_ok(suo_view_search(whole, question, 1 << 20, &options, &hits, NULL),
              NULL);
    assert_int_equal(suo_hits_stopped(hits), SUO_TIMEOUT);
    assert_int_equal(suo_hits_count(hits), 0);
    suo_hits_free(hits);
    options.timeout_us = UINT64_MAX;
    corpus_ok(suo_view_search(whole, "card", -1, &options, &hits, NULL), NULL);
    assert_int_equal(suo_hits_stopped(hits), SUO_OK);
    suo_hits_free(hits);
    free(question);
}

/* ---- cancelling ---- */

static void test_cancel__ends_a_search_and_lets_it_go_on(void **state)
{
    suo_cancel *cancel;
    suo_hits *hits;
    (void)state;
    corpus_ok(suo_cancel_new(&cancel, NULL), NULL);
    suo_search_options options = {.size = sizeof(options),
                                  .cancel = cancel,
                                  .at_limit = SUO_AT_LIMIT_PARTIAL};
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_view_search(whole, "card", -1, &options, &hits, NULL), NULL);
    suo_hits_free(hits);
    suo_cancel_set(cancel);
    for (int q = 0; q < QUESTION_COUNT; q++) {
        assert_int_equal(
            suo_view_search(whole, QUESTIONS[q], -1, &options, &hits, &error),
            SUO_CANCELLED);
        assert_null(hits);
    }
    assert_string_equal(error.message, "the search was cancelled");
    suo_cancel_reset(cancel);
    corpus_ok(suo_view_search(whole, "card", -1, &options, &hits, NULL), NULL);
    suo_hits_free(hits);
    suo_cancel_free(cancel);
}

/* ---- work ---- */

/* Search with a limit of work; the caller frees '*hits'. */
static suo_status search_within(const suo_view *view, const char *question,
                                uint64_t work_max, int32_t at_limit,
                                int32_t match, suo_hits **hits)
{
    const suo_search_options options = {.size = sizeof(options),
                                        .k = ALL_HITS,
                                        .match = match,
                                        .work_max = work_max,
                                        .at_limit = at_limit};
    return suo_view_search(view, question, -1, &options, hits, NULL);
}

/* The least work that a question can be answered whole with. */
static uint64_t work_of(const suo_view *view, const char *question)
{
    uint64_t low = 0; /* too little, or any number */
    uint64_t high = 1 << 20;
    while (low + 1 < high) {
        uint64_t middle = (low + high) / 2;
        suo_hits *hits;
        suo_status status =
            search_within(view, question, middle, SUO_AT_LIMIT_FAIL, 0, &hits);
        if (status == SUO_OK)
            high = middle;
        else
            low = middle;
        assert_true(status == SUO_OK || status == SUO_LIMIT);
        suo_hits_free(hits);
    }
    return high;
}

static void test_work__is_what_a_word_stands_in(void **state)
{
    (void)state;
    /* One list, no form: as many as there are hits. */
    suo_hits *hits = corpus_search(shown, "退款", 1);
    uint64_t total = suo_hits_total(hits);
    suo_hits_free(hits);
    /* The word, and its pair of characters. */
    assert_int_equal(work_of(shown, "退款"), 2 * total);
    /* Twice the same word is asked once. */
    assert_int_equal(work_of(shown, "退款 退款"), 2 * total);
    assert_int_equal(work_of(shown, "xyzzy"), 1);
}

static void test_work__leaves_out_what_does_not_fit(void **state)
{
    (void)state;
    for (int q = 0; q < QUESTION_COUNT; q++) {
        uint64_t needed = work_of(whole, QUESTIONS[q]);
        suo_hits *all = corpus_search(whole, QUESTIONS[q], ALL_HITS);
        for (uint64_t work = 1; work <= needed; work += 1 + needed / 50) {
            suo_hits *hits;
            corpus_ok(search_within(whole, QUESTIONS[q], work,
                                    SUO_AT_LIMIT_PARTIAL, 0, &hits),
                      NULL);
            assert_part_of(hits, all);
            assert_int_equal(suo_hits_stopped(hits),
                             work < needed ? SUO_LIMIT : SUO_OK);
            suo_hits_free(hits);
        }
        suo_hits_free(all);
    }
}

static void test_work__rare_words_find_what_frequent_ones_do_not_fit(
    void **state)
{
    (void)state;
    suo_hits *hits;
    suo_hits *code = corpus_search(whole, "v3-mono", ALL_HITS);
    corpus_ok(search_within(whole, "card v3-mono", work_of(whole, "v3-mono"),
                            SUO_AT_LIMIT_PARTIAL, 0, &hits),
              NULL);
    assert_int_equal(suo_hits_stopped(hits), SUO_LIMIT);
    assert_same(hits, code);
    suo_hits_free(hits);
    suo_hits_free(code);
}

static void test_work__does_not_lift_what_hits_must_have(void **state)
{
    static const char *const NEEDY[] = {"card refund", "退货 card",
                                        "re* \"refund card\""};
    (void)state;
    for (int q = 0; q < 3; q++) {
        suo_hits *all;
        corpus_ok(search_within(whole, NEEDY[q], 0, 0, SUO_MATCH_ALL, &all),
                  NULL);
        for (uint64_t work = 1; work < 4000; work += 97) {
            suo_hits *hits;
            corpus_ok(search_within(whole, NEEDY[q], work, SUO_AT_LIMIT_PARTIAL,
                                    SUO_MATCH_ALL, &hits),
                      NULL);
            assert_part_of(hits, all);
            suo_hits_free(hits);
        }
        suo_hits_free(all);
    }
}

static void test_at_limit__of_unknown_value_is_refused(void **state)
{
    suo_hits *hits;
    (void)state;
    assert_int_equal(search_within(whole, "card", 0, 2, 0, &hits), SUO_INVALID);
    assert_int_equal(search_within(whole, "card", 0, -1, 0, &hits),
                     SUO_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timeout__may_strike_anywhere),
        cmocka_unit_test(test_timeout__gives_hits_before_it_counts),
        cmocka_unit_test(test_timeout__of_the_real_clock),
        cmocka_unit_test(test_cancel__ends_a_search_and_lets_it_go_on),
        cmocka_unit_test(test_work__is_what_a_word_stands_in),
        cmocka_unit_test(test_work__leaves_out_what_does_not_fit),
        cmocka_unit_test(
            test_work__rare_words_find_what_frequent_ones_do_not_fit),
        cmocka_unit_test(test_work__does_not_lift_what_hits_must_have),
        cmocka_unit_test(test_at_limit__of_unknown_value_is_refused),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
