/* SPDX-License-Identifier: Apache-2.0 */
/*
 * container.c - write and open the frame of a segment file.
 *
 * The writer hashes each page when it is full and hands it on; the frame's
 * own parts (table, hashes, trailer) come last, so that nothing is ever
 * written twice. The reader believes nothing before a hash has vouched for
 * it, and still checks every offset: a hash is no proof against an attacker.
 */
#include "index/container.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

struct suo_container_writer {
    suo_file file;
    char *path;
    uint64_t number;
    uint64_t offset;   /* bytes added so far, the page's included */
    suo_status status; /* the first failure */
    suo_error failure;
    bool is_framing; /* sections are over: pages are not hashed any more */
    suo_buffer hashes;
    uint32_t section_count;
    suo_section sections[SUO_SECTIONS_MAX];
    size_t page_len;
    uint8_t page[SUO_PAGE_BYTES];
};

static void container_flush_page(suo_container_writer *writer)
{
    if (!writer->is_framing && writer->page_len > 0)
        suo_buffer_add_u64(&writer->hashes,
                           suo_hash(writer->page, writer->page_len));
    if (writer->status == SUO_OK)
        writer->status = suo_file_write(&writer->file, writer->page,
                                        writer->page_len, &writer->failure);
    writer->page_len = 0;
}

static void container_put(suo_container_writer *writer, const void *bytes,
                          size_t len)
{
    const uint8_t *next = bytes;
    writer->offset += len;
    while (len > 0) {
        size_t part = SUO_PAGE_BYTES - writer->page_len;
        if (part > len)
            part = len;
        memcpy(writer->page + writer->page_len, next, part);
        writer->page_len += part;
        next += part;
        len -= part;
        if (writer->page_len == SUO_PAGE_BYTES)
            container_flush_page(writer);
    }
}

static void container_align(suo_container_writer *writer)
{
    static const uint8_t zeros[SUO_SECTION_ALIGN];
    size_t over = writer->offset % SUO_SECTION_ALIGN;
    if (over > 0)
        container_put(writer, zeros, SUO_SECTION_ALIGN - over);
}

static void container_put_header(suo_container_writer *writer)
{
    uint8_t header[SUO_HEADER_BYTES] = {0};
    memcpy(header, SUO_MAGIC_SEGMENT, SUO_MAGIC_BYTES);
    suo_store_u32(header + 8, SUO_FORMAT_VERSION);
    suo_store_u64(header + 16, writer->number);
    suo_store_u64(header + 56, suo_hash(header, 56));
    container_put(writer, header, sizeof(header));
}

suo_status suo_container_create(const suo_os *os, const char *path,
                                uint64_t number, suo_container_writer **writer,
                                suo_error *error)
{
    *writer = NULL;
    suo_container_writer *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->file = SUO_FILE_CLOSED;
    made->failure.size = sizeof(made->failure);
    made->number = number;
    made->path = suo_copy_text(path, strlen(path));
    suo_status status =
        made->path == NULL ? suo_error_no_memory(error) : SUO_OK;
    if (status == SUO_OK)
        status =
            suo_file_open(&made->file, os, made->path, SUO_OPEN_CREATE, error);
    if (status != SUO_OK) {
        suo_dealloc(made->path);
        suo_dealloc(made);
        return status;
    }
    container_put_header(made);
    *writer = made;
    return SUO_OK;
}

static void container_end_section(suo_container_writer *writer)
{
    if (writer->section_count == 0)
        return;
    suo_section *last = &writer->sections[writer->section_count - 1];
    last->len = writer->offset - last->offset;
}

void suo_container_begin(suo_container_writer *writer, suo_section_kind kind,
                         uint32_t field)
{
    assert(writer->section_count < SUO_SECTIONS_MAX);
    container_end_section(writer);
    container_align(writer);
    writer->sections[writer->section_count++] =
        (suo_section){kind, field, writer->offset, 0};
}

void suo_container_add(suo_container_writer *writer, const void *bytes,
                       size_t len)
{
    if (writer->status == SUO_OK && len > 0)
        container_put(writer, bytes, len);
}

static void container_put_table(suo_container_writer *writer, suo_buffer *table)
{
    for (uint32_t i = 0; i < writer->section_count; i++) {
        const suo_section *section = &writer->sections[i];
        suo_buffer_add_u32(table, section->kind);
        suo_buffer_add_u32(table, section->field);
        suo_buffer_add_u64(table, section->offset);
        suo_buffer_add_u64(table, section->len);
    }
    container_put(writer, table->data, table->len);
}

