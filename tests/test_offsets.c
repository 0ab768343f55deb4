/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_offsets.c - offsets in code points and in UTF-16, against a counter
 * that knows of UTF-8 only what a good character is and tries the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/effort.h"
#include "support/texts.h"
#include "text/offsets.h"
#include "text/pieces.h"
#include "text/tokenizer.h"

enum { RANDOM_TEXTS = 1600 };

/* ---- the oracle ---- */

/* The character 'bytes' of 'len' spell, all of them; 0 if none. */
static uint32_t good_character(const uint8_t *bytes, size_t len)
{
    static const uint32_t least[] = {0, 1, 0x80, 0x800, 0x10000};
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    if (len == 1)
        return bytes[0] < 0x80 ? bytes[0] : 0;
    if (bytes[0] < leads[len] || bytes[0] - leads[len] >= 0x80 >> len)
        return 0;
    uint32_t code = (uint32_t)(bytes[0] - leads[len]);
    for (size_t i = 1; i < len; i++) {
        if (bytes[i] >> 6 != 2)
            return 0;
        code = code * 64 + bytes[i] % 64;
    }
    bool is_scalar = code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
    return is_scalar && code >= least[len] ? code : 0;
}

/* Whether more bytes could make a good character of these; tries them. */
static bool may_go_on(const uint8_t *bytes, size_t len)
{
    uint8_t whole[4] = {0x80, 0x80, 0x80, 0x80};
    memcpy(whole, bytes, len);
    for (size_t goal = len + 1; goal <= 4; goal++)
        for (uint32_t next = 0x80; next < 0xC0; next++) {
            whole[len] = (uint8_t)next;
            if (good_character(whole, goal) != 0)
                return true;
        }
    return false;
}

/* Bytes of the good character or of the broken part at 'bytes'. */
static size_t part_len(const uint8_t *bytes, size_t left, uint32_t *code)
{
    *code = bytes[0];
    if (bytes[0] == 0)
        return 1;
    for (size_t len = 1; len <= 4 && len <= left; len++) {
        *code = good_character(bytes, len);
        if (*code != 0)
            return len;
    }
    *code = 0xFFFD;
    size_t len = 1;
    while (len < left && len < 3 && may_go_on(bytes, len + 1))
        len++;
    return len;
}

/* 'counts[byte]' for every byte where a part starts, and the end; elsewhere
 * UINT32_MAX. */
static void count_all(const char *text, size_t len, int32_t unit,
                      uint32_t *counts)
{
    uint32_t count = 0;
    memset(counts, 0xFF, (len + 1) * sizeof(*counts));
    for (size_t at = 0; at < len;) {
        uint32_t code;
        counts[at] = count;
        at += part_len((const uint8_t *)text + at, len - at, &code);
        count += unit == SUO_OFFSET_UTF16 && code > 0xFFFF ? 2 : 1;
    }
    counts[len] = count;
}

/* ---- tokens ---- */

static suo_tokenizer *make(void)
{
    const suo_analyzer analyzer = {0};
    suo_tokenizer *tokenizer;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    return tokenizer;
}

/* Tokenize with offsets in 'unit'; returns all tokens, without their terms,
 * for free(). */
static suo_token *tokens_in(suo_tokenizer *tokenizer, int32_t unit,
                            const char *text, size_t len, size_t *count)
{
    suo_token *all = NULL;
    const suo_token *tokens;
    uint64_t more;
    *count = 0;
    assert_int_equal(suo_tokenizer_set_offsets(tokenizer, unit, NULL), SUO_OK);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL),
                     SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &more, NULL),
                         SUO_OK);
        all = realloc(all, (*count + more + 1) * sizeof(*all));
        assert_non_null(all);
        if (more > 0)
            memcpy(all + *count, tokens, more * sizeof(*all));
        *count += more;
    } while (more > 0);
    return all;
}

/* The offsets in both units must be those of the bytes, counted. */
static void check_units(suo_tokenizer *tokenizer, const char *text, size_t len)
{
    size_t count, same;
    suo_token *bytes =
        tokens_in(tokenizer, SUO_OFFSET_BYTES, text, len, &count);
    uint32_t *counts = malloc((len + 1) * sizeof(*counts));
    assert_non_null(counts);
    for (int32_t unit = SUO_OFFSET_CODE_POINTS; unit <= SUO_OFFSET_UTF16;
         unit++) {
        suo_token *others = tokens_in(tokenizer, unit, text, len, &same);
        count_all(text, len, unit, counts);
        assert_int_equal(count, same);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(others[i].start, counts[bytes[i].start]);
            assert_int_equal(others[i].end, counts[bytes[i].end]);
            assert_int_equal(others[i].unit, bytes[i].unit);
            assert_int_equal(others[i].kind, bytes[i].kind);
        }
        free(others);
    }
    free(counts);
    free(bytes);
}

/* ---- cases ---- */

static void test_offsets__are_those_of_a_plain_count(void **state)
{
    static const uint32_t sizes[] = {1, 2, 5, 64, 1000, SUO_PIECE_BYTES};
    suo_tokenizer *tokenizer = make();
    uint64_t seed = 11;
    char text[TEXT_MAX];
    (void)state;
    for (int i = 0; i < (int)effort_of(RANDOM_TEXTS); i++) {
        size_t len = random_text(&seed, text);
        for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
            suo_tokenizer_set_piece(tokenizer, sizes[k]);
            check_units(tokenizer, text, len);
        }
    }
    suo_tokenizer_free(tokenizer);
}

