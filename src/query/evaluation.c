/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluation.c - open the cursors of a segment, look for the best, count.
 *
 * Counting, where a total is wanted that document frequencies do not tell, is
 * apart: it needs no scores, and the best need not see all that match. It comes
 * last: who has no time for all of it gets hits rather than their number. Of the
 * segment's spans the most promising ones are looked at first, so that what
 * they give lets most others be passed over.
 */
#include "query/evaluation.h"

#include "query/phrase_cursor.h"

enum { LIST_COST = 4 /* of bounds of a list in a span, in postings */ };

void suo_evaluation_clear(suo_evaluation *e)
{
    for (size_t i = 0; i < e->run_cap; i++)
        suo_phrase_run_clear(&e->runs[i]);
    suo_dealloc(e->runs);
    suo_dealloc(e->cursors);
    suo_dealloc(e->list);
    suo_dealloc(e->cursor_of);
    suo_dealloc(e->clauses);
    suo_dealloc(e->clause_cursors);
    suo_dealloc(e->spans);
    suo_facets_clear(&e->facets);
    suo_ranking_clear(&e->ranking);
    suo_gate_clear(&e->gate);
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

/* What no part of a score of the cursor is above: by a unit of its impacts if
 * they were learnt. */
static void cursor_bound(suo_cursor *cursor, const suo_source *source,
                         bool prunes)
{
    const suo_walk *walk = cursor->walk;
    double most = walk->lanes[cursor->lane].k1 + 1;
    if (prunes && source->impacts != NULL) {
        cursor->impacts = source->impacts;
        cursor->bound = cursor->weight;
        return;
    }
    /* A little more, so that rounding takes nothing away. */
    cursor->bound = cursor->weight * most * (1 + 1e-9) + walk->grid.least;
}

/* Open the cursor of a term that is no rest; there is room. */
static suo_cursor *evaluation_open_source(suo_evaluation *e,
                                          const suo_source *source,
                                          suo_cursor **free)
{
    suo_cursor *cursor = (*free)++;
    if (source->kind == SUO_CURSOR_PLACES) {
        const suo_match_place *places = suo_plan_places(e->plan, source);
        suo_cursor_open_places(cursor, &e->walk, source->lane, places,
                               places + source->place_count);
    } else if (source->kind == SUO_CURSOR_PHRASE)
        suo_cursor_open_phrase(cursor, &e->walk, source->lane,
                               &e->runs[e->run_count++], &source->phrase,
                               e->plan->row_terms + source->first_row_term,
                               source->fields);
    else
        suo_cursor_open_list(cursor, &e->walk, source->lane, &source->entry,
                             source->fields);
    return cursor;
}

/* Open the cursor of what is left of a word, which it shares. */
static suo_cursor *evaluation_open_rest(suo_evaluation *e,
                                        const suo_source *source,
                                        suo_cursor *word, suo_cursor **free)
{
    suo_cursor *less[SUO_LESS_MAX];
    for (uint32_t i = 0; i < source->less_count; i++) {
        less[i] = (*free)++;
        suo_cursor_open_list(less[i], &e->walk, source->lane,
                             &e->plan->less[source->first_less + i],
                             source->fields);
    }
    suo_cursor *rest = (*free)++;
    suo_cursor_open_rest(rest, word, less, source->less_count);
    return rest;
}

/* Room for as many runs of phrases; new ones are begun. */
static suo_status evaluation_reserve_runs(suo_evaluation *e, size_t count)
{
    size_t begun = e->run_cap;
    if (suo_grow(&e->runs, &e->run_cap, count, sizeof(*e->runs)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (; begun < e->run_cap; begun++)
        e->runs[begun] = (suo_phrase_run){0};
    return SUO_OK;
}

/* Room for all cursors of one segment, and what goes with them. */
static suo_status evaluation_reserve(suo_evaluation *e)
{
    const suo_plan *plan = e->plan;
    size_t count = plan->term_count;
    size_t cursors = 0;
    size_t runs = 0;
    for (size_t i = 0; i < count; i++) {
        const suo_planned_term *planned = &plan->terms[i];
        runs += planned->is_sought;
        if (planned->source_count > 0)
            cursors +=
                plan->sources[planned->first_source].kind == SUO_CURSOR_REST
                    ? SUO_LESS_MAX + 1
                    : 1;
    }
    bool has_room =
        evaluation_reserve_runs(e, runs) == SUO_OK &&
        suo_grow(&e->cursors, &e->cursor_cap, cursors, sizeof(*e->cursors)) ==
            SUO_OK &&
        suo_grow(&e->list, &e->list_cap, count, sizeof(*e->list)) == SUO_OK &&
        suo_grow(&e->cursor_of, &e->cursor_of_cap, count,
                 sizeof(*e->cursor_of)) == SUO_OK;
    return has_room ? SUO_OK : SUO_NO_MEMORY;
}

/* Open the cursors of the terms that score, or of the others, but rests. */
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
        if (source == NULL || source->kind == SUO_CURSOR_REST)
            continue;
        suo_cursor *cursor = evaluation_open_source(e, source, free);
        suo_cursor_weigh(cursor, planned->weight);
        cursor_bound(cursor, source, e->prunes);
        if (scored)
            e->doc_freq += source->doc_freq;
        e->cursor_of[i] = cursor;
        e->list[e->list_count++] = cursor;
    }
}

/* Open what is left of words without their other forms. The impacts of a word
 * bound its rest, too. */
static void evaluation_open_rests(suo_evaluation *e, suo_cursor **free)
{
    const suo_plan *plan = e->plan;
    for (size_t i = 0; i < plan->term_count; i++) {
        uint32_t form = plan->question->terms[i].form;
        suo_cursor *word = e->cursor_of[i];
        if (form == SUO_NO_TERM || word == NULL)
            continue;
        const suo_planned_term *planned = &plan->terms[form];
        const suo_source *source = evaluation_source(e, planned);
        if (source == NULL || source->kind != SUO_CURSOR_REST)
            continue;
        suo_cursor *rest = evaluation_open_rest(e, source, word, free);
        suo_cursor_weigh(rest, planned->weight);
        cursor_bound(rest, source, false);
        rest->is_covered = word->impacts != NULL;
        if (rest->is_covered)
            word->bound += rest->weight;
        e->cursor_of[form] = rest;
        e->list[e->list_count++] = rest;
    }
}

/* Open what the plan has in the segment at hand, from its beginning. */
static void evaluation_open(suo_evaluation *e)
{
    suo_cursor *free = e->cursors;
    e->run_count = 0;
    e->list_count = 0;
    e->doc_freq = 0;
    evaluation_open_terms(e, true, &free);
    evaluation_open_rests(e, &free);
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

/* Do all cursors of a clause score? */
static bool clause_scores(const suo_evaluation *e, const suo_clause *clause)
{
    for (uint32_t i = 0; i < clause->count; i++)
        if (e->clause_cursors[clause->first + i]->weight == 0)
            return false;
    return true;
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
    e->needs_scored = true;
    for (uint32_t i = 0; i < e->clause_count; i++)
        e->needs_scored &= !clause_scores(e, &e->clauses[i]);
    return status;
}

/* ---- looking for the best ---- */

static bool evaluation_is_full(const suo_evaluation *e)
{
    return e->groups != NULL ? suo_groups_are_full(e->groups)
                             : e->best->count == e->best->k;
}

/* Want what the worst hit so far has, which all of 'k' are there to have. */
static void evaluation_want(suo_evaluation *e)
{
    e->threshold = e->groups != NULL ? suo_groups_least(e->groups)
                                     : e->best->items[0].score;
    /* A little less, so that rounding takes nothing away. */
    if (e->boosts.count > 0)
        e->threshold *= (1 - 1e-12) / e->boosts.most;
}

static void evaluation_raise(suo_evaluation *e)
{
    evaluation_want(e);
    suo_evaluation_raise(e);
}

static void evaluation_group(suo_evaluation *e, uint32_t doc, double score)
{
    suo_status status = suo_groups_offer(e->groups, doc, score, e->walk.error);
    if (e->walk.status == SUO_OK)
        e->walk.status = status;
    if (e->prunes && evaluation_is_full(e))
        evaluation_raise(e);
}

void suo_evaluation_rank(suo_evaluation *e, uint32_t doc, double score)
{
    if (e->groups != NULL)
        evaluation_group(e, doc, score);
    else if (!suo_ranking_offer(&e->ranking, e->walk.seen->segment, e->segment,
                                doc, score) &&
             e->walk.status == SUO_OK)
        e->walk.status = suo_error_set(e->walk.error, SUO_CORRUPT,
                                       "a keyword column is damaged");
}

void suo_evaluation_offer(suo_evaluation *e, uint32_t doc, double score)
{
    const suo_segment *segment = e->walk.seen->segment;
    const suo_ranked *after = e->plan->request->after;
    /* A score that a walk was adding up when it ended is not complete. */
    if (score <= 0 || e->walk.status != SUO_OK)
        return;
    e->offered++;
    if (e->plan->has_corrected && !suo_evaluation_is_typed(e, doc))
        score *= SUO_DAMPING;
    if (e->boosts.count > 0)
        score = suo_boosts_multiply(&e->boosts, doc, score);
    if (e->is_ranked || e->groups != NULL) {
        suo_evaluation_rank(e, doc, score);
        return;
    }
    if (!suo_topk_wants(e->best, score))
        return;
    uint64_t sequence = suo_sequences_get(&segment->sequences, doc);
    const suo_ranked own = {.score = score, .sequence = sequence};
    if (after != NULL && !suo_ranked_is_before(after, &own))
        return;
    suo_topk_offer(e->best, (suo_scored){score, sequence, e->segment, doc});
    if (!e->prunes || e->best->count < e->best->k)
        return;
    evaluation_raise(e);
}

static bool span_is_wanted(const suo_evaluation *e, uint32_t span)
{
    return e->spans[span] > 0 && e->spans[span] >= e->least;
}

/* Look at the spans [first, end) of one window, once. */
static void evaluation_look_once(suo_evaluation *e, uint32_t first,
                                 uint32_t end)
{
    if (suo_walk_ends(&e->walk, (end - first) * e->list_count * LIST_COST))
        return;
    suo_evaluation_look(e, first << SUO_SPAN_SHIFT, end << SUO_SPAN_SHIFT);
    memset(e->spans + first, 0, (end - first) * sizeof(*e->spans));
}

/* The most promising spans, by falling bound. */
typedef struct best_spans {
    uint32_t count;
    uint32_t spans[SUO_BEST_SPANS];
} best_spans;

static void best_spans_offer(const suo_evaluation *e, best_spans *best,
                             uint32_t span)
{
    uint32_t at = best->count;
    if (at == SUO_BEST_SPANS && e->spans[best->spans[at - 1]] >= e->spans[span])
        return;
    if (at < SUO_BEST_SPANS)
        best->count++;
    else
        at--;
    for (; at > 0 && e->spans[best->spans[at - 1]] < e->spans[span]; at--)
        best->spans[at] = best->spans[at - 1];
    best->spans[at] = span;
}

/* Look at the most promising spans, so that hits are wanted to score much. */
static void evaluation_look_at_best(suo_evaluation *e, uint32_t spans)
{
    best_spans best = {0};
    for (uint32_t span = 0; span < spans; span++)
        if (e->spans[span] > 0)
            best_spans_offer(e, &best, span);
    for (uint32_t i = 0; i < best.count && e->walk.status == SUO_OK; i++)
        if (span_is_wanted(e, best.spans[i]))
            evaluation_look_once(e, best.spans[i], best.spans[i] + 1);
}

/* Say by their bounds which documents are known. */
static void evaluation_pass_known(suo_evaluation *e)
{
    e->known_all = UINT32_MAX;
    e->known_some = UINT32_MAX;
    if (e->known == NULL)
        return;
    const uint32_t least = e->known->best_least;
    const uint16_t factor = e->list[0]->factor;
    if (least <= SUO_IMPACT_MOST)
        e->known_all = suo_impact_scale((uint8_t)least, factor);
    if (least > 0)
        e->known_some = suo_impact_scale((uint8_t)(least - 1), factor);
}

/* Find the best documents of the segment. */
static suo_status evaluation_find_best(suo_evaluation *e)
{
    const uint32_t spans = suo_span_room(e->walk.seen->segment->doc_count);
    e->offered = 0;
    e->threshold = -1;
    if (e->prunes && evaluation_is_full(e))
        evaluation_want(e);
    if (!e->plan->request->is_exhaustive && suo_evaluation_is_few(e)) {
        suo_evaluation_look_at_few(e);
        return e->walk.status;
    }
    if (suo_evaluation_look_at_known(e))
        return e->walk.status;
    suo_status status = suo_evaluation_bound(e);
    if (status != SUO_OK)
        return suo_error_no_memory(e->walk.error);
    evaluation_pass_known(e);
    suo_evaluation_raise(e);
    if (e->prunes)
        evaluation_look_at_best(e, spans);
    for (uint32_t span = 0; span < spans && e->walk.status == SUO_OK;) {
        uint32_t first = span;
        uint32_t window_end = (span / SUO_WINDOW_SPANS + 1) * SUO_WINDOW_SPANS;
        if (suo_walk_ends(&e->walk, 1))
            break;
        while (span < window_end && span_is_wanted(e, span))
            span++;
        if (span > first)
            evaluation_look_once(e, first, span);
        else
            span++;
    }
    return e->walk.status;
}

/* ---- running ---- */

/* Count the hits of the segment without scoring. */
static void evaluation_count(suo_evaluation *e)
{
    /* A rest has no documents but its word's. */
    bool is_known =
        e->clause_count == 0 && e->filters.count == 0 && e->facets.count == 0 &&
        e->groups == NULL && !suo_evaluation_ranks_marks(e) &&
        !suo_plan_has_gate(e->plan) &&
        (e->scored_count == 1 ||
         (e->scored_count == 2 && e->list[1]->kind == SUO_CURSOR_REST));
    if (is_known)
        e->total += e->doc_freq;
    else
        suo_evaluation_count(e);
}

/* Find the best and count, from open cursors. */
static suo_status evaluation_look(suo_evaluation *e)
{
    const suo_total wanted = e->plan->request->total;
    const bool ranks_marks = suo_evaluation_ranks_marks(e);
    const bool wants_marks = e->facets.count > 0 || ranks_marks;
    suo_status status = SUO_OK;
    /* What is few is found and counted at once. */
    bool counts_offered = wanted == SUO_TOTAL_EXACT && !wants_marks &&
                          (!e->prunes || e->doc_freq <= SUO_SPAN_DOCS);
    if (counts_offered)
        e->prunes = false;
    if (wanted != SUO_TOTAL_ONLY && !ranks_marks)
        status = evaluation_find_best(e);
    if (counts_offered) {
        e->total += e->offered;
    } else if (status == SUO_OK && (wanted != SUO_TOTAL_NONE || wants_marks)) {
        evaluation_count(e);
        status = e->walk.status;
    }
    return status;
}

static suo_status evaluation_run_segment(suo_evaluation *e, suo_error *error)
{
    const suo_search_request *request = e->plan->request;
    bool is_possible;
    e->prunes = !request->is_exhaustive && !e->is_ranked;
    suo_plan_begin_walk(e->plan, &e->walk, e->walk.seen, error);
    /* Asked of candidates, which are fewer than postings. */
    e->walk.visible = NULL;
    evaluation_open(e);
    if (e->scored_count == 0 || e->walk.status != SUO_OK)
        return e->walk.status;
    suo_status status = suo_segment_filters_open(&e->filters, request->filters,
                                                 request->filter_count,
                                                 e->walk.seen->segment, error);
    suo_boosts_open(&e->boosts, request->boosts, request->boost_count,
                    e->walk.seen);
    if (status == SUO_OK)
        status = suo_facets_open(&e->facets, e->walk.seen->segment, error);
    if (status == SUO_OK && e->groups != NULL)
        status = suo_groups_open(e->groups, e->walk.seen->segment, e->segment,
                                 error);
    if (status == SUO_OK && suo_plan_has_gate(e->plan))
        status = suo_gate_run(&e->gate, e->plan, &e->walk, e->list,
                              e->scored_count, e->cursor_of, error);
    if (status == SUO_OK && evaluation_open_clauses(e, &is_possible) != SUO_OK)
        status = suo_error_no_memory(error);
    if (status != SUO_OK || !is_possible || e->filters.passes_none)
        return status;
    status = evaluation_look(e);
    return status == SUO_OK ? suo_segment_filters_status(&e->filters, error)
                            : status;
}

/* Choose the grid of the plan's scores; have room for its cursors. */
static suo_status evaluation_begin(suo_evaluation *e, suo_plan *plan,
                                   suo_error *error)
{
    double sum = 0;
    e->plan = plan;
    e->total = 0;
    for (size_t i = 0; i < plan->term_count; i++)
        sum +=
            plan->terms[i].weight * (plan->lanes[plan->terms[i].lane].k1 + 1);
    e->walk.grid = suo_grid_make(sum);
    return evaluation_reserve(e) == SUO_OK ? SUO_OK
                                           : suo_error_no_memory(error);
}

/* Make facets and ranking ready. */
static suo_status evaluation_begin_ranking(suo_evaluation *e, suo_error *error)
{
    const suo_search_request *request = e->plan->request;
    e->is_ranked = request->ordering.order != SUO_ORDER_SCORE &&
                   request->total != SUO_TOTAL_ONLY;
    if (e->is_ranked && suo_ranking_begin(&e->ranking, &request->ordering,
                                          request->after, request->k) != SUO_OK)
        return suo_error_no_memory(error);
    return suo_facets_begin(&e->facets, request->facets, request->facet_count,
                            error);
}

suo_status suo_evaluation_open(suo_evaluation *e, suo_plan *plan,
                               uint32_t segment, suo_error *error)
{
    suo_status status = evaluation_begin(e, plan, error);
    if (status != SUO_OK)
        return status;
    e->segment = segment;
    e->prunes = false;
    suo_plan_begin_walk(plan, &e->walk, &plan->view->segments[segment], error);
    evaluation_open(e);
    return e->walk.status;
}

suo_status suo_evaluation_run(suo_evaluation *e, suo_plan *plan, suo_topk *best,
                              suo_error *error)
{
    const suo_view *view = plan->view;
    suo_status status = evaluation_begin(e, plan, error);
    e->best = best;
    if (status == SUO_OK)
        status = evaluation_begin_ranking(e, error);
    if (status != SUO_OK || !plan->has_scored)
        return status;
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++) {
        e->segment = i;
        e->walk.seen = &view->segments[i];
        status = evaluation_run_segment(e, error);
    }
    if (e->groups != NULL)
        return status;
    if (e->is_ranked)
        suo_ranking_finish(&e->ranking, best);
    else
        suo_topk_sort(best);
    return status;
}
