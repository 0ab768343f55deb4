/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_word_changes.c - words and synonym rules, from a call to the commit.
 *
 * Through the public calls; generations are read from inside the snapshot.
 */
#include "support/corpus.h"

#include <math.h>
#include <unistd.h>

#include "index/snapshot.h"
#include "write/word_changes.h"

/* An empty index being written. */
typedef struct writing {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
} writing;

static int set_up(void **state)
{
    static writing w;
    w = (writing){corpus_folder_make(), corpus_schema(), NULL};
    w.writer = corpus_writer(w.folder, w.schema, 0);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    writing *w = *state;
    suo_check_report report = {.size = sizeof(report)};
    suo_status checked = suo_check(w->folder, -1, &report, NULL);
    suo_writer_close(w->writer);
    suo_schema_free(w->schema);
    corpus_folder_remove(w->folder);
    return checked == SUO_OK || checked == SUO_NOT_FOUND ? 0 : -1;
}

static void reopen(writing *w)
{
    suo_writer_close(w->writer);
    w->writer = corpus_writer(w->folder, w->schema, 0);
}

static void add(const writing *w, const char *word, double weight)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_add_word(w->writer, word, -1, weight, &error), &error);
}

static void drop(const writing *w, const char *word)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_remove_word(w->writer, word, -1, &error), &error);
}

static void set_rules(const writing *w, const char *rules)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_set_synonyms(w->writer, rules, -1, &error), &error);
}

/* The words of the newest commit, in their order: "form weight since, ...". */
static void assert_words(const writing *w, const char *wanted)
{
    char found[1000] = "";
    size_t len = 0;
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    for (uint64_t i = 0; i < suo_snapshot_word_count(snapshot); i++) {
        uint64_t word_len;
        double weight;
        const char *word = suo_snapshot_word(snapshot, i, &word_len, &weight);
        len += (size_t)snprintf(
            found + len, sizeof(found) - len, "%.*s %g %llu, ", (int)word_len,
            word, weight,
            (unsigned long long)snapshot->vocabulary.words[i].since);
    }
    suo_snapshot_close(snapshot);
    assert_string_equal(found, wanted);
}

static void assert_rules(const writing *w, const char *wanted)
{
    uint64_t len;
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    const char *rules = suo_snapshot_synonyms(snapshot, &len);
    assert_int_equal(len, strlen(wanted));
    assert_memory_equal(rules, wanted, len);
    suo_snapshot_close(snapshot);
}

static uint64_t generation_of(const writing *w)
{
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    uint64_t generation = snapshot->vocabulary.generation;
    suo_snapshot_close(snapshot);
    return generation;
}

/* Number of the commit that wrote the vocabulary's file. */
static uint64_t file_of(const writing *w)
{
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    uint64_t commit = snapshot->vocabulary.commit;
    suo_snapshot_close(snapshot);
    return commit;
}

/* ---- words ---- */

static void test_words__survive_a_commit_and_reopening(void **state)
{
    writing *w = *state;
    add(w, "闪电退", 2.5);
    add(w, "V3 MONO", 1);
    corpus_commit(w->writer);
    assert_words(w, "V3 MONO 1 1, 闪电退 2.5 1, ");
    reopen(w);
    add(w, "zeta", 100);
    corpus_commit(w->writer);
    assert_words(w, "V3 MONO 1 1, zeta 100 2, 闪电退 2.5 1, ");
}

static void test_words__stand_alone_without_a_document(void **state)
{
    writing *w = *state;
    uint64_t len;
    double weight;
    add(w, "card", 1);
    corpus_commit(w->writer);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    assert_int_equal(suo_snapshot_word_count(snapshot), 1);
    assert_non_null(suo_snapshot_word(snapshot, 0, &len, NULL));
    assert_int_equal(len, 4);
    assert_null(suo_snapshot_word(snapshot, 1, &len, &weight));
    assert_int_equal(len, 0);
    assert_true(weight == 0);
    suo_snapshot_close(snapshot);
}

static void test_words__are_not_there_before_the_commit(void **state)
{
    writing *w = *state;
    corpus_commit(w->writer);
    add(w, "card", 1);
    set_rules(w, "a, b");
    assert_words(w, "");
    assert_rules(w, "");
    assert_int_equal(corpus_folder_count(w->folder, "v-"), 0);
    reopen(w);
    corpus_commit(w->writer);
    assert_words(w, "");
    assert_rules(w, "");
    assert_int_equal(generation_of(w), 0);
    assert_int_equal(corpus_folder_count(w->folder, "v-"), 0);
}

