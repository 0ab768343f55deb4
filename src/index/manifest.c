/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest.c - encode, decode and replace the manifest.
 */
#include "index/manifest.h"

#include "base/hash.h"
#include "base/memory.h"
#include "index/layout.h"
#include "index/segment.h"

enum { MANIFEST_BYTES_MAX = 1 << 24, SEGMENT_BYTES_LEAST = 26 };

void suo_manifest_clear(suo_manifest *manifest)
{
    suo_schema_free(manifest->schema);
    suo_dealloc(manifest->segments);
    suo_dealloc(manifest->note);
    *manifest = (suo_manifest){0};
}

static void manifest_encode(const suo_manifest *manifest, suo_buffer *out)
{
    suo_buffer_add(out, SUO_MAGIC_MANIFEST, SUO_MAGIC_BYTES);
    suo_buffer_add_u32(out, SUO_FORMAT_VERSION);
    suo_buffer_add_u32(out, 0);
    suo_buffer_add_u64(out, manifest->commit);
    suo_buffer_add_u64(out, manifest->next_segment);
    suo_buffer_add_u64(out, manifest->next_sequence);
    suo_buffer_add_u64(out, manifest->fingerprint);
    suo_buffer_add_u64(out, manifest->vocabulary_commit);
    suo_buffer_add_u64(out, manifest->vocabulary_hash);
    suo_schema_encode(manifest->schema, out);
    suo_buffer_add_varint(out, manifest->segment_count);
    for (uint32_t i = 0; i < manifest->segment_count; i++) {
        const suo_manifest_segment *segment = &manifest->segments[i];
        suo_buffer_add_u64(out, segment->number);
        suo_buffer_add_u64(out, segment->size);
        suo_buffer_add_u64(out, segment->identity);
        suo_buffer_add_varint(out, segment->doc_count);
        suo_buffer_add_varint(out, segment->dead_count);
        if (segment->dead_count == 0)
            continue;
        suo_buffer_add_u64(out, segment->deletions_commit);
        suo_buffer_add_u64(out, segment->deletions_hash);
    }
    suo_buffer_add_text(out, manifest->note, manifest->note_len);
    suo_buffer_add_u64(out, suo_hash(out->data, out->len));
}

static void manifest_decode_segment(suo_reader *reader,
                                    const suo_manifest *manifest,
                                    suo_manifest_segment *segment)
{
    segment->number = suo_read_u64(reader);
    segment->size = suo_read_u64(reader);
    segment->identity = suo_read_u64(reader);
    segment->doc_count = (uint32_t)suo_read_varint_max(reader, SUO_DOCS_MAX);
    segment->dead_count =
        (uint32_t)suo_read_varint_max(reader, segment->doc_count);
    if (segment->dead_count > 0) {
        segment->deletions_commit = suo_read_u64(reader);
        segment->deletions_hash = suo_read_u64(reader);
    }
    if (segment->doc_count == 0 || segment->number >= manifest->next_segment ||
        segment->deletions_commit > manifest->commit)
        reader->bad = true;
}

static suo_status manifest_decode_segments(suo_reader *reader,
                                           suo_manifest *manifest)
{
    uint64_t count = suo_read_varint_max(reader, SUO_SEGMENTS_MAX);
    if (reader->bad || count > suo_reader_left(reader) / SEGMENT_BYTES_LEAST)
        return SUO_CORRUPT;
    manifest->segments = suo_alloc_zero(count, sizeof(*manifest->segments));
    if (manifest->segments == NULL)
        return SUO_NO_MEMORY;
    manifest->segment_count = (uint32_t)count;
    for (uint64_t i = 0; i < count && !reader->bad; i++) {
        manifest_decode_segment(reader, manifest, &manifest->segments[i]);
        if (i > 0 &&
            manifest->segments[i].number <= manifest->segments[i - 1].number)
            reader->bad = true;
    }
    return reader->bad ? SUO_CORRUPT : SUO_OK;
}

