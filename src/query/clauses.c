/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clauses.c - which documents have what hits must have.
 *
 * The rarest clause comes first. A row is joined as it is. Of others, while many
 * documents are left, all are marked; few are looked up one by one. A phrase is
 * taken to be where its terms are until documents are counted: of others, those
 * that are scored are few, and looked at then.
 */
#include "query/evaluation.h"

#include "codec/bit_rows.h"
#include "query/list_impacts.h"
#include "query/phrase_cursor.h"

enum {
    LOOK_UP_COST = 32, /* of a document in a list; marking one costs 1 */
    ROW_GAIN = 64      /* documents that are marked at once by a row */
};

/* What it costs to mark a cursor's documents, of 'docs' documents. */
static uint64_t cursor_mark_cost(const suo_evaluation *e,
                                 const suo_cursor *cursor, uint32_t docs)
{
    const uint64_t doc_count = e->walk.seen->segment->doc_count;
    if (suo_cursor_has_row(cursor))
        return docs / ROW_GAIN;
    if (cursor->kind == SUO_CURSOR_PHRASE)
        return docs; /* most of it in looking for documents, not in marking */
    uint64_t all = cursor->kind == SUO_CURSOR_PLACES
                       ? (uint64_t)(cursor->places_end - cursor->places_start)
                       : cursor->postings.entry.doc_freq;
    return all * docs / doc_count;
}

static bool clause_has(suo_evaluation *e, const suo_clause *clause,
                       uint32_t doc)
{
    for (uint32_t i = 0; i < clause->count; i++) {
        suo_cursor *cursor = e->clause_cursors[clause->first + i];
        bool may_do = cursor->kind == SUO_CURSOR_PHRASE && !e->is_counting;
        if (may_do ? suo_phrase_may_have(cursor, doc)
                   : suo_cursor_has(cursor, doc))
            return true;
    }
    return false;
}

/* The row of a clause that is one list. NULL: it has none, or is more. */
static const uint64_t *clause_row(const suo_evaluation *e,
                                  const suo_clause *clause)
{
    const suo_cursor *cursor = e->clause_cursors[clause->first];
    return clause->count == 1 && suo_cursor_has_row(cursor)
               ? cursor->impacts->row
               : NULL;
}

/* Is it cheaper to look 'left' documents up than to mark those of a clause? */
static bool clause_is_costly(const suo_evaluation *e, const suo_clause *clause,
                             uint32_t docs, uint64_t left)
{
    uint64_t mark = 0;
    uint64_t look_up = 0;
    for (uint32_t i = 0; i < clause->count; i++) {
        const suo_cursor *cursor = e->clause_cursors[clause->first + i];
        mark += cursor_mark_cost(e, cursor, docs);
        look_up += suo_cursor_has_row(cursor) ? 1 : LOOK_UP_COST;
    }
    return left * look_up < mark;
}

/* Keep the marks of documents that have the clause, by looking them up. */
static void clause_look_up(suo_evaluation *e, const suo_clause *clause,
                           uint32_t start, uint32_t words, uint64_t *marks)
{
    for (uint32_t word = 0; word < words; word++)
        for (uint64_t left = marks[word]; left != 0; left &= left - 1)
            if (!clause_has(e, clause, start + word * 64 + suo_low_bit(left)))
                marks[word] &= ~(left & -left);
}

/* The same, by marking its documents. */
static void clause_mark(suo_evaluation *e, const suo_clause *clause,
                        uint32_t start, uint32_t end, uint64_t *marks)
{
    const uint32_t words = (end - start + 63) / 64;
    memset(e->met, 0, words * sizeof(*e->met));
    for (uint32_t i = 0; i < clause->count; i++) {
        suo_cursor *cursor = e->clause_cursors[clause->first + i];
        if (cursor->kind == SUO_CURSOR_PHRASE && !e->is_counting)
            suo_phrase_mark_may(cursor, start, end, e->met);
        else
            suo_cursor_mark(cursor, start, end, e->met);
    }
    for (uint32_t i = 0; i < words; i++)
        marks[i] &= e->met[i];
}

uint64_t suo_clauses_keep(suo_evaluation *e, uint32_t start, uint32_t end,
                          uint64_t *marks)
{
    const uint32_t words = (end - start + 63) / 64;
    uint64_t left = end - start;
    bool is_counted = true;
    for (uint32_t c = 0; c < e->clause_count && left > 0; c++) {
        const suo_clause *clause = &e->clauses[c];
        const uint64_t *row = clause_row(e, clause);
        if (row != NULL) {
            suo_bits_and(marks, row + start / 64, words);
            is_counted = false;
            continue;
        }
        if (!is_counted)
            left = suo_bits_count(marks, words);
        if (c > 0 && clause_is_costly(e, clause, end - start, left))
            clause_look_up(e, clause, start, words, marks);
        else
            clause_mark(e, clause, start, end, marks);
        is_counted = false;
    }
    return is_counted ? left : suo_bits_count(marks, words);
}

bool suo_clauses_have(suo_evaluation *e, uint32_t first, uint32_t doc)
{
    for (uint32_t i = first; i < e->clause_count; i++)
        if (!clause_has(e, &e->clauses[i], doc))
            return false;
    return true;
}
