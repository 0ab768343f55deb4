/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gather.c - find the documents of a term that is no single list.
 *
 * A phrase counts as one word, wherever any of its rows stands: their places
 * are united before they are counted. In a segment whose texts were cut when a
 * word of the user was known, its own term stands for its row. What begins
 * words is found elsewhere (starts.c).
 */
#include "query/plan.h"

#include <stdlib.h>

/* Append the documents of a list. */
static suo_status gather_list(suo_plan *plan, const suo_asked_row *row,
                              const suo_term_entry *entry, suo_error *error)
{
    suo_cursor *cursor = &plan->cursors[0];
    suo_cursor_open_list(cursor, &plan->walk, entry->lane, entry,
                         row->fields & plan->request->fields);
    while (suo_cursor_seek(cursor, cursor->next_start) != SUO_NO_DOC) {
        suo_cursor_need_freqs(cursor);
        plan->work += cursor->count;
        if (suo_grow(&plan->places, &plan->place_cap,
                     plan->place_count + cursor->count,
                     sizeof(*plan->places)) != SUO_OK)
            return suo_error_no_memory(error);
        for (uint32_t i = 0; i < cursor->count; i++)
            plan->places[plan->place_count++] =
                (suo_match_place){cursor->docs[i], cursor->freqs[i]};
    }
    return plan->walk.status;
}

static suo_status gather_term(suo_plan *plan, uint32_t segment,
                              const suo_asked_row *row, suo_error *error)
{
    suo_term_entry entry;
    bool found;
    suo_status status = suo_dictionary_find(
        &plan->view->segments[segment].segment->dictionary, row->bytes.bytes,
        row->bytes.len, &entry, &found, error);
    if (status == SUO_OK && found)
        status = gather_list(plan, row, &entry, error);
    return status;
}

static int place_compare(const void *a, const void *b)
{
    const suo_match_place *x = a;
    const suo_match_place *y = b;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    return (x->freq > y->freq) - (x->freq < y->freq);
}

/* Join the places of one document, from number 'start' on. */
static void places_join(suo_plan *plan, size_t start)
{
    size_t count = plan->place_count - start;
    size_t kept = 0;
    if (count == 0)
        return;
    suo_match_place *places = plan->places + start;
    qsort(places, count, sizeof(*places), place_compare);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && places[kept - 1].doc == places[i].doc)
            places[kept - 1].freq += places[i].freq;
        else
            places[kept++] = places[i];
    }
    plan->place_count = start + kept;
}

suo_slice suo_plan_row_term(const suo_plan *plan, uint32_t segment,
                            const suo_asked_term *term,
                            const suo_asked_row *row)
{
    const suo_phrase_step *step = &plan->question->steps[row->first_step];
    if (term->kind != SUO_ASKED_PHRASE)
        return row->bytes;
    if (row->bytes.len > 0 &&
        plan->view->segments[segment].segment->generation >= row->since)
        return row->bytes;
    return row->step_count == 1 && !step->is_prefix ? step->bytes
                                                    : (suo_slice){0};
}

/* Append where one row of a phrase stands. */
static suo_status gather_row(suo_plan *plan, uint32_t segment,
                             const suo_asked_term *term,
                             const suo_asked_row *row, suo_error *error)
{
    const suo_view_segment *seen = &plan->view->segments[segment];
    suo_phrase_step step = {.bytes =
                                suo_plan_row_term(plan, segment, term, row)};
    suo_phrase phrase = suo_question_phrase(plan->question, row);
    if (step.bytes.len > 0)
        phrase = (suo_phrase){&step, 1, 0};
    return suo_phrase_find(seen, &phrase, row->fields & plan->request->fields,
                           &plan->phrases, &plan->occurrences, error);
}

/* Append the documents where any row of a phrase stands. */
static suo_status gather_phrase(suo_plan *plan, uint32_t segment,
                                const suo_asked_term *term, suo_error *error)
{
    const double *weights = plan->lanes[SUO_LANE_WORD].weight;
    suo_occurrences *found = &plan->occurrences;
    suo_status status = SUO_OK;
    uint32_t last = UINT32_MAX;
    found->count = 0;
    for (uint32_t i = 0; i < term->row_count && status == SUO_OK; i++)
        status = gather_row(plan, segment, term,
                            &plan->question->rows[term->first_row + i], error);
    if (status != SUO_OK)
        return status;
    suo_occurrences_unite(found, 0);
    if (suo_grow(&plan->places, &plan->place_cap,
                 plan->place_count + found->count,
                 sizeof(*plan->places)) != SUO_OK)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < found->count; i++) {
        const suo_occurrence *place = &found->items[i];
        if (place->doc != last) {
            plan->places[plan->place_count++] =
                (suo_match_place){place->doc, 0};
            plan->work++;
        }
        plan->places[plan->place_count - 1].freq += weights[place->field];
        last = place->doc;
    }
    return SUO_OK;
}

suo_status suo_plan_gather(suo_plan *plan, uint32_t segment,
                           const suo_asked_term *term, suo_error *error)
{
    size_t start = plan->place_count;
    suo_status status = SUO_OK;
    if (term->kind == SUO_ASKED_PHRASE)
        return gather_phrase(plan, segment, term, error);
    for (uint32_t r = 0; r < term->row_count && status == SUO_OK; r++)
        status = gather_term(plan, segment,
                             &plan->question->rows[term->first_row + r], error);
    if (status == SUO_OK)
        places_join(plan, start);
    return status;
}
