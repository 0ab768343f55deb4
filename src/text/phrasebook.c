/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrasebook.c - the rows of all phrases as a trie whose edges are hashed.
 *
 * A reader holds the paths that are under way. Each token moves those it
 * continues, ends those it does not, and may begin one. A gram is tried as
 * the pair it is and as its first character alone.
 */
#include "text/phrasebook.h"

#include <assert.h>

#include "base/hash.h"
#include "text/batch.h"
#include "text/codes.h"
#include "text/utf8.h"

enum {
    EDGE_PLACES_MIN = 64,
    DISTANCE_MAX = 2 /* units from a step of a row to the next */
};

/* From a node to the next, by a step; node 0 is the root. */
typedef struct suo_book_edge {
    const suo_step *step; /* NULL: an empty place. Its bytes are compared. */
    uint32_t from;
    uint32_t to;
    uint32_t distance; /* units from the step before; 0 from the root */
    uint32_t tag;      /* of the hash */
} suo_book_edge;

void suo_phrasebook_clear(suo_phrasebook *book)
{
    for (size_t i = 0; i < book->count; i++) {
        suo_sequence_clear(&book->phrases[i].row);
        suo_dealloc(book->phrases[i].synonyms);
    }
    suo_dealloc(book->phrases);
    suo_dealloc(book->edges);
    suo_dealloc(book->ends);
    suo_buffer_free(&book->scratch);
    suo_arena_clear(&book->arena);
    *book = (suo_phrasebook){0};
}

static uint32_t edge_tag(uint32_t from, uint32_t distance, suo_step_kind kind,
                         suo_slice bytes)
{
    uint64_t own = (uint64_t)from << 32 | distance << 2 | kind;
    return (uint32_t)((suo_hash(bytes.bytes, bytes.len) + own) *
                          UINT64_C(0x9E3779B97F4A7C15) >>
                      32);
}

/* The edge for a step, or the empty place where it belongs. */
static suo_book_edge *book_find(const suo_phrasebook *book, uint32_t from,
                                uint32_t distance, suo_step_kind kind,
                                suo_slice bytes, uint32_t tag)
{
    size_t mask = book->edge_places - 1;
    size_t at = tag & mask;
    for (;; at = (at + 1) & mask) {
        suo_book_edge *edge = &book->edges[at];
        if (edge->step == NULL)
            return edge;
        if (edge->tag == tag && edge->from == from &&
            edge->distance == distance && edge->step->kind == kind &&
            suo_bytes_compare(edge->step->bytes.bytes, edge->step->bytes.len,
                              bytes.bytes, bytes.len) == 0)
            return edge;
    }
}

static bool book_rehash(suo_phrasebook *book)
{
    size_t count =
        book->edge_places > 0 ? book->edge_places * 2 : (size_t)EDGE_PLACES_MIN;
    suo_book_edge *edges = suo_alloc_zero(count, sizeof(*edges));
    if (edges == NULL)
        return false;
    for (size_t i = 0; i < book->edge_places; i++) {
        if (book->edges[i].step == NULL)
            continue;
        size_t at = book->edges[i].tag & (count - 1);
        while (edges[at].step != NULL)
            at = (at + 1) & (count - 1);
        edges[at] = book->edges[i];
    }
    suo_dealloc(book->edges);
    book->edges = edges;
    book->edge_places = count;
    return true;
}

/* A node that no phrase ends in. */
static bool book_add_node(suo_phrasebook *book)
{
    if (suo_grow(&book->ends, &book->node_cap, book->node_count + 1,
                 sizeof(*book->ends)) != SUO_OK)
        return false;
    book->ends[book->node_count++] = SUO_NO_PHRASE;
    return true;
}

/* The node of a row, its path made where it is not there; SUO_NO_PHRASE when
 * memory runs out. The steps must stay where they are. */
static uint32_t book_reach(suo_phrasebook *book, const suo_sequence *row)
{
    uint32_t node = 0;
    uint32_t unit = 0;
    if (book->node_count == 0 && !book_add_node(book))
        return SUO_NO_PHRASE;
    for (size_t i = 0; i < row->count; i++) {
        const suo_step *step = &row->steps[i];
        uint32_t distance = step->unit - unit;
        uint32_t tag = edge_tag(node, distance, step->kind, step->bytes);
        if (book->edge_count * 2 >= book->edge_places && !book_rehash(book))
            return SUO_NO_PHRASE;
        suo_book_edge *edge =
            book_find(book, node, distance, step->kind, step->bytes, tag);
        if (edge->step == NULL) {
            uint32_t to = (uint32_t)book->node_count;
            if (!book_add_node(book))
                return SUO_NO_PHRASE;
            *edge = (suo_book_edge){step, node, to, distance, tag};
            book->edge_count++;
        }
        node = edge->to;
        unit = step->unit;
    }
    return node;
}

