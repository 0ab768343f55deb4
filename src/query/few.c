/* SPDX-License-Identifier: Apache-2.0 */
/*
 * few.c - score documents without bounding all others: those of lists that are
 * short, and the best known of a list.
 *
 * Each short list is scored as a block; what several lists have of a document
 * is added up while their documents are merged.
 *
 * The best of a list come by falling value, so that the first one which is not
 * worth enough is the last to be looked at.
 */
#include "query/evaluation.h"

#include "query/list_impacts.h"

bool suo_evaluation_is_few(suo_evaluation *e)
{
    uint64_t docs = 0;
    if (e->run_count > 0)
        return false;
    for (uint32_t c = 0; c < e->scored_count; c++) {
        suo_cursor *cursor = e->list[c];
        if (cursor->impacts != NULL)
            return false;
        suo_cursor_seek(cursor, 0);
        if (!cursor->is_last)
            return false;
        docs += cursor->count;
    }
    return docs <= SUO_FEW_DOCS;
}

/* Merge the documents of a cursor, all at hand, with those of 'from'. Returns
 * how many there are in 'to'. */
static uint32_t few_merge(suo_cursor *cursor, const suo_few *from,
                          uint32_t from_count, suo_few *to)
{
    const double *parts = suo_cursor_score_part(cursor, 0, cursor->count);
    uint32_t count = 0;
    uint32_t f = 0;
    for (uint32_t i = 0; i < cursor->count; i++) {
        const uint32_t doc = cursor->docs[i];
        for (; f < from_count && from[f].doc < doc; f++)
            to[count++] = from[f];
        to[count] = (suo_few){doc, parts[i]};
        if (f < from_count && from[f].doc == doc)
            to[count].score += from[f++].score;
        count++;
    }
    for (; f < from_count; f++)
        to[count++] = from[f];
    return count;
}

static bool few_meets(suo_evaluation *e, uint32_t doc)
{
    if (!suo_clauses_have(e, 0, doc))
        return false;
    uint32_t first = doc / 64 * 64;
    uint64_t mark = UINT64_C(1) << (doc % 64);
    mark = suo_evaluation_see(e, first, mark);
    if (e->filters.count > 0)
        mark = suo_segment_filters_pass_marks(&e->filters, first, mark);
    return mark != 0;
}

void suo_evaluation_look_at_few(suo_evaluation *e)
{
    const suo_few *few = e->few[0];
    uint32_t count = 0;
    for (uint32_t c = 0; c < e->scored_count && e->walk.status == SUO_OK; c++) {
        suo_few *to = e->few[(c + 1) % 2];
        suo_cursor_seek(e->list[c], 0);
        count = few_merge(e->list[c], few, count, to);
        few = to;
    }
    for (uint32_t i = 0; i < count && e->walk.status == SUO_OK; i++)
        if (suo_evaluation_wants(e, few[i].score) && few_meets(e, few[i].doc))
            suo_evaluation_offer(e, few[i].doc, few[i].score);
}

/* What a document is worth at most in the only list that scores, whose
 * saturated frequency is at most 'value'. A little more, for its rounding. */
static double known_bound(const suo_evaluation *e, double value)
{
    return e->list[0]->bound * value + 2 * e->walk.grid.least;
}

bool suo_evaluation_look_at_known(suo_evaluation *e)
{
    suo_cursor *cursor = e->list[0];
    const suo_list_impacts *impacts = cursor->impacts;
    e->known = NULL;
    if (!suo_evaluation_has_one_list(e) || impacts == NULL || !e->prunes)
        return false;
    e->known = impacts;
    for (uint32_t i = 0; i < impacts->best_count; i++) {
        const suo_best_posting *own = &impacts->best[i];
        if (!suo_evaluation_wants(e, known_bound(e, own->value)))
            return true;
        if (!few_meets(e, own->doc))
            continue;
        suo_cursor_know(cursor, own->doc, own->freq);
        suo_evaluation_score(e, own->doc);
    }
    return impacts->best_count == impacts->posting_count ||
           !suo_evaluation_wants(e, known_bound(e, impacts->best_rest));
}