/* Many batches; a run of Han goes on from one to the next. */
static void test_offsets__go_on_from_batch_to_batch(void **state)
{
    static const char *const parts[] = {"应(yīng)用𠀀退货\xE4\xBD",
                                        "V3-MONO \xF0\x9F\x98\x80"};
    const size_t len = 200000;
    suo_tokenizer *tokenizer = make();
    char *text = malloc(len + 64);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < 2; i++) {
        for (size_t at = 0; at < len; at += strlen(parts[i]))
            memcpy(text + at, parts[i], strlen(parts[i]));
        check_units(tokenizer, text, len);
    }
    free(text);
    suo_tokenizer_free(tokenizer);
}

/* Ask for bytes in any order, forwards and back, in batches of any size. */
static void test_offsets__are_right_in_any_order(void **state)
{
    enum { TOKENS = 40 };
    suo_offsets offsets = {0};
    suo_token tokens[TOKENS], bytes[TOKENS];
    uint64_t seed = 12;
    char text[TEXT_MAX];
    uint32_t counts[TEXT_MAX + 1];
    (void)state;
    for (int round = 0; round < (int)effort_of(RANDOM_TEXTS * 4); round++) {
        size_t len = random_text(&seed, text);
        int32_t unit =
            round % 2 == 0 ? SUO_OFFSET_UTF16 : SUO_OFFSET_CODE_POINTS;
        count_all(text, len, unit, counts);
        suo_offsets_start(&offsets, unit);
        for (int batch = 0; batch < 4; batch++) {
            size_t count = random_next(&seed) % TOKENS;
            for (size_t i = 0; i < count; i++) {
                bytes[i] = (suo_token){
                    .start = (uint32_t)(random_next(&seed) % (len + 1)),
                    .end = (uint32_t)(random_next(&seed) % (len + 1))};
                while (counts[bytes[i].start] == UINT32_MAX)
                    bytes[i].start--;
                while (counts[bytes[i].end] == UINT32_MAX)
                    bytes[i].end++;
                tokens[i] = bytes[i];
            }
            assert_int_equal(suo_offsets_convert(&offsets, text, (uint32_t)len,
                                                 tokens, count, NULL),
                             SUO_OK);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(tokens[i].start, counts[bytes[i].start]);
                assert_int_equal(tokens[i].end, counts[bytes[i].end]);
            }
        }
    }
    suo_offsets_clear(&offsets);
}

/* A word of the user may start in any batch before: what it goes back to must
 * not lie a whole text away, or long texts take the square of their time. */
static void test_offsets__go_far_back_in_few_steps(void **state)
{
    enum { LEN = 300000, STEP_MAX = 10000 };
    suo_offsets offsets = {0};
    char *text = malloc(LEN + 3);
    uint32_t *counts = malloc((LEN + 1) * sizeof(*counts));
    (void)state;
    assert_non_null(text);
    assert_non_null(counts);
    for (size_t at = 0; at < LEN; at += 3)
        memcpy(text + at, "退", 3);
    count_all(text, LEN, SUO_OFFSET_UTF16, counts);
    suo_offsets_start(&offsets, SUO_OFFSET_UTF16);
    for (uint32_t at = 0; at < LEN; at += 3) {
        uint32_t back = at % 7 == 0 ? at / 6 * 3 : at;
        suo_token tokens[] = {{.start = at, .end = at + 3},
                              {.start = back, .end = at + 3}};
        assert_int_equal(
            suo_offsets_convert(&offsets, text, LEN, tokens, 2, NULL), SUO_OK);
        assert_int_equal(tokens[0].start, counts[at]);
        assert_int_equal(tokens[1].start, counts[back]);
        assert_int_equal(tokens[1].end, counts[at + 3]);
    }
    for (size_t i = 1; i < offsets.count; i++) {
        assert_true(offsets.places[i].byte > offsets.places[i - 1].byte);
        assert_true(offsets.places[i].byte - offsets.places[i - 1].byte <
                    STEP_MAX);
    }
    assert_true(LEN - offsets.places[offsets.count - 1].byte < STEP_MAX);
    assert_true(offsets.count < LEN / 1000);
    suo_offsets_clear(&offsets);
    free(counts);
    free(text);
}

static void test_offsets__change_with_the_next_start(void **state)
{
    static const char text[] = "退货";
    suo_tokenizer *tokenizer = make();
    const suo_token *tokens;
    uint64_t count;
    (void)state;
    assert_int_equal(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    assert_int_equal(
        suo_tokenizer_set_offsets(tokenizer, SUO_OFFSET_UTF16, NULL), SUO_OK);
    assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                     SUO_OK);
    assert_int_equal(tokens[0].end, 6);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                     SUO_OK);
    assert_int_equal(tokens[0].end, 2);
    suo_tokenizer_free(tokenizer);
}

static void test_offsets__know_three_units(void **state)
{
    suo_tokenizer *tokenizer = make();
    suo_error error = {.size = sizeof(error)};
    (void)state;
    assert_int_equal(suo_tokenizer_set_offsets(tokenizer, 3, &error),
                     SUO_INVALID);
    assert_int_equal(error.status, SUO_INVALID);
    assert_int_equal(suo_tokenizer_set_offsets(tokenizer, -1, NULL),
                     SUO_INVALID);
    assert_int_equal(suo_tokenizer_set_offsets(NULL, SUO_OFFSET_BYTES, NULL),
                     SUO_INVALID);
    suo_tokenizer_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offsets__are_those_of_a_plain_count),
        cmocka_unit_test(test_offsets__go_on_from_batch_to_batch),
        cmocka_unit_test(test_offsets__are_right_in_any_order),
        cmocka_unit_test(test_offsets__go_far_back_in_few_steps),
        cmocka_unit_test(test_offsets__change_with_the_next_start),
        cmocka_unit_test(test_offsets__know_three_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
