/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spans.c - find the parts of a question that are asked as one.
 *
 * A quote is a row of terms, in each language; one whose words are near each
 * other ("..."~5) a row of its words, each a row of terms: one of Han by its
 * characters, what is joined by its parts. One word is near itself: a phrase.
 *
 * A code ('V3-MONO', 'max_len') is asked in every way it may be written,
 * joined or not; a word of the user, by its own term or, in segments older
 * than it, by its row; a phrase of a synonym rule, by all that answer it. The
 * words in them stand in where the phrase is unknown, and have a share where
 * it is known; those of a code have none, and it counts once for each.
 */
#include "query/asking.h"

#include <stdlib.h>

/* Further ones are not asked: words of the user may lie in each other, and
 * what covers a word is looked for among all spans. */
enum { SPANS_MAX = 2 * SUO_QUESTION_TERMS_MAX };

/* What the words of a known phrase weigh beside it (measured:
 * bench/README.md): of a joined word, and of others. */
static const double JOINED_SHARE = 0.5;
static const double PART_SHARE = 0.1;

/* Put the rows of words into one, behind each other, as far as there is room
 * for whole words. */
static suo_status asking_join_words(suo_asking *a, uint32_t language,
                                    const suo_unit_span *words, uint32_t count,
                                    suo_sequence *joined)
{
    joined->count = 0;
    joined->unit_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const suo_sequence *row = &a->row;
        if (suo_wording_row(&a->wording, language, words[i],
                            &a->question->arena, &a->row) != SUO_OK)
            return SUO_NO_MEMORY;
        if (row->count == 0)
            continue;
        if (joined->count + row->count > SUO_PHRASE_UNITS_MAX) {
            a->question->is_cut = true;
            return SUO_OK;
        }
        if (suo_grow(&joined->steps, &joined->cap, joined->count + row->count,
                     sizeof(*joined->steps)) != SUO_OK)
            return SUO_NO_MEMORY;
        memcpy(joined->steps + joined->count, row->steps,
               row->count * sizeof(*row->steps));
        joined->count += row->count;
        joined->unit_count += row->unit_count;
    }
    return SUO_OK;
}

/* The rows of words that are near each other, in all languages. */
static suo_status asking_add_near_rows(suo_asking *a,
                                       const suo_unit_span *words,
                                       uint32_t count, uint32_t slack)
{
    suo_sequence joined = {0};
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        suo_asked_row *made;
        status = asking_join_words(a, i, words, count, &joined);
        if (status == SUO_OK)
            status = suo_asking_add_row(a, a->analysis->languages[i].fields,
                                        &joined, &made);
        if (status == SUO_OK)
            made->window = joined.unit_count + slack;
    }
    suo_sequence_clear(&joined);
    return status;
}

/* The rows of a quote. */
static suo_status asking_add_quote_rows(suo_asking *a, const suo_quote *quote)
{
    suo_unit_span words[SUO_NEAR_WORDS_MAX];
    uint32_t count = 0;
    bool is_cut = false;
    if (quote->is_near)
        count =
            suo_wording_quoted_words(&a->wording, quote->units, words, &is_cut);
    a->question->is_cut |= is_cut;
    return count > 1 ? asking_add_near_rows(a, words, count, quote->slack)
                     : suo_asking_add_span_rows(a, quote->units);
}

suo_status suo_asking_add_quotes(suo_asking *a)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->wording.quote_count && status == SUO_OK; i++) {
        suo_asking_at_units(a, a->wording.quotes[i].units);
        uint32_t number = SUO_NO_TERM;
        suo_asked_term made =
            suo_asking_begin(a, SUO_ASKED_PHRASE, 1, SUO_NO_TERM);
        made.is_quote = true;
        made.is_required = a->wording.is_all_quoted && !a->passage->is_exact &&
                           !a->passage->is_silent;
        status = asking_add_quote_rows(a, &a->wording.quotes[i]);
        if (status == SUO_OK)
            number = suo_asking_add_term(a, made, &status);
        if (status == SUO_OK && a->start < a->end)
            status = suo_asking_note(a, number, a->start, a->end);
    }
    return status;
}

static suo_status asking_add_span(suo_asking *a, suo_question_span span)
{
    if (a->span_count == SPANS_MAX)
        return SUO_OK;
    if (suo_grow(&a->spans, &a->span_cap, a->span_count + 1,
                 sizeof(*a->spans)) != SUO_OK)
        return SUO_NO_MEMORY;
    span.term = SUO_NO_TERM;
    a->spans[a->span_count++] = span;
    return SUO_OK;
}

/* What the words of a joined form weigh where the whole is known. */
static double whole_part_share(const suo_asking *a, const suo_token *whole)
{
    if (whole->flags & SUO_TOKEN_HAN) /* with Han: it is no code */
        return JOINED_SHARE;
    for (uint32_t i = whole->start; i < whole->end; i++)
        if ((a->text[i] >= '0' && a->text[i] <= '9') || a->text[i] == '_')
            return 0;
    return JOINED_SHARE;
}

static bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Whether a code may be written with spaces between its parts: not when a
 * full stop between digits belongs to it. */
