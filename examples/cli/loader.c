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

#include <string.h>

#include "cli.h"
#include "numbers.h"

/* jansson's allocator has no user pointer, so its pool is the tool's own. */
static cli_pool json_pool;

static void *json_pool_take(size_t bytes)
{
    return cli_pool_take(&json_pool, bytes);
}

static void json_pool_give(void *memory)
{
    cli_pool_give(&json_pool, memory);
}

json_t *cli_json_parse(const char *line, size_t len, cli_buffer *scratch,
                       uint64_t *broken_count, json_error_t *error)
{
    json_malloc_t take;
    json_free_t give;
    json_get_alloc_funcs(&take, &give);
    json_set_alloc_funcs(json_pool_take, json_pool_give);
    cli_pool_reset(&json_pool);
    *broken_count = 0;
    json_t *root = json_loadb(line, len, JSON_ALLOW_NUL, error);
    if (root == NULL && json_error_code(error) == json_error_invalid_utf8) {
        scratch->len = 0;
        *broken_count = cli_utf8_repair(line, len, scratch);
        root = json_loadb(scratch->data, scratch->len, JSON_ALLOW_NUL, error);
    }
    json_set_alloc_funcs(take, give);
    return root;
}

void cli_json_end(void)
{
    cli_pool_free(&json_pool);
}

void cli_loader_free(cli_loader *loader)
{
    suo_document_free(loader->document);
    loader->document = NULL;
    cli_seen_free(&loader->seen);
    cli_page_free(&loader->page);
    cli_buffer_free(&loader->scratch);
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

/* One value of a text, keyword or stored field. */
static void loader_add_word(cli_loader *loader, const cli_place *place,
                            const cli_field *field, const json_t *value)
{
    char number[CLI_NUMBER_MAX];
    int64_t whole;
    size_t len;
    switch (json_typeof(value)) {
    case JSON_STRING:
        loader_add_text(loader, place, field, json_string_value(value),
                        json_string_length(value));
        break;
    case JSON_INTEGER:
        len = (size_t)snprintf(number, sizeof number, "%lld",
                               (long long)json_integer_value(value));
        loader_add_text(loader, place, field, number, len);
        break;
    case JSON_REAL:
        if (cli_real_is_integer(json_real_value(value), &whole))
            len = (size_t)snprintf(number, sizeof number, "%lld",
                                   (long long)whole);
        else
            len = cli_real_print(json_real_value(value), number);
        loader_add_text(loader, place, field, number, len);
        break;
    case JSON_TRUE:
        loader_add_text(loader, place, field, "true", 4);
        break;
    case JSON_FALSE:
        loader_add_text(loader, place, field, "false", 5);
        break;
    case JSON_NULL:
        break;
    default:
        loader_note_value(loader, place, field,
                          "an object or a list inside a list is no value");
        break;
    }
}

/* The one value of an integer or time field. */
static void loader_set_number(cli_loader *loader, const cli_place *place,
                              const cli_field *field, const json_t *value)
{
    bool is_time = field->kind == SUO_FIELD_TIME;
    bool is_fine = false;
    int64_t number = 0;
    if (json_is_integer(value)) {
        number = json_integer_value(value);
        is_fine = true;
    } else if (json_is_real(value)) {
        is_fine = cli_real_is_integer(json_real_value(value), &number);
    } else if (json_is_string(value)) {
        const char *text = json_string_value(value);
        size_t len = json_string_length(value);
        is_fine = is_time ? cli_time_parse(text, len, &number)
                          : cli_integer_parse(text, len, &number);
    }
    if (!is_fine) {
        loader_note_value(loader, place, field,
                          is_time ? "not a time (RFC 3339, YYYY-MM-DD, or "
                                    "milliseconds since 1970)"
                                  : "not an integer");
        return;
    }
    suo_status status = suo_document_set_integer(
        loader->document, field->number, number, loader->error);
    loader_accepts(loader, status, CLI_NOTE_VALUE, place, field->name);
}

/* All values of one key of a record. */
static void loader_add_field(cli_loader *loader, const cli_place *place,
                             const char *key, size_t key_len,
                             const json_t *value)
{
    cli_field *field = cli_fields_find(loader->fields, key, key_len);
    if (json_is_null(value) || (field != NULL && field->is_ignored))
        return;
    if (field == NULL) {
        loader->fields->unnamed_count++;
    } else if (json_is_object(value)) {
        loader_note_value(loader, place, field, "an object is no value");
    } else if (field->kind == 0) {
        field->skipped_count++;
    } else if (field->kind == SUO_FIELD_INTEGER ||
               field->kind == SUO_FIELD_TIME) {
        loader_set_number(loader, place, field, value);
    } else if (json_is_array(value)) {
        size_t at;
        json_t *item;
        json_array_foreach(value, at, item)
            loader_add_word(loader, place, field, item);
    } else {
        loader_add_word(loader, place, field, value);
    }
}

static bool loader_add_role(cli_loader *loader, const cli_place *place,
                            const json_t *role)
{
    if (!json_is_string(role)) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, place,
                        "the audience must be a string or a list of strings; "
                        "document refused");
        return false;
    }
    suo_status status =
        suo_document_add_role(loader->document, json_string_value(role),
                              (int64_t)json_string_length(role), loader->error);
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
                                const json_t *audience)
{
    if (audience == NULL || json_is_null(audience))
        return loader_add_default_roles(loader, place);
    if (!json_is_array(audience))
        return loader_add_role(loader, place, audience);
    size_t at;
    json_t *role;
    json_array_foreach(audience, at, role)
    {
        if (!loader_add_role(loader, place, role))
            return false;
    }
    return true;
}

