/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.c - memory for gumbo that is given back all at once.
 *
 * gumbo_destroy_output() recurses once a level of the page, so a hostile page
 * overflows the stack; dropping the pool does not. It is also quicker than a
 * page's many small allocations.
 *
 * A small block lies in the chunk, a large one in a doubly linked list. Every
 * block carries a header, so that giving back knows which is which.
 */
#include "pool.h"

#include <stdlib.h>

#include "cli.h"

struct cli_pool_block {
    cli_pool_block *next;
    cli_pool_block **link; /* what points here; NULL: lies in the chunk */
};

enum {
    POOL_CHUNK = 1 << 20,
    POOL_SMALL_MAX = 1 << 12,
    POOL_HEADER = sizeof(cli_pool_block)
};

_Static_assert(POOL_HEADER == 16, "blocks are aligned to 16");

static void *pool_take_large(cli_pool *pool, size_t bytes)
{
    cli_pool_block *block = cli_realloc(NULL, POOL_HEADER + bytes);
    block->next = pool->blocks;
    block->link = &pool->blocks;
    if (block->next != NULL)
        block->next->link = &block->next;
    pool->blocks = block;
    return block + 1;
}

void *cli_pool_take(cli_pool *pool, size_t bytes)
{
    size_t whole = POOL_HEADER + (bytes + 15) / 16 * 16;
    if (pool->chunk == NULL)
        pool->chunk = cli_realloc(NULL, POOL_CHUNK);
    if (bytes > POOL_SMALL_MAX || whole > POOL_CHUNK - pool->used)
        return pool_take_large(pool, bytes);
    cli_pool_block *block =
        (cli_pool_block *)(void *)(pool->chunk + pool->used);
    block->link = NULL;
    pool->used += whole;
    return block + 1;
}

void cli_pool_give(cli_pool *pool, void *memory)
{
    (void)pool;
    if (memory == NULL)
        return;
    cli_pool_block *block = (cli_pool_block *)memory - 1;
    if (block->link == NULL)
        return;
    *block->link = block->next;
    if (block->next != NULL)
        block->next->link = block->link;
    free(block);
}

void cli_pool_reset(cli_pool *pool)
{
    while (pool->blocks != NULL)
        cli_pool_give(pool, pool->blocks + 1);
    pool->used = 0;
}

void cli_pool_free(cli_pool *pool)
{
    cli_pool_reset(pool);
    free(pool->chunk);
    *pool = (cli_pool){0};
}
