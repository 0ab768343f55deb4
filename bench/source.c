/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.c - where documents come from: JSON Lines or made text.
 *
 * JSON Lines go through the rooms of the command line, whose loader hands each
 * document over here instead of to a writer. One field is added to those of
 * the corpus, for filters that let a known share of the documents pass.
 */
#include "source.h"

#include <string.h>

#include "cli.h"
#include "random.h"

static const char FILTER_NAME[] = "suo_bench_filter";

enum { FILTER_SALT = 77, MADE_STEP = 64 };

int64_t bench_filter_value(uint64_t number, uint64_t seed)
{
    return (int64_t)(bench_mix(number, seed + FILTER_SALT) %
                     BENCH_FILTER_VALUES);
}

/* The document is whole: number it, and hand it over. */
static suo_status source_give(bench_source *source, suo_document *document,
                              suo_error *error)
{
    uint64_t number = source->doc_count++;
    int64_t value = bench_filter_value(number, source->options->seed);
    suo_status status =
        suo_document_set_integer(document, source->filter_field, value, error);
    source->text_bytes = source->is_streaming
                             ? source->text_bytes + source->corpus.text_bytes
                             : source->corpus.text_bytes;
    if (status == SUO_OK)
        status = source->take(source->take_context, document, error);
    if (source->is_streaming)
        bench_corpus_clear(&source->corpus);
    return status;
}

/* ---- JSON Lines ---- */

/* Keep the strings of the record's text fields. */
static void source_keep_texts(bench_source *source, json_object *record)
{
    json_object_object_foreach(record, key, value)
    {
        const cli_field *field =
            cli_fields_find(&source->fields, key, strlen(key));
        bool is_list = json_object_is_type(value, json_type_array);
        size_t count = is_list ? json_object_array_length(value) : 1;
        if (field == NULL || field->kind != SUO_FIELD_TEXT)
            continue;
        for (size_t at = 0; at < count; at++) {
            json_object *text =
                is_list ? json_object_array_get_idx(value, at) : value;
            if (json_object_is_type(text, json_type_string))
                bench_corpus_add_part(&source->corpus, field->number,
                                      json_object_get_string(text),
                                      (size_t)json_object_get_string_len(text));
        }
    }
}

static suo_status source_take_record(void *context, suo_document *document,
                                     json_object *record, int32_t *replaced,
                                     suo_error *error)
{
    bench_source *source = context;
    *replaced = 0;
    if (source->options->doc_max > 0 &&
        source->doc_count == source->options->doc_max) {
        source->is_full = true;
        return SUO_STATE; /* ends the feed */
    }
    json_object *id = NULL;
    if (record != NULL)
        json_object_object_get_ex(record, "id", &id);
    const char *key = json_object_get_string(id);
    bench_corpus_add(&source->corpus, key != NULL ? key : "",
                     key != NULL ? strlen(key) : 0);
    if (record != NULL)
        source_keep_texts(source, record);
    return source_give(source, document, error);
}

static int source_open_file(bench_source *source, const cli_usage *usage)
{
    const char *const paths[] = {source->options->path, NULL};
    cli_inputs_collect(&source->inputs, paths, &source->report);
    source->progress.total_bytes = source->inputs.total_bytes;
    source->loader.fields = &source->fields;
    source->loader.report = &source->report;
    source->loader.inputs = &source->inputs;
    source->loader.error = &source->error;
    source->loader.take = source_take_record;
    source->loader.take_context = source;
    int code = cli_field_options_apply(&source->options->fields,
                                       &source->fields, usage);
    if (code != CLI_OK)
        return code;
    cli_feed_look_ahead(&source->feed, &source->loader);
    if (!cli_feed_has_input(&source->feed, &source->loader)) {
        fprintf(stderr, "%s: %s: no documents in it\n", cli_program, paths[0]);
        return CLI_FAILED;
    }
    cli_fields_guess(&source->fields);
    return CLI_OK;
}

static int source_feed_file(bench_source *source)
{
    if (suo_document_new(source->schema, &source->loader.document,
                         &source->error) != SUO_OK)
        return cli_fail("document", &source->error);
    bool is_fed =
        cli_feed_all(&source->feed, &source->loader, &source->progress);
    cli_progress_clear(&source->progress);
    if (!is_fed && !source->is_full)
        return cli_fail(source->options->path, &source->error);
    return CLI_OK;
}

