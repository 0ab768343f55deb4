/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inverter.h - documents in memory, inverted: for each term its postings.
 *
 * Document numbers here are the order of the puts ("slots"); the segment
 * gives new ones by audience.
 */
#ifndef SUO_WRITE_INVERTER_H
#define SUO_WRITE_INVERTER_H

#include "index/columns.h"
#include "index/schema.h"
#include "index/vocabulary.h"
#include "text/phrasebook.h"
#include "write/document.h"
#include "write/term_table.h"

/* A document in memory. */
typedef struct suo_slot {
    uint64_t sequence;
    uint64_t key_hash;
    suo_slice key;
    suo_slice record; /* stored values, encoded */
    uint32_t audience;
    bool is_dead; /* replaced or deleted before it was written */
} suo_slot;

/* A number of one document. */
typedef struct suo_slot_number {
    uint32_t slot;
    uint32_t field;
    int64_t value;
} suo_slot_number;

/* A keyword of one document. */
typedef struct suo_slot_keyword {
    uint32_t slot;
    uint32_t field;
    suo_slice text;
} suo_slot_keyword;

typedef struct suo_inverter {
    const suo_schema *schema;
    suo_tokenizer *tokenizers[SUO_TEXT_FIELDS_MAX];       /* one a language */
    suo_tokenizer *field_tokenizers[SUO_TEXT_FIELDS_MAX]; /* borrowed */
    suo_phrasebook books[SUO_TEXT_FIELDS_MAX]; /* the words they cut with */
    uint64_t generation;                       /* of these */
    suo_arena arena; /* long terms, records, keywords, role sets */
    suo_pool pool;
    suo_term_table terms;
    suo_slot *slots;
    size_t slot_count;
    size_t slot_cap;
    uint32_t *lengths; /* [slot][text field][lane] */
    size_t length_cap;
    suo_slice *audiences; /* encoded role sets, unique */
    size_t audience_count;
    size_t audience_cap;
    uint32_t *audience_places; /* hash table of audience + 1 */
    size_t audience_place_count;
    suo_slot_number *numbers;
    size_t number_count;
    size_t number_cap;
    suo_slot_keyword *keywords;
    size_t keyword_count;
    size_t keyword_cap;
    uint32_t *keys; /* hash table of slot + 1 by key hash */
    size_t key_bucket_count;
    suo_buffer scratch;
} suo_inverter;

/* An empty inverter; 'schema' must outlive it. Statuses: SUO_VERSION (a
 * language that is not known), SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_inverter_init(suo_inverter *inverter,
                                          const suo_schema *schema,
                                          suo_error *error);
void suo_inverter_clear(suo_inverter *inverter);

/*
 * Cut the texts from now on with these words, which are copied. The inverter
 * must be empty: a segment is cut with one generation. Statuses:
 * SUO_NO_MEMORY, SUO_STATE; SUO_CORRUPT (words that a writer refuses).
 */
SUO_MUST_USE suo_status suo_inverter_set_vocabulary(
    suo_inverter *inverter, const suo_vocabulary *vocabulary, suo_error *error);

/* Forget all documents. */
void suo_inverter_reset(suo_inverter *inverter);

/* Can the document be added? Statuses: SUO_INVALID (no key, another schema),
 * SUO_LIMIT (too many values). */
SUO_MUST_USE suo_status suo_inverter_accepts(const suo_inverter *inverter,
                                             const suo_document *document,
                                             suo_error *error);

/*
 * Add a document. On failure the inverter is in no usable state. Statuses:
 * SUO_NO_MEMORY, SUO_LIMIT, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_inverter_add(suo_inverter *inverter,
                                         const suo_document *document,
                                         uint64_t sequence, suo_error *error);

/* The living slot with this key; -1 if there is none. */
int64_t suo_inverter_find(const suo_inverter *inverter, suo_slice key);

/* Bytes of memory that its documents use; 0 without documents. */
uint64_t suo_inverter_bytes(const suo_inverter *inverter);

#endif
