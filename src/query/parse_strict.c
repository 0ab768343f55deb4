/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_strict.c - read a question that a program wrote, by a grammar.
 *
 *     question = and { "OR" and }
 *     and      = row { "AND" row }
 *     row      = item { item }           joined by OR, or by AND if 'all'
 *     item     = [ "-" | "NOT" ] part
 *     part     = [ field ":" ] ( word | word "*" | near | "(" question ")" )
 *     near     = phrase [ "~" number ]
 *
 * A row is what its items find, without what its excluded items find. '\'
 * takes the next byte as it is. Read with a stack of open parentheses of its
 * own, so that no text exhausts that of the thread. What a document could meet
 * without a word that ranks is refused: it could be no hit.
 *
 * The leaves are parts of a text without escapes and operators, in which
 * phrases keep their quotation marks and nothing else looks like one.
 */
#include "query/parse.h"

#include "base/memory.h"
#include "text/utf8.h"

enum { PREFIX_POINTS_MIN = 2 };

/* An open parenthesis, or the question: nodes of what was read in it. */
typedef struct strict_level {
    uint32_t either;  /* of OR */
    uint32_t both;    /* of AND */
    uint32_t row;     /* the items side by side */
    uint32_t without; /* those excluded from them */
    bool wants_item;  /* a '-' or NOT stands before */
    bool is_wanted;   /* an even number of these is around */
    suo_leaf leaf;    /* what its leaves are like */
    size_t at;
} strict_level;

typedef struct strict {
    suo_parse *parse;
    const suo_schema *schema;
    const char *text;
    size_t len;
    size_t at;      /* the first byte not yet read */
    size_t part_at; /* where the word or phrase at hand begins */
    bool all;
    uint32_t phrase_count;
    uint32_t prefix_count;
    uint32_t depth;
    strict_level levels[SUO_PARSE_DEPTH_MAX + 1];
    suo_error *error;
} strict;

static suo_status strict_fail(const strict *s, size_t at, const char *message)
{
    return suo_error_set(s->error, SUO_INVALID, "byte %llu: %s",
                         (unsigned long long)at, message);
}

static suo_status strict_limit(const strict *s, size_t at, int most,
                               const char *what)
{
    return suo_error_set(s->error, SUO_LIMIT, "byte %llu: at most %d %s",
                         (unsigned long long)at, most, what);
}

/* '*left' becomes '*left op right'. */
static suo_status strict_join(const strict *s, suo_parse_op op, uint32_t *left,
                              uint32_t right)
{
    return suo_parse_join(s->parse, op, *left, right, left) == SUO_OK
               ? SUO_OK
               : suo_error_no_memory(s->error);
}

/* ---- the expression ---- */

/* Take an item into the row at hand. */
static suo_status strict_take_item(strict *s, uint32_t node)
{
    strict_level *level = &s->levels[s->depth];
    const bool is_excluded = level->wants_item;
    level->wants_item = false;
    if (is_excluded)
        return strict_join(s, SUO_PARSE_OR, &level->without, node);
    return strict_join(s, s->all ? SUO_PARSE_AND : SUO_PARSE_OR, &level->row,
                       node);
}

/* End a row: take it to those that AND joins. */
static suo_status strict_end_row(strict *s, size_t at)
{
    strict_level *level = &s->levels[s->depth];
    if (level->wants_item)
        return strict_fail(s, at, "nothing stands behind the NOT or '-'");
    if (level->row == SUO_NO_NODE && level->without == SUO_NO_NODE)
        return strict_fail(s, at,
                           "a word is wanted here; a word that is called AND, "
                           "OR or NOT wants a '\\' before it");
    suo_status status = SUO_OK;
    if (level->without != SUO_NO_NODE)
        status = strict_join(s, SUO_PARSE_NOT, &level->without, SUO_NO_NODE);
    if (status == SUO_OK)
        status = strict_join(s, SUO_PARSE_AND, &level->row, level->without);
    if (status == SUO_OK)
        status = strict_join(s, SUO_PARSE_AND, &level->both, level->row);
    level->row = SUO_NO_NODE;
    level->without = SUO_NO_NODE;
    return status;
}

