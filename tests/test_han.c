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
        cost = count == 1 ? suo_lexicon_unknown_cost : UINT32_MAX;
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

static uint64_t found_cost(const suo_han *han)
{
    uint64_t cost = 0;
    size_t at = 0;
    while (at < han->count) {
        assert_true(han->word_lens[at] > 0);
        cost += word_cost(han->chars + at, han->word_lens[at]);
        at += han->word_lens[at];
    }
    assert_int_equal(at, han->count);
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
        assert_int_equal(suo_han_reserve(&han, RUN_CHARS, NULL), SUO_OK);
        han.count = 1 + random_next(&seed) % RUN_CHARS;
        for (size_t k = 0; k < han.count; k++)
            han.chars[k] = folded.codes[random_next(&seed) % folded.count];
        suo_han_cut(&han);
        uint64_t best = UINT64_MAX;
        for (uint32_t ends = 0; ends < 1u << han.count; ends += 2) {
            uint64_t cost = cut_cost(han.chars, (uint32_t)han.count, ends);
            if (cost < best)
                best = cost;
        }
        assert_int_equal(found_cost(&han), best);
    }
    suo_han_clear(&han);
    suo_folded_clear(&folded);
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
        assert_int_equal(suo_han_reserve(&han, folded.count, NULL), SUO_OK);
        memcpy(han.chars, folded.codes, folded.count * sizeof(uint32_t));
        han.count = folded.count;
        suo_han_cut(&han);
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
    suo_han han = {0};
    (void)state;
    assert_int_equal(suo_han_reserve(&han, 1000, NULL), SUO_OK);
    han.count = 1000;
    for (size_t i = 0; i < han.count; i++)
        han.chars[i] = 0x20000 + (uint32_t)i;
    suo_han_cut(&han);
    for (size_t i = 0; i < han.count; i++)
        assert_int_equal(han.word_lens[i], 1);
    suo_han_clear(&han);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_han__finds_the_cheapest_of_all_cuts),
        cmocka_unit_test(test_han__keeps_every_support_word_whole),
        cmocka_unit_test(
            test_han__cuts_a_run_without_known_words_into_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
