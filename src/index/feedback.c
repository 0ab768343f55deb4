/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feedback.c - the file of what users said.
 *
 * It is small beside an index and read whole, every rule of FORMAT.md 13
 * checked then. A change writes all of it anew: so there is one state at any
 * time, no log to replay, and readers need no lock.
 */
#include "index/feedback.h"

#include "base/hash.h"
#include "base/memory.h"
#include "index/layout.h"
#include "index/segment.h"

enum {
    FEEDBACK_HEAD_BYTES = 24,  /* up to the number of writes */
    FEEDBACK_BYTES_LEAST = 34, /* head, no documents, no pins, hash */
    PIN_BYTES_LEAST = 5,       /* a question and a key of one byte */
    ENTRY_BYTES_LEAST = 5,     /* a key of one byte, mask, a successor */
    SUCCESSOR_BIT = SUO_FEEDBACK_KINDS /* of the mask */
};

/* ---- weighing ---- */

/* An answer that solved it says twice what a vote does. That a document was
 * opened says a tenth of a vote; of those shown a tenth is expected to be, so
 * that the others say a ninth of that against it. */
static const double SOLVED_WEIGHT = 2;
static const double OPENED_WEIGHT = 0.1;
static const double PASSED_WEIGHT = 0.1 / 9;

void suo_feedback_weigh(const suo_feedback_entry *entry, double *good,
                        double *bad)
{
    const double *counts = entry->counts;
    double passed =
        counts[SUO_FEEDBACK_SHOWN - 1] - counts[SUO_FEEDBACK_OPENED - 1];
    *good = counts[SUO_FEEDBACK_UP - 1] +
            SOLVED_WEIGHT * counts[SUO_FEEDBACK_SOLVED - 1] +
            OPENED_WEIGHT * counts[SUO_FEEDBACK_OPENED - 1];
    *bad = counts[SUO_FEEDBACK_DOWN - 1] +
           (passed > 0 ? PASSED_WEIGHT * passed : 0);
}

/* ---- writing ---- */

static void feedback_encode_entry(const suo_feedback_entry *entry,
                                  suo_buffer *out)
{
    uint8_t mask = 0;
    for (unsigned i = 0; i < SUO_FEEDBACK_KINDS; i++)
        mask |= (uint8_t)((entry->counts[i] > 0) << i);
    mask |= (uint8_t)((entry->successor.len > 0) << SUCCESSOR_BIT);
    suo_buffer_add_text(out, entry->key.bytes, entry->key.len);
    suo_buffer_add_u8(out, mask);
    for (unsigned i = 0; i < SUO_FEEDBACK_KINDS; i++)
        if (entry->counts[i] > 0)
            suo_buffer_add_double(out, entry->counts[i]);
    if (entry->successor.len > 0)
        suo_buffer_add_text(out, entry->successor.bytes, entry->successor.len);
}

static void feedback_encode_pin(const suo_feedback_pin *pin, suo_buffer *out)
{
    suo_buffer_add_text(out, pin->question.bytes, pin->question.len);
    suo_buffer_add_varint(out, pin->key_count);
    for (uint32_t i = 0; i < pin->key_count; i++)
        suo_buffer_add_text(out, pin->keys[i].bytes, pin->keys[i].len);
}

static void feedback_encode(const suo_feedback *feedback, suo_buffer *out)
{
    suo_buffer_add(out, SUO_MAGIC_FEEDBACK, SUO_MAGIC_BYTES);
    suo_buffer_add_u32(out, SUO_FEEDBACK_VERSION);
    suo_buffer_add_u32(out, 0);
    suo_buffer_add_u64(out, feedback->number);
    suo_buffer_add_varint(out, feedback->entry_count);
    for (size_t i = 0; i < feedback->entry_count; i++)
        feedback_encode_entry(&feedback->entries[i], out);
    suo_buffer_add_varint(out, feedback->pin_count);
    for (size_t i = 0; i < feedback->pin_count; i++)
        feedback_encode_pin(&feedback->pins[i], out);
    if (!out->failed)
        suo_buffer_add_u64(out, suo_hash(out->data, out->len));
}

suo_status suo_feedback_write(const suo_feedback *feedback, suo_error *error)
{
    const suo_os *os = feedback->os;
    suo_buffer out = {0};
    char *fresh = suo_index_path(feedback->folder, SUO_FEEDBACK_NEW_NAME);
    char *path = suo_index_path(feedback->folder, SUO_FEEDBACK_NAME);
    suo_status status = SUO_OK;
    feedback_encode(feedback, &out);
    if (fresh == NULL || path == NULL || out.failed)
        status = suo_error_no_memory(error);
    else if (out.len > SUO_FEEDBACK_BYTES_MAX)
        status = suo_error_set(error, SUO_LIMIT, "%s: too much feedback", path);
    if (status == SUO_OK)
        status = suo_file_write_all(os, fresh, out.data, out.len, error);
    if (status == SUO_OK)
        status = suo_file_rename(os, fresh, path, error);
    if (status == SUO_OK)
        status = suo_folder_sync(os, feedback->folder, error);
    suo_buffer_free(&out);
    suo_dealloc(fresh);
    suo_dealloc(path);
    return status;
}

