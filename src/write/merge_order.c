/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_order.c - a merge of sorted runs.
 *
 * A source's audiences ascend, and so do the sequences within each: taking
 * the least audience of all, and of those who have it the least sequence,
 * keeps the documents of a source in their order. So the lists of postings
 * need no sorting, whatever the file says.
 */
#include "write/merge_order.h"

#include "base/memory.h"

/* A source that is walked: documents [doc, end) are of the audience at hand. */
typedef struct order_run {
    const suo_segment *segment;
    const suo_deletions *deletions;
    uint32_t source;
    uint32_t audience;
    uint32_t doc;
    uint32_t end;
} order_run;

void suo_merge_order_clear(suo_merge_order *order)
{
    suo_dealloc(order->places);
    suo_dealloc(order->audiences);
    for (uint32_t i = 0; i < order->source_count; i++)
        suo_dealloc(order->maps[i]);
    *order = (suo_merge_order){0};
}

static suo_status order_reserve(suo_merge_order *order,
                                const suo_merge_source *sources,
                                suo_error *error)
{
    uint64_t docs = 0;
    size_t audiences = 0;
    bool is_ready = true;
    for (uint32_t i = 0; i < order->source_count; i++) {
        const suo_segment *segment = sources[i].segment;
        docs += segment->doc_count - sources[i].deletions->dead_count;
        audiences += segment->audience_count;
        order->maps[i] = suo_alloc(segment->doc_count, sizeof(uint32_t));
        is_ready = is_ready && order->maps[i] != NULL;
    }
    if (docs > SUO_DOCS_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a merge would have too many documents");
    order->places = suo_alloc((size_t)docs, sizeof(*order->places));
    order->audiences = suo_alloc(audiences, sizeof(*order->audiences));
    is_ready = is_ready && order->places != NULL && order->audiences != NULL;
    return is_ready ? SUO_OK : suo_error_no_memory(error);
}

/* Pass over the dead. */
static void run_settle(order_run *run, const suo_merge_order *order)
{
    while (run->doc < run->end && suo_deletions_has(run->deletions, run->doc))
        order->maps[run->source][run->doc++] = SUO_NO_DOC;
}

/* The least audience that any source has left; NULL if there is none. */
static const suo_audience *order_least_audience(const order_run *runs,
                                                uint32_t count)
{
    const suo_audience *least = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const order_run *run = &runs[i];
        if (run->audience == run->segment->audience_count)
            continue;
        const suo_audience *own = &run->segment->audiences[run->audience];
        if (least == NULL ||
            suo_bytes_compare(own->roles.bytes, own->roles.len,
                              least->roles.bytes, least->roles.len) < 0)
            least = own;
    }
    return least;
}

/* Give the next living document of a run its number. */
static void order_take(suo_merge_order *order, order_run *run)
{
    order->places[order->doc_count] = (suo_merge_place){run->source, run->doc};
    order->maps[run->source][run->doc++] = order->doc_count++;
    run_settle(run, order);
}

/* Take all that the runs have of one audience, by sequence. */
static void order_merge_runs(suo_merge_order *order, order_run *const *runs,
                             uint32_t count)
{
    for (;;) {
        order_run *first = NULL;
        uint64_t least = UINT64_MAX;
        uint64_t second = UINT64_MAX;
        for (uint32_t i = 0; i < count; i++) {
            if (runs[i]->doc == runs[i]->end)
                continue;
            uint64_t own =
                suo_sequences_get(&runs[i]->segment->sequences, runs[i]->doc);
            if (first == NULL || own < least) {
                second = least;
                least = own;
                first = runs[i];
            } else if (own < second) {
                second = own;
            }
        }
        if (first == NULL)
            return;
        do
            order_take(order, first);
        while (first->doc < first->end &&
               suo_sequences_get(&first->segment->sequences, first->doc) <
                   second);
    }
}

/* Take one audience from all that have it. */
static void order_take_audience(suo_merge_order *order, order_run *runs,
                                uint32_t run_count, suo_slice roles)
{
    order_run *same[SUO_MERGE_SOURCES_MAX];
    uint32_t count = 0;
    uint32_t start = order->doc_count;
    for (uint32_t i = 0; i < run_count; i++) {
        order_run *run = &runs[i];
        if (run->audience == run->segment->audience_count)
            continue;
        const suo_audience *own = &run->segment->audiences[run->audience];
        if (suo_bytes_compare(own->roles.bytes, own->roles.len, roles.bytes,
                              roles.len) != 0)
            continue;
        run->audience++;
        run->end = own->doc_end;
        run_settle(run, order);
        same[count++] = run;
    }
    order_merge_runs(order, same, count);
    if (order->doc_count > start)
        order->audiences[order->audience_count++] =
            (suo_segment_audience){roles, order->doc_count};
}

suo_status suo_merge_order_make(suo_merge_order *order,
                                const suo_merge_source *sources,
                                uint32_t source_count, suo_error *error)
{
    order_run runs[SUO_MERGE_SOURCES_MAX];
    order->source_count = source_count;
    suo_status status = order_reserve(order, sources, error);
    if (status != SUO_OK)
        return status;
    for (uint32_t i = 0; i < source_count; i++)
        runs[i] = (order_run){.segment = sources[i].segment,
                              .deletions = sources[i].deletions,
                              .source = i};
    const suo_audience *least;
    while ((least = order_least_audience(runs, source_count)) != NULL)
        order_take_audience(order, runs, source_count, least->roles);
    return SUO_OK;
}
