/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.h - memory for gumbo that is given back all at once.
 */
#ifndef CLI_POOL_H
#define CLI_POOL_H

#include <stddef.h>

typedef struct cli_pool_block cli_pool_block;

/* Memory of one document; all zero is an empty pool. */
typedef struct cli_pool {
    char *chunk;            /* small blocks come from here */
    size_t used;            /* bytes of the chunk handed out */
    cli_pool_block *blocks; /* large blocks, and small ones beyond the chunk */
} cli_pool;

/* 'bytes' aligned to 16, never NULL: as cli_realloc. */
void *cli_pool_take(cli_pool *pool, size_t bytes);

/* Give one block back early; only large ones are worth it. NULL is fine. */
void cli_pool_give(cli_pool *pool, void *memory);

/* Forget every block; keep the chunk. */
void cli_pool_reset(cli_pool *pool);
void cli_pool_free(cli_pool *pool);

#endif
