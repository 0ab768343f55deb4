/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase.h - where a row of terms stands in a segment, unit by unit.
 */
#ifndef SUO_QUERY_PHRASE_H
#define SUO_QUERY_PHRASE_H

#include "index/position_walk.h"
#include "index/view.h"
#include "query/watch.h"

/* One term of a phrase. */
typedef struct suo_phrase_step {
    suo_slice bytes; /* as in the dictionary, first byte 'w' or 'g' */
    uint32_t offset; /* units behind the first unit of the phrase */
    bool is_prefix;  /* any term that begins with 'bytes' will do; a Han
                        character alone: all grams it begins */
} suo_phrase_step;

/*
 * Borrowed steps, at least one; their offsets ascend strictly from 0. Those of
 * words that are near each other stand one word behind the other, the offsets
 * of each from 0.
 */
typedef struct suo_phrase {
    const suo_phrase_step *steps;
    uint32_t count;
    uint32_t window; /* 0: all in a row; else its words, at least two, within so
                        many units, in any order: near.h */
} suo_phrase;

/* A place where a phrase stands. */
typedef struct suo_occurrence {
    uint32_t doc;   /* of the segment */
    uint32_t field; /* text field */
    uint32_t unit;  /* the phrase's first; of a window, its first */
} suo_occurrence;

/* Start with {0}. Set 'count' to 0 to use the memory again. */
typedef struct suo_occurrences {
    suo_occurrence *items;
    size_t count;
    size_t cap;
} suo_occurrences;

void suo_occurrences_clear(suo_occurrences *occurrences);

/*
 * Put the items from number 'start' on in order of document, field and unit,
 * and keep one of those that are equal: the union of several phrases' places.
 */
void suo_occurrences_unite(suo_occurrences *occurrences, size_t start);

/* A step that was looked up. */
typedef struct suo_phrase_term {
    const suo_phrase_step *step;
    suo_term_entry entry; /* but for a prefix */
    uint64_t doc_freq;    /* documents of it that the view sees, if counted */
    /* What was learnt of its list (list_impacts.h), or NULL: */
    const struct suo_list_impacts *impacts;
    const uint64_t *row;   /* bits by document: it has the term */
    const uint32_t *ranks; /* postings before each 64 of these, if all of them
                              count */
    const uint8_t *worth;  /* of a list without a row: impacts by posting, if
                              so */
} suo_phrase_term;

typedef struct suo_joiner suo_joiner; /* phrase_join.h */

/* Memory that searches for phrases share, one after the other: once it has
 * grown, they allocate nothing. Start with {0}. */
typedef struct suo_phrase_scratch {
    suo_phrase_term *terms;
    size_t term_cap;
    uint8_t *marks; /* by occurrence: does the step at hand stand there? */
    size_t mark_cap;
    suo_joiner *joiner;    /* or NULL */
    suo_occurrences words; /* of near ones, one word after the other */
    suo_doc_range *ranges; /* documents that have those looked for so far */
    size_t range_cap;
    uint32_t *units;
    size_t unit_cap;
    suo_posting_block block;
    suo_positions positions;
    suo_watch *watch; /* borrowed; NULL: nothing ends a search early */
} suo_phrase_scratch;

void suo_phrase_scratch_clear(suo_phrase_scratch *scratch);

/* Tell the watch, if there is one, of work in postings; must the search end?
 * Then the watch says why. */
static inline bool suo_phrase_ends(const suo_phrase_scratch *scratch,
                                   uint32_t postings)
{
    return scratch->watch != NULL && suo_watch_ends(scratch->watch, postings);
}

/*
 * Append all places of the phrase in the visible living documents of a view's
 * segment, in the text fields of 'fields' (bit t: text field t): ascending by
 * document, field and unit, each once. On failure nothing is appended.
 * Statuses: SUO_INVALID (a term of it has no positions: words made of Han
 * characters have none, their grams do), SUO_CORRUPT, SUO_NO_MEMORY; those of
 * the watch.
 */
SUO_MUST_USE suo_status suo_phrase_find(const suo_view_segment *seen,
                                        const suo_phrase *phrase,
                                        uint32_t fields,
                                        suo_phrase_scratch *scratch,
                                        suo_occurrences *occurrences,
                                        suo_error *error);

#endif
