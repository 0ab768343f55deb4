/* SPDX-License-Identifier: Apache-2.0 */
/*
 * needs.c - what a document must have to have all of a question.
 *
 * Every word that is no stop word, every prefix and every quoted phrase. A word of Han
 * stands where its characters do, whichever way the text was cut: the proof of
 * a word of two characters is their pair, that of a longer one its row of
 * pairs, that of a single one any pair it begins; but a single one that has
 * neighbours in the question has none: it must stand as a word. Proofs that
 * the question does not ask for anyway are looked up, but not scored.
 */
#include "query/asking.h"

/* The term that asks for a single character wherever it stands; SUO_NO_TERM:
 * the question does not. */
static uint32_t question_find_char(const suo_question *question, suo_slice word)
{
    for (uint32_t i = 0; i < question->count; i++) {
        const suo_asked_term *term = &question->terms[i];
        suo_slice own = question->rows[term->first_row].bytes;
        if (term->kind == SUO_ASKED_CHAR && own.len == word.len &&
            memcmp(own.bytes + 1, word.bytes + 1, word.len - 1) == 0)
            return i;
    }
    return SUO_NO_TERM;
}

/* Put the pairs of the word with this row into the scratch. */
static suo_status asking_make_proof(suo_asking *a, const suo_asked_row *word)
{
    const suo_phrase_step *steps = &a->question->steps[word->first_step];
    a->row.count = 0;
    a->row.unit_count = word->unit_count;
    if (suo_grow(&a->row.steps, &a->row.cap, word->step_count,
                 sizeof(*a->row.steps)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < word->step_count; i++)
        a->row.steps[a->row.count++] =
            (suo_step){SUO_STEP_PAIR, steps[i].offset, steps[i].bytes};
    return SUO_OK;
}

/* Look up what proves word number 'word' of the terms. */
static suo_status asking_add_proof(suo_asking *a, uint32_t word)
{
    suo_question *question = a->question;
    const suo_asked_row own = question->rows[question->terms[word].first_row];
    suo_asked_kind kind =
        own.unit_count == 2 ? SUO_ASKED_GRAM : SUO_ASKED_PHRASE;
    if (own.unit_count == 1) {
        question->terms[word].proof = question_find_char(question, own.bytes);
        return SUO_OK;
    }
    suo_asked_term made = suo_asking_begin(a, kind, 0, SUO_NO_TERM);
    suo_asked_row *row;
    made.is_stop = true; /* decides nothing where it is asked anyway */
    suo_status status = asking_make_proof(a, &own);
    if (status == SUO_OK)
        status = suo_asking_add_row(a, own.fields, &a->row, &row);
    if (status != SUO_OK)
        return status;
    if (kind == SUO_ASKED_GRAM)
        row->bytes = a->row.steps[0].bytes;
    uint32_t number = suo_asking_add_term(a, made, &status);
    question->terms[word].proof = number;
    return status;
}

suo_status suo_question_add_proof(suo_question *question, uint32_t word,
                                  suo_error *error)
{
    const suo_passage passage = {.fields = UINT32_MAX, .is_silent = true};
    suo_asking a = {.question = question, .passage = &passage};
    const suo_asked_term *term = &question->terms[word];
    suo_status status = SUO_OK;
    if (term->kind == SUO_ASKED_WORD && term->is_han)
        status = asking_add_proof(&a, word);
    suo_sequence_clear(&a.row);
    return status == SUO_NO_MEMORY ? suo_error_no_memory(error) : status;
}

suo_status suo_question_need_all(suo_question *question, suo_error *error)
{
    size_t count = question->count;
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < count && status == SUO_OK; i++) {
        suo_asked_term *term = &question->terms[i];
        /* What is only looked up, or stands for what was typed. */
        if (term->count == 0 || term->is_corrected)
            continue;
        term->is_needed = (term->kind == SUO_ASKED_WORD && !term->is_stop) ||
                          term->is_quote || term->kind == SUO_ASKED_PREFIX;
        if (term->is_needed)
            status = suo_question_add_proof(question, i, error);
    }
    return status;
}
