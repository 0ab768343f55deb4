/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tokenizer.c - the tokenizer's calls, one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/batch.h"
#include "text/tokenizer.h"

static suo_tokenizer *make(bool han_by_icu)
{
    const suo_analyzer analyzer = {.han_by_icu = han_by_icu};
    suo_tokenizer *tokenizer;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    return tokenizer;
}

/* All tokens as "kind:term@start-end/unit+count", a '!' behind a stop word. */
static const char *list(suo_tokenizer *tokenizer, const char *text,
                        int64_t text_len)
{
    static char out[8192];
    const suo_token *tokens;
    uint64_t count;
    size_t len = 0;
    out[0] = '\0';
    assert_int_equal(suo_tokenizer_start(tokenizer, text, text_len, NULL),
                     SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = tokens + i;
            len += (size_t)snprintf(
                out + len, sizeof(out) - len, "%s%c:%.*s@%u-%u/%u+%u%s",
                len > 0 ? " " : "", "?wcg"[t->kind], (int)t -> term_len,
                t -> term, t -> start, t -> end, t -> unit, t -> unit_count,
                t -> flags &SUO_TOKEN_STOP ? "!" : "");
            assert_true(len < sizeof(out));
        }
    } while (count > 0);
    return out;
}

/* The forms of a text's tokens: '-' for one that is stemmed and has none. */
static const char *list_forms(suo_tokenizer *tokenizer, const char *text)
{
    static char out[1024];
    const suo_token *tokens;
    uint64_t count;
    size_t len = 0;
    out[0] = '\0';
    assert_int_equal(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            char form[SUO_FORM_BYTES_MAX];
            size_t form_len = suo_token_form(&tokens[i], text, form);
            bool is_stemmed = (tokens[i].flags & SUO_TOKEN_STEMMED) != 0;
            assert_true(is_stemmed || form_len == 0);
            if (is_stemmed)
                len += (size_t)snprintf(out + len, sizeof(out) - len, "%s%.*s",
                                        len > 0 ? " " : "",
                                        form_len > 0 ? (int)form_len : 1,
                                        form_len > 0 ? form : "-");
            assert_true(len < sizeof(out));
        }
    } while (count > 0);
    return out;
}