/* Everything after the versions; the hash has been checked. */
static suo_status manifest_decode(suo_reader *reader, suo_manifest *manifest)
{
    manifest->commit = suo_read_u64(reader);
    manifest->next_segment = suo_read_u64(reader);
    manifest->next_sequence = suo_read_u64(reader);
    manifest->fingerprint = suo_read_u64(reader);
    manifest->vocabulary_commit = suo_read_u64(reader);
    manifest->vocabulary_hash = suo_read_u64(reader);
    if (manifest->vocabulary_commit > manifest->commit ||
        (manifest->vocabulary_commit == 0 && manifest->vocabulary_hash != 0))
        return SUO_CORRUPT;
    suo_status status = suo_schema_decode(reader, &manifest->schema);
    if (status == SUO_OK)
        status = manifest_decode_segments(reader, manifest);
    if (status != SUO_OK)
        return status;
    size_t len;
    const char *note = suo_read_text(reader, &len);
    if (reader->bad || len > SUO_NOTE_MAX || suo_reader_left(reader) > 0 ||
        manifest->commit == 0)
        return SUO_CORRUPT;
    manifest->note = suo_copy_text(note, len);
    manifest->note_len = len;
    return manifest->note == NULL ? SUO_NO_MEMORY : SUO_OK;
}

static suo_status manifest_parse(suo_manifest *manifest, const uint8_t *bytes,
                                 size_t len, const char *path, suo_error *error)
{
    if (len < 24 || memcmp(bytes, SUO_MAGIC_MANIFEST, SUO_MAGIC_BYTES) != 0)
        return suo_error_set(error, SUO_CORRUPT, "%s: is not a manifest", path);
    if (suo_load_u64(bytes + len - 8) != suo_hash(bytes, len - 8))
        return suo_error_set(error, SUO_CORRUPT, "%s: is damaged", path);
    uint32_t version = suo_load_u32(bytes + 8);
    suo_reader reader = suo_reader_make(bytes + 16, len - 24);
    suo_status status = SUO_VERSION;
    if (version <= SUO_FORMAT_VERSION && suo_load_u32(bytes + 12) == 0)
        status = version == SUO_FORMAT_VERSION
                     ? manifest_decode(&reader, manifest)
                     : SUO_CORRUPT;
    if (status == SUO_VERSION)
        return suo_error_set(error, SUO_VERSION,
                             "%s: format version %u needs a newer Suo", path,
                             version);
    if (status == SUO_NO_MEMORY)
        return suo_error_no_memory(error);
    if (status != SUO_OK)
        return suo_error_set(error, SUO_CORRUPT, "%s: breaks a rule", path);
    return SUO_OK;
}

