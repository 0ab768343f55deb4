/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view_time.c - what holds at a time, and nothing of the rest.
 *
 * A view at a time answers as an index of the documents that hold then alone:
 * same hits, scores bit by bit, totals, counts.
 */
#include "support/corpus.h"

enum { BODY, FROM, UNTIL, VOTES, DOCS = 120, TIMES = 20, ROUNDS = 25 };

typedef struct article {
    char key[16];
    char *text;
    size_t len;
    bool has_from;
    bool has_until;
    int64_t from;
    int64_t until;
    const char *role;
} article;

static suo_schema *schema_make(void)
{
    suo_schema *schema;
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_schema_new(&schema, &error), &error);
    corpus_ok(
        suo_schema_add_field(schema, "body", -1, SUO_FIELD_TEXT, NULL, &error),
        &error);
    corpus_ok(
        suo_schema_add_field(schema, "from", -1, SUO_FIELD_TIME, NULL, &error),
        &error);
    corpus_ok(
        suo_schema_add_field(schema, "until", -1, SUO_FIELD_TIME, NULL, &error),
        &error);
    corpus_ok(suo_schema_add_field(schema, "votes", -1, SUO_FIELD_INTEGER, NULL,
                                   &error),
              &error);
    corpus_ok(suo_schema_set_option(schema, "valid_from", -1, FROM, &error),
              &error);
    corpus_ok(suo_schema_set_option(schema, "valid_until", -1, UNTIL, &error),
              &error);
    return schema;
}

static void put(suo_writer *writer, const article *own)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_document *document;
    corpus_ok(suo_document_new(suo_writer_schema(writer), &document, &error),
              &error);
    corpus_ok(suo_document_set_key(document, own->key, -1, &error), &error);
    corpus_ok(suo_document_add_role(document, own->role, -1, &error), &error);
    corpus_ok(suo_document_add_text(document, BODY, own->text,
                                    (int64_t)own->len, &error),
              &error);
    if (own->has_from)
        corpus_ok(suo_document_set_integer(document, FROM, own->from, &error),
                  &error);
    if (own->has_until)
        corpus_ok(suo_document_set_integer(document, UNTIL, own->until, &error),
                  &error);
    corpus_ok(suo_writer_put(writer, document, NULL, &error), &error);
    suo_document_free(document);
}

static article article_make(test_random *random, uint32_t number)
{
    article own = {.role = test_random_below(random, 2) ? "a" : "b"};
    snprintf(own.key, sizeof(own.key), "k%u", number);
    own.text = corpus_random_text(random, 8, &own.len);
    own.has_from = test_random_below(random, 2);
    own.has_until = test_random_below(random, 2);
    own.from = (int64_t)test_random_below(random, TIMES) - 5;
    own.until = (int64_t)test_random_below(random, TIMES) - 5;
    return own;
}

static bool article_holds(const article *own, int64_t time)
{
    return (!own->has_from || own->from <= time) &&
           (!own->has_until || time < own->until);
}

/* Both views answer some questions alike. */
static void assert_alike(const suo_view *a, const suo_view *b, uint64_t seed)
{
    test_random random = {seed};
    assert_int_equal(suo_view_doc_count(a), suo_view_doc_count(b));
    for (uint32_t words = 1; words < 5; words++) {
        size_t len;
        suo_search_options options = {.size = sizeof(options), .k = 1000};
        suo_hits *x;
        suo_hits *y;
        char *question = corpus_random_text(&random, words, &len);
        corpus_ok(
            suo_view_search(a, question, (int64_t)len, &options, &x, NULL),
            NULL);
        corpus_ok(
            suo_view_search(b, question, (int64_t)len, &options, &y, NULL),
            NULL);
        assert_int_equal(suo_hits_total(x), suo_hits_total(y));
        for (uint32_t i = 0; i < suo_hits_count(x); i++) {
            const suo_hit *p = &suo_hits_items(x)[i];
            const suo_hit *q = &suo_hits_items(y)[i];
            assert_true(p->score == q->score && p->key_len == q->key_len);
            assert_memory_equal(p->key, q->key, p->key_len);
        }
        suo_hits_free(x);
        suo_hits_free(y);
        free(question);
    }
}

static suo_view *view_at(const char *folder, const char *roles, int64_t time)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_view *all = corpus_view(folder, roles);
    suo_view *at;
    corpus_ok(suo_view_open_at(all, time, &at, &error), &error);
    suo_view_close(all);
    return at;
}

static void check_times(uint64_t seed)
{
    test_random random = {seed};
    suo_schema *schema = schema_make();
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, seed % 2);
    article all[DOCS];
    for (uint32_t i = 0; i < DOCS; i++) {
        all[i] = article_make(&random, i);
        put(writer, &all[i]);
    }
    /* Some are dead, whenever they held. */
    for (uint32_t i = 0; i < DOCS; i += 7)
        corpus_delete(writer, all[i].key);
    corpus_writer_finish(writer);
    for (int64_t time = -6; time < TIMES; time += 5) {
        char *other = corpus_folder_make();
        writer = corpus_writer(other, schema, 0);
        for (uint32_t i = 0; i < DOCS; i++)
            if (i % 7 != 0 && article_holds(&all[i], time))
                put(writer, &all[i]);
        corpus_writer_finish(writer);
        for (int reader = 0; reader < 2; reader++) {
            const char *roles = reader ? "a" : NULL;
            suo_view *at = view_at(folder, roles, time);
            suo_view *alone = corpus_view(other, roles);
            assert_alike(at, alone, seed + (uint64_t)time);
            suo_view_close(at);
            suo_view_close(alone);
        }
        corpus_folder_remove(other);
    }
    for (uint32_t i = 0; i < DOCS; i++)
        free(all[i].text);
    corpus_folder_remove(folder);
    suo_schema_free(schema);
}

