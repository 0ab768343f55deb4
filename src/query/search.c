/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - plan, carry out, look closer at the best.
 *
 * A second phase wants SUO_RERANK_DOCS documents, however few hits are wanted:
 * so the hits of one search begin those of any other with more. It only adds,
 * so that all hits, those that it has looked at and those behind them, are in
 * one order, by score and put: a page behind a place of that order begins with
 * what is left of the former and goes on with the latter.
 */
#include "query/search.h"

#include "query/collapse.h"

/* Places of phrases that are kept for the next search. */
enum { PLACES_KEPT_MAX = 1 << 16 };

/* What may be told of a partial answer takes no more, its time being over. */
enum { LATE_NS = 2000000 };

/* Hits by which it is told how likely the first one is an answer. */
enum { LEADERS = 2 };

static void scratch_free(suo_attachment *attachment)
{
    suo_search_scratch *own = (suo_search_scratch *)(void *)attachment;
    suo_plan_clear(&own->plan);
    suo_evaluation_clear(&own->evaluation);
    suo_groups_clear(&own->groups);
    suo_dealloc(own);
}

suo_search_scratch *suo_search_scratch_take(const suo_analysis *analysis)
{
    suo_analysis *owner = (suo_analysis *)(uintptr_t)analysis;
    suo_search_scratch *scratch = suo_pool_take(&owner->scratches);
    if (scratch != NULL)
        return scratch;
    scratch = suo_alloc_zero(1, sizeof(*scratch));
    if (scratch != NULL)
        scratch->attachment.free = scratch_free;
    return scratch;
}

void suo_search_scratch_give(const suo_analysis *analysis,
                             suo_search_scratch *scratch)
{
    suo_analysis *owner = (suo_analysis *)(uintptr_t)analysis;
    if (scratch == NULL)
        return;
    bool is_large = scratch->plan.place_cap > PLACES_KEPT_MAX ||
                    scratch->plan.occurrences.cap > PLACES_KEPT_MAX;
    if (is_large || suo_pool_give(&owner->scratches, scratch) != NULL)
        scratch_free(&scratch->attachment);
}

void suo_result_clear(suo_result *result)
{
    suo_topk_clear(&result->best);
    suo_dealloc(result->weights);
    suo_dealloc(result->sizes);
    suo_facet_answers_free(result->facets);
    suo_telling_clear(&result->telling);
    suo_answering_clear(&result->answering);
    *result = (suo_result){0};
}

/* Where a document stands in the order by score. */
static suo_ranked scored_place(const suo_scored *scored)
{
    return (suo_ranked){.score = scored->score, .sequence = scored->sequence};
}

/* Find the best of a plan as if another request had been made. */
static suo_status search_look(suo_search_scratch *scratch,
                              const suo_search_request *request, suo_topk *best,
                              suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    const suo_search_request *asked = plan->request;
    plan->request = request;
    suo_status status =
        suo_evaluation_run(&scratch->evaluation, plan, best, error);
    plan->request = asked;
    return status;
}

/* Begin 'best' with the first hits of a plan by score, at least LEADERS of
 * them, whatever is wanted of it. */
static suo_status search_leaders(suo_search_scratch *scratch, suo_topk *best,
                                 suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    const suo_search_request *asked = plan->request;
    suo_search_request request = *asked;
    request.after = NULL;
    request.total = SUO_TOTAL_NONE;
    request.facet_count = 0;
    request.ordering = (suo_ordering){.order = SUO_ORDER_SCORE};
    plan->request = &request;
    const bool reranks = suo_rerank_is_asked(plan);
    suo_status status =
        suo_topk_init(best, reranks ? SUO_RERANK_DOCS : LEADERS, error);
    if (status == SUO_OK)
        status = suo_evaluation_run(&scratch->evaluation, plan, best, error);
    if (status == SUO_OK && reranks)
        status = suo_rerank_run(&scratch->reranking, plan, best, error);
    plan->request = asked;
    return status;
}

suo_status suo_search_look_closer(suo_search_scratch *scratch, suo_error *error)
{
    suo_topk best = {0};
    suo_status status = search_leaders(scratch, &best, error);
    suo_topk_clear(&best);
    return status;
}

/* Of what the second phase has looked at, keep what stands behind the place. */
static void search_drop(suo_topk *best, const suo_ranked *after)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < best->count; i++) {
        const suo_ranked own = scored_place(&best->items[i]);
        if (suo_ranked_is_before(after, &own))
            best->items[kept++] = best->items[i];
    }
    best->count = kept;
}

/* Append hits behind those that the second phase has looked at, the last of
 * which, by the first phase, is 'last'. */
