/* SPDX-License-Identifier: Apache-2.0 */
/*
 * question.c - decide which terms a question asks for.
 *
 * Stop words are asked only where nothing else is found. Grams are asked
 * beside words; one that lies in stop words altogether is one of them. A Han
 * character that stands alone is asked by its word and by the grams that begin
 * with it, so that it is found inside any word.
 *
 * Phrases: a code ('V3-MONO', 'max_len') is asked in every way it may be
 * written, joined or not; a word of the user, by its own term or, in segments
 * older than it, by its row; a phrase of a synonym rule, by all that answer
 * it. The words in them stand in where the phrase is unknown, and have a share
 * where it is known; those of a code have none, and it counts once for each.
 */
#include "query/question.h"

#include <stdlib.h>

#include "query/wording.h"

/* What the words of a known phrase weigh beside it (measured:
 * bench/README.md): of a joined word, and of others. */
static const double JOINED_SHARE = 0.5;
static const double PART_SHARE = 0.1;

/* Steps of one row: a phrase that is longer is asked by its beginning. */
enum { STEPS_MAX = 1024 };

/* A part of the question that is asked as one. */
typedef struct question_span {
    suo_unit_span units;
    const suo_token *whole; /* a code; NULL: a phrase of the book, or a pair */
    uint32_t phrase;        /* of the first language's book; or SUO_NO_PHRASE */
    uint32_t term;          /* number of its term */
} question_span;

/* A question being analysed. */
typedef struct asking {
    suo_question *question;
    const suo_analysis *analysis;
    suo_wording wording;
    const char *text;
    size_t text_len;
    question_span *spans; /* the longest first */
    size_t span_count;
    size_t span_cap;
    suo_sequence row; /* scratch */
} asking;

void suo_question_clear(suo_question *question)
{
    suo_arena_clear(&question->arena);
    suo_dealloc(question->terms);
    suo_dealloc(question->rows);
    suo_dealloc(question->steps);
    *question = (suo_question){0};
}

/* ---- rows ---- */

/* Append a row to the question's; 'row->bytes' and the like are set later. */
static suo_status asking_add_row(asking *a, uint32_t fields,
                                 const suo_sequence *row, suo_asked_row **made)
{
    suo_question *question = a->question;
    size_t count = row->count < STEPS_MAX ? row->count : STEPS_MAX;
    if (suo_grow(&question->rows, &question->row_cap, question->row_count + 1,
                 sizeof(*question->rows)) != SUO_OK ||
        suo_grow(&question->steps, &question->step_cap,
                 question->step_count + count,
                 sizeof(*question->steps)) != SUO_OK)
        return SUO_NO_MEMORY;
    *made = &question->rows[question->row_count++];
    **made = (suo_asked_row){.fields = fields,
                             .first_step = (uint32_t)question->step_count,
                             .step_count = (uint32_t)count,
                             .unit_count = row->unit_count};
    for (size_t i = 0; i < count; i++)
        question->steps[question->step_count++] =
            (suo_phrase_step){row->steps[i].bytes, row->steps[i].unit,
                              row->steps[i].kind == SUO_STEP_CHAR};
    return SUO_OK;
}

/* A row of one word: the term of a token. */
static suo_status asking_add_term_row(asking *a, uint32_t fields,
                                      const suo_token *token,
                                      suo_asked_row **made)
{
    uint8_t *bytes =
        suo_arena_alloc(&a->question->arena, (size_t)token->term_len + 1);
    if (bytes == NULL)
        return SUO_NO_MEMORY;
    bytes[0] = suo_token_space(token->kind);
    memcpy(bytes + 1, token->term, token->term_len);
    suo_step step = {SUO_STEP_WORD, 0, {bytes, (size_t)token->term_len + 1}};
    suo_sequence row = {
        .steps = &step, .count = 1, .unit_count = token->unit_count};
    suo_status status = asking_add_row(a, fields, &row, made);
    if (status == SUO_OK)
        (*made)->bytes = step.bytes;
    return status;
}

