/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_seeds.c - content as it comes: Simplified, Traditional, with pinyin in
 * brackets behind characters, and with broken encoding. 數據, 数据 and
 * 數(shù)據(jù) are one word.
 *
 * The five seed documents are read where the real data is; three made-up ones
 * always. Which documents hold the word is found here by another way: fold
 * the text by hand and look for its bytes.
 */
#include "support/corpus.h"

enum { SEEDS_MAX = 5 };

static const char *const FORMS[] = {"數據", "数据", "數(shù)據(jù)"};

/* Leave out brackets of letters, write the two characters in one way. */
static char *fold_by_hand(const char *text, size_t len)
{
    char *out = malloc(len + 1);
    size_t out_len = 0;
    assert_non_null(out);
    for (size_t at = 0; at < len;) {
        const char *close = memchr(text + at, ')', len - at);
        if (text[at] == '(' && close != NULL && close - (text + at) <= 9) {
            at = (size_t)(close - text) + 1;
        } else if (len - at >= 3 && memcmp(text + at, "數", 3) == 0) {
            memcpy(out + out_len, "数", 3);
            out_len += 3;
            at += 3;
        } else if (len - at >= 3 && memcmp(text + at, "據", 3) == 0) {
            memcpy(out + out_len, "据", 3);
            out_len += 3;
            at += 3;
        } else {
            out[out_len++] = text[at++];
        }
    }
    out[out_len] = '\0';
    return out;
}

/* Which of the documents hold the word. */
static void find_by_hand(const corpus_document *documents, uint32_t count,
                         bool *holds)
{
    for (uint32_t i = 0; i < count; i++) {
        const corpus_value *value = &documents[i].values[0];
        char *folded = fold_by_hand(value->text, value->len);
        holds[i] = strstr(folded, "数据") != NULL;
        free(folded);
    }
}

/* Every mark of the snippet stands for the word, and there is one. */
static void assert_marks_fold(suo_hits *hits, uint32_t hit)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_snippet snippet = {.size = sizeof(snippet)};
    bool has_word = false;
    corpus_ok(suo_hits_snippet(hits, hit, CORPUS_BODY, NULL, &snippet, &error),
              &error);
    for (uint64_t i = 0; i < snippet.mark_count; i++) {
        const suo_range *mark = &snippet.marks[i];
        assert_true(mark->end <= snippet.text_len);
        char *folded =
            fold_by_hand(snippet.text + mark->start, mark->end - mark->start);
        has_word |= strcmp(folded, "数据") == 0;
        assert_non_null(strstr("数据数据数据", folded));
        free(folded);
    }
    assert_true(has_word);
}

static void assert_finds(const suo_view *view, const char *form,
                         const corpus_document *documents, uint32_t count)
{
    bool holds[SEEDS_MAX];
    uint32_t wanted = 0;
    find_by_hand(documents, count, holds);
    suo_hits *hits = corpus_search(view, form, 100);
    for (uint32_t i = 0; i < count; i++)
        wanted += holds[i];
    assert_true(wanted > 0);
    assert_int_equal(suo_hits_count(hits), wanted);
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *hit = &suo_hits_items(hits)[i];
        assert_true(holds[hit->key[0] - '0']);
        assert_marks_fold(hits, i);
    }
    suo_hits_free(hits);
}

/* Index the documents and ask for the word in each form. */
static void assert_all_forms_find(const corpus_document *documents,
                                  uint32_t count)
{
    char *folder = corpus_folder_make();
    suo_error error = SUO_ERROR_EMPTY;
    suo_writer *writer = corpus_writer_start(folder);
    suo_check_report report = {.size = sizeof(report)};
    for (uint32_t i = 0; i < count; i++)
        corpus_put(writer, &documents[i]);
    corpus_writer_finish(writer);
    suo_view *view = corpus_view(folder, NULL);
    assert_int_equal(suo_view_doc_count(view), count);
    for (size_t i = 0; i < sizeof(FORMS) / sizeof(*FORMS); i++)
        assert_finds(view, FORMS[i], documents, count);
    suo_view_close(view);
    corpus_ok(suo_check(folder, -1, &report, &error), &error);
    assert_int_equal(report.doc_count, count);
    corpus_folder_remove(folder);
}

static void add(corpus_document *documents, uint32_t *count, const char *text,
                size_t len)
{
    corpus_document *document = &documents[*count];
    *document = (corpus_document){0};
    snprintf(document->key, sizeof(document->key), "%u", (*count)++);
    corpus_document_add(document, CORPUS_BODY, text, len);
}

static void test_seeds__find_each_other_in_every_form(void **state)
{
    static const char *const NAMES[SEEDS_MAX] = {
        "000_ebfba244ad4b4a66", "001_ff84137ac08c1512", "002_edb0f67a61a82626",
        "003_55ce70ebc0156e50", "004_66d3e17281bbcbe3"};
    corpus_document documents[SEEDS_MAX];
    uint32_t count = 0;
    const char *data = corpus_data_or_skip();
    (void)state;
    for (uint32_t i = 0; i < SEEDS_MAX; i++) {
        char path[5000];
        size_t len;
        snprintf(path, sizeof(path), "%s/seeds/%s.txt", data, NAMES[i]);
        char *text = corpus_read_file(path, &len);
        assert_non_null(text);
        add(documents, &count, text, len);
        free(text);
    }
    assert_all_forms_find(documents, count);
    for (uint32_t i = 0; i < count; i++)
        corpus_document_clear(&documents[i]);
}

static void test_seeds__made_up_find_each_other_in_every_form(void **state)
{
    static const char *const TEXTS[] = {
        "客服系统的数据每天备份一次，导出请找管理员。",
        "客服系統的數據每天備份一次，\xe6\x95匯出請找管理員\xff。",
        "客服系統的大數(shù)據(jù)平臺，應(yīng)用下載見首頁\xf0\x9f。",
        "这一篇只说退货，数 据 不在一起。",
    };
    corpus_document documents[SEEDS_MAX];
    uint32_t count = 0;
    (void)state;
    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(*TEXTS); i++)
        add(documents, &count, TEXTS[i], strlen(TEXTS[i]));
    assert_all_forms_find(documents, count);
    for (uint32_t i = 0; i < count; i++)
        corpus_document_clear(&documents[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seeds__find_each_other_in_every_form),
        cmocka_unit_test(test_seeds__made_up_find_each_other_in_every_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