static void test_view_at__answers_as_if_nothing_else_were_there(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= ROUNDS; i++)
        check_times(1299709 * i);
    printf("seeds 1299709 * (1 .. %d)\n", ROUNDS);
}

/* An index of one document that holds from 10 until 20. */
static char *campaign_make(void)
{
    suo_schema *schema = schema_make();
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    char text[] = "sale";
    const article own = {"k", text, 4, true, true, 10, 20, "r"};
    put(writer, &own);
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    return folder;
}

static void test_view_at__holds_from_a_time_until_before_another(void **state)
{
    static const int64_t times[] = {9, 10, 19, 20, INT64_MIN, INT64_MAX};
    static const uint64_t counts[] = {0, 1, 1, 0, 0, 0};
    (void)state;
    char *folder = campaign_make();
    for (size_t i = 0; i < 6; i++) {
        suo_view *at = view_at(folder, "r", times[i]);
        assert_int_equal(suo_view_doc_count(at), counts[i]);
        suo_view_close(at);
    }
    corpus_folder_remove(folder);
}

static void test_view_at__of_a_view_sees_no_more_than_it(void **state)
{
    suo_view *again;
    (void)state;
    char *folder = campaign_make();
    suo_view *expired = view_at(folder, NULL, 30);
    corpus_ok(suo_view_open_at(expired, 15, &again, NULL), NULL);
    assert_int_equal(suo_view_doc_count(again), 0);
    suo_view_close(expired);
    suo_view_close(again);
    suo_view *stranger = view_at(folder, "other", 15);
    assert_int_equal(suo_view_doc_count(stranger), 0);
    suo_view_close(stranger);
    corpus_folder_remove(folder);
}

/* ---- lists of keys ---- */

static const char *listed(const suo_view *view, const suo_filter *filters,
                          uint64_t count)
{
    static char keys[256];
    suo_key_list *list;
    corpus_ok(suo_view_list_keys(view, filters, count, &list, NULL), NULL);
    keys[0] = '\0';
    for (uint64_t i = 0; i < suo_key_list_count(list); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(list, i, &len);
        strcat(strncat(keys, key, (size_t)len), " ");
    }
    uint64_t len;
    assert_null(suo_key_list_get(list, suo_key_list_count(list), &len));
    assert_int_equal(len, 0);
    suo_key_list_free(list);
    return keys;
}

static void test_list__gives_the_keys_that_pass_by_put(void **state)
{
    const suo_filter expired = {
        .field = UNTIL, .kind = SUO_FILTER_RANGE, .min = INT64_MIN, .max = 20};
    char text[] = "sale";
    (void)state;
    suo_schema *schema = schema_make();
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 1);
    const article some[] = {{"z", text, 4, false, true, 0, 20, "b"},
                            {"y", text, 4, false, true, 0, 21, "a"},
                            {"x", text, 4, false, true, 0, 5, "a"},
                            {"w", text, 4, false, false, 0, 0, "a"},
                            {"v", text, 4, false, true, 0, 6, "a"}};
    for (int i = 0; i < 5; i++)
        put(writer, &some[i]);
    corpus_delete(writer, "v");
    corpus_commit(writer);
    suo_view *all = corpus_view(folder, NULL);
    assert_string_equal(listed(all, NULL, 0), "z y x w ");
    assert_string_equal(listed(all, &expired, 1), "z x ");
    suo_view *a = corpus_view(folder, "a");
    assert_string_equal(listed(a, &expired, 1), "x ");
    suo_view_close(a);
    suo_view_close(all);
    suo_writer_close(writer);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

static void test_list__refuses_filters_that_fit_no_field(void **state)
{
    const suo_filter wrong = {.field = BODY, .kind = SUO_FILTER_RANGE};
    suo_key_list *list;
    (void)state;
    char *folder = campaign_make();
    suo_view *view = corpus_view(folder, NULL);
    assert_status(suo_view_list_keys(view, &wrong, 1, &list, NULL),
                  SUO_INVALID);
    assert_null(list);
    assert_status(suo_view_list_keys(view, NULL, 1, &list, NULL), SUO_INVALID);
    assert_status(
        suo_view_list_keys(view, &wrong, SUO_FILTERS_MAX + 1, &list, NULL),
        SUO_LIMIT);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

/* ---- the schema ---- */

static void test_validity__wants_a_time_field(void **state)
{
    suo_schema *schema = schema_make();
    static const double wrong[] = {BODY, VOTES, 4, 63, 1.5, -2, 1e300};
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_status(
            suo_schema_set_option(schema, "valid_from", -1, wrong[i], NULL),
            SUO_INVALID);
    assert_status(suo_schema_set_option(schema, "valid_from", -1, -1, NULL),
                  SUO_OK);
    assert_status(suo_schema_set_option(schema, "valid_until", -1, FROM, NULL),
                  SUO_OK);
    double value = 0;
    assert_status(
        suo_schema_get_option(schema, "valid_until", -1, &value, NULL), SUO_OK);
    assert_true(value == FROM);
    assert_status(suo_schema_get_option(schema, "until", -1, &value, NULL),
                  SUO_NOT_FOUND);
    suo_schema_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_view_at__answers_as_if_nothing_else_were_there),
        cmocka_unit_test(test_view_at__holds_from_a_time_until_before_another),
        cmocka_unit_test(test_view_at__of_a_view_sees_no_more_than_it),
        cmocka_unit_test(test_list__gives_the_keys_that_pass_by_put),
        cmocka_unit_test(test_list__refuses_filters_that_fit_no_field),
        cmocka_unit_test(test_validity__wants_a_time_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