/* The rows of a part of the question, in all languages. */
static suo_status asking_add_span_rows(asking *a, suo_unit_span units)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        suo_asked_row *made;
        status = suo_wording_row(&a->wording, i, units, &a->question->arena,
                                 &a->row);
        if (status == SUO_OK)
            status = asking_add_row(a, a->analysis->languages[i].fields,
                                    &a->row, &made);
    }
    return status;
}

/* The rows of a phrase of the book, in all languages. */
static suo_status asking_add_book_rows(asking *a, uint32_t phrase)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        const suo_analysis_language *language = &a->analysis->languages[i];
        uint32_t number =
            language->numbers != NULL ? language->numbers[phrase] : phrase;
        const suo_book_phrase *own = &language->book.phrases[number];
        suo_asked_row *made;
        status = asking_add_row(a, language->fields, &own->row, &made);
        if (status == SUO_OK && own->weight > 0) {
            made->bytes = own->term;
            made->since = own->since;
        }
    }
    return status;
}

static bool row_equals(const suo_question *question, const suo_asked_row *a,
                       const suo_asked_row *b)
{
    if (a->step_count != b->step_count || a->fields != b->fields ||
        suo_bytes_compare(a->bytes.bytes, a->bytes.len, b->bytes.bytes,
                          b->bytes.len) != 0)
        return false;
    for (uint32_t i = 0; i < a->step_count; i++) {
        const suo_phrase_step *x = &question->steps[a->first_step + i];
        const suo_phrase_step *y = &question->steps[b->first_step + i];
        if (x->offset != y->offset || x->is_prefix != y->is_prefix ||
            suo_bytes_compare(x->bytes.bytes, x->bytes.len, y->bytes.bytes,
                              y->bytes.len) != 0)
            return false;
    }
    return true;
}

static bool term_equals(const suo_question *question, const suo_asked_term *a,
                        const suo_asked_term *b)
{
    if (a->kind != b->kind || a->row_count != b->row_count ||
        a->is_required != b->is_required)
        return false;
    for (uint32_t i = 0; i < a->row_count; i++)
        if (!row_equals(question, &question->rows[a->first_row + i],
                        &question->rows[b->first_row + i]))
            return false;
    return true;
}

/*
 * Ask for the term 'made', whose rows are the last ones, or count it if it is
 * asked already. Returns its number; SUO_NO_TERM when there are too many, or
 * memory ran out: '*status' tells.
 */
static uint32_t asking_add_term(asking *a, suo_asked_term made,
                                suo_status *status)
{
    suo_question *question = a->question;
    made.row_count = (uint32_t)question->row_count - made.first_row;
    for (size_t i = 0; i < question->count; i++) {
        suo_asked_term *known = &question->terms[i];
        if (!term_equals(question, known, &made))
            continue;
        known->count += made.count;
        known->is_stop &= made.is_stop;
        if (known->cover != made.cover)
            known->cover = SUO_NO_TERM; /* it also stands elsewhere */
        question->step_count = question->rows[made.first_row].first_step;
        question->row_count = made.first_row;
        return (uint32_t)i;
    }
    if (question->count == SUO_QUESTION_TERMS_MAX)
        return SUO_NO_TERM;
    if (suo_grow(&question->terms, &question->cap, question->count + 1,
                 sizeof(*question->terms)) != SUO_OK) {
        *status = SUO_NO_MEMORY;
        return SUO_NO_TERM;
    }
    question->terms[question->count] = made;
    return (uint32_t)question->count++;
}

/* A term to be asked, with the rows that follow. */
static suo_asked_term asking_begin(const asking *a, suo_asked_kind kind,
                                   uint32_t count, uint32_t cover)
{
    return (suo_asked_term){.kind = kind,
                            .count = count,
                            .cover = cover,
                            .part_share = 1,
                            .weight = 1,
                            .first_row = (uint32_t)a->question->row_count};
}

/* ---- phrases ---- */

