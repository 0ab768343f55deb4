/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.h - text with marks as HTML that cannot do anything.
 */
#ifndef SUO_QUERY_HTML_H
#define SUO_QUERY_HTML_H

#include "base/bytes.h"

/* What stands around a mark, as it is. */
typedef struct suo_html_tags {
    suo_slice open;
    suo_slice close;
} suo_html_tags;

/*
 * Append 'text' as HTML, fit for the inside of an element or of a quoted
 * attribute value, the ranges (ascending, apart, between characters) between
 * tags. Broken UTF-8 and NUL become U+FFFD. A failure is kept in the buffer.
 */
void suo_html_add(suo_buffer *out, suo_slice text, const suo_range *ranges,
                  uint64_t count, const suo_html_tags *tags);

#endif
