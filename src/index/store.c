/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.c - records in zstd frames of about 16 KiB.
 *
 * A frame is small enough that reading one document unpacks little, and large
 * enough to compress. Its content size stands in the index and in the frame;
 * no more than that is ever allocated, and the size is bounded by what zstd
 * can make of the frame's length.
 */
#include "index/store.h"

#include <zstd.h>

#include "base/memory.h"

enum {
    FRAME_BYTES = 16 * 1024,
    FRAME_DOCS = 256, /* a record is found by passing over those before */
    FRAME_LEVEL = 1,
    INDEX_ENTRY_BYTES = 16,
    /* zstd stores a run of one byte as a few bytes a block of 128 KiB. */
    EXPANSION_MAX = 65536
};

static suo_status store_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "the document store is damaged");
}

/* ---- records ---- */

void suo_record_begin(suo_buffer *out, uint32_t value_count)
{
    suo_buffer_add_varint(out, value_count);
}

void suo_record_add(suo_buffer *out, uint32_t field, suo_slice value)
{
    suo_buffer_add_varint(out, field);
    suo_buffer_add_text(out, value.bytes, value.len);
}

void suo_record_read(suo_reader *reader, suo_record *record)
{
    *record = (suo_record){0};
    uint64_t count = suo_read_varint_max(reader, suo_reader_left(reader));
    const uint8_t *start = reader->next;
    for (uint64_t i = 0; i < count && !reader->bad; i++) {
        size_t value_len;
        suo_read_varint_max(reader, SUO_FIELDS_MAX - 1);
        suo_read_text(reader, &value_len);
    }
    if (reader->bad)
        return;
    record->value_count = (uint32_t)count;
    record->values = (suo_slice){start, (size_t)(reader->next - start)};
}

bool suo_record_find(const suo_record *record, uint32_t field, uint32_t nth,
                     suo_slice *value)
{
    suo_reader reader =
        suo_reader_make(record->values.bytes, record->values.len);
    for (uint32_t i = 0; i < record->value_count; i++) {
        size_t len;
        uint64_t own = suo_read_varint(&reader);
        const char *text = suo_read_text(&reader, &len);
        if (reader.bad)
            break;
        if (own == field && nth-- == 0) {
            *value = (suo_slice){(const uint8_t *)text, len};
            return true;
        }
    }
    *value = (suo_slice){0};
    return false;
}

uint32_t suo_record_count(const suo_record *record, uint32_t field)
{
    suo_reader reader =
        suo_reader_make(record->values.bytes, record->values.len);
    uint32_t count = 0;
    for (uint32_t i = 0; i < record->value_count; i++) {
        size_t len;
        uint64_t own = suo_read_varint(&reader);
        (void)suo_read_text(&reader, &len);
        if (reader.bad)
            break;
        count += own == field;
    }
    return count;
}

/* ---- writing ---- */

struct suo_store_writer {
    suo_buffer frames;     /* what is complete and was not taken yet */
    uint64_t frames_taken; /* bytes */
    bool is_taken; /* the frames in the buffer: the next call drops them */
    suo_buffer index;
    suo_buffer raw; /* the frame being filled */
    uint32_t raw_start;
    uint32_t doc_count;
    ZSTD_CCtx *context;
};

suo_status suo_store_writer_new(suo_store_writer **writer, suo_error *error)
{
    *writer = suo_alloc_zero(1, sizeof(**writer));
    if (*writer == NULL)
        return suo_error_no_memory(error);
    (*writer)->context = ZSTD_createCCtx();
    if ((*writer)->context != NULL)
        return SUO_OK;
    suo_store_writer_free(*writer);
    *writer = NULL;
    return suo_error_no_memory(error);
}

void suo_store_writer_free(suo_store_writer *writer)
{
    if (writer == NULL)
        return;
    suo_buffer_free(&writer->frames);
    suo_buffer_free(&writer->index);
    suo_buffer_free(&writer->raw);
    ZSTD_freeCCtx(writer->context);
    suo_dealloc(writer);
}

static suo_status store_flush(suo_store_writer *writer, suo_error *error)
{
    if (writer->raw.len == 0)
        return SUO_OK;
    if (writer->raw.len > UINT32_MAX)
        return suo_error_set(error, SUO_LIMIT, "a document is too large");
    size_t room_len = ZSTD_compressBound(writer->raw.len);
    uint8_t *room = suo_buffer_reserve(&writer->frames, room_len);
    if (room == NULL)
        return suo_error_no_memory(error);
    size_t len =
        ZSTD_compressCCtx(writer->context, room, room_len, writer->raw.data,
                          writer->raw.len, FRAME_LEVEL);
    if (ZSTD_isError(len))
        return suo_error_no_memory(error);
    suo_buffer_add_u32(&writer->index, writer->raw_start);
    suo_buffer_add_u32(&writer->index, (uint32_t)writer->raw.len);
    suo_buffer_add_u64(&writer->index,
                       writer->frames_taken + writer->frames.len);
    writer->frames.len += len;
    writer->raw_start = writer->doc_count;
    suo_buffer_reset(&writer->raw);
    return suo_buffer_status(&writer->index, error);
}

/* Forget the frames that the caller took. */
static void store_drop_taken(suo_store_writer *writer)
{
    if (writer->is_taken) {
        writer->frames_taken += writer->frames.len;
        suo_buffer_reset(&writer->frames);
    }
    writer->is_taken = false;
}

suo_status suo_store_writer_add(suo_store_writer *writer, suo_slice record,
                                suo_error *error)
{
    store_drop_taken(writer);
    suo_buffer_add(&writer->raw, record.bytes, record.len);
    writer->doc_count++;
    suo_status status = suo_buffer_status(&writer->raw, error);
    bool is_full = writer->raw.len >= FRAME_BYTES ||
                   writer->doc_count - writer->raw_start >= FRAME_DOCS;
    if (status == SUO_OK && is_full)
        status = store_flush(writer, error);
    return status;
}

