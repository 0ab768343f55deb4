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

/* A stream; start with {0}. */
typedef struct suo_stream {
    uint32_t first; /* address of the first chunk */
    uint32_t next;  /* address of the next byte */
    uint16_t left;  /* bytes left in the chunk */
    uint16_t level; /* chunks so far */
} suo_stream;

/* Append a varint. False if memory or addresses ran out. */
bool suo_stream_add(suo_pool *pool, suo_stream *stream, uint64_t value);

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

/* The next varint; false at the end. */
bool suo_stream_read(suo_stream_reader *reader, uint64_t *value);

#endif
