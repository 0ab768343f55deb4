/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete.c - `suo complete`: the titles that go on from what was typed.
 *
 * As with `suo search`, every document counts unless roles are given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "json_text.h"
#include "options.h"
#include "text.h"
#include "view.h"

typedef struct complete_options {
    int k;
    char *titles;
    char *use;
    char **roles;
    int is_json;
} complete_options;

static const cli_usage USAGE = {
    "suo complete", "[OPTION...] INDEX TEXT",
    "complete what somebody has typed to titles",
    "Finds the titles that go on from TEXT: with their beginning, another of\n"
    "their words, or Han inside one. Han may be typed as pinyin (tuihuo), by\n"
    "the first letters of its syllables (th), or mixed (tui货). An empty TEXT\n"
    "gives the most used titles.\n\n"
    "Prints the key, a tab and the title, what matches marked: bold on a\n"
    "terminal, else 【so】. --json prints {text, completions: [{title, key,\n"
    "score, field, match: [start, end]}]}: match counts bytes of the title.\n"
    "Without --role, titles of all documents are given.\n\n"
    "Exit codes:\n"
    "  0  all well, with titles or without\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

/* Turn "title,alias" into the bits of these fields of a kind. */
static int complete_choose(const suo_schema *schema, const char *option,
                           const char *names, int32_t kind, uint64_t *bits)
{
    *bits = 0;
    while (names != NULL && *names != '\0') {
        size_t len = strcspn(names, ",");
        uint32_t field;
        if (suo_schema_find_field(schema, names, (int64_t)len, &field, NULL) !=
                SUO_OK ||
            suo_schema_field_kind(schema, field) != kind)
            return cli_usage_error(&USAGE,
                                   "%s: the index has no %s field "
                                   "'%.*s'",
                                   option,
                                   kind == SUO_FIELD_TEXT ? "text" : "integer",
                                   (int)len, names);
        *bits |= (uint64_t)1 << field;
        names += len;
        names += *names == ',';
    }
    return CLI_OK;
}

/* The field "title", if there is one of text; else the library chooses. */
static void complete_choose_title(const suo_schema *schema, uint64_t *bits)
{
    uint32_t field;
    if (suo_schema_find_field(schema, "title", -1, &field, NULL) == SUO_OK &&
        suo_schema_field_kind(schema, field) == SUO_FIELD_TEXT)
        *bits = (uint64_t)1 << field;
}

static void complete_print(const suo_completion *item)
{
    bool is_bold = isatty(STDOUT_FILENO) != 0;
    size_t start = (size_t)item->match.start;
    size_t end = (size_t)item->match.end;
    cli_print_plain(stdout, item->key, (size_t)item->key_len);
    putchar('\t');
    cli_print_plain(stdout, item->text, start);
    if (start < end) {
        fputs(is_bold ? "\033[1m" : "【", stdout);
        cli_print_plain(stdout, item->text + start, end - start);
        fputs(is_bold ? "\033[0m" : "】", stdout);
    }
    cli_print_plain(stdout, item->text + end, (size_t)item->text_len - end);
    putchar('\n');
}

static json_object *complete_json(const suo_completion *item,
                                  const suo_schema *schema)
{
    json_object *object = json_object_new_object();
    json_object *match = json_object_new_array();
    json_object_array_add(match,
                          json_object_new_int64((int64_t)item->match.start));
    json_object_array_add(match,
                          json_object_new_int64((int64_t)item->match.end));
    cli_json_add(object, "title",
                 cli_json_text(item->text, (size_t)item->text_len));
    cli_json_add(object, "key",
                 cli_json_text(item->key, (size_t)item->key_len));
    cli_json_add(object, "score", json_object_new_double(item->score));
    cli_json_add_text(object, "field",
                      suo_schema_field_name(schema, item->field));
    cli_json_add(object, "match", match);
    return object;
}

static void complete_show(const suo_completions *found, const char *text,
                          const suo_schema *schema, bool is_json)
{
    const suo_completion *items = suo_completions_items(found);
    json_object *array = is_json ? json_object_new_array() : NULL;
    for (uint32_t i = 0; i < suo_completions_count(found); i++) {
        if (is_json)
            json_object_array_add(array, complete_json(&items[i], schema));
        else
            complete_print(&items[i]);
    }
    if (!is_json)
        return;
    json_object *object = json_object_new_object();
    cli_json_add_text(object, "text", text);
    cli_json_add(object, "completions", array);
    cli_json_print_pretty(object);
    json_object_put(object);
}

static int complete_ask(const complete_options *options,
                        const suo_snapshot *snapshot, const char *text,
                        suo_error *error)
{
    const suo_schema *schema = suo_snapshot_schema(snapshot);
    suo_complete_options own = {.size = sizeof own, .k = (uint32_t)options->k};
    suo_completions *found = NULL;
    suo_view *view = NULL;
    int code = complete_choose(schema, "--titles", options->titles,
                               SUO_FIELD_TEXT, &own.titles);
    if (code == CLI_OK && options->titles == NULL)
        complete_choose_title(schema, &own.titles);
    if (code == CLI_OK)
        code = complete_choose(schema, "--use", options->use, SUO_FIELD_INTEGER,
                               &own.use);
    if (code != CLI_OK)
        return code;
    suo_status status = cli_view_open(snapshot, options->roles, &view, error);
    if (status == SUO_OK)
        status = suo_view_complete(view, text, -1, &own, &found, error);
    if (status == SUO_OK)
        complete_show(found, text, schema, options->is_json);
    suo_completions_free(found);
    suo_view_close(view);
    if (status == SUO_INVALID || status == SUO_LIMIT)
        return cli_usage_error(&USAGE, "%s", error->message);
    return status == SUO_OK ? CLI_OK : cli_fail("complete", error);
}

static int complete_run(const complete_options *options, const char **arguments)
{
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot;
    if (cli_argument_count(arguments) != 2)
        return cli_usage_error(&USAGE, "an INDEX and one TEXT are wanted");
    if (options->k < 0 || options->k > SUO_COMPLETIONS_MAX)
        return cli_usage_error(&USAGE, "-k: 1 to %d titles",
                               SUO_COMPLETIONS_MAX);
    if (suo_snapshot_open(arguments[0], -1, &snapshot, &error) != SUO_OK)
        return cli_fail(arguments[0], &error);
    int code = complete_ask(options, snapshot, arguments[1], &error);
    suo_snapshot_close(snapshot);
    return code;
}

int cli_complete(int argc, const char **argv)
{
    complete_options o = {0};
    const struct poptOption options[] = {
        {NULL, 'k', POPT_ARG_INT, &o.k, 0, "Show the best N (default: 10)",
         "N"},
        {"titles", 0, POPT_ARG_STRING, &o.titles, 0,
         "Text fields that have titles (default: title, or the first one)",
         "FIELD[,FIELD]"},
        {"use", 0, POPT_ARG_STRING, &o.use, 0,
         "Integer field that says how much a document is used", "FIELD"},
        {"role", 0, POPT_ARG_ARGV, &o.roles, 0,
         "Give titles that NAME may see (repeatable)", "NAME"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print one JSON object",
         NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = complete_run(&o, poptGetArgs(context));
    free(o.titles);
    free(o.use);
    cli_list_free(o.roles);
    poptFreeContext(context);
    return code;
}
