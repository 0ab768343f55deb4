/* SPDX-License-Identifier: Apache-2.0 */
/*
 * salvage_segment.c - take from a file what its page hashes still prove.
 *
 * How many documents there are is known from the manifest. A section is used
 * only if the pages it is read from are sound; of the two that grow with the
 * texts, keys and store, page by page. The file is read, not mapped: a disk
 * that fails gives an error then, not a signal.
 */
#include "write/salvage_segment.h"

#include "base/memory.h"

void suo_salvage_close(suo_salvage_segment *segment)
{
    suo_store_frame_clear(&segment->frame);
    suo_dealloc(segment->audiences);
    suo_deletions_clear(&segment->deletions);
    suo_container_clear(&segment->container);
    suo_mapping_close(&segment->mapping);
    *segment = (suo_salvage_segment){0};
}

/* A section all of whose pages are sound. */
static bool salvage_find(const suo_salvage_segment *segment,
                         suo_section_kind kind, uint32_t field,
                         suo_slice *section)
{
    return suo_container_find(&segment->container, kind, field, section) &&
           suo_pages_verify(&segment->container.pages, *section);
}

/* Without them nothing can be told of who may see a document. */
static suo_status salvage_open_audiences(suo_salvage_segment *segment,
                                         const suo_schema *schema)
{
    suo_slice info;
    suo_slice section;
    if (!salvage_find(segment, SUO_SECTION_INFO, 0, &info) ||
        info.len != SUO_INFO_BYTES ||
        suo_load_u32(info.bytes) != segment->doc_count ||
        !salvage_find(segment, SUO_SECTION_AUDIENCES, 0, &section))
        return SUO_OK;
    uint32_t count = suo_load_u32(info.bytes + 4);
    suo_status status =
        suo_audiences_decode(section, count, schema->text_count,
                             segment->doc_count, &segment->audiences);
    segment->audience_count = status == SUO_OK ? count : 0;
    return status == SUO_NO_MEMORY ? status : SUO_OK;
}

static void salvage_open_columns(suo_salvage_segment *segment,
                                 const suo_schema *schema)
{
    suo_slice section;
    for (uint32_t f = 0; f < schema->field_count; f++) {
        suo_field_kind kind = schema->fields[f].kind;
        if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
            segment->has_numbers[f] =
                salvage_find(segment, SUO_SECTION_COLUMN, f, &section) &&
                suo_numbers_open(&segment->numbers[f], section,
                                 segment->doc_count);
    }
    segment->has_sequences =
        salvage_find(segment, SUO_SECTION_SEQUENCES, 0, &section) &&
        suo_sequences_open(&segment->sequences, section, segment->doc_count);
}

/* Keys and store: without them there are no documents. */
static bool salvage_open_texts(suo_salvage_segment *segment)
{
    const suo_container *container = &segment->container;
    suo_slice frames;
    suo_slice index;
    if (!suo_container_find(container, SUO_SECTION_KEYS, 0,
                            &segment->keys_section) ||
        segment->keys_section.len == 0 ||
        !suo_pages_verify(&container->pages,
                          (suo_slice){segment->keys_section.bytes, 1}) ||
        !suo_keys_open(&segment->keys, segment->keys_section,
                       segment->doc_count) ||
        !suo_container_find(container, SUO_SECTION_STORE, 0, &frames) ||
        !salvage_find(segment, SUO_SECTION_STORE_INDEX, 0, &index) ||
        !suo_store_open(&segment->store, frames, index, segment->doc_count))
        return false;
    segment->store.pages = &container->pages;
    return true;
}

static suo_status salvage_open_deletions(suo_salvage_segment *segment,
                                         const suo_os *os, const char *folder,
                                         const suo_manifest_segment *listed,
                                         suo_error *error)
{
    suo_status status =
        suo_deletions_load(&segment->deletions, os, folder, listed, error);
    segment->knows_dead = status == SUO_OK;
    return status == SUO_NO_MEMORY ? status : SUO_OK;
}

