/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.c - a sorted array of hashes beside an array of documents, and the
 * keys themselves, uncompressed: a hit shows its key without unpacking.
 */
#include "index/keys.h"

#include <stdlib.h>

#include "base/memory.h"
#include "codec/bitpack.h"

enum { KEYS_HEAD_BYTES = 8 };

bool suo_keys_open(suo_keys *keys, suo_slice section, uint32_t doc_count)
{
    uint64_t hashes = KEYS_HEAD_BYTES;
    uint64_t docs = hashes + (uint64_t)doc_count * 8;
    uint64_t starts = (docs + (uint64_t)doc_count * 4 + 7) / 8 * 8;
    if (starts > section.len || section.bytes[0] > 64)
        return false;
    keys->doc_count = doc_count;
    keys->start_width = section.bytes[0];
    uint64_t text =
        starts + suo_column_bytes((uint64_t)doc_count + 1, keys->start_width);
    text = (text + 7) / 8 * 8;
    if (text > section.len)
        return false;
    keys->hashes = section.bytes + hashes;
    keys->docs = section.bytes + docs;
    keys->starts = section.bytes + starts;
    keys->text = (suo_slice){section.bytes + text, section.len - text};
    return true;
}

bool suo_keys_get(const suo_keys *keys, uint32_t doc, suo_slice *key)
{
    uint64_t start = suo_column_get(keys->starts, keys->start_width, doc);
    uint64_t end =
        suo_column_get(keys->starts, keys->start_width, (uint64_t)doc + 1);
    if (start >= end || end > keys->text.len || end - start > SUO_KEY_MAX)
        return false;
    *key = (suo_slice){keys->text.bytes + start, (size_t)(end - start)};
    return true;
}

/* The first entry whose hash is not below 'hash'. */
static uint32_t keys_lower(const suo_keys *keys, uint64_t hash)
{
    uint32_t low = 0;
    uint32_t high = keys->doc_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (suo_load_u64(keys->hashes + (size_t)middle * 8) < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void suo_keys_find(const suo_keys *keys, uint64_t hash, uint32_t *start,
                   uint32_t *end)
{
    *start = keys_lower(keys, hash);
    *end = *start;
    while (*end < keys->doc_count &&
           suo_load_u64(keys->hashes + (size_t)*end * 8) == hash)
        ++*end;
}

uint32_t suo_keys_doc(const suo_keys *keys, uint32_t entry)
{
    return suo_load_u32(keys->docs + (size_t)entry * 4);
}

typedef struct keys_entry {
    uint64_t hash;
    uint32_t doc;
} keys_entry;

static int keys_compare(const void *a, const void *b)
{
    const keys_entry *x = a;
    const keys_entry *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

static void keys_pad(suo_buffer *out, size_t begin)
{
    size_t over = (out->len - begin) % 8;
    if (over > 0)
        suo_buffer_add_zeros(out, 8 - over);
}

/* The keys in the order of the documents, behind where each starts. */
static void keys_encode_text(suo_buffer *out, size_t begin,
                             const suo_slice *keys, uint64_t *starts,
                             uint32_t doc_count, unsigned width)
{
    keys_pad(out, begin);
    suo_column_encode(out, starts, (size_t)doc_count + 1, width);
    keys_pad(out, begin);
    for (uint32_t doc = 0; doc < doc_count; doc++)
        suo_buffer_add(out, keys[doc].bytes, keys[doc].len);
}

suo_status suo_keys_encode(suo_buffer *out, const suo_slice *keys,
                           const uint64_t *hashes, uint32_t doc_count)
{
    keys_entry *entries = suo_alloc(doc_count, sizeof(*entries));
    uint64_t *starts = suo_alloc((size_t)doc_count + 1, sizeof(*starts));
    suo_status status = SUO_NO_MEMORY;
    if (entries != NULL && starts != NULL) {
        size_t begin = out->len;
        starts[0] = 0;
        for (uint32_t doc = 0; doc < doc_count; doc++) {
            entries[doc] = (keys_entry){hashes[doc], doc};
            starts[doc + 1] = starts[doc] + keys[doc].len;
        }
        qsort(entries, doc_count, sizeof(*entries), keys_compare);
        unsigned width = suo_bits_of_u64(starts[doc_count]);
        suo_buffer_add_u64(out, width);
        for (uint32_t i = 0; i < doc_count; i++)
            suo_buffer_add_u64(out, entries[i].hash);
        for (uint32_t i = 0; i < doc_count; i++)
            suo_buffer_add_u32(out, entries[i].doc);
        keys_encode_text(out, begin, keys, starts, doc_count, width);
        status = SUO_OK;
    }
    suo_dealloc(entries);
    suo_dealloc(starts);
    return status;
}
