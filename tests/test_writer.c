/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_writer.c - puts, deletes, commits: what readers then see.
 */
#include "support/corpus.h"

/* An empty index being written. */
typedef struct writing {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
} writing;

static writing writing_begin(uint64_t memory_bytes)
{
    writing w = {.folder = corpus_folder_make(), .schema = corpus_schema()};
    w.writer = corpus_writer(w.folder, w.schema, memory_bytes);
    return w;
}

static void writing_reopen(writing *w)
{
    suo_writer_close(w->writer);
    w->writer = corpus_writer(w->folder, NULL, 0);
}

static void writing_end(writing *w)
{
    suo_writer_close(w->writer);
    suo_schema_free(w->schema);
    corpus_folder_remove(w->folder);
}

/* Put a document that says 'body', seen by "r". */
static void put(writing *w, const char *key, const char *body)
{
    corpus_put_text(w->writer, key, "r", NULL, body);
}

/* What a question finds in the newest commit. */
static void assert_finds(const writing *w, const char *question,
                         const char *keys)
{
    suo_view *view = corpus_view(w->folder, "r");
    assert_string_equal(corpus_keys(view, question), keys);
    suo_view_close(view);
}

static suo_snapshot_stats stats_of(const writing *w)
{
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    corpus_ok(suo_snapshot_get_stats(snapshot, &stats, NULL), NULL);
    suo_snapshot_close(snapshot);
    return stats;
}

static void assert_checks(const writing *w)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_check_report report = {.size = sizeof(report)};
    corpus_ok(suo_check(w->folder, -1, &report, &error), &error);
}

/* ---- replace and delete ---- */

static void test_writer__replaces_by_key_in_one_batch(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    put(&w, "k", "old card");
    put(&w, "k", "new card");
    corpus_commit(w.writer);
    assert_finds(&w, "card", "k ");
    assert_finds(&w, "old", "");
    writing_end(&w);
}

static void test_writer__replaces_by_key_across_flushes(void **state)
{
    (void)state;
    writing w = writing_begin(1);
    put(&w, "k", "old card");
    put(&w, "other", "card");
    put(&w, "k", "new card");
    corpus_commit(w.writer);
    assert_finds(&w, "card", "other k ");
    assert_finds(&w, "old", "");
    writing_end(&w);
}

static void test_writer__replaces_by_key_across_commits(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    put(&w, "k", "old card");
    put(&w, "other", "card");
    corpus_commit(w.writer);
    put(&w, "k", "new card");
    corpus_commit(w.writer);
    assert_finds(&w, "card", "other k ");
    assert_finds(&w, "old", "");
    assert_checks(&w);
    writing_end(&w);
}

static void test_writer__says_whether_it_replaced(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    corpus_document document = {.key = "k"};
    assert_false(corpus_put(w.writer, &document));
    assert_true(corpus_put(w.writer, &document));
    corpus_delete(w.writer, "k");
    assert_false(corpus_put(w.writer, &document));
    corpus_commit(w.writer);
    assert_true(corpus_put(w.writer, &document));
    writing_end(&w);
}

static void test_writer__deletes_before_and_after_a_commit(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    put(&w, "a", "card");
    put(&w, "b", "card");
    put(&w, "c", "card");
    corpus_delete(w.writer, "a");
    corpus_commit(w.writer);
    corpus_delete(w.writer, "b");
    corpus_commit(w.writer);
    assert_finds(&w, "card", "c ");
    assert_checks(&w);
    writing_end(&w);
}

static void test_writer__goes_on_after_deleting_an_unknown_key(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    assert_status(suo_writer_delete(w.writer, "k", -1, NULL), SUO_NOT_FOUND);
    put(&w, "k", "card");
    corpus_delete(w.writer, "k");
    assert_status(suo_writer_delete(w.writer, "k", -1, NULL), SUO_NOT_FOUND);
    put(&w, "k", "card");
    corpus_commit(w.writer);
    assert_finds(&w, "card", "k ");
    writing_end(&w);
}

static void test_writer__tells_keys_of_any_bytes_apart(void **state)
{
    (void)state;
    static const char KEYS[] = "a\0b\0a\0c";
    writing w = writing_begin(0);
    suo_document *document;
    corpus_ok(suo_document_new(w.schema, &document, NULL), NULL);
    for (int i = 0; i < 2; i++) {
        suo_document_clear(document);
        corpus_ok(suo_document_set_key(document, KEYS + 4 * i, 3, NULL), NULL);
        corpus_ok(suo_writer_put(w.writer, document, NULL, NULL), NULL);
    }
    corpus_ok(suo_writer_delete(w.writer, KEYS, 3, NULL), NULL);
    assert_status(suo_writer_delete(w.writer, KEYS, 3, NULL), SUO_NOT_FOUND);
    corpus_ok(suo_writer_delete(w.writer, KEYS + 4, 3, NULL), NULL);
    suo_document_free(document);
    writing_end(&w);
}

