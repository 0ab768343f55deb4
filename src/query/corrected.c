/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corrected.c - what a corrected question asks for beside the one that was
 * typed.
 *
 * It is analysed as a whole, for words of Han depend on those around them; what
 * the typed one asks for as well is not asked twice. The words that stand for a
 * typed one, in a row, are all that counts for it where hits need it.
 */
#include "query/asking.h"
#include "query/correction.h"

bool suo_asking_is_repeated(const suo_asking *a, uint32_t first,
                            uint32_t second)
{
    const suo_asked_term *terms = a->question->terms;
    return a->passage->changes != NULL && first != SUO_NO_TERM &&
           second != SUO_NO_TERM && !terms[first].is_corrected &&
           !terms[second].is_corrected;
}

/* The units of a change in the corrected question. */
static suo_unit_span asking_find_units(const suo_asking *a,
                                       const suo_change *change)
{
    suo_unit_span units = {UINT32_MAX, 0};
    for (size_t i = 0; i < a->wording.count; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        const uint32_t end = token->unit + token->unit_count;
        if (token->kind != SUO_TOKEN_WORD || token->start < change->to.start ||
            token->end > change->to.end)
            continue;
        units.start = token->unit < units.start ? token->unit : units.start;
        units.end = end > units.end ? end : units.end;
    }
    return units;
}

/* Add the row that stands for the words typed where a change was made. */
static suo_status asking_add_change(suo_asking *a, const suo_change *change)
{
    suo_question *question = a->question;
    const suo_unit_span units = asking_find_units(a, change);
    suo_status status = SUO_OK;
    if (units.start >= units.end)
        return SUO_OK;
    suo_asking_at_units(a, units);
    suo_asked_term made = suo_asking_begin(a, SUO_ASKED_PHRASE, 0, SUO_NO_TERM);
    status = suo_asking_add_span_rows(a, units);
    if (status != SUO_OK)
        return status;
    const uint32_t number = suo_asking_add_term(a, made, &status);
    for (size_t i = 0; i < question->count && number != SUO_NO_TERM; i++) {
        suo_asked_term *term = &question->terms[i];
        if (!term->is_corrected && term->kind == SUO_ASKED_WORD &&
            term->cover == SUO_NO_TERM && term->start >= change->from.start &&
            term->end <= change->from.end)
            term->cover = number;
    }
    return status;
}

suo_status suo_asking_add_changes(suo_asking *a)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < a->passage->change_count && status == SUO_OK; i++)
        status = asking_add_change(a, &a->passage->changes[i]);
    return status;
}

/* The byte of the typed question for one of the corrected question; of what was
 * changed, where the change begins or ends. */
static uint32_t changes_translate(const suo_change *changes, uint32_t count,
                                  uint32_t at, bool is_end)
{
    uint64_t typed = at;
    for (uint32_t i = 0; i < count && changes[i].to.start <= at; i++) {
        const suo_range *from = &changes[i].from;
        const suo_range *to = &changes[i].to;
        if (at >= to->end)
            typed = from->end + (at - to->end);
        else if (at > to->start || !is_end)
            typed = is_end ? from->end : from->start;
    }
    return (uint32_t)typed;
}

suo_status suo_question_add_correction(suo_question *question,
                                       const suo_analysis *analysis,
                                       const suo_correction *correction,
                                       suo_error *error)
{
    const suo_slice text = suo_correction_get_asked(correction);
    const suo_passage passage = {
        .text = (const char *)text.bytes,
        .len = text.len,
        .fields = UINT32_MAX,
        .changes = suo_correction_get_changes(correction),
        .change_count = suo_correction_get_count(correction)};
    const size_t before = question->count;
    if (passage.change_count == 0)
        return SUO_OK;
    suo_status status =
        suo_question_add_passage(question, analysis, &passage, NULL, error);
    for (size_t i = before; i < question->count; i++) {
        suo_asked_term *term = &question->terms[i];
        term->start = changes_translate(passage.changes, passage.change_count,
                                        term->start, false);
        term->end = changes_translate(passage.changes, passage.change_count,
                                      term->end, true);
    }
    return status;
}
