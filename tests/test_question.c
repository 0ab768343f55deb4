/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_question.c - what a question asks for: words, codes, quotes.
 */

#include "support/asked.h"
#include "support/corpus.h"

static const suo_vocabulary NOTHING = {0};

static const char *asked(const char *text)
{
    return asked_with(&NOTHING, text);
}

static void test_question__asks_words_then_grams(void **state)
{
    (void)state;
    assert_string_equal(asked("退货 运费 card"),
                        "w:退货 w:运费 w:card g:退货 g:运费");
}

static void test_question__folds_and_stems_as_documents_do(void **state)
{
    (void)state;
    assert_string_equal(asked("ＲＥＴＵＲＮＳ 數據"), "w:return w:数据 g:数据");
}

static void test_question__counts_what_comes_again(void **state)
{
    (void)state;
    assert_string_equal(asked("card cards 退货 card 退货"),
                        "w:card*3 w:退货*2 g:退货*2");
}

static void test_question__marks_stop_words_beside_others(void **state)
{
    (void)state;
    assert_string_equal(asked("the card"), "w:the! w:card");
}

static void test_question__keeps_stop_words_when_there_is_no_other(void **state)
{
    (void)state;
    assert_string_equal(asked("the of"), "w:the w:of");
}

static void test_question__keeps_grams_that_leave_a_stop_word(void **state)
{
    (void)state;
    assert_string_equal(asked("我退货"), "w:我! w:退货 g:我退 g:退货");
}

static void test_question__drops_a_lone_character_that_is_stopped(void **state)
{
    (void)state;
    assert_string_equal(asked("我 card"), "w:我! w:card h:我*!");
}

static void test_question__asks_a_lone_character_as_a_start(void **state)
{
    (void)state;
    assert_string_equal(asked("票"), "w:票 h:票*");
}

/* ---- codes ---- */

static void test_question__asks_a_code_joined_or_apart(void **state)
{
    (void)state;
    assert_string_equal(asked("ZA-3"), "p:{wza3}za3|za_3*2~0 w:za<0 w:3<0");
    assert_string_equal(asked("za3"), "p:{wza3}za3|za_3*2~0 w:za<0 w:3<0");
}

static void test_question__asks_a_code_written_apart_by_its_words(void **state)
{
    (void)state;
    assert_string_equal(asked("za 3"), "w:za w:3");
}

static void test_question__gives_words_of_letters_half_a_share(void **state)
{
    (void)state;
    assert_string_equal(
        asked("pre-order"),
        "p:{wpreorder}preorder|pre_order~0.5 w:pre<0 w:order<0");
}

static void test_question__gives_words_of_a_name_no_share(void **state)
{
    (void)state;
    assert_string_equal(asked("max_len"),
                        "p:{wmaxlen}maxlen|max_len*2~0 w:max<0 w:len<0");
}

static void test_question__asks_a_part_that_came_alone_before(void **state)
{
    (void)state;
    assert_string_equal(asked("za ZA-3"), "p:{wza3}za3|za_3*2~0 w:za*2 w:3<0");
}

static void test_question__asks_a_part_that_comes_alone_later(void **state)
{
    (void)state;
    assert_string_equal(asked("ZA-3 za"), "p:{wza3}za3|za_3*2~0 w:za*2 w:3<0");
}

static void test_question__asks_a_part_of_two_codes(void **state)
{
    (void)state;
    assert_string_equal(
        asked("ZA-3 ZA-4"),
        "p:{wza3}za3|za_3*2~0 p:{wza4}za4|za_4*2~0 w:za*2 w:3<0 w:4<1");
}

static void test_question__counts_a_code_that_comes_again(void **state)
{
    (void)state;
    assert_string_equal(asked("ZA-3 za3 ZA_3"),
                        "p:{wza3}za3|za_3*6~0 w:za*3<0 w:3*3<0");
}

/* 'mono' was a part only; found by the oracle. */
static void test_question__asks_a_part_that_is_a_code_itself(void **state)
{
    (void)state;
    assert_string_equal(
        asked("V3-MONO mo-no"),
        "p:{wv3mono}v3mono|v_3_mono*3~0 p:v_3<0 p:3_mono<0 "
        "p:{wmono}mono|mo_no~0.5 w:v<1 w:3<2 w:mono<2 w:mo<3 w:no<3");
}

