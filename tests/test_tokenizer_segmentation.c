/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tokenizer_segmentation.c - words against four gold sets, ours and
 * ICU's.
 *
 * A gold word counts when it is made of Han alone; it is found when a word
 * has exactly its bytes. The sets are not part of the project.
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

#include "text/tokenizer.h"

enum { LINE_MAX_BYTES = 1 << 16 };

typedef struct tally {
    long gold;
    long given;
    long found;
} tally;

static double tally_f1(const tally *t)
{
    return 2.0 * (double)t->found / (double)(t->gold + t->given);
}

/* Whether the bytes are Han of three bytes each, as all in these sets. */
static bool is_han(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i += 3) {
        uint8_t lead = (uint8_t)word[i];
        bool is_extension = lead == 0xE3 && (uint8_t)word[i + 1] >= 0x90;
        if (i + 3 > len || !(is_extension || (lead >= 0xE4 && lead <= 0xE9)))
            return false;
    }
    return len > 0;
}

/* Take the spaces out of 'line'; ends[i] is where the gold word that starts
 * at byte i ends, 0 if none does. Returns the length. */
static size_t read_gold(const char *line, char *raw, size_t *ends, tally *t)
{
    size_t len = 0, start = 0;
    memset(ends, 0, LINE_MAX_BYTES * sizeof(*ends));
    for (size_t i = 0;; i++) {
        if (line[i] != ' ' && line[i] != '\n' && line[i] != '\0') {
            raw[len++] = line[i];
            continue;
        }
        if (is_han(raw + start, len - start)) {
            ends[start] = len;
            t->gold++;
        }
        start = len;
        if (line[i] == '\0')
            return len;
    }
}

static void tally_line(suo_tokenizer *tokenizer, const char *raw, size_t len,
                       const size_t *ends, tally *t)
{
    const suo_token *tokens;
    uint64_t count;
    assert_int_equal(suo_tokenizer_start(tokenizer, raw, (int64_t)len, NULL),
                     SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            if (tokens[i].kind != SUO_TOKEN_WORD ||
                (tokens[i].flags & SUO_TOKEN_HAN) == 0)
                continue;
            t->given++;
            t->found += ends[tokens[i].start] == tokens[i].end;
        }
    } while (count > 0);
}

/* The F1 of a gold set; negative if it is not there. */
static double f1_of(const char *set, bool han_by_icu)
{
    static char line[LINE_MAX_BYTES], raw[LINE_MAX_BYTES];
    static size_t ends[LINE_MAX_BYTES];
    const char *data = getenv("SUO_SHARED_DATA");
    const suo_analyzer analyzer = {.han_by_icu = han_by_icu};
    suo_tokenizer *tokenizer;
    tally t = {0};
    char path[4096];
    snprintf(path, sizeof(path), "%s/segmentation/zh_%s.seg.txt",
             data ? data : SUO_SOURCE_DIR "/../shared/data", set);
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return -1;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    while (fgets(line, sizeof(line), in) != NULL) {
        size_t len = read_gold(line, raw, ends, &t);
        tally_line(tokenizer, raw, len, ends, &t);
    }
    suo_tokenizer_free(tokenizer);
    fclose(in);
    return tally_f1(&t);
}

static void test_segmentation__is_better_than_icus(void **state)
{
    static const char *const sets[] = {"gsdsimp-ud-dev", "gsd-ud-dev",
                                       "gsdsimp-ud-test", "gsd-ud-test"};
    (void)state;
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        double ours = f1_of(sets[i], false);
        if (ours < 0) {
            print_message("no shared data\n");
            skip();
        }
        double icus = f1_of(sets[i], true);
        print_message("%s: F1 %.4f, ICU %.4f\n", sets[i], ours, icus);
        assert_true(ours >= icus + 0.05);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segmentation__is_better_than_icus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
