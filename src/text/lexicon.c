/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexicon.c - look up one whole word. Segmenting walks the trie itself.
 */
#include "text/lexicon.h"

#include <stddef.h>

uint32_t suo_lexicon_find(const uint32_t *code_points, uint32_t count)
{
    uint32_t base = suo_lexicon_root;
    uint32_t cost = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t code = suo_lexicon_code(code_points[i]);
        if (code == 0 || base == 0)
            return 0;
        const suo_lexicon_node *node = suo_lexicon_step(base, code);
        if (node == NULL)
            return 0;
        base = node->base;
        cost = node->cost;
    }
    return cost;
}
