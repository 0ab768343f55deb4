/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_question.c - what a question asks for.
 *
 * Terms are compared as one text: the kind (w word, g gram, h Han character
 * alone, p phrase); its rows with '|' between them, each the term that stands
 * for it in braces if a phrase has one, and its steps, a '*' behind a Han
 * character that may have neighbours; and "=2" for the weight 2, "*n" when it
 * counts n times, "<i" when it is a part of term i, "~s" when its parts have
 * the share s where it is known, "+" when it is required, "!" when it is a
 * stop word.
 */
#include "query/question.h"
#include "query/wording.h"

#include "support/corpus.h"

/* What the index knows. */
static const suo_vocabulary NOTHING = {0};

/* A question and what it borrows from. */
typedef struct asking {
    suo_question question;
    suo_analysis *analysis;
} asking;

static asking analyse(const suo_vocabulary *vocabulary, const char *text)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_schema *schema = corpus_schema();
    asking made = {0};
    corpus_ok(suo_analysis_make(schema, vocabulary, &made.analysis, &error),
              &error);
    corpus_ok(suo_question_analyse(&made.question, made.analysis, text,
                                   strlen(text), &error),
              &error);
    suo_schema_free(schema);
    return made;
}

static void asking_clear(asking *a)
{
    suo_question_clear(&a->question);
    suo_analysis_free(a->analysis);
}

typedef struct printed {
    char text[8192];
    size_t len;
} printed;

static void print(printed *out, const char *format, ...)
{
    va_list values;
    size_t room = sizeof(out->text) - out->len;
    va_start(values, format);
    int len = vsnprintf(out->text + out->len, room, format, values);
    va_end(values);
    assert_true(len >= 0 && (size_t)len < room);
    out->len += (size_t)len;
}

static void print_row(printed *out, const suo_question *question,
                      const suo_asked_row *row, bool is_phrase)
{
    if (is_phrase && row->bytes.len > 0)
        print(out, "{%.*s}", (int)row->bytes.len, row->bytes.bytes);
    for (uint32_t i = 0; i < row->step_count; i++) {
        const suo_phrase_step *step = &question->steps[row->first_step + i];
        print(out, "%s%.*s%s", i > 0 ? "_" : "", (int)step->bytes.len - 1,
              step->bytes.bytes + 1, step->is_prefix ? "*" : "");
    }
}

static const char *asked_with(const suo_vocabulary *vocabulary,
                              const char *text)
{
    static printed out;
    asking own = analyse(vocabulary, text);
    const suo_question *question = &own.question;
    out = (printed){0};
    for (size_t i = 0; i < question->count; i++) {
        const suo_asked_term *term = &question->terms[i];
        bool is_phrase = term->kind == SUO_ASKED_PHRASE;
        print(&out, "%s%c:", i > 0 ? " " : "", "wghp"[term->kind]);
        for (uint32_t r = 0; r < term->row_count; r++) {
            print(&out, "%s", r > 0 ? "|" : "");
            print_row(&out, question, &question->rows[term->first_row + r],
                      is_phrase);
        }
        if (term->weight != 1)
            print(&out, "=%g", term->weight);
        if (term->count > 1)
            print(&out, "*%u", term->count);
        if (term->cover != SUO_NO_TERM)
            print(&out, "<%u", term->cover);
        if (term->part_share != 1)
            print(&out, "~%g", term->part_share);
        print(&out, "%s%s", term->is_required ? "+" : "",
              term->is_stop ? "!" : "");
    }
    asking_clear(&own);
    return out.text;
}

static const char *asked(const char *text)
{
    return asked_with(&NOTHING, text);
}

/* Asked of an index with rules. */
static const char *asked_by_rules(const char *rules, const char *text)
{
    suo_vocabulary vocabulary = {
        .commit = 1, .synonyms = {(const uint8_t *)rules, strlen(rules)}};
    return asked_with(&vocabulary, text);
}

/* Asked of an index with words of the user, given with commas between them;
 * word number i, from 1, weighs i. */
static const char *asked_by_words(const char *list, const char *text)
{
    suo_vocabulary_word words[8];
    suo_vocabulary vocabulary = {.commit = 1, .generation = 1, .words = words};
    for (const char *at = list; *at != '\0';) {
        size_t len = strcspn(at, ",");
        words[vocabulary.count++] =
            (suo_vocabulary_word){.text = {(const uint8_t *)at, len},
                                  .weight = (double)vocabulary.count + 1,
                                  .since = 1};
        at += len + (at[len] == ',');
    }
    return asked_with(&vocabulary, text);
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

static void test_question__gives_words_of_letters_a_small_share(void **state)
{
    (void)state;
    assert_string_equal(
        asked("pre-order"),
        "p:{wpreorder}preorder|pre_order*2~0.1 w:pre<0 w:order<0");
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
        "p:{wmono}mono|mo_no*2~0.1 w:v<1 w:3<2 w:mono<2 w:mo<3 w:no<3");
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

static void test_question__requires_a_quoted_phrase(void **state)
{
    (void)state;
    assert_string_equal(asked("\"card return\""),
                        "p:card_return+ w:card w:return");
    assert_string_equal(asked("buy \"card\""), "p:card+ w:buy w:card");
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
    assert_string_equal(asked("\"a card\" x \"b\""),
                        "p:a_card+ p:b+ w:a! w:card w:x w:b");
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
    assert_string_equal(asked("\"a \"b c\" d"), "p:a_b_c+ w:a! w:b w:c w:d");
}

static void test_question__quotes_a_screen_of_24_inches(void **state)
{
    (void)state;
    assert_string_equal(asked("\"a 24\" screen\""),
                        "p:a_24+ w:a! w:24 w:screen");
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
                        "p:card+ w:找 w:card w:的! h:找* h:的*!");
}

