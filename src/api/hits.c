/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hits.c - the calls of suo.h that show hits: values, snippets, highlights.
 */
#include "api/struct.h"
#include "query/hits.h"

enum { LENGTH_DEFAULT = 120, LENGTH_MAX = 100000 };

/* Is the field of a kind whose bit stands in 'kinds'? */
static suo_status field_check(const suo_hits *hits, uint32_t field,
                              uint32_t kinds, suo_error *error)
{
    const suo_snapshot *snapshot = suo_hits_get_snapshot(hits);
    const suo_schema *schema = snapshot->manifest.schema;
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    if (status != SUO_OK)
        return status;
    if (field >= schema->field_count ||
        !(kinds >> schema->fields[field].kind & 1))
        return suo_error_set(error, SUO_INVALID,
                             "field number %u is of another kind", field);
    return SUO_OK;
}

/* Is the hit there, too? */
static suo_status hits_check(const suo_hits *hits, uint32_t hit, uint32_t field,
                             uint32_t kinds, suo_error *error)
{
    suo_status status = field_check(hits, field, kinds, error);
    if (status == SUO_OK && hit >= suo_hits_get_count(hits))
        return suo_error_set(error, SUO_INVALID, "there is no hit number %u",
                             hit);
    return status;
}

suo_status suo_hits_text(suo_hits *hits, uint32_t hit, uint32_t field,
                         uint32_t nth, const char **text, uint64_t *text_len,
                         suo_error *error)
{
    const uint32_t kinds =
        1u << SUO_FIELD_TEXT | 1u << SUO_FIELD_KEYWORD | 1u << SUO_FIELD_STORED;
    suo_slice value = {0};
    suo_status status = hits_check(hits, hit, field, kinds, error);
    if (status == SUO_OK)
        status = suo_hits_load_text(hits, hit, field, nth, &value, error);
    *text = (const char *)value.bytes;
    *text_len = value.len;
    return status;
}

suo_status suo_hits_integer(const suo_hits *hits, uint32_t hit, uint32_t field,
                            int64_t *value, suo_error *error)
{
    const uint32_t kinds = 1u << SUO_FIELD_INTEGER | 1u << SUO_FIELD_TIME;
    *value = 0;
    suo_status status = hits_check(hits, hit, field, kinds, error);
    if (status != SUO_OK)
        return status;
    return suo_hits_load_integer(hits, hit, field, value, error);
}

suo_status suo_hits_value_count(suo_hits *hits, uint32_t hit, uint32_t field,
                                uint32_t *count, suo_error *error)
{
    *count = 0;
    suo_status status = hits_check(hits, hit, field, UINT32_MAX, error);
    if (status != SUO_OK)
        return status;
    return suo_hits_load_count(hits, hit, field, count, error);
}

/* ---- how to show ---- */

static suo_slice tag_take(const char *tag, int64_t len, const char *usual)
{
    if (tag == NULL)
        return (suo_slice){(const uint8_t *)usual, strlen(usual)};
    return (suo_slice){(const uint8_t *)tag, suo_text_len(tag, len)};
}

static suo_status tags_take(const suo_html_options *options,
                            suo_html_tags *tags, suo_error *error)
{
    suo_html_options own = {.size = sizeof(own)};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    tags->open = tag_take(own.open, own.open_len, "<mark>");
    tags->close = tag_take(own.close, own.close_len, "</mark>");
    return status;
}

static suo_status snippet_options_take(const suo_snippet_options *options,
                                       suo_showing_options *how,
                                       suo_error *error)
{
    suo_snippet_options own = {.size = sizeof(own)};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    *how = (suo_showing_options){
        .length_max = own.length_max == 0           ? LENGTH_DEFAULT
                      : own.length_max > LENGTH_MAX ? LENGTH_MAX
                                                    : own.length_max,
        .fragment_max = own.fragment_max > 0 ? own.fragment_max : 1,
        .wants_html = own.html != NULL};
    if (status == SUO_OK && own.fragment_max > SUO_FRAGMENTS_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a snippet has at most %d fragments",
                             SUO_FRAGMENTS_MAX);
    if (status == SUO_OK && how->wants_html)
        status = tags_take(own.html, &how->tags, error);
    return status;
}

suo_status suo_hits_snippet(suo_hits *hits, uint32_t hit, uint32_t field,
                            const suo_snippet_options *options,
                            suo_snippet *snippet, suo_error *error)
{
    suo_showing_options how;
    uint32_t size = snippet->size;
    suo_snippet made = {.size = size};
    if (size < sizeof(size))
        return suo_error_set(error, SUO_INVALID, "a struct has no size");
    suo_status status = snippet_options_take(options, &how, error);
    if (status == SUO_OK)
        status = hits_check(hits, hit, field, 1u << SUO_FIELD_TEXT, error);
    if (status == SUO_OK)
        status = suo_hits_make_snippet(hits, hit, field, &how, &made, error);
    if (status != SUO_OK)
        made = (suo_snippet){.size = size};
    suo_struct_give(snippet, size, &made, sizeof(made));
    return status;
}

/* Highlight 'text' unless 'status' says that something is wrong. */
static suo_status highlight_give(suo_hits *hits, uint32_t field, suo_slice text,
                                 const suo_html_options *html,
                                 suo_status status, suo_highlight *highlight,
                                 suo_error *error)
{
    uint32_t size = highlight->size;
    suo_highlight made = {.size = size};
    suo_html_tags tags;
    if (size < sizeof(size))
        return suo_error_set(error, SUO_INVALID, "a struct has no size");
    if (status == SUO_OK && html != NULL)
        status = tags_take(html, &tags, error);
    if (status == SUO_OK)
        status = suo_hits_make_highlight(
            hits, field, text, html != NULL ? &tags : NULL, &made, error);
    if (status != SUO_OK)
        made = (suo_highlight){.size = size};
    suo_struct_give(highlight, size, &made, sizeof(made));
    return status;
}

suo_status suo_hits_highlight(suo_hits *hits, uint32_t hit, uint32_t field,
                              uint32_t nth, const suo_html_options *html,
                              suo_highlight *highlight, suo_error *error)
{
    suo_slice text = {0};
    suo_status status =
        hits_check(hits, hit, field, 1u << SUO_FIELD_TEXT, error);
    if (status == SUO_OK)
        status = suo_hits_load_text(hits, hit, field, nth, &text, error);
    return highlight_give(hits, field, text, html, status, highlight, error);
}

suo_status suo_hits_highlight_text(suo_hits *hits, uint32_t field,
                                   const char *text, int64_t text_len,
                                   const suo_html_options *html,
                                   suo_highlight *highlight, suo_error *error)
{
    const char *start = text != NULL ? text : "";
    suo_slice own = {(const uint8_t *)start, suo_text_len(text, text_len)};
    suo_status status = field_check(hits, field, 1u << SUO_FIELD_TEXT, error);
    if (status == SUO_OK && text == NULL && own.len > 0)
        status = suo_error_set(error, SUO_INVALID, "the text is missing");
    if (status == SUO_OK && own.len > SUO_TEXT_MAX)
        status = suo_error_set(error, SUO_LIMIT, "a text has at most %d bytes",
                               SUO_TEXT_MAX);
    return highlight_give(hits, field, own, html, status, highlight, error);
}
