/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view_feedback.c - a view with what users said of its documents.
 *
 * Scores are those without feedback times the factor that suo.h gives, made
 * here from the counts by another way; that passing over documents changes no
 * hit is tests/test_pruning.c's business.
 */
#include <math.h>

#include "support/corpus.h"
#include "support/explained.h"

enum { DOCS = 300, ROUNDS = 40, COMMITS = 3 };

/* What the test knows of a document. */
typedef struct said {
    double shown;
    double opened;
    double up;
    double down;
    double solved;
} said;

static void put_all(suo_writer *writer, test_random *random)
{
    static const char *const TITLES[] = {"card", "lost card", "card card lost"};
    char key[16];
    for (uint32_t i = 0; i < DOCS; i++) {
        snprintf(key, sizeof(key), "%u", i);
        corpus_put_text(writer, key, i % 3 == 0 ? "staff" : "public",
                        TITLES[test_random_below(random, 3)], NULL);
        if (i % (DOCS / COMMITS) == 0)
            corpus_commit(writer);
    }
    corpus_commit(writer);
}

/* With a second phase, or without. */
static char *world_make(test_random *random, bool reranks)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    if (reranks)
        corpus_schema_refine(schema);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    put_all(writer, random);
    suo_writer_close(writer);
    suo_schema_free(schema);
    return folder;
}

static suo_feedback_writer *open_writer(const char *folder)
{
    suo_feedback_writer *writer;
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, &error), &error);
    return writer;
}

static void commit_and_close(suo_feedback_writer *writer)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_feedback_writer_commit(writer, &error), &error);
    suo_feedback_writer_close(writer);
}

static void add(suo_feedback_writer *writer, const char *key, int32_t kind,
                uint64_t count)
{
    corpus_ok(suo_feedback_writer_add(writer, key, -1, kind, count, NULL),
              NULL);
}

/* Say something of half of the documents, and of some that are not there. */
static void say(const char *folder, test_random *random, said *told)
{
    static const int KINDS[] = {SUO_FEEDBACK_SHOWN, SUO_FEEDBACK_OPENED,
                                SUO_FEEDBACK_UP, SUO_FEEDBACK_DOWN,
                                SUO_FEEDBACK_SOLVED};
    suo_feedback_writer *writer = open_writer(folder);
    for (uint32_t i = 0; i < DOCS + 20; i++) {
        char key[16];
        double counts[5] = {0};
        if (test_random_below(random, 2) == 0)
            continue;
        snprintf(key, sizeof(key), "%u", i);
        for (int kind = 0; kind < 5; kind++) {
            uint64_t count =
                test_random_below(random, 1 + test_random_below(random, 100));
            add(writer, key, KINDS[kind], count);
            counts[kind] = (double)count;
        }
        if (i < DOCS)
            told[i] =
                (said){counts[0], counts[1], counts[2], counts[3], counts[4]};
    }
    commit_and_close(writer);
}

static suo_view *with_feedback(const suo_view *view, const char *folder)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_feedback *feedback;
    suo_view *with;
    corpus_ok(suo_feedback_open(folder, -1, &feedback, &error), &error);
    corpus_ok(suo_view_open_with_feedback(view, feedback, &with, &error),
              &error);
    suo_feedback_close(feedback);
    return with;
}

static suo_hits *ask(const suo_view *view, const suo_search_options *options)
{
    return corpus_ask(view, "lost card", options);
}

/* The number that a hit's key is, which nothing ends. */
static int doc_of(const suo_hit *hit)
{
    int number = 0;
    for (uint64_t i = 0; i < hit->key_len; i++)
        number = number * 10 + hit->key[i] - '0';
    return number;
}

/* By the mean of a beta distribution. */
static double factor_of(const said *own, const suo_boost *boost)
{
    double passed = fmax(own->shown - own->opened, 0);
    double good = own->up + 2 * own->solved + own->opened * 0.1;
    double bad = own->down + passed / 90;
    double prior = (double)boost->half / 2;
    double p = (good + prior) / (good + bad + 2 * prior);
    double more = 2 * p - 1;
    return more >= 0 ? 1 + boost->weight * more
                     : 1 / (1 + boost->weight * -more);
}

