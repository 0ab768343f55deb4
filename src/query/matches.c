/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matches.c - take the text's tokens to the phrasebook, and sort what it says.
 *
 * The text is cut as it was for the index, so that what is marked is what
 * matched. A phrase is found with its last word, after matches that begin
 * behind its start: they are then sorted by digits of the start, from the
 * lowest on, which is linear however many phrases overlap. Words that are to be
 * near each other are kept apart until the text has been read; then those match
 * that the index counts (near.c).
 */
#include "query/matches.h"

#include <stdlib.h>

#include "text/utf8.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

void suo_matches_clear(suo_matches *matches)
{
    suo_dealloc(matches->items);
    suo_dealloc(matches->sorted);
    suo_dealloc(matches->near_places);
    *matches = (suo_matches){0};
}

/* ---- finding ---- */

static suo_status matches_add(suo_matches *matches, uint32_t start,
                              uint32_t end, uint32_t term)
{
    if (suo_grow(&matches->items, &matches->cap, matches->count + 1,
                 sizeof(*matches->items)) != SUO_OK)
        return SUO_NO_MEMORY;
    matches->items[matches->count++] = (suo_text_match){start, end, term};
    return SUO_OK;
}

/* Keep what a link of a phrase of the book stands for. */
static suo_status matches_add_link(suo_matches *matches, const suo_marks *marks,
                                   const suo_mark_link *link,
                                   const suo_book_match *match)
{
    if (link->near == SUO_NO_TERM)
        return matches_add(matches, match->start, match->end, link->term);
    const suo_near *near = &marks->nears[link->near].near;
    if (suo_grow(&matches->near_places, &matches->near_place_cap,
                 matches->near_place_count + 1,
                 sizeof(*matches->near_places)) != SUO_OK)
        return SUO_NO_MEMORY;
    matches->near_places[matches->near_place_count++] = (suo_near_place){
        link->near,   link->word,
        match->unit,  match->unit + near->words[link->word].unit_count,
        match->start, match->end};
    return SUO_OK;
}

/* Keep the matches that a token completes. */
static suo_status matches_take(suo_matches *matches, const suo_marks *marks,
                               suo_book_reader *reader, const suo_token *token)
{
    suo_status status = suo_book_reader_take(reader, token);
    for (size_t i = 0; i < reader->match_count && status == SUO_OK; i++) {
        const suo_book_match *match = &reader->matches[i];
        uint32_t link = marks->heads[match->phrase];
        for (; link != SUO_NO_TERM && status == SUO_OK;
             link = marks->links[link].next)
            status =
                matches_add_link(matches, marks, &marks->links[link], match);
    }
    for (uint32_t i = 0; i < marks->prefix_count && status == SUO_OK; i++)
        if (suo_marks_begin(marks, i, token, reader->text))
            status = matches_add(matches, token->start, token->end,
                                 marks->prefixes[i]);
    return status;
}

static suo_status matches_read(suo_matches *matches, const suo_marks *marks,
                               suo_tokenizer *tokenizer,
                               suo_book_reader *reader, suo_error *error)
{
    suo_status status = suo_tokenizer_start(tokenizer, reader->text,
                                            (int64_t)reader->text_len, error);
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i++)
            if (matches_take(matches, marks, reader, &tokens[i]) != SUO_OK)
                return suo_error_no_memory(error);
    }
    return status;
}

/* ---- words near each other ---- */