/* Read the file; 'path' is to be freed whatever happens. */
static suo_status manifest_read_bytes(const suo_os *os, const char *folder,
                                      char **path, uint8_t **bytes, size_t *len,
                                      suo_error *error)
{
    *bytes = NULL;
    *len = 0;
    *path = suo_index_path(folder, SUO_MANIFEST_NAME);
    if (*path == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        suo_file_read_all(os, *path, MANIFEST_BYTES_MAX, bytes, len, error);
    if (status == SUO_NOT_FOUND)
        suo_error_set(error, status, "%s: holds no index", folder);
    if (status == SUO_LIMIT)
        status = suo_error_set(error, SUO_CORRUPT, "%s: is too long", *path);
    return status;
}

suo_status suo_manifest_read(suo_manifest *manifest, const suo_os *os,
                             const char *folder, suo_error *error)
{
    char *path;
    uint8_t *bytes;
    size_t len;
    *manifest = (suo_manifest){0};
    suo_status status =
        manifest_read_bytes(os, folder, &path, &bytes, &len, error);
    if (status == SUO_OK)
        status = manifest_parse(manifest, bytes, len, path, error);
    if (status == SUO_OK)
        manifest->hash = suo_load_u64(bytes + len - 8);
    else
        suo_manifest_clear(manifest);
    suo_dealloc(bytes);
    suo_dealloc(path);
    return status;
}

suo_status suo_manifest_is_newest(const suo_manifest *manifest,
                                  const suo_os *os, const char *folder,
                                  bool *is_newest, suo_error *error)
{
    char *path;
    uint8_t *bytes;
    size_t len;
    suo_status status =
        manifest_read_bytes(os, folder, &path, &bytes, &len, error);
    *is_newest = status == SUO_OK && len >= 8 &&
                 suo_load_u64(bytes + len - 8) == manifest->hash;
    suo_dealloc(bytes);
    suo_dealloc(path);
    return status;
}

suo_status suo_manifest_write(const suo_manifest *manifest, const suo_os *os,
                              const char *folder, suo_error *error)
{
    suo_buffer out = {0};
    char *fresh = suo_index_path(folder, SUO_MANIFEST_NEW_NAME);
    char *path = suo_index_path(folder, SUO_MANIFEST_NAME);
    suo_status status = SUO_OK;
    manifest_encode(manifest, &out);
    if (fresh == NULL || path == NULL || out.failed)
        status = suo_error_no_memory(error);
    else if (out.len > MANIFEST_BYTES_MAX)
        status = suo_error_set(error, SUO_LIMIT, "too many segments");
    if (status == SUO_OK)
        status = suo_folder_sync(os, folder, error);
    if (status == SUO_OK)
        status = suo_file_write_all(os, fresh, out.data, out.len, error);
    if (status == SUO_OK)
        status = suo_file_rename(os, fresh, path, error);
    if (status == SUO_OK)
        status = suo_folder_sync(os, folder, error);
    suo_buffer_free(&out);
    suo_dealloc(fresh);
    suo_dealloc(path);
    return status;
}

/* Are the first 16 characters digits, and no more? */
static bool manifest_has_number(const char *text)
{
    return strspn(text, "0123456789abcdef") == 16;
}

/* Does 'name' have the form of a file of ours: prefix, digits, ".suo"? */
static bool manifest_name_is_ours(const char *name)
{
    if (strcmp(name, SUO_MANIFEST_NEW_NAME) == 0)
        return true;
    if (strncmp(name, "s-", 2) == 0 || strncmp(name, "v-", 2) == 0)
        return manifest_has_number(name + 2) && strcmp(name + 18, ".suo") == 0;
    return strncmp(name, "d-", 2) == 0 && manifest_has_number(name + 2) &&
           name[18] == '-' && manifest_has_number(name + 19) &&
           strcmp(name + 35, ".suo") == 0;
}

/* The number in sixteen hexadecimal digits. */
static uint64_t manifest_number(const char *digits)
{
    uint64_t number = 0;
    for (int i = 0; i < 16; i++) {
        uint64_t digit = digits[i] <= '9' ? (uint64_t)(digits[i] - '0')
                                          : (uint64_t)(digits[i] - 'a') + 10;
        number = number << 4 | digit;
    }
    return number;
}

/* The listed segment with a number; NULL if there is none. They ascend. */
static const suo_manifest_segment *manifest_find(const suo_manifest *manifest,
                                                 uint64_t number)
{
    uint32_t low = 0;
    uint32_t high = manifest->segment_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (manifest->segments[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < manifest->segment_count &&
                    manifest->segments[low].number == number;
    return is_found ? &manifest->segments[low] : NULL;
}

bool suo_manifest_keeps(const suo_manifest *manifest, const char *name)
{
    if (!manifest_name_is_ours(name))
        return true;
    if (strcmp(name, SUO_MANIFEST_NEW_NAME) == 0)
        return false;
    uint64_t number = manifest_number(name + 2);
    if (name[0] == 'v')
        return number > 0 && number == manifest->vocabulary_commit;
    const suo_manifest_segment *listed = manifest_find(manifest, number);
    if (listed == NULL || name[0] == 's')
        return listed != NULL;
    return listed->dead_count > 0 &&
           listed->deletions_commit == manifest_number(name + 19);
}
