/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pins.c - what is pinned to a question comes first, and nothing else of
 * the answer changes.
 */
#include "support/corpus.h"

enum { DOCS = 40 };

/* An index of cards, one of which is found by no question about them. */
static char *world_make(void)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    corpus_schema_set(schema, "title_field", CORPUS_TITLE);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    test_random random = test_random_begin(95);
    for (uint32_t i = 0; i < DOCS; i++) {
        corpus_document document = {.roles = {"public"}, .role_count = 1};
        char title[64];
        int len = snprintf(title, sizeof(title), "退货 card%.*s",
                           (int)test_random_below(&random, 6) * 5,
                           " lost lost lost lost lost");
        snprintf(document.key, sizeof(document.key), "d%u", i);
        corpus_document_add(&document, CORPUS_TITLE, title, (size_t)len);
        corpus_document_add(&document, CORPUS_TAG, i % 2 == 0 ? "even" : "odd",
                            i % 2 == 0 ? 4 : 3);
        document.votes = i;
        corpus_put(writer, &document);
        corpus_document_clear(&document);
        if (i == DOCS / 2)
            corpus_commit(writer);
    }
    corpus_put_text(writer, "contact", "public", "hotline", NULL);
    corpus_put_text(writer, "secret", "staff", "hotline", NULL);
    corpus_put_text(writer, "old", "public", "hotline", NULL);
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    return folder;
}

static suo_status pin(const char *folder, const char *question,
                      const char *const *keys, uint32_t count)
{
    suo_feedback_writer *writer;
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, NULL), NULL);
    suo_status status =
        suo_feedback_writer_pin(writer, question, -1, keys, NULL, count, NULL);
    corpus_ok(suo_feedback_writer_commit(writer, NULL), NULL);
    suo_feedback_writer_close(writer);
    return status;
}

static suo_view *open_with(const char *folder, const char *roles)
{
    suo_feedback *feedback;
    suo_view *with;
    suo_view *view = corpus_view(folder, roles);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    corpus_ok(suo_view_open_with_feedback(view, feedback, &with, NULL), NULL);
    suo_feedback_close(feedback);
    suo_view_close(view);
    return with;
}

/* How many of the first hits are pinned. */
static uint32_t pinned_of(const suo_view *view, const char *question)
{
    suo_hits *hits = corpus_ask(view, question, NULL);
    uint32_t count = 0;
    while (suo_hits_is_pinned(hits, count))
        count++;
    suo_hits_free(hits);
    return count;
}

static bool has_key(const suo_hit *hit, const char *key)
{
    return hit->key_len == strlen(key) &&
           memcmp(hit->key, key, hit->key_len) == 0;
}

static bool same_key(const suo_hit *a, const suo_hit *b)
{
    return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0;
}

static const char *const KEYS[] = {"contact", "d7", "secret", "none", "d30"};
static const char *const SHOWN[] = {"contact", "d7", "d30"};
enum { KEY_COUNT = 5, SHOWN_COUNT = 3 };

static const suo_facet FACET = {.field = CORPUS_TAG, .kind = SUO_FACET_VALUES};

static void assert_same_facets(const suo_hits *a, const suo_hits *b)
{
    uint64_t counts[2];
    uint64_t distinct[2];
    const suo_facet_value *x = suo_hits_facet(a, 0, &counts[0], &distinct[0]);
    const suo_facet_value *y = suo_hits_facet(b, 0, &counts[1], &distinct[1]);
    assert_int_equal(counts[0], counts[1]);
    assert_int_equal(distinct[0], distinct[1]);
    for (uint64_t i = 0; i < counts[0]; i++)
        assert_int_equal(x[i].count, y[i].count);
}

static bool is_pinned_key(const suo_hit *hit)
{
    for (int i = 0; i < SHOWN_COUNT; i++)
        if (has_key(hit, SHOWN[i]))
            return true;
    return false;
}

