/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_ascii.c - runs read straight from the bytes are cut as folded ones.
 *
 * The second reading of each text has a Chinese comma before it and is one
 * stretch without white space: all of it is folded.
 */
#include <string.h>

#include "support/random.h"
#include "support/unit.h"
#include "text/tokenizer.h"

enum { ASCII_TEXTS = 4000, ASCII_MAX = 700, ASCII_RUN_MAX = 140 };

#define COMMA "\xEF\xBC\x8C"

/* Runs of these are words, codes, versions and what joins or parts them. */
static const char *const ALPHABETS[] = {
    "abcdefghijklmnopqrstuvwxyz",
    "abcxyzABCXYZ",
    "0123456789",
    "abcABC012-_.'",
    "aA1'",
    "12.",
    "ab-_.",
    ",/:()<>=!\"#@[`{^~",
};
static const char *const WORDS[] = {
    "the",
    "The",
    "running",
    "iPhone15Pro",
    "v5.3-beta",
    "5.3.1",
    "can't",
    "don't've",
    "eBay",
    "McDonald",
    "S_OK",
    "console.log",
    "2024-01-15",
    "user's",
    "x'1",
    "customers",
    "internationalizations",
    "antidisestablishmentarianism",
};

/* Write a run, or what parts runs, and return its length. */
static size_t write_run(test_random *random, char *text)
{
    size_t count = sizeof(ALPHABETS) / sizeof(ALPHABETS[0]);
    uint64_t choice = test_random_below(random, 2 * count);
    if (choice >= count) {
        const char *word =
            WORDS[test_random_below(random, sizeof(WORDS) / sizeof(WORDS[0]))];
        memcpy(text, word, strlen(word));
        text[strlen(word)] = ',';
        return strlen(word) + test_random_below(random, 2);
    }
    const char *letters = ALPHABETS[choice];
    size_t most = test_random_below(random, 8) == 0 ? ASCII_RUN_MAX : 12;
    size_t len = test_random_below(random, most + 1);
    for (size_t i = 0; i < len; i++)
        text[i] = letters[test_random_below(random, strlen(letters))];
    return len;
}

/* Read the next token, which stays until the one after the batch's last. */
static const suo_token *next_token(suo_tokenizer *tokenizer,
                                   const suo_token **tokens, uint64_t *left)
{
    if (*left == 0)
        assert_status(suo_tokenizer_next(tokenizer, tokens, left, NULL),
                      SUO_OK);
    if (*left == 0)
        return NULL;
    --*left;
    return (*tokens)++;
}

static void check_text(suo_tokenizer *straight, suo_tokenizer *folded,
                       const char *text, size_t len)
{
    const uint32_t comma = (uint32_t)strlen(COMMA);
    const suo_token *tokens[2];
    uint64_t left[2] = {0, 0};
    const suo_token *a, *b;
    /* Of their own size, so that a sanitizer sees what is read behind them. */
    char *own = malloc(len + 1);
    char *longer = malloc(len + comma);
    assert_non_null(own);
    assert_non_null(longer);
    memcpy(own, text, len);
    memcpy(longer, COMMA, comma);
    memcpy(longer + comma, text, len);
    own = realloc(own, len > 0 ? len : 1);
    assert_non_null(own);
    assert_status(suo_tokenizer_start(straight, own, (int64_t)len, NULL),
                  SUO_OK);
    assert_status(
        suo_tokenizer_start(folded, longer, (int64_t)len + comma, NULL),
        SUO_OK);
    do {
        a = next_token(straight, &tokens[0], &left[0]);
        b = next_token(folded, &tokens[1], &left[1]);
        assert_int_equal(a == NULL, b == NULL);
        if (a == NULL)
            break;
        assert_int_equal(a->term_len, b->term_len);
        assert_memory_equal(a->term, b->term, a->term_len);
        assert_int_equal(a->start + comma, b->start);
        assert_int_equal(a->end + comma, b->end);
        assert_int_equal(a->unit, b->unit);
        assert_int_equal(a->unit_count, b->unit_count);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->flags, b->flags);
    } while (true);
    free(own);
    free(longer);
}

static void check_language(const char *language, uint64_t seed)
{
    const suo_analyzer analyzer = {.language = language};
    suo_tokenizer *straight, *folded;
    test_random random = test_random_begin(seed);
    assert_status(suo_tokenizer_make(&analyzer, &straight, NULL), SUO_OK);
    assert_status(suo_tokenizer_make(&analyzer, &folded, NULL), SUO_OK);
    for (int i = 0; i < ASCII_TEXTS; i++) {
        char text[ASCII_MAX + ASCII_RUN_MAX];
        size_t len = 0;
        size_t goal = test_random_below(&random, ASCII_MAX);
        while (len < goal)
            len += write_run(&random, text + len);
        check_text(straight, folded, text, len);
    }
    suo_tokenizer_free(straight);
    suo_tokenizer_free(folded);
}

static void test_ascii__is_cut_as_if_folded(void **state)
{
    (void)state;
    check_language("english", 1);
}

static void test_ascii__is_cut_as_if_folded_in_any_language(void **state)
{
    (void)state;
    check_language("none", 2);
    check_language("german", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii__is_cut_as_if_folded),
        cmocka_unit_test(test_ascii__is_cut_as_if_folded_in_any_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