static void test_words__change_without_touching_documents(void **state)
{
    writing *w = *state;
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    corpus_put_text(w->writer, "k", "r", NULL, "card");
    corpus_commit(w->writer);
    add(w, "card", 1);
    corpus_commit(w->writer);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    corpus_ok(suo_snapshot_get_stats(snapshot, &stats, NULL), NULL);
    suo_snapshot_close(snapshot);
    assert_int_equal(stats.segment_count, 1);
    assert_int_equal(stats.doc_count, 1);
    assert_int_equal(stats.commit, 2);
    assert_words(w, "card 1 1, ");
}

static void test_words__have_one_file_at_a_time(void **state)
{
    writing *w = *state;
    for (int i = 0; i < 4; i++) {
        char word[8];
        snprintf(word, sizeof(word), "w%d", i);
        add(w, word, 1);
        corpus_commit(w->writer);
        assert_int_equal(corpus_folder_count(w->folder, "v-"), 1);
    }
    assert_int_equal(generation_of(w), 4);
}

static void test_words__of_a_snapshot_stay_as_they_were(void **state)
{
    writing *w = *state;
    uint64_t len;
    add(w, "card", 1);
    corpus_commit(w->writer);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    drop(w, "card");
    corpus_commit(w->writer);
    const char *word = suo_snapshot_word(snapshot, 0, &len, NULL);
    assert_memory_equal(word, "card", 4);
    suo_snapshot_close(snapshot);
    assert_words(w, "");
}

/* All ways to write a word are one, in a commit and across commits. */
static void test_words__keep_the_form_given_last(void **state)
{
    writing *w = *state;
    add(w, "v3-mono", 1);
    add(w, "V3 Mono", 2);
    corpus_commit(w->writer);
    assert_words(w, "V3 Mono 2 1, ");
    add(w, "V3 MONO", 2);
    corpus_commit(w->writer);
    assert_words(w, "V3 MONO 2 1, ");
    drop(w, "v3_mono");
    corpus_commit(w->writer);
    assert_words(w, "");
}

static void test_words__removed_but_unknown_are_not_found(void **state)
{
    writing *w = *state;
    assert_status(suo_writer_remove_word(w->writer, "card", -1, NULL),
                  SUO_NOT_FOUND);
    add(w, "card", 1);
    drop(w, "card");
    assert_status(suo_writer_remove_word(w->writer, "card", -1, NULL),
                  SUO_NOT_FOUND);
    add(w, "gift", 1);
    corpus_commit(w->writer); /* it goes on */
    assert_words(w, "gift 1 1, ");
}

static void assert_refused(const writing *w, const char *word, int64_t len,
                           double weight, suo_status wanted)
{
    suo_error error = SUO_ERROR_EMPTY;
    assert_int_equal(suo_writer_add_word(w->writer, word, len, weight, &error),
                     wanted);
    assert_int_equal(error.status, wanted);
    assert_true(error.message[0] != '\0');
}

static void test_words__refused_change_nothing(void **state)
{
    writing *w = *state;
    char longest[SUO_WORD_MAX + 2];
    char ligatures[SUO_WORD_MAX + 1];
    char squares[SUO_WORD_MAX + 1];
    memset(longest, 'a', sizeof(longest));
    for (size_t i = 0; i < SUO_WORD_MAX; i += 3)
        memcpy(squares + i, "\xE3\x8D\xBF", 3); /* four Han characters each */
    for (size_t i = 0; i < SUO_WORD_MAX; i += 3)
        memcpy(ligatures + i, "\xEF\xB7\xBA", 3); /* eighteen letters each */
    add(w, "card", 1);
    assert_refused(w, "card", -1, 0, SUO_INVALID);
    assert_refused(w, "card", -1, -1, SUO_INVALID);
    assert_refused(w, "card", -1, 100.5, SUO_INVALID);
    assert_refused(w, "card", -1, INFINITY, SUO_INVALID);
    assert_refused(w, "card", -1, NAN, SUO_INVALID);
    assert_refused(w, "?!", -1, 1, SUO_INVALID);
    assert_refused(w, "", -1, 1, SUO_INVALID);
    assert_refused(w, NULL, 4, 1, SUO_INVALID);
    assert_refused(w, longest, SUO_WORD_MAX + 1, 1, SUO_LIMIT);
    assert_refused(w, ligatures, SUO_WORD_MAX, 1, SUO_LIMIT);
    assert_refused(w, squares, SUO_WORD_MAX, 1, SUO_LIMIT);
    assert_status(suo_writer_remove_word(w->writer, "", 0, NULL), SUO_INVALID);
    assert_status(suo_writer_remove_word(w->writer, "?!", -1, NULL),
                  SUO_INVALID);
    corpus_commit(w->writer);
    assert_words(w, "card 1 1, ");
}

