/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_marks.c - the words of a question are marked as they stand in a text.
 *
 * All terms of the question count but its stop words. Marks are shown in
 * square brackets; those that touch are one.
 */
#include "query/matches.h"

#include "support/corpus.h"

/* What the index knows: its words, with commas between them, and its rules. */
typedef struct knowledge {
    const char *words;
    const char *rules;
} knowledge;

static suo_analysis *analysis_of(const suo_schema *schema, knowledge known)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_vocabulary_word words[8];
    suo_vocabulary vocabulary = {.commit = 1, .generation = 1, .words = words};
    suo_analysis *analysis;
    for (const char *at = known.words; *at != '\0';) {
        size_t len = strcspn(at, ",");
        words[vocabulary.count++] = (suo_vocabulary_word){
            .text = {(const uint8_t *)at, len}, .weight = 1, .since = 1};
        at += len + (at[len] == ',');
    }
    vocabulary.synonyms =
        (suo_slice){(const uint8_t *)known.rules, strlen(known.rules)};
    corpus_ok(suo_analysis_make(schema, &vocabulary, &analysis, &error),
              &error);
    return analysis;
}

/* The text with the marks in brackets. */
static const char *show(const char *text, const suo_range *marks,
                        uint64_t count)
{
    static char out[4096];
    size_t len = 0;
    size_t at = 0;
    for (uint64_t i = 0; i < count; i++) {
        const suo_range *mark = &marks[i];
        len += (size_t)sprintf(out + len, "%.*s[%.*s]", (int)(mark->start - at),
                               text + at, (int)(mark->end - mark->start),
                               text + mark->start);
        at = mark->end;
    }
    sprintf(out + len, "%s", text + at);
    return out;
}

/* 'is_gram_marked': whether grams count, too. */
static const char *marked(knowledge known, const char *asked, const char *text,
                          bool is_gram_marked)
{
    static const char *shown;
    suo_error error = SUO_ERROR_EMPTY;
    suo_schema *schema = corpus_schema();
    suo_analysis *analysis = analysis_of(schema, known);
    suo_question question = {0};
    suo_marks marks = {0};
    suo_tokenizer *tokenizer;
    suo_arena arena = {0};
    suo_matches matches = {0};
    const suo_range *ranges;
    uint64_t count;
    double weights[64];
    corpus_ok(
        suo_question_analyse(&question, analysis, asked, strlen(asked), &error),
        &error);
    assert_true(question.count <= 64);
    for (size_t i = 0; i < question.count; i++) {
        bool is_gram = question.terms[i].kind == SUO_ASKED_GRAM ||
                       question.terms[i].kind == SUO_ASKED_CHAR;
        weights[i] = !question.terms[i].is_stop && (is_gram_marked || !is_gram);
    }
    assert_status(suo_marks_make(&marks, &question, weights), SUO_OK);
    assert_status(
        suo_tokenizer_make(&analysis->languages[0].analyzer, &tokenizer, NULL),
        SUO_OK);
    suo_slice bytes = {(const uint8_t *)text, strlen(text)};
    corpus_ok(suo_matches_find(&matches, &marks, tokenizer, bytes, &error),
              &error);
    corpus_ok(suo_matches_unite(&matches, bytes, 0, bytes.len, &arena, &ranges,
                                &count, &error),
              &error);
    shown = show(text, ranges, count);
    suo_matches_clear(&matches);
    suo_tokenizer_free(tokenizer);
    suo_marks_clear(&marks);
    suo_question_clear(&question);
    suo_analysis_free(analysis);
    suo_schema_free(schema);
    suo_arena_clear(&arena);
    return shown;
}

static const knowledge NOTHING = {"", ""};

static const char *marked_plainly(const char *asked, const char *text)
{
    return marked(NOTHING, asked, text, true);
}

/* ---- synonyms ---- */

static void test_marks__show_the_other_word_of_a_set(void **state)
{
    const knowledge rules = {"", "invoice, receipt, 发票"};
    (void)state;
    assert_string_equal(marked(rules, "invoice", "a receipt, the 发票.", true),
                        "a [receipt], the [发票].");
    assert_string_equal(marked(rules, "发票", "an INVOICE", true),
                        "an [INVOICE]");
}

static void test_marks__show_a_synonym_of_several_words(void **state)
{
    const knowledge rules = {"", "自提 => pick up"};
    (void)state;
    assert_string_equal(
        marked(rules, "自提", "You pick up, or pick one up: Pick-Up.", true),
        "You [pick up], or pick one up: [Pick-Up].");
}

static void test_marks__go_one_way_only(void **state)
{
    const knowledge rules = {"", "自提 => pick up"};
    (void)state;
    assert_string_equal(marked(rules, "pick up", "自提 or pick up", true),
                        "自提 or [pick] [up]");
}

static void test_marks__follow_no_synonym_of_a_synonym(void **state)
{
    const knowledge rules = {"", "ax, bx\nbx, cx"};
    (void)state;
    assert_string_equal(marked(rules, "ax", "ax bx cx", true), "[ax] [bx] cx");
}

/* ---- quotes and words of the user ---- */

static void test_marks__show_a_quoted_phrase_as_one(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("\"the card\"", "Pay by the card."),
                        "Pay by [the card].");
}

static void test_marks__show_words_of_a_quote_elsewhere_too(void **state)
{
    (void)state;
    assert_string_equal(
        marked_plainly("\"gift card\"", "A gift is no card: gift-card."),
        "A [gift] is no [card]: [gift-card].");
}