/* ---- reading ---- */

/* A text of 1 to 'max' bytes. */
static suo_slice feedback_read_text(suo_reader *reader, size_t max)
{
    size_t len;
    const char *text = suo_read_text(reader, &len);
    if (len == 0 || len > max)
        reader->bad = true;
    return (suo_slice){(const uint8_t *)text, len};
}

/* The next entry, which must come after the one before it. */
static void feedback_decode_entry(suo_reader *reader, suo_feedback_entry *entry,
                                  bool is_first)
{
    *entry =
        (suo_feedback_entry){.key = feedback_read_text(reader, SUO_KEY_MAX)};
    unsigned mask = suo_read_u8(reader);
    if (reader->bad || mask == 0 || mask >> (SUCCESSOR_BIT + 1) != 0 ||
        (!is_first &&
         suo_bytes_compare(entry[-1].key.bytes, entry[-1].key.len,
                           entry->key.bytes, entry->key.len) >= 0)) {
        reader->bad = true;
        return;
    }
    for (unsigned i = 0; i < SUO_FEEDBACK_KINDS; i++) {
        if (!(mask >> i & 1))
            continue;
        entry->counts[i] = suo_read_double(reader);
        if (!(entry->counts[i] > 0 &&
              entry->counts[i] <= SUO_FEEDBACK_COUNT_MAX))
            reader->bad = true;
    }
    if (mask >> SUCCESSOR_BIT & 1)
        entry->successor = feedback_read_text(reader, SUO_KEY_MAX);
}

bool suo_keys_are_distinct(const suo_slice *keys, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (suo_bytes_compare(keys[i].bytes, keys[i].len, keys[j].bytes,
                                  keys[j].len) == 0)
                return false;
    return true;
}

static suo_status feedback_decode_pin(suo_reader *reader, suo_arena *arena,
                                      suo_feedback_pin *pin)
{
    pin->question = feedback_read_text(reader, SUO_PIN_QUESTION_MAX);
    pin->key_count = (uint32_t)suo_read_varint_max(reader, SUO_PINNED_MAX);
    if (reader->bad || pin->key_count == 0)
        return SUO_CORRUPT;
    suo_slice *keys = suo_arena_alloc(arena, pin->key_count * sizeof(*keys));
    if (keys == NULL)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < pin->key_count; i++)
        keys[i] = feedback_read_text(reader, SUO_KEY_MAX);
    pin->keys = keys;
    return !reader->bad && suo_keys_are_distinct(keys, pin->key_count)
               ? SUO_OK
               : SUO_CORRUPT;
}

static suo_status feedback_decode_pins(suo_reader *reader,
                                       suo_feedback *feedback)
{
    uint64_t count = suo_read_varint_max(reader, SUO_PINS_MAX);
    if (reader->bad || count > suo_reader_left(reader) / PIN_BYTES_LEAST)
        return SUO_CORRUPT;
    feedback->pins = suo_alloc((size_t)count, sizeof(*feedback->pins));
    if (feedback->pins == NULL)
        return SUO_NO_MEMORY;
    suo_status status = SUO_OK;
    for (; feedback->pin_count < count && status == SUO_OK;
         feedback->pin_count++)
        status = feedback_decode_pin(reader, &feedback->arena,
                                     &feedback->pins[feedback->pin_count]);
    return status;
}

/* Everything after the number of writes; the hash has been checked. */
static suo_status feedback_decode(suo_reader *reader, suo_feedback *feedback)
{
    uint64_t count = suo_read_varint_max(reader, SUO_FEEDBACK_DOCS_MAX);
    if (reader->bad || count > suo_reader_left(reader) / ENTRY_BYTES_LEAST)
        return SUO_CORRUPT;
    feedback->entries = suo_alloc((size_t)count, sizeof(*feedback->entries));
    if (feedback->entries == NULL)
        return SUO_NO_MEMORY;
    feedback->entry_count = (size_t)count;
    for (size_t i = 0; i < feedback->entry_count && !reader->bad; i++)
        feedback_decode_entry(reader, &feedback->entries[i], i == 0);
    suo_status status =
        reader->bad ? SUO_CORRUPT : feedback_decode_pins(reader, feedback);
    if (status == SUO_OK && suo_reader_left(reader) > 0)
        status = SUO_CORRUPT;
    return status == SUO_OK ? suo_feedback_link_all(feedback) : status;
}

