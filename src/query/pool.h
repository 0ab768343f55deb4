/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.h - a few things that threads lend each other: whoever takes one has it
 * alone. Start with {0}; then any thread may take and give.
 */
#ifndef SUO_QUERY_POOL_H
#define SUO_QUERY_POOL_H

#include <stdatomic.h>
#include <stddef.h>

enum { SUO_POOL_PLACES = 8 };

typedef struct suo_pool {
    _Atomic(void *) places[SUO_POOL_PLACES];
} suo_pool;

/* Take one; NULL: there is none. */
void *suo_pool_take(suo_pool *pool);

/* Give one; returns it if there is no place, else NULL. */
void *suo_pool_give(suo_pool *pool, void *thing);

#endif
