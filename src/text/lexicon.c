/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexicon.c - look up one whole word. Segmenting walks the trie itself.
 */
#include "text/lexicon.h"

uint32_t suo_lexicon_find(const uint32_t *code_points, uint32_t count)
{
    if (count == 0)
        return 0;
    const suo_lexicon_char *first = suo_lexicon_get(code_points[0]);
    suo_lexicon_node node = {.base = first->base};
    if (count == 1)
        return first->cost < SUO_LEXICON_UNKNOWN ? first->cost : 0;
    for (uint32_t i = 1; i < count; i++)
        node =
            suo_lexicon_step(node.base, suo_lexicon_get(code_points[i])->code);
    return node.cost;
}
