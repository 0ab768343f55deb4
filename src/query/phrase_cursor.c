/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_cursor.c - bound a phrase by its terms before positions are read.
 *
 * A phrase stands in a document at most as often as each of its terms, field by
 * field, and windows that hold all of them and share no place (near.c) do, too:
 * so no part of a score is above what the least of their impacts allow:
 * saturation grows with the frequency, and length is the document's. So the
 * bound of a document is the least of as many bytes. Lists that are not dense
 * have them by posting, which a row of bits leads to; where one has none, the
 * rarest leads.
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

void suo_phrase_mark_may(suo_cursor *cursor, uint32_t start, uint32_t end,
                         uint64_t *marks)
{
    const suo_joiner *joiner = &cursor->run->joiner;
    if (joiner->sparse_count == 0) {
        for (uint32_t word = start / 64; word * 64 < end; word++)
            marks[word - start / 64] |= suo_joiner_word(joiner, word);
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

/* Those of 64 documents from 'doc' on where it stands, of those in 'left',
 * which have all terms. */
static uint64_t phrase_keep(suo_cursor *cursor, uint32_t doc, uint64_t left)
{
    const uint32_t cost = cursor->run->joiner.count * SUO_JOIN_COST;
    uint64_t kept = 0;
    for (; left != 0 && !suo_walk_ends(cursor->walk, cost); left &= left - 1) {
        uint32_t own = doc + suo_low_bit(left);
        if (phrase_sees(cursor, own) && phrase_find(cursor, own, false) > 0)
            kept |= left & -left;
    }
    return kept;
}

void suo_phrase_mark(suo_cursor *cursor, uint32_t start, uint32_t end,
                     uint64_t *marks)
{
    const suo_joiner *joiner = &cursor->run->joiner;
    if (joiner->sparse_count == 0) {
        for (uint32_t doc = start; doc < end; doc += 64)
            marks[(doc - start) / 64] |=
                phrase_keep(cursor, doc, suo_joiner_word(joiner, doc / 64));
        return;
    }
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

/* What a posting of a list without a row is worth: that its walk stands at. */
static uint8_t term_walk_worth(const suo_joiner *joiner, uint32_t number)
{
    const suo_phrase_term *term = &joiner->terms[number];
    const suo_position_walk *walk = &joiner->walks[number];
    uint32_t posting = (walk->postings.block - 1) * SUO_BLOCK_DOCS + walk->at;
    /* The bytes of the file may not be what they were when it was learnt. */
    return term->worth != NULL && posting < term->impacts->posting_count
               ? term->worth[posting]
               : SUO_IMPACT_MOST;
}

/* What a term is worth in a document: 0 if it does not have it. */
static uint8_t term_worth(suo_cursor *cursor, uint32_t number, uint32_t doc)
{
    suo_walk *walk = cursor->walk;
    suo_joiner *joiner = &cursor->run->joiner;
    const suo_list_impacts *impacts = joiner->terms[number].impacts;
    uint32_t found;
    if (impacts->docs != NULL)
        return impacts->docs[doc];
    if (impacts->row != NULL)
        return suo_row_has(impacts, doc)
                   ? impacts->postings[suo_row_posting(impacts, doc)]
                   : 0;
    walk->status = suo_position_walk_seek(&joiner->walks[number], doc, &found,
                                          walk->error);
    return walk->status == SUO_OK && found == doc
               ? term_walk_worth(joiner, number)
               : 0;
}

/* The bound of a document: of 'least', what the first terms allow, as much as
 * those from number 'from' on do. */
static uint32_t phrase_bound_rest(suo_cursor *cursor, uint32_t doc,
                                  uint32_t from, uint32_t least)
{
    for (uint32_t i = from; i < cursor->run->joiner.count && least > 0; i++) {
        uint32_t own = suo_impact_scale(term_worth(cursor, i, doc),
                                        cursor->run->factors[i]);
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

static void bound_add(uint16_t *bound, uint32_t own)
{
    uint32_t sum = *bound + own;
    *bound = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
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
        uint32_t own = suo_impact_scale(term_walk_worth(joiner, 0),
                                        cursor->run->factors[0]);
        bound_add(&bounds[doc - start], phrase_bound_rest(cursor, doc, 1, own));
    }
    if (lead->at == lead->doc_count)
        lead->at--;
}

/* Add to the bounds of documents that all terms have, which have rows. */
static void phrase_add_rows(suo_cursor *cursor, uint16_t *bounds,
                            uint32_t start, uint32_t end)
{
    const suo_joiner *joiner = &cursor->run->joiner;
    const uint32_t first = start / 64;
    for (uint32_t word = first; word < end / 64; word++)
        for (uint64_t left = suo_joiner_word(joiner, word); left != 0;
             left &= left - 1) {
            uint32_t doc = word * 64 + suo_low_bit(left);
            bound_add(&bounds[doc - start],
                      phrase_bound_rest(cursor, doc, 0, UINT16_MAX));
        }
}

/* Have all terms impacts by document? Those from there on into docs[]. */
static bool phrase_is_dense(const suo_joiner *joiner, uint32_t start,
                            const uint8_t **docs)
{
    for (uint32_t i = 0; i < joiner->count; i++) {
        if (joiner->terms[i].impacts->docs == NULL)
            return false;
        docs[i] = joiner->terms[i].impacts->docs + start;
    }
    return true;
}

void suo_phrase_add_docs(suo_cursor *cursor, uint16_t *bounds, uint32_t start,
                         uint32_t end)
{
    suo_walk *walk = cursor->walk;
    suo_joiner *joiner = &cursor->run->joiner;
    const uint8_t *docs[SUO_JOIN_MAX];
    uint32_t doc = start;
    if (phrase_is_dense(joiner, start, docs)) {
        suo_impacts_add_least(bounds, docs, cursor->run->factors, joiner->count,
                              end - start);
        return;
    }
    if (joiner->sparse_count == 0) {
        phrase_add_rows(cursor, bounds, start, end);
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
