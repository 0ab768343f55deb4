/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_related.c - what is about the same as a document, or as a text.
 */
#include "support/corpus.h"

static char *folder;

static const char *const TEXTS[][4] = {
    {"return", "public", "怎么申请退货", "七天无理由退货，运费由买家承担"},
    {"freight", "public", "退货运费谁承担", "质量问题由卖家承担运费"},
    {"grinder", "public", "V3 MONO 磨豆机", "清洁磨豆机的刀盘，先拔掉电源"},
    {"blades", "agents", "磨豆机刀盘更换", "拔掉电源，拆下旧刀盘"},
    {"secret", "managers", "退货率与运费成本", "退货 退货 运费 运费"},
    {"invoice", "public", "Invoices for companies", "Ask for an invoice"},
    {"alone", "public", "禾桑", "禾桑在嘉兴"},
    {"name", "public", "禾桑的电话", "周一到周五"}};
enum { TEXT_COUNT = sizeof(TEXTS) / sizeof(*TEXTS) };

static int make_folder(void **state)
{
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (int i = 0; i < TEXT_COUNT; i++) {
        corpus_put_text(writer, TEXTS[i][0], TEXTS[i][1], TEXTS[i][2],
                        TEXTS[i][3]);
        if (i % 3 == 2)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    corpus_folder_remove(folder);
    return 0;
}

/* The keys of the hits, each followed by a blank. */
static const char *keys_of(suo_hits *hits)
{
    static char keys[512];
    size_t len = 0;
    keys[0] = '\0';
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *hit = &suo_hits_items(hits)[i];
        assert_true(hit->score > 0);
        len += (size_t)snprintf(keys + len, sizeof(keys) - len, "%.*s ",
                                (int)hit->key_len, hit->key);
    }
    assert_int_equal(suo_hits_total(hits), suo_hits_count(hits));
    suo_hits_free(hits);
    return keys;
}

static const char *related(const char *roles, const char *key, uint32_t k)
{
    const suo_related_options options = {.size = sizeof(options), .k = k};
    suo_view *view = corpus_view(folder, roles);
    suo_hits *hits;
    corpus_ok(suo_view_related(view, key, -1, &options, &hits, NULL), NULL);
    suo_view_close(view);
    return keys_of(hits);
}

static void test_related__finds_the_same_topic_without_itself(void **state)
{
    (void)state;
    assert_string_equal(related(NULL, "grinder", 10), "blades ");
    assert_string_equal(related("public", "return", 10), "freight ");
}

static void test_related__sees_what_the_view_sees(void **state)
{
    (void)state;
    assert_string_equal(related("public", "grinder", 10), "");
    assert_non_null(strstr(related(NULL, "return", 10), "secret "));
}

static void test_related__finds_names_that_no_dictionary_knows(void **state)
{
    (void)state;
    assert_string_equal(related("public", "alone", 10), "name ");
}

static void test_related__gives_k_beside_itself(void **state)
{
    (void)state;
    char all[64];
    snprintf(all, sizeof(all), "%s", related(NULL, "return", 0));
    const char *one = related(NULL, "return", 1);
    assert_int_equal(strlen(one), strcspn(all, " ") + 1);
    assert_memory_equal(one, all, strlen(one));
}

static void test_related__takes_any_text(void **state)
{
    suo_view *view = corpus_view(folder, "public");
    suo_hits *hits;
    (void)state;
    corpus_ok(suo_view_related_text(view, "磨豆機 \"V3*\" -mono", -1, NULL,
                                    &hits, NULL),
              NULL);
    assert_string_equal(keys_of(hits), "grinder ");
    corpus_ok(suo_view_related_text(view, NULL, 0, NULL, &hits, NULL), NULL);
    assert_string_equal(keys_of(hits), "");
    corpus_ok(
        suo_view_related_text(view, "的\xff\xe9\x80", -1, NULL, &hits, NULL),
        NULL);
    assert_string_equal(keys_of(hits), "");
    suo_view_close(view);
}