/* The hits are those of the plain view, behind what is pinned. */
static void compare(const suo_view *plain, const suo_view *with, uint32_t k,
                    int32_t total)
{
    const suo_search_options options = {.size = sizeof(options),
                                        .k = k,
                                        .total = total,
                                        .facets = &FACET,
                                        .facet_count = 1};
    suo_search_options all = options;
    all.k = SUO_HITS_MAX;
    suo_hits *hits = corpus_ask(with, "退货 lost card", &options);
    suo_hits *wanted = corpus_ask(plain, "退货 lost card", &all);
    uint32_t at = 0;
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *hit = &suo_hits_items(hits)[i];
        assert_int_equal(suo_hits_is_pinned(hits, i), i < SHOWN_COUNT);
        if (i < SHOWN_COUNT) {
            assert_true(has_key(hit, SHOWN[i]) && hit->score == 0);
            continue;
        }
        while (is_pinned_key(&suo_hits_items(wanted)[at]))
            at++;
        const suo_hit *own = &suo_hits_items(wanted)[at++];
        assert_true(same_key(hit, own));
        assert_memory_equal(&hit->score, &own->score, sizeof(hit->score));
    }
    assert_int_equal(suo_hits_count(hits), k < DOCS + 1 ? k : DOCS + 1);
    if (total == SUO_TOTAL_EXACT)
        assert_int_equal(suo_hits_total(hits), DOCS);
    else
        assert_int_equal(suo_hits_total(hits), suo_hits_count(hits));
    assert_same_facets(hits, wanted);
    suo_hits_free(hits);
    suo_hits_free(wanted);
}

static void test_pinned__come_first_and_change_nothing_else(void **state)
{
    char *folder = world_make();
    (void)state;
    assert_int_equal(pin(folder, "退货 lost card", KEYS, KEY_COUNT), SUO_OK);
    suo_view *plain = corpus_view(folder, "public");
    suo_view *with = open_with(folder, "public");
    for (uint32_t k = 1; k <= DOCS + 3; k++) {
        compare(plain, with, k, SUO_TOTAL_EXACT);
        compare(plain, with, k, SUO_TOTAL_NONE);
    }
    suo_view_close(plain);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

/* Pages of any length give all of it once, in the order of one long one. */
static void test_pinned__stand_on_the_first_pages_alone(void **state)
{
    char *folder = world_make();
    (void)state;
    assert_int_equal(pin(folder, "退货 lost card", KEYS, KEY_COUNT), SUO_OK);
    suo_view *with = open_with(folder, "public");
    suo_search_options options = {.size = sizeof(options), .k = SUO_HITS_MAX};
    suo_hits *all = corpus_ask(with, "退货 lost card", &options);
    for (options.k = 1; options.k <= 7; options.k++) {
        suo_hits *page = NULL;
        uint32_t at = 0;
        options.after = NULL;
        for (;;) {
            suo_hits *next = corpus_ask(with, "退货 lost card", &options);
            uint32_t count = suo_hits_count(next);
            uint64_t len;
            suo_hits_free(page);
            page = next;
            for (uint32_t i = 0; i < count; i++, at++) {
                assert_true(same_key(&suo_hits_items(page)[i],
                                     &suo_hits_items(all)[at]));
                assert_int_equal(suo_hits_is_pinned(page, i), at < SHOWN_COUNT);
            }
            if (count == 0)
                break;
            corpus_ok(
                suo_hits_position(page, count - 1, &options.after, &len, NULL),
                NULL);
            options.after_len = (int64_t)len;
        }
        assert_int_equal(at, suo_hits_count(all));
        suo_hits_free(page);
    }
    suo_hits_free(all);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

static void test_pins__go_by_words_in_their_order(void **state)
{
    static const char *const SAME[] = {"怎么退货 V3-MONO?", "怎麼退貨 v3 mono",
                                       "怎么退货，Ｖ３　ＭＯＮＯ！",
                                       "  怎么退货 v3-mono"};
    static const char *const OTHERS[] = {
        "v3 mono 怎么退货",    "怎么退货 v3", "怎么退货", "",
        "怎么退货 v3 mono 呢", "?!"};
    char *folder = world_make();
    (void)state;
    assert_int_equal(pin(folder, "怎么退货 v3 mono", KEYS, 1), SUO_OK);
    assert_int_equal(pin(folder, "?!", KEYS, 1), SUO_OK); /* no words */
    suo_view *with = open_with(folder, "public");
    for (size_t i = 0; i < sizeof(SAME) / sizeof(*SAME); i++)
        assert_int_equal(pinned_of(with, SAME[i]), 1);
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(*OTHERS); i++)
        assert_int_equal(pinned_of(with, OTHERS[i]), 0);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

/* Filters, roles, and what took a document's place; and no other order. */
static void test_pinned__is_what_may_be_shown(void **state)
{
    static const char *const OLD[] = {"old", "contact"};
    const suo_filter odd = {.field = CORPUS_TAG,
                            .kind = SUO_FILTER_KEYWORD,
                            .text = "odd",
                            .text_len = -1};
    const suo_search_options ways[] = {
        {.size = sizeof(*ways),
         .order = SUO_ORDER_ASCENDING,
         .order_field = CORPUS_VOTES},
        {.size = sizeof(*ways), .collapse = 1, .collapse_field = CORPUS_TAG},
        {.size = sizeof(*ways), .syntax = SUO_SYNTAX_STRICT},
        {.size = sizeof(*ways), .total = SUO_TOTAL_ONLY}};
    suo_search_options options = {
        .size = sizeof(options), .filters = &odd, .filter_count = 1};
    char *folder = world_make();
    suo_feedback_writer *writer;
    (void)state;
    assert_int_equal(pin(folder, "card", KEYS, KEY_COUNT), SUO_OK);
    assert_int_equal(pin(folder, "fees", OLD, 2), SUO_OK);
    suo_view *with = open_with(folder, "staff");
    assert_int_equal(pinned_of(with, "card"), 1);
    suo_view_close(with);
    with = open_with(folder, NULL);
    assert_int_equal(pinned_of(with, "card"), 4);
    assert_int_equal(pinned_of(with, "fees"), 2);
    suo_hits *hits = corpus_ask(with, "card", &options);
    assert_true(suo_hits_is_pinned(hits, 0) && !suo_hits_is_pinned(hits, 1));
    assert_true(has_key(&suo_hits_items(hits)[0], "d7"));
    suo_hits_free(hits);
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        hits = corpus_ask(with, "card", &ways[i]);
        assert_false(suo_hits_is_pinned(hits, 0));
        assert_int_equal(suo_hits_total(hits), DOCS);
        suo_hits_free(hits);
    }
    suo_view_close(with);
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, NULL), NULL);
    corpus_ok(
        suo_feedback_writer_supersede(writer, "old", -1, "contact", -1, NULL),
        NULL);
    corpus_ok(suo_feedback_writer_commit(writer, NULL), NULL);
    suo_feedback_writer_close(writer);
    with = open_with(folder, NULL);
    assert_int_equal(pinned_of(with, "fees"), 1);
    suo_view_close(with);
    /* By what takes its place, at once or by one that was never there. */
    assert_int_equal(pin(folder, "fees", OLD, 1), SUO_OK);
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, NULL), NULL);
    corpus_ok(suo_feedback_writer_supersede(writer, "old", -1, "x", -1, NULL),
              NULL);
    corpus_ok(suo_feedback_writer_supersede(writer, "x", -1, "d3", -1, NULL),
              NULL);
    corpus_ok(suo_feedback_writer_commit(writer, NULL), NULL);
    suo_feedback_writer_close(writer);
    with = open_with(folder, NULL);
    hits = corpus_ask(with, "fees", NULL);
    assert_int_equal(suo_hits_count(hits), 1);
    assert_int_equal(suo_hits_total(hits), 0);
    assert_true(has_key(&suo_hits_items(hits)[0], "d3"));
    assert_true(suo_hits_is_pinned(hits, 0));
    suo_hits_free(hits);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

