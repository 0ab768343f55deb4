/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.c - a growing buffer of bytes, and the little UTF-8 the tool needs.
 *
 * The decoder follows table 3-7 of the Unicode standard: the second byte's
 * range depends on the first, so overlong forms, surrogates and numbers above
 * U+10FFFF are broken parts.
 */
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

void cli_buffer_reserve(cli_buffer *buffer, size_t more)
{
    if (more <= buffer->capacity - buffer->len)
        return;
    size_t capacity = buffer->capacity * 2;
    if (capacity < buffer->len + more)
        capacity = buffer->len + more;
    if (capacity < 256)
        capacity = 256;
    buffer->data = cli_realloc(buffer->data, capacity);
    buffer->capacity = capacity;
}

void cli_buffer_append(cli_buffer *buffer, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    cli_buffer_reserve(buffer, len);
    memcpy(buffer->data + buffer->len, bytes, len);
    buffer->len += len;
}

void cli_buffer_free(cli_buffer *buffer)
{
    free(buffer->data);
    *buffer = (cli_buffer){0};
}

size_t cli_utf8_next(const char *text, size_t len, uint32_t *code)
{
    const unsigned char *bytes = (const unsigned char *)text;
    unsigned first = bytes[0];
    unsigned low = 0x80;
    unsigned high = 0xBF;
    size_t more = 0;
    uint32_t value = first;
    if (first >= 0xC2 && first <= 0xDF) {
        more = 1;
        value = first & 0x1F;
    } else if (first >= 0xE0 && first <= 0xEF) {
        more = 2;
        value = first & 0x0F;
        low = first == 0xE0 ? 0xA0 : 0x80;
        high = first == 0xED ? 0x9F : 0xBF;
    } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3;
        value = first & 0x07;
        low = first == 0xF0 ? 0x90 : 0x80;
        high = first == 0xF4 ? 0x8F : 0xBF;
    } else if (first >= 0x80) {
        value = CLI_BROKEN;
    }
    size_t at = 1;
    for (; at <= more; at++) {
        if (at >= len || bytes[at] < low || bytes[at] > high) {
            value = CLI_BROKEN;
            break;
        }
        value = value << 6 | (bytes[at] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *code = value;
    return at;
}

/*
 * Bytes before the first broken part. Two ways are short: eight bytes of ASCII
 * at once, and the three bytes of U+1000 to U+CFFF, which holds all common Han
 * characters and has no exceptions.
 */
static size_t utf8_valid_len(const char *text, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;
    while (at < len) {
        uint64_t eight = UINT64_MAX;
        if (bytes[at] >= 0xE1 && bytes[at] <= 0xEC && len - at >= 3 &&
            (bytes[at + 1] & 0xC0) == 0x80 && (bytes[at + 2] & 0xC0) == 0x80) {
            at += 3;
            continue;
        }
        if (len - at >= sizeof eight)
            memcpy(&eight, bytes + at, sizeof eight);
        if ((eight & 0x8080808080808080u) == 0) {
            at += sizeof eight;
        } else if (bytes[at] < 0x80) {
            at++;
        } else {
            uint32_t code;
            size_t char_len = cli_utf8_next(text + at, len - at, &code);
            if (code == CLI_BROKEN)
                break;
            at += char_len;
        }
    }
    return at;
}

bool cli_utf8_is_valid(const char *text, size_t len)
{
    return utf8_valid_len(text, len) == len;
}

uint64_t cli_utf8_repair(const char *text, size_t len, cli_buffer *out)
{
    uint64_t broken_count = 0;
    size_t at = 0;
    while (at < len) {
        size_t valid_len = utf8_valid_len(text + at, len - at);
        cli_buffer_append(out, text + at, valid_len);
        at += valid_len;
        if (at < len) {
            uint32_t code;
            at += cli_utf8_next(text + at, len - at, &code);
            cli_buffer_append(out, "\xEF\xBF\xBD", 3);
            broken_count++;
        }
    }
    return broken_count;
}

bool cli_is_space(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 ||
           code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool cli_has_space(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t code;
        at += cli_utf8_next(text + at, len - at, &code);
        if (cli_is_space(code))
            return true;
    }
    return false;
}

void cli_print_plain(FILE *out, const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t code;
        size_t char_len = cli_utf8_next(text + at, len - at, &code);
        if (code == CLI_BROKEN)
            fputs("\xEF\xBF\xBD", out);
        else if (code < 0x20 || (code >= 0x7F && code < 0xA0))
            fputc(' ', out);
        else
            fwrite(text + at, 1, char_len, out);
        at += char_len;
    }
}
