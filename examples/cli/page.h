/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.h - Markdown, HTML and text files as a title and a body of plain text.
 */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "pool.h"
#include "text.h"

/* A page as plain text; all zero is an empty one. Its memory is reused. */
typedef struct cli_page {
    cli_buffer title;
    cli_buffer body;
    cli_buffer raw; /* HTML inside Markdown, gathered */
    cli_pool pool;  /* gumbo's memory */
} cli_page;

void cli_page_clear(cli_page *page);
void cli_page_free(cli_page *page);

/*
 * Each reads 'len' bytes of valid UTF-8 into a cleared page. False: out of
 * memory, or the parser gave up.
 */
bool cli_page_markdown(cli_page *page, const char *text, size_t len);
bool cli_page_html(cli_page *page, const char *text, size_t len);
bool cli_page_text(cli_page *page, const char *text, size_t len);

/* ---- for the readers --------------------------------------------------- */

/* Where running text goes, with what must stand before the next of it. */
typedef struct cli_flow {
    cli_buffer *out;
    char pending; /* '\0', ' ' or '\n' */
} cli_flow;

/* Add text, its runs of white space as one space each. */
void cli_flow_add(cli_flow *flow, const char *text, size_t len);

/* Add text as it is. */
void cli_flow_add_raw(cli_flow *flow, const char *text, size_t len);

/* What comes next begins a line. */
void cli_flow_break(cli_flow *flow);

/*
 * Add the text of a piece of HTML: tags gone, entities decoded. With 'title'
 * not NULL, that receives <title> or else the first <h1>, which then is left
 * out of the text. False: out of memory.
 */
bool cli_flow_add_html(cli_flow *flow, cli_buffer *title, cli_pool *pool,
                       const char *html, size_t len);

#endif
