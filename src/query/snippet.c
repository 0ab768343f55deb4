/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snippet.c - find the window richest in matches, and cut it out.
 *
 * Of all rows of neighbouring matches that fit a window the one is taken whose
 * different words are worth most; of equal ones, the one with the most matches
 * by worth, then the first. Two ends move on through the matches; worths are
 * whole numbers, so that what is taken away leaves no trace.
 *
 * The window begins at the start of a sentence if one is near, else at a word,
 * and ends so. It goes through a word only if that is very long, and never
 * through what people see as one character.
 */
#include "query/snippet.h"

#include <math.h>

#include "text/utf8.h"

enum {
    WORD_POINTS_MAX = 64, /* no window is cut through a word of so many */
    WORTH_BITS = 40       /* of what all terms together are worth */
};

/* Where a match lies, with the rest of the words it begins and ends in. */
typedef struct suo_snippet_place {
    uint32_t start; /* bytes */
    uint32_t end;
    uint32_t start_points;
    uint32_t end_points;
} snippet_place;

typedef struct suo_snippet_term {
    uint64_t worth; /* 0: it has been shown, or counts nothing */
    uint64_t base;  /* what it was at first */
    uint64_t seen;  /* times in the row at hand */
} snippet_term;

typedef struct snippet {
    suo_snippet_scratch *scratch;
    const suo_matches *matches;
    suo_slice text;
    uint32_t length_max; /* of one window */
    uint64_t words;      /* of the row at hand */
    uint64_t total;
} snippet;

/* A row of matches, and bytes around it that are free. */
typedef struct snippet_row {
    size_t first; /* matches [first, end) */
    size_t end;
    suo_window window; /* its worth */
} snippet_row;

void suo_snippet_scratch_clear(suo_snippet_scratch *scratch)
{
    suo_cuts_clear(&scratch->cuts);
    suo_ruler_clear(&scratch->ruler);
    suo_dealloc(scratch->places);
    suo_dealloc(scratch->terms);
    *scratch = (suo_snippet_scratch){0};
}

static size_t text_next(suo_slice text, size_t at)
{
    return at + suo_utf8_first_len(text.bytes + at, text.len - at);
}

/* ---- rows ---- */

/* How far the words reach that a match begins and ends in. */
static snippet_place snippet_widen(const snippet *s,
                                   const suo_text_match *match)
{
    const suo_cuts *cuts = &s->scratch->cuts;
    size_t start = match->start;
    size_t end = match->end;
    for (int i = 0; i < WORD_POINTS_MAX && suo_cuts_splits_word(cuts, start);
         i++)
        start = suo_utf8_before(s->text.bytes, start);
    for (int i = 0; i < WORD_POINTS_MAX && suo_cuts_splits_word(cuts, end); i++)
        end = text_next(s->text, end);
    return (snippet_place){(uint32_t)start, (uint32_t)end,
                           suo_ruler_points(&s->scratch->ruler, start),
                           suo_ruler_points(&s->scratch->ruler, end)};
}

/* Place the matches and scale the weights. */
static suo_status snippet_prepare(snippet *s,
                                  const suo_snippet_request *request)
{
    suo_snippet_scratch *scratch = s->scratch;
    double sum = 0;
    suo_cuts_start(&scratch->cuts, s->text);
    if (suo_grow(&scratch->places, &scratch->place_cap, s->matches->count,
                 sizeof(*scratch->places)) != SUO_OK ||
        suo_grow(&scratch->terms, &scratch->term_cap, request->term_count,
                 sizeof(*scratch->terms)) != SUO_OK ||
        suo_ruler_start(&scratch->ruler, s->text) != SUO_OK)
        return SUO_NO_MEMORY;
    for (size_t i = 0; i < s->matches->count; i++)
        scratch->places[i] = snippet_widen(s, &s->matches->items[i]);
    for (size_t t = 0; t < request->term_count; t++)
        sum += request->weights[t];
    for (size_t t = 0; t < request->term_count; t++) {
        double share = sum > 0 ? request->weights[t] / sum : 0;
        uint64_t worth = (uint64_t)ldexp(share, WORTH_BITS);
        scratch->terms[t] = (snippet_term){.worth = worth, .base = worth};
    }
    return SUO_OK;
}

