/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden.c - three indexes: a bit of everything, block lists, several pages.
 */
#include "support/golden.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "index/check.h"
#include "index/view.h"
#include "query/hits.h"
#include "support/content.h"
#include "support/index.h"
#include "support/random.h"
#include "write/writer.h"

enum { SMALL_DOCS = 12, PAGED_DOCS = 60, PAGED_BYTES = 1500, HITS = 400 };

static const char *const NAMES[] = {"v2-small", "v2-blocks", "v2-pages"};
enum { NAME_COUNT = sizeof(NAMES) / sizeof(NAMES[0]) };

const char *golden_name(size_t i)
{
    return i < NAME_COUNT ? NAMES[i] : NULL;
}

memory_os *golden_load(size_t i, const char *as)
{
    char folder[512];
    memory_os *files = memory_os_new();
    snprintf(folder, sizeof(folder), "%s/tests/golden/%s", SUO_SOURCE_DIR,
             NAMES[i]);
    memory_os_load(files, folder, as);
    return files;
}

char *golden_expected(size_t i)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/tests/golden/%s.txt", SUO_SOURCE_DIR,
             NAMES[i]);
    FILE *file = fopen(path, "rb");
    assert(file != NULL);
    char *text = calloc(1, 1 << 20);
    assert(text != NULL);
    size_t len = fread(text, 1, (1 << 20) - 1, file);
    assert(len > 0);
    (void)len;
    fclose(file);
    return text;
}

/* ---- making ---- */

/* Some text that hardly compresses. */
static suo_status put_noise(suo_document *document, test_random *random)
{
    static const char LETTERS[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    static char text[PAGED_BYTES];
    for (size_t i = 0; i < PAGED_BYTES; i++)
        text[i] = LETTERS[test_random_below(random, 64)];
    return suo_document_add_text(document, INDEX_URL, text, PAGED_BYTES, NULL);
}

static suo_status make_puts(suo_writer *writer, suo_document *document,
                            uint32_t start, uint32_t end, uint32_t version,
                            bool is_noisy)
{
    test_random random = {start + 77};
    suo_status st = SUO_OK;
    for (uint32_t i = start; st == SUO_OK && i < end; i++) {
        bool replaced;
        st = index_article(document, i, version);
        if (st == SUO_OK && is_noisy)
            st = put_noise(document, &random);
        if (st == SUO_OK)
            st = suo_writer_add(writer, document, &replaced, NULL);
    }
    return st;
}

static suo_status make_commits(suo_writer *writer, suo_document *document,
                               bool is_noisy)
{
    const suo_slice note = {(const uint8_t *)"golden", 6};
    const suo_slice key = {(const uint8_t *)"doc-2", 5};
    uint32_t docs = is_noisy ? PAGED_DOCS : SMALL_DOCS;
    suo_status st = index_words(writer, 0);
    if (st == SUO_OK)
        st = make_puts(writer, document, 0, docs, 0, is_noisy);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, note, NULL);
    if (st == SUO_OK)
        st = make_puts(writer, document, docs - 2, docs + 2, 1, is_noisy);
    if (st == SUO_OK)
        st = suo_writer_remove(writer, key, NULL);
    if (st == SUO_OK)
        st = index_words(writer, 1);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, note, NULL);
    return st;
}

suo_status golden_make(size_t i, const suo_os *os, const char *folder)
{
    suo_schema *schema = NULL;
    suo_document *document = NULL;
    suo_writer *writer = NULL;
    if (i == 1)
        return index_make(os, folder);
    suo_status st = index_schema(&schema);
    if (st == SUO_OK)
        st = suo_document_new(schema, &document, NULL);
    if (st == SUO_OK)
        st = suo_writer_make(os, folder, schema, 0, &writer, NULL);
    if (st == SUO_OK)
        st = make_commits(writer, document, i == 2);
    suo_writer_free(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    return st;
}

/* ---- reading ---- */

static void answer(suo_buffer *answers, const char *format, uint64_t value)
{
    char text[100];
    int len = snprintf(text, sizeof(text), format, (unsigned long long)value);
    suo_buffer_add(answers, text, (size_t)len);
}

static int key_compare(const void *a, const void *b)
{
    const suo_hit *x = a;
    const suo_hit *y = b;
    return suo_bytes_compare(x->key, x->key_len, y->key, y->key_len);
}

/* The hits' keys in the order of their bytes. */
static suo_status answer_question(const suo_view *view, const char *question,
                                  suo_buffer *answers)
{
    suo_hit items[HITS];
    suo_hits *hits;
    const suo_search_request request = {.fields = 3, .k = HITS};
    suo_status st =
        suo_hits_make(view, question, strlen(question), &request, &hits, NULL);
    if (st != SUO_OK)
        return st;
    uint32_t count = suo_hits_get_count(hits);
    for (uint32_t i = 0; i < count; i++)
        items[i] = suo_hits_get_items(hits)[i];
    qsort(items, count, sizeof(*items), key_compare);
    suo_buffer_add(answers, question, strlen(question));
    answer(answers, ": %llu hits:", suo_hits_get_total(hits));
    for (uint32_t i = 0; i < count; i++) {
        suo_buffer_add_u8(answers, ' ');
        suo_buffer_add(answers, items[i].key, items[i].key_len);
    }
    suo_buffer_add_u8(answers, '\n');
    suo_hits_release(hits);
    return SUO_OK;
}

static suo_status answer_views(const suo_snapshot *snapshot,
                               suo_buffer *answers)
{
    static const char *const QUESTIONS[] = {"refunds", "维修", "\"退货申请\"",
                                            "v3mono", "order 7"};
    const suo_slice role = {(const uint8_t *)"guest", 5};
    suo_status st = SUO_OK;
    for (int sees_all = 0; sees_all < 2 && st == SUO_OK; sees_all++) {
        suo_view *view;
        st = suo_view_make(snapshot, &role, 1, sees_all == 1, &view, NULL);
        if (st != SUO_OK)
            return st;
        answer(answers, "a view of %llu documents\n", view->doc_count);
        for (size_t i = 0; i < 5 && st == SUO_OK; i++)
            st = answer_question(view, QUESTIONS[i], answers);
        suo_view_free(view);
    }
    return st;
}

suo_status golden_answers(const suo_os *os, const char *folder,
                          suo_buffer *answers)
{
    suo_check_report report = {.size = sizeof(report)};
    suo_buffer content = {0};
    suo_snapshot *snapshot;
    suo_status st = suo_snapshot_load(os, folder, &snapshot, NULL);
    if (st != SUO_OK)
        return st;
    st = answer_views(snapshot, answers);
    if (st == SUO_OK)
        st = content_add(&content, snapshot);
    suo_snapshot_release(snapshot);
    if (st == SUO_OK)
        st = suo_index_check(os, folder, &report, NULL);
    answer(answers, "%llu documents, ", report.doc_count);
    answer(answers, "%llu terms, ", report.term_count);
    answer(answers, "%llu postings, ", report.posting_count);
    answer(answers, "%llu positions\n", report.position_count);
    answer(answers, "content of %llu bytes", content.len);
    answer(answers, ", hash %016llx\n", suo_hash(content.data, content.len));
    suo_buffer_free(&content);
    return st;
}
