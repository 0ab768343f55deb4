/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reading.c - make a question of a text with operators.
 *
 * What ranks is analysed as one passage, as if the operators were not there,
 * but for words of given fields, which are passages of their own. Each leaf
 * is then analysed once more, silently, to know what a document must have that
 * meets it: all of its words, as for SUO_MATCH_ALL, or its phrase. The
 * expression over the leaves becomes steps of a stack machine over sets of
 * documents (gate.c).
 */
#include "query/asking.h"
#include "query/parse.h"

typedef struct reader {
    suo_question *question;
    const suo_analysis *analysis;
    const suo_question_manner *manner;
    const suo_parse *parse;
    const char *text; /* what the leaves are parts of */
    size_t len;
    uint32_t depth; /* sets on the stack of the gate */
    suo_error *error;
} reader;

/* ---- passages ---- */

static suo_status reader_add(reader *r, suo_passage passage, bool *is_word)
{
    passage.is_exact = r->parse->is_exact;
    return suo_question_add_passage(r->question, r->analysis, &passage, is_word,
                                    r->error);
}

static bool leaf_is_apart(const suo_leaf *leaf)
{
    return !leaf->is_wanted || leaf->kind == SUO_LEAF_KEYWORD ||
           leaf->fields != UINT32_MAX;
}

/* The leaf as a passage: a phrase with its quotation marks, and ~N. */
static suo_passage leaf_passage(const reader *r, const suo_leaf *leaf)
{
    const bool is_phrase = leaf->kind == SUO_LEAF_PHRASE;
    const uint32_t start = leaf->start - is_phrase;
    const uint32_t end = is_phrase ? leaf->last : leaf->end;
    return (suo_passage){.text = r->text + start,
                         .len = end - start,
                         .fields = leaf->fields,
                         .offset = start};
}

/* What is left of the text without the leaves that are asked apart. */
static suo_status reader_add_rest(reader *r)
{
    char *rest = suo_arena_copy(&r->question->arena, r->text, r->len);
    if (rest == NULL)
        return suo_error_no_memory(r->error);
    for (uint32_t i = 0; i < r->parse->leaf_count; i++) {
        const suo_leaf *leaf = &r->parse->leaves[i];
        if (leaf_is_apart(leaf))
            memset(rest + leaf->first, ' ', leaf->last - leaf->first);
    }
    return reader_add(r,
                      (suo_passage){.text = rest,
                                    .len = r->len,
                                    .fields = UINT32_MAX,
                                    .notes_places = r->manner->notes_places},
                      NULL);
}

/* All that ranks. */
static suo_status reader_add_scored(reader *r)
{
    suo_status status = reader_add_rest(r);
    for (uint32_t i = 0; i < r->parse->leaf_count && status == SUO_OK; i++) {
        const suo_leaf *leaf = &r->parse->leaves[i];
        if (!leaf_is_apart(leaf) || !leaf->is_wanted ||
            leaf->kind == SUO_LEAF_KEYWORD)
            continue;
        suo_passage passage = leaf_passage(r, leaf);
        passage.notes_places = r->manner->notes_places;
        status = reader_add(r, passage, NULL);
    }
    return status;
}

/* ---- the gate ---- */

static suo_status gate_add(reader *r, suo_gate_op op, uint32_t number)
{
    suo_question *question = r->question;
    if (suo_grow(&question->gate, &question->gate_cap, question->gate_count + 1,
                 sizeof(*question->gate)) != SUO_OK)
        return suo_error_no_memory(r->error);
    question->gate[question->gate_count++] = (suo_gate_step){op, number};
    r->depth += op == SUO_GATE_TERM || op == SUO_GATE_KEYWORD;
    r->depth -= op == SUO_GATE_AND || op == SUO_GATE_OR;
    if (r->depth > question->gate_depth)
        question->gate_depth = r->depth;
    return SUO_OK;
}

/* Documents that have a term, or what proves it or covers it. */
static suo_status gate_add_term(reader *r, uint32_t number)
{
    const suo_question *question = r->question;
    suo_status status = suo_question_add_proof(r->question, number, r->error);
    if (status != SUO_OK)
        return status;
    uint32_t proof = question->terms[number].proof;
    status = gate_add(r, SUO_GATE_TERM, proof != SUO_NO_TERM ? proof : number);
    for (uint32_t cover = question->terms[number].cover;
         cover != SUO_NO_TERM && status == SUO_OK;
         cover = question->terms[cover].cover) {
        status = gate_add(r, SUO_GATE_TERM, cover);
        if (status == SUO_OK)
            status = gate_add(r, SUO_GATE_OR, 0);
    }
    return status;
}

