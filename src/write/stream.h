/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.h - many growing byte strings in one pool.
 *
 * The inverter keeps one for each term. A stream is a chain of chunks, each
 * twice as long as the one before up to a maximum; addresses are 32 bits.
 */
#ifndef SUO_WRITE_STREAM_H
#define SUO_WRITE_STREAM_H

#include "base/bytes.h"

enum { SUO_POOL_PAGE_BYTES = 1 << 20, SUO_POOL_PAGES_MAX = 4096 };

/* The pool; start with {0}. */
typedef struct suo_pool {
    uint8_t **pages;
    uint32_t page_count;
    size_t page_cap;
    uint32_t used; /* bytes of the last page */
} suo_pool;

void suo_pool_clear(suo_pool *pool);

/* Forget all streams, keep one page. */
void suo_pool_reset(suo_pool *pool);

/* The byte at an address. */
static inline uint8_t *suo_pool_at(const suo_pool *pool, uint32_t address)
{
    return pool->pages[address / SUO_POOL_PAGE_BYTES] +
           address % SUO_POOL_PAGE_BYTES;
}

/* A stream; start with {0}. */
typedef struct suo_stream {
    uint32_t first; /* address of the first chunk */
    uint32_t next;  /* address of the next byte */
    uint16_t left;  /* bytes left in the chunk */
    uint16_t level; /* chunks so far */
} suo_stream;

/* Append a varint of any length. False if memory or addresses ran out. */
bool suo_stream_add_slow(suo_pool *pool, suo_stream *stream, uint64_t value);

/* The same; most are one byte that fits. */
static inline bool suo_stream_add(suo_pool *pool, suo_stream *stream,
                                  uint64_t value)
{
    if (value >= 0x80 || stream->left == 0)
        return suo_stream_add_slow(pool, stream, value);
    *suo_pool_at(pool, stream->next) = (uint8_t)value;
    stream->next++;
    stream->left--;
    return true;
}

/* Reads a stream from its beginning. */
typedef struct suo_stream_reader {
    const suo_pool *pool;
    uint32_t next;
    uint16_t left;
    uint16_t level;
    uint32_t end; /* address where the stream ends */
} suo_stream_reader;

void suo_stream_read_begin(suo_stream_reader *reader, const suo_pool *pool,
                           const suo_stream *stream);

/* The next varint of any length; false at the end. */
bool suo_stream_read_slow(suo_stream_reader *reader, uint64_t *value);

/* The same; most are one byte of the chunk at hand. */
static inline bool suo_stream_read(suo_stream_reader *reader, uint64_t *value)
{
    if (reader->next != reader->end && reader->left > 0) {
        uint8_t byte = *suo_pool_at(reader->pool, reader->next);
        if (byte < 0x80) {
            reader->next++;
            reader->left--;
            *value = byte;
            return true;
        }
    }
    return suo_stream_read_slow(reader, value);
}

#endif
