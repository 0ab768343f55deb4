/* SPDX-License-Identifier: Apache-2.0 */
/*
 * values.c - a hash table with open addressing, at most half full.
 */
#include "query/values.h"

#include "base/hash.h"
#include "base/memory.h"

enum { BUCKETS_FIRST = 64, BUCKETS_KEPT_MAX = 1 << 16 };

void suo_values_clear(suo_values *values)
{
    suo_dealloc(values->items);
    suo_dealloc(values->buckets);
    *values = (suo_values){0};
}

void suo_values_reset(suo_values *values)
{
    if (values->bucket_count > BUCKETS_KEPT_MAX)
        suo_values_clear(values);
    values->count = 0;
    if (values->bucket_count > 0)
        memset(values->buckets, 0,
               values->bucket_count * sizeof(*values->buckets));
}

static uint64_t value_hash(const suo_column_value *value)
{
    return value->text.bytes != NULL
               ? suo_hash(value->text.bytes, value->text.len)
               : suo_hash(&value->number, sizeof(value->number));
}

static bool value_equals(const suo_column_value *a, const suo_column_value *b)
{
    return a->number == b->number &&
           suo_bytes_compare(a->text.bytes, a->text.len, b->text.bytes,
                             b->text.len) == 0;
}

/* The bucket of a value, or the empty one where it belongs. */
static uint32_t *values_bucket(const suo_values *values,
                               const suo_column_value *value)
{
    size_t at = (size_t)value_hash(value) & (values->bucket_count - 1);
    while (values->buckets[at] != 0 &&
           !value_equals(&values->items[values->buckets[at] - 1], value))
        at = (at + 1) & (values->bucket_count - 1);
    return &values->buckets[at];
}

static suo_status values_grow(suo_values *values)
{
    size_t count =
        values->bucket_count > 0 ? values->bucket_count * 2 : BUCKETS_FIRST;
    uint32_t *buckets = suo_alloc_zero(count, sizeof(*buckets));
    if (buckets == NULL)
        return SUO_NO_MEMORY;
    suo_dealloc(values->buckets);
    values->buckets = buckets;
    values->bucket_count = count;
    for (uint32_t i = 0; i < values->count; i++)
        *values_bucket(values, &values->items[i]) = i + 1;
    return SUO_OK;
}

uint32_t suo_values_add(suo_values *values, suo_column_value value)
{
    if (values->count >= values->bucket_count / 2 &&
        values_grow(values) != SUO_OK)
        return SUO_NO_VALUE;
    uint32_t *bucket = values_bucket(values, &value);
    if (*bucket == 0) {
        if (suo_grow(&values->items, &values->cap, (size_t)values->count + 1,
                     sizeof(*values->items)) != SUO_OK)
            return SUO_NO_VALUE;
        values->items[values->count++] = value;
        *bucket = values->count;
    }
    return *bucket - 1;
}

uint32_t suo_values_find(const suo_values *values, suo_column_value value)
{
    return values->bucket_count == 0 ? SUO_NO_VALUE
                                     : *values_bucket(values, &value) - 1;
}
