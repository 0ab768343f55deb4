/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asking.c - rows and terms of a question, each asked once.
 */
#include "query/asking.h"

#include "base/hash.h"
#include "text/utf8.h"

/* Steps of one row: a phrase that is longer is asked by its beginning. */
enum { STEPS_MAX = SUO_PHRASE_UNITS_MAX };

void suo_asking_at_token(suo_asking *a, const suo_token *token)
{
    a->start = token->start;
    a->end = token->end;
}

/* A token that reaches beyond the units begins with a character of theirs. */
void suo_asking_at_units(suo_asking *a, suo_unit_span units)
{
    a->start = (uint32_t)a->text_len;
    a->end = 0;
    for (size_t i = a->wording.first[units.start]; i < a->wording.count; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        uint32_t end = token->end;
        if (token->unit >= units.end)
            break;
        if (token->unit < units.start)
            continue;
        if (token->unit + token->unit_count > units.end)
            end = token->start + (uint32_t)suo_utf8_first_len(
                                     (const uint8_t *)a->text + token->start,
                                     a->text_len - token->start);
        a->start = token->start < a->start ? token->start : a->start;
        a->end = end > a->end ? end : a->end;
    }
}

suo_status suo_asking_add_row(suo_asking *a, uint32_t fields,
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
    **made = (suo_asked_row){.fields = fields & a->passage->fields,
                             .first_step = (uint32_t)question->step_count,
                             .step_count = (uint32_t)count,
                             .unit_count = row->unit_count};
    for (size_t i = 0; i < count; i++)
        question->steps[question->step_count++] =
            (suo_phrase_step){row->steps[i].bytes, row->steps[i].unit,
                              row->steps[i].kind == SUO_STEP_CHAR};
    return SUO_OK;
}

suo_status suo_asking_note(suo_asking *a, uint32_t term, uint32_t start,
                           uint32_t end)
{
    suo_question *question = a->question;
    const uint32_t offset = a->passage->offset;
    if (!a->passage->notes_places || term == SUO_NO_TERM)
        return SUO_OK;
    if (suo_grow(&question->places, &question->place_cap,
                 question->place_count + 1,
                 sizeof(*question->places)) != SUO_OK)
        return SUO_NO_MEMORY;
    question->places[question->place_count++] =
        (suo_asked_place){term, offset + start, offset + end};
    return SUO_OK;
}

suo_status suo_asking_add_term_row(suo_asking *a, uint32_t fields,
                                   const suo_token *token, suo_asked_row **made)
{
    suo_step step = {SUO_STEP_WORD, 0, {0}};
    if (!suo_token_copy_term(token, &a->question->arena, &step.bytes))
        return SUO_NO_MEMORY;
    suo_sequence row = {
        .steps = &step, .count = 1, .unit_count = token->unit_count};
    suo_status status = suo_asking_add_row(a, fields, &row, made);
    if (status == SUO_OK)
        (*made)->bytes = step.bytes;
    return status;
}

suo_status suo_asking_add_span_rows(suo_asking *a, suo_unit_span units)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        suo_asked_row *made;
        status = suo_wording_row(&a->wording, i, units, &a->question->arena,
                                 &a->row);
        if (status == SUO_OK)
            status = suo_asking_add_row(a, a->analysis->languages[i].fields,
                                        &a->row, &made);
    }
    return status;
}

