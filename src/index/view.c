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

/* Take one document out of the totals. */
static suo_status view_subtract(suo_view *view, const suo_segment *segment,
                                uint32_t doc, suo_error *error)
{
    uint32_t text_count = view->snapshot->manifest.schema->text_count;
    view->doc_count--;
    for (uint32_t t = 0; t < text_count; t++)
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            suo_length_sum *sum = &view->sums[lane][t];
            uint32_t length = suo_lengths_get(&segment->lengths[t], lane, doc);
            if (length > 0 && (sum->docs == 0 || sum->total < length))
                return suo_error_set(error, SUO_CORRUPT,
                                     "lengths do not add up");
            sum->docs -= length > 0;
            sum->total -= length;
        }
    return SUO_OK;
}

/* Take the dead of one range out of the totals. */
static suo_status view_subtract_dead(suo_view *view,
                                     const suo_view_segment *seen,
                                     uint32_t start, uint32_t end,
                                     suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t doc = start; doc < end && status == SUO_OK; doc++)
        if (suo_deletions_has(seen->deletions, doc))
            status = view_subtract(view, seen->segment, doc, error);
    return status;
}

static void bits_set_range(uint8_t *bits, uint32_t start, uint32_t end)
{
    while (start < end && start % 8 != 0) {
        bits[start / 8] |= (uint8_t)(1u << (start % 8));
        start++;
    }
    if (start < end)
        memset(bits + start / 8, 0xFF, (end - start) / 8);
    for (start += (end - start) / 8 * 8; start < end; start++)
        bits[start / 8] |= (uint8_t)(1u << (start % 8));
}

/* Make the map of what can be seen, unless it is all or nothing. */
static suo_status view_map_visible(suo_view_segment *seen, suo_error *error)
{
    uint32_t doc_count = seen->segment->doc_count;
    const suo_deletions *deletions = seen->deletions;
    bool sees_all = seen->range_count == 1 && seen->ranges[0].start == 0 &&
                    seen->ranges[0].end == doc_count;
    if (seen->range_count == 0 || (sees_all && deletions->dead_count == 0))
        return SUO_OK;
    /* Readers take eight bytes at a time. */
    seen->visible = suo_alloc_zero((size_t)doc_count / 8 + 9, 1);
    if (seen->visible == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < seen->range_count; i++)
        bits_set_range(seen->visible, seen->ranges[i].start,
                       seen->ranges[i].end);
    if (deletions->bits != NULL)
        for (size_t i = 0; i < ((size_t)doc_count + 7) / 8; i++)
            seen->visible[i] &= (uint8_t)~deletions->bits[i];
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
                status = view_subtract_dead(view, seen, start,
                                            audience->doc_end, error);
        }
        start = audience->doc_end;
    }
    if (status == SUO_OK)
        status = view_map_visible(seen, error);
    return status;
}

/* A view of the snapshot that sees nothing yet. */
static suo_view *view_new(const suo_snapshot *snapshot)
{
    suo_view *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return NULL;
    made->segments =
        suo_alloc_zero(snapshot->segment_count, sizeof(*made->segments));
    if (made->segments == NULL) {
        suo_dealloc(made);
        return NULL;
    }
    suo_snapshot_retain(snapshot);
    made->snapshot = snapshot;
    made->segment_count = snapshot->segment_count;
    return made;
}

suo_status suo_view_make(const suo_snapshot *snapshot, const suo_slice *roles,
                         uint32_t role_count, bool sees_all, suo_view **view,
                         suo_error *error)
{
    suo_view *made = view_new(snapshot);
    *view = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < made->segment_count && status == SUO_OK; i++)
        status = view_add_segment(made, i, roles, role_count, sees_all, error);
    if (status != SUO_OK) {
        suo_view_free(made);
        return status;
    }
    *view = made;
    return SUO_OK;
}

/* ---- fewer documents ---- */

/* See a segment as 'seen' does; it is not mapped. */
static suo_status view_copy_segment(suo_view_segment *own,
                                    const suo_view_segment *seen,
                                    suo_error *error)
{
    own->segment = seen->segment;
    own->deletions = &own->hidden;
    own->ranges = suo_alloc(seen->range_count, sizeof(*own->ranges));
    if (own->ranges == NULL)
        return suo_error_no_memory(error);
    if (seen->range_count > 0)
        memcpy(own->ranges, seen->ranges,
               seen->range_count * sizeof(*own->ranges));
    own->range_count = seen->range_count;
    return suo_deletions_copy(&own->hidden, seen->deletions, error);
}

