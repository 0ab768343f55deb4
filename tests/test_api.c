/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_api.c - the statuses of the public calls, and what they put into their
 * outputs. The schema's and documents' own are in test_api_make.c.
 */
#include "support/corpus.h"

/* An index of three documents, open for reading. */
typedef struct shelf {
    char *folder;
    suo_snapshot *snapshot;
    suo_view *view;
    suo_hits *hits; /* of "card": keys a, b */
} shelf;

static const char NOTE[] = "cursor\0\xff 42";

static shelf shelf_open(void)
{
    suo_error error = SUO_ERROR_EMPTY;
    shelf s = {.folder = corpus_folder_make()};
    suo_schema *schema = corpus_schema();
    suo_writer *writer = corpus_writer(s.folder, schema, 0);
    corpus_document document = {.key = "a", .roles = {"r"}, .role_count = 1};
    corpus_document_add(&document, CORPUS_BODY, "card 退货", 11);
    corpus_document_add(&document, CORPUS_TAG, "t1", 2);
    corpus_document_add(&document, CORPUS_TAG, "t2", 2);
    corpus_document_add(&document, CORPUS_NOTE, "x\0y", 3);
    document.votes = -7;
    corpus_put(writer, &document);
    corpus_document_clear(&document);
    corpus_put_text(writer, "b", "r", "the", "card");
    corpus_put_text(writer, "c", "r", NULL, "other");
    corpus_put_text(writer, "d", "r", NULL, "gone");
    corpus_delete(writer, "d");
    corpus_ok(suo_writer_commit(writer, NOTE, sizeof(NOTE), &error), &error);
    suo_writer_close(writer);
    suo_schema_free(schema);
    s.snapshot = corpus_snapshot(s.folder);
    s.view = corpus_view(s.folder, "r");
    s.hits = corpus_search(s.view, "card", 10);
    return s;
}

static void shelf_close(shelf *s)
{
    suo_hits_free(s->hits);
    suo_view_close(s->view);
    suo_snapshot_close(s->snapshot);
    corpus_folder_remove(s->folder);
}

/* ---- library ---- */

static void test_version__is_three_numbers(void **state)
{
    int numbers[3];
    char rest;
    (void)state;
    assert_int_equal(sscanf(suo_version(), "%d.%d.%d%c", &numbers[0],
                            &numbers[1], &numbers[2], &rest),
                     3);
}

static void test_status_name__is_the_constant(void **state)
{
    (void)state;
    assert_string_equal(suo_status_name(SUO_OK), "SUO_OK");
    assert_string_equal(suo_status_name(SUO_CORRUPT), "SUO_CORRUPT");
    assert_string_equal(suo_status_name(SUO_STATE), "SUO_STATE");
}

static void test_status_name__of_others_is_unknown(void **state)
{
    (void)state;
    assert_string_equal(suo_status_name(-1), "unknown");
    assert_string_equal(suo_status_name(SUO_CANCELLED + 1), "unknown");
}

static void test_error__is_filled_to_its_size(void **state)
{
    (void)state;
    struct {
        suo_error error;
        char after[8];
    } room;
    memset(&room, 'x', sizeof(room));
    room.error.size = 8 + 16; /* an older, smaller struct */
    suo_snapshot *snapshot;
    assert_status(
        suo_snapshot_open("/nonexistent-suo", -1, &snapshot, &room.error),
        SUO_NOT_FOUND);
    assert_int_equal(room.error.status, SUO_NOT_FOUND);
    assert_true(strlen(room.error.message) < 16);
    assert_int_equal(room.error.message[16], 'x');
}

static void test_error__without_size_is_left_alone(void **state)
{
    (void)state;
    suo_error error;
    suo_snapshot *snapshot;
    memset(&error, 'x', sizeof(error));
    error.size = 0;
    assert_status(suo_snapshot_open("/nonexistent-suo", -1, &snapshot, &error),
                  SUO_NOT_FOUND);
    assert_int_equal(error.message[0], 'x');
    assert_int_equal(error.status, 0x78787878);
}

static void test_close__takes_null(void **state)
{
    (void)state;
    suo_schema_free(NULL);
    suo_document_free(NULL);
    suo_writer_close(NULL);
    suo_snapshot_close(NULL);
    suo_view_close(NULL);
    suo_hits_free(NULL);
    suo_tokenizer_free(NULL);
}

