/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_impacts.c - learn what the postings of a list are worth.
 *
 * They are scored as a search would, for a weight of 1, kept as floats until
 * the greatest is known, and then made bytes: one a document where the list is
 * dense, so that many lists are added up by vectors; one a posting elsewhere.
 */
#include "query/list_impacts.h"

#include <math.h>

#include "base/memory.h"

/* A little more than it is, so that rounding takes nothing away. */
static const double MORE = 1 + 1e-6;

uint32_t suo_span_room(uint32_t doc_count)
{
    uint32_t spans = (doc_count >> SUO_SPAN_SHIFT) + 1;
    return (spans + SUO_IMPACTS_STEP - 1) / SUO_IMPACTS_STEP * SUO_IMPACTS_STEP;
}

double suo_impacts_slope(double slope)
{
    int exponent;
    double mantissa = frexp(slope, &exponent);
    return ldexp(floor(ldexp(mantissa, 7)), exponent - 7);
}

/* What was seen of a list while it was walked. */
typedef struct walked_list {
    float *values; /* by posting: saturated frequencies, a little more */
    uint32_t *docs;
    uint32_t *blocks; /* number of each block's first posting */
    uint32_t block_count;
    uint32_t count;
    float most;
} walked_list;

static void walked_clear(walked_list *walked)
{
    suo_dealloc(walked->values);
    suo_dealloc(walked->docs);
    suo_dealloc(walked->blocks);
}

static suo_status walked_reserve(walked_list *walked, const suo_cursor *cursor)
{
    const bool is_list = cursor->kind == SUO_CURSOR_LIST;
    const size_t freq = is_list ? cursor->postings.entry.doc_freq
                                : (size_t)(cursor->places_end - cursor->places);
    *walked = (walked_list){.block_count =
                                is_list ? cursor->postings.block_count : 0};
    walked->values = suo_alloc(freq, sizeof(*walked->values));
    walked->docs = suo_alloc(freq, sizeof(*walked->docs));
    walked->blocks =
        suo_alloc_zero(walked->block_count, sizeof(*walked->blocks));
    return walked->values == NULL || walked->docs == NULL ||
                   walked->blocks == NULL
               ? SUO_NO_MEMORY
               : SUO_OK;
}

/* Score all postings of the list that count, block by block. */
static void walked_fill(walked_list *walked, suo_cursor *cursor)
{
    while (suo_cursor_seek(cursor, cursor->next_start) != SUO_NO_DOC) {
        const double *parts = suo_cursor_score_part(cursor, 0, cursor->count);
        if (walked->block_count > 0)
            walked->blocks[cursor->postings.block - 1] = walked->count;
        for (uint32_t i = 0; i < cursor->count; i++) {
            float value = (float)(parts[i] * MORE);
            walked->most = value > walked->most ? value : walked->most;
            walked->values[walked->count] = value;
            walked->docs[walked->count++] = cursor->docs[i];
        }
    }
}

/* Make bytes of what was seen: own[] is by document or by posting. */
static void impacts_fill(const walked_list *walked, uint8_t *spans,
                         uint8_t *own, bool is_dense)
{
    float scale = (float)(SUO_IMPACT_MOST * MORE) / walked->most;
    for (uint32_t i = 0; i < walked->count; i++) {
        float impact = ceilf(walked->values[i] * scale);
        uint8_t byte =
            (uint8_t)(impact > SUO_IMPACT_MOST ? SUO_IMPACT_MOST : impact);
        uint8_t *span = &spans[walked->docs[i] >> SUO_SPAN_SHIFT];
        own[is_dense ? walked->docs[i] : i] = byte;
        *span = byte > *span ? byte : *span;
    }
}

/* Count the postings before each span. */
static void ranks_fill(const walked_list *walked, uint32_t *ranks,
                       uint32_t spans)
{
    uint32_t posting = 0;
    for (uint32_t span = 0; span < spans; span++) {
        while (posting < walked->count &&
               walked->docs[posting] >> SUO_SPAN_SHIFT < span)
            posting++;
        ranks[span] = posting;
    }
}

/* Copy what lists were united to. Returns where the copy ends. */
static uint32_t *impacts_take_places(suo_list_impacts *impacts,
                                     const suo_cursor *cursor)
{
    const size_t count = (size_t)(cursor->places_end - cursor->places_start);
    suo_match_place *places = (suo_match_place *)(void *)(impacts + 1);
    if (cursor->kind != SUO_CURSOR_PLACES)
        return (uint32_t *)(void *)places;
    memcpy(places, cursor->places_start, count * sizeof(*places));
    impacts->places = places;
    return (uint32_t *)(void *)(places + count);
}

/* Make impacts of a list that was walked. */
static suo_list_impacts *impacts_new(const walked_list *walked,
                                     const suo_cursor *cursor,
                                     const suo_list_key *key, size_t *bytes)
{
    const uint32_t doc_count = cursor->walk->seen->segment->doc_count;
    const uint32_t spans = suo_span_room(doc_count);
    bool is_dense = walked->count > doc_count / SUO_IMPACTS_DENSE;
    size_t numbers = is_dense ? spans : walked->block_count;
    size_t own = is_dense ? (size_t)spans << SUO_SPAN_SHIFT : walked->count;
    *bytes = sizeof(suo_list_impacts) + numbers * sizeof(uint32_t) + spans +
             own + key->terms.len;
    if (cursor->kind == SUO_CURSOR_PLACES)
        *bytes += walked->count * sizeof(suo_match_place);
    suo_list_impacts *impacts = suo_alloc_zero(1, *bytes);
    if (impacts == NULL)
        return NULL;
    uint32_t *ranks = impacts_take_places(impacts, cursor);
    uint8_t *span_bytes = (uint8_t *)(ranks + numbers);
    uint8_t *own_bytes = span_bytes + spans;
    impacts->note.key = *key;
    impacts->note.key.terms.bytes = own_bytes + own;
    if (key->terms.len > 0)
        memcpy(own_bytes + own, key->terms.bytes, key->terms.len);
    impacts->posting_count = walked->count;
    impacts->most = walked->most;
    impacts->spans = span_bytes;
    if (walked->count > 0)
        impacts_fill(walked, span_bytes, own_bytes, is_dense);
    if (is_dense) {
        impacts->docs = own_bytes;
        impacts->ranks = ranks;
        ranks_fill(walked, ranks, spans);
        return impacts;
    }
    impacts->postings = own_bytes;
    impacts->blocks = ranks;
    impacts->block_count = walked->block_count;
    if (numbers > 0)
        memcpy(ranks, walked->blocks, numbers * sizeof(*ranks));
    return impacts;
}

suo_status suo_list_impacts_make(suo_cursor *cursor, const suo_list_key *key,
                                 suo_list_impacts **impacts, size_t *bytes)
{
    suo_walk *walk = cursor->walk;
    const suo_grid grid = walk->grid;
    walked_list walked;
    *impacts = NULL;
    if (walk->status != SUO_OK)
        return walk->status;
    suo_status status = walked_reserve(&walked, cursor);
    if (status == SUO_OK) {
        walk->grid = (suo_grid){0, 0}; /* as it is */
        suo_cursor_weigh(cursor, 1);
        walked_fill(&walked, cursor);
        walk->grid = grid;
        status = walk->status;
    }
    if (status == SUO_OK)
        *impacts = impacts_new(&walked, cursor, key, bytes);
    walked_clear(&walked);
    if (*impacts == NULL)
        return status == SUO_OK || status == SUO_NO_MEMORY
                   ? suo_error_no_memory(walk->error)
                   : status;
    return SUO_OK;
}