/* Each hit scores as without feedback, times its factor. */
static void compare(const suo_view *plain, const suo_view *with,
                    const said *told, const suo_boost *boost)
{
    suo_search_options options = {.size = sizeof(options), .k = SUO_HITS_MAX};
    double scores[DOCS] = {0};
    suo_hits *hits = ask(plain, &options);
    uint64_t total = suo_hits_total(hits);
    for (uint32_t i = 0; i < suo_hits_count(hits); i++)
        scores[doc_of(&suo_hits_items(hits)[i])] =
            suo_hits_items(hits)[i].score;
    suo_hits_free(hits);
    options.boosts = boost;
    options.boost_count = 1;
    hits = ask(with, &options);
    assert_int_equal(suo_hits_total(hits), total);
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *hit = &suo_hits_items(hits)[i];
        int doc = doc_of(hit);
        double wanted = scores[doc] * factor_of(&told[doc], boost);
        assert_true(fabs(hit->score - wanted) <= 1e-9 * wanted);
        assert_true(i == 0 || hit[-1].score >= hit->score);
    }
    suo_hits_free(hits);
}

static void world_compare(bool reranks)
{
    test_random random = test_random_begin(71);
    said told[DOCS] = {{0}};
    char *folder = world_make(&random, reranks);
    say(folder, &random, told);
    for (int i = 0; i < ROUNDS; i++) {
        const suo_boost boost = {
            .kind = SUO_BOOST_VOTES,
            .field = (uint32_t)i,
            .weight = (double)test_random_below(&random, 30) / 3,
            .half = 1 + (int64_t)test_random_below(&random, 90)};
        /* So few that the second phase looks at all. */
        suo_view *plain = corpus_view(folder, i % 2 == 0 ? "staff" : "public");
        suo_view *with = with_feedback(plain, folder);
        compare(plain, with, told, &boost);
        suo_view_close(plain);
        suo_view_close(with);
    }
    corpus_folder_remove(folder);
}

static void test_votes__multiply_scores_as_is_said(void **state)
{
    (void)state;
    world_compare(false);
}

static void test_votes__multiply_what_the_second_phase_adds(void **state)
{
    (void)state;
    world_compare(true);
}

