/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.c - ranges and totals of what a set of roles may see.
 *
 * Totals are sums of whole numbers over the visible audiences, less the dead:
 * they do not depend on how documents are spread over segments, nor on any
 * that the roles cannot see.
 */
#include "index/view.h"

#include "base/memory.h"

static bool view_admits(const suo_audience *audience, const suo_slice *roles,
                        uint32_t role_count, bool sees_all)
{
    return sees_all || suo_audience_admits(audience, roles, role_count);
}

/* Add an audience's documents, joined to the range before if they touch. */
static void view_add_range(suo_view_segment *seen, uint32_t start, uint32_t end)
{
    suo_doc_range *last =
        seen->range_count > 0 ? &seen->ranges[seen->range_count - 1] : NULL;
    if (last != NULL && last->end == start)
        last->end = end;
    else
        seen->ranges[seen->range_count++] = (suo_doc_range){start, end};
}

static void view_add_sums(suo_view *view, const suo_audience *audience,
                          uint32_t text_count)
{
    for (uint32_t lane = 0; lane < SUO_LANES; lane++)
        for (uint32_t t = 0; t < text_count; t++) {
            view->sums[lane][t].docs += audience->sums[lane][t].docs;
            view->sums[lane][t].total += audience->sums[lane][t].total;
        }
}

/* Take the dead of one range out of the totals. */
static suo_status view_subtract_dead(suo_view *view,
                                     const suo_view_segment *seen,
                                     uint32_t start, uint32_t end,
                                     uint32_t text_count, suo_error *error)
{
    for (uint32_t doc = start; doc < end; doc++) {
        if (!suo_deletions_has(seen->deletions, doc))
            continue;
        view->doc_count--;
        for (uint32_t t = 0; t < text_count; t++)
            for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
                suo_length_sum *sum = &view->sums[lane][t];
                uint32_t length =
                    suo_lengths_get(&seen->segment->lengths[t], lane, doc);
                if (length > 0 && (sum->docs == 0 || sum->total < length))
                    return suo_error_set(error, SUO_CORRUPT,
                                         "lengths do not add up");
                sum->docs -= length > 0;
                sum->total -= length;
            }
    }
    return SUO_OK;
}

static suo_status view_add_segment(suo_view *view, uint32_t number,
                                   const suo_slice *roles, uint32_t role_count,
                                   bool sees_all, suo_error *error)
{
    const suo_snapshot *snapshot = view->snapshot;
    uint32_t text_count = snapshot->manifest.schema->text_count;
    suo_view_segment *seen = &view->segments[number];
    seen->segment = snapshot->segments[number];
    seen->deletions = &snapshot->deletions[number];
    seen->ranges =
        suo_alloc(seen->segment->audience_count, sizeof(*seen->ranges));
    if (seen->ranges == NULL)
        return suo_error_no_memory(error);
    uint32_t start = 0;
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < seen->segment->audience_count && status == SUO_OK;
         i++) {
        const suo_audience *audience = &seen->segment->audiences[i];
        if (view_admits(audience, roles, role_count, sees_all)) {
            view_add_range(seen, start, audience->doc_end);
            view_add_sums(view, audience, text_count);
            view->doc_count += audience->doc_end - start;
            if (seen->deletions->bits != NULL)
                status = view_subtract_dead(
                    view, seen, start, audience->doc_end, text_count, error);
        }
        start = audience->doc_end;
    }
    return status;
}

suo_status suo_view_make(const suo_snapshot *snapshot, const suo_slice *roles,
                         uint32_t role_count, bool sees_all, suo_view **view,
                         suo_error *error)
{
    *view = NULL;
    suo_view *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_snapshot_retain(snapshot);
    made->snapshot = snapshot;
    made->segments =
        suo_alloc_zero(snapshot->segment_count, sizeof(*made->segments));
    suo_status status = SUO_OK;
    if (made->segments == NULL)
        status = suo_error_no_memory(error);
    else
        made->segment_count = snapshot->segment_count;
    for (uint32_t i = 0; i < made->segment_count && status == SUO_OK; i++)
        status = view_add_segment(made, i, roles, role_count, sees_all, error);
    if (status != SUO_OK) {
        suo_view_free(made);
        return status;
    }
    *view = made;
    return SUO_OK;
}

void suo_view_free(suo_view *view)
{
    if (view == NULL)
        return;
    for (uint32_t i = 0; i < view->segment_count; i++)
        suo_dealloc(view->segments[i].ranges);
    suo_dealloc(view->segments);
    suo_snapshot_release(view->snapshot);
    suo_dealloc(view);
}