static void test_writer__drops_segments_whose_documents_are_dead(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    put(&w, "a", "card");
    corpus_commit(w.writer);
    put(&w, "b", "card");
    corpus_delete(w.writer, "a");
    corpus_commit(w.writer);
    assert_int_equal(stats_of(&w).segment_count, 1);
    assert_int_equal(corpus_folder_count(w.folder, "s-"), 1);
    assert_int_equal(corpus_folder_count(w.folder, "d-"), 0);
    writing_end(&w);
}

static void test_writer__keeps_one_deletion_file_a_segment(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    for (int i = 0; i < 8; i++) {
        char key[2] = {(char)('a' + i), '\0'};
        put(&w, key, "card");
    }
    corpus_commit(w.writer);
    corpus_delete(w.writer, "a");
    corpus_commit(w.writer);
    corpus_delete(w.writer, "b");
    corpus_commit(w.writer);
    assert_int_equal(corpus_folder_count(w.folder, "d-"), 1);
    assert_finds(&w, "card", "c d e f g h ");
    writing_end(&w);
}

/* ---- commit and close ---- */

static void test_writer__shows_nothing_before_the_commit(void **state)
{
    (void)state;
    writing w = writing_begin(1);
    suo_snapshot *snapshot;
    put(&w, "a", "card");
    put(&w, "b", "card"); /* 'a' is in a segment now */
    assert_status(suo_snapshot_open(w.folder, -1, &snapshot, NULL),
                  SUO_NOT_FOUND);
    corpus_commit(w.writer);
    assert_finds(&w, "card", "a b ");
    writing_end(&w);
}

static void test_writer__may_commit_an_empty_index(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    corpus_commit(w.writer);
    assert_int_equal(stats_of(&w).doc_count, 0);
    assert_finds(&w, "card", "");
    assert_checks(&w);
    writing_end(&w);
}

static void test_writer__may_commit_without_changes(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    put(&w, "a", "card");
    corpus_commit(w.writer);
    corpus_commit(w.writer);
    assert_int_equal(stats_of(&w).commit, 2);
    assert_int_equal(stats_of(&w).segment_count, 1);
    assert_finds(&w, "card", "a ");
    writing_end(&w);
}

static void test_writer__leaves_no_file_of_what_was_not_committed(void **state)
{
    (void)state;
    writing w = writing_begin(1);
    put(&w, "a", "card");
    put(&w, "b", "card");
    corpus_commit(w.writer);
    for (int i = 0; i < 20; i++)
        put(&w, "c", "card");
    corpus_delete(w.writer, "a");
    assert_true(corpus_folder_count(w.folder, "s-") > 2);
    suo_writer_close(w.writer);
    assert_int_equal(corpus_folder_count(w.folder, "s-"), 2);
    assert_int_equal(corpus_folder_count(w.folder, "d-"), 0);
    assert_finds(&w, "card", "a b ");
    w.writer = NULL;
    writing_end(&w);
}

static void test_writer__leaves_no_index_without_a_commit(void **state)
{
    (void)state;
    writing w = writing_begin(1);
    suo_writer *again;
    put(&w, "a", "card");
    put(&w, "b", "card");
    suo_writer_close(w.writer);
    w.writer = NULL;
    assert_int_equal(corpus_folder_count(w.folder, "s-"), 0);
    assert_status(suo_writer_open(w.folder, -1, NULL, NULL, &again, NULL),
                  SUO_NOT_FOUND);
    writing_end(&w);
}

static void test_writer__reopened_goes_on_where_it_was(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    put(&w, "a", "card");
    put(&w, "b", "card");
    corpus_commit(w.writer);
    writing_reopen(&w);
    put(&w, "c", "card");
    put(&w, "a", "card"); /* from now on the latest */
    corpus_commit(w.writer);
    assert_finds(&w, "card", "b c a ");
    assert_checks(&w);
    writing_end(&w);
}

static void test_writer__breaks_ties_by_put_not_by_audience(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    corpus_put_text(w.writer, "1", "r,z", NULL, "card");
    corpus_put_text(w.writer, "2", "r", NULL, "card");
    corpus_put_text(w.writer, "3", "r,a", NULL, "card");
    corpus_put_text(w.writer, "4", "r", NULL, "card");
    corpus_commit(w.writer);
    assert_finds(&w, "card", "1 2 3 4 ");
    writing_end(&w);
}

