/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_spelling.c - what is typed to get a text, and how Han is read.
 */
#include "support/unit.h"

#include "text/spelling.h"
#include "text/utf8.h"

enum { SPELT_MAX = 512 };

/* Every unit: a mark for its place (^ first, | word, . inside), its character,
 * its syllable in brackets. */
static const char *spell(const char *text)
{
    static char out[SPELT_MAX];
    suo_spelling spelling = {0};
    size_t len = 0;
    assert_status(
        suo_spelling_read(&spelling, text, (uint32_t)strlen(text), NULL),
        SUO_OK);
    for (size_t i = 0; i < spelling.count && len < SPELT_MAX - 16; i++) {
        const suo_spelt *unit = &spelling.units[i];
        const char *mark[] = {"^", "|", ".", ""};
        len += (size_t)sprintf(out + len, "%s", mark[unit->place]);
        len += suo_utf8_encode(unit->code, out + len);
        if (unit->syllable != SUO_PINYIN_NONE)
            len +=
                (size_t)sprintf(out + len, "(%s)",
                                suo_pinyin_syllables[unit->syllable].letters);
        assert_true(unit->start < unit->end && unit->end <= strlen(text));
    }
    out[len] = '\0';
    suo_spelling_clear(&spelling);
    return out;
}

static void test_spelling__reads_polyphones_by_their_words(void **state)
{
    (void)state;
    assert_string_equal(spell("银行"), "^银(yin).行(hang)");
    assert_string_equal(spell("重复"), "^重(chong).复(fu)");
    assert_string_equal(spell("长度"), "^长(chang).度(du)");
    assert_string_equal(spell("地址"), "^地(di).址(zhi)");
    assert_string_equal(spell("行货"), "^行(hang).货(huo)");
    assert_string_equal(spell("重量"), "^重(zhong).量(liang)");
    assert_string_equal(spell("旅行"), "^旅(lv).行(xing)");
    assert_string_equal(spell("还款"), "^还(huan).款(kuan)");
}

static void test_spelling__reads_no_phrase_across_the_start_of_a_word(
    void **state)
{
    (void)state;
    assert_string_equal(spell("白银行业"), "^白(bai).银(yin)|行(hang).业(ye)");
    assert_string_equal(spell("更长度假"), /* 长度 is no word here */
                        "^更(geng)|长(chang)|度(du).假(jia)");
}

static void test_spelling__folds_and_leaves_out_what_is_not_typed(void **state)
{
    (void)state;
    assert_string_equal(spell("怎麼 退貨？"),
                        "^怎(zen).么(me)|退(tui).货(huo)");
    assert_string_equal(spell("Wi-Fi 6"), "^wi|fi|6");
    assert_string_equal(spell("Café d'été"), "^cafe|dete");
    assert_string_equal(spell("OneDrive"), "^one|drive");
    assert_string_equal(spell("V3版"), "^v3|版(ban)");
    assert_string_equal(spell("應(yīng)用"), "^应(ying).用(yong)");
    assert_string_equal(spell(" ?!"), "");
    assert_string_equal(spell(""), "");
}

static void test_pinyin__lists_all_readings_of_a_character(void **state)
{
    uint16_t found[SUO_PINYIN_READINGS_MAX];
    uint32_t count = suo_pinyin_readings(0x884C, found); /* 行 */
    bool has_xing = false;
    bool has_hang = false;
    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        const char *letters = suo_pinyin_syllables[found[i]].letters;
        has_xing |= strcmp(letters, "xing") == 0;
        has_hang |= strcmp(letters, "hang") == 0;
    }
    assert_true(has_xing && has_hang);
    assert_int_equal(suo_pinyin_readings('a', found), 0);
    assert_int_equal(suo_pinyin_readings(0x20000, found), 0);
}

static void test_pinyin__finds_the_syllables_of_a_letter(void **state)
{
    uint32_t from;
    uint32_t to;
    uint32_t next = 1;
    (void)state;
    for (char letter = 'a'; letter <= 'z'; letter++) {
        suo_pinyin_initial(letter, &from, &to);
        assert_int_equal(from, next);
        for (; next < to; next++)
            assert_int_equal(suo_pinyin_syllables[next].letters[0], letter);
    }
    assert_int_equal(next, suo_pinyin_syllable_count);
    assert_true(next <= SUO_PINYIN_SYLLABLES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spelling__reads_polyphones_by_their_words),
        cmocka_unit_test(
            test_spelling__reads_no_phrase_across_the_start_of_a_word),
        cmocka_unit_test(test_spelling__folds_and_leaves_out_what_is_not_typed),
        cmocka_unit_test(test_pinyin__lists_all_readings_of_a_character),
        cmocka_unit_test(test_pinyin__finds_the_syllables_of_a_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