static int near_place_compare(const void *a, const void *b)
{
    const suo_near_place *x = a;
    const suo_near_place *y = b;
    if (x->near != y->near)
        return x->near < y->near ? -1 : 1;
    if (x->end_unit != y->end_unit)
        return x->end_unit < y->end_unit ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

/* Let the places match that lie in windows. */
static suo_status matches_take_near(suo_matches *matches,
                                    const suo_marks *marks)
{
    const suo_near_place *places = matches->near_places;
    suo_near near = {0};
    suo_status status = SUO_OK;
    if (matches->near_place_count > 1)
        qsort(matches->near_places, matches->near_place_count, sizeof(*places),
              near_place_compare);
    for (size_t i = 0; i < matches->near_place_count && status == SUO_OK; i++) {
        uint32_t from;
        if (i == 0 || places[i].near != places[i - 1].near)
            near = marks->nears[places[i].near].near;
        if (!suo_near_take(&near, places[i].word, places[i].unit, &from))
            continue;
        for (size_t j = i + 1; j > 0 && places[j - 1].near == places[i].near &&
                               places[j - 1].end_unit > from;
             j--)
            if (places[j - 1].unit >= from && status == SUO_OK)
                status =
                    matches_add(matches, places[j - 1].start, places[j - 1].end,
                                marks->nears[places[i].near].term);
    }
    return status;
}

/* ---- sorting ---- */

/* Put the items in order of one digit of their starts, equal ones as they
 * are. */
static void matches_sort_digit(suo_matches *matches, uint32_t shift)
{
    size_t places[DIGITS] = {0};
    size_t sum = 0;
    for (size_t i = 0; i < matches->count; i++)
        places[matches->items[i].start >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t own = places[d];
        places[d] = sum;
        sum += own;
    }
    for (size_t i = 0; i < matches->count; i++) {
        uint32_t digit = matches->items[i].start >> shift & (DIGITS - 1);
        matches->sorted[places[digit]++] = matches->items[i];
    }
    suo_text_match *items = matches->items;
    size_t cap = matches->cap;
    matches->items = matches->sorted;
    matches->cap = matches->sorted_cap;
    matches->sorted = items;
    matches->sorted_cap = cap;
}

static suo_status matches_sort(suo_matches *matches, size_t text_len)
{
    size_t at = 1;
    while (at < matches->count &&
           matches->items[at - 1].start <= matches->items[at].start)
        at++;
    if (at >= matches->count)
        return SUO_OK;
    if (suo_grow(&matches->sorted, &matches->sorted_cap, matches->count,
                 sizeof(*matches->sorted)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (uint32_t shift = 0; shift < 32 && text_len >> shift > 0;
         shift += DIGIT_BITS)
        matches_sort_digit(matches, shift);
    return SUO_OK;
}

suo_status suo_matches_find(suo_matches *matches, const suo_marks *marks,
                            suo_tokenizer *tokenizer, suo_slice text,
                            suo_error *error)
{
    suo_book_reader reader = {0};
    matches->count = 0;
    matches->near_place_count = 0;
    suo_book_reader_start(&reader, &marks->book, (const char *)text.bytes,
                          text.len);
    suo_status status = matches_read(matches, marks, tokenizer, &reader, error);
    suo_book_reader_clear(&reader);
    if (status == SUO_OK && matches_take_near(matches, marks) != SUO_OK)
        status = suo_error_no_memory(error);
    if (status == SUO_OK && matches_sort(matches, text.len) != SUO_OK)
        status = suo_error_no_memory(error);
    return status;
}

/* ---- ranges ---- */

void suo_units_move(suo_units *units, suo_slice text, size_t at)
{
    while (units->bytes < at) {
        uint32_t code;
        bool is_broken;
        units->bytes +=
            suo_utf8_decode(text.bytes + units->bytes, text.len - units->bytes,
                            &code, &is_broken);
        units->points++;
        units->utf16 += code > 0xFFFF ? 2 : 1;
    }
}

void suo_range_begin(suo_range *range, const suo_units *units)
{
    range->start = units->bytes;
    range->point_start = units->points;
    range->utf16_start = units->utf16;
}

void suo_range_end(suo_range *range, const suo_units *units)
{
    range->end = units->bytes;
    range->point_end = units->points;
    range->utf16_end = units->utf16;
}

/* Count the ranges, whose bytes are known, in the other units. */
static void ranges_count(suo_range *ranges, uint64_t count, suo_slice text)
{
    suo_units units = {0};
    for (uint64_t i = 0; i < count; i++) {
        suo_units_move(&units, text, ranges[i].start);
        suo_range_begin(&ranges[i], &units);
        suo_units_move(&units, text, ranges[i].end);
        suo_range_end(&ranges[i], &units);
    }
}

/* Unite the matches inside [start, end) into 'ranges', by bytes; NULL: only
 * count them. Returns how many there are. */
static uint64_t matches_unite(const suo_matches *matches, size_t start,
                              size_t end, suo_range *ranges)
{
    uint64_t count = 0;
    suo_range last = {0};
    for (size_t i = 0; i < matches->count; i++) {
        const suo_text_match *match = &matches->items[i];
        if (match->start < start || match->end > end)
            continue;
        uint64_t own_start = match->start - start;
        uint64_t own_end = match->end - start;
        if (count == 0 || own_start > last.end) {
            last = (suo_range){.start = own_start, .end = own_end};
            count++;
        } else if (own_end > last.end) {
            last.end = own_end;
        }
        if (ranges != NULL)
            ranges[count - 1] = last;
    }
    return count;
}

suo_status suo_matches_unite(const suo_matches *matches, suo_slice text,
                             size_t start, size_t end, suo_arena *arena,
                             const suo_range **ranges, uint64_t *count,
                             suo_error *error)
{
    *count = matches_unite(matches, start, end, NULL);
    suo_range *made = suo_arena_alloc(arena, (*count + 1) * sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    matches_unite(matches, start, end, made);
    ranges_count(made, *count, (suo_slice){text.bytes + start, end - start});
    *ranges = made;
    return SUO_OK;
}
