/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_impacts.c - learn what the postings of a list are worth.
 *
 * They are scored as a search would, for a weight of 1, kept as floats until
 * the greatest is known, and then made bytes: one a document where the list is
 * dense, so that many lists are added up by vectors; one a posting elsewhere.
 * All parts are one allocation, those of wide numbers first.
 */
#include "query/list_impacts.h"

#include <math.h>

#include "base/memory.h"

enum { KEYS = SUO_IMPACT_MOST + 1 }; /* that postings are sorted by */

/* A little more than it is, so that rounding takes nothing away. */
static const double MORE = 1 + 1e-6;
/* No posting is worth less: what a hostile length makes as good as nothing is
 * still something when it is scaled. */
static const float LEAST = 1e-30F;

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
    double *freqs;
    uint8_t *impacts;
    uint32_t *docs;
    uint32_t *blocks; /* number of each block's first posting */
    uint32_t block_count;
    uint32_t count;
    float most;
} walked_list;

static void walked_clear(walked_list *walked)
{
    suo_dealloc(walked->values);
    suo_dealloc(walked->freqs);
    suo_dealloc(walked->impacts);
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
    walked->freqs = suo_alloc(freq, sizeof(*walked->freqs));
    walked->impacts = suo_alloc(freq, 1);
    walked->docs = suo_alloc(freq, sizeof(*walked->docs));
    walked->blocks =
        suo_alloc_zero(walked->block_count, sizeof(*walked->blocks));
    return walked->values == NULL || walked->freqs == NULL ||
                   walked->impacts == NULL || walked->docs == NULL ||
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
            value = value > LEAST ? value : LEAST;
            walked->most = value > walked->most ? value : walked->most;
            walked->values[walked->count] = value;
            walked->freqs[walked->count] = cursor->freqs[i];
            walked->docs[walked->count++] = cursor->docs[i];
        }
    }
}

/* Make impacts of what was seen: rounded up, without a call for each. */
static void walked_scale(walked_list *walked)
{
    const float scale = (float)(SUO_IMPACT_MOST * MORE) / walked->most;
    for (uint32_t i = 0; i < walked->count; i++) {
        float impact = walked->values[i] * scale;
        uint32_t up = (uint32_t)impact;
        up += (float)up < impact;
        walked->impacts[i] =
            (uint8_t)(up < SUO_IMPACT_MOST ? up : SUO_IMPACT_MOST);
    }
}

/* Put impacts where they belong: own[] is by document or by posting. */
static void impacts_fill(const walked_list *walked, uint8_t *spans,
                         uint8_t *own, bool is_dense)
{
    for (uint32_t i = 0; i < walked->count; i++) {
        uint8_t byte = walked->impacts[i];
        uint8_t *span = &spans[walked->docs[i] >> SUO_SPAN_SHIFT];
        own[is_dense ? walked->docs[i] : i] = byte;
        *span = byte > *span ? byte : *span;
    }
}

/* ---- the best postings ---- */

static uint32_t best_room(uint32_t count)
{
    return count / SUO_IMPACTS_BEST < SUO_IMPACTS_BEST_MAX
               ? count / SUO_IMPACTS_BEST
               : SUO_IMPACTS_BEST_MAX;
}

/*
 * Which postings are the best: those of the greatest impacts, and where the
 * ones of an impact are too many, the greatest of its values. Each start is how
 * many are greater than what has the key.
 */
typedef struct best_choice {
    uint32_t least; /* impact of which all are chosen */
    uint32_t starts[KEYS];
    uint32_t finer_least; /* of the impact next below: the fraction */
    uint32_t finer_starts[KEYS];
} best_choice;

/* The least key that no more than 'room' postings reach from 'count' on, by how
 * many have each: their starts take its place. */
static uint32_t starts_make(uint32_t *starts, uint32_t *count, uint32_t room)
{
    uint32_t least = KEYS;
    while (least > 0 && starts[least - 1] <= room - *count) {
        const uint32_t own = starts[--least];
        starts[least] = *count;
        *count += own;
    }
    return least;
}

