/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typed.c - all ways to read what was typed, at once: a set of places, one bit
 * each, that every unit of a title moves on.
 */
#include "query/typed.h"

/* How many letters of a syllable stand at a place. */
static uint32_t typed_common(const suo_typed *typed, uint32_t at,
                             const suo_syllable *syllable)
{
    uint32_t len = 0;
    while (
        len < syllable->len && at + len < typed->count &&
        suo_pinyin_is_typed(syllable->letters[len], typed->letters[at + len]))
        len++;
    return len;
}

/* Where one unit of a title leads from the places of bits 'from', as bits. A
 * place is a number of units of the typed. */
static uint64_t typed_step(const suo_typed *typed, uint64_t from, uint32_t code,
                           uint32_t syllable, bool may_abbreviate)
{
    const suo_syllable *sound = &suo_pinyin_syllables[syllable];
    uint64_t to = 0;
    for (; from != 0; from &= from - 1) {
        uint32_t at = suo_low_bit(from);
        if (at == typed->count)
            continue;
        if (typed->codes[at] == code)
            to |= UINT64_C(2) << at;
        if (typed->letters[at] == 0 || syllable == SUO_PINYIN_NONE)
            continue;
        uint32_t len = typed_common(typed, at, sound);
        if (len > 0 && (len == sound->len || at + len == typed->count))
            to |= UINT64_C(1) << (at + len);
        if (may_abbreviate && len > 0)
            to |= UINT64_C(2) << at;
        if (may_abbreviate && len > 1 && sound->letters[1] == 'h')
            to |= UINT64_C(4) << at;
    }
    return to;
}

/* Where the syllables of Han that begin at a place lead from there. */
static uint64_t typed_find_ends(const suo_typed *typed, uint32_t at)
{
    uint32_t from;
    uint32_t to;
    uint64_t ends = 0;
    if (typed->letters[at] == 0)
        return 0;
    suo_pinyin_initial(typed->letters[at], &from, &to);
    for (; from < to; from++) {
        const suo_syllable *syllable = &suo_pinyin_syllables[from];
        uint32_t len = typed_common(typed, at, syllable);
        if (len == syllable->len || at + len == typed->count)
            ends |= UINT64_C(1) << (at + len);
    }
    return ends;
}

void suo_typed_take(suo_typed *typed, const suo_spelling *spelling)
{
    *typed = (suo_typed){.count = 0};
    for (size_t i = 0; i < spelling->count && i < SUO_TYPED_MAX; i++) {
        uint32_t code = spelling->units[i].code;
        typed->codes[i] = code;
        if (code - 'a' < 26) {
            typed->letters[i] = (char)code;
            typed->has_letters = true;
        }
        typed->count++;
    }
    for (uint32_t at = 0; at < typed->count; at++)
        typed->syllable_ends[at] = typed_find_ends(typed, at);
}

int32_t suo_typed_match(const suo_typed *typed, const suo_title_set *set,
                        uint32_t unit, bool may_abbreviate)
{
    uint64_t places = 1;
    int32_t count = 0;
    while (places != 0 && !(places >> typed->count & 1)) {
        uint32_t code = set->codes[unit];
        if (code == 0)
            return SUO_TYPED_NO_MATCH;
        places = typed_step(typed, places, code, suo_title_syllable(set, unit),
                            may_abbreviate);
        unit++;
        count++;
    }
    return places != 0 ? count : SUO_TYPED_NO_MATCH;
}
