/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_synonyms.c - rules are read as written, and faults name their line.
 *
 * What rules say is compared as one text: each phrase that others answer,
 * with its answers behind an arrow.
 */
#include "support/unit.h"

#include "support/memory_trial.h"
#include "support/open_tokenizer.h"
#include "text/synonyms.h"

static const char *read_rules(const char *rules)
{
    static char out[4096];
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_error error = SUO_ERROR_EMPTY;
    suo_phrasebook book = {0};
    size_t len = 0;
    suo_status status =
        suo_synonyms_load(&book, tokenizer, rules, strlen(rules), &error);
    out[0] = '\0';
    for (size_t i = 0; status == SUO_OK && i < book.count; i++) {
        const suo_book_phrase *phrase = &book.phrases[i];
        for (size_t s = 0; s < phrase->synonym_count; s++) {
            const suo_slice *to = &book.phrases[phrase->synonyms[s]].text;
            if (s == 0)
                len +=
                    (size_t)sprintf(out + len, "%s%.*s >", len > 0 ? "; " : "",
                                    (int)phrase->text.len, phrase->text.bytes);
            len += (size_t)sprintf(out + len, "%s%.*s", s > 0 ? ", " : " ",
                                   (int)to->len, to->bytes);
        }
    }
    if (status != SUO_OK)
        sprintf(out, "%s: %s", suo_status_name(status), error.message);
    suo_phrasebook_clear(&book);
    assert_int_equal(suo_synonyms_check(tokenizer, rules, strlen(rules), NULL),
                     status);
    suo_tokenizer_free(tokenizer);
    return out;
}

static void test_synonyms__of_a_set_answer_each_other(void **state)
{
    (void)state;
    assert_string_equal(read_rules("card, bill, 发票"),
                        "card > bill, 发票; bill > card, 发票; "
                        "发票 > card, bill");
}

static void test_synonyms__go_one_way_over_an_arrow(void **state)
{
    (void)state;
    assert_string_equal(read_rules("a1, b1 => c1, d1"),
                        "a1 > c1, d1; b1 > c1, d1");
    assert_string_equal(read_rules("a1=>c1"), "a1 > c1");
}

static void test_synonyms__have_several_words(void **state)
{
    (void)state;
    assert_string_equal(read_rules("pick up in store , 到店 自提"),
                        "pick up in store > 到店 自提; "
                        "到店 自提 > pick up in store");
}

static void test_synonyms__take_the_chinese_comma(void **state)
{
    (void)state;
    assert_string_equal(read_rules("退货，退款,退钱 => 售后"),
                        "退货 > 售后; 退款 > 售后; 退钱 > 售后");
}

static void test_synonyms__pass_over_comments_and_empty_lines(void **state)
{
    (void)state;
    assert_string_equal(read_rules("# a, b\n\n \t\r\na1, b1\r\n#\n"),
                        "a1 > b1; b1 > a1");
    assert_string_equal(read_rules(""), "");
    assert_string_equal(read_rules("\n\n"), "");
}

static void test_synonyms__of_several_rules_are_united(void **state)
{
    (void)state;
    assert_string_equal(read_rules("a1 => b1\nA-1, c1\na1 => b1"),
                        "a1 > b1, c1; c1 > a1");
}

static void test_synonyms__are_not_handed_on(void **state)
{
    (void)state;
    assert_string_equal(read_rules("a1 => b1\nb1 => c1"), "a1 > b1; b1 > c1");
}

static void test_synonyms__do_not_answer_themselves(void **state)
{
    (void)state;
    assert_string_equal(read_rules("a-1, a1, b1"), "a-1 > b1; b1 > a-1");
    assert_string_equal(read_rules("a1 => a1, b1"), "a1 > b1");
}

static void test_synonyms__may_lack_the_last_line_end(void **state)
{
    (void)state;
    assert_string_equal(read_rules("a1, b1\nc1, d1"),
                        "a1 > b1; b1 > a1; c1 > d1; d1 > c1");
}

/* ---- faults ---- */

static void test_synonyms__name_the_line_of_a_fault(void **state)
{
    (void)state;
    assert_string_equal(read_rules("a, b\n# c\n\nd"),
                        "SUO_INVALID: synonyms, line 4: a rule needs two "
                        "phrases, as in 'a, b' or 'a => b'");
    assert_string_equal(read_rules("a, b\n, c"),
                        "SUO_INVALID: synonyms, line 2: an empty phrase");
    assert_string_equal(read_rules("a, b, "),
                        "SUO_INVALID: synonyms, line 1: an empty phrase");
    assert_string_equal(read_rules("=> b"),
                        "SUO_INVALID: synonyms, line 1: an empty phrase");
    assert_string_equal(read_rules("a =>"),
                        "SUO_INVALID: synonyms, line 1: an empty phrase");
    assert_string_equal(read_rules("a => b => c"),
                        "SUO_INVALID: synonyms, line 1: a second '=>'");
    assert_string_equal(read_rules("a, ?!"),
                        "SUO_INVALID: synonyms, line 1: there is nothing to "
                        "search for in '?!'");
}