/* ---- opening ---- */

static void test_snapshot_open__says_what_is_not_there(void **state)
{
    (void)state;
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *snapshot = (suo_snapshot *)&error;
    assert_status(suo_snapshot_open("/nonexistent-suo", -1, &snapshot, &error),
                  SUO_NOT_FOUND);
    assert_null(snapshot);
    assert_int_equal(error.status, SUO_NOT_FOUND);
    assert_non_null(strstr(error.message, "/nonexistent-suo"));
}

static void test_snapshot_open__refuses_an_empty_path(void **state)
{
    (void)state;
    suo_snapshot *snapshot;
    assert_status(suo_snapshot_open("", -1, &snapshot, NULL), SUO_INVALID);
    assert_status(suo_snapshot_open(NULL, 0, &snapshot, NULL), SUO_INVALID);
    assert_status(suo_snapshot_open("a\0b", 3, &snapshot, NULL), SUO_INVALID);
}

static void test_snapshot_open__takes_a_path_by_length(void **state)
{
    (void)state;
    shelf s = shelf_open();
    char path[5000];
    suo_snapshot *snapshot;
    int len = snprintf(path, sizeof(path), "%s", s.folder);
    snprintf(path + len, sizeof(path) - (size_t)len, "-and more");
    assert_status(suo_snapshot_open(path, len, &snapshot, NULL), SUO_OK);
    suo_snapshot_close(snapshot);
    shelf_close(&s);
}

static void test_writer_open__refuses_options_without_size(void **state)
{
    (void)state;
    suo_writer_options options = {.size = 0};
    suo_writer *writer;
    assert_status(
        suo_writer_open("/nonexistent-suo", -1, NULL, &options, &writer, NULL),
        SUO_INVALID);
    assert_null(writer);
}

static void test_writer_open__needs_the_folder_above(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    suo_writer *writer;
    assert_int_not_equal(suo_writer_open("/nonexistent-suo/deeper", -1, schema,
                                         NULL, &writer, NULL),
                         SUO_OK);
    assert_null(writer);
    suo_schema_free(schema);
}

/* ---- snapshot ---- */

static void test_snapshot_note__is_what_was_committed(void **state)
{
    (void)state;
    shelf s = shelf_open();
    uint64_t len;
    const char *note = suo_snapshot_note(s.snapshot, &len);
    assert_int_equal(len, sizeof(NOTE));
    assert_memory_equal(note, NOTE, sizeof(NOTE));
    shelf_close(&s);
}

static void test_snapshot_note__is_of_the_last_commit(void **state)
{
    (void)state;
    shelf s = shelf_open();
    uint64_t len;
    suo_writer *writer = corpus_writer(s.folder, NULL, 0);
    corpus_writer_finish(writer);
    suo_snapshot *snapshot = corpus_snapshot(s.folder);
    assert_non_null(suo_snapshot_note(snapshot, &len));
    assert_int_equal(len, 0);
    suo_snapshot_close(snapshot);
    shelf_close(&s);
}