static suo_status asking_add_quotes(asking *a)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->wording.quote_count && status == SUO_OK; i++) {
        suo_asked_term made = asking_begin(a, SUO_ASKED_PHRASE, 1, SUO_NO_TERM);
        made.is_required = true;
        status = asking_add_span_rows(a, a->wording.quotes[i]);
        if (status == SUO_OK)
            asking_add_term(a, made, &status);
    }
    return status;
}

static suo_status asking_add_span(asking *a, question_span span)
{
    if (suo_grow(&a->spans, &a->span_cap, a->span_count + 1,
                 sizeof(*a->spans)) != SUO_OK)
        return SUO_NO_MEMORY;
    span.term = SUO_NO_TERM;
    a->spans[a->span_count++] = span;
    return SUO_OK;
}

/* What the words of a joined form weigh where the whole is known. */
static double whole_part_share(const asking *a, const suo_token *whole)
{
    if (whole->flags & SUO_TOKEN_HAN) /* a number with its unit */
        return PART_SHARE;
    for (uint32_t i = whole->start; i < whole->end; i++)
        if ((a->text[i] >= '0' && a->text[i] <= '9') || a->text[i] == '_')
            return 0;
    return JOINED_SHARE;
}

static bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/*
 * Whether a code may be written with spaces between its parts: not when a
 * full stop between digits belongs to it, nor when it is a number with its
 * unit.
 */
static bool whole_may_fall_apart(const suo_token *whole)
{
    if (whole->flags & SUO_TOKEN_HAN)
        return false;
    for (uint32_t i = 1; i + 1 < whole->term_len; i++)
        if (whole->term[i] == '.' && byte_is_digit(whole->term[i - 1]) &&
            byte_is_digit(whole->term[i + 1]))
            return false;
    return true;
}

/* Is a unit of the question a number? */
static bool unit_is_number(const asking *a, uint32_t unit)
{
    const suo_token *token = &a->wording.tokens[0][a->wording.first[unit]];
    return byte_is_digit(token->term[0]);
}

/*
 * Neighbouring parts of a code are also asked as one: 'v3mono' may be written
 * 'V3 Mono'. Two numbers are not: a full stop stands between them.
 */
static suo_status asking_add_pairs(asking *a, const suo_token *whole)
{
    suo_status status = SUO_OK;
    if (whole->unit_count <= 2 || whole_part_share(a, whole) > 0)
        return SUO_OK;
    for (uint32_t i = 0; i + 1 < whole->unit_count && status == SUO_OK; i++) {
        uint32_t unit = whole->unit + i;
        if (!unit_is_number(a, unit) || !unit_is_number(a, unit + 1))
            status = asking_add_span(
                a, (question_span){{unit, unit + 2}, NULL, SUO_NO_PHRASE, 0});
    }
    return status;
}

/* Codes and their pairs. */
static suo_status asking_find_codes(asking *a)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        if (token->kind != SUO_TOKEN_WHOLE)
            continue;
        suo_unit_span units = {token->unit, token->unit + token->unit_count};
        status =
            asking_add_span(a, (question_span){units, token, SUO_NO_PHRASE, 0});
        if (status == SUO_OK)
            status = asking_add_pairs(a, token);
    }
    return status;
}

/* Words of the user, and phrases that have synonyms. */
static suo_status asking_find_phrases(asking *a)
{
    const suo_phrasebook *book = &a->analysis->languages[0].book;
    suo_book_reader reader = {0};
    suo_status status = SUO_OK;
    suo_book_reader_start(&reader, book, a->text, a->text_len);
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++) {
        status = suo_book_reader_take(&reader, &a->wording.tokens[0][i]);
        for (size_t m = 0; m < reader.match_count && status == SUO_OK; m++) {
            const suo_book_match *match = &reader.matches[m];
            const suo_book_phrase *phrase = &book->phrases[match->phrase];
            uint32_t end = match->unit + phrase->row.unit_count;
            if (phrase->weight > 0 || phrase->synonym_count > 0)
                status = asking_add_span(
                    a, (question_span){
                           {match->unit, end}, NULL, match->phrase, 0});
        }
    }
    suo_book_reader_clear(&reader);
    return status;
}

