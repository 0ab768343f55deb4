/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluation.c - open the cursors of a segment, bound its windows, run.
 *
 * A segment is walked once for the best documents and, if a total is wanted
 * that its document frequencies do not tell, once more to count them: counting
 * needs neither frequencies nor scores, and the best need not see them all.
 */
#include "query/evaluation.h"

void suo_evaluation_clear(suo_evaluation *e)
{
    suo_dealloc(e->cursors);
    suo_dealloc(e->list);
    suo_dealloc(e->cursor_of);
    suo_dealloc(e->clauses);
    suo_dealloc(e->clause_cursors);
    suo_dealloc(e->order);
    suo_dealloc(e->rest);
}

/* ---- opening a segment ---- */

/* The source of a term in the segment at hand; NULL: it is not in it. */
static const suo_source *evaluation_source(const suo_evaluation *e,
                                           const suo_planned_term *planned)
{
    const suo_source *sources = e->plan->sources + planned->first_source;
    size_t low = 0;
    size_t high = planned->source_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sources[middle].segment < e->segment)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found =
        low < planned->source_count && sources[low].segment == e->segment;
    return is_found ? &sources[low] : NULL;
}

/* What no part of a score of the cursor is above. */
static void cursor_bound(suo_cursor *cursor, const suo_source *source,
                         bool prunes)
{
    const suo_walk *walk = cursor->walk;
    double most = walk->lanes[cursor->lane].k1 + 1;
    /* A little more, so that rounding takes nothing away. */
    cursor->bound =
        cursor->weight * most * (1 + 1e-9) + SUO_BOUND_MOST * walk->grid.least;
    cursor->step = cursor->bound / SUO_BOUND_MOST;
    cursor->bounds = source->stats != NULL ? source->stats->spans : NULL;
    if (cursor->bounds != NULL || !prunes)
        return;
    suo_cursor_seek(cursor, 0);
    if (!cursor->is_last)
        return;
    cursor->bound = 0;
    if (cursor->count == 0) /* it is empty, or damaged */
        return;
    /* A short list: score it now. */
    const double *parts = suo_cursor_score_part(cursor, 0, cursor->count);
    for (uint32_t i = 0; i < cursor->count; i++)
        if (parts[i] > cursor->bound)
            cursor->bound = parts[i];
}

/* Open the cursors of a source; there is room. */
static suo_cursor *evaluation_open_source(suo_evaluation *e,
                                          const suo_source *source,
                                          suo_cursor **free)
{
    const suo_plan *plan = e->plan;
    suo_cursor *cursor = (*free)++;
    suo_cursor *less[SUO_LESS_MAX];
    if (source->kind == SUO_CURSOR_PLACES) {
        const suo_match_place *places = plan->places + source->first_place;
        suo_cursor_open_places(cursor, &e->walk, source->lane, places,
                               places + source->place_count);
        return cursor;
    }
    suo_cursor_open_list(cursor, &e->walk, source->lane, &source->entry,
                         source->fields);
    if (source->kind == SUO_CURSOR_LIST)
        return cursor;
    for (uint32_t i = 0; i < source->less_count; i++) {
        less[i] = (*free)++;
        suo_cursor_open_list(less[i], &e->walk, source->lane,
                             &plan->less[source->first_less + i],
                             source->fields);
    }
    suo_cursor *rest = (*free)++;
    suo_cursor_open_rest(rest, cursor, less, source->less_count);
    return rest;
}