static void test_words__may_be_as_long_as_the_limit(void **state)
{
    writing *w = *state;
    char longest[SUO_WORD_MAX + 1] = "";
    memset(longest, 'a', SUO_WORD_MAX);
    add(w, longest, 100);
    add(w, "货", 1e-3);
    corpus_commit(w->writer);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    assert_int_equal(suo_snapshot_word_count(snapshot), 2);
    suo_snapshot_close(snapshot);
}

/* The count alone is raised: a million words would say no more. */
static void test_words__are_not_more_than_the_limit(void **state)
{
    suo_word_changes changes = {0};
    suo_tokenizer *tokenizer;
    const suo_slice card = {(const uint8_t *)"card", 4};
    const suo_slice gift = {(const uint8_t *)"gift", 4};
    (void)state;
    corpus_ok(suo_tokenizer_new(NULL, &tokenizer, NULL), NULL);
    changes.count = SUO_WORDS_MAX - 1;
    corpus_ok(suo_word_changes_add(&changes, tokenizer, card, 1, NULL), NULL);
    assert_status(suo_word_changes_add(&changes, tokenizer, gift, 1, NULL),
                  SUO_LIMIT);
    corpus_ok(suo_word_changes_add(&changes, tokenizer, card, 2, NULL), NULL);
    corpus_ok(suo_word_changes_remove(&changes, tokenizer, card, NULL), NULL);
    corpus_ok(suo_word_changes_add(&changes, tokenizer, gift, 1, NULL), NULL);
    assert_status(suo_word_changes_add(&changes, tokenizer, card, 1, NULL),
                  SUO_LIMIT);
    suo_word_changes_clear(&changes);
    suo_tokenizer_free(tokenizer);
}

/* ---- generations ---- */

static void test_generation__of_a_word_is_not_that_of_its_weight(void **state)
{
    writing *w = *state;
    add(w, "card", 1);
    corpus_commit(w->writer);
    add(w, "card", 3);
    corpus_commit(w->writer);
    assert_words(w, "card 3 1, ");
    assert_int_equal(generation_of(w), 2);
}

static void test_generation__of_a_word_back_again_is_the_newer(void **state)
{
    writing *w = *state;
    add(w, "card", 1);
    corpus_commit(w->writer);
    drop(w, "card");
    corpus_commit(w->writer);
    add(w, "card", 1);
    corpus_commit(w->writer);
    assert_words(w, "card 1 3, ");
}

/* It was never gone from a commit. */
static void test_generation__of_a_word_back_at_once_is_the_older(void **state)
{
    writing *w = *state;
    add(w, "card", 1);
    corpus_commit(w->writer);
    drop(w, "card");
    add(w, "card", 1);
    corpus_commit(w->writer);
    assert_words(w, "card 1 1, ");
    assert_int_equal(generation_of(w), 1);
}

static void test_generation__stays_when_nothing_changes(void **state)
{
    writing *w = *state;
    add(w, "card", 1);
    set_rules(w, "a, b");
    corpus_commit(w->writer);
    add(w, "card", 1); /* as a program does that adds all at each start */
    add(w, "gift", 1);
    drop(w, "gift");
    set_rules(w, "a, b");
    corpus_commit(w->writer);
    corpus_commit(w->writer);
    assert_int_equal(generation_of(w), 1);
    assert_int_equal(file_of(w), 1);
    set_rules(w, "a, c");
    corpus_commit(w->writer);
    assert_int_equal(generation_of(w), 1);
    assert_int_equal(file_of(w), 4);
}

static void test_generation__does_not_go_back_without_words(void **state)
{
    writing *w = *state;
    add(w, "card", 1);
    corpus_commit(w->writer);
    corpus_put_text(w->writer, "k", "r", NULL, "card");
    drop(w, "card");
    corpus_commit(w->writer);
    assert_words(w, "");
    reopen(w);
    corpus_commit(w->writer);
    assert_int_equal(generation_of(w), 2);
    add(w, "card", 1);
    corpus_commit(w->writer);
    assert_words(w, "card 1 3, ");
}

