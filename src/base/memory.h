/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.h - the only door to the heap, and an arena.
 *
 * Every allocation of the library goes through these calls, so that a test
 * can make each of them fail.
 */
#ifndef SUO_BASE_MEMORY_H
#define SUO_BASE_MEMORY_H

#include <stddef.h>

#include "base/status.h"

/* 'count' items of 'item_bytes', not initialised; NULL if that fails or
 * overflows. Zero bytes give a pointer that can be freed. */
void *suo_alloc(size_t count, size_t item_bytes);

/* As suo_alloc, all bytes zero. */
void *suo_alloc_zero(size_t count, size_t item_bytes);

/* Resize a block; NULL leaves the old one untouched. */
void *suo_realloc(void *block, size_t count, size_t item_bytes);

void suo_dealloc(void *block);

/* A copy of 'len' bytes with a NUL after them; NULL if memory ran out. */
char *suo_copy_text(const void *bytes, size_t len);

/* Ask for a cache line that will be read soon; any address is fine. */
#if defined(__GNUC__) || defined(__clang__)
#define SUO_PREFETCH(address) __builtin_prefetch(address)
#else
#define SUO_PREFETCH(address) ((void)0)
#endif

/* The part of suo_grow that allocates. */
SUO_MUST_USE suo_status suo_grow_slow(void *items, size_t *cap, size_t needed,
                                      size_t item_bytes);

/*
 * Make room for 'needed' items in the array whose pointer stands at address
 * 'items' and which has room for '*cap': at least half as much again.
 * Statuses: SUO_NO_MEMORY (nothing changed).
 */
SUO_MUST_USE static inline suo_status suo_grow(void *items, size_t *cap,
                                               size_t needed, size_t item_bytes)
{
    return needed <= *cap ? SUO_OK
                          : suo_grow_slow(items, cap, needed, item_bytes);
}

/*
 * An arena hands out memory that is freed all at once. Start with {0}.
 */
typedef struct suo_arena_chunk suo_arena_chunk;
typedef struct suo_arena {
    suo_arena_chunk *chunk; /* the one being filled; older ones hang on it */
    size_t used;            /* bytes of it */
    size_t total_bytes;     /* of all chunks */
} suo_arena;

/* 'bytes' aligned to 8, not initialised; NULL if memory ran out. */
void *suo_arena_alloc(suo_arena *arena, size_t bytes);

/* A copy of 'len' bytes, NUL after them; NULL if memory ran out. */
char *suo_arena_copy(suo_arena *arena, const void *bytes, size_t len);

/* Free all but one chunk of the usual size, and start it anew. */
void suo_arena_reset(suo_arena *arena);

/* Free everything; the arena is {0} again. */
void suo_arena_clear(suo_arena *arena);

#endif