/* Where a value lies among those of its impact, as a key. */
static uint32_t walked_fraction(const walked_list *walked, uint32_t i)
{
    const float impact = walked->values[i] / walked->most * SUO_IMPACT_MOST;
    const float above = impact - (float)(walked->impacts[i] - 1);
    return above > 0 ? (uint32_t)fminf(above * KEYS, KEYS - 1) : 0;
}

static void choice_make(best_choice *choice, const walked_list *walked,
                        uint32_t room)
{
    uint32_t count = 0;
    *choice = (best_choice){0};
    for (uint32_t i = 0; i < walked->count; i++)
        choice->starts[walked->impacts[i]]++;
    choice->least = starts_make(choice->starts, &count, room);
    for (uint32_t i = 0; i < walked->count; i++)
        if (walked->impacts[i] + 1U == choice->least)
            choice->finer_starts[walked_fraction(walked, i)]++;
    choice->finer_least = starts_make(choice->finer_starts, &count, room);
}

/* The place of a posting among the best. UINT32_MAX: it is not one of them. */
static uint32_t choice_place(best_choice *choice, const walked_list *walked,
                             uint32_t i)
{
    if (walked->impacts[i] >= choice->least)
        return choice->starts[walked->impacts[i]]++;
    if (walked->impacts[i] + 1U < choice->least)
        return UINT32_MAX;
    const uint32_t fraction = walked_fraction(walked, i);
    return fraction >= choice->finer_least ? choice->finer_starts[fraction]++
                                           : UINT32_MAX;
}

/* Sort by falling value what is sorted by keys: nothing moves far. */
static void best_sort(suo_best_posting *best, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const suo_best_posting own = best[i];
        uint32_t at = i;
        for (; at > 0 && best[at - 1].value < own.value; at--)
            best[at] = best[at - 1];
        best[at] = own;
    }
}

/* Keep the best postings in best[], where best_room says there is room. */
static void best_fill(const walked_list *walked, suo_list_impacts *impacts,
                      suo_best_posting *best)
{
    best_choice choice;
    choice_make(&choice, walked, best_room(walked->count));
    for (uint32_t i = 0; i < walked->count; i++) {
        const uint32_t place = choice_place(&choice, walked, i);
        if (place == UINT32_MAX) {
            impacts->best_rest = fmaxf(impacts->best_rest, walked->values[i]);
            continue;
        }
        best[place] = (suo_best_posting){walked->freqs[i], walked->values[i],
                                         walked->docs[i]};
        impacts->best_count++;
    }
    best_sort(best, impacts->best_count);
    impacts->best = best;
    impacts->best_least = choice.least;
}

bool suo_best_has(const suo_list_impacts *impacts, uint32_t doc)
{
    for (uint32_t i = 0; i < impacts->best_count; i++)
        if (impacts->best[i].doc == doc)
            return true;
    return false;
}

/* ---- the row ---- */

/* Set the bits of the postings, and count those before each 64 documents. */
static void row_fill(const walked_list *walked, uint64_t *row, uint32_t *ranks,
                     size_t words)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < walked->count && words > 0; i++)
        row[walked->docs[i] / 64] |= UINT64_C(1) << (walked->docs[i] % 64);
    for (size_t i = 0; i < words; i++) {
        ranks[i] = rank;
        rank += suo_count_bits(row[i]);
    }
}

/* ---- in one piece ---- */

/* How many there are of each part of impacts. */
typedef struct impacts_parts {
    bool is_dense;
    size_t best;
    size_t places;
    size_t words; /* of the row, and its ranks */
    size_t blocks;
    size_t spans;
    size_t own; /* by document or by posting */
} impacts_parts;

