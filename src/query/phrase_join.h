/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_join.h - the places where several terms stand in a row, or near each
 * other, document by document.
 */
#ifndef SUO_QUERY_PHRASE_JOIN_H
#define SUO_QUERY_PHRASE_JOIN_H

#include "query/near.h"

enum {
    SUO_JOIN_MAX = 8, /* terms at once */
    SUO_JOIN_COST = 8 /* of a term and document, in postings */
};

/* Terms being joined. Start with {0}; opened anew it keeps its memory. */
struct suo_joiner {
    const suo_view_segment *seen;
    const suo_phrase_term *terms; /* the rarest first */
    uint32_t count;
    uint32_t sparse_count; /* terms without a row */
    uint32_t fields;
    suo_watch *watch;
    suo_position_walk *walks; /* [SUO_JOIN_MAX], or NULL */
    uint32_t *units;          /* where the row stands */
    size_t unit_cap;
    suo_near near;                     /* its window is 0: they are in a row */
    const suo_phrase_step *near_steps; /* else: those of all terms */
};

void suo_joiner_clear(suo_joiner *joiner);

/*
 * Begin with 'count' (2..SUO_JOIN_MAX) terms of a phrase, none of them a prefix,
 * the rarest first, which must stay; all have positions. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_joiner_open(suo_joiner *joiner,
                                        const suo_view_segment *seen,
                                        const suo_phrase_term *terms,
                                        uint32_t count, uint32_t fields,
                                        suo_watch *watch, suo_error *error);

/* Look for windows instead of a row: the terms are those of all steps of the
 * phrase, which has one. */
void suo_joiner_begin_near(suo_joiner *joiner, const suo_phrase *phrase);

/* Of 64 documents from number 'word' * 64 on, those that all terms with a row
 * have. */
static inline uint64_t suo_joiner_word(const suo_joiner *joiner, uint32_t word)
{
    uint64_t all = UINT64_MAX;
    for (uint32_t i = 0; i < joiner->count; i++)
        if (joiner->terms[i].row != NULL)
            all &= joiner->terms[i].row[word];
    return all;
}

/*
 * The first document from 'doc' on that has all terms, wherever they stand in
 * it, into '*found': SUO_WALK_END if there is none. Any order is right,
 * ascending is cheap. Statuses: SUO_CORRUPT, SUO_NO_MEMORY; those of the watch.
 */
SUO_MUST_USE suo_status suo_joiner_next(suo_joiner *joiner, uint32_t doc,
                                        uint32_t *found, suo_error *error);

/*
 * The units of a text field where the row stands, or windows begin, in a
 * document that has all terms: into joiner->units[*count], ascending. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_joiner_find(suo_joiner *joiner, uint32_t doc,
                                        uint32_t field, uint32_t *count,
                                        suo_error *error);

/* The same of windows, in near_join.c. */
SUO_MUST_USE suo_status suo_joiner_find_near(suo_joiner *joiner, uint32_t doc,
                                             uint32_t field, uint32_t *count,
                                             suo_error *error);

/* The positions of a term in a text field of a document that has it, as
 * suo_position_walk_list. Statuses: as above. */
SUO_MUST_USE suo_status suo_joiner_list(suo_joiner *joiner, uint32_t number,
                                        uint32_t doc, uint32_t field,
                                        uint32_t last, suo_position_list *list,
                                        suo_error *error);

/*
 * Append the places of the phrase, or of its rarest terms if there are more, in
 * the visible living documents of a segment; ascending, each once. The joiner
 * is the scratch's. Parameters and statuses: as above.
 */
SUO_MUST_USE suo_status suo_phrase_join(const suo_view_segment *seen,
                                        const suo_phrase *phrase,
                                        const suo_phrase_term *terms,
                                        uint32_t count, uint32_t fields,
                                        suo_phrase_scratch *scratch,
                                        suo_occurrences *occurrences,
                                        suo_error *error);

#endif
