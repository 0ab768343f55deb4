/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_correct.c - what questions with slips were meant to ask.
 */
#include "support/corpus.h"

/* Titles, and who may see them. */
static const char *const TITLES[][2] = {
    {"How to return an item", "r"},
    {"Return policy and return shipping", "r"},
    {"Deliveries to other countries", "r"},
    {"Password and account settings", "r"},
    {"Accessories: cables, chargers", "r"},
    {"Cancel an order", "r"},
    {"OneDrive sync", "r"},
    {"V3-MONO grinder", "r"},
    {"Доставка заказа", "r"},
    {"Café opening hours", "r"},
    {"Kindle vouchers", "staff"},
    {"Form and function", "r"},
    {"The forms are here", "r"},
    {"怎么申请退货", "r"},
    {"退货运费谁出", "r"},
    {"收不到短信验证码", "r"},
    {"优惠券为什么用不了", "r"},
    {"支付宝退款", "r"},
    {"禾桑年卡", "r"},
    {"电子发票", "staff"},
};
enum { TITLE_COUNT = sizeof(TITLES) / sizeof(*TITLES) };

static void put_titles(suo_writer *writer)
{
    for (uint32_t i = 0; i < TITLE_COUNT; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u", i);
        corpus_put_text(writer, key, TITLES[i][1], TITLES[i][0], NULL);
    }
}

static int make_index(void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    put_titles(writer);
    corpus_ok(suo_writer_add_word(writer, "Hesang", -1, 1, NULL), NULL);
    corpus_ok(suo_writer_add_word(writer, "禾桑年卡", -1, 1, NULL), NULL);
    corpus_writer_finish(writer);
    *state = folder;
    return 0;
}

static int remove_index(void **state)
{
    corpus_folder_remove(*state);
    return 0;
}

static suo_correction *correct(const suo_view *view, const char *question,
                               uint64_t fields)
{
    const suo_correct_options options = {.size = sizeof(options),
                                         .fields = fields};
    suo_error error = SUO_ERROR_EMPTY;
    suo_correction *meant;
    corpus_ok(suo_view_correct(view, question, -1, &options, &meant, &error),
              &error);
    return meant;
}

/* The corrected question, changes in brackets; "" if there is none. */
static const char *show(const suo_view *view, const char *question,
                        uint64_t fields)
{
    static char out[4096];
    suo_correction *meant = correct(view, question, fields);
    const suo_change *changes = suo_correction_changes(meant);
    uint64_t text_len;
    const char *text = suo_correction_text(meant, &text_len);
    size_t len = 0;
    uint64_t at = 0;
    uint64_t from = 0;
    assert_true((text == NULL) == (suo_correction_count(meant) == 0));
    for (uint32_t i = 0; i < suo_correction_count(meant); i++) {
        const suo_range *own = &changes[i].to;
        /* What lies between the changes is the same in both. */
        assert_int_equal(own->start - at, changes[i].from.start - from);
        assert_memory_equal(text + at, question + from, own->start - at);
        len += (size_t)sprintf(out + len, "%.*s[%.*s]", (int)(own->start - at),
                               text + at, (int)(own->end - own->start),
                               text + own->start);
        at = own->end;
        from = changes[i].from.end;
    }
    sprintf(out + len, "%.*s", (int)(text_len - at), text + at);
    suo_correction_free(meant);
    return out;
}

static void assert_meant(void **state, const char *question, const char *meant)
{
    suo_view *view = corpus_view(*state, "r");
    assert_string_equal(show(view, question, 0), meant);
    suo_view_close(view);
}

static void test_correct__finds_one_slip(void **state)
{
    assert_meant(state, "how to retrun it", "how to [return] it");
    assert_meant(state, "retun polcy", "[return] [policy]");
    assert_meant(state, "passsword", "[password]");
    assert_meant(state, "my accuont, please", "my [account], please");
    assert_meant(state, "cancl", "[cancel]");
    assert_meant(state, "доствка", "[доставка]");
}

static void test_correct__finds_two_slips_in_long_words(void **state)
{
    assert_meant(state, "pasward", "[password]");
    assert_meant(state, "acesories", "[accessories]");
    assert_meant(state, "cncl", ""); /* too short for two */
    assert_meant(state, "rtn", "");
}

