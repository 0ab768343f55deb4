/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_list.c - walk all documents, keep the keys of some, sort by put.
 *
 * The calls of suo.h that begin with suo_key_list_ are implemented here.
 */
#include "index/key_list.h"

#include <stdlib.h>

#include "base/memory.h"

typedef struct listed_key {
    uint64_t sequence;
    suo_slice key; /* in the arena */
} listed_key;

struct suo_key_list {
    listed_key *items;
    size_t count;
    size_t cap;
    suo_arena arena;
};

void suo_key_list_free(suo_key_list *list)
{
    if (list == NULL)
        return;
    suo_dealloc(list->items);
    suo_arena_clear(&list->arena);
    suo_dealloc(list);
}

uint64_t suo_key_list_count(const suo_key_list *list)
{
    return list != NULL ? list->count : 0;
}

const char *suo_key_list_get(const suo_key_list *list, uint64_t number,
                             uint64_t *key_len)
{
    suo_slice key = {0};
    if (number < suo_key_list_count(list))
        key = list->items[number].key;
    *key_len = key.len;
    return (const char *)key.bytes;
}

static suo_status list_add(suo_key_list *list, const suo_segment *segment,
                           uint32_t doc, suo_error *error)
{
    suo_slice key;
    if (!suo_keys_get(&segment->keys, doc, &key))
        return suo_error_set(error, SUO_CORRUPT, "a key is not all there");
    const char *copy = suo_arena_copy(&list->arena, key.bytes, key.len);
    if (copy == NULL || suo_grow(&list->items, &list->cap, list->count + 1,
                                 sizeof(*list->items)) != SUO_OK)
        return suo_error_no_memory(error);
    list->items[list->count++] =
        (listed_key){suo_sequences_get(&segment->sequences, doc),
                     {(const uint8_t *)copy, key.len}};
    return SUO_OK;
}

static suo_status list_add_segment(suo_key_list *list,
                                   const suo_view_segment *seen,
                                   const suo_filter *taken,
                                   uint32_t filter_count, suo_error *error)
{
    suo_segment_filters filters;
    suo_status status = suo_segment_filters_open(&filters, taken, filter_count,
                                                 seen->segment, error);
    for (uint32_t i = 0; i < seen->range_count; i++)
        for (uint32_t doc = seen->ranges[i].start;
             doc < seen->ranges[i].end && status == SUO_OK; doc++)
            if (!suo_deletions_has(seen->deletions, doc) &&
                suo_segment_filters_pass(&filters, doc))
                status = list_add(list, seen->segment, doc, error);
    return status == SUO_OK ? suo_segment_filters_status(&filters, error)
                            : status;
}

static int list_compare(const void *a, const void *b)
{
    const listed_key *x = a;
    const listed_key *y = b;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

suo_status suo_key_list_make(const suo_view *view, const suo_filter *taken,
                             uint32_t filter_count, suo_key_list **list,
                             suo_error *error)
{
    suo_key_list *made = suo_alloc_zero(1, sizeof(*made));
    *list = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++)
        status = list_add_segment(made, &view->segments[i], taken, filter_count,
                                  error);
    if (status != SUO_OK) {
        suo_key_list_free(made);
        return status;
    }
    if (made->count > 0)
        qsort(made->items, made->count, sizeof(*made->items), list_compare);
    *list = made;
    return SUO_OK;
}