/* Neither without feedback, nor without a boost. */
static void test_votes__that_are_not_asked_for_do_not_count(void **state)
{
    const suo_boost boost = {.kind = SUO_BOOST_VOTES, .weight = 5, .half = 1};
    test_random random = test_random_begin(72);
    said told[DOCS] = {{0}};
    said none[DOCS] = {{0}};
    char *folder = world_make(&random, false);
    (void)state;
    say(folder, &random, told);
    suo_view *plain = corpus_view(folder, NULL);
    suo_view *with = with_feedback(plain, folder);
    compare(plain, plain, none, &boost);
    corpus_dump dumps[2] = {0};
    corpus_dump_add(&dumps[0], plain, "lost card", 9, 50);
    corpus_dump_add(&dumps[1], with, "lost card", 9, 50);
    assert_true(corpus_dump_equals(&dumps[0], &dumps[1]));
    free(dumps[0].bytes);
    free(dumps[1].bytes);
    suo_view_close(plain);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

/* The keys stay the same: all is put again, and merged. */
static void test_votes__outlive_indexing(void **state)
{
    const suo_boost boost = {.kind = SUO_BOOST_VOTES, .weight = 2, .half = 10};
    test_random random = test_random_begin(73);
    said told[DOCS] = {{0}};
    char *folder = world_make(&random, false);
    (void)state;
    say(folder, &random, told);
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    put_all(writer, &random);
    corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
    corpus_writer_finish(writer);
    suo_view *plain = corpus_view(folder, NULL);
    suo_view *with = with_feedback(plain, folder);
    compare(plain, with, told, &boost);
    suo_view_close(plain);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

/* The views of three roles, each hit and one that is none, all parts. */
static void test_votes__are_explained(void **state)
{
    const suo_boost boosts[] = {
        {.kind = SUO_BOOST_VOTES, .weight = 2, .half = 10},
        {.kind = SUO_BOOST_MANY,
         .field = CORPUS_VOTES,
         .weight = 1,
         .half = 1}};
    const suo_search_options options = {
        .size = sizeof(options), .k = 20, .boosts = boosts, .boost_count = 2};
    test_random random = test_random_begin(74);
    said told[DOCS] = {{0}};
    char *folder = world_make(&random, true);
    uint32_t below = 0;
    (void)state;
    say(folder, &random, told);
    suo_view *plain = corpus_view(folder, "public");
    suo_view *with = with_feedback(plain, folder);
    for (uint32_t i = 0; i < DOCS; i++) {
        suo_explained explained;
        char key[16];
        snprintf(key, sizeof(key), "%u", i);
        if (i % 3 == 0)
            continue;
        explained_check(with, "lost card", 9, &options, &random);
        suo_explanation *explanation = explained_make(
            with, "lost card", 9, &options, key, strlen(key), &explained);
        for (uint64_t p = 0; p < explained.part_count; p++) {
            const suo_part *part = &explained.parts[p];
            if (part->kind != SUO_PART_BOOST || part->boost != 0)
                continue;
            assert_true(fabs(part->factor - factor_of(&told[i], &boosts[0])) <
                        1e-9);
            below += part->score < 0;
        }
        suo_explanation_free(explanation);
    }
    assert_true(below > 10);
    suo_view_close(plain);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

static void test_feedback__is_read_back_by_number(void **state)
{
    test_random random = test_random_begin(75);
    char *folder = world_make(&random, false);
    suo_feedback *feedback;
    suo_feedback_document document = {.size = sizeof(document)};
    int32_t is_current;
    (void)state;
    suo_feedback_writer *writer = open_writer(folder);
    add(writer, "7", SUO_FEEDBACK_SOLVED, 3);
    add(writer, "4", SUO_FEEDBACK_DOWN, 2);
    commit_and_close(writer);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    assert_int_equal(suo_feedback_count(feedback), 2);
    corpus_ok(suo_feedback_get(feedback, 0, &document, NULL), NULL);
    assert_int_equal(document.key_len, 1);
    assert_true(document.key[0] == '4' && document.down == 2);
    corpus_ok(suo_feedback_get(feedback, 1, &document, NULL), NULL);
    assert_true(document.key[0] == '7' && document.solved == 3);
    assert_true(document.shown == 0 && document.opened == 0 &&
                document.up == 0 && document.down == 0);
    assert_int_equal(suo_feedback_get(feedback, 2, &document, NULL),
                     SUO_NOT_FOUND);
    assert_null(document.key);
    document.size = 0;
    assert_int_equal(suo_feedback_get(feedback, 0, &document, NULL),
                     SUO_INVALID);
    corpus_ok(suo_feedback_is_current(feedback, &is_current, NULL), NULL);
    assert_int_equal(is_current, 1);
    writer = open_writer(folder);
    corpus_ok(suo_feedback_writer_fade(writer, 0.5, NULL), NULL);
    commit_and_close(writer);
    corpus_ok(suo_feedback_is_current(feedback, &is_current, NULL), NULL);
    assert_int_equal(is_current, 0);
    suo_feedback_close(feedback);
    corpus_folder_remove(folder);
}

static void test_feedback__that_makes_no_sense_is_refused(void **state)
{
    test_random random = test_random_begin(76);
    char *folder = world_make(&random, false);
    suo_view *plain = corpus_view(folder, NULL);
    suo_view *with = with_feedback(plain, folder);
    suo_feedback *feedback;
    suo_view *other;
    static char key[SUO_KEY_MAX + 1];
    (void)state;
    suo_feedback_writer *writer = open_writer(folder);
    memset(key, 'k', sizeof(key));
    assert_int_equal(
        suo_feedback_writer_add(writer, key, sizeof(key), 1, 1, NULL),
        SUO_LIMIT);
    assert_int_equal(suo_feedback_writer_add(writer, "", -1, 1, 1, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_feedback_writer_add(writer, NULL, 0, 1, 1, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_feedback_writer_add(writer, "k", -1, 0, 1, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_feedback_writer_add(writer, "k", -1, 6, 1, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_feedback_writer_fade(writer, -0.1, NULL), SUO_INVALID);
    assert_int_equal(suo_feedback_writer_fade(writer, NAN, NULL), SUO_INVALID);
    suo_feedback_writer_close(writer);
    assert_int_equal(suo_feedback_writer_open("", 0, &writer, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_feedback_open(NULL, 0, &feedback, NULL), SUO_INVALID);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    assert_int_equal(suo_view_open_with_feedback(with, feedback, &other, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_view_open_at(with, 1, &other, NULL), SUO_INVALID);
    suo_feedback_close(feedback);
    suo_view_close(plain);
    suo_view_close(with);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_votes__multiply_scores_as_is_said),
        cmocka_unit_test(test_votes__multiply_what_the_second_phase_adds),
        cmocka_unit_test(test_votes__that_are_not_asked_for_do_not_count),
        cmocka_unit_test(test_votes__outlive_indexing),
        cmocka_unit_test(test_votes__are_explained),
        cmocka_unit_test(test_feedback__is_read_back_by_number),
        cmocka_unit_test(test_feedback__that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
