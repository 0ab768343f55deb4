/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_table.c - open addressing with linear probes, at most half full.
 *
 * A bucket holds 32 bits of the hash beside the term's number, so that a
 * probe reads a term only when it is almost surely the right one.
 */
#include "write/term_table.h"

#include "base/hash.h"
#include "text/tokenizer.h"

enum { BUCKETS_MIN = 1 << 12 };

void suo_term_table_clear(suo_term_table *table)
{
    suo_dealloc(table->terms);
    suo_dealloc(table->buckets);
    *table = (suo_term_table){0};
}

void suo_term_table_reset(suo_term_table *table)
{
    table->count = 0;
    if (table->buckets != NULL)
        memset(table->buckets, 0,
               table->bucket_count * sizeof(*table->buckets));
}

uint64_t suo_term_table_bytes(const suo_term_table *table)
{
    return table->count * (sizeof(*table->terms) + 3 * sizeof(*table->buckets));
}

static bool table_rehash(suo_term_table *table)
{
    size_t count =
        table->bucket_count ? table->bucket_count * 2 : (size_t)BUCKETS_MIN;
    suo_term_bucket *buckets = suo_alloc_zero(count, sizeof(*buckets));
    if (buckets == NULL)
        return false;
    for (size_t i = 0; i < table->bucket_count; i++) {
        suo_term_bucket old = table->buckets[i];
        if (old.number == 0)
            continue;
        size_t at = old.tag & (count - 1);
        while (buckets[at].number != 0)
            at = (at + 1) & (count - 1);
        buckets[at] = old;
    }
    suo_dealloc(table->buckets);
    table->buckets = buckets;
    table->bucket_count = count;
    return true;
}

uint32_t suo_term_table_tag(const suo_token *token)
{
    return (uint32_t)(suo_hash(token->term, token->term_len) >> 32) +
           suo_token_space(token->kind);
}

static bool term_matches(const suo_inverted_term *term, const suo_token *token)
{
    const uint8_t *bytes = suo_inverted_term_bytes(term);
    return term->len == token->term_len + 1 &&
           bytes[0] == suo_token_space(token->kind) &&
           memcmp(bytes + 1, token->term, token->term_len) == 0;
}

/* A new term at the end of the list; false if memory ran out. */
static bool table_add(suo_term_table *table, suo_arena *arena,
                      const suo_token *token)
{
    uint32_t len = token->term_len + 1;
    suo_inverted_term term = {.len = (uint16_t)len, .slot = UINT32_MAX};
    uint8_t *bytes = term.bytes.near;
    if (table->count >= UINT32_MAX - 1 ||
        suo_grow(&table->terms, &table->cap, table->count + 1,
                 sizeof(*table->terms)) != SUO_OK)
        return false;
    if (len > SUO_TERM_INLINE) {
        bytes = suo_arena_alloc(arena, len);
        term.bytes.far = bytes;
    }
    if (bytes == NULL)
        return false;
    bytes[0] = suo_token_space(token->kind);
    memcpy(bytes + 1, token->term, token->term_len);
    bool is_han_word =
        token->kind == SUO_TOKEN_WORD && token->flags & SUO_TOKEN_HAN;
    term.has_positions = !is_han_word && token->kind != SUO_TOKEN_FORM;
    table->terms[table->count++] = term;
    return true;
}

bool suo_term_table_find(suo_term_table *table, suo_arena *arena, uint32_t tag,
                         const suo_token *token, uint32_t *number)
{
    if (table->count * 2 >= table->bucket_count && !table_rehash(table))
        return false;
    size_t mask = table->bucket_count - 1;
    size_t at = tag & mask;
    for (; table->buckets[at].number != 0; at = (at + 1) & mask) {
        *number = table->buckets[at].number - 1;
        if (table->buckets[at].tag == tag &&
            term_matches(&table->terms[*number], token))
            return true;
    }
    *number = (uint32_t)table->count;
    if (!table_add(table, arena, token))
        return false;
    table->buckets[at] = (suo_term_bucket){tag, *number + 1};
    return true;
}