/* ---- opening ---- */

static void test_writer__keeps_a_second_one_out(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    suo_writer *second;
    assert_status(suo_writer_open(w.folder, -1, w.schema, NULL, &second, NULL),
                  SUO_BUSY);
    assert_null(second);
    suo_writer_close(w.writer);
    w.writer = corpus_writer(w.folder, w.schema, 0);
    writing_end(&w);
}

static void test_writer__needs_a_schema_for_a_new_index(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_writer *writer;
    assert_status(suo_writer_open(folder, -1, NULL, NULL, &writer, NULL),
                  SUO_NOT_FOUND);
    assert_null(writer);
    corpus_folder_remove(folder);
}

static void test_writer__without_schema_makes_no_folder(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    char path[4200];
    suo_writer *writer;
    snprintf(path, sizeof(path), "%s/none", folder);
    assert_status(suo_writer_open(path, -1, NULL, NULL, &writer, NULL),
                  SUO_NOT_FOUND);
    assert_int_equal(corpus_folder_count(folder, "none"), 0);
    corpus_folder_remove(folder);
}

/* Open the index with a schema that 'change' made different. */
static void assert_refuses(void (*change)(suo_schema *schema))
{
    writing w = writing_begin(0);
    suo_schema *other = corpus_schema();
    suo_writer *writer;
    corpus_commit(w.writer);
    suo_writer_close(w.writer);
    change(other);
    assert_status(suo_writer_open(w.folder, -1, other, NULL, &writer, NULL),
                  SUO_INVALID);
    assert_null(writer);
    suo_schema_free(other);
    w.writer = corpus_writer(w.folder, w.schema, 0);
    writing_end(&w);
}

static void change_weight(suo_schema *schema)
{
    corpus_ok(suo_schema_set_weight(schema, CORPUS_BODY, 1.5, NULL), NULL);
}

static void change_option(suo_schema *schema)
{
    corpus_schema_set(schema, "k1", 1.3);
}

static void change_fields(suo_schema *schema)
{
    corpus_ok(
        suo_schema_add_field(schema, "more", -1, SUO_FIELD_STORED, NULL, NULL),
        NULL);
}

static void test_writer__refuses_a_schema_of_other_weights(void **state)
{
    (void)state;
    assert_refuses(change_weight);
}

static void test_writer__refuses_a_schema_of_other_options(void **state)
{
    (void)state;
    assert_refuses(change_option);
}

static void test_writer__refuses_a_schema_of_other_fields(void **state)
{
    (void)state;
    assert_refuses(change_fields);
}

static void test_writer__refuses_documents_of_another_schema(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    suo_schema *other = corpus_schema();
    suo_document *document;
    change_fields(other);
    corpus_ok(suo_document_new(other, &document, NULL), NULL);
    corpus_ok(suo_document_set_key(document, "k", -1, NULL), NULL);
    assert_status(suo_writer_put(w.writer, document, NULL, NULL), SUO_INVALID);
    suo_document_free(document);
    suo_schema_free(other);
    put(&w, "a", "card"); /* it goes on */
    corpus_commit(w.writer);
    assert_finds(&w, "card", "a ");
    writing_end(&w);
}

static void test_writer__hands_out_its_schema(void **state)
{
    (void)state;
    writing w = writing_begin(0);
    const suo_schema *schema = suo_writer_schema(w.writer);
    assert_int_equal(suo_schema_field_count(schema), CORPUS_FIELDS);
    assert_string_equal(suo_schema_field_name(schema, CORPUS_EXTRA), "extra");
    writing_end(&w);
}

/* ---- segments ---- */

/* Random puts and deletes; those that live at the end are in 'live', in the
 * order of their puts. */
static void fill(writing *w, test_random *random, corpus_document *live,
                 uint32_t *live_count)
{
    *live_count = 0;
    for (int i = 0; i < 60; i++) {
        char key[16];
        uint32_t at = 0;
        snprintf(key, sizeof(key), "k%u",
                 (unsigned)test_random_below(random, 25));
        while (at < *live_count && strcmp(live[at].key, key) != 0)
            at++;
        if (at < *live_count) {
            corpus_document_clear(&live[at]);
            memmove(&live[at], &live[at + 1],
                    (--*live_count - at) * sizeof(*live));
            if (test_random_below(random, 3) == 0) {
                corpus_delete(w->writer, key);
                continue;
            }
        }
        corpus_document *document = &live[(*live_count)++];
        corpus_document_random(document, random, key, 10);
        document->roles[document->role_count++] = i % 3 ? "r" : "s";
        corpus_put(w->writer, document);
        if (test_random_below(random, 15) == 0)
            corpus_commit(w->writer);
    }
    corpus_commit(w->writer);
}

