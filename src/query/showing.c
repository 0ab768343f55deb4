/* SPDX-License-Identifier: Apache-2.0 */
/*
 * showing.c - marks, windows and HTML, for one text after the other.
 *
 * Tokenizers and marks are made for the first text and kept for the next ones:
 * those of ten hits cost them once. What is handed out lies in an arena until
 * all of it is cleared.
 */
#include "query/showing.h"

#include "text/utf8.h"

void suo_showing_clear(suo_showing *showing)
{
    for (uint32_t i = 0; i < SUO_TEXT_FIELDS_MAX; i++)
        suo_tokenizer_free(showing->tokenizers[i]);
    suo_marks_clear(&showing->marks);
    suo_matches_clear(&showing->matches);
    suo_snippet_scratch_clear(&showing->snippets);
    suo_buffer_free(&showing->html);
    suo_arena_clear(&showing->arena);
    *showing = (suo_showing){0};
}

/* The tokenizer of a text field. */
static suo_status showing_need_tokenizer(suo_showing *showing,
                                         const suo_asked *asked, uint32_t field,
                                         suo_tokenizer **tokenizer,
                                         suo_error *error)
{
    const suo_schema *schema = asked->snapshot->manifest.schema;
    const suo_analysis *analysis;
    suo_status status = suo_analysis_get(asked->snapshot, &analysis, error);
    if (status != SUO_OK)
        return status;
    uint32_t at =
        suo_analysis_find(analysis, schema->fields[field].text_number);
    if (showing->tokenizers[at] == NULL)
        status = suo_tokenizer_make(&analysis->languages[at].analyzer,
                                    &showing->tokenizers[at], error);
    *tokenizer = showing->tokenizers[at];
    return status;
}

/* Find the matches of a text. */
static suo_status showing_find(suo_showing *showing, const suo_asked *asked,
                               uint32_t field, suo_slice text, suo_error *error)
{
    suo_tokenizer *tokenizer;
    suo_status status =
        showing_need_tokenizer(showing, asked, field, &tokenizer, error);
    if (status == SUO_OK && !showing->has_marks) {
        suo_marks_clear(&showing->marks);
        if (suo_marks_make(&showing->marks, asked->question, asked->weights) !=
            SUO_OK)
            return suo_error_no_memory(error);
        showing->has_marks = true;
    }
    if (status == SUO_OK)
        status = suo_matches_find(&showing->matches, &showing->marks, tokenizer,
                                  text, error);
    return status;
}

/* Write a text as HTML. */
static suo_status showing_write(suo_showing *showing, suo_slice text,
                                const suo_range *marks, uint64_t mark_count,
                                const suo_html_tags *tags, const char **html,
                                uint64_t *html_len, suo_error *error)
{
    suo_buffer_reset(&showing->html);
    suo_html_add(&showing->html, text, marks, mark_count, tags);
    suo_status status = suo_buffer_status(&showing->html, error);
    if (status != SUO_OK)
        return status;
    *html =
        suo_arena_copy(&showing->arena, showing->html.data, showing->html.len);
    *html_len = showing->html.len;
    return *html == NULL ? suo_error_no_memory(error) : SUO_OK;
}

suo_status suo_showing_highlight(suo_showing *showing, const suo_asked *asked,
                                 uint32_t field, suo_slice text,
                                 const suo_html_tags *tags,
                                 suo_highlight *highlight, suo_error *error)
{
    suo_status status = showing_find(showing, asked, field, text, error);
    highlight->text = (const char *)text.bytes;
    highlight->text_len = text.len;
    if (status == SUO_OK)
        status = suo_matches_unite(&showing->matches, text, 0, text.len,
                                   &showing->arena, &highlight->marks,
                                   &highlight->mark_count, error);
    if (status == SUO_OK && tags != NULL)
        status = showing_write(showing, text, highlight->marks,
                               highlight->mark_count, tags, &highlight->html,
                               &highlight->html_len, error);
    return status;
}

/* ---- snippets ---- */