/* Table, page hashes, trailer and tail. */
static void container_put_frame(suo_container_writer *writer,
                                uint64_t *identity)
{
    suo_buffer table = {0};
    container_align(writer);
    uint64_t table_offset = writer->offset;
    container_put_table(writer, &table);
    container_align(writer);
    uint64_t hashes_offset = writer->offset;
    if (writer->page_len > 0)
        container_flush_page(writer);
    writer->is_framing = true;
    container_put(writer, writer->hashes.data, writer->hashes.len);
    uint8_t trailer[SUO_TRAILER_BYTES + SUO_TAIL_BYTES] = {0};
    suo_store_u64(trailer, table_offset);
    suo_store_u32(trailer + 8, writer->section_count);
    suo_store_u32(trailer + 12, SUO_PAGE_BYTES);
    suo_store_u64(trailer + 16, hashes_offset);
    suo_store_u64(trailer + 24, writer->offset + sizeof(trailer));
    suo_store_u64(trailer + 32, writer->number);
    suo_store_u64(trailer + 40, suo_hash(table.data, table.len));
    suo_store_u64(trailer + 48,
                  suo_hash(writer->hashes.data, writer->hashes.len));
    *identity = suo_hash(trailer, 56);
    suo_store_u64(trailer + 56, *identity);
    container_put(writer, trailer, sizeof(trailer));
    container_flush_page(writer);
    if (writer->status == SUO_OK)
        writer->status = suo_buffer_status(&table, &writer->failure);
    if (writer->status == SUO_OK)
        writer->status = suo_buffer_status(&writer->hashes, &writer->failure);
    suo_buffer_free(&table);
}

static void container_writer_free(suo_container_writer *writer)
{
    suo_buffer_free(&writer->hashes);
    suo_dealloc(writer->path);
    suo_dealloc(writer);
}

suo_status suo_container_finish(suo_container_writer *writer, uint64_t *size,
                                uint64_t *identity, suo_error *error)
{
    const suo_os *os = writer->file.os;
    *size = 0;
    *identity = 0;
    container_end_section(writer);
    container_put_frame(writer, identity);
    if (writer->status == SUO_OK)
        writer->status = suo_file_sync(&writer->file, &writer->failure);
    suo_status closed = suo_file_close(
        &writer->file, writer->status == SUO_OK ? &writer->failure : NULL);
    if (writer->status == SUO_OK)
        writer->status = closed;
    suo_status status = writer->status;
    if (status == SUO_OK) {
        *size = writer->offset;
    } else {
        suo_error_set(error, status, "%s", writer->failure.message);
        suo_file_remove(os, writer->path);
        *identity = 0;
    }
    container_writer_free(writer);
    return status;
}

void suo_container_abandon(suo_container_writer *writer)
{
    if (writer == NULL)
        return;
    const suo_os *os = writer->file.os;
    suo_file_close(&writer->file, NULL);
    suo_file_remove(os, writer->path);
    container_writer_free(writer);
}

/* ---- reading ---- */

static suo_status container_corrupt(suo_error *error, const char *name,
                                    const char *rule)
{
    return suo_error_set(error, SUO_CORRUPT, "%s: %s", name, rule);
}

static suo_status container_check_header(const uint8_t *bytes, const char *name,
                                         suo_error *error)
{
    if (memcmp(bytes, SUO_MAGIC_SEGMENT, SUO_MAGIC_BYTES) != 0)
        return container_corrupt(error, name, "is not a segment file");
    if (suo_load_u64(bytes + 56) != suo_hash(bytes, 56))
        return container_corrupt(error, name, "header is damaged");
    uint32_t version = suo_load_u32(bytes + 8);
    if (version > SUO_FORMAT_VERSION || suo_load_u32(bytes + 12) != 0)
        return suo_error_set(error, SUO_VERSION,
                             "%s: format version %u needs a newer Suo", name,
                             version);
    if (version != SUO_FORMAT_VERSION)
        return container_corrupt(error, name, "has no known version");
    return SUO_OK;
}

