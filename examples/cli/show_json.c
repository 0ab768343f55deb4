/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show_json.c - hits as JSON.
 *
 * JSON is UTF-8, but keys and values are whatever bytes were put: text is
 * repaired piece by piece between the marks, so that these keep pointing at
 * their words.
 */
#include "search.h"

#include <stdio.h>

#include "json_text.h"
#include "numbers.h"
#include "text.h"

/* All values of a text, keyword or stored field; '*values' NULL if none. */
static suo_status json_words(suo_hits *hits, uint32_t hit, uint32_t field,
                             json_object **values, suo_error *error)
{
    const char *text;
    uint64_t len;
    suo_status status = SUO_OK;
    *values = NULL;
    for (uint32_t nth = 0;; nth++) {
        status = suo_hits_text(hits, hit, field, nth, &text, &len, error);
        if (status != SUO_OK)
            break;
        json_object *value = cli_json_text(text, len);
        if (nth == 0) {
            *values = value;
            continue;
        }
        if (nth == 1) {
            json_object *list = json_object_new_array();
            json_object_array_add(list, *values);
            *values = list;
        }
        json_object_array_add(*values, value);
    }
    return status == SUO_NOT_FOUND ? SUO_OK : status;
}

static suo_status json_number(const cli_searcher *searcher, suo_hits *hits,
                              uint32_t hit, uint32_t field, json_object **value,
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
        *value = cli_json_text(text, cli_time_print(number, text));
    else
        *value = json_object_new_int64(number);
    return SUO_OK;
}

/* Every value of a hit, by the name of its field. */
static suo_status json_fields(const cli_searcher *searcher, suo_hits *hits,
                              uint32_t hit, json_object *fields,
                              suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t count = suo_schema_field_count(searcher->schema);
    for (uint32_t field = 0; field < count && status == SUO_OK; field++) {
        int32_t kind = suo_schema_field_kind(searcher->schema, field);
        json_object *value = NULL;
        if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
            status = json_number(searcher, hits, hit, field, &value, error);
        else
            status = json_words(hits, hit, field, &value, error);
        if (value != NULL)
            cli_json_add(fields, suo_schema_field_name(searcher->schema, field),
                         value);
    }
    return status;
}

static json_object *json_range(size_t start, size_t end)
{
    json_object *range = json_object_new_array();
    json_object_array_add(range, json_object_new_int64((int64_t)start));
    json_object_array_add(range, json_object_new_int64((int64_t)end));
    return range;
}

/*
 * {text, marks: [[start, end]...], points, utf16, offset}: marks count bytes
 * of 'text', points and utf16 the same in code points and in UTF-16.
 */
static json_object *json_fragment(const suo_fragment *fragment)
{
    cli_buffer text = {0};
    json_object *marks = json_object_new_array();
    json_object *points = json_object_new_array();
    json_object *utf16 = json_object_new_array();
    uint64_t at = 0;
    for (uint64_t mark = 0; mark < fragment->mark_count; mark++) {
        const suo_range *range = &fragment->marks[mark];
        cli_utf8_repair(fragment->text + at, range->start - at, &text);
        size_t start = text.len;
        cli_utf8_repair(fragment->text + range->start,
                        range->end - range->start, &text);
        json_object_array_add(marks, json_range(start, text.len));
        json_object_array_add(points,
                              json_range(range->point_start, range->point_end));
        json_object_array_add(utf16,
                              json_range(range->utf16_start, range->utf16_end));
        at = range->end;
    }
    cli_utf8_repair(fragment->text + at, fragment->text_len - at, &text);
    json_object *object = json_object_new_object();
    cli_json_add(object, "text", cli_json_text(text.data, text.len));
    cli_json_add(object, "marks", marks);
    cli_json_add(object, "points", points);
    cli_json_add(object, "utf16", utf16);
    cli_json_add_count(object, "offset", fragment->place.start);
    if (fragment->html != NULL)
        cli_json_add(object, "html",
                     cli_json_text(fragment->html, fragment->html_len));
    cli_buffer_free(&text);
    return object;
}

