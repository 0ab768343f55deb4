/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_layout.c - prove what the readers of a segment need not know.
 *
 * They pass over padding, and over sections that nobody asks for. A writer
 * that puts something there breaks the format all the same: a later version
 * could give these bytes a meaning.
 */
#include "index/check_layout.h"

#include "codec/bitpack.h"

static suo_status layout_fail(suo_error *error, const char *rule)
{
    return suo_error_set(error, SUO_CORRUPT, "%s", rule);
}

/* Are the bytes start .. end-1 of a section or file zero? They are there. */
static bool layout_is_zero(const uint8_t *bytes, uint64_t start, uint64_t end)
{
    for (uint64_t i = start; i < end; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static uint64_t layout_round(uint64_t bytes, uint64_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* ---- the frame ---- */

/* Does a kind stand once for each of some fields? */
static bool layout_has_fields(uint32_t kind)
{
    return kind == SUO_SECTION_LENGTHS || kind == SUO_SECTION_COLUMN;
}

/* Every section that must be there was found at the opening; as many as that
 * are none too many. */
static suo_status layout_check_sections(const suo_segment *segment,
                                        const suo_schema *schema,
                                        suo_error *error)
{
    const suo_container *container = &segment->container;
    uint32_t wanted = SUO_SECTION_KEYS - 2 + schema->text_count;
    for (uint32_t f = 0; f < schema->field_count; f++) {
        suo_field_kind kind = schema->fields[f].kind;
        wanted += kind == SUO_FIELD_KEYWORD || kind == SUO_FIELD_INTEGER ||
                  kind == SUO_FIELD_TIME;
    }
    if (container->section_count != wanted)
        return layout_fail(error, "there is a section too many");
    for (uint32_t i = 0; i < wanted; i++) {
        const suo_section *own = &container->sections[i];
        if (own->field != 0 && !layout_has_fields(own->kind))
            return layout_fail(error, "a section has a field it cannot have");
    }
    return SUO_OK;
}

/* Zeros in the header, and between sections, table and page hashes. */
static suo_status layout_check_gaps(const suo_segment *segment,
                                    suo_error *error)
{
    const suo_container *container = &segment->container;
    const uint8_t *bytes = container->bytes;
    const uint8_t *trailer =
        bytes + segment->mapping.len - SUO_TRAILER_BYTES - SUO_TAIL_BYTES;
    uint64_t table = suo_load_u64(trailer);
    uint64_t end = SUO_HEADER_BYTES;
    if (!layout_is_zero(bytes, 24, SUO_HEADER_BYTES - 8))
        return layout_fail(error, "the header's end is not zero");
    for (uint32_t i = 0; i <= container->section_count; i++) {
        bool is_last = i == container->section_count;
        uint64_t start = is_last ? table : container->sections[i].offset;
        if (!layout_is_zero(bytes, end, start))
            return layout_fail(error, "there is something between sections");
        if (!is_last)
            end = start + container->sections[i].len;
    }
    end = table + (uint64_t)container->section_count * SUO_SECTION_ENTRY_BYTES;
    uint64_t hashes = suo_load_u64(trailer + 16);
    if (!layout_is_zero(bytes, end, hashes))
        return layout_fail(error, "there is something behind the table");
    return SUO_OK;
}

/* ---- sections; their sizes were checked at the opening ---- */

static bool lengths_are_padded(const suo_lengths *lengths, suo_slice section,
                               uint32_t docs)
{
    uint64_t end = 64 + (uint64_t)docs * lengths->width[0];
    return layout_is_zero(section.bytes, SUO_LANES, 64) &&
           layout_is_zero(section.bytes, end, layout_round(end, 64));
}

/* The smallest of all is some document's. */
static bool sequences_are_tight(const suo_sequences *sequences,
                                suo_slice section, uint32_t docs)
{
    bool has_least = false;
    for (uint32_t doc = 0; doc < docs; doc++)
        has_least |= suo_sequences_get(sequences, doc) == sequences->least;
    return has_least && layout_is_zero(section.bytes, 9, 16);
}

static bool keywords_are_padded(const suo_keywords *keywords, suo_slice section,
                                uint32_t docs)
{
    uint64_t offsets = 16 + ((uint64_t)keywords->distinct + 1) * 4;
    uint64_t text = (uint64_t)(keywords->text.bytes - section.bytes);
    uint64_t text_end = text + keywords->text.len;
    uint64_t starts = (uint64_t)(keywords->starts - section.bytes);
    uint64_t starts_end =
        starts + suo_column_bytes((uint64_t)docs + 1, keywords->start_width);
    uint64_t values = (uint64_t)(keywords->values - section.bytes);
    return layout_is_zero(section.bytes, 10, 16) &&
           layout_is_zero(section.bytes, offsets, text) &&
           layout_is_zero(section.bytes, text_end, starts) &&
           layout_is_zero(section.bytes, starts_end, values);
}

/* Starts go from 0 to the end of the keys; no more than their width is set. */
static bool keys_are_padded(const suo_keys *keys, suo_slice section,
                            uint32_t docs)
{
    uint64_t docs_end = 8 + (uint64_t)docs * 12;
    uint64_t starts = (uint64_t)(keys->starts - section.bytes);
    uint64_t starts_end =
        starts + suo_column_bytes((uint64_t)docs + 1, keys->start_width);
    uint64_t text = (uint64_t)(keys->text.bytes - section.bytes);
    return layout_is_zero(section.bytes, 1, 8) &&
           layout_is_zero(section.bytes, docs_end, starts) &&
           layout_is_zero(section.bytes, starts_end, text) &&
           suo_column_get(keys->starts, keys->start_width, 0) == 0 &&
           suo_column_get(keys->starts, keys->start_width, docs) ==
               keys->text.len;
}

static bool section_is_padded(const suo_segment *segment,
                              const suo_schema *schema, const suo_section *own)
{
    const suo_slice section = {segment->container.bytes + own->offset,
                               (size_t)own->len};
    uint32_t docs = segment->doc_count;
    const suo_column *column = &segment->columns[own->field];
    switch (own->kind) {
    case SUO_SECTION_INFO:
        return layout_is_zero(section.bytes, 40, SUO_INFO_BYTES);
    case SUO_SECTION_LENGTHS:
        return lengths_are_padded(&segment->lengths[own->field], section, docs);
    case SUO_SECTION_SEQUENCES:
        return sequences_are_tight(&segment->sequences, section, docs);
    case SUO_SECTION_COLUMN:
        if (schema->fields[own->field].kind == SUO_FIELD_KEYWORD)
            return keywords_are_padded(&column->keywords, section, docs);
        return layout_is_zero(section.bytes, 9, 16);
    case SUO_SECTION_KEYS:
        return keys_are_padded(&segment->keys, section, docs);
    default:
        return true; /* no padding inside, or proved by who reads it */
    }
}

suo_status suo_check_layout(const suo_segment *segment,
                            const suo_schema *schema, suo_error *error)
{
    suo_status status = layout_check_sections(segment, schema, error);
    if (status == SUO_OK)
        status = layout_check_gaps(segment, error);
    for (uint32_t i = 0;
         i < segment->container.section_count && status == SUO_OK; i++)
        if (!section_is_padded(segment, schema,
                               &segment->container.sections[i]))
            status = layout_fail(error, "a section is not padded by zeros");
    return status;
}
