/* SPDX-License-Identifier: Apache-2.0 */
/*
 * salvage_segment.h - a segment file of which parts may be damaged.
 *
 * A reader of segments refuses a file when one number in it is wrong. This one
 * takes a document if its key and its stored values lie on sound pages, and
 * tells what else of it is lost.
 */
#ifndef SUO_WRITE_SALVAGE_SEGMENT_H
#define SUO_WRITE_SALVAGE_SEGMENT_H

#include "index/deletions.h"
#include "index/manifest.h"
#include "index/segment.h"
#include "write/document.h"

typedef struct suo_salvage_segment {
    suo_mapping mapping;
    suo_container container;
    suo_deletions deletions;
    bool knows_dead; /* the deletions could be read, or there are none */
    uint32_t doc_count;
    suo_keys keys;
    suo_slice keys_section;
    suo_store store;
    suo_store_frame frame;
    suo_sequences sequences;
    bool has_sequences;
    suo_audience *audiences; /* NULL: they could not be read */
    uint32_t audience_count;
    suo_numbers numbers[SUO_FIELDS_MAX];
    bool has_numbers[SUO_FIELDS_MAX];
} suo_salvage_segment;

/*
 * Read a listed segment into memory, as far as it is sound. Close it after a
 * failure, too. Statuses: SUO_NO_MEMORY; others: there is nothing to be had.
 */
SUO_MUST_USE suo_status suo_salvage_open(suo_salvage_segment *segment,
                                         const suo_os *os, const char *folder,
                                         const suo_schema *schema,
                                         const suo_manifest_segment *listed,
                                         suo_error *error);
void suo_salvage_close(suo_salvage_segment *segment);

/* The key of a document; false if it is damaged. */
bool suo_salvage_key(const suo_salvage_segment *segment, uint32_t doc,
                     suo_slice *key);

/* When it was put, as far as is known: else its number. */
uint64_t suo_salvage_sequence(const suo_salvage_segment *segment, uint32_t doc);

/*
 * Fill 'document', made for the schema. 'is_hidden' says that it got no roles,
 * because its own, or whether it lives, are not known; 'lost_values' counts
 * integers and times that may have been there. Statuses: SUO_CORRUPT (key or
 * stored values), SUO_NO_MEMORY, SUO_LIMIT, SUO_INVALID (values no document
 * has).
 */
SUO_MUST_USE suo_status suo_salvage_read(suo_salvage_segment *segment,
                                         uint32_t doc, const suo_schema *schema,
                                         suo_document *document,
                                         bool *is_hidden, uint64_t *lost_values,
                                         suo_error *error);

#endif
