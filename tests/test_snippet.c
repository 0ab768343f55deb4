/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_snippet.c - what is cut out and what is marked.
 *
 * A snippet is compared as its text with the marks in square brackets. The
 * test of random texts knows no answer, but what every snippet must keep.
 */
#include "support/corpus.h"

/* One document and the hits of one question. */
typedef struct cutting {
    char *folder;
    suo_hits *hits;
} cutting;

static cutting cutting_open(const char *const *bodies, int count,
                            const char *question)
{
    cutting c = {.folder = corpus_folder_make()};
    suo_writer *writer = corpus_writer_start(c.folder);
    corpus_document document = {.key = "k"};
    corpus_document_add(&document, CORPUS_TITLE, "anchor", 6);
    for (int i = 0; i < count; i++)
        corpus_document_add(&document, CORPUS_BODY, bodies[i],
                            strlen(bodies[i]));
    corpus_put(writer, &document);
    corpus_document_clear(&document);
    corpus_writer_finish(writer);
    suo_view *view = corpus_view(c.folder, NULL);
    c.hits = corpus_search(view, question, 1);
    suo_view_close(view);
    return c;
}

static void cutting_close(cutting *c)
{
    suo_hits_free(c->hits);
    corpus_folder_remove(c->folder);
}

static suo_snippet cut(cutting *c, uint32_t length_max)
{
    suo_error error = SUO_ERROR_EMPTY;
    const suo_snippet_options options = {.size = sizeof(options),
                                         .length_max = length_max};
    suo_snippet snippet = {.size = sizeof(snippet)};
    corpus_ok(
        suo_hits_snippet(c->hits, 0, CORPUS_BODY, &options, &snippet, &error),
        &error);
    return snippet;
}

/* The snippet's text with its marks in brackets. */
static const char *show(const suo_snippet *snippet)
{
    static char out[8192];
    size_t len = 0;
    size_t at = 0;
    for (uint64_t i = 0; i <= snippet->mark_count; i++) {
        bool is_end = i == snippet->mark_count;
        size_t start = is_end ? snippet->text_len : snippet->marks[i].start;
        size_t end = is_end ? start : snippet->marks[i].end;
        assert_true(at <= start && start <= end && end <= snippet->text_len);
        len += (size_t)snprintf(out + len, sizeof(out) - len,
                                is_end ? "%.*s%.*s" : "%.*s[%.*s]",
                                (int)(start - at), snippet->text + at,
                                (int)(end - start), snippet->text + start);
        assert_true(len < sizeof(out));
        at = end;
    }
    return out;
}

/* The question, with "anchor" so that it hits, cuts this from the body. */
static void assert_cuts(const char *body, const char *question,
                        uint32_t length_max, const char *wanted)
{
    char asked[256];
    snprintf(asked, sizeof(asked), "%s anchor", question);
    cutting c = cutting_open(&body, 1, asked);
    suo_snippet snippet = cut(&c, length_max);
    assert_string_equal(show(&snippet), wanted);
    assert_memory_equal(snippet.text, body + snippet.text_offset,
                        snippet.text_len);
    assert_int_equal(snippet.value_len, strlen(body));
    cutting_close(&c);
}

/* ---- marks ---- */

static void test_snippet__marks_words_of_the_question(void **state)
{
    (void)state;
    assert_cuts("请先退货，再付款。", "退货 付款", 0, "请先[退货]，再[付款]。");
}

static void test_snippet__marks_traditional_for_simplified(void **state)
{
    (void)state;
    assert_cuts("請先申請退貨。", "退货", 0, "請先申請[退貨]。");
}

static void test_snippet__marks_simplified_for_traditional(void **state)
{
    (void)state;
    assert_cuts("请先申请退货。", "退貨", 0, "请先申请[退货]。");
}

static void test_snippet__marks_other_forms_of_an_english_word(void **state)
{
    (void)state;
    assert_cuts("How to RETURN it: Returns.", "returned", 0,
                "How to [RETURN] it: [Returns].");
}

