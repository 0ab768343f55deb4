/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han.c - the best path through the graph of words.
 *
 * Costs are whole numbers, so that every machine cuts alike. A character that
 * is no word of the lexicon stands alone at a fixed cost. No guess at unknown
 * words (a hidden Markov model, say): it always lowered recall; the grams find
 * them.
 *
 * Words are looked up by length: all of one character, all of two, then the
 * longer ones where some word goes on. Which words a text has is what a
 * processor cannot guess; so no branch depends on it, and the reads of one
 * length do not wait for each other. Then the path, from the end to the start.
 */
#include "text/han.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "text/lexicon.h"
#include "text/noise.h"

/*
 * The offer of a word: its cost, and below that how much shorter than the
 * longest it is. So the least of the sums of an offer and the cost behind the
 * word is the cheapest path, and of equal ones that with the longest word.
 */
enum {
    HAN_LEN_BITS = 5,
    HAN_LEN_MASK = (1 << HAN_LEN_BITS) - 1,
    /* bytes of one character in all the arrays */
    HAN_ITEM_BYTES = sizeof(uint64_t) + sizeof(suo_han_run) +
                     sizeof(suo_han_open) +
                     (3 + SUO_HAN_SHORT) * sizeof(uint32_t) + sizeof(uint16_t) +
                     sizeof(uint8_t)
};

_Static_assert((int)SUO_LEXICON_WORD_MAX <= (int)HAN_LEN_MASK,
               "a length has its bits");

/* No offer; dearer than any way to cut by single characters. */
static const uint32_t HAN_NONE = UINT32_MAX;

void suo_han_clear(suo_han *han)
{
    suo_dealloc(han->costs);
    *han = (suo_han){0};
}

/* Room for 'count' characters and 0s. */
static suo_status han_reserve(suo_han *han, size_t count, suo_error *error)
{
    if (count + SUO_HAN_SHORT <= han->cap)
        return SUO_OK;
    size_t cap = count + count / 2 + 64;
    uint64_t *block = suo_alloc(cap, HAN_ITEM_BYTES);
    if (block == NULL)
        return suo_error_no_memory(error);
    suo_dealloc(han->costs);
    han->costs = block; /* the widest first, so that all are aligned */
    han->runs = (suo_han_run *)(void *)(han->costs + cap);
    han->opens = (suo_han_open *)(void *)(han->runs + cap);
    uint32_t *next = (uint32_t *)(void *)(han->opens + cap);
    han->chars = next;
    han->places = next += cap;
    han->bases = next += cap;
    han->offers = (uint32_t(*)[SUO_HAN_SHORT])(void *)(next + cap);
    han->codes = (uint16_t *)(void *)(han->offers + cap);
    han->word_lens = (uint8_t *)(void *)(han->codes + cap);
    han->cap = cap;
    return SUO_OK;
}

static inline uint64_t han_least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint32_t han_offer(uint32_t cost, uint32_t len)
{
    uint32_t offer = cost << HAN_LEN_BITS | (HAN_LEN_MASK - len);
    return cost == 0 ? HAN_NONE : offer;
}

/* Whether a character that is not common is of Han: none lies before U+2E80,
 * and the frequent marks from U+3000 on are none. */
static inline bool han_is_rare(uint32_t code)
{
    code &= SUO_FOLDED_CODE;
    return code >= 0x2E80 && code - 0x3000 >= 5 &&
           suo_class(code) == SUO_CLASS_HAN;
}

/* The first character of Han from 'at' on. */
static size_t han_start(const suo_folded *folded, size_t at)
{
    while (at < folded->count && !suo_is_common_han(folded->codes[at]) &&
           !han_is_rare(folded->codes[at]))
        at++;
    return at;
}

/*
 * Take the run that starts at 'at', as word of one character each. The memory
 * is asked for the pairs, which come next. Returns where the run ends.
 */
static size_t han_read_run(suo_han *han, const suo_folded *folded, size_t at)
{
    const uint32_t *codes = folded->codes;
    size_t count = han->count;
    uint32_t base = 0;
    while (at < folded->count) {
        if (!suo_is_common_han(codes[at]) && !han_is_rare(codes[at])) {
            size_t noise = codes[at] == '('
                               ? suo_noise_len(codes + at, folded->count - at)
                               : 0;
            if (noise == 0)
                break;
            at += noise;
            continue;
        }
        const suo_lexicon_char *first = suo_lexicon_get(codes[at]);
        SUO_PREFETCH(suo_lexicon_nodes + base + first->code);
        base = first->base;
        han->chars[count] = codes[at];
        han->places[count] = (uint32_t)at++;
        han->codes[count] = first->code;
        han->bases[count] = base;
        han->offers[count++][0] = han_offer(first->cost, 1);
    }
    han->count = count;
    return at;
}

