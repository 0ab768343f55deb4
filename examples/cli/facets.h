/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facets.h - --facet, and what was counted.
 */
#ifndef CLI_FACETS_H
#define CLI_FACETS_H

#include <suo.h>

#include "json_text.h"

/* Facets to be counted; all zero are none. */
typedef struct cli_facets {
    suo_facet items[SUO_FACETS_MAX];
    suo_facet_range ranges[SUO_FACETS_MAX][SUO_FACET_RANGES_MAX];
    uint32_t count;
} cli_facets;

/*
 * Add one by FIELD, FIELD=PATH, FIELD=STEP or FIELD=FROM..TO,..., which must
 * stay. Returns NULL, or what is wrong.
 */
const char *cli_facets_parse(const suo_schema *schema, const char *argument,
                             cli_facets *facets);

/* Print what was counted for people; nothing if there is no facet. */
void cli_facets_show(const suo_schema *schema, const cli_facets *facets,
                     const suo_hits *hits);

/* [{field, path, distinct, values: [{value | min, max, count}...]}...] */
json_object *cli_facets_json(const suo_schema *schema, const cli_facets *facets,
                             const suo_hits *hits);

#endif