/* End what AND joins: take it to those that OR joins. */
static suo_status strict_end_and(strict *s, size_t at)
{
    strict_level *level = &s->levels[s->depth];
    suo_status status = strict_end_row(s, at);
    if (status == SUO_OK)
        status = strict_join(s, SUO_PARSE_OR, &level->either, level->both);
    level->both = SUO_NO_NODE;
    return status;
}

static void strict_begin_level(strict *s, size_t at, const suo_leaf *leaf,
                               bool is_wanted)
{
    s->levels[s->depth] = (strict_level){.either = SUO_NO_NODE,
                                         .both = SUO_NO_NODE,
                                         .row = SUO_NO_NODE,
                                         .without = SUO_NO_NODE,
                                         .is_wanted = is_wanted,
                                         .leaf = *leaf,
                                         .at = at};
}

static suo_status strict_open(strict *s, const suo_leaf *leaf)
{
    const strict_level *level = &s->levels[s->depth];
    const bool is_wanted = level->is_wanted != level->wants_item;
    if (s->depth == SUO_PARSE_DEPTH_MAX)
        return strict_limit(s, s->at, SUO_PARSE_DEPTH_MAX,
                            "parentheses stand in each other");
    s->depth++;
    strict_begin_level(s, s->at++, leaf, is_wanted);
    return SUO_OK;
}

static suo_status strict_close(strict *s)
{
    if (s->depth == 0)
        return strict_fail(s, s->at,
                           "no parenthesis is open: take it away, or put '\\' "
                           "before it");
    suo_status status = strict_end_and(s, s->at);
    uint32_t node = s->levels[s->depth].either;
    if (status != SUO_OK)
        return status;
    s->at++;
    s->depth--;
    return strict_take_item(s, node);
}

/* ---- the leaves ---- */

/* Write a byte that came from byte 'at' of the question. */
static void strict_write(strict *s, char byte, size_t at)
{
    s->parse->text[s->parse->text_len] = byte;
    s->parse->places[s->parse->text_len++] = (uint32_t)at;
}

static suo_status strict_take_leaf(strict *s, suo_leaf leaf)
{
    suo_parse *parse = s->parse;
    const strict_level *level = &s->levels[s->depth];
    uint32_t node;
    if (parse->leaf_count == SUO_LEAVES_MAX)
        return strict_limit(s, s->part_at, SUO_LEAVES_MAX, "words and phrases");
    leaf.is_wanted = level->is_wanted != level->wants_item;
    if (suo_parse_add_leaf(parse, &leaf, (uint32_t)s->part_at, &node) != SUO_OK)
        return suo_error_no_memory(s->error);
    strict_write(s, ' ', s->at);
    return strict_take_item(s, node);
}

/* Does something end here that white space or a parenthesis must follow? */
static bool strict_is_end(const strict *s, size_t at)
{
    return at == s->len || s->text[at] == ')' ||
           suo_parse_space_end(s->text, s->len, at) > at;
}

/* What an escaped byte stands for: in text, no operator of another reading. */
static char strict_escaped(const suo_leaf *leaf, char byte)
{
    bool is_text = leaf->kind != SUO_LEAF_KEYWORD;
    return is_text && (byte == '"' || byte == '*') ? ' ' : byte;
}

/* Read what may follow a phrase's quotation mark: ~N. */
static suo_status strict_read_near(strict *s, const suo_leaf *leaf)
{
    const size_t at = s->at;
    uint32_t number = 0;
    if (at == s->len || s->text[at] != '~')
        return SUO_OK;
    if (leaf->kind == SUO_LEAF_KEYWORD)
        return strict_fail(s, at, "a keyword has no '~'");
    strict_write(s, '~', s->at++);
    for (; s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9';
         s->at++) {
        strict_write(s, s->text[s->at], s->at);
        if (number <= SUO_NEAR_MAX)
            number = number * 10 + (uint32_t)(s->text[s->at] - '0');
    }
    if (s->at == at + 1)
        return strict_fail(s, s->at, "a number is wanted behind the '~'");
    return number > SUO_NEAR_MAX
               ? strict_limit(s, at + 1, SUO_NEAR_MAX,
                              "words may stand between those of a phrase")
               : SUO_OK;
}