static void test_question__requires_a_bounded_number_of_quotes(void **state)
{
    char text[256] = "";
    (void)state;
    for (int i = 0; i < SUO_QUOTES_MAX + 4; i++)
        sprintf(text + strlen(text), "\"x%c\" ", 'a' + i);
    asking own = analyse(&NOTHING, text);
    uint32_t required = 0;
    for (size_t i = 0; i < own.question.count; i++)
        required += own.question.terms[i].is_required;
    assert_int_equal(required, SUO_QUOTES_MAX);
    asking_clear(&own);
}

/* ---- synonyms ---- */

static void test_question__asks_all_of_a_set(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("card, bill, 发票", "bill"),
                        "p:bill|card|发票~0.1 w:bill<0");
    assert_string_equal(asked_by_rules("card, bill, 发票", "发票"),
                        "p:发票|card|bill~0.1 w:发票<0 g:发票");
}

static void test_question__asks_one_way_only(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("card => bill", "card"),
                        "p:card|bill~0.1 w:card<0");
    assert_string_equal(asked_by_rules("card => bill", "bill"), "w:bill");
}

static void test_question__finds_synonyms_of_several_words(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("pick up, 自提", "we pick up"),
                        "p:pick_up|自提*2~0.1 w:we w:pick<0 w:up<0");
    assert_string_equal(asked_by_rules("pick up, 自提", "pick it up"),
                        "w:pick w:it! w:up");
}

static void test_question__follows_no_synonym_of_a_synonym(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("a1, b1\nb1, c1", "a1"),
                        "p:a_1|b_1*2~0.1 p:{wa1}a1|a_1*2<0~0 w:a<1 w:1<1");
}

static void test_question__unites_the_rules_of_a_phrase(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("card, bill\ncard => note", "card"),
                        "p:card|bill|note~0.1 w:card<0");
}

static void test_question__finds_a_synonym_however_it_is_written(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_rules("v3-mono => x", "V3 Mono"),
        "p:v_3_mono|x*3~0.1 p:{wv3}v3|v_3*2<0~0 w:v<1 w:3<1 w:mono<0");
}

static void test_question__finds_a_synonym_cut_differently(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("请退 => x", "申请退货"),
                        "p:请退|x~0.1 w:申请 w:退货 g:申请 g:请退 g:退货");
}

/* ---- words of the user ---- */

static void test_question__asks_a_word_of_the_user(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("x,闪电退", "闪电退款"),
        "p:{u闪电退}闪电_电退=3~0.1 w:闪电<0 w:退款 g:闪电 g:电退 g:退款");
}

static void test_question__finds_a_word_written_otherwise(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("V3 MONO", "v3-mono"),
        "p:{uv 3 mono}v_3_mono=2*3~0.1 p:{wv3mono}v3mono|v_3_mono*3<0~0 "
        "p:v_3<1 p:3_mono<1 w:v<2 w:3<3 w:mono<3");
    assert_string_equal(asked_by_words("v3mono", "V3 mono"),
                        "p:{uv 3 mono}v_3_mono=2*3~0.1 p:{wv3}v3|v_3*2<0~0 "
                        "w:v<1 w:3<1 w:mono<0");
}

static void test_question__asks_words_that_overlap(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b,b c", "a b c"),
        "p:{ua b}a_b=2*2~0.1 p:{ub c}b_c=3*2~0.1 w:a<0! w:b<1 w:c<1");
}

static void test_question__asks_a_word_inside_a_word(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b c,b c", "a b c"),
        "p:{ua b c}a_b_c=2*3~0.1 p:{ub c}b_c=3*2<0~0.1 w:a<0! w:b<1 w:c<1");
}

static void test_question__asks_a_code_inside_a_word(void **state)
{
    (void)state;
    assert_string_equal(asked_by_words("ZA-3 kit", "za3 kit"),
                        "p:{uza 3 kit}za_3_kit=2*3~0.1 p:{wza3}za3|za_3*2<0~0 "
                        "w:za<1 w:3<1 w:kit<0");
}

static void test_question__merges_a_word_that_comes_again(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b", "a b, a-b"),
        "p:{ua b}a_b=2*4~0.1 p:{wab}ab|a_b*2<0~0.1 w:a*2 w:b*2");
}

/* The second 'b c' is a part of nothing. */
static void test_question__frees_a_word_that_comes_alone_too(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b c,b c", "a b c, b c"),
        "p:{ua b c}a_b_c=2*3~0.1 p:{ub c}b_c=3*4~0.1 w:a<0! w:b*2<1 w:c*2<1");
}