/* Room for all cursors of one segment, and what goes with them. */
static suo_status evaluation_reserve(suo_evaluation *e)
{
    const suo_plan *plan = e->plan;
    size_t count = plan->term_count;
    size_t cursors = 0;
    for (size_t i = 0; i < count; i++) {
        const suo_planned_term *planned = &plan->terms[i];
        if (planned->source_count > 0)
            cursors +=
                plan->sources[planned->first_source].kind == SUO_CURSOR_REST
                    ? SUO_LESS_MAX + 2
                    : 1;
    }
    bool has_room =
        suo_grow(&e->cursors, &e->cursor_cap, cursors, sizeof(*e->cursors)) ==
            SUO_OK &&
        suo_grow(&e->list, &e->list_cap, count, sizeof(*e->list)) == SUO_OK &&
        suo_grow(&e->cursor_of, &e->cursor_of_cap, count,
                 sizeof(*e->cursor_of)) == SUO_OK &&
        suo_grow(&e->order, &e->order_cap, count, sizeof(*e->order)) ==
            SUO_OK &&
        suo_grow(&e->rest, &e->rest_cap, count + 1, sizeof(*e->rest)) == SUO_OK;
    return has_room ? SUO_OK : SUO_NO_MEMORY;
}

/* Open the cursors of the terms that score, or of the others. */
static void evaluation_open_terms(suo_evaluation *e, bool scored,
                                  suo_cursor **free)
{
    const suo_plan *plan = e->plan;
    for (size_t i = 0; i < plan->term_count; i++) {
        const suo_planned_term *planned = &plan->terms[i];
        if ((planned->weight > 0) != scored)
            continue;
        const suo_source *source = evaluation_source(e, planned);
        e->cursor_of[i] = NULL;
        if (source == NULL)
            continue;
        suo_cursor *cursor = evaluation_open_source(e, source, free);
        suo_cursor_weigh(cursor, planned->weight);
        if (scored) {
            cursor_bound(cursor, source, e->prunes);
            e->doc_freq += source->doc_freq;
        }
        e->cursor_of[i] = cursor;
        e->order[e->list_count] = cursor;
        e->list[e->list_count++] = cursor;
    }
}

/* Open what the plan has in the segment at hand, from its beginning. */
static void evaluation_open(suo_evaluation *e)
{
    suo_cursor *free = e->cursors;
    e->list_count = 0;
    e->doc_freq = 0;
    evaluation_open_terms(e, true, &free);
    e->scored_count = e->list_count;
    evaluation_open_terms(e, false, &free);
}

/* ---- what hits must have ---- */

static suo_status clause_add(suo_evaluation *e, uint32_t term)
{
    const suo_source *source = evaluation_source(e, &e->plan->terms[term]);
    if (source == NULL)
        return SUO_OK;
    if (suo_grow(&e->clause_cursors, &e->clause_cursor_cap,
                 e->clause_cursor_count + 1,
                 sizeof(*e->clause_cursors)) != SUO_OK)
        return SUO_NO_MEMORY;
    e->clause_cursors[e->clause_cursor_count++] = e->cursor_of[term];
    e->clauses[e->clause_count].count++;
    e->clauses[e->clause_count].doc_freq += source->doc_freq;
    return SUO_OK;
}

/* Put the rarest clause first. */
static void clauses_sort(suo_clause *clauses, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        suo_clause own = clauses[i];
        uint32_t at = i;
        for (; at > 0 && clauses[at - 1].doc_freq > own.doc_freq; at--)
            clauses[at] = clauses[at - 1];
        clauses[at] = own;
    }
}

/* Make the clauses of the segment. '*is_possible' is false where one has no
 * document. */
static suo_status evaluation_open_clauses(suo_evaluation *e, bool *is_possible)
{
    const suo_question *question = e->plan->question;
    suo_status status = SUO_OK;
    e->clause_count = 0;
    e->clause_cursor_count = 0;
    *is_possible = true;
    for (uint32_t i = 0; i < question->count && status == SUO_OK; i++) {
        const suo_asked_term *term = &question->terms[i];
        if (!suo_plan_needs(e->plan, term))
            continue;
        if (suo_grow(&e->clauses, &e->clause_cap, e->clause_count + 1,
                     sizeof(*e->clauses)) != SUO_OK)
            return SUO_NO_MEMORY;
        suo_clause *clause = &e->clauses[e->clause_count];
        *clause = (suo_clause){.first = e->clause_cursor_count};
        status = clause_add(e, term->proof != SUO_NO_TERM ? term->proof : i);
        for (uint32_t cover = term->cover;
             cover != SUO_NO_TERM && status == SUO_OK;
             cover = question->terms[cover].cover)
            status = clause_add(e, cover);
        *is_possible &= clause->count > 0;
        e->clause_count++;
    }
    clauses_sort(e->clauses, e->clause_count);
    return status;
}

