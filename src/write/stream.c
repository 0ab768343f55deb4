/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.c - chains of chunks that double, after Lucene's ByteSlicePool.
 *
 * A chunk ends in the 4-byte address of the next. The size of a chunk follows
 * from its place in the chain, so it is not stored.
 */
#include "write/stream.h"

#include "base/memory.h"

enum { CHUNK_BYTES_MIN = 16, CHUNK_LEVEL_MAX = 7, LINK_BYTES = 4 };

void suo_pool_clear(suo_pool *pool)
{
    for (uint32_t i = 0; i < pool->page_count; i++)
        suo_dealloc(pool->pages[i]);
    suo_dealloc(pool->pages);
    *pool = (suo_pool){0};
}

void suo_pool_reset(suo_pool *pool)
{
    for (uint32_t i = 1; i < pool->page_count; i++)
        suo_dealloc(pool->pages[i]);
    if (pool->page_count > 1)
        pool->page_count = 1;
    pool->used = 0;
}

static bool pool_add_page(suo_pool *pool)
{
    if (pool->page_count == SUO_POOL_PAGES_MAX ||
        suo_grow(&pool->pages, &pool->page_cap, pool->page_count + 1u,
                 sizeof(uint8_t *)) != SUO_OK)
        return false;
    uint8_t *page = suo_alloc(SUO_POOL_PAGE_BYTES, 1);
    if (page == NULL)
        return false;
    pool->pages[pool->page_count++] = page;
    pool->used = 0;
    return true;
}

static uint32_t chunk_bytes(uint32_t level)
{
    return CHUNK_BYTES_MIN << (level < CHUNK_LEVEL_MAX ? level
                                                       : CHUNK_LEVEL_MAX);
}

/* Append a chunk to the stream. */
static bool stream_extend(suo_pool *pool, suo_stream *stream)
{
    uint32_t bytes = chunk_bytes(stream->level);
    if (pool->page_count == 0 || bytes > SUO_POOL_PAGE_BYTES - pool->used)
        if (!pool_add_page(pool))
            return false;
    uint32_t address =
        (pool->page_count - 1) * SUO_POOL_PAGE_BYTES + pool->used;
    pool->used += bytes;
    if (stream->level == 0)
        stream->first = address;
    else
        suo_store_u32(suo_pool_at(pool, stream->next), address);
    stream->next = address;
    stream->left = (uint16_t)(bytes - LINK_BYTES);
    if (stream->level <= CHUNK_LEVEL_MAX)
        stream->level++;
    return true;
}

bool suo_stream_add_slow(suo_pool *pool, suo_stream *stream, uint64_t value)
{
    uint8_t bytes[SUO_VARINT_MAX];
    size_t len = suo_store_varint(bytes, value);
    if (stream->left >= len) {
        memcpy(suo_pool_at(pool, stream->next), bytes, len);
        stream->next += (uint32_t)len;
        stream->left -= (uint16_t)len;
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        if (stream->left == 0 && !stream_extend(pool, stream))
            return false;
        *suo_pool_at(pool, stream->next) = bytes[i];
        stream->next++;
        stream->left--;
    }
    return true;
}

void suo_stream_read_begin(suo_stream_reader *reader, const suo_pool *pool,
                           const suo_stream *stream)
{
    *reader = (suo_stream_reader){pool, stream->first, 0, 1, stream->next};
    if (stream->level > 0)
        reader->left = (uint16_t)(chunk_bytes(0) - LINK_BYTES);
}

bool suo_stream_read_slow(suo_stream_reader *reader, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; reader->next != reader->end; shift += 7) {
        if (reader->left == 0) {
            reader->next =
                suo_load_u32(suo_pool_at(reader->pool, reader->next));
            reader->left = (uint16_t)(chunk_bytes(reader->level) - LINK_BYTES);
            if (reader->level <= CHUNK_LEVEL_MAX)
                reader->level++;
        }
        uint8_t byte = *suo_pool_at(reader->pool, reader->next);
        reader->next++;
        reader->left--;
        *value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}
