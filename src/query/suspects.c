/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suspects.c - what of a question may be wrong: its plain words.
 *
 * An operator that proves to be text after all is left alone like any other:
 * who writes one knows what he writes.
 */
#include "query/correcting.h"

#include "query/parse.h"
#include "text/utf8.h"

void suo_correcting_clear(suo_correcting *c)
{
    suo_wording_clear(&c->wording);
    suo_spelling_clear(&c->spelling);
    suo_arena_clear(&c->arena);
}

bool suo_suspects_may_be(const suo_correcting *c, uint32_t start, uint32_t end)
{
    return start < end && memchr(c->is_fixed + start, 1, end - start) == NULL;
}

suo_status suo_correcting_add(suo_correcting *c, uint32_t start, uint32_t end,
                              suo_slice meant)
{
    const char *copy = suo_arena_copy(&c->arena, meant.bytes, meant.len);
    if (copy == NULL)
        return suo_error_no_memory(c->error);
    if (c->slip_count < SUO_SLIPS_MAX)
        c->slips[c->slip_count++] =
            (suo_slip){start, end, {(const uint8_t *)copy, meant.len}};
    return SUO_OK;
}

static void suspects_fix(suo_correcting *c, uint32_t start, uint32_t end)
{
    if (start < end)
        memset(c->is_fixed + start, 1, end - start);
}

/* Take the first bytes of the question, whole characters of it. */
static suo_status suspects_take(suo_correcting *c, const char *text, size_t len)
{
    c->len = len < SUO_CORRECTED_BYTES ? (uint32_t)len : SUO_CORRECTED_BYTES;
    while (c->len < len && c->len > 0 &&
           suo_utf8_is_tail((uint8_t)text[c->len]))
        c->len--;
    c->text = suo_arena_copy(&c->arena, text, c->len);
    c->is_fixed = suo_arena_alloc(&c->arena, c->len + 1);
    if (c->text == NULL || c->is_fixed == NULL)
        return suo_error_no_memory(c->error);
    memset(c->is_fixed, 0, c->len + 1);
    return SUO_OK;
}

/* Blank what operators ask for. */
static suo_status suspects_leave_operators(suo_correcting *c, const char *text,
                                           size_t len)
{
    const suo_schema *schema = c->view->snapshot->manifest.schema;
    suo_parse parse = {.root = SUO_NO_NODE};
    suo_status status =
        suo_parse_read_people(&parse, schema, text, len, c->error);
    for (uint32_t i = 0; i < parse.leaf_count && status == SUO_OK; i++) {
        uint32_t first = parse.leaves[i].first;
        uint32_t last = parse.leaves[i].last;
        last = last < c->len ? last : c->len;
        suspects_fix(c, first, last);
        if (first < last)
            memset(c->text + first, ' ', last - first);
    }
    suo_parse_clear(&parse);
    return status;
}

/* Quotes say what is meant to the letter. */
static void suspects_leave_quotes(suo_correcting *c)
{
    size_t at = 0;
    size_t start;
    size_t end;
    while (suo_parse_next_quote(c->text, c->len, &at, &start, &end))
        suspects_fix(c, (uint32_t)start, (uint32_t)end);
}

/* Digits and '_' make a code of what is joined to them. */
static bool text_is_code(const char *text, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i < end; i++)
        if ((text[i] >= '0' && text[i] <= '9') || text[i] == '_')
            return true;
    return false;
}

static void suspects_leave_codes(suo_correcting *c)
{
    const suo_wording *wording = &c->wording;
    const size_t count = wording->count + wording->prefix_count;
    for (size_t i = 0; i < count; i++) {
        const suo_token *token = &wording->tokens[0][i];
        if (i >= wording->count ||
            text_is_code(c->text, token->start, token->end))
            suspects_fix(c, token->start, token->end);
    }
}

/* The words and synonyms of the index are right by definition. */
static suo_status suspects_leave_known(suo_correcting *c)
{
    suo_book_reader reader = {0};
    suo_status status = SUO_OK;
    suo_book_reader_start(&reader, &c->analysis->languages[0].book, c->text,
                          c->len);
    for (size_t i = 0; i < c->wording.count && status == SUO_OK; i++) {
        status = suo_book_reader_take(&reader, &c->wording.tokens[0][i]);
        for (size_t m = 0; m < reader.match_count && status == SUO_OK; m++)
            suspects_fix(c, reader.matches[m].start, reader.matches[m].end);
    }
    suo_book_reader_clear(&reader);
    return status == SUO_OK ? SUO_OK : suo_error_no_memory(c->error);
}

suo_status suo_suspects_find(suo_correcting *c, const char *text, size_t len)
{
    suo_status status = suspects_take(c, text, len);
    if (status == SUO_OK)
        status = suspects_leave_operators(c, text, c->len);
    c->wording.watch = c->watch;
    if (status == SUO_OK)
        status = suo_wording_make(&c->wording, c->analysis, &c->arena, c->text,
                                  c->len, c->error);
    if (status == SUO_OK)
        status = suo_spelling_read(&c->spelling, c->text, c->len, c->error);
    if (status != SUO_OK)
        return status;
    suspects_leave_quotes(c);
    suspects_leave_codes(c);
    return suspects_leave_known(c);
}