/* ---- bounds ---- */

/* Add the bound of a cursor without bounds by span to those it has a document
 * in. */
static void cursor_add_bound(suo_cursor *cursor, uint32_t span,
                             double sums[SUO_WINDOW_SPANS])
{
    const uint32_t end = (span + SUO_WINDOW_SPANS) << SUO_SPAN_SHIFT;
    suo_cursor_seek(cursor, span << SUO_SPAN_SHIFT);
    uint32_t next = 0; /* the first span not yet looked at */
    for (uint32_t i = cursor->at; i < cursor->count && cursor->docs[i] < end;
         i++) {
        uint32_t own = (cursor->docs[i] >> SUO_SPAN_SHIFT) - span;
        if (own < next)
            continue;
        sums[own] += cursor->bound;
        next = own + 1;
    }
    /* Documents that are not yet at hand may be in any later span. */
    if (cursor->is_last || cursor->next_start >= end)
        return;
    for (; next < SUO_WINDOW_SPANS; next++)
        sums[next] += cursor->bound;
}

void suo_evaluation_bound_spans(suo_evaluation *e, uint32_t span,
                                double sums[SUO_WINDOW_SPANS])
{
    for (uint32_t i = 0; i < SUO_WINDOW_SPANS; i++)
        sums[i] = 0;
    for (uint32_t c = 0; c < e->scored_count; c++) {
        suo_cursor *cursor = e->list[c];
        if (cursor->bounds == NULL) {
            cursor_add_bound(cursor, span, sums);
            continue;
        }
        for (uint32_t i = 0; i < SUO_WINDOW_SPANS; i++)
            sums[i] += cursor->step * cursor->bounds[span + i];
    }
}

/* What no part of a score of the cursor is above in a window. */
static double cursor_window_bound(suo_cursor *cursor, uint32_t start,
                                  uint32_t end)
{
    uint16_t most = 0;
    if (cursor->bounds == NULL)
        return suo_cursor_seek(cursor, start) < end ? cursor->bound : 0;
    for (uint32_t span = start >> SUO_SPAN_SHIFT;
         span <= (end - 1) >> SUO_SPAN_SHIFT; span++)
        if (cursor->bounds[span] > most)
            most = cursor->bounds[span];
    return cursor->step * most;
}

uint32_t suo_evaluation_bound_window(suo_evaluation *e, uint32_t start,
                                     uint32_t end)
{
    uint32_t count = e->scored_count;
    for (uint32_t i = 0; i < count; i++)
        e->list[i]->window_bound = cursor_window_bound(e->list[i], start, end);
    /* Nearly in order from the window before. */
    for (uint32_t i = 1; i < count; i++) {
        suo_cursor *own = e->order[i];
        uint32_t at = i;
        for (; at > 0 && e->order[at - 1]->window_bound < own->window_bound;
             at--)
            e->order[at] = e->order[at - 1];
        e->order[at] = own;
    }
    e->rest[count] = 0;
    for (uint32_t i = count; i-- > 0;)
        e->rest[i] = e->rest[i + 1] + e->order[i]->window_bound;
    uint32_t needed = 0;
    while (needed < count && e->rest[needed] > 0 &&
           suo_evaluation_wants(e, e->rest[needed]))
        needed++;
    return needed;
}

uint32_t suo_evaluation_skip(suo_evaluation *e, uint32_t doc)
{
    uint32_t next = SUO_NO_DOC;
    for (uint32_t i = 0; i < e->scored_count; i++) {
        if (e->list[i]->bounds != NULL)
            return doc;
        uint32_t own = suo_cursor_seek(e->list[i], doc);
        next = own < next ? own : next;
    }
    return next;
}

