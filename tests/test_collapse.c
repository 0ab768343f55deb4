/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_collapse.c - the first hit of each value, beside all hits.
 *
 * The oracle is a loop: all hits of the same search, not collapsed, less those
 * that have the value of one before them; how many have it is counted there,
 * too. Random documents of few and of many values, in several segments, some
 * dead, some hidden, with and without a second phase.
 */
#include "support/corpus.h"

#include "support/effort.h"
#include "support/memory_trial.h"

enum { DOCS = 900, ROUNDS = 240, REFINED = 2 /* worlds: without, with */ };

static const char *const TAGS[] = {"a", "b", "ab", "退", ""};

static void put_random(suo_writer *writer, test_random *random, uint32_t number)
{
    static const char *const WORDS[] = {"card", "lost", "退货", "the", "gift"};
    corpus_document document = {0};
    char title[100] = "card ";
    snprintf(document.key, sizeof(document.key), "%u", number);
    for (uint64_t left = test_random_below(random, 6); left > 0; left--)
        strcat(strcat(title, WORDS[test_random_below(random, 5)]), " ");
    corpus_document_add(&document, CORPUS_TITLE, title, strlen(title));
    for (uint64_t left = test_random_below(random, 3); left > 0; left--) {
        const char *tag = TAGS[test_random_below(random, 5)];
        corpus_document_add(&document, CORPUS_TAG, tag, strlen(tag));
    }
    document.votes = (int64_t)test_random_below(random, 90) - 45;
    document.roles[document.role_count++] = number % 3 == 0 ? "a" : "b";
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

static char *world_make(test_random *random, bool reranks, uint32_t docs)
{
    suo_schema *schema = corpus_schema();
    if (reranks)
        corpus_schema_set(schema, "title_field", CORPUS_TITLE);
    char *folder = corpus_folder_random(schema, put_random, random, docs, 300);
    suo_schema_free(schema);
    return folder;
}

static suo_hits *ask(const suo_view *view, const suo_search_options *options)
{
    return corpus_ask(view, "lost card 退货", options);
}

static suo_search_options random_options(test_random *random)
{
    static const suo_boost BOOST = {
        .field = CORPUS_VOTES, .kind = SUO_BOOST_MANY, .weight = 1, .half = 9};
    static const suo_filter FILTER = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = -30, .max = 20};
    static const suo_facet FACET = {.field = CORPUS_TAG,
                                    .kind = SUO_FACET_VALUES};
    return (suo_search_options){
        .size = sizeof(suo_search_options),
        .k = SUO_HITS_MAX,
        .filters = &FILTER,
        .filter_count = test_random_below(random, 3) == 0,
        .facets = &FACET,
        .facet_count = test_random_below(random, 2),
        .order = (int32_t)test_random_below(random, 3),
        .order_field =
            test_random_below(random, 2) == 0 ? CORPUS_TAG : CORPUS_VOTES,
        .missing_first = (int32_t)test_random_below(random, 2),
        .ties_by_score = (int32_t)test_random_below(random, 2),
        .boosts = &BOOST,
        .boost_count = test_random_below(random, 2),
        .collapse = 1,
        .collapse_field =
            test_random_below(random, 2) == 0 ? CORPUS_TAG : CORPUS_VOTES};
}

/* ---- the oracle ---- */

/* The value by which a hit is collapsed. */
typedef struct value {
    bool has_one;
    int64_t number;
    char text[8];
} value;

static value hit_value(suo_hits *hits, uint32_t hit, uint32_t field)
{
    value made = {0};
    const char *text;
    uint64_t len;
    if (field == CORPUS_VOTES) {
        made.has_one =
            suo_hits_integer(hits, hit, field, &made.number, NULL) == SUO_OK;
        return made;
    }
    for (uint32_t nth = 0;
         suo_hits_text(hits, hit, field, nth, &text, &len, NULL) == SUO_OK;
         nth++) {
        char own[8] = {0};
        memcpy(own, text, len);
        if (!made.has_one || strcmp(own, made.text) < 0)
            memcpy(made.text, own, sizeof(own));
        made.has_one = true;
    }
    return made;
}