/* The best fragment; with --fragments a list of all. */
static json_object *json_snippet(const cli_searcher *searcher,
                                 const suo_snippet *snippet)
{
    if (searcher->snippet.fragment_max <= 1)
        return json_fragment(&snippet->fragments[0]);
    json_object *list = json_object_new_array();
    for (uint64_t i = 0; i < snippet->fragment_count; i++)
        json_object_array_add(list, json_fragment(&snippet->fragments[i]));
    return list;
}

static suo_status json_snippets(const cli_searcher *searcher, suo_hits *hits,
                                uint32_t hit, json_object *snippets,
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
        cli_json_add(snippets, suo_schema_field_name(searcher->schema, field),
                     json_snippet(searcher, &snippet));
    }
    return SUO_OK;
}

/* {tier, share, lacks: [[start, end]...]}; these count bytes of the question. */
static suo_status json_match(suo_hits *hits, uint32_t hit, json_object *object,
                             suo_error *error)
{
    suo_hit_match match = {.size = sizeof match};
    suo_status status = suo_hits_match(hits, hit, &match, error);
    if (status == SUO_TIMEOUT) /* there was no time to tell */
        return SUO_OK;
    if (status != SUO_OK)
        return status;
    json_object *made = json_object_new_object();
    json_object *lacks = json_object_new_array();
    for (uint64_t i = 0; i < match.missing_count; i++)
        json_object_array_add(
            lacks, json_range(match.missing[i].start, match.missing[i].end));
    cli_json_add(made, "tier",
                 json_object_new_string(cli_tier_name(match.tier)));
    cli_json_add(made, "share", json_object_new_double(match.share));
    cli_json_add(made, "lacks", lacks);
    cli_json_add(object, "match", made);
    return SUO_OK;
}

/* The members of suo_answerability, unknown: [[start, end]...] in bytes of the
 * question. No hit: no tier. */
static suo_status json_answerability(suo_hits *hits, json_object *object,
                                     suo_error *error)
{
    suo_answerability told = {.size = sizeof told};
    suo_status status = suo_hits_answerability(hits, &told, error);
    if (status == SUO_TIMEOUT) /* there was no time to tell */
        return SUO_OK;
    if (status != SUO_OK)
        return status;
    json_object *made = json_object_new_object();
    json_object *unknown = json_object_new_array();
    for (uint64_t i = 0; i < told.unknown_count; i++)
        json_object_array_add(
            unknown, json_range(told.unknown[i].start, told.unknown[i].end));
    cli_json_add(made, "figure", json_object_new_double(told.figure));
    if (told.tier != 0)
        cli_json_add_text(made, "tier", cli_tier_name(told.tier));
    cli_json_add(made, "share", json_object_new_double(told.share));
    cli_json_add(made, "title_share", json_object_new_double(told.title_share));
    cli_json_add(made, "lead", json_object_new_double(told.lead));
    cli_json_add(made, "title_fit", json_object_new_double(told.title_fit));
    cli_json_add(made, "in_row", json_object_new_double(told.in_row));
    cli_json_add(made, "information", json_object_new_double(told.information));
    cli_json_add(made, "unknown_share",
                 json_object_new_double(told.unknown_share));
    cli_json_add(made, "unknown", unknown);
    cli_json_add(object, "answerability", made);
    return SUO_OK;
}

/* supersedes: [key...], if the hit does. */
static void json_add_superseded(json_object *object, const suo_hits *hits,
                                uint32_t hit)
{
    uint64_t len;
    const char *key = suo_hits_superseded(hits, hit, 0, &len);
    if (key == NULL)
        return;
    json_object *list = json_object_new_array();
    for (uint32_t nth = 1; key != NULL; nth++) {
        json_object_array_add(list, cli_json_text(key, len));
        key = suo_hits_superseded(hits, hit, nth, &len);
    }
    cli_json_add(object, "supersedes", list);
}