static suo_status search_append(suo_search_scratch *scratch,
                                const suo_ranked *last, suo_topk *best,
                                suo_error *error)
{
    suo_search_request request = *scratch->plan.request;
    suo_topk more = {best->items + best->count, 0, request.k - best->count};
    if (suo_ranked_is_before(request.after, last))
        request.after = last;
    request.total = SUO_TOTAL_NONE;
    request.facet_count = 0;
    suo_status status = search_look(scratch, &request, &more, error);
    best->count += more.count;
    return status;
}

/*
 * From the best by the first phase, make those of the second; of a page, what
 * stands behind its place. What came to its end by time, as 'status' says, has
 * hits as the first phase scores them.
 */
static suo_status search_again(suo_search_scratch *scratch, suo_status status,
                               suo_topk *best, suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    const suo_ranked *after = plan->request->after;
    const bool is_full = best->count == best->k;
    const suo_ranked last = best->count > 0
                                ? scored_place(&best->items[best->count - 1])
                                : (suo_ranked){0};
    if (status == SUO_OK &&
        (after == NULL || suo_ranked_is_before(after, &last)))
        status = suo_rerank_run(&scratch->reranking, plan, best, error);
    if (after == NULL)
        return status;
    search_drop(best, after);
    if (status == SUO_OK && is_full && best->count < plan->request->k)
        status = search_append(scratch, &last, best, error);
    return status;
}

/* Find the best of a plan, more than are wanted where these are at hand, and
 * count. A second phase looks at the same documents for every page. */
static suo_status search_find(suo_search_scratch *scratch, suo_result *result,
                              suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    suo_topk *best = &result->best;
    suo_search_request first = *plan->request;
    const uint32_t k = first.k;
    const bool reranks = suo_rerank_is_asked(plan);
    uint32_t docs = first.tells_match && k < LEADERS ? LEADERS : k;
    if (reranks && docs < SUO_RERANK_DOCS)
        docs = SUO_RERANK_DOCS;
    suo_status status = suo_topk_init(best, docs, error);
    if (status != SUO_OK)
        return status;
    if (reranks && first.after != NULL) {
        first.after = NULL;
        best->k = SUO_RERANK_DOCS;
    }
    status = search_look(scratch, &first, best, error);
    result->total = scratch->evaluation.total;
    if ((status == SUO_OK || status == SUO_TIMEOUT) &&
        suo_facets_answer(&scratch->evaluation.facets, &result->facets,
                          error) != SUO_OK)
        return SUO_NO_MEMORY;
    return reranks ? search_again(scratch, status, best, error) : status;
}

/* Is a document pinned? */
static bool pinned_has(const suo_pinned *pinned, const suo_scored *scored)
{
    for (uint32_t i = 0; i < pinned->count; i++)
        if (pinned->places[i].segment == scored->segment &&
            pinned->places[i].doc == scored->doc)
            return true;
    return false;
}

/* Of what was found, keep what is not pinned; put what is pinned and wanted on
 * the page before it. There is room for 'k'. */
static void search_put_first(suo_result *result, const suo_view *view,
                             const suo_pinned *pinned, uint32_t k)
{
    suo_topk *best = &result->best;
    uint32_t first = result->pinned_first;
    uint32_t count = pinned->count - first < k ? pinned->count - first : k;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < best->count && kept < k - count; i++)
        if (!pinned_has(pinned, &best->items[i]))
            best->items[kept++] = best->items[i];
    if (kept > 0)
        memmove(best->items + count, best->items, kept * sizeof(*best->items));
    for (uint32_t i = 0; i < count; i++) {
        const suo_place place = pinned->places[first + i];
        const suo_segment *segment = view->segments[place.segment].segment;
        best->items[i] = (suo_scored){
            .sequence = suo_sequences_get(&segment->sequences, place.doc),
            .segment = place.segment,
            .doc = place.doc};
    }
    result->pinned_count = count;
    best->count = count + kept;
}

/* Find the best of a plan behind what is pinned: on no page is that found once
 * more. A place before all that was found is among what is pinned. */
static suo_status search_find_behind(suo_search_scratch *scratch,
                                     const suo_pinned *pinned,
                                     suo_result *result, suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    const suo_search_request *asked = plan->request;
    suo_search_request request = *asked;
    const suo_ranked *after = asked->after;
    if (after != NULL) {
        bool is_among = after->group < 0 && after->number >= 0 &&
                        after->number < (int64_t)pinned->count;
        result->pinned_first =
            is_among ? (uint32_t)after->number + 1 : pinned->count;
    }
    if (after != NULL && after->group < 0)
        request.after = NULL;
    request.k += pinned->count;
    plan->request = &request;
    suo_status status = search_find(scratch, result, error);
    plan->request = asked;
    if (result->best.items != NULL)
        search_put_first(result, plan->view, pinned, asked->k);
    return status;
}

/* Plan, then find. A partial answer has half of its time for the plan: what
 * takes long there is learning about words that a view never met before. */
