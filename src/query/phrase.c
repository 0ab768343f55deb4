/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase.c - the places of the rarest steps, thinned out by all the others.
 *
 * The steps in the fewest documents, joined, give the candidates; if there is
 * but one, each of its places, less the step's offset. Every other step, rare ones first, marks those where
 * it stands too, and the rest go. A step's postings are walked by the
 * candidates: blocks without one of their documents are passed over by the
 * skip table, and positions are decoded only where a block has a candidate's
 * document and field. A prefix comes last, when few candidates are left, and
 * asks each of its terms in turn, so its own places need not be collected;
 * only where the phrase has nothing else does it give the candidates.
 * Words that are near each other are joined likewise if all of their steps can
 * be, else looked for word by word (near.c).
 *
 * Positions come from a file. A list of them is used only where it lies inside
 * what was decoded, and units are added as 64-bit numbers.
 */
#include "query/phrase.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "query/near.h"
#include "query/phrase_join.h"

/* A search at work. */
typedef struct phrase_finder {
    const suo_view_segment *seen;
    uint32_t fields;
    suo_phrase_scratch *scratch;
    suo_occurrences *occurrences;
    size_t start;        /* number of the first candidate */
    bool is_begun;       /* the first step gave the candidates */
    size_t marked_count; /* candidates where the step at hand stands */
} phrase_finder;

/* ---- occurrences ---- */

void suo_occurrences_clear(suo_occurrences *occurrences)
{
    suo_dealloc(occurrences->items);
    *occurrences = (suo_occurrences){0};
}

static int occurrence_compare(const void *a, const void *b)
{
    const suo_occurrence *x = a;
    const suo_occurrence *y = b;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static bool occurrences_ascend(const suo_occurrences *occurrences, size_t start)
{
    for (size_t i = start + 1; i < occurrences->count; i++)
        if (occurrence_compare(&occurrences->items[i - 1],
                               &occurrences->items[i]) >= 0)
            return false;
    return true;
}

void suo_occurrences_unite(suo_occurrences *occurrences, size_t start)
{
    suo_occurrence *items = occurrences->items;
    /* Often only one phrase was found. */
    if (occurrences_ascend(occurrences, start))
        return;
    qsort(items + start, occurrences->count - start, sizeof(*items),
          occurrence_compare);
    size_t kept = start;
    for (size_t i = start; i < occurrences->count; i++)
        if (kept == start ||
            occurrence_compare(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    occurrences->count = kept;
}

/* ---- blocks ---- */

static suo_status phrase_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "positions do not fit postings");
}

static uint32_t block_freq(const suo_posting_block *block, uint32_t field,
                           uint32_t i)
{
    return block->fields >> field & 1 ? block->freqs[field][i] : 0;
}

/* Frequencies of posting 'i' in the fields of 'fields' together. */
static uint64_t block_sum_freqs(const suo_posting_block *block, uint32_t fields,
                                uint32_t i)
{
    uint64_t sum = 0;
    fields &= block->fields;
    for (uint32_t f = 0; fields >> f != 0; f++)
        if (fields >> f & 1)
            sum += block->freqs[f][i];
    return sum;
}

/* Is [at, at + freq) among the positions that were decoded? The bytes of a
 * file may have changed since the frequencies were read. */
static bool positions_have(const suo_positions *positions, uint64_t at,
                           uint32_t freq)
{
    return at + freq <= positions->count;
}

/* A term of a phrase must have positions. */
static suo_status term_need_positions(const suo_phrase_step *step,
                                      const suo_term_entry *entry,
                                      suo_error *error)
{
    if (entry->has_positions)
        return SUO_OK;
    return step->bytes.bytes[0] == 'g'
               ? suo_error_set(error, SUO_CORRUPT, "a gram has no positions")
               : suo_error_set(error, SUO_INVALID,
                               "a word of the phrase has no positions");
}

/* Begin a term's postings. */
static suo_status finder_open(const phrase_finder *f,
                              const suo_phrase_step *step,
                              const suo_term_entry *entry,
                              suo_postings *postings, suo_error *error)
{
    suo_status status = term_need_positions(step, entry, error);
    if (status != SUO_OK)
        return status;
    return suo_postings_open(postings, entry, f->seen->segment->doc_count,
                             error);
}

/* ---- the candidates ---- */

/*
 * Which postings of the block are visible, alive and in a searched field?
 * Returns their positions there. '*range' moves past the ranges that end in
 * this block.
 */
static uint64_t finder_choose(const phrase_finder *f, uint32_t *range,
                              bool *is_wanted)
{
    const suo_view_segment *seen = f->seen;
    const suo_posting_block *block = &f->scratch->block;
    uint64_t total = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t doc = block->docs[i];
        is_wanted[i] = false;
        while (*range < seen->range_count && seen->ranges[*range].end <= doc)
            ++*range;
        if (*range == seen->range_count || doc < seen->ranges[*range].start ||
            suo_deletions_has(seen->deletions, doc))
            continue;
        uint64_t freq = block_sum_freqs(block, f->fields, i);
        is_wanted[i] = freq > 0;
        total += freq;
    }
    return total;
}

