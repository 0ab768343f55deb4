/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_fold.c - folding against utf8proc and the table of variants.
 *
 * The oracle folds a whole text with utf8proc_map and then maps every
 * character by han_variants.tsv, read here once more and apart from the tool.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "text/fold.h"
#include "text/utf8.h"

enum { RANDOM_TEXTS = 20000, TEXT_CHARS = 24 };

static uint32_t variants[0x110000];

static int read_variants(void **state)
{
    char line[256];
    (void)state;
    FILE *in = fopen(SUO_SOURCE_DIR "/src/text/tables/han_variants.tsv", "rb");
    if (in == NULL)
        return -1;
    while (fgets(line, sizeof(line), in) != NULL) {
        utf8proc_int32_t from, to;
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)line;
        if (line[0] == '#')
            continue;
        at += utf8proc_iterate(at, -1, &from) + 1;
        utf8proc_iterate(at, -1, &to);
        variants[from] = (uint32_t)to;
    }
    fclose(in);
    return 0;
}

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* A character from one of the blocks where folding has most to do. */
static uint32_t random_char(uint64_t *seed)
{
    static const uint32_t blocks[][2] = {
        {0x20, 0x7F},       {0xC0, 0x250},      {0x300, 0x370},
        {0x1E00, 0x1F00},   {0x1100, 0x1200},   {0xAC00, 0xD7A4},
        {0x3040, 0x3100},   {0x3300, 0x3400},   {0x4E00, 0xA000},
        {0xF900, 0xFFF0},   {0x900, 0xE80},     {0x370, 0x530},
        {0x5D0, 0x6D6},     {0x2000, 0x2070},   {0x1D400, 0x1D500},
        {0x2F800, 0x2FA1E}, {0x20000, 0x2A000}, {0x1, 0xD800},
        {0xE000, 0x110000}, {0xAD, 0xAE},       {0x1F00, 0x2000},
    };
    size_t count = sizeof(blocks) / sizeof(blocks[0]);
    const uint32_t *block = blocks[random_next(seed) % count];
    return block[0] + (uint32_t)(random_next(seed) % (block[1] - block[0]));
}

/* Fold 'len' bytes by the oracle and compare. */
static void check_same(suo_folded *folded, const char *text, size_t len)
{
    utf8proc_uint8_t *expected = NULL;
    utf8proc_ssize_t expected_len = utf8proc_map(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &expected,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
            UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    assert_true(expected_len >= 0);
    assert_int_equal(suo_fold(folded, text, 0, (uint32_t)len, NULL), SUO_OK);
    size_t count = 0;
    for (utf8proc_ssize_t at = 0; at < expected_len; count++) {
        utf8proc_int32_t code;
        at += utf8proc_iterate(expected + at, expected_len - at, &code);
        assert_true(count < folded->count);
        uint32_t wanted = variants[code] != 0 ? variants[code] : (uint32_t)code;
        assert_int_equal(folded->codes[count] & SUO_FOLDED_CODE, wanted);
    }
    assert_int_equal(count, folded->count);
    for (size_t i = 1; i < count; i++)
        assert_true(folded->starts[i] >= folded->starts[i - 1] &&
                    folded->ends[i] >= folded->ends[i - 1]);
    free(expected);
}

static void test_fold__equals_utf8proc_on_every_character(void **state)
{
    suo_folded folded = {0};
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code++) {
        char text[SUO_UTF8_MAX];
        if (code < 0xD800 || code > 0xDFFF)
            check_same(&folded, text, suo_utf8_encode(code, text));
    }
    suo_folded_clear(&folded);
}

/* Every character of the BMP between a letter with a mark and more marks: it
 * must neither keep them from joining nor join them when it should not. */
static void test_fold__equals_utf8proc_on_every_character_in_context(
    void **state)
{
    suo_folded folded = {0};
    (void)state;
    for (uint32_t code = 1; code < 0x10000; code++) {
        char text[64];
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        size_t len = suo_utf8_encode('E', text);
        len += suo_utf8_encode(0x323, text + len);
        len += suo_utf8_encode(code, text + len);
        len += suo_utf8_encode(0x301, text + len);
        len += suo_utf8_encode(0x323, text + len);
        len += suo_utf8_encode(0x1161, text + len);
        len += suo_utf8_encode(code, text + len);
        len += suo_utf8_encode('x', text + len);
        check_same(&folded, text, len);
    }
    suo_folded_clear(&folded);
}

static void test_fold__equals_utf8proc_on_random_text(void **state)
{
    suo_folded folded = {0};
    uint64_t seed = 20240601;
    (void)state;
    for (int i = 0; i < RANDOM_TEXTS; i++) {
        char text[TEXT_CHARS * SUO_UTF8_MAX];
        size_t len = 0;
        for (uint64_t k = random_next(&seed) % TEXT_CHARS; k > 0; k--) {
            uint32_t code = random_char(&seed);
            len += suo_utf8_encode(code, text + len);
        }
        check_same(&folded, text, len);
    }
    suo_folded_clear(&folded);
}

static void test_fold__of_folded_text_changes_nothing(void **state)
{
    suo_folded folded = {0};
    (void)state;
    for (uint32_t code = 1; code < 0x110000; code++) {
        char text[128];
        size_t len = suo_utf8_encode(code, text);
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        assert_int_equal(suo_fold(&folded, text, 0, (uint32_t)len, NULL), 0);
        uint32_t once[32];
        size_t count = folded.count;
        len = 0;
        for (size_t i = 0; i < count; i++) {
            once[i] = folded.codes[i] & SUO_FOLDED_CODE;
            len += suo_utf8_encode(once[i], text + len);
        }
        assert_int_equal(suo_fold(&folded, text, 0, (uint32_t)len, NULL), 0);
        assert_int_equal(folded.count, count);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(folded.codes[i], once[i]);
    }
    suo_folded_clear(&folded);
}

