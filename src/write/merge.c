/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge.c - a row of stages, each in parts.
 *
 * First all documents get their new numbers; then the sections follow in the
 * order of the file. Terms and stored records are read one by one and can
 * stop between any two; a column is done in one go.
 */
#include "write/merge.h"

#include "base/hash.h"
#include "base/memory.h"
#include "write/merge_terms.h"

typedef enum merge_stage {
    MERGE_ORDER,
    MERGE_TERMS,
    MERGE_SEQUENCES,
    MERGE_COLUMNS,
    MERGE_STORE,
    MERGE_KEYS,
    MERGE_FINISH,
    MERGE_DONE
} merge_stage;

/* What a document costs in a stage that reads a number of each. */
enum { NUMBER_WORK = 8 };

struct suo_merge {
    const suo_schema *schema;
    const suo_segment_place *place;
    uint32_t source_count;
    suo_merge_source sources[SUO_MERGE_SOURCES_MAX];
    merge_stage stage;
    suo_merge_order order;
    suo_segment_writer writer;
    suo_merge_terms *terms;
    uint32_t field;          /* of MERGE_COLUMNS */
    uint32_t doc;            /* of MERGE_STORE */
    suo_store_frame *frames; /* one a source */
    suo_buffer record;
    suo_manifest_segment built;
};

suo_status suo_merge_new(const suo_merge_source *sources, uint32_t source_count,
                         const suo_schema *schema,
                         const suo_segment_place *place, suo_merge **merge,
                         suo_error *error)
{
    suo_merge *made = suo_alloc_zero(1, sizeof(*made));
    *merge = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    made->schema = schema;
    made->place = place;
    made->source_count = source_count;
    for (uint32_t i = 0; i < source_count; i++)
        made->sources[i].segment = suo_segment_retain(sources[i].segment);
    suo_status status =
        suo_merge_order_make(&made->order, sources, source_count, error);
    if (status != SUO_OK) {
        suo_merge_free(made);
        return status;
    }
    *merge = made;
    return SUO_OK;
}

static void merge_free_frames(suo_merge *merge)
{
    for (uint32_t i = 0; merge->frames != NULL && i < merge->source_count; i++)
        suo_store_frame_clear(&merge->frames[i]);
    suo_dealloc(merge->frames);
    merge->frames = NULL;
    suo_buffer_free(&merge->record);
}

void suo_merge_free(suo_merge *merge)
{
    if (merge == NULL)
        return;
    suo_merge_terms_free(merge->terms);
    merge_free_frames(merge);
    suo_segment_writer_clear(&merge->writer);
    suo_merge_order_clear(&merge->order);
    for (uint32_t i = 0; i < merge->source_count; i++)
        suo_segment_close(merge->sources[i].segment);
    suo_dealloc(merge);
}

static const suo_segment *merge_segment_of(const suo_merge *merge,
                                           suo_merge_place place)
{
    return merge->sources[place.source].segment;
}

/* ---- order, terms ---- */

/* What the info of the new segment says: the least of its sources. */
static suo_segment_origin merge_origin(const suo_merge *merge)
{
    const suo_segment *first = merge->sources[0].segment;
    suo_segment_origin origin = {first->fingerprint, first->generation};
    for (uint32_t i = 1; i < merge->source_count; i++) {
        const suo_segment *segment = merge->sources[i].segment;
        if (segment->generation < origin.generation)
            origin.generation = segment->generation;
        if (segment->fingerprint != origin.fingerprint)
            origin.fingerprint = 0;
    }
    return origin;
}

/* Open the segment and fill in all lengths. */
static suo_status merge_begin(suo_merge *merge, uint64_t *work,
                              suo_error *error)
{
    uint32_t docs = merge->order.doc_count;
    uint32_t text_count = merge->schema->text_count;
    suo_status status = suo_segment_writer_open(&merge->writer, merge->place,
                                                docs, text_count, error);
    if (status != SUO_OK)
        return status;
    for (uint32_t t = 0; t < text_count; t++)
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            uint32_t *lengths = merge->writer.lengths.lengths[lane][t];
            for (uint32_t doc = 0; doc < docs; doc++) {
                suo_merge_place place = merge->order.places[doc];
                lengths[doc] =
                    suo_lengths_get(&merge_segment_of(merge, place)->lengths[t],
                                    lane, place.doc);
            }
        }
    *work = (uint64_t)docs * NUMBER_WORK * text_count;
    return suo_merge_terms_new(merge->sources, &merge->order, &merge->writer,
                               &merge->terms, error);
}