static void test_correct__shows_words_not_stems(void **state)
{
    assert_meant(state, "deliverys", ""); /* of the same stem */
    assert_meant(state, "delveries", "[deliveries]");
    assert_meant(state, "accesories", "[accessories]");
    assert_meant(state, "deliverie", "");
}

static void test_correct__keeps_capitals(void **state)
{
    assert_meant(state, "Retrun", "[Return]");
    assert_meant(state, "RETRUN", "[RETURN]");
    assert_meant(state, "café cafe Cafè", "");
}

static void test_correct__leaves_what_is_meant_alone(void **state)
{
    assert_meant(state, "return an item", "");
    assert_meant(state, "v3mon v3-mno max_lenn", "");
    assert_meant(state, "\"retrun\" -retrun title:retrun retru*", "");
    assert_meant(state, "hesang", ""); /* a word of the index */
    assert_meant(state, "onedrive", "");
    assert_meant(state, "", "");
    assert_meant(state, "\xff\xfe retrun \x80", "\xff\xfe [return] \x80");
}

static void test_correct__finds_han_by_sound(void **state)
{
    assert_meant(state, "怎么申请退或", "怎么申请[退货]");
    assert_meant(state, "运废谁出", "[运费]谁出");
    assert_meant(state, "怎么深请", "怎么[申请]"); /* shen, shen */
    assert_meant(state, "资付宝", "[支付宝]");     /* zi, zhi */
    assert_meant(state, "退或运废", "[退货][运费]");
    assert_meant(state, "怎麼申請退或", "怎麼申請[退货]"); /* Traditional */
    assert_meant(state, "申請運廢", "申請[運费]");
}

static void test_correct__finds_han_with_one_slip(void **state)
{
    assert_meant(state, "短信验码", "短信[验证码]");
    assert_meant(state, "退的货", "[退货]");
    assert_meant(state, "怎么请申", "怎么[申请]");
}

static void test_correct__leaves_han_that_is_right(void **state)
{
    assert_meant(state, "怎么申请退货", "");
    assert_meant(state, "退货怎么申请", ""); /* new neighbours */
    assert_meant(state, "我想申请退款", "");
    assert_meant(state, "今天天气很好", ""); /* nothing like it */
    assert_meant(state, "\"退或\"", "");
    assert_meant(state, "禾桑年卡", ""); /* a word of the index */
    assert_meant(state, "发漂", "");     /* not seen */
}

static void test_correct__knows_what_the_view_sees_alone(void **state)
{
    suo_view *all = corpus_view(*state, NULL);
    assert_string_equal(show(all, "kindel voucher", 0), "[kindle] voucher");
    assert_meant(state, "kindel voucher", "");
    assert_string_equal(show(all, "电子发漂", 0), "电子[发票]");
    assert_meant(state, "电子发漂", "");
    suo_view_close(all);
}

static void test_correct__searches_given_fields(void **state)
{
    suo_view *view = corpus_view(*state, "r");
    assert_string_equal(show(view, "retrun", 1u << CORPUS_TITLE), "[return]");
    assert_string_equal(show(view, "retrun", 1u << CORPUS_BODY), "");
    suo_view_close(view);
}

static void test_correct__counts_in_all_units(void **state)
{
    suo_view *view = corpus_view(*state, "r");
    suo_correction *meant =
        correct(view, "é退 retrun \xf0\x9f\x98\x80 polcy", 0);
    const suo_change *changes = suo_correction_changes(meant);
    assert_int_equal(suo_correction_count(meant), 2);
    assert_int_equal(changes[0].from.point_start, 3);
    assert_int_equal(changes[0].from.start, 6);
    assert_int_equal(changes[1].from.point_start, 12);
    assert_int_equal(changes[1].from.utf16_start, 13);
    assert_int_equal(changes[1].to.utf16_end, 19);
    suo_correction_free(meant);
    suo_view_close(view);
}