static void test_question__asks_synonyms_of_a_word(void **state)
{
    suo_vocabulary_word word = {
        .text = {(const uint8_t *)"pick up", 7}, .weight = 2, .since = 1};
    const char *rules = "pick up, 自提";
    suo_vocabulary vocabulary = {
        .commit = 1,
        .words = &word,
        .count = 1,
        .synonyms = {(const uint8_t *)rules, strlen(rules)}};
    (void)state;
    assert_string_equal(asked_with(&vocabulary, "pick-up"),
                        "p:{upick up}pick_up|自提=2*2~0.1 "
                        "p:{wpickup}pickup|pick_up*2<0~0.1 w:pick<1 w:up<1");
    assert_string_equal(asked_with(&vocabulary, "自提"),
                        "p:自提|{upick up}pick_up~0.1 w:自提<0 g:自提");
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
    asking own = analyse(&NOTHING, text);
    assert_int_equal(own.question.count, SUO_QUESTION_TERMS_MAX);
    asking_clear(&own);
    free(text);
}

static void test_question__of_one_mebibyte_is_the_longest(void **state)
{
    (void)state;
    char *text = malloc(SUO_QUESTION_BYTES_MAX + 1);
    suo_schema *schema = corpus_schema();
    suo_question question = {0};
    suo_analysis *analysis;
    memset(text, 'a', SUO_QUESTION_BYTES_MAX + 1);
    assert_status(suo_analysis_make(schema, NULL, &analysis, NULL), SUO_OK);
    assert_status(suo_question_analyse(&question, analysis, text,
                                       SUO_QUESTION_BYTES_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(suo_question_analyse(&question, analysis, text,
                                       SUO_QUESTION_BYTES_MAX, NULL),
                  SUO_OK);
    suo_question_clear(&question);
    suo_analysis_free(analysis);
    suo_schema_free(schema);
    free(text);
}

/* A row needs a step, wherever the last token that is looked at lies. */
static void test_question__cut_inside_a_quote_has_no_empty_row(void **state)
{
    enum { SPREAD = 8 };
    char *text = malloc(2 * SUO_WORDING_TOKENS_MAX + 64);
    (void)state;
    for (int spread = -SPREAD; spread <= SPREAD; spread++) {
        size_t len = 0;
        for (int i = 0; i < SUO_WORDING_TOKENS_MAX + spread; i++)
            len += (size_t)sprintf(text + len, "a ");
        sprintf(text + len, "\"退货 V3-MONO\" 付款");
        asking own = analyse(&NOTHING, text);
        for (size_t i = 0; i < own.question.row_count; i++)
            assert_true(own.question.rows[i].step_count > 0);
        asking_clear(&own);
    }
    free(text);
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
        cmocka_unit_test(test_question__gives_words_of_letters_a_small_share),
        cmocka_unit_test(test_question__gives_words_of_a_name_no_share),
        cmocka_unit_test(test_question__asks_a_part_that_came_alone_before),
        cmocka_unit_test(test_question__asks_a_part_that_comes_alone_later),
        cmocka_unit_test(test_question__asks_a_part_of_two_codes),
        cmocka_unit_test(test_question__counts_a_code_that_comes_again),
        cmocka_unit_test(test_question__asks_a_part_that_is_a_code_itself),
        cmocka_unit_test(test_question__asks_neighbours_in_a_code_as_one),
        cmocka_unit_test(test_question__joins_no_digits_in_a_code),
        cmocka_unit_test(test_question__asks_neighbours_that_are_a_code_too),
        cmocka_unit_test(test_question__requires_a_quoted_phrase),
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
        cmocka_unit_test(test_question__asks_all_of_a_set),
        cmocka_unit_test(test_question__asks_one_way_only),
        cmocka_unit_test(test_question__finds_synonyms_of_several_words),
        cmocka_unit_test(test_question__follows_no_synonym_of_a_synonym),
        cmocka_unit_test(test_question__unites_the_rules_of_a_phrase),
        cmocka_unit_test(test_question__finds_a_synonym_however_it_is_written),
        cmocka_unit_test(test_question__finds_a_synonym_cut_differently),
        cmocka_unit_test(test_question__asks_a_word_of_the_user),
        cmocka_unit_test(test_question__finds_a_word_written_otherwise),
        cmocka_unit_test(test_question__asks_words_that_overlap),
        cmocka_unit_test(test_question__asks_a_word_inside_a_word),
        cmocka_unit_test(test_question__asks_a_code_inside_a_word),
        cmocka_unit_test(test_question__merges_a_word_that_comes_again),
        cmocka_unit_test(test_question__frees_a_word_that_comes_alone_too),
        cmocka_unit_test(test_question__asks_synonyms_of_a_word),
        cmocka_unit_test(test_question__without_words_asks_nothing),
        cmocka_unit_test(test_question__asks_a_bounded_number_of_terms),
        cmocka_unit_test(test_question__of_one_mebibyte_is_the_longest),
        cmocka_unit_test(test_question__cut_inside_a_quote_has_no_empty_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
