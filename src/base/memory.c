/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.c - checked allocation and an arena of growing chunks.
 */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    ARENA_CHUNK_MIN = 1000, /* with its head no more than ZERO_SMALL */
    ARENA_CHUNK_MAX = 1024 * 1024,
    ZERO_SMALL = 1032 /* a C library keeps such blocks at hand, by thread */
};

struct suo_arena_chunk {
    suo_arena_chunk *older;
    size_t size; /* bytes of data */
    uint64_t data[];
};

/* Bytes of the product; 0 if it overflows. A size of 0 becomes 1. */
static size_t memory_bytes(size_t count, size_t item_bytes)
{
    if (count == 0 || item_bytes == 0)
        return 1;
    if (count > (SIZE_MAX / 2) / item_bytes)
        return 0;
    return count * item_bytes;
}

void *suo_alloc(size_t count, size_t item_bytes)
{
    size_t bytes = memory_bytes(count, item_bytes);
    return bytes == 0 ? NULL : malloc(bytes);
}

void *suo_alloc_zero(size_t count, size_t item_bytes)
{
    size_t bytes = memory_bytes(count, item_bytes);
    if (bytes == 0)
        return NULL;
    if (bytes > ZERO_SMALL)
        return calloc(1, bytes);
    /* calloc of glibc looks past the blocks at hand. */
    void *block = malloc(bytes);
    return block != NULL ? memset(block, 0, bytes) : NULL;
}

void *suo_realloc(void *block, size_t count, size_t item_bytes)
{
    size_t bytes = memory_bytes(count, item_bytes);
    return bytes == 0 ? NULL : realloc(block, bytes);
}

void suo_dealloc(void *block)
{
    free(block);
}

char *suo_copy_text(const void *bytes, size_t len)
{
    char *copy = len < SIZE_MAX ? suo_alloc(len + 1, 1) : NULL;
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

suo_status suo_grow_slow(void *items, size_t *cap, size_t needed,
                         size_t item_bytes)
{
    size_t larger = *cap + *cap / 2 + 8;
    if (larger < needed)
        larger = needed;
    /* Copied in and out: the pointer there may be of any object type. */
    void *block;
    memcpy(&block, items, sizeof(block));
    block = suo_realloc(block, larger, item_bytes);
    if (block == NULL)
        return SUO_NO_MEMORY;
    memcpy(items, &block, sizeof(block));
    *cap = larger;
    return SUO_OK;
}

/* Begin a chunk with room for 'bytes'; chunks double up to a maximum. */
static suo_arena_chunk *arena_add_chunk(suo_arena *arena, size_t bytes)
{
    size_t size = arena->chunk ? arena->chunk->size * 2 : ARENA_CHUNK_MIN;
    if (size > ARENA_CHUNK_MAX)
        size = ARENA_CHUNK_MAX;
    if (size < bytes)
        size = bytes;
    if (size > SIZE_MAX / 2)
        return NULL;
    suo_arena_chunk *chunk = suo_alloc(1, sizeof(*chunk) + size);
    if (chunk == NULL)
        return NULL;
    chunk->older = arena->chunk;
    chunk->size = size;
    arena->chunk = chunk;
    arena->used = 0;
    arena->total_bytes += size;
    return chunk;
}

void *suo_arena_alloc(suo_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 4)
        return NULL;
    bytes = (bytes + 7) & ~(size_t)7;
    suo_arena_chunk *chunk = arena->chunk;
    if (chunk == NULL || bytes > chunk->size - arena->used) {
        chunk = arena_add_chunk(arena, bytes);
        if (chunk == NULL)
            return NULL;
    }
    void *block = (char *)chunk->data + arena->used;
    arena->used += bytes;
    return block;
}

char *suo_arena_copy(suo_arena *arena, const void *bytes, size_t len)
{
    char *copy = len < SIZE_MAX ? suo_arena_alloc(arena, len + 1) : NULL;
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

void suo_arena_reset(suo_arena *arena)
{
    suo_arena_chunk *keep = arena->chunk;
    if (keep == NULL)
        return;
    while (keep->older != NULL) {
        suo_arena_chunk *older = keep->older;
        keep->older = older->older;
        suo_dealloc(older);
    }
    if (keep->size > ARENA_CHUNK_MAX) { /* made for one large block */
        suo_dealloc(keep);
        *arena = (suo_arena){0};
        return;
    }
    arena->used = 0;
    arena->total_bytes = keep->size;
}

void suo_arena_clear(suo_arena *arena)
{
    suo_arena_reset(arena);
    suo_dealloc(arena->chunk);
    *arena = (suo_arena){0};
}
