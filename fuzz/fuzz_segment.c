/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_segment.c - any bytes are a segment file.
 *
 * Whatever they say, opening, checking and searching must end in an answer or
 * a status.
 */
#include <string.h>

#include "hostile.h"
#include "index/check.h"
#include "query/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void show(const suo_view *view, suo_hits *hits, uint32_t hit,
                 const char *question, const suo_search_request *request)
{
    const suo_showing_options how = {60, 2, true, {{0}, {0}}};
    const suo_hit *item = &suo_hits_get_items(hits)[hit];
    const suo_slice key = {(const uint8_t *)item->key, item->key_len};
    suo_snippet snippet = {.size = sizeof(snippet)};
    suo_explanation *explanation = NULL;
    (void)!suo_hits_make_snippet(hits, hit, 1, &how, &snippet, NULL);
    (void)!suo_explanation_make(view, question, strlen(question), request, key,
                                &explanation, NULL);
    suo_explanation_release(explanation);
}

static void ask(const suo_os *os, const char *question)
{
    const suo_search_request request = {.fields = 3, .k = 5};
    suo_snapshot *snapshot;
    suo_view *view = NULL;
    suo_hits *hits = NULL;
    if (suo_snapshot_load(os, "fuzz", &snapshot, NULL) != SUO_OK)
        return;
    if (suo_view_make(snapshot, NULL, 0, true, &view, NULL) == SUO_OK &&
        suo_hits_make(view, question, strlen(question), &request, &hits,
                      NULL) == SUO_OK)
        for (uint32_t i = 0; i < suo_hits_get_count(hits); i++)
            show(view, hits, i, question, &request);
    suo_hits_release(hits);
    suo_view_free(view);
    suo_snapshot_release(snapshot);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    hostile_index index;
    suo_check_report report = {.size = sizeof(report)};
    if (!hostile_make(&index, bytes, len))
        return 0;
    (void)!suo_index_check(&index.os, "fuzz", &report, NULL);
    ask(&index.os, "退货 v3mono refund");
    ask(&index.os, "货");
    hostile_clear(&index);
    return 0;
}
