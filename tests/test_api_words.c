/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_api_words.c - an index's own words, synonym rules and quotes, from the
 * first article to the marks of its snippet, by the calls of suo.h alone.
 */
#include "support/corpus.h"

/* An index of bodies, their keys "0", "1" ...; committed. */
static char *words_index(const char *const *bodies, uint32_t count)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < count; i++) {
        char key[2] = {(char)('0' + i), 0};
        corpus_put_text(writer, key, "r", NULL, bodies[i]);
    }
    corpus_writer_finish(writer);
    return folder;
}

/* Add or remove a word (NULL: none), set the rules (NULL: as they are). */
static void words_change(const char *folder, const char *added,
                         const char *removed, const char *rules)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    if (added != NULL)
        corpus_ok(suo_writer_add_word(writer, added, -1, 1, &error), &error);
    if (removed != NULL)
        corpus_ok(suo_writer_remove_word(writer, removed, -1, &error), &error);
    if (rules != NULL)
        corpus_ok(suo_writer_set_synonyms(writer, rules, -1, &error), &error);
    corpus_writer_finish(writer);
}

/* The keys that a new view finds. */
static const char *words_ask(const char *folder, const char *question)
{
    suo_view *view = corpus_view(folder, "r");
    const char *keys = corpus_keys(view, question);
    suo_view_close(view);
    return keys;
}

/* The snippet of the best hit with its marks in brackets; borrowed until the
 * next call. */
static const char *words_marks(const char *folder, const char *question)
{
    static char shown[1024];
    size_t len = 0;
    uint64_t at = 0;
    suo_view *view = corpus_view(folder, "r");
    suo_hits *hits = corpus_search(view, question, 1);
    suo_snippet snippet = {.size = sizeof(snippet)};
    assert_int_equal(suo_hits_count(hits), 1);
    corpus_ok(suo_hits_snippet(hits, 0, CORPUS_BODY, NULL, &snippet, NULL),
              NULL);
    for (uint64_t i = 0; i < snippet.mark_count; i++) {
        suo_range mark = snippet.marks[i];
        len += (size_t)snprintf(shown + len, sizeof(shown) - len, "%.*s[%.*s]",
                                (int)(mark.start - at), snippet.text + at,
                                (int)(mark.end - mark.start),
                                snippet.text + mark.start);
        assert_true(len < sizeof(shown));
        at = mark.end;
    }
    snprintf(shown + len, sizeof(shown) - len, "%.*s",
             (int)(snippet.text_len - at), snippet.text + at);
    suo_hits_free(hits);
    suo_view_close(view);
    return shown;
}

/* ---- words ---- */

/* 怎么办 is a stop word, so that nobody is found by it; as the name of a film
 * it must be. */
static const char *const FILMS[] = {"影院今天停业", "今晚放映怎么办，别迟到"};

static void test_word__finds_an_old_article_at_once(void **state)
{
    char *folder = words_index(FILMS, 2);
    (void)state;
    assert_string_equal(words_ask(folder, "怎么办 影院"), "0 ");
    assert_string_equal(words_marks(folder, "怎么办 今晚"),
                        "[今晚]放映怎么办，别迟到");
    words_change(folder, "怎么办", NULL, NULL);
    assert_string_equal(words_ask(folder, "怎么办 影院"), "0 1 ");
    assert_string_equal(words_marks(folder, "怎么办 今晚"),
                        "[今晚]放映[怎么办]，别迟到");
    corpus_folder_remove(folder);
}

static void test_word__that_is_removed_finds_no_more(void **state)
{
    char *folder = words_index(FILMS, 2);
    (void)state;
    words_change(folder, "怎么办", NULL, NULL);
    words_change(folder, NULL, "怎么办", NULL);
    assert_string_equal(words_ask(folder, "怎么办 影院"), "0 ");
    corpus_folder_remove(folder);
}

