/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suo.c - Suo itself, by its public header alone.
 *
 * The key of a document is its number, its text one text field, its filter an
 * integer field. Suo always keeps the text of a text field for showing, which
 * the others do not here: its bytes are told with and without it.
 */
#include "peer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "suo.h"

enum { SUO_PEER_BODY = 0, SUO_PEER_FILTER = 1 };

/* What each peer_collector wants to know of the total. */
static const int32_t SUO_PEER_TOTALS[] = {SUO_TOTAL_NONE, SUO_TOTAL_NONE,
                                          SUO_TOTAL_ONLY, SUO_TOTAL_EXACT};

static suo_snapshot *suo_peer_snapshot;
static suo_view *suo_peer_view;
static suo_error suo_peer_error = {.size = sizeof(suo_error)};

static void suo_peer_check(suo_status status)
{
    if (status != SUO_OK)
        peer_die("suo: %s: %s", suo_status_name(status),
                 suo_peer_error.message);
}

static suo_schema *schema_make(void)
{
    suo_schema *schema;
    suo_error *error = &suo_peer_error;
    suo_peer_check(suo_schema_new(&schema, error));
    suo_peer_check(
        suo_schema_add_field(schema, "body", -1, SUO_FIELD_TEXT, NULL, error));
    suo_peer_check(suo_schema_add_field(schema, "filter", -1, SUO_FIELD_INTEGER,
                                        NULL, error));
    return schema;
}

static suo_snapshot_stats stats_read(const char *index)
{
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    suo_snapshot *snapshot;
    suo_peer_check(suo_snapshot_open(index, -1, &snapshot, &suo_peer_error));
    suo_peer_check(suo_snapshot_get_stats(snapshot, &stats, &suo_peer_error));
    suo_snapshot_close(snapshot);
    return stats;
}

static uint64_t suo_peer_kept(const char *index)
{
    return stats_read(index).store_bytes;
}

/* One commit a segment; the writer's memory holds a whole corpus. */
static void suo_peer_build(const char *path, const char *index,
                           unsigned segments)
{
    suo_error *error = &suo_peer_error;
    uint32_t share = peer_corpus_count(path) / segments + 1, done = 0;
    suo_schema *schema = schema_make();
    suo_writer_options options = {.size = sizeof(options),
                                  .merging = SUO_MERGE_NONE,
                                  .memory_bytes = 1u << 30};
    suo_writer *writer;
    suo_document *put;
    suo_peer_check(
        suo_writer_open(index, -1, schema, &options, &writer, error));
    suo_peer_check(suo_document_new(schema, &put, error));
    peer_corpus *corpus = peer_corpus_open(path);
    for (peer_document document; peer_corpus_next(corpus, &document);) {
        char key[16];
        int key_len = snprintf(key, sizeof(key), "%u", document.number);
        suo_document_clear(put);
        suo_peer_check(suo_document_set_key(put, key, key_len, error));
        suo_peer_check(suo_document_add_text(put, SUO_PEER_BODY, document.text,
                                             (int64_t)document.text_len,
                                             error));
        suo_peer_check(suo_document_set_integer(put, SUO_PEER_FILTER,
                                                document.filter, error));
        suo_peer_check(suo_writer_put(writer, put, NULL, error));
        if (++done % share == 0)
            suo_peer_check(suo_writer_commit(writer, NULL, 0, error));
    }
    peer_corpus_close(corpus);
    suo_peer_check(suo_writer_commit(writer, NULL, 0, error));
    suo_document_free(put);
    suo_writer_close(writer);
    suo_schema_free(schema);
    uint32_t made = stats_read(index).segment_count;
    if (made != segments)
        peer_die("suo: %u segments, not %u", made, segments);
}

static void suo_peer_open(const char *index)
{
    suo_peer_check(
        suo_snapshot_open(index, -1, &suo_peer_snapshot, &suo_peer_error));
    suo_peer_check(
        suo_view_open_all(suo_peer_snapshot, &suo_peer_view, &suo_peer_error));
}

static const char *suo_peer_cannot(const peer_query *query,
                                   peer_collector collector)
{
    (void)query;
    (void)collector;
    return NULL;
}

static char *suo_peer_write(const peer_query *query)
{
    const char *quote = query->kind == PEER_PHRASE ? "\"" : "";
    return peer_join(query, quote, " ",
                     query->kind == PEER_PREFIX ? "*" : quote);
}

static void suo_peer_search(const peer_query *query, peer_collector collector,
                            peer_answer *answer)
{
    const suo_filter filter = {.field = SUO_PEER_FILTER,
                               .kind = SUO_FILTER_RANGE,
                               .min = 0,
                               .max = query->filter_below - 1};
    const suo_search_options options = {
        .size = sizeof(options),
        .k = peer_collector_k(collector),
        .match = query->kind == PEER_AND ? SUO_MATCH_ALL : SUO_MATCH_ANY,
        .total = SUO_PEER_TOTALS[collector],
        .filters = &filter,
        .filter_count = query->filter_below < 100 ? 1 : 0};
    suo_hits *hits;
    suo_peer_check(suo_view_search(suo_peer_view, query->text, -1, &options,
                                   &hits, &suo_peer_error));
    const suo_hit *items = suo_hits_items(hits);
    answer->count = suo_hits_total(hits);
    answer->top_count = suo_hits_count(hits);
    for (uint32_t i = 0; i < answer->top_count; i++) {
        uint32_t number = 0;
        for (uint64_t c = 0; c < items[i].key_len; c++)
            number = number * 10 + (uint32_t)(items[i].key[c] - '0');
        answer->top[i] = number;
    }
    suo_hits_free(hits);
}

int main(int argc, char **argv)
{
    const peer_engine engine = {.name = "Suo",
                                .version = suo_version,
                                .build = suo_peer_build,
                                .kept_bytes = suo_peer_kept,
                                .open = suo_peer_open,
                                .cannot = suo_peer_cannot,
                                .write = suo_peer_write,
                                .search = suo_peer_search};
    return peer_main(argc, argv, &engine);
}
