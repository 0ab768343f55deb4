/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_near.c - "words like these"~5: which windows of a text hold them, how
 * often, and how that is asked by people and by programs.
 *
 * That scores and totals are right is tests/test_oracle.c's business, that
 * pruning changes nothing tests/test_pruning.c's.
 */
#include "query/matches.h"

#include "support/asked.h"
#include "support/corpus.h"

static const struct {
    const char *key;
    const char *title;
    const char *body;
    const char *other; /* a second value of the body */
} SHELF[] = {
    {"a", "card", "the return policy of the shop", NULL},
    {"b", "card", "policy for a free return", NULL},
    {"c", "card", "return it one two three four five policy", NULL},
    {"d", "return", "policy", NULL},
    {"e", "card", "we return", "policy of the shop"},
    {"f", "card", "very good, not bad", NULL},
    {"g", "card", "very good and very bad", NULL},
    {"h", "退货政策", "本店允许无理由退货，政策见下", NULL},
    {"i", "手册", "政策变了：现在不可以退货", NULL},
    {"j", "manual", "the manual of the v3 mono", NULL},
    {"k", "manual", "the manual: mono, not v3", NULL},
    {"l", "中国人", "哈哈哈", NULL},
};

static char *folder;
static suo_view *view;

static int shelf_open(void **state)
{
    suo_schema *schema = corpus_schema();
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (size_t i = 0; i < sizeof(SHELF) / sizeof(*SHELF); i++) {
        corpus_document document = {0};
        strcpy(document.key, SHELF[i].key);
        corpus_document_add(&document, CORPUS_TITLE, SHELF[i].title,
                            strlen(SHELF[i].title));
        corpus_document_add(&document, CORPUS_BODY, SHELF[i].body,
                            strlen(SHELF[i].body));
        if (SHELF[i].other != NULL)
            corpus_document_add(&document, CORPUS_BODY, SHELF[i].other,
                                strlen(SHELF[i].other));
        corpus_document_add(&document, CORPUS_TAG, "red", 3);
        corpus_put(writer, &document);
        corpus_document_clear(&document);
        if (i == 4)
            corpus_commit(writer);
    }
    corpus_commit(writer);
    view = corpus_view(folder, NULL);
    suo_writer_close(writer);
    suo_schema_free(schema);
    return 0;
}

static int shelf_close(void **state)
{
    (void)state;
    suo_view_close(view);
    corpus_folder_remove(folder);
    return 0;
}

/* The keys of the hits in the order of the alphabet; the message of an
 * error. */
static const char *find_by(const char *question, suo_syntax syntax)
{
    static char found[520];
    suo_search_options options = {
        .size = sizeof(options), .k = 20, .syntax = (int32_t)syntax};
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    size_t len = 0;
    if (suo_view_search(view, question, -1, &options, &hits, &error) !=
        SUO_OK) {
        snprintf(found, sizeof(found), "%d %s", (int)error.status,
                 error.message);
        return found;
    }
    for (char key = 'a'; key <= 'z'; key++)
        for (uint64_t i = 0; i < suo_hits_count(hits); i++)
            if (suo_hits_items(hits)[i].key[0] == key)
                found[len++] = key;
    found[len] = '\0';
    suo_hits_free(hits);
    return found;
}

static const char *find(const char *question)
{
    return find_by(question, SUO_SYNTAX_PEOPLE);
}

static const char *find_strictly(const char *question)
{
    return find_by(question, SUO_SYNTAX_STRICT);
}

/* ---- windows ---- */

static void test_near__is_a_window_in_any_order(void **state)
{
    (void)state;
    assert_string_equal(find("\"return policy\""), "a");
    assert_string_equal(find("\"return policy\"~0"), "a");
    assert_string_equal(find("\"policy return\"~0"), "a");
    assert_string_equal(find("\"return policy\"~2"), "a");
    assert_string_equal(find("\"return policy\"~3"), "ab");
    assert_string_equal(find("\"return policy\"~5"), "ab");
    assert_string_equal(find("\"return policy\"~6"), "abc");
    assert_string_equal(find("\"the shop policy\"~3"), "ae");
    assert_string_equal(find("\"the shop policy\"~0"), "");
    assert_string_equal(find("\"return policy\"~3 \"free policy\"~1"), "");
    assert_string_equal(find("\"return policy\"~3 \"free policy\"~2"), "b");
}

