/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sequence.c - a phrase as a row of terms, and its canonical form.
 *
 * Rows are compared as one text: the steps' kinds (w word, p pair, c one
 * character), units and terms.
 */
#include "support/unit.h"

#include "support/memory_trial.h"
#include "support/random.h"
#include "support/open_tokenizer.h"
#include "text/sequence.h"

static const char *row_of(const char *text)
{
    static char out[2048];
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_sequence row = {0};
    suo_arena arena = {0};
    size_t len = 0;
    assert_status(
        suo_sequence_make(&row, &arena, tokenizer, text, strlen(text), NULL),
        SUO_OK);
    for (size_t i = 0; i < row.count; i++) {
        const suo_step *step = &row.steps[i];
        bool is_gram = step->bytes.bytes[0] == 'g';
        assert_int_equal(is_gram, step->kind != SUO_STEP_WORD);
        len += (size_t)sprintf(out + len, "%c%u:%.*s ", "wpc"[step->kind],
                               step -> unit, (int)step -> bytes.len - 1,
                               step->bytes.bytes + 1);
    }
    sprintf(out + len, "%u %u", row.unit_count, row.word_count);
    suo_sequence_clear(&row);
    suo_arena_clear(&arena);
    suo_tokenizer_free(tokenizer);
    return out;
}

static const char *canon_of(const char *text)
{
    static char out[2][512];
    static int turn;
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_buffer canon = {0};
    assert_status(
        suo_sequence_canon(tokenizer, text, strlen(text), &canon, NULL),
        SUO_OK);
    assert_true(canon.len < sizeof(out[0]));
    turn = !turn;
    memcpy(out[turn], canon.data, canon.len);
    out[turn][canon.len] = '\0';
    suo_buffer_free(&canon);
    suo_tokenizer_free(tokenizer);
    return out[turn];
}

static void test_sequence__has_words_by_their_stems(void **state)
{
    (void)state;
    assert_string_equal(row_of("Returned cards"), "w0:return w1:card 2 2");
}

static void test_sequence__has_the_pairs_of_han(void **state)
{
    (void)state;
    assert_string_equal(row_of("申請退貨"), "p0:申请 p1:请退 p2:退货 4 2");
}

static void test_sequence__has_a_character_that_stands_alone(void **state)
{
    (void)state;
    assert_string_equal(row_of("票"), "c0:票 1 1");
    assert_string_equal(row_of("票 card 退货"), "c0:票 w1:card p2:退货 4 3");
    assert_string_equal(row_of("退，货"), "c0:退 c1:货 2 2");
}

static void test_sequence__has_no_joined_forms(void **state)
{
    (void)state;
    assert_string_equal(row_of("V3-MONO"), "w0:v w1:3 w2:mono 3 3");
}

static void test_sequence__keeps_stop_words(void **state)
{
    (void)state;
    assert_string_equal(row_of("the card"), "w0:the w1:card 2 2");
}

static void test_sequence__is_empty_without_words(void **state)
{
    (void)state;
    assert_string_equal(row_of(""), "0 0");
    assert_string_equal(row_of("?! 。\n"), "0 0");
}

static void test_sequence__may_be_made_anew_in_the_same_memory(void **state)
{
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_sequence row = {0};
    suo_arena arena = {0};
    (void)state;
    assert_status(
        suo_sequence_make(&row, &arena, tokenizer, "退货 card", 11, NULL),
        SUO_OK);
    assert_status(suo_sequence_make(&row, &arena, tokenizer, "a b", 3, NULL),
                  SUO_OK);
    assert_int_equal(row.count, 2);
    assert_int_equal(row.unit_count, 2);
    assert_int_equal(row.word_count, 2);
    suo_sequence_clear(&row);
    suo_arena_clear(&arena);
    suo_tokenizer_free(tokenizer);
}

/* ---- canonical forms ---- */

