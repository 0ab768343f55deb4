/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_writer_undo.c - deletes by filter, and going back to the last commit.
 */
#include "support/life.h"

/* ---- roll back ---- */

/* Go back after random changes, flushed, merged or not: what is committed then
 * is as if they had never been. */
static void check_rollback(uint64_t seed)
{
    test_random random = {seed};
    life *w = life_open(seed % 3, seed % 2);
    corpus_document before[LIFE_DOCS_MAX];
    for (int round = 0; round < 4; round++) {
        life_change(w, &random, 20, 40);
        corpus_commit(w->writer);
        uint32_t count = w->live_count;
        memcpy(before, w->live, sizeof(before));
        w->live_count = 0; /* they are kept in 'before' */
        life_change(w, &random, 20, 40);
        corpus_ok(suo_writer_add_word(w->writer, "card", -1, 2, NULL), NULL);
        if (test_random_below(&random, 3) == 0)
            corpus_ok(suo_writer_merge_all(w->writer, NULL), NULL);
        if (test_random_below(&random, 3) == 0)
            corpus_ok(suo_writer_merge_step(w->writer, 2000, NULL, NULL), NULL);
        corpus_ok(suo_writer_rollback(w->writer, NULL), NULL);
        for (uint32_t i = 0; i < w->live_count; i++)
            corpus_document_clear(&w->live[i]);
        memcpy(w->live, before, sizeof(before));
        w->live_count = count;
    }
    life_change(w, &random, 5, 40);
    corpus_commit(w->writer);
    life_check(w);
    life *fresh = life_afresh(w);
    life_assert_same(w->folder, fresh->folder, seed);
    life_close(fresh);
    life_close(w);
}

static void test_rollback__leaves_the_last_commit(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= 20; i++)
        check_rollback(104651 * i);
    printf("seeds 104651 * (1 .. 20)\n");
}

static void test_rollback__leaves_no_file(void **state)
{
    test_random random = test_random_begin(70);
    (void)state;
    life *w = life_open(1, SUO_MERGE_NONE);
    life_put(w, &random, 100);
    corpus_commit(w->writer);
    for (int i = 0; i < 5; i++)
        life_put(w, &random, 100);
    assert_true(corpus_folder_count(w->folder, "s-") > 3);
    corpus_ok(suo_writer_rollback(w->writer, NULL), NULL);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), 1);
    life_close(w);
}

static void test_rollback__of_a_new_index_leaves_it_empty(void **state)
{
    test_random random = test_random_begin(71);
    (void)state;
    life *w = life_open(1, SUO_MERGE_SOME);
    for (int i = 0; i < 3; i++)
        life_put(w, &random, 100);
    corpus_ok(suo_writer_rollback(w->writer, NULL), NULL);
    corpus_commit(w->writer);
    assert_int_equal(life_stats(w).doc_count, 0);
    life_put(w, &random, 100);
    corpus_commit(w->writer);
    life_check(w);
    life_close(w);
}

static void test_rollback__forgets_words(void **state)
{
    (void)state;
    life *w = life_open(0, SUO_MERGE_SOME);
    corpus_ok(suo_writer_add_word(w->writer, "kept", -1, 1, NULL), NULL);
    corpus_commit(w->writer);
    corpus_ok(suo_writer_add_word(w->writer, "V3 MONO", -1, 1, NULL), NULL);
    corpus_ok(suo_writer_remove_word(w->writer, "kept", -1, NULL), NULL);
    corpus_ok(suo_writer_rollback(w->writer, NULL), NULL);
    assert_status(suo_writer_remove_word(w->writer, "V3 MONO", -1, NULL),
                  SUO_NOT_FOUND);
    corpus_commit(w->writer);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    assert_int_equal(suo_snapshot_word_count(snapshot), 1);
    suo_snapshot_close(snapshot);
    life_close(w);
}

/* ---- delete by filter ---- */

