/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document.h - a document on its way into the index; the public suo_document.
 *
 * The calls of suo.h that begin with suo_document_ are implemented beside
 * this.
 */
#ifndef SUO_WRITE_DOCUMENT_H
#define SUO_WRITE_DOCUMENT_H

#include "base/bytes.h"
#include "base/memory.h"
#include "index/schema.h"

/* One value of one field. */
typedef struct suo_value {
    uint32_t field;
    suo_slice text;  /* text, keyword and stored fields; in the arena */
    int64_t integer; /* integer and time fields */
} suo_value;

struct suo_document {
    uint32_t field_count;
    suo_field_kind kinds[SUO_FIELDS_MAX];
    suo_slice key; /* in the arena, like all texts */
    suo_slice roles[SUO_ROLES_MAX];
    uint32_t role_count;
    suo_value *values; /* in the order they were added */
    size_t value_count;
    size_t value_cap;
    uint64_t text_bytes; /* of all values */
    suo_arena arena;
};

#endif