static void test_snippet__marks_full_width_letters(void **state)
{
    (void)state;
    assert_cuts("型号 ＺＡ３ 的说明", "za3", 0, "型号 [ＺＡ３] 的说明");
}

static void test_snippet__marks_a_word_with_pinyin_inside(void **state)
{
    (void)state;
    assert_cuts("下載數(shù)據(jù)庫", "数据", 0, "下載[數(shù)據](jù)庫");
}

static void test_snippet__marks_a_code_glued_to_han(void **state)
{
    (void)state;
    assert_cuts("安装gen-itgc后重启", "gen-itgc", 0, "安装[gen-itgc]后重启");
}

static void test_snippet__marks_each_written_form_of_a_code(void **state)
{
    (void)state;
    assert_cuts("V3-MONO, v3mono and V3_Mono", "v3mono", 0,
                "[V3-MONO], [v3mono] and [V3_Mono]");
}

static void test_snippet__marks_a_character_inside_words(void **state)
{
    (void)state;
    assert_cuts("发票与车票", "票", 0, "发[票]与车[票]");
}

static void test_snippet__marks_no_stop_words(void **state)
{
    (void)state;
    assert_cuts("the card of the bank", "the card", 0,
                "the [card] of the bank");
}

static void test_snippet__marks_touching_words_as_one(void **state)
{
    (void)state;
    assert_cuts("我要退货付款", "退货 付款", 0, "我要[退货付款]");
}

static void test_snippet__marks_nothing_where_nothing_matches(void **state)
{
    (void)state;
    assert_cuts("请先申请退货。", "nothing", 0, "请先申请退货。");
}

static void test_snippet__may_be_of_an_empty_text(void **state)
{
    (void)state;
    assert_cuts("", "card", 0, "");
}

/* ---- windows ---- */

static void test_snippet__without_match_is_the_beginning(void **state)
{
    (void)state;
    assert_cuts("一二三四五六七八九十", "nothing", 4, "一二三四");
}

static void test_snippet__holds_the_richest_part(void **state)
{
    (void)state;
    char body[4000] = "退货。";
    for (int i = 0; i < 100; i++)
        strcat(body, "别的话。");
    strcat(body, "退货以后，付款退回卡里。");
    for (int i = 0; i < 100; i++)
        strcat(body, "别的话。");
    assert_cuts(body, "退货 付款 卡里", 12, "[退货]以后，[付款]退回[卡里]。");
}

static void test_snippet__prefers_two_words_to_one_often(void **state)
{
    (void)state;
    assert_cuts("card card card card card. Something else is said here. "
                "Then pay the card bill now. And so on and on and on.",
                "card bill", 22, "the [card] [bill] now.");
}

static void test_snippet__begins_with_a_sentence_if_it_can(void **state)
{
    (void)state;
    assert_cuts("第一句话在这里。第二句有退货。第三句话没有。", "退货", 12,
                "第二句有[退货]。第三句话没");
}

static void test_snippet__ends_with_a_sentence_if_it_can(void **state)
{
    (void)state;
    assert_cuts("第一句话。第二句退货了（真的）。第三句还有话", "退货", 14,
                "第二句[退货]了（真的）。");
    assert_cuts("A. The card is paid! Then more of the same", "card", 20,
                "The [card] is paid!");
    assert_cuts("v5.3.1 of the card and more", "card", 18, "of the [card] and");
}

static void test_snippet__of_equal_words_has_the_most_of_them(void **state)
{
    (void)state;
    assert_cuts("A card. Nothing else is to be said in this long part. "
                "Card by card by card. And more.",
                "card", 21, "[Card] by [card] by [card].");
}

static void test_snippet__cuts_no_word_of_other_alphabets(void **state)
{
    (void)state;
    assert_cuts("über Öffnungszeiten der card später", "card", 18,
                "der [card] später");
    assert_cuts("большая card теплотрасса", "card", 12, "[card]");
}

