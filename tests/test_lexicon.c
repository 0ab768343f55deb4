/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_lexicon.c - the generated lexicon against the lists it is made from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/fold.h"
#include "text/lexicon.h"

#define TABLES SUO_SOURCE_DIR "/src/text/tables/"

/* What to do with the folded word of each line. */
typedef void line_check(const uint32_t *word, uint32_t count);

/* Call 'check' for every word of Han alone; returns how many, -1 without the
 * file. */
static long each_word(const char *path, line_check *check)
{
    suo_folded folded = {0};
    char line[1024];
    long count = 0;
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return -1;
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
        check(folded.codes, (uint32_t)folded.count);
        count++;
    }
    fclose(in);
    suo_folded_clear(&folded);
    return count;
}

static void check_found(const uint32_t *word, uint32_t count)
{
    assert_int_not_equal(suo_lexicon_find(word, count), 0);
}

static void test_lexicon__has_every_listed_word(void **state)
{
    (void)state;
    long count = each_word(TABLES "words.tsv", check_found);
    assert_true(count > 100000);
    assert_true(suo_lexicon_word_count >= (uint32_t)count);
}

static void test_lexicon__has_every_support_word(void **state)
{
    (void)state;
    if (each_word(TABLES "support_words.tsv", check_found) < 0) {
        print_message("no support_words.tsv\n");
        skip();
    }
}

static void test_lexicon__has_no_other_words(void **state)
{
    uint32_t words = 0;
    (void)state;
    for (uint32_t i = 0; i < suo_lexicon_node_count; i++)
        words += suo_lexicon_nodes[i].cost != 0;
    for (uint32_t i = 0; i < SUO_LEXICON_CHARS; i++)
        words += suo_lexicon_chars[i].cost != SUO_LEXICON_UNKNOWN;
    assert_int_equal(words, suo_lexicon_word_count);
}

static void test_lexicon__knows_no_part_of_a_word_as_a_word(void **state)
{
    const uint32_t strange[] = {0x4E00, 0x9FFF, 0x4E00};
    const uint32_t latin[] = {'a'};
    (void)state;
    assert_int_equal(suo_lexicon_find(strange, 3), 0);
    assert_int_equal(suo_lexicon_find(latin, 1), 0);
    assert_int_equal(suo_lexicon_find(latin, 0), 0);
}

static void test_lexicon__all_tables_are_within_four_megabytes(void **state)
{
    (void)state;
    size_t bytes = suo_lexicon_node_count * sizeof(suo_lexicon_node) +
                   sizeof(suo_lexicon_chars) + sizeof(suo_fold_bmp) +
                   sizeof(suo_class_bmp) +
                   suo_fold_far_count * sizeof(suo_fold_pair);
    print_message("%zu bytes, %u words\n", bytes, suo_lexicon_word_count);
    assert_true(bytes <= 4 * 1000 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lexicon__has_every_listed_word),
        cmocka_unit_test(test_lexicon__has_every_support_word),
        cmocka_unit_test(test_lexicon__has_no_other_words),
        cmocka_unit_test(test_lexicon__knows_no_part_of_a_word_as_a_word),
        cmocka_unit_test(test_lexicon__all_tables_are_within_four_megabytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
