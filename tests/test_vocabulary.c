/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_vocabulary.c - words and rules, written, read back, and refused.
 */
#include "support/unit.h"

#include <math.h>

#include "base/hash.h"
#include "index/layout.h"
#include "index/vocabulary.h"
#include "support/memory_os.h"
#include "support/random.h"

enum { COMMIT = 9, WORDS = 300, BYTES_MAX = 1200 };

static const char PATH[] = "f/v";

static suo_slice slice(const char *text)
{
    return (suo_slice){(const uint8_t *)text, strlen(text)};
}

/* Bytes for slices, of any value. */
static uint8_t *random_bytes(test_random *random)
{
    uint8_t *bytes = malloc(BYTES_MAX);
    assert_non_null(bytes);
    for (size_t i = 0; i < BYTES_MAX; i++)
        bytes[i] = (uint8_t)test_random_next(random);
    return bytes;
}

static void write_words(memory_os *files, suo_vocabulary *vocabulary)
{
    assert_status(
        suo_vocabulary_write(vocabulary, memory_os_table(files), PATH, NULL),
        SUO_OK);
}

static suo_status read_words(memory_os *files, uint64_t hash,
                             suo_vocabulary *back, suo_error *error)
{
    return suo_vocabulary_read(back, memory_os_table(files), PATH, COMMIT, hash,
                               error);
}

/* The smallest file with something of each: two words and a rule. */
static suo_vocabulary small(suo_vocabulary_word *words)
{
    words[0] = (suo_vocabulary_word){slice("V3 MONO"), slice("v3mono"), 1, 4};
    words[1] = (suo_vocabulary_word){slice("闪电退"), slice("闪电退"), 2.5, 7};
    return (suo_vocabulary){.commit = COMMIT,
                            .generation = 7,
                            .words = words,
                            .count = 2,
                            .synonyms = slice("a, b")};
}

static void assert_slice(suo_slice found, suo_slice wanted)
{
    assert_int_equal(found.len, wanted.len);
    assert_memory_equal(found.bytes, wanted.bytes, wanted.len);
}

static void assert_same(const suo_vocabulary *found,
                        const suo_vocabulary *wanted)
{
    assert_int_equal(found->commit, wanted->commit);
    assert_int_equal(found->hash, wanted->hash);
    assert_int_equal(found->generation, wanted->generation);
    assert_int_equal(found->count, wanted->count);
    assert_slice(found->synonyms, wanted->synonyms);
    for (size_t i = 0; i < wanted->count; i++) {
        assert_slice(found->words[i].text, wanted->words[i].text);
        assert_slice(found->words[i].canon, wanted->words[i].canon);
        assert_true(found->words[i].weight == wanted->words[i].weight);
        assert_int_equal(found->words[i].since, wanted->words[i].since);
    }
}

static void test_vocabulary__comes_back(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    suo_vocabulary back;
    write_words(*state, &made);
    assert_status(read_words(*state, made.hash, &back, NULL), SUO_OK);
    assert_same(&back, &made);
    suo_vocabulary_clear(&back);
    assert_null(back.words);
}

/* Lengths up to the most there may be, bytes of any value. */
static void test_vocabulary__of_any_bytes_comes_back(void **state)
{
    test_random random = test_random_begin(60);
    suo_vocabulary_word words[WORDS];
    uint8_t *bytes = random_bytes(&random);
    for (int round = 0; round < 30; round++) {
        suo_vocabulary back;
        suo_vocabulary made = {
            .commit = COMMIT,
            .generation = 1 + test_random_bits(&random, 60),
            .words = words,
            .count = test_random_below(&random, WORDS + 1),
            .synonyms = {bytes, test_random_below(&random, BYTES_MAX)},
        };
        /* As many bytes of one row: longer ones come later. */
        for (size_t i = 0; i < made.count; i++)
            words[i] = (suo_vocabulary_word){
                .text = {bytes + i,
                         1 + test_random_below(&random, SUO_WORD_MAX)},
                .canon = {bytes, SUO_CANON_MAX - made.count + 1 + i},
                .weight = SUO_WORD_WEIGHT_MAX /
                          (double)(1 + test_random_below(&random, 1000)),
                .since = 1 + test_random_below(&random, made.generation),
            };
        write_words(*state, &made);
        assert_status(read_words(*state, made.hash, &back, NULL), SUO_OK);
        assert_same(&back, &made);
        suo_vocabulary_clear(&back);
    }
    free(bytes);
}