static corpus_dump ask(const writing *w, uint64_t seed)
{
    test_random random = {seed};
    corpus_dump dump = {0};
    suo_view *view = corpus_view(w->folder, seed % 2 ? "r" : NULL);
    for (int i = 0; i < 8; i++) {
        size_t len;
        char *question = corpus_random_text(&random, i % 6, &len);
        corpus_dump_add(&dump, view, question, len, 1000);
        free(question);
    }
    suo_view_close(view);
    return dump;
}

/* The index of 'live' alone, in one segment, answers the same, bit by bit. */
static void compare_with_fresh(writing *w, corpus_document *live,
                               uint32_t live_count, uint64_t seed)
{
    writing fresh = writing_begin(0);
    for (uint32_t i = 0; i < live_count; i++) {
        corpus_put(fresh.writer, &live[i]);
        corpus_document_clear(&live[i]);
    }
    corpus_commit(fresh.writer);
    corpus_dump a = ask(w, seed);
    corpus_dump b = ask(&fresh, seed);
    assert_true(corpus_dump_equals(&a, &b));
    free(a.bytes);
    free(b.bytes);
    writing_end(&fresh);
}

static void test_writer__leaves_no_trace_of_the_dead(void **state)
{
    enum { ROUNDS = 60 };
    static corpus_document live[64];
    uint32_t live_count;
    (void)state;
    printf("seeds 104729 * (1 .. %d)\n", ROUNDS);
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        test_random random = {104729 * i};
        writing w = writing_begin(i % 3 == 0);
        fill(&w, &random, live, &live_count);
        compare_with_fresh(&w, live, live_count, i);
        assert_checks(&w);
        writing_end(&w);
    }
}

static void test_writer__flushes_when_its_memory_is_used_up(void **state)
{
    (void)state;
    writing w = writing_begin(1);
    for (int i = 0; i < 7; i++) {
        char key[2] = {(char)('0' + i), '\0'};
        put(&w, key, "card");
    }
    corpus_commit(w.writer);
    assert_int_equal(stats_of(&w).segment_count, 7);
    assert_finds(&w, "card", "0 1 2 3 4 5 6 ");
    writing_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer__replaces_by_key_in_one_batch),
        cmocka_unit_test(test_writer__replaces_by_key_across_flushes),
        cmocka_unit_test(test_writer__replaces_by_key_across_commits),
        cmocka_unit_test(test_writer__says_whether_it_replaced),
        cmocka_unit_test(test_writer__deletes_before_and_after_a_commit),
        cmocka_unit_test(test_writer__goes_on_after_deleting_an_unknown_key),
        cmocka_unit_test(test_writer__tells_keys_of_any_bytes_apart),
        cmocka_unit_test(test_writer__drops_segments_whose_documents_are_dead),
        cmocka_unit_test(test_writer__keeps_one_deletion_file_a_segment),
        cmocka_unit_test(test_writer__shows_nothing_before_the_commit),
        cmocka_unit_test(test_writer__may_commit_an_empty_index),
        cmocka_unit_test(test_writer__may_commit_without_changes),
        cmocka_unit_test(test_writer__leaves_no_file_of_what_was_not_committed),
        cmocka_unit_test(test_writer__leaves_no_index_without_a_commit),
        cmocka_unit_test(test_writer__reopened_goes_on_where_it_was),
        cmocka_unit_test(test_writer__breaks_ties_by_put_not_by_audience),
        cmocka_unit_test(test_writer__keeps_a_second_one_out),
        cmocka_unit_test(test_writer__needs_a_schema_for_a_new_index),
        cmocka_unit_test(test_writer__without_schema_makes_no_folder),
        cmocka_unit_test(test_writer__refuses_a_schema_of_other_weights),
        cmocka_unit_test(test_writer__refuses_a_schema_of_other_options),
        cmocka_unit_test(test_writer__refuses_a_schema_of_other_fields),
        cmocka_unit_test(test_writer__refuses_documents_of_another_schema),
        cmocka_unit_test(test_writer__hands_out_its_schema),
        cmocka_unit_test(test_writer__leaves_no_trace_of_the_dead),
        cmocka_unit_test(test_writer__flushes_when_its_memory_is_used_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
