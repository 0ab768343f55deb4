/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.c - schema fields, as options name them, to text fields.
 */
#include "api/fields.h"

suo_status suo_text_fields_take(const suo_schema *schema, uint64_t wanted,
                                uint32_t *fields, suo_error *error)
{
    bool all = wanted == 0;
    *fields = 0;
    for (uint32_t t = 0; t < schema->text_count; t++) {
        uint64_t bit = UINT64_C(1) << schema->text_fields[t];
        if (all || (wanted & bit))
            *fields |= 1u << t;
        wanted &= ~bit;
    }
    if (wanted != 0)
        return suo_error_set(error, SUO_INVALID,
                             "only text fields can be searched");
    return SUO_OK;
}
