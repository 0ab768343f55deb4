/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.c - places that are emptied and filled by one atomic step each.
 */
#include "query/pool.h"

void *suo_pool_take(suo_pool *pool)
{
    for (size_t i = 0; i < SUO_POOL_PLACES; i++) {
        if (atomic_load_explicit(&pool->places[i], memory_order_relaxed) ==
            NULL)
            continue;
        void *thing = atomic_exchange(&pool->places[i], NULL);
        if (thing != NULL)
            return thing;
    }
    return NULL;
}

void *suo_pool_give(suo_pool *pool, void *thing)
{
    for (size_t i = 0; i < SUO_POOL_PLACES; i++) {
        void *empty = NULL;
        if (atomic_compare_exchange_strong(&pool->places[i], &empty, thing))
            return NULL;
    }
    return thing;
}
