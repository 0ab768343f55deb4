/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_edits.c - slips between words, against the table of optimal string
 * alignment; and walks over words in order, against looking at each.
 */
#include "support/random.h"
#include "support/unit.h"

#include "query/letter_words.h"
#include "text/utf8.h"

enum { LETTERS = 8, WORDS = 400, SEARCHES = 300, ROUNDS = 20000 };

/* Slips between two words, by the table. */
static uint32_t count_slips(const uint16_t *a, uint32_t a_len,
                            const uint16_t *b, uint32_t b_len)
{
    uint32_t table[SUO_EDITS_LETTERS_MAX + 1][SUO_EDITS_LETTERS_MAX + 1];
    for (uint32_t i = 0; i <= a_len; i++)
        for (uint32_t j = 0; j <= b_len; j++) {
            uint32_t least = i == 0 ? j : j == 0 ? i : UINT32_MAX;
            if (i > 0 && j > 0) {
                uint32_t same = a[i - 1] == b[j - 1];
                least = table[i - 1][j - 1] + !same;
                if (table[i - 1][j] + 1 < least)
                    least = table[i - 1][j] + 1;
                if (table[i][j - 1] + 1 < least)
                    least = table[i][j - 1] + 1;
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                    a[i - 2] == b[j - 1] && table[i - 2][j - 2] + 1 < least)
                    least = table[i - 2][j - 2] + 1;
            }
            table[i][j] = least;
        }
    return table[a_len][b_len];
}

/* A word of a few letters, some of them beyond ASCII. */
static uint32_t random_word(test_random *random, uint16_t *letters,
                            uint32_t least, uint32_t most)
{
    uint32_t len = least + (uint32_t)test_random_below(random, most - least);
    for (uint32_t i = 0; i < len; i++)
        letters[i] = (uint16_t)("abc"[test_random_below(random, 3)]) +
                     (test_random_below(random, 6) == 0 ? 0x3D0 : 0);
    return len;
}

static void test_edits__counts_as_the_table_does(void **state)
{
    (void)state;
    test_random random = test_random_begin(71);
    for (int round = 0; round < ROUNDS; round++) {
        uint16_t a[LETTERS + 1];
        uint16_t b[LETTERS + 1];
        suo_edits edits;
        suo_edits_state states[2];
        uint32_t max = (uint32_t)test_random_below(&random, SUO_EDITS_MAX + 1);
        uint32_t a_len = random_word(&random, a, 1, LETTERS);
        uint32_t b_len = random_word(&random, b, 0, LETTERS);
        uint32_t wanted = count_slips(a, a_len, b, b_len);
        bool is_alive = true;
        suo_edits_take(&edits, a, a_len, max);
        suo_edits_begin(&edits, &states[0]);
        for (uint32_t i = 0; i < b_len && is_alive; i++)
            is_alive = suo_edits_step(&edits, &states[i % 2], b[i],
                                      &states[(i + 1) % 2]);
        uint32_t found =
            is_alive ? suo_edits_count(&edits, &states[b_len % 2]) : max + 1;
        assert_int_equal(found, wanted <= max ? wanted : max + 1);
    }
}

static void test_edits__takes_words_of_all_lengths(void **state)
{
    (void)state;
    uint16_t word[SUO_EDITS_LETTERS_MAX];
    suo_edits edits;
    suo_edits_state from;
    suo_edits_state to;
    for (uint32_t i = 0; i < SUO_EDITS_LETTERS_MAX; i++)
        word[i] = (uint16_t)('a' + i % 26);
    suo_edits_take(&edits, word, SUO_EDITS_LETTERS_MAX, 2);
    suo_edits_begin(&edits, &from);
    for (uint32_t i = 2; i < SUO_EDITS_LETTERS_MAX; i++) { /* two missing */
        assert_true(suo_edits_step(&edits, &from, word[i], &to));
        from = to;
    }
    assert_int_equal(suo_edits_count(&edits, &from), 2);
}

/* ---- words in order ---- */

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_letter_words__walks_give_what_is_near(void **state)
{
    (void)state;
    test_random random = test_random_begin(72);
    char *texts[WORDS];
    suo_letter_words words = {0};
    for (int i = 0; i < WORDS; i++) {
        uint16_t letters[LETTERS + 1];
        uint32_t len = random_word(&random, letters, 1, LETTERS);
        texts[i] = calloc(1, 2 * LETTERS + 1);
        for (uint32_t k = 0, at = 0; k < len; k++)
            at += (uint32_t)suo_utf8_encode(letters[k], texts[i] + at);
    }
    qsort(texts, WORDS, sizeof(*texts), compare_text);
    for (int i = 0; i < WORDS; i++)
        if (i == 0 || strcmp(texts[i], texts[i - 1]) != 0)
            assert_status(
                suo_letter_words_add(
                    &words, (suo_slice){(uint8_t *)texts[i], strlen(texts[i])}),
                SUO_OK);
    suo_letter_words_end(&words);
    for (int search = 0; search < SEARCHES; search++) {
        uint16_t typed[LETTERS + 1];
        uint32_t len = random_word(&random, typed, 1, LETTERS);
        suo_edits edits;
        suo_letter_walk walk;
        uint32_t max = 1 + (uint32_t)test_random_below(&random, 2);
        suo_edits_take(&edits, typed, len, max);
        suo_letter_walk_begin(&walk, &words, &edits);
        for (size_t i = 0; i < words.count; i++) {
            const suo_letter_word *own = &words.items[i];
            uint32_t wanted =
                count_slips(typed, len, words.letters + own->first, own->len);
            uint32_t slips = 0;
            if (wanted > max)
                continue;
            assert_ptr_equal(suo_letter_walk_next(&walk, &slips), own);
            assert_int_equal(slips, wanted);
        }
        assert_null(suo_letter_walk_next(&walk, &max));
    }
    suo_letter_words_clear(&words);
    for (int i = 0; i < WORDS; i++)
        free(texts[i]);
}

static void test_letter_words__leaves_out_what_is_no_word_of_letters(
    void **state)
{
    (void)state;
    static const char *const OUT[] = {
        "",
        "ab",
        "v3mono",
        "max_len",
        "退货",
        "a-b",
        "\377abc",
        "can't",
        "ｶﾅカナ",
        "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde" /* 41 letters */};
    static const char *const IN[] = {"abc", "straße", "доставка", "έξοδος"};
    suo_letter_words words = {0};
    for (size_t i = 0; i < sizeof(OUT) / sizeof(*OUT); i++)
        assert_status(
            suo_letter_words_add(
                &words, (suo_slice){(const uint8_t *)OUT[i], strlen(OUT[i])}),
            SUO_OK);
    assert_int_equal(words.count, 0);
    for (size_t i = 0; i < sizeof(IN) / sizeof(*IN); i++)
        assert_status(
            suo_letter_words_add(
                &words, (suo_slice){(const uint8_t *)IN[i], strlen(IN[i])}),
            SUO_OK);
    assert_int_equal(words.count, 4);
    suo_letter_words_clear(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edits__counts_as_the_table_does),
        cmocka_unit_test(test_edits__takes_words_of_all_lengths),
        cmocka_unit_test(test_letter_words__walks_give_what_is_near),
        cmocka_unit_test(
            test_letter_words__leaves_out_what_is_no_word_of_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
