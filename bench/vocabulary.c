/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vocabulary.c - the terms of a corpus, numbered, and how many documents have
 * each.
 *
 * An open hash table (FNV-1a, linear probing), at most half full.
 */
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { SLOTS_MIN = 1 << 12 };

/* The slot that holds the term, or the empty one where it belongs. */
static uint32_t vocabulary_slot(const bench_vocabulary *vocabulary,
                                const char *term, size_t len)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t at = 0; at < len; at++)
        hash = (hash ^ (unsigned char)term[at]) * 0x100000001B3u;
    uint32_t mask = vocabulary->slot_count - 1;
    uint32_t slot = (uint32_t)(hash ^ hash >> 32) & mask;
    while (vocabulary->slots[slot] != 0) {
        const bench_term *held =
            &vocabulary->terms[vocabulary->slots[slot] - 1];
        if (held->len == len &&
            memcmp(vocabulary->bytes.data + held->offset, term, len) == 0)
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void vocabulary_grow(bench_vocabulary *vocabulary)
{
    uint32_t slots =
        vocabulary->slot_count > 0 ? vocabulary->slot_count * 2 : SLOTS_MIN;
    vocabulary->slots =
        cli_realloc(vocabulary->slots, slots * sizeof *vocabulary->slots);
    memset(vocabulary->slots, 0, slots * sizeof *vocabulary->slots);
    vocabulary->slot_count = slots;
    for (uint32_t at = 0; at < vocabulary->count; at++) {
        const bench_term *term = &vocabulary->terms[at];
        const char *text = vocabulary->bytes.data + term->offset;
        vocabulary->slots[vocabulary_slot(vocabulary, text, term->len)] =
            at + 1;
    }
}

uint32_t bench_vocabulary_find(const bench_vocabulary *vocabulary,
                               const char *term, size_t len)
{
    if (vocabulary->slot_count == 0)
        return BENCH_NO_TERM;
    uint32_t slot = vocabulary_slot(vocabulary, term, len);
    return vocabulary->slots[slot] - 1; /* an empty slot: BENCH_NO_TERM */
}

uint32_t bench_vocabulary_count(bench_vocabulary *vocabulary, const char *term,
                                size_t len, uint64_t doc)
{
    if (vocabulary->count >= vocabulary->slot_count / 2)
        vocabulary_grow(vocabulary);
    uint32_t slot = vocabulary_slot(vocabulary, term, len);
    if (vocabulary->slots[slot] == 0) {
        if (vocabulary->count == vocabulary->capacity) {
            vocabulary->capacity = vocabulary->capacity * 2 + 1024;
            vocabulary->terms =
                cli_realloc(vocabulary->terms,
                            vocabulary->capacity * sizeof *vocabulary->terms);
        }
        vocabulary->terms[vocabulary->count] =
            (bench_term){vocabulary->bytes.len, (uint32_t)len, 0, 0};
        cli_buffer_append(&vocabulary->bytes, term, len);
        vocabulary->slots[slot] = ++vocabulary->count;
    }
    bench_term *held = &vocabulary->terms[vocabulary->slots[slot] - 1];
    held->doc_freq += held->last_doc != doc + 1;
    held->last_doc = doc + 1;
    return vocabulary->slots[slot] - 1;
}

void bench_vocabulary_free(bench_vocabulary *vocabulary)
{
    cli_buffer_free(&vocabulary->bytes);
    free(vocabulary->terms);
    free(vocabulary->slots);
    *vocabulary = (bench_vocabulary){0};
}
