/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile.c - two files in memory, and their hashes made right.
 *
 * The frame's hashes are made right first (a real attacker would do so), so
 * that the bytes reach the readers behind them.
 */
#include "hostile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "index/layout.h"
#include "index/manifest.h"

enum { MANIFEST = 0, SEGMENT = 1 };

static int memory_open(void *user, const char *path, suo_open_mode mode,
                       int *file)
{
    (void)user;
    if (mode != SUO_OPEN_READ)
        return EROFS;
    *file = strstr(path, SUO_MANIFEST_NAME) != NULL ? MANIFEST : SEGMENT;
    return 0;
}

static int memory_close(void *user, int file)
{
    (void)user;
    (void)file;
    return 0;
}

static int memory_size(void *user, int file, uint64_t *size)
{
    *size = ((hostile_index *)user)->len[file];
    return 0;
}

static int memory_read(void *user, int file, uint64_t offset, void *bytes,
                       size_t len, size_t *got)
{
    const hostile_index *files = user;
    memcpy(bytes, files->bytes[file] + offset, len);
    *got = len;
    return 0;
}

/* A copy of its own, so that a read past its end is seen. */
static int memory_map(void *user, int file, size_t len, const void **bytes)
{
    const hostile_index *files = user;
    void *copy = malloc(len);
    if (copy == NULL)
        return ENOMEM;
    memcpy(copy, files->bytes[file], len);
    *bytes = copy;
    return 0;
}

static int memory_unmap(void *user, const void *bytes, size_t len)
{
    (void)user;
    (void)len;
    free((void *)(uintptr_t)bytes);
    return 0;
}

/* Make trailer, table and page hashes of a segment right, where they fit. */
static uint64_t seal_segment(uint8_t *bytes, size_t len)
{
    uint8_t *trailer = bytes + len - SUO_TRAILER_BYTES - SUO_TAIL_BYTES;
    memset(trailer + SUO_TRAILER_BYTES, 0, SUO_TAIL_BYTES);
    memcpy(bytes, SUO_MAGIC_SEGMENT, SUO_MAGIC_BYTES);
    suo_store_u32(bytes + 8, SUO_FORMAT_VERSION);
    suo_store_u32(bytes + 12, 0);
    suo_store_u64(bytes + 16, 1);
    suo_store_u64(bytes + 56, suo_hash(bytes, 56));
    uint64_t table = suo_load_u64(trailer);
    uint64_t hashes = suo_load_u64(trailer + 16);
    uint64_t body = (uint64_t)(trailer - bytes);
    uint64_t table_len =
        (uint64_t)suo_load_u32(trailer + 8) * SUO_SECTION_ENTRY_BYTES;
    uint64_t pages = (hashes + SUO_PAGE_BYTES - 1) / SUO_PAGE_BYTES;
    suo_store_u64(trailer + 24, len);
    suo_store_u64(trailer + 32, 1);
    if (hashes <= body && body - hashes == pages * 8 && table <= hashes &&
        table_len <= hashes - table) {
        for (uint64_t page = 0; page < pages; page++) {
            uint64_t start = page * SUO_PAGE_BYTES;
            uint64_t part = hashes - start < SUO_PAGE_BYTES ? hashes - start
                                                            : SUO_PAGE_BYTES;
            suo_store_u64(bytes + hashes + page * 8,
                          suo_hash(bytes + start, part));
        }
        suo_store_u64(trailer + 40, suo_hash(bytes + table, table_len));
        suo_store_u64(trailer + 48, suo_hash(bytes + hashes, pages * 8));
    }
    suo_store_u64(trailer + 56, suo_hash(trailer, 56));
    return suo_load_u64(trailer + 56);
}

/* A manifest that lists the segment, with the schema of the seeds. */
static void make_manifest(suo_buffer *out, const uint8_t *segment, size_t len,
                          uint64_t identity)
{
    suo_schema *schema;
    if (suo_schema_new(&schema, NULL) != SUO_OK ||
        suo_schema_add_field(schema, "title", -1, SUO_FIELD_TEXT, NULL, NULL) !=
            SUO_OK ||
        suo_schema_add_field(schema, "body", -1, SUO_FIELD_TEXT, NULL, NULL) !=
            SUO_OK)
        abort();
    suo_buffer_add(out, SUO_MAGIC_MANIFEST, SUO_MAGIC_BYTES);
    suo_buffer_add_u32(out, SUO_FORMAT_VERSION);
    suo_buffer_add_u32(out, 0);
    suo_buffer_add_u64(out, 1);
    suo_buffer_add_u64(out, 2);
    suo_buffer_add_u64(out, 1 << 20);
    suo_buffer_add_u64(out, 0);
    suo_buffer_add_zeros(out, 16); /* no vocabulary */
    suo_schema_encode(schema, out);
    suo_schema_free(schema);
    suo_buffer_add_varint(out, 1);
    suo_buffer_add_u64(out, 1);
    suo_buffer_add_u64(out, len);
    suo_buffer_add_u64(out, identity);
    /* Info is the first section; its first number counts the documents. */
    suo_buffer_add_varint(out, suo_load_u32(segment + SUO_HEADER_BYTES));
    suo_buffer_add_varint(out, 0);
    suo_buffer_add_text(out, "", 0);
    suo_buffer_add_u64(out, suo_hash(out->data, out->len));
}

bool hostile_make(hostile_index *index, const uint8_t *bytes, size_t len)
{
    suo_buffer manifest = {0};
    *index = (hostile_index){.os = {.user = index,
                                    .open = memory_open,
                                    .close = memory_close,
                                    .size = memory_size,
                                    .read = memory_read,
                                    .map = memory_map,
                                    .unmap = memory_unmap}};
    if (len < SUO_HEADER_BYTES + SUO_TRAILER_BYTES + SUO_TAIL_BYTES + 4)
        return false;
    uint8_t *segment = malloc(len);
    if (segment == NULL)
        return false;
    memcpy(segment, bytes, len);
    uint64_t identity = seal_segment(segment, len);
    make_manifest(&manifest, segment, len, identity);
    index->bytes[MANIFEST] = manifest.data;
    index->len[MANIFEST] = manifest.len;
    index->bytes[SEGMENT] = segment;
    index->len[SEGMENT] = len;
    return true;
}

void hostile_clear(hostile_index *index)
{
    suo_buffer manifest = {.data = index->bytes[MANIFEST]};
    suo_buffer_free(&manifest);
    free(index->bytes[SEGMENT]);
}
