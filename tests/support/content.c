/* SPDX-License-Identifier: Apache-2.0 */
/*
 * content.c - gather living documents, sort by sequence, write them down.
 */
#include "support/content.h"

#include <stdlib.h>

#include "index/check.h"

/* Where a living document lies. */
typedef struct place {
    uint64_t sequence;
    uint32_t segment;
    uint32_t doc;
} place;

static int place_compare(const void *a, const void *b)
{
    const place *x = a;
    const place *y = b;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static place *places_make(const suo_snapshot *snapshot, size_t *count)
{
    size_t total = 1;
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        total += snapshot->segments[i]->doc_count;
    place *places = malloc(total * sizeof(*places));
    *count = 0;
    for (uint32_t i = 0; places != NULL && i < snapshot->segment_count; i++)
        for (uint32_t d = 0; d < snapshot->segments[i]->doc_count; d++)
            if (!suo_deletions_has(&snapshot->deletions[i], d))
                places[(*count)++] = (place){
                    suo_sequences_get(&snapshot->segments[i]->sequences, d), i,
                    d};
    if (places != NULL)
        qsort(places, *count, sizeof(*places), place_compare);
    return places;
}

static suo_slice place_roles(const suo_segment *segment, uint32_t doc)
{
    uint32_t i = 0;
    while (segment->audiences[i].doc_end <= doc)
        i++;
    return segment->audiences[i].roles;
}

/* Stored values and numbers of a document. */
static suo_status content_add_values(suo_buffer *out,
                                     const suo_snapshot *snapshot,
                                     const place *own, suo_store_frame *frame)
{
    const suo_schema *schema = snapshot->manifest.schema;
    const suo_segment *segment = snapshot->segments[own->segment];
    suo_record record;
    suo_status st =
        suo_store_read(&segment->store, own->doc, frame, &record, NULL);
    if (st != SUO_OK)
        return st;
    suo_buffer_add_text(out, record.values.bytes, record.values.len);
    for (uint32_t f = 0; f < schema->field_count; f++) {
        int64_t value;
        bool is_number = schema->fields[f].kind == SUO_FIELD_INTEGER ||
                         schema->fields[f].kind == SUO_FIELD_TIME;
        if (is_number &&
            suo_numbers_get(&segment->columns[f].numbers, own->doc, &value)) {
            suo_buffer_add_varint(out, f);
            suo_buffer_add_u64(out, (uint64_t)value);
        }
    }
    return SUO_OK;
}

static suo_status content_add_document(suo_buffer *out,
                                       const suo_snapshot *snapshot,
                                       const place *own, suo_store_frame *frame)
{
    const suo_segment *segment = snapshot->segments[own->segment];
    suo_slice key;
    if (!suo_keys_get(&segment->keys, own->doc, &key))
        return SUO_CORRUPT;
    const suo_slice roles = place_roles(segment, own->doc);
    suo_buffer_add_u64(out, own->sequence);
    suo_buffer_add_text(out, key.bytes, key.len);
    suo_buffer_add_text(out, roles.bytes, roles.len);
    return content_add_values(out, snapshot, own, frame);
}

size_t content_count(const suo_snapshot *snapshot)
{
    size_t count;
    free(places_make(snapshot, &count));
    return count;
}

suo_status content_document(const suo_snapshot *snapshot, size_t i,
                            suo_slice *key, suo_slice *roles, suo_buffer *out)
{
    suo_store_frame frame = {0};
    size_t count;
    place *places = places_make(snapshot, &count);
    if (places == NULL || i >= count)
        return SUO_NO_MEMORY;
    const place own = places[i];
    const suo_segment *segment = snapshot->segments[own.segment];
    free(places);
    *roles = place_roles(segment, own.doc);
    if (!suo_keys_get(&segment->keys, own.doc, key))
        return SUO_CORRUPT;
    suo_status st = content_add_values(out, snapshot, &own, &frame);
    suo_store_frame_clear(&frame);
    return st;
}

suo_status content_add(suo_buffer *out, const suo_snapshot *snapshot)
{
    const suo_vocabulary *words = &snapshot->vocabulary;
    suo_store_frame frame = {0};
    size_t count;
    suo_status st = SUO_OK;
    suo_buffer_add_text(out, snapshot->manifest.note,
                        snapshot->manifest.note_len);
    for (size_t i = 0; i < words->count; i++) {
        suo_buffer_add_text(out, words->words[i].text.bytes,
                            words->words[i].text.len);
        suo_buffer_add_double(out, words->words[i].weight);
    }
    suo_buffer_add_text(out, words->synonyms.bytes, words->synonyms.len);
    place *places = places_make(snapshot, &count);
    if (places == NULL)
        return SUO_NO_MEMORY;
    for (size_t i = 0; i < count && st == SUO_OK; i++)
        st = content_add_document(out, snapshot, &places[i], &frame);
    suo_store_frame_clear(&frame);
    free(places);
    return st;
}

suo_status content_read(suo_buffer *out, const suo_os *os, const char *folder)
{
    suo_check_report report = {.size = sizeof(report)};
    suo_snapshot *snapshot;
    suo_status st = suo_snapshot_load(os, folder, &snapshot, NULL);
    if (st != SUO_OK)
        return st;
    suo_buffer_add_u64(out, snapshot->manifest.commit);
    st = content_add(out, snapshot);
    suo_snapshot_release(snapshot);
    if (st != SUO_OK)
        return st;
    return suo_index_check(os, folder, &report, NULL);
}