static void test_sequence_canon__is_one_for_all_ways_to_write(void **state)
{
    static const char *const SAME[][5] = {
        {"V3-MONO", "v3 mono", "V3Mono", "v_3  MONO", "ｖ３．ｍｏｎｏ"},
        {"退貨款", "退货款", "\t退货款 ", "「退货款」", "退货款。"},
        {"e-mail", "E Mail", "e_MAILS", "e.mail", "e mailed"},
        {"退货card", "退货 Card", "退貨，cards", "退货-card", "(退货) card"}};
    (void)state;
    for (size_t i = 0; i < sizeof(SAME) / sizeof(*SAME); i++)
        for (size_t j = 1; j < 5; j++)
            assert_string_equal(canon_of(SAME[i][0]), canon_of(SAME[i][j]));
}

static void test_sequence_canon__tells_phrases_apart(void **state)
{
    (void)state;
    assert_string_equal(canon_of("V3 Mono"), "v 3 mono");
    assert_string_equal(canon_of("退货"), "退货");
    assert_string_equal(canon_of("退 货"), "退 货");
    assert_string_equal(canon_of("退货款"), "退货款");
    assert_string_equal(canon_of("退货 货款"), "退货 货款");
    assert_string_equal(canon_of("票a票"), "票 a 票");
}

/* But for words whose stem has another stem. */
static void test_sequence_canon__is_its_own_canonical_form(void **state)
{
    static const char *const PIECES[] = {
        "退", "货款", "card", "V3", "returns", "申请", "mono", "7", "é", "票"};
    static const char *const JOINTS[] = {" ", "-", "，", "_", ". ", " / "};
    test_random random = test_random_begin(20261122);
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[256] = "";
        char once[512];
        for (uint64_t left = 1 + test_random_below(&random, 5); left > 0;
             left--) {
            strcat(text, PIECES[test_random_below(&random, 10)]);
            strcat(text, JOINTS[test_random_below(&random, 6)]);
        }
        strcpy(once, canon_of(text));
        if (strcmp(once, canon_of(once)) != 0)
            print_error("'%s': '%s', '%s'\n", text, once, canon_of(once));
        assert_string_equal(once, canon_of(once));
    }
}

static void test_sequence_canon__of_nothing_is_refused(void **state)
{
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_error error = SUO_ERROR_EMPTY;
    suo_buffer canon = {0};
    (void)state;
    assert_status(suo_sequence_canon(tokenizer, "?!", 2, &canon, &error),
                  SUO_INVALID);
    assert_non_null(strstr(error.message, "'?!'"));
    assert_status(suo_sequence_canon(tokenizer, "", 0, &canon, &error),
                  SUO_INVALID);
    assert_int_equal(canon.len, 0);
    suo_buffer_free(&canon);
    suo_tokenizer_free(tokenizer);
}

static void test_sequence_canon__survives_each_failed_allocation(void **state)
{
    const char *text = "申请退货 V3-MONO 与 returned cards 的票";
    memory_trial trial = {0};
    (void)state;
    while (memory_trial_next(&trial)) {
        suo_tokenizer *tokenizer = open_tokenizer();
        suo_buffer canon = {0};
        memory_trial_arm(&trial);
        memory_trial_disarm(
            &trial,
            suo_sequence_canon(tokenizer, text, strlen(text), &canon, NULL));
        suo_buffer_free(&canon);
        suo_tokenizer_free(tokenizer);
    }
    assert_true(trial.count > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequence__has_words_by_their_stems),
        cmocka_unit_test(test_sequence__has_the_pairs_of_han),
        cmocka_unit_test(test_sequence__has_a_character_that_stands_alone),
        cmocka_unit_test(test_sequence__has_no_joined_forms),
        cmocka_unit_test(test_sequence__keeps_stop_words),
        cmocka_unit_test(test_sequence__is_empty_without_words),
        cmocka_unit_test(test_sequence__may_be_made_anew_in_the_same_memory),
        cmocka_unit_test(test_sequence_canon__is_one_for_all_ways_to_write),
        cmocka_unit_test(test_sequence_canon__tells_phrases_apart),
        cmocka_unit_test(test_sequence_canon__is_its_own_canonical_form),
        cmocka_unit_test(test_sequence_canon__of_nothing_is_refused),
        cmocka_unit_test(test_sequence_canon__survives_each_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
