/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_cursor.c - bound a phrase by its terms before positions are read.
 *
 * A phrase stands in a document at most as often as each of its terms, field by
 * field, and windows that hold all of them and share no place (near.c) do, too:
 * so no part of a score is above what the least of their impacts allow:
 * saturation grows with the frequency, and length is the document's. So the
 * bound of a document is the least of as many bytes. Sparse lists have them by
 * posting: the rarest leads.
 */
#include "query/phrase_cursor.h"

#include "query/list_impacts.h"

enum { LOAD_DOCS = 16 }; /* looked for at once */

void suo_phrase_run_clear(suo_phrase_run *run)
{
    suo_joiner_clear(&run->joiner);
}

/* Go on to the first document from 'doc' on that has all terms. */
static uint32_t phrase_next(suo_cursor *cursor, uint32_t doc)
{
    suo_walk *walk = cursor->walk;
    uint32_t found = SUO_WALK_END;
    if (walk->status == SUO_OK)
        walk->status =
            suo_joiner_next(&cursor->run->joiner, doc, &found, walk->error);
    return walk->status == SUO_OK ? found : SUO_WALK_END;
}

/* ---- where it may stand ---- */

bool suo_phrase_may_have(suo_cursor *cursor, uint32_t doc)
{
    return phrase_next(cursor, doc) == doc;
}

/* The same where all terms tell their documents. */
static void mark_dense(const suo_joiner *joiner, uint32_t start, uint32_t end,
                       uint64_t *marks)
{
    for (uint32_t doc = start; doc < end; doc += 64) {
        uint64_t all = UINT64_MAX;
        for (uint32_t i = 0; i < joiner->count && all != 0; i++) {
            uint64_t own = 0;
            suo_impacts_mark(joiner->terms[i].docs + doc, 64, &own);
            all &= own;
        }
        marks[(doc - start) / 64] |= all;
    }
}

void suo_phrase_mark_may(suo_cursor *cursor, uint32_t start, uint32_t end,
                         uint64_t *marks)
{
    if (cursor->run->joiner.sparse_count == 0) {
        mark_dense(&cursor->run->joiner, start, end, marks);
        return;
    }
    for (uint32_t doc = phrase_next(cursor, start); doc < end;
         doc = phrase_next(cursor, doc + 1))
        marks[(doc - start) / 64] |= UINT64_C(1) << ((doc - start) % 64);
}

/* ---- where it stands ---- */

/* How often it stands in a document that has all terms, weighted; any number
 * above 0 if that is all that is asked. */
static double phrase_find(suo_cursor *cursor, uint32_t doc, bool is_counted)
{
    suo_walk *walk = cursor->walk;
    suo_joiner *joiner = &cursor->run->joiner;
    const double *weights = walk->lanes[cursor->lane].weight;
    double freq = 0;
    for (uint32_t t = 0; joiner->fields >> t != 0 && (is_counted || freq == 0);
         t++) {
        uint32_t count = 0;
        if ((joiner->fields >> t & 1) && walk->status == SUO_OK)
            walk->status = suo_joiner_find(joiner, doc, t, &count, walk->error);
        if (walk->status != SUO_OK)
            return 0;
        /* One by one, as gather.c does: the same bits. */
        for (; count > 0; count--)
            freq += weights[t];
    }
    return freq;
}

double suo_phrase_freq(suo_cursor *cursor, uint32_t doc)
{
    return phrase_find(cursor, doc, true);
}

bool suo_phrase_has(suo_cursor *cursor, uint32_t doc)
{
    return suo_phrase_may_have(cursor, doc) &&
           phrase_find(cursor, doc, false) > 0;
}

static bool phrase_sees(const suo_cursor *cursor, uint32_t doc)
{
    const uint8_t *visible = cursor->walk->visible;
    return visible == NULL || (visible[doc / 8] >> (doc % 8) & 1);
}

void suo_phrase_mark(suo_cursor *cursor, uint32_t start, uint32_t end,
                     uint64_t *marks)
{
    for (uint32_t doc = phrase_next(cursor, start); doc < end;
         doc = phrase_next(cursor, doc + 1))
        if (phrase_sees(cursor, doc) && phrase_find(cursor, doc, false) > 0)
            marks[(doc - start) / 64] |= UINT64_C(1) << ((doc - start) % 64);
}

void suo_phrase_load(suo_cursor *cursor, uint32_t doc)
{
    uint32_t count = 0;
    cursor->start = doc;
    doc = phrase_next(cursor, doc);
    for (; doc != SUO_WALK_END && count < LOAD_DOCS;
         doc = phrase_next(cursor, doc + 1)) {
        double freq =
            phrase_sees(cursor, doc) ? phrase_find(cursor, doc, true) : 0;
        cursor->docs[count] = doc;
        cursor->freqs[count] = freq;
        count += freq > 0;
    }
    cursor->has_freqs = true;
    cursor->count = count;
    cursor->is_last = doc == SUO_WALK_END;
    if (count > 0)
        cursor->next_start = cursor->docs[count - 1] + 1;
}

