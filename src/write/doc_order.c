/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc_order.c - a counting sort of documents by the rank of their audience.
 */
#include "write/doc_order.h"

#include <stdlib.h>

void suo_doc_order_clear(suo_doc_order *order)
{
    suo_dealloc(order->slots);
    suo_dealloc(order->docs);
    suo_dealloc(order->audiences);
    suo_dealloc(order->audience_ends);
    *order = (suo_doc_order){0};
}

/* An audience to sort by. */
typedef struct audience_key {
    suo_slice set;
    uint32_t number;
} audience_key;

static int audience_compare(const void *a, const void *b)
{
    const audience_key *x = a;
    const audience_key *y = b;
    return suo_bytes_compare(x->set.bytes, x->set.len, y->set.bytes,
                             y->set.len);
}

/* Audiences by their encoded bytes, all different. False without memory. */
static bool order_sort_audiences(uint32_t *sorted, const suo_inverter *inverter)
{
    size_t count = inverter->audience_count;
    audience_key *keys = suo_alloc(count, sizeof(*keys));
    if (keys == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        keys[i] = (audience_key){inverter->audiences[i], (uint32_t)i};
    if (count > 0)
        qsort(keys, count, sizeof(*keys), audience_compare);
    for (size_t i = 0; i < count; i++)
        sorted[i] = keys[i].number;
    suo_dealloc(keys);
    return true;
}

/* Number the living slots; 'next' becomes the end of each audience. */
static void order_number_docs(suo_doc_order *order,
                              const suo_inverter *inverter,
                              const uint32_t *ranks)
{
    uint32_t *next = order->audience_ends;
    for (size_t i = 0; i < inverter->slot_count; i++)
        if (!inverter->slots[i].is_dead)
            next[ranks[inverter->slots[i].audience]]++;
    uint32_t start = 0;
    for (size_t rank = 0; rank < inverter->audience_count; rank++) {
        uint32_t count = next[rank];
        next[rank] = start;
        start += count;
    }
    for (size_t i = 0; i < inverter->slot_count; i++) {
        const suo_slot *slot = &inverter->slots[i];
        order->docs[i] =
            slot->is_dead ? SUO_NO_DOC : next[ranks[slot->audience]]++;
        if (!slot->is_dead)
            order->slots[order->docs[i]] = (uint32_t)i;
    }
    order->doc_count = start;
}

/* Forget the audiences whose documents are all dead. */
static void order_drop_empty(suo_doc_order *order, size_t audience_count)
{
    uint32_t kept = 0;
    uint32_t last_end = 0;
    for (size_t rank = 0; rank < audience_count; rank++) {
        uint32_t end = order->audience_ends[rank];
        if (end == last_end)
            continue;
        order->audiences[kept] = order->audiences[rank];
        order->audience_ends[kept++] = end;
        last_end = end;
    }
    order->audience_count = kept;
}

suo_status suo_doc_order_make(suo_doc_order *order,
                              const suo_inverter *inverter, suo_error *error)
{
    size_t audiences = inverter->audience_count;
    order->slots = suo_alloc(inverter->slot_count, sizeof(uint32_t));
    order->docs = suo_alloc(inverter->slot_count, sizeof(uint32_t));
    order->audiences = suo_alloc(audiences, sizeof(uint32_t));
    order->audience_ends = suo_alloc_zero(audiences, sizeof(uint32_t));
    uint32_t *ranks = suo_alloc(audiences, sizeof(uint32_t));
    bool is_ready = order->slots != NULL && order->docs != NULL &&
                    order->audiences != NULL && order->audience_ends != NULL &&
                    ranks != NULL &&
                    order_sort_audiences(order->audiences, inverter);
    if (is_ready) {
        for (uint32_t rank = 0; rank < audiences; rank++)
            ranks[order->audiences[rank]] = rank;
        order_number_docs(order, inverter, ranks);
        order_drop_empty(order, audiences);
    }
    suo_dealloc(ranks);
    return is_ready ? SUO_OK : suo_error_no_memory(error);
}