static void test_correct__refuses_what_makes_no_sense(void **state)
{
    suo_view *view = corpus_view(*state, "r");
    const suo_correct_options wrong = {.size = sizeof(wrong),
                                       .fields = 1u << CORPUS_TAG};
    const suo_correct_options none = {.size = 0};
    suo_correction *meant = (suo_correction *)view;
    assert_status(suo_view_correct(view, "a", -1, &wrong, &meant, NULL),
                  SUO_INVALID);
    assert_null(meant);
    assert_status(suo_view_correct(view, "a", -1, &none, &meant, NULL),
                  SUO_INVALID);
    assert_status(suo_view_correct(view, NULL, 1, NULL, &meant, NULL),
                  SUO_INVALID);
    assert_status(
        suo_view_correct(view, "a", SUO_QUESTION_MAX + 1, NULL, &meant, NULL),
        SUO_LIMIT);
    suo_correction_free(NULL);
    suo_view_close(view);
}

static void test_correct__makes_so_many_changes(void **state)
{
    suo_view *view = corpus_view(*state, "r");
    char question[SUO_QUESTION_MAX / 64];
    for (size_t i = 0; i < sizeof(question); i++)
        question[i] = "retrun "[i % 7];
    suo_correction *meant;
    corpus_ok(
        suo_view_correct(view, question, sizeof(question), NULL, &meant, NULL),
        NULL);
    assert_int_equal(suo_correction_count(meant), 16);
    suo_correction_free(meant);
    suo_view_close(view);
}

/* Any bytes: long words, long runs of Han, noise, as much as a question may
 * have. What was not changed is as it was (show). */
static void test_correct__takes_any_bytes(void **state)
{
    static const char *const PARTS[] = {
        "retrunretrun", "退或", "\xe9\x80", "\xff", "polcy ",
        "\"",           "-",    "*",        "é",    "运废",
        "　",           "v3-"};
    test_random random = test_random_begin(75);
    suo_view *view = corpus_view(*state, "r");
    char *question = malloc(SUO_QUESTION_MAX + 16);
    assert_non_null(question);
    for (int round = 0; round < 300; round++) {
        const size_t most = round == 0 ? SUO_QUESTION_MAX : 1500;
        const uint64_t kinds =
            1 + test_random_below(&random, sizeof(PARTS) / sizeof(*PARTS));
        size_t len = 0;
        suo_correction *meant;
        uint64_t meant_len;
        while (len < most) {
            const char *part = PARTS[test_random_below(&random, kinds)];
            memcpy(question + len, part, strlen(part));
            len += strlen(part);
        }
        len = len < SUO_QUESTION_MAX ? len : SUO_QUESTION_MAX;
        corpus_ok(
            suo_view_correct(view, question, (int64_t)len, NULL, &meant, NULL),
            NULL);
        const char *text = suo_correction_text(meant, &meant_len);
        const uint32_t count = suo_correction_count(meant);
        const suo_change *changes = suo_correction_changes(meant);
        assert_true((text != NULL) == (count > 0) && count <= 16);
        if (count > 0) {
            const suo_change *last = &changes[count - 1];
            assert_true(last->from.end <= 1024);
            assert_int_equal(len - last->from.end, meant_len - last->to.end);
            assert_memory_equal(question + last->from.end, text + last->to.end,
                                len - last->from.end);
        }
        suo_correction_free(meant);
    }
    free(question);
    suo_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_correct__finds_one_slip),
        cmocka_unit_test(test_correct__finds_two_slips_in_long_words),
        cmocka_unit_test(test_correct__shows_words_not_stems),
        cmocka_unit_test(test_correct__keeps_capitals),
        cmocka_unit_test(test_correct__leaves_what_is_meant_alone),
        cmocka_unit_test(test_correct__finds_han_by_sound),
        cmocka_unit_test(test_correct__finds_han_with_one_slip),
        cmocka_unit_test(test_correct__leaves_han_that_is_right),
        cmocka_unit_test(test_correct__knows_what_the_view_sees_alone),
        cmocka_unit_test(test_correct__searches_given_fields),
        cmocka_unit_test(test_correct__counts_in_all_units),
        cmocka_unit_test(test_correct__refuses_what_makes_no_sense),
        cmocka_unit_test(test_correct__makes_so_many_changes),
        cmocka_unit_test(test_correct__takes_any_bytes),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
