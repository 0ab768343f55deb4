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
enum { HAN_ITEM_BYTES = 8 + 4 + 4 + 2 + 1 };

void suo_han_clear(suo_han *han)
{
    suo_dealloc(han->costs);
    *han = (suo_han){0};
}

suo_status suo_han_reserve(suo_han *han, size_t count, suo_error *error)
{
    if (count + 1 < han->cap)
        return SUO_OK;
    size_t cap = count + count / 2 + 64; /* codes and costs have more */
    uint64_t *block = suo_alloc(cap, HAN_ITEM_BYTES);
    if (block == NULL)
        return suo_error_no_memory(error);
    suo_dealloc(han->costs);
    han->costs = block; /* the widest first, so that all are aligned */
    han->chars = (uint32_t *)(void *)(han->costs + cap);
    han->places = han->chars + cap;
    han->codes = (uint16_t *)(void *)(han->places + cap);
    han->word_lens = (uint8_t *)(void *)(han->codes + cap);
    han->cap = cap;
    return SUO_OK;
}

/*
 * Ask the memory for the nodes of all pairs of characters: the lexicon is
 * larger than the nearest caches, and each step would wait for its own. Those
 * of single characters lie close together.
 */
static void han_prefetch(const uint16_t *codes, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        const suo_lexicon_node *first =
            suo_lexicon_nodes + suo_lexicon_root + codes[i];
        SUO_PREFETCH(suo_lexicon_nodes + first->base + codes[i + 1]);
    }
}

/* The best word so far that starts at a character. */
typedef struct han_best {
    uint64_t cost; /* of the path to the end that begins with it */
    size_t end;
} han_best;

/* Try the words of three characters and more that go on from 'base'. */
static han_best han_walk(const uint16_t *codes, const uint64_t *costs,
                         uint32_t base, size_t end, han_best best)
{
    while (base != 0 && codes[end] != 0) {
        const suo_lexicon_node *node = suo_lexicon_step(base, codes[end++]);
        if (node == NULL)
            break;
        base = node->base;
        if (node->cost != 0 && node->cost + costs[end] <= best.cost)
            best = (han_best){node->cost + costs[end], end};
    }
    return best;
}

/*
 * Words of one and of two characters, which are most, are tried without
 * branches that no machine could foresee. 'codes' ends in 0, which is no
 * child's label, and 'costs' has a place behind that.
 */
static han_best han_choose(const uint16_t *codes, const uint64_t *costs,
                           size_t i)
{
    const suo_lexicon_node *one =
        suo_lexicon_nodes + suo_lexicon_root + codes[i];
    bool is_known = one->label == codes[i] && codes[i] != 0;
    uint64_t cost = is_known && one->cost != 0
                        ? one->cost
                        : (uint64_t)suo_lexicon_unknown_cost;
    han_best best = {cost + costs[i + 1], i + 1};
    if (is_known && one->cost != 0 && one->cost > suo_lexicon_unknown_cost)
        best.cost = suo_lexicon_unknown_cost + costs[i + 1];
    uint32_t base = is_known ? one->base : 0;
    const suo_lexicon_node *two = suo_lexicon_nodes + base + codes[i + 1];
    bool is_pair = base != 0 && codes[i + 1] != 0 && two->label == codes[i + 1];
    uint64_t pair_cost = two->cost + costs[i + 2];
    bool is_better = is_pair & (two->cost != 0) & (pair_cost <= best.cost);
    best.cost = is_better ? pair_cost : best.cost;
    best.end += is_better;
    if (is_pair && two->base != 0)
        best = han_walk(codes, costs, two->base, i + 2, best);
    return best;
}

void suo_han_cut(suo_han *han)
{
    assert(han->count + 1 < han->cap);
    const uint16_t *codes = han->codes;
    uint64_t *costs = han->costs;
    for (size_t i = 0; i < han->count; i++)
        han->codes[i] = (uint16_t)suo_lexicon_code(han->chars[i]);
    han->codes[han->count] = 0;
    han_prefetch(codes, han->count);
    costs[han->count] = 0;
    costs[han->count + 1] = 0;
    for (size_t i = han->count; i-- > 0;) {
        han_best best = han_choose(codes, costs, i);
        costs[i] = best.cost;
        han->word_lens[i] = (uint8_t)(best.end - i);
    }
}
