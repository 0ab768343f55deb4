/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment.c - open a segment: find its sections and check that they fit.
 *
 * After this every section is at least as long as its head says, so that the
 * readers only check what lies inside. Pages are verified lazily, if they are,
 * where a term or a stored document leads to a stretch of bytes. What is read
 * number by number (columns, keys, indexes: a twentieth of a file) is verified
 * here in any case, so that reading it stays one load.
 */
#include "index/segment.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/memory.h"

char *suo_index_path(const char *folder, const char *name)
{
    size_t folder_len = strlen(folder);
    size_t name_len = strlen(name);
    char *path = suo_alloc(folder_len + name_len + 2, 1);
    if (path == NULL)
        return NULL;
    memcpy(path, folder, folder_len);
    path[folder_len] = '/';
    memcpy(path + folder_len + 1, name, name_len + 1);
    return path;
}

char *suo_segment_path(const char *folder, uint64_t number)
{
    char name[32];
    snprintf(name, sizeof(name), "s-%016llx.suo", (unsigned long long)number);
    return suo_index_path(folder, name);
}

char *suo_deletions_path(const char *folder, uint64_t number, uint64_t commit)
{
    char name[48];
    snprintf(name, sizeof(name), "d-%016llx-%016llx.suo",
             (unsigned long long)number, (unsigned long long)commit);
    return suo_index_path(folder, name);
}

char *suo_vocabulary_path(const char *folder, uint64_t commit)
{
    char name[32];
    snprintf(name, sizeof(name), "v-%016llx.suo", (unsigned long long)commit);
    return suo_index_path(folder, name);
}

static bool segment_section(const suo_segment *segment, suo_section_kind kind,
                            suo_slice *section)
{
    return suo_container_find(&segment->container, kind, 0, section);
}

/* Info, and the dictionary with what hangs on it. */
static bool segment_open_terms(suo_segment *segment, const suo_schema *schema)
{
    suo_slice info;
    suo_dictionary *dictionary = &segment->dictionary;
    if (!segment_section(segment, SUO_SECTION_INFO, &info) ||
        info.len != SUO_INFO_BYTES)
        return false;
    segment->doc_count = suo_load_u32(info.bytes);
    segment->audience_count = suo_load_u32(info.bytes + 4);
    segment->fingerprint = suo_load_u64(info.bytes + 24);
    segment->generation = suo_load_u64(info.bytes + 32);
    dictionary->block_count = suo_load_u32(info.bytes + 12);
    dictionary->term_count = suo_load_u64(info.bytes + 16);
    dictionary->doc_count = segment->doc_count;
    dictionary->pages = &segment->container.pages;
    return segment->doc_count > 0 && segment->doc_count <= SUO_DOCS_MAX &&
           suo_load_u32(info.bytes + 8) == schema->text_count &&
           segment_section(segment, SUO_SECTION_DICTIONARY,
                           &dictionary->blocks) &&
           segment_section(segment, SUO_SECTION_DICTIONARY_INDEX,
                           &dictionary->index) &&
           segment_section(segment, SUO_SECTION_POSTINGS,
                           &dictionary->postings) &&
           segment_section(segment, SUO_SECTION_POSITIONS,
                           &dictionary->positions) &&
           suo_dictionary_is_valid(dictionary);
}

static bool segment_open_column(suo_segment *segment, const suo_schema *schema,
                                uint32_t field)
{
    suo_slice section;
    suo_column *column = &segment->columns[field];
    suo_field_kind kind = schema->fields[field].kind;
    if (kind == SUO_FIELD_TEXT || kind == SUO_FIELD_STORED)
        return true;
    if (!suo_container_find(&segment->container, SUO_SECTION_COLUMN, field,
                            &section))
        return false;
    if (kind == SUO_FIELD_KEYWORD)
        return suo_keywords_open(&column->keywords, section,
                                 segment->doc_count);
    return suo_numbers_open(&column->numbers, section, segment->doc_count);
}

static bool segment_open_columns(suo_segment *segment, const suo_schema *schema)
{
    suo_slice section;
    suo_slice store_index;
    uint32_t docs = segment->doc_count;
    for (uint32_t t = 0; t < schema->text_count; t++)
        if (!suo_container_find(&segment->container, SUO_SECTION_LENGTHS, t,
                                &section) ||
            !suo_lengths_open(&segment->lengths[t], section, docs))
            return false;
    for (uint32_t field = 0; field < schema->field_count; field++)
        if (!segment_open_column(segment, schema, field))
            return false;
    return segment_section(segment, SUO_SECTION_SEQUENCES, &section) &&
           suo_sequences_open(&segment->sequences, section, docs) &&
           segment_section(segment, SUO_SECTION_KEYS, &section) &&
           suo_keys_open(&segment->keys, section, docs) &&
           segment_section(segment, SUO_SECTION_STORE_INDEX, &store_index) &&
           segment_section(segment, SUO_SECTION_STORE, &section) &&
           suo_store_open(&segment->store, section, store_index, docs);
}