static void test_vocabulary__of_nothing_comes_back(void **state)
{
    suo_vocabulary made = {.commit = COMMIT};
    suo_vocabulary back;
    write_words(*state, &made);
    assert_status(read_words(*state, made.hash, &back, NULL), SUO_OK);
    assert_int_equal(back.count, 0);
    assert_int_equal(back.generation, 0);
    assert_int_equal(back.synonyms.len, 0);
    suo_vocabulary_clear(&back);
}

/* FORMAT.md 12, byte for byte; the hash is that of the bytes before. */
static void test_vocabulary__has_the_bytes_of_the_format(void **state)
{
    static const uint8_t golden[] =
        "SUOVOC\r\n"
        "\x02\0\0\0\0\0\0\0"
        "\x09\0\0\0\0\0\0\0"
        "\x07\0\0\0\0\0\0\0"
        "\x02"
        "\x06v3mono\x07V3 MONO\0\0\0\0\0\0\xF0\x3F\x04"
        "\x09闪电退\x09闪电退\0\0\0\0\0\0\x04\x40\x07"
        "\x04"
        "a, b";
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    size_t len;
    write_words(*state, &made);
    const uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    assert_int_equal(len, sizeof(golden) - 1 + 8);
    assert_memory_equal(bytes, golden, sizeof(golden) - 1);
    assert_int_equal(suo_load_u64(bytes + len - 8), suo_hash(bytes, len - 8));
    assert_int_equal(made.hash, suo_hash(bytes, len - 8));
}

static void test_vocabulary__finds_each_word_and_no_other(void **state)
{
    enum { COUNT = 50 };
    suo_vocabulary_word words[COUNT] = {0};
    char names[COUNT][8];
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof(names[i]), "w%02d", 2 * i);
        words[i].canon = slice(names[i]);
    }
    for (size_t count = 0; count <= COUNT; count++) {
        const suo_vocabulary vocabulary = {.words = words, .count = count};
        for (size_t i = 0; i <= 2 * COUNT; i++) {
            char name[8];
            snprintf(name, sizeof(name), "w%02zu", i);
            const suo_vocabulary_word *wanted =
                i % 2 == 0 && i / 2 < count ? &words[i / 2] : NULL;
            assert_ptr_equal(suo_vocabulary_find(&vocabulary, slice(name)),
                             wanted);
        }
    }
}

static void test_vocabulary__of_another_commit_is_refused(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    suo_vocabulary back;
    const suo_os *os = memory_os_table(*state);
    write_words(*state, &made);
    assert_status(
        suo_vocabulary_read(&back, os, PATH, COMMIT + 1, made.hash, NULL),
        SUO_CORRUPT);
    assert_null(back.words);
    assert_status(read_words(*state, made.hash + 1, &back, NULL), SUO_CORRUPT);
    assert_int_equal(back.commit, 0);
    assert_status(
        suo_vocabulary_read(&back, os, "f/none", COMMIT, made.hash, NULL),
        SUO_NOT_FOUND);
}

/* Change one byte, make the hash right, and read. */
static suo_status read_patched(memory_os *files, size_t at, uint8_t value,
                               suo_error *error)
{
    suo_vocabulary back;
    size_t len;
    uint8_t *bytes = memory_os_bytes(files, PATH, &len);
    uint8_t old = bytes[at];
    bytes[at] = value;
    uint64_t hash = suo_hash(bytes, len - 8);
    suo_store_u64(bytes + len - 8, hash);
    suo_status st = read_words(files, hash, &back, error);
    suo_vocabulary_clear(&back);
    bytes[at] = old;
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    return st;
}

static void test_vocabulary__of_a_newer_version_is_named(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    suo_error error = SUO_ERROR_EMPTY;
    write_words(*state, &made);
    assert_status(read_patched(*state, 8, 2, NULL), SUO_OK);
    assert_status(read_patched(*state, 8, 3, &error), SUO_VERSION);
    assert_non_null(strstr(error.message, PATH));
    assert_non_null(strstr(error.message, "version 3"));
    assert_status(read_patched(*state, 12, 1, NULL), SUO_VERSION);
    assert_status(read_patched(*state, 8, 1, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, 0, 'X', NULL), SUO_CORRUPT);
}

/* Write words that break a rule; the hash is right. */
static void assert_breaks_a_rule(memory_os *files, suo_vocabulary *made)
{
    suo_vocabulary back;
    suo_error error = SUO_ERROR_EMPTY;
    write_words(files, made);
    assert_status(read_words(files, made->hash, &back, &error), SUO_CORRUPT);
    assert_string_equal(error.message, "f/v: breaks a rule");
    assert_null(back.words);
    assert_null(back.bytes);
}

static void test_vocabulary__with_words_out_of_order_is_corrupt(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    words[0].canon = words[1].canon;
    assert_breaks_a_rule(*state, &made);
    words[1].canon = slice("闪电");
    assert_breaks_a_rule(*state, &made);
}

