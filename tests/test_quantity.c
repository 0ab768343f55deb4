/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_quantity.c - numbers with their unit are one term in all writings.
 */

#include "support/unit.h"

/* The quantities of a text, a space behind each. */
static const char *quantities(const char *text)
{
    static char out[256];
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    out[0] = '\0';
    assert_status(suo_tokenizer_new(NULL, &tokenizer, NULL), SUO_OK);
    assert_status(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        for (uint64_t i = 0; i < count; i++)
            if (tokens[i].kind == SUO_TOKEN_WHOLE &&
                tokens[i].flags & SUO_TOKEN_HAN)
                snprintf(out + strlen(out), sizeof(out) - strlen(out), "%.*s ",
                         (int)tokens[i].term_len, tokens[i].term);
    } while (count > 0);
    suo_tokenizer_free(tokenizer);
    return out;
}

static void test_quantity__is_one_term_in_all_writings(void **state)
{
    (void)state;
    assert_string_equal(quantities("7天后"), "7天 ");
    assert_string_equal(quantities("７天"), "7天 ");
    assert_string_equal(quantities("七天后"), "7天 ");
    assert_string_equal(quantities("24小时 二十四个小时 二十四小時"),
                        "24小时 24小时 24小时 ");
    assert_string_equal(quantities("两台 3.5折 三百二十一元 一百零五元"),
                        "2台 3.5折 321元 105元 ");
}

static void test_quantity__reads_years_digit_by_digit(void **state)
{
    (void)state;
    assert_string_equal(quantities("二〇二六年 二零二六年 2026年"),
                        "2026年 2026年 2026年 ");
    assert_string_equal(quantities("二〇二六天"), "");
}

static void test_quantity__leaves_what_is_not_surely_a_number(void **state)
{
    (void)state;
    assert_string_equal(quantities("一个 一次 一块"), "");
    assert_string_equal(quantities("哪一年 每一天 上一月"), "");
    assert_string_equal(quantities("三四天"), "");         /* about */
    assert_string_equal(quantities("三点五折"), "");       /* 3.5 */
    assert_string_equal(quantities("三万五千元"), "");     /* 35000 */
    assert_string_equal(quantities("十分 千克 百分"), ""); /* very, kg, % */
    assert_string_equal(quantities("007天 V37天"), "");    /* codes */
}

static void test_quantity__of_one_needs_time_money_or_measure(void **state)
{
    (void)state;
    assert_string_equal(quantities("一天 一元 一个月"), "1天 1元 1个月 ");
}

static void test_quantity__is_found_at_the_end_of_a_long_run(void **state)
{
    char text[3 * 130 + 16] = "";
    (void)state;
    for (int i = 0; i < 127; i++)
        strcat(text, "退");
    strcat(text, "七天"); /* over the end of a step of the tokenizer */
    assert_string_equal(quantities(text), "7天 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantity__is_one_term_in_all_writings),
        cmocka_unit_test(test_quantity__reads_years_digit_by_digit),
        cmocka_unit_test(test_quantity__leaves_what_is_not_surely_a_number),
        cmocka_unit_test(test_quantity__of_one_needs_time_money_or_measure),
        cmocka_unit_test(test_quantity__is_found_at_the_end_of_a_long_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
