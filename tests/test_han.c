/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_han.c - the segmenter against all ways to cut short runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/fold.h"
#include "text/han.h"
#include "text/lexicon.h"

enum { RUN_CHARS = 9, RUNS = 3000 };

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static uint64_t word_cost(const uint32_t *chars, uint32_t count)
{
    uint64_t cost = suo_lexicon_find(chars, count);
    if (cost == 0)
        cost = count == 1 ? SUO_LEXICON_UNKNOWN : UINT32_MAX;
    return cost;
}

/* The cost of the cut whose word ends are the bits of 'ends'. */
static uint64_t cut_cost(const uint32_t *chars, uint32_t count, uint32_t ends)
{
    uint64_t cost = 0;
    uint32_t from = 0;
    for (uint32_t at = 1; at <= count; at++) {
        if (at < count && (ends >> at & 1) == 0)
            continue;
        cost += word_cost(chars + from, at - from);
        from = at;
    }
    return cost;
}

/* Take and cut the 'count' folded characters. */
static void cut_chars(suo_han *han, uint32_t *chars, size_t count)
{
    const suo_folded folded = {.codes = chars, .count = count};
    assert_int_equal(suo_han_read(han, &folded, NULL), SUO_OK);
    suo_han_cut(han);
}

/* The cost of the cut that was found of run number 'r'. */
static uint64_t found_cost(const suo_han *han, size_t r)
{
    suo_han_run run = han->runs[r];
    uint64_t cost = 0;
    size_t at = run.from;
    while (at < run.from + run.count) {
        assert_true(han->word_lens[at] > 0);
        cost += word_cost(han->chars + at, han->word_lens[at]);
        at += han->word_lens[at];
    }
    assert_int_equal(at, run.from + run.count);
    return cost;
}

/* Runs of frequent characters, so that many words overlap. */
static void test_han__finds_the_cheapest_of_all_cuts(void **state)
{
    static const char common[] = "的一是在不了有和人这中大为上个国我以要他时来"
                                 "用们生到作地于出就分对成会可主"
                                 "发年动同工也能下过子说产种面而方后多定行学法"
                                 "所民得经十三之进着等部度家电力"
                                 "里如水化高自二理起小物现实加量都两体制机当使"
                                 "点从业本去把性好应开它合还因由"
                                 "退货款单订支付宝优惠券";
    suo_folded folded = {0};
    suo_han han = {0};
    uint64_t seed = 11;
    (void)state;
    assert_int_equal(
        suo_fold(&folded, common, 0, (uint32_t)strlen(common), NULL), 0);
    for (int i = 0; i < RUNS; i++) {
        /* Two runs with a comma between, of one text. */
        uint32_t chars[2 * RUN_CHARS + 1];
        uint32_t counts[2];
        uint32_t total = 0;
        for (int r = 0; r < 2; r++) {
            counts[r] = 1 + (uint32_t)(random_next(&seed) % RUN_CHARS);
            for (uint32_t k = 0; k < counts[r]; k++)
                chars[total++] =
                    folded.codes[random_next(&seed) % folded.count];
            if (r == 0)
                chars[total++] = ',';
        }
        cut_chars(&han, chars, total);
        assert_int_equal(han.run_count, 2);
        for (size_t r = 0; r < 2; r++) {
            const uint32_t *run = han.chars + han.runs[r].from;
            assert_int_equal(han.runs[r].count, counts[r]);
            uint64_t best = UINT64_MAX;
            for (uint32_t ends = 0; ends < 1u << counts[r]; ends += 2) {
                uint64_t cost = cut_cost(run, counts[r], ends);
                if (cost < best)
                    best = cost;
            }
            assert_int_equal(found_cost(&han, r), best);
        }
    }
    suo_han_clear(&han);
    suo_folded_clear(&folded);
}

static void test_han__takes_runs_with_their_places(void **state)
{
    /* 退(tuì)货,〇x一 with a character of extension B at the end */
    uint32_t chars[] = {0x9000, '(', 't',    'u', 0xEC,   ')',
                        0x8D27, ',', 0x3007, 'x', 0x4E00, 0x20000};
    suo_han han = {0};
    (void)state;
    cut_chars(&han, chars, sizeof(chars) / sizeof(*chars));
    assert_int_equal(han.run_count, 3);
    assert_int_equal(han.runs[0].count, 2);
    assert_int_equal(han.runs[0].end, 7);
    assert_int_equal(han.places[han.runs[0].from + 1], 6);
    assert_int_equal(han.runs[1].count, 1);
    assert_int_equal(han.places[han.runs[1].from], 8);
    assert_int_equal(han.runs[2].count, 2);
    assert_int_equal(han.runs[2].end, 12);
    assert_int_equal(han.chars[han.runs[2].from + 2], 0);
    suo_han_clear(&han);
}

static void test_han__keeps_every_support_word_whole(void **state)
{
    suo_folded folded = {0};
    suo_han han = {0};
    char line[1024];
    (void)state;
    FILE *in = fopen(SUO_SOURCE_DIR "/src/text/tables/support_words.tsv", "rb");
    if (in == NULL) {
        print_message("no support_words.tsv\n");
        skip();
    }
    while (fgets(line, sizeof(line), in) != NULL) {
        size_t len = strcspn(line, "\t\n");
        if (line[0] == '#' || len == 0)
            continue;
        assert_int_equal(suo_fold(&folded, line, 0, (uint32_t)len, NULL), 0);
        bool is_han = folded.count <= SUO_LEXICON_WORD_MAX;
        for (size_t i = 0; i < folded.count && is_han; i++)
            is_han = suo_class(folded.codes[i]) == SUO_CLASS_HAN;
        if (!is_han)
            continue;
        cut_chars(&han, folded.codes, folded.count);
        if (han.word_lens[0] != folded.count)
            print_message("cut: %s", line);
        assert_int_equal(han.word_lens[0], folded.count);
    }
    fclose(in);
    suo_han_clear(&han);
    suo_folded_clear(&folded);
}

static void test_han__cuts_a_run_without_known_words_into_characters(
    void **state)
{
    static uint32_t chars[1000];
    suo_han han = {0};
    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        chars[i] = 0x20000 + i;
    cut_chars(&han, chars, 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(han.word_lens[i], 1);
    suo_han_clear(&han);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_han__finds_the_cheapest_of_all_cuts),
        cmocka_unit_test(test_han__takes_runs_with_their_places),
        cmocka_unit_test(test_han__keeps_every_support_word_whole),
        cmocka_unit_test(
            test_han__cuts_a_run_without_known_words_into_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
