/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han.c - the best path through the graph of words.
 *
 * From the end to the start: at each character, walk the trie over what
 * follows, and keep the word with the least cost of it and of the best path
 * behind it. Costs are whole numbers, so that every machine cuts alike. A
 * character that is no word of the lexicon stands alone at a fixed cost.
 *
 * No guess at unknown words (a hidden Markov model, say): it always lowered
 * recall; the grams find them.
 */
#include "text/han.h"

#include <assert.h>
#include <stdbool.h>

#include "base/memory.h"
#include "text/lexicon.h"

/* Bytes of one character in all the arrays. */
enum { HAN_ITEM_BYTES = 8 + 4 + 4 + 4 + 2 + 1 };

void suo_han_clear(suo_han *han)
{
    suo_dealloc(han->costs);
    *han = (suo_han){0};
}

suo_status suo_han_reserve(suo_han *han, size_t count, suo_error *error)
{
    if (count < han->cap)
        return SUO_OK;
    size_t cap = count + count / 2 + 64; /* codes and costs have one more */
    uint64_t *block = suo_alloc(cap, HAN_ITEM_BYTES);
    if (block == NULL)
        return suo_error_no_memory(error);
    suo_dealloc(han->costs);
    han->costs = block; /* the widest first, so that all are aligned */
    han->chars = (uint32_t *)(void *)(han->costs + cap);
    han->places = han->chars + cap;
    han->bases = han->places + cap;
    han->codes = (uint16_t *)(void *)(han->bases + cap);
    han->word_lens = (uint8_t *)(void *)(han->codes + cap);
    han->cap = cap;
    return SUO_OK;
}

void suo_han_cut(suo_han *han)
{
    assert(han->count < han->cap);
    uint16_t *codes = han->codes;
    uint64_t *costs = han->costs;
    size_t count = han->count;
    /* Words of one character: reads that do not wait for each other. The
     * memory is asked for the pairs, which the second pass reads. */
    for (size_t i = 0; i < count; i++) {
        uint32_t code = suo_lexicon_code(han->chars[i]);
        const suo_lexicon_node *node =
            suo_lexicon_nodes + suo_lexicon_root + code;
        bool is_known = (node->label == code) & (code != 0);
        codes[i] = (uint16_t)code;
        if (i > 0)
            SUO_PREFETCH(suo_lexicon_nodes + han->bases[i - 1] + code);
        han->bases[i] = is_known ? node->base : 0;
        uint32_t cost =
            is_known && node->cost != 0 ? node->cost : suo_lexicon_unknown_cost;
        costs[i] =
            cost < suo_lexicon_unknown_cost ? cost : suo_lexicon_unknown_cost;
    }
    codes[count] = 0;
    costs[count] = 0;
    for (size_t i = count; i-- > 0;) {
        uint64_t best = costs[i] + costs[i + 1];
        size_t best_end = i + 1;
        uint32_t base = han->bases[i];
        for (size_t end = i + 1; base != 0 && codes[end] != 0;) {
            const suo_lexicon_node *node = suo_lexicon_step(base, codes[end++]);
            if (node == NULL)
                break;
            base = node->base;
            if (node->cost != 0 && node->cost + costs[end] <= best) {
                best = node->cost + costs[end];
                best_end = end;
            }
        }
        costs[i] = best;
        han->word_lens[i] = (uint8_t)(best_end - i);
    }
}