static bool places_have(const suo_question *question, size_t start, size_t end,
                        uint32_t term)
{
    for (size_t i = start; i < end; i++)
        if (question->places[i].term == term)
            return true;
    return false;
}

static suo_status reader_fail(const reader *r, suo_status status,
                              const suo_leaf *leaf, const char *message)
{
    uint32_t at = leaf->first;
    if (r->parse->places != NULL)
        at = r->parse->places[at];
    return suo_error_set(r->error, status, "byte %u: %s", at, message);
}

/* Does a '*' ask for words that begin so, if the leaf ends in one? */
static bool leaf_keeps_star(const reader *r, const suo_leaf *leaf, size_t start)
{
    const suo_question *question = r->question;
    for (size_t i = start; i < question->place_count; i++)
        if (question->terms[question->places[i].term].kind == SUO_ASKED_PREFIX)
            return true;
    return leaf->kind != SUO_LEAF_TEXT || r->text[leaf->end - 1] != '*';
}

/* Can the leaf, whose places are those from number 'start' on, be what it
 * seems? '*is_plain' becomes true where it cannot. */
static suo_status reader_judge(reader *r, const suo_leaf *leaf, bool is_word,
                               size_t start, bool *is_plain)
{
    const bool is_empty = r->question->place_count == start;
    if (!r->parse->is_exact) {
        *is_plain = is_empty || (!leaf->is_wanted && !is_word);
        return SUO_OK;
    }
    if (r->question->is_cut)
        return reader_fail(r, SUO_LIMIT, leaf,
                           "the question asks for too many words: ask fewer");
    if (is_empty)
        return reader_fail(r, SUO_INVALID, leaf,
                           "nothing in this can be searched for: a letter, a "
                           "digit or a character is wanted");
    if (!leaf_keeps_star(r, leaf, start))
        return reader_fail(r, SUO_INVALID, leaf,
                           "a '*' stands behind letters and digits, not Han "
                           "characters; put '\\' before it");
    return SUO_OK;
}

/* Documents that have what a leaf of text asks for. */
static suo_status gate_add_text(reader *r, const suo_leaf *leaf, bool *is_plain)
{
    suo_question *question = r->question;
    suo_passage passage = leaf_passage(r, leaf);
    const size_t start = question->place_count;
    bool is_word = false;
    passage.is_silent = true;
    passage.notes_places = true;
    passage.is_phrase = leaf->kind == SUO_LEAF_PHRASE;
    suo_status status = reader_add(r, passage, &is_word);
    const size_t end = question->place_count;
    if (status == SUO_OK)
        status = reader_judge(r, leaf, is_word || passage.is_phrase, start,
                              is_plain);
    for (size_t i = start; i < end && status == SUO_OK; i++) {
        uint32_t term = question->places[i].term;
        if (places_have(question, start, i, term))
            continue;
        status = gate_add_term(r, term);
        if (status == SUO_OK && i > start)
            status = gate_add(r, SUO_GATE_AND, 0);
    }
    question->place_count = start;
    return status;
}

/* Documents that have a keyword. */
static suo_status gate_add_keyword(reader *r, const suo_leaf *leaf)
{
    suo_question *question = r->question;
    size_t len = leaf->end - leaf->start;
    const char *text =
        suo_arena_copy(&question->arena, r->text + leaf->start, len);
    if (text == NULL || suo_grow(&question->keywords, &question->keyword_cap,
                                 question->keyword_count + 1,
                                 sizeof(*question->keywords)) != SUO_OK)
        return suo_error_no_memory(r->error);
    question->keywords[question->keyword_count++] =
        (suo_asked_keyword){leaf->column, {(const uint8_t *)text, len}};
    return gate_add(r, SUO_GATE_KEYWORD, (uint32_t)question->keyword_count - 1);
}

