/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show_json.c - hits as JSON.
 *
 * JSON is UTF-8, but keys and values are whatever bytes were put: text is
 * repaired piece by piece between the marks, so that these keep pointing at
 * their words.
 */
#include "search.h"

#include <jansson.h>
#include <string.h>

#include "cli.h"
#include "numbers.h"
#include "text.h"

static json_t *json_text(const char *text, size_t len)
{
    json_t *value = json_stringn(text, len);
    if (value != NULL)
        return value;
    cli_buffer repaired = {0};
    cli_utf8_repair(text, len, &repaired);
    value = json_stringn_nocheck(repaired.data, repaired.len);
    cli_buffer_free(&repaired);
    return value;
}

/* All values of a text, keyword or stored field; '*values' NULL if none. */
static suo_status json_words(suo_hits *hits, uint32_t hit, uint32_t field,
                             json_t **values, suo_error *error)
{
    const char *text;
    uint64_t len;
    suo_status status = SUO_OK;
    *values = NULL;
    for (uint32_t nth = 0;; nth++) {
        status = suo_hits_text(hits, hit, field, nth, &text, &len, error);
        if (status != SUO_OK)
            break;
        json_t *value = json_text(text, len);
        if (nth == 0) {
            *values = value;
            continue;
        }
        if (nth == 1) {
            json_t *list = json_array();
            json_array_append_new(list, *values);
            *values = list;
        }
        json_array_append_new(*values, value);
    }
    return status == SUO_NOT_FOUND ? SUO_OK : status;
}

static suo_status json_number(const cli_searcher *searcher, suo_hits *hits,
                              uint32_t hit, uint32_t field, json_t **value,
                              suo_error *error)
{
    int64_t number;
    char text[CLI_NUMBER_MAX];
    suo_status status = suo_hits_integer(hits, hit, field, &number, error);
    *value = NULL;
    if (status == SUO_NOT_FOUND)
        return SUO_OK;
    if (status != SUO_OK)
        return status;
    if (suo_schema_field_kind(searcher->schema, field) == SUO_FIELD_TIME)
        *value = json_stringn(text, cli_time_print(number, text));
    else
        *value = json_integer(number);
    return SUO_OK;
}

/* Every value of a hit, by the name of its field. */
static suo_status json_fields(const cli_searcher *searcher, suo_hits *hits,
                              uint32_t hit, json_t *fields, suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t count = suo_schema_field_count(searcher->schema);
    for (uint32_t field = 0; field < count && status == SUO_OK; field++) {
        int32_t kind = suo_schema_field_kind(searcher->schema, field);
        json_t *value = NULL;
        if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
            status = json_number(searcher, hits, hit, field, &value, error);
        else
            status = json_words(hits, hit, field, &value, error);
        if (value != NULL)
            json_object_set_new(
                fields, suo_schema_field_name(searcher->schema, field), value);
    }
    return status;
}

/* {text, marks: [[start, end]...], offset}; marks count bytes of 'text'. */
static json_t *json_snippet(const suo_snippet *snippet)
{
    cli_buffer text = {0};
    json_t *marks = json_array();
    uint64_t at = 0;
    for (uint64_t mark = 0; mark < snippet->mark_count; mark++) {
        const suo_range *range = &snippet->marks[mark];
        cli_utf8_repair(snippet->text + at, range->start - at, &text);
        json_int_t start = (json_int_t)text.len;
        cli_utf8_repair(snippet->text + range->start, range->end - range->start,
                        &text);
        json_array_append_new(marks,
                              json_pack("[I,I]", start, (json_int_t)text.len));
        at = range->end;
    }
    cli_utf8_repair(snippet->text + at, snippet->text_len - at, &text);
    json_t *object = json_object();
    json_object_set_new(object, "text",
                        text.len > 0 ? json_text(text.data, text.len)
                                     : json_string(""));
    json_object_set_new(object, "marks", marks);
    json_object_set_new(object, "offset",
                        json_integer((json_int_t)snippet->text_offset));
    cli_buffer_free(&text);
    return object;
}

static suo_status json_snippets(const cli_searcher *searcher, suo_hits *hits,
                                uint32_t hit, json_t *snippets,
                                suo_error *error)
{
    uint32_t count = suo_schema_field_count(searcher->schema);
    for (uint32_t field = 0; field < count; field++) {
        if (suo_schema_field_kind(searcher->schema, field) != SUO_FIELD_TEXT)
            continue;
        suo_snippet snippet = {.size = sizeof snippet};
        suo_status status = suo_hits_snippet(
            hits, hit, field, &searcher->snippet, &snippet, error);
        if (status == SUO_NOT_FOUND)
            continue;
        if (status != SUO_OK)
            return status;
        json_object_set_new(snippets,
                            suo_schema_field_name(searcher->schema, field),
                            json_snippet(&snippet));
    }
    return SUO_OK;
}

static suo_status json_hit(const cli_searcher *searcher, suo_hits *hits,
                           uint32_t hit, json_t *list, suo_error *error)
{
    const suo_hit *item = &suo_hits_items(hits)[hit];
    json_t *object = json_object();
    json_t *fields = json_object();
    json_t *snippets = json_object();
    json_object_set_new(object, "rank", json_integer((json_int_t)hit + 1));
    json_object_set_new(object, "key", json_text(item->key, item->key_len));
    json_object_set_new(object, "score", json_real(item->score));
    json_object_set_new(object, "fields", fields);
    json_object_set_new(object, "snippets", snippets);
    json_array_append_new(list, object);
    suo_status status = json_fields(searcher, hits, hit, fields, error);
    if (status == SUO_OK)
        status = json_snippets(searcher, hits, hit, snippets, error);
    return status;
}

suo_status cli_show_json(const cli_searcher *searcher, const cli_answer *answer,
                         const char *query_id, size_t query_id_len,
                         suo_error *error)
{
    suo_status status = SUO_OK;
    json_t *object = json_object();
    json_t *list = json_array();
    if (query_id != NULL)
        json_object_set_new(object, "id", json_text(query_id, query_id_len));
    json_object_set_new(object, "question",
                        json_text(answer->question, answer->question_len));
    json_object_set_new(object, "total",
                        json_integer((json_int_t)suo_hits_total(answer->hits)));
    json_object_set_new(object, "milliseconds",
                        json_real(answer->seconds * 1e3));
    json_object_set_new(object, "hits", list);
    uint32_t count = suo_hits_count(answer->hits);
    for (uint32_t hit = 0; hit < count && status == SUO_OK; hit++)
        status = json_hit(searcher, answer->hits, hit, list, error);
    if (status == SUO_OK) {
        json_dumpf(object, stdout, 0);
        putchar('\n');
    }
    json_decref(object);
    return status;
}
