/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collapse.c - one plan, carried out once for each stage of the groups.
 *
 * 1. If there is a second phase, it looks at the best documents, not at the
 *    best groups: they have their final scores before anything is left out.
 *    All others stand behind them, and keep theirs.
 * 2. Behind a page: what stands before it says which groups were shown there.
 *    It must all be known before any place is given away: a place that a group
 *    takes and loses again would have kept out others. What scores less than
 *    the page is passed over.
 * 3. The best of each group. What scores less than the worst of the best k
 *    groups is passed over.
 * 4. Total, facets and groups are counted together, once it is known which
 *    groups are of interest. Lists are walked for it as for a total alone.
 */
#include "query/collapse.h"

typedef struct collapse_run {
    suo_search_scratch *scratch;
    const suo_search_request *asked;
    suo_topk *best;  /* the second phase's documents, later the hits */
    bool has_others; /* documents that no second phase looked at */
    suo_error *error;
} collapse_run;

bool suo_collapse_is_asked(const suo_search_request *request)
{
    return request->collapse.is_asked && request->total != SUO_TOTAL_ONLY;
}

/* Carry out the plan for another request. */
static suo_status collapse_evaluate(collapse_run *run, suo_groups *groups,
                                    const suo_search_request *request)
{
    suo_search_scratch *scratch = run->scratch;
    scratch->plan.request = request;
    scratch->evaluation.groups = groups;
    suo_status status = suo_evaluation_run(&scratch->evaluation, &scratch->plan,
                                           run->best, run->error);
    scratch->evaluation.groups = NULL;
    scratch->plan.request = run->asked;
    return status;
}

/* The request without anything that counts. */
static suo_search_request collapse_uncounted(const collapse_run *run)
{
    suo_search_request own = *run->asked;
    own.total = SUO_TOTAL_NONE;
    own.facet_count = 0;
    return own;
}

/* Have the documents of the second phase in 'best', in their final order. */
static suo_status collapse_rerank(collapse_run *run)
{
    suo_search_scratch *scratch = run->scratch;
    suo_groups *groups = &scratch->groups;
    suo_search_request own = collapse_uncounted(run);
    own.after = NULL;
    run->best->k = SUO_RERANK_DOCS;
    suo_status status = collapse_evaluate(run, NULL, &own);
    if (status != SUO_OK)
        return status;
    run->has_others = run->best->count == SUO_RERANK_DOCS;
    if (run->has_others) {
        const suo_scored *last = &run->best->items[SUO_RERANK_DOCS - 1];
        groups->has_behind = true;
        groups->behind =
            (suo_ranked){.score = last->score, .sequence = last->sequence};
    }
    return suo_rerank_run(&scratch->reranking, &scratch->plan, run->best,
                          run->error);
}

/* Offer the documents of the second phase, whatever they are behind. */
static suo_status collapse_offer_reranked(collapse_run *run)
{
    suo_groups *groups = &run->scratch->groups;
    const suo_view *view = run->scratch->plan.view;
    const bool has_behind = groups->has_behind;
    suo_status status = SUO_OK;
    groups->has_behind = false;
    for (uint32_t i = 0; i < run->best->count && status == SUO_OK; i++) {
        const suo_scored *own = &run->best->items[i];
        status = suo_groups_open(groups, view->segments[own->segment].segment,
                                 own->segment, run->error);
        if (status == SUO_OK)
            status = suo_groups_offer(groups, own->doc, own->score, run->error);
    }
    groups->has_behind = has_behind;
    return status;
}

/* Offer all documents. Those of a second phase stand before all others. */
static suo_status collapse_offer_all(collapse_run *run, suo_groups_stage stage)
{
    suo_groups *groups = &run->scratch->groups;
    const suo_search_request own = collapse_uncounted(run);
    groups->stage = stage;
    suo_status status = collapse_offer_reranked(run);
    bool is_done =
        !run->has_others || (stage == SUO_GROUPS_BEST && groups->has_behind &&
                             suo_groups_are_full(groups));
    return status != SUO_OK || is_done ? status
                                       : collapse_evaluate(run, groups, &own);
}

static suo_status collapse_count(collapse_run *run)
{
    suo_groups *groups = &run->scratch->groups;
    suo_search_request own = *run->asked;
    const bool counts_groups = own.total == SUO_TOTAL_EXACT;
    if (!counts_groups && own.facet_count == 0)
        return SUO_OK;
    own.total = SUO_TOTAL_ONLY;
    groups->stage = SUO_GROUPS_COUNT;
    return collapse_evaluate(run, counts_groups ? groups : NULL, &own);
}

/* A group has its hit at least, though there was no time to count it. */
static uint64_t collapse_size(const suo_groups *groups, uint32_t nth)
{
    uint64_t size = suo_groups_size(groups, nth);
    return size > 0 ? size : 1;
}

/* Take what is kept as the hits. */
static suo_status collapse_finish(collapse_run *run, suo_result *result)
{
    suo_groups *groups = &run->scratch->groups;
    const bool counts = run->asked->total == SUO_TOTAL_EXACT;
    suo_groups_sort(groups);
    if (counts)
        result->sizes = suo_alloc(groups->count, sizeof(*result->sizes));
    if (counts && result->sizes == NULL)
        return suo_error_no_memory(run->error);
    for (uint32_t i = 0; i < groups->count; i++) {
        const suo_ranked *own = &groups->best[i].place;
        run->best->items[i] =
            (suo_scored){own->score, own->sequence, own->segment, own->doc};
        if (counts)
            result->sizes[i] = collapse_size(groups, i);
    }
    run->best->count = groups->count;
    result->total = run->scratch->evaluation.total;
    return suo_facets_answer(&run->scratch->evaluation.facets, &result->facets,
                             run->error);
}

/* Find which groups were shown on earlier pages, and the best of the others. */
static suo_status collapse_find(collapse_run *run)
{
    suo_status status = SUO_OK;
    if (run->asked->after != NULL)
        status = collapse_offer_all(run, SUO_GROUPS_SHOWN);
    return status == SUO_OK ? collapse_offer_all(run, SUO_GROUPS_BEST) : status;
}

suo_status suo_collapse_run(suo_search_scratch *scratch, suo_result *result,
                            suo_error *error)
{
    const suo_search_request *asked = scratch->plan.request;
    const uint32_t room =
        asked->k > SUO_RERANK_DOCS ? asked->k : SUO_RERANK_DOCS;
    collapse_run run = {scratch, asked, &result->best, true, error};
    suo_status status = suo_topk_init(run.best, room, error);
    if (status == SUO_OK)
        status = suo_groups_begin(&scratch->groups, asked, error);
    if (status != SUO_OK)
        return status;
    if (suo_rerank_is_asked(&scratch->plan))
        status = collapse_rerank(&run);
    run.best->k = asked->k;
    /* When the time is over, what was found by then is collapsed. */
    bool is_late = status == SUO_TIMEOUT && asked->is_partial;
    run.has_others &= !is_late;
    if (status == SUO_OK || is_late)
        status = collapse_find(&run);
    if (status == SUO_OK && !is_late)
        status = collapse_count(&run);
    is_late |= status == SUO_TIMEOUT && asked->is_partial;
    if (status == SUO_OK || is_late)
        status = collapse_finish(&run, result);
    return status == SUO_OK && is_late ? SUO_TIMEOUT : status;
}