void suo_cursor_open_phrase(suo_cursor *cursor, suo_walk *walk, uint32_t lane,
                            suo_phrase_run *run, const suo_phrase *phrase,
                            const suo_phrase_term *terms, uint32_t fields)
{
    suo_cursor_open_places(cursor, walk, lane, NULL, NULL);
    cursor->kind = SUO_CURSOR_PHRASE;
    cursor->run = run;
    if (walk->status == SUO_OK)
        walk->status =
            suo_joiner_open(&run->joiner, walk->seen, terms, phrase->count,
                            fields, walk->watch, walk->error);
    if (phrase->window > 0)
        suo_joiner_begin_near(&run->joiner, phrase);
    cursor->is_last = walk->status != SUO_OK;
}

/* ---- bounds ---- */

double suo_phrase_most(const suo_cursor *cursor)
{
    const suo_joiner *joiner = &cursor->run->joiner;
    double most = 0;
    for (uint32_t i = 0; i < joiner->count; i++)
        if (joiner->terms[i].impacts->most > most)
            most = joiner->terms[i].impacts->most;
    return cursor->weight * most;
}

void suo_phrase_scale(suo_cursor *cursor, double unit)
{
    const suo_joiner *joiner = &cursor->run->joiner;
    for (uint32_t i = 0; i < joiner->count; i++)
        cursor->run->factors[i] = suo_impacts_factor(
            cursor->weight * joiner->terms[i].impacts->most / unit);
}

void suo_phrase_add_spans(const suo_cursor *cursor, uint16_t *bounds,
                          uint32_t count)
{
    const suo_joiner *joiner = &cursor->run->joiner;
    const uint8_t *spans[SUO_JOIN_MAX];
    for (uint32_t i = 0; i < joiner->count; i++)
        spans[i] = joiner->terms[i].impacts->spans;
    suo_impacts_add_least(bounds, spans, cursor->run->factors, joiner->count,
                          count);
}

/* What a posting of a sparse list is worth: that its walk stands at. */
static uint8_t term_worth(const suo_joiner *joiner, uint32_t number)
{
    const suo_phrase_term *term = &joiner->terms[number];
    const suo_position_walk *walk = &joiner->walks[number];
    uint32_t posting = (walk->postings.block - 1) * SUO_BLOCK_DOCS + walk->at;
    /* The bytes of the file may not be what they were when it was learnt. */
    return term->worth != NULL && posting < term->impacts->posting_count
               ? term->worth[posting]
               : SUO_IMPACT_MOST;
}

/* The bound of a document: of 'least', what the first terms allow, as much as
 * those from number 'from' on do. */
static uint32_t phrase_bound_rest(suo_cursor *cursor, uint32_t doc,
                                  uint32_t from, uint32_t least)
{
    suo_walk *walk = cursor->walk;
    suo_joiner *joiner = &cursor->run->joiner;
    for (uint32_t i = from; i < joiner->count && least > 0; i++) {
        const uint8_t *docs = joiner->terms[i].docs;
        uint8_t worth = docs != NULL ? docs[doc] : 0;
        if (docs == NULL) {
            uint32_t found;
            walk->status = suo_position_walk_seek(&joiner->walks[i], doc,
                                                  &found, walk->error);
            if (walk->status != SUO_OK)
                return 0;
            worth = found == doc ? term_worth(joiner, i) : 0;
        }
        uint32_t own = suo_impact_scale(worth, cursor->run->factors[i]);
        least = own < least ? own : least;
    }
    return least;
}

uint32_t suo_phrase_bound(suo_cursor *cursor, uint32_t doc)
{
    return cursor->walk->status == SUO_OK
               ? phrase_bound_rest(cursor, doc, 0, UINT16_MAX)
               : 0;
}

/* Add to the bounds of those documents below 'end' that are in the block at
 * hand of the first term, from where its walk stands. */
static void phrase_add_block(suo_cursor *cursor, uint16_t *bounds,
                             uint32_t start, uint32_t end)
{
    suo_joiner *joiner = &cursor->run->joiner;
    suo_position_walk *lead = joiner->walks;
    const uint32_t *docs = lead->block.docs;
    for (; lead->at < lead->doc_count && docs[lead->at] < end; lead->at++) {
        uint32_t doc = docs[lead->at];
        uint32_t own =
            suo_impact_scale(term_worth(joiner, 0), cursor->run->factors[0]);
        uint32_t sum =
            bounds[doc - start] + phrase_bound_rest(cursor, doc, 1, own);
        bounds[doc - start] = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
    }
    if (lead->at == lead->doc_count)
        lead->at--;
}

void suo_phrase_add_docs(suo_cursor *cursor, uint16_t *bounds, uint32_t start,
                         uint32_t end)
{
    suo_walk *walk = cursor->walk;
    suo_joiner *joiner = &cursor->run->joiner;
    const uint8_t *docs[SUO_JOIN_MAX];
    uint32_t doc = start;
    if (joiner->sparse_count == 0) {
        for (uint32_t i = 0; i < joiner->count; i++)
            docs[i] = joiner->terms[i].docs + start;
        suo_impacts_add_least(bounds, docs, cursor->run->factors, joiner->count,
                              end - start);
        return;
    }
    while (doc < end && walk->status == SUO_OK &&
           !suo_walk_ends(walk, SUO_BLOCK_DOCS)) {
        suo_position_walk *lead = joiner->walks;
        walk->status = suo_position_walk_seek(lead, doc, &doc, walk->error);
        if (walk->status != SUO_OK || doc >= end)
            return;
        phrase_add_block(cursor, bounds, start, end);
        doc = lead->block.docs[lead->doc_count - 1] + 1;
    }
}
