/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.c - files of text as a title and a body.
 *
 * A page without a title of its own takes its first line, unless that is so
 * long (TITLE_LINE_MAX bytes) that it is a paragraph and no title.
 */
#include "page.h"

#include <string.h>

enum { TITLE_LINE_MAX = 300 };

void cli_page_clear(cli_page *page)
{
    page->title.len = 0;
    page->body.len = 0;
    page->raw.len = 0;
    cli_pool_reset(&page->pool);
}

void cli_page_free(cli_page *page)
{
    cli_buffer_free(&page->title);
    cli_buffer_free(&page->body);
    cli_buffer_free(&page->raw);
    cli_pool_free(&page->pool);
}

static bool is_ascii_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static void flow_settle(cli_flow *flow)
{
    if (flow->pending != '\0' && flow->out->len > 0)
        cli_buffer_append(flow->out, &flow->pending, 1);
    flow->pending = '\0';
}

void cli_flow_add(cli_flow *flow, const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        size_t start = at;
        while (at < len && !is_ascii_space(text[at]))
            at++;
        if (at > start) {
            flow_settle(flow);
            cli_buffer_append(flow->out, text + start, at - start);
        }
        if (at < len && flow->pending == '\0')
            flow->pending = ' ';
        while (at < len && is_ascii_space(text[at]))
            at++;
    }
}

void cli_flow_add_raw(cli_flow *flow, const char *text, size_t len)
{
    if (len == 0)
        return;
    flow_settle(flow);
    cli_buffer_append(flow->out, text, len);
}

void cli_flow_break(cli_flow *flow)
{
    flow->pending = '\n';
}

/* Move the first line that is not blank from the body to the title. */
static void page_take_first_line(cli_page *page)
{
    const char *text = page->body.data;
    size_t len = page->body.len;
    size_t start = 0;
    while (start < len && is_ascii_space(text[start]))
        start++;
    const char *end =
        start < len ? memchr(text + start, '\n', len - start) : NULL;
    size_t line_end = end != NULL ? (size_t)(end - text) : len;
    size_t title_end = line_end;
    while (title_end > start && is_ascii_space(text[title_end - 1]))
        title_end--;
    if (title_end == start || title_end - start > TITLE_LINE_MAX)
        return;
    cli_buffer_append(&page->title, text + start, title_end - start);
    while (line_end < len && is_ascii_space(text[line_end]))
        line_end++;
    page->body.len = len - line_end;
    memmove(page->body.data, text + line_end, page->body.len);
}

bool cli_page_text(cli_page *page, const char *text, size_t len)
{
    cli_buffer_append(&page->body, text, len);
    page_take_first_line(page);
    return true;
}

bool cli_page_html(cli_page *page, const char *text, size_t len)
{
    cli_flow flow = {&page->body, '\0'};
    if (!cli_flow_add_html(&flow, &page->title, &page->pool, text, len))
        return false;
    if (page->title.len == 0)
        page_take_first_line(page);
    return true;
}