static void test_near__spans_no_two_values_or_fields(void **state)
{
    (void)state;
    assert_string_equal(find("\"return policy\"~50"), "abc");
    assert_string_equal(find("\"we policy\"~50"), "");
    assert_string_equal(find("\"policy of the shop\"~50"), "ae");
}

static void test_near__wants_a_word_as_often_as_it_comes(void **state)
{
    (void)state;
    assert_string_equal(find("\"very good\"~4"), "fg");
    assert_string_equal(find("\"very good very\"~0"), "");
    assert_string_equal(find("\"very good very\"~1"), "g");
    assert_string_equal(find("\"very very\"~1"), "");
    assert_string_equal(find("\"very very\"~2"), "g");
    /* Places may overlap, but each counts once. */
    assert_string_equal(find("\"哈哈 哈哈\"~0"), "l");
    assert_string_equal(find("\"哈哈 哈哈 哈哈\"~50"), "");
}

static void test_near__counts_characters_of_han(void **state)
{
    (void)state;
    assert_string_equal(find("\"退货政策\"~0"), "h");
    assert_string_equal(find("\"政策 退货\"~0"), "h");
    assert_string_equal(find("\"退货政策\"~6"), "h");
    assert_string_equal(find("\"退货政策\"~7"), "hi");
    /* However either was cut: a word is its characters. */
    assert_string_equal(find("\"理由 政策\"~2"), "h");
    assert_string_equal(find("\"理由 政策\"~1"), "");
    assert_string_equal(find("\"货 理由\"~1"), "h"); /* one alone */
    assert_string_equal(find("\"货 理由\"~0"), "");
    assert_string_equal(find("\"中国人 国人\"~0"), "l"); /* they share some */
}

static void test_near__keeps_joined_words_in_one_piece(void **state)
{
    (void)state;
    assert_string_equal(find("\"v3 mono manual\"~4"), "jk");
    assert_string_equal(find("\"V3-MONO manual\"~4"), "j");
    assert_string_equal(find("\"V3-MONO manual\"~1"), "");
    assert_string_equal(find("\"V3-MONO manual\"~2"), "j");
}

static void test_near__counts_windows_that_do_not_overlap(void **state)
{
    static const char *const TEXTS[] = {"",     "ab",   "aba",     "abab",
                                        "axxb", "bbaa", "abxxxab", "aabb"};
    static const uint32_t WINDOWS[] = {0, 1, 1, 2, 0, 1, 2, 1};
    static const uint8_t A[] = "wa";
    static const uint8_t B[] = "wb";
    const suo_phrase_step steps[] = {{{A, 2}, 0, false}, {{B, 2}, 0, false}};
    const suo_phrase phrase = {steps, 2, 3};
    (void)state;
    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(*TEXTS); i++) {
        uint32_t places[2][8];
        suo_position_list lists[2] = {{places[0], 0}, {places[1], 0}};
        uint32_t windows[8];
        suo_near near;
        for (uint32_t u = 0; u < strlen(TEXTS[i]); u++)
            if (TEXTS[i][u] != 'x')
                places[TEXTS[i][u] - 'a'][lists[TEXTS[i][u] - 'a'].count++] = u;
        suo_near_begin(&near, &phrase);
        assert_int_equal(suo_near_merge(&near, lists, windows), WINDOWS[i]);
    }
}

/* ---- how it is asked ---- */

static void test_near__says_a_number_and_nothing_else(void **state)
{
    static const suo_vocabulary NONE = {0};
    (void)state;
    assert_string_equal(asked_with(&NONE, "\"v3 card\"~5"),
                        "p:8:v_3_card+ p:{wv3}v3|v_3*2~0 w:v<1 w:3<1 w:card");
    assert_string_equal(asked_with(&NONE, "\"good card\"~5 x"),
                        "p:7:good_card w:good w:card w:x");
    assert_string_equal(asked_with(&NONE, "\"good card\"~050"),
                        "p:52:good_card+ w:good w:card");
    assert_string_equal(asked_with(&NONE, "\"good card\"~99999999999999"),
                        "p:52:good_card+ w:good w:card");
    assert_string_equal(asked_with(&NONE, "\"card\"~5"), "p:card+ w:card");
    assert_string_equal(asked_with(&NONE, "\"good card\"~"),
                        "p:good_card+ w:good w:card");
    assert_string_equal(
        asked_with(&NONE, "\"good card\"~5x"),
        "p:good_card p:{w5x}5x|5_x*2~0 w:good w:card w:5<1 w:x<1");
    assert_string_equal(asked_with(&NONE, "\"good card\" ~5"),
                        "p:good_card w:good w:card w:5");
    assert_string_equal(asked_with(&NONE, "\"good card\"~-5"),
                        "p:good_card w:good w:card w:5");
    assert_string_equal(asked_with(&NONE, "\"\"~5 card"), "w:card");
    assert_string_equal(asked_with(&NONE, "good card~5"), "w:good w:card w:5");
}

