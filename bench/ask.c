/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.c - one query, asked of a view.
 */
#include "ask.h"

#include <stdlib.h>

#include "cli.h"

const char *bench_collector_name(bench_collector collector)
{
    static const char *const NAMES[BENCH_COLLECTORS] = {
        "TOP_10", "TOP_100", "COUNT", "TOP_10_COUNT"};
    return NAMES[collector];
}

void bench_asking_init(bench_asking *asking, const bench_query_set *set,
                       uint32_t filter_field)
{
    *asking = (bench_asking){.set = set, .filter_field = filter_field};
    asking->starts =
        cli_realloc(NULL, (set->count + 1) * sizeof *asking->starts);
    for (uint32_t at = 0; at < set->count; at++) {
        const bench_query *query = &set->items[at];
        asking->starts[at] = asking->text.len;
        if (query->kind == BENCH_PHRASE)
            cli_buffer_append(&asking->text, "\"", 1);
        cli_buffer_append(&asking->text, bench_query_terms(set, query),
                          query->len);
        if (query->kind == BENCH_PHRASE)
            cli_buffer_append(&asking->text, "\"", 1);
        if (query->kind == BENCH_PREFIX)
            cli_buffer_append(&asking->text, "*", 1);
    }
    asking->starts[set->count] = asking->text.len;
}

void bench_asking_free(bench_asking *asking)
{
    cli_buffer_free(&asking->text);
    free(asking->starts);
}

const char *bench_asking_lacks(bench_kind kind, uint32_t filter_below,
                               bench_collector collector)
{
    if (kind == BENCH_AND)
        return "no search for all of the words";
    if (kind == BENCH_PREFIX)
        return "no search for beginnings of words";
    if (filter_below != BENCH_NO_FILTER)
        return "no filters";
    if (collector == BENCH_COUNT)
        return "no counting without hits";
    if (collector != BENCH_TOP_10_COUNT)
        return "no hits without counting";
    return NULL;
}

suo_status bench_ask(const bench_asking *asking, const suo_view *view,
                     uint32_t query, bench_collector collector,
                     uint64_t *match_count, suo_error *error)
{
    suo_hits *hits;
    suo_search_options options = {.size = sizeof options};
    uint64_t start = asking->starts[query];
    options.k = collector == BENCH_TOP_100 ? 100 : 10;
    suo_status status = suo_view_search(
        view, asking->text.data + start,
        (int64_t)(asking->starts[query + 1] - start), &options, &hits, error);
    *match_count = status == SUO_OK ? suo_hits_total(hits) : 0;
    suo_hits_free(hits);
    return status;
}