static suo_status gate_add_node(reader *r, const suo_parse_node *node,
                                bool *is_plain)
{
    const suo_leaf *leaf;
    switch (node->op) {
    case SUO_PARSE_AND:
        return gate_add(r, SUO_GATE_AND, 0);
    case SUO_PARSE_OR:
        return gate_add(r, SUO_GATE_OR, 0);
    case SUO_PARSE_NOT:
        return gate_add(r, SUO_GATE_NOT, 0);
    default:
        leaf = &r->parse->leaves[node->left];
        return leaf->kind == SUO_LEAF_KEYWORD
                   ? gate_add_keyword(r, leaf)
                   : gate_add_text(r, leaf, is_plain);
    }
}

/* The nodes in the order in which a stack needs them: children first. */
static suo_status reader_add_gate(reader *r, bool *is_plain)
{
    enum { SEEN = 1u << 31 };
    const suo_parse_node *nodes = r->parse->nodes;
    uint32_t *open = suo_alloc(2 * r->parse->node_count + 1, sizeof(*open));
    size_t count = 0;
    suo_status status = SUO_OK;
    if (open == NULL)
        return suo_error_no_memory(r->error);
    open[count++] = r->parse->root;
    while (count > 0 && status == SUO_OK && !*is_plain) {
        uint32_t own = open[--count];
        const suo_parse_node *node = &nodes[own & ~(uint32_t)SEEN];
        if (own & SEEN || node->op == SUO_PARSE_LEAF) {
            status = gate_add_node(r, node, is_plain);
            continue;
        }
        open[count++] = own | SEEN;
        if (node->op != SUO_PARSE_NOT)
            open[count++] = node->right;
        open[count++] = node->left;
    }
    suo_dealloc(open);
    return status;
}

/* ---- reading ---- */

/* Let places be bytes of the question, not of the text without escapes. */
static void reader_translate(const reader *r)
{
    const uint32_t *bytes = r->parse->places;
    for (size_t i = 0; i < r->question->place_count && bytes != NULL; i++) {
        suo_asked_place *place = &r->question->places[i];
        place->start = bytes[place->start];
        place->end = bytes[place->end - 1] + 1;
    }
    for (size_t i = 0; i < r->question->count && bytes != NULL; i++) {
        suo_asked_term *term = &r->question->terms[i];
        if (term->end > term->start) {
            term->start = bytes[term->start];
            term->end = bytes[term->end - 1] + 1;
        }
    }
}

/* Ask for what was parsed. '*is_plain' becomes true where an operator proves
 * to be none. */
static suo_status reader_read(reader *r, bool *is_plain)
{
    suo_status status = reader_add_scored(r);
    if (status == SUO_OK && r->parse->root != SUO_NO_NODE)
        status = reader_add_gate(r, is_plain);
    if (status == SUO_OK)
        reader_translate(r);
    return status;
}

suo_status suo_question_read(suo_question *question,
                             const suo_analysis *analysis,
                             const suo_schema *schema,
                             const suo_question_manner *manner,
                             const char *text, size_t len, suo_error *error)
{
    suo_parse parse = {.root = SUO_NO_NODE};
    bool is_plain = false;
    suo_status status;
    if (len > SUO_QUESTION_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a question has at most %d bytes",
                             SUO_QUESTION_MAX);
    if (manner->syntax == SUO_SYNTAX_STRICT)
        status = suo_parse_read_strict(&parse, schema, text, len, manner->all,
                                       error);
    else
        status = suo_parse_read_people(&parse, schema, text, len, error);
    reader r = {.question = question,
                .analysis = analysis,
                .manner = manner,
                .parse = &parse,
                .text = parse.is_exact ? parse.text : text,
                .len = parse.is_exact ? parse.text_len : len,
                .error = error};
    if (status == SUO_OK && (parse.is_exact || parse.leaf_count > 0))
        status = reader_read(&r, &is_plain);
    else
        is_plain = true;
    if (status == SUO_OK && is_plain) {
        suo_watch *watch = question->watch;
        suo_question_clear(question);
        question->watch = watch;
        status = suo_question_add_passage(
            question, analysis,
            &(suo_passage){.text = text,
                           .len = len,
                           .fields = UINT32_MAX,
                           .notes_places = manner->notes_places},
            NULL, error);
    }
    suo_parse_clear(&parse);
    return status;
}