/* Write a row's term; its first byte is the space of words of the user. */
static bool book_write_term(suo_phrasebook *book, suo_book_phrase *phrase)
{
    suo_buffer *scratch = &book->scratch;
    suo_buffer_reset(scratch);
    suo_buffer_add_u8(scratch, suo_token_space(SUO_TOKEN_USER));
    if (!suo_sequence_write(&phrase->row, scratch))
        return false;
    char *bytes = suo_arena_copy(&book->arena, scratch->data, scratch->len);
    phrase->term = (suo_slice){(const uint8_t *)bytes, scratch->len};
    return bytes != NULL;
}

suo_status suo_phrasebook_add_row(suo_phrasebook *book, suo_sequence *row,
                                  uint32_t *number)
{
    suo_book_phrase made = {.row = *row};
    *row = (suo_sequence){0};
    *number = SUO_NO_PHRASE;
    uint32_t node = book_reach(book, &made.row);
    bool is_new = node != SUO_NO_PHRASE && book->ends[node] == SUO_NO_PHRASE;
    bool is_done = node != SUO_NO_PHRASE;
    if (is_new)
        is_done = suo_grow(&book->phrases, &book->cap, book->count + 1,
                           sizeof(*book->phrases)) == SUO_OK &&
                  book_write_term(book, &made);
    if (is_done && is_new) {
        book->ends[node] = (uint32_t)book->count;
        book->phrases[book->count++] = made;
    } else {
        suo_sequence_clear(&made.row);
    }
    if (is_done)
        *number = book->ends[node];
    return is_done ? SUO_OK : SUO_NO_MEMORY;
}

suo_status suo_phrasebook_add(suo_phrasebook *book, suo_tokenizer *tokenizer,
                              const char *text, size_t len, uint32_t *number,
                              suo_error *error)
{
    suo_sequence row = {0};
    *number = SUO_NO_PHRASE;
    suo_status status =
        suo_sequence_make(&row, &book->arena, tokenizer, text, len, error);
    int shown = (int)(len < 100 ? len : 100);
    if (status == SUO_OK && row.count == 0)
        status = suo_error_set(error, SUO_INVALID,
                               "there is nothing to search for in '%.*s'",
                               shown, text);
    if (status == SUO_OK && row.unit_count > SUO_PHRASE_UNITS_MAX)
        status = suo_error_set(error, SUO_LIMIT, "'%.*s' ... is too long",
                               shown, text);
    if (status != SUO_OK) {
        suo_sequence_clear(&row);
        return status;
    }
    const char *copy = suo_arena_copy(&book->arena, text, len);
    status = suo_phrasebook_add_row(book, &row, number);
    if (status != SUO_OK || copy == NULL)
        return suo_error_no_memory(error);
    if (book->phrases[*number].text.bytes == NULL)
        book->phrases[*number].text = (suo_slice){(const uint8_t *)copy, len};
    return SUO_OK;
}

void suo_phrasebook_weigh(suo_phrasebook *book, uint32_t number, double weight,
                          uint64_t since)
{
    suo_book_phrase *phrase = &book->phrases[number];
    if (phrase->weight == 0 || since < phrase->since)
        phrase->since = since;
    if (weight > phrase->weight)
        phrase->weight = weight;
}

suo_status suo_phrasebook_add_word(suo_phrasebook *book,
                                   suo_tokenizer *tokenizer, suo_slice text,
                                   double weight, uint64_t since,
                                   suo_error *error)
{
    uint32_t number;
    suo_status status = suo_phrasebook_add(
        book, tokenizer, (const char *)text.bytes, text.len, &number, error);
    if (status == SUO_OK)
        suo_phrasebook_weigh(book, number, weight, since);
    return status;
}

/* ---- reading ---- */

void suo_book_reader_clear(suo_book_reader *reader)
{
    suo_dealloc(reader->paths);
    suo_dealloc(reader->matches);
    *reader = (suo_book_reader){0};
}

void suo_book_reader_start(suo_book_reader *reader, const suo_phrasebook *book,
                           const char *text, size_t text_len)
{
    reader->book = book;
    reader->text = text;
    reader->text_len = text_len;
    reader->path_count = 0;
    reader->match_count = 0;
}

