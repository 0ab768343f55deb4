/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_api_make.c - the statuses of the calls that make schemas, documents and
 * tokens.
 */
#include <math.h>

#include "support/corpus.h"

/* ---- schema ---- */

static suo_schema *make_schema(void)
{
    suo_schema *schema;
    corpus_ok(suo_schema_new(&schema, NULL), NULL);
    return schema;
}

static suo_status add_field(suo_schema *schema, const char *name, int32_t kind)
{
    return suo_schema_add_field(schema, name, -1, kind, NULL, NULL);
}

static void test_schema__refuses_fields_without_name_or_kind(void **state)
{
    (void)state;
    suo_schema *schema = make_schema();
    uint32_t field = 7;
    assert_status(add_field(schema, "", SUO_FIELD_TEXT), SUO_INVALID);
    assert_status(add_field(schema, NULL, SUO_FIELD_TEXT), SUO_INVALID);
    assert_status(add_field(schema, "a", 0), SUO_INVALID);
    assert_status(suo_schema_add_field(schema, "a", 1, SUO_FIELD_STORED + 1,
                                       &field, NULL),
                  SUO_INVALID);
    assert_int_equal(field, 0);
    assert_int_equal(suo_schema_field_count(schema), 0);
    suo_schema_free(schema);
}

static void test_schema__refuses_a_name_twice(void **state)
{
    (void)state;
    suo_schema *schema = make_schema();
    assert_status(add_field(schema, "a", SUO_FIELD_TEXT), SUO_OK);
    assert_status(add_field(schema, "a", SUO_FIELD_STORED), SUO_EXISTS);
    assert_status(add_field(schema, "A", SUO_FIELD_STORED), SUO_OK);
    suo_schema_free(schema);
}

static void test_schema__takes_names_of_255_bytes(void **state)
{
    (void)state;
    suo_schema *schema = make_schema();
    char name[257];
    memset(name, 'n', 256);
    name[256] = '\0';
    assert_status(add_field(schema, name, SUO_FIELD_TEXT), SUO_LIMIT);
    name[255] = '\0';
    assert_status(add_field(schema, name, SUO_FIELD_TEXT), SUO_OK);
    suo_schema_free(schema);
}

static void test_schema__takes_16_text_fields_of_64(void **state)
{
    (void)state;
    suo_schema *schema = make_schema();
    char name[8];
    for (int i = 0; i < SUO_TEXT_FIELDS_MAX; i++) {
        snprintf(name, sizeof(name), "t%d", i);
        assert_status(add_field(schema, name, SUO_FIELD_TEXT), SUO_OK);
    }
    assert_status(add_field(schema, "more", SUO_FIELD_TEXT), SUO_LIMIT);
    for (int i = SUO_TEXT_FIELDS_MAX; i < SUO_FIELDS_MAX; i++) {
        snprintf(name, sizeof(name), "s%d", i);
        assert_status(add_field(schema, name, SUO_FIELD_STORED), SUO_OK);
    }
    assert_status(add_field(schema, "more", SUO_FIELD_STORED), SUO_LIMIT);
    suo_schema_free(schema);
}

static void test_schema__tells_its_fields(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    uint32_t field;
    assert_status(suo_schema_find_field(schema, "extra", -1, &field, NULL),
                  SUO_OK);
    assert_int_equal(field, CORPUS_EXTRA);
    assert_string_equal(suo_schema_field_name(schema, CORPUS_TAG), "tag");
    assert_int_equal(suo_schema_field_kind(schema, CORPUS_TAG),
                     SUO_FIELD_KEYWORD);
    assert_true(suo_schema_field_weight(schema, CORPUS_TITLE) == 2);
    assert_true(suo_schema_field_weight(schema, CORPUS_TAG) == 0);
    suo_schema_free(schema);
}

static void test_schema__knows_no_other_fields(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    uint32_t field = 7;
    assert_status(suo_schema_find_field(schema, "titles", -1, &field, NULL),
                  SUO_NOT_FOUND);
    assert_int_equal(field, 0);
    assert_status(suo_schema_find_field(schema, NULL, 0, &field, NULL),
                  SUO_NOT_FOUND);
    assert_null(suo_schema_field_name(schema, CORPUS_FIELDS));
    assert_int_equal(suo_schema_field_kind(schema, CORPUS_FIELDS), 0);
    assert_true(suo_schema_field_weight(schema, CORPUS_FIELDS) == 0);
    suo_schema_free(schema);
}

