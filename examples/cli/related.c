/* SPDX-License-Identifier: Apache-2.0 */
/*
 * related.c - `suo related`: what is about the same as a document or a text.
 *
 * As with `suo search`, every document counts unless roles are given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "json_text.h"
#include "options.h"
#include "text.h"
#include "view.h"

typedef struct related_options {
    int k;
    char *text;
    char **roles;
    int is_json;
} related_options;

static const cli_usage USAGE = {
    "suo related", "[OPTION...] INDEX KEY | --text TEXT INDEX",
    "find documents about the same as another",
    "Finds the documents that are about the same as the one with KEY, or as a\n"
    "text: those that share the words that tell most about it.\n\n"
    "Prints key, score and title, with tabs between. --json prints {key or\n"
    "text, related: [{key, score, title}]}. Without --role, documents of all\n"
    "audiences are given.\n\n"
    "Exit codes:\n"
    "  0  all well, with related documents or without\n"
    "  2  the command line makes no sense, or there is no document with KEY\n"
    "  3  the index or the system failed\n"};

/* The field whose first value is shown as the title. */
static uint32_t related_title(const suo_schema *schema)
{
    uint32_t field;
    if (cli_find_option_field(schema, "title_field", &field))
        return field;
    for (field = 0; field < suo_schema_field_count(schema); field++)
        if (suo_schema_field_kind(schema, field) == SUO_FIELD_TEXT)
            break;
    return field;
}

/* Show one hit; it is added to 'array', unless that is NULL. */
static suo_status related_show_hit(suo_hits *hits, uint32_t number,
                                   uint32_t title_field, json_object *array,
                                   suo_error *error)
{
    const suo_hit *hit = &suo_hits_items(hits)[number];
    const char *title = NULL;
    uint64_t title_len = 0;
    suo_status status =
        suo_hits_text(hits, number, title_field, 0, &title, &title_len, error);
    if (status != SUO_OK && status != SUO_NOT_FOUND)
        return status;
    if (array == NULL) {
        cli_print_plain(stdout, hit->key, (size_t)hit->key_len);
        printf("\t%.4f\t", hit->score);
        cli_print_plain(stdout, title, (size_t)title_len);
        putchar('\n');
        return SUO_OK;
    }
    json_object *object = json_object_new_object();
    cli_json_add(object, "key", cli_json_text(hit->key, (size_t)hit->key_len));
    cli_json_add(object, "score", json_object_new_double(hit->score));
    cli_json_add(object, "title", cli_json_text(title, (size_t)title_len));
    json_object_array_add(array, object);
    return SUO_OK;
}

static suo_status related_show(suo_hits *hits, const suo_schema *schema,
                               const related_options *options, const char *key,
                               suo_error *error)
{
    json_object *array = options->is_json ? json_object_new_array() : NULL;
    uint32_t title = related_title(schema);
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < suo_hits_count(hits) && status == SUO_OK; i++)
        status = related_show_hit(hits, i, title, array, error);
    if (!options->is_json)
        return status;
    json_object *object = json_object_new_object();
    if (options->text != NULL)
        cli_json_add_text(object, "text", options->text);
    else
        cli_json_add_text(object, "key", key);
    cli_json_add(object, "related", array);
    if (status == SUO_OK)
        cli_json_print_pretty(object);
    json_object_put(object);
    return status;
}

static int related_ask(const related_options *options,
                       const suo_snapshot *snapshot, const char *key,
                       suo_error *error)
{
    const suo_related_options own = {.size = sizeof own,
                                     .k = (uint32_t)options->k};
    suo_hits *hits = NULL;
    suo_view *view = NULL;
    suo_status status = cli_view_open(snapshot, options->roles, &view, error);
    if (status == SUO_OK)
        status = options->text != NULL
                     ? suo_view_related_text(view, options->text, -1, &own,
                                             &hits, error)
                     : suo_view_related(view, key, -1, &own, &hits, error);
    if (status == SUO_OK)
        status = related_show(hits, suo_snapshot_schema(snapshot), options, key,
                              error);
    suo_hits_free(hits);
    suo_view_close(view);
    if (status == SUO_INVALID || status == SUO_LIMIT || status == SUO_NOT_FOUND)
        return cli_usage_error(&USAGE, "%s", error->message);
    return status == SUO_OK ? CLI_OK : cli_fail("related", error);
}

static int related_run(const related_options *options, const char **arguments)
{
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot;
    if (cli_argument_count(arguments) != (options->text == NULL ? 2 : 1))
        return cli_usage_error(&USAGE, "an INDEX and a KEY, or --text, are "
                                       "wanted");
    if (options->k < 0 || options->k > SUO_RELATED_MAX)
        return cli_usage_error(&USAGE, "-k: 1 to %d documents",
                               SUO_RELATED_MAX);
    if (suo_snapshot_open(arguments[0], -1, &snapshot, &error) != SUO_OK)
        return cli_fail(arguments[0], &error);
    int code = related_ask(options, snapshot, arguments[1], &error);
    suo_snapshot_close(snapshot);
    return code;
}

int cli_related(int argc, const char **argv)
{
    related_options o = {0};
    const struct poptOption options[] = {
        {NULL, 'k', POPT_ARG_INT, &o.k, 0, "Show the best N (default: 10)",
         "N"},
        {"text", 0, POPT_ARG_STRING, &o.text, 0,
         "Find what is like TEXT, not like a document", "TEXT"},
        {"role", 0, POPT_ARG_ARGV, &o.roles, 0,
         "See what NAME may see (repeatable)", "NAME"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print one JSON object",
         NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = related_run(&o, poptGetArgs(context));
    free(o.text);
    cli_list_free(o.roles);
    poptFreeContext(context);
    return code;
}