/* Append the places of one list; there is room for them. */
static void finder_append(phrase_finder *f, suo_occurrence place,
                          const uint32_t *positions, uint32_t freq,
                          uint32_t offset)
{
    suo_occurrences *occurrences = f->occurrences;
    for (uint32_t n = 0; n < freq; n++) {
        if (positions[n] < offset)
            continue;
        place.unit = positions[n] - offset;
        occurrences->items[occurrences->count++] = place;
    }
}

/* Append the places of the block at hand. */
static suo_status finder_take_block(phrase_finder *f,
                                    const suo_postings *postings,
                                    uint32_t offset, uint32_t *range,
                                    suo_error *error)
{
    const suo_posting_block *block = &f->scratch->block;
    suo_positions *positions = &f->scratch->positions;
    suo_occurrences *occurrences = f->occurrences;
    bool is_wanted[SUO_BLOCK_DOCS];
    uint64_t total = finder_choose(f, range, is_wanted);
    if (total == 0)
        return SUO_OK;
    suo_status status =
        suo_postings_positions(postings, block, positions, error);
    if (status != SUO_OK)
        return status;
    if (total > positions->count)
        return phrase_corrupt(error);
    if (suo_grow(&occurrences->items, &occurrences->cap,
                 occurrences->count + (size_t)total,
                 sizeof(*occurrences->items)) != SUO_OK)
        return suo_error_no_memory(error);
    uint64_t at = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        if (!is_wanted[i]) {
            at += block_sum_freqs(block, block->fields, i);
            continue;
        }
        for (uint32_t t = 0; block->fields >> t != 0; t++) {
            uint32_t freq = block_freq(block, t, i);
            if (!positions_have(positions, at, freq))
                return phrase_corrupt(error);
            if (f->fields >> t & 1)
                finder_append(f, (suo_occurrence){block->docs[i], t, 0},
                              positions->values + at, freq, offset);
            at += freq;
        }
    }
    return SUO_OK;
}

/* Append the places of a term inside the view's ranges. */
static suo_status finder_collect(phrase_finder *f, const suo_phrase_step *step,
                                 const suo_term_entry *entry, suo_error *error)
{
    const suo_view_segment *seen = f->seen;
    suo_postings postings;
    uint32_t range = 0;
    suo_status status = finder_open(f, step, entry, &postings, error);
    while (status == SUO_OK && range < seen->range_count) {
        if (suo_phrase_ends(f->scratch, SUO_BLOCK_DOCS))
            return f->scratch->watch->status;
        suo_postings_seek(&postings, seen->ranges[range].start);
        status = suo_postings_next(&postings, &f->scratch->block, error);
        if (status != SUO_OK || f->scratch->block.count == 0)
            break;
        status = finder_take_block(f, &postings, step->offset, &range, error);
    }
    return status;
}

/* ---- thinning them out ---- */

/* The first candidate from number 'c' on that is not below 'doc': by steps
 * that double, for it may be the next one or far away. */
static size_t finder_skip_below(const phrase_finder *f, size_t c, uint32_t doc)
{
    const suo_occurrence *items = f->occurrences->items;
    size_t end = f->occurrences->count;
    size_t high = c;
    for (size_t step = 1; high < end && items[high].doc < doc; step *= 2) {
        c = high + 1;
        high += step;
    }
    if (high > end)
        high = end;
    while (c < high) {
        size_t middle = c + (high - c) / 2;
        if (items[middle].doc < doc)
            c = middle + 1;
        else
            high = middle;
    }
    return c;
}

/* Has the block a posting for a candidate that has no mark, from number 'c'
 * on? */
static bool finder_meets_block(const phrase_finder *f, size_t c)
{
    const suo_posting_block *block = &f->scratch->block;
    for (uint32_t i = 0; i < block->count; i++) {
        c = finder_skip_below(f, c, block->docs[i]);
        for (; c < f->occurrences->count &&
               f->occurrences->items[c].doc == block->docs[i];
             c++)
            if (!f->scratch->marks[c - f->start] &&
                block_freq(block, f->occurrences->items[c].field, i) > 0)
                return true;
    }
    return false;
}

/*
 * Mark the candidates of the document and field of 'place' that have one of
 * the positions 'offset' units behind them. 'c' is the first that is not
 * below that field; returns the first behind it.
 */
