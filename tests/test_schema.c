/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_schema.c - fields and options: the rules, the copy, the bytes.
 */
#include "support/unit.h"

#include <math.h>

#include "index/schema.h"
#include "support/random.h"

static suo_schema *schema_with(uint32_t texts, uint32_t others)
{
    suo_schema *schema;
    assert_status(suo_schema_new(&schema, NULL), SUO_OK);
    for (uint32_t i = 0; i < texts + others; i++) {
        char name[32];
        int32_t kind = i < texts ? SUO_FIELD_TEXT : SUO_FIELD_KEYWORD + i % 4;
        uint32_t field = 99;
        snprintf(name, sizeof(name), "field %u", i);
        assert_status(
            suo_schema_add_field(schema, name, -1, kind, &field, NULL), SUO_OK);
        assert_int_equal(field, i);
    }
    return schema;
}

static void test_schema__numbers_fields_in_order(void **state)
{
    suo_schema *schema = schema_with(3, 4);
    (void)state;
    assert_int_equal(suo_schema_field_count(schema), 7);
    for (uint32_t i = 0; i < 7; i++) {
        char name[32];
        uint32_t field;
        snprintf(name, sizeof(name), "field %u", i);
        assert_status(suo_schema_find_field(schema, name, -1, &field, NULL),
                      SUO_OK);
        assert_int_equal(field, i);
        assert_string_equal(suo_schema_field_name(schema, i), name);
        assert_true(suo_schema_field_weight(schema, i) == (i < 3 ? 1 : 0));
    }
    assert_null(suo_schema_field_name(schema, 7));
    assert_int_equal(suo_schema_field_kind(schema, 7), 0);
    suo_schema_free(schema);
}

static void test_schema__refuses_bad_fields(void **state)
{
    suo_schema *schema = schema_with(1, 0);
    char name[300];
    uint32_t field = 7;
    (void)state;
    memset(name, 'n', sizeof(name));
    assert_status(
        suo_schema_add_field(schema, "", 0, SUO_FIELD_TEXT, &field, NULL),
        SUO_INVALID);
    assert_int_equal(field, 0);
    assert_status(
        suo_schema_add_field(schema, NULL, -1, SUO_FIELD_TEXT, NULL, NULL),
        SUO_INVALID);
    assert_status(suo_schema_add_field(schema, "a", -1, 0, NULL, NULL),
                  SUO_INVALID);
    assert_status(suo_schema_add_field(schema, "a", -1, 6, NULL, NULL),
                  SUO_INVALID);
    assert_status(suo_schema_add_field(schema, "field 0", 7, SUO_FIELD_STORED,
                                       NULL, NULL),
                  SUO_EXISTS);
    assert_status(
        suo_schema_add_field(schema, name, 256, SUO_FIELD_TEXT, NULL, NULL),
        SUO_LIMIT);
    assert_status(
        suo_schema_add_field(schema, name, 255, SUO_FIELD_TEXT, NULL, NULL),
        SUO_OK);
    assert_int_equal(suo_schema_field_count(schema), 2);
    suo_schema_free(schema);
}

static void test_schema__holds_64_fields_16_of_them_text(void **state)
{
    suo_schema *schema = schema_with(16, 0);
    (void)state;
    assert_status(
        suo_schema_add_field(schema, "t", 1, SUO_FIELD_TEXT, NULL, NULL),
        SUO_LIMIT);
    assert_status(
        suo_schema_add_field(schema, "k", 1, SUO_FIELD_KEYWORD, NULL, NULL),
        SUO_OK);
    suo_schema_free(schema);
    schema = schema_with(1, 63);
    assert_status(
        suo_schema_add_field(schema, "k", 1, SUO_FIELD_KEYWORD, NULL, NULL),
        SUO_LIMIT);
    suo_schema_free(schema);
}

