/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_watch.c - whatever takes long tells the watch of it.
 *
 * Work is counted as it is told, in postings, by a watch that never looks: what
 * an option adds to it must be in proportion to the documents, terms or
 * bytes that it has looked at. So no machine is too busy for it, and no
 * part of a search that grows can go on unseen by deadline and flag.
 */
#include "support/corpus.h"

#include "index/view.h"
#include "query/explain.h"
#include "query/hits.h"

enum {
    DOCS = 9000, /* of more than two windows of a gate */
    GATE_WINDOWS = 3,
    WORDS = 12,
    FIELDS_ALL = 7
};

static char *folder;
static suo_view *view;

/* All documents have the words wbqq, wcqq ... and the tag t, in two segments. */
static int open_world(void **state)
{
    suo_schema *schema = corpus_schema();
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < DOCS; i++) {
        char text[128];
        size_t at = 0;
        corpus_document document = {.votes = i % 7};
        for (uint32_t w = 0; w < WORDS; w++)
            at += (size_t)sprintf(text + at, "w%cqq ", 'b' + w);
        sprintf(document.key, "k%u", i);
        corpus_document_add(&document, CORPUS_BODY, text, at);
        corpus_document_add(&document, CORPUS_TAG, i % 2 ? "t" : "u", 1);
        corpus_put(writer, &document);
        corpus_document_clear(&document);
    }
    corpus_commit(writer);
    suo_writer_close(writer);
    suo_schema_free(schema);
    view = corpus_view(folder, NULL);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    suo_view_close(view);
    corpus_folder_remove(folder);
    return 0;
}

/* ---- searches ---- */

static suo_search_request request_make(void)
{
    return (suo_search_request){.fields = FIELDS_ALL, .k = 10};
}

/* What a search tells, in postings, once lists were learnt. */
static int64_t search_tells(const char *question, suo_search_request request)
{
    int64_t told = 0;
    for (int i = 0; i < 2; i++) {
        suo_watch watch = {.left = INT64_MAX, .pace = INT64_MAX};
        suo_error error = SUO_ERROR_EMPTY;
        suo_hits *hits;
        request.watch = &watch;
        corpus_ok(suo_hits_make(view, question, strlen(question), &request,
                                &hits, &error),
                  &error);
        suo_hits_release(hits);
        told = INT64_MAX - watch.left;
    }
    return told;
}

static void assert_adds(int64_t more, int64_t less, int64_t least)
{
    if (more - less < least)
        fail_msg("%lld postings told, %lld without: not %lld more",
                 (long long)more, (long long)less, (long long)least);
}

static void test_facets__tell_of_documents(void **state)
{
    const suo_facet facets[] = {
        {.field = CORPUS_TAG, .kind = SUO_FACET_VALUES, .n = 10},
        {.field = CORPUS_VOTES, .kind = SUO_FACET_STEPS, .n = 10, .step = 2}};
    suo_search_request request = request_make();
    (void)state;
    request.total = SUO_TOTAL_NONE;
    int64_t without = search_tells("wbqq", request);
    request.facets = facets;
    request.facet_count = 1;
    int64_t with_one = search_tells("wbqq", request);
    assert_adds(with_one, without, DOCS);
    request.facet_count = 2;
    assert_adds(search_tells("wbqq", request), with_one, DOCS);
}

static void test_filters__tell_of_documents(void **state)
{
    suo_filter filters[SUO_FILTERS_MAX];
    suo_search_request request = request_make();
    (void)state;
    request.total = SUO_TOTAL_ONLY;
    int64_t without = search_tells("wbqq wcqq", request);
    for (int i = 0; i < SUO_FILTERS_MAX; i++)
        filters[i] = (suo_filter){
            .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .max = 9};
    request.filters = filters;
    request.filter_count = SUO_FILTERS_MAX;
    assert_adds(search_tells("wbqq wcqq", request), without,
                SUO_FILTERS_MAX * DOCS / 64);
}