/* Put the document that was filled; 'id' is its key. */
static void loader_put(cli_loader *loader, const cli_place *place,
                       uint32_t input, const char *id, size_t id_len)
{
    cli_report *report = loader->report;
    int32_t replaced = 0;
    if (loader->is_strict && cli_report_is_bad(report))
        return;
    suo_status status = suo_writer_put(loader->writer, loader->document,
                                       &replaced, loader->error);
    if (!loader_accepts(loader, status, CLI_NOTE_RECORD, place,
                        "document refused"))
        return;
    report->put_count++;
    const cli_seen_place *before =
        cli_seen_add(&loader->seen, id, id_len, input, place->line);
    if (replaced == 0)
        return;
    if (before == NULL)
        report->replaced_count++;
    else if (before->line > 0)
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
 * The id of a record, as text. Returns NULL and notes it if there is none;
 * else borrowed from 'record' or 'number'.
 */
static const char *loader_find_id(cli_loader *loader, const cli_place *place,
                                  const json_t *record,
                                  char number[CLI_NUMBER_MAX], size_t *id_len)
{
    const json_t *id = json_object_get(record, "id");
    if (json_is_string(id) && json_string_length(id) > 0) {
        *id_len = json_string_length(id);
        return json_string_value(id);
    }
    if (json_is_integer(id)) {
        *id_len = (size_t)snprintf(number, CLI_NUMBER_MAX, "%lld",
                                   (long long)json_integer_value(id));
        return number;
    }
    cli_report_note(loader->report, CLI_NOTE_RECORD, place, "%s",
                    id == NULL ? "the id is missing; document refused"
                               : "the id must be a string that is not empty or "
                                 "an integer; document refused");
    return NULL;
}

static void loader_put_object(cli_loader *loader, uint32_t input,
                              const cli_place *place, const json_t *record)
{
    char number[CLI_NUMBER_MAX];
    size_t id_len = 0;
    const char *id = loader_find_id(loader, place, record, number, &id_len);
    if (id == NULL)
        return;
    suo_document_clear(loader->document);
    suo_status status = suo_document_set_key(loader->document, id,
                                             (int64_t)id_len, loader->error);
    if (!loader_accepts(loader, status, CLI_NOTE_RECORD, place, "id") ||
        !loader_add_audience(loader, place,
                             json_object_get(record, "audience")))
        return;
    const char *key;
    size_t key_len;
    json_t *value;
    json_object_keylen_foreach((json_t *)(uintptr_t)record, key, key_len, value)
    {
        bool is_id = key_len == 2 && memcmp(key, "id", 2) == 0;
        bool is_audience = key_len == 8 && memcmp(key, "audience", 8) == 0;
        if (!is_id && !is_audience)
            loader_add_field(loader, place, key, key_len, value);
        if (loader->status != SUO_OK)
            return;
    }
    loader_put(loader, place, input, id, id_len);
}

bool cli_loader_put_record(cli_loader *loader, uint32_t input,
                           uint64_t line_number, const char *line, size_t len)
{
    const cli_place place = {loader->inputs->items[input].path, line_number};
    json_error_t wrong;
    uint64_t broken_count;
    json_t *record =
        cli_json_parse(line, len, &loader->scratch, &broken_count, &wrong);
    if (record == NULL) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, &place,
                        "not JSON, column %d: %s", wrong.column, wrong.text);
        return true;
    }
    if (!json_is_object(record)) {
        cli_report_note(loader->report, CLI_NOTE_RECORD, &place,
                        "JSON, but no object; one object a line is read");
        return true;
    }
    if (broken_count > 0)
        cli_report_note(loader->report, CLI_NOTE_REPAIRED, &place,
                        "broken parts of UTF-8 replaced by U+FFFD: %llu",
                        (unsigned long long)broken_count);
    loader_put_object(loader, input, &place, record);
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
