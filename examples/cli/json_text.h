/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_text.h - text into values of JSON, and values onto stdout.
 */
#ifndef CLI_JSON_TEXT_H
#define CLI_JSON_TEXT_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

/* A string, broken UTF-8 replaced by U+FFFD; null (NULL) beyond 2 GiB. */
json_object *cli_json_text(const char *text, size_t len);

/* Add a member; its key is repaired likewise, 'value' is taken. */
void cli_json_add(json_object *object, const char *key, json_object *value);
void cli_json_add_text(json_object *object, const char *key, const char *text);
void cli_json_add_count(json_object *object, const char *key, uint64_t count);

/* Print on one line, without a line end, however long it is. */
void cli_json_print(json_object *value);

/* Print for reading, with a line end; for what is far below 2 GiB. */
void cli_json_print_pretty(json_object *value);

#endif
