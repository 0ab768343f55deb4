/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_text.c - text into values of JSON, and values onto stdout.
 *
 * json-c prints into one buffer of at most 2 GiB and leaves out, without a
 * word, what does not fit. A list of hits may be longer, so lists, objects and
 * strings are written here, straight to stdout, and only numbers by json-c.
 */
#include "json_text.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static json_object *json_string(const char *text, size_t len)
{
    if (len > INT_MAX)
        return NULL;
    return json_object_new_string_len(len > 0 ? text : "", (int)len);
}

json_object *cli_json_text(const char *text, size_t len)
{
    if (cli_utf8_is_valid(text, len))
        return json_string(text, len);
    cli_buffer repaired = {0};
    cli_utf8_repair(text, len, &repaired);
    json_object *value = json_string(repaired.data, repaired.len);
    cli_buffer_free(&repaired);
    return value;
}

void cli_json_add(json_object *object, const char *key, json_object *value)
{
    size_t len = strlen(key);
    if (cli_utf8_is_valid(key, len)) {
        json_object_object_add(object, key, value);
        return;
    }
    cli_buffer repaired = {0};
    cli_utf8_repair(key, len, &repaired);
    cli_buffer_append(&repaired, "", 1);
    json_object_object_add(object, repaired.data, value);
    cli_buffer_free(&repaired);
}

void cli_json_add_text(json_object *object, const char *key, const char *text)
{
    cli_json_add(object, key, cli_json_text(text, strlen(text)));
}

void cli_json_add_count(json_object *object, const char *key, uint64_t count)
{
    cli_json_add(object, key, json_object_new_int64((int64_t)count));
}

static void json_print_escape(unsigned char byte)
{
    static const char LETTERS[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    for (size_t at = 0; at < sizeof LETTERS - 1; at += 2) {
        if (byte == (unsigned char)LETTERS[at]) {
            printf("\\%c", LETTERS[at + 1]);
            return;
        }
    }
    printf("\\u%04x", byte);
}

static void json_print_text(const char *text, size_t len)
{
    size_t plain = 0; /* start of what is not yet printed */
    putchar('"');
    for (size_t at = 0; at < len; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte >= ' ' && byte != '"' && byte != '\\')
            continue;
        fwrite(text + plain, 1, at - plain, stdout);
        json_print_escape(byte);
        plain = at + 1;
    }
    fwrite(text + plain, 1, len - plain, stdout);
    putchar('"');
}

static void json_print_object(json_object *object)
{
    const char *between = "";
    putchar('{');
    json_object_object_foreach(object, key, value)
    {
        fputs(between, stdout);
        json_print_text(key, strlen(key));
        putchar(':');
        cli_json_print(value);
        between = ",";
    }
    putchar('}');
}

static void json_print_array(json_object *array)
{
    size_t count = json_object_array_length(array);
    putchar('[');
    for (size_t at = 0; at < count; at++) {
        if (at > 0)
            putchar(',');
        cli_json_print(json_object_array_get_idx(array, at));
    }
    putchar(']');
}

void cli_json_print(json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_object:
        json_print_object(value);
        break;
    case json_type_array:
        json_print_array(value);
        break;
    case json_type_string:
        json_print_text(json_object_get_string(value),
                        (size_t)json_object_get_string_len(value));
        break;
    default:
        fputs(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN),
              stdout);
        break;
    }
}

void cli_json_print_pretty(json_object *value)
{
    puts(json_object_to_json_string_ext(
        value, JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_PRETTY |
                   JSON_C_TO_STRING_NOSLASHESCAPE));
}