suo_status suo_han_read(suo_han *han, const suo_folded *folded,
                        suo_error *error)
{
    suo_status status = han_reserve(han, folded->count + 1, error);
    han->count = 0;
    han->run_count = 0;
    if (status != SUO_OK)
        return status;
    size_t at = han_start(folded, 0);
    while (at < folded->count) {
        suo_han_run *run = &han->runs[han->run_count++];
        run->from = (uint32_t)han->count;
        at = han_read_run(han, folded, at);
        run->count = (uint32_t)han->count - run->from;
        run->end = (uint32_t)at;
        han->chars[han->count] = 0;
        han->codes[han->count] = 0;
        han->bases[han->count] = 0;
        han->offers[han->count++][0] = han_offer(1, 1);
        at = han_start(folded, at);
    }
    han->codes[han->count] = 0;
    return SUO_OK;
}

/* Words of two characters. Returns how many places are open behind them. */
static size_t han_read_pairs(suo_han *han)
{
    size_t open = 0;
    for (size_t i = 0; i < han->count; i++) {
        suo_lexicon_node node =
            suo_lexicon_step(han->bases[i], han->codes[i + 1]);
        uint32_t *offers = han->offers[i];
        offers[1] = han_offer(node.cost, 2);
        offers[2] = HAN_NONE;
        offers[3] = HAN_NONE;
        han->opens[open] = (suo_han_open){(uint32_t)i, node.base};
        open += node.base != 0;
    }
    return open;
}

/* Words of 'len' characters at the first 'count' open places. Returns how many
 * places are open behind them. */
static size_t han_read_longer(suo_han *han, uint32_t len, size_t count)
{
    size_t open = 0;
    for (size_t k = 0; k < count; k++) {
        suo_han_open place = han->opens[k];
        suo_lexicon_node node =
            suo_lexicon_step(place.base, han->codes[place.at + len - 1]);
        han->offers[place.at][len - 1] = han_offer(node.cost, len);
        han->opens[open] = (suo_han_open){place.at, node.base};
        open += node.base != 0;
    }
    return open;
}

/* The least sum of the words at an open place that are not short. */
static uint64_t han_read_rest(const suo_han *han, suo_han_open place)
{
    uint64_t best = UINT64_MAX;
    uint32_t base = place.base;
    for (uint32_t len = SUO_HAN_SHORT + 1; base != 0; len++) {
        size_t end = place.at + len;
        suo_lexicon_node node = suo_lexicon_step(base, han->codes[end - 1]);
        base = node.base;
        if (node.cost != 0)
            best = han_least(best, han->costs[end] + han_offer(node.cost, len));
    }
    return best;
}

/* The best path, from the end; longer words go on at the first 'open' of the
 * open places. */
static void han_find_path(suo_han *han, size_t open)
{
    const uint32_t(*offers)[SUO_HAN_SHORT] =
        (const uint32_t(*)[SUO_HAN_SHORT])han->offers;
    uint64_t *costs = han->costs;
    uint8_t *word_lens = han->word_lens;
    memset(costs + han->count, 0, SUO_HAN_SHORT * sizeof(*costs));
    for (size_t i = han->count; i-- > 0;) {
        uint64_t best =
            han_least(costs[i + 4] + offers[i][3], costs[i + 3] + offers[i][2]);
        best = han_least(best, costs[i + 2] + offers[i][1]);
        best = han_least(best, costs[i + 1] + offers[i][0]);
        if (open > 0 && han->opens[open - 1].at == i) /* seldom */
            best = han_least(best, han_read_rest(han, han->opens[--open]));
        word_lens[i] = (uint8_t)(HAN_LEN_MASK - (best & HAN_LEN_MASK));
        costs[i] = best & ~(uint64_t)HAN_LEN_MASK;
    }
}

void suo_han_cut(suo_han *han)
{
    if (han->count == 0)
        return;
    size_t open = han_read_pairs(han);
    for (uint32_t len = 3; len <= SUO_HAN_SHORT; len++)
        open = han_read_longer(han, len, open);
    han_find_path(han, open);
}