static void test_snippet__cuts_no_grapheme(void **state)
{
    (void)state;
    /* A family of five code points joined, a flag of two, an accent. */
    assert_cuts("👨‍👩‍👧退货👨‍👩‍👧", "退货", 6,
                "[退货]");
    assert_cuts("🇨🇳🇨🇳🇨🇳退货", "退货", 5, "🇨🇳[退货]");
    assert_cuts("。。。e\xCC\x81\xCC\x81退货", "退货", 4, "[退货]");
    assert_cuts("👨‍👩‍👧👨‍👩‍👧", "nothing", 6,
                "👨‍👩‍👧");
    assert_cuts("👨‍👩‍👧", "nothing", 3, "");
}

/* All fragments, with a bar between them. */
static void assert_fragments(const char *body, const char *question,
                             uint32_t length_max, uint32_t fragment_max,
                             const char *wanted)
{
    char out[1024] = "";
    suo_error error = SUO_ERROR_EMPTY;
    const suo_snippet_options options = {.size = sizeof(options),
                                         .length_max = length_max,
                                         .fragment_max = fragment_max};
    suo_snippet snippet = {.size = sizeof(snippet)};
    cutting c = cutting_open(&body, 1, question);
    corpus_ok(
        suo_hits_snippet(c.hits, 0, CORPUS_BODY, &options, &snippet, &error),
        &error);
    for (uint64_t i = 0; i < snippet.fragment_count; i++) {
        const suo_fragment *own = &snippet.fragments[i];
        const suo_snippet as_one = {.text = own->text,
                                    .text_len = own->text_len,
                                    .marks = own->marks,
                                    .mark_count = own->mark_count};
        assert_memory_equal(own->text, body + own->place.start, own->text_len);
        assert_int_equal(own->place.end - own->place.start, own->text_len);
        strcat(strcat(out, i > 0 ? "|" : ""), show(&as_one));
    }
    assert_string_equal(out, wanted);
    assert_ptr_equal(snippet.text, snippet.fragments[snippet.best].text);
    cutting_close(&c);
}

static void test_snippet__of_fragments_shows_each_word_once(void **state)
{
    static const char BODY[] = "先退货。一二三四五六七八九十。再付款退货。"
                               "一二三四五六七八九十。退货。收发票。";
    (void)state;
    assert_fragments(BODY, "退货 付款 发票", 16, 2,
                     "再[付款退货]。|[退货]。收[发票]。");
    assert_fragments(BODY, "退货 付款", 30, 3, "再[付款退货]。一二三四");
}

static void test_snippet__of_too_many_fragments_is_refused(void **state)
{
    const suo_snippet_options options = {.size = sizeof(options),
                                         .fragment_max = SUO_FRAGMENTS_MAX + 1};
    const char *const bodies[] = {"card"};
    suo_snippet snippet = {.size = sizeof(snippet)};
    cutting c = cutting_open(bodies, 1, "card");
    (void)state;
    assert_status(
        suo_hits_snippet(c.hits, 0, CORPUS_BODY, &options, &snippet, NULL),
        SUO_LIMIT);
    cutting_close(&c);
}

static void test_snippet__cuts_no_latin_word(void **state)
{
    (void)state;
    assert_cuts("wonderful paragraphs about cards in general", "cards", 17,
                "about [cards] in");
}

static void test_snippet__cuts_a_word_longer_than_itself(void **state)
{
    (void)state;
    assert_cuts("wonderful paragraphs", "nothing", 5, "wonde");
}

static void test_snippet__keeps_the_word_around_a_part(void **state)
{
    (void)state;
    assert_cuts("a b c d e V3MONO f g h i j k", "mono", 8, "V3[MONO] f");
}

static void test_snippet__counts_code_points_not_bytes(void **state)
{
    (void)state;
    assert_cuts("😀😀😀退货😀😀😀", "退货", 5, "😀[退货]😀😀");
}

static void test_snippet__shows_the_best_of_several_values(void **state)
{
    (void)state;
    const char *const bodies[] = {"别的话", "先退货", "退货要付款", "付款"};
    cutting c = cutting_open(bodies, 4, "退货 付款");
    suo_snippet snippet = cut(&c, 0);
    assert_int_equal(snippet.value, 2);
    assert_string_equal(show(&snippet), "[退货]要[付款]");
    cutting_close(&c);
}