/* The beginning of a text that is looked at. */
static suo_slice text_limit(suo_slice text)
{
    if (text.len <= SUO_SNIPPET_BYTES_MAX)
        return text;
    text.len = SUO_SNIPPET_BYTES_MAX;
    for (int i = 0; i < SUO_UTF8_MAX && suo_utf8_is_tail(text.bytes[text.len]);
         i++)
        text.len--;
    return text;
}

static uint32_t windows_best(const suo_window *windows, uint32_t count)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < count; i++)
        if (windows[i].words > windows[best].words)
            best = i;
    return best;
}

static bool window_beats(const suo_window *a, const suo_window *b)
{
    return a->words != b->words ? a->words > b->words : a->matches > b->matches;
}

suo_status suo_showing_try(suo_showing *showing, const suo_asked *asked,
                           uint32_t field, suo_slice text, uint32_t value,
                           suo_cutting *cutting, suo_error *error)
{
    const suo_slice start = text_limit(text);
    const suo_snippet_request request = {asked->weights, asked->question->count,
                                         cutting->options->length_max,
                                         cutting->options->fragment_max};
    suo_window windows[SUO_FRAGMENTS_MAX];
    uint32_t count = 0;
    suo_status status = showing_find(showing, asked, field, start, error);
    if (status == SUO_OK)
        status = suo_snippet_choose(&showing->snippets, &request, start,
                                    &showing->matches, windows, &count, error);
    if (status != SUO_OK)
        return status;
    uint32_t best = windows_best(windows, count);
    if (cutting->has_value &&
        !window_beats(&windows[best], &cutting->windows[cutting->best]))
        return SUO_OK;
    memcpy(cutting->windows, windows, count * sizeof(*windows));
    cutting->has_value = true;
    cutting->value = value;
    cutting->text = text;
    cutting->count = count;
    cutting->best = best;
    for (uint32_t i = 0; i < count && status == SUO_OK; i++)
        status = suo_matches_unite(&showing->matches, start, windows[i].start,
                                   windows[i].end, &showing->arena,
                                   &cutting->marks[i], &cutting->mark_counts[i],
                                   error);
    return status;
}

/* Fill the fragments, in the order of the text. */
static suo_status showing_fill(suo_showing *showing, const suo_cutting *cutting,
                               suo_fragment *fragments, suo_error *error)
{
    const suo_slice text = cutting->text;
    suo_status status = SUO_OK;
    suo_units units = {0};
    for (uint32_t i = 0; i < cutting->count && status == SUO_OK; i++) {
        const suo_window *window = &cutting->windows[i];
        suo_slice own = {text.bytes + window->start,
                         window->end - window->start};
        suo_fragment *made = &fragments[i];
        *made = (suo_fragment){.text = (const char *)own.bytes,
                               .text_len = own.len,
                               .marks = cutting->marks[i],
                               .mark_count = cutting->mark_counts[i]};
        suo_units_move(&units, text, window->start);
        suo_range_begin(&made->place, &units);
        suo_units_move(&units, text, window->end);
        suo_range_end(&made->place, &units);
        if (cutting->options->wants_html)
            status = showing_write(showing, own, made->marks, made->mark_count,
                                   &cutting->options->tags, &made->html,
                                   &made->html_len, error);
    }
    return status;
}

suo_status suo_showing_cut(suo_showing *showing, const suo_cutting *cutting,
                           suo_snippet *snippet, suo_error *error)
{
    suo_fragment *fragments =
        suo_arena_alloc(&showing->arena, cutting->count * sizeof(*fragments));
    if (fragments == NULL)
        return suo_error_no_memory(error);
    suo_status status = showing_fill(showing, cutting, fragments, error);
    if (status != SUO_OK)
        return status;
    const suo_fragment *best = &fragments[cutting->best];
    snippet->value = cutting->value;
    snippet->text = best->text;
    snippet->text_len = best->text_len;
    snippet->text_offset = best->place.start;
    snippet->value_len = cutting->text.len;
    snippet->marks = best->marks;
    snippet->mark_count = best->mark_count;
    snippet->fragments = fragments;
    snippet->fragment_count = cutting->count;
    snippet->best = cutting->best;
    return SUO_OK;
}
