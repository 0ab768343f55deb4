/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cursor.c - load blocks of lists, of arrays, and of what is left of a list.
 *
 * What the view cannot see, or what does not stand in the fields that count,
 * is left out when a block is loaded: those who walk see none of it. A list
 * that counts altogether is loaded without its frequencies.
 */
#include "query/cursor.h"

#include <assert.h>

#include "codec/bit_rows.h"
#include "query/list_impacts.h"
#include "query/phrase_cursor.h"

/* Weighted frequencies are sums of weights, which are not this small. */
static const double FREQ_NONE = 1e-9;

/* The cursor has no further document. */
static uint32_t cursor_end(suo_cursor *cursor)
{
    cursor->at = 0;
    cursor->count = 0;
    cursor->start = SUO_NO_DOC;
    cursor->docs[0] = SUO_NO_DOC;
    cursor->is_last = true;
    return SUO_NO_DOC;
}

void suo_cursor_rewind(suo_cursor *cursor)
{
    cursor_end(cursor);
    cursor->start = 0;
    cursor->next_start = 0;
    cursor->is_last = cursor->walk->status != SUO_OK;
    cursor->places = cursor->places_start;
    if (cursor->kind == SUO_CURSOR_LIST)
        cursor->postings.block = 0;
}

static void cursor_begin(suo_cursor *cursor, suo_walk *walk,
                         suo_cursor_kind kind, uint32_t lane)
{
    cursor->walk = walk;
    cursor->kind = kind;
    cursor->lane = (uint8_t)lane;
    cursor->weight = 0;
    cursor->bound = 0;
    cursor->impacts = NULL;
    cursor->is_covered = false;
    cursor->has_freqs = false;
    cursor->sought = 0;
    cursor->probed = SUO_NO_DOC;
    cursor->next_start = 0;
    cursor->places_start = NULL;
    cursor->places = NULL;
    cursor_end(cursor);
    cursor->start = 0;
    cursor->is_last = walk->status != SUO_OK;
}

void suo_cursor_open_list(suo_cursor *cursor, suo_walk *walk, uint32_t lane,
                          const suo_term_entry *entry, uint32_t fields)
{
    cursor_begin(cursor, walk, SUO_CURSOR_LIST, lane);
    cursor->fields = fields;
    cursor->is_gappy = walk->visible != NULL ||
                       (fields & walk->all_fields) != walk->all_fields;
    if (walk->status == SUO_OK)
        walk->status =
            suo_postings_open(&cursor->postings, entry,
                              walk->seen->segment->doc_count, walk->error);
    cursor->is_last = walk->status != SUO_OK;
}

void suo_cursor_open_places(suo_cursor *cursor, suo_walk *walk, uint32_t lane,
                            const suo_match_place *places,
                            const suo_match_place *end)
{
    cursor_begin(cursor, walk, SUO_CURSOR_PLACES, lane);
    cursor->is_gappy = false;
    cursor->places_start = places;
    cursor->places = places;
    cursor->places_end = end;
}

void suo_cursor_open_rest(suo_cursor *cursor, suo_cursor *base,
                          suo_cursor *const *less, uint32_t less_count)
{
    assert(less_count <= SUO_LESS_MAX);
    cursor_begin(cursor, base->walk, SUO_CURSOR_REST, base->lane);
    cursor->base = base;
    cursor->less_count = less_count;
    for (uint32_t i = 0; i < less_count; i++)
        cursor->less[i] = less[i];
}

/* ---- loading ---- */

static bool bits_have(const uint8_t *bits, uint32_t doc)
{
    return bits[doc / 8] >> (doc % 8) & 1;
}

/* Leave out what does not count. */
static void list_drop(suo_cursor *cursor)
{
    const uint8_t *visible = cursor->walk->visible;
    bool has_freqs = cursor->has_freqs;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < cursor->count; i++) {
        uint32_t doc = cursor->docs[i];
        if ((visible != NULL && !bits_have(visible, doc)) ||
            (has_freqs && cursor->freqs[i] == 0))
            continue;
        cursor->docs[kept] = doc;
        cursor->freqs[kept++] = cursor->freqs[i];
    }
    cursor->count = kept;
}

static void list_read_freqs(suo_cursor *cursor)
{
    suo_walk *walk = cursor->walk;
    if (!cursor->postings.entry.is_inline)
        walk->status = suo_postings_read_freqs(&cursor->postings, &walk->block,
                                               walk->error);
    if (walk->status == SUO_OK)
        suo_scorer_freqs(&walk->lanes[cursor->lane], &walk->block,
                         cursor->fields, cursor->freqs);
    else
        memset(cursor->freqs, 0, sizeof(cursor->freqs));
    cursor->has_freqs = true;
}

