/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.h - a search engine of plain arrays and loops, to compare Suo with.
 *
 * It shares nothing with Suo but the tokenizer: it keeps every document,
 * answers a question by looking at each one of them, and follows rules that
 * are written down in oracle.c, oracle_phrase.c, oracle_near.c, oracle_question.c,
 * oracle_answer.c and oracle_rerank.c from scratch. Its tokenizer knows no words of the user.
 */
#ifndef SUO_TESTS_ORACLE_H
#define SUO_TESTS_ORACLE_H

#include "support/corpus.h"

enum {
    ORACLE_FIELDS_MAX = 8,
    ORACLE_LANES = 2,
    ORACLE_STEPS_MAX = 48,
    ORACLE_NO_TERM = UINT32_MAX
};

/* What the schema says about ranking. */
typedef struct oracle_rules {
    double k1;
    double b;
    double gram_weight;
    uint32_t title;        /* a text field */
    double title_coverage; /* 0: titles count like other fields */
    double adjacency;
} oracle_rules;

/* A cut piece of text; 'term' is a number that stands for space and bytes. */
typedef struct oracle_token {
    uint32_t term;
    uint32_t form;  /* the term of a word's form, or ORACLE_NO_TERM */
    uint32_t start; /* bytes */
    uint32_t end;
    uint32_t unit;
    uint32_t unit_count;
    uint16_t kind; /* suo_token_kind */
    uint16_t flags;
} oracle_token;

/* Ascending by unit. */
typedef struct oracle_tokens {
    oracle_token *items;
    uint32_t count;
    uint32_t cap;
    uint32_t unit_count;
} oracle_tokens;

/* How often a document has a term, by field. */
typedef struct oracle_posting {
    uint32_t term;
    uint32_t freqs[ORACLE_FIELDS_MAX];
} oracle_posting;

/* One value of a text field. */
typedef struct oracle_value {
    uint32_t field;
    oracle_tokens tokens;
} oracle_value;

typedef struct oracle_document {
    char key[256];
    char roles[CORPUS_ROLES_MAX][64];
    uint32_t role_count;
    uint64_t sequence; /* number of its put */
    bool is_dead;
    uint32_t lengths[ORACLE_LANES][ORACLE_FIELDS_MAX];
    oracle_value values[CORPUS_VALUES_MAX];
    uint32_t value_count;
    oracle_posting *postings; /* ascending by term */
    uint32_t posting_count;
    char *tags[CORPUS_VALUES_MAX]; /* of CORPUS_TAG */
    uint32_t tag_count;
    int64_t votes; /* of CORPUS_VOTES; 0: none */
} oracle_document;

/* What must stand at a unit: a term, or a gram that begins with it. */
typedef struct oracle_step {
    uint32_t term;
    uint32_t unit; /* behind the first of the row, or of its word */
    bool is_start;
    uint32_t word; /* of words that are near each other: its number */
} oracle_step;

/* A phrase as what must stand where. */
typedef struct oracle_row {
    oracle_step steps[ORACLE_STEPS_MAX];
    uint32_t count;
    uint32_t unit_count;
    bool is_word;    /* of the user: another than the same row of a question */
    uint32_t window; /* of words that are near each other; else 0 */
} oracle_row;

/* A word of the user, a phrase of a synonym rule, or both. */
typedef struct oracle_phrase {
    oracle_row row;
    double weight;    /* 0: no word of the user */
    uint32_t *others; /* phrases that also answer it */
    uint32_t other_count;
    uint32_t other_cap;
} oracle_phrase;

typedef struct oracle {
    oracle_rules rules;
    uint32_t field_count;              /* of the schema */
    double weights[ORACLE_FIELDS_MAX]; /* by field; 0: not a text field */
    suo_tokenizer *tokenizer;
    struct {
        char *bytes; /* first 'w', 'g' or 'x' */
        uint32_t len;
    } * terms;
    uint32_t term_count;
    uint32_t term_cap;
    uint32_t *buckets; /* term number + 1 */
    uint32_t bucket_count;
    oracle_document *documents; /* in the order of their puts */
    uint32_t document_count;
    uint32_t document_cap;
    uint64_t put_count;
    oracle_phrase *phrases;
    uint32_t phrase_count;
    uint32_t phrase_cap;
} oracle;

/* Who asks; no roles and not 'sees_all': sees nothing. */
typedef struct oracle_reader {
    const char *const *roles;
    uint32_t role_count;
    bool sees_all;
} oracle_reader;

typedef struct oracle_hit {
    const char *key; /* borrowed from the oracle */
    double score;
    uint64_t sequence;
    const oracle_document *document; /* borrowed, too */
} oracle_hit;

/* All documents that match, best first; the caller frees 'hits'. */
typedef struct oracle_answer {
    oracle_hit *hits;
    uint32_t count;
    uint64_t visible;      /* documents the reader can see */
    bool is_by_stops;      /* nothing was found but by stop words */
    bool leaves_out_parts; /* of a code that is known */
} oracle_answer;

/* An empty oracle for the schema (only looked at now). */
oracle *oracle_new(const suo_schema *schema, oracle_rules rules);
void oracle_free(oracle *o);

