/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markdown.c - the text of Markdown, read by md4c.
 *
 * The title is the first heading, or "title:" of the front matter (the YAML
 * between two lines of "---" at the top that help centers write), which is no
 * text of the page. HTML inside the page goes through html.c.
 */
#include "page.h"

#include <md4c.h>
#include <string.h>
#include <strings.h>

typedef struct markdown_reader {
    cli_page *page;
    cli_flow body;
    cli_flow title;
    bool is_in_title;
    bool is_in_code; /* a block of code: its white space stays */
    bool is_in_html; /* a block of HTML: gathered, then read as a whole */
} markdown_reader;

static cli_flow *markdown_flow(markdown_reader *reader)
{
    return reader->is_in_title ? &reader->title : &reader->body;
}

static int markdown_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    markdown_reader *reader = user;
    (void)detail;
    if (type == MD_BLOCK_H && reader->page->title.len == 0)
        reader->is_in_title = true;
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        cli_flow_add(&reader->body, " ", 1);
    else
        cli_flow_break(markdown_flow(reader));
    reader->is_in_code = type == MD_BLOCK_CODE;
    reader->is_in_html = type == MD_BLOCK_HTML;
    return 0;
}

static int markdown_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    markdown_reader *reader = user;
    bool is_fine = true;
    (void)detail;
    if (type == MD_BLOCK_HTML) {
        is_fine =
            cli_flow_add_html(&reader->body, NULL, &reader->page->pool,
                              reader->page->raw.data, reader->page->raw.len);
        reader->page->raw.len = 0;
    }
    if (type == MD_BLOCK_H)
        reader->is_in_title = false;
    if (type != MD_BLOCK_TH && type != MD_BLOCK_TD)
        cli_flow_break(&reader->body);
    reader->is_in_code = false;
    reader->is_in_html = false;
    return is_fine ? 0 : 1;
}

static int markdown_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)type;
    (void)detail;
    (void)user;
    return 0;
}

/*
 * HTML: a block is gathered; in a line of text the tags are dropped, but <br>
 * ends the line.
 */
static void markdown_html(markdown_reader *reader, const char *text, size_t len)
{
    if (reader->is_in_html)
        cli_buffer_append(&reader->page->raw, text, len);
    else if (len >= 3 && strncasecmp(text, "<br", 3) == 0)
        cli_flow_break(markdown_flow(reader));
}

/* "&copy;" as HTML reads it; the buffer of raw HTML is free meanwhile. */
static bool markdown_entity(markdown_reader *reader, const char *text,
                            size_t len)
{
    cli_buffer *raw = &reader->page->raw;
    cli_flow entity = {raw, '\0'};
    bool is_fine =
        cli_flow_add_html(&entity, NULL, &reader->page->pool, text, len);
    cli_flow_add_raw(markdown_flow(reader), raw->data, raw->len);
    raw->len = 0;
    return is_fine;
}

static int markdown_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size,
                         void *user)
{
    markdown_reader *reader = user;
    cli_flow *flow = markdown_flow(reader);
    bool is_fine = true;
    switch (type) {
    case MD_TEXT_NULLCHAR:
        cli_flow_add(flow, "\xEF\xBF\xBD", 3);
        break;
    case MD_TEXT_BR:
        cli_flow_break(flow);
        break;
    case MD_TEXT_SOFTBR:
        cli_flow_add(flow, "\n", 1);
        break;
    case MD_TEXT_ENTITY:
        is_fine = markdown_entity(reader, text, size);
        break;
    case MD_TEXT_HTML:
        markdown_html(reader, text, size);
        break;
    default:
        if (reader->is_in_code)
            cli_flow_add_raw(flow, text, size);
        else
            cli_flow_add(flow, text, size);
        break;
    }
    return is_fine ? 0 : 1;
}

/* Length of a line with its line end. */
static size_t line_length(const char *text, size_t len)
{
    const char *end = len > 0 ? memchr(text, '\n', len) : NULL;
    return end != NULL ? (size_t)(end - text) + 1 : len;
}

/* "title: Words" of the front matter, with or without quotes. */
static void front_matter_title(cli_page *page, const char *line, size_t len)
{
    if (page->title.len > 0 || len < 6 || memcmp(line, "title:", 6) != 0)
        return;
    line += 6;
    len -= 6;
    while (len > 0 && (unsigned char)line[len - 1] <= ' ')
        len--;
    while (len > 0 && (unsigned char)line[0] <= ' ') {
        line++;
        len--;
    }
    if (len >= 2 && (line[0] == '"' || line[0] == '\'') &&
        line[len - 1] == line[0]) {
        line++;
        len -= 2;
    }
    cli_buffer_append(&page->title, line, len);
}

static bool is_front_matter_mark(const char *line, size_t len)
{
    while (len > 3 && (unsigned char)line[len - 1] <= ' ')
        len--;
    return len == 3 && memcmp(line, "---", 3) == 0;
}

/* Bytes of the front matter, 0 if there is none; its title goes to 'page'. */
static size_t front_matter_read(cli_page *page, const char *text, size_t len)
{
    size_t at = line_length(text, len);
    if (!is_front_matter_mark(text, at))
        return 0;
    size_t first = at;
    while (at < len) {
        size_t line_len = line_length(text + at, len - at);
        if (is_front_matter_mark(text + at, line_len)) {
            for (size_t in = first; in < at;) {
                size_t in_len = line_length(text + in, at - in);
                front_matter_title(page, text + in, in_len);
                in += in_len;
            }
            return at + line_len;
        }
        at += line_len;
    }
    return 0;
}

bool cli_page_markdown(cli_page *page, const char *text, size_t len)
{
    const MD_PARSER parser = {.flags = MD_DIALECT_GITHUB,
                              .enter_block = markdown_enter_block,
                              .leave_block = markdown_leave_block,
                              .enter_span = markdown_span,
                              .leave_span = markdown_span,
                              .text = markdown_text};
    markdown_reader reader = {
        page, {&page->body, '\0'}, {&page->title, '\0'}, false, false, false};
    size_t front_len = front_matter_read(page, text, len);
    if (md_parse(text + front_len, (MD_SIZE)(len - front_len), &parser,
                 &reader) != 0)
        return false;
    return page->title.len > 0 || cli_page_text(page, "", 0);
}