/* Load the first block with a document that is not below 'doc'. */
static void list_load(suo_cursor *cursor, uint32_t doc)
{
    suo_walk *walk = cursor->walk;
    suo_postings *postings = &cursor->postings;
    suo_postings_seek(postings, doc);
    cursor->start = suo_postings_next_start(postings);
    cursor->has_freqs = false;
    if (postings->entry.is_inline) {
        walk->status = suo_postings_next(postings, &walk->block, walk->error);
        cursor->count = walk->block.count;
        memcpy(cursor->docs, walk->block.docs,
               cursor->count * sizeof(*cursor->docs));
    } else {
        walk->status = suo_postings_next_docs(postings, cursor->docs,
                                              &cursor->count, walk->error);
    }
    cursor->is_last = postings->block == postings->block_count;
    if (walk->status != SUO_OK || cursor->count == 0)
        return;
    cursor->next_start = cursor->docs[cursor->count - 1] + 1;
    if (cursor->is_gappy || postings->entry.is_inline)
        list_read_freqs(cursor);
    if (cursor->is_gappy && walk->status == SUO_OK)
        list_drop(cursor);
}

/* The first place that is not below 'doc'. */
static const suo_match_place *places_find(const suo_cursor *cursor,
                                          uint32_t doc)
{
    const suo_match_place *low = cursor->places;
    const suo_match_place *high = cursor->places_end;
    if (low == high || low->doc >= doc)
        return low;
    while (low < high) {
        const suo_match_place *middle = low + (high - low) / 2;
        if (middle->doc < doc)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void places_load(suo_cursor *cursor, uint32_t doc)
{
    const suo_match_place *place = places_find(cursor, doc);
    uint32_t count = 0;
    cursor->start = place == cursor->places_start ? 0 : place[-1].doc + 1;
    for (; place < cursor->places_end && count < SUO_BLOCK_DOCS; place++) {
        cursor->docs[count] = place->doc;
        cursor->freqs[count++] = place->freq;
    }
    cursor->has_freqs = true;
    cursor->count = count;
    cursor->places = place;
    cursor->is_last = place == cursor->places_end;
    if (count > 0)
        cursor->next_start = cursor->docs[count - 1] + 1;
}

void suo_cursor_need_freqs(suo_cursor *cursor)
{
    if (!cursor->has_freqs)
        list_read_freqs(cursor);
}

static void rest_load(suo_cursor *cursor, uint32_t doc)
{
    suo_cursor *base = cursor->base;
    uint32_t count = 0;
    suo_cursor_seek(base, doc);
    if (base->count > 0)
        suo_cursor_need_freqs(base);
    for (uint32_t i = base->at; i < base->count; i++) {
        double freq = base->freqs[i];
        for (uint32_t n = 0; n < cursor->less_count; n++) {
            suo_cursor *less = cursor->less[n];
            if (suo_cursor_seek(less, base->docs[i]) != base->docs[i])
                continue;
            suo_cursor_need_freqs(less);
            freq -= less->freqs[less->at];
        }
        if (freq <= FREQ_NONE)
            continue;
        cursor->docs[count] = base->docs[i];
        cursor->freqs[count++] = freq;
    }
    cursor->has_freqs = true;
    cursor->count = count;
    cursor->start = doc;
    cursor->next_start = base->next_start;
    cursor->is_last = base->is_last;
}

uint32_t suo_cursor_load(suo_cursor *cursor, uint32_t doc)
{
    suo_walk *walk = cursor->walk;
    for (;;) {
        if (walk->status != SUO_OK)
            return cursor_end(cursor);
        if (cursor->is_last) {
            /* The block stays: one may come back to it. */
            cursor->at = cursor->count;
            return SUO_NO_DOC;
        }
        if (suo_walk_ends(walk, SUO_BLOCK_DOCS))
            return cursor_end(cursor);
        if (doc < cursor->next_start)
            doc = cursor->next_start;
        if (cursor->kind == SUO_CURSOR_LIST)
            list_load(cursor, doc);
        else if (cursor->kind == SUO_CURSOR_PLACES)
            places_load(cursor, doc);
        else if (cursor->kind == SUO_CURSOR_PHRASE)
            suo_phrase_load(cursor, doc);
        else
            rest_load(cursor, doc);
        if (walk->status != SUO_OK)
            return cursor_end(cursor);
        cursor->at = 0;
        cursor->docs[cursor->count] = SUO_NO_DOC;
        if (cursor->count == 0 && !cursor->is_last)
            continue;
        if (cursor->count == 0)
            return cursor_end(cursor);
        if (cursor->docs[cursor->count - 1] >= doc)
            return suo_cursor_seek(cursor, doc);
    }
}

/* ---- looking up ---- */

bool suo_cursor_has(suo_cursor *cursor, uint32_t doc)
{
    if (cursor->kind == SUO_CURSOR_PHRASE)
        return suo_phrase_has(cursor, doc);
    return suo_cursor_has_row(cursor) ? suo_row_has(cursor->impacts, doc)
                                      : suo_cursor_seek(cursor, doc) == doc;
}

void suo_cursor_mark(suo_cursor *cursor, uint32_t start, uint32_t end,
                     uint64_t *marks)
{
    if (suo_cursor_has_row(cursor)) {
        suo_bits_or(marks, cursor->impacts->row + start / 64,
                    (end - start + 63) / 64);
        return;
    }
    if (cursor->kind == SUO_CURSOR_PHRASE) {
        suo_phrase_mark(cursor, start, end, marks);
        return;
    }
    uint32_t from = start;
    while (suo_cursor_seek(cursor, from) < end) {
        uint32_t i = cursor->at;
        for (; cursor->docs[i] < end; i++) {
            uint32_t at = cursor->docs[i] - start;
            marks[at / 64] |= UINT64_C(1) << (at % 64);
        }
        if (i < cursor->count)
            break;
        from = cursor->next_start;
    }
}

/* ---- scoring ---- */

const double *suo_cursor_score_part(suo_cursor *cursor, uint32_t from,
                                    uint32_t end)
{
    suo_walk *walk = cursor->walk;
    const suo_bm25 *bm25 = &walk->lanes[cursor->lane];
    suo_cursor_need_freqs(cursor);
    suo_scorer_lengths(bm25, walk->seen->segment, cursor->lane,
                       cursor->docs + from, end - from, walk->lengths);
    suo_scorer_score(bm25, &walk->grid, cursor->weight, walk->lengths,
                     cursor->freqs + from, end - from, walk->parts);
    return walk->parts;
}

/* A part of a score from a weighted frequency. */
static double cursor_part(const suo_cursor *cursor, uint32_t doc, double freq)
{
    const suo_walk *walk = cursor->walk;
    const suo_bm25 *bm25 = &walk->lanes[cursor->lane];
    double length =
        suo_scorer_length(bm25, walk->seen->segment, cursor->lane, doc);
    return suo_grid_round(
        &walk->grid, cursor->weight * suo_bm25_saturate(bm25, freq, length));
}

/* Weighted frequency of posting number 'posting' of a list. */
static double list_read_freq(suo_cursor *cursor, uint32_t posting)
{
    suo_walk *walk = cursor->walk;
    uint32_t freqs[SUO_BLOCK_FIELDS];
    uint32_t occur;
    if (cursor->kind == SUO_CURSOR_PLACES)
        return cursor->places_start[posting].freq;
    walk->status = suo_postings_freqs_of(&cursor->postings, posting, &occur,
                                         freqs, walk->error);
    return suo_scorer_freq(&walk->lanes[cursor->lane], freqs, occur,
                           cursor->fields);
}

/* Look a document of a list up, by its row if it has one. */
static double list_find_freq(suo_cursor *cursor, uint32_t doc)
{
    if (cursor->kind == SUO_CURSOR_PHRASE)
        return suo_phrase_freq(cursor, doc);
    const bool has_row = suo_cursor_has_row(cursor);
    if (cursor->walk->status != SUO_OK ||
        (has_row && !suo_row_has(cursor->impacts, doc)))
        return 0;
    if (has_row && !cursor->is_gappy)
        return list_read_freq(cursor, suo_row_posting(cursor->impacts, doc));
    if (suo_cursor_seek(cursor, doc) != doc)
        return 0;
    if (cursor->has_freqs)
        return cursor->freqs[cursor->at];
    return list_read_freq(
        cursor, (cursor->postings.block - 1) * SUO_BLOCK_DOCS + cursor->at);
}

/* Weighted frequency in a document; 0: it is not in it. A word and its rest
 * ask for the same. */
static double list_probe(suo_cursor *cursor, uint32_t doc)
{
    if (cursor->probed != doc) {
        cursor->probed_freq = list_find_freq(cursor, doc);
        cursor->probed = doc;
    }
    return cursor->probed_freq;
}

double suo_cursor_probe(suo_cursor *cursor, uint32_t doc)
{
    double freq;
    if (cursor->kind != SUO_CURSOR_REST) {
        freq = list_probe(cursor, doc);
        return freq > 0 ? cursor_part(cursor, doc, freq) : 0;
    }
    /* Of a rest, not a whole block: this document alone. */
    freq = list_probe(cursor->base, doc);
    for (uint32_t i = 0; i < cursor->less_count && freq > FREQ_NONE; i++)
        freq -= list_probe(cursor->less[i], doc);
    return freq > FREQ_NONE ? cursor_part(cursor, doc, freq) : 0;
}