static void test_schema__takes_weights_above_0_up_to_1000(void **state)
{
    suo_schema *schema = schema_with(1, 1);
    (void)state;
    assert_status(suo_schema_set_weight(schema, 0, 1000, NULL), SUO_OK);
    assert_status(suo_schema_set_weight(schema, 0, 1e-9, NULL), SUO_OK);
    const double bad[] = {0, -1, 1000.1, NAN, INFINITY};
    for (size_t i = 0; i < 5; i++)
        assert_status(suo_schema_set_weight(schema, 0, bad[i], NULL),
                      SUO_INVALID);
    assert_true(suo_schema_field_weight(schema, 0) == 1e-9);
    assert_status(suo_schema_set_weight(schema, 1, 1, NULL), SUO_NOT_FOUND);
    assert_status(suo_schema_set_weight(schema, 2, 1, NULL), SUO_NOT_FOUND);
    suo_schema_free(schema);
}

static void test_schema__stores_languages_of_text_fields(void **state)
{
    suo_schema *schema = schema_with(2, 1);
    char name[SUO_LANGUAGE_NAME_MAX + 1];
    (void)state;
    memset(name, 'z', sizeof(name));
    assert_string_equal(suo_schema_field_language(schema, 0), "english");
    assert_null(suo_schema_field_language(schema, 2));
    assert_null(suo_schema_field_language(schema, 3));
    assert_status(suo_schema_put_language(schema, 1, "german", 6, NULL),
                  SUO_OK);
    assert_string_equal(suo_schema_field_language(schema, 1), "german");
    assert_status(
        suo_schema_put_language(schema, 1, name, SUO_LANGUAGE_NAME_MAX, NULL),
        SUO_OK);
    assert_status(suo_schema_put_language(schema, 1, "none", 4, NULL), SUO_OK);
    assert_status(suo_schema_put_language(schema, 1, name,
                                          SUO_LANGUAGE_NAME_MAX + 1, NULL),
                  SUO_INVALID);
    assert_status(suo_schema_put_language(schema, 1, "", 0, NULL), SUO_INVALID);
    assert_status(suo_schema_put_language(schema, 1, "a-b", 3, NULL),
                  SUO_INVALID);
    assert_status(suo_schema_put_language(schema, 1, "German", 6, NULL),
                  SUO_INVALID);
    assert_string_equal(suo_schema_field_language(schema, 1), "none");
    assert_status(suo_schema_put_language(schema, 2, "german", 6, NULL),
                  SUO_NOT_FOUND);
    assert_status(suo_schema_put_language(schema, 3, "german", 6, NULL),
                  SUO_NOT_FOUND);
    suo_schema_free(schema);
}

static void test_schema__lists_each_language_once(void **state)
{
    static const char *const names[] = {"german", "english", "german",
                                        "russian", "english"};
    suo_schema_language languages[SUO_TEXT_FIELDS_MAX];
    suo_schema *schema = schema_with(5, 2);
    (void)state;
    for (uint32_t i = 0; i < 5; i++)
        assert_status(suo_schema_put_language(schema, i, names[i],
                                              strlen(names[i]), NULL),
                      SUO_OK);
    assert_int_equal(suo_schema_list_languages(schema, languages), 3);
    assert_string_equal(languages[0].name, "german");
    assert_int_equal(languages[0].fields, 1 | 4);
    assert_string_equal(languages[1].name, "english");
    assert_int_equal(languages[1].fields, 2 | 16);
    assert_string_equal(languages[2].name, "russian");
    assert_int_equal(languages[2].fields, 8);
    suo_schema_free(schema);
    schema = schema_with(0, 2);
    assert_int_equal(suo_schema_list_languages(schema, languages), 0);
    suo_schema_free(schema);
}

/* A language that no library knows yet is kept; a name that is none is not. */
static void test_schema__with_a_bad_language_is_refused(void **state)
{
    static const struct {
        const char *language;
        suo_status wanted;
    } cases[] = {{"klingon", SUO_OK},
                 {"", SUO_CORRUPT},
                 {"Klingon", SUO_CORRUPT},
                 {"abcdefghijklmnopqrstuvwxyzabcdefg", SUO_CORRUPT}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        suo_buffer bytes = {0};
        suo_schema *schema;
        suo_buffer_add_varint(&bytes, 1);
        suo_buffer_add_text(&bytes, "body", 4);
        suo_buffer_add_u8(&bytes, SUO_FIELD_TEXT);
        suo_buffer_add_double(&bytes, 1);
        suo_buffer_add_text(&bytes, cases[i].language,
                            strlen(cases[i].language));
        suo_buffer_add_varint(&bytes, 0);
        suo_reader reader = suo_reader_make(bytes.data, bytes.len);
        assert_int_equal(suo_schema_decode(&reader, &schema), cases[i].wanted);
        suo_schema_free(schema);
        suo_buffer_free(&bytes);
    }
}

