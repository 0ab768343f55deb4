/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pins.c - questions by their words.
 *
 * Two questions are one if the same words stand in the same order: cut, folded
 * and stemmed as the index's first language has it, whatever lies between.
 * The questions that have pins are cut when the first question is asked of a
 * view, and kept with it, sorted.
 */
#include "query/pins.h"

#include <stdlib.h>

#include "index/filter.h"

enum { QUESTION_BYTES_MAX = 8 * SUO_PIN_QUESTION_MAX /* no pin is so long */ };

typedef struct pinned_question {
    suo_slice words;
    uint32_t number; /* of the pin */
} pinned_question;

/* The pins of a view. Immutable. */
typedef struct pin_table {
    suo_attachment attachment;  /* first: a view keeps it */
    pinned_question *questions; /* by words, then by number */
    size_t count;
    suo_arena arena;
} pin_table;

static void table_free(suo_attachment *attachment)
{
    pin_table *table = (pin_table *)(void *)attachment;
    suo_dealloc(table->questions);
    suo_arena_clear(&table->arena);
    suo_dealloc(table);
}

/* ---- words ---- */

/* Append the words of a text, each behind its length. */
static suo_status words_add(suo_buffer *words, suo_tokenizer *tokenizer,
                            const char *text, size_t len, suo_error *error)
{
    suo_status status =
        suo_tokenizer_start(tokenizer, text, (int64_t)len, error);
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i++)
            if (tokens[i].kind == SUO_TOKEN_WORD)
                suo_buffer_add_text(words, tokens[i].term, tokens[i].term_len);
    }
    return status == SUO_OK ? suo_buffer_status(words, error) : status;
}

static int question_compare(const void *a, const void *b)
{
    const pinned_question *x = a;
    const pinned_question *y = b;
    int order = suo_bytes_compare(x->words.bytes, x->words.len, y->words.bytes,
                                  y->words.len);
    return order != 0 ? order
                      : (x->number > y->number) - (x->number < y->number);
}

/* ---- the table ---- */

static suo_status table_fill(pin_table *table, const suo_feedback *feedback,
                             suo_tokenizer *tokenizer, suo_error *error)
{
    suo_buffer words = {0};
    suo_status status = SUO_OK;
    table->questions =
        suo_alloc(feedback->pin_count, sizeof(*table->questions));
    if (table->questions == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < feedback->pin_count && status == SUO_OK; i++) {
        const suo_slice text = feedback->pins[i].question;
        suo_buffer_reset(&words);
        status = words_add(&words, tokenizer, (const char *)text.bytes,
                           text.len, error);
        const char *copy =
            status == SUO_OK
                ? suo_arena_copy(&table->arena, words.data, words.len)
                : NULL;
        if (status == SUO_OK && copy == NULL)
            status = suo_error_no_memory(error);
        if (status == SUO_OK && words.len > 0)
            table->questions[table->count++] = (pinned_question){
                {(const uint8_t *)copy, words.len}, (uint32_t)i};
    }
    suo_buffer_free(&words);
    if (status == SUO_OK && table->count > 0)
        qsort(table->questions, table->count, sizeof(*table->questions),
              question_compare);
    return status;
}

/* The pins of a view that has some, made once. Any thread. */
static suo_status table_get(const suo_view *view, suo_tokenizer *tokenizer,
                            const pin_table **table, suo_error *error)
{
    suo_attachment_slot *slot = &((suo_view *)(uintptr_t)view)->pins;
    const suo_attachment *kept = *slot;
    suo_status status = SUO_OK;
    if (kept == NULL) {
        pin_table *made = suo_alloc_zero(1, sizeof(*made));
        if (made == NULL)
            return suo_error_no_memory(error);
        made->attachment.free = table_free;
        status = table_fill(made, view->feedback, tokenizer, error);
        if (status == SUO_OK)
            kept = suo_attachment_keep(slot, &made->attachment);
        else
            table_free(&made->attachment);
    }
    *table = (const pin_table *)(const void *)kept;
    return status;
}

/* The pin of a question: of those that are one, the last that was made. NULL:
 * it has none. */