static suo_status search_run(suo_search_scratch *scratch,
                             const suo_search_request *request,
                             const suo_view *view, const suo_question *question,
                             suo_result *result, suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    bool has_phases = request->is_partial && request->watch != NULL;
    if (has_phases)
        suo_watch_begin_phase(request->watch);
    suo_status status = suo_plan_make(plan, view, question, request, error);
    if (status != SUO_OK)
        return status;
    if (has_phases)
        suo_watch_end_phase(request->watch);
    result->stop = plan->stop;
    for (size_t i = 0; i < question->count; i++)
        result->weights[i] = plan->terms[i].weight;
    if (suo_collapse_is_asked(request))
        return suo_collapse_run(scratch, result, error);
    return request->pinned != NULL && request->pinned->count > 0
               ? search_find_behind(scratch, request->pinned, result, error)
               : search_find(scratch, result, error);
}

/* A partial answer for want of time: of facets, too, there is what was counted,
 * if anything was. */
static suo_status search_stop(suo_search_scratch *scratch, suo_result *result,
                              suo_error *error)
{
    suo_facets *facets = &scratch->evaluation.facets;
    const suo_search_request *request = scratch->plan.request;
    suo_status status = SUO_OK;
    result->stop = SUO_TIMEOUT;
    if (result->facets == NULL)
        status = suo_facets_begin(facets, request->facets, request->facet_count,
                                  error);
    if (status == SUO_OK && result->facets == NULL)
        status = suo_facets_answer(facets, &result->facets, error);
    return status;
}

/* Do the hits begin with the first by score of all documents? */
static bool search_has_leaders(const suo_search_request *request,
                               const suo_result *result)
{
    return request->ordering.order == SUO_ORDER_SCORE &&
           request->after == NULL && result->pinned_count == 0 &&
           request->total != SUO_TOTAL_ONLY && !suo_collapse_is_asked(request);
}

/* Tell how likely the question has an answer here, by the first that were
 * found. Others are not looked for when the time is over. */
static suo_status search_answer(suo_search_scratch *scratch,
                                const suo_topk *found, suo_result *result,
                                suo_error *error)
{
    suo_plan *plan = &scratch->plan;
    const bool has_leaders = search_has_leaders(plan->request, result);
    suo_topk own = {0};
    suo_status status = SUO_OK;
    if (!has_leaders && result->stop != SUO_TIMEOUT)
        status = search_leaders(scratch, &own, error);
    if (status == SUO_OK)
        status =
            suo_answering_make(&result->answering, plan, &scratch->reranking,
                               has_leaders ? found : &own, error);
    suo_topk_clear(&own);
    return status;
}

static suo_status search_tell_all(suo_search_scratch *scratch,
                                  const suo_topk *found, suo_result *result,
                                  suo_error *error)
{
    suo_status status = suo_telling_make(&result->telling, &scratch->plan,
                                         &result->best, error);
    return status == SUO_OK ? search_answer(scratch, found, result, error)
                            : status;
}

/* Forget what was told. */
static void search_untell(suo_result *result)
{
    suo_telling_clear(&result->telling);
    suo_answering_clear(&result->answering);
}

/* Tell what of the question the hits have. A partial answer is told of though
 * its time is over, if that takes but a moment; else nothing is told. */
static suo_status search_tell(suo_search_scratch *scratch,
                              const suo_topk *found, suo_result *result,
                              suo_error *error)
{
    const suo_search_request *request = scratch->plan.request;
    suo_status status = search_tell_all(scratch, found, result, error);
    if (status != SUO_TIMEOUT || !request->is_partial)
        return status;
    result->stop = status;
    search_untell(result);
    suo_watch_extend(request->watch, LATE_NS);
    status = search_tell_all(scratch, found, result, error);
    if (status != SUO_TIMEOUT)
        return status;
    search_untell(result);
    return SUO_OK;
}

suo_status suo_search(suo_search_scratch *scratch, const suo_view *view,
                      const suo_question *question,
                      const suo_search_request *request, suo_result *result,
                      suo_error *error)
{
    *result = (suo_result){0};
    result->weights = suo_alloc_zero(question->count, sizeof(*result->weights));
    if (result->weights == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        search_run(scratch, request, view, question, result, error);
    if (status == SUO_TIMEOUT && request->is_partial)
        status = search_stop(scratch, result, error);
    const suo_topk found = result->best;
    if (found.count > request->k)
        result->best.count = request->k;
    if (status == SUO_OK && request->tells_match)
        status = search_tell(scratch, &found, result, error);
    if (status != SUO_OK) {
        suo_result_clear(result);
        return status;
    }
    result->facet_count = request->facet_count;
    /* How many were looked at tells of documents that nobody may see. When the
     * time was over, more may have been found than counted. */
    const uint32_t matched = result->best.count - result->pinned_count;
    if (request->total == SUO_TOTAL_NONE)
        result->total = result->best.count;
    else if (result->total < matched)
        result->total = matched;
    return SUO_OK;
}