static void test_schema__takes_options_in_their_range(void **state)
{
    static const struct {
        const char *key;
        double value;
        suo_status wanted;
    } cases[] = {{"k1", 0, SUO_OK},
                 {"k1", 10, SUO_OK},
                 {"k1", 10.1, SUO_INVALID},
                 {"k1", NAN, SUO_INVALID},
                 {"b", 1, SUO_OK},
                 {"b", 1.01, SUO_INVALID},
                 {"b", -0.1, SUO_INVALID},
                 {"gram_weight", 0.3, SUO_OK},
                 {"han", 1, SUO_OK},
                 {"han", 0.5, SUO_INVALID},
                 {"K1", 1, SUO_NOT_FOUND},
                 {"", 1, SUO_NOT_FOUND},
                 {"k1 ", 1, SUO_NOT_FOUND},
                 {"gram", 1, SUO_NOT_FOUND},
                 {"b", INFINITY, SUO_INVALID},
                 {"adjacency", 10, SUO_OK},
                 {"adjacency", -0.1, SUO_INVALID},
                 {"title_coverage", 0, SUO_OK},
                 {"title_coverage", 11, SUO_INVALID},
                 {"title_field", -1, SUO_OK},
                 {"title_field", 0, SUO_OK},
                 {"title_field", 0.5, SUO_INVALID},
                 {"title_field", 1, SUO_INVALID},  /* a keyword field */
                 {"title_field", 2, SUO_INVALID}}; /* there is none */
    suo_schema *schema = schema_with(1, 1);
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(suo_schema_set_option(schema, cases[i].key, -1,
                                               cases[i].value, NULL),
                         cases[i].wanted);
    assert_status(suo_schema_set_option(schema, NULL, -1, 1, NULL),
                  SUO_NOT_FOUND);
    suo_schema_free(schema);
}

static size_t schema_bytes(const suo_schema *schema)
{
    suo_buffer bytes = {0};
    suo_schema_encode(schema, &bytes);
    size_t len = bytes.len;
    suo_buffer_free(&bytes);
    return len;
}

static void test_schema__writes_no_option_that_says_nothing(void **state)
{
    static const struct {
        const char *key;
        double value;
        double standard;
    } cases[] = {{"adjacency", 0.25, 0},
                 {"title_coverage", 0.5, 1},
                 {"title_field", 0, -1}};
    suo_schema *schema = schema_with(1, 0);
    size_t plain = schema_bytes(schema);
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t key_len = strlen(cases[i].key);
        assert_status(suo_schema_set_option(schema, cases[i].key, -1,
                                            cases[i].value, NULL),
                      SUO_OK);
        assert_int_equal(schema_bytes(schema), plain + 1 + key_len + 8);
        assert_status(suo_schema_set_option(schema, cases[i].key, -1,
                                            cases[i].standard, NULL),
                      SUO_OK);
        assert_int_equal(schema_bytes(schema), plain);
    }
    suo_schema_free(schema);
}

static suo_schema *random_schema(test_random *random)
{
    suo_schema *schema = schema_with((uint32_t)test_random_below(random, 17),
                                     (uint32_t)test_random_below(random, 40));
    for (uint32_t t = 0; t < schema->text_count; t++)
        assert_status(suo_schema_set_weight(
                          schema, schema->text_fields[t],
                          1 + (double)test_random_below(random, 999), NULL),
                      SUO_OK);
    for (uint32_t t = 0; t < schema->text_count; t++)
        if (test_random_below(random, 2) == 0)
            assert_status(suo_schema_put_language(schema,
                                                  schema->text_fields[t],
                                                  "german", 6, NULL),
                          SUO_OK);
    assert_status(suo_schema_set_option(
                      schema, "b", -1,
                      (double)test_random_below(random, 100) / 100, NULL),
                  SUO_OK);
    assert_status(
        suo_schema_set_option(schema, "adjacency", -1,
                              (double)test_random_below(random, 2) / 4, NULL),
        SUO_OK);
    if (schema->text_count > 0)
        assert_status(suo_schema_set_option(
                          schema, "title_field", -1,
                          (double)test_random_below(random, 2) - 1, NULL),
                      SUO_OK);
    return schema;
}

