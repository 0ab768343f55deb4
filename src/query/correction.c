/* SPDX-License-Identifier: Apache-2.0 */
/*
 * correction.c - find the slips of a question and write it anew.
 */
#include "query/correction.h"

#include "query/correcting.h"
#include "query/matches.h"

struct suo_correction {
    suo_slice text;  /* none: nothing is corrected */
    suo_slice asked; /* of it */
    suo_change *changes;
    uint32_t count;
    suo_arena arena;
};

void suo_correction_release(suo_correction *correction)
{
    if (correction == NULL)
        return;
    suo_arena_clear(&correction->arena);
    suo_dealloc(correction);
}

suo_slice suo_correction_get_asked(const suo_correction *correction)
{
    return correction->asked;
}

suo_slice suo_correction_get_text(const suo_correction *correction)
{
    return correction->text;
}

const suo_change *suo_correction_get_changes(const suo_correction *correction)
{
    return correction->changes;
}

uint32_t suo_correction_get_count(const suo_correction *correction)
{
    return correction->count;
}

static void slips_sort(suo_slip *slips, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const suo_slip own = slips[i];
        uint32_t at = i;
        for (; at > 0 && slips[at - 1].start > own.start; at--)
            slips[at] = slips[at - 1];
        slips[at] = own;
    }
}

/* Write a text with what was meant in the place of the slips; '*text' has
 * room. */
static void slips_write(const suo_correcting *c, suo_slice question,
                        suo_slice *text)
{
    uint8_t *out = (uint8_t *)(uintptr_t)text->bytes;
    size_t at = 0;
    for (uint32_t i = 0; i < c->slip_count; i++) {
        const suo_slip *slip = &c->slips[i];
        memcpy(out, question.bytes + at, slip->start - at);
        out += slip->start - at;
        memcpy(out, slip->meant.bytes, slip->meant.len);
        out += slip->meant.len;
        at = slip->end;
    }
    memcpy(out, question.bytes + at, question.len - at);
    text->len = (size_t)(out - text->bytes) + question.len - at;
}

/* Say where the slips were and where the words are that were meant. */
static void correction_place(suo_correction *correction,
                             const suo_correcting *c, suo_slice question)
{
    suo_units from = {0};
    suo_units to = {0};
    size_t grown = 0; /* modulo its size */
    for (uint32_t i = 0; i < c->slip_count; i++) {
        const suo_slip *slip = &c->slips[i];
        suo_change *change = &correction->changes[i];
        const size_t start = slip->start + grown;
        suo_units_move(&from, question, slip->start);
        suo_range_begin(&change->from, &from);
        suo_units_move(&from, question, slip->end);
        suo_range_end(&change->from, &from);
        suo_units_move(&to, correction->text, start);
        suo_range_begin(&change->to, &to);
        suo_units_move(&to, correction->text, start + slip->meant.len);
        suo_range_end(&change->to, &to);
        grown += slip->meant.len - (slip->end - slip->start);
    }
    correction->count = c->slip_count;
}

static suo_status correction_write(suo_correction *correction,
                                   const suo_correcting *c, suo_slice question)
{
    suo_arena *arena = &correction->arena;
    size_t more = 0;
    for (uint32_t i = 0; i < c->slip_count; i++)
        more += c->slips[i].meant.len;
    correction->text.bytes = suo_arena_alloc(arena, question.len + more);
    correction->asked.bytes = suo_arena_alloc(arena, c->len + more);
    correction->changes =
        suo_arena_alloc(arena, c->slip_count * sizeof(*correction->changes));
    if (correction->text.bytes == NULL || correction->asked.bytes == NULL ||
        correction->changes == NULL)
        return suo_error_no_memory(c->error);
    slips_write(c, question, &correction->text);
    slips_write(c, (suo_slice){(const uint8_t *)c->text, c->len},
                &correction->asked);
    correction_place(correction, c, question);
    return SUO_OK;
}

static suo_status correction_find(suo_correction *correction, suo_correcting *c,
                                  suo_slice question)
{
    suo_status status =
        suo_analysis_get(c->view->snapshot, &c->analysis, c->error);
    if (status == SUO_OK)
        status =
            suo_suspects_find(c, (const char *)question.bytes, question.len);
    if (status == SUO_OK)
        status = suo_term_counter_begin(&c->counter, c->view, c->fields,
                                        c->watch, c->error);
    if (status == SUO_OK)
        status = suo_letter_slips_find(c);
    if (status == SUO_OK)
        status = suo_han_slips_find(c);
    if (status != SUO_OK || c->slip_count == 0)
        return status;
    slips_sort(c->slips, c->slip_count);
    return correction_write(correction, c, question);
}

suo_status suo_correction_make(const suo_view *view, const char *text,
                               size_t len, uint32_t fields, suo_watch *watch,
                               suo_correction **correction, suo_error *error)
{
    suo_correction *made = suo_alloc_zero(1, sizeof(*made));
    suo_correcting *c = suo_alloc_zero(1, sizeof(*c));
    suo_status status =
        made == NULL || c == NULL ? suo_error_no_memory(error) : SUO_OK;
    *correction = NULL;
    if (status == SUO_OK) {
        c->view = view;
        c->fields = fields;
        c->watch = watch;
        c->error = error;
        status =
            correction_find(made, c, (suo_slice){(const uint8_t *)text, len});
        suo_correcting_clear(c);
    }
    suo_dealloc(c);
    if (status != SUO_OK) {
        suo_correction_release(made);
        return suo_watch_explain(status, error);
    }
    *correction = made;
    return SUO_OK;
}
