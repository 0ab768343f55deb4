/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.h - documents' keys, and from a key to its documents (FORMAT.md 10).
 */
#ifndef SUO_INDEX_KEYS_H
#define SUO_INDEX_KEYS_H

#include "base/bytes.h"

typedef struct suo_keys {
    const uint8_t *hashes; /* ascending */
    const uint8_t *docs;   /* in the order of the hashes */
    const uint8_t *starts; /* by document, into 'text' */
    suo_slice text;
    uint8_t start_width;
    uint32_t doc_count;
} suo_keys;

bool suo_keys_open(suo_keys *keys, suo_slice section, uint32_t doc_count);

/* The key of a document below doc_count; false if damaged. */
bool suo_keys_get(const suo_keys *keys, uint32_t doc, suo_slice *key);

/*
 * Documents whose key has this hash are entries start .. end-1; usually one
 * or none. The caller compares the keys themselves.
 */
void suo_keys_find(const suo_keys *keys, uint64_t hash, uint32_t *start,
                   uint32_t *end);

/* Document of an entry. Not checked: below doc_count or damaged. */
uint32_t suo_keys_doc(const suo_keys *keys, uint32_t entry);

/* Append the section for keys[doc] with hashes[doc]. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_keys_encode(suo_buffer *out, const suo_slice *keys,
                                        const uint64_t *hashes,
                                        uint32_t doc_count);

#endif
