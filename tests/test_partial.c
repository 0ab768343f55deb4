/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_partial.c - what a search that ran out of time gives is true, as far as
 * it goes, whatever was asked for.
 *
 * Time is a clock of the test's own that moves by one each time it is read,
 * and the watch looks at every step. Each search is ended after more and more
 * looks, and compared with the whole answer: hits are its hits in its order of
 * a field, counts are no greater than its counts.
 */
#include "support/corpus.h"

#include "index/view.h"
#include "query/hits.h"

enum {
    DOCS = 900,
    ALL_HITS = 1000,
    K = 7,
    FIELDS_ALL = 7,
    TAGS = 5,
    VOTES = 9
};

static const char *const QUESTIONS[] = {"card refund", "退款 card",
                                        "re* \"refund card\"", "card -return",
                                        "card tag:t1"};
enum { QUESTION_COUNT = sizeof(QUESTIONS) / sizeof(*QUESTIONS) };

static const suo_facet FACETS[] = {
    {.field = CORPUS_TAG, .kind = SUO_FACET_VALUES, .n = 100},
    {.field = CORPUS_VOTES, .kind = SUO_FACET_STEPS, .n = 100, .step = 2}};

static char *folder;
static suo_view *view;

static int open_world(void **state)
{
    static const char *const TEXTS[] = {"card refund",   "return the card",
                                        "退货退款 card", "refunds by card",
                                        "货到付款",      "returned"};
    suo_schema *schema = corpus_schema();
    test_random random = {7};
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (int64_t i = 0; i < DOCS; i++) {
        const char *text = TEXTS[test_random_below(&random, 6)];
        char tag[8];
        corpus_document document = {.votes = 1 + i % VOTES};
        sprintf(document.key, "k%d", (int)i);
        sprintf(tag, "t%d", (int)(i % TAGS));
        corpus_document_add(&document, CORPUS_BODY, text, strlen(text));
        corpus_document_add(&document, CORPUS_TAG, tag, strlen(tag));
        corpus_put(writer, &document);
        corpus_document_clear(&document);
        if (i == DOCS / 2)
            corpus_commit(writer);
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

static uint64_t clock_step(void *user)
{
    return ++*(uint64_t *)user;
}

static suo_hits *search(const char *question, suo_search_request request,
                        uint64_t time)
{
    uint64_t now = 0;
    const suo_clock clock = {&now, clock_step};
    suo_watch watch;
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    suo_watch_begin(&watch, &clock, time, NULL);
    watch.pace = 0;
    request.watch = &watch;
    corpus_ok(suo_hits_make(view, question, strlen(question), &request, &hits,
                            &error),
              &error);
    return hits;
}

/* ---- comparing ---- */

static uint32_t hits_find(const suo_hits *all, const suo_hit *wanted)
{
    uint32_t i = 0;
    for (; i < suo_hits_count(all); i++) {
        const suo_hit *own = &suo_hits_items(all)[i];
        if (own->key_len == wanted->key_len &&
            memcmp(own->key, wanted->key, own->key_len) == 0)
            break;
    }
    return i;
}

/* Each hit is one of the whole answer's; where a field orders them, they stand
 * as they do there. */
static void assert_hits(const suo_hits *some, const suo_hits *all,
                        bool is_ordered)
{
    uint32_t last = 0;
    assert_true(suo_hits_count(some) <= K);
    for (uint32_t i = 0; i < suo_hits_count(some); i++) {
        uint32_t at = hits_find(all, &suo_hits_items(some)[i]);
        assert_true(at < suo_hits_count(all));
        assert_true(!is_ordered || i == 0 || at > last);
        last = at;
    }
    assert_true(suo_hits_total(some) >= suo_hits_count(some));
    assert_true(suo_hits_total(some) <= suo_hits_total(all));
}

static bool values_are_one(const suo_facet_value *a, const suo_facet_value *b)
{
    return a->min == b->min && a->max == b->max && a->text_len == b->text_len &&
           (a->text == NULL || memcmp(a->text, b->text, a->text_len) == 0);
}

/* Nothing is counted that is not there, nor oftener, nor twice. */
static void assert_facets(const suo_hits *some, const suo_hits *all)
{
    for (uint32_t f = 0; f < 2; f++) {
        uint64_t some_count;
        uint64_t all_count;
        uint64_t sum = 0;
        uint64_t some_distinct;
        uint64_t all_distinct;
        const suo_facet_value *own =
            suo_hits_facet(some, f, &some_count, &some_distinct);
        const suo_facet_value *whole =
            suo_hits_facet(all, f, &all_count, &all_distinct);
        assert_true(some_distinct <= all_distinct);
        assert_int_equal(some_distinct, some_count);
        for (uint64_t i = 0; i < some_count; i++) {
            uint64_t at = 0;
            while (at < all_count && !values_are_one(&own[i], &whole[at]))
                at++;
            assert_true(at < all_count);
            assert_true(own[i].count <= whole[at].count);
            sum += own[i].count;
        }
        /* Each document has one value. */
        assert_true(sum <= suo_hits_total(some));
    }
}

/* A group has its hit at least, and no more documents than there are; no group
 * has two hits. */
static void assert_groups(suo_hits *some, suo_hits *all)
{
    bool is_seen[VOTES + 1] = {false};
    for (uint32_t i = 0; i < suo_hits_count(some); i++) {
        int64_t value;
        int64_t other = -1;
        corpus_ok(suo_hits_integer(some, i, CORPUS_VOTES, &value, NULL), NULL);
        assert_false(is_seen[value]);
        is_seen[value] = true;
        uint32_t at = 0;
        for (; at < suo_hits_count(all) && other != value; at++)
            corpus_ok(suo_hits_integer(all, at, CORPUS_VOTES, &other, NULL),
                      NULL);
        assert_int_equal(other, value);
        assert_in_range(suo_hits_group(some, i), 1,
                        suo_hits_group(all, at - 1));
    }
}

/* ---- ending ---- */

/* End a search after more and more looks; returns how many it takes. The last
 * answer is whole. */
static uint64_t end_everywhere(const char *question, suo_search_request request)
{
    const bool is_collapsed = request.collapse.is_asked;
    suo_search_request all_of_it = request;
    suo_status stop = SUO_TIMEOUT;
    uint64_t time = 1;
    /* Of groups any document may be the first that was found. */
    all_of_it.k = ALL_HITS;
    all_of_it.collapse.is_asked = false;
    suo_hits *all = search(question, all_of_it, UINT64_MAX);
    all_of_it.collapse = request.collapse;
    suo_hits *groups = search(question, all_of_it, UINT64_MAX);
    request.is_partial = true;
    for (; stop != SUO_OK; time += 1 + time / 32) {
        suo_hits *hits = search(question, request, time);
        stop = suo_hits_stopped(hits);
        assert_true(stop == SUO_OK || stop == SUO_TIMEOUT);
        assert_hits(hits, all,
                    request.ordering.order != SUO_ORDER_SCORE && !is_collapsed);
        assert_facets(hits, all);
        if (is_collapsed)
            assert_groups(hits, groups);
        suo_hits_free(hits);
    }
    suo_hits_free(all);
    suo_hits_free(groups);
    return time;
}

static void test_partial__is_true_as_far_as_it_goes(void **state)
{
    static const suo_ordering ORDERINGS[] = {
        {.order = SUO_ORDER_SCORE},
        {.order = SUO_ORDER_ASCENDING,
         .field = CORPUS_TAG,
         .is_keyword = true,
         .ties_by_score = true},
        {.order = SUO_ORDER_DESCENDING, .field = CORPUS_VOTES}};
    uint64_t looks = 0;
    (void)state;
    for (int q = 0; q < QUESTION_COUNT; q++)
        for (uint32_t mode = 0; mode < 12; mode++) {
            const suo_search_request request = {
                .fields = FIELDS_ALL,
                .k = K,
                .facets = FACETS,
                .facet_count = 2,
                .ordering = ORDERINGS[mode % 3],
                .collapse = {mode & 4, false, CORPUS_VOTES},
                .min_information = mode & 8 ? 0.4 : 0};
            looks += end_everywhere(QUESTIONS[q], request);
        }
    printf("%llu places\n", (unsigned long long)looks);
    assert_true(looks > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partial__is_true_as_far_as_it_goes),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