static void test_near__is_no_text_behind_too_many_quotes(void **state)
{
    static const suo_vocabulary NONE = {0};
    char question[1000] = "";
    (void)state;
    for (int i = 0; i < SUO_QUESTION_QUOTES_MAX + 1; i++) {
        char quote[32];
        sprintf(quote, "\"card z%c\"~7 ", 'a' + i);
        strcat(question, quote);
    }
    const char *asked = asked_with(&NONE, question);
    assert_non_null(strstr(asked, "p:9:card_zp"));
    assert_null(strstr(asked, "p:9:card_zq"));
    assert_non_null(strstr(asked, "w:zq"));
    assert_null(strstr(asked, "w:7"));
}

static void test_near__is_an_operator_like_a_phrase(void **state)
{
    (void)state;
    assert_string_equal(find("card -\"return policy\"~3"), "cefg");
    assert_string_equal(find("card -\"return policy\""), "bcefg");
    assert_string_equal(find("body:\"return policy\"~6"), "abc");
    assert_string_equal(find("title:\"return policy\"~6"), "");
    assert_string_equal(find("card -body:\"return policy\"~6"), "efg");
    /* Of a keyword it says nothing. */
    assert_string_equal(find("card tag:\"red\"~6"), "abcefg");
    assert_string_equal(find_strictly("\"return policy\"~3"), "ab");
    assert_string_equal(find_strictly("\"return policy\"~3 manual"), "abjk");
    assert_string_equal(find_strictly("card -\"return policy\"~3"), "cefg");
    assert_string_equal(find_strictly("body:(\"return policy\"~3 OR good)"),
                        "abfg");
    assert_string_equal(find_strictly("card AND NOT \"return policy\"~06"),
                        "efg");
}

static void test_near__is_judged_by_the_strict_syntax(void **state)
{
    char many[500] = "\"";
    (void)state;
    assert_string_equal(find_strictly("\"a b\"~"),
                        "1 byte 6: a number is wanted behind the '~'");
    assert_string_equal(find_strictly("\"a b\"~x"),
                        "1 byte 6: a number is wanted behind the '~'");
    assert_string_equal(find_strictly("\"a b\"~5x"),
                        "1 byte 7: white space is wanted behind a phrase");
    assert_string_equal(
        find_strictly("\"a b\"~51"),
        "10 byte 6: at most 50 words may stand between those of a phrase");
    assert_string_equal(find_strictly("card tag:\"red\"~5"),
                        "1 byte 14: a keyword has no '~'");
    for (int i = 0; i <= SUO_NEAR_WORDS_MAX; i++)
        sprintf(many + strlen(many), "%s%c%c", i > 0 ? " " : "", 'b' + i % 20,
                'u' + i / 20);
    assert_string_equal(find_strictly(strcat(many, "\"")), "");
    assert_string_equal(
        find_strictly(strcat(many, "~5")),
        "10 byte 0: the question asks for too many words: ask fewer");
}

/* ---- what is shown ---- */

