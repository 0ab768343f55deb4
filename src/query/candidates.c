/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candidates.c - an inverted index of the sketches, in memory.
 *
 * Each document meets those put before it that share hashes with it, by its
 * rarest hashes first, until it has met 1024: common hashes say little, and
 * work is bounded by the number of documents, however many are alike. Who
 * shares enough of the hashes looked at, at least two, is compared by the whole
 * sketch: documents of likeness J share 2J / (1 + J) of all theirs.
 */
#include "query/candidates.h"

#include <stdlib.h>

#include "base/memory.h"

enum { DIGITS = 256, KEPT_FACTOR = 2 };

/* Of what all hashes would share, the rarest do. */
static const double RARE_SHARE = 0.75;

/* Where a document's hash stands in the rows. */
typedef struct sketch_entry {
    uint32_t row;    /* of its own */
    uint32_t before; /* rows of the same hash before it */
} sketch_entry;

typedef struct candidate_search {
    const suo_sketches *sketches;
    double least;
    size_t max;
    uint64_t *rows; /* hash << 32 | document: ascending */
    uint64_t *spare;
    size_t row_count;
    sketch_entry *entries; /* as the hashes of the sketches */
    uint8_t *shared;       /* by document: hashes shared with this one */
    uint32_t others[SUO_CANDIDATE_OTHERS];
    uint32_t other_count;
    suo_candidate *found;
    size_t count;
    size_t cap;
} candidate_search;

int suo_candidate_compare(const void *a, const void *b)
{
    const suo_candidate *x = a;
    const suo_candidate *y = b;
    if (x->likeness != y->likeness)
        return x->likeness > y->likeness ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

/* ---- the inverted index ---- */

/* Sort rows by eight bits from 'shift' on; equal ones keep their order. */
static void search_sort_digit(candidate_search *s, unsigned shift)
{
    size_t starts[DIGITS + 1] = {0};
    for (size_t i = 0; i < s->row_count; i++)
        starts[(s->rows[i] >> shift & (DIGITS - 1)) + 1]++;
    for (size_t d = 1; d <= DIGITS; d++)
        starts[d] += starts[d - 1];
    for (size_t i = 0; i < s->row_count; i++)
        s->spare[starts[s->rows[i] >> shift & (DIGITS - 1)]++] = s->rows[i];
    uint64_t *rows = s->rows;
    s->rows = s->spare;
    s->spare = rows;
}

static suo_status search_invert(candidate_search *s)
{
    const suo_sketches *sketches = s->sketches;
    size_t total = (size_t)sketches->count * SUO_SKETCH_TERMS;
    s->rows = suo_alloc(total, sizeof(*s->rows));
    s->spare = suo_alloc(total, sizeof(*s->spare));
    s->entries = suo_alloc(total, sizeof(*s->entries));
    s->shared = suo_alloc_zero(sketches->count, 1);
    uint8_t *filled = suo_alloc_zero(sketches->count, 1);
    if (s->rows == NULL || s->spare == NULL || s->entries == NULL ||
        s->shared == NULL || filled == NULL) {
        suo_dealloc(filled);
        return SUO_NO_MEMORY;
    }
    for (uint32_t doc = 0; doc < sketches->count; doc++)
        for (uint32_t i = 0; i < sketches->sizes[doc]; i++)
            s->rows[s->row_count++] =
                (uint64_t)suo_sketch_of(sketches, doc)[i] << 32 | doc;
    for (unsigned shift = 32; shift < 64; shift += 8)
        search_sort_digit(s, shift);
    size_t start = 0;
    for (size_t i = 0; i < s->row_count; i++) {
        uint32_t doc = (uint32_t)s->rows[i];
        if (s->rows[i] >> 32 != s->rows[start] >> 32)
            start = i;
        s->entries[(size_t)doc * SUO_SKETCH_TERMS + filled[doc]++] =
            (sketch_entry){(uint32_t)i, (uint32_t)(i - start)};
    }
    suo_dealloc(filled);
    return SUO_OK;
}

/* ---- looking ---- */

static int entry_compare(const void *a, const void *b)
{
    const sketch_entry *x = a;
    const sketch_entry *y = b;
    if (x->before != y->before)
        return x->before < y->before ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Count the hashes that others share with the document; returns how many of
 * its hashes were looked at. */
static uint32_t search_meet(candidate_search *s, uint32_t doc)
{
    sketch_entry *entries = s->entries + (size_t)doc * SUO_SKETCH_TERMS;
    uint32_t left = SUO_CANDIDATE_OTHERS;
    uint32_t looked = 0;
    qsort(entries, s->sketches->sizes[doc], sizeof(*entries), entry_compare);
    s->other_count = 0;
    for (; looked < s->sketches->sizes[doc] && left > 0; looked++) {
        uint32_t count = entries[looked].before;
        if (count > left)
            count = left;
        left -= count;
        for (uint32_t i = 1; i <= count; i++) {
            uint32_t other = (uint32_t)s->rows[entries[looked].row - i];
            if (s->shared[other]++ == 0)
                s->others[s->other_count++] = other;
        }
    }
    return looked;
}

/* Keep the most alike. */
static void search_cut(candidate_search *s)
{
    if (s->count > 1)
        qsort(s->found, s->count, sizeof(*s->found), suo_candidate_compare);
    if (s->count > s->max)
        s->count = s->max;
}

static suo_status search_keep(candidate_search *s, uint32_t other, uint32_t doc)
{
    double likeness = suo_sketches_compare(s->sketches, other, doc);
    if (likeness < s->least)
        return SUO_OK;
    if (s->count == s->max * KEPT_FACTOR)
        search_cut(s);
    if (suo_grow(&s->found, &s->cap, s->count + 1, sizeof(*s->found)) != SUO_OK)
        return SUO_NO_MEMORY;
    s->found[s->count++] = (suo_candidate){other, doc, likeness};
    return SUO_OK;
}

static suo_status search_look(candidate_search *s, uint32_t doc)
{
    uint32_t looked = search_meet(s, doc);
    uint32_t needed = (uint32_t)(looked * s->least * RARE_SHARE);
    suo_status status = SUO_OK;
    if (needed < 2)
        needed = looked < 2 ? looked : 2;
    for (uint32_t i = 0; i < s->other_count; i++) {
        uint32_t other = s->others[i];
        if (s->shared[other] >= needed && status == SUO_OK)
            status = search_keep(s, other, doc);
        s->shared[other] = 0;
    }
    return status;
}

suo_status suo_candidates_find(const suo_sketches *sketches, double least,
                               size_t max, suo_candidate **found, size_t *count,
                               suo_error *error)
{
    candidate_search *s = suo_alloc_zero(1, sizeof(*s));
    *found = NULL;
    *count = 0;
    if (s == NULL)
        return suo_error_no_memory(error);
    s->sketches = sketches;
    s->least = least > 0 ? least : 0;
    s->max = max;
    suo_status status = search_invert(s);
    for (uint32_t doc = 0; doc < sketches->count && status == SUO_OK; doc++)
        status = search_look(s, doc);
    if (status == SUO_OK) {
        search_cut(s);
        *found = s->found;
        *count = s->count;
    } else {
        suo_dealloc(s->found);
    }
    suo_dealloc(s->rows);
    suo_dealloc(s->spare);
    suo_dealloc(s->entries);
    suo_dealloc(s->shared);
    suo_dealloc(s);
    return status == SUO_OK ? SUO_OK : suo_error_no_memory(error);
}
