/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_cache.h - what was learnt of lists by walking them, kept with a view or
 * with a segment and shared by threads. It grows up to a limit and forgets
 * nothing.
 */
#ifndef SUO_QUERY_LIST_CACHE_H
#define SUO_QUERY_LIST_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attachment.h"
#include "base/bytes.h"

/* Which list, and how its postings count. */
typedef struct suo_list_key {
    const uint8_t *list; /* NULL: of many, which are told by 'terms' */
    suo_slice terms;     /* a note owns its own */
    double slope;        /* of the lane; 0 where no score matters */
    uint32_t fields;     /* that count */
    uint32_t searched;   /* whose lengths count */
    uint32_t lane;
    uint32_t is_rest;
} suo_list_key;

/* What is kept begins with this. Immutable. */
typedef struct suo_list_note {
    struct suo_list_note *next;
    suo_list_key key;
} suo_list_note;

typedef struct suo_list_cache suo_list_cache;

/* The cache in a slot, made when it is first asked for. NULL: memory ran
 * out. */
suo_list_cache *suo_list_cache_get(suo_attachment_slot *slot);

/* Would it take 'bytes' more? */
bool suo_list_cache_has_room(suo_list_cache *cache, size_t bytes,
                             size_t bytes_max);

/* NULL: not there. */
const suo_list_note *suo_list_cache_find(suo_list_cache *cache,
                                         const suo_list_key *key);

/*
 * Keep a note of 'bytes' bytes, made by suo_alloc, which is taken. NULL: with
 * it the cache would hold more than 'bytes_max', and it was freed.
 */
const suo_list_note *suo_list_cache_keep(suo_list_cache *cache,
                                         suo_list_note *note, size_t bytes,
                                         size_t bytes_max);

#endif