static void test_question__asks_neighbours_in_a_code_as_one(void **state)
{
    (void)state;
    assert_string_equal(asked("V3-MONO"),
                        "p:{wv3mono}v3mono|v_3_mono*3~0 p:v_3<0 p:3_mono<0 "
                        "w:v<1 w:3<2 w:mono<2");
}

static void test_question__joins_no_digits_in_a_code(void **state)
{
    (void)state;
    assert_string_equal(asked("5.3.1"),
                        "p:{w5.3.1}5.3.1*3~0 w:5<0 w:3<0 w:1<0");
}

static void test_question__asks_neighbours_that_are_a_code_too(void **state)
{
    (void)state;
    assert_string_equal(asked("V3-MONO V3"),
                        "p:{wv3mono}v3mono|v_3_mono*3~0 p:v_3<0 p:3_mono<0 "
                        "p:{wv3}v3|v_3*2~0 w:v*2 w:3*2 w:mono<2");
}

/* ---- quotes ---- */

static void test_question__requires_a_phrase_that_is_all_there_is(void **state)
{
    (void)state;
    assert_string_equal(asked("\"card return\""),
                        "p:card_return+ w:card w:return");
    assert_string_equal(asked("?? \"card\"!"), "p:card+ w:card");
}

static void test_question__requires_no_quote_beside_other_words(void **state)
{
    (void)state;
    assert_string_equal(asked("buy \"card\""), "p:card w:buy w:card");
    assert_string_equal(asked("\"card\" of"), "p:card w:card w:of!");
    assert_string_equal(asked("\"a card\" x \"b\""),
                        "p:a_card p:b w:a! w:card w:x w:b");
}

static void test_question__keeps_stop_words_of_a_quote(void **state)
{
    (void)state;
    assert_string_equal(asked("\"the card\""), "p:the_card+ w:the! w:card");
}

static void test_question__quotes_han_by_its_pairs(void **state)
{
    (void)state;
    assert_string_equal(asked("\"申请退货\""),
                        "p:申请_请退_退货+ w:申请 w:退货 g:申请 g:请退 g:退货");
}

static void test_question__quotes_a_lone_character_as_a_start(void **state)
{
    (void)state;
    assert_string_equal(asked("\"票 card\""), "p:票*_card+ w:票 w:card h:票*");
}

static void test_question__requires_each_of_several_quotes(void **state)
{
    (void)state;
    assert_string_equal(asked("\"a card\", \"b\""),
                        "p:a_card+ p:b+ w:a! w:card w:b");
}

static void test_question__requires_a_quote_once_that_comes_again(void **state)
{
    (void)state;
    assert_string_equal(asked("\"card\" \"cards\""), "p:card*2+ w:card*2");
}

static void test_question__opens_no_quote_behind_a_word(void **state)
{
    (void)state;
    assert_string_equal(asked("24\" or 27\" screen"),
                        "w:24 w:or! w:27 w:screen");
}

static void test_question__closes_no_quote_before_a_word(void **state)
{
    (void)state;
    assert_string_equal(asked("\"a \"b c\" d"), "p:a_b_c w:a! w:b w:c w:d");
}

static void test_question__quotes_a_screen_of_24_inches(void **state)
{
    (void)state;
    assert_string_equal(asked("\"a 24\" screen\""),
                        "p:a_24 w:a! w:24 w:screen");
}

static void test_question__passes_over_a_quote_that_is_not_closed(void **state)
{
    (void)state;
    assert_string_equal(asked("buy \"card"), "w:buy w:card");
}

static void test_question__passes_over_an_empty_quote(void **state)
{
    (void)state;
    assert_string_equal(asked("buy \"\" card \" ,\""), "w:buy w:card");
}

static void test_question__takes_chinese_quotation_marks_for_stress(
    void **state)
{
    (void)state;
    assert_string_equal(asked("“card”「card」"), "w:card*2");
}

static void test_question__quotes_next_to_han(void **state)
{
    (void)state;
    assert_string_equal(asked("找\"card\"的"),
                        "p:card w:找 w:card w:的! h:找* h:的*!");
}

/* Phrases of a question of so many quotes, and how many are required. */
static uint32_t count_quotes(int quotes, uint32_t *required)
{
    char text[256] = "";
    uint32_t count = 0;
    for (int i = 0; i < quotes; i++)
        sprintf(text + strlen(text), "\"x%c\" ", 'a' + i);
    asking own = asking_make(&NOTHING, text);
    *required = 0;
    for (size_t i = 0; i < own.question.count; i++) {
        count += own.question.terms[i].kind == SUO_ASKED_PHRASE;
        *required += own.question.terms[i].is_required;
    }
    asking_clear(&own);
    return count;
}

