/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near.c - the windows of a text that hold all of some words.
 *
 * Places come by where they end. Of each word the latest ones are remembered,
 * as many as it is asked for: the first of them all begins the narrowest window
 * that ends here. If it is narrow enough it counts, and all begins anew behind
 * it. The window that ends first is always the one to take, so these are as
 * many as there can be of which no two share a unit; and as each holds a place
 * of every step, they are at most as many as those of any (phrase_cursor.c
 * builds on it). Such windows are the minimal intervals of Clarke, Cormack and
 * Burkowski, "An Algebra for Structured Text Search", 1995, less those that
 * overlap.
 *
 * Words may share units with other words, but no place counts for a word twice.
 * Values of a field are SUO_VALUE_GAP units apart: where nothing stands in as
 * many, all begins anew, too.
 */
#include "query/near.h"

#include <assert.h>

#include "base/memory.h"

/* Units that a step takes. */
static uint32_t step_units(const suo_phrase_step *step)
{
    return step->bytes.bytes[0] == 'g' && !step->is_prefix ? 2 : 1;
}

static bool words_are_equal(const suo_phrase_step *a, const suo_phrase_step *b,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i].offset != b[i].offset || a[i].is_prefix != b[i].is_prefix ||
            suo_bytes_compare(a[i].bytes.bytes, a[i].bytes.len,
                              b[i].bytes.bytes, b[i].bytes.len) != 0)
            return false;
    return true;
}

/* The word that is like this one; NULL: none is. */
static suo_near_word *near_find_word(suo_near *near,
                                     const suo_phrase_step *steps,
                                     const suo_near_word *made)
{
    for (uint32_t w = 0; w < near->word_count; w++) {
        suo_near_word *word = &near->words[w];
        if (word->step_count == made->step_count &&
            words_are_equal(steps + word->first_step, steps + made->first_step,
                            made->step_count))
            return word;
    }
    return NULL;
}

void suo_near_begin(suo_near *near, const suo_phrase *phrase)
{
    const suo_phrase_step *steps = phrase->steps;
    near->window = phrase->window;
    near->word_count = 0;
    near->asked = 0;
    for (uint32_t i = 0; i < phrase->count;) {
        suo_near_word made = {.first_step = i, .times = 1};
        for (;
             i < phrase->count && (i == made.first_step || steps[i].offset > 0);
             i++)
            made.unit_count = steps[i].offset + step_units(&steps[i]);
        made.step_count = i - made.first_step;
        suo_near_word *known = near_find_word(near, steps, &made);
        assert(near->asked < SUO_NEAR_WORDS_MAX);
        near->asked++;
        if (known != NULL)
            known->times++;
        else
            near->words[near->word_count++] = made;
    }
    for (uint32_t w = 1; w < near->word_count; w++)
        near->words[w].first =
            near->words[w - 1].first + near->words[w - 1].times;
    suo_near_start(near);
}

static void near_forget(suo_near *near)
{
    memset(near->starts, 0, near->asked * sizeof(*near->starts));
}

void suo_near_start(suo_near *near)
{
    near->end = 0;
    near->least = 0;
    near_forget(near);
}

bool suo_near_take(suo_near *near, uint32_t word, uint32_t start,
                   uint32_t *from)
{
    const suo_near_word *own = &near->words[word];
    uint32_t *starts = near->starts + own->first;
    uint32_t least = UINT32_MAX;
    if (start < near->least)
        return false;
    if (start >= near->end + SUO_VALUE_GAP)
        near_forget(near);
    near->end = start + own->unit_count;
    memmove(starts + 1, starts, (own->times - 1) * sizeof(*starts));
    starts[0] = start + 1;
    for (uint32_t i = 0; i < near->asked; i++)
        least = near->starts[i] < least ? near->starts[i] : least;
    if (least == 0 || near->end - (least - 1) > near->window)
        return false;
    *from = least - 1;
    near->least = near->end;
    near_forget(near);
    return true;
}

uint32_t suo_near_merge(suo_near *near, const suo_position_list *lists,
                        uint32_t *windows)
{
    uint32_t at[SUO_NEAR_WORDS_MAX] = {0};
    uint32_t count = 0;
    suo_near_start(near);
    for (;;) {
        uint32_t next = near->word_count;
        uint64_t first = UINT64_MAX;
        for (uint32_t w = 0; w < near->word_count; w++) {
            if (at[w] == lists[w].count)
                continue;
            uint64_t end =
                (uint64_t)lists[w].positions[at[w]] + near->words[w].unit_count;
            if (end < first) {
                first = end;
                next = w;
            }
        }
        if (next == near->word_count)
            return count;
        if (suo_near_take(near, next, lists[next].positions[at[next]++],
                          &windows[count]))
            count++;
    }
}

/* ---- in the documents of a segment ---- */

/* Words being looked for, one after the other. */
typedef struct near_finder {
    suo_near near;
    uint32_t order[SUO_NEAR_WORDS_MAX]; /* of words: the rarest first */
    size_t at[SUO_NEAR_WORDS_MAX];  /* places of each not yet looked at: [at, */
    size_t end[SUO_NEAR_WORDS_MAX]; /* end) of scratch->words */
    suo_phrase_scratch *scratch;
} near_finder;