/* The second time stems are remembered. */
static void test_tokenizer__flags_words_that_stemming_changed(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    char longest[SUO_TOKEN_TERM_MAX + 1] = {0};
    (void)state;
    memset(longest, 'b', SUO_TOKEN_TERM_MAX); /* as it is: too long to stem */
    assert_string_equal(list_forms(tokenizer, longest), "");
    for (int i = 0; i < 2; i++) {
        assert_string_equal(list_forms(tokenizer, "Returns return RETURNED it"),
                            "returns returned");
        assert_string_equal(list_forms(tokenizer, "don't user's happy"),
                            "don't user's happy");
        assert_string_equal(list_forms(tokenizer, "退货s 3cards max_lens"),
                            "cards lens");
        assert_string_equal(list_forms(tokenizer, "cafés ＣＡＲＤＳ café"),
                            "- -");
    }
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__gives_words_before_grams_unit_by_unit(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    assert_string_equal(
        list(tokenizer, "我想退貨 OK", -1),
        "w:我@0-3/0+1! g:我想@0-6/0+2 w:想@3-6/1+1! g:想退@3-9/1+2 "
        "w:退货@6-12/2+2 g:退货@6-12/2+2 g:货@9-12/3+1 w:ok@13-15/4+1");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__gives_a_whole_after_its_words(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    assert_string_equal(list(tokenizer, "a V3-MONO", -1),
                        "w:a@0-1/0+1! w:v@2-3/1+1 w:3@3-4/2+1 "
                        "w:mono@5-9/3+1 c:v3mono@2-9/1+3");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__offsets_pass_over_pinyin(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    assert_string_equal(list(tokenizer, "應(yīng)用", -1),
                        "w:应用@0-13/0+2 g:应用@0-13/0+2 g:用@10-13/1+1");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__never_stops_words_that_ask(void **state)
{
    static const char *const words[] = {"怎么", "如何", "什么", "为什么", "谁",
                                        "哪",   "能",   "可以", "what",   "how",
                                        "who",  "can",  "why",  "when"};
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        assert_null(strchr(list(tokenizer, words[i], -1), '!'));
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__stops_chinese_function_words(void **state)
{
    static const char *const words[] = {
        "的", "了", "在", "是",   "和",   "与",   "及",   "或",
        "吗", "呢", "吧", "以及", "请问", "我们", "因为", "這個"};
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        assert_non_null(strchr(list(tokenizer, words[i], -1), '!'));
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__takes_nul_bytes_as_separators(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    assert_string_equal(list(tokenizer, "a1\0b", 4),
                        "w:a@0-1/0+1 w:1@1-2/1+1 c:a1@0-2/0+2 w:b@3-4/2+1");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__counts_broken_parts_of_each_text(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    assert_string_equal(list(tokenizer, "x\xFF\xFEy\xE4\xBD", -1),
                        "w:x@0-1/0+1 w:y@3-4/1+1");
    assert_int_equal(suo_tokenizer_replaced(tokenizer), 3);
    list(tokenizer, "good", -1);
    assert_int_equal(suo_tokenizer_replaced(tokenizer), 0);
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__gives_nothing_for_an_empty_text(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    const suo_token *tokens;
    uint64_t count = 1;
    (void)state;
    assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                     SUO_OK);
    assert_int_equal(count, 0);
    assert_string_equal(list(tokenizer, NULL, 0), "");
    assert_string_equal(list(tokenizer, " \n", -1), "");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__refuses_bad_arguments(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    suo_error error = {.size = sizeof(error)};
    (void)state;
    assert_int_equal(suo_tokenizer_start(NULL, "", 0, &error), SUO_INVALID);
    assert_int_equal(suo_tokenizer_start(tokenizer, NULL, 1, &error),
                     SUO_INVALID);
    assert_int_equal(suo_tokenizer_start(tokenizer, NULL, -1, &error),
                     SUO_INVALID);
    assert_int_equal(
        suo_tokenizer_start(tokenizer, "", (int64_t)SUO_TEXT_MAX + 1, &error),
        SUO_LIMIT);
    assert_int_equal(error.status, SUO_LIMIT);
    suo_tokenizer_free(tokenizer);
    suo_tokenizer_free(NULL);
}

static void test_tokenizer__may_leave_a_text_unread(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    const suo_token *tokens;
    uint64_t count;
    char text[6000];
    (void)state;
    for (size_t i = 0; i < sizeof(text); i += 6)
        memcpy(text + i, "退货", 6);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, sizeof(text), NULL),
                     SUO_OK);
    assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                     SUO_OK);
    assert_true(count > 0 && count < sizeof(text) / 3);
    assert_string_equal(list(tokenizer, "ok", -1), "w:ok@0-2/0+1");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__cuts_long_terms_at_a_character(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    const suo_token *tokens;
    uint64_t count;
    char text[601];
    (void)state;
    text[0] = 'x';
    for (size_t i = 1; i < sizeof(text); i += 2)
        memcpy(text + i, "\xC9\x99", 2); /* it has no plain form */
    assert_int_equal(suo_tokenizer_start(tokenizer, text, sizeof(text), NULL),
                     SUO_OK);
    assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                     SUO_OK);
    assert_int_equal(count, 1);
    assert_true(tokens[0].term_len >= 252 && tokens[0].term_len <= 255);
    assert_int_equal(tokens[0].term_len % 2, 1);
    assert_int_equal(tokens[0].end, sizeof(text));
    suo_tokenizer_free(tokenizer);
}

/* ICU takes '_' for a part of a word, also where a word of its dictionaries
 * ends before it or begins behind it. */
static void test_tokenizer__takes_underscores_off_words_of_icu(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    (void)state;
    assert_string_equal(list(tokenizer, "привет_한국어", -1),
                        "w:привет@0-12/0+1 w:한국어@13-22/1+1");
    assert_string_equal(list(tokenizer, "한국어_привет", -1),
                        "w:한국어@0-9/0+1 w:привет@10-22/1+1");
    suo_tokenizer_free(tokenizer);
}

/* A text without a safe place is cut after 1 MiB: here behind a character
 * of four bytes, and a stray tail goes on. */
static void test_tokenizer__keeps_a_character_before_a_stray_tail(void **state)
{
    enum { CUT = 1 << 20, LEN = CUT + 2 };
    static char text[LEN];
    suo_tokenizer *tokenizer = make(false);
    const suo_token *tokens;
    uint64_t count, found = 0;
    (void)state;
    memset(text, '.', LEN);
    memcpy(text + CUT - 4, "\xF0\xA0\x80\x80\x80", 5);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, LEN, NULL), SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        found += count;
    } while (count > 0);
    assert_int_equal(found, 2);
    assert_int_equal(suo_tokenizer_replaced(tokenizer), 1);
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__lets_icu_cut_han_on_request(void **state)
{
    suo_tokenizer *tokenizer = make(true);
    (void)state;
    assert_string_equal(list(tokenizer, "世界你好", -1),
                        "w:世界@0-6/0+2 g:世界@0-6/0+2 g:界你@3-9/1+2 "
                        "w:你好@6-12/2+2! g:你好@6-12/2+2 g:好@9-12/3+1");
    suo_tokenizer_free(tokenizer);
}

static void test_tokenizer__fingerprint_tells_analyzers_apart(void **state)
{
    const suo_analyzer ours = {.han_by_icu = false};
    const suo_analyzer icus = {.han_by_icu = true};
    const suo_analyzer german = {.language = "german"};
    const suo_analyzer english = {.language = "english"};
    (void)state;
    assert_true(suo_analyzer_fingerprint(&ours) ==
                suo_analyzer_fingerprint(&ours));
    assert_true(suo_analyzer_fingerprint(&ours) !=
                suo_analyzer_fingerprint(&icus));
    assert_true(suo_analyzer_fingerprint(&ours) !=
                suo_analyzer_fingerprint(&german));
    assert_true(suo_analyzer_fingerprint(&ours) ==
                suo_analyzer_fingerprint(&english));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokenizer__flags_words_that_stemming_changed),
        cmocka_unit_test(test_tokenizer__gives_words_before_grams_unit_by_unit),
        cmocka_unit_test(test_tokenizer__gives_a_whole_after_its_words),
        cmocka_unit_test(test_tokenizer__offsets_pass_over_pinyin),
        cmocka_unit_test(test_tokenizer__never_stops_words_that_ask),
        cmocka_unit_test(test_tokenizer__stops_chinese_function_words),
        cmocka_unit_test(test_tokenizer__takes_nul_bytes_as_separators),
        cmocka_unit_test(test_tokenizer__counts_broken_parts_of_each_text),
        cmocka_unit_test(test_tokenizer__gives_nothing_for_an_empty_text),
        cmocka_unit_test(test_tokenizer__refuses_bad_arguments),
        cmocka_unit_test(test_tokenizer__may_leave_a_text_unread),
        cmocka_unit_test(test_tokenizer__cuts_long_terms_at_a_character),
        cmocka_unit_test(test_tokenizer__keeps_a_character_before_a_stray_tail),
        cmocka_unit_test(test_tokenizer__takes_underscores_off_words_of_icu),
        cmocka_unit_test(test_tokenizer__lets_icu_cut_han_on_request),
        cmocka_unit_test(test_tokenizer__fingerprint_tells_analyzers_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
