/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gist.c - count the words of texts, weigh them by the view, keep the best.
 *
 * Candidates are words that are no stop words, of Han such of two characters
 * and more; joined forms and quantities; and pairs of Han characters that the
 * dictionary cut apart: names that it does not know. The 64 most frequent are
 * looked up, the first in the text of equals, so that the choice depends on
 * the text alone; how many documents of the view have them then says which
 * tell most: freq / (freq + 1.2) * idf, the idea of "more like this" queries
 * (Lucene) with the saturation of BM25. That weight is also what a term counts
 * in the question.
 */
#include "query/gist.h"

#include <stdlib.h>

#include "base/hash.h"
#include "query/asking.h"
#include "text/utf8.h"

enum {
    PLACES = 1 << 13, /* of the table of hashes */
    WORDS_MAX = PLACES / 2,
    PAIR_BYTES = 2 * SUO_UTF8_MAX
};

static const double SATURATION = 1.2;

void suo_gist_clear(suo_gist *gist)
{
    suo_dealloc(gist->words);
    suo_dealloc(gist->places);
    suo_arena_clear(&gist->arena);
    *gist = (suo_gist){0};
}

/* ---- counting ---- */

/* Where the word with this term is noted, or would be. */
static uint32_t *gist_place(const suo_gist *gist, uint8_t space,
                            const suo_token *token, uint32_t fields)
{
    size_t at = suo_hash(token->term, token->term_len) % PLACES;
    for (;; at = (at + 1) % PLACES) {
        if (gist->places[at] == 0)
            return &gist->places[at];
        const suo_gist_word *word = &gist->words[gist->places[at] - 1];
        if (word->fields == fields && word->term.bytes[0] == space &&
            word->term.len == (size_t)token->term_len + 1 &&
            memcmp(word->term.bytes + 1, token->term, token->term_len) == 0)
            return &gist->places[at];
    }
}

static suo_status gist_add(suo_gist *gist, const suo_token *token,
                           uint32_t fields, uint32_t weight)
{
    uint8_t space = suo_token_space(token->kind);
    uint32_t *place = gist_place(gist, space, token, fields);
    if (*place != 0) {
        gist->words[*place - 1].freq += weight;
        return SUO_OK;
    }
    if (gist->count == WORDS_MAX)
        return SUO_OK;
    if (suo_grow(&gist->words, &gist->cap, gist->count + 1,
                 sizeof(*gist->words)) != SUO_OK)
        return SUO_NO_MEMORY;
    suo_gist_word *word = &gist->words[gist->count];
    *word = (suo_gist_word){
        .fields = fields,
        .kind = token->kind == SUO_TOKEN_GRAM ? SUO_ASKED_GRAM : SUO_ASKED_WORD,
        .unit_count = token->unit_count,
        .number = (uint32_t)gist->count,
        .freq = weight,
        .is_han =
            token->kind == SUO_TOKEN_WORD && (token->flags & SUO_TOKEN_HAN)};
    if (!suo_token_copy_term(token, &gist->arena, &word->term))
        return SUO_NO_MEMORY;
    *place = (uint32_t)++gist->count;
    return SUO_OK;
}

/* One text while it is read. */
typedef struct gist_reading {
    suo_gist *gist;
    uint32_t fields; /* of words in this language */
    uint32_t all_fields;
    uint32_t weight;
    bool reads_han;
    uint32_t single; /* unit of the last character that is a word; or none */
    suo_token pair;  /* that begins there; no unit_count: there is none */
    char pair_term[PAIR_BYTES];
} gist_reading;

/* A word of one Han character: with the one before it, it may be part of a
 * name. */
static suo_status reading_take_single(gist_reading *r, const suo_token *token)
{
    suo_status status = SUO_OK;
    if (r->pair.unit_count > 0 && r->pair.unit + 1 == token->unit)
        status = gist_add(r->gist, &r->pair, r->all_fields, r->weight);
    r->pair.unit_count = 0;
    r->single = token->unit;
    return status;
}