/* What a further one has lies outside of quotes. */
static void test_question__requires_a_bounded_number_of_quotes(void **state)
{
    uint32_t required;
    (void)state;
    assert_int_equal(count_quotes(SUO_QUESTION_QUOTES_MAX, &required),
                     SUO_QUESTION_QUOTES_MAX);
    assert_int_equal(required, SUO_QUESTION_QUOTES_MAX);
    assert_int_equal(count_quotes(SUO_QUESTION_QUOTES_MAX + 1, &required),
                     SUO_QUESTION_QUOTES_MAX);
    assert_int_equal(required, 0);
}

/* ---- forms ---- */

static const char *asked_forms(const char *text)
{
    return asked_forms_with(&NOTHING, text);
}

static void test_question__asks_the_form_that_stemming_changed(void **state)
{
    (void)state;
    assert_string_equal(asked_forms("returns"), "f:xreturns=0.1");
    assert_string_equal(asked_forms("Returning RETURNS"),
                        "f:xreturning=0.1 f:xreturns=0.1");
}

static void test_question__asks_a_stem_less_its_other_forms(void **state)
{
    (void)state;
    assert_string_equal(asked_forms("return"),
                        "f:-xreturns-xreturned-xreturning=0.1");
}

static void test_question__counts_a_form_that_comes_again(void **state)
{
    (void)state;
    assert_string_equal(asked_forms("cards Cards returns"),
                        "f:xcards=0.1*2 f:xreturns=0.1");
}

static void test_question__asks_no_form_of_what_has_none(void **state)
{
    (void)state;
    assert_string_equal(asked_forms("退货 7 ok 24"), "");
    assert_string_equal(asked_forms("ＲＥＴＵＲＮＳ"), "");
}

static void test_question__asks_no_form_of_a_stop_word(void **state)
{
    (void)state;
    assert_string_equal(asked_forms("was the cards"), "f:xcards=0.1");
}

static void test_question__asks_no_form_of_a_long_word(void **state)
{
    char text[SUO_FORM_BYTES_MAX + 2];
    char wanted[SUO_FORM_BYTES_MAX + 16];
    (void)state;
    memset(text, 'a', sizeof(text));
    memcpy(text + SUO_FORM_BYTES_MAX - 1, "s", 2);
    snprintf(wanted, sizeof(wanted), "f:x%s=0.1", text);
    assert_string_equal(asked_forms(text), wanted);
    memcpy(text + SUO_FORM_BYTES_MAX - 1, "as", 3);
    assert_string_equal(asked_forms(text), "");
}

/* Its documents would be found by what the code leaves out. */
static void test_question__asks_no_form_of_a_part(void **state)
{
    (void)state;
    assert_string_equal(asked_forms("max_cards"), "");
    assert_string_equal(asked_forms("max_cards cards"), "f:xcards=0.1");
}

/* ---- bounds ---- */

static void test_question__without_words_asks_nothing(void **state)
{
    (void)state;
    assert_string_equal(asked("?! 。\n"), "");
    assert_string_equal(asked(""), "");
}

static void test_question__asks_a_bounded_number_of_terms(void **state)
{
    (void)state;
    char *text = malloc(40000);
    size_t len = 0;
    for (int i = 0; i < 5000; i++)
        len += (size_t)sprintf(text + len, "x%c%c%c ", 'a' + i / 676 % 26,
                               'a' + i / 26 % 26, 'a' + i % 26);
    asking own = asking_make(&NOTHING, text);
    assert_int_equal(own.question.count, SUO_QUESTION_TERMS_MAX);
    asking_clear(&own);
    free(text);
}

