/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader.c - one record or page as a document into the writer.
 *
 * Three kinds of fault, told apart by status: a value that breaks a rule is
 * left out, a document that breaks one is refused, both noted with file and
 * line; anything else the library reports is a failure of the index and ends
 * the run.
 *
 * An audience is never guessed: a document whose audience cannot be read is
 * refused, for a default might show it to the wrong people. An empty list is
 * an audience of nobody.
 */
#include "loader.h"

#include <math.h>
#include <string.h>

#include "numbers.h"

void cli_loader_free(cli_loader *loader)
{
    if (loader->crew == NULL)
        suo_document_free(loader->document);
    cli_crew_free(loader->crew);
    loader->crew = NULL;
    loader->document = NULL;
    cli_seen_free(&loader->seen);
    cli_page_free(&loader->page);
    cli_parser_free(&loader->parser);
    cli_buffer_free(&loader->scratch);
}

/* Let 'document' be the next one to fill. */
static bool loader_next_document(cli_loader *loader)
{
    if (loader->crew != NULL)
        loader->document = cli_crew_document(loader->crew, loader->error);
    else if (loader->document == NULL &&
             suo_document_new(suo_writer_schema(loader->writer),
                              &loader->document, loader->error) != SUO_OK)
        loader->document = NULL;
    if (loader->document == NULL)
        loader->status = loader->error->status;
    return loader->document != NULL;
}

bool cli_loader_begin(cli_loader *loader, uint32_t threads, uint64_t text_bytes)
{
    if (threads > 1) {
        loader->crew =
            cli_crew_new(loader->writer, threads, text_bytes, loader->error);
        if (loader->crew == NULL) {
            loader->status = loader->error->status;
            return false;
        }
    }
    return loader_next_document(loader);
}

bool cli_loader_end(cli_loader *loader)
{
    uint64_t replaced = 0;
    if (loader->crew == NULL)
        return true;
    loader->status =
        cli_crew_finish(loader->crew, loader->report, &replaced, loader->error);
    if (replaced > loader->repeated_count)
        loader->report->replaced_count += replaced - loader->repeated_count;
    return loader->status == SUO_OK;
}

/*
 * Is 'status' fine? A fault of the input is noted; a failure is kept in
 * 'loader->status', for the run to end.
 */
static bool loader_accepts(cli_loader *loader, suo_status status, cli_note note,
                           const cli_place *place, const char *what)
{
    if (status == SUO_OK)
        return true;
    if (status == SUO_INVALID || status == SUO_LIMIT)
        cli_report_note(loader->report, note, place, "%s: %s", what,
                        loader->error->message);
    else
        loader->status = status;
    return false;
}

static void loader_note_value(cli_loader *loader, const cli_place *place,
                              const cli_field *field, const char *wrong)
{
    cli_report_note(loader->report, CLI_NOTE_VALUE, place, "field '%s': %s",
                    field->name, wrong);
}

static void loader_add_text(cli_loader *loader, const cli_place *place,
                            const cli_field *field, const char *text,
                            size_t len)
{
    suo_status status = suo_document_add_text(
        loader->document, field->number, text, (int64_t)len, loader->error);
    loader_accepts(loader, status, CLI_NOTE_VALUE, place, field->name);
}

/* A number of a text, keyword or stored field. */
static void loader_add_number(cli_loader *loader, const cli_place *place,
                              const cli_field *field, json_object *value)
{
    char text[CLI_NUMBER_MAX];
    int64_t whole;
    size_t len = 0;
    if (cli_record_integer(loader->record, value, &whole)) {
        len = cli_integer_print(whole, text);
    } else if (json_object_is_type(value, json_type_double)) {
        double real = json_object_get_double(value);
        if (cli_real_is_integer(real, &whole))
            len = cli_integer_print(whole, text);
        else if (isfinite(real))
            len = cli_real_print(real, text);
    }
    if (len > 0)
        loader_add_text(loader, place, field, text, len);
    else
        loader_note_value(loader, place, field,
                          "neither a finite number nor an integer of 64 bits");
}