static void test_pinned__are_explained(void **state)
{
    char *folder = world_make();
    suo_search_options options = {.size = sizeof(options), .k = 2};
    suo_explained told[4];
    (void)state;
    assert_int_equal(pin(folder, "card", KEYS, KEY_COUNT), SUO_OK);
    suo_view *with = open_with(folder, "public");
    suo_hits *hits = corpus_ask(with, "card", &options);
    for (int i = 0; i < 4; i++) {
        static const char *const ASKED[] = {"contact", "d7", "d30", "d1"};
        suo_explanation *explanation;
        told[i] = (suo_explained){.size = sizeof(told[i])};
        corpus_ok(suo_view_explain(with, "card", -1, &options, ASKED[i], -1,
                                   &explanation, NULL),
                  NULL);
        corpus_ok(suo_explanation_get(explanation, &told[i], NULL), NULL);
        suo_explanation_free(explanation);
        assert_int_equal(told[i].is_pinned, i < SHOWN_COUNT);
    }
    assert_true(told[0].rank == 1 && told[0].outcome == SUO_OUTCOME_HIT);
    assert_true(told[0].score == 0);
    assert_true(told[1].rank == 2 && told[1].score > 0);
    assert_true(told[2].rank == 0 && told[2].outcome == SUO_OUTCOME_BELOW);
    assert_true(told[3].rank == 0 && told[3].outcome == SUO_OUTCOME_BELOW);
    uint64_t len;
    corpus_ok(suo_hits_position(hits, 0, &options.after, &len, NULL), NULL);
    options.after_len = (int64_t)len;
    for (int i = 0; i < 2; i++) {
        suo_explanation *explanation;
        corpus_ok(suo_view_explain(with, "card", -1, &options,
                                   i == 0 ? "contact" : "d30", -1, &explanation,
                                   NULL),
                  NULL);
        told[i].size = sizeof(told[i]);
        corpus_ok(suo_explanation_get(explanation, &told[i], NULL), NULL);
        suo_explanation_free(explanation);
    }
    assert_true(told[0].rank == 0 && told[0].outcome == SUO_OUTCOME_BEFORE);
    assert_true(told[1].rank == 2 && told[1].outcome == SUO_OUTCOME_HIT);
    suo_hits_free(hits);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

static void test_pin__of_a_question_counts_as_it_was_made_last(void **state)
{
    char *folder = world_make();
    suo_feedback *feedback;
    uint64_t len;
    (void)state;
    assert_int_equal(pin(folder, "card", KEYS, 1), SUO_OK);
    assert_int_equal(pin(folder, "CARD", KEYS + 1, 1), SUO_OK);
    assert_int_equal(pin(folder, "other", KEYS, 5), SUO_OK);
    suo_view *with = open_with(folder, NULL);
    assert_int_equal(corpus_keys(with, "card")[0], 'd');
    suo_view_close(with);
    assert_int_equal(pin(folder, "card", KEYS, 2), SUO_OK); /* once more */
    with = open_with(folder, NULL);
    assert_int_equal(pinned_of(with, "Card"), 2);
    suo_view_close(with);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    assert_int_equal(suo_feedback_pin_count(feedback), 3);
    assert_memory_equal(suo_feedback_pin_question(feedback, 0, &len), "CARD",
                        4);
    assert_memory_equal(suo_feedback_pin_question(feedback, 2, &len), "card",
                        4);
    assert_int_equal(len, 4);
    assert_memory_equal(suo_feedback_pin_key(feedback, 2, 1, &len), "d7", 2);
    assert_null(suo_feedback_pin_key(feedback, 2, 2, &len));
    assert_null(suo_feedback_pin_key(feedback, 3, 0, &len));
    assert_null(suo_feedback_pin_question(feedback, 3, &len));
    assert_int_equal(len, 0);
    suo_feedback_close(feedback);
    assert_int_equal(pin(folder, "card", NULL, 0), SUO_OK);
    assert_int_equal(pin(folder, "card", NULL, 0), SUO_NOT_FOUND);
    with = open_with(folder, NULL);
    assert_int_equal(pinned_of(with, "card"), 1);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

static void test_pin__that_makes_no_sense_is_refused(void **state)
{
    static const char *const TWICE[] = {"a", "b", "a"};
    static const char *const EMPTY[] = {"a", ""};
    static const char *const NONE[] = {NULL};
    static const char *MANY[SUO_PINNED_MAX + 1];
    static char question[SUO_PIN_QUESTION_MAX + 2];
    static char names[SUO_PINNED_MAX + 1][4];
    char *folder = world_make();
    (void)state;
    memset(question, 'q', SUO_PIN_QUESTION_MAX + 1);
    for (int i = 0; i <= SUO_PINNED_MAX; i++) {
        snprintf(names[i], sizeof(names[i]), "%d", i);
        MANY[i] = names[i];
    }
    assert_int_equal(pin(folder, "", KEYS, 1), SUO_INVALID);
    assert_int_equal(pin(folder, NULL, KEYS, 1), SUO_INVALID);
    assert_int_equal(pin(folder, question, KEYS, 1), SUO_LIMIT);
    assert_int_equal(pin(folder, question + 1, KEYS, 1), SUO_OK);
    assert_int_equal(pin(folder, "q", TWICE, 3), SUO_INVALID);
    assert_int_equal(pin(folder, "q", EMPTY, 2), SUO_INVALID);
    assert_int_equal(pin(folder, "q", NONE, 1), SUO_INVALID);
    assert_int_equal(pin(folder, "q", NULL, 1), SUO_INVALID);
    assert_int_equal(pin(folder, "q", MANY, SUO_PINNED_MAX + 1), SUO_LIMIT);
    assert_int_equal(pin(folder, "q", MANY, SUO_PINNED_MAX), SUO_OK);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pinned__come_first_and_change_nothing_else),
        cmocka_unit_test(test_pinned__stand_on_the_first_pages_alone),
        cmocka_unit_test(test_pins__go_by_words_in_their_order),
        cmocka_unit_test(test_pinned__is_what_may_be_shown),
        cmocka_unit_test(test_pinned__are_explained),
        cmocka_unit_test(test_pin__of_a_question_counts_as_it_was_made_last),
        cmocka_unit_test(test_pin__that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