suo_status suo_view_copy(const suo_view *view, suo_view **copy,
                         suo_error *error)
{
    suo_view *made = view_new(view->snapshot);
    *copy = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    made->doc_count = view->doc_count;
    memcpy(made->sums, view->sums, sizeof(made->sums));
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < made->segment_count && status == SUO_OK; i++)
        status =
            view_copy_segment(&made->segments[i], &view->segments[i], error);
    if (status != SUO_OK) {
        suo_view_free(made);
        return status;
    }
    *copy = made;
    return SUO_OK;
}

suo_status suo_view_hide(suo_view *view, suo_place place, suo_error *error)
{
    suo_view_segment *own = &view->segments[place.segment];
    if (suo_deletions_has(&own->hidden, place.doc))
        return SUO_OK;
    suo_status status = suo_deletions_add(&own->hidden, place.doc,
                                          own->segment->doc_count, error);
    return status == SUO_OK
               ? view_subtract(view, own->segment, place.doc, error)
               : status;
}

suo_status suo_view_map(suo_view *view, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++)
        status = view_map_visible(&view->segments[i], error);
    return status;
}

/* ---- at a time ---- */

/* Does a document hold then? */
static bool view_holds(const suo_schema *schema, const suo_segment *segment,
                       uint32_t doc, int64_t time)
{
    uint32_t from = suo_schema_option_field(schema, SUO_OPTION_VALID_FROM);
    uint32_t until = suo_schema_option_field(schema, SUO_OPTION_VALID_UNTIL);
    int64_t value;
    if (from != SUO_NO_FIELD &&
        suo_numbers_get(&segment->columns[from].numbers, doc, &value) &&
        value > time)
        return false;
    return until == SUO_NO_FIELD ||
           !suo_numbers_get(&segment->columns[until].numbers, doc, &value) ||
           value > time;
}

/* Hide the documents of a segment that do not hold. */
static suo_status view_restrict(suo_view *view, uint32_t number, int64_t time,
                                suo_error *error)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    const suo_view_segment *own = &view->segments[number];
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < own->range_count; i++)
        for (uint32_t doc = own->ranges[i].start;
             doc < own->ranges[i].end && status == SUO_OK; doc++)
            if (!view_holds(schema, own->segment, doc, time))
                status = suo_view_hide(view, (suo_place){number, doc}, error);
    return status;
}

suo_status suo_view_make_at(const suo_view *view, int64_t time, suo_view **at,
                            suo_error *error)
{
    suo_view *made;
    *at = NULL;
    if (view->feedback != NULL)
        return suo_error_set(error, SUO_INVALID,
                             "feedback comes last: the view has it already");
    suo_status status = suo_view_copy(view, &made, error);
    for (uint32_t i = 0; status == SUO_OK && i < made->segment_count; i++)
        status = view_restrict(made, i, time, error);
    if (status == SUO_OK)
        status = suo_view_map(made, error);
    if (status != SUO_OK) {
        suo_view_free(made);
        return status;
    }
    *at = made;
    return SUO_OK;
}

/* ---- documents ---- */

suo_status suo_view_find_key(const suo_view *view, suo_slice key,
                             suo_place *place, suo_error *error)
{
    for (uint32_t i = 0; i < view->segment_count; i++) {
        const suo_view_segment *seen = &view->segments[i];
        bool is_found;
        if (seen->range_count == 0)
            continue;
        suo_status status =
            suo_segment_find_key(seen->segment, key, seen->deletions->bits,
                                 &place->doc, &is_found, error);
        if (status != SUO_OK)
            return status;
        place->segment = i;
        if (is_found &&
            (seen->visible == NULL ||
             (seen->visible[place->doc / 8] >> (place->doc % 8) & 1)))
            return SUO_OK;
    }
    return suo_error_set(error, SUO_NOT_FOUND,
                         "the view sees no document with this key");
}

void suo_view_free(suo_view *view)
{
    if (view == NULL)
        return;
    suo_attachment_release(&view->attachment);
    suo_attachment_release(&view->pins);
    suo_dealloc(view->ratings);
    suo_dealloc(view->superseded);
    suo_feedback_release(view->feedback);
    for (uint32_t i = 0; i < view->segment_count; i++) {
        suo_dealloc(view->segments[i].ranges);
        suo_dealloc(view->segments[i].visible);
        suo_deletions_clear(&view->segments[i].hidden);
    }
    suo_dealloc(view->segments);
    suo_snapshot_release(view->snapshot);
    suo_dealloc(view);
}