/* One value of a text, keyword or stored field. */
static void loader_add_word(cli_loader *loader, const cli_place *place,
                            const cli_field *field, json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_string:
        loader_add_text(loader, place, field, json_object_get_string(value),
                        (size_t)json_object_get_string_len(value));
        break;
    case json_type_int:
    case json_type_double:
        loader_add_number(loader, place, field, value);
        break;
    case json_type_boolean:
        if (json_object_get_boolean(value))
            loader_add_text(loader, place, field, "true", 4);
        else
            loader_add_text(loader, place, field, "false", 5);
        break;
    case json_type_null:
        break;
    default:
        loader_note_value(loader, place, field,
                          "an object or a list inside a list is no value");
        break;
    }
}

/* The one value of an integer or time field. */
static void loader_set_number(cli_loader *loader, const cli_place *place,
                              const cli_field *field, json_object *value)
{
    bool is_time = field->kind == SUO_FIELD_TIME;
    int64_t number = 0;
    bool is_fine = cli_record_integer(loader->record, value, &number);
    if (json_object_is_type(value, json_type_double)) {
        is_fine = cli_real_is_integer(json_object_get_double(value), &number);
    } else if (json_object_is_type(value, json_type_string)) {
        const char *text = json_object_get_string(value);
        size_t len = (size_t)json_object_get_string_len(value);
        is_fine = is_time ? cli_time_parse(text, len, &number)
                          : cli_integer_parse(text, len, &number);
    }
    if (!is_fine) {
        loader_note_value(loader, place, field,
                          is_time ? "not a time (RFC 3339, YYYY-MM-DD, or "
                                    "milliseconds since 1970)"
                                  : "not an integer of 64 bits");
        return;
    }
    suo_status status = suo_document_set_integer(
        loader->document, field->number, number, loader->error);
    loader_accepts(loader, status, CLI_NOTE_VALUE, place, field->name);
}

/* All values of one key of a record. */
static void loader_add_field(cli_loader *loader, const cli_place *place,
                             const char *key, json_object *value)
{
    cli_field *field = cli_fields_find(loader->fields, key, strlen(key));
    json_type type = json_object_get_type(value);
    if (type == json_type_null || (field != NULL && field->is_ignored))
        return;
    if (field == NULL) {
        loader->fields->unnamed_count++;
    } else if (type == json_type_object) {
        loader_note_value(loader, place, field, "an object is no value");
    } else if (field->kind == 0) {
        field->skipped_count++;
    } else if (field->kind == SUO_FIELD_INTEGER ||
               field->kind == SUO_FIELD_TIME) {
        loader_set_number(loader, place, field, value);
    } else if (type == json_type_array) {
        size_t count = json_object_array_length(value);
        for (size_t at = 0; at < count; at++)
            loader_add_word(loader, place, field,
                            json_object_array_get_idx(value, at));
    } else {
        loader_add_word(loader, place, field, value);
    }
}

static bool loader_add_role(cli_loader *loader, const cli_place *place,
                            json_object *role)
{
    if (!json_object_is_type(role, json_type_string)) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, place,
                        "the audience must be a string or a list of strings; "
                        "document refused");
        return false;
    }
    suo_status status =
        suo_document_add_role(loader->document, json_object_get_string(role),
                              json_object_get_string_len(role), loader->error);
    return loader_accepts(loader, status, CLI_NOTE_RECORD, place, "audience");
}

/* The roles of --audience, for a document that names none. */
static bool loader_add_default_roles(cli_loader *loader, const cli_place *place)
{
    for (size_t at = 0; loader->roles != NULL && loader->roles[at] != NULL;
         at++) {
        suo_status status = suo_document_add_role(
            loader->document, loader->roles[at], -1, loader->error);
        if (!loader_accepts(loader, status, CLI_NOTE_RECORD, place,
                            "--audience"))
            return false;
    }
    return true;
}

