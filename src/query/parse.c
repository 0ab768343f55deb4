/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse.c - what both readings of a question share.
 */
#include "query/parse.h"

#include "base/memory.h"

void suo_parse_clear(suo_parse *parse)
{
    suo_dealloc(parse->text);
    suo_dealloc(parse->places);
    suo_dealloc(parse->leaves);
    suo_dealloc(parse->nodes);
    *parse = (suo_parse){.root = SUO_NO_NODE};
}

static suo_status parse_add(suo_parse *parse, suo_parse_node own,
                            uint32_t *node)
{
    if (suo_grow(&parse->nodes, &parse->node_cap, parse->node_count + 1,
                 sizeof(*parse->nodes)) != SUO_OK)
        return SUO_NO_MEMORY;
    *node = (uint32_t)parse->node_count;
    parse->nodes[parse->node_count++] = own;
    return SUO_OK;
}

suo_status suo_parse_add_leaf(suo_parse *parse, const suo_leaf *leaf,
                              uint32_t at, uint32_t *node)
{
    const bool ranks = leaf->kind != SUO_LEAF_KEYWORD;
    if (suo_grow(&parse->leaves, &parse->leaf_cap, parse->leaf_count + 1,
                 sizeof(*parse->leaves)) != SUO_OK)
        return SUO_NO_MEMORY;
    parse->leaves[parse->leaf_count] = *leaf;
    return parse_add(parse,
                     (suo_parse_node){SUO_PARSE_LEAF, parse->leaf_count++,
                                      SUO_NO_NODE, ranks, at},
                     node);
}

suo_status suo_parse_join(suo_parse *parse, suo_parse_op op, uint32_t left,
                          uint32_t right, uint32_t *node)
{
    *node = left != SUO_NO_NODE ? left : right;
    if (op != SUO_PARSE_NOT && (left == SUO_NO_NODE || right == SUO_NO_NODE))
        return SUO_OK;
    const suo_parse_node *a = &parse->nodes[left];
    suo_parse_node own = {op, left, right, false, a->at};
    if (op != SUO_PARSE_NOT) {
        const suo_parse_node *b = &parse->nodes[right];
        own.ranks =
            op == SUO_PARSE_AND ? a->ranks || b->ranks : a->ranks && b->ranks;
        own.at = a->at < b->at ? a->at : b->at;
    }
    return parse_add(parse, own, node);
}

bool suo_parse_find_field(const suo_schema *schema, const char *name,
                          size_t len, suo_leaf *leaf)
{
    for (uint32_t f = 0; f < schema->field_count; f++) {
        const suo_field *field = &schema->fields[f];
        if (field->name_len != len || memcmp(field->name, name, len) != 0)
            continue;
        if (field->kind == SUO_FIELD_TEXT)
            leaf->fields = 1u << field->text_number;
        else if (field->kind == SUO_FIELD_KEYWORD)
            leaf->kind = SUO_LEAF_KEYWORD;
        leaf->column = f;
        return field->kind == SUO_FIELD_TEXT ||
               field->kind == SUO_FIELD_KEYWORD;
    }
    return false;
}

size_t suo_parse_space_end(const char *text, size_t len, size_t at)
{
    static const char WIDE_SPACE[] = "\xE3\x80\x80"; /* U+3000 */
    for (;;) {
        if (at < len && memchr(" \t\r\n\v\f", text[at], 6) != NULL)
            at++;
        else if (len - at >= 3 && memcmp(text + at, WIDE_SPACE, 3) == 0)
            at += 3;
        else
            return at;
    }
}

static bool byte_is_word(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

bool suo_parse_next_quote(const char *text, size_t len, size_t *at,
                          size_t *start, size_t *end)
{
    size_t open = *at;
    while (open < len &&
           (text[open] != '"' || (open > 0 && byte_is_word(text[open - 1]))))
        open++;
    size_t close = open + 1;
    while (close < len && (text[close] != '"' ||
                           (close + 1 < len && byte_is_word(text[close + 1]))))
        close++;
    *start = open + 1;
    *end = close;
    *at = close + 1;
    return close < len;
}

size_t suo_parse_near_end(const char *text, size_t len, size_t at,
                          uint32_t *slack)
{
    size_t end = at + 1;
    uint32_t number = 0;
    if (at >= len || text[at] != '~')
        return at;
    for (; end < len && text[end] >= '0' && text[end] <= '9'; end++)
        if (number <= SUO_NEAR_MAX)
            number = number * 10 + (uint32_t)(text[end] - '0');
    if (end == at + 1 ||
        (end < len && suo_parse_space_end(text, len, end) == end))
        return at;
    *slack = number < SUO_NEAR_MAX ? number : SUO_NEAR_MAX;
    return end;
}