/* The text with what is marked for the quote alone in brackets. */
static const char *marked(const char *asked, const char *text)
{
    static char out[1000];
    static const suo_vocabulary NONE = {0};
    suo_schema *schema = corpus_schema();
    suo_analysis *analysis;
    suo_question question = {0};
    double weights[64] = {1}; /* the quote comes first */
    suo_marks marks = {0};
    suo_matches matches = {0};
    suo_arena arena = {0};
    suo_tokenizer *tokenizer;
    const suo_range *ranges;
    uint64_t count;
    const suo_slice bytes = {(const uint8_t *)text, strlen(text)};
    size_t at = 0;
    assert_status(suo_analysis_make(schema, &NONE, &analysis, NULL), SUO_OK);
    assert_status(
        suo_question_analyse(&question, analysis, asked, strlen(asked), NULL),
        SUO_OK);
    assert_true(question.count <= 64);
    assert_status(suo_marks_make(&marks, &question, weights), SUO_OK);
    assert_status(
        suo_tokenizer_make(&analysis->languages[0].analyzer, &tokenizer, NULL),
        SUO_OK);
    assert_status(suo_matches_find(&matches, &marks, tokenizer, bytes, NULL),
                  SUO_OK);
    assert_status(suo_matches_unite(&matches, bytes, 0, bytes.len, &arena,
                                    &ranges, &count, NULL),
                  SUO_OK);
    out[0] = '\0';
    for (uint64_t i = 0; i < count; at = ranges[i++].end)
        sprintf(out + strlen(out), "%.*s[%.*s]", (int)(ranges[i].start - at),
                text + at, (int)(ranges[i].end - ranges[i].start),
                text + ranges[i].start);
    strcat(out, text + at);
    suo_matches_clear(&matches);
    suo_marks_clear(&marks);
    suo_tokenizer_free(tokenizer);
    suo_arena_clear(&arena);
    suo_question_clear(&question);
    suo_analysis_free(analysis);
    suo_schema_free(schema);
    return out;
}

static void test_near__marks_the_words_of_its_windows(void **state)
{
    (void)state;
    assert_string_equal(
        marked("\"return policy\"~2",
               "policy one two three return: a Policy, returns a policy"),
        "policy one two three [return]: a [Policy], [returns] a [policy]");
    assert_string_equal(marked("\"return policy\"~2", "return it"),
                        "return it");
    assert_string_equal(marked("\"退货政策\"~2", "政策允许退货，退货要快"),
                        "[政策]允许[退货]，退货要快");
    assert_string_equal(marked("\"V3-MONO manual\"~1",
                               "mono manual: V3MONO, see the manual, mono v3"),
                        "mono [manual]: [V3MONO], see the manual, mono v3");
    assert_string_equal(
        marked("\"good good\"~2", "good, not so very good, good"),
        "good, not so very [good], [good]");
}

/* The part of a score that is of the quote; freed by the caller is nothing. */
static suo_part part_of(const char *question, const char *key)
{
    suo_search_options options = {.size = sizeof(options)};
    suo_explained told = {.size = sizeof(told)};
    suo_explanation *explanation;
    corpus_ok(suo_view_explain(view, question, -1, &options, key, -1,
                               &explanation, NULL),
              NULL);
    corpus_ok(suo_explanation_get(explanation, &told, NULL), NULL);
    const suo_part part = told.parts[0];
    suo_explanation_free(explanation);
    return part;
}

static void test_near__is_explained_as_a_phrase(void **state)
{
    (void)state;
    const suo_part part = part_of("\"return policy\"~3", "b");
    assert_int_equal(part.kind, SUO_PART_PHRASE);
    assert_true(part.flags & SUO_PART_NEEDED);
    assert_int_equal(part.start, 1);
    assert_int_equal(part.end, 14);
    assert_int_equal(part.doc_freq, 5); /* that have the rarer word */
    assert_true(part.freq > 0 && part.score > 0);
    const suo_part missing = part_of("\"return policy\"~2", "b");
    assert_true(missing.flags & SUO_PART_MISSING);
    assert_true(missing.freq == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near__is_a_window_in_any_order),
        cmocka_unit_test(test_near__spans_no_two_values_or_fields),
        cmocka_unit_test(test_near__wants_a_word_as_often_as_it_comes),
        cmocka_unit_test(test_near__counts_characters_of_han),
        cmocka_unit_test(test_near__keeps_joined_words_in_one_piece),
        cmocka_unit_test(test_near__counts_windows_that_do_not_overlap),
        cmocka_unit_test(test_near__says_a_number_and_nothing_else),
        cmocka_unit_test(test_near__is_no_text_behind_too_many_quotes),
        cmocka_unit_test(test_near__is_an_operator_like_a_phrase),
        cmocka_unit_test(test_near__is_judged_by_the_strict_syntax),
        cmocka_unit_test(test_near__marks_the_words_of_its_windows),
        cmocka_unit_test(test_near__is_explained_as_a_phrase),
    };
    return cmocka_run_group_tests(tests, shelf_open, shelf_close);
}
