/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_api_languages.c - the languages of text fields, from schema to hits.
 */
#include "support/corpus.h"

#include "index/schema.h"

enum { FIELD_ENGLISH, FIELD_GERMAN, FIELD_RUSSIAN, FIELD_NONE, FIELD_KEYWORD };

static suo_schema *languages_schema(void)
{
    static const char *const names[] = {"en", "de", "russian", "none"};
    suo_schema *schema;
    corpus_ok(suo_schema_new(&schema, NULL), NULL);
    for (uint32_t i = 0; i < 4; i++) {
        corpus_ok(suo_schema_add_field(schema, names[i], -1, SUO_FIELD_TEXT,
                                       NULL, NULL),
                  NULL);
        corpus_ok(suo_schema_set_language(schema, i, names[i], -1, NULL), NULL);
    }
    corpus_ok(suo_schema_add_field(schema, "keyword", -1, SUO_FIELD_KEYWORD,
                                   NULL, NULL),
              NULL);
    return schema;
}

static void test_language__is_kept_by_name(void **state)
{
    suo_schema *schema = languages_schema();
    (void)state;
    assert_string_equal(suo_schema_field_language(schema, FIELD_ENGLISH),
                        "english");
    assert_string_equal(suo_schema_field_language(schema, FIELD_GERMAN),
                        "german");
    assert_string_equal(suo_schema_field_language(schema, FIELD_NONE), "none");
    assert_null(suo_schema_field_language(schema, FIELD_KEYWORD));
    assert_null(suo_schema_field_language(schema, 99));
    suo_schema_free(schema);
}

static void test_language__that_is_not_known_is_refused(void **state)
{
    suo_schema *schema = languages_schema();
    suo_error error = {.size = sizeof(error)};
    (void)state;
    assert_status(
        suo_schema_set_language(schema, FIELD_GERMAN, "klingon", -1, &error),
        SUO_INVALID);
    assert_non_null(strstr(error.message, "klingon"));
    assert_status(suo_schema_set_language(schema, FIELD_GERMAN, "", 0, NULL),
                  SUO_INVALID);
    assert_status(suo_schema_set_language(schema, FIELD_GERMAN, NULL, -1, NULL),
                  SUO_INVALID);
    assert_string_equal(suo_schema_field_language(schema, FIELD_GERMAN),
                        "german");
    assert_status(
        suo_schema_set_language(schema, FIELD_KEYWORD, "german", -1, NULL),
        SUO_NOT_FOUND);
    assert_status(suo_schema_set_language(schema, 99, "german", -1, NULL),
                  SUO_NOT_FOUND);
    suo_schema_free(schema);
}

/* The term of the first word of 'text' in a field. */
static void assert_term(const suo_schema *schema, uint32_t field,
                        const char *text, const char *term)
{
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    corpus_ok(suo_tokenizer_new_for_field(schema, field, &tokenizer, NULL),
              NULL);
    corpus_ok(suo_tokenizer_start(tokenizer, text, -1, NULL), NULL);
    corpus_ok(suo_tokenizer_next(tokenizer, &tokens, &count, NULL), NULL);
    assert_int_equal(count, 1);
    assert_int_equal(tokens[0].term_len, strlen(term));
    assert_memory_equal(tokens[0].term, term, strlen(term));
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__stems_as_its_field_says(void **state)
{
    suo_schema *schema = languages_schema();
    suo_tokenizer *tokenizer;
    (void)state;
    assert_term(schema, FIELD_ENGLISH, "Refunds", "refund");
    assert_term(schema, FIELD_GERMAN, "Rechnungen", "rechnung");
    assert_term(schema, FIELD_RUSSIAN, "заказами", "заказ");
    assert_term(schema, FIELD_NONE, "Refunds", "refunds");
    assert_status(
        suo_tokenizer_new_for_field(schema, FIELD_KEYWORD, &tokenizer, NULL),
        SUO_NOT_FOUND);
    assert_null(tokenizer);
    assert_status(suo_tokenizer_new_for_field(schema, 99, &tokenizer, NULL),
                  SUO_NOT_FOUND);
    suo_schema_free(schema);
}

/* A document in each language; the questions are stems already. */
static char *languages_index(void)
{
    static const char *const texts[] = {"our invoices", "Ihre Rechnungen",
                                        "с заказами", "all invoices"};
    char *folder = corpus_folder_make();
    suo_schema *schema = languages_schema();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < 4; i++) {
        suo_document *document;
        char key[2] = {(char)('0' + i), 0};
        corpus_ok(suo_document_new(schema, &document, NULL), NULL);
        corpus_ok(suo_document_set_key(document, key, 1, NULL), NULL);
        corpus_ok(suo_document_add_role(document, "r", 1, NULL), NULL);
        corpus_ok(suo_document_add_text(document, i, texts[i], -1, NULL), NULL);
        corpus_ok(suo_writer_put(writer, document, NULL, NULL), NULL);
        suo_document_free(document);
    }
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    return folder;
}

