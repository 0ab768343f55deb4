/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_order.c - sort places by the first symbols of their keys, packed into
 * 64 bits, by counting; then what these leave equal, by merging.
 *
 * Equal keys keep the order of their units. A key that has ended within the
 * bits needs no second look: titles of the same text are one, but the ends of
 * different titles are often equal.
 */
#include "query/title_order.h"

#include "base/memory.h"

enum {
    CODE_BITS = 21,
    CODE_SYMBOLS = 3,
    LETTER_BITS = 6,
    LETTER_SYMBOLS = 10,
    RADIX = 256,
    SYMBOL_OTHER = 1,
    SYMBOL_DIGITS = 2,
    SYMBOL_LETTERS = 12
};

typedef struct order_entry {
    uint64_t key;
    uint32_t unit;
} order_entry;

/* A place in a title, and what comes next there. */
typedef struct order_cursor {
    const suo_title_set *set;
    suo_title_key key;
    uint32_t unit;
    uint32_t letter; /* of its syllable */
} order_cursor;

uint32_t suo_title_symbol(uint32_t code)
{
    if (code == 'v')
        code = 'u';
    if (code - 'a' < 26)
        return SYMBOL_LETTERS + (code - 'a');
    return code - '0' < 10 ? SYMBOL_DIGITS + (code - '0') : SYMBOL_OTHER;
}

/* The next symbol; 0 at the end of the title, again and again. */
static inline uint32_t cursor_next(order_cursor *cursor)
{
    const suo_title_set *set = cursor->set;
    uint32_t code = set->codes[cursor->unit];
    if (code == 0)
        return 0;
    if (cursor->key == SUO_TITLE_CHARS) {
        cursor->unit++;
        return code;
    }
    uint32_t number = suo_title_syllable(set, cursor->unit);
    if (number == SUO_PINYIN_NONE) {
        cursor->unit++;
        return suo_title_symbol(code);
    }
    const suo_syllable *syllable = &suo_pinyin_syllables[number];
    uint32_t letter = (uint8_t)syllable->letters[cursor->letter++];
    if (cursor->letter == syllable->len || cursor->key == SUO_TITLE_INITIALS) {
        cursor->unit++;
        cursor->letter = 0;
    }
    return suo_title_symbol(letter);
}

static order_cursor order_at(const suo_title_order *order, uint32_t unit)
{
    return (order_cursor){order->set, order->key, unit, 0};
}

/* ---- sorting ---- */

static uint64_t order_pack(const suo_title_order *order, uint32_t unit)
{
    bool by_chars = order->key == SUO_TITLE_CHARS;
    uint32_t bits = by_chars ? CODE_BITS : LETTER_BITS;
    uint32_t count = by_chars ? CODE_SYMBOLS : LETTER_SYMBOLS;
    order_cursor cursor = order_at(order, unit);
    uint64_t key = 0;
    for (uint32_t i = 0; i < count; i++)
        key = key << bits | cursor_next(&cursor);
    return key;
}

/* Whether what is packed is all of the key. */
static bool order_is_whole(const suo_title_order *order, uint64_t key)
{
    uint32_t bits = order->key == SUO_TITLE_CHARS ? CODE_BITS : LETTER_BITS;
    return (key & ((UINT64_C(1) << bits) - 1)) == 0;
}

/* Sort by the byte at 'shift' into 'to', keeping the order of equal ones; false
 * if all are equal, and nothing was moved. */
static bool entries_sort_byte(const order_entry *from, order_entry *to,
                              size_t count, uint32_t shift)
{
    size_t places[RADIX] = {0};
    for (size_t i = 0; i < count; i++)
        places[from[i].key >> shift & (RADIX - 1)]++;
    if (places[from[0].key >> shift & (RADIX - 1)] == count)
        return false;
    size_t start = 0;
    for (uint32_t i = 0; i < RADIX; i++) {
        size_t next = start + places[i];
        places[i] = start;
        start = next;
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i].key >> shift & (RADIX - 1)]++] = from[i];
    return true;
}

static int order_compare(const suo_title_order *order, uint32_t a, uint32_t b)
{
    order_cursor left = order_at(order, a);
    order_cursor right = order_at(order, b);
    for (;;) {
        uint32_t left_symbol = cursor_next(&left);
        uint32_t right_symbol = cursor_next(&right);
        if (left_symbol != right_symbol)
            return left_symbol < right_symbol ? -1 : 1;
        if (left_symbol == 0)
            return 0;
    }
}

/* Merge the sorted parts [0, middle) and [middle, count) into 'to'. */
static void entries_merge(const suo_title_order *order, const order_entry *from,
                          order_entry *to, size_t middle, size_t count)
{
    size_t a = 0;
    size_t b = middle;
    for (size_t i = 0; i < count; i++) {
        bool takes_b =
            a == middle ||
            (b < count && order_compare(order, from[b].unit, from[a].unit) < 0);
        to[i] = takes_b ? from[b++] : from[a++];
    }
}

/* Sort a run of entries whose packed keys are equal. */
static void entries_sort_run(const suo_title_order *order, order_entry *entries,
                             order_entry *scratch, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            size_t left = count - at;
            size_t len = left < 2 * width ? left : 2 * width;
            entries_merge(order, entries + at, scratch + at,
                          len < width ? len : width, len);
        }
        memcpy(entries, scratch, count * sizeof(*entries));
    }
}

