/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conjunction.c - the best documents that have all that is needed.
 *
 * The rarest clause leads, the others follow: each document it has is looked
 * up in them, after its own score and the bounds of all others were found to
 * suffice. A clause is met by any of its cursors.
 */
#include "query/evaluation.h"

/* The first document not below 'doc' that meets a clause. */
static uint32_t clause_seek(suo_evaluation *e, const suo_clause *clause,
                            uint32_t doc)
{
    uint32_t next = SUO_NO_DOC;
    for (uint32_t i = 0; i < clause->count; i++) {
        uint32_t own =
            suo_cursor_seek(e->clause_cursors[clause->first + i], doc);
        next = own < next ? own : next;
    }
    return next;
}

static bool clause_has(suo_evaluation *e, const suo_clause *clause,
                       uint32_t doc)
{
    for (uint32_t i = 0; i < clause->count; i++)
        if (suo_cursor_seek(e->clause_cursors[clause->first + i], doc) == doc)
            return true;
    return false;
}

static bool clauses_have(suo_evaluation *e, uint32_t doc)
{
    for (uint32_t c = 1; c < e->clause_count; c++)
        if (!clause_has(e, &e->clauses[c], doc))
            return false;
    return true;
}

/* Can the document become a hit, as far as the one cursor that leads tells? */
static bool conjunction_may_lead(suo_evaluation *e, uint32_t doc)
{
    const suo_clause *lead = &e->clauses[0];
    suo_cursor *cursor = e->clause_cursors[lead->first];
    if (lead->count > 1 || cursor->weight == 0 || e->threshold < 0)
        return true;
    /* With more than what rounding may have taken from a thousand bounds. */
    double others =
        e->rest[0] - cursor->window_bound + 1024 * e->walk.grid.least;
    return suo_evaluation_wants(e, suo_cursor_probe(cursor, doc) + others);
}

/* Score a document that has all; offer it unless it cannot become a hit. */
static void conjunction_score(suo_evaluation *e, uint32_t doc)
{
    double score = 0;
    for (uint32_t i = 0; i < e->scored_count; i++) {
        suo_cursor *cursor = e->order[i];
        if (!suo_evaluation_wants(e, score + e->rest[i]))
            return;
        score += suo_cursor_probe(cursor, doc);
    }
    if (suo_evaluation_wants(e, score))
        suo_evaluation_offer(e, doc, score);
}

static void conjunction_window(suo_evaluation *e, uint32_t start, uint32_t end)
{
    const suo_clause *lead = &e->clauses[0];
    suo_evaluation_bound_window(e, start, end);
    if (!suo_evaluation_wants(e, e->rest[0]))
        return;
    for (uint32_t doc = clause_seek(e, lead, start); doc < end;
         doc = clause_seek(e, lead, doc + 1))
        if (suo_evaluation_sees(e, doc) && conjunction_may_lead(e, doc) &&
            clauses_have(e, doc))
            conjunction_score(e, doc);
}

void suo_conjunction_run(suo_evaluation *e)
{
    suo_evaluation_each_window(e, conjunction_window);
}

/* Has the document a term that scores? */
static bool conjunction_is_scored(suo_evaluation *e, uint32_t doc)
{
    for (uint32_t i = 0; i < e->scored_count; i++)
        if (suo_cursor_seek(e->list[i], doc) == doc)
            return true;
    return false;
}

void suo_conjunction_count(suo_evaluation *e)
{
    const suo_clause *lead = &e->clauses[0];
    for (uint32_t doc = clause_seek(e, lead, 0); doc != SUO_NO_DOC;
         doc = clause_seek(e, lead, doc + 1))
        if (suo_evaluation_sees(e, doc) && clauses_have(e, doc) &&
            conjunction_is_scored(e, doc) &&
            suo_segment_filters_pass(&e->filters, doc))
            e->total++;
}
