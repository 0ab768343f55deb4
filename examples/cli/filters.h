/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filters.h - conditions on documents, from the command line.
 */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include <suo.h>

/*
 * Read "FIELD=VALUE", or of an integer or time field also "FIELD=FROM..TO",
 * where either end may be missing. The text is borrowed. Returns NULL, or what
 * is wrong with it.
 */
const char *cli_filter_parse(const suo_schema *schema, const char *argument,
                             suo_filter *filter);

#endif