suo_slice suo_store_writer_take(suo_store_writer *writer)
{
    store_drop_taken(writer);
    writer->is_taken = true;
    return (suo_slice){writer->frames.data, writer->frames.len};
}

suo_status suo_store_writer_end(suo_store_writer *writer, suo_slice *frames,
                                suo_slice *index, suo_error *error)
{
    *frames = *index = (suo_slice){0};
    store_drop_taken(writer);
    suo_status status = store_flush(writer, error);
    if (status != SUO_OK)
        return status;
    suo_buffer_add_u32(&writer->index, writer->doc_count);
    suo_buffer_add_u32(&writer->index, 0);
    suo_buffer_add_u64(&writer->index,
                       writer->frames_taken + writer->frames.len);
    status = suo_buffer_status(&writer->index, error);
    if (status != SUO_OK)
        return status;
    *frames = (suo_slice){writer->frames.data, writer->frames.len};
    *index = (suo_slice){writer->index.data, writer->index.len};
    return SUO_OK;
}

/* ---- reading ---- */

bool suo_store_open(suo_store *store, suo_slice frames, suo_slice index,
                    uint32_t doc_count)
{
    *store =
        (suo_store){.frames = frames, .index = index, .doc_count = doc_count};
    if (index.len < 2 * INDEX_ENTRY_BYTES || index.len % INDEX_ENTRY_BYTES ||
        index.len / INDEX_ENTRY_BYTES - 1 > doc_count)
        return false;
    store->frame_count = (uint32_t)(index.len / INDEX_ENTRY_BYTES - 1);
    const uint8_t *last = index.bytes + index.len - INDEX_ENTRY_BYTES;
    return suo_load_u32(index.bytes) == 0 && suo_load_u32(last) == doc_count &&
           suo_load_u32(last + 4) == 0 && suo_load_u64(last + 8) == frames.len;
}

void suo_store_frame_clear(suo_store_frame *frame)
{
    suo_dealloc(frame->bytes);
    *frame = (suo_store_frame){0};
}

/* The last frame that begins at or before 'doc'. */
static uint32_t store_find_frame(const suo_store *store, uint32_t doc)
{
    uint32_t low = 0;
    uint32_t high = store->frame_count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        const uint8_t *entry =
            store->index.bytes + (size_t)middle * INDEX_ENTRY_BYTES;
        if (suo_load_u32(entry) <= doc)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static suo_status store_unpack(const suo_store *store, uint32_t number,
                               suo_store_frame *frame, suo_error *error)
{
    const uint8_t *entry =
        store->index.bytes + (size_t)number * INDEX_ENTRY_BYTES;
    uint32_t raw_len = suo_load_u32(entry + 4);
    uint64_t start = suo_load_u64(entry + 8);
    uint64_t end = suo_load_u64(entry + INDEX_ENTRY_BYTES + 8);
    suo_store_frame_clear(frame);
    frame->doc_start = suo_load_u32(entry);
    frame->doc_end = suo_load_u32(entry + INDEX_ENTRY_BYTES);
    if (start >= end || end > store->frames.len ||
        frame->doc_start >= frame->doc_end ||
        frame->doc_end > store->doc_count ||
        raw_len > (end - start) * EXPANSION_MAX ||
        !suo_pages_verify(store->pages, (suo_slice){store->frames.bytes + start,
                                                    (size_t)(end - start)}))
        return store_corrupt(error);
    size_t packed_len = (size_t)(end - start);
    /* A copy: zstd promises nothing about input that changes under it. */
    char *packed = suo_copy_text(store->frames.bytes + start, packed_len);
    suo_status status = SUO_OK;
    size_t len = 0;
    if (packed == NULL)
        status = suo_error_no_memory(error);
    else if (ZSTD_getFrameContentSize(packed, packed_len) != raw_len)
        status = store_corrupt(error); /* before it makes us take memory */
    else if ((frame->bytes = suo_alloc(raw_len, 1)) == NULL)
        status = suo_error_no_memory(error);
    else
        len = ZSTD_decompress(frame->bytes, raw_len, packed, packed_len);
    suo_dealloc(packed);
    if (status == SUO_OK && (ZSTD_isError(len) || len != raw_len))
        status = store_corrupt(error);
    if (status != SUO_OK) {
        suo_store_frame_clear(frame);
        return status;
    }
    frame->store = store;
    frame->number = number;
    frame->next_doc = frame->doc_start;
    frame->len = len;
    return SUO_OK;
}

suo_status suo_store_read(const suo_store *store, uint32_t doc,
                          suo_store_frame *frame, suo_record *record,
                          suo_error *error)
{
    *record = (suo_record){0};
    if (doc >= store->doc_count)
        return store_corrupt(error);
    uint32_t number = store_find_frame(store, doc);
    if (frame->store != store || frame->number != number) {
        suo_status status = store_unpack(store, number, frame, error);
        if (status != SUO_OK)
            return status;
    }
    if (doc < frame->doc_start || doc >= frame->doc_end)
        return store_corrupt(error);
    if (doc < frame->next_doc) {
        frame->next_doc = frame->doc_start;
        frame->next_offset = 0;
    }
    suo_reader reader = suo_reader_make(frame->bytes + frame->next_offset,
                                        frame->len - frame->next_offset);
    for (uint32_t i = frame->next_doc; i <= doc && !reader.bad; i++)
        suo_record_read(&reader, record);
    if (reader.bad)
        return store_corrupt(error);
    frame->next_doc = doc + 1;
    frame->next_offset = (size_t)(reader.next - frame->bytes);
    return SUO_OK;
}
