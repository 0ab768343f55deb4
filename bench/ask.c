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

suo_status bench_ask(const bench_asking *asking, const suo_view *view,
                     uint32_t query, bench_collector collector,
                     uint64_t *match_count, suo_error *error)
{
    static const int32_t TOTALS[BENCH_COLLECTORS] = {
        SUO_TOTAL_NONE, SUO_TOTAL_NONE, SUO_TOTAL_ONLY, SUO_TOTAL_EXACT};
    const bench_query *asked = &asking->set->items[query];
    const suo_filter filter = {.field = asking->filter_field,
                               .kind = SUO_FILTER_RANGE,
                               .max = (int64_t)asked->filter_below - 1};
    suo_hits *hits;
    uint64_t start = asking->starts[query];
    const suo_search_options options = {
        .size = sizeof options,
        .k = collector == BENCH_TOP_100 ? 100 : 10,
        .match = asked->kind == BENCH_AND ? SUO_MATCH_ALL : SUO_MATCH_ANY,
        .total = TOTALS[collector],
        .filters = &filter,
        .filter_count = asked->filter_below < BENCH_NO_FILTER};
    suo_status status = suo_view_search(
        view, asking->text.data + start,
        (int64_t)(asking->starts[query + 1] - start), &options, &hits, error);
    *match_count = 0;
    if (status == SUO_OK)
        *match_count = TOTALS[collector] == SUO_TOTAL_NONE
                           ? suo_hits_count(hits)
                           : suo_hits_total(hits);
    suo_hits_free(hits);
    return status;
}
