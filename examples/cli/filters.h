/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filters.h - conditions on documents, from the command line.
 */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include <stddef.h>

#include <suo.h>

/* Conditions as suo.h takes them; all zero are none. */
typedef struct cli_filters {
    suo_filter items[SUO_FILTERS_MAX];
    uint64_t count;
} cli_filters;

/*
 * Add "FIELD=VALUE", of an integer or time field also "FIELD=FROM..TO", where
 * either end may be missing; of a keyword field also "FIELD^=BEGINNING" and
 * "FIELD/=PATH"; "FIELD?": it has a value. '!' before one turns it; "||" stands
 * between several of which one is enough. The text is borrowed. Returns NULL,
 * or what is wrong with it.
 */
const char *cli_filters_parse(const suo_schema *schema, const char *argument,
                              cli_filters *filters);

/* Read NUMBER or FROM..TO, either end of which may be missing, for a field of
 * that kind. Returns NULL, or what is wrong. */
const char *cli_range_parse(const char *text, size_t len, int32_t kind,
                            int64_t *min, int64_t *max);

#endif
