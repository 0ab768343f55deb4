/* SPDX-License-Identifier: Apache-2.0 */
/*
 * needs.c - what a document must have to have all of a question.
 *
 * Every word that is no stop word, and every quoted phrase. A word of Han
 * stands where its characters do, whichever way the text was cut: the proof of
 * a word of two characters is their pair, that of a single one any pair it
 * begins, that of a longer one its row of pairs. Proofs that the question does
 * not ask for anyway are looked up, but not scored.
 */
#include "query/asking.h"

/* Put the steps of a proof of the word with this row into the scratch. */
static suo_status asking_make_proof(suo_asking *a, const suo_asked_row *word)
{
    const suo_phrase_step *steps = &a->question->steps[word->first_step];
    bool is_char = word->unit_count == 1;
    a->row.count = 0;
    a->row.unit_count = word->unit_count;
    if (suo_grow(&a->row.steps, &a->row.cap, word->step_count,
                 sizeof(*a->row.steps)) != SUO_OK)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < word->step_count; i++)
        a->row.steps[a->row.count++] =
            (suo_step){is_char ? SUO_STEP_CHAR : SUO_STEP_PAIR, steps[i].offset,
                       steps[i].bytes};
    if (!is_char)
        return SUO_OK;
    /* A single one's only step is the word. */
    suo_slice *bytes = &a->row.steps[0].bytes;
    char *gram = suo_arena_copy(&a->question->arena, (const char *)bytes->bytes,
                                bytes->len);
    if (gram == NULL)
        return SUO_NO_MEMORY;
    gram[0] = (char)suo_token_space(SUO_TOKEN_GRAM);
    bytes->bytes = (const uint8_t *)gram;
    return SUO_OK;
}

/* Look up what proves word number 'word' of the terms. */
static suo_status asking_add_proof(suo_asking *a, uint32_t word)
{
    suo_question *question = a->question;
    const suo_asked_row own = question->rows[question->terms[word].first_row];
    suo_asked_kind kind = own.unit_count == 1   ? SUO_ASKED_CHAR
                          : own.unit_count == 2 ? SUO_ASKED_GRAM
                                                : SUO_ASKED_PHRASE;
    suo_asked_term made = suo_asking_begin(a, kind, 0, SUO_NO_TERM);
    suo_asked_row *row;
    made.is_stop = true; /* decides nothing where it is asked anyway */
    suo_status status = asking_make_proof(a, &own);
    if (status == SUO_OK)
        status = suo_asking_add_row(a, own.fields, &a->row, &row);
    if (status != SUO_OK)
        return status;
    if (kind != SUO_ASKED_PHRASE)
        row->bytes = a->row.steps[0].bytes;
    uint32_t number = suo_asking_add_term(a, made, &status);
    question->terms[word].proof = number;
    return status;
}

suo_status suo_question_need_all(suo_question *question, suo_error *error)
{
    suo_asking a = {.question = question};
    suo_status status = SUO_OK;
    size_t count = question->count;
    for (uint32_t i = 0; i < count && status == SUO_OK; i++) {
        suo_asked_term *term = &question->terms[i];
        bool is_word = term->kind == SUO_ASKED_WORD && !term->is_stop;
        term->is_needed = is_word || term->is_quote;
        if (is_word && term->is_han)
            status = asking_add_proof(&a, i);
    }
    suo_sequence_clear(&a.row);
    return status == SUO_OK ? SUO_OK : suo_error_no_memory(error);
}
