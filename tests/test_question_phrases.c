/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_question_phrases.c - what a question asks of an index that knows
 * synonyms and words of the user.
 */
#include "support/asked.h"
#include "support/corpus.h"

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

/* ---- synonyms ---- */

static void test_question_phrases__asks_all_of_a_set(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("card, bill, 发票", "bill"),
                        "p:bill|card|发票~0.1 w:bill<0");
    assert_string_equal(asked_by_rules("card, bill, 发票", "发票"),
                        "p:发票|card|bill~0.1 w:发票<0 g:发票");
}

static void test_question_phrases__asks_one_way_only(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("card => bill", "card"),
                        "p:card|bill~0.1 w:card<0");
    assert_string_equal(asked_by_rules("card => bill", "bill"), "w:bill");
}

static void test_question_phrases__finds_synonyms_of_several_words(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("pick up, 自提", "we pick up"),
                        "p:pick_up|自提*2~0.1 w:we w:pick<0 w:up<0");
    assert_string_equal(asked_by_rules("pick up, 自提", "pick it up"),
                        "w:pick w:it! w:up");
}

static void test_question_phrases__follows_no_synonym_of_a_synonym(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("a1, b1\nb1, c1", "a1"),
                        "p:a_1|b_1*2~0.1 p:{wa1}a1|a_1*2<0~0 w:a<1 w:1<1");
}

static void test_question_phrases__unites_the_rules_of_a_phrase(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("card, bill\ncard => note", "card"),
                        "p:card|bill|note~0.1 w:card<0");
}

static void test_question_phrases__finds_a_synonym_however_it_is_written(
    void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_rules("v3-mono => x", "V3 Mono"),
        "p:v_3_mono|x*3~0.1 p:{wv3}v3|v_3*2<0~0 w:v<1 w:3<1 w:mono<0");
}

static void test_question_phrases__finds_a_synonym_cut_differently(void **state)
{
    (void)state;
    assert_string_equal(asked_by_rules("请退 => x", "申请退货"),
                        "p:请退|x~0.1 w:申请 w:退货 g:申请 g:请退 g:退货");
}

/* ---- words of the user ---- */

static void test_question_phrases__asks_a_word_of_the_user(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("x,闪电退", "闪电退款"),
        "p:{u闪电退}闪电_电退=3~0.1 w:闪电<0 w:退款 g:闪电 g:电退 g:退款");
}

static void test_question_phrases__finds_a_word_written_otherwise(void **state)
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

static void test_question_phrases__asks_words_that_overlap(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b,b c", "a b c"),
        "p:{ua b}a_b=2*2~0.1 p:{ub c}b_c=3*2~0.1 w:a<0! w:b<1 w:c<1");
}

static void test_question_phrases__asks_a_word_inside_a_word(void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b c,b c", "a b c"),
        "p:{ua b c}a_b_c=2*3~0.1 p:{ub c}b_c=3*2<0~0.1 w:a<0! w:b<1 w:c<1");
}

static void test_question_phrases__asks_a_code_inside_a_word(void **state)
{
    (void)state;
    assert_string_equal(asked_by_words("ZA-3 kit", "za3 kit"),
                        "p:{uza 3 kit}za_3_kit=2*3~0.1 p:{wza3}za3|za_3*2<0~0 "
                        "w:za<1 w:3<1 w:kit<0");
}

static void test_question_phrases__merges_a_word_that_comes_again(void **state)
{
    (void)state;
    assert_string_equal(asked_by_words("a b", "a b, a-b"),
                        "p:{ua b}a_b=2*4~0.1 p:{wab}ab|a_b<0~0.5 w:a*2 w:b*2");
}

/* The second 'b c' is a part of nothing. */
static void test_question_phrases__frees_a_word_that_comes_alone_too(
    void **state)
{
    (void)state;
    assert_string_equal(
        asked_by_words("a b c,b c", "a b c, b c"),
        "p:{ua b c}a_b_c=2*3~0.1 p:{ub c}b_c=3*4~0.1 w:a<0! w:b*2<1 w:c*2<1");
}

static void test_question_phrases__asks_synonyms_of_a_word(void **state)
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
                        "p:{wpickup}pickup|pick_up<0~0.5 w:pick<1 w:up<1");
    assert_string_equal(asked_with(&vocabulary, "自提"),
                        "p:自提|{upick up}pick_up~0.1 w:自提<0 g:自提");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_question_phrases__asks_all_of_a_set),
        cmocka_unit_test(test_question_phrases__asks_one_way_only),
        cmocka_unit_test(
            test_question_phrases__finds_synonyms_of_several_words),
        cmocka_unit_test(
            test_question_phrases__follows_no_synonym_of_a_synonym),
        cmocka_unit_test(test_question_phrases__unites_the_rules_of_a_phrase),
        cmocka_unit_test(
            test_question_phrases__finds_a_synonym_however_it_is_written),
        cmocka_unit_test(
            test_question_phrases__finds_a_synonym_cut_differently),
        cmocka_unit_test(test_question_phrases__asks_a_word_of_the_user),
        cmocka_unit_test(test_question_phrases__finds_a_word_written_otherwise),
        cmocka_unit_test(test_question_phrases__asks_words_that_overlap),
        cmocka_unit_test(test_question_phrases__asks_a_word_inside_a_word),
        cmocka_unit_test(test_question_phrases__asks_a_code_inside_a_word),
        cmocka_unit_test(test_question_phrases__merges_a_word_that_comes_again),
        cmocka_unit_test(
            test_question_phrases__frees_a_word_that_comes_alone_too),
        cmocka_unit_test(test_question_phrases__asks_synonyms_of_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