static bool loader_add_audience(cli_loader *loader, const cli_place *place,
                                json_object *audience)
{
    if (audience == NULL)
        return loader_add_default_roles(loader, place);
    if (!json_object_is_type(audience, json_type_array))
        return loader_add_role(loader, place, audience);
    size_t count = json_object_array_length(audience);
    for (size_t at = 0; at < count; at++) {
        if (!loader_add_role(loader, place,
                             json_object_array_get_idx(audience, at)))
            return false;
    }
    return true;
}

/* Give the document that was filled to who takes it: the writer, or the crew.
 */
static bool loader_give(cli_loader *loader, const cli_place *place,
                        int32_t *replaced)
{
    *replaced = 0;
    if (loader->crew == NULL) {
        suo_status status =
            loader->take != NULL
                ? loader->take(loader->take_context, loader->document,
                               loader->record != NULL ? loader->record->root
                                                      : NULL,
                               replaced, loader->error)
                : suo_writer_put(loader->writer, loader->document, replaced,
                                 loader->error);
        return loader_accepts(loader, status, CLI_NOTE_RECORD, place,
                              "document refused");
    }
    size_t len = loader->record != NULL
                     ? loader->record->len
                     : loader->page.title.len + loader->page.body.len;
    loader->status =
        cli_crew_put(loader->crew, place, len, loader->report, loader->error);
    return loader->status == SUO_OK && loader_next_document(loader);
}

/* Put the document that was filled; 'id' is its key. */
static void loader_put(cli_loader *loader, const cli_place *place,
                       uint32_t input, const char *id, size_t id_len)
{
    cli_report *report = loader->report;
    int32_t replaced;
    if (loader->is_strict && cli_report_is_bad(report))
        return;
    if (!loader_give(loader, place, &replaced))
        return;
    report->put_count++;
    const cli_seen_place *before =
        cli_seen_add(&loader->seen, id, id_len, input, place->line);
    loader->repeated_count += before != NULL;
    report->replaced_count += before == NULL && replaced != 0;
    /* A crew tells only in the end how many replaced another. */
    if (before == NULL || (loader->crew == NULL && replaced == 0))
        return;
    if (before->line > 0)
        cli_report_note(report, CLI_NOTE_REPEATED, place,
                        "id '%.*s' was given before, at %s:%u", (int)id_len, id,
                        loader->inputs->items[before->input - 1].path,
                        (unsigned)before->line);
    else
        cli_report_note(report, CLI_NOTE_REPEATED, place,
                        "id '%.*s' was given before, by %s", (int)id_len, id,
                        loader->inputs->items[before->input - 1].path);
}

/*
 * The id of the record, as text. Returns NULL and notes it if there is none;
 * else borrowed from the record or 'number'.
 */
static const char *loader_find_id(cli_loader *loader, const cli_place *place,
                                  char number[CLI_NUMBER_MAX], size_t *id_len)
{
    json_object *id = NULL;
    int64_t whole;
    bool is_there = json_object_object_get_ex(loader->record->root, "id", &id);
    if (json_object_is_type(id, json_type_string) &&
        json_object_get_string_len(id) > 0) {
        *id_len = (size_t)json_object_get_string_len(id);
        return json_object_get_string(id);
    }
    if (cli_record_integer(loader->record, id, &whole)) {
        *id_len = cli_integer_print(whole, number);
        return number;
    }
    cli_report_note(loader->report, CLI_NOTE_RECORD, place, "%s",
                    is_there ? "the id must be a string that is not empty or "
                               "an integer of 64 bits; document refused"
                             : "the id is missing; document refused");
    return NULL;
}

