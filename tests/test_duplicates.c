/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_duplicates.c - pairs that say nearly the same, and how alike they are.
 *
 * The oracle compares all pairs, with sets of words that are made up of
 * letters, so that what a word is plays no part.
 */
#include "support/corpus.h"

#include <math.h>

enum { ORACLE_DOCS = 120, ORACLE_WORDS = 24, GROUP = 12 };

static const double ALMOST = 1e-12;

static suo_duplicates *find(const char *folder, const char *roles, double least,
                            uint32_t k)
{
    const suo_duplicates_options options = {
        .size = sizeof(options), .k = k, .least = least};
    suo_view *view = corpus_view(folder, roles);
    suo_duplicates *found;
    corpus_ok(suo_view_duplicates(view, &options, &found, NULL), NULL);
    suo_view_close(view);
    return found;
}

/* "a+b c+d ", without likeness. */
static const char *pairs_of(suo_duplicates *found)
{
    static char pairs[256];
    const suo_duplicate *items = suo_duplicates_items(found);
    size_t len = 0;
    pairs[0] = '\0';
    for (uint32_t i = 0; i < suo_duplicates_count(found); i++)
        len += (size_t)snprintf(pairs + len, sizeof(pairs) - len, "%.*s+%.*s ",
                                (int)items[i].key_len, items[i].key,
                                (int)items[i].other_len, items[i].other);
    suo_duplicates_free(found);
    return pairs;
}

static char *make_folder(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    corpus_put_text(writer, "plain", "public", "退货运费", "运费由买家承担");
    corpus_put_text(writer, "twin", "agents", "退貨運費", "運費由買家承擔");
    corpus_commit(writer);
    corpus_put_text(writer, "other", "public", "发票抬头", "怎么修改发票");
    corpus_put_text(writer, "en", "public", "Return a parcel", "Pack it well");
    corpus_put_text(writer, "en2", "public", "pack parcels", "well returned");
    corpus_commit(writer);
    corpus_put_text(writer, "empty", "public", "", NULL);
    corpus_put_text(writer, "empty2", "public", "的 the", NULL);
    corpus_writer_finish(writer);
    return folder;
}

static void test_duplicates__script_order_and_forms_do_not_count(void **state)
{
    char *folder = make_folder();
    (void)state;
    suo_duplicates *found = find(folder, NULL, 0.9, 0);
    const suo_duplicate *items = suo_duplicates_items(found);
    assert_int_equal(suo_duplicates_count(found), 2);
    assert_true(fabs(items[0].likeness - 1) < ALMOST);
    assert_true(fabs(items[1].likeness - 1) < ALMOST);
    assert_string_equal(pairs_of(found), "plain+twin en+en2 ");
    assert_string_equal(pairs_of(find(folder, NULL, 0.9, 1)), "plain+twin ");
    corpus_folder_remove(folder);
}

static void test_duplicates__sees_what_the_view_sees(void **state)
{
    char *folder = make_folder();
    (void)state;
    assert_string_equal(pairs_of(find(folder, "public", 0.9, 0)), "en+en2 ");
    assert_string_equal(pairs_of(find(folder, "nobody", 0.1, 0)), "");
    corpus_folder_remove(folder);
}

static void test_duplicates__refuses_what_breaks_a_rule(void **state)
{
    char *folder = make_folder();
    suo_view *view = corpus_view(folder, NULL);
    suo_duplicates_options options = {.size = sizeof(options)};
    suo_duplicates *found;
    static const double WRONG[] = {-0.1, 1.1, NAN};
    (void)state;
    for (int i = 0; i < 3; i++) {
        options.least = WRONG[i];
        assert_status(suo_view_duplicates(view, &options, &found, NULL),
                      SUO_INVALID);
        assert_null(found);
    }
    options.least = 0;
    options.k = SUO_DUPLICATES_MAX + 1;
    assert_status(suo_view_duplicates(view, &options, &found, NULL), SUO_LIMIT);
    options.size = 0;
    assert_status(suo_view_duplicates(view, &options, &found, NULL),
                  SUO_INVALID);
    suo_view_close(view);
    suo_duplicates_free(NULL);
    corpus_folder_remove(folder);
}

/* ---- the oracle ---- */

/* Bit w: the document has word number w. */
static uint32_t words_of[ORACLE_DOCS];

/* Documents come in groups, each a base with a few words changed. */
static void oracle_make(test_random *random)
{
    uint32_t base = 0;
    for (int i = 0; i < ORACLE_DOCS; i++) {
        if (i % GROUP == 0)
            base = (uint32_t)test_random_below(random, 1u << ORACLE_WORDS);
        words_of[i] = base;
        for (uint64_t n = test_random_below(random, 8); n > 0; n--)
            words_of[i] ^= 1u << test_random_below(random, ORACLE_WORDS);
    }
}

static void oracle_put(suo_writer *writer, int doc)
{
    char key[16];
    char text[ORACLE_WORDS * 8 + 1];
    size_t len = 0;
    text[0] = '\0';
    for (unsigned w = 0; w < ORACLE_WORDS; w++)
        if (words_of[doc] >> w & 1)
            len += (size_t)snprintf(text + len, sizeof(text) - len, "zq%cx%c ",
                                    'b' + (char)(w / 5), 'b' + (char)(w % 5));
    snprintf(key, sizeof(key), "%d", doc);
    corpus_put_text(writer, key, "r", text, NULL);
}

static double oracle_likeness(int a, int b)
{
    int both = __builtin_popcount(words_of[a] & words_of[b]);
    int all = __builtin_popcount(words_of[a] | words_of[b]);
    return all == 0 ? 0 : (double)both / all;
}

static void check_against_oracle(const char *folder, double least)
{
    suo_duplicates *found = find(folder, NULL, least, SUO_DUPLICATES_MAX);
    const suo_duplicate *items = suo_duplicates_items(found);
    uint32_t expected = 0;
    for (int a = 0; a < ORACLE_DOCS; a++)
        for (int b = a + 1; b < ORACLE_DOCS; b++)
            expected += oracle_likeness(a, b) >= least;
    assert_int_equal(suo_duplicates_count(found), expected);
    for (uint32_t i = 0; i < expected; i++) {
        int a = atoi(items[i].key);
        int b = atoi(items[i].other);
        assert_true(a < b);
        assert_true(fabs(items[i].likeness - oracle_likeness(a, b)) < ALMOST);
        assert_true(i == 0 || items[i - 1].likeness >= items[i].likeness);
    }
    suo_duplicates_free(found);
}

/* Fewer terms than a sample has, fewer documents than are met: all is exact. */
static void test_duplicates__equal_all_pairs_of_small_documents(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        test_random random = {seed};
        char *folder = corpus_folder_make();
        suo_writer *writer = corpus_writer_start(folder);
        oracle_make(&random);
        for (int i = 0; i < ORACLE_DOCS; i++) {
            oracle_put(writer, i);
            if (i % 50 == 49)
                corpus_commit(writer);
        }
        corpus_commit(writer);
        check_against_oracle(folder, 0.6);
        check_against_oracle(folder, 0.95);
        suo_writer_close(writer);
        corpus_folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_duplicates__script_order_and_forms_do_not_count),
        cmocka_unit_test(test_duplicates__sees_what_the_view_sees),
        cmocka_unit_test(test_duplicates__refuses_what_breaks_a_rule),
        cmocka_unit_test(test_duplicates__equal_all_pairs_of_small_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
