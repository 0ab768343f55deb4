/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_boosts.c - scores times the factors that suo.h gives.
 *
 * The factors are made from the values of all hits by the library's exp2; that
 * passing over documents changes no hit is tests/test_pruning.c's business.
 */
#include <math.h>

#include "support/corpus.h"

enum { DOCS = 300, ROUNDS = 60 };

/* With a second phase, few enough for that to look at all of them. */
static char *world_make(test_random *random, bool reranks)
{
    const uint32_t docs = reranks ? 200 : DOCS;
    static const char *const TITLES[] = {"card", "lost card", "card card lost"};
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    if (reranks)
        corpus_schema_refine(schema);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < docs; i++) {
        corpus_document document = {0};
        const char *title = TITLES[test_random_below(random, 3)];
        snprintf(document.key, sizeof(document.key), "%u", i);
        corpus_document_add(&document, CORPUS_TITLE, title, strlen(title));
        document.votes = (int64_t)test_random_below(random, 200) - 50;
        if (i % 50 == 7)
            document.votes = i % 100 == 7 ? INT64_MAX : INT64_MIN;
        corpus_put(writer, &document);
        corpus_document_clear(&document);
        if (i == docs / 2)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    return folder;
}

static suo_hits *ask(const suo_view *view, const suo_search_options *options)
{
    return corpus_ask(view, "lost card", options);
}

static double factor_of(const suo_hits *hits, uint32_t hit,
                        const suo_search_options *options)
{
    double factor = 1;
    int64_t value;
    for (uint64_t i = 0; i < options->boost_count; i++) {
        const suo_boost *own = &options->boosts[i];
        if (suo_hits_integer(hits, hit, own->field, &value, NULL) != SUO_OK)
            continue;
        double age = fmax((double)own->now - (double)value, 0);
        if (own->kind == SUO_BOOST_FRESH)
            factor *= 1 + own->weight * exp2(-age / (double)own->half);
        else if (value > 0)
            factor *= 1 + own->weight * (double)value /
                              ((double)value + (double)own->half);
    }
    return factor;
}

/* The hit with a key. */
static uint32_t hit_find(const suo_hits *hits, const suo_hit *wanted)
{
    const suo_hit *items = suo_hits_items(hits);
    uint32_t i = 0;
    while (items[i].key_len != wanted->key_len ||
           memcmp(items[i].key, wanted->key, wanted->key_len) != 0)
        assert_true(++i < suo_hits_count(hits));
    return i;
}

static void compare(const suo_view *view, const suo_search_options *options)
{
    suo_search_options plain = *options;
    plain.boost_count = 0;
    suo_hits *all = ask(view, &plain);
    suo_hits *hits = ask(view, options);
    assert_int_equal(suo_hits_count(hits), suo_hits_count(all));
    assert_int_equal(suo_hits_total(hits), suo_hits_total(all));
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *own = &suo_hits_items(hits)[i];
        uint32_t at = hit_find(all, own);
        double wanted =
            suo_hits_items(all)[at].score * factor_of(all, at, options);
        assert_true(fabs(own->score - wanted) <= 1e-9 * wanted);
        assert_true(i == 0 || own[-1].score >= own->score);
    }
    suo_hits_free(all);
    suo_hits_free(hits);
}

static void world_compare(bool reranks)
{
    test_random random = test_random_begin(51);
    char *folder = world_make(&random, reranks);
    suo_view *view = corpus_view(folder, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        suo_boost boosts[3];
        for (int b = 0; b < 3; b++)
            boosts[b] = (suo_boost){
                .field = CORPUS_VOTES,
                .kind = 1 + (uint32_t)test_random_below(&random, 2),
                .weight = (double)test_random_below(&random, 300) / 3,
                .half = 1 + (int64_t)test_random_below(&random, 90),
                .now = (int64_t)test_random_below(&random, 200)};
        const suo_search_options options = {.size = sizeof(options),
                                            .k = SUO_HITS_MAX,
                                            .boosts = boosts,
                                            .boost_count =
                                                test_random_below(&random, 4)};
        compare(view, &options);
    }
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_boosts__multiply_scores_as_is_said(void **state)
{
    (void)state;
    world_compare(false);
}

static void test_boosts__multiply_what_the_second_phase_adds(void **state)
{
    (void)state;
    world_compare(true);
}

static void test_boost__that_makes_no_sense_is_refused(void **state)
{
    static const suo_boost WRONG[] = {
        {.field = CORPUS_VOTES, .kind = 0, .weight = 1, .half = 1},
        {.field = CORPUS_VOTES, .kind = 4, .weight = 1, .half = 1},
        {.field = CORPUS_TAG, .kind = 1, .weight = 1, .half = 1},
        {.field = CORPUS_FIELDS, .kind = 1, .weight = 1, .half = 1},
        {.field = CORPUS_VOTES, .kind = 1, .weight = -1, .half = 1},
        {.field = CORPUS_VOTES, .kind = 1, .weight = 100.5, .half = 1},
        {.field = CORPUS_VOTES, .kind = 2, .weight = NAN, .half = 1},
        {.field = CORPUS_VOTES, .kind = 2, .weight = 1, .half = 0},
        {.kind = SUO_BOOST_VOTES, .weight = 1, .half = 0},
        {.kind = SUO_BOOST_VOTES, .weight = 101, .half = 1}};
    test_random random = test_random_begin(52);
    char *folder = world_make(&random, false);
    suo_view *view = corpus_view(folder, NULL);
    suo_search_options options = {.size = sizeof(options), .boost_count = 1};
    suo_hits *hits;
    (void)state;
    for (size_t i = 0; i <= sizeof(WRONG) / sizeof(*WRONG); i++) {
        options.boosts = i < sizeof(WRONG) / sizeof(*WRONG) ? &WRONG[i] : NULL;
        assert_int_equal(
            suo_view_search(view, "card", -1, &options, &hits, NULL),
            SUO_INVALID);
    }
    options.boost_count = SUO_BOOSTS_MAX + 1;
    assert_int_equal(suo_view_search(view, "card", -1, &options, &hits, NULL),
                     SUO_LIMIT);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boosts__multiply_scores_as_is_said),
        cmocka_unit_test(test_boosts__multiply_what_the_second_phase_adds),
        cmocka_unit_test(test_boost__that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