/* Put a document; the newest segment then has the generation 'wanted'. */
static void assert_cuts_with(const writing *w, const char *key, uint64_t wanted)
{
    corpus_put_text(w->writer, key, "r", NULL, "card");
    corpus_commit(w->writer);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    const suo_segment *last = snapshot->segments[snapshot->segment_count - 1];
    assert_int_equal(last->generation, wanted);
    suo_snapshot_close(snapshot);
}

/* Texts are cut with the words of the commit before. */
static void test_generation__of_a_segment_is_the_last_commits(void **state)
{
    writing *w = *state;
    assert_cuts_with(w, "a", 0);
    add(w, "card", 1);
    assert_cuts_with(w, "b", 0);
    assert_cuts_with(w, "c", 1);
    add(w, "gift", 1);
    corpus_commit(w->writer);
    assert_cuts_with(w, "d", 2);
    drop(w, "gift");
    corpus_commit(w->writer);
    reopen(w);
    assert_cuts_with(w, "e", 3);
}

/* ---- rules ---- */

static void test_rules__survive_a_commit_and_reopening(void **state)
{
    writing *w = *state;
    set_rules(w, "# 退款\nrefund, money back\n\n闪退 => 崩溃\n");
    corpus_commit(w->writer);
    reopen(w);
    add(w, "card", 1);
    corpus_commit(w->writer);
    assert_rules(w, "# 退款\nrefund, money back\n\n闪退 => 崩溃\n");
    set_rules(w, "a, b");
    corpus_commit(w->writer);
    assert_rules(w, "a, b");
    assert_words(w, "card 1 1, ");
    corpus_ok(suo_writer_set_synonyms(w->writer, NULL, 0, NULL), NULL);
    corpus_commit(w->writer);
    assert_rules(w, "");
}

static void test_rules__refused_change_nothing(void **state)
{
    writing *w = *state;
    suo_error error = SUO_ERROR_EMPTY;
    set_rules(w, "a, b");
    assert_status(
        suo_writer_set_synonyms(w->writer, "c, d\n=> e\n", -1, &error),
        SUO_INVALID);
    assert_non_null(strstr(error.message, "line 2"));
    assert_status(suo_writer_set_synonyms(w->writer, NULL, 3, NULL),
                  SUO_INVALID);
    char *rules = malloc(SUO_SYNONYMS_MAX + 1);
    assert_non_null(rules);
    memset(rules, '\n', SUO_SYNONYMS_MAX + 1);
    assert_status(
        suo_writer_set_synonyms(w->writer, rules, SUO_SYNONYMS_MAX + 1, NULL),
        SUO_LIMIT);
    free(rules);
    corpus_commit(w->writer);
    assert_rules(w, "a, b");
}

/* ---- files ---- */

/* Without segments too: it is the index that is broken, not absent. */
static void test_vocabulary__that_is_missing_makes_the_index_corrupt(
    void **state)
{
    writing *w = *state;
    char path[4300];
    suo_snapshot *snapshot;
    suo_error error = SUO_ERROR_EMPTY;
    add(w, "card", 1);
    corpus_commit(w->writer);
    snprintf(path, sizeof(path), "%s/v-0000000000000001.suo", w->folder);
    assert_int_equal(unlink(path), 0);
    assert_status(suo_snapshot_open(w->folder, -1, &snapshot, &error),
                  SUO_CORRUPT);
    assert_non_null(strstr(error.message, "missing"));
    add(w, "gift", 1);
    corpus_commit(w->writer); /* the writer holds the words */
    assert_words(w, "card 1 1, gift 1 2, ");
}

/* ---- at random ---- */

enum { MODEL_WORDS = 400, MODEL_STEPS = 6000 };

/* What is true of a word, and was at the last commit. */
typedef struct model_word {
    double weight; /* 0: not there */
    double old_weight;
    uint64_t since;
    bool is_upper; /* 'W' or 'w' before the number */
    bool was_upper;
} model_word;

