/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - a growing buffer of bytes, and the little UTF-8 the tool needs.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes that grow; all zero is an empty one. */
typedef struct cli_buffer {
    char *data;
    size_t len;
    size_t capacity;
} cli_buffer;

/* Make room for 'more' bytes after the 'len' there are. */
void cli_buffer_reserve(cli_buffer *buffer, size_t more);
void cli_buffer_append(cli_buffer *buffer, const char *bytes, size_t len);
void cli_buffer_free(cli_buffer *buffer);

enum { CLI_BROKEN = 0x110000 }; /* not a code point: a broken part */

/*
 * The first character of 'len' > 0 bytes of UTF-8. 'code' receives its code
 * point, or CLI_BROKEN for a maximal broken part (Unicode 3.9, U+FFFD
 * substitution). Returns its length in bytes, > 0.
 */
size_t cli_utf8_next(const char *text, size_t len, uint32_t *code);

bool cli_utf8_is_valid(const char *text, size_t len);

/*
 * Append 'text' to 'out' with each broken part as U+FFFD. Returns the number
 * of broken parts.
 */
uint64_t cli_utf8_repair(const char *text, size_t len, cli_buffer *out);

/* Does Unicode call it White_Space? */
bool cli_is_space(uint32_t code);

/* Does 'text' hold white space? */
bool cli_has_space(const char *text, size_t len);

/*
 * Print foreign text on one line of a terminal: controls, escapes and line
 * ends become spaces, broken parts U+FFFD.
 */
void cli_print_plain(FILE *out, const char *text, size_t len);

#endif
