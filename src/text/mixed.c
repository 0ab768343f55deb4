/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mixed.c - find the mixed words around a border.
 *
 * Most borders end with one look-up: their slot is empty. Of the others each
 * word of the slot is compared with the text in both directions, passing over
 * the joiners in a Latin run (Wi-Fi密码 is WiFi密码).
 *
 * A word with other signs (T+0到账) may begin in plain words that were read
 * straight from the bytes and never folded. These are ASCII, so the bytes
 * themselves are looked at: the result does not tell how the text was read.
 */
#include "text/mixed.h"

#include <assert.h>
#include <stddef.h>

#include "text/codes.h"
#include "text/utf8.h"

/* Characters of the text that a word may cover: joiners between its own. */
enum { MIXED_COVER_MAX = 2 * SUO_MIXED_CHARS_MAX };

/* Places are counted in the folded text; those before it are negative. */
typedef struct mixed_view {
    const char *text;
    const suo_folded *folded;
} mixed_view;

/* The folded character at a place; 0 where the text ends, or is not ASCII
 * before the folded part. */
static uint32_t mixed_char(const mixed_view *view, ptrdiff_t at)
{
    const suo_folded *folded = view->folded;
    if (at >= 0)
        return (size_t)at < folded->count ? folded->codes[at] : 0;
    if ((ptrdiff_t)folded->starts[0] + at < 0)
        return 0;
    uint32_t byte = (uint8_t)view->text[(ptrdiff_t)folded->starts[0] + at];
    if (byte - 'A' < 26)
        return (byte | 0x20) | SUO_FOLDED_UPPER;
    return byte < 0x80 ? byte : 0;
}

/* Whether a place belongs to a Latin run whatever stands around it. */
static bool mixed_is_solid(const mixed_view *view, ptrdiff_t at)
{
    int class = suo_class(mixed_char(view, at));
    return class == SUO_CLASS_LATIN || class == SUO_CLASS_DIGIT ||
           class == SUO_CLASS_MARK;
}

/* Whether a place is a joiner or an apostrophe inside of a Latin run. */
static bool mixed_is_inner(const mixed_view *view, ptrdiff_t at)
{
    int class = suo_class(mixed_char(view, at));
    return (class == SUO_CLASS_JOINER || class == SUO_CLASS_APOSTROPHE) &&
           mixed_is_solid(view, at - 1) && mixed_is_solid(view, at + 1);
}

static bool mixed_is_joiner(const mixed_view *view, ptrdiff_t at)
{
    return suo_class(mixed_char(view, at)) == SUO_CLASS_JOINER &&
           mixed_is_inner(view, at);
}

/* Whether a word may begin or end before a place: not in a Latin run. */
static bool mixed_is_edge(const mixed_view *view, ptrdiff_t at)
{
    bool is_inside = mixed_is_inner(view, at - 1) || mixed_is_inner(view, at) ||
                     (mixed_is_solid(view, at - 1) && mixed_is_solid(view, at));
    return !is_inside;
}

static bool mixed_has(const mixed_view *view, ptrdiff_t at, uint32_t wanted)
{
    return (mixed_char(view, at) & SUO_FOLDED_CODE) == wanted;
}

/* Whether the word stands around 'border'; then it covers [*from, *to). */
static bool mixed_matches(const mixed_view *view, const suo_mixed_word *word,
                          ptrdiff_t border, ptrdiff_t *from, ptrdiff_t *to)
{
    const uint16_t *chars = suo_mixed_chars + word->chars;
    ptrdiff_t at = border;
    for (uint32_t i = word->before; i-- > 0;) {
        at--;
        if (i + 1u < word->before && mixed_is_joiner(view, at))
            at--;
        if (!mixed_has(view, at, chars[i]))
            return false;
    }
    *from = at;
    at = border;
    for (uint32_t i = word->before; i < word->count; i++) {
        if (i > word->before && mixed_is_joiner(view, at))
            at++;
        if (!mixed_has(view, at++, chars[i]))
            return false;
    }
    *to = at;
    return mixed_is_edge(view, *from) && mixed_is_edge(view, *to);
}

/* Units of the characters [from, to). */
static uint32_t mixed_count_units(const mixed_view *view, ptrdiff_t from,
                                  ptrdiff_t to)
{
    uint32_t codes[MIXED_COVER_MAX];
    suo_folded part = {.codes = codes};
    uint32_t count = 0;
    assert(to - from <= MIXED_COVER_MAX);
    for (; from < to; from++) {
        uint32_t code = mixed_char(view, from);
        count += suo_class(code) == SUO_CLASS_HAN;
        codes[part.count++] = code;
    }
    return count + suo_codes_count(&part, 0, part.count);
}

/* Whether the last token covers these units as a whole. */
static bool mixed_is_added(const suo_batch *batch, uint32_t unit,
                           uint32_t unit_count)
{
    if (batch->count == 0)
        return false;
    const suo_token *last = &batch->tokens[batch->count - 1];
    return last->kind == SUO_TOKEN_WHOLE && last->unit == unit &&
           last->unit_count == unit_count;
}

void suo_mixed_add(suo_batch *batch, const char *text, const suo_folded *folded,
                   size_t border, uint32_t unit)
{
    const mixed_view view = {text, folded};
    const ptrdiff_t place = (ptrdiff_t)border;
    uint32_t before = mixed_char(&view, place - 1) & SUO_FOLDED_CODE;
    uint32_t slot =
        suo_mixed_slot(before, folded->codes[border] & SUO_FOLDED_CODE);
    const suo_mixed_word *word = suo_mixed_words + suo_mixed_slots[slot];
    const suo_mixed_word *end = suo_mixed_words + suo_mixed_slots[slot + 1];
    ptrdiff_t from = 0;
    ptrdiff_t to = 0;
    while (word < end && !mixed_matches(&view, word, place, &from, &to))
        word++;
    if (word == end)
        return;
    uint32_t units_before = mixed_count_units(&view, from, place);
    uint32_t units = units_before + mixed_count_units(&view, place, to);
    if (mixed_is_added(batch, unit - units_before, units))
        return;
    char *term = suo_batch_room(batch);
    size_t len = 0;
    for (uint32_t i = 0; i < word->count; i++)
        len += suo_utf8_encode(suo_mixed_chars[word->chars + i], term + len);
    *suo_batch_add(batch) = (suo_token){
        .term = suo_batch_take(batch, len),
        .term_len = (uint32_t)len,
        .start = from < 0 ? (uint32_t)((ptrdiff_t)folded->starts[0] + from)
                          : folded->starts[from],
        .end = folded->ends[to - 1],
        .unit = unit - units_before,
        .unit_count = units,
        .kind = SUO_TOKEN_WHOLE,
        .flags = SUO_TOKEN_HAN};
}
