/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.c - escape what has a meaning in HTML.
 *
 * Beside the five characters of markup: a NUL cannot be written in HTML, and a
 * carriage return would be read as a line feed. What parsers never change is
 * copied as it is.
 */
#include "query/html.h"

#include "text/utf8.h"

/* What is written for a character; NULL: the character. */
static const char *html_escape(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\r':
        return "&#13;";
    case 0:
    case SUO_REPLACEMENT:
        return "\xEF\xBF\xBD";
    default:
        return NULL;
    }
}

/* Append bytes [start, end) of the text. */
static void html_add_text(suo_buffer *out, suo_slice text, size_t start,
                          size_t end)
{
    size_t kept = start;
    for (size_t at = start; at < end;) {
        uint32_t code;
        bool is_broken;
        size_t len =
            suo_utf8_decode(text.bytes + at, end - at, &code, &is_broken);
        const char *escape = html_escape(code);
        if (escape != NULL) {
            suo_buffer_add(out, text.bytes + kept, at - kept);
            suo_buffer_add(out, escape, strlen(escape));
            kept = at + len;
        }
        at += len;
    }
    suo_buffer_add(out, text.bytes + kept, end - kept);
}

void suo_html_add(suo_buffer *out, suo_slice text, const suo_range *ranges,
                  uint64_t count, const suo_html_tags *tags)
{
    size_t at = 0;
    for (uint64_t i = 0; i < count; i++) {
        html_add_text(out, text, at, ranges[i].start);
        suo_buffer_add(out, tags->open.bytes, tags->open.len);
        html_add_text(out, text, ranges[i].start, ranges[i].end);
        suo_buffer_add(out, tags->close.bytes, tags->close.len);
        at = ranges[i].end;
    }
    html_add_text(out, text, at, text.len);
}
