/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_cache.c - a table that grows and never forgets, shared by threads.
 *
 * Each bucket is a chain that grows at its head, by one compare-and-swap:
 * readers need no lock, for nothing is changed or taken away while the cache
 * lives. Two threads may put the same list; the first one found counts, and
 * both are equal.
 */
#include "query/list_cache.h"

#include "base/hash.h"
#include "base/memory.h"

enum { BUCKETS = 1024 };

struct suo_list_cache {
    suo_attachment attachment; /* first: a slot keeps it */
    _Atomic size_t bytes;
    _Atomic(suo_list_note *) buckets[BUCKETS];
};

static void cache_free(suo_attachment *attachment)
{
    suo_list_cache *cache = (suo_list_cache *)(void *)attachment;
    for (uint32_t i = 0; i < BUCKETS; i++) {
        suo_list_note *note = cache->buckets[i];
        while (note != NULL) {
            suo_list_note *next = note->next;
            suo_dealloc(note);
            note = next;
        }
    }
    suo_dealloc(cache);
}

suo_list_cache *suo_list_cache_get(suo_attachment_slot *slot)
{
    suo_attachment *kept = *slot;
    if (kept == NULL) {
        suo_list_cache *made = suo_alloc_zero(1, sizeof(*made));
        if (made == NULL)
            return NULL;
        made->attachment.free = cache_free;
        kept = suo_attachment_keep(slot, &made->attachment);
    }
    return (suo_list_cache *)(void *)kept;
}

bool suo_list_cache_has_room(suo_list_cache *cache, size_t bytes,
                             size_t bytes_max)
{
    size_t used = atomic_load(&cache->bytes);
    return bytes <= bytes_max && used <= bytes_max - bytes;
}

static bool key_equals(const suo_list_key *a, const suo_list_key *b)
{
    return a->list == b->list && a->slope == b->slope &&
           a->fields == b->fields && a->searched == b->searched &&
           a->lane == b->lane && a->is_rest == b->is_rest &&
           suo_bytes_compare(a->terms.bytes, a->terms.len, b->terms.bytes,
                             b->terms.len) == 0;
}

static _Atomic(suo_list_note *) *cache_bucket(suo_list_cache *cache,
                                              const suo_list_key *key)
{
    /* Lists begin at any address: mix all of its bits. */
    uint64_t mixed = (uint64_t)(uintptr_t)key->list + key->is_rest;
    if (key->terms.len > 0)
        mixed ^= suo_hash(key->terms.bytes, key->terms.len);
    mixed = (mixed ^ key->fields ^ ((uint64_t)key->searched << 32)) *
            UINT64_C(0x9E3779B97F4A7C15);
    return &cache->buckets[mixed >> 54];
}

const suo_list_note *suo_list_cache_find(suo_list_cache *cache,
                                         const suo_list_key *key)
{
    const suo_list_note *note =
        atomic_load_explicit(cache_bucket(cache, key), memory_order_acquire);
    while (note != NULL && !key_equals(&note->key, key))
        note = note->next;
    return note;
}

const suo_list_note *suo_list_cache_keep(suo_list_cache *cache,
                                         suo_list_note *note, size_t bytes,
                                         size_t bytes_max)
{
    _Atomic(suo_list_note *) *bucket = cache_bucket(cache, &note->key);
    if (atomic_fetch_add(&cache->bytes, bytes) + bytes > bytes_max) {
        atomic_fetch_sub(&cache->bytes, bytes);
        suo_dealloc(note);
        return NULL;
    }
    note->next = atomic_load(bucket);
    while (!atomic_compare_exchange_weak(bucket, &note->next, note))
        ;
    return note;
}