/* Has the span been looked at by evaluation_run_best? */
static bool evaluation_is_done(const suo_evaluation *e, uint32_t span)
{
    for (uint32_t i = 0; i < e->best_count; i++)
        if (e->best_spans[i].span == span)
            return true;
    return false;
}

/* Keep a span if its bound is among the highest. */
static void best_spans_offer(suo_evaluation *e, uint32_t span, double bound)
{
    uint32_t at = e->best_count;
    if (at == SUO_BEST_SPANS && e->best_spans[at - 1].bound >= bound)
        return;
    if (at < SUO_BEST_SPANS)
        e->best_count++;
    else
        at--;
    for (; at > 0 && e->best_spans[at - 1].bound < bound; at--)
        e->best_spans[at] = e->best_spans[at - 1];
    e->best_spans[at] = (suo_best_span){span, bound};
}

/*
 * Look at the most promising spans first: what they give lets most others be
 * passed over. They are found by bounds alone, which only long lists have.
 */
static void evaluation_run_best(suo_evaluation *e, suo_window_run *run)
{
    const uint32_t doc_count = e->walk.seen->segment->doc_count;
    double sums[SUO_WINDOW_SPANS];
    e->best_count = 0;
    if (!e->prunes || doc_count < SUO_BEST_DOCS_MIN)
        return;
    for (uint32_t i = 0; i < e->scored_count; i++)
        if (e->list[i]->bounds == NULL)
            return;
    for (uint32_t span = 0; span << SUO_SPAN_SHIFT < doc_count;
         span += SUO_WINDOW_SPANS) {
        suo_evaluation_bound_spans(e, span, sums);
        for (uint32_t i = 0; i < SUO_WINDOW_SPANS; i++)
            best_spans_offer(e, span + i, sums[i]);
    }
    for (uint32_t i = 0; i < e->best_count && e->walk.status == SUO_OK; i++) {
        uint32_t start = e->best_spans[i].span << SUO_SPAN_SHIFT;
        if (e->best_spans[i].bound == 0 ||
            !suo_evaluation_wants(e, e->best_spans[i].bound))
            continue;
        for (uint32_t c = 0; c < e->list_count; c++)
            suo_cursor_rewind(e->list[c]);
        run(e, start, start + SUO_SPAN_DOCS);
    }
    for (uint32_t c = 0; c < e->list_count; c++)
        suo_cursor_rewind(e->list[c]);
}

void suo_evaluation_each_window(suo_evaluation *e, suo_window_run *run)
{
    const uint32_t doc_count = e->walk.seen->segment->doc_count;
    double sums[SUO_WINDOW_SPANS];
    uint32_t start = 0;
    evaluation_run_best(e, run);
    while ((start = suo_evaluation_skip(e, start)) < doc_count &&
           e->walk.status == SUO_OK) {
        uint32_t span = start / SUO_WINDOW_DOCS * SUO_WINDOW_SPANS;
        suo_evaluation_bound_spans(e, span, sums);
        for (uint32_t i = 0; i < SUO_WINDOW_SPANS;) {
            uint32_t first = i;
            while (i < SUO_WINDOW_SPANS && sums[i] > 0 &&
                   suo_evaluation_wants(e, sums[i]) &&
                   !evaluation_is_done(e, span + i))
                i++;
            if (i > first)
                run(e, (span + first) << SUO_SPAN_SHIFT,
                    (span + i) << SUO_SPAN_SHIFT);
            else
                i++;
        }
        start = (span + SUO_WINDOW_SPANS) << SUO_SPAN_SHIFT;
    }
}

/* ---- running ---- */

void suo_evaluation_offer(suo_evaluation *e, uint32_t doc, double score)
{
    const suo_segment *segment = e->walk.seen->segment;
    if (score <= 0 || !suo_segment_filters_pass(&e->filters, doc))
        return;
    e->offered++;
    if (!suo_topk_wants(e->best, score))
        return;
    uint64_t sequence = suo_sequences_get(&segment->sequences, doc);
    suo_topk_offer(e->best, (suo_scored){score, sequence, e->segment, doc});
    if (e->prunes && e->best->count == e->best->k)
        e->threshold = e->best->items[0].score;
}