static void test_related__reads_the_beginning_of_a_long_text(void **state)
{
    enum { LEN = 9000 };
    static char text[LEN + 32];
    suo_view *view = corpus_view(folder, NULL);
    suo_hits *hits;
    (void)state;
    for (int i = 0; i < LEN; i += 3)
        memcpy(text + i, "、", 3);
    memcpy(text + LEN, "invoice", 8);
    corpus_ok(suo_view_related_text(view, text, -1, NULL, &hits, NULL), NULL);
    assert_string_equal(keys_of(hits), "");
    memcpy(text, "invoice  ", 9);
    corpus_ok(suo_view_related_text(view, text, -1, NULL, &hits, NULL), NULL);
    assert_string_equal(keys_of(hits), "invoice ");
    suo_view_close(view);
}

static void test_related__passes_filters_and_fields(void **state)
{
    const suo_filter filter = {.field = CORPUS_VOTES,
                               .kind = SUO_FILTER_EXISTS};
    const suo_filter others[] = {filter, {.kind = SUO_FILTER_NOT}};
    suo_related_options options = {.size = sizeof(options),
                                   .filters = others,
                                   .filter_count = 2,
                                   .fields = 1u << CORPUS_TITLE};
    suo_view *view = corpus_view(folder, NULL);
    suo_hits *hits;
    (void)state;
    corpus_ok(suo_view_related_text(view, "电源", -1, &options, &hits, NULL),
              NULL);
    assert_string_equal(keys_of(hits), ""); /* no title has it */
    options.fields = 1u << CORPUS_BODY;
    size_t found = 0; /* all of them, by two filters that exclude each other */
    for (options.filter_count = 1; options.filter_count <= 2;
         options.filter_count++) {
        corpus_ok(
            suo_view_related_text(view, "电源", -1, &options, &hits, NULL),
            NULL);
        found += suo_hits_count(hits);
        suo_hits_free(hits);
    }
    assert_int_equal(found, 2);
    options.filter_count = 0;
    corpus_ok(suo_view_related_text(view, "电源", -1, &options, &hits, NULL),
              NULL);
    suo_snippet snippet = {.size = sizeof(snippet)};
    assert_int_equal(suo_hits_count(hits), 2);
    corpus_ok(suo_hits_snippet(hits, 0, CORPUS_BODY, NULL, &snippet, NULL),
              NULL);
    assert_int_equal(snippet.mark_count, 1);
    assert_memory_equal(snippet.text + snippet.marks[0].start, "电源", 6);
    suo_hits_free(hits);
    suo_view_close(view);
}

static void test_related__refuses_what_breaks_a_rule(void **state)
{
    suo_related_options options = {.size = sizeof(options)};
    suo_view *view = corpus_view(folder, "public");
    suo_hits *hits;
    (void)state;
    assert_status(suo_view_related(view, "no", -1, NULL, &hits, NULL),
                  SUO_NOT_FOUND);
    assert_status(suo_view_related(view, "secret", -1, NULL, &hits, NULL),
                  SUO_NOT_FOUND);
    assert_status(suo_view_related(view, "", -1, NULL, &hits, NULL),
                  SUO_INVALID);
    assert_status(suo_view_related(view, NULL, 0, NULL, &hits, NULL),
                  SUO_INVALID);
    assert_status(suo_view_related_text(view, NULL, 3, NULL, &hits, NULL),
                  SUO_INVALID);
    options.k = SUO_RELATED_MAX + 1;
    assert_status(suo_view_related(view, "return", -1, &options, &hits, NULL),
                  SUO_LIMIT);
    options.k = 1;
    options.fields = 1u << CORPUS_TAG;
    assert_status(suo_view_related(view, "return", -1, &options, &hits, NULL),
                  SUO_INVALID);
    assert_null(hits);
    suo_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_related__finds_the_same_topic_without_itself),
        cmocka_unit_test(test_related__sees_what_the_view_sees),
        cmocka_unit_test(test_related__finds_names_that_no_dictionary_knows),
        cmocka_unit_test(test_related__gives_k_beside_itself),
        cmocka_unit_test(test_related__takes_any_text),
        cmocka_unit_test(test_related__reads_the_beginning_of_a_long_text),
        cmocka_unit_test(test_related__passes_filters_and_fields),
        cmocka_unit_test(test_related__refuses_what_breaks_a_rule),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