static void test_writer_commit__takes_a_note_of_64_kib_at_most(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    char *note = calloc(65537, 1);
    assert_status(suo_writer_commit(writer, note, 65537, NULL), SUO_LIMIT);
    assert_status(suo_writer_commit(writer, note, 65536, NULL), SUO_OK);
    assert_status(suo_writer_commit(writer, NULL, 1, NULL), SUO_INVALID);
    free(note);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_stats__add_up(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    assert_status(suo_snapshot_get_stats(s.snapshot, &stats, NULL), SUO_OK);
    assert_int_equal(stats.commit, 1);
    assert_int_equal(stats.segment_count, 1);
    assert_int_equal(stats.doc_count, 3);
    assert_int_equal(stats.deleted_count, 0); /* it was never written */
    /* card, 退货, its two grams, the, other */
    assert_int_equal(stats.term_count, 6);
    assert_true(stats.dictionary_bytes + stats.posting_bytes +
                    stats.position_bytes + stats.norm_bytes +
                    stats.column_bytes + stats.store_bytes <
                stats.total_bytes);
    shelf_close(&s);
}

static void test_stats__fill_an_older_struct_only(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_snapshot_stats stats;
    memset(&stats, 0x55, sizeof(stats));
    stats.size = offsetof(suo_snapshot_stats, doc_count);
    assert_status(suo_snapshot_get_stats(s.snapshot, &stats, NULL), SUO_OK);
    assert_int_equal(stats.size, offsetof(suo_snapshot_stats, doc_count));
    assert_int_equal(stats.commit, 1);
    assert_int_equal(stats.doc_count, 0x5555555555555555);
    stats.size = 0;
    assert_status(suo_snapshot_get_stats(s.snapshot, &stats, NULL),
                  SUO_INVALID);
    shelf_close(&s);
}

static void test_check__counts_a_good_index(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_check_report report = {.size = sizeof(report)};
    assert_status(suo_check(s.folder, -1, &report, NULL), SUO_OK);
    assert_int_equal(report.segment_count, 1);
    assert_int_equal(report.doc_count, 3);
    assert_int_equal(report.term_count, 6);
    assert_int_equal(report.posting_count, 7); /* 'card' is in two */
    shelf_close(&s);
}

static void test_check__says_what_is_not_there(void **state)
{
    (void)state;
    suo_check_report report = {.size = sizeof(report), .doc_count = 7};
    assert_status(suo_check("/nonexistent-suo", -1, &report, NULL),
                  SUO_NOT_FOUND);
    assert_int_equal(report.doc_count, 0);
    report.size = 0;
    assert_status(suo_check("/nonexistent-suo", -1, &report, NULL),
                  SUO_INVALID);
}

/* ---- searching ---- */

static suo_status search(const shelf *s, const char *question, int64_t len,
                         uint32_t k, uint64_t fields, suo_hits **hits)
{
    suo_search_options options = {
        .size = sizeof(options), .k = k, .fields = fields};
    return suo_view_search(s->view, question, len, &options, hits, NULL);
}

/* How many documents a question of these bytes matches. */
static uint64_t total(const shelf *s, const char *question, int64_t len)
{
    suo_hits *hits;
    corpus_ok(search(s, question, len, 0, 0, &hits), NULL);
    uint64_t count = suo_hits_total(hits);
    suo_hits_free(hits);
    return count;
}

static void test_search__gives_ten_hits_unless_told(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (int i = 0; i < 12; i++) {
        char key[8];
        snprintf(key, sizeof(key), "%d", i);
        corpus_put_text(writer, key, "r", NULL, "card");
    }
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    suo_hits *hits;
    assert_status(suo_view_search(view, "card", -1, NULL, &hits, NULL), SUO_OK);
    assert_int_equal(suo_hits_count(hits), 10);
    assert_int_equal(suo_hits_total(hits), 12);
    suo_hits_free(hits);
    suo_view_close(view);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_search__scores_are_finite_and_above_zero(void **state)
{
    (void)state;
    shelf s = shelf_open();
    const suo_hit *hits = suo_hits_items(s.hits);
    assert_int_equal(suo_hits_count(s.hits), 2);
    for (int i = 0; i < 2; i++)
        assert_true(hits[i].score > 0 && hits[i].score < 1e6);
    shelf_close(&s);
}

static void test_search__gives_ten_thousand_hits_at_most(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_hits *hits;
    assert_status(search(&s, "card", -1, SUO_HITS_MAX, 0, &hits), SUO_OK);
    suo_hits_free(hits);
    assert_status(search(&s, "card", -1, SUO_HITS_MAX + 1, 0, &hits),
                  SUO_LIMIT);
    assert_null(hits);
    shelf_close(&s);
}

static void test_search__refuses_fields_that_are_no_text(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_hits *hits;
    assert_status(search(&s, "card", -1, 0, 1u << CORPUS_TAG, &hits),
                  SUO_INVALID);
    assert_null(hits);
    assert_status(search(&s, "card", -1, 0, UINT64_C(1) << 63 | 1, &hits),
                  SUO_INVALID);
    assert_status(search(&s, "card", -1, 0, 1u << CORPUS_FIELDS, &hits),
                  SUO_INVALID);
    shelf_close(&s);
}

static void test_search__refuses_options_without_size(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_search_options options = {.size = 3};
    suo_hits *hits;
    assert_status(suo_view_search(s.view, "card", -1, &options, &hits, NULL),
                  SUO_INVALID);
    shelf_close(&s);
}

static void test_search__takes_older_options(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_search_options options = {.size = offsetof(suo_search_options, fields),
                                  .k = 1,
                                  .fields = 1u << CORPUS_TAG};
    suo_hits *hits;
    assert_status(suo_view_search(s.view, "card", -1, &options, &hits, NULL),
                  SUO_OK);
    assert_int_equal(suo_hits_count(hits), 1);
    suo_hits_free(hits);
    shelf_close(&s);
}

static void test_search__refuses_questions_over_a_mebibyte(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_hits *hits;
    char *text = malloc((1 << 20) + 1);
    memset(text, ' ', (1 << 20) + 1);
    memcpy(text, "card", 4);
    assert_status(search(&s, text, (1 << 20) + 1, 0, 0, &hits), SUO_LIMIT);
    assert_null(hits);
    assert_int_equal(total(&s, text, 1 << 20), 2);
    free(text);
    shelf_close(&s);
}

static void test_search__of_nothing_finds_nothing(void **state)
{
    (void)state;
    shelf s = shelf_open();
    assert_int_equal(total(&s, "", 0), 0);
    assert_int_equal(total(&s, NULL, 0), 0);
    assert_int_equal(total(&s, " ?!。", -1), 0);
    shelf_close(&s);
}

static void test_search__refuses_a_missing_question(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_hits *hits;
    assert_status(search(&s, NULL, 4, 0, 0, &hits), SUO_INVALID);
    assert_null(hits);
    shelf_close(&s);
}

static void test_search__of_stop_words_alone_answers(void **state)
{
    (void)state;
    shelf s = shelf_open();
    assert_int_equal(total(&s, "the", -1), 1);
    shelf_close(&s);
}

static void test_search__reads_past_nul_bytes(void **state)
{
    (void)state;
    shelf s = shelf_open();
    assert_int_equal(total(&s, "zzz\0card", 8), 2);
    assert_int_equal(total(&s, "zzz\0card", -1), 0);
    shelf_close(&s);
}

static void test_search__reads_past_broken_utf8(void **state)
{
    (void)state;
    shelf s = shelf_open();
    assert_int_equal(total(&s, "\xff\xc3(card\xe9\x80", -1), 2);
    assert_int_equal(total(&s, "\xff\xfe\x80", -1), 0);
    shelf_close(&s);
}

static void test_search__takes_a_question_by_length(void **state)
{
    (void)state;
    shelf s = shelf_open();
    assert_int_equal(total(&s, "cards and others", 4), 2);
    shelf_close(&s);
}

/* ---- values of hits ---- */

static void test_hits__give_values_of_each_kind(void **state)
{
    (void)state;
    shelf s = shelf_open();
    const char *text;
    uint64_t len;
    int64_t votes;
    uint32_t a = suo_hits_items(s.hits)[0].key[0] == 'a' ? 0 : 1;
    assert_status(suo_hits_text(s.hits, a, CORPUS_TAG, 1, &text, &len, NULL),
                  SUO_OK);
    assert_memory_equal(text, "t2", len);
    assert_status(suo_hits_text(s.hits, a, CORPUS_NOTE, 0, &text, &len, NULL),
                  SUO_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(text, "x\0y", 3);
    assert_status(suo_hits_integer(s.hits, a, CORPUS_VOTES, &votes, NULL),
                  SUO_OK);
    assert_int_equal(votes, -7);
    shelf_close(&s);
}

static void test_hits__have_no_value_that_was_not_given(void **state)
{
    (void)state;
    shelf s = shelf_open();
    const char *text = NOTE;
    uint64_t len = 9;
    int64_t votes = 9;
    suo_snippet snippet = {.size = sizeof(snippet), .text = NOTE};
    uint32_t a = suo_hits_items(s.hits)[0].key[0] == 'a' ? 0 : 1;
    assert_status(suo_hits_text(s.hits, a, CORPUS_TAG, 2, &text, &len, NULL),
                  SUO_NOT_FOUND);
    assert_true(text == NULL && len == 0);
    assert_status(suo_hits_integer(s.hits, 1 - a, CORPUS_VOTES, &votes, NULL),
                  SUO_NOT_FOUND);
    assert_int_equal(votes, 0);
    assert_status(
        suo_hits_snippet(s.hits, a, CORPUS_TITLE, NULL, &snippet, NULL),
        SUO_NOT_FOUND);
    assert_null(snippet.text);
    shelf_close(&s);
}

static void test_hits__refuse_numbers_out_of_range(void **state)
{
    (void)state;
    shelf s = shelf_open();
    const char *text = NOTE;
    uint64_t len;
    int64_t votes;
    suo_snippet snippet = {.size = sizeof(snippet)};
    assert_status(suo_hits_text(s.hits, 2, CORPUS_BODY, 0, &text, &len, NULL),
                  SUO_INVALID);
    assert_null(text);
    assert_status(suo_hits_text(s.hits, 0, CORPUS_FIELDS, 0, &text, &len, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_text(s.hits, 0, CORPUS_VOTES, 0, &text, &len, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_integer(s.hits, 0, CORPUS_BODY, &votes, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_integer(s.hits, 9, CORPUS_VOTES, &votes, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_snippet(s.hits, 0, CORPUS_TAG, NULL, &snippet, NULL),
                  SUO_INVALID);
    assert_status(
        suo_hits_snippet(s.hits, 9, CORPUS_BODY, NULL, &snippet, NULL),
        SUO_INVALID);
    shelf_close(&s);
}

static void test_snippet__needs_sizes(void **state)
{
    (void)state;
    shelf s = shelf_open();
    suo_snippet snippet = {.size = 0};
    suo_snippet_options options = {.size = 0};
    assert_status(
        suo_hits_snippet(s.hits, 0, CORPUS_BODY, NULL, &snippet, NULL),
        SUO_INVALID);
    snippet.size = sizeof(snippet);
    assert_status(
        suo_hits_snippet(s.hits, 0, CORPUS_BODY, &options, &snippet, NULL),
        SUO_INVALID);
    shelf_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version__is_three_numbers),
        cmocka_unit_test(test_status_name__is_the_constant),
        cmocka_unit_test(test_status_name__of_others_is_unknown),
        cmocka_unit_test(test_error__is_filled_to_its_size),
        cmocka_unit_test(test_error__without_size_is_left_alone),
        cmocka_unit_test(test_close__takes_null),
        cmocka_unit_test(test_snapshot_open__says_what_is_not_there),
        cmocka_unit_test(test_snapshot_open__refuses_an_empty_path),
        cmocka_unit_test(test_snapshot_open__takes_a_path_by_length),
        cmocka_unit_test(test_writer_open__refuses_options_without_size),
        cmocka_unit_test(test_writer_open__needs_the_folder_above),
        cmocka_unit_test(test_snapshot_note__is_what_was_committed),
        cmocka_unit_test(test_snapshot_note__is_of_the_last_commit),
        cmocka_unit_test(test_writer_commit__takes_a_note_of_64_kib_at_most),
        cmocka_unit_test(test_stats__add_up),
        cmocka_unit_test(test_stats__fill_an_older_struct_only),
        cmocka_unit_test(test_check__counts_a_good_index),
        cmocka_unit_test(test_check__says_what_is_not_there),
        cmocka_unit_test(test_search__gives_ten_hits_unless_told),
        cmocka_unit_test(test_search__scores_are_finite_and_above_zero),
        cmocka_unit_test(test_search__gives_ten_thousand_hits_at_most),
        cmocka_unit_test(test_search__refuses_fields_that_are_no_text),
        cmocka_unit_test(test_search__refuses_options_without_size),
        cmocka_unit_test(test_search__takes_older_options),
        cmocka_unit_test(test_search__refuses_questions_over_a_mebibyte),
        cmocka_unit_test(test_search__of_nothing_finds_nothing),
        cmocka_unit_test(test_search__refuses_a_missing_question),
        cmocka_unit_test(test_search__of_stop_words_alone_answers),
        cmocka_unit_test(test_search__reads_past_nul_bytes),
        cmocka_unit_test(test_search__reads_past_broken_utf8),
        cmocka_unit_test(test_search__takes_a_question_by_length),
        cmocka_unit_test(test_hits__give_values_of_each_kind),
        cmocka_unit_test(test_hits__have_no_value_that_was_not_given),
        cmocka_unit_test(test_hits__refuse_numbers_out_of_range),
        cmocka_unit_test(test_snippet__needs_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