/* The longest first, then by place; phrases of the book before codes. */
static int span_compare(const void *a, const void *b)
{
    const question_span *x = a;
    const question_span *y = b;
    uint32_t x_len = x->units.end - x->units.start;
    uint32_t y_len = y->units.end - y->units.start;
    if (x_len != y_len)
        return x_len > y_len ? -1 : 1;
    if (x->units.start != y->units.start)
        return x->units.start < y->units.start ? -1 : 1;
    if (x->phrase != y->phrase)
        return x->phrase < y->phrase ? -1 : 1;
    return (x->whole == NULL) - (y->whole == NULL);
}

/* The term of the shortest of the first 'count' spans around some units. */
static uint32_t asking_cover(const asking *a, size_t count, uint32_t start,
                             uint32_t end)
{
    for (size_t i = count; i-- > 0;)
        if (a->spans[i].units.start <= start && a->spans[i].units.end >= end &&
            a->spans[i].term != SUO_NO_TERM)
            return a->spans[i].term;
    return SUO_NO_TERM;
}

/* The rows of a code: joined, and its words one after the other. */
static suo_status asking_add_code_rows(asking *a, const question_span *span)
{
    suo_status status = SUO_OK;
    size_t number = (size_t)(span->whole - a->wording.tokens[0]);
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        suo_asked_row *made;
        status = asking_add_term_row(a, a->analysis->languages[i].fields,
                                     &a->wording.tokens[i][number], &made);
    }
    if (status == SUO_OK && whole_may_fall_apart(span->whole))
        status = asking_add_span_rows(a, span->units);
    return status;
}

/* Words that a phrase covers: at least one. */
static uint32_t asking_count_words(const asking *a, suo_unit_span units)
{
    uint32_t count = 0;
    for (size_t i = a->wording.first[units.start]; i < a->wording.count; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        if (token->unit >= units.end)
            break;
        count += token->kind == SUO_TOKEN_WORD && token->unit >= units.start &&
                 token->unit + token->unit_count <= units.end;
    }
    return count > 0 ? count : 1;
}

static suo_status asking_ask_span(asking *a, size_t number)
{
    question_span *span = &a->spans[number];
    suo_status status;
    suo_asked_term made = asking_begin(
        a, SUO_ASKED_PHRASE, asking_count_words(a, span->units),
        asking_cover(a, number, span->units.start, span->units.end));
    if (span->whole != NULL) {
        made.part_share = whole_part_share(a, span->whole);
        if (made.part_share > 0) /* its words are asked beside it */
            made.count = 1;
        status = asking_add_code_rows(a, span);
    } else if (span->phrase == SUO_NO_PHRASE) {
        made.count = 1;
        status = asking_add_span_rows(a, span->units);
    } else {
        const suo_book_phrase *phrase =
            &a->analysis->languages[0].book.phrases[span->phrase];
        made.part_share = PART_SHARE;
        made.weight = phrase->weight > 0 ? phrase->weight : 1;
        status = asking_add_book_rows(a, span->phrase);
        for (size_t i = 0; i < phrase->synonym_count && status == SUO_OK; i++)
            status = asking_add_book_rows(a, phrase->synonyms[i]);
    }
    if (status == SUO_OK)
        span->term = asking_add_term(a, made, &status);
    return status;
}

static suo_status asking_add_phrases(asking *a)
{
    suo_status status = asking_add_quotes(a);
    if (status == SUO_OK)
        status = asking_find_codes(a);
    if (status == SUO_OK)
        status = asking_find_phrases(a);
    if (a->span_count > 1)
        qsort(a->spans, a->span_count, sizeof(*a->spans), span_compare);
    for (size_t i = 0; i < a->span_count && status == SUO_OK; i++)
        status = asking_ask_span(a, i);
    return status;
}

/* ---- words and grams ---- */

