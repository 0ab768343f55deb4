/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.c - the buffer that collects bytes and the slow ends of the reader.
 *
 * Varints are LEB128 (DWARF): at most ten bytes, the tenth at most 1, and no
 * longer than need be, so that every number has one form.
 */
#include "base/bytes.h"

#include "base/memory.h"

void suo_buffer_free(suo_buffer *buffer)
{
    suo_dealloc(buffer->data);
    *buffer = (suo_buffer){0};
}

void suo_buffer_reset(suo_buffer *buffer)
{
    buffer->len = 0;
    buffer->failed = false;
}

uint8_t *suo_buffer_reserve_slow(suo_buffer *buffer, size_t len)
{
    if (len > SIZE_MAX / 4 || buffer->len > SIZE_MAX / 4 ||
        suo_grow(&buffer->data, &buffer->cap, buffer->len + len + 1, 1) !=
            SUO_OK) {
        buffer->failed = true;
        return NULL;
    }
    return buffer->data + buffer->len;
}

void suo_buffer_add(suo_buffer *buffer, const void *bytes, size_t len)
{
    uint8_t *room = suo_buffer_reserve(buffer, len);
    if (room == NULL || len == 0)
        return;
    memcpy(room, bytes, len);
    buffer->len += len;
}

void suo_buffer_add_zeros(suo_buffer *buffer, size_t len)
{
    uint8_t *room = suo_buffer_reserve(buffer, len);
    if (room == NULL)
        return;
    memset(room, 0, len);
    buffer->len += len;
}

void suo_buffer_add_u8(suo_buffer *buffer, uint8_t value)
{
    uint8_t *room = suo_buffer_reserve(buffer, 1);
    if (room == NULL)
        return;
    *room = value;
    buffer->len += 1;
}

void suo_buffer_add_u32(suo_buffer *buffer, uint32_t value)
{
    uint8_t *room = suo_buffer_reserve(buffer, 4);
    if (room == NULL)
        return;
    suo_store_u32(room, value);
    buffer->len += 4;
}

void suo_buffer_add_u64(suo_buffer *buffer, uint64_t value)
{
    uint8_t *room = suo_buffer_reserve(buffer, 8);
    if (room == NULL)
        return;
    suo_store_u64(room, value);
    buffer->len += 8;
}

void suo_buffer_add_varint(suo_buffer *buffer, uint64_t value)
{
    uint8_t *room = suo_buffer_reserve(buffer, SUO_VARINT_MAX);
    if (room == NULL)
        return;
    buffer->len += suo_store_varint(room, value);
}

void suo_buffer_add_double(suo_buffer *buffer, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    suo_buffer_add_u64(buffer, bits);
}

void suo_buffer_add_text(suo_buffer *buffer, const void *bytes, size_t len)
{
    suo_buffer_add_varint(buffer, len);
    suo_buffer_add(buffer, bytes, len);
}

suo_status suo_buffer_status(const suo_buffer *buffer, suo_error *error)
{
    return buffer->failed ? suo_error_no_memory(error) : SUO_OK;
}

uint64_t suo_read_varint_slow(suo_reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = suo_read_u8(reader);
        if (reader->bad)
            return 0;
        uint64_t bits = byte & 0x7F;
        value |= bits << shift;
        if (byte < 0x80) {
            bool is_padded = byte == 0 && shift > 0;
            bool overflows = shift == 63 && bits > 1;
            reader->bad = is_padded || overflows;
            return reader->bad ? 0 : value;
        }
    }
    reader->bad = true;
    return 0;
}

double suo_read_double(suo_reader *reader)
{
    uint64_t bits = suo_read_u64(reader);
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

const char *suo_read_text(suo_reader *reader, size_t *len)
{
    uint64_t size = suo_read_varint(reader);
    const uint8_t *bytes = suo_reader_take(reader, size);
    *len = bytes ? (size_t)size : 0;
    return (const char *)bytes;
}