/* Sections ascend, are aligned, and lie between header and table. */
static bool container_read_table(suo_container *container, const uint8_t *table,
                                 uint64_t table_offset)
{
    uint64_t end = SUO_HEADER_BYTES;
    for (uint32_t i = 0; i < container->section_count; i++) {
        const uint8_t *entry = table + (size_t)i * SUO_SECTION_ENTRY_BYTES;
        suo_section section = {suo_load_u32(entry), suo_load_u32(entry + 4),
                               suo_load_u64(entry + 8),
                               suo_load_u64(entry + 16)};
        if (section.offset % SUO_SECTION_ALIGN != 0 || section.offset < end ||
            section.offset > table_offset ||
            section.len > table_offset - section.offset)
            return false;
        if (i > 0) {
            const suo_section *last = &container->sections[i - 1];
            bool ascends =
                section.kind > last->kind ||
                (section.kind == last->kind && section.field > last->field);
            if (!ascends)
                return false;
        }
        end = section.offset + section.len;
        container->sections[i] = section;
    }
    return true;
}

static suo_status container_check_pages(const uint8_t *bytes,
                                        uint64_t hashes_offset,
                                        const char *name, suo_error *error)
{
    const suo_pages pages = {bytes, hashes_offset, NULL};
    for (uint64_t start = 0; start < hashes_offset; start += SUO_PAGE_BYTES)
        if (!suo_pages_check(&pages, start))
            return suo_error_set(error, SUO_CORRUPT,
                                 "%s: page at byte %llu is damaged", name,
                                 (unsigned long long)start);
    return SUO_OK;
}

static bool container_has_zeros(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

suo_status suo_container_read(suo_container *container, const uint8_t *bytes,
                              size_t len, int32_t verify, const char *name,
                              suo_error *error)
{
    *container = (suo_container){.bytes = bytes};
    size_t end_bytes = SUO_TRAILER_BYTES + SUO_TAIL_BYTES;
    if (len < SUO_HEADER_BYTES + end_bytes)
        return container_corrupt(error, name, "is too short");
    suo_status status = container_check_header(bytes, name, error);
    if (status != SUO_OK)
        return status;
    const uint8_t *trailer = bytes + len - end_bytes;
    if (suo_load_u64(trailer + 56) != suo_hash(trailer, 56) ||
        suo_load_u64(trailer + 24) != len ||
        !container_has_zeros(trailer + SUO_TRAILER_BYTES, SUO_TAIL_BYTES))
        return container_corrupt(error, name, "trailer is damaged");
    uint64_t table_offset = suo_load_u64(trailer);
    uint64_t hashes_offset = suo_load_u64(trailer + 16);
    uint64_t body = len - end_bytes;
    container->section_count = suo_load_u32(trailer + 8);
    container->number = suo_load_u64(trailer + 32);
    container->identity = suo_load_u64(trailer + 56);
    if (container->section_count > SUO_SECTIONS_MAX ||
        table_offset < SUO_HEADER_BYTES || table_offset > hashes_offset ||
        hashes_offset > body || table_offset % SUO_SECTION_ALIGN != 0 ||
        hashes_offset % SUO_SECTION_ALIGN != 0 ||
        suo_load_u32(trailer + 12) != SUO_PAGE_BYTES ||
        container->number != suo_load_u64(bytes + 16))
        return container_corrupt(error, name, "trailer is wrong");
    uint64_t pages = (hashes_offset + SUO_PAGE_BYTES - 1) / SUO_PAGE_BYTES;
    uint64_t table_len =
        (uint64_t)container->section_count * SUO_SECTION_ENTRY_BYTES;
    if (body - hashes_offset != pages * 8 ||
        table_len > hashes_offset - table_offset)
        return container_corrupt(error, name, "trailer is wrong");
    if (suo_load_u64(trailer + 40) !=
            suo_hash(bytes + table_offset, table_len) ||
        suo_load_u64(trailer + 48) !=
            suo_hash(bytes + hashes_offset, pages * 8))
        return container_corrupt(error, name, "table is damaged");
    if (!container_read_table(container, bytes + table_offset, table_offset))
        return container_corrupt(error, name, "section table is wrong");
    if (verify == SUO_VERIFY_LAZY)
        return suo_pages_init(&container->pages, bytes, hashes_offset, error);
    if (verify == SUO_VERIFY_NEVER)
        return SUO_OK;
    return container_check_pages(bytes, hashes_offset, name, error);
}

void suo_container_clear(suo_container *container)
{
    suo_pages_clear(&container->pages);
}

bool suo_container_find(const suo_container *container, suo_section_kind kind,
                        uint32_t field, suo_slice *section)
{
    for (uint32_t i = 0; i < container->section_count; i++) {
        const suo_section *found = &container->sections[i];
        if (found->kind == (uint32_t)kind && found->field == field) {
            section->bytes = container->bytes + found->offset;
            section->len = (size_t)found->len;
            return true;
        }
    }
    *section = (suo_slice){NULL, 0};
    return false;
}