static void test_word__finds_articles_from_before_and_after_alike(void **state)
{
    char *folder = words_index(FILMS, 2);
    suo_writer *writer;
    (void)state;
    words_change(folder, "怎么办", NULL, NULL);
    writer = corpus_writer(folder, NULL, 0);
    corpus_put_text(writer, "2", "r", NULL, FILMS[1]);
    corpus_writer_finish(writer);
    suo_view *view = corpus_view(folder, "r");
    suo_hits *hits = corpus_search(view, "怎么办 影院", 10);
    const suo_hit *items = suo_hits_items(hits);
    assert_int_equal(suo_hits_count(hits), 3);
    assert_memory_equal(items[1].key, "1", 1);
    assert_memory_equal(items[2].key, "2", 1);
    assert_true(items[1].score == items[2].score);
    suo_hits_free(hits);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_word__marks_all_ways_it_is_written(void **state)
{
    static const char *const bodies[] = {"the KX-200  PRO leaks"};
    char *folder = words_index(bodies, 1);
    (void)state;
    words_change(folder, "KX 200 Pro", NULL, NULL);
    assert_string_equal(words_marks(folder, "kx200-pro"),
                        "the [KX-200  PRO] leaks");
    corpus_folder_remove(folder);
}

static void test_word__is_listed_as_it_was_given_last(void **state)
{
    char *folder = words_index(FILMS, 1);
    uint64_t len;
    double weight;
    (void)state;
    words_change(folder, "v3-mono", NULL, NULL);
    words_change(folder, "V3 Mono", NULL, NULL);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    assert_int_equal(suo_snapshot_word_count(snapshot), 1);
    const char *word = suo_snapshot_word(snapshot, 0, &len, &weight);
    assert_int_equal(len, 7);
    assert_memory_equal(word, "V3 Mono", 7);
    assert_true(weight == 1);
    assert_null(suo_snapshot_word(snapshot, 1, &len, &weight));
    assert_int_equal(len, 0);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

static void test_snapshot__opened_before_a_change_answers_as_before(
    void **state)
{
    char *folder = words_index(FILMS, 2);
    uint64_t len;
    (void)state;
    suo_view *view = corpus_view(folder, "r");
    suo_snapshot *snapshot = corpus_snapshot(folder);
    words_change(folder, "怎么办", NULL, "影院, 放映");
    assert_string_equal(corpus_keys(view, "怎么办 影院"), "0 ");
    assert_int_equal(suo_snapshot_word_count(snapshot), 0);
    suo_snapshot_synonyms(snapshot, &len);
    assert_int_equal(len, 0);
    suo_snapshot_close(snapshot);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

/* ---- synonyms ---- */

static const char *const SHOP[] = {"肯德基今天营业", "KFC opens today",
                                   "a fried chicken bucket"};

static void test_synonyms__that_are_alike_find_each_other(void **state)
{
    char *folder = words_index(SHOP, 3);
    (void)state;
    assert_string_equal(words_ask(folder, "kfc"), "1 ");
    words_change(folder, NULL, NULL, "肯德基, KFC");
    assert_string_equal(words_ask(folder, "kfc 营业"), "0 1 ");
    assert_string_equal(words_marks(folder, "kfc 营业"), "[肯德基]今天[营业]");
    assert_string_equal(words_marks(folder, "肯德基 opens"),
                        "[KFC] [opens] today");
    words_change(folder, NULL, NULL, "");
    assert_string_equal(words_ask(folder, "kfc"), "1 ");
    corpus_folder_remove(folder);
}

static void test_synonyms__with_an_arrow_find_one_way(void **state)
{
    char *folder = words_index(SHOP, 3);
    (void)state;
    words_change(folder, NULL, NULL, "# meals\nkfc => fried chicken\n");
    assert_string_equal(words_marks(folder, "kfc bucket"),
                        "a [fried chicken] [bucket]");
    assert_string_equal(words_ask(folder, "fried chicken"), "2 ");
    corpus_folder_remove(folder);
}

static void test_synonyms__come_back_as_they_were_given(void **state)
{
    static const char rules[] = "# meals\n\n肯德基, KFC";
    char *folder = words_index(SHOP, 1);
    uint64_t len;
    (void)state;
    words_change(folder, NULL, NULL, rules);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    const char *kept = suo_snapshot_synonyms(snapshot, &len);
    assert_int_equal(len, strlen(rules));
    assert_memory_equal(kept, rules, len);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

/* ---- quotes ---- */

static void test_quotes__exclude_what_lacks_the_phrase(void **state)
{
    static const char *const bodies[] = {"free returns within 30 days",
                                         "returns are free in March",
                                         "七天无理由退货", "退货七天到账"};
    char *folder = words_index(bodies, 4);
    (void)state;
    assert_string_equal(words_ask(folder, "free returns"), "1 0 ");
    assert_string_equal(words_ask(folder, "\"free returns\""), "0 ");
    assert_string_equal(words_ask(folder, "\"free returns\" \"30 days\""),
                        "0 ");
    assert_string_equal(words_ask(folder, "\"退货七天\""), "3 ");
    assert_string_equal(words_ask(folder, "\"free returns in march\""), "");
    corpus_folder_remove(folder);
}

static void test_quotes__only_rank_beside_other_words(void **state)
{
    static const char *const bodies[] = {"returns are free",
                                         "free returns within 30 days"};
    char *folder = words_index(bodies, 2);
    (void)state;
    assert_string_equal(words_ask(folder, "free returns policy"), "0 1 ");
    assert_string_equal(words_ask(folder, "\"free returns\" policy"), "1 0 ");
    corpus_folder_remove(folder);
}

/* ---- what is refused ---- */

static void test_writer__refuses_bad_words_and_changes_nothing(void **state)
{
    char *folder = words_index(FILMS, 1);
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    char big[SUO_WORD_MAX + 1];
    (void)state;
    memset(big, 'a', sizeof(big));
    assert_status(suo_writer_add_word(writer, NULL, -1, 1, NULL), SUO_INVALID);
    assert_status(suo_writer_add_word(writer, "", 0, 1, NULL), SUO_INVALID);
    assert_status(suo_writer_add_word(writer, "!?", -1, 1, NULL), SUO_INVALID);
    assert_status(suo_writer_add_word(writer, "a", -1, 0, NULL), SUO_INVALID);
    assert_status(suo_writer_add_word(writer, "a", -1, 100.1, NULL),
                  SUO_INVALID);
    assert_status(suo_writer_add_word(writer, big, sizeof(big), 1, NULL),
                  SUO_LIMIT);
    assert_status(suo_writer_remove_word(writer, NULL, -1, NULL), SUO_INVALID);
    assert_status(suo_writer_remove_word(writer, "a", -1, NULL), SUO_NOT_FOUND);
    corpus_ok(suo_writer_add_word(writer, big, SUO_WORD_MAX, 100, NULL), NULL);
    corpus_writer_finish(writer);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    assert_int_equal(suo_snapshot_word_count(snapshot), 1);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

static void test_writer__names_the_line_of_a_bad_rule(void **state)
{
    char *folder = words_index(SHOP, 3);
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    suo_error error = SUO_ERROR_EMPTY;
    (void)state;
    corpus_ok(suo_writer_set_synonyms(writer, "肯德基, kfc", -1, NULL), NULL);
    assert_status(suo_writer_set_synonyms(writer, NULL, 5, NULL), SUO_INVALID);
    assert_status(suo_writer_set_synonyms(writer, "a, b\n\na =>", -1, &error),
                  SUO_INVALID);
    assert_non_null(strstr(error.message, "line 3"));
    corpus_writer_finish(writer);
    assert_string_equal(words_ask(folder, "肯德基"), "0 1 ");
    words_change(folder, NULL, NULL, "");
    writer = corpus_writer(folder, NULL, 0);
    corpus_ok(suo_writer_set_synonyms(writer, NULL, 0, NULL), NULL);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

/* ---- the index's tokenizer ---- */

/* The words of the user in a text, each with its start and end; borrowed
 * until the next call. */
static const char *words_cut(suo_tokenizer *tokenizer, const char *text)
{
    static char shown[4096];
    size_t len = 0;
    uint64_t count;
    const suo_token *tokens;
    shown[0] = '\0';
    corpus_ok(suo_tokenizer_start(tokenizer, text, -1, NULL), NULL);
    do {
        corpus_ok(suo_tokenizer_next(tokenizer, &tokens, &count, NULL), NULL);
        for (uint64_t i = 0; i < count; i++) {
            if (tokens[i].kind != SUO_TOKEN_USER)
                continue;
            len += (size_t)snprintf(shown + len, sizeof(shown) - len,
                                    "%.*s %u-%u, ", (int)tokens[i].term_len,
                                    tokens[i].term, (unsigned)tokens[i].start,
                                    (unsigned)tokens[i].end);
            assert_true(len < sizeof(shown));
        }
    } while (count > 0);
    return shown;
}

static void test_tokenizer__of_a_snapshot_gives_its_words(void **state)
{
    char *folder = words_index(FILMS, 1);
    suo_tokenizer *tokenizer;
    (void)state;
    words_change(folder, "V3 Mono", NULL, "影院, 放映");
    words_change(folder, "怎么办", NULL, NULL);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    corpus_ok(
        suo_snapshot_tokenizer_new(snapshot, CORPUS_EXTRA, &tokenizer, NULL),
        NULL);
    assert_string_equal(words_cut(tokenizer, "影院 v3-mono 👍 怎么办"),
                        "v 3 mono 7-14, 怎么办 20-29, ");
    corpus_ok(suo_tokenizer_set_offsets(tokenizer, SUO_OFFSET_UTF16, NULL),
              NULL);
    assert_string_equal(words_cut(tokenizer, "影院 v3-mono 👍 怎么办"),
                        "v 3 mono 3-10, 怎么办 14-17, ");
    suo_tokenizer_free(tokenizer);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

static void test_tokenizer__of_a_snapshot_without_words_gives_none(void **state)
{
    char *folder = words_index(FILMS, 1);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_tokenizer *tokenizer;
    (void)state;
    words_change(folder, "怎么办", NULL, NULL);
    corpus_ok(
        suo_snapshot_tokenizer_new(snapshot, CORPUS_BODY, &tokenizer, NULL),
        NULL);
    assert_string_equal(words_cut(tokenizer, "怎么办"), "");
    suo_tokenizer_free(tokenizer);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

/* Batches end anywhere in the text, also inside a word. */
static void test_tokenizer__counts_words_across_batches(void **state)
{
    enum { WORDS = 4000 };
    char *folder = words_index(FILMS, 1);
    char *text = malloc(WORDS * 12 + 1);
    size_t len = 0;
    uint32_t found = 0;
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    (void)state;
    assert_non_null(text);
    for (int i = 0; i < WORDS; i++)
        len += (size_t)sprintf(text + len, "退 v3 mono ");
    words_change(folder, "V3 Mono", NULL, NULL);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    corpus_ok(
        suo_snapshot_tokenizer_new(snapshot, CORPUS_BODY, &tokenizer, NULL),
        NULL);
    corpus_ok(
        suo_tokenizer_set_offsets(tokenizer, SUO_OFFSET_CODE_POINTS, NULL),
        NULL);
    corpus_ok(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL), NULL);
    do {
        corpus_ok(suo_tokenizer_next(tokenizer, &tokens, &count, NULL), NULL);
        for (uint64_t i = 0; i < count; i++) {
            if (tokens[i].kind != SUO_TOKEN_USER)
                continue;
            assert_int_equal(tokens[i].start, found * 10 + 2);
            assert_int_equal(tokens[i].end, found * 10 + 9);
            found++;
        }
    } while (count > 0);
    assert_int_equal(found, WORDS);
    suo_tokenizer_free(tokenizer);
    suo_snapshot_close(snapshot);
    free(text);
    corpus_folder_remove(folder);
}

static void test_tokenizer__of_no_text_field_is_refused(void **state)
{
    char *folder = words_index(FILMS, 1);
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_tokenizer *tokenizer;
    (void)state;
    assert_status(
        suo_snapshot_tokenizer_new(snapshot, CORPUS_TAG, &tokenizer, NULL),
        SUO_NOT_FOUND);
    assert_null(tokenizer);
    assert_status(
        suo_snapshot_tokenizer_new(snapshot, UINT32_MAX, &tokenizer, NULL),
        SUO_NOT_FOUND);
    assert_status(
        suo_snapshot_tokenizer_new(NULL, CORPUS_BODY, &tokenizer, NULL),
        SUO_INVALID);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_word__finds_an_old_article_at_once),
        cmocka_unit_test(test_word__that_is_removed_finds_no_more),
        cmocka_unit_test(test_word__finds_articles_from_before_and_after_alike),
        cmocka_unit_test(test_word__marks_all_ways_it_is_written),
        cmocka_unit_test(test_word__is_listed_as_it_was_given_last),
        cmocka_unit_test(
            test_snapshot__opened_before_a_change_answers_as_before),
        cmocka_unit_test(test_synonyms__that_are_alike_find_each_other),
        cmocka_unit_test(test_synonyms__with_an_arrow_find_one_way),
        cmocka_unit_test(test_synonyms__come_back_as_they_were_given),
        cmocka_unit_test(test_quotes__exclude_what_lacks_the_phrase),
        cmocka_unit_test(test_quotes__only_rank_beside_other_words),
        cmocka_unit_test(test_writer__refuses_bad_words_and_changes_nothing),
        cmocka_unit_test(test_writer__names_the_line_of_a_bad_rule),
        cmocka_unit_test(test_tokenizer__of_a_snapshot_gives_its_words),
        cmocka_unit_test(
            test_tokenizer__of_a_snapshot_without_words_gives_none),
        cmocka_unit_test(test_tokenizer__counts_words_across_batches),
        cmocka_unit_test(test_tokenizer__of_no_text_field_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
