/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_question.c - what a question asks for.
 *
 * Terms are compared as one text: the kind (w word, c code, g gram, h Han
 * character alone), the term, "*n" when it counts n times, "<i:s" when it is
 * a part of the code that is term i and weighs s where that is known, and "!"
 * behind a stop word.
 */
#include "query/question.h"

#include "support/corpus.h"

static suo_question analyse(const char *text)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_schema *schema = corpus_schema();
    suo_question question = {0};
    corpus_ok(
        suo_question_analyse(&question, schema, text, strlen(text), &error),
        &error);
    suo_schema_free(schema);
    return question;
}

static const char *asked(const char *text)
{
    static char out[4096];
    size_t len = 0;
    suo_question question = analyse(text);
    out[0] = '\0';
    for (size_t i = 0; i < question.count; i++) {
        const suo_asked_term *term = &question.terms[i];
        const size_t room = sizeof(out) - 64;
        len += (size_t)snprintf(out + len, room - len, "%s%c:%.*s",
                                i > 0 ? " " : "", "wcgh"[term->kind],
                                (int)term -> bytes.len - 1,
                                (const char *)term->bytes.bytes + 1);
        assert_true(len < room);
        if (term->count > 1)
            len += (size_t)sprintf(out + len, "*%u", term->count);
        if (term->code != SUO_NO_CODE)
            len +=
                (size_t)sprintf(out + len, "<%u:%g", term->code, term->share);
        len += (size_t)sprintf(out + len, "%s", term->is_stop ? "!" : "");
    }
    suo_question_clear(&question);
    return out;
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
    assert_string_equal(asked("我 card"), "w:我! w:card h:我!");
}

static void test_question__asks_a_lone_character_as_a_start(void **state)
{
    (void)state;
    assert_string_equal(asked("票"), "w:票 h:票");
}

static void test_question__asks_a_code_before_its_parts(void **state)
{
    (void)state;
    assert_string_equal(asked("ZA-3"), "c:za3*2 w:za<0:0 w:3<0:0");
}

static void test_question__gives_words_of_letters_a_small_share(void **state)
{
    (void)state;
    assert_string_equal(asked("pre-order"),
                        "c:preorder*2 w:pre<0:0.1 w:order<0:0.1");
}

static void test_question__gives_words_of_a_name_no_share(void **state)
{
    (void)state;
    assert_string_equal(asked("max_len"), "c:maxlen*2 w:max<0:0 w:len<0:0");
}

static void test_question__asks_a_part_that_came_alone_before(void **state)
{
    (void)state;
    assert_string_equal(asked("za ZA-3"), "w:za*2 c:za3*2 w:3<1:0");
}

static void test_question__asks_a_part_that_comes_alone_later(void **state)
{
    (void)state;
    assert_string_equal(asked("ZA-3 za"), "c:za3*2 w:za*2 w:3<0:0");
}

static void test_question__asks_a_part_of_two_codes(void **state)
{
    (void)state;
    assert_string_equal(asked("ZA-3 ZA-4"),
                        "c:za3*2 w:za*2 w:3<0:0 c:za4*2 w:4<3:0");
}

/* 'mono' was a part only; found by the oracle. */
static void test_question__asks_a_part_that_is_a_code_itself(void **state)
{
    (void)state;
    assert_string_equal(asked("V3-MONO mo-no"),
                        "c:v3mono*3 w:v<0:0 w:v3<0:0 w:3<0:0 w:3mono<0:0 "
                        "w:mono*3 w:mo<5:0.1 w:no<5:0.1");
}

static void test_question__asks_neighbours_in_a_code_as_one(void **state)
{
    (void)state;
    assert_string_equal(asked("V3-MONO"), "c:v3mono*3 w:v<0:0 w:v3<0:0 "
                                          "w:3<0:0 w:3mono<0:0 w:mono<0:0");
}

static void test_question__joins_no_digits_in_a_code(void **state)
{
    (void)state;
    assert_string_equal(asked("5.3.1"), "c:5.3.1*3 w:5<0:0 w:3<0:0 w:1<0:0");
}

static void test_question__asks_neighbours_that_are_a_code_too(void **state)
{
    (void)state;
    assert_string_equal(asked("V3-MONO V3"),
                        "c:v3mono*3 w:v*2 w:v3*3 w:3*2 w:3mono<0:0 w:mono<0:0");
}

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
    suo_question question = analyse(text);
    assert_int_equal(question.count, SUO_QUESTION_TERMS_MAX);
    suo_question_clear(&question);
    free(text);
}

static void test_question__of_one_mebibyte_is_the_longest(void **state)
{
    (void)state;
    char *text = malloc(SUO_QUESTION_BYTES_MAX + 1);
    suo_schema *schema = corpus_schema();
    suo_question question = {0};
    memset(text, 'a', SUO_QUESTION_BYTES_MAX + 1);
    assert_status(suo_question_analyse(&question, schema, text,
                                       SUO_QUESTION_BYTES_MAX + 1, NULL),
                  SUO_LIMIT);
    assert_status(suo_question_analyse(&question, schema, text,
                                       SUO_QUESTION_BYTES_MAX, NULL),
                  SUO_OK);
    suo_question_clear(&question);
    suo_schema_free(schema);
    free(text);
}

static void test_question__finds_words_and_grams_apart(void **state)
{
    (void)state;
    suo_question question = analyse("退货");
    suo_token token = {.term = "退货", .term_len = 6, .kind = SUO_TOKEN_GRAM};
    const suo_asked_term *gram = suo_question_find(&question, &token);
    token.kind = SUO_TOKEN_WORD;
    const suo_asked_term *word = suo_question_find(&question, &token);
    assert_int_equal(gram->kind, SUO_ASKED_GRAM);
    assert_int_equal(word->kind, SUO_ASKED_WORD);
    suo_question_clear(&question);
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
        cmocka_unit_test(test_question__asks_a_code_before_its_parts),
        cmocka_unit_test(test_question__gives_words_of_letters_a_small_share),
        cmocka_unit_test(test_question__gives_words_of_a_name_no_share),
        cmocka_unit_test(test_question__asks_a_part_that_came_alone_before),
        cmocka_unit_test(test_question__asks_a_part_that_comes_alone_later),
        cmocka_unit_test(test_question__asks_a_part_of_two_codes),
        cmocka_unit_test(test_question__asks_a_part_that_is_a_code_itself),
        cmocka_unit_test(test_question__asks_neighbours_in_a_code_as_one),
        cmocka_unit_test(test_question__joins_no_digits_in_a_code),
        cmocka_unit_test(test_question__asks_neighbours_that_are_a_code_too),
        cmocka_unit_test(test_question__without_words_asks_nothing),
        cmocka_unit_test(test_question__asks_a_bounded_number_of_terms),
        cmocka_unit_test(test_question__of_one_mebibyte_is_the_longest),
        cmocka_unit_test(test_question__finds_words_and_grams_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
