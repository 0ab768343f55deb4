/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_stem.c - stems, and the cache in front of Snowball.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/stem.h"

static const char *stem_of(suo_stem *stem, const char *word, char *out)
{
    size_t len = strlen(word);
    memcpy(out, word, len);
    assert_int_equal(suo_stem_word(stem, out, &len, NULL), SUO_OK);
    out[len] = '\0';
    return out;
}

static void test_stem__is_snowballs(void **state)
{
    static const char *const pairs[][2] = {
        {"running", "run"},
        {"phones", "phone"},
        {"user's", "user"},
        {"payments", "payment"},
        {"a", "a"},
        {"is", "is"},
        {"generously", "generous"},
        {"refunded", "refund"},
        {"internationalization", "internation"},
        {"counterrevolutionaries", "counterrevolutionari"},
        {"antidisestablishmentarianism", "antidisestablishmentarian"},
    };
    suo_stem stem = {0};
    char out[512];
    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
            assert_string_equal(stem_of(&stem, pairs[i][0], out), pairs[i][1]);
    suo_stem_clear(&stem);
}

static void check_stems(const char *const (*pairs)[2], size_t count)
{
    suo_stem stem = {0};
    char out[512];
    for (int round = 0; round < 5; round++) /* before and in the cache */
        for (size_t i = 0; i < count; i++)
            assert_string_equal(stem_of(&stem, pairs[i][0], out), pairs[i][1]);
    suo_stem_clear(&stem);
}
#define CHECK_STEMS(pairs) check_stems(pairs, sizeof(pairs) / sizeof(pairs[0]))

static void test_stem__of_a_contraction_is_its_first_words(void **state)
{
    static const char *const pairs[][2] = {
        {"don't", "do"},
        {"dont", "do"},
        {"can't", "can"},
        {"cant", "can"},
        {"cannot", "can"},
        {"won't", "will"},
        {"wont", "will"},
        {"shan't", "shall"},
        {"ain't", "is"},
        {"isn't", "is"},
        {"isnt", "is"},
        {"doesn't", "doe"},
        {"doesnt", "doe"},
        {"does", "doe"},
        {"it's", "it"},
        {"i'm", "i"},
        {"i'd", "i"},
        {"i've", "i"},
        {"ive", "i"},
        {"you're", "you"},
        {"youre", "you"},
        {"we've", "we"},
        {"weve", "we"},
        {"they'll", "they"},
        {"couldn't've", "could"},
        {"thats", "that"},
        {"that's", "that"},
    };
    (void)state;
    CHECK_STEMS(pairs);
}

static void test_stem__leaves_words_that_look_like_contractions(void **state)
{
    static const char *const pairs[][2] = {
        {"id", "id"},       {"im", "im"},       {"ill", "ill"},
        {"well", "well"},   {"were", "were"},   {"wed", "wed"},
        {"shell", "shell"}, {"hell", "hell"},   {"n't", "n't"},
        {"'ll", "ll"},      {"lets", "let"},    {"o'clock", "o'clock"},
        {"want", "want"},   {"event", "event"},
    };
    (void)state;
    CHECK_STEMS(pairs);
}

static void test_stem__takes_off_possessives(void **state)
{
    static const char *const pairs[][2] = {
        {"customer's", "custom"}, {"customers'", "custom"},
        {"customers", "custom"},  {"customer", "custom"},
        {"boss's", "boss"},       {"order's", "order"},
    };
    (void)state;
    CHECK_STEMS(pairs);
}

static void test_stem__leaves_very_long_words_alone(void **state)
{
    suo_stem stem = {0};
    char word[255], out[512];
    (void)state;
    memset(word, 'a', sizeof(word));
    memcpy(word + 250, "ings", 5);
    assert_string_equal(stem_of(&stem, word, out), word);
    suo_stem_clear(&stem);
}

/* Many words that share places of the cache: each asked twice in a row and
 * once more after all the others, against a stemmer that has forgotten. */
static void test_stem__does_not_depend_on_what_came_before(void **state)
{
    suo_stem stem = {0};
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 40000; i += round == 0 ? 1 : 997) {
            char word[64], out[512], again[512];
            suo_stem fresh = {0};
            snprintf(word, sizeof(word), "%c%c%c%cings", 'a' + i % 26,
                     'a' + i / 26 % 26, 'a' + i / 676 % 26,
                     'a' + i / 17576 % 26);
            stem_of(&stem, word, out);
            assert_string_equal(stem_of(&stem, word, again), out);
            if (i % 997 == 0)
                assert_string_equal(stem_of(&fresh, word, again), out);
            suo_stem_clear(&fresh);
        }
    }
    suo_stem_clear(&stem);
}

/* The vocabulary Snowball publishes; a few words changed with its versions. */
static void test_stem__agrees_with_the_published_vocabulary(void **state)
{
    const char *data = getenv("SUO_SHARED_DATA");
    char path[4096], word[512], expected[512], out[512];
    suo_stem stem = {0};
    (void)state;
    if (data == NULL)
        data = SUO_SOURCE_DIR "/../shared/data";
    snprintf(path, sizeof(path), "%s/dicts/english_stem/voc.txt", data);
    FILE *words = fopen(path, "rb");
    snprintf(path, sizeof(path), "%s/dicts/english_stem/output.txt", data);
    FILE *stems = fopen(path, "rb");
    if (words == NULL || stems == NULL) {
        print_message("no shared data\n");
        skip();
    }
    unsigned count = 0, differing = 0;
    while (fgets(word, 256, words) && fgets(expected, 256, stems)) {
        word[strcspn(word, "\r\n")] = '\0';
        expected[strcspn(expected, "\r\n")] = '\0';
        count++;
        if (word[0] != '\0' && strlen(word) <= SUO_STEM_MAX)
            differing += strcmp(stem_of(&stem, word, out), expected) != 0;
    }
    fclose(words);
    fclose(stems);
    print_message("%u of %u words differ\n", differing, count);
    assert_true(count > 20000);
    assert_true(differing < count / 500);
    suo_stem_clear(&stem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stem__is_snowballs),
        cmocka_unit_test(test_stem__of_a_contraction_is_its_first_words),
        cmocka_unit_test(test_stem__leaves_words_that_look_like_contractions),
        cmocka_unit_test(test_stem__takes_off_possessives),
        cmocka_unit_test(test_stem__leaves_very_long_words_alone),
        cmocka_unit_test(test_stem__does_not_depend_on_what_came_before),
        cmocka_unit_test(test_stem__agrees_with_the_published_vocabulary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
