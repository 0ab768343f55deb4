/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - one line of JSON as an object of json-c.
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum { CLI_NESTING_MAX = 64 }; /* lists and objects in one another */

/* What reads records; all zero is an unused one. Its memory is reused. */
typedef struct cli_parser {
    json_tokener *tokener;
    cli_buffer repaired; /* a line whose broken UTF-8 was replaced */
} cli_parser;

/* One line, read. */
typedef struct cli_record {
    json_object *root;     /* an object; NULL: see 'wrong' */
    uint64_t broken_count; /* characters replaced by U+FFFD */
    const char *line;      /* what was parsed: the line, or it repaired */
    size_t len;
    const char *wrong; /* static text; NULL: a good record */
    size_t column;     /* of what is wrong, in characters, from 1; or 0 */
    bool is_searched;  /* for the text of INT64_MIN */
    bool says_min;     /* it was found */
} cli_record;

/*
 * Read one line; broken UTF-8 and lone surrogates are replaced by U+FFFD.
 * Returns whether it is an object. 'record' borrows the line, and until the
 * next call the parser's copy of it; it is to be cleared in any case.
 */
bool cli_record_parse(cli_parser *parser, const char *line, size_t len,
                      cli_record *record);
void cli_record_clear(cli_record *record);
void cli_parser_free(cli_parser *parser);

/* Is 'value', of this record, an integer that int64 holds? */
bool cli_record_integer(cli_record *record, json_object *value,
                        int64_t *number);

#endif
