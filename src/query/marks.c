/* SPDX-License-Identifier: Apache-2.0 */
/*
 * marks.c - put the rows of a question's terms into a phrasebook.
 *
 * Words of Han are marked by their characters, however the text was cut:
 * their grams found it. Only a single one must stand there as a word. Prefixes
 * are no rows: each word of a text is compared with them.
 */
#include "query/marks.h"

void suo_marks_clear(suo_marks *marks)
{
    suo_phrasebook_clear(&marks->book);
    suo_dealloc(marks->heads);
    suo_dealloc(marks->links);
    *marks = (suo_marks){0};
}

static suo_step_kind step_kind(const suo_phrase_step *step)
{
    if (step->is_prefix)
        return SUO_STEP_CHAR;
    bool is_gram = step->bytes.bytes[0] == suo_token_space(SUO_TOKEN_GRAM);
    return is_gram ? SUO_STEP_PAIR : SUO_STEP_WORD;
}

/* Put a row into the book; 'number' receives its phrase. */
static suo_status marks_add_row(suo_marks *marks, const suo_question *question,
                                const suo_asked_row *row, uint32_t *number)
{
    suo_sequence sequence = {.unit_count = row->unit_count};
    if (suo_grow(&sequence.steps, &sequence.cap, row->step_count,
                 sizeof(*sequence.steps)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < row->step_count; i++) {
        const suo_phrase_step *step = &question->steps[row->first_step + i];
        sequence.steps[sequence.count++] =
            (suo_step){step_kind(step), step->offset, step->bytes};
    }
    return suo_phrasebook_add_row(&marks->book, &sequence, number);
}

static suo_status marks_link(suo_marks *marks, uint32_t phrase, uint32_t term)
{
    if (suo_grow(&marks->heads, &marks->head_cap, (size_t)phrase + 1,
                 sizeof(*marks->heads)) != SUO_OK ||
        suo_grow(&marks->links, &marks->link_cap, marks->link_count + 1,
                 sizeof(*marks->links)) != SUO_OK)
        return SUO_NO_MEMORY;
    while (marks->head_count <= phrase)
        marks->heads[marks->head_count++] = SUO_NO_TERM;
    marks->links[marks->link_count] =
        (suo_mark_link){term, marks->heads[phrase]};
    marks->heads[phrase] = (uint32_t)marks->link_count++;
    return SUO_OK;
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
        for (uint32_t r = 0; r < term->row_count && weights[i] > 0 &&
                             term->kind != SUO_ASKED_FORM;
             r++) {
            uint32_t phrase;
            status = marks_add_row(
                marks, question, &question->rows[term->first_row + r], &phrase);
            if (status == SUO_OK)
                status = marks_link(marks, phrase, (uint32_t)i);
            if (status != SUO_OK)
                break;
        }
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
