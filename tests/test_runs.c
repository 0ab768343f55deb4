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

#include "support/tokens.h"

static void test_runs__change_with_the_script(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("2004年"), "2004 年 [2004年]");
    assert_string_equal(tokens_of("用USB充电"), "用 usb 充电");
    assert_string_equal(tokens_of("привет世界hello"), "привет 世界 hello");
    assert_string_equal(tokens_of("５Ｇ手机"), "5 g [5g] 手机 [5g手机]");
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

static void test_runs__go_on_over_marks(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("x\xCC\x82y"), "xy");
    assert_string_equal(tokens_of("e\xCC\x81t\xC3\xA9"), "ete");
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
    assert_string_equal(tokens_of("咖啡(café)馆"), "咖啡 cafe 馆");
    assert_string_equal(tokens_of("水(H2O)"), "水 h 2 o [h2o]");
    assert_string_equal(tokens_of("应(yīngyòng)"), "应 yingyong");
    assert_string_equal(tokens_of("应(yīng用"), "应 ying 用");
    assert_string_equal(tokens_of("a(yīng)b"), "!a ying b");
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
        cmocka_unit_test(test_runs__go_on_over_marks),
        cmocka_unit_test(test_runs__pass_over_punctuation_and_controls),
        cmocka_unit_test(test_runs__go_on_over_bracketed_pinyin),
        cmocka_unit_test(test_runs__stop_at_brackets_that_hold_no_pinyin),
        cmocka_unit_test(test_runs__long_ones_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
