/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.h - little-endian numbers in byte strings.
 *
 * suo_buffer collects bytes and suo_reader takes them apart. Both are sticky:
 * the first failure keeps, later calls do nothing, and the caller looks once
 * at the end. A reader never leaves its bytes, whatever they say.
 */
#ifndef SUO_BASE_BYTES_H
#define SUO_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/status.h"

enum { SUO_VARINT_MAX = 10 }; /* bytes of the longest varint */

/* ---- plain loads and stores, little endian, any alignment ---- */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define SUO_LITTLE_16(value) __builtin_bswap16(value)
#define SUO_LITTLE_32(value) __builtin_bswap32(value)
#define SUO_LITTLE_64(value) __builtin_bswap64(value)
#else
#define SUO_LITTLE_16(value) (value)
#define SUO_LITTLE_32(value) (value)
#define SUO_LITTLE_64(value) (value)
#endif

static inline uint16_t suo_load_u16(const void *bytes)
{
    uint16_t value;
    memcpy(&value, bytes, sizeof(value));
    return SUO_LITTLE_16(value);
}

static inline uint32_t suo_load_u32(const void *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof(value));
    return SUO_LITTLE_32(value);
}

static inline uint64_t suo_load_u64(const void *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof(value));
    return SUO_LITTLE_64(value);
}

static inline void suo_store_u32(void *bytes, uint32_t value)
{
    value = SUO_LITTLE_32(value);
    memcpy(bytes, &value, sizeof(value));
}

static inline void suo_store_u64(void *bytes, uint64_t value)
{
    value = SUO_LITTLE_64(value);
    memcpy(bytes, &value, sizeof(value));
}

/* Write a varint (7 bits a byte, low first); returns its 1..10 bytes. */
static inline size_t suo_store_varint(uint8_t *bytes, uint64_t value)
{
    size_t len = 0;
    while (value >= 0x80) {
        bytes[len++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    bytes[len++] = (uint8_t)value;
    return len;
}

/* ---- bits ---- */

/* The number of the lowest bit that is set, of one that is not 0. */
static inline uint32_t suo_low_bit(uint64_t bits)
{
#if defined(__GNUC__) || defined(__clang__)
    return (uint32_t)__builtin_ctzll(bits);
#else
    uint32_t number = 0;
    for (; !(bits & 1); bits >>= 1)
        number++;
    return number;
#endif
}

/* How many bits are set. */
static inline uint32_t suo_count_bits(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* Borrowed bytes. */
typedef struct suo_slice {
    const uint8_t *bytes;
    size_t len;
} suo_slice;

/* Bytes of a text given as in suo.h: a negative length runs to the NUL. */
static inline size_t suo_text_len(const char *text, int64_t len)
{
    if (len >= 0)
        return (size_t)len;
    return text ? strlen(text) : 0;
}

/* Byte-wise order: below, equal to or above 0. */
static inline int suo_bytes_compare(const void *a, size_t a_len, const void *b,
                                    size_t b_len)
{
    size_t least = a_len < b_len ? a_len : b_len;
    int order = least > 0 ? memcmp(a, b, least) : 0;
    if (order != 0)
        return order;
    return (a_len > b_len) - (a_len < b_len);
}

/* ---- buffer ---- */

/* Bytes being collected; start with {0}. */
typedef struct suo_buffer {
    uint8_t *data;
    size_t len;
    size_t cap;
    bool failed; /* memory ran out: the bytes are not complete */
} suo_buffer;

void suo_buffer_free(suo_buffer *buffer);

/* Empty it, keep the memory, forget a failure. */
void suo_buffer_reset(suo_buffer *buffer);

/* The part of suo_buffer_reserve that allocates. */
uint8_t *suo_buffer_reserve_slow(suo_buffer *buffer, size_t len);

/* Room for 'len' more bytes at the end, not yet part of the buffer; NULL
 * after a failure. */
static inline uint8_t *suo_buffer_reserve(suo_buffer *buffer, size_t len)
{
    if (buffer->failed)
        return NULL;
    if (len <= buffer->cap - buffer->len && buffer->data != NULL)
        return buffer->data + buffer->len;
    return suo_buffer_reserve_slow(buffer, len);
}

void suo_buffer_add(suo_buffer *buffer, const void *bytes, size_t len);
void suo_buffer_add_zeros(suo_buffer *buffer, size_t len);
void suo_buffer_add_u8(suo_buffer *buffer, uint8_t value);
void suo_buffer_add_u32(suo_buffer *buffer, uint32_t value);
void suo_buffer_add_u64(suo_buffer *buffer, uint64_t value);
void suo_buffer_add_varint(suo_buffer *buffer, uint64_t value);
void suo_buffer_add_double(suo_buffer *buffer, double value);

/* Length as a varint, then the bytes. */
void suo_buffer_add_text(suo_buffer *buffer, const void *bytes, size_t len);

/* SUO_OK, or SUO_NO_MEMORY if the buffer failed. */
SUO_MUST_USE suo_status suo_buffer_status(const suo_buffer *buffer,
                                          suo_error *error);

/* ---- reader ---- */

/* Bytes being taken apart. They must outlive the reader. */
typedef struct suo_reader {
    const uint8_t *next;
    const uint8_t *end;
    bool bad; /* asked for more than there was, or a varint was broken */
} suo_reader;

static inline suo_reader suo_reader_make(const void *bytes, size_t len)
{
    const uint8_t *start = bytes;
    return (suo_reader){start, start + len, false};
}

/* Bytes not yet read. */
static inline size_t suo_reader_left(const suo_reader *reader)
{
    return (size_t)(reader->end - reader->next);
}

/* Take 'len' bytes; NULL if there are fewer. */
static inline const uint8_t *suo_reader_take(suo_reader *reader, uint64_t len)
{
    if (reader->bad || len > suo_reader_left(reader)) {
        reader->bad = true;
        return NULL;
    }
    const uint8_t *bytes = reader->next;
    reader->next += len;
    return bytes;
}

static inline uint8_t suo_read_u8(suo_reader *reader)
{
    const uint8_t *bytes = suo_reader_take(reader, 1);
    return bytes ? *bytes : 0;
}

static inline uint32_t suo_read_u32(suo_reader *reader)
{
    const uint8_t *bytes = suo_reader_take(reader, 4);
    return bytes ? suo_load_u32(bytes) : 0;
}

static inline uint64_t suo_read_u64(suo_reader *reader)
{
    const uint8_t *bytes = suo_reader_take(reader, 8);
    return bytes ? suo_load_u64(bytes) : 0;
}

/* A varint of any length up to ten bytes. */
uint64_t suo_read_varint_slow(suo_reader *reader);

static inline uint64_t suo_read_varint(suo_reader *reader)
{
    if (reader->next < reader->end && !reader->bad) {
        /* Loaded once: the bytes may change meanwhile. */
        uint8_t byte = *(const volatile uint8_t *)reader->next;
        if (byte < 0x80) {
            reader->next++;
            return byte;
        }
    }
    return suo_read_varint_slow(reader);
}

/* A varint that must be at most 'max'; else the reader turns bad, 0. */
static inline uint64_t suo_read_varint_max(suo_reader *reader, uint64_t max)
{
    uint64_t value = suo_read_varint(reader);
    if (value > max) {
        reader->bad = true;
        return 0;
    }
    return value;
}

double suo_read_double(suo_reader *reader);

/* What suo_buffer_add_text wrote; NULL if the bytes do not hold it. */
const char *suo_read_text(suo_reader *reader, size_t *len);

#endif