/* A token as a step. */
typedef struct book_token {
    const suo_token *token;
    suo_step_kind kind;
    suo_slice bytes;
    uint32_t end; /* of its text */
} book_token;

/* A path has come to 'node': it may be a phrase, and go on. */
static suo_status reader_arrive(suo_book_reader *reader, suo_book_path path,
                                const book_token *own)
{
    uint32_t phrase = reader->book->ends[path.node];
    if (phrase != SUO_NO_PHRASE) {
        if (suo_grow(&reader->matches, &reader->match_cap,
                     reader->match_count + 1,
                     sizeof(*reader->matches)) != SUO_OK)
            return SUO_NO_MEMORY;
        reader->matches[reader->match_count++] =
            (suo_book_match){phrase, path.start, own->end, path.first_unit};
    }
    if (suo_grow(&reader->paths, &reader->path_cap, reader->path_count + 1,
                 sizeof(*reader->paths)) != SUO_OK)
        return SUO_NO_MEMORY;
    reader->paths[reader->path_count++] = path;
    return SUO_OK;
}

/* Move a path along a step, if there is an edge; 'path' is a copy. */
static suo_status reader_move(suo_book_reader *reader, suo_book_path path,
                              uint32_t distance, const book_token *own)
{
    uint32_t tag = edge_tag(path.node, distance, own->kind, own->bytes);
    const suo_book_edge *edge = book_find(reader->book, path.node, distance,
                                          own->kind, own->bytes, tag);
    if (edge->step == NULL)
        return SUO_OK;
    path.node = edge->to;
    path.unit = own->token->unit;
    return reader_arrive(reader, path, own);
}

/* Continue the first 'count' paths with a step, and begin one. */
static suo_status reader_step(suo_book_reader *reader, size_t count,
                              const book_token *own)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < count && status == SUO_OK; i++) {
        suo_book_path path = reader->paths[i];
        uint32_t distance = own->token->unit - path.unit;
        if (distance <= DISTANCE_MAX)
            status = reader_move(reader, path, distance, own);
    }
    if (status == SUO_OK)
        status = reader_move(
            reader, (suo_book_path){0, 0, own->token->unit, own->token->start},
            0, own);
    return status;
}

/* Drop what no later token can continue. A joined form comes after its words:
 * its unit lies as far back as it has parts. */
static void reader_forget(suo_book_reader *reader, uint32_t unit)
{
    size_t kept = 0;
    for (size_t i = 0; i < reader->path_count; i++)
        if (reader->paths[i].unit + DISTANCE_MAX + SUO_WHOLE_PARTS_MAX >= unit)
            reader->paths[kept++] = reader->paths[i];
    reader->path_count = kept;
}

/* All that a row may name: grams, words, joined words. Words of Han only when
 * one character. */
static bool token_is_step(const suo_token *token)
{
    if (token->kind == SUO_TOKEN_GRAM || token->kind == SUO_TOKEN_WHOLE)
        return true;
    return token->kind == SUO_TOKEN_WORD &&
           (!(token->flags & SUO_TOKEN_HAN) || token->unit_count == 1);
}

suo_status suo_book_reader_take(suo_book_reader *reader, const suo_token *token)
{
    bool is_gram = token->kind == SUO_TOKEN_GRAM;
    reader->match_count = 0;
    if (reader->book->edge_places == 0 || !token_is_step(token))
        return SUO_OK;
    reader_forget(reader, token->unit);
    size_t count = reader->path_count;
    char bytes[SUO_TOKEN_TERM_MAX + 1];
    assert(token->term_len <= SUO_TOKEN_TERM_MAX);
    bytes[0] = (char)suo_token_space(token->kind);
    memcpy(bytes + 1, token->term, token->term_len);
    book_token own = {token,
                      is_gram ? SUO_STEP_PAIR : SUO_STEP_WORD,
                      {(const uint8_t *)bytes, (size_t)token->term_len + 1},
                      token->end};
    suo_status status = SUO_OK;
    if (!is_gram || token->unit_count == 2)
        status = reader_step(reader, count, &own);
    if (status != SUO_OK || !is_gram)
        return status;
    own.kind = SUO_STEP_CHAR;
    own.bytes.len =
        1 + suo_utf8_first_len((const uint8_t *)token->term, token->term_len);
    if (token->unit_count == 2)
        own.end =
            token->start + (uint32_t)suo_utf8_first_len(
                               (const uint8_t *)reader->text + token->start,
                               reader->text_len - token->start);
    return reader_step(reader, count, &own);
}
