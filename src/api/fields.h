/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.h - which text fields an option means.
 */
#ifndef SUO_API_FIELDS_H
#define SUO_API_FIELDS_H

#include "index/schema.h"

/*
 * The text fields of an option's schema fields (bit f: field f); all of them
 * for 0. 'fields' receives bit t for text field t. Statuses: SUO_INVALID.
 */
SUO_MUST_USE suo_status suo_text_fields_take(const suo_schema *schema,
                                             uint64_t wanted, uint32_t *fields,
                                             suo_error *error);

#endif