static void loader_put_object(cli_loader *loader, uint32_t input,
                              const cli_place *place)
{
    char number[CLI_NUMBER_MAX];
    size_t id_len = 0;
    const char *id = loader_find_id(loader, place, number, &id_len);
    if (id == NULL)
        return;
    suo_document_clear(loader->document);
    suo_status status = suo_document_set_key(loader->document, id,
                                             (int64_t)id_len, loader->error);
    json_object *audience = NULL;
    json_object_object_get_ex(loader->record->root, "audience", &audience);
    if (!loader_accepts(loader, status, CLI_NOTE_RECORD, place, "id") ||
        !loader_add_audience(loader, place, audience))
        return;
    json_object_object_foreach(loader->record->root, key, value)
    {
        if (strcmp(key, "id") != 0 && strcmp(key, "audience") != 0)
            loader_add_field(loader, place, key, value);
        if (loader->status != SUO_OK)
            return;
    }
    loader_put(loader, place, input, id, id_len);
}

bool cli_loader_put_record(cli_loader *loader, uint32_t input,
                           uint64_t line_number, cli_record *record)
{
    const cli_place place = {loader->inputs->items[input].path, line_number};
    if (record->column > 0) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, &place,
                        "not JSON, column %zu: %s", record->column,
                        record->wrong);
        return true;
    }
    if (record->wrong != NULL) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, &place, "%s",
                        record->wrong);
        return true;
    }
    if (record->broken_count > 0)
        cli_report_note(loader->report, CLI_NOTE_REPAIRED, &place,
                        "broken parts of UTF-8 replaced by U+FFFD: %llu",
                        (unsigned long long)record->broken_count);
    loader->record = record;
    loader_put_object(loader, input, &place);
    loader->record = NULL;
    return loader->status == SUO_OK;
}

static void loader_add_page_text(cli_loader *loader, const cli_place *place,
                                 const char *name, const cli_buffer *text)
{
    cli_field *field = cli_fields_find(loader->fields, name, strlen(name));
    if (text->len == 0 || field == NULL)
        return;
    if (field->kind == SUO_FIELD_TEXT || field->kind == SUO_FIELD_STORED)
        loader_add_text(loader, place, field, text->data, text->len);
    else
        field->skipped_count++;
}

static bool page_read(cli_page *page, cli_input_kind kind, const char *text,
                      size_t len)
{
    cli_page_clear(page);
    switch (kind) {
    case CLI_INPUT_MARKDOWN:
        return cli_page_markdown(page, text, len);
    case CLI_INPUT_HTML:
        return cli_page_html(page, text, len);
    default:
        return cli_page_text(page, text, len);
    }
}

bool cli_loader_put_page(cli_loader *loader, uint32_t input, const char *text,
                         size_t len)
{
    const cli_input *source = &loader->inputs->items[input];
    const cli_place place = {source->path, 0};
    if (!cli_utf8_is_valid(text, len)) {
        loader->scratch.len = 0;
        uint64_t count = cli_utf8_repair(text, len, &loader->scratch);
        cli_report_note(loader->report, CLI_NOTE_REPAIRED, &place,
                        "broken parts of UTF-8 replaced by U+FFFD: %llu",
                        (unsigned long long)count);
        text = loader->scratch.data;
        len = loader->scratch.len;
    }
    if (!page_read(&loader->page, source->kind, text, len)) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, &place,
                        "the file could not be parsed; document refused");
        return true;
    }
    if (loader->page.title.len + loader->page.body.len == 0) {
        cli_report_note(loader->report, CLI_NOTE_EMPTY, &place,
                        "there is no text in it");
        return true;
    }
    suo_document_clear(loader->document);
    suo_status status =
        suo_document_set_key(loader->document, source->id, -1, loader->error);
    if (loader_accepts(loader, status, CLI_NOTE_RECORD, &place, "id") &&
        loader_add_default_roles(loader, &place)) {
        loader_add_page_text(loader, &place, "title", &loader->page.title);
        loader_add_page_text(loader, &place, "body", &loader->page.body);
        if (loader->status == SUO_OK)
            loader_put(loader, &place, input, source->id, strlen(source->id));
    }
    return loader->status == SUO_OK;
}