/* ---- made text ---- */

static suo_status source_make(bench_source *source, suo_document *document,
                              uint64_t number, cli_buffer texts[2])
{
    char key[32];
    suo_error *error = &source->error;
    int key_len =
        snprintf(key, sizeof key, "made-%llu", (unsigned long long)number);
    suo_document_clear(document);
    suo_status status = suo_document_set_key(document, key, key_len, error);
    texts[0].len = texts[1].len = 0;
    bench_made_document(source->made, number, BENCH_MADE_ANY, &texts[0],
                        &texts[1]);
    bench_corpus_add(&source->corpus, key, (size_t)key_len);
    for (uint32_t at = 0; at < 2 && status == SUO_OK; at++) {
        uint32_t field = source->fields.items[at].number;
        bench_corpus_add_part(&source->corpus, field, texts[at].data,
                              texts[at].len);
        status = suo_document_add_text(document, field, texts[at].data,
                                       (int64_t)texts[at].len, error);
    }
    if (status == SUO_OK)
        status = source_give(source, document, error);
    return status;
}

static int source_feed_made(bench_source *source)
{
    suo_document *document;
    cli_buffer texts[2] = {{0}};
    uint64_t end = source->options->doc_max;
    suo_status status =
        suo_document_new(source->schema, &document, &source->error);
    for (uint64_t number = 0; number < end && status == SUO_OK; number++) {
        status = source_make(source, document, number, texts);
        if (number % MADE_STEP == 0)
            cli_progress_part(&source->progress, number, end, "documents");
    }
    cli_progress_clear(&source->progress);
    suo_document_free(document);
    cli_buffer_free(&texts[0]);
    cli_buffer_free(&texts[1]);
    return status == SUO_OK ? CLI_OK : cli_fail("documents", &source->error);
}

/* ---- both ---- */

/* The schema of the fields found, and the field of filters. */
static int source_make_schema(bench_source *source)
{
    const char *wrong =
        cli_fields_choose(&source->fields, FILTER_NAME, SUO_FIELD_INTEGER);
    if (wrong != NULL) {
        fprintf(stderr, "%s: the field '%s': %s\n", cli_program, FILTER_NAME,
                wrong);
        return CLI_FAILED;
    }
    if (suo_schema_new(&source->schema, &source->error) != SUO_OK ||
        cli_fields_build(&source->fields, source->schema, &source->error) !=
            SUO_OK ||
        suo_schema_find_field(source->schema, FILTER_NAME, -1,
                              &source->filter_field, &source->error) != SUO_OK)
        return cli_fail("fields", &source->error);
    cli_fields_bind(&source->fields, source->schema);
    source->has_title =
        suo_schema_find_field(source->schema, "title", -1, &source->title_field,
                              NULL) == SUO_OK &&
        suo_schema_field_kind(source->schema, source->title_field) ==
            SUO_FIELD_TEXT;
    return CLI_OK;
}

int bench_source_open(bench_source *source, const bench_source_options *options,
                      const cli_usage *usage)
{
    int code = CLI_OK;
    *source = (bench_source){.options = options,
                             .feed = CLI_FEED_EMPTY,
                             .error = {.size = sizeof(suo_error)}};
    cli_fields_init(&source->fields);
    cli_progress_start(&source->progress, options->has_progress, 0);
    source->report.progress = &source->progress;
    if (options->path != NULL)
        code = source_open_file(source, usage);
    else
        source->made = bench_made_new(options->seed);
    return code == CLI_OK ? source_make_schema(source) : code;
}

int bench_source_feed(bench_source *source, bench_take take, void *context)
{
    source->take = take;
    source->take_context = context;
    return source->made != NULL ? source_feed_made(source)
                                : source_feed_file(source);
}

void bench_source_close(bench_source *source)
{
    cli_loader_free(&source->loader);
    cli_feed_free(&source->feed);
    cli_inputs_free(&source->inputs);
    cli_fields_clear(&source->fields);
    cli_report_free(&source->report);
    bench_corpus_free(&source->corpus);
    bench_made_free(source->made);
    suo_schema_free(source->schema);
}

suo_status bench_take_nothing(void *context, const suo_document *document,
                              suo_error *error)
{
    (void)context;
    (void)document;
    (void)error;
    return SUO_OK;
}
