/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile.h - any bytes as the one segment of an index that opens: of a title
 * and a body, both text.
 */
#ifndef SUO_FUZZ_HOSTILE_H
#define SUO_FUZZ_HOSTILE_H

#include <stdbool.h>

#include "io/file.h"

typedef struct hostile_index {
    suo_os os; /* its folder may have any name */
    uint8_t *bytes[2];
    size_t len[2];
} hostile_index;

/* Make an index of the bytes, which are copied; it must stay in place. False:
 * they are too few. */
bool hostile_make(hostile_index *index, const uint8_t *bytes, size_t len);
void hostile_clear(hostile_index *index);

#endif