static suo_status merge_end_terms(suo_merge *merge, suo_error *error)
{
    suo_merge_terms_free(merge->terms);
    merge->terms = NULL;
    return suo_segment_writer_end_terms(&merge->writer, merge->order.audiences,
                                        merge->order.audience_count,
                                        merge_origin(merge), error);
}

/* ---- columns ---- */

static suo_status merge_sequences(suo_merge *merge, uint64_t *work,
                                  suo_error *error)
{
    uint32_t docs = merge->order.doc_count;
    uint64_t *values = suo_alloc(docs, sizeof(*values));
    if (values == NULL)
        return suo_error_no_memory(error);
    for (uint32_t doc = 0; doc < docs; doc++) {
        suo_merge_place place = merge->order.places[doc];
        values[doc] = suo_sequences_get(
            &merge_segment_of(merge, place)->sequences, place.doc);
    }
    *work = (uint64_t)docs * NUMBER_WORK;
    suo_status status =
        suo_segment_writer_sequences(&merge->writer, values, error);
    suo_dealloc(values);
    return status;
}

static suo_status merge_numbers(suo_merge *merge, uint32_t field,
                                uint64_t *work, suo_error *error)
{
    uint32_t docs = merge->order.doc_count;
    int64_t *values = suo_alloc(docs, sizeof(*values));
    uint8_t *present = suo_alloc(docs, 1);
    suo_status status = SUO_OK;
    if (values == NULL || present == NULL)
        status = suo_error_no_memory(error);
    for (uint32_t doc = 0; doc < docs && status == SUO_OK; doc++) {
        suo_merge_place place = merge->order.places[doc];
        const suo_segment *segment = merge_segment_of(merge, place);
        present[doc] = suo_numbers_get(&segment->columns[field].numbers,
                                       place.doc, &values[doc]);
    }
    *work = (uint64_t)docs * NUMBER_WORK;
    if (status == SUO_OK)
        status = suo_segment_writer_numbers(&merge->writer, field, values,
                                            present, error);
    suo_dealloc(values);
    suo_dealloc(present);
    return status;
}

/* The keywords of one document, into an array that grows. */
static suo_status merge_take_keywords(const suo_merge *merge, uint32_t field,
                                      uint32_t doc, suo_keyword_value **values,
                                      size_t *count, size_t *cap,
                                      suo_error *error)
{
    suo_merge_place place = merge->order.places[doc];
    const suo_keywords *keywords =
        &merge_segment_of(merge, place)->columns[field].keywords;
    uint32_t start;
    uint32_t end;
    bool is_right = suo_keywords_range(keywords, place.doc, &start, &end);
    for (uint32_t i = start; is_right && i < end; i++) {
        suo_slice text;
        is_right = suo_keywords_get(keywords, i, &text);
        if (suo_grow(values, cap, *count + 1, sizeof(**values)) != SUO_OK)
            return suo_error_no_memory(error);
        (*values)[(*count)++] = (suo_keyword_value){doc, text};
    }
    return is_right ? SUO_OK
                    : suo_error_set(error, SUO_CORRUPT,
                                    "a keyword column is damaged");
}

static suo_status merge_keywords(suo_merge *merge, uint32_t field,
                                 uint64_t *work, suo_error *error)
{
    suo_keyword_value *values = NULL;
    size_t count = 0;
    size_t cap = 0;
    suo_status status = SUO_OK;
    for (uint32_t doc = 0; doc < merge->order.doc_count && status == SUO_OK;
         doc++)
        status = merge_take_keywords(merge, field, doc, &values, &count, &cap,
                                     error);
    *work = (uint64_t)count * sizeof(*values);
    if (status == SUO_OK && count > UINT32_MAX)
        status =
            suo_error_set(error, SUO_LIMIT, "too many keywords in one segment");
    if (status == SUO_OK)
        status = suo_segment_writer_keywords(&merge->writer, field, values,
                                             (uint32_t)count, error);
    suo_dealloc(values);
    return status;
}

static suo_status merge_column(suo_merge *merge, uint32_t field, uint64_t *work,
                               suo_error *error)
{
    switch (merge->schema->fields[field].kind) {
    case SUO_FIELD_KEYWORD:
        return merge_keywords(merge, field, work, error);
    case SUO_FIELD_INTEGER:
    case SUO_FIELD_TIME:
        return merge_numbers(merge, field, work, error);
    default:
        return SUO_OK;
    }
}

/* ---- store, keys ---- */

static suo_status merge_begin_store(suo_merge *merge, suo_error *error)
{
    merge->frames = suo_alloc_zero(merge->source_count, sizeof(*merge->frames));
    return merge->frames == NULL ? suo_error_no_memory(error) : SUO_OK;
}