/* Verify the pages of sections that are read without asking. */
static bool segment_verify_columns(const suo_segment *segment)
{
    const suo_container *container = &segment->container;
    for (uint32_t i = 0; i < container->section_count; i++) {
        const suo_section *own = &container->sections[i];
        bool asks = own->kind == SUO_SECTION_DICTIONARY ||
                    own->kind == SUO_SECTION_POSTINGS ||
                    own->kind == SUO_SECTION_POSITIONS ||
                    own->kind == SUO_SECTION_STORE;
        const suo_slice part = {container->bytes + own->offset,
                                (size_t)own->len};
        if (!asks && !suo_pages_verify(&container->pages, part))
            return false;
    }
    return true;
}

static suo_status segment_open_audiences(suo_segment *segment,
                                         const suo_schema *schema)
{
    suo_slice section;
    if (!segment_section(segment, SUO_SECTION_AUDIENCES, &section))
        return SUO_CORRUPT;
    return suo_audiences_decode(section, segment->audience_count,
                                schema->text_count, segment->doc_count,
                                &segment->audiences);
}

static suo_status segment_read(suo_segment *segment, const suo_schema *schema,
                               const suo_reading *reading, const char *path,
                               suo_error *error)
{
    suo_status status =
        suo_container_read(&segment->container, segment->mapping.bytes,
                           segment->mapping.len, reading->verify, path, error);
    if (status != SUO_OK)
        return status;
    if (!segment_verify_columns(segment))
        return suo_error_set(error, SUO_CORRUPT, "%s: a column is damaged",
                             path);
    if (!segment_open_terms(segment, schema))
        return suo_error_set(error, SUO_CORRUPT,
                             "%s: info or dictionary is wrong", path);
    status = segment_open_audiences(segment, schema);
    if (status == SUO_NO_MEMORY)
        return suo_error_no_memory(error);
    if (status != SUO_OK)
        return suo_error_set(error, SUO_CORRUPT, "%s: audiences are wrong",
                             path);
    if (!segment_open_columns(segment, schema))
        return suo_error_set(error, SUO_CORRUPT,
                             "%s: columns or store are wrong", path);
    segment->store.pages = &segment->container.pages;
    return SUO_OK;
}

suo_status suo_segment_open_as(const suo_os *os, const char *path,
                               const suo_schema *schema,
                               const suo_reading *reading,
                               suo_segment **segment, suo_error *error)
{
    *segment = NULL;
    suo_segment *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->references = 1;
    suo_status status = reading->copies
                            ? suo_mapping_copy(&made->mapping, os, path, error)
                            : suo_mapping_open(&made->mapping, os, path, error);
    if (status == SUO_OK)
        status = segment_read(made, schema, reading, path, error);
    if (status != SUO_OK) {
        suo_segment_close(made);
        return status;
    }
    *segment = made;
    return SUO_OK;
}

suo_status suo_segment_open(const suo_os *os, const char *path,
                            const suo_schema *schema, suo_segment **segment,
                            suo_error *error)
{
    const suo_reading usual = {0};
    return suo_segment_open_as(os, path, schema, &usual, segment, error);
}

suo_segment *suo_segment_retain(suo_segment *segment)
{
    segment->references++;
    return segment;
}

void suo_segment_close(suo_segment *segment)
{
    if (segment == NULL || --segment->references > 0)
        return;
    for (uint32_t use = 0; use < SUO_SEGMENT_SLOTS; use++)
        suo_attachment_release(&segment->attachments[use]);
    suo_dealloc(segment->audiences);
    suo_container_clear(&segment->container);
    suo_mapping_close(&segment->mapping);
    suo_dealloc(segment);
}

suo_status suo_segment_find_key(const suo_segment *segment, suo_slice key,
                                const uint8_t *dead, uint32_t *doc, bool *found,
                                suo_error *error)
{
    uint32_t start;
    uint32_t end;
    *found = false;
    *doc = 0;
    suo_keys_find(&segment->keys, suo_hash(key.bytes, key.len), &start, &end);
    for (uint32_t entry = start; entry < end && !*found; entry++) {
        uint32_t candidate = suo_keys_doc(&segment->keys, entry);
        suo_slice own;
        if (candidate >= segment->doc_count ||
            !suo_keys_get(&segment->keys, candidate, &own))
            return suo_error_set(error, SUO_CORRUPT, "a key leads nowhere");
        if (dead != NULL && (dead[candidate / 8] >> (candidate % 8) & 1))
            continue;
        *found = suo_bytes_compare(own.bytes, own.len, key.bytes, key.len) == 0;
        if (*found)
            *doc = candidate;
    }
    return SUO_OK;
}