static void test_order__tells_of_documents(void **state)
{
    suo_search_request request = request_make();
    (void)state;
    request.total = SUO_TOTAL_NONE;
    int64_t without = search_tells("wbqq", request);
    request.ordering = (suo_ordering){
        .order = SUO_ORDER_DESCENDING, .field = CORPUS_TAG, .is_keyword = true};
    assert_adds(search_tells("wbqq", request), without, DOCS);
}

static void test_groups__tell_of_documents(void **state)
{
    suo_search_request request = request_make();
    (void)state;
    request.collapse = (suo_collapse){true, true, CORPUS_TAG};
    request.total = SUO_TOTAL_NONE;
    int64_t without = search_tells("wbqq", request);
    request.total = SUO_TOTAL_EXACT;
    assert_adds(search_tells("wbqq", request), without, DOCS);
}

/* The first of the words that all documents have. */
static char *words_of(uint32_t count)
{
    char *text = malloc((size_t)count * 5 + 1);
    assert_non_null(text);
    for (uint32_t i = 0; i < count; i++)
        sprintf(text + (size_t)i * 5, "w%cqq ", 'b' + i);
    return text;
}

/* A row of items behind a word. */
static char *question_of(const char *first, const char *item, uint32_t count)
{
    char *text = malloc(strlen(first) + (size_t)count * 32 + 1);
    assert_non_null(text);
    size_t len = (size_t)sprintf(text, "%s", first);
    for (uint32_t i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, 32, item, i);
    return text;
}

static void test_gate__tells_of_steps_and_documents(void **state)
{
    const uint32_t items = 60;
    suo_search_request request = request_make();
    (void)state;
    request.total = SUO_TOTAL_NONE;
    request.syntax = SUO_SYNTAX_STRICT;
    int64_t without = search_tells("wbqq", request);
    char *words = question_of("wbqq", " AND NOT none%ux", items);
    assert_adds(search_tells(words, request), without,
                (int64_t)GATE_WINDOWS * items * SUO_GATE_DOCS / 64);
    free(words);
    char *tags = question_of("wbqq", " AND tag:t", items);
    assert_adds(search_tells(tags, request), without, (int64_t)DOCS * items);
    free(tags);
}

static void test_information__tells_of_terms(void **state)
{
    suo_search_request request = request_make();
    (void)state;
    char *words = words_of(WORDS);
    request.total = SUO_TOTAL_NONE;
    int64_t without = search_tells(words, request);
    request.min_information = 0.5;
    assert_adds(search_tells(words, request), without,
                (int64_t)GATE_WINDOWS * WORDS * SUO_GATE_DOCS / 64);
    free(words);
}

/* Of each hit every term is asked. */
static void test_telling__tells_of_hits_and_terms(void **state)
{
    suo_search_request request = request_make();
    (void)state;
    char *words = words_of(WORDS);
    request.total = SUO_TOTAL_NONE;
    request.k = DOCS;
    int64_t without = search_tells(words, request);
    request.tells_match = true;
    assert_adds(search_tells(words, request), without,
                (int64_t)DOCS * WORDS + (int64_t)DOCS * WORDS / 2);
    free(words);
}

/* Lists whose bounds are added up without being read. */
static void test_bounds__tell_of_lists(void **state)
{
    suo_search_request request = request_make();
    (void)state;
    request.total = SUO_TOTAL_NONE;
    char *words = words_of(WORDS);
    int64_t all = search_tells(words, request);
    free(words);
    words = words_of(WORDS / 2);
    assert_adds(all, search_tells(words, request), WORDS / 2 * DOCS / 256);
    free(words);
}

static void test_analysis__tells_of_terms(void **state)
{
    suo_search_request request = request_make();
    (void)state;
    char words[900 * 6 + 1];
    for (uint32_t i = 0; i < 900; i++)
        sprintf(words + (size_t)i * 6, "%c%c%cqq ", 'b' + i % 10,
                'b' + i / 10 % 10, 'b' + i / 100);
    int64_t all = search_tells(words, request);
    words[100 * 6] = 0;
    /* Each is cut, compared with those before it, and looked up. */
    assert_adds(all, search_tells(words, request),
                800 * 2 * SUO_WATCH_STEP + 800 * 900 / 2);
}

