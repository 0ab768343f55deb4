/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_masking.c - questions without what may tell of a person.
 */
#include "support/unit.h"

#include "support/personal.h"
#include "support/random.h"
#include "text/masking.h"
#include "text/utf8.h"

static const char *mask_but(suo_masking *masking, const char *text, size_t len,
                            const suo_kept_words *kept)
{
    assert_status(suo_masking_read(masking, text, len, kept, NULL), SUO_OK);
    suo_buffer_add_u8(&masking->text, 0);
    assert_false(masking->text.failed);
    return (const char *)masking->text.data;
}

static const char *mask(suo_masking *masking, const char *text, size_t len)
{
    return mask_but(masking, text, len, NULL);
}

static void test_masking__takes_what_is_personal(void **state)
{
    suo_masking masking = {0};
    (void)state;
    for (int i = 0; i < PERSONAL_COUNT; i++) {
        const test_personal *own = &PERSONAL[i];
        const char *masked = mask(&masking, own->text, strlen(own->text));
        assert_non_null(strstr(masked, "***"));
        for (int d = 0; d < 4 && own->data[d] != NULL; d++) {
            assert_non_null(strstr(own->text, own->data[d]));
            if (strstr(masked, own->data[d]) != NULL)
                fail_msg("'%s' stays in '%s'", own->data[d], masked);
        }
    }
    suo_masking_clear(&masking);
}

static void test_masking__leaves_the_rest(void **state)
{
    static const char *const PAIRS[][2] = {
        {"怎么退货？", "怎么退货？"},
        {"  怎么\t退\n货  ", "怎么 退 货"},
        {"7天无理由退货 30天 100元", "7天无理由退货 30天 100元"},
        {"iPhone 15 Pro 和 ZA-3 怎么连 5G Wi-Fi 6",
         "iPhone 15 Pro 和 ZA-3 怎么连 5G Wi-Fi 6"},
        {"一二年级 三五天 一一对应", "一二年级 三五天 一一对应"},
        {"三百二十一元", "三百二十一元"},
        {"V3 MONO / V3MO v-model", "V3 MONO / V3MO v-model"},
        {"pre-order don't e.g. C++", "pre-order don't e.g. C++"},
        {"订单123456什么时候到", "订单***什么时候到"},
        {"订单 123456 什么时候到", "订单 *** 什么时候到"},
        {"https://a.cn/1打不开怎么办", "***打不开怎么办"},
        {"mail a@b.cn and c@d.cn", "mail *** and ***"},
        {"12345", "***"},
        {"", ""},
        {"\xFF"
         "a\xC3",
         "\xEF\xBF\xBD"
         "a\xEF\xBF\xBD"},
        {"a\xE2\x80\xAE"
         "b\x1B[31m",
         "a b [31m"},
    };
    suo_masking masking = {0};
    (void)state;
    for (size_t i = 0; i < sizeof(PAIRS) / sizeof(*PAIRS); i++)
        assert_string_equal(mask(&masking, PAIRS[i][0], strlen(PAIRS[i][0])),
                            PAIRS[i][1]);
    suo_masking_clear(&masking);
}

/* Where a long text is cut, a number may go on. */
static void test_masking__hides_the_end_of_what_is_cut(void **state)
{
    char text[SUO_MASKING_BYTES_MAX + 16];
    suo_masking masking = {0};
    (void)state;
    for (size_t digits = 1; digits <= 11; digits++) {
        memset(text, 'a', sizeof(text));
        for (size_t i = 0; i < sizeof(text); i += 2)
            text[i] = ' ';
        memcpy(text + SUO_MASKING_BYTES_MAX - digits, "13812345678", 11);
        const char *masked = mask(&masking, text, sizeof(text));
        assert_null(strpbrk(masked, "0123456789"));
        assert_string_equal(masked + strlen(masked) - 3, "***");
    }
    suo_masking_clear(&masking);
}

/* Of any bytes: good UTF-8, no controls, no 4 digits in a row, no address; and
 * once more changes nothing that was hidden. */
static void test_masking__holds_for_any_bytes(void **state)
{
    static const char *const PARTS[] = {
        "1",  "23",  "４",  "五", "六", "@", ".",  "-",  " ",    "a",    "Bc",
        "货", "://", "www", "/",  "é",  "٣", "\n", "（", "\xFF", "\xE2", "³",
        "＠", "com", "ﷺ",   "Ⅷ",  "①",  "x", "=",  "&",  "零",   "㈠"};
    test_random random = test_random_begin(71);
    suo_masking masking = {0};
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[256] = "";
        uint64_t count = test_random_below(&random, 30);
        for (uint64_t i = 0; i < count; i++)
            strcat(text, PARTS[test_random_below(&random, sizeof(PARTS) /
                                                              sizeof(*PARTS))]);
        const char *masked = mask(&masking, text, strlen(text));
        int digits = 0;
        for (size_t at = 0; masked[at] != '\0';) {
            uint32_t code;
            bool is_broken = false;
            at += suo_utf8_decode((const uint8_t *)masked + at,
                                  strlen(masked + at), &code, &is_broken);
            digits = code - '0' < 10 ? digits + 1 : 0;
            assert_false(is_broken || code < 0x20 || code == '@');
            assert_true(digits < 4);
        }
        assert_null(strstr(masked, "://"));
    }
    suo_masking_clear(&masking);
}

/* Kept words stay, in all their writings, but not inside of anything else. */
static void test_masking__leaves_kept_words(void **state)
{
    static const char *const WORDS[] = {"KX-200 Pro", "RTX4090", "退货",
                                        "12345678"};
    static const uint32_t COUNTS[] = {2, 1, 0, 0};
    static const char *const PAIRS[][2] = {
        {"kx200 和 KX-200 和 ＫＸ_２００", "kx200 和 KX-200 和 ＫＸ_２００"},
        {"kx200pro和kx-200-pro KX200Plus", "kx200pro和kx-200-pro ***"},
        {"rtx4090怎么装 RTX-4090", "rtx4090怎么装 RTX-4090"},
        {"kx2001 kx200x xkx200 kx-200-13812345678", "*** *** *** ***"},
        {"kx200@qq.com kx200.com https://a.cn/kx200", "*** *** ***"},
        {"kx200 13812345678", "kx200 ***"},
        {"12345678 4090", "***"},
    };
    suo_masking masking = {0};
    suo_kept_words kept = {0};
    (void)state;
    for (int twice = 0; twice < 2; twice++)
        for (size_t i = 0; i < 4; i++) {
            uint32_t count;
            assert_status(suo_masking_keep(&masking, WORDS[i], strlen(WORDS[i]),
                                           &kept, &count, NULL),
                          SUO_OK);
            assert_int_equal(count, COUNTS[i]);
        }
    assert_int_equal(kept.count, 3);
    for (size_t i = 0; i < sizeof(PAIRS) / sizeof(*PAIRS); i++)
        assert_string_equal(
            mask_but(&masking, PAIRS[i][0], strlen(PAIRS[i][0]), &kept),
            PAIRS[i][1]);
    suo_kept_words_clear(&kept);
    suo_masking_clear(&masking);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_masking__takes_what_is_personal),
        cmocka_unit_test(test_masking__leaves_the_rest),
        cmocka_unit_test(test_masking__leaves_kept_words),
        cmocka_unit_test(test_masking__hides_the_end_of_what_is_cut),
        cmocka_unit_test(test_masking__holds_for_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
