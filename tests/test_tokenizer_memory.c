/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tokenizer_memory.c - each allocation of the tokenizer fails once.
 */
#include "support/unit.h"

#include "support/memory_trial.h"
#include "text/tokenizer.h"

enum { TEXT_MAX = 300000 };

/* A text that needs every kind of scratch, and more than one piece. */
static size_t write_text(char *text)
{
    size_t len = 0;
    for (int i = 0; len < TEXT_MAX - 1000; i++)
        len += (size_t)snprintf(
            text + len, TEXT_MAX - len,
            "应(yīng)用我想退货怎么办 V3-MONO running e\xCC\x81\xCC\xA3x "
            "カタカナ한국어 %d %s",
            i, i % 50 != 0 ? "" : "长长长长长长长长长长长长长长长长长长长长");
    return len;
}

static suo_status read_all(suo_tokenizer *tokenizer, const char *text,
                           size_t len)
{
    const suo_token *tokens;
    uint64_t count;
    suo_error error = {.size = sizeof(error)};
    assert_int_equal(
        suo_tokenizer_set_offsets(tokenizer, SUO_OFFSET_UTF16, &error), SUO_OK);
    suo_status st = suo_tokenizer_start(tokenizer, text, (int64_t)len, &error);
    do {
        if (st == SUO_OK)
            st = suo_tokenizer_next(tokenizer, &tokens, &count, &error);
        if (st != SUO_OK) {
            assert_int_equal(st, SUO_NO_MEMORY);
            assert_null(tokens);
            return st;
        }
    } while (count > 0);
    return SUO_OK;
}

static void check_failures(const suo_analyzer *analyzer)
{
    static char text[TEXT_MAX];
    size_t len = write_text(text);
    memory_trial trial = {0};
    while (memory_trial_next(&trial)) {
        suo_tokenizer *tokenizer;
        memory_trial_arm(&trial);
        suo_status st = suo_tokenizer_make(analyzer, &tokenizer, NULL);
        assert_true((st == SUO_OK) == (tokenizer != NULL));
        if (st == SUO_OK)
            st = read_all(tokenizer, text, len);
        memory_trial_disarm(&trial, st);
        if (tokenizer != NULL)
            assert_int_equal(read_all(tokenizer, text, len), SUO_OK);
        suo_tokenizer_free(tokenizer);
        assert_true(trial.count <= 1000);
    }
    assert_int_equal(blocks, 0);
}

static void test_tokenizer__survives_every_failed_allocation(void **state)
{
    const suo_analyzer analyzer = {0};
    (void)state;
    check_failures(&analyzer);
}

static void test_tokenizer__survives_them_with_icu_too(void **state)
{
    const suo_analyzer analyzer = {.han_by_icu = true};
    (void)state;
    check_failures(&analyzer);
}

static void test_tokenizer__survives_them_in_other_languages_too(void **state)
{
    const suo_analyzer german = {.language = "german"};
    const suo_analyzer none = {.language = "none"};
    (void)state;
    check_failures(&german);
    check_failures(&none);
}

static void test_tokenizer__allocates_nothing_for_the_second_text(void **state)
{
    static char text[TEXT_MAX];
    const suo_analyzer analyzer = {0};
    suo_tokenizer *tokenizer;
    size_t len = write_text(text);
    (void)state;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    assert_int_equal(read_all(tokenizer, text, len), SUO_OK);
    long before = calls;
    assert_true(before > 5);
    assert_int_equal(read_all(tokenizer, text, len), SUO_OK);
    assert_int_equal(calls, before);
    suo_tokenizer_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokenizer__survives_every_failed_allocation),
        cmocka_unit_test(test_tokenizer__survives_them_with_icu_too),
        cmocka_unit_test(test_tokenizer__survives_them_in_other_languages_too),
        cmocka_unit_test(test_tokenizer__allocates_nothing_for_the_second_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