static size_t finder_mark_list(phrase_finder *f, size_t c, suo_occurrence place,
                               const uint32_t *positions, uint32_t freq,
                               uint32_t offset)
{
    const suo_occurrence *items = f->occurrences->items;
    size_t end = f->occurrences->count;
    uint32_t n = 0;
    for (; c < end; c++) {
        if (items[c].doc != place.doc || items[c].field != place.field)
            break;
        uint64_t wanted = (uint64_t)items[c].unit + offset;
        while (n < freq && positions[n] < wanted)
            n++;
        uint8_t *mark = &f->scratch->marks[c - f->start];
        if (n < freq && positions[n] == wanted && !*mark) {
            *mark = 1;
            f->marked_count++;
        }
    }
    return c;
}

/* Mark the candidates from number 'c' on by the block at hand. */
static suo_status finder_mark_block(phrase_finder *f,
                                    const suo_postings *postings, size_t c,
                                    uint32_t offset, suo_error *error)
{
    const suo_posting_block *block = &f->scratch->block;
    suo_positions *positions = &f->scratch->positions;
    suo_status status =
        suo_postings_positions(postings, block, positions, error);
    if (status != SUO_OK)
        return status;
    uint64_t at = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        c = finder_skip_below(f, c, block->docs[i]);
        if (c == f->occurrences->count)
            break;
        if (f->occurrences->items[c].doc != block->docs[i]) {
            at += block_sum_freqs(block, block->fields, i);
            continue;
        }
        for (uint32_t t = 0; block->fields >> t != 0; t++) {
            uint32_t freq = block_freq(block, t, i);
            if (!positions_have(positions, at, freq))
                return phrase_corrupt(error);
            c = finder_mark_list(f, c, (suo_occurrence){block->docs[i], t, 0},
                                 positions->values + at, freq, offset);
            at += freq;
        }
    }
    return SUO_OK;
}

/* Mark the candidates that have this term at the step's place. */
static suo_status finder_mark(phrase_finder *f, const suo_phrase_step *step,
                              const suo_term_entry *entry, suo_error *error)
{
    const suo_posting_block *block = &f->scratch->block;
    suo_postings postings;
    suo_status status = finder_open(f, step, entry, &postings, error);
    size_t c = f->start;
    while (status == SUO_OK && c < f->occurrences->count) {
        if (suo_phrase_ends(f->scratch, SUO_BLOCK_DOCS))
            return f->scratch->watch->status;
        suo_postings_seek(&postings, f->occurrences->items[c].doc);
        status = suo_postings_next(&postings, &f->scratch->block, error);
        if (status != SUO_OK || block->count == 0)
            break;
        if (finder_meets_block(f, c))
            status = finder_mark_block(f, &postings, c, step->offset, error);
        /* Documents are below 2^31. */
        c = finder_skip_below(f, c, block->docs[block->count - 1] + 1);
    }
    return status;
}

/* ---- steps ---- */

/* All terms that begin with the step's bytes. */
static suo_status finder_walk_prefix(phrase_finder *f,
                                     const suo_phrase_step *step,
                                     suo_error *error)
{
    suo_dictionary_walk walk;
    bool found;
    suo_slice prefix = step->bytes;
    suo_status status = suo_dictionary_seek(
        &walk, &f->seen->segment->dictionary, prefix.bytes, prefix.len, error);
    while (status == SUO_OK) {
        status = suo_dictionary_next(&walk, &found, error);
        if (status != SUO_OK || !found || walk.term_len < prefix.len ||
            memcmp(walk.term, prefix.bytes, prefix.len) != 0)
            break;
        status = f->is_begun ? finder_mark(f, step, &walk.entry, error)
                             : finder_collect(f, step, &walk.entry, error);
        if (f->is_begun && f->marked_count == f->occurrences->count - f->start)
            break;
    }
    return status;
}

/* The places of the first '*taken' steps become the candidates: of all that
 * are no prefixes if they can be joined, else of one. */
static suo_status finder_begin(phrase_finder *f, const suo_phrase *phrase,
                               uint32_t *taken, suo_error *error)
{
    const suo_phrase_term *terms = f->scratch->terms;
    suo_status status = SUO_OK;
    f->is_begun = true;
    for (*taken = 0; *taken < phrase->count && *taken < SUO_JOIN_MAX &&
                     !terms[*taken].step->is_prefix && status == SUO_OK;
         ++*taken)
        status = term_need_positions(terms[*taken].step, &terms[*taken].entry,
                                     error);
    if (status != SUO_OK)
        return status;
    if (*taken > 1)
        return suo_phrase_join(f->seen, phrase, terms, *taken, f->fields,
                               f->scratch, f->occurrences, error);
    if (*taken == 1)
        return finder_collect(f, terms->step, &terms->entry, error);
    *taken = 1;
    f->is_begun = false;
    status = finder_walk_prefix(f, terms->step, error);
    f->is_begun = true;
    if (status == SUO_OK)
        suo_occurrences_unite(f->occurrences, f->start);
    return status;
}

