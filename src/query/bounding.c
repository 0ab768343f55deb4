/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bounding.c - what the documents of each span can score at most.
 *
 * A list whose impacts were learnt has them by span; a short one, and an array
 * of documents, is walked; of any other each span may have all it can be
 * worth.
 */
#include "query/evaluation.h"

#include "query/phrase_cursor.h"

enum { SPANS_COST = 8 /* bounds of spans that cost as much as a posting */ };

uint32_t suo_evaluation_units(const suo_evaluation *e, double part)
{
    double units = part / e->unit;
    return units < UINT16_MAX ? (uint32_t)units + 1 : UINT16_MAX;
}

void suo_evaluation_raise(suo_evaluation *e)
{
    double units = e->threshold / e->unit;
    uint32_t least =
        units < UINT16_MAX ? (uint32_t)(units > 0 ? units : 0) : UINT16_MAX;
    e->least = least > e->slack ? least - e->slack : 1;
}

/* What no part of a score of the cursor is above, those it covers with it. */
static double cursor_most(const suo_cursor *cursor)
{
    if (cursor->kind == SUO_CURSOR_PHRASE)
        return suo_phrase_most(cursor);
    return cursor->impacts != NULL ? cursor->bound * cursor->impacts->most
                                   : cursor->bound;
}

static void evaluation_choose_unit(suo_evaluation *e)
{
    double sum = 0;
    for (uint32_t c = 0; c < e->scored_count; c++)
        if (!e->list[c]->is_covered)
            sum += cursor_most(e->list[c]);
    e->unit = sum / SUO_BOUND_UNITS;
    e->slack = 1;
    for (uint32_t c = 0; c < e->scored_count; c++) {
        suo_cursor *cursor = e->list[c];
        bool is_phrase = cursor->kind == SUO_CURSOR_PHRASE;
        if (is_phrase)
            suo_phrase_scale(cursor, e->unit);
        if ((cursor->impacts == NULL && !is_phrase) || cursor->is_covered)
            continue;
        cursor->factor = suo_impacts_factor(cursor_most(cursor) / e->unit);
        e->slack++;
    }
}

/* Are all documents of the cursor at hand? */
static bool cursor_is_short(suo_cursor *cursor)
{
    suo_cursor_seek(cursor, 0);
    return cursor->is_last;
}

/* Add what a cursor without impacts is worth. */
static void spans_add(suo_evaluation *e, suo_cursor *cursor, uint32_t count)
{
    uint32_t units = suo_evaluation_units(e, cursor->bound);
    uint32_t last = UINT32_MAX;
    const suo_match_place *place = cursor->places_start;
    if (cursor->kind == SUO_CURSOR_PLACES) {
        for (; place < cursor->places_end; place++) {
            uint32_t span = place->doc >> SUO_SPAN_SHIFT;
            if (span != last)
                suo_bound_add(&e->spans[span], units);
            last = span;
        }
    } else if (cursor_is_short(cursor)) {
        for (uint32_t i = 0; i < cursor->count; i++) {
            uint32_t span = cursor->docs[i] >> SUO_SPAN_SHIFT;
            if (span != last)
                suo_bound_add(&e->spans[span], units);
            last = span;
        }
    } else {
        for (uint32_t span = 0; span < count; span++)
            suo_bound_add(&e->spans[span], units);
    }
}

/* ---- what hits must have ---- */

static void span_mark(uint64_t *met, uint32_t doc)
{
    uint32_t span = doc >> SUO_SPAN_SHIFT;
    met[span / 64] |= UINT64_C(1) << (span % 64);
}

/* Mark the spans that the cursor may have documents in, of 64 spans from
 * 'first' on. */
static uint64_t cursor_meet_spans(suo_cursor *cursor, uint32_t first)
{
    const uint32_t start = first << SUO_SPAN_SHIFT;
    const uint32_t end = (first + SUO_IMPACTS_STEP) << SUO_SPAN_SHIFT;
    uint64_t met = 0;
    if (cursor->impacts != NULL) {
        suo_impacts_mark(cursor->impacts->spans + first, SUO_IMPACTS_STEP,
                         &met);
        return met;
    }
    if (cursor->kind == SUO_CURSOR_PHRASE)
        return UINT64_MAX; /* its bounds tell */
    if (cursor->kind == SUO_CURSOR_LIST && !cursor_is_short(cursor))
        return UINT64_MAX;
    for (uint32_t doc = suo_cursor_seek(cursor, start); doc < end;
         doc = suo_cursor_seek(cursor, doc + 1))
        span_mark(&met, doc - start);
    return met;
}

/* Clear the bounds of spans where a clause has no document. */
static void spans_need(suo_evaluation *e, const suo_clause *clause,
                       uint32_t count)
{
    for (uint32_t first = 0; first < count; first += SUO_IMPACTS_STEP) {
        uint64_t met = 0;
        for (uint32_t i = 0; i < clause->count && met != UINT64_MAX; i++)
            met |=
                cursor_meet_spans(e->clause_cursors[clause->first + i], first);
        for (uint32_t i = 0; met != UINT64_MAX && i < SUO_IMPACTS_STEP; i++)
            if (!(met >> i & 1))
                e->spans[first + i] = 0;
    }
}

suo_status suo_evaluation_bound(suo_evaluation *e)
{
    uint32_t count = suo_span_room(e->walk.seen->segment->doc_count);
    if (suo_grow(&e->spans, &e->span_cap, count, sizeof(*e->spans)) != SUO_OK)
        return SUO_NO_MEMORY;
    memset(e->spans, 0, count * sizeof(*e->spans));
    evaluation_choose_unit(e);
    for (uint32_t c = 0; c < e->scored_count; c++) {
        suo_cursor *cursor = e->list[c];
        if (cursor->is_covered)
            continue;
        if (suo_walk_ends(&e->walk, 1 + count / SPANS_COST))
            break;
        if (cursor->kind == SUO_CURSOR_PHRASE)
            suo_phrase_add_spans(cursor, e->spans, count);
        else if (cursor->impacts != NULL)
            suo_impacts_add(e->spans, cursor->impacts->spans, count,
                            cursor->factor);
        else
            spans_add(e, cursor, count);
    }
    for (uint32_t i = 0; i < e->clause_count; i++)
        spans_need(e, &e->clauses[i], count);
    return SUO_OK;
}
