/* SPDX-License-Identifier: Apache-2.0 */
/*
 * marks.c - put the rows of a question's terms into a phrasebook.
 *
 * Words of Han are marked by their characters, however the text was cut:
 * their grams found it. Only a single one must stand there as a word. Prefixes
 * are no rows: each word of a text is compared with them. Of words that are near
 * each other each has a row: matches.c finds which of them are.
 */
#include "query/marks.h"

void suo_marks_clear(suo_marks *marks)
{
    suo_phrasebook_clear(&marks->book);
    suo_dealloc(marks->heads);
    suo_dealloc(marks->links);
    suo_dealloc(marks->nears);
    *marks = (suo_marks){0};
}

static suo_step_kind step_kind(const suo_phrase_step *step)
{
    if (step->is_prefix)
        return SUO_STEP_CHAR;
    bool is_gram = step->bytes.bytes[0] == suo_token_space(SUO_TOKEN_GRAM);
    return is_gram ? SUO_STEP_PAIR : SUO_STEP_WORD;
}

/* Put a row of steps into the book, and link it. */
static suo_status marks_add_row(suo_marks *marks, const suo_phrase_step *steps,
                                uint32_t count, uint32_t unit_count,
                                suo_mark_link link)
{
    suo_sequence sequence = {.unit_count = unit_count};
    uint32_t phrase;
    if (suo_grow(&sequence.steps, &sequence.cap, count,
                 sizeof(*sequence.steps)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        sequence.steps[sequence.count++] =
            (suo_step){step_kind(&steps[i]), steps[i].offset, steps[i].bytes};
    suo_status status =
        suo_phrasebook_add_row(&marks->book, &sequence, &phrase);
    if (status != SUO_OK)
        return status;
    if (suo_grow(&marks->heads, &marks->head_cap, (size_t)phrase + 1,
                 sizeof(*marks->heads)) != SUO_OK ||
        suo_grow(&marks->links, &marks->link_cap, marks->link_count + 1,
                 sizeof(*marks->links)) != SUO_OK)
        return SUO_NO_MEMORY;
    while (marks->head_count <= phrase)
        marks->heads[marks->head_count++] = SUO_NO_TERM;
    link.next = marks->heads[phrase];
    marks->links[marks->link_count] = link;
    marks->heads[phrase] = (uint32_t)marks->link_count++;
    return SUO_OK;
}

/* Put the words of a near row into the book. */
static suo_status marks_add_near(suo_marks *marks, const suo_phrase *phrase,
                                 uint32_t term)
{
    const uint32_t number = (uint32_t)marks->near_count;
    suo_status status = SUO_OK;
    if (suo_grow(&marks->nears, &marks->near_cap, marks->near_count + 1,
                 sizeof(*marks->nears)) != SUO_OK)
        return SUO_NO_MEMORY;
    suo_mark_near *made = &marks->nears[marks->near_count++];
    *made = (suo_mark_near){.term = term};
    suo_near_begin(&made->near, phrase);
    for (uint32_t w = 0; w < made->near.word_count && status == SUO_OK; w++) {
        const suo_near_word *word = &made->near.words[w];
        status = marks_add_row(marks, phrase->steps + word->first_step,
                               word->step_count, word->unit_count,
                               (suo_mark_link){term, SUO_NO_TERM, number, w});
    }
    return status;
}

/* Put the rows of a term into the book. */
static suo_status marks_add_term(suo_marks *marks, uint32_t term)
{
    const suo_question *question = marks->question;
    const suo_asked_term *own = &question->terms[term];
    suo_status status = SUO_OK;
    for (uint32_t r = 0; r < own->row_count && status == SUO_OK; r++) {
        const suo_asked_row *row = &question->rows[own->first_row + r];
        const suo_phrase phrase = suo_question_phrase(question, row);
        status = phrase.window > 0
                     ? marks_add_near(marks, &phrase, term)
                     : marks_add_row(
                           marks, phrase.steps, phrase.count, row->unit_count,
                           (suo_mark_link){term, SUO_NO_TERM, SUO_NO_TERM, 0});
    }
    return status;
}

suo_status suo_marks_make(suo_marks *marks, const suo_question *question,
                          const double *weights)
{
    suo_status status = SUO_OK;
    marks->question = question;
    for (size_t i = 0; i < question->count && status == SUO_OK; i++) {
        const suo_asked_term *term = &question->terms[i];
        if (term->kind == SUO_ASKED_PREFIX) {
            if (weights[i] > 0)
                marks->prefixes[marks->prefix_count++] = (uint32_t)i;
            continue;
        }
        if (weights[i] > 0 && term->kind != SUO_ASKED_FORM)
            status = marks_add_term(marks, (uint32_t)i);
    }
    return status;
}

/* Does a term of this space fit the row? */
static bool row_fits(const suo_question *question, const suo_asked_row *row,
                     uint32_t kind, const char *term, size_t len)
{
    size_t own = row->bytes.len - 1;
    bool is_prefix = question->steps[row->first_step].is_prefix;
    return row->bytes.bytes[0] == suo_token_space(kind) &&
           (is_prefix ? len >= own : len == own) &&
           memcmp(term, row->bytes.bytes + 1, own) == 0;
}

bool suo_marks_begin(const suo_marks *marks, uint32_t number,
                     const suo_token *token, const char *text)
{
    const suo_question *question = marks->question;
    const suo_asked_term *term = &question->terms[marks->prefixes[number]];
    char form[SUO_FORM_BYTES_MAX];
    size_t form_len = 0;
    if (token->kind != SUO_TOKEN_WORD && token->kind != SUO_TOKEN_WHOLE)
        return false;
    if (!(token->flags & SUO_TOKEN_STOP))
        form_len = suo_token_form(token, text, form);
    for (uint32_t r = 0; r < term->row_count; r++) {
        const suo_asked_row *row = &question->rows[term->first_row + r];
        if (row_fits(question, row, SUO_TOKEN_WORD, token->term,
                     token->term_len) ||
            row_fits(question, row, SUO_TOKEN_FORM, form, form_len))
            return true;
    }
    return false;
}