static suo_status strict_read_phrase(strict *s, suo_leaf leaf)
{
    const size_t open = s->at++;
    if (leaf.kind == SUO_LEAF_TEXT) {
        leaf.kind = SUO_LEAF_PHRASE;
        if (s->phrase_count++ == SUO_PARSE_PHRASES_MAX)
            return strict_limit(s, open, SUO_PARSE_PHRASES_MAX, "phrases");
    }
    leaf.first = (uint32_t)s->parse->text_len;
    strict_write(s, '"', open);
    leaf.start = (uint32_t)s->parse->text_len;
    for (; s->at < s->len && s->text[s->at] != '"'; s->at++) {
        bool is_escaped = s->text[s->at] == '\\' && s->at + 1 < s->len;
        s->at += is_escaped;
        char byte = s->text[s->at];
        strict_write(s, is_escaped ? strict_escaped(&leaf, byte) : byte, s->at);
    }
    leaf.end = (uint32_t)s->parse->text_len;
    if (s->at == s->len)
        return strict_fail(s, open,
                           "the phrase has no end: put '\"' behind it, or '\\' "
                           "before its '\"'");
    strict_write(s, '"', s->at++);
    suo_status status = strict_read_near(s, &leaf);
    if (status != SUO_OK)
        return status;
    leaf.last = (uint32_t)s->parse->text_len;
    if (!strict_is_end(s, s->at))
        return strict_fail(s, s->at, "white space is wanted behind a phrase");
    return strict_take_leaf(s, leaf);
}

/* Why the byte at hand, unescaped, can be no part of a word; NULL: it can. */
static const char *strict_refuse_byte(const strict *s, const suo_leaf *leaf,
                                      size_t start)
{
    const char *own = s->text + s->at;
    uint32_t points = 0;
    switch (*own) {
    case '"':
    case '(':
        return "white space is wanted before '\"' and '('; where they are part "
               "of a word, a '\\'";
    case ':':
        return leaf->fields == UINT32_MAX && leaf->kind == SUO_LEAF_TEXT
                   ? "no text or keyword field is called what stands before "
                     "the ':'; put '\\' before a ':' that is part of a word"
                   : "put '\\' before a ':' that is part of a word";
    case '*':
        for (size_t i = start; i < s->at; i++)
            points += !suo_utf8_is_tail((uint8_t)s->text[i]);
        return leaf->kind == SUO_LEAF_KEYWORD || points < PREFIX_POINTS_MIN ||
                       !strict_is_end(s, s->at + 1)
                   ? "a '*' stands at the end of two characters or more of a "
                     "word; put '\\' before one that is meant as itself"
                   : NULL;
    case '\\':
        return s->at + 1 == s->len ? "nothing stands behind the '\\'" : NULL;
    default:
        return NULL;
    }
}

static suo_status strict_read_word(strict *s, suo_leaf leaf)
{
    const size_t start = s->at;
    leaf.start = (uint32_t)s->parse->text_len;
    for (; !strict_is_end(s, s->at); s->at++) {
        const char *wrong = strict_refuse_byte(s, &leaf, start);
        if (wrong != NULL)
            return strict_fail(s, s->at, wrong);
        bool is_escaped = s->text[s->at] == '\\';
        s->at += is_escaped;
        char byte = s->text[s->at];
        strict_write(s, is_escaped ? strict_escaped(&leaf, byte) : byte, s->at);
    }
    if (s->at > start && s->text[s->at - 1] == '*' &&
        s->parse->text[s->parse->text_len - 1] == '*' &&
        leaf.kind == SUO_LEAF_TEXT &&
        s->prefix_count++ == SUO_PARSE_PREFIXES_MAX)
        return strict_limit(s, start, SUO_PARSE_PREFIXES_MAX,
                            "words that end in '*'");
    leaf.end = (uint32_t)s->parse->text_len;
    leaf.first = leaf.start;
    leaf.last = leaf.end;
    if (leaf.start == leaf.end)
        return strict_fail(s, start, "a word, a phrase or '(' is wanted here");
    return strict_take_leaf(s, leaf);
}

/* Take the name of a field and a colon, if they stand here. */
static void strict_take_field(strict *s, suo_leaf *leaf)
{
    size_t at = s->at;
    while (at < s->len && s->text[at] != ':' && !strict_is_end(s, at))
        at++;
    suo_leaf own = {.fields = UINT32_MAX};
    if (at == s->len || s->text[at] != ':' ||
        !suo_parse_find_field(s->schema, s->text + s->at, at - s->at, &own))
        return;
    *leaf = own;
    s->at = at + 1;
}