static suo_status merge_record(suo_merge *merge, uint32_t doc, uint64_t *work,
                               suo_error *error)
{
    suo_record record;
    suo_merge_place place = merge->order.places[doc];
    suo_status status =
        suo_store_read(&merge_segment_of(merge, place)->store, place.doc,
                       &merge->frames[place.source], &record, error);
    if (status != SUO_OK)
        return status;
    suo_buffer_reset(&merge->record);
    suo_record_begin(&merge->record, record.value_count);
    suo_buffer_add(&merge->record, record.values.bytes, record.values.len);
    status = suo_buffer_status(&merge->record, error);
    *work = merge->record.len;
    if (status == SUO_OK)
        status = suo_segment_writer_record(
            &merge->writer, (suo_slice){merge->record.data, merge->record.len},
            error);
    return status;
}

static suo_status merge_keys(suo_merge *merge, uint64_t *work, suo_error *error)
{
    uint32_t docs = merge->order.doc_count;
    uint64_t *hashes = suo_alloc(docs, sizeof(*hashes));
    suo_slice *keys = suo_alloc(docs, sizeof(*keys));
    suo_status status = SUO_OK;
    merge_free_frames(merge);
    if (hashes == NULL || keys == NULL)
        status = suo_error_no_memory(error);
    for (uint32_t doc = 0; doc < docs && status == SUO_OK; doc++) {
        suo_merge_place place = merge->order.places[doc];
        if (!suo_keys_get(&merge_segment_of(merge, place)->keys, place.doc,
                          &keys[doc]))
            status =
                suo_error_set(error, SUO_CORRUPT, "a key is not all there");
        else
            hashes[doc] = suo_hash(keys[doc].bytes, keys[doc].len);
    }
    *work = (uint64_t)docs * 4 * NUMBER_WORK;
    if (status == SUO_OK)
        status = suo_segment_writer_keys(&merge->writer, keys, hashes, error);
    suo_dealloc(hashes);
    suo_dealloc(keys);
    return status;
}

/* ---- steps ---- */

/* One part of the work; 'work' receives what it was. */
static suo_status merge_part(suo_merge *merge, uint64_t *work, suo_error *error)
{
    bool is_end = true;
    suo_status status = SUO_OK;
    *work = 0;
    switch (merge->stage) {
    case MERGE_ORDER:
        status = merge_begin(merge, work, error);
        break;
    case MERGE_TERMS:
        status = suo_merge_terms_next(merge->terms, work, &is_end, error);
        if (status == SUO_OK && is_end)
            status = merge_end_terms(merge, error);
        break;
    case MERGE_SEQUENCES:
        status = merge_sequences(merge, work, error);
        break;
    case MERGE_COLUMNS:
        is_end = merge->field == merge->schema->field_count;
        status = is_end ? merge_begin_store(merge, error)
                        : merge_column(merge, merge->field++, work, error);
        break;
    case MERGE_STORE:
        status = merge_record(merge, merge->doc++, work, error);
        is_end = merge->doc == merge->order.doc_count;
        break;
    case MERGE_KEYS:
        status = merge_keys(merge, work, error);
        break;
    default:
        status =
            suo_segment_writer_finish(&merge->writer, &merge->built, error);
        break;
    }
    merge->stage += is_end;
    return status;
}

suo_status suo_merge_step(suo_merge *merge, uint64_t *work, bool *is_done,
                          suo_error *error)
{
    suo_status status = SUO_OK;
    if (merge->order.doc_count == 0)
        merge->stage = MERGE_DONE;
    while (merge->stage != MERGE_DONE && *work > 0 && status == SUO_OK) {
        uint64_t part;
        status = merge_part(merge, &part, error);
        *work -= part < *work ? part : *work;
    }
    *is_done = merge->stage == MERGE_DONE;
    return status;
}

const suo_manifest_segment *suo_merge_built(const suo_merge *merge)
{
    return &merge->built;
}

uint32_t suo_merge_source_count(const suo_merge *merge)
{
    return merge->source_count;
}

const suo_segment *suo_merge_segment(const suo_merge *merge, uint32_t source)
{
    return merge->sources[source].segment;
}

uint32_t suo_merge_find(const suo_merge *merge, uint32_t source, uint32_t doc)
{
    return merge->order.maps[source][doc];
}

bool suo_merge_reads(const suo_merge *merge, const suo_segment *segment)
{
    for (uint32_t i = 0; merge != NULL && i < merge->source_count; i++)
        if (merge->sources[i].segment == segment)
            return true;
    return false;
}