static void test_marks__show_a_word_of_the_user(void **state)
{
    const knowledge words = {"闪电退", ""};
    (void)state;
    assert_string_equal(marked(words, "闪电退", "先闪电退款。", true),
                        "先[闪电退]款。");
}

static void test_marks__show_a_word_of_the_user_in_each_form(void **state)
{
    const knowledge words = {"V3 MONO", ""};
    (void)state;
    assert_string_equal(
        marked(words, "v3mono", "V3-MONO, v3 mono; V3Mono", true),
        "[V3-MONO], [v3 mono]; [V3Mono]");
}

/* ---- codes ---- */

static void test_marks__show_a_code_written_apart(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("za3", "ZA-3, za 3 and ZA"),
                        "[ZA-3], [za 3] and [ZA]");
}

static void test_marks__show_a_joined_word_as_a_word(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("preorder", "Pre-order or preorder"),
                        "[Pre-order] or [preorder]");
}

/* ---- beginnings of words ---- */

static void test_marks__show_what_begins_with_a_prefix(void **state)
{
    (void)state;
    assert_string_equal(
        marked_plainly("deliver*",
                       "Deliver, DELIVERY or delivering: deliberate"),
        "[Deliver], [DELIVERY] or [delivering]: deliberate");
    assert_string_equal(marked_plainly("v3m*", "V3 and V3-MONO"),
                        "V3 and [V3-MONO]");
}

static void test_marks__show_a_prefix_longer_than_the_stem(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("deliverin*", "deliver, delivering"),
                        "deliver, [delivering]");
    assert_string_equal(
        marked_plainly("delivery*", "a delivery, deliveries, deliver"),
        "a [delivery], [deliveries], deliver");
}

/* ---- Han ---- */

/* The text is cut 结合 成 分子. */
static void test_marks__show_han_however_it_is_cut(void **state)
{
    (void)state;
    assert_string_equal(marked(NOTHING, "结合", "结合成分子", false),
                        "[结合]成分子");
    assert_string_equal(marked(NOTHING, "合成", "结合成分子", false),
                        "结[合成]分子");
    assert_string_equal(marked(NOTHING, "成分", "结合成分子", false),
                        "结合[成分]子");
}

/* The question goes on behind 结合, the text does not. */
static void test_marks__show_a_word_of_a_longer_run(void **state)
{
    (void)state;
    assert_string_equal(marked(NOTHING, "结合成分子", "结合，分子", false),
                        "[结合]，[分子]");
}

static void test_marks__show_no_han_across_punctuation(void **state)
{
    (void)state;
    assert_string_equal(marked(NOTHING, "退货", "退，货", false), "退，货");
}

static void test_marks__show_a_word_of_one_character_where_it_is_one(
    void **state)
{
    (void)state;
    assert_string_equal(marked(NOTHING, "票", "票，发票", false), "[票]，发票");
}

static void test_marks__show_a_lone_character_anywhere(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("票", "票，发票，票据"),
                        "[票]，发[票]，[票]据");
}

static void test_marks__show_only_the_character_of_a_gram(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("\"票 card\"", "发票 card 票据"),
                        "发[票 card] [票]据");
}

static void test_marks__show_overlapping_pairs_as_one(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("申请退货", "请退款，请退货"),
                        "[请退]款，[请退货]");
}

static void test_marks__show_traditional_for_simplified(void **state)
{
    const knowledge rules = {"", "数据库 => 資料庫"};
    (void)state;
    assert_string_equal(marked(rules, "數據庫", "资料库与数据库", true),
                        "[资料库]与[数据库]");
}

static void test_marks__may_be_of_nothing(void **state)
{
    (void)state;
    assert_string_equal(marked_plainly("", "card"), "card");
    assert_string_equal(marked_plainly("card", ""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks__show_the_other_word_of_a_set),
        cmocka_unit_test(test_marks__show_a_synonym_of_several_words),
        cmocka_unit_test(test_marks__go_one_way_only),
        cmocka_unit_test(test_marks__follow_no_synonym_of_a_synonym),
        cmocka_unit_test(test_marks__show_a_quoted_phrase_as_one),
        cmocka_unit_test(test_marks__show_words_of_a_quote_elsewhere_too),
        cmocka_unit_test(test_marks__show_a_word_of_the_user),
        cmocka_unit_test(test_marks__show_a_word_of_the_user_in_each_form),
        cmocka_unit_test(test_marks__show_a_code_written_apart),
        cmocka_unit_test(test_marks__show_a_joined_word_as_a_word),
        cmocka_unit_test(test_marks__show_han_however_it_is_cut),
        cmocka_unit_test(test_marks__show_a_word_of_a_longer_run),
        cmocka_unit_test(test_marks__show_no_han_across_punctuation),
        cmocka_unit_test(
            test_marks__show_a_word_of_one_character_where_it_is_one),
        cmocka_unit_test(test_marks__show_a_lone_character_anywhere),
        cmocka_unit_test(test_marks__show_only_the_character_of_a_gram),
        cmocka_unit_test(test_marks__show_overlapping_pairs_as_one),
        cmocka_unit_test(test_marks__show_traditional_for_simplified),
        cmocka_unit_test(test_marks__show_what_begins_with_a_prefix),
        cmocka_unit_test(test_marks__show_a_prefix_longer_than_the_stem),
        cmocka_unit_test(test_marks__may_be_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
