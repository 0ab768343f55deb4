/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sounds.c - syllables that sound alike to many, and Han words found by
 * them and by their characters but one.
 */
#include "support/unit.h"

#include "query/han_words.h"
#include "text/sounds.h"

static uint16_t syllable(const char *letters)
{
    for (uint32_t i = 1; i < suo_pinyin_syllable_count; i++)
        if (strcmp(suo_pinyin_syllables[i].letters, letters) == 0)
            return (uint16_t)i;
    fail_msg("no syllable %s", letters);
    return 0;
}

static void assert_alike(const char *a, const char *b, bool are_alike)
{
    assert_true((suo_sound_key(syllable(a)) == suo_sound_key(syllable(b))) ==
                are_alike);
}

static void test_sounds__join_what_many_do_not_tell_apart(void **state)
{
    (void)state;
    assert_alike("zhi", "zi", true);
    assert_alike("chang", "can", true);
    assert_alike("sheng", "sen", true);
    assert_alike("nan", "lan", true);
    assert_alike("ren", "leng", true);
    assert_alike("xin", "xing", true);
    assert_alike("nv", "lv", true);
    assert_alike("fang", "huang", false);
    assert_alike("fen", "hen", true);
}

static void test_sounds__tell_others_apart(void **state)
{
    (void)state;
    assert_alike("tui", "huo", false);
    assert_alike("dong", "deng", false);
    assert_alike("ban", "pan", false);
    assert_alike("qi", "xi", false);
    assert_int_equal(suo_sound_key(SUO_PINYIN_NONE), 0);
    for (uint16_t i = 1; i < suo_pinyin_syllable_count; i++)
        assert_int_not_equal(suo_sound_key(i), 0);
}

/* ---- words ---- */

/* Is a word found by the characters of a text? */
static bool is_found(const suo_han_words *words, const uint32_t *chars,
                     uint32_t count, uint32_t word)
{
    suo_han_key key = {.count = count};
    size_t from;
    size_t to;
    memcpy(key.items, chars, count * sizeof(*chars));
    suo_han_words_by_chars(words, &key, &from, &to);
    for (; from < to; from++)
        if (words->spellings[from].word == word)
            return true;
    return false;
}

static void test_han_words__are_found_by_all_characters_but_one(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"验证码", "退货", "货", "abc", "退a"};
    static const uint32_t LESS[][2] = {
        {0x9A8C, 0x8BC1}, {0x9A8C, 0x7801}, {0x8BC1, 0x7801}};
    suo_han_words words = {0};
    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(*TEXTS); i++)
        assert_status(
            suo_han_words_add(&words, (suo_slice){(const uint8_t *)TEXTS[i],
                                                  strlen(TEXTS[i])}),
            SUO_OK);
    suo_han_words_end(&words);
    assert_int_equal(words.count, 2);
    for (int i = 0; i < 3; i++)
        assert_true(is_found(&words, LESS[i], 2, 0));
    const uint32_t whole[] = {0x9000, 0x8D27};
    assert_true(is_found(&words, whole, 2, 1));
    assert_false(is_found(&words, whole, 1, 1));
    suo_han_key key = {
        2, {suo_sound_key(syllable("tui")), suo_sound_key(syllable("huo"))}};
    size_t from;
    size_t to;
    suo_han_words_by_sound(&words, &key, &from, &to);
    assert_int_equal(to - from, 1);
    suo_han_words_clear(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sounds__join_what_many_do_not_tell_apart),
        cmocka_unit_test(test_sounds__tell_others_apart),
        cmocka_unit_test(test_han_words__are_found_by_all_characters_but_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