static bool whole_may_fall_apart(const suo_token *whole)
{
    for (uint32_t i = 1; i + 1 < whole->term_len; i++)
        if (whole->term[i] == '.' && byte_is_digit(whole->term[i - 1]) &&
            byte_is_digit(whole->term[i + 1]))
            return false;
    return true;
}

/* Is a unit of the question a number? */
static bool unit_is_number(const suo_asking *a, uint32_t unit)
{
    const suo_token *token = &a->wording.tokens[0][a->wording.first[unit]];
    return byte_is_digit(token->term[0]);
}

/*
 * Neighbouring parts of a code are also asked as one: 'v3mono' may be written
 * 'V3 Mono'. Two numbers are not: a full stop stands between them.
 */
static suo_status asking_add_pairs(suo_asking *a, const suo_token *whole)
{
    suo_status status = SUO_OK;
    if (whole->unit_count <= 2 || whole_part_share(a, whole) > 0)
        return SUO_OK;
    for (uint32_t i = 0; i + 1 < whole->unit_count && status == SUO_OK; i++) {
        uint32_t unit = whole->unit + i;
        if (!unit_is_number(a, unit) || !unit_is_number(a, unit + 1))
            status = asking_add_span(
                a,
                (suo_question_span){{unit, unit + 2}, NULL, SUO_NO_PHRASE, 0});
    }
    return status;
}

/* Codes and their pairs. */
static suo_status asking_find_codes(suo_asking *a)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        if (token->kind != SUO_TOKEN_WHOLE)
            continue;
        suo_unit_span units = {token->unit, token->unit + token->unit_count};
        status = asking_add_span(
            a, (suo_question_span){units, token, SUO_NO_PHRASE, 0});
        if (status == SUO_OK)
            status = asking_add_pairs(a, token);
    }
    return status;
}

/* Words of the user, and phrases that have synonyms. */
static suo_status asking_find_phrases(suo_asking *a)
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
                    a, (suo_question_span){
                           {match->unit, end}, NULL, match->phrase, 0});
        }
    }
    suo_book_reader_clear(&reader);
    return status;
}

/* The longest first, then by place; phrases of the book before codes. */
static int span_compare(const void *a, const void *b)
{
    const suo_question_span *x = a;
    const suo_question_span *y = b;
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

uint32_t suo_asking_cover(const suo_asking *a, size_t count, uint32_t start,
                          uint32_t end)
{
    for (size_t i = count; i-- > 0;)
        if (a->spans[i].units.start <= start && a->spans[i].units.end >= end &&
            a->spans[i].term != SUO_NO_TERM)
            return a->spans[i].term;
    return SUO_NO_TERM;
}

/* The rows of a code: joined, and its words one after the other. */
static suo_status asking_add_code_rows(suo_asking *a,
                                       const suo_question_span *span)
{
    suo_status status = SUO_OK;
    size_t number = (size_t)(span->whole - a->wording.tokens[0]);
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        suo_asked_row *made;
        status = suo_asking_add_term_row(a, a->analysis->languages[i].fields,
                                         &a->wording.tokens[i][number], &made);
    }
    if (status == SUO_OK && whole_may_fall_apart(span->whole))
        status = suo_asking_add_span_rows(a, span->units);
    return status;
}

/* Words that a phrase covers: at least one. */
static uint32_t asking_count_words(const suo_asking *a, suo_unit_span units)
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

static suo_status asking_ask_span(suo_asking *a, size_t number)
{
    suo_question_span *span = &a->spans[number];
    suo_status status;
    uint32_t word_count = asking_count_words(a, span->units);
    suo_asking_at_units(a, span->units);
    suo_asked_term made = suo_asking_begin(
        a, SUO_ASKED_PHRASE, word_count,
        suo_asking_cover(a, number, span->units.start, span->units.end));
    made.word_count = word_count;
    if (span->whole != NULL) {
        made.part_share = whole_part_share(a, span->whole);
        if (made.part_share > 0) /* its words are asked beside it */
            made.count = 1;
        status = asking_add_code_rows(a, span);
    } else if (span->phrase == SUO_NO_PHRASE) {
        made.count = 1;
        status = suo_asking_add_span_rows(a, span->units);
    } else {
        const suo_book_phrase *phrase =
            &a->analysis->languages[0].book.phrases[span->phrase];
        made.part_share = PART_SHARE;
        made.weight = phrase->weight > 0 ? phrase->weight : 1;
        status = suo_asking_add_book_rows(a, span->phrase);
        for (size_t i = 0; i < phrase->synonym_count && status == SUO_OK; i++)
            status = suo_asking_add_book_rows(a, phrase->synonyms[i]);
    }
    if (status == SUO_OK)
        span->term = suo_asking_add_term(a, made, &status);
    return status;
}

suo_status suo_asking_add_phrases(suo_asking *a)
{
    suo_status status = asking_find_codes(a);
    if (status == SUO_OK)
        status = asking_find_phrases(a);
    if (a->span_count > 1)
        qsort(a->spans, a->span_count, sizeof(*a->spans), span_compare);
    for (size_t i = 0; i < a->span_count && status == SUO_OK; i++)
        status = asking_ask_span(a, i);
    return status;
}
