/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_question_memory.c - from a vocabulary to marks, each allocation failing.
 */
#include "support/unit.h"

#include "support/memory_trial.h"
#include "query/marks.h"

static const char RULES[] = "card, bill, 发票\n退货 => 退款, money back\n";
static const char ASKED[] =
    "\"the V3-MONO card\" 退货 max_len of 闪电退款 "
    "\"票\" gift card, bill, 5.3.1 the 申请 delivery* v3-m* "
    "\"退款 V3-MONO\"~9";

/* Read a question with operators, as people and programs write them. */
static suo_status read(const suo_schema *schema, const suo_analysis *analysis)
{
    static const char *const TEXTS[] = {
        "card \"a b\" -V3-MONO body:退款 -\"gift card\"",
        "(\"a b\"~3 OR body:(验证码 退货)) AND NOT deliv* -\"gift \\\" card\""};
    suo_status status = SUO_OK;
    for (int i = 0; i < 2 && status == SUO_OK; i++) {
        suo_question question = {0};
        const suo_question_manner manner = {(suo_syntax)i, i == 1, true};
        status = suo_question_read(&question, analysis, schema, &manner,
                                   TEXTS[i], strlen(TEXTS[i]), NULL);
        assert_true(status != SUO_OK || question.gate_count > 4);
        suo_question_clear(&question);
    }
    return status;
}

/* Everything that is made of a question before it is searched and shown. */
static suo_status work(const void *own)
{
    const suo_schema *schema = own;
    static const char *const WORDS[] = {"V3 MONO", "闪电退", "gift card"};
    suo_vocabulary_word words[3];
    suo_vocabulary vocabulary = {
        .commit = 1,
        .generation = 1,
        .words = words,
        .count = 3,
        .synonyms = {(const uint8_t *)RULES, sizeof(RULES) - 1}};
    suo_analysis *analysis;
    suo_question question = {0};
    suo_marks marks = {0};
    double weights[128];
    for (int i = 0; i < 3; i++)
        words[i] = (suo_vocabulary_word){
            .text = {(const uint8_t *)WORDS[i], strlen(WORDS[i])},
            .weight = 1,
            .since = 1};
    suo_status status = suo_analysis_make(schema, &vocabulary, &analysis, NULL);
    assert_true((status == SUO_OK) == (analysis != NULL));
    if (status == SUO_OK)
        status = suo_question_analyse(&question, analysis, ASKED, strlen(ASKED),
                                      NULL);
    assert_true(question.count <= 128);
    for (size_t i = 0; i < question.count; i++)
        weights[i] = 1;
    if (status == SUO_OK)
        status = suo_marks_make(&marks, &question, weights);
    suo_marks_clear(&marks);
    suo_question_clear(&question);
    if (status == SUO_OK)
        status = read(schema, analysis);
    suo_analysis_free(analysis);
    return status;
}

static void test_question__survives_failed_allocations(void **state)
{
    suo_schema *schema;
    uint32_t field;
    (void)state;
    assert_status(suo_schema_new(&schema, NULL), SUO_OK);
    assert_status(
        suo_schema_add_field(schema, "body", -1, SUO_FIELD_TEXT, &field, NULL),
        SUO_OK);
    assert_status(suo_schema_set_option(schema, "adjacency", -1, 0.25, NULL),
                  SUO_OK);
    memory_trials(work, schema, 100);
    suo_schema_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_question__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
