/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_quotes.c - a quoted phrase that hits must have is weighed by its rarest
 * term, whether it is looked for at once or only where it matters.
 */
#include "support/corpus.h"

#include "query/hits.h"

enum { DOCS = 1200, FIELDS_ALL = 7 };

static const char *const QUESTIONS[] = {
    "\"gift card\"",
    "\"the gift card\" \"card refund\"",
    "\"退货流程\"",
    "\"card 退货\"",
    "\"card 货 refund\"", /* a character alone */
    "\"gift card refund of the gift card refund of card\"",
    "\"refund gift\"", /* stands nowhere */
    "\"card xyzzy\"",
};
enum { QUESTION_COUNT = sizeof(QUESTIONS) / sizeof(*QUESTIONS) };

static char *folder;
static suo_view *whole;
static suo_view *shown;

static int open_world(void **state)
{
    static const char *const TEXTS[] = {
        "the gift card",        "card refund of",     "退货流程 card",
        "a card 退货 and gift", "card 货 refund the", "gift, not card"};
    test_random random = {5};
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (int i = 0; i < DOCS; i++) {
        char key[16];
        char text[256] = "";
        snprintf(key, sizeof(key), "k%d", i);
        for (uint64_t parts = 1 + test_random_below(&random, 6); parts > 0;
             parts--) {
            strcat(text, TEXTS[test_random_below(&random, 6)]);
            strcat(text, " ");
        }
        if (i % 50 == 0)
            strcat(text, "gift card refund of the gift card refund of card");
        corpus_put_text(writer, key, i % 3 == 0 ? "public" : "agents",
                        TEXTS[test_random_below(&random, 6)], text);
        if (i == DOCS / 4)
            corpus_commit(writer);
    }
    corpus_delete(writer, "k6");
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

static suo_hits *ask(const suo_view *view, const char *question,
                     suo_search_request request)
{
    suo_hits *hits;
    request.fields = request.fields != 0 ? request.fields : FIELDS_ALL;
    request.k = request.k != 0 ? request.k : 10;
    corpus_ok(
        suo_hits_make(view, question, strlen(question), &request, &hits, NULL),
        NULL);
    return hits;
}

/* The first hits are the same, bit for bit. */
static void assert_same(suo_hits *a, const suo_hits *b)
{
    corpus_same_hits(a, b);
    suo_hits_free(a);
}

/* In ways that look for the phrase at once, and in such that wait. */
static void compare_ways(const suo_view *view, const char *question,
                         uint32_t fields)
{
    suo_search_request request = {.fields = fields, .is_exhaustive = true};
    request.total = SUO_TOTAL_EXACT;
    suo_hits *all = ask(view, question, request);
    uint64_t total = suo_hits_total(all);
    request.is_exhaustive = false;
    suo_hits *counted = ask(view, question, request);
    assert_int_equal(suo_hits_total(counted), total);
    assert_same(counted, all);
    request.total = SUO_TOTAL_NONE;
    assert_same(ask(view, question, request), all);
    request.tells_match = true;
    assert_same(ask(view, question, request), all);
    request.tells_match = false;
    request.min_information = 1e-9;
    assert_same(ask(view, question, request), all);
    request.min_information = 0;
    request.total = SUO_TOTAL_ONLY;
    suo_hits *only = ask(view, question, request);
    assert_int_equal(suo_hits_total(only), total);
    suo_hits_free(only);
    suo_hits_free(all);
}

static void test_quotes__score_alike_however_they_are_looked_for(void **state)
{
    (void)state;
    for (int q = 0; q < QUESTION_COUNT; q++)
        for (uint32_t fields = 1; fields <= FIELDS_ALL; fields += 3) {
            compare_ways(whole, QUESTIONS[q], fields);
            compare_ways(shown, QUESTIONS[q], fields);
        }
}

/* Documents that a word is in. */
static uint64_t count(const suo_view *view, const char *word)
{
    suo_hits *hits = corpus_search(view, word, 1);
    uint64_t total = suo_hits_total(hits);
    suo_hits_free(hits);
    return total;
}

static void test_quotes__are_weighed_by_their_rarest_word(void **state)
{
    (void)state;
    const suo_view *views[] = {whole, shown};
    for (int v = 0; v < 2; v++) {
        suo_explanation *explanation;
        suo_hits *hits = corpus_search(views[v], "\"gift card\"", 1);
        const suo_hit *hit = &suo_hits_items(hits)[0];
        suo_search_options options = {.size = sizeof(options)};
        corpus_ok(suo_view_explain(views[v], "\"gift card\"", -1, &options,
                                   hit->key, (int64_t)hit->key_len,
                                   &explanation, NULL),
                  NULL);
        suo_explained told = {.size = sizeof(told)};
        corpus_ok(suo_explanation_get(explanation, &told, NULL), NULL);
        const suo_part *part = &told.parts[0];
        uint64_t gift = count(views[v], "gift");
        uint64_t card = count(views[v], "card");
        assert_int_equal(part->kind, SUO_PART_PHRASE);
        assert_int_equal(part->doc_freq, gift < card ? gift : card);
        assert_true(suo_hits_total(hits) < part->doc_freq);
        suo_explanation_free(explanation);
        suo_hits_free(hits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes__score_alike_however_they_are_looked_for),
        cmocka_unit_test(test_quotes__are_weighed_by_their_rarest_word),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
