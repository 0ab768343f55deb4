/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_ranges.c - walk an order along what was typed, as along a trie.
 *
 * Letters: what was typed is a row of letters, but for Han characters, each of
 * which stands for the letters of any of its readings.
 *
 * Initials: each step takes one more initial. What was typed may be cut into
 * syllables and initials in many ways; those that have the same initials so
 * far go on together, as two sets of places: reached with an abbreviation, or
 * without one yet. Ranges that are empty end a walk, short ones are taken
 * whole, so that few of the ways are walked.
 */
#include "query/title_ranges.h"

#include "base/memory.h"

enum {
    WALK_SYMBOLS_MAX = SUO_TYPED_MAX * SUO_PINYIN_LETTERS_MAX,
    SHORT_RANGE = 16 /* entries that are compared rather than narrowed */
};

typedef struct range_walk {
    suo_title_ranges *ranges;
    const suo_title_order *order;
    const suo_typed *typed;
    suo_error *error;
    uint32_t symbols[WALK_SYMBOLS_MAX];
} range_walk;

/* Places of an abbreviation, by how they were reached. */
typedef struct walk_places {
    uint64_t whole;       /* without an abbreviation yet */
    uint64_t abbreviated; /* with one */
} walk_places;

static suo_status walk_accept(range_walk *walk, suo_title_range range)
{
    suo_title_ranges *ranges = walk->ranges;
    if (range.from == range.to)
        return SUO_OK;
    suo_status status = suo_grow(&ranges->items, &ranges->cap,
                                 ranges->count + 1, sizeof(*ranges->items));
    if (status != SUO_OK)
        return suo_error_no_memory(walk->error);
    ranges->items[ranges->count++] = range;
    return SUO_OK;
}

suo_status suo_title_ranges_chars(suo_title_ranges *ranges,
                                  const suo_title_order *order,
                                  const suo_typed *typed, suo_error *error)
{
    range_walk walk = {ranges, order, typed, error, {0}};
    return walk_accept(&walk,
                       suo_title_order_narrow(order, suo_title_order_all(order),
                                              typed->codes, typed->count));
}

/* ---- letters ---- */

/* Go on with unit 'at' of the typed, 'count' symbols after the start, in a
 * range that begins with those before the last Han character. Recurses once a
 * Han character, of which at most SUO_TYPED_MAX are typed. */
static suo_status walk_letters(range_walk *walk, suo_title_range range,
                               uint32_t at, uint32_t count)
{
    const suo_typed *typed = walk->typed;
    uint16_t readings[SUO_PINYIN_READINGS_MAX];
    uint32_t reading_count = 0;
    suo_status status = SUO_OK;
    for (; at < typed->count; at++) {
        reading_count = suo_pinyin_readings(typed->codes[at], readings);
        if (reading_count > 0)
            break;
        walk->symbols[count++] = suo_title_symbol(typed->codes[at]);
    }
    range = suo_title_order_narrow(walk->order, range, walk->symbols, count);
    if (at == typed->count)
        return walk_accept(walk, range);
    for (uint32_t i = 0;
         i < reading_count && status == SUO_OK && range.from < range.to; i++) {
        const suo_syllable *syllable = &suo_pinyin_syllables[readings[i]];
        for (uint32_t k = 0; k < syllable->len; k++)
            walk->symbols[count + k] =
                suo_title_symbol((uint8_t)syllable->letters[k]);
        status = walk_letters(walk, range, at + 1, count + syllable->len);
    }
    return status;
}

suo_status suo_title_ranges_letters(suo_title_ranges *ranges,
                                    const suo_title_order *order,
                                    const suo_typed *typed, suo_error *error)
{
    range_walk walk = {ranges, order, typed, error, {0}};
    return walk_letters(&walk, suo_title_order_all(order), 0, 0);
}

/* ---- initials ---- */

