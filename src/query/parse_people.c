/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_people.c - find the operators in a question that a person typed.
 *
 * Operators are -word, -"phrase", field:word, field:"phrase" and these with a
 * '-' before; a phrase may have ~N behind it. They begin the question or stand
 * behind white space. Questions quote commands, options, errors and lists, so a
 * '-' counts only where nothing else in the question begins with one that
 * cannot be meant so: 'tar -xzf a -v', '--batch', '-5', '-Dname=x', '-bash:'
 * and 'a - b' all make each '-' of theirs text. So does a single letter or two
 * behind it, as options have; and reading.c takes one back that stands before
 * more than one word, which is a dash ('... -设置支付'). Something to rank by must
 * remain.
 */
#include "query/parse.h"

enum { OPTION_LETTERS_MAX = 2 };

/* A question being read. */
typedef struct people {
    suo_parse *parse;
    const suo_schema *schema;
    const char *text;
    size_t len;
    bool has_dash;   /* a '-' that is no operator */
    bool has_quotes; /* there may be quotes that close */
    bool has_rest;   /* words outside of the operators */
} people;

static bool byte_is_letter(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* A letter or digit, or a byte of a character that is not ASCII. */
static bool byte_is_word(char byte)
{
    return byte_is_letter(byte) || (byte >= '0' && byte <= '9') ||
           (uint8_t)byte >= 0x80;
}

static size_t people_chunk_end(const people *p, size_t at)
{
    while (at < p->len && suo_parse_space_end(p->text, p->len, at) == at)
        at++;
    return at;
}

/* Is [start, end) a word: letters and digits, joined by - _ . ' or not? */
static bool people_is_word(const people *p, size_t start, size_t end)
{
    if (start == end || !byte_is_word(p->text[start]))
        return false;
    for (size_t i = start; i < end; i++)
        if (!byte_is_word(p->text[i]) &&
            (i + 1 == end || memchr("-_.'", p->text[i], 4) == NULL ||
             !byte_is_word(p->text[i + 1])))
            return i + 1 == end && p->text[i] == '*';
    return true;
}

/* Can the word that a '-' stands before be an option, or a number? */
static bool people_is_option(const people *p, size_t start, size_t end)
{
    size_t letters = 0;
    if (!byte_is_letter(p->text[start]))
        return (uint8_t)p->text[start] < 0x80;
    for (size_t i = start; i < end; i++)
        letters += byte_is_word(p->text[i]);
    return letters <= OPTION_LETTERS_MAX;
}

/* The name of a field and a colon at text[at]: where they end, else 'at'. */
static size_t people_take_field(const people *p, size_t at, size_t end,
                                suo_leaf *leaf)
{
    const char *colon = memchr(p->text + at, ':', end - at);
    if (colon == NULL)
        return at;
    size_t name_len = (size_t)(colon - (p->text + at));
    if (!suo_parse_find_field(p->schema, p->text + at, name_len, leaf))
        return at;
    return at + name_len + 1;
}

/* The phrase whose quotation mark is text[at]: true if it is closed, and white
 * space or the end follows, or ~N before. '*end' is behind it. */
static bool people_take_phrase(const people *p, size_t at, suo_leaf *leaf,
                               size_t *end)
{
    const char *close =
        memchr(p->text + at + 1, '"', p->len - at - 1); /* at < len */
    uint32_t slack;
    if (close == NULL)
        return false;
    leaf->start = (uint32_t)at + 1;
    leaf->end = (uint32_t)(close - p->text);
    *end = leaf->end + 1;
    if (leaf->kind == SUO_LEAF_PHRASE)
        *end = suo_parse_near_end(p->text, p->len, *end, &slack);
    return *end == people_chunk_end(p, *end) && leaf->start < leaf->end;
}

/* Is there an operator at text[at]? '*end' is behind what stands there. */
static bool people_take(const people *p, size_t at, suo_leaf *leaf, size_t *end)
{
    const bool is_dashed = p->text[at] == '-';
    size_t chunk_end = people_chunk_end(p, at);
    size_t start = people_take_field(p, at + is_dashed, chunk_end, leaf);
    const bool has_field = start > at + is_dashed;
    leaf->is_wanted = !is_dashed;
    *end = chunk_end;
    if ((!is_dashed && !has_field) || start == chunk_end)
        return false;
    if (p->text[start] == '"') {
        if (leaf->kind == SUO_LEAF_TEXT)
            leaf->kind = SUO_LEAF_PHRASE;
        size_t phrase_end;
        if (!people_take_phrase(p, start, leaf, &phrase_end))
            return false;
        *end = phrase_end;
        return true;
    }
    leaf->start = (uint32_t)start;
    leaf->end = (uint32_t)chunk_end;
    if (leaf->kind == SUO_LEAF_KEYWORD)
        return true;
    return people_is_word(p, start, chunk_end) &&
           (has_field || !people_is_option(p, start, chunk_end));
}

/* Where the chunk [at, end) ends if a quote that opens in it is part of it. */
static size_t people_pass_quotes(people *p, size_t at, size_t end)
{
    size_t next = at;
    size_t start;
    size_t close;
    while (p->has_quotes && memchr(p->text + next, '"', end - next) != NULL) {
        p->has_quotes =
            suo_parse_next_quote(p->text, p->len, &next, &start, &close);
        if (!p->has_quotes || start > end)
            break;
        end = people_chunk_end(p, next);
    }
    return end;
}

/* Look at what begins at text[at], which is no white space; returns its end. */
static size_t people_read_chunk(people *p, size_t at, suo_leaf *leaf,
                                bool *is_operator)
{
    size_t end;
    *leaf = (suo_leaf){.fields = UINT32_MAX};
    *is_operator = people_take(p, at, leaf, &end);
    leaf->first = (uint32_t)at;
    leaf->last = (uint32_t)end;
    if (*is_operator)
        return end;
    if (p->text[at] == '-')
        p->has_dash = true;
    end = people_pass_quotes(p, at, end);
    for (size_t i = at; i < end; i++)
        p->has_rest |= byte_is_word(p->text[i]);
    return end;
}

/* Ask for a leaf, beside those before it. */
static suo_status people_add(people *p, const suo_leaf *leaf)
{
    suo_parse *parse = p->parse;
    uint32_t node;
    suo_status status = suo_parse_add_leaf(parse, leaf, leaf->first, &node);
    if (status == SUO_OK && !leaf->is_wanted)
        status = suo_parse_join(parse, SUO_PARSE_NOT, node, SUO_NO_NODE, &node);
    if (status == SUO_OK)
        status = suo_parse_join(parse, SUO_PARSE_AND, parse->root, node,
                                &parse->root);
    p->has_rest |= leaf->is_wanted && leaf->kind != SUO_LEAF_KEYWORD;
    return status;
}

/* Could there be an operator at all? */
static bool people_may_operate(const char *text, size_t len)
{
    return memchr(text, ':', len) != NULL || memchr(text, '-', len) != NULL;
}

suo_status suo_parse_read_people(suo_parse *parse, const suo_schema *schema,
                                 const char *text, size_t len, suo_error *error)
{
    people p = {.parse = parse,
                .schema = schema,
                .text = text,
                .len = len,
                .has_quotes = true};
    if (len == 0 || !people_may_operate(text, len))
        return SUO_OK;
    size_t at = suo_parse_space_end(text, len, 0);
    while (at < len) {
        suo_leaf leaf;
        bool is_operator;
        at = people_read_chunk(&p, at, &leaf, &is_operator);
        if (is_operator && parse->leaf_count < SUO_LEAVES_MAX &&
            people_add(&p, &leaf) != SUO_OK)
            return suo_error_no_memory(error);
        at = suo_parse_space_end(text, len, at);
    }
    bool has_minus = false;
    for (uint32_t i = 0; i < parse->leaf_count; i++)
        has_minus |= !parse->leaves[i].is_wanted;
    if (!p.has_rest || (has_minus && p.has_dash)) {
        parse->leaf_count = 0;
        parse->root = SUO_NO_NODE;
    }
    return SUO_OK;
}