static void test_schema__comes_back_from_its_bytes(void **state)
{
    test_random random = test_random_begin(48);
    (void)state;
    for (int round = 0; round < 200; round++) {
        suo_schema *schema = random_schema(&random);
        suo_schema *back;
        suo_schema *copy;
        suo_buffer bytes = {0};
        suo_schema_encode(schema, &bytes);
        suo_reader reader = suo_reader_make(bytes.data, bytes.len);
        assert_status(suo_schema_decode(&reader, &back), SUO_OK);
        assert_int_equal(suo_reader_left(&reader), 0);
        assert_true(suo_schema_equals(schema, back));
        assert_status(suo_schema_copy(schema, &copy, NULL), SUO_OK);
        assert_true(suo_schema_equals(copy, back));
        assert_status(suo_schema_set_option(copy, "k1", 2, 9, NULL), SUO_OK);
        assert_false(suo_schema_equals(copy, back));
        for (size_t cut = 0; cut < bytes.len; cut++) {
            suo_schema *none = schema;
            reader = suo_reader_make(bytes.data, cut);
            assert_status(suo_schema_decode(&reader, &none), SUO_CORRUPT);
            assert_null(none);
        }
        suo_schema_free(schema);
        suo_schema_free(back);
        suo_schema_free(copy);
        suo_buffer_free(&bytes);
    }
}

static void test_schema__with_an_option_of_the_future_is_refused(void **state)
{
    suo_buffer bytes = {0};
    suo_schema *schema;
    (void)state;
    suo_buffer_add_varint(&bytes, 0);
    suo_buffer_add_varint(&bytes, 1);
    suo_buffer_add_text(&bytes, "pinyin", 6);
    suo_buffer_add_double(&bytes, 1);
    suo_reader reader = suo_reader_make(bytes.data, bytes.len);
    assert_status(suo_schema_decode(&reader, &schema), SUO_VERSION);
    assert_null(schema);
    suo_buffer_free(&bytes);
}

static void test_schema__differs_by_all_of_a_field_and_order(void **state)
{
    suo_schema *schemas[6];
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        static const char *const names[][2] = {{"a", "b"}, {"b", "a"},
                                               {"a", "c"}, {"a", "b"},
                                               {"a", "b"}, {"a", "b"}};
        assert_status(suo_schema_new(&schemas[i], NULL), SUO_OK);
        for (size_t j = 0; j < 2; j++)
            assert_status(
                suo_schema_add_field(schemas[i], names[i][j], -1,
                                     i == 3 ? SUO_FIELD_TIME : SUO_FIELD_TEXT,
                                     NULL, NULL),
                SUO_OK);
    }
    assert_status(suo_schema_set_weight(schemas[4], 0, 2, NULL), SUO_OK);
    assert_status(suo_schema_put_language(schemas[5], 1, "none", 4, NULL),
                  SUO_OK);
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 6; j++)
            assert_int_equal(suo_schema_equals(schemas[i], schemas[j]), i == j);
    for (size_t i = 0; i < 6; i++)
        suo_schema_free(schemas[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema__numbers_fields_in_order),
        cmocka_unit_test(test_schema__refuses_bad_fields),
        cmocka_unit_test(test_schema__holds_64_fields_16_of_them_text),
        cmocka_unit_test(test_schema__takes_weights_above_0_up_to_1000),
        cmocka_unit_test(test_schema__stores_languages_of_text_fields),
        cmocka_unit_test(test_schema__lists_each_language_once),
        cmocka_unit_test(test_schema__with_a_bad_language_is_refused),
        cmocka_unit_test(test_schema__takes_options_in_their_range),
        cmocka_unit_test(test_schema__writes_no_option_that_says_nothing),
        cmocka_unit_test(test_schema__comes_back_from_its_bytes),
        cmocka_unit_test(test_schema__with_an_option_of_the_future_is_refused),
        cmocka_unit_test(test_schema__differs_by_all_of_a_field_and_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
