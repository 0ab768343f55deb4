/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cursor.h - walk the visible documents of a segment that have a term, and
 * tell what it adds to their scores.
 *
 * A cursor stands at one document and only moves forward. It has the documents
 * of a block at a time in the clear; frequencies and scores are made when they
 * are first asked for.
 */
#ifndef SUO_QUERY_CURSOR_H
#define SUO_QUERY_CURSOR_H

#include "index/view.h"
#include "query/scorer.h"
#include "query/watch.h"

enum {
    SUO_LESS_MAX = 4,   /* lists taken away from one */
    SUO_SPAN_SHIFT = 8, /* bounds are kept for spans of 256 */
    SUO_SPAN_DOCS = 1 << SUO_SPAN_SHIFT
};

#define SUO_NO_DOC UINT32_MAX /* above every document */

/* A document that has a term, and its weighted frequency. */
typedef struct suo_match_place {
    uint32_t doc;
    double freq;
} suo_match_place;

/* What walks of one segment share. */
typedef struct suo_walk {
    const suo_view_segment *seen;
    const uint8_t *visible; /* cursors leave out what it lacks; NULL: nothing */
    const suo_bm25 *lanes;  /* [SUO_LANES] */
    suo_grid grid;
    uint32_t all_fields; /* text fields of the schema: bit t */
    suo_status status;   /* sticky; cursors end when it is not SUO_OK */
    suo_watch *watch; /* its statuses become the walk's; NULL: there is none */
    suo_error *error;
    suo_posting_block block; /* scratch */
    double lengths[SUO_BLOCK_DOCS];
    double parts[SUO_BLOCK_DOCS]; /* of scores */
} suo_walk;

/* Tell the watch of the walk of work in postings; must the walk end? */
static inline bool suo_walk_ends(suo_walk *walk, uint32_t postings)
{
    if (walk->watch == NULL || !suo_watch_ends(walk->watch, postings))
        return false;
    walk->status = walk->watch->status;
    return true;
}

typedef enum suo_cursor_kind {
    SUO_CURSOR_LIST,   /* the postings of a dictionary term */
    SUO_CURSOR_PLACES, /* an array */
    SUO_CURSOR_PHRASE, /* a row of terms: phrase_cursor.h */
    SUO_CURSOR_REST    /* a list, less what others have of it */
} suo_cursor_kind;

typedef struct suo_list_impacts suo_list_impacts; /* list_impacts.h */
typedef struct suo_phrase_run suo_phrase_run;     /* phrase_cursor.h */

typedef struct suo_cursor {
    suo_walk *walk;
    suo_cursor_kind kind;
    bool has_freqs;      /* 'freqs' are those of the block at hand */
    uint32_t at;         /* in 'docs' */
    uint32_t count;      /* documents at hand; docs[count] is SUO_NO_DOC */
    uint32_t start;      /* documents of earlier blocks are below */
    uint32_t sought;     /* the document sought last */
    uint32_t next_start; /* documents of later blocks are not below */
    bool is_last;        /* there is no later block */
    uint8_t lane;
    bool is_gappy;   /* some postings of the list may not count */
    uint32_t fields; /* that count */
    double weight;
    double bound;                    /* no part of a score is above */
    const suo_list_impacts *impacts; /* or NULL */
    uint16_t factor;                 /* of an impact, in units of bounds */
    bool is_covered; /* another cursor's factor counts for it, too */
    suo_postings postings;
    const suo_match_place *places_start;
    const suo_match_place *places; /* those not yet at hand */
    const suo_match_place *places_end;
    suo_phrase_run *run; /* of a phrase */
    uint32_t probed;     /* the document looked up last, and what it has */
    double probed_freq;
    struct suo_cursor *base; /* of a rest: the list */
    struct suo_cursor *less[SUO_LESS_MAX];
    uint32_t less_count;
    uint32_t docs[SUO_BLOCK_DOCS + 1];
    double freqs[SUO_BLOCK_DOCS]; /* weighted */
} suo_cursor;

/*
 * Begin before the first document. 'fields' are text fields that count; 'lane'
 * says by which lengths it scores. A failure is kept in the walk.
 */
void suo_cursor_open_list(suo_cursor *cursor, suo_walk *walk, uint32_t lane,
                          const suo_term_entry *entry, uint32_t fields);
void suo_cursor_open_places(suo_cursor *cursor, suo_walk *walk, uint32_t lane,
                            const suo_match_place *places,
                            const suo_match_place *end);

/* A list, less the frequencies of others in its documents; the cursors of the
 * lists are moved, and must stay. */
void suo_cursor_open_rest(suo_cursor *cursor, suo_cursor *base,
                          suo_cursor *const *less, uint32_t less_count);

/* Go back before the first document. */
void suo_cursor_rewind(suo_cursor *cursor);

/* Let it score, for a term of this weight. */
static inline void suo_cursor_weigh(suo_cursor *cursor, double weight)
{
    cursor->weight = weight;
}

/* The part of suo_cursor_seek that leaves the block. */
uint32_t suo_cursor_load(suo_cursor *cursor, uint32_t doc);

/* Go to the first document that is not below 'doc', forward or back; returns
 * it. */
static inline uint32_t suo_cursor_seek(suo_cursor *cursor, uint32_t doc)
{
    const uint32_t *docs = cursor->docs;
    if (doc < cursor->sought) {
        if (doc < cursor->start)
            suo_cursor_rewind(cursor);
        cursor->at = 0;
    }
    cursor->sought = doc;
    uint32_t at = cursor->at;
    if (docs[at] >= doc && at < cursor->count)
        return docs[at];
    if (cursor->count == 0 || docs[cursor->count - 1] < doc)
        return suo_cursor_load(cursor, doc);
    /* By steps that double, then by halves. */
    uint32_t high = at + 1;
    for (uint32_t step = 1; high < cursor->count && docs[high] < doc;
         step *= 2) {
        at = high;
        high += step;
    }
    if (high > cursor->count)
        high = cursor->count;
    while (at + 1 < high) {
        uint32_t middle = (at + high) / 2;
        if (docs[middle] < doc)
            at = middle;
        else
            high = middle;
    }
    cursor->at = high;
    return docs[high];
}

/* Does it have the document? */
bool suo_cursor_has(suo_cursor *cursor, uint32_t doc);

/* Set bit i of 'marks' for each document 'start' + i of it that is below
 * 'end'. 'start' is a multiple of 64; there is room for whole words. */
void suo_cursor_mark(suo_cursor *cursor, uint32_t start, uint32_t end,
                     uint64_t *marks);

/* Have the weighted frequencies of the block at hand. */
void suo_cursor_need_freqs(suo_cursor *cursor);

/* What the term adds to the scores of documents number [from, end) of those at
 * hand: borrowed from the walk until the next call for one of its cursors. */
const double *suo_cursor_score_part(suo_cursor *cursor, uint32_t from,
                                    uint32_t end);

/* Tell what the next one would find: the weighted frequency of a list in a
 * document. */
static inline void suo_cursor_know(suo_cursor *cursor, uint32_t doc,
                                   double freq)
{
    cursor->probed = doc;
    cursor->probed_freq = freq;
}

/* What the term adds to the score of 'doc'; 0: the document does not have
 * it. */
double suo_cursor_probe(suo_cursor *cursor, uint32_t doc);

#endif
