/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_mixed.c - words that mix Han with Latin letters or digits.
 */

#include "support/unit.h"
#include "text/tokenizer.h"

/* The wholes of a text that have Han, a space behind each, with their place:
 * '+' and the unit they begin with, ':' and how many they cover, if asked. */
static const char *mixed_read(const char *text, uint32_t piece_bytes,
                              bool has_units)
{
    static char out[512];
    const suo_analyzer analyzer = {.language = NULL};
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    size_t len = 0;
    out[0] = '\0';
    assert_status(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    suo_tokenizer_set_piece(tokenizer, piece_bytes);
    assert_status(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = &tokens[i];
            if (t->kind != SUO_TOKEN_WHOLE || !(t->flags & SUO_TOKEN_HAN))
                continue;
            len += (size_t)snprintf(out + len, sizeof(out) - len, "%.*s",
                                    (int)t->term_len, t->term);
            if (has_units)
                len += (size_t)snprintf(out + len, sizeof(out) - len, "+%u:%u",
                                        t->unit, t->unit_count);
            len += (size_t)snprintf(out + len, sizeof(out) - len, " ");
            assert_true(len < sizeof(out));
        }
    } while (count > 0);
    suo_tokenizer_free(tokenizer);
    return out;
}

static const char *mixed(const char *text)
{
    return mixed_read(text, 1000, false);
}

static void test_mixed__is_found_in_both_orders(void **state)
{
    (void)state;
    assert_string_equal(mixed("我的SIM卡坏了"), "sim卡 ");
    assert_string_equal(mixed("打开微信APP看看"), "微信app ");
    assert_string_equal(mixed("U盘"), "u盘 ");
    assert_string_equal(mixed("微信APP"), "微信app ");
}

static void test_mixed__longest_wins(void **state)
{
    (void)state;
    assert_string_equal(mixed("7天无理由退货"), "7天 7天无理由退货 ");
    assert_string_equal(mixed("7天无理由退"), "7天 7天无理由 ");
    assert_string_equal(mixed("双11活动"), "双11活动 ");
    assert_string_equal(mixed("双11来了"), "双11 ");
}

static void test_mixed__of_many_parts_covers_their_units(void **state)
{
    (void)state;
    assert_string_equal(mixed_read("买Type-C接口", 1000, true),
                        "typec接口+1:4 ");
    assert_string_equal(mixed_read("辅酶Q10片", 1000, true), "辅酶q10+0:4 ");
    assert_string_equal(mixed_read("a V领T恤", 1000, true),
                        "v领t恤+1:4 t恤+3:2 ");
    assert_string_equal(mixed_read("看 T+0到账", 1000, true), "t+0到账+1:4 ");
}

static void test_mixed__is_one_term_in_all_writings(void **state)
{
    (void)state;
    assert_string_equal(mixed("Ｕ盘 u盤 U盤"), "u盘 u盘 u盘 ");
    assert_string_equal(mixed("Wi-Fi密碼 WiFi密码 wi_fi密码"),
                        "wifi密码 wifi密码 wifi密码 ");
    assert_string_equal(mixed("ＶＩＰ會員"), "vip会员 ");
    assert_string_equal(mixed("6.18大促 618大促"), "618大促 618大促 ");
}

static void test_mixed__needs_its_parts_to_touch(void **state)
{
    (void)state;
    assert_string_equal(mixed("U 盘 U-盘 U_盘 U、盘 U(盘"), "");
    assert_string_equal(mixed("微信 APP 微信-APP 微信，APP"), "");
}

static void test_mixed__covers_latin_runs_whole(void **state)
{
    (void)state;
    assert_string_equal(mixed("EU盘 E-U盘 3U盘 E.U盘"), "");
    assert_string_equal(mixed("微信APPS 微信APP-2 微信APP2"), "");
    assert_string_equal(mixed("U.盘 微信APP."), "微信app ");
    assert_string_equal(mixed("-U盘 微信APP-"), "u盘 微信app ");
}

static void test_mixed__stands_in_for_no_quantity(void **state)
{
    (void)state;
    assert_string_equal(mixed_read("85折", 1000, true), "85折+0:2 ");
}

static void test_mixed__is_found_over_the_end_of_a_step(void **state)
{
    char text[3 * 300 + 64];
    (void)state;
    for (int han = 120; han < 136; han++) {
        text[0] = '\0';
        for (int i = 0; i < han; i++)
            strcat(text, "退");
        strcat(text, "微信APP和SIM卡");
        assert_string_equal(mixed(text), "微信app sim卡 ");
    }
}

static void test_mixed__does_not_depend_on_pieces(void **state)
{
    static const char text[] = "go T+0到账 100%正品 x 支持T+0到账 U盘 7×24小时";
    (void)state;
    for (uint32_t piece = 1; piece < sizeof(text); piece++)
        assert_string_equal(mixed_read(text, piece, false),
                            "t+0到账 100%正品 t+0到账 u盘 24小时 7×24小时 ");
}

/* Whether some whole with Han covers the bytes [from, to) of 'text'. */
static bool mixed_covers(suo_tokenizer *tokenizer, const char *text,
                         size_t from, size_t to)
{
    const suo_token *tokens;
    uint64_t count;
    bool is_covered = false;
    assert_status(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        for (uint64_t i = 0; i < count; i++)
            is_covered |= tokens[i].kind == SUO_TOKEN_WHOLE &&
                          tokens[i].flags & SUO_TOKEN_HAN &&
                          tokens[i].start == from && tokens[i].end == to;
    } while (count > 0);
    return is_covered;
}

static void test_mixed__finds_every_word_of_the_list(void **state)
{
    static const char path[] =
        SUO_SOURCE_DIR "/src/text/tables/support_mixed.tsv";
    static const char *const FRAMES[][2] = {
        {"", ""}, {"。", "吗"}, {"see ", " now"}, {"（", "）"}};
    char line[256], text[512];
    uint32_t words = 0;
    suo_tokenizer *tokenizer;
    FILE *in = fopen(path, "rb");
    (void)state;
    assert_non_null(in);
    assert_status(suo_tokenizer_new(NULL, &tokenizer, NULL), SUO_OK);
    while (fgets(line, sizeof(line), in) != NULL) {
        line[strcspn(line, "\t\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        for (size_t i = 0; i < sizeof(FRAMES) / sizeof(FRAMES[0]); i++) {
            size_t from = strlen(FRAMES[i][0]);
            snprintf(text, sizeof(text), "%s%s%s", FRAMES[i][0], line,
                     FRAMES[i][1]);
            if (!mixed_covers(tokenizer, text, from, from + strlen(line)))
                fail_msg("not found in '%s'", text);
        }
        words++;
    }
    assert_true(words > 1000);
    fclose(in);
    suo_tokenizer_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mixed__is_found_in_both_orders),
        cmocka_unit_test(test_mixed__longest_wins),
        cmocka_unit_test(test_mixed__of_many_parts_covers_their_units),
        cmocka_unit_test(test_mixed__is_one_term_in_all_writings),
        cmocka_unit_test(test_mixed__needs_its_parts_to_touch),
        cmocka_unit_test(test_mixed__covers_latin_runs_whole),
        cmocka_unit_test(test_mixed__stands_in_for_no_quantity),
        cmocka_unit_test(test_mixed__is_found_over_the_end_of_a_step),
        cmocka_unit_test(test_mixed__does_not_depend_on_pieces),
        cmocka_unit_test(test_mixed__finds_every_word_of_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