static impacts_parts impacts_split(uint32_t doc_count, uint32_t posting_count,
                                   uint32_t block_count)
{
    const size_t spans = suo_span_room(doc_count);
    const bool is_dense = posting_count > doc_count / SUO_IMPACTS_DENSE;
    return (impacts_parts){.is_dense = is_dense,
                           .best = best_room(posting_count),
                           .words = suo_list_has_row(doc_count, posting_count)
                                        ? spans * (SUO_SPAN_DOCS / 64)
                                        : 0,
                           .blocks = is_dense ? 0 : block_count,
                           .spans = spans,
                           .own = is_dense ? spans * SUO_SPAN_DOCS
                                           : posting_count};
}

static size_t parts_bytes(const impacts_parts *parts)
{
    return sizeof(suo_list_impacts) + parts->best * sizeof(suo_best_posting) +
           parts->places * sizeof(suo_match_place) +
           parts->words * (sizeof(uint64_t) + sizeof(uint32_t)) +
           parts->blocks * sizeof(uint32_t) + parts->spans + parts->own;
}

size_t suo_impacts_bytes_max(const suo_segment *segment)
{
    size_t share = segment->mapping.len / SUO_IMPACTS_FILE_SHARE;
    return share > SUO_IMPACTS_BYTES_MIN ? share : SUO_IMPACTS_BYTES_MIN;
}

size_t suo_list_impacts_bytes(uint32_t doc_count, uint32_t posting_count)
{
    const impacts_parts parts = impacts_split(
        doc_count, posting_count, posting_count / SUO_BLOCK_DOCS + 1);
    return parts_bytes(&parts);
}

/* Copy what lists were united to. */
static void impacts_take_places(suo_list_impacts *impacts,
                                const suo_cursor *cursor,
                                suo_match_place *places, size_t count)
{
    if (cursor->kind != SUO_CURSOR_PLACES)
        return;
    if (count > 0)
        memcpy(places, cursor->places_start, count * sizeof(*places));
    impacts->places = places;
}

/* Make impacts of a list that was walked. */
static suo_list_impacts *impacts_new(const walked_list *walked,
                                     const suo_cursor *cursor,
                                     const suo_list_key *key, size_t *bytes)
{
    impacts_parts parts = impacts_split(cursor->walk->seen->segment->doc_count,
                                        walked->count, walked->block_count);
    if (cursor->kind == SUO_CURSOR_PLACES)
        parts.places = walked->count;
    *bytes = parts_bytes(&parts) + key->terms.len;
    suo_list_impacts *impacts = suo_alloc_zero(1, *bytes);
    if (impacts == NULL)
        return NULL;
    suo_best_posting *best = (suo_best_posting *)(void *)(impacts + 1);
    suo_match_place *places = (suo_match_place *)(void *)(best + parts.best);
    uint64_t *row = (uint64_t *)(void *)(places + parts.places);
    uint32_t *ranks = (uint32_t *)(void *)(row + parts.words);
    uint32_t *blocks = ranks + parts.words;
    uint8_t *spans = (uint8_t *)(blocks + parts.blocks);
    uint8_t *own = spans + parts.spans;
    impacts_take_places(impacts, cursor, places, parts.places);
    impacts->note.key = *key;
    impacts->note.key.terms.bytes = own + parts.own;
    if (key->terms.len > 0)
        memcpy(own + parts.own, key->terms.bytes, key->terms.len);
    impacts->posting_count = walked->count;
    impacts->most = walked->most;
    impacts->spans = spans;
    impacts_fill(walked, spans, own, parts.is_dense);
    best_fill(walked, impacts, best);
    row_fill(walked, row, ranks, parts.words);
    impacts->row = parts.words > 0 ? row : NULL;
    impacts->ranks = ranks;
    if (parts.is_dense) {
        impacts->docs = own;
        return impacts;
    }
    impacts->postings = own;
    impacts->blocks = blocks;
    impacts->block_count = walked->block_count;
    if (parts.blocks > 0)
        memcpy(blocks, walked->blocks, parts.blocks * sizeof(*blocks));
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
        walked_scale(&walked);
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