static void test_synonyms__have_a_bounded_number_of_phrases(void **state)
{
    char rules[8 * SUO_RULE_PHRASES_MAX + 16] = "x0";
    (void)state;
    for (int i = 1; i < SUO_RULE_PHRASES_MAX; i++)
        sprintf(rules + strlen(rules), ",x%d", i);
    suo_tokenizer *tokenizer = open_tokenizer();
    assert_status(suo_synonyms_check(tokenizer, rules, strlen(rules), NULL),
                  SUO_OK);
    strcat(rules, ",y");
    assert_status(suo_synonyms_check(tokenizer, rules, strlen(rules), NULL),
                  SUO_LIMIT);
    suo_tokenizer_free(tokenizer);
}

static void test_synonyms__of_one_phrase_are_bounded(void **state)
{
    char *rules = malloc((SUO_SYNONYMS_EACH_MAX + 1) * 16);
    suo_error error = SUO_ERROR_EMPTY;
    suo_tokenizer *tokenizer = open_tokenizer();
    size_t len = 0;
    (void)state;
    for (int i = 0; i < SUO_SYNONYMS_EACH_MAX; i++)
        len += (size_t)sprintf(rules + len, "a => x%d\n", i);
    assert_status(suo_synonyms_check(tokenizer, rules, len, &error), SUO_OK);
    len += (size_t)sprintf(rules + len, "a => y\n");
    assert_status(suo_synonyms_check(tokenizer, rules, len, &error), SUO_LIMIT);
    assert_non_null(strstr(error.message, "line 101"));
    suo_tokenizer_free(tokenizer);
    free(rules);
}

static void test_synonyms__with_too_long_a_phrase_are_refused(void **state)
{
    char rules[2 * SUO_PHRASE_UNITS_MAX + 16] = "a, ";
    suo_error error = SUO_ERROR_EMPTY;
    suo_tokenizer *tokenizer = open_tokenizer();
    (void)state;
    for (int i = 0; i <= SUO_PHRASE_UNITS_MAX; i++)
        strcat(rules, "x ");
    assert_status(suo_synonyms_check(tokenizer, rules, strlen(rules), &error),
                  SUO_LIMIT);
    assert_non_null(strstr(error.message, "line 1"));
    suo_tokenizer_free(tokenizer);
}

static void test_synonyms__survive_each_failed_allocation(void **state)
{
    const char *rules = "card, bill, 发票\n退货 => 退款, money back\n# x\n"
                        "V3 MONO, v3\na, b\nc, d\ne, f\ng, h\ni, j\nk, l";
    memory_trial trial = {0};
    (void)state;
    while (memory_trial_next(&trial)) {
        suo_tokenizer *tokenizer = open_tokenizer();
        memory_trial_arm(&trial);
        memory_trial_disarm(
            &trial, suo_synonyms_check(tokenizer, rules, strlen(rules), NULL));
        suo_tokenizer_free(tokenizer);
    }
    assert_true(trial.count > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_synonyms__of_a_set_answer_each_other),
        cmocka_unit_test(test_synonyms__go_one_way_over_an_arrow),
        cmocka_unit_test(test_synonyms__have_several_words),
        cmocka_unit_test(test_synonyms__take_the_chinese_comma),
        cmocka_unit_test(test_synonyms__pass_over_comments_and_empty_lines),
        cmocka_unit_test(test_synonyms__of_several_rules_are_united),
        cmocka_unit_test(test_synonyms__are_not_handed_on),
        cmocka_unit_test(test_synonyms__do_not_answer_themselves),
        cmocka_unit_test(test_synonyms__may_lack_the_last_line_end),
        cmocka_unit_test(test_synonyms__name_the_line_of_a_fault),
        cmocka_unit_test(test_synonyms__have_a_bounded_number_of_phrases),
        cmocka_unit_test(test_synonyms__of_one_phrase_are_bounded),
        cmocka_unit_test(test_synonyms__with_too_long_a_phrase_are_refused),
        cmocka_unit_test(test_synonyms__survive_each_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
