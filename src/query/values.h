/* SPDX-License-Identifier: Apache-2.0 */
/*
 * values.h - the values of a column that were met in any segment, numbered.
 */
#ifndef SUO_QUERY_VALUES_H
#define SUO_QUERY_VALUES_H

#include "base/bytes.h"

#define SUO_NO_VALUE UINT32_MAX /* memory ran out, or there is none */

/* A text, which must outlive the set, or a number. */
typedef struct suo_column_value {
    suo_slice text; /* no bytes where numbers are kept */
    int64_t number; /* 0 where texts are kept */
} suo_column_value;

/* A set of values; memory is kept for the next. Start with {0}. */
typedef struct suo_values {
    suo_column_value *items; /* in the order they were met */
    uint32_t count;
    size_t cap;
    uint32_t *buckets; /* number of an item, plus one */
    size_t bucket_count;
} suo_values;

void suo_values_clear(suo_values *values);

/* Forget all values. */
void suo_values_reset(suo_values *values);

/* The number of a value, new if need be; SUO_NO_VALUE. */
uint32_t suo_values_add(suo_values *values, suo_column_value value);

/* The number of a value; SUO_NO_VALUE: it was not met. */
uint32_t suo_values_find(const suo_values *values, suo_column_value value);

#endif