/* Insert or replace by key; returns whether it replaced one. */
bool oracle_put(oracle *o, const corpus_document *document);

/* Delete by key; returns whether there was one. */
bool oracle_delete(oracle *o, const char *key);

/* Ask; of the options, k and total are not looked at. */
oracle_answer oracle_ask(oracle *o, oracle_reader reader,
                         const suo_search_options *options,
                         const char *question, size_t len);

/*
 * Search the view as the oracle's reader and fail unless both answer alike:
 * total and keys in order must be equal and scores within 1e-9 of each other;
 * where the oracle's own scores of two documents differ by less than 1e-12,
 * rounding may order them either way. Every way to count is tried, and all
 * must give the same hits, bit for bit. 'k' of the options is not 0.
 */
void oracle_compare(const suo_view *view, oracle *o, oracle_reader reader,
                    const suo_search_options *options, const char *question,
                    size_t len);

/* Give a word this weight; 0: take it away. */
void oracle_set_word(oracle *o, const char *word, double weight);

/* Replace all synonym rules. */
void oracle_set_synonyms(oracle *o, const char *rules);

/* ---- between oracle.c, oracle_phrase.c and oracle_question.c ---- */

/* Room for one more in an array. */
void *oracle_room(void *items, uint32_t count, uint32_t *cap,
                  size_t item_bytes);

/* The number of a term, new if need be; its space is 'w' for a word, 'g' for a
 * gram, 'x' for the form of a word. */
uint32_t oracle_term(oracle *o, char space, const char *bytes, uint32_t len);

/* Cut a text; the tokens' memory is reused. */
void oracle_cut(oracle *o, const char *text, size_t len, oracle_tokens *tokens);

/* The row of the units [start, end) of a text. */
oracle_row oracle_row_make(oracle *o, const oracle_tokens *tokens,
                           uint32_t start, uint32_t end);

/* The row of a text of its own. */
oracle_row oracle_row_of(oracle *o, const char *text, size_t len);

/* Does the row stand at this unit of a text? */
bool oracle_row_stands(const oracle *o, const oracle_row *row,
                       const oracle_tokens *tokens, uint32_t unit);

bool oracle_row_equals(const oracle_row *a, const oracle_row *b);

/* A quote of a question. */
typedef struct oracle_quote {
    size_t start; /* bytes between its marks */
    size_t end;
    size_t last; /* where its mark, and what says how near, ends */
    int slack;   /* -1: its words are in a row */
} oracle_quote;

/* The next quote from byte 'at' on; false: there is none. */
bool oracle_next_quote(const char *text, size_t len, size_t at,
                       oracle_quote *quote);

/* Cut a question without what says how near words are. */
void oracle_cut_question(oracle *o, const char *text, size_t len,
                         oracle_tokens *tokens);

/* The row of the units [start, end) of a question whose words are near each
 * other; or in a row, if it is one. */
oracle_row oracle_near_row(oracle *o, const oracle_tokens *tokens,
                           uint32_t start, uint32_t end, int slack);

/* How many windows of such words a text has. */
uint32_t oracle_row_windows(const oracle *o, const oracle_row *row,
                            const oracle_tokens *tokens);

/* Does a term begin with another one, of the same space? */
bool oracle_term_starts(const oracle *o, uint32_t term, uint32_t start);

/* How a term of a question is looked for. */
typedef enum oracle_kind {
    ORACLE_WORD,
    ORACLE_GRAM,
    ORACLE_START,  /* any gram that begins with this one counts */
    ORACLE_PHRASE, /* places where one of its rows stands */
    ORACLE_FORM,   /* the first row, less the others */
    ORACLE_PREFIX  /* rule 12 */
} oracle_kind;

/* What a question asks for. */
typedef struct oracle_asked {
    oracle_kind kind;
    oracle_row *rows; /* of one step, but for a phrase */
    uint32_t row_count;
    bool is_stop;
    bool is_required;
    bool is_quote;
    bool is_needed;    /* rule 11 */
    oracle_row stand;  /* of a word of Han: its characters; else empty */
    double count;      /* times asked */
    double weight;     /* of a word of the user, of a form; else 1 */
    double part_share; /* what its parts keep where it is known */
    uint32_t words;    /* of what is asked as one, by rules 3 to 5 */
    int64_t cover;     /* what it is a part of; -1 */
} oracle_asked;

typedef struct oracle_question {
    oracle_asked *asked; /* in the order in which scores are added up */
    uint32_t count;
    uint32_t cap;
    oracle_tokens tokens; /* what is left of it when rule 12 has taken */
    bool *stops;          /* by unit: does it lie in a stop word (rule 9)? */
} oracle_question;

/* Decide what to ask. */
oracle_question oracle_analyse(oracle *o, const char *text, size_t len);
void oracle_question_clear(oracle_question *question);

/*
 * The second phase (oracle_rerank.c) of an answer that is in order: 'weights'
 * are by what is asked, 0 where it was not looked for or not found; 'fields'
 * says which are searched.
 */
void oracle_rerank(oracle *o, const oracle_question *question,
                   const double *weights, const bool *fields,
                   oracle_answer *answer);

/* Which of two hits is better: for qsort. */
int oracle_hit_compare(const void *a, const void *b);

#endif
