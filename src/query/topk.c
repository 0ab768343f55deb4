/* SPDX-License-Identifier: Apache-2.0 */
/*
 * topk.c - a binary heap with the worst kept item on top.
 *
 * The order is total (no two documents share a sequence), so the result does
 * not depend on the order of the offers.
 */
#include "query/topk.h"

suo_status suo_topk_init(suo_topk *topk, uint32_t k, suo_error *error)
{
    *topk = (suo_topk){suo_alloc(k, sizeof(suo_scored)), 0, k};
    return topk->items == NULL ? suo_error_no_memory(error) : SUO_OK;
}

void suo_topk_clear(suo_topk *topk)
{
    suo_dealloc(topk->items);
    *topk = (suo_topk){0};
}

static bool scored_is_worse(const suo_scored *a, const suo_scored *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return a->sequence > b->sequence;
}

static void topk_sift_down(suo_topk *topk, uint32_t at)
{
    suo_scored item = topk->items[at];
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= topk->count)
            break;
        if (child + 1 < topk->count &&
            scored_is_worse(&topk->items[child + 1], &topk->items[child]))
            child++;
        if (!scored_is_worse(&topk->items[child], &item))
            break;
        topk->items[at] = topk->items[child];
        at = child;
    }
    topk->items[at] = item;
}

static void topk_sift_up(suo_topk *topk, uint32_t at)
{
    suo_scored item = topk->items[at];
    while (at > 0) {
        uint32_t parent = (at - 1) / 2;
        if (!scored_is_worse(&item, &topk->items[parent]))
            break;
        topk->items[at] = topk->items[parent];
        at = parent;
    }
    topk->items[at] = item;
}

void suo_topk_offer(suo_topk *topk, suo_scored item)
{
    if (topk->count < topk->k) {
        topk->items[topk->count++] = item;
        topk_sift_up(topk, topk->count - 1);
    } else if (scored_is_worse(&topk->items[0], &item)) {
        topk->items[0] = item;
        topk_sift_down(topk, 0);
    }
}

void suo_topk_sort(suo_topk *topk)
{
    uint32_t count = topk->count;
    while (topk->count > 1) {
        suo_scored worst = topk->items[0];
        topk->items[0] = topk->items[--topk->count];
        topk_sift_down(topk, 0);
        topk->items[topk->count] = worst;
    }
    topk->count = count;
}