/* The row of a word of Han: by its characters, however they are cut. */
static suo_status asking_add_han_row(asking *a, const suo_token *token)
{
    uint32_t fields = 0;
    suo_asked_row *made;
    for (uint32_t i = 0; i < a->analysis->language_count; i++)
        fields |= a->analysis->languages[i].fields;
    suo_status status = asking_add_term_row(a, fields, token, &made);
    if (status != SUO_OK || token->unit_count == 1)
        return status;
    suo_slice bytes = made->bytes;
    suo_unit_span units = {token->unit, token->unit + token->unit_count};
    a->question->step_count = made->first_step;
    a->question->row_count--;
    status =
        suo_wording_row(&a->wording, 0, units, &a->question->arena, &a->row);
    if (status == SUO_OK)
        status = asking_add_row(a, fields, &a->row, &made);
    if (status == SUO_OK)
        made->bytes = bytes;
    return status;
}

/* Ask for word number 'i' of the wording. */
static suo_status asking_add_word(asking *a, size_t i)
{
    const suo_token *token = &a->wording.tokens[0][i];
    suo_status status = SUO_OK;
    uint32_t end = token->unit + token->unit_count;
    suo_asked_term made = asking_begin(
        a, SUO_ASKED_WORD, 1, asking_cover(a, a->span_count, token->unit, end));
    made.is_stop = suo_wording_is_stop(&a->wording, token);
    if (token->flags & SUO_TOKEN_HAN)
        status = asking_add_han_row(a, token);
    for (uint32_t l = 0; l < a->analysis->language_count && status == SUO_OK &&
                         !(token->flags & SUO_TOKEN_HAN);
         l++) {
        suo_asked_row *row;
        status = asking_add_term_row(a, a->analysis->languages[l].fields,
                                     &a->wording.tokens[l][i], &row);
    }
    if (status == SUO_OK)
        asking_add_term(a, made, &status);
    return status;
}

/* Ask for a gram: of two characters, or of one that stands alone. */
static suo_status asking_add_gram(asking *a, const suo_token *token)
{
    uint32_t fields = 0;
    suo_asked_row *row;
    bool is_pair = token->unit_count > 1;
    suo_asked_term made = asking_begin(
        a, is_pair ? SUO_ASKED_GRAM : SUO_ASKED_CHAR, 1, SUO_NO_TERM);
    made.is_stop = suo_wording_is_stop(&a->wording, token);
    for (uint32_t i = 0; i < a->analysis->language_count; i++)
        fields |= a->analysis->languages[i].fields;
    suo_status status = asking_add_term_row(a, fields, token, &row);
    if (status != SUO_OK)
        return status;
    a->question->steps[row->first_step].is_prefix = !is_pair;
    asking_add_term(a, made, &status);
    return status;
}

static suo_status asking_add_words(asking *a)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++)
        if (a->wording.tokens[0][i].kind == SUO_TOKEN_WORD)
            status = asking_add_word(a, i);
    return status;
}

static suo_status asking_add_grams(asking *a)
{
    suo_status status = SUO_OK;
    bool is_inside = false; /* the gram before was of two characters */
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        if (token->kind != SUO_TOKEN_GRAM)
            continue;
        bool is_pair = token->unit_count > 1;
        if (is_pair || !is_inside)
            status = asking_add_gram(a, token);
        is_inside = is_pair;
    }
    return status;
}

suo_status suo_question_analyse(suo_question *question,
                                const suo_analysis *analysis, const char *text,
                                size_t len, suo_error *error)
{
    asking a = {.question = question,
                .analysis = analysis,
                .text = text,
                .text_len = len};
    if (len > SUO_QUESTION_BYTES_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a question has at most %d bytes",
                             SUO_QUESTION_BYTES_MAX);
    suo_status status = suo_wording_make(&a.wording, analysis, &question->arena,
                                         text, len, error);
    if (status == SUO_OK &&
        (asking_add_phrases(&a) != SUO_OK || asking_add_words(&a) != SUO_OK ||
         asking_add_grams(&a) != SUO_OK))
        status = suo_error_no_memory(error);
    suo_wording_clear(&a.wording);
    suo_sequence_clear(&a.row);
    suo_dealloc(a.spans);
    return status;
}