static void test_snippet__of_values_without_match_is_of_the_first(void **state)
{
    (void)state;
    const char *const bodies[] = {"一", "二"};
    cutting c = cutting_open(bodies, 2, "anchor");
    suo_snippet snippet = cut(&c, 0);
    assert_int_equal(snippet.value, 0);
    assert_string_equal(show(&snippet), "一");
    cutting_close(&c);
}

static void test_snippet__is_of_120_code_points_unless_told(void **state)
{
    (void)state;
    char body[1000] = "";
    for (int i = 0; i < 200; i++)
        strcat(body, "话");
    const char *bodies[] = {body};
    cutting c = cutting_open(bodies, 1, "anchor");
    suo_snippet snippet = cut(&c, 0);
    assert_int_equal(snippet.text_len, 120 * 3);
    cutting_close(&c);
}

static void test_snippet__stays_when_others_are_cut(void **state)
{
    (void)state;
    const char *bodies[] = {"先退货"};
    cutting c = cutting_open(bodies, 1, "退货");
    suo_snippet first = cut(&c, 0);
    for (int i = 0; i < 100; i++)
        cut(&c, 2);
    assert_string_equal(show(&first), "先[退货]");
    cutting_close(&c);
}

/* ---- large texts ---- */

/* The part 'often' up to four MiB, then 'last': a window that is looked for in
 * more than linear time would not be found within the test's time. */
static void assert_cuts_large(const char *often, const char *question,
                              const char *last, const char *wanted)
{
    enum { LARGE = (4 << 20) - 100 };
    size_t len = strlen(often);
    char *body = malloc(LARGE + 200);
    size_t at = 0;
    assert_non_null(body);
    for (; at + len < LARGE; at += len)
        memcpy(body + at, often, len);
    strcpy(body + at, last);
    assert_cuts(body, question, 40, wanted);
    free(body);
}

static void test_snippet__is_found_in_four_mebibytes(void **state)
{
    (void)state;
    assert_cuts_large("card ", "card bill", "pay. The card bill.",
                      "[card] [card] [card] [card] pay. The [card] [bill].");
    assert_cuts_large("a", "bill", " e. The bill.", "The [bill].");
    assert_cuts_large("\xCC\x81", "bill", " e. The bill.", "The [bill].");
    assert_cuts_large("退货", "退货 bill", "。The bill.",
                      "[退货退货退货退货退货退货退货退货退货退货退货退货退货退"
                      "货退货]。The [bill].");
    assert_cuts_large("\x80", "bill", " e. The bill.", "The [bill].");
}

/* ---- any text ---- */