/* Keep the candidates where this step stands too. */
static suo_status finder_thin_out(phrase_finder *f, const suo_phrase_term *term,
                                  suo_error *error)
{
    suo_phrase_scratch *scratch = f->scratch;
    suo_occurrence *items = f->occurrences->items + f->start;
    size_t count = f->occurrences->count - f->start;
    if (suo_grow(&scratch->marks, &scratch->mark_cap, count,
                 sizeof(*scratch->marks)) != SUO_OK)
        return suo_error_no_memory(error);
    memset(scratch->marks, 0, count);
    f->marked_count = 0;
    suo_status status = term->step->is_prefix
                            ? finder_walk_prefix(f, term->step, error)
                            : finder_mark(f, term->step, &term->entry, error);
    if (status != SUO_OK)
        return status;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (scratch->marks[i])
            items[kept++] = items[i];
    f->occurrences->count = f->start + kept;
    return SUO_OK;
}

/* Exact terms by their documents, then prefixes. */
static int phrase_term_compare(const void *a, const void *b)
{
    const suo_phrase_term *x = a;
    const suo_phrase_term *y = b;
    if (x->step->is_prefix != y->step->is_prefix)
        return x->step->is_prefix ? 1 : -1;
    if (x->entry.doc_freq != y->entry.doc_freq)
        return x->entry.doc_freq < y->entry.doc_freq ? -1 : 1;
    return (x->step > y->step) - (x->step < y->step);
}

/* Look all exact steps up, and put the steps in order. 'is_possible' is false
 * if one is not in the segment. */
static suo_status phrase_look_up(const suo_view_segment *seen,
                                 const suo_phrase *phrase,
                                 suo_phrase_scratch *scratch, bool *is_possible,
                                 suo_error *error)
{
    *is_possible = true;
    if (suo_grow(&scratch->terms, &scratch->term_cap, phrase->count,
                 sizeof(*scratch->terms)) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < phrase->count; i++) {
        suo_phrase_term *term = &scratch->terms[i];
        *term = (suo_phrase_term){.step = &phrase->steps[i]};
        assert(term->step->bytes.len > 0);
        assert(i == 0 ? term->step->offset == 0
                      : term->step->offset > term->step[-1].offset ||
                            (phrase->window > 0 && term->step->offset == 0));
        if (term->step->is_prefix)
            continue;
        suo_status status = suo_dictionary_find(
            &seen->segment->dictionary, term->step->bytes.bytes,
            term->step->bytes.len, &term->entry, is_possible, error);
        if (status != SUO_OK || !*is_possible)
            return status;
    }
    qsort(scratch->terms, phrase->count, sizeof(*scratch->terms),
          phrase_term_compare);
    return SUO_OK;
}

void suo_phrase_scratch_clear(suo_phrase_scratch *scratch)
{
    suo_dealloc(scratch->terms);
    suo_dealloc(scratch->marks);
    if (scratch->joiner != NULL)
        suo_joiner_clear(scratch->joiner);
    suo_dealloc(scratch->joiner);
    suo_occurrences_clear(&scratch->words);
    suo_dealloc(scratch->ranges);
    suo_dealloc(scratch->units);
    suo_positions_clear(&scratch->positions);
    *scratch = (suo_phrase_scratch){0};
}

/* Can all steps be joined? They were looked up. */
static bool phrase_is_joined(const suo_phrase *phrase,
                             const suo_phrase_scratch *scratch)
{
    return phrase->count <= SUO_JOIN_MAX &&
           !scratch->terms[phrase->count - 1].step->is_prefix;
}

suo_status suo_phrase_find(const suo_view_segment *seen,
                           const suo_phrase *phrase, uint32_t fields,
                           suo_phrase_scratch *scratch,
                           suo_occurrences *occurrences, suo_error *error)
{
    phrase_finder f = {.seen = seen,
                       .fields = fields,
                       .scratch = scratch,
                       .occurrences = occurrences,
                       .start = occurrences->count};
    bool is_possible;
    assert(phrase->count > 0);
    suo_status status =
        phrase_look_up(seen, phrase, scratch, &is_possible, error);
    if (status != SUO_OK || !is_possible)
        return status;
    uint32_t taken = phrase->count;
    if (phrase->window > 0 && !phrase_is_joined(phrase, scratch))
        status =
            suo_near_find(seen, phrase, fields, scratch, occurrences, error);
    else
        status = finder_begin(&f, phrase, &taken, error);
    for (uint32_t i = taken;
         i < phrase->count && status == SUO_OK && occurrences->count > f.start;
         i++)
        status = finder_thin_out(&f, &scratch->terms[i], error);
    if (status != SUO_OK)
        occurrences->count = f.start;
    return status;
}
