/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_runs.c - scripts side by side, and pinyin in brackets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/tokenizer.h"

/* The tokens of 'text', grams left out: words by spaces, a whole in square
 * brackets, a stop word with a '!' before it. */
static const char *tokens_of(const char *text)
{
    static char out[4096];
    const suo_analyzer analyzer = {0};
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    size_t len = 0;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = tokens + i;
            bool is_whole = t->kind == SUO_TOKEN_WHOLE;
            if (t->kind == SUO_TOKEN_GRAM)
                continue;
            len += (size_t)snprintf(out + len, sizeof(out) - len,
                                    "%s%s%s%.*s%s", len > 0 ? " " : "",
                                    t->flags & SUO_TOKEN_STOP ? "!" : "",
                                    is_whole ? "[" : "", (int)t->term_len,
                                    t->term, is_whole ? "]" : "");
            assert_true(len < sizeof(out));
        }
    } while (count > 0);
    suo_tokenizer_free(tokenizer);
    out[len] = '\0';
    return out;
}

static void test_runs__change_with_the_script(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("2004年"), "2004 年");
    assert_string_equal(tokens_of("用USB充电"), "用 usb 充电");
    assert_string_equal(tokens_of("привет世界hello"), "привет 世界 hello");
    assert_string_equal(tokens_of("５Ｇ手机"), "5 g [5g] 手机");
}

static void test_runs__of_other_scripts_are_cut_by_icu(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("한국어 테스트"), "한국어 테스트");
    assert_string_equal(tokens_of("Привет, мир!"), "привет мир");
    assert_string_equal(tokens_of("ภาษาไทย"), "ภาษา ไทย");
    assert_string_equal(tokens_of("שלום"), "שלום");
    assert_string_equal(tokens_of("ｶﾀｶﾅ"), "カタカナ");
    assert_string_equal(tokens_of("об'єкт"), "об'єкт");
}

static void test_runs__keep_marks_with_their_letters(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("x\xCC\x82y"), "x\xCC\x82y");
    assert_string_equal(tokens_of("e\xCC\x81t\xC3\xA9"), "été");
    assert_string_equal(tokens_of("\xCC\x82"), "");
}

static void test_runs__pass_over_punctuation_and_controls(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("，。！？…——（）😀 \x01\x7F"), "");
    assert_string_equal(tokens_of("退货\x01退款"), "退货 退款");
}

static void test_runs__go_on_over_bracketed_pinyin(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("應(yīng)用"), "应用");
    assert_string_equal(tokens_of("数（shù）据(jù)库"), "数据库");
    assert_string_equal(tokens_of("內(nèi)容"), "内容");
    assert_string_equal(tokens_of("權(quán)"), "权");
    assert_string_equal(tokens_of("綠(lǜ)色"), "绿色");
    assert_string_equal(tokens_of("装(zhuàng)"), "装");
}

static void test_runs__stop_at_brackets_that_hold_no_pinyin(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("应(ying)用"), "应 ying 用");
    assert_string_equal(tokens_of("咖啡(café)馆"), "咖啡 café 馆");
    assert_string_equal(tokens_of("水(H2O)"), "水 h 2 o [h2o]");
    assert_string_equal(tokens_of("应(yīngyòng)"), "应 yīngyòng");
    assert_string_equal(tokens_of("应(yīng用"), "应 yīng 用");
    assert_string_equal(tokens_of("a(yīng)b"), "!a yīng b");
    assert_string_equal(tokens_of("应()用"), "应 用");
}

static void test_runs__long_ones_are_cut(void **state)
{
    char text[3001];
    (void)state;
    memset(text, 'a', 3000);
    text[3000] = '\0';
    const char *tokens = tokens_of(text);
    assert_int_equal(strlen(tokens), 3 * 255 + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs__change_with_the_script),
        cmocka_unit_test(test_runs__of_other_scripts_are_cut_by_icu),
        cmocka_unit_test(test_runs__keep_marks_with_their_letters),
        cmocka_unit_test(test_runs__pass_over_punctuation_and_controls),
        cmocka_unit_test(test_runs__go_on_over_bracketed_pinyin),
        cmocka_unit_test(test_runs__stop_at_brackets_that_hold_no_pinyin),
        cmocka_unit_test(test_runs__long_ones_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
