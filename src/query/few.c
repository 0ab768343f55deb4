/* SPDX-License-Identifier: Apache-2.0 */
/*
 * few.c - score all documents of lists that are short, without bounds.
 *
 * Each list is scored as a block; what several lists have of a document is
 * added up while their documents are merged.
 */
#include "query/evaluation.h"

bool suo_evaluation_is_few(suo_evaluation *e)
{
    uint64_t docs = 0;
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
    if (!suo_clauses_have(e, doc))
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