static uint64_t model_commit(model_word *model, uint64_t generation)
{
    bool is_changed = false;
    for (int i = 0; i < MODEL_WORDS; i++)
        is_changed |=
            model[i].weight != model[i].old_weight ||
            (model[i].weight > 0 && model[i].is_upper != model[i].was_upper);
    generation += is_changed;
    for (int i = 0; i < MODEL_WORDS; i++) {
        if (model[i].old_weight == 0)
            model[i].since = generation;
        model[i].old_weight = model[i].weight;
        model[i].was_upper = model[i].is_upper;
    }
    return generation;
}

static void compare_with_model(const writing *w, const model_word *model,
                               uint64_t generation)
{
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    uint64_t at = 0;
    assert_int_equal(snapshot->vocabulary.generation, generation);
    for (int i = 0; i < MODEL_WORDS; i++) {
        char wanted[8];
        uint64_t len;
        double weight;
        if (model[i].weight == 0)
            continue;
        snprintf(wanted, sizeof(wanted), "%c%03d",
                 model[i].is_upper ? 'W' : 'w', i);
        const char *word = suo_snapshot_word(snapshot, at, &len, &weight);
        assert_int_equal(len, 4);
        assert_memory_equal(word, wanted, 4);
        assert_true(weight == model[i].weight);
        assert_int_equal(snapshot->vocabulary.words[at].since, model[i].since);
        at++;
    }
    assert_int_equal(suo_snapshot_word_count(snapshot), at);
    suo_snapshot_close(snapshot);
}

static void test_words__are_what_a_plain_model_says(void **state)
{
    static model_word model[MODEL_WORDS];
    writing *w = *state;
    test_random random = test_random_begin(62);
    uint64_t generation = 0;
    for (int step = 0; step < MODEL_STEPS; step++) {
        char word[8];
        model_word *own = &model[test_random_below(&random, MODEL_WORDS)];
        bool is_upper = test_random_below(&random, 4) == 0;
        snprintf(word, sizeof(word), "%c%03d", is_upper ? 'W' : 'w',
                 (int)(own - model));
        if (test_random_below(&random, 5) < 2) {
            suo_status st = suo_writer_remove_word(w->writer, word, -1, NULL);
            assert_int_equal(st, own->weight > 0 ? SUO_OK : SUO_NOT_FOUND);
            own->weight = 0;
        } else {
            own->weight = (double)(1 + test_random_below(&random, 2));
            own->is_upper = is_upper;
            add(w, word, own->weight);
        }
        if (test_random_below(&random, 300) == 0) {
            corpus_commit(w->writer);
            generation = model_commit(model, generation);
            compare_with_model(w, model, generation);
        }
        if (test_random_below(&random, 2000) == 0) {
            reopen(w); /* back to the last commit */
            for (int i = 0; i < MODEL_WORDS; i++) {
                model[i].weight = model[i].old_weight;
                model[i].is_upper = model[i].was_upper;
            }
        }
    }
    assert_true(generation > 10);
}

int main(void)
{
#define WORDS_TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WORDS_TEST(test_words__survive_a_commit_and_reopening),
        WORDS_TEST(test_words__stand_alone_without_a_document),
        WORDS_TEST(test_words__are_not_there_before_the_commit),
        WORDS_TEST(test_words__change_without_touching_documents),
        WORDS_TEST(test_words__have_one_file_at_a_time),
        WORDS_TEST(test_words__of_a_snapshot_stay_as_they_were),
        WORDS_TEST(test_words__keep_the_form_given_last),
        WORDS_TEST(test_words__removed_but_unknown_are_not_found),
        WORDS_TEST(test_words__refused_change_nothing),
        WORDS_TEST(test_words__may_be_as_long_as_the_limit),
        WORDS_TEST(test_words__are_not_more_than_the_limit),
        WORDS_TEST(test_generation__of_a_word_is_not_that_of_its_weight),
        WORDS_TEST(test_generation__of_a_word_back_again_is_the_newer),
        WORDS_TEST(test_generation__of_a_word_back_at_once_is_the_older),
        WORDS_TEST(test_generation__stays_when_nothing_changes),
        WORDS_TEST(test_generation__does_not_go_back_without_words),
        WORDS_TEST(test_generation__of_a_segment_is_the_last_commits),
        WORDS_TEST(test_rules__survive_a_commit_and_reopening),
        WORDS_TEST(test_rules__refused_change_nothing),
        WORDS_TEST(test_vocabulary__that_is_missing_makes_the_index_corrupt),
        WORDS_TEST(test_words__are_what_a_plain_model_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
