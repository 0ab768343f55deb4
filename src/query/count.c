/* SPDX-License-Identifier: Apache-2.0 */
/*
 * count.c - count the matching documents of a segment, without scoring.
 *
 * Documents are marked in a window, a bit each.
 */
#include "query/evaluation.h"

#include "codec/bit_rows.h"

enum {
    STEP_WORDS = 64, /* of marks that are counted at once */
    LIST_COST = 32,  /* of a list in a window, in postings */
    FILTER_COST = 8, /* of a filter and 64 documents */
    GIVE_COST = 8    /* of a document that is given to one who counts */
};

/* Give the marks to the facets, to groups and to a ranking without scores. */
static void marks_give(suo_evaluation *e, uint32_t start, const uint64_t *given,
                       uint32_t words)
{
    const uint32_t cost = (e->facets.count + 1) * GIVE_COST;
    const bool is_ranked = suo_evaluation_ranks_marks(e);
    const bool is_grouped =
        e->groups != NULL && e->groups->stage == SUO_GROUPS_COUNT;
    for (uint32_t word = 0; word < words; word++) {
        uint32_t doc = start + word * 64;
        uint64_t marks = given[word];
        if (e->walk.status != SUO_OK ||
            suo_walk_ends(&e->walk, cost * suo_count_bits(marks)))
            return;
        if (e->facets.count > 0 && marks != 0)
            e->walk.status =
                suo_facets_add(&e->facets, doc, marks, e->walk.error);
        if (is_grouped && marks != 0 && e->walk.status == SUO_OK)
            e->walk.status =
                suo_groups_count(e->groups, doc, marks, e->walk.error);
        for (; is_ranked && marks != 0; marks &= marks - 1)
            suo_evaluation_rank(e, doc + suo_low_bit(marks), 0);
    }
}

/* Count the marks that the view sees and that pass, and give them away. */
static void marks_count(suo_evaluation *e, uint32_t start, uint64_t *marks,
                        uint32_t words)
{
    for (uint32_t i = 0; i < words && e->walk.seen->visible != NULL; i++)
        marks[i] = suo_evaluation_see(e, start + i * 64, marks[i]);
    if (e->filters.count > 0)
        suo_segment_filters_keep(&e->filters, start, marks, words);
    e->total += suo_bits_count(marks, words);
    if (e->facets.count > 0 || e->groups != NULL ||
        suo_evaluation_ranks_marks(e))
        marks_give(e, start, marks, words);
}

/* The same, in steps that the watch is told of. */
static void marks_count_all(suo_evaluation *e, uint32_t start, uint32_t words)
{
    for (uint32_t at = 0; at < words; at += STEP_WORDS) {
        const uint32_t own = words - at < STEP_WORDS ? words - at : STEP_WORDS;
        if (e->walk.status != SUO_OK ||
            suo_walk_ends(&e->walk, own * (1 + e->filters.count * FILTER_COST)))
            return;
        marks_count(e, start + at * 64, e->marks + at, own);
    }
}

/* Mark the documents of a window that have any term that scores. What is left
 * of a word has no other documents. */
static void mark_any(suo_evaluation *e, uint32_t start, uint32_t end)
{
    for (uint32_t c = 0; c < e->scored_count; c++)
        if (e->list[c]->kind != SUO_CURSOR_REST)
            suo_cursor_mark(e->list[c], start, end, e->marks);
}

static void count_window(suo_evaluation *e, uint32_t start, uint32_t end)
{
    const uint32_t words = (end - start + 63) / 64;
    memset(e->marks, e->needs_scored ? 0 : 0xFF, words * sizeof(*e->marks));
    if (e->needs_scored)
        mark_any(e, start, end);
    if (suo_clauses_keep(e, start, end, e->marks) > 0)
        marks_count_all(e, start, words);
}

void suo_evaluation_count(suo_evaluation *e)
{
    const uint32_t doc_count = e->walk.seen->segment->doc_count;
    e->is_counting = true;
    for (uint32_t start = 0;
         start < doc_count && e->walk.status == SUO_OK &&
         !suo_walk_ends(&e->walk, e->list_count * LIST_COST);
         start += SUO_COUNT_DOCS) {
        uint32_t end = doc_count - start < SUO_COUNT_DOCS
                           ? doc_count
                           : start + SUO_COUNT_DOCS;
        count_window(e, start, end);
    }
    e->is_counting = false;
}