static void put_tagged(suo_writer *writer, const char *key, const char *tag,
                       int64_t votes)
{
    corpus_document document = {.votes = votes};
    snprintf(document.key, sizeof(document.key), "%s", key);
    corpus_document_add(&document, CORPUS_BODY, "card", 4);
    if (tag != NULL)
        corpus_document_add(&document, CORPUS_TAG, tag, strlen(tag));
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

static life *tagged_open(void)
{
    life *w = life_open(0, SUO_MERGE_NONE);
    put_tagged(w->writer, "a", "old", 1);
    put_tagged(w->writer, "b", "old", 2);
    put_tagged(w->writer, "c", "new", 3);
    corpus_commit(w->writer);
    put_tagged(w->writer, "d", "old", 4);
    put_tagged(w->writer, "e", NULL, 5);
    return w;
}

static void assert_left(life *w, const char *keys)
{
    corpus_commit(w->writer);
    suo_view *view = corpus_view(w->folder, NULL);
    assert_string_equal(corpus_keys(view, "card"), keys);
    suo_view_close(view);
    life_check(w);
    life_close(w);
}

static const suo_filter OLD = {.field = CORPUS_TAG,
                               .kind = SUO_FILTER_KEYWORD,
                               .text = "old",
                               .text_len = -1};
static const suo_filter FROM_2_TO_4 = {
    .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 2, .max = 4};

static void test_delete_where__takes_a_keyword(void **state)
{
    uint64_t deleted;
    (void)state;
    life *w = tagged_open();
    corpus_ok(suo_writer_delete_where(w->writer, &OLD, 1, &deleted, NULL),
              NULL);
    assert_int_equal(deleted, 3);
    corpus_ok(suo_writer_delete_where(w->writer, &OLD, 1, &deleted, NULL),
              NULL);
    assert_int_equal(deleted, 0);
    assert_left(w, "c e ");
}

static void test_delete_where__takes_a_range(void **state)
{
    (void)state;
    life *w = tagged_open();
    corpus_ok(suo_writer_delete_where(w->writer, &FROM_2_TO_4, 1, NULL, NULL),
              NULL);
    assert_left(w, "a e ");
}

static void test_delete_where__wants_all_filters_passed(void **state)
{
    const suo_filter both[] = {OLD, FROM_2_TO_4};
    (void)state;
    life *w = tagged_open();
    corpus_ok(suo_writer_delete_where(w->writer, both, 2, NULL, NULL), NULL);
    assert_left(w, "a c e ");
}

static void test_delete_where__can_be_rolled_back(void **state)
{
    (void)state;
    life *w = tagged_open();
    corpus_commit(w->writer);
    corpus_ok(suo_writer_delete_where(w->writer, &OLD, 1, NULL, NULL), NULL);
    corpus_ok(suo_writer_rollback(w->writer, NULL), NULL);
    assert_left(w, "a b c d e ");
}

static void test_delete_where__refuses_what_fits_no_field(void **state)
{
    suo_filter wrong = OLD;
    suo_filter many[SUO_FILTERS_MAX + 1] = {{0}};
    uint64_t deleted = 7;
    (void)state;
    life *w = tagged_open();
    assert_status(suo_writer_delete_where(w->writer, &OLD, 0, &deleted, NULL),
                  SUO_INVALID);
    assert_int_equal(deleted, 0);
    assert_status(suo_writer_delete_where(w->writer, NULL, 1, NULL, NULL),
                  SUO_INVALID);
    assert_status(suo_writer_delete_where(w->writer, many, SUO_FILTERS_MAX + 1,
                                          NULL, NULL),
                  SUO_LIMIT);
    wrong.field = CORPUS_BODY;
    assert_status(suo_writer_delete_where(w->writer, &wrong, 1, NULL, NULL),
                  SUO_INVALID);
    wrong.field = 99;
    assert_status(suo_writer_delete_where(w->writer, &wrong, 1, NULL, NULL),
                  SUO_INVALID);
    wrong = OLD;
    wrong.kind = SUO_FILTER_RANGE;
    assert_status(suo_writer_delete_where(w->writer, &wrong, 1, NULL, NULL),
                  SUO_INVALID);
    wrong.kind = 9;
    assert_status(suo_writer_delete_where(w->writer, &wrong, 1, NULL, NULL),
                  SUO_INVALID);
    wrong = (suo_filter){
        .field = CORPUS_TAG, .kind = SUO_FILTER_KEYWORD, .text_len = 3};
    assert_status(suo_writer_delete_where(w->writer, &wrong, 1, NULL, NULL),
                  SUO_INVALID);
    assert_left(w, "a b c d e "); /* it goes on */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rollback__leaves_the_last_commit),
        cmocka_unit_test(test_rollback__leaves_no_file),
        cmocka_unit_test(test_rollback__of_a_new_index_leaves_it_empty),
        cmocka_unit_test(test_rollback__forgets_words),
        cmocka_unit_test(test_delete_where__takes_a_keyword),
        cmocka_unit_test(test_delete_where__takes_a_range),
        cmocka_unit_test(test_delete_where__wants_all_filters_passed),
        cmocka_unit_test(test_delete_where__can_be_rolled_back),
        cmocka_unit_test(test_delete_where__refuses_what_fits_no_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
