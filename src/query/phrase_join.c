/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_join.c - documents that have all terms, then positions side by side.
 *
 * The rarest term leads, the others follow it to each of its documents;
 * positions are read of documents that all of them have.
 */
#include "query/phrase_join.h"

#include "base/memory.h"

enum {
    STEP = 8,     /* positions looked at together */
    SEEK_COST = 8 /* of a term and document, in postings */
};

/* One term's positions in a field of the document at hand. */
typedef struct join_list {
    suo_position_list list;
    uint32_t offset; /* of its step */
} join_list;

typedef struct joining {
    const suo_view_segment *seen;
    const suo_phrase_term *terms;
    const suo_phrase_scratch *scratch;
    suo_position_walk *walks;
    uint32_t count;
    uint32_t fields;
    suo_occurrences *occurrences;
} joining;

/* Is 'wanted' one of the numbers? Without branches, so many at a time. */
static inline bool step_has(const uint32_t *numbers, uint32_t count,
                            uint32_t wanted)
{
    uint32_t met = 0;
    for (uint32_t i = 0; i < count; i++)
        met |= numbers[i] == wanted;
    return met != 0;
}

/* Keep of 'count' places those where a list has the position of its step. Both
 * ascend. Returns how many are left. */
static uint32_t places_keep(suo_occurrence *places, uint32_t count,
                            const join_list *own)
{
    const suo_position_list list = own->list;
    const uint32_t last = list.sums[list.count - 1] - list.base;
    uint32_t kept = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        /* Positions are at most SUO_TEXT_MAX, offsets below. */
        uint32_t wanted = places[i].unit + own->offset;
        if (wanted > last)
            break;
        while (at + STEP <= list.count &&
               list.sums[at + STEP - 1] - list.base < wanted)
            at += STEP;
        places[kept] = places[i];
        kept +=
            at + STEP <= list.count
                ? step_has(list.sums + at, STEP, wanted + list.base)
                : step_has(list.sums + at, list.count - at, wanted + list.base);
    }
    return kept;
}

/* Append the places of one field, led by the shortest list. */
static suo_status join_lists(joining *j, const join_list *lists,
                             suo_occurrence place, suo_error *error)
{
    suo_occurrences *found = j->occurrences;
    uint32_t lead = 0;
    for (uint32_t i = 1; i < j->count; i++)
        if (lists[i].list.count < lists[lead].list.count)
            lead = i;
    const suo_position_list list = lists[lead].list;
    if (suo_grow(&found->items, &found->cap, found->count + list.count,
                 sizeof(*found->items)) != SUO_OK)
        return suo_error_no_memory(error);
    suo_occurrence *places = found->items + found->count;
    uint32_t count = 0;
    for (uint32_t n = 0; n < list.count; n++) {
        uint32_t position = list.sums[n] - list.base;
        place.unit = position - lists[lead].offset;
        places[count] = place;
        count += position >= lists[lead].offset;
    }
    for (uint32_t i = 0; i < j->count && count > 0; i++)
        if (i != lead)
            count = places_keep(places, count, &lists[i]);
    found->count += count;
    return SUO_OK;
}

/* Append the places in a document that all walks stand at. */
static suo_status join_document(joining *j, uint32_t doc, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t t = 0; j->fields >> t != 0 && status == SUO_OK; t++) {
        join_list lists[SUO_JOIN_MAX];
        uint32_t i = 0;
        for (; (j->fields >> t & 1) && i < j->count && status == SUO_OK; i++) {
            lists[i].offset = j->terms[i].step->offset;
            status =
                suo_position_walk_list(&j->walks[i], t, &lists[i].list, error);
            if (lists[i].list.count == 0)
                break;
        }
        if (status == SUO_OK && i == j->count)
            status = join_lists(j, lists, (suo_occurrence){doc, t, 0}, error);
    }
    return status;
}

/* Go on to the first document from 'doc' on that all terms have. */
static suo_status join_next(joining *j, uint32_t doc, uint32_t *found,
                            suo_error *error)
{
    uint32_t i = 0;
    *found = doc;
    while (i < j->count && *found != SUO_WALK_END) {
        uint32_t wanted = *found;
        if (i == 0 && suo_phrase_ends(j->scratch, j->count * SEEK_COST))
            return j->scratch->watch->status;
        suo_status status =
            suo_position_walk_seek(&j->walks[i], wanted, found, error);
        if (status != SUO_OK)
            return status;
        i = *found == wanted || i == 0 ? i + 1 : 0;
    }
    return SUO_OK;
}

/* The scratch's walks, made when they are first used. */
static suo_position_walk *scratch_walks(suo_phrase_scratch *scratch)
{
    if (scratch->walks == NULL)
        scratch->walks = suo_alloc_zero(SUO_JOIN_MAX, sizeof(*scratch->walks));
    return scratch->walks;
}

static bool join_sees(const joining *j, uint32_t doc)
{
    const uint8_t *visible = j->seen->visible;
    return visible == NULL || (visible[doc / 8] >> (doc % 8) & 1);
}

suo_status suo_phrase_join(const suo_view_segment *seen,
                           const suo_phrase_term *terms, uint32_t count,
                           uint32_t fields, suo_phrase_scratch *scratch,
                           suo_occurrences *occurrences, suo_error *error)
{
    const uint32_t doc_count = seen->segment->doc_count;
    joining j = {.seen = seen,
                 .terms = terms,
                 .scratch = scratch,
                 .walks = scratch_walks(scratch),
                 .count = count,
                 .fields = fields & ((1u << SUO_BLOCK_FIELDS) - 1),
                 .occurrences = occurrences};
    suo_status status = SUO_OK;
    uint32_t doc;
    if (j.walks == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < count && status == SUO_OK; i++)
        status = suo_position_walk_open(&j.walks[i], &terms[i].entry, doc_count,
                                        error);
    if (status != SUO_OK || seen->range_count == 0)
        return status;
    status = join_next(&j, seen->ranges[0].start, &doc, error);
    while (status == SUO_OK && doc != SUO_WALK_END) {
        if (join_sees(&j, doc))
            status = join_document(&j, doc, error);
        if (status == SUO_OK)
            status = join_next(&j, doc + 1, &doc, error);
    }
    return status;
}