/* ---- what ends ---- */

/* A clock of the test's own: each look at it takes a millisecond. */
static uint64_t clock_step(void *user)
{
    return *(uint64_t *)user += 1000000;
}

/* Hits that there is no time to tell of say so, and stay. */
static void test_telling__may_come_too_late(void **state)
{
    char *words = words_of(WORDS);
    bool is_late = false;
    bool is_told = false;
    bool is_whole = false;
    (void)state;
    for (uint64_t time = 1; !is_whole; time += 1 + time / 8) {
        uint64_t now = 0;
        const suo_clock clock = {&now, clock_step};
        suo_watch watch;
        suo_error error = SUO_ERROR_EMPTY;
        suo_hit_match match = {.size = sizeof(match)};
        suo_hits *hits;
        suo_watch_begin(&watch, &clock, time * 1000000, NULL);
        suo_search_request request = request_make();
        request.k = DOCS;
        request.total = SUO_TOTAL_NONE;
        request.tells_match = true;
        request.is_partial = true;
        request.watch = &watch;
        corpus_ok(
            suo_hits_make(view, words, strlen(words), &request, &hits, NULL),
            NULL);
        if (suo_hits_count(hits) > 0) {
            suo_status status = suo_hits_match(hits, 0, &match, &error);
            if (status != SUO_OK)
                assert_status(status, SUO_TIMEOUT);
            is_late |= status == SUO_TIMEOUT;
            is_told |= status == SUO_OK;
            assert_true(status == SUO_OK ||
                        suo_hits_stopped(hits) == SUO_TIMEOUT);
        }
        is_whole = suo_hits_stopped(hits) == SUO_OK;
        suo_hits_free(hits);
    }
    free(words);
    assert_true(is_late);
    assert_true(is_told);
}

/* An explanation is whole, or none. */
static void test_explanation__ends_in_time(void **state)
{
    suo_error error = SUO_ERROR_EMPTY;
    uint32_t ended = 0;
    bool is_whole = false;
    (void)state;
    for (uint64_t time = 1; !is_whole; time += 1 + time / 4) {
        uint64_t now = 0;
        const suo_clock clock = {&now, clock_step};
        suo_watch watch;
        suo_explanation *explanation;
        suo_watch_begin(&watch, &clock, time * 1000000, NULL);
        watch.pace = 0;
        suo_search_request request = request_make();
        request.is_partial = time % 2;
        request.watch = &watch;
        suo_status status = suo_explanation_make(
            view, "wbqq wcqq", 9, &request,
            (suo_slice){(const uint8_t *)"k5", 2}, &explanation, &error);
        is_whole = status == SUO_OK;
        ended += !is_whole;
        if (is_whole)
            assert_int_equal(suo_explanation_show(explanation).rank, 6);
        else
            assert_status(status, SUO_TIMEOUT);
        suo_explanation_release(explanation);
    }
    assert_true(ended > 5);
    assert_string_equal(error.message, "the search ran out of time");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facets__tell_of_documents),
        cmocka_unit_test(test_filters__tell_of_documents),
        cmocka_unit_test(test_order__tells_of_documents),
        cmocka_unit_test(test_groups__tell_of_documents),
        cmocka_unit_test(test_gate__tells_of_steps_and_documents),
        cmocka_unit_test(test_information__tells_of_terms),
        cmocka_unit_test(test_telling__tells_of_hits_and_terms),
        cmocka_unit_test(test_bounds__tell_of_lists),
        cmocka_unit_test(test_analysis__tells_of_terms),
        cmocka_unit_test(test_telling__may_come_too_late),
        cmocka_unit_test(test_explanation__ends_in_time),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
