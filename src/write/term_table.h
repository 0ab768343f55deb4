/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_table.h - from a token to its term: the inverter's hash table.
 */
#ifndef SUO_WRITE_TERM_TABLE_H
#define SUO_WRITE_TERM_TABLE_H

#include "base/memory.h"
#include "base/status.h"
#include "write/stream.h"

/* Terms up to this length lie in their record: one cache line holds all that
 * adding a posting touches. */
enum { SUO_TERM_INLINE = 20 };

/* A term; its bytes follow FORMAT.md 5, first byte its space. */
typedef struct suo_inverted_term {
    union {
        uint8_t near[SUO_TERM_INLINE];
        const uint8_t *far;
    } bytes;
    uint16_t len;
    bool has_positions;
    uint8_t field; /* of the last posting */
    uint32_t slot; /* of the last posting */
    uint32_t next; /* one past its last position in that field */
    suo_stream stream;
} suo_inverted_term;

static inline const uint8_t *suo_inverted_term_bytes(
    const suo_inverted_term *term)
{
    return term->len <= SUO_TERM_INLINE ? term->bytes.near : term->bytes.far;
}

/* A place of the hash table of terms. */
typedef struct suo_term_bucket {
    uint32_t tag;    /* of the term's hash; its low bits choose the place */
    uint32_t number; /* of the term, plus 1; 0: empty */
} suo_term_bucket;

/* Start with {0}. */
typedef struct suo_term_table {
    suo_inverted_term *terms;
    size_t count;
    size_t cap;
    suo_term_bucket *buckets;
    size_t bucket_count; /* a power of two, or 0 */
} suo_term_table;

void suo_term_table_clear(suo_term_table *table);

/* Forget all terms, keep the memory. */
void suo_term_table_reset(suo_term_table *table);

/* Bytes of memory that its terms use. */
uint64_t suo_term_table_bytes(const suo_term_table *table);

/* The hash of the token's term. */
uint32_t suo_term_table_tag(const suo_token *token);

/*
 * The number of the term of a token with this tag, made when it is new; its
 * bytes go to 'arena' when they are long. False if memory ran out.
 */
bool suo_term_table_find(suo_term_table *table, suo_arena *arena, uint32_t tag,
                         const suo_token *token, uint32_t *number);

/* Ask the memory for a tag's bucket; later, for the bucket's term. */
static inline void suo_term_table_prefetch_bucket(const suo_term_table *table,
                                                  uint32_t tag)
{
    if (table->bucket_count > 0)
        SUO_PREFETCH(&table->buckets[tag & (table->bucket_count - 1)]);
}

static inline void suo_term_table_prefetch_term(const suo_term_table *table,
                                                uint32_t tag)
{
    if (table->bucket_count == 0)
        return;
    uint32_t number = table->buckets[tag & (table->bucket_count - 1)].number;
    if (number > 0)
        SUO_PREFETCH(&table->terms[number - 1]);
}

#endif