static bool is_start(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

static bool is_word(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

/* May a window begin or end here? Through a word only if that is longer than
 * a window. */
static void assert_cut_at(const char *text, size_t len, size_t at,
                          uint32_t length_max)
{
    size_t start = at;
    size_t end = at;
    assert_true(at <= len);
    if (at == 0 || at == len)
        return;
    assert_true(is_start(text[at]));
    while (start > 0 && is_word(text[start - 1]))
        start--;
    while (end < len && is_word(text[end]))
        end++;
    assert_true(start == at || end == at || end - start > length_max);
}

static void assert_well_cut(const suo_snippet *snippet, const char *text,
                            size_t len, uint32_t length_max)
{
    uint32_t points = 0;
    size_t end = snippet->text_offset + snippet->text_len;
    assert_int_equal(snippet->value_len, len);
    assert_cut_at(text, len, snippet->text_offset, length_max);
    assert_cut_at(text, len, end, length_max);
    assert_memory_equal(snippet->text, text + snippet->text_offset,
                        snippet->text_len);
    for (size_t i = 0; i < snippet->text_len; i++)
        points += is_start(snippet->text[i]);
    assert_true(points <= length_max);
    for (uint64_t i = 0; i < snippet->mark_count; i++) {
        const suo_range *mark = &snippet->marks[i];
        assert_true(mark->start < mark->end && mark->end <= snippet->text_len);
        assert_true(i == 0 || mark->start > snippet->marks[i - 1].end);
        assert_true(is_start(snippet->text[mark->start]));
    }
}

/* A random text without broken bytes: those have no characters to count. */
static char *make_text(test_random *random, uint32_t words, size_t *len)
{
    char *text = corpus_random_text(random, words, len);
    for (size_t i = 0; i < *len; i++)
        if (text[i] == '\xff' || (text[i] == '\xe9' && text[i + 1] == '\x80' &&
                                  is_start(text[i + 2])))
            text[i] = text[i + (text[i] == '\xe9')] = '.';
    return text;
}

static void test_snippet__is_well_cut_from_any_text(void **state)
{
    enum { ROUNDS = 400 };
    test_random random = test_random_begin(31337);
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len;
        size_t question_len;
        char *text =
            make_text(&random, (uint32_t)test_random_below(&random, 60), &len);
        char *question = corpus_random_text(&random, 4, &question_len);
        char *asked = malloc(question_len + 16);
        sprintf(asked, "anchor %s", question);
        const char *bodies[] = {text};
        cutting c = cutting_open(bodies, 1, asked);
        for (int cuts = 0; cuts < 5; cuts++) {
            uint32_t most = 1 + (uint32_t)test_random_below(&random, 60);
            suo_snippet snippet = cut(&c, most);
            assert_well_cut(&snippet, text, len, most);
        }
        cutting_close(&c);
        free(asked);
        free(question);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snippet__marks_words_of_the_question),
        cmocka_unit_test(test_snippet__marks_traditional_for_simplified),
        cmocka_unit_test(test_snippet__marks_simplified_for_traditional),
        cmocka_unit_test(test_snippet__marks_other_forms_of_an_english_word),
        cmocka_unit_test(test_snippet__marks_full_width_letters),
        cmocka_unit_test(test_snippet__marks_a_word_with_pinyin_inside),
        cmocka_unit_test(test_snippet__marks_a_code_glued_to_han),
        cmocka_unit_test(test_snippet__marks_each_written_form_of_a_code),
        cmocka_unit_test(test_snippet__marks_a_character_inside_words),
        cmocka_unit_test(test_snippet__marks_no_stop_words),
        cmocka_unit_test(test_snippet__marks_touching_words_as_one),
        cmocka_unit_test(test_snippet__marks_nothing_where_nothing_matches),
        cmocka_unit_test(test_snippet__may_be_of_an_empty_text),
        cmocka_unit_test(test_snippet__without_match_is_the_beginning),
        cmocka_unit_test(test_snippet__holds_the_richest_part),
        cmocka_unit_test(test_snippet__prefers_two_words_to_one_often),
        cmocka_unit_test(test_snippet__begins_with_a_sentence_if_it_can),
        cmocka_unit_test(test_snippet__ends_with_a_sentence_if_it_can),
        cmocka_unit_test(test_snippet__of_equal_words_has_the_most_of_them),
        cmocka_unit_test(test_snippet__cuts_no_word_of_other_alphabets),
        cmocka_unit_test(test_snippet__cuts_no_grapheme),
        cmocka_unit_test(test_snippet__of_fragments_shows_each_word_once),
        cmocka_unit_test(test_snippet__of_too_many_fragments_is_refused),
        cmocka_unit_test(test_snippet__cuts_no_latin_word),
        cmocka_unit_test(test_snippet__cuts_a_word_longer_than_itself),
        cmocka_unit_test(test_snippet__keeps_the_word_around_a_part),
        cmocka_unit_test(test_snippet__counts_code_points_not_bytes),
        cmocka_unit_test(test_snippet__shows_the_best_of_several_values),
        cmocka_unit_test(test_snippet__of_values_without_match_is_of_the_first),
        cmocka_unit_test(test_snippet__is_of_120_code_points_unless_told),
        cmocka_unit_test(test_snippet__stays_when_others_are_cut),
        cmocka_unit_test(test_snippet__is_found_in_four_mebibytes),
        cmocka_unit_test(test_snippet__is_well_cut_from_any_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