/* Does match 'i' fit a window at all? Others count nowhere. */
static bool snippet_counts(const snippet *s, size_t i)
{
    const snippet_place *place = &s->scratch->places[i];
    return place->end_points - place->start_points <= s->length_max;
}

/* Take match 'i' into the row at hand, or out of it. */
static void snippet_take(snippet *s, size_t i)
{
    if (!snippet_counts(s, i))
        return;
    snippet_term *term = &s->scratch->terms[s->matches->items[i].term];
    s->words += term->seen++ == 0 ? term->worth : 0;
    s->total += term->base;
}

static void snippet_drop(snippet *s, size_t i)
{
    if (!snippet_counts(s, i))
        return;
    snippet_term *term = &s->scratch->terms[s->matches->items[i].term];
    s->words -= --term->seen == 0 ? term->worth : 0;
    s->total -= term->base;
}

static bool snippet_fits(const snippet *s, size_t first, size_t i)
{
    const snippet_place *places = s->scratch->places;
    return !snippet_counts(s, i) ||
           places[i].end_points <=
               places[first].start_points + (uint64_t)s->length_max;
}

/* The best row of the matches [from, end), if it beats '*best'. */
static void snippet_best_row(snippet *s, size_t from, size_t end,
                             snippet_row *best)
{
    size_t next = from;
    for (size_t i = from; i < end; i++) {
        while (next < end && snippet_fits(s, i, next))
            snippet_take(s, next++);
        bool is_better = s->words > best->window.words ||
                         (s->words == best->window.words && s->words > 0 &&
                          s->total > best->window.matches);
        if (is_better && snippet_counts(s, i))
            *best = (snippet_row){
                i, next, {.words = s->words, .matches = s->total}};
        snippet_drop(s, i);
    }
}

/* ---- cutting ---- */

/* Begin up to 'points' before 'from', not before 'least': at a sentence, else
 * at a word. */
static size_t snippet_start(snippet *s, size_t from, size_t least,
                            uint32_t points)
{
    suo_cuts *cuts = &s->scratch->cuts;
    size_t at = from;
    size_t word = from;
    for (;; points--) {
        bool is_whole = suo_cuts_is_grapheme(cuts, at);
        if (is_whole && suo_cuts_starts_sentence(cuts, at))
            return at;
        if (is_whole && !suo_cuts_splits_word(cuts, at) &&
            !suo_cuts_follows_blank(cuts, text_next(s->text, at)))
            word = at;
        if (points == 0 || at <= least)
            break;
        at = suo_utf8_before(s->text.bytes, at);
    }
    while (word > least && !suo_cuts_is_grapheme(cuts, word))
        word = suo_utf8_before(s->text.bytes, word);
    return word;
}

/*
 * End at most a window's length behind 'start', not behind 'most': at a
 * sentence, if one ends in the last quarter, else at a word; but not before
 * 'least'. A word that is longer than all there is room for is cut.
 */
static size_t snippet_end(snippet *s, size_t start, size_t least, size_t most)
{
    suo_cuts *cuts = &s->scratch->cuts;
    size_t at = start;
    size_t whole = start;
    size_t word = start;
    size_t sentence = start;
    for (uint32_t i = 1; i <= s->length_max && at < most; i++) {
        at = text_next(s->text, at);
        if (!suo_cuts_is_grapheme(cuts, at))
            continue;
        whole = at;
        if (at < least || suo_cuts_splits_word(cuts, at) ||
            suo_cuts_follows_blank(cuts, at))
            continue;
        word = at;
        if (s->length_max - i <= s->length_max / 4 &&
            suo_cuts_ends_sentence(cuts, at))
            sentence = at;
    }
    if (at == s->text.len && whole == at)
        return at;
    if (sentence > start)
        return sentence;
    return word > start ? word : whole;
}