static bool value_equals(const value *a, const value *b)
{
    return a->has_one && b->has_one && a->number == b->number &&
           strcmp(a->text, b->text) == 0;
}

/* The first hit of each value among all of them, and how many have it. */
typedef struct collapsed {
    suo_hits *all;
    uint32_t hits[DOCS]; /* numbers in 'all' */
    uint64_t sizes[DOCS];
    value values[DOCS];
    uint32_t count;
} collapsed;

static void collapsed_make(collapsed *made, const suo_view *view,
                           suo_search_options options)
{
    options.collapse = 0;
    made->all = ask(view, &options);
    made->count = 0;
    for (uint32_t i = 0; i < suo_hits_count(made->all); i++) {
        value own = hit_value(made->all, i, options.collapse_field);
        uint32_t at = 0;
        while (at < made->count && !value_equals(&made->values[at], &own))
            at++;
        if (at == made->count) {
            made->hits[at] = i;
            made->values[at] = own;
            made->sizes[at] = 0;
            made->count++;
        }
        made->sizes[at]++;
    }
}

static void assert_hit(const collapsed *wanted, uint32_t at,
                       const suo_hits *hits, uint32_t hit, uint64_t size)
{
    assert_true(at < wanted->count);
    const suo_hit *own = &suo_hits_items(hits)[hit];
    const suo_hit *other = &suo_hits_items(wanted->all)[wanted->hits[at]];
    assert_true(own->score == other->score);
    assert_int_equal(own->key_len, other->key_len);
    assert_memory_equal(own->key, other->key, own->key_len);
    assert_int_equal(suo_hits_group(hits, hit), size);
}

static void assert_same_facet(const suo_hits *hits, const suo_hits *others)
{
    uint64_t count, other_count;
    const suo_facet_value *values = suo_hits_facet(hits, 0, &count, NULL);
    const suo_facet_value *wanted =
        suo_hits_facet(others, 0, &other_count, NULL);
    assert_int_equal(count, other_count);
    for (uint64_t i = 0; i < count; i++)
        assert_int_equal(values[i].count, wanted[i].count);
}

/* Pages of a size, one after the other, are all of it. */
static void compare_pages(const collapsed *wanted, const suo_view *view,
                          suo_search_options options, uint32_t page)
{
    const bool counts = options.total == SUO_TOTAL_EXACT;
    suo_hits *last = NULL;
    uint32_t at = 0;
    options.k = page;
    for (bool is_last = false; !is_last;) {
        suo_hits *hits = ask(view, &options);
        uint32_t count = suo_hits_count(hits);
        suo_hits_free(last);
        last = hits;
        for (uint32_t i = 0; i < count; i++, at++)
            assert_hit(wanted, at, hits, i, counts ? wanted->sizes[at] : 0);
        assert_int_equal(suo_hits_total(hits),
                         counts ? suo_hits_total(wanted->all) : count);
        assert_int_equal(suo_hits_group(hits, count), 0);
        assert_same_facet(hits, wanted->all);
        is_last = count < page;
        uint64_t len;
        if (!is_last)
            corpus_ok(
                suo_hits_position(hits, count - 1, &options.after, &len, NULL),
                NULL);
        options.after_len = -1;
    }
    assert_int_equal(at, wanted->count);
    suo_hits_free(last);
}

