/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_order.c - hits by the values of a field, and page after page.
 *
 * Random documents, many of equal values, in several segments, some dead, some
 * hidden. The order is compared with values and puts of a plain list; pages of
 * all sizes are laid one after the other and must be the one long list.
 */
#include "support/corpus.h"
#include "support/effort.h"

enum { DOCS = 700, ROUNDS = 240 };

static const char *const TAGS[] = {"a", "b", "ab", "退", ""};

static void put_random(suo_writer *writer, test_random *random, uint32_t number)
{
    static const char *const TITLES[] = {"card", "lost card", "card card lost",
                                         "退货 card"};
    corpus_document document = {0};
    const char *title = TITLES[test_random_below(random, 4)];
    snprintf(document.key, sizeof(document.key), "%u", number);
    corpus_document_add(&document, CORPUS_TITLE, title, strlen(title));
    for (uint64_t left = test_random_below(random, 3); left > 0; left--) {
        const char *tag = TAGS[test_random_below(random, 5)];
        corpus_document_add(&document, CORPUS_TAG, tag, strlen(tag));
    }
    document.votes = (int64_t)test_random_below(random, 9) - 4;
    document.roles[document.role_count++] = number % 3 == 0 ? "a" : "b";
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

static char *world_make(test_random *random, bool reranks)
{
    suo_schema *schema = corpus_schema();
    if (reranks)
        corpus_schema_refine(schema);
    char *folder = corpus_folder_random(schema, put_random, random, DOCS, 300);
    suo_schema_free(schema);
    return folder;
}

static suo_hits *ask(const suo_view *view, const suo_search_options *options)
{
    return corpus_ask(view, "lost card", options);
}

static const suo_boost BOOST = {
    .field = CORPUS_VOTES, .kind = SUO_BOOST_MANY, .weight = 2, .half = 2};
static const suo_filter FILTER = {
    .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = -3, .max = 4};

static suo_search_options random_options(test_random *random)
{
    suo_search_options options = {
        .size = sizeof(options),
        .k = SUO_HITS_MAX,
        .total = (int32_t)test_random_below(random, 2),
        .match = (int32_t)test_random_below(random, 2),
        .filters = &FILTER,
        .filter_count = test_random_below(random, 2),
        .boosts = &BOOST,
        .boost_count = test_random_below(random, 2),
        .order = (int32_t)test_random_below(random, 3),
        .order_field =
            test_random_below(random, 2) == 0 ? CORPUS_TAG : CORPUS_VOTES,
        .missing_first = (int32_t)test_random_below(random, 2),
        .ties_by_score = (int32_t)test_random_below(random, 2)};
    return options;
}

/* ---- the order ---- */

/* The value of a hit that counts, as something to compare; the puts of equal
 * documents are in the order of a search by score of one question word. */
typedef struct place {
    bool is_missing;
    int64_t number;
    char text[8];
    double score;
} place;

static place hit_place(suo_hits *hits, uint32_t hit,
                       const suo_search_options *options)
{
    place made = {.is_missing = true, .score = suo_hits_items(hits)[hit].score};
    const bool is_down = options->order == SUO_ORDER_DESCENDING;
    const char *text;
    uint64_t len;
    if (options->order_field == CORPUS_VOTES) {
        made.is_missing = suo_hits_integer(hits, hit, CORPUS_VOTES,
                                           &made.number, NULL) != SUO_OK;
        return made;
    }
    for (uint32_t nth = 0;
         suo_hits_text(hits, hit, CORPUS_TAG, nth, &text, &len, NULL) == SUO_OK;
         nth++) {
        char own[8] = {0};
        memcpy(own, text, len);
        if (made.is_missing || (strcmp(own, made.text) < 0) != is_down)
            memcpy(made.text, own, sizeof(own));
        made.is_missing = false;
    }
    return made;
}

/* By value alone: below 0 if 'a' comes first. */
static int place_compare(const place *a, const place *b,
                         const suo_search_options *options)
{
    int order = 0;
    if (a->is_missing != b->is_missing)
        return a->is_missing == (options->missing_first == 1) ? -1 : 1;
    if (a->is_missing)
        return 0;
    if (a->number != b->number)
        order = a->number < b->number ? -1 : 1;
    else
        order = strcmp(a->text, b->text);
    return options->order == SUO_ORDER_DESCENDING ? -order : order;
}

/* Where each document was put among all: by its key. */
static uint32_t put_number(const suo_view *view, const suo_hit *hit)
{
    suo_key_list *list;
    uint32_t found = UINT32_MAX;
    corpus_ok(suo_view_list_keys(view, NULL, 0, &list, NULL), NULL);
    for (uint32_t i = 0; i < suo_key_list_count(list); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(list, i, &len);
        if (len == hit->key_len && memcmp(key, hit->key, len) == 0)
            found = i;
    }
    suo_key_list_free(list);
    return found;
}

static void compare_order(const suo_view *view,
                          const suo_search_options *options)
{
    suo_search_options plain = *options;
    plain.order = SUO_ORDER_SCORE;
    suo_hits *all = ask(view, &plain);
    suo_hits *hits = ask(view, options);
    assert_int_equal(suo_hits_count(hits), suo_hits_count(all));
    assert_int_equal(suo_hits_total(hits), suo_hits_total(all));
    for (uint32_t i = 1; i < suo_hits_count(hits); i++) {
        place before = hit_place(hits, i - 1, options);
        place own = hit_place(hits, i, options);
        int order = options->order == SUO_ORDER_SCORE
                        ? 0
                        : place_compare(&before, &own, options);
        assert_true(order <= 0);
        bool has_score =
            options->order == SUO_ORDER_SCORE || options->ties_by_score == 1;
        assert_true(has_score == (own.score > 0));
        if (order == 0 && before.score != own.score)
            assert_true(before.score > own.score);
        else if (order == 0 && i < 40)
            assert_true(put_number(view, &suo_hits_items(hits)[i - 1]) <
                        put_number(view, &suo_hits_items(hits)[i]));
    }
    suo_hits_free(all);
    suo_hits_free(hits);
}

/* ---- pages ---- */

static void compare_pages(const suo_view *view, suo_search_options options,
                          uint32_t page)
{
    suo_hits *all = ask(view, &options);
    suo_hits *last = NULL;
    uint32_t at = 0;
    options.k = page;
    for (;;) {
        suo_hits *hits = ask(view, &options);
        uint32_t count = suo_hits_count(hits);
        suo_hits_free(last);
        last = hits;
        if (options.total == SUO_TOTAL_EXACT)
            assert_int_equal(suo_hits_total(hits), suo_hits_total(all));
        for (uint32_t i = 0; i < count; i++, at++) {
            const suo_hit *own = &suo_hits_items(hits)[i];
            const suo_hit *wanted = &suo_hits_items(all)[at];
            assert_true(at < suo_hits_count(all));
            assert_true(own->score == wanted->score);
            assert_int_equal(own->key_len, wanted->key_len);
            assert_memory_equal(own->key, wanted->key, own->key_len);
        }
        if (count < page)
            break;
        uint64_t len;
        corpus_ok(
            suo_hits_position(hits, count - 1, &options.after, &len, NULL),
            NULL);
        options.after_len = (int64_t)len;
    }
    assert_int_equal(at, suo_hits_count(all));
    suo_hits_free(last);
    suo_hits_free(all);
}

/* Rounds of random options on one world. */
static void world_compare(bool reranks)
{
    static const char *const READERS[] = {NULL, "a", "b"};
    static const uint32_t PAGES[] = {1, 7, 64, 250, 1000};
    test_random random = test_random_begin(41);
    char *folder = world_make(&random, reranks);
    for (int reader = 0; reader < 3; reader++) {
        suo_view *view = corpus_view(folder, READERS[reader]);
        for (uint32_t i = 0; i < effort_of(ROUNDS); i++) {
            suo_search_options options = random_options(&random);
            compare_order(view, &options);
            compare_pages(view, options, PAGES[i % 10 == 0 ? 0 : 1 + i % 4]);
        }
        suo_view_close(view);
    }
    corpus_folder_remove(folder);
}

static void test_order__is_that_of_values_and_pages_make_the_list(void **state)
{
    (void)state;
    world_compare(false);
}

/* The documents that it looks at are in the middle of a page, at its end. */
static void test_order__is_one_list_with_a_second_phase(void **state)
{
    (void)state;
    world_compare(true);
}

/* ---- positions ---- */

static void test_position__holds_in_another_commit(void **state)
{
    test_random random = test_random_begin(42);
    char *folder = world_make(&random, false);
    suo_view *view = corpus_view(folder, NULL);
    suo_search_options options = {.size = sizeof(options),
                                  .k = 1,
                                  .order = SUO_ORDER_ASCENDING,
                                  .order_field = CORPUS_VOTES};
    char position[200];
    char key[16];
    const char *text;
    uint64_t len;
    suo_hits *hits = ask(view, &options);
    (void)state;
    corpus_ok(suo_hits_position(hits, 0, &text, &len, NULL), NULL);
    snprintf(position, sizeof(position), "%.*s", (int)len, text);
    snprintf(key, sizeof(key), "%.*s", (int)suo_hits_items(hits)[0].key_len,
             suo_hits_items(hits)[0].key);
    suo_hits_free(hits);
    suo_writer *writer = corpus_writer_start(folder);
    corpus_delete(writer, key);
    corpus_writer_finish(writer);
    suo_view *fresh = corpus_view(folder, NULL);
    options.k = SUO_HITS_MAX;
    suo_hits *all = ask(fresh, &options);
    options.after = position;
    options.after_len = -1;
    hits = ask(fresh, &options); /* its document was the first of all */
    assert_int_equal(suo_hits_count(hits), suo_hits_count(all));
    suo_hits_free(hits);
    suo_hits_free(all);
    suo_view_close(view);
    suo_view_close(fresh);
    corpus_folder_remove(folder);
}

static void assert_refuses(const suo_view *view, suo_search_options options,
                           suo_status wanted)
{
    suo_hits *hits = (suo_hits *)(uintptr_t)view;
    options.size = sizeof(options);
    assert_int_equal(suo_view_search(view, "card", -1, &options, &hits, NULL),
                     wanted);
    assert_null(hits);
}

static void test_position__that_is_none_is_refused(void **state)
{
    test_random random = test_random_begin(43);
    char *folder = world_make(&random, false);
    suo_view *view = corpus_view(folder, NULL);
    suo_search_options options = {.size = sizeof(options), .k = 1};
    suo_hits *hits = ask(view, &options);
    const char *text;
    uint64_t len;
    (void)state;
    corpus_ok(suo_hits_position(hits, 0, &text, &len, NULL), NULL);
    assert_int_equal(suo_hits_position(hits, 1, &text, &len, NULL),
                     SUO_INVALID);
    assert_null(text);
    corpus_ok(suo_hits_position(hits, 0, &text, &len, NULL), NULL);
    options.after = text;
    for (uint64_t i = 0; i < 56; i++) { /* all but the key must be there */
        options.after_len = (int64_t)i;
        assert_refuses(view, options, SUO_INVALID);
    }
    options.after_len = (int64_t)len;
    options.order = SUO_ORDER_ASCENDING;
    options.order_field = CORPUS_VOTES;
    assert_refuses(view, options, SUO_INVALID);
    options = (suo_search_options){.after = "xy", .after_len = 2};
    assert_refuses(view, options, SUO_INVALID);
    char *large = calloc(1, (1 << 20) + 2);
    memset(large, '0', (1 << 20) + 1);
    options = (suo_search_options){.after = large, .after_len = -1};
    assert_refuses(view, options, SUO_LIMIT);
    free(large);
    suo_hits_free(hits);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_order__that_is_none_is_refused(void **state)
{
    static const suo_search_options WRONG[] = {
        {.order = 3},
        {.order = -1},
        {.order = 1, .order_field = CORPUS_TITLE},
        {.order = 1, .order_field = CORPUS_NOTE},
        {.order = 1, .order_field = CORPUS_FIELDS},
        {.order = 1, .order_field = CORPUS_TAG, .missing_first = 2},
        {.order = 1, .order_field = CORPUS_TAG, .ties_by_score = -1}};
    test_random random = test_random_begin(44);
    char *folder = world_make(&random, false);
    suo_view *view = corpus_view(folder, NULL);
    (void)state;
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(*WRONG); i++)
        assert_refuses(view, WRONG[i], SUO_INVALID);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order__is_that_of_values_and_pages_make_the_list),
        cmocka_unit_test(test_order__is_one_list_with_a_second_phase),
        cmocka_unit_test(test_position__holds_in_another_commit),
        cmocka_unit_test(test_position__that_is_none_is_refused),
        cmocka_unit_test(test_order__that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