static suo_status reading_take_han(gist_reading *r, const suo_token *token)
{
    if (!r->reads_han)
        return SUO_OK;
    if (token->kind == SUO_TOKEN_GRAM) {
        if (token->unit_count == 2 && token->unit == r->single &&
            token->term_len <= PAIR_BYTES) {
            r->pair = *token;
            r->pair.term = r->pair_term;
            memcpy(r->pair_term, token->term, token->term_len);
        }
        return SUO_OK;
    }
    if (token->flags & SUO_TOKEN_STOP)
        return SUO_OK;
    if (token->kind == SUO_TOKEN_WORD && token->unit_count == 1)
        return reading_take_single(r, token);
    return gist_add(r->gist, token, r->all_fields, r->weight);
}

static suo_status reading_take(gist_reading *r, const suo_token *token)
{
    if (token->kind == SUO_TOKEN_GRAM || (token->flags & SUO_TOKEN_HAN))
        return reading_take_han(r, token);
    return token->flags & SUO_TOKEN_STOP
               ? SUO_OK
               : gist_add(r->gist, token, r->fields, r->weight);
}

/* The beginning of a text that there is room for, in whole characters. */
static suo_slice gist_limit(suo_gist *gist, suo_slice text)
{
    size_t room = SUO_GIST_BYTES_MAX - gist->bytes;
    if (text.len > room) {
        text.len = room;
        for (int i = 1; i < SUO_UTF8_MAX && text.len > 0 &&
                        suo_utf8_is_tail(text.bytes[text.len]);
             i++)
            text.len--;
    }
    gist->bytes += text.len;
    return text;
}

static suo_status reading_run(gist_reading *r, suo_tokenizer *tokenizer,
                              suo_slice text, suo_error *error)
{
    suo_status status = suo_tokenizer_start(tokenizer, (const char *)text.bytes,
                                            (int64_t)text.len, error);
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i++)
            if (reading_take(r, &tokens[i]) != SUO_OK)
                return suo_error_no_memory(error);
    }
    return status;
}

suo_status suo_gist_read(suo_gist *gist, uint32_t language, suo_slice text,
                         uint32_t weight, bool reads_han, suo_error *error)
{
    const suo_analysis *analysis = gist->analysis;
    gist_reading r = {.gist = gist,
                      .fields = analysis->languages[language].fields,
                      .weight = weight,
                      .reads_han = reads_han,
                      .single = UINT32_MAX};
    suo_tokenizer *tokenizer;
    for (uint32_t i = 0; i < analysis->language_count; i++)
        r.all_fields |= analysis->languages[i].fields;
    if (gist->places == NULL)
        gist->places = suo_alloc_zero(PLACES, sizeof(*gist->places));
    if (gist->places == NULL)
        return suo_error_no_memory(error);
    text = gist_limit(gist, text);
    if (text.len == 0)
        return SUO_OK;
    suo_status status =
        suo_analysis_take_tokenizer(analysis, language, &tokenizer, error);
    if (status != SUO_OK)
        return status;
    status = reading_run(&r, tokenizer, text, error);
    suo_analysis_give_tokenizer(analysis, language, tokenizer);
    return status;
}

/* ---- asking ---- */