suo_status suo_asking_add_book_rows(suo_asking *a, uint32_t phrase)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->analysis->language_count && status == SUO_OK;
         i++) {
        const suo_analysis_language *language = &a->analysis->languages[i];
        uint32_t number =
            language->numbers != NULL ? language->numbers[phrase] : phrase;
        const suo_book_phrase *own = &language->book.phrases[number];
        suo_asked_row *made;
        status = suo_asking_add_row(a, language->fields, &own->row, &made);
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
        a->is_less != b->is_less || a->window != b->window ||
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

/* Equal terms have the same: most others are told apart by it. */
static uint64_t term_hash(const suo_question *question,
                          const suo_asked_term *term)
{
    uint64_t hash = term->kind;
    for (uint32_t r = 0; r < term->row_count; r++) {
        const suo_asked_row *row = &question->rows[term->first_row + r];
        for (uint32_t i = 0; i < row->step_count; i++) {
            suo_slice bytes = question->steps[row->first_step + i].bytes;
            hash = (hash ^ suo_hash(bytes.bytes, bytes.len)) *
                   UINT64_C(0x9E3779B97F4A7C15);
        }
    }
    return hash;
}

static bool term_equals(const suo_question *question, const suo_asked_term *a,
                        const suo_asked_term *b)
{
    if (a->hash != b->hash || a->kind != b->kind ||
        a->row_count != b->row_count)
        return false;
    for (uint32_t i = 0; i < a->row_count; i++)
        if (!row_equals(question, &question->rows[a->first_row + i],
                        &question->rows[b->first_row + i]))
            return false;
    return true;
}

/* Forget the rows of a term that is not added. */
static void asking_drop_rows(suo_question *question, const suo_asked_term *made)
{
    question->step_count = question->rows[made->first_row].first_step;
    question->row_count = made->first_row;
}

/* Can a known term stand for one like it? A silent one changes nothing, nor
 * does one of a corrected question. */
static bool asking_may_share(const suo_asking *a, const suo_asked_term *known,
                             const suo_asked_term *made)
{
    if (a->passage->changes != NULL)
        return true;
    if (a->passage->is_silent)
        return known->cover == made->cover;
    return known->is_required == made->is_required;
}

uint32_t suo_asking_add_term(suo_asking *a, suo_asked_term made,
                             suo_status *status)
{
    suo_question *question = a->question;
    const uint32_t work = SUO_WATCH_STEP + (uint32_t)question->count;
    made.row_count = (uint32_t)question->row_count - made.first_row;
    if (question->watch != NULL && suo_watch_ends(question->watch, work)) {
        *status = question->watch->status;
        return SUO_NO_TERM;
    }
    if (a->passage->is_silent)
        made.count = 0;
    made.hash = term_hash(question, &made);
    for (size_t i = 0; i < question->count; i++) {
        suo_asked_term *known = &question->terms[i];
        if (!asking_may_share(a, known, &made) ||
            !term_equals(question, known, &made))
            continue;
        asking_drop_rows(question, &made);
        if (a->passage->is_silent || a->passage->changes != NULL)
            return (uint32_t)i;
        known->count += made.count;
        known->is_stop &= made.is_stop;
        if (known->cover != made.cover)
            known->cover = SUO_NO_TERM; /* it also stands elsewhere */
        return (uint32_t)i;
    }
    if (question->count == SUO_QUESTION_TERMS_MAX) {
        asking_drop_rows(question, &made);
        question->is_cut = true;
        return SUO_NO_TERM;
    }
    if (suo_grow(&question->terms, &question->cap, question->count + 1,
                 sizeof(*question->terms)) != SUO_OK) {
        *status = SUO_NO_MEMORY;
        return SUO_NO_TERM;
    }
    question->terms[question->count] = made;
    return (uint32_t)question->count++;
}

suo_asked_term suo_asking_begin(const suo_asking *a, suo_asked_kind kind,
                                uint32_t count, uint32_t cover)
{
    return (suo_asked_term){.kind = kind,
                            .count = count,
                            .is_corrected = a->passage->changes != NULL,
                            .cover = cover,
                            .proof = SUO_NO_TERM,
                            .form = SUO_NO_TERM,
                            .part_share = 1,
                            .word_count = 1,
                            .weight = 1,
                            .first_row = (uint32_t)a->question->row_count,
                            .start = a->passage->offset + a->start,
                            .end = a->passage->offset + a->end};
}
