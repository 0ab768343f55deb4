/* SPDX-License-Identifier: Apache-2.0 */
/*
 * count.c - count the matching documents of a segment, without scoring.
 *
 * Documents are marked in a window, a bit each. Where something rare is
 * needed, its documents are looked up in the rest instead.
 */
#include "query/evaluation.h"

enum {
    LOOK_UP_COST = 32, /* of a document in a list; marking one costs 1 */
    DENSE_GAIN = 16    /* documents that are marked at once by impacts */
};

/* Count the marks that the view sees and that pass, give them to the facets,
 * and take them away. */
static void count_marks(suo_evaluation *e, uint32_t start)
{
    for (uint32_t word = 0; word < SUO_COUNT_DOCS / 64; word++) {
        uint32_t doc = start + word * 64;
        uint64_t marks = suo_evaluation_see(e, doc, e->marks[word]);
        e->marks[word] = 0;
        if (e->filters.count > 0)
            marks = suo_segment_filters_pass_marks(&e->filters, doc, marks);
        e->total += suo_count_bits(marks);
        if (e->facets.count > 0 && marks != 0 && e->walk.status == SUO_OK)
            e->walk.status =
                suo_facets_add(&e->facets, doc, marks, e->walk.error);
    }
}

/* Mark the documents of a window that have any term that scores. What covers
 * others has all of their documents. */
static void mark_any(suo_evaluation *e, uint32_t start, uint32_t end,
                     uint64_t *marks)
{
    for (uint32_t c = 0; c < e->scored_count; c++)
        if (e->list[c]->kind != SUO_CURSOR_REST)
            suo_cursor_mark(e->list[c], start, end, marks);
}

/* Keep the marks of documents that meet a clause. Returns whether any is
 * left. */
static bool marks_need(suo_evaluation *e, const suo_clause *clause,
                       uint32_t start, uint32_t end)
{
    uint64_t any = 0;
    memset(e->met, 0, sizeof(e->met));
    for (uint32_t i = 0; i < clause->count; i++)
        suo_cursor_mark(e->clause_cursors[clause->first + i], start, end,
                        e->met);
    for (uint32_t i = 0; i < SUO_COUNT_DOCS / 64; i++)
        any |= e->marks[i] &= e->met[i];
    return any != 0;
}

static void count_window(suo_evaluation *e, uint32_t start, uint32_t end)
{
    mark_any(e, start, end, e->marks);
    for (uint32_t i = 0; i < e->clause_count; i++)
        if (!marks_need(e, &e->clauses[i], start, end))
            return;
    count_marks(e, start);
}

static bool clause_has(suo_evaluation *e, const suo_clause *clause,
                       uint32_t doc)
{
    for (uint32_t i = 0; i < clause->count; i++)
        if (suo_cursor_has(e->clause_cursors[clause->first + i], doc))
            return true;
    return false;
}

/* Has the document all that is needed, and a term that scores? */
static bool count_matches(suo_evaluation *e, uint32_t doc)
{
    for (uint32_t i = 1; i < e->clause_count; i++)
        if (!clause_has(e, &e->clauses[i], doc))
            return false;
    for (uint32_t c = 0; c < e->scored_count; c++)
        if (suo_cursor_has(e->list[c], doc))
            return true;
    return false;
}

/* The same window, by the documents of the first clause, which is rare. */
static void count_window_rare(suo_evaluation *e, uint32_t start, uint32_t end)
{
    const suo_clause *rare = &e->clauses[0];
    for (uint32_t i = 0; i < rare->count; i++)
        suo_cursor_mark(e->clause_cursors[rare->first + i], start, end,
                        e->marks);
    for (uint32_t word = 0; word < SUO_COUNT_DOCS / 64; word++) {
        uint64_t left = e->marks[word];
        for (; left != 0; left &= left - 1)
            if (!count_matches(e, start + word * 64 + suo_low_bit(left)))
                e->marks[word] &= ~(left & -left);
    }
    count_marks(e, start);
}

/* What it costs to mark the documents of a cursor. */
static uint64_t cursor_mark_cost(const suo_evaluation *e,
                                 const suo_cursor *cursor)
{
    if (cursor->kind == SUO_CURSOR_PLACES)
        return (uint64_t)(cursor->places_end - cursor->places_start);
    if (cursor->kind == SUO_CURSOR_REST)
        return 0; /* its word's are marked */
    return cursor->impacts != NULL && cursor->impacts->docs != NULL
               ? e->walk.seen->segment->doc_count / DENSE_GAIN
               : cursor->postings.entry.doc_freq;
}

/* Is it cheaper to look the documents of the first clause up? */
static bool count_is_rare(const suo_evaluation *e)
{
    uint64_t marked = 0;
    if (e->clause_count == 0)
        return false;
    for (uint32_t c = 0; c < e->list_count; c++)
        marked += cursor_mark_cost(e, e->list[c]);
    return e->clauses[0].doc_freq * e->clause_count * LOOK_UP_COST < marked;
}

void suo_evaluation_count(suo_evaluation *e)
{
    const uint32_t doc_count = e->walk.seen->segment->doc_count;
    bool is_rare = count_is_rare(e);
    for (uint32_t start = 0; start < doc_count && e->walk.status == SUO_OK;
         start += SUO_COUNT_DOCS) {
        uint32_t end = doc_count - start < SUO_COUNT_DOCS
                           ? doc_count
                           : start + SUO_COUNT_DOCS;
        if (is_rare)
            count_window_rare(e, start, end);
        else
            count_window(e, start, end);
    }
}