suo_status suo_salvage_open(suo_salvage_segment *segment, const suo_os *os,
                            const char *folder, const suo_schema *schema,
                            const suo_manifest_segment *listed,
                            suo_error *error)
{
    *segment = (suo_salvage_segment){.doc_count = listed->doc_count};
    char *path = suo_segment_path(folder, listed->number);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_mapping_copy(&segment->mapping, os, path, error);
    if (status == SUO_OK)
        status = suo_container_read(&segment->container, segment->mapping.bytes,
                                    segment->mapping.len, SUO_VERIFY_LAZY, path,
                                    error);
    if (status == SUO_OK && (segment->container.number != listed->number ||
                             !salvage_open_texts(segment)))
        status = suo_error_set(error, SUO_CORRUPT, "%s: has no texts", path);
    if (status == SUO_OK)
        status = salvage_open_audiences(segment, schema);
    if (status == SUO_NO_MEMORY)
        suo_error_no_memory(error);
    if (status == SUO_OK)
        status = salvage_open_deletions(segment, os, folder, listed, error);
    if (status == SUO_OK)
        salvage_open_columns(segment, schema);
    suo_dealloc(path);
    return status;
}

bool suo_salvage_key(const suo_salvage_segment *segment, uint32_t doc,
                     suo_slice *key)
{
    const suo_keys *keys = &segment->keys;
    uint64_t first = (uint64_t)doc * keys->start_width / 8;
    uint64_t end = ((uint64_t)doc + 2) * keys->start_width / 8 + 1;
    uint64_t most = segment->keys_section.len -
                    (uint64_t)(keys->starts - segment->keys_section.bytes);
    if (end > most)
        end = most;
    const suo_slice starts = {keys->starts + first, (size_t)(end - first)};
    return suo_pages_verify(&segment->container.pages, starts) &&
           suo_keys_get(keys, doc, key) &&
           suo_pages_verify(&segment->container.pages, *key);
}

uint64_t suo_salvage_sequence(const suo_salvage_segment *segment, uint32_t doc)
{
    return segment->has_sequences ? suo_sequences_get(&segment->sequences, doc)
                                  : doc;
}

static suo_status salvage_add_roles(const suo_salvage_segment *segment,
                                    uint32_t doc, suo_document *document,
                                    suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t number = 0;
    while (number + 1 < segment->audience_count &&
           segment->audiences[number].doc_end <= doc)
        number++;
    const suo_audience *own = &segment->audiences[number];
    suo_reader reader = suo_reader_make(own->roles.bytes, own->roles.len);
    suo_read_varint(&reader);
    for (uint32_t i = 0; i < own->role_count && status == SUO_OK; i++) {
        size_t len;
        const char *role = suo_read_text(&reader, &len);
        status = suo_document_add_role(document, role, (int64_t)len, error);
    }
    return status;
}

static suo_status salvage_add_values(suo_salvage_segment *segment, uint32_t doc,
                                     suo_document *document, suo_error *error)
{
    suo_record record;
    suo_status status =
        suo_store_read(&segment->store, doc, &segment->frame, &record, error);
    suo_reader reader = suo_reader_make(record.values.bytes, record.values.len);
    for (uint32_t i = 0; i < record.value_count && status == SUO_OK; i++) {
        size_t len;
        uint32_t field = (uint32_t)suo_read_varint(&reader);
        const char *text = suo_read_text(&reader, &len);
        status =
            suo_document_add_text(document, field, text, (int64_t)len, error);
    }
    return status;
}

suo_status suo_salvage_read(suo_salvage_segment *segment, uint32_t doc,
                            const suo_schema *schema, suo_document *document,
                            bool *is_hidden, uint64_t *lost_values,
                            suo_error *error)
{
    suo_slice key;
    suo_document_clear(document);
    *is_hidden = segment->audiences == NULL || !segment->knows_dead;
    *lost_values = 0;
    if (!suo_salvage_key(segment, doc, &key))
        return suo_error_set(error, SUO_CORRUPT, "a key is damaged");
    suo_status status = suo_document_set_key(document, (const char *)key.bytes,
                                             (int64_t)key.len, error);
    if (status == SUO_OK)
        status = salvage_add_values(segment, doc, document, error);
    if (status == SUO_OK && !*is_hidden)
        status = salvage_add_roles(segment, doc, document, error);
    for (uint32_t f = 0; f < schema->field_count && status == SUO_OK; f++) {
        suo_field_kind kind = schema->fields[f].kind;
        int64_t value;
        if (kind != SUO_FIELD_INTEGER && kind != SUO_FIELD_TIME)
            continue;
        *lost_values += !segment->has_numbers[f];
        if (segment->has_numbers[f] &&
            suo_numbers_get(&segment->numbers[f], doc, &value))
            status = suo_document_set_integer(document, f, value, error);
    }
    return status;
}
