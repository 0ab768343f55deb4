/* SPDX-License-Identifier: Apache-2.0 */
/*
 * telling.c - look the terms of a question up in its hits, once they are known.
 *
 * A few documents are looked up in each list, in their order. What there is to
 * have is what SUO_MATCH_ALL wants, each weighed by its rarity in the view
 * (plan.c), so that neither filters nor other hits change what is told.
 */
#include "query/telling.h"

#include <stdlib.h>

/* From here on a hit has most of the information. */
static const double MOST_SHARE = 0.5;

void suo_telling_clear(suo_telling *telling)
{
    suo_dealloc(telling->terms);
    suo_dealloc(telling->met);
    suo_dealloc(telling->shares);
    *telling = (suo_telling){0};
}

/* A hit, to be put in the order of documents. */
typedef struct told_hit {
    uint32_t segment;
    uint32_t doc;
    uint32_t hit;
} told_hit;

static int told_compare(const void *a, const void *b)
{
    const told_hit *x = a;
    const told_hit *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

static suo_status telling_reserve(suo_telling *telling, const suo_plan *plan,
                                  uint32_t hit_count)
{
    telling->terms = suo_alloc(plan->term_count, sizeof(*telling->terms));
    if (telling->terms == NULL)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < plan->term_count; i++)
        if (plan->terms[i].information > 0)
            telling->terms[telling->term_count++] = i;
    telling->words = telling->term_count / 64 + 1;
    telling->met = suo_alloc_zero((size_t)hit_count * telling->words,
                                  sizeof(*telling->met));
    telling->shares = suo_alloc_zero(hit_count, sizeof(*telling->shares));
    return telling->met != NULL && telling->shares != NULL ? SUO_OK
                                                           : SUO_NO_MEMORY;
}

static void plan_open_source(suo_plan *plan, const suo_source *source,
                             suo_error *error)
{
    const suo_match_place *places = suo_plan_places(plan, source);
    suo_plan_begin_walk(plan, &plan->walk,
                        &plan->view->segments[source->segment], error);
    plan->walk.visible = NULL; /* hits are seen */
    if (source->kind == SUO_CURSOR_PLACES)
        suo_cursor_open_places(&plan->cursors[0], &plan->walk, source->lane,
                               places, places + source->place_count);
    else
        suo_cursor_open_list(&plan->cursors[0], &plan->walk, source->lane,
                             &source->entry, source->fields);
}

/* Mark the hits that have term number 'term' as having number 'number' of the
 * telling. */
static suo_status telling_look_up(suo_telling *telling, suo_plan *plan,
                                  uint32_t number, uint32_t term,
                                  const told_hit *hits, uint32_t count,
                                  suo_error *error)
{
    const suo_planned_term *planned = &plan->terms[term];
    uint32_t at = 0;
    for (size_t i = 0; i < planned->source_count; i++) {
        const suo_source *source = &plan->sources[planned->first_source + i];
        while (at < count && hits[at].segment < source->segment)
            at++;
        if (at == count || hits[at].segment > source->segment)
            continue;
        plan_open_source(plan, source, error);
        for (; at < count && hits[at].segment == source->segment; at++) {
            uint64_t *met =
                telling->met + (size_t)hits[at].hit * telling->words;
            if (suo_cursor_seek(&plan->cursors[0], hits[at].doc) ==
                hits[at].doc)
                met[number / 64] |= UINT64_C(1) << (number % 64);
        }
        if (plan->walk.status != SUO_OK)
            return plan->walk.status;
    }
    return SUO_OK;
}

/* Look a term up, and what stands for it. */
static suo_status telling_find(suo_telling *telling, suo_plan *plan,
                               uint32_t number, const told_hit *hits,
                               uint32_t count, suo_error *error)
{
    const suo_asked_term *terms = plan->question->terms;
    uint32_t own = telling->terms[number];
    uint32_t first = terms[own].proof != SUO_NO_TERM ? terms[own].proof : own;
    suo_status status =
        telling_look_up(telling, plan, number, first, hits, count, error);
    for (uint32_t cover = terms[own].cover;
         cover != SUO_NO_TERM && status == SUO_OK; cover = terms[cover].cover)
        status =
            telling_look_up(telling, plan, number, cover, hits, count, error);
    return status;
}

/* Mark the hits that have something of the question as it was typed, behind
 * what they have of its terms. */
static suo_status telling_find_typed(suo_telling *telling, suo_plan *plan,
                                     suo_status status, const told_hit *hits,
                                     uint32_t count, suo_error *error)
{
    telling->has_corrected = true;
    for (uint32_t i = 0; i < plan->term_count && status == SUO_OK; i++)
        if (plan->terms[i].weight > 0 &&
            !plan->question->terms[i].is_corrected &&
            plan->question->terms[i].kind != SUO_ASKED_FORM)
            status = telling_look_up(telling, plan, telling->term_count, i,
                                     hits, count, error);
    return status;
}

/* Add up what each hit has; always in one order, so that all is all. */
static suo_status telling_add_up(suo_telling *telling, const suo_plan *plan,
                                 uint32_t hit_count)
{
    for (uint32_t hit = 0; hit < hit_count; hit++) {
        double sum = 0;
        if (suo_watch_ends(plan->watch, 1 + telling->term_count))
            return plan->watch->status;
        for (uint32_t i = 0; i < telling->term_count; i++)
            if (suo_telling_has(telling, hit, i))
                sum += plan->terms[telling->terms[i]].information;
        if (plan->information > 0)
            telling->shares[hit] = sum / plan->information;
    }
    return SUO_OK;
}

suo_status suo_telling_make(suo_telling *telling, suo_plan *plan,
                            const suo_topk *best, suo_error *error)
{
    const uint32_t count = best->count;
    told_hit *hits = suo_alloc(count, sizeof(*hits));
    if (hits == NULL || telling_reserve(telling, plan, count) != SUO_OK) {
        suo_dealloc(hits);
        return suo_error_no_memory(error);
    }
    for (uint32_t i = 0; i < count; i++)
        hits[i] = (told_hit){best->items[i].segment, best->items[i].doc, i};
    if (count > 0)
        qsort(hits, count, sizeof(*hits), told_compare);
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < telling->term_count && status == SUO_OK; i++)
        status = telling_find(telling, plan, i, hits, count, error);
    if (plan->has_corrected)
        status = telling_find_typed(telling, plan, status, hits, count, error);
    if (status == SUO_OK)
        status = telling_add_up(telling, plan, count);
    suo_dealloc(hits);
    return status;
}

suo_tier suo_telling_tier(const suo_telling *telling, uint32_t hit)
{
    bool has_all = telling->term_count > 0;
    if (telling->has_corrected &&
        !suo_telling_has(telling, hit, telling->term_count))
        return SUO_TIER_CORRECTED;
    for (uint32_t i = 0; i < telling->term_count; i++)
        has_all &= suo_telling_has(telling, hit, i);
    if (has_all)
        return SUO_TIER_ALL;
    if (telling->shares[hit] >= MOST_SHARE)
        return SUO_TIER_MOST;
    return telling->shares[hit] > 0 ? SUO_TIER_ANY : SUO_TIER_REST;
}
