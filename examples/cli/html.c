/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.c - the text of HTML, read by gumbo.
 *
 * The tree is walked by its parent links, without recursion, because its depth
 * is whatever the page says; for the same reason the tree is never destroyed
 * by gumbo: its memory is a pool (see pool.c).
 */
#include "page.h"

#include <gumbo.h>
#include <string.h>

typedef struct html_walk {
    cli_flow *flow;
    cli_flow title;           /* 'title.out' NULL: none wanted any more */
    const GumboNode *heading; /* the <h1> being read as the title */
    size_t pre_depth;         /* elements around that keep white space */
} html_walk;

static void *html_take(void *pool, size_t bytes)
{
    return cli_pool_take(pool, bytes);
}

static void html_give(void *pool, void *memory)
{
    cli_pool_give(pool, memory);
}

static bool html_is_skipped(GumboTag tag)
{
    return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE ||
           tag == GUMBO_TAG_HEAD || tag == GUMBO_TAG_TEMPLATE ||
           tag == GUMBO_TAG_NOSCRIPT || tag == GUMBO_TAG_IFRAME;
}

/* Elements inside a line of text; all others stand on lines of their own. */
static bool html_is_inline(GumboTag tag)
{
    static const GumboTag INLINE[] = {
        GUMBO_TAG_A,      GUMBO_TAG_ABBR,   GUMBO_TAG_ACRONYM, GUMBO_TAG_B,
        GUMBO_TAG_BDI,    GUMBO_TAG_BDO,    GUMBO_TAG_BIG,     GUMBO_TAG_CITE,
        GUMBO_TAG_CODE,   GUMBO_TAG_DATA,   GUMBO_TAG_DEL,     GUMBO_TAG_DFN,
        GUMBO_TAG_EM,     GUMBO_TAG_FONT,   GUMBO_TAG_I,       GUMBO_TAG_IMG,
        GUMBO_TAG_INS,    GUMBO_TAG_KBD,    GUMBO_TAG_LABEL,   GUMBO_TAG_MARK,
        GUMBO_TAG_NOBR,   GUMBO_TAG_Q,      GUMBO_TAG_RB,      GUMBO_TAG_RUBY,
        GUMBO_TAG_S,      GUMBO_TAG_SAMP,   GUMBO_TAG_SMALL,   GUMBO_TAG_SPAN,
        GUMBO_TAG_STRIKE, GUMBO_TAG_STRONG, GUMBO_TAG_SUB,     GUMBO_TAG_SUP,
        GUMBO_TAG_TIME,   GUMBO_TAG_TT,     GUMBO_TAG_U,       GUMBO_TAG_VAR,
        GUMBO_TAG_WBR,    GUMBO_TAG_UNKNOWN};
    for (size_t at = 0; at < sizeof INLINE / sizeof INLINE[0]; at++) {
        if (tag == INLINE[at])
            return true;
    }
    return false;
}

static bool html_is_cell(GumboTag tag)
{
    return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH || tag == GUMBO_TAG_RT ||
           tag == GUMBO_TAG_RP || tag == GUMBO_TAG_OPTION ||
           tag == GUMBO_TAG_BUTTON;
}

static bool html_keeps_space(GumboTag tag)
{
    return tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_TEXTAREA ||
           tag == GUMBO_TAG_LISTING;
}

static cli_flow *html_flow(html_walk *walk)
{
    return walk->heading != NULL ? &walk->title : walk->flow;
}

/* The border of an element parts what stands on its two sides. */
static void html_border(html_walk *walk, GumboTag tag)
{
    cli_flow *flow = html_flow(walk);
    if (html_is_cell(tag))
        cli_flow_add(flow, " ", 1);
    else if (!html_is_inline(tag))
        cli_flow_break(flow);
}

/* Take in a node. Returns whether its children are to be walked. */
static bool html_enter(html_walk *walk, const GumboNode *node)
{
    switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
        if (walk->pre_depth > 0 && walk->heading == NULL)
            cli_flow_add_raw(walk->flow, node->v.text.text,
                             strlen(node->v.text.text));
        else
            cli_flow_add(html_flow(walk), node->v.text.text,
                         strlen(node->v.text.text));
        return false;
    case GUMBO_NODE_DOCUMENT:
        return true;
    case GUMBO_NODE_ELEMENT:
        break;
    default:
        return false;
    }
    GumboTag tag = node->v.element.tag;
    if (html_is_skipped(tag))
        return false;
    if (tag == GUMBO_TAG_H1 && walk->title.out != NULL &&
        walk->title.out->len == 0 && walk->heading == NULL) {
        cli_flow_break(walk->flow);
        walk->heading = node;
    }
    html_border(walk, tag);
    walk->pre_depth += html_keeps_space(tag);
    return true;
}

static void html_leave(html_walk *walk, const GumboNode *node)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return;
    walk->pre_depth -= html_keeps_space(node->v.element.tag);
    html_border(walk, node->v.element.tag);
    if (walk->heading == node)
        walk->heading = NULL;
}

static const GumboVector *html_children(const GumboNode *node)
{
    return node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children
                                             : &node->v.element.children;
}

/* Walk the tree below 'root' in the order of the text. */
static void html_walk_tree(html_walk *walk, const GumboNode *root)
{
    const GumboNode *node = root;
    bool goes_down = html_enter(walk, root);
    for (;;) {
        const GumboVector *children = goes_down ? html_children(node) : NULL;
        if (goes_down && children->length > 0) {
            node = children->data[0];
            goes_down = html_enter(walk, node);
            continue;
        }
        if (goes_down)
            html_leave(walk, node);
        if (node == root)
            return;
        const GumboNode *parent = node->parent;
        size_t next = node->index_within_parent + 1;
        if (next < html_children(parent)->length) {
            node = html_children(parent)->data[next];
            goes_down = html_enter(walk, node);
        } else {
            node = parent;
            goes_down = false;
            html_leave(walk, node);
            if (node == root)
                return;
        }
    }
}

/* The text of <title>, which lies in <head>, which lies in <html>. */
static void html_find_title(const GumboNode *html, cli_flow *title)
{
    const GumboVector *children = html_children(html);
    for (unsigned at = 0; at < children->length; at++) {
        const GumboNode *head = children->data[at];
        if (head->type != GUMBO_NODE_ELEMENT ||
            head->v.element.tag != GUMBO_TAG_HEAD)
            continue;
        const GumboVector *heads = html_children(head);
        for (unsigned in = 0; in < heads->length; in++) {
            const GumboNode *node = heads->data[in];
            if (node->type != GUMBO_NODE_ELEMENT ||
                node->v.element.tag != GUMBO_TAG_TITLE ||
                node->v.element.children.length == 0)
                continue;
            const GumboNode *text = node->v.element.children.data[0];
            cli_flow_add(title, text->v.text.text, strlen(text->v.text.text));
            return;
        }
    }
}

bool cli_flow_add_html(cli_flow *flow, cli_buffer *title, cli_pool *pool,
                       const char *html, size_t len)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = html_take;
    options.deallocator = html_give;
    options.userdata = pool;
    options.max_errors = 0;
    GumboOutput *output = gumbo_parse_with_options(&options, html, len);
    if (output == NULL)
        return false;
    html_walk walk = {flow, {title, '\0'}, NULL, 0};
    if (title != NULL)
        html_find_title(output->root, &walk.title);
    html_walk_tree(&walk, output->root);
    cli_pool_reset(pool);
    return true;
}