static void test_schema__takes_weights_up_to_a_thousand(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    const double bad[] = {0, -1, 1000.5, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_status(suo_schema_set_weight(schema, CORPUS_BODY, bad[i], NULL),
                      SUO_INVALID);
    assert_status(suo_schema_set_weight(schema, CORPUS_BODY, 1000, NULL),
                  SUO_OK);
    assert_status(suo_schema_set_weight(schema, CORPUS_TAG, 1, NULL),
                  SUO_NOT_FOUND);
    assert_status(suo_schema_set_weight(schema, 99, 1, NULL), SUO_NOT_FOUND);
    suo_schema_free(schema);
}

static suo_status set_option(suo_schema *schema, const char *key, double value)
{
    return suo_schema_set_option(schema, key, -1, value, NULL);
}

static void test_schema__keeps_options_in_their_ranges(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    assert_status(set_option(schema, "k1", 10), SUO_OK);
    assert_status(set_option(schema, "k1", 10.1), SUO_INVALID);
    assert_status(set_option(schema, "b", -0.1), SUO_INVALID);
    assert_status(set_option(schema, "b", (double)NAN), SUO_INVALID);
    assert_status(set_option(schema, "gram_weight", 0), SUO_OK);
    assert_status(set_option(schema, "han", 0.5), SUO_INVALID);
    assert_status(set_option(schema, "han", 1), SUO_OK);
    assert_status(set_option(schema, "k2", 1), SUO_NOT_FOUND);
    assert_status(set_option(schema, NULL, 1), SUO_NOT_FOUND);
    suo_schema_free(schema);
}

/* ---- documents ---- */

static suo_document *make_document(void)
{
    suo_schema *schema = corpus_schema();
    suo_document *document;
    corpus_ok(suo_document_new(schema, &document, NULL), NULL);
    suo_schema_free(schema); /* it was copied */
    return document;
}

static void test_document__takes_keys_of_1024_bytes(void **state)
{
    (void)state;
    suo_document *document = make_document();
    char key[SUO_KEY_MAX + 1];
    memset(key, 'k', sizeof(key));
    assert_status(suo_document_set_key(document, key, SUO_KEY_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(suo_document_set_key(document, key, SUO_KEY_MAX, NULL),
                  SUO_OK);
    assert_status(suo_document_set_key(document, key, INT64_MAX, NULL),
                  SUO_LIMIT);
    assert_status(suo_document_set_key(document, "", -1, NULL), SUO_INVALID);
    assert_status(suo_document_set_key(document, NULL, 3, NULL), SUO_INVALID);
    suo_document_free(document);
}

static void test_document__takes_64_roles_of_255_bytes(void **state)
{
    (void)state;
    suo_document *document = make_document();
    char role[SUO_NAME_MAX + 1];
    memset(role, 'r', sizeof(role));
    assert_status(suo_document_add_role(document, role, SUO_NAME_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(suo_document_add_role(document, "", 0, NULL), SUO_INVALID);
    assert_status(suo_document_add_role(document, NULL, 1, NULL), SUO_INVALID);
    for (int i = 0; i < SUO_ROLES_MAX; i++)
        assert_status(
            suo_document_add_role(document, role, SUO_NAME_MAX - i, NULL),
            SUO_OK);
    assert_status(suo_document_add_role(document, "r", 1, NULL), SUO_LIMIT);
    suo_document_free(document);
}

static void test_document__refuses_values_of_another_kind(void **state)
{
    (void)state;
    suo_document *document = make_document();
    assert_status(suo_document_add_text(document, CORPUS_VOTES, "1", 1, NULL),
                  SUO_INVALID);
    assert_status(suo_document_add_text(document, CORPUS_FIELDS, "1", 1, NULL),
                  SUO_INVALID);
    assert_status(suo_document_add_text(document, CORPUS_BODY, NULL, 1, NULL),
                  SUO_INVALID);
    assert_status(suo_document_set_integer(document, CORPUS_BODY, 1, NULL),
                  SUO_INVALID);
    assert_status(suo_document_set_integer(document, 99, 1, NULL), SUO_INVALID);
    suo_document_free(document);
}

static void test_document__takes_keywords_of_1024_bytes(void **state)
{
    (void)state;
    suo_document *document = make_document();
    char keyword[SUO_KEYWORD_MAX + 1];
    memset(keyword, 'k', sizeof(keyword));
    assert_status(suo_document_add_text(document, CORPUS_TAG, keyword,
                                        SUO_KEYWORD_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(suo_document_add_text(document, CORPUS_TAG, keyword,
                                        SUO_KEYWORD_MAX, NULL),
                  SUO_OK);
    suo_document_free(document);
}

static void test_document__takes_a_gibibyte_of_text_at_most(void **state)
{
    (void)state;
    suo_document *document = make_document();
    assert_status(suo_document_add_text(document, CORPUS_BODY, "x",
                                        (int64_t)SUO_TEXT_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(
        suo_document_add_text(document, CORPUS_BODY, "x", INT64_MAX, NULL),
        SUO_LIMIT);
    suo_document_free(document);
}

static void test_document__needs_a_key_to_be_put(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    suo_document *document = make_document();
    int32_t replaced = 7;
    assert_status(suo_writer_put(writer, document, &replaced, NULL),
                  SUO_INVALID);
    assert_int_equal(replaced, 0);
    assert_status(suo_writer_delete(writer, "", -1, NULL), SUO_INVALID);
    assert_status(suo_writer_delete(writer, NULL, 0, NULL), SUO_INVALID);
    suo_document_free(document);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_document__forgets_all_when_cleared(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    suo_document *document = make_document();
    for (int i = 0; i < 2; i++) {
        char key[2] = {(char)('a' + i), '\0'};
        suo_document_clear(document);
        corpus_ok(suo_document_set_key(document, key, 1, NULL), NULL);
        if (i == 0)
            corpus_ok(suo_document_add_role(document, "r", 1, NULL), NULL);
        if (i == 0)
            corpus_ok(
                suo_document_add_text(document, CORPUS_BODY, "card", -1, NULL),
                NULL);
        corpus_ok(suo_writer_put(writer, document, NULL, NULL), NULL);
    }
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    assert_int_equal(suo_view_doc_count(view), 1);
    assert_string_equal(corpus_keys(view, "card"), "a ");
    suo_view_close(view);
    suo_document_free(document);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_document__of_broken_bytes_is_searched_and_kept(void **state)
{
    (void)state;
    static const char BODY[] = "card\0退\xff\xe8\xb4货 \xc0\xaf end";
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    corpus_document document = {.key = "k", .roles = {"r"}, .role_count = 1};
    const char *text;
    uint64_t len;
    corpus_document_add(&document, CORPUS_BODY, BODY, sizeof(BODY));
    corpus_put(writer, &document);
    corpus_document_clear(&document);
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    suo_hits *hits = corpus_search(view, "end", 1);
    assert_int_equal(suo_hits_total(hits), 1);
    assert_status(suo_hits_text(hits, 0, CORPUS_BODY, 0, &text, &len, NULL),
                  SUO_OK);
    assert_int_equal(len, sizeof(BODY));
    assert_memory_equal(text, BODY, sizeof(BODY));
    suo_hits_free(hits);
    suo_view_close(view);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

/* ---- tokens ---- */

static void test_tokenizer__cuts_as_the_schema_says(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    assert_status(set_option(schema, "han", 1), SUO_OK);
    for (int i = 0; i < 2; i++) {
        assert_status(suo_tokenizer_new(i ? schema : NULL, &tokenizer, NULL),
                      SUO_OK);
        assert_status(suo_tokenizer_start(tokenizer, "card", -1, NULL), SUO_OK);
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        assert_int_equal(count, 1);
        assert_memory_equal(tokens[0].term, "card", 4);
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        assert_int_equal(count, 0);
        suo_tokenizer_free(tokenizer);
    }
    suo_schema_free(schema);
}

static void test_tokenizer__refuses_wrong_texts(void **state)
{
    (void)state;
    suo_tokenizer *tokenizer;
    assert_status(suo_tokenizer_new(NULL, &tokenizer, NULL), SUO_OK);
    assert_status(suo_tokenizer_start(tokenizer, NULL, 3, NULL), SUO_INVALID);
    assert_status(
        suo_tokenizer_start(tokenizer, "x", (int64_t)SUO_TEXT_MAX + 1, NULL),
        SUO_LIMIT);
    suo_tokenizer_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema__refuses_fields_without_name_or_kind),
        cmocka_unit_test(test_schema__refuses_a_name_twice),
        cmocka_unit_test(test_schema__takes_names_of_255_bytes),
        cmocka_unit_test(test_schema__takes_16_text_fields_of_64),
        cmocka_unit_test(test_schema__tells_its_fields),
        cmocka_unit_test(test_schema__knows_no_other_fields),
        cmocka_unit_test(test_schema__takes_weights_up_to_a_thousand),
        cmocka_unit_test(test_schema__keeps_options_in_their_ranges),
        cmocka_unit_test(test_document__takes_keys_of_1024_bytes),
        cmocka_unit_test(test_document__takes_64_roles_of_255_bytes),
        cmocka_unit_test(test_document__refuses_values_of_another_kind),
        cmocka_unit_test(test_document__takes_keywords_of_1024_bytes),
        cmocka_unit_test(test_document__takes_a_gibibyte_of_text_at_most),
        cmocka_unit_test(test_document__needs_a_key_to_be_put),
        cmocka_unit_test(test_document__forgets_all_when_cleared),
        cmocka_unit_test(test_document__of_broken_bytes_is_searched_and_kept),
        cmocka_unit_test(test_tokenizer__cuts_as_the_schema_says),
        cmocka_unit_test(test_tokenizer__refuses_wrong_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
