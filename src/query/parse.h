/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse.h - the operators in a question: what hits must have, and must not.
 *
 * Two readings of a text, parse_people.c and parse_strict.c, give the same thing: leaves,
 * each a part of the question, and a boolean expression over them.
 */
#ifndef SUO_QUERY_PARSE_H
#define SUO_QUERY_PARSE_H

#include "index/schema.h"
#include "query/wording.h"

enum {
    SUO_LEAVES_MAX = 256,     /* of one question */
    SUO_PARSE_DEPTH_MAX = 32, /* parentheses in each other */
    /* As many as are looked at in any question. */
    SUO_PARSE_PHRASES_MAX = SUO_QUESTION_QUOTES_MAX,
    SUO_PARSE_PREFIXES_MAX = SUO_QUESTION_PREFIXES_MAX
};

typedef enum suo_leaf_kind {
    SUO_LEAF_TEXT,   /* words: all of them, wherever they stand */
    SUO_LEAF_PHRASE, /* words in a row, or near each other */
    SUO_LEAF_KEYWORD /* the exact value of a keyword field */
} suo_leaf_kind;

typedef struct suo_leaf {
    suo_leaf_kind kind;
    bool is_wanted;  /* it ranks: not under an odd number of NOTs */
    uint32_t start;  /* in suo_parse.text; of a phrase, inside its quotes */
    uint32_t end;    /* one past the last */
    uint32_t first;  /* all of it: with quotes, ~N, '-' and the field's name */
    uint32_t last;   /* one past that */
    uint32_t fields; /* text fields, bit t; UINT32_MAX: all */
    uint32_t column; /* of a keyword: number of the field */
} suo_leaf;

typedef enum suo_parse_op {
    SUO_PARSE_LEAF,
    SUO_PARSE_AND,
    SUO_PARSE_OR,
    SUO_PARSE_NOT
} suo_parse_op;

#define SUO_NO_NODE UINT32_MAX

/* A node of the expression; its children have smaller numbers. */
typedef struct suo_parse_node {
    suo_parse_op op;
    uint32_t left;  /* of a leaf: its number */
    uint32_t right; /* of AND and OR */
    bool ranks;     /* whatever meets it has a word that ranks */
    uint32_t at;    /* byte of the question where it begins */
} suo_parse_node;

/* Start with {.root = SUO_NO_NODE}. */
typedef struct suo_parse {
    bool is_exact; /* strict: hits have nothing but what the leaves ask for */
    char *text;    /* what the leaves are parts of; NULL: the question */
    size_t text_len;
    uint32_t *places; /* by byte of 'text': its byte of the question */
    suo_leaf *leaves;
    uint32_t leaf_count;
    size_t leaf_cap;
    suo_parse_node *nodes;
    size_t node_count;
    size_t node_cap;
    uint32_t root; /* what hits must meet; SUO_NO_NODE: nothing */
} suo_parse;

void suo_parse_clear(suo_parse *parse);

/* Add a leaf that begins at byte 'at' of the question, and its node. Statuses
 * of this and of the next: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_parse_add_leaf(suo_parse *parse,
                                           const suo_leaf *leaf, uint32_t at,
                                           uint32_t *node);

/* Add a node for 'left op right', or for NOT left. SUO_NO_NODE on one side of
 * AND or OR gives the other. */
SUO_MUST_USE suo_status suo_parse_join(suo_parse *parse, suo_parse_op op,
                                       uint32_t left, uint32_t right,
                                       uint32_t *node);

/*
 * Does 'name' name a field that can be asked for? Fills fields, or column and
 * kind, of the leaf.
 */
bool suo_parse_find_field(const suo_schema *schema, const char *name,
                          size_t len, suo_leaf *leaf);

/* Where the white space that begins at text[at] ends; 'at' if there is none. */
size_t suo_parse_space_end(const char *text, size_t len, size_t at);

/* The next pair of straight quotation marks from '*at' on, what is inside them
 * and the byte behind them; false if there is none. */
bool suo_parse_next_quote(const char *text, size_t len, size_t *at,
                          size_t *start, size_t *end);

/*
 * A '~' and a number right behind a quote, at text[at]; white space or the end
 * follows: '*slack' is the number, at most SUO_NEAR_MAX. Returns the byte
 * behind it; 'at' if there is none.
 */
size_t suo_parse_near_end(const char *text, size_t len, size_t at,
                          uint32_t *slack);

/*
 * Read a question as people write them: a '-' or a field's name means
 * something only where nothing else can be meant. No leaves: it is text and
 * nothing else. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_parse_read_people(suo_parse *parse,
                                              const suo_schema *schema,
                                              const char *text, size_t len,
                                              suo_error *error);

/*
 * Read a question by the grammar in suo.h; leaves between which nothing stands
 * are joined by AND if 'all'. Statuses: SUO_INVALID, SUO_LIMIT (with the byte);
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_parse_read_strict(suo_parse *parse,
                                              const suo_schema *schema,
                                              const char *text, size_t len,
                                              bool all, suo_error *error);

#endif