static void test_collapse__leaves_the_first_of_each_value(void **state)
{
    static const char *const READERS[] = {NULL, "a", "b"};
    static const uint32_t PAGES[] = {1, 7, 64, 1000};
    static collapsed wanted;
    (void)state;
    for (int world = 0; world < REFINED; world++) {
        test_random random = test_random_begin(51);
        char *folder = world_make(&random, world == 1, DOCS);
        for (int reader = 0; reader < 3; reader++) {
            suo_view *view = corpus_view(folder, READERS[reader]);
            for (uint32_t i = 0; i < effort_of(ROUNDS); i++) {
                suo_search_options options = random_options(&random);
                collapsed_make(&wanted, view, options);
                assert_true(wanted.count > 3);
                compare_pages(&wanted, view, options,
                              PAGES[i % 10 == 0 ? 0 : 1 + i % 3]);
                options.total = SUO_TOTAL_NONE;
                compare_pages(&wanted, view, options, 5 + i);
                suo_hits_free(wanted.all);
            }
            suo_view_close(view);
        }
        corpus_folder_remove(folder);
    }
}

static void test_collapse__counts_documents_where_hits_are_not_wanted(void **s)
{
    test_random random = test_random_begin(52);
    char *folder = world_make(&random, false, DOCS);
    suo_view *view = corpus_view(folder, NULL);
    suo_search_options options = {.size = sizeof(options)};
    suo_hits *all = ask(view, &options);
    (void)s;
    assert_int_equal(suo_hits_group(all, 0), 0); /* not collapsed */
    options.total = SUO_TOTAL_ONLY;
    options.collapse = 1;
    options.collapse_field = CORPUS_TAG;
    suo_hits *hits = ask(view, &options);
    assert_int_equal(suo_hits_count(hits), 0);
    assert_int_equal(suo_hits_total(hits), suo_hits_total(all));
    suo_hits_free(hits);
    suo_hits_free(all);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

/* ---- failures ---- */

/* Ask once for each allocation of a search, which fails. Returns how many
 * searches failed. */
static long fail_each(const char *folder, test_random *random, uint32_t field)
{
    memory_trial trial = {0};
    while (memory_trial_next(&trial)) {
        suo_view *view = corpus_view(folder, NULL);
        suo_search_options options = random_options(random);
        suo_hits *hits;
        options.collapse_field = field;
        memory_trial_arm(&trial);
        memory_trial_disarm(&trial, suo_view_search(view, "lost card", -1,
                                                    &options, &hits, NULL));
        suo_hits_free(hits);
        suo_view_close(view);
    }
    return trial.refused;
}

static void test_collapse__survives_failed_allocations(void **state)
{
    (void)state;
    for (int world = 0; world < REFINED; world++) {
        test_random random = test_random_begin(53);
        char *folder = world_make(&random, world == 1, 350);
        for (int i = 0; i < 4; i++)
            assert_true(fail_each(folder, &random,
                                  i % 2 == 0 ? CORPUS_TAG : CORPUS_VOTES) > 20);
        corpus_folder_remove(folder);
    }
}

static void test_collapse__that_fits_no_field_is_refused(void **state)
{
    static const suo_search_options WRONG[] = {
        {.collapse = 1, .collapse_field = CORPUS_TITLE},
        {.collapse = 1, .collapse_field = CORPUS_NOTE},
        {.collapse = 1, .collapse_field = CORPUS_FIELDS},
        {.collapse = 2, .collapse_field = CORPUS_TAG},
        {.collapse = -1, .collapse_field = CORPUS_TAG}};
    test_random random = test_random_begin(54);
    char *folder = world_make(&random, false, 10);
    suo_view *view = corpus_view(folder, NULL);
    (void)state;
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(*WRONG); i++) {
        suo_search_options options = WRONG[i];
        suo_hits *hits = (suo_hits *)view;
        options.size = sizeof(options);
        assert_int_equal(
            suo_view_search(view, "card", -1, &options, &hits, NULL),
            SUO_INVALID);
        assert_null(hits);
    }
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_collapse__leaves_the_first_of_each_value),
        cmocka_unit_test(
            test_collapse__counts_documents_where_hits_are_not_wanted),
        cmocka_unit_test(test_collapse__survives_failed_allocations),
        cmocka_unit_test(test_collapse__that_fits_no_field_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