static const suo_feedback_pin *table_find(const pin_table *table,
                                          const suo_feedback *feedback,
                                          suo_slice words)
{
    const pinned_question wanted = {words, UINT32_MAX};
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (question_compare(&table->questions[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const pinned_question *last = &table->questions[low - 1];
    return suo_bytes_compare(last->words.bytes, last->words.len, words.bytes,
                             words.len) == 0
               ? &feedback->pins[last->number]
               : NULL;
}

/* ---- documents ---- */

/* Where a document is in a view, or what takes its place. */
static suo_status pinned_find(const suo_view *view, suo_slice key,
                              suo_place *place, bool *is_seen, suo_error *error)
{
    *is_seen = false;
    for (size_t i = 0; i <= view->feedback->link_count; i++) {
        suo_status status = suo_view_find_key(view, key, place, NULL);
        *is_seen = status == SUO_OK;
        if (status != SUO_OK && status != SUO_NOT_FOUND)
            return suo_error_set(error, status, "the keys are damaged");
        const suo_feedback_entry *entry =
            suo_feedback_find(view->feedback, key);
        if (*is_seen || entry == NULL || entry->successor.len == 0)
            break;
        key = entry->successor;
    }
    return SUO_OK;
}

/* Add a document if the view sees it and it passes the filters, once. */
static suo_status pinned_add(suo_pinned *pinned, const suo_view *view,
                             const suo_search_request *request, suo_slice key,
                             suo_error *error)
{
    suo_segment_filters filters;
    suo_place place;
    bool is_seen;
    suo_status status = pinned_find(view, key, &place, &is_seen, error);
    for (uint32_t i = 0; is_seen && i < pinned->count; i++)
        is_seen = pinned->places[i].segment != place.segment ||
                  pinned->places[i].doc != place.doc;
    if (status != SUO_OK || !is_seen)
        return status;
    status = suo_segment_filters_open(
        &filters, request->filters, request->filter_count,
        view->segments[place.segment].segment, error);
    if (status == SUO_OK && !filters.passes_none &&
        suo_segment_filters_pass(&filters, place.doc))
        pinned->places[pinned->count++] = place;
    return status == SUO_OK ? suo_segment_filters_status(&filters, error)
                            : status;
}

/* Look a question up whose tokenizer we have. */
static suo_status pins_look_up(const suo_view *view, suo_tokenizer *tokenizer,
                               suo_slice text,
                               const suo_search_request *request,
                               suo_pinned *pinned, suo_error *error)
{
    const pin_table *table = NULL;
    const suo_feedback_pin *pin = NULL;
    suo_buffer words = {0};
    suo_status status = table_get(view, tokenizer, &table, error);
    if (status == SUO_OK)
        status = words_add(&words, tokenizer, (const char *)text.bytes,
                           text.len, error);
    if (status == SUO_OK)
        pin = table_find(table, view->feedback,
                         (suo_slice){words.data, words.len});
    for (uint32_t i = 0; pin != NULL && i < pin->key_count && status == SUO_OK;
         i++)
        status = pinned_add(pinned, view, request, pin->keys[i], error);
    suo_buffer_free(&words);
    return status;
}

suo_status suo_pins_find(const suo_view *view, const suo_analysis *analysis,
                         const char *text, size_t len,
                         const suo_search_request *request, suo_pinned *pinned,
                         suo_error *error)
{
    suo_tokenizer *tokenizer;
    pinned->count = 0;
    if (view->feedback == NULL || view->feedback->pin_count == 0 ||
        request->ordering.order != SUO_ORDER_SCORE ||
        request->total == SUO_TOTAL_ONLY || request->collapse.is_asked ||
        request->syntax != SUO_SYNTAX_PEOPLE || len > QUESTION_BYTES_MAX)
        return SUO_OK;
    suo_status status =
        suo_analysis_take_tokenizer(analysis, 0, &tokenizer, error);
    if (status != SUO_OK)
        return status;
    status =
        pins_look_up(view, tokenizer, (suo_slice){(const uint8_t *)text, len},
                     request, pinned, error);
    suo_analysis_give_tokenizer(analysis, 0, tokenizer);
    return status;
}
