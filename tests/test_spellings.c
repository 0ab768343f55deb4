/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_spellings.c - what is written otherwise is found, and what is written
 * alike comes first; through the public interface.
 *
 * A case is a few texts, put in this order; hits are shown as the numbers of
 * the texts, best first. Of equal scores the earlier text would be first.
 */
#include "support/corpus.h"

enum { TEXTS_MAX = 4 };

/* An index of a few texts. */
typedef struct shelf {
    char *folder;
    suo_view *view;
} shelf;

static shelf shelf_open(const char *const texts[TEXTS_MAX])
{
    shelf s = {.folder = corpus_folder_make()};
    suo_writer *writer = corpus_writer_start(s.folder);
    for (int i = 0; i < TEXTS_MAX && texts[i] != NULL; i++) {
        char key[2] = {(char)('0' + i), '\0'};
        corpus_put_text(writer, key, NULL, NULL, texts[i]);
    }
    corpus_writer_finish(writer);
    s.view = corpus_view(s.folder, NULL);
    return s;
}

static void shelf_close(shelf *s)
{
    suo_view_close(s->view);
    corpus_folder_remove(s->folder);
}

/* The question finds these, in this order. */
static void assert_finds(const char *const texts[TEXTS_MAX],
                         const char *question, const char *wanted)
{
    shelf s = shelf_open(texts);
    assert_string_equal(corpus_keys(s.view, question), wanted);
    shelf_close(&s);
}

/* The question finds the text and marks this in it. */
static void assert_marks(const char *text, const char *question,
                         const char *wanted)
{
    const char *const texts[TEXTS_MAX] = {text};
    suo_error error = SUO_ERROR_EMPTY;
    suo_snippet snippet = {.size = sizeof(snippet)};
    shelf s = shelf_open(texts);
    suo_hits *hits = corpus_search(s.view, question, 1);
    assert_int_equal(suo_hits_count(hits), 1);
    corpus_ok(suo_hits_snippet(hits, 0, CORPUS_BODY, NULL, &snippet, &error),
              &error);
    assert_int_equal(snippet.mark_count, 1);
    uint64_t len = snippet.marks[0].end - snippet.marks[0].start;
    assert_int_equal(len, strlen(wanted));
    assert_memory_equal(snippet.text + snippet.marks[0].start, wanted, len);
    suo_hits_free(hits);
    shelf_close(&s);
}

/* ---- forms ---- */

static void test_spellings__rank_the_form_of_the_question_first(void **state)
{
    (void)state;
    const char *const texts[TEXTS_MAX] = {"we return it", "he returned it",
                                          "she returns it", "card"};
    assert_finds(texts, "returns", "2 0 1 ");
    assert_finds(texts, "RETURNED", "1 0 2 ");
}

static void test_spellings__rank_the_stem_above_its_forms(void **state)
{
    (void)state;
    const char *const texts[TEXTS_MAX] = {"she returns it", "he returned it",
                                          "we return it", "card"};
    assert_finds(texts, "return", "2 0 1 ");
    assert_finds(texts, "Return", "2 0 1 ");
}

static void test_spellings__find_nothing_more_by_a_form(void **state)
{
    (void)state;
    const char *const texts[TEXTS_MAX] = {"the V3-MONO", "a mono", "card"};
    assert_finds(texts, "V3-MONO", "0 ");
    assert_finds(texts, "mono", "1 0 ");
}

/* ---- quantities ---- */

static void test_spellings__find_a_quantity_in_both_numerals(void **state)
{
    (void)state;
    const char *const texts[TEXTS_MAX] = {"请在三天内退货", "请在七天内退货",
                                          "请在7天内退货"};
    shelf s = shelf_open(texts);
    const char *keys = corpus_keys(s.view, "七天");
    assert_int_equal(strncmp(keys, "1 2 ", 4), 0);
    keys = corpus_keys(s.view, "7天");
    assert_int_not_equal(strncmp(keys, "0 ", 2), 0);
    assert_non_null(strstr(keys, "1 "));
    assert_non_null(strstr(keys, "2 "));
    shelf_close(&s);
}

static void test_spellings__mark_a_quantity_in_both_numerals(void **state)
{
    (void)state;
    assert_marks("收到后7天可退", "七天", "7天");
    assert_marks("收到后七天可退", "7天", "七天");
    assert_marks("收到后七天可退", "七天", "七天");
    assert_marks("需要24小时", "二十四个小时", "24小时");
}

/* ---- letters and words ---- */

static void test_spellings__find_letters_with_and_without_accents(void **state)
{
    (void)state;
    assert_marks("the café here", "cafe", "café");
    assert_marks("the cafe here", "café", "cafe");
    assert_marks("the CAFÉS here", "café", "CAFÉS");
    assert_marks("the cafe\xCC\x81 here", "café", "cafe\xCC\x81");
}

static void test_spellings__find_a_contraction_by_its_word(void **state)
{
    (void)state;
    assert_marks("they don't", "don't", "don't");
    assert_marks("they don’t", "dont", "don’t");
    assert_marks("DON'T", "do", "DON'T");
    const char *const texts[TEXTS_MAX] = {"it opens", "we do open it",
                                          "we don't open it"};
    assert_finds(texts, "don't open", "2 1 0 ");
}

/* ---- quotes ---- */

static void test_spellings__find_by_a_quote_only_what_has_it(void **state)
{
    (void)state;
    const char *const texts[TEXTS_MAX] = {"card to return", "a return card",
                                          "the window"};
    assert_finds(texts, "\"return card\"", "1 ");
    assert_finds(texts, "\"return card\" \"window\"", "");
}

static void test_spellings__find_more_by_a_quote_beside_words(void **state)
{
    (void)state;
    const char *const texts[TEXTS_MAX] = {"card to return", "a return card",
                                          "the window"};
    assert_finds(texts, "error \"return card\"", "1 0 ");
    assert_finds(texts, "\"return card\" window", "1 2 0 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings__rank_the_form_of_the_question_first),
        cmocka_unit_test(test_spellings__rank_the_stem_above_its_forms),
        cmocka_unit_test(test_spellings__find_nothing_more_by_a_form),
        cmocka_unit_test(test_spellings__find_a_quantity_in_both_numerals),
        cmocka_unit_test(test_spellings__mark_a_quantity_in_both_numerals),
        cmocka_unit_test(test_spellings__find_letters_with_and_without_accents),
        cmocka_unit_test(test_spellings__find_a_contraction_by_its_word),
        cmocka_unit_test(test_spellings__find_by_a_quote_only_what_has_it),
        cmocka_unit_test(test_spellings__find_more_by_a_quote_beside_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