static void test_question__of_one_mebibyte_is_the_longest(void **state)
{
    (void)state;
    char *text = malloc(SUO_QUESTION_MAX + 1);
    suo_schema *schema = corpus_schema();
    suo_question question = {0};
    suo_analysis *analysis;
    memset(text, 'a', SUO_QUESTION_MAX + 1);
    assert_status(suo_analysis_make(schema, NULL, &analysis, NULL), SUO_OK);
    assert_status(suo_question_analyse(&question, analysis, text,
                                       SUO_QUESTION_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(
        suo_question_analyse(&question, analysis, text, SUO_QUESTION_MAX, NULL),
        SUO_OK);
    suo_question_clear(&question);
    suo_analysis_free(analysis);
    suo_schema_free(schema);
    free(text);
}

/* The error must not say that the caller is to blame. */
static void test_question__of_a_forged_vocabulary_is_corrupt(void **state)
{
    (void)state;
    suo_schema *schema = corpus_schema();
    suo_vocabulary_word word = {.text = {(const uint8_t *)"...", 3},
                                .canon = {(const uint8_t *)"a", 1},
                                .weight = 1,
                                .since = 1};
    suo_vocabulary vocabulary = {
        .commit = 1, .generation = 1, .words = &word, .count = 1};
    suo_analysis *analysis;
    suo_error error = SUO_ERROR_EMPTY;
    assert_status(suo_analysis_make(schema, &vocabulary, &analysis, &error),
                  SUO_CORRUPT);
    assert_null(analysis);
    assert_int_equal(error.status, SUO_CORRUPT);
    suo_schema_free(schema);
}

/* A row needs a step, wherever the last token that is looked at lies. */
static void test_question__cut_inside_a_quote_has_no_empty_row(void **state)
{
    enum { SPREAD = 8 };
    char *text = malloc(2 * SUO_QUESTION_TOKENS_MAX + 64);
    (void)state;
    for (int spread = -SPREAD; spread <= SPREAD; spread++) {
        size_t len = 0;
        for (int i = 0; i < SUO_QUESTION_TOKENS_MAX + spread; i++)
            len += (size_t)sprintf(text + len, "a ");
        sprintf(text + len, "\"退货 V3-MONO\" 付款");
        asking own = asking_make(&NOTHING, text);
        for (size_t i = 0; i < own.question.row_count; i++)
            assert_true(own.question.rows[i].step_count > 0);
        asking_clear(&own);
    }
    free(text);
}

/* ---- beginnings of words ---- */

static void test_question__asks_what_begins_as_it_is_written(void **state)
{
    (void)state;
    assert_string_equal(asked("card*"), "s:card*|card*");
    assert_string_equal(asked_forms_with(&NOTHING, "card*"), "");
}

static void test_question__asks_the_word_a_prefix_is_by_its_stem(void **state)
{
    (void)state;
    assert_string_equal(asked("Delivery*"), "s:delivery*|delivery*|deliveri");
    assert_string_equal(asked("running* fast"),
                        "w:fast s:running*|running*|run");
}

static void test_question__asks_a_joined_prefix_as_one(void **state)
{
    (void)state;
    assert_string_equal(asked("V3-mo*"), "s:v3mo*|v3mo*");
    assert_string_equal(asked("v3* card"), "w:card s:v3*|v3*");
}

static void test_question__takes_no_prefix_for_a_stop_word(void **state)
{
    (void)state;
    assert_string_equal(asked("the of*"), "w:the! s:of*|of*");
}

static void test_question__counts_a_prefix_that_comes_again(void **state)
{
    (void)state;
    assert_string_equal(asked("re* RE*\tre"), "w:re s:re*|re**2");
}

static void test_question__sees_a_star_only_behind_a_word(void **state)
{
    (void)state;
    assert_string_equal(asked("* card *card card*, ca*rd card**"),
                        "w:card*4 w:ca w:rd");
}

static void test_question__sees_no_prefix_of_han_or_one_character(void **state)
{
    (void)state;
    assert_string_equal(asked("退货* v*"), "w:退货 w:v g:退货");
}

static void test_question__sees_no_prefix_in_quotes(void **state)
{
    (void)state;
    assert_string_equal(asked("\"gift car*\""), "p:gift_car+ w:gift w:car");
    assert_string_equal(asked("\"gift\" car*"), "p:gift w:gift s:car*|car*");
    assert_string_equal(asked("gift car*\"gift"), "w:gift*2 s:car*|car*");
}

static void test_question__takes_sixteen_prefixes(void **state)
{
    char text[200] = "";
    size_t count = 0;
    (void)state;
    for (int i = 0; i < 20; i++)
        sprintf(text + strlen(text), "ab%c* ", 'a' + i);
    for (const char *at = asked(text); (at = strstr(at, "s:")) != NULL; at++)
        count++;
    assert_int_equal(count, SUO_QUESTION_PREFIXES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_question__asks_words_then_grams),
        cmocka_unit_test(test_question__folds_and_stems_as_documents_do),
        cmocka_unit_test(test_question__counts_what_comes_again),
        cmocka_unit_test(test_question__marks_stop_words_beside_others),
        cmocka_unit_test(
            test_question__keeps_stop_words_when_there_is_no_other),
        cmocka_unit_test(test_question__keeps_grams_that_leave_a_stop_word),
        cmocka_unit_test(test_question__drops_a_lone_character_that_is_stopped),
        cmocka_unit_test(test_question__asks_a_lone_character_as_a_start),
        cmocka_unit_test(test_question__asks_a_code_joined_or_apart),
        cmocka_unit_test(test_question__asks_a_code_written_apart_by_its_words),
        cmocka_unit_test(test_question__gives_words_of_letters_half_a_share),
        cmocka_unit_test(test_question__gives_words_of_a_name_no_share),
        cmocka_unit_test(test_question__asks_a_part_that_came_alone_before),
        cmocka_unit_test(test_question__asks_a_part_that_comes_alone_later),
        cmocka_unit_test(test_question__asks_a_part_of_two_codes),
        cmocka_unit_test(test_question__counts_a_code_that_comes_again),
        cmocka_unit_test(test_question__asks_a_part_that_is_a_code_itself),
        cmocka_unit_test(test_question__asks_neighbours_in_a_code_as_one),
        cmocka_unit_test(test_question__joins_no_digits_in_a_code),
        cmocka_unit_test(test_question__asks_neighbours_that_are_a_code_too),
        cmocka_unit_test(test_question__requires_a_phrase_that_is_all_there_is),
        cmocka_unit_test(test_question__requires_no_quote_beside_other_words),
        cmocka_unit_test(test_question__keeps_stop_words_of_a_quote),
        cmocka_unit_test(test_question__quotes_han_by_its_pairs),
        cmocka_unit_test(test_question__quotes_a_lone_character_as_a_start),
        cmocka_unit_test(test_question__requires_each_of_several_quotes),
        cmocka_unit_test(test_question__requires_a_quote_once_that_comes_again),
        cmocka_unit_test(test_question__opens_no_quote_behind_a_word),
        cmocka_unit_test(test_question__closes_no_quote_before_a_word),
        cmocka_unit_test(test_question__quotes_a_screen_of_24_inches),
        cmocka_unit_test(test_question__passes_over_a_quote_that_is_not_closed),
        cmocka_unit_test(test_question__passes_over_an_empty_quote),
        cmocka_unit_test(
            test_question__takes_chinese_quotation_marks_for_stress),
        cmocka_unit_test(test_question__quotes_next_to_han),
        cmocka_unit_test(test_question__requires_a_bounded_number_of_quotes),
        cmocka_unit_test(test_question__asks_the_form_that_stemming_changed),
        cmocka_unit_test(test_question__asks_a_stem_less_its_other_forms),
        cmocka_unit_test(test_question__counts_a_form_that_comes_again),
        cmocka_unit_test(test_question__asks_no_form_of_what_has_none),
        cmocka_unit_test(test_question__asks_no_form_of_a_stop_word),
        cmocka_unit_test(test_question__asks_no_form_of_a_long_word),
        cmocka_unit_test(test_question__asks_no_form_of_a_part),
        cmocka_unit_test(test_question__without_words_asks_nothing),
        cmocka_unit_test(test_question__asks_a_bounded_number_of_terms),
        cmocka_unit_test(test_question__of_one_mebibyte_is_the_longest),
        cmocka_unit_test(test_question__of_a_forged_vocabulary_is_corrupt),
        cmocka_unit_test(test_question__cut_inside_a_quote_has_no_empty_row),
        cmocka_unit_test(test_question__asks_what_begins_as_it_is_written),
        cmocka_unit_test(test_question__asks_the_word_a_prefix_is_by_its_stem),
        cmocka_unit_test(test_question__asks_a_joined_prefix_as_one),
        cmocka_unit_test(test_question__takes_no_prefix_for_a_stop_word),
        cmocka_unit_test(test_question__counts_a_prefix_that_comes_again),
        cmocka_unit_test(test_question__sees_a_star_only_behind_a_word),
        cmocka_unit_test(test_question__sees_no_prefix_of_han_or_one_character),
        cmocka_unit_test(test_question__sees_no_prefix_in_quotes),
        cmocka_unit_test(test_question__takes_sixteen_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