/* Where a letter leads as the abbreviation of a syllable. */
static uint64_t typed_initial_ends(const suo_typed *typed, uint32_t at)
{
    uint64_t ends = UINT64_C(2) << at;
    char letter = typed->letters[at];
    if (at + 1 < typed->count && typed->letters[at + 1] == 'h' &&
        (letter == 'z' || letter == 'c' || letter == 's'))
        ends |= UINT64_C(4) << at;
    return ends;
}

/* Where a unit whose initial is 'symbol' leads from the places 'from'; what it
 * reaches by an abbreviation is added to '*abbreviated'. */
static uint64_t places_step(const range_walk *walk, uint64_t from,
                            uint32_t symbol, uint64_t *abbreviated)
{
    const suo_typed *typed = walk->typed;
    uint16_t readings[SUO_PINYIN_READINGS_MAX];
    uint64_t to = 0;
    for (; from != 0; from &= from - 1) {
        uint32_t at = suo_low_bit(from);
        if (at == typed->count)
            continue;
        if (suo_title_symbol(typed->codes[at]) == symbol) {
            to |= UINT64_C(2)
                  << at; /* the letter, or other character, itself */
            if (typed->letters[at] != 0) {
                to |= typed->syllable_ends[at];
                *abbreviated |= typed_initial_ends(typed, at);
            }
        }
        uint32_t count = suo_pinyin_readings(typed->codes[at], readings);
        for (uint32_t i = 0; i < count; i++) {
            const char *letters = suo_pinyin_syllables[readings[i]].letters;
            if (suo_title_symbol((uint8_t)letters[0]) == symbol)
                to |= UINT64_C(2) << at;
        }
    }
    return to;
}

/* The initials that units may have which go on from some places. */
static uint64_t places_symbols(const range_walk *walk, uint64_t places)
{
    const suo_typed *typed = walk->typed;
    uint16_t readings[SUO_PINYIN_READINGS_MAX];
    uint64_t symbols = 0;
    for (; places != 0; places &= places - 1) {
        uint32_t at = suo_low_bit(places);
        if (at == typed->count)
            continue;
        symbols |= UINT64_C(1) << suo_title_symbol(typed->codes[at]);
        uint32_t count = suo_pinyin_readings(typed->codes[at], readings);
        for (uint32_t i = 0; i < count; i++)
            symbols |=
                UINT64_C(1) << suo_title_symbol(
                    (uint8_t)suo_pinyin_syllables[readings[i]].letters[0]);
    }
    return symbols;
}

/* Go on from places that 'count' initials have led to. Recurses once a unit of
 * what was typed, at most. */
static suo_status walk_initials(range_walk *walk, suo_title_range range,
                                walk_places places, uint32_t count)
{
    uint64_t end = UINT64_C(1) << walk->typed->count;
    uint64_t all = places.whole | places.abbreviated;
    suo_status status = SUO_OK;
    bool is_short = range.to - range.from <= SHORT_RANGE;
    if ((places.abbreviated & end) || (is_short && (all & (end - 1))))
        return walk_accept(walk, range);
    uint64_t symbols = places_symbols(walk, all);
    for (; symbols != 0 && status == SUO_OK; symbols &= symbols - 1) {
        uint32_t symbol = suo_low_bit(symbols);
        walk_places next = {0, 0};
        next.whole = places_step(walk, places.whole, symbol, &next.abbreviated);
        next.abbreviated |=
            places_step(walk, places.abbreviated, symbol, &next.abbreviated);
        suo_title_range narrow =
            suo_title_order_step(walk->order, range, count, symbol);
        if (narrow.from < narrow.to)
            status = walk_initials(walk, narrow, next, count + 1);
    }
    return status;
}

suo_status suo_title_ranges_initials(suo_title_ranges *ranges,
                                     const suo_title_order *order,
                                     const suo_typed *typed, suo_error *error)
{
    range_walk walk = {ranges, order, typed, error, {0}};
    walk_places start = {1, 0};
    return walk_initials(&walk, suo_title_order_all(order), start, 0);
}