static void test_vocabulary__with_a_weight_out_of_range_is_corrupt(void **state)
{
    static const double weights[] = {0, -1, 100.5, INFINITY, -INFINITY, NAN};
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
        words[1].weight = weights[i];
        assert_breaks_a_rule(*state, &made);
    }
}

static void test_vocabulary__with_a_word_of_the_future_is_corrupt(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    words[0].since = 8;
    assert_breaks_a_rule(*state, &made);
    words[0].since = 0;
    assert_breaks_a_rule(*state, &made);
}

static void test_vocabulary__with_a_text_too_long_is_corrupt(void **state)
{
    test_random random = test_random_begin(61);
    suo_vocabulary_word words[2];
    uint8_t *bytes = random_bytes(&random);
    for (int rule = 0; rule < 4; rule++) {
        suo_vocabulary made = small(words);
        switch (rule) {
        case 0:
            words[1].canon = slice("");
            break;
        case 1:
            bytes[0] = 0xFF; /* it comes last */
            words[1].canon = (suo_slice){bytes, SUO_CANON_MAX + 1};
            break;
        case 2:
            words[1].text = slice("");
            break;
        default:
            words[1].text = (suo_slice){bytes, SUO_WORD_MAX + 1};
        }
        assert_breaks_a_rule(*state, &made);
    }
    free(bytes);
}

static void test_vocabulary__with_rules_too_long_is_corrupt(void **state)
{
    uint8_t *bytes = calloc(SUO_SYNONYMS_MAX + 1, 1);
    suo_vocabulary back;
    assert_non_null(bytes);
    suo_vocabulary made = {.commit = COMMIT,
                           .synonyms = {bytes, SUO_SYNONYMS_MAX}};
    write_words(*state, &made);
    assert_status(read_words(*state, made.hash, &back, NULL), SUO_OK);
    assert_int_equal(back.synonyms.len, SUO_SYNONYMS_MAX);
    suo_vocabulary_clear(&back);
    made.synonyms.len++;
    assert_breaks_a_rule(*state, &made);
    free(bytes);
}

/* A count that the bytes do not hold: nothing is allocated for it. */
static void test_vocabulary__with_another_count_is_corrupt(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    write_words(*state, &made);
    assert_status(read_patched(*state, 32, 2, NULL), SUO_OK);
    for (int count = 0; count < 256; count++)
        if (count != 2)
            assert_status(read_patched(*state, 32, (uint8_t)count, NULL),
                          SUO_CORRUPT);
}

/* Bytes after the rules. */
static void test_vocabulary__with_more_behind_is_corrupt(void **state)
{
    suo_vocabulary_word words[2];
    suo_vocabulary made = small(words);
    suo_vocabulary back;
    uint8_t longer[200] = {0};
    size_t len;
    write_words(*state, &made);
    const uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    memcpy(longer, bytes, len - 8);
    uint64_t hash = suo_hash(longer, len - 7);
    suo_store_u64(longer + len - 7, hash);
    memory_os_put(*state, PATH, longer, len + 1);
    assert_status(read_words(*state, hash, &back, NULL), SUO_CORRUPT);
}

int main(void)
{
#define VOCABULARY_TEST(name) \
    cmocka_unit_test_setup_teardown(name, memory_os_set_up, memory_os_tear_down)
    const struct CMUnitTest tests[] = {
        VOCABULARY_TEST(test_vocabulary__comes_back),
        VOCABULARY_TEST(test_vocabulary__of_any_bytes_comes_back),
        VOCABULARY_TEST(test_vocabulary__of_nothing_comes_back),
        VOCABULARY_TEST(test_vocabulary__has_the_bytes_of_the_format),
        VOCABULARY_TEST(test_vocabulary__finds_each_word_and_no_other),
        VOCABULARY_TEST(test_vocabulary__of_another_commit_is_refused),
        VOCABULARY_TEST(test_vocabulary__of_a_newer_version_is_named),
        VOCABULARY_TEST(test_vocabulary__with_words_out_of_order_is_corrupt),
        VOCABULARY_TEST(test_vocabulary__with_a_weight_out_of_range_is_corrupt),
        VOCABULARY_TEST(test_vocabulary__with_a_word_of_the_future_is_corrupt),
        VOCABULARY_TEST(test_vocabulary__with_a_text_too_long_is_corrupt),
        VOCABULARY_TEST(test_vocabulary__with_rules_too_long_is_corrupt),
        VOCABULARY_TEST(test_vocabulary__with_another_count_is_corrupt),
        VOCABULARY_TEST(test_vocabulary__with_more_behind_is_corrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