static suo_status feedback_parse(suo_feedback *feedback, size_t len,
                                 const char *path, suo_error *error)
{
    const uint8_t *bytes = feedback->bytes;
    if (len < FEEDBACK_BYTES_LEAST ||
        memcmp(bytes, SUO_MAGIC_FEEDBACK, SUO_MAGIC_BYTES) != 0)
        return suo_error_set(error, SUO_CORRUPT, "%s: is no feedback", path);
    feedback->hash = suo_load_u64(bytes + len - 8);
    if (feedback->hash != suo_hash(bytes, len - 8))
        return suo_error_set(error, SUO_CORRUPT, "%s: is damaged", path);
    if (suo_load_u32(bytes + 8) > SUO_FEEDBACK_VERSION ||
        suo_load_u32(bytes + 12) != 0)
        return suo_error_set(error, SUO_VERSION,
                             "%s: version %u needs a newer Suo", path,
                             suo_load_u32(bytes + 8));
    feedback->number = suo_load_u64(bytes + 16);
    suo_reader reader = suo_reader_make(bytes + FEEDBACK_HEAD_BYTES,
                                        len - FEEDBACK_HEAD_BYTES - 8);
    suo_status status = feedback->number > 0 && suo_load_u32(bytes + 8) > 0
                            ? feedback_decode(&reader, feedback)
                            : SUO_CORRUPT;
    if (status == SUO_NO_MEMORY)
        return suo_error_no_memory(error);
    if (status != SUO_OK)
        return suo_error_set(error, SUO_CORRUPT, "%s: breaks a rule", path);
    return SUO_OK;
}

/* Read the file, if there is one. */
static suo_status feedback_read(suo_feedback *feedback, suo_error *error)
{
    size_t len;
    char *path = suo_index_path(feedback->folder, SUO_FEEDBACK_NAME);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        suo_file_read_all(feedback->os, path, SUO_FEEDBACK_BYTES_MAX,
                          &feedback->bytes, &len, error);
    if (status == SUO_LIMIT)
        status = suo_error_set(error, SUO_CORRUPT, "%s: is too long", path);
    if (status == SUO_OK)
        status = feedback_parse(feedback, len, path, error);
    suo_dealloc(path);
    return status == SUO_NOT_FOUND ? SUO_OK : status;
}

suo_status suo_feedback_load(const suo_os *os, const char *folder,
                             suo_feedback **feedback, suo_error *error)
{
    *feedback = NULL;
    suo_feedback *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->references = 1;
    made->os = os;
    made->folder = suo_copy_text(folder, strlen(folder));
    suo_status status = made->folder != NULL ? feedback_read(made, error)
                                             : suo_error_no_memory(error);
    if (status != SUO_OK) {
        suo_feedback_release(made);
        return status;
    }
    *feedback = made;
    return SUO_OK;
}

/* The hash that ends the file; 0: there is none. */
static suo_status feedback_read_hash(const suo_os *os, const char *path,
                                     uint64_t *hash, suo_error *error)
{
    uint8_t bytes[8];
    uint64_t size = 0;
    suo_file file = SUO_FILE_CLOSED;
    *hash = 0;
    suo_status status = suo_file_open(&file, os, path, SUO_OPEN_READ, error);
    if (status == SUO_NOT_FOUND)
        return SUO_OK;
    if (status == SUO_OK)
        status = suo_file_size(&file, &size, error);
    if (status == SUO_OK)
        status = size < FEEDBACK_BYTES_LEAST
                     ? suo_error_set(error, SUO_CORRUPT, "%s: ends early", path)
                     : suo_file_read(&file, size - 8, bytes, 8, error);
    if (status == SUO_OK)
        *hash = suo_load_u64(bytes);
    suo_file_close(&file, NULL);
    return status;
}

suo_status suo_feedback_is_newest(const suo_feedback *feedback, bool *is_newest,
                                  suo_error *error)
{
    uint64_t hash;
    *is_newest = false;
    char *path = suo_index_path(feedback->folder, SUO_FEEDBACK_NAME);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = feedback_read_hash(feedback->os, path, &hash, error);
    *is_newest = status == SUO_OK && hash == feedback->hash;
    suo_dealloc(path);
    return status;
}

void suo_feedback_retain(const suo_feedback *feedback)
{
    ((suo_feedback *)(uintptr_t)feedback)->references++;
}

void suo_feedback_release(const suo_feedback *feedback)
{
    suo_feedback *owned = (suo_feedback *)(uintptr_t)feedback;
    if (owned == NULL || --owned->references > 0)
        return;
    suo_dealloc(owned->entries);
    suo_dealloc(owned->links);
    suo_dealloc(owned->pins);
    suo_arena_clear(&owned->arena);
    suo_dealloc(owned->bytes);
    suo_dealloc(owned->folder);
    suo_dealloc(owned);
}