static suo_status strict_read_part(strict *s)
{
    suo_leaf leaf = s->levels[s->depth].leaf;
    s->part_at = s->at;
    strict_take_field(s, &leaf);
    if (s->at < s->len && s->text[s->at] == '(')
        return strict_open(s, &leaf);
    if (s->at < s->len && s->text[s->at] == '"')
        return strict_read_phrase(s, leaf);
    return strict_read_word(s, leaf);
}

/* ---- the question ---- */

/* Does the operator 'name' stand here by itself? */
static bool strict_meets(const strict *s, const char *name)
{
    size_t len = strlen(name);
    if (s->len - s->at < len || memcmp(s->text + s->at, name, len) != 0)
        return false;
    size_t end = s->at + len;
    return strict_is_end(s, end) || s->text[end] == '(' || s->text[end] == '"';
}

static suo_status strict_read_not(strict *s, size_t len)
{
    strict_level *level = &s->levels[s->depth];
    if (level->wants_item)
        return strict_fail(s, s->at, "one NOT or '-' is enough");
    level->wants_item = true;
    s->at += len;
    if (len == 1 && strict_is_end(s, s->at))
        return strict_fail(s, s->at - 1,
                           "a '-' stands right before what it excludes; put "
                           "'\\' before one that is meant as itself");
    return SUO_OK;
}

/* Read what begins here, which is no white space. */
static suo_status strict_read(strict *s)
{
    if (s->text[s->at] == ')')
        return strict_close(s);
    if (strict_meets(s, "NOT"))
        return strict_read_not(s, strlen("NOT"));
    if (s->text[s->at] == '-')
        return strict_read_not(s, 1);
    bool is_and = strict_meets(s, "AND");
    if (!is_and && !strict_meets(s, "OR"))
        return strict_read_part(s);
    suo_status status =
        is_and ? strict_end_row(s, s->at) : strict_end_and(s, s->at);
    s->at += strlen(is_and ? "AND" : "OR");
    return status;
}

/* The part to blame for that the expression can be met without a word that
 * ranks. */
static size_t strict_find_wordless(const suo_parse *parse)
{
    uint32_t node = parse->root;
    while (parse->nodes[node].op == SUO_PARSE_OR) {
        uint32_t left = parse->nodes[node].left;
        node = parse->nodes[left].ranks ? parse->nodes[node].right : left;
    }
    return parse->nodes[node].at;
}

static suo_status strict_finish(strict *s)
{
    suo_parse *parse = s->parse;
    if (s->depth > 0)
        return strict_fail(s, s->levels[s->depth].at,
                           "the parenthesis is not closed: put ')' behind "
                           "what is in it, or '\\' before it");
    if (parse->node_count == 0 && !s->levels[0].wants_item)
        return SUO_OK; /* white space asks for nothing */
    suo_status status = strict_end_and(s, s->len);
    parse->root = s->levels[0].either;
    if (status == SUO_OK && !parse->nodes[parse->root].ranks)
        status = strict_fail(s, strict_find_wordless(parse),
                             "this can be met without any word to rank by: "
                             "join it to a word by AND");
    return status;
}

suo_status suo_parse_read_strict(suo_parse *parse, const suo_schema *schema,
                                 const char *text, size_t len, bool all,
                                 suo_error *error)
{
    strict s = {.parse = parse,
                .schema = schema,
                .text = text,
                .len = len,
                .all = all,
                .error = error};
    const suo_leaf plain = {.fields = UINT32_MAX};
    suo_status status = SUO_OK;
    parse->is_exact = true;
    /* A blank behind each leaf. */
    parse->text = suo_alloc(len + SUO_LEAVES_MAX, 1);
    parse->places = suo_alloc(len + SUO_LEAVES_MAX, sizeof(*parse->places));
    if (parse->text == NULL || parse->places == NULL)
        return suo_error_no_memory(error);
    strict_begin_level(&s, 0, &plain, true);
    while ((s.at = suo_parse_space_end(text, len, s.at)) < len &&
           status == SUO_OK)
        status = strict_read(&s);
    return status == SUO_OK ? strict_finish(&s) : status;
}