/* Ranges ascend, lie on whole characters and stay inside the text, also when
 * that is random bytes. */
static void test_fold__ranges_are_sound_in_random_bytes(void **state)
{
    suo_folded folded = {0};
    uint64_t seed = 77;
    (void)state;
    for (int i = 0; i < RANDOM_TEXTS; i++) {
        uint8_t text[64];
        uint32_t len = (uint32_t)(random_next(&seed) % sizeof(text));
        for (uint32_t k = 0; k < len; k++)
            text[k] = (uint8_t)random_next(&seed);
        assert_int_equal(suo_fold(&folded, (const char *)text, 0, len, NULL),
                         SUO_OK);
        for (size_t k = 0; k < folded.count; k++) {
            assert_true(folded.starts[k] < folded.ends[k]);
            assert_true(folded.ends[k] <= len);
            if (k > 0)
                assert_true(folded.starts[k] >= folded.starts[k - 1] &&
                            folded.ends[k] >= folded.ends[k - 1]);
        }
    }
    suo_folded_clear(&folded);
}

static void test_fold__gives_composed_characters_their_whole_range(void **state)
{
    suo_folded folded = {0};
    const char text[] = "xE\xCC\x81y"; /* E and U+0301 */
    (void)state;
    assert_int_equal(suo_fold(&folded, text, 0, sizeof(text) - 1, NULL), 0);
    assert_int_equal(folded.count, 3);
    assert_int_equal(folded.codes[1], 0xE9 | SUO_FOLDED_UPPER);
    assert_int_equal(folded.starts[1], 1);
    assert_int_equal(folded.ends[1], 4);
    suo_folded_clear(&folded);
}

static void test_fold__marks_capitals(void **state)
{
    suo_folded folded = {0};
    const char text[] = "aB\xC3\x89\xC3\xA9\xEF\xBC\xA1"
                        "7"; /* aBÉé, fullwidth A, 7 */
    static const bool is_upper[] = {false, true, true, false, true, false};
    (void)state;
    assert_int_equal(suo_fold(&folded, text, 0, sizeof(text) - 1, NULL), 0);
    assert_int_equal(folded.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal((folded.codes[i] & SUO_FOLDED_UPPER) != 0,
                         is_upper[i]);
    suo_folded_clear(&folded);
}

/* A mark sends the letter before it to the slow path. */
static void test_fold__marks_capitals_alike_on_both_paths(void **state)
{
    suo_folded folded = {0};
    (void)state;
    for (uint32_t code = 0x80; code < 0xD800; code++) {
        char text[8];
        size_t len = suo_utf8_encode(code, text);
        if (suo_fold_bmp[code] == 0)
            continue;
        memcpy(text + len, "\xCC\xB5", 2); /* U+0335 composes with nothing */
        assert_int_equal(suo_fold(&folded, text, 0, (uint32_t)len, NULL), 0);
        uint32_t alone = folded.codes[0];
        assert_int_equal(suo_fold(&folded, text, 0, (uint32_t)len + 2, NULL),
                         0);
        assert_int_equal(folded.count, 2);
        assert_int_equal(folded.codes[0], alone);
    }
    suo_folded_clear(&folded);
}

static void test_fold__counts_each_broken_part_once(void **state)
{
    suo_folded folded = {0};
    const char text[] = "a\xFF\xE4\xBD\xCC\x81z\x80";
    (void)state;
    assert_int_equal(suo_fold(&folded, text, 0, sizeof(text) - 1, NULL), 0);
    assert_int_equal(folded.replaced, 3);
    suo_folded_clear(&folded);
}

/* A megabyte of marks of alternating classes: sorting each stretch by swaps
 * would take minutes. */
static void test_fold__long_rows_of_marks_cost_no_more(void **state)
{
    suo_folded folded = {0};
    const uint32_t len = 1 << 20;
    char *text = malloc(len);
    (void)state;
    assert_non_null(text);
    for (uint32_t i = 0; i < len; i += 4)
        memcpy(text + i, "\xCC\x81\xCC\xA3", 4);
    assert_int_equal(suo_fold(&folded, text, 0, len, NULL), SUO_OK);
    assert_int_equal(folded.count, len / 2);
    free(text);
    suo_folded_clear(&folded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold__equals_utf8proc_on_every_character),
        cmocka_unit_test(
            test_fold__equals_utf8proc_on_every_character_in_context),
        cmocka_unit_test(test_fold__equals_utf8proc_on_random_text),
        cmocka_unit_test(test_fold__of_folded_text_changes_nothing),
        cmocka_unit_test(test_fold__ranges_are_sound_in_random_bytes),
        cmocka_unit_test(
            test_fold__gives_composed_characters_their_whole_range),
        cmocka_unit_test(test_fold__marks_capitals),
        cmocka_unit_test(test_fold__marks_capitals_alike_on_both_paths),
        cmocka_unit_test(test_fold__counts_each_broken_part_once),
        cmocka_unit_test(test_fold__long_rows_of_marks_cost_no_more),
    };
    return cmocka_run_group_tests(tests, read_variants, NULL);
}
