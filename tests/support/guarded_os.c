/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guarded_os.c - areas that are mapped once and used again and again.
 */
#define _GNU_SOURCE

#include "support/guarded_os.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { AREAS_MAX = 8, AREA_BYTES = 1 << 18, GUARD_BYTES = 1 << 16 };

typedef struct area {
    uint8_t *start;    /* AREA_BYTES, then the guard */
    atomic_size_t len; /* in use, up to the guard; 0: none */
} area;

struct guarded_os {
    suo_os table;
    const suo_os *inner;
    area areas[AREAS_MAX];
};

static int guarded_open(void *user, const char *path, suo_open_mode mode,
                        int *file)
{
    const suo_os *inner = ((guarded_os *)user)->inner;
    return inner->open(inner->user, path, mode, file);
}

static int guarded_close(void *user, int file)
{
    const suo_os *inner = ((guarded_os *)user)->inner;
    return inner->close(inner->user, file);
}

static int guarded_size(void *user, int file, uint64_t *bytes)
{
    const suo_os *inner = ((guarded_os *)user)->inner;
    return inner->size(inner->user, file, bytes);
}

static int guarded_read(void *user, int file, uint64_t offset, void *bytes,
                        size_t len, size_t *got)
{
    const suo_os *inner = ((guarded_os *)user)->inner;
    return inner->read(inner->user, file, offset, bytes, len, got);
}

static int guarded_map(void *user, int file, size_t len, const void **bytes)
{
    guarded_os *guarded = user;
    size_t got;
    for (int i = 0; i < AREAS_MAX; i++) {
        area *own = &guarded->areas[i];
        if (own->len != 0)
            continue;
        assert(len <= AREA_BYTES);
        uint8_t *start = own->start + AREA_BYTES - len;
        int code = guarded_read(user, file, 0, start, len, &got);
        if (code != 0 || got != len)
            return code != 0 ? code : EINVAL;
        atomic_store(&own->len, len);
        *bytes = start;
        return 0;
    }
    return ENOMEM;
}

static int guarded_unmap(void *user, const void *bytes, size_t len)
{
    guarded_os *guarded = user;
    for (int i = 0; i < AREAS_MAX; i++) {
        area *own = &guarded->areas[i];
        if (own->start + AREA_BYTES - len == bytes) {
            assert(own->len == len);
            atomic_store(&own->len, 0);
            return 0;
        }
    }
    return EINVAL;
}

guarded_os *guarded_os_new(memory_os *files)
{
    guarded_os *guarded = calloc(1, sizeof(*guarded));
    assert(guarded != NULL);
    guarded->inner = memory_os_table(files);
    guarded->table = (suo_os){
        .user = guarded,
        .open = guarded_open,
        .close = guarded_close,
        .size = guarded_size,
        .read = guarded_read,
        .map = guarded_map,
        .unmap = guarded_unmap,
    };
    for (int i = 0; i < AREAS_MAX; i++) {
        uint8_t *start =
            mmap(NULL, AREA_BYTES + GUARD_BYTES, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert(start != MAP_FAILED);
        int code = mprotect(start + AREA_BYTES, GUARD_BYTES, PROT_NONE);
        assert(code == 0);
        (void)code;
        guarded->areas[i].start = start;
    }
    return guarded;
}

void guarded_os_free(guarded_os *guarded)
{
    for (int i = 0; i < AREAS_MAX; i++) {
        assert(guarded->areas[i].len == 0);
        munmap(guarded->areas[i].start, AREA_BYTES + GUARD_BYTES);
    }
    free(guarded);
}

const suo_os *guarded_os_table(guarded_os *guarded)
{
    return &guarded->table;
}

void guarded_os_scribble(guarded_os *guarded, test_random *random)
{
    area *own = &guarded->areas[test_random_below(random, AREAS_MAX)];
    size_t len = atomic_load(&own->len);
    if (len == 0)
        return;
    /* The area stays there if it is given back meanwhile. */
    volatile uint8_t *byte =
        own->start + AREA_BYTES - 1 - test_random_below(random, len);
    uint8_t old = *byte;
    *byte = (uint8_t)test_random_next(random);
    for (uint64_t left = test_random_below(random, 200); left > 0; left--)
        *byte = *byte;
    if (test_random_below(random, 4) > 0)
        *byte = old;
}