static suo_status json_hit(const cli_searcher *searcher,
                           const cli_answer *answer, uint32_t hit,
                           json_object *list, suo_error *error)
{
    suo_hits *hits = answer->hits;
    const suo_hit *item = &suo_hits_items(hits)[hit];
    json_object *object = json_object_new_object();
    json_object *fields = json_object_new_object();
    json_object *snippets = json_object_new_object();
    cli_json_add_count(object, "rank", (uint64_t)hit + 1);
    cli_json_add(object, "key", cli_json_text(item->key, item->key_len));
    cli_json_add(object, "score", json_object_new_double(item->score));
    if (suo_hits_is_pinned(hits, hit))
        cli_json_add(object, "pinned", json_object_new_boolean(1));
    json_add_superseded(object, hits, hit);
    if (suo_hits_group(hits, hit) > 0)
        cli_json_add_count(object, "group", suo_hits_group(hits, hit));
    cli_json_add(object, "fields", fields);
    cli_json_add(object, "snippets", snippets);
    json_object_array_add(list, object);
    suo_status status = json_fields(searcher, hits, hit, fields, error);
    if (status == SUO_OK)
        status = json_snippets(searcher, hits, hit, snippets, error);
    if (status == SUO_OK && searcher->shows_match)
        status = json_match(hits, hit, object, error);
    if (status == SUO_OK && searcher->is_explained)
        status = cli_json_reasons(searcher, answer, item->key, item->key_len,
                                  object, error);
    return status;
}

/* The position of the last hit, if others may be behind it. */
static suo_status json_next(const cli_searcher *searcher, suo_hits *hits,
                            json_object *object, suo_error *error)
{
    const uint32_t wanted = searcher->search.k > 0 ? searcher->search.k : 10;
    const uint32_t count = suo_hits_count(hits);
    const char *position;
    uint64_t len;
    if (count < wanted)
        return SUO_OK;
    suo_status status =
        suo_hits_position(hits, count - 1, &position, &len, error);
    if (status == SUO_OK)
        cli_json_add(object, "next", cli_json_text(position, len));
    return status;
}

/* {text, changes: [{from: [start, end], to: [start, end]}...]} in bytes; NULL:
 * the question has no slips. */
static json_object *json_meant(const suo_correction *meant)
{
    const suo_change *changes = suo_correction_changes(meant);
    uint64_t len;
    const char *text = suo_correction_text(meant, &len);
    if (text == NULL)
        return NULL;
    json_object *made = json_object_new_object();
    json_object *list = json_object_new_array();
    for (uint32_t i = 0; i < suo_correction_count(meant); i++) {
        const suo_range *from = &changes[i].from;
        const suo_range *to = &changes[i].to;
        json_object *change = json_object_new_object();
        cli_json_add(change, "from", json_range(from->start, from->end));
        cli_json_add(change, "to", json_range(to->start, to->end));
        json_object_array_add(list, change);
    }
    cli_json_add(made, "text", cli_json_text(text, len));
    cli_json_add(made, "changes", list);
    return made;
}

suo_status cli_show_json(const cli_searcher *searcher, const cli_answer *answer,
                         const char *query_id, size_t query_id_len,
                         suo_error *error)
{
    suo_status status = SUO_OK;
    json_object *object = json_object_new_object();
    json_object *list = json_object_new_array();
    if (query_id != NULL)
        cli_json_add(object, "id", cli_json_text(query_id, query_id_len));
    cli_json_add(object, "question",
                 cli_json_text(answer->question, answer->question_len));
    if (answer->meant != NULL)
        cli_json_add(object, "meant", json_meant(answer->meant));
    cli_json_add_count(object, "total", suo_hits_total(answer->hits));
    suo_status stopped = suo_hits_stopped(answer->hits);
    if (stopped != SUO_OK)
        cli_json_add_text(object, "partial",
                          stopped == SUO_TIMEOUT ? "timeout" : "work");
    cli_json_add(object, "milliseconds",
                 json_object_new_double(answer->seconds * 1e3));
    if (searcher->facets.count > 0)
        cli_json_add(
            object, "facets",
            cli_facets_json(searcher->schema, &searcher->facets, answer->hits));
    if (searcher->shows_match)
        status = json_answerability(answer->hits, object, error);
    cli_json_add(object, "hits", list);
    uint32_t count = suo_hits_count(answer->hits);
    for (uint32_t hit = 0; hit < count && status == SUO_OK; hit++)
        status = json_hit(searcher, answer, hit, list, error);
    if (status == SUO_OK)
        status = json_next(searcher, answer->hits, object, error);
    if (status == SUO_OK) {
        cli_json_print(object);
        putchar('\n');
    }
    json_object_put(object);
    return status;
}