/* Put the words in the order of their rarest steps: that of the terms. */
static void finder_order(near_finder *f, const suo_phrase *phrase)
{
    bool has[SUO_NEAR_WORDS_MAX] = {false};
    uint32_t count = 0;
    for (uint32_t i = 0; i < phrase->count; i++) {
        const uint32_t step =
            (uint32_t)(f->scratch->terms[i].step - phrase->steps);
        for (uint32_t w = 0; w < f->near.word_count; w++) {
            const suo_near_word *word = &f->near.words[w];
            if (has[w] || step - word->first_step >= word->step_count)
                continue;
            has[w] = true;
            f->order[count++] = w;
        }
    }
}

/* Let the view see the documents of the word found last alone. */
static suo_status finder_narrow(near_finder *f, uint32_t word,
                                suo_view_segment *seen)
{
    suo_phrase_scratch *scratch = f->scratch;
    const suo_occurrence *places = scratch->words.items;
    uint32_t count = 0;
    if (suo_grow(&scratch->ranges, &scratch->range_cap,
                 f->end[word] - f->at[word],
                 sizeof(*scratch->ranges)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (size_t i = f->at[word]; i < f->end[word]; i++) {
        const uint32_t doc = places[i].doc;
        if (count > 0 && scratch->ranges[count - 1].end >= doc)
            scratch->ranges[count - 1].end = doc + 1;
        else
            scratch->ranges[count++] = (suo_doc_range){doc, doc + 1};
    }
    seen->ranges = scratch->ranges;
    seen->range_count = count;
    return SUO_OK;
}

/* Find the places of all words, each where the ones before it are. */
static suo_status finder_find_words(near_finder *f, suo_view_segment *seen,
                                    const suo_phrase *phrase, uint32_t fields,
                                    bool *is_possible, suo_error *error)
{
    suo_occurrences *places = &f->scratch->words;
    places->count = 0;
    for (uint32_t i = 0; i < f->near.word_count; i++) {
        const uint32_t w = f->order[i];
        const suo_near_word *word = &f->near.words[w];
        const suo_phrase own = {phrase->steps + word->first_step,
                                word->step_count, 0};
        f->at[w] = places->count;
        suo_status status =
            suo_phrase_find(seen, &own, fields, f->scratch, places, error);
        f->end[w] = places->count;
        *is_possible = f->end[w] > f->at[w];
        if (status != SUO_OK || !*is_possible)
            return status;
        if (finder_narrow(f, w, seen) != SUO_OK)
            return suo_error_no_memory(error);
    }
    return SUO_OK;
}

/* The lists of all words in the document and field of 'place'; those before it
 * are left behind. Returns how many places they have. */
static size_t finder_lists(near_finder *f, const suo_occurrence *place,
                           suo_position_list *lists)
{
    const suo_occurrence *items = f->scratch->words.items;
    size_t all = 0;
    for (uint32_t w = 0; w < f->near.word_count; w++) {
        size_t at = f->at[w];
        while (at < f->end[w] &&
               (items[at].doc < place->doc || (items[at].doc == place->doc &&
                                               items[at].field < place->field)))
            at++;
        size_t end = at;
        while (end < f->end[w] && items[end].doc == place->doc &&
               items[end].field == place->field)
            end++;
        lists[w] =
            (suo_position_list){f->scratch->units + at, (uint32_t)(end - at)};
        f->at[w] = end;
        all += end - at;
    }
    return all;
}

/* Append the windows. */
static suo_status finder_merge(near_finder *f, suo_occurrences *occurrences,
                               suo_error *error)
{
    suo_phrase_scratch *scratch = f->scratch;
    const suo_occurrence *items = scratch->words.items;
    const size_t count = scratch->words.count;
    const uint32_t rarest = f->order[f->near.word_count - 1];
    suo_position_list lists[SUO_NEAR_WORDS_MAX];
    if (suo_grow(&scratch->units, &scratch->unit_cap, 2 * count,
                 sizeof(*scratch->units)) != SUO_OK ||
        suo_grow(&occurrences->items, &occurrences->cap,
                 occurrences->count + f->end[rarest] - f->at[rarest],
                 sizeof(*occurrences->items)) != SUO_OK)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < count; i++)
        scratch->units[i] = items[i].unit;
    while (f->at[rarest] < f->end[rarest]) {
        const suo_occurrence place = items[f->at[rarest]];
        uint32_t *windows = scratch->units + count;
        const size_t all = finder_lists(f, &place, lists);
        if (suo_phrase_ends(scratch, (uint32_t)all))
            return scratch->watch->status;
        uint32_t found = suo_near_merge(&f->near, lists, windows);
        for (uint32_t i = 0; i < found; i++)
            occurrences->items[occurrences->count++] =
                (suo_occurrence){place.doc, place.field, windows[i]};
    }
    return SUO_OK;
}

suo_status suo_near_find(const suo_view_segment *seen, const suo_phrase *phrase,
                         uint32_t fields, suo_phrase_scratch *scratch,
                         suo_occurrences *occurrences, suo_error *error)
{
    near_finder f = {.scratch = scratch};
    suo_view_segment narrowed = *seen;
    bool is_possible = false;
    suo_near_begin(&f.near, phrase);
    finder_order(&f, phrase);
    suo_status status =
        finder_find_words(&f, &narrowed, phrase, fields, &is_possible, error);
    return status == SUO_OK && is_possible
               ? finder_merge(&f, occurrences, error)
               : status;
}