static void test_index__holds_the_stems_of_each_field(void **state)
{
    char *folder = languages_index();
    suo_view *view = corpus_view(folder, "r");
    suo_snapshot *snapshot = corpus_snapshot(folder);
    (void)state;
    assert_string_equal(
        suo_schema_field_language(suo_snapshot_schema(snapshot), FIELD_RUSSIAN),
        "russian");
    assert_string_equal(corpus_keys(view, "Rechnung"), "1 ");
    assert_string_equal(corpus_keys(view, "заказ"), "2 ");
    assert_string_equal(corpus_keys(view, "invoic"), "0 ");
    suo_snapshot_close(snapshot);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_snippet__marks_words_by_the_stems_of_its_field(void **state)
{
    char *folder = languages_index();
    suo_view *view = corpus_view(folder, "r");
    suo_hits *hits = corpus_search(view, "Rechnung", 10);
    suo_snippet snippet = {.size = sizeof(snippet)};
    (void)state;
    assert_int_equal(suo_hits_count(hits), 1);
    corpus_ok(suo_hits_snippet(hits, 0, FIELD_GERMAN, NULL, &snippet, NULL),
              NULL);
    assert_int_equal(snippet.mark_count, 1);
    assert_int_equal(snippet.marks[0].start, 5);
    assert_int_equal(snippet.marks[0].end, 15);
    suo_hits_free(hits);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

/* Neither the question nor the text is the stem. */
static void test_question__finds_other_forms_of_a_fields_language(void **state)
{
    char *folder = languages_index();
    suo_view *view = corpus_view(folder, "r");
    (void)state;
    assert_string_equal(corpus_keys(view, "Meine RECHNUNG!"), "1 ");
    assert_string_equal(corpus_keys(view, "где мой заказ"), "2 ");
    assert_string_equal(corpus_keys(view, "invoice"), "0 ");
    assert_string_equal(corpus_keys(view, "invoices"), "0 3 ");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_question__finds_letters_with_and_without_marks(void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    (void)state;
    corpus_put_text(writer, "0", "r", NULL, "the café is open");
    corpus_put_text(writer, "1", "r", NULL, "the cafe is open");
    corpus_writer_finish(writer);
    suo_view *view = corpus_view(folder, "r");
    assert_string_equal(corpus_keys(view, "cafe"), "0 1 ");
    assert_string_equal(corpus_keys(view, "CAFÉ"), "0 1 ");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

/* A word of the index has its stems in each language. */
static void test_tokenizer__of_a_snapshot_stems_as_its_field_says(void **state)
{
    char *folder = languages_index();
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    (void)state;
    corpus_ok(suo_writer_add_word(writer, "offene Rechnungen", -1, 1, NULL),
              NULL);
    corpus_writer_finish(writer);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    for (uint32_t field = FIELD_ENGLISH; field <= FIELD_NONE; field++) {
        suo_tokenizer *tokenizer;
        const suo_token *tokens;
        uint64_t count;
        corpus_ok(suo_snapshot_tokenizer_new(snapshot, field, &tokenizer, NULL),
                  NULL);
        corpus_ok(suo_tokenizer_start(tokenizer, "offener Rechnung", -1, NULL),
                  NULL);
        corpus_ok(suo_tokenizer_next(tokenizer, &tokens, &count, NULL), NULL);
        assert_int_equal(count, field == FIELD_GERMAN ? 3 : 2);
        assert_int_equal(tokens[count - 1].kind, field == FIELD_GERMAN
                                                     ? SUO_TOKEN_USER
                                                     : SUO_TOKEN_WORD);
        suo_tokenizer_free(tokenizer);
    }
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

/* As in an index that a library with more languages has made. */
static void test_writer__names_a_language_it_does_not_know(void **state)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = languages_schema();
    suo_error error = {.size = sizeof(error)};
    suo_writer *writer;
    suo_tokenizer *tokenizer;
    (void)state;
    corpus_ok(suo_schema_put_language(schema, FIELD_GERMAN, "klingon", 7, NULL),
              NULL);
    assert_status(suo_writer_open(folder, -1, schema, NULL, &writer, &error),
                  SUO_VERSION);
    assert_null(writer);
    assert_non_null(strstr(error.message, "klingon"));
    assert_status(
        suo_tokenizer_new_for_field(schema, FIELD_GERMAN, &tokenizer, NULL),
        SUO_VERSION);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_language__is_kept_by_name),
        cmocka_unit_test(test_language__that_is_not_known_is_refused),
        cmocka_unit_test(test_tokenizer__stems_as_its_field_says),
        cmocka_unit_test(test_index__holds_the_stems_of_each_field),
        cmocka_unit_test(test_snippet__marks_words_by_the_stems_of_its_field),
        cmocka_unit_test(test_question__finds_other_forms_of_a_fields_language),
        cmocka_unit_test(test_question__finds_letters_with_and_without_marks),
        cmocka_unit_test(test_tokenizer__of_a_snapshot_stems_as_its_field_says),
        cmocka_unit_test(test_writer__names_a_language_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