/* Place a window around a row, between bytes 'least' and 'most': half of the
 * room before it, more where there is little behind it. */
static void snippet_place_row(snippet *s, snippet_row *row, size_t least,
                              size_t most)
{
    const snippet_place *places = s->scratch->places;
    const snippet_place *first = &places[row->first];
    size_t end = first->start;
    uint32_t end_points = first->start_points;
    for (size_t i = row->first; i < row->end; i++)
        if (snippet_counts(s, i) && places[i].end > end) {
            end = places[i].end;
            end_points = places[i].end_points;
        }
    uint32_t points = end_points - first->start_points;
    uint32_t rest = points < s->length_max ? s->length_max - points : 0;
    uint32_t behind = suo_ruler_points(&s->scratch->ruler, most) - end_points;
    uint32_t room = behind < rest / 2 ? rest - behind : rest / 2;
    row->window.start = snippet_start(s, first->start, least, room);
    row->window.end = snippet_end(s, row->window.start, end, most);
}

/* ---- several windows ---- */

/* What is shown is worth nothing more. */
static void snippet_show(snippet *s, const suo_window *window)
{
    for (size_t i = 0; i < s->matches->count; i++) {
        const suo_text_match *match = &s->matches->items[i];
        if (match->start >= window->start && match->end <= window->end)
            s->scratch->terms[match->term].worth = 0;
    }
}

/* Put the window among the others, which ascend. */
static void windows_insert(suo_window *windows, uint32_t count,
                           suo_window window)
{
    uint32_t at = count;
    for (; at > 0 && windows[at - 1].start > window.start; at--)
        windows[at] = windows[at - 1];
    windows[at] = window;
}

/* The best window between those there are; false: nothing new is in it. */
static bool snippet_find(snippet *s, suo_window *windows, uint32_t count)
{
    snippet_row best = {0};
    size_t least = 0;
    size_t most = 0;
    size_t from = 0;
    for (uint32_t gap = 0; gap <= count; gap++) {
        size_t start = gap == 0 ? 0 : windows[gap - 1].end;
        size_t end = gap == count ? s->text.len : windows[gap].start;
        uint64_t words = best.window.words;
        uint64_t matches = best.window.matches;
        while (from < s->matches->count &&
               s->scratch->places[from].start < start)
            from++;
        size_t to = from;
        while (to < s->matches->count && s->scratch->places[to].end <= end)
            to++;
        snippet_best_row(s, from, to, &best);
        if (words != best.window.words || matches != best.window.matches) {
            least = start;
            most = end;
        }
        from = to;
    }
    if (best.window.words == 0)
        return false;
    snippet_place_row(s, &best, least, most);
    snippet_show(s, &best.window);
    windows_insert(windows, count, best.window);
    return true;
}

suo_status suo_snippet_choose(suo_snippet_scratch *scratch,
                              const suo_snippet_request *request,
                              suo_slice text, const suo_matches *matches,
                              suo_window windows[SUO_FRAGMENTS_MAX],
                              uint32_t *count, suo_error *error)
{
    uint32_t most = request->fragment_max;
    snippet s = {.scratch = scratch,
                 .matches = matches,
                 .text = text,
                 .length_max = request->length_max / most};
    *count = 0;
    if (s.length_max == 0)
        s.length_max = 1;
    if (snippet_prepare(&s, request) != SUO_OK)
        return suo_error_no_memory(error);
    while (*count < most && snippet_find(&s, windows, *count))
        ++*count;
    if (*count == 0) {
        windows[0] = (suo_window){.end = snippet_end(&s, 0, 0, text.len)};
        *count = 1;
    }
    return suo_cuts_status(&scratch->cuts, error);
}
