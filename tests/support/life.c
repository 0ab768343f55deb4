/* SPDX-License-Identifier: Apache-2.0 */
/*
 * life.c - random changes, kept twice.
 */
#include "support/life.h"

static const char *const ROLES[] = {"a", "b", "public", "客服"};

enum { ROLE_COUNT = 4 };

suo_writer *life_writer(const life *w, uint64_t memory_bytes, uint32_t merging)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_writer_options options = {sizeof(options), merging, memory_bytes};
    suo_writer *writer;
    corpus_ok(
        suo_writer_open(w->folder, -1, w->schema, &options, &writer, &error),
        &error);
    return writer;
}

life *life_open(uint64_t memory_bytes, uint32_t merging)
{
    life *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    w->folder = corpus_folder_make();
    w->schema = corpus_schema();
    w->writer = life_writer(w, memory_bytes, merging);
    return w;
}

void life_close(life *w)
{
    suo_writer_close(w->writer);
    suo_schema_free(w->schema);
    corpus_folder_remove(w->folder);
    for (uint32_t i = 0; i < w->live_count; i++)
        corpus_document_clear(&w->live[i]);
    free(w);
}

void life_forget(life *w, uint32_t at)
{
    corpus_document_clear(&w->live[at]);
    w->live_count--;
    memmove(&w->live[at], &w->live[at + 1],
            (w->live_count - at) * sizeof(*w->live));
}

/* Put a random document with one of 'keys' keys. */
void life_put(life *w, test_random *random, uint32_t keys)
{
    char key[16];
    snprintf(key, sizeof(key), "k%u",
             (unsigned)test_random_below(random, keys));
    for (uint32_t i = 0; i < w->live_count; i++)
        if (strcmp(w->live[i].key, key) == 0)
            life_forget(w, i);
    assert_true(w->live_count < LIFE_DOCS_MAX);
    corpus_document *document = &w->live[w->live_count++];
    corpus_document_random(document, random, key, 12);
    for (uint64_t left = test_random_below(random, 3); left > 0; left--)
        document->roles[document->role_count++] =
            ROLES[test_random_below(random, ROLE_COUNT)];
    corpus_put(w->writer, document);
}

void life_delete(life *w, test_random *random)
{
    if (w->live_count == 0)
        return;
    uint32_t at = (uint32_t)test_random_below(random, w->live_count);
    corpus_delete(w->writer, w->live[at].key);
    life_forget(w, at);
}

void life_change(life *w, test_random *random, uint32_t changes, uint32_t keys)
{
    for (uint32_t i = 0; i < changes; i++)
        if (test_random_below(random, 5) == 0)
            life_delete(w, random);
        else
            life_put(w, random, keys);
}

void life_merge_all(life *w)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_merge_all(w->writer, &error), &error);
    corpus_commit(w->writer);
}

void life_check(const life *w)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_check_report report = {.size = sizeof(report)};
    corpus_ok(suo_check(w->folder, -1, &report, &error), &error);
}

suo_snapshot_stats life_stats(const life *w)
{
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    corpus_ok(suo_snapshot_get_stats(snapshot, &stats, NULL), NULL);
    suo_snapshot_close(snapshot);
    return stats;
}

/* All that readers are told about some questions. */
corpus_dump life_ask(const char *folder, uint64_t seed)
{
    static const char *const readers[] = {NULL, "a", "b,public", "客服,none"};
    corpus_dump dump = {0};
    for (size_t i = 0; i < 4; i++) {
        test_random random = {seed};
        suo_view *view = corpus_view(folder, readers[i]);
        for (uint32_t words = 1; words <= 5; words++) {
            size_t len;
            char *question = corpus_random_text(&random, words, &len);
            corpus_dump_add(&dump, view, question, len, 1000);
            free(question);
        }
        suo_view_close(view);
    }
    return dump;
}

void life_assert_same(const char *a, const char *b, uint64_t seed)
{
    corpus_dump one = life_ask(a, seed);
    corpus_dump two = life_ask(b, seed);
    assert_true(corpus_dump_equals(&one, &two));
    free(one.bytes);
    free(two.bytes);
}

/* An index of the living documents alone, built at once. */
life *life_afresh(const life *w)
{
    life *fresh = life_open(0, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < w->live_count; i++)
        corpus_put(fresh->writer, &w->live[i]);
    corpus_commit(fresh->writer);
    return fresh;
}