/* Count the hits of the segment without scoring. */
static void evaluation_count(suo_evaluation *e)
{
    bool is_known =
        e->clause_count == 0 && e->scored_count <= 1 && e->filters.count == 0;
    if (is_known)
        e->total += e->doc_freq;
    else if (e->clause_count == 0)
        suo_disjunction_count(e);
    else
        suo_conjunction_count(e);
}

/* Find the best documents of the segment. */
static void evaluation_find_best(suo_evaluation *e)
{
    e->offered = 0;
    e->threshold = -1;
    if (e->prunes && e->best->count == e->best->k)
        e->threshold = e->best->items[0].score;
    if (e->clause_count == 0)
        suo_disjunction_run(e);
    else
        suo_conjunction_run(e);
}

/* Count and find the best, from open cursors. */
static suo_status evaluation_look(suo_evaluation *e, suo_error *error)
{
    const suo_total wanted = e->plan->request->total;
    bool is_possible;
    /* What is few is found and counted at once. */
    if (wanted == SUO_TOTAL_EXACT && e->doc_freq <= SUO_WINDOW_DOCS)
        e->prunes = false;
    if (wanted == SUO_TOTAL_ONLY || (wanted == SUO_TOTAL_EXACT && e->prunes))
        evaluation_count(e);
    if (wanted == SUO_TOTAL_ONLY)
        return e->walk.status;
    if (wanted == SUO_TOTAL_EXACT && e->prunes) {
        evaluation_open(e);
        if (evaluation_open_clauses(e, &is_possible) != SUO_OK)
            return suo_error_no_memory(error);
    }
    evaluation_find_best(e);
    if (wanted == SUO_TOTAL_EXACT && !e->prunes)
        e->total += e->offered;
    return e->walk.status;
}

static suo_status evaluation_run_segment(suo_evaluation *e, suo_error *error)
{
    const suo_search_request *request = e->plan->request;
    bool is_possible;
    e->prunes = !request->is_exhaustive && request->total != SUO_TOTAL_ONLY;
    suo_plan_begin_walk(e->plan, &e->walk, e->walk.seen, error);
    /* Asked of candidates, which are fewer than postings. */
    e->walk.visible = NULL;
    evaluation_open(e);
    if (e->scored_count == 0 || e->walk.status != SUO_OK)
        return e->walk.status;
    suo_status status = suo_segment_filters_open(&e->filters, request->filters,
                                                 request->filter_count,
                                                 e->walk.seen->segment, error);
    if (status == SUO_OK && evaluation_open_clauses(e, &is_possible) != SUO_OK)
        status = suo_error_no_memory(error);
    if (status != SUO_OK || !is_possible || e->filters.passes_none)
        return status;
    status = evaluation_look(e, error);
    return status == SUO_OK ? suo_segment_filters_status(&e->filters, error)
                            : status;
}

suo_status suo_evaluation_run(suo_evaluation *e, suo_plan *plan, suo_topk *best,
                              suo_error *error)
{
    const suo_view *view = plan->view;
    suo_status status = SUO_OK;
    double sum = 0;
    e->plan = plan;
    e->best = best;
    e->total = 0;
    if (!plan->has_scored)
        return SUO_OK;
    for (size_t i = 0; i < plan->term_count; i++)
        sum +=
            plan->terms[i].weight * (plan->lanes[plan->terms[i].lane].k1 + 1);
    e->walk.grid = suo_grid_make(sum);
    if (evaluation_reserve(e) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++) {
        e->segment = i;
        e->walk.seen = &view->segments[i];
        status = evaluation_run_segment(e, error);
    }
    /* How many were looked at tells of documents that nobody may see. */
    if (plan->request->total == SUO_TOTAL_NONE)
        e->total = best->count;
    suo_topk_sort(best);
    return status;
}
