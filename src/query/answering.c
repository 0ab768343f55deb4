/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answering.c - measure the best document against the question.
 *
 * A logistic model of a few shares, each of the question, the document and what
 * the view sees alone: neither how many hits are wanted nor how documents lie
 * in segments changes any. Its coefficients are fitted on judged questions by
 * bench/answerability.py, which also draws what precision a figure stands for.
 */
#include "query/answering.h"

#include <math.h>

/* Of the logistic model: by bench/answerability.py, to two places. */
static const struct {
    double constant;
    double share;
    double lead;
    double title_fit;
    double in_row;
    double information; /* of ln(1 + information) */
    double unknown_share;
} COEFFICIENTS = {-3.65, 0.74, 2.94, 5.03, 1.42, 1.34, -2.64};

void suo_answering_clear(suo_answering *answering)
{
    suo_dealloc(answering->unknown);
    *answering = (suo_answering){0};
}

static suo_status answering_find_unknown(suo_answering *answering,
                                         const suo_plan *plan)
{
    double sum = 0;
    answering->unknown =
        suo_alloc(plan->term_count, sizeof(*answering->unknown));
    if (answering->unknown == NULL)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < plan->term_count; i++) {
        if (!plan->terms[i].is_unknown)
            continue;
        answering->unknown[answering->unknown_count++] = i;
        sum += plan->terms[i].information;
    }
    if (plan->information > 0)
        answering->unknown_share = sum / plan->information;
    return SUO_OK;
}

/* Does the title have the term, or what stands for it? */
static suo_status answering_find_in_title(suo_reranking *r, uint32_t term,
                                          bool *found)
{
    const suo_asked_term *terms = r->plan->question->terms;
    uint32_t proof = terms[term].proof;
    suo_status status =
        suo_rerank_find_in_title(r, proof != SUO_NO_TERM ? proof : term, found);
    for (uint32_t cover = terms[term].cover;
         cover != SUO_NO_TERM && status == SUO_OK && !*found;
         cover = terms[cover].cover)
        status = suo_rerank_find_in_title(r, cover, found);
    return status;
}

/* How much of the information the title has; only what the document has can
 * stand there. */
static suo_status answering_weigh_title(suo_answering *answering,
                                        const suo_telling *telling,
                                        suo_reranking *r)
{
    const suo_plan *plan = r->plan;
    double sum = 0;
    bool found;
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < telling->term_count && status == SUO_OK; i++) {
        if (!suo_telling_has(telling, 0, i))
            continue;
        status = answering_find_in_title(r, telling->terms[i], &found);
        if (found)
            sum += plan->terms[telling->terms[i]].information;
    }
    if (plan->information > 0)
        answering->title_share = sum / plan->information;
    return status;
}

static double share_of(double part, double whole)
{
    double share = whole > 0 ? part / whole : 0;
    return share < 1 ? share : 1;
}

/* Compare what the second phase adds with the most that it could. Forms of
 * words are not looked for in titles. */
static void answering_take_parts(suo_answering *answering,
                                 const suo_reranking *r)
{
    const suo_plan *plan = r->plan;
    const suo_reranked *item = &r->items[0];
    const double factor = suo_boosts_multiply(&r->boosts, item->scored.doc, 1);
    double words = 0;
    double pairs = 0;
    for (size_t i = 0; i < plan->term_count; i++)
        if (plan->question->terms[i].kind != SUO_ASKED_FORM)
            words += plan->terms[i].weight;
    for (size_t i = 0; i < plan->question->pair_count; i++)
        pairs += suo_rerank_pair_weight(plan, &plan->question->pairs[i]);
    answering->title_fit =
        share_of(item->parts.title, r->coverage * factor * words);
    answering->in_row =
        share_of(item->parts.adjacency, r->adjacency * factor * pairs);
}

static double answering_figure(const suo_answering *answering)
{
    const double sum =
        COEFFICIENTS.constant + COEFFICIENTS.share * answering->share +
        COEFFICIENTS.lead * answering->lead +
        COEFFICIENTS.title_fit * answering->title_fit +
        COEFFICIENTS.in_row * answering->in_row +
        COEFFICIENTS.information * log1p(answering->information) +
        COEFFICIENTS.unknown_share * answering->unknown_share;
    return 1 / (1 + exp(-sum));
}

/* Measure the first of 'best'. */
static suo_status answering_measure(suo_answering *answering, suo_plan *plan,
                                    suo_reranking *r, const suo_topk *best,
                                    suo_error *error)
{
    suo_telling telling = {0};
    suo_topk first = {best->items, 1, 1};
    const double score = best->items[0].score;
    /* Found alone it leads nothing: of such hits few are right. */
    if (best->count > 1)
        answering->lead = (score - best->items[1].score) / score;
    suo_status status = suo_telling_make(&telling, plan, &first, error);
    if (status == SUO_OK) {
        answering->share = telling.shares[0];
        answering->tier = suo_telling_tier(&telling, 0);
        answering->information = telling.shares[0] * plan->information /
                                 log1p((double)plan->view->doc_count);
        status = suo_rerank_look(r, plan, &first.items[0], error);
    }
    if (status == SUO_OK)
        answering_take_parts(answering, r);
    if (status == SUO_OK)
        status = answering_weigh_title(answering, &telling, r);
    suo_telling_clear(&telling);
    answering->figure = answering_figure(answering);
    return status;
}

suo_status suo_answering_make(suo_answering *answering, suo_plan *plan,
                              suo_reranking *reranking, const suo_topk *best,
                              suo_error *error)
{
    answering->is_told = true;
    if (answering_find_unknown(answering, plan) != SUO_OK)
        return suo_error_no_memory(error);
    return best->count > 0
               ? answering_measure(answering, plan, reranking, best, error)
               : SUO_OK;
}