static int word_compare_freq(const void *a, const void *b)
{
    const suo_gist_word *x = a;
    const suo_gist_word *y = b;
    if (x->freq != y->freq)
        return x->freq > y->freq ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The pairs of a word of Han, which stand wherever it does. */
static suo_status gist_make_pairs(const suo_gist_word *word, suo_arena *arena,
                                  suo_sequence *row)
{
    const uint8_t *at = word->term.bytes + 1;
    size_t left = word->term.len - 1;
    row->count = 0;
    row->unit_count = word->unit_count;
    for (uint32_t unit = 0; unit + 1 < word->unit_count; unit++) {
        size_t first = suo_utf8_first_len(at, left);
        size_t second =
            left > first ? suo_utf8_first_len(at + first, left - first) : 0;
        suo_step step = {SUO_STEP_PAIR, unit, {0}};
        const suo_token pair = {.term = (const char *)at,
                                .term_len = (uint32_t)(first + second),
                                .kind = SUO_TOKEN_GRAM};
        if (second == 0)
            break;
        if (suo_grow(&row->steps, &row->cap, row->count + 1,
                     sizeof(*row->steps)) != SUO_OK ||
            !suo_token_copy_term(&pair, arena, &step.bytes))
            return SUO_NO_MEMORY;
        row->steps[row->count++] = step;
        at += first;
        left -= first;
    }
    return SUO_OK;
}

/* Ask for a word, whichever way Han is cut (as question.c does). */
static suo_status gist_add_term(suo_asking *a, const suo_gist_word *word)
{
    suo_asked_term made = suo_asking_begin(a, word->kind, 1, SUO_NO_TERM);
    suo_asked_row *row;
    suo_status status;
    made.is_han = word->is_han;
    made.weight = word->freq / (word->freq + SATURATION);
    if (word->is_han) {
        status = gist_make_pairs(word, &a->question->arena, &a->row);
        if (status == SUO_OK)
            status = suo_asking_add_row(a, word->fields, &a->row, &row);
        if (status != SUO_OK)
            return status;
        const char *term = suo_arena_copy(&a->question->arena, word->term.bytes,
                                          word->term.len);
        if (term == NULL)
            return SUO_NO_MEMORY;
        row->bytes = (suo_slice){(const uint8_t *)term, word->term.len};
    } else {
        const suo_token token = {.term = (const char *)word->term.bytes + 1,
                                 .term_len = (uint32_t)word->term.len - 1,
                                 .kind = word->kind == SUO_ASKED_GRAM
                                             ? SUO_TOKEN_GRAM
                                             : SUO_TOKEN_WORD,
                                 .unit_count = word->unit_count};
        status = suo_asking_add_term_row(a, word->fields, &token, &row);
        if (status != SUO_OK)
            return status;
    }
    suo_asking_add_term(a, made, &status);
    return status;
}

/* The weight below which terms are not asked for; those that too few documents
 * have get none. */
static double gist_weigh(const suo_plan *plan, uint64_t docs_min,
                         double *weights)
{
    double best[SUO_GIST_TERMS_MAX] = {0};
    for (size_t i = 0; i < plan->term_count; i++) {
        const suo_planned_term *planned = &plan->terms[i];
        weights[i] = planned->doc_freq >= docs_min ? planned->weight : 0;
        double in = weights[i];
        for (size_t b = 0; b < SUO_GIST_TERMS_MAX; b++)
            if (in > best[b]) {
                double out = best[b];
                best[b] = in;
                in = out;
            }
    }
    return best[SUO_GIST_TERMS_MAX - 1];
}

/* Keep the terms that tell most, in their order. */
static void gist_choose(const suo_plan *plan, uint64_t docs_min,
                        suo_question *question)
{
    double weights[SUO_GIST_WORDS_MAX];
    double least = gist_weigh(plan, docs_min, weights);
    size_t kept = 0;
    size_t count = question->count;
    for (size_t i = 0; i < count && kept < SUO_GIST_TERMS_MAX; i++)
        if (weights[i] > 0 && weights[i] >= least)
            question->terms[kept++] = question->terms[i];
    question->count = kept;
}

suo_status suo_gist_ask(suo_gist *gist, const suo_view *view, uint32_t fields,
                        uint64_t docs_min, suo_question *question,
                        suo_error *error)
{
    const suo_passage passage = {.fields = UINT32_MAX};
    suo_asking a = {
        .question = question, .analysis = gist->analysis, .passage = &passage};
    /* Nothing is scored: what lists are worth need not be learnt. */
    const suo_search_request request = {.fields = fields,
                                        .is_exhaustive = true};
    suo_status status = SUO_OK;
    if (gist->count > 1)
        qsort(gist->words, gist->count, sizeof(*gist->words),
              word_compare_freq);
    for (size_t i = 0;
         i < gist->count && i < SUO_GIST_WORDS_MAX && status == SUO_OK; i++)
        status = gist_add_term(&a, &gist->words[i]);
    suo_sequence_clear(&a.row);
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    suo_search_scratch *scratch = suo_search_scratch_take(gist->analysis);
    if (scratch == NULL)
        return suo_error_no_memory(error);
    status = suo_plan_make(&scratch->plan, view, question, &request, error);
    if (status == SUO_OK)
        gist_choose(&scratch->plan, docs_min, question);
    suo_search_scratch_give(gist->analysis, scratch);
    return status;
}