/* Sort; returns which of the two arrays has the result. */
static order_entry *entries_sort(const suo_title_order *order,
                                 order_entry *entries, order_entry *scratch,
                                 size_t count)
{
    for (uint32_t shift = 0; shift < 64 && count > 0; shift += 8)
        if (entries_sort_byte(entries, scratch, count, shift)) {
            order_entry *sorted = scratch;
            scratch = entries;
            entries = sorted;
        }
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && entries[end].key == entries[i].key)
            end++;
        if (end - i > 1 && !order_is_whole(order, entries[i].key))
            entries_sort_run(order, entries + i, scratch + i, end - i);
        i = end;
    }
    return entries;
}

/* ---- making ---- */

/*
 * The units of a place that count: for characters all but Latin letters, which
 * are looked for by letters; for initials those before some Han. Into
 * 'entries', unless that is NULL; returns how many.
 */
static size_t order_collect(const suo_title_order *order, uint32_t place,
                            order_entry *entries)
{
    const suo_title_set *set = order->set;
    bool has_han = false;
    size_t count = 0;
    for (uint32_t unit = set->unit_count; unit-- > 0;) {
        if (set->codes[unit] == 0)
            has_han = false;
        has_han |= suo_title_syllable(set, unit) != SUO_PINYIN_NONE;
        if (set->codes[unit] == 0 || suo_title_place(set, unit) != place ||
            (order->key == SUO_TITLE_CHARS && set->codes[unit] - 'a' < 26) ||
            (order->key == SUO_TITLE_INITIALS && !has_han))
            continue;
        if (entries != NULL)
            entries[count] = (order_entry){order_pack(order, unit), unit};
        count++;
    }
    return count;
}

static void entries_reverse(order_entry *entries, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        order_entry entry = entries[i];
        entries[i] = entries[count - 1 - i];
        entries[count - 1 - i] = entry;
    }
}

/* Room for all levels above 'count' entries, in one block. */
static bool order_reserve(suo_title_order *order, size_t count)
{
    size_t total = 0;
    for (size_t left = count;;
         left = (left + SUO_TITLE_FAN - 1) / SUO_TITLE_FAN) {
        order->counts[order->level_count++] = (uint32_t)left;
        total += left;
        if (left <= SUO_TITLE_FAN)
            break;
    }
    uint32_t *block = suo_alloc(total, sizeof(*block));
    if (block == NULL)
        return false;
    for (uint32_t level = 0; level < order->level_count; level++) {
        order->levels[level] = block;
        block += order->counts[level];
    }
    return true;
}

static void order_fill_levels(suo_title_order *order)
{
    for (uint32_t level = 1; level < order->level_count; level++)
        for (uint32_t i = 0; i < order->counts[level - 1]; i++) {
            uint32_t unit = order->levels[level - 1][i];
            uint32_t *least = &order->levels[level][i / SUO_TITLE_FAN];
            if (i % SUO_TITLE_FAN == 0 || unit < *least)
                *least = unit;
        }
}

suo_status suo_title_order_make(suo_title_order *order,
                                const suo_title_set *set, suo_title_key key,
                                uint32_t place, suo_error *error)
{
    *order = (suo_title_order){.set = set, .key = key};
    size_t count = order_collect(order, place, NULL);
    order_entry *entries = suo_alloc(count, 2 * sizeof(*entries));
    if (entries == NULL || !order_reserve(order, count)) {
        suo_dealloc(entries);
        return suo_error_no_memory(error);
    }
    order_collect(order, place, entries);
    entries_reverse(entries, count);
    const order_entry *sorted =
        entries_sort(order, entries, entries + count, count);
    for (size_t i = 0; i < count; i++)
        order->levels[0][i] = sorted[i].unit;
    order_fill_levels(order);
    suo_dealloc(entries);
    return SUO_OK;
}

void suo_title_order_clear(suo_title_order *order)
{
    suo_dealloc(order->levels[0]);
    *order = (suo_title_order){0};
}

/* ---- looking up ---- */

/* How the key at a unit stands to some symbols: 0 if it begins with them. */
static int order_compare_symbols(const suo_title_order *order, uint32_t unit,
                                 const uint32_t *symbols, uint32_t count)
{
    order_cursor cursor = order_at(order, unit);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t symbol = cursor_next(&cursor);
        if (symbol != symbols[i])
            return symbol < symbols[i] ? -1 : 1;
    }
    return 0;
}

/* The first entry of the range that compares above 'below'. */
static uint32_t order_seek(const suo_title_order *order, suo_title_range range,
                           const uint32_t *symbols, uint32_t count, int below)
{
    while (range.from < range.to) {
        uint32_t middle = range.from + (range.to - range.from) / 2;
        if (order_compare_symbols(order, order->levels[0][middle], symbols,
                                  count) <= below)
            range.from = middle + 1;
        else
            range.to = middle;
    }
    return range.from;
}

suo_title_range suo_title_order_narrow(const suo_title_order *order,
                                       suo_title_range range,
                                       const uint32_t *symbols, uint32_t count)
{
    range.from = order_seek(order, range, symbols, count, -1);
    range.to = order_seek(order, range, symbols, count, 0);
    return range;
}

/* The first entry of the range whose symbol at 'depth' is not below 'symbol'. */
static uint32_t order_seek_symbol(const suo_title_order *order,
                                  suo_title_range range, uint32_t depth,
                                  uint32_t symbol)
{
    while (range.from < range.to) {
        uint32_t middle = range.from + (range.to - range.from) / 2;
        order_cursor cursor = order_at(order, order->levels[0][middle] + depth);
        if (cursor_next(&cursor) < symbol)
            range.from = middle + 1;
        else
            range.to = middle;
    }
    return range.from;
}

suo_title_range suo_title_order_step(const suo_title_order *order,
                                     suo_title_range range, uint32_t depth,
                                     uint32_t symbol)
{
    range.from = order_seek_symbol(order, range, depth, symbol);
    range.to = order_seek_symbol(order, range, depth, symbol + 1);
    return range;
}
