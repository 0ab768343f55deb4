/* SPDX-License-Identifier: Apache-2.0 */
/*
 * failing_memory.h - the library's allocator, failing on request.
 *
 * memory.c is compiled into the test that includes this, and stands for the
 * library's own, which is then not linked. What ICU and zstd allocate for
 * themselves never fails here.
 */
#ifndef SUO_SUPPORT_FAILING_MEMORY_H
#define SUO_SUPPORT_FAILING_MEMORY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static long calls;        /* so far */
static long fail_at = -1; /* number of the one that fails; negative: none */
static bool fail_rest;    /* and all after it */
static long blocks;       /* not yet freed */

/* Count from 0 again; let allocation 'number' fail, and all after it. */
static inline void arm_memory(long number, bool for_good)
{
    calls = 0;
    fail_at = number;
    fail_rest = for_good;
}

static bool call_fails(void)
{
    long number = calls++;
    return fail_at >= 0 &&
           (number == fail_at || (fail_rest && number > fail_at));
}

static void *failing_malloc(size_t bytes)
{
    void *block = call_fails() ? NULL : malloc(bytes);
    blocks += block != NULL;
    return block;
}

static void *failing_calloc(size_t count, size_t bytes)
{
    void *block = call_fails() ? NULL : calloc(count, bytes);
    blocks += block != NULL;
    return block;
}

static void *failing_realloc(void *old, size_t bytes)
{
    void *block = call_fails() ? NULL : realloc(old, bytes);
    blocks += block != NULL && old == NULL;
    return block;
}

static void counting_free(void *block)
{
    blocks -= block != NULL;
    free(block);
}

#undef malloc
#undef calloc
#undef realloc
#undef free
#define malloc failing_malloc
#define calloc failing_calloc
#define realloc failing_realloc
#define free counting_free
#include "base/memory.c"
#undef malloc
#undef calloc
#undef realloc
#undef free

#endif
