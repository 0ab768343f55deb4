/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicates.c - `suo duplicates`: documents that say nearly the same.
 *
 * As with `suo search`, every document counts unless roles are given.
 */
#include <stdio.h>

#include "cli.h"
#include "json_text.h"
#include "options.h"
#include "text.h"
#include "view.h"

typedef struct duplicates_options {
    int k;
    double least;
    char **roles;
    int is_json;
} duplicates_options;

static const cli_usage USAGE = {
    "suo duplicates", "[OPTION...] INDEX",
    "find documents that say nearly the same",
    "Finds pairs of documents that say nearly the same, whatever the order of\n"
    "their sentences, in Traditional or Simplified characters. Their likeness\n"
    "is the share of words and pairs of Han characters that both have.\n\n"
    "Prints likeness and both keys, with tabs between, the most alike first.\n"
    "--json prints {duplicates: [{likeness, key, other}]}; 'key' was put\n"
    "earlier. Without --role, documents of all audiences are compared.\n\n"
    "Exit codes:\n"
    "  0  all well, with duplicates or without\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

static void duplicates_print(const suo_duplicate *item)
{
    printf("%.3f\t", item->likeness);
    cli_print_plain(stdout, item->key, (size_t)item->key_len);
    putchar('\t');
    cli_print_plain(stdout, item->other, (size_t)item->other_len);
    putchar('\n');
}

static json_object *duplicates_json(const suo_duplicate *item)
{
    json_object *object = json_object_new_object();
    cli_json_add(object, "likeness", json_object_new_double(item->likeness));
    cli_json_add(object, "key",
                 cli_json_text(item->key, (size_t)item->key_len));
    cli_json_add(object, "other",
                 cli_json_text(item->other, (size_t)item->other_len));
    return object;
}

static void duplicates_show(const suo_duplicates *found, bool is_json)
{
    const suo_duplicate *items = suo_duplicates_items(found);
    json_object *array = is_json ? json_object_new_array() : NULL;
    for (uint32_t i = 0; i < suo_duplicates_count(found); i++) {
        if (is_json)
            json_object_array_add(array, duplicates_json(&items[i]));
        else
            duplicates_print(&items[i]);
    }
    if (!is_json)
        return;
    json_object *object = json_object_new_object();
    cli_json_add(object, "duplicates", array);
    cli_json_print_pretty(object);
    json_object_put(object);
}

static int duplicates_ask(const duplicates_options *options,
                          const suo_snapshot *snapshot, suo_error *error)
{
    const suo_duplicates_options own = {
        .size = sizeof own, .k = (uint32_t)options->k, .least = options->least};
    suo_duplicates *found = NULL;
    suo_view *view = NULL;
    suo_status status = cli_view_open(snapshot, options->roles, &view, error);
    if (status == SUO_OK)
        status = suo_view_duplicates(view, &own, &found, error);
    if (status == SUO_OK)
        duplicates_show(found, options->is_json);
    suo_duplicates_free(found);
    suo_view_close(view);
    if (status == SUO_INVALID || status == SUO_LIMIT)
        return cli_usage_error(&USAGE, "%s", error->message);
    return status == SUO_OK ? CLI_OK : cli_fail("duplicates", error);
}

static int duplicates_run(const duplicates_options *options,
                          const char **arguments)
{
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot;
    if (cli_argument_count(arguments) != 1)
        return cli_usage_error(&USAGE, "an INDEX is wanted");
    if (options->k < 0 || options->k > SUO_DUPLICATES_MAX)
        return cli_usage_error(&USAGE, "-k: 1 to %d pairs", SUO_DUPLICATES_MAX);
    if (suo_snapshot_open(arguments[0], -1, &snapshot, &error) != SUO_OK)
        return cli_fail(arguments[0], &error);
    int code = duplicates_ask(options, snapshot, &error);
    suo_snapshot_close(snapshot);
    return code;
}

int cli_duplicates(int argc, const char **argv)
{
    duplicates_options o = {0};
    const struct poptOption options[] = {
        {NULL, 'k', POPT_ARG_INT, &o.k, 0,
         "Show the N pairs most alike (default: 1000)", "N"},
        {"least", 0, POPT_ARG_DOUBLE, &o.least, 0,
         "The least likeness of a pair, up to 1 (default: 0.4)", "LIKENESS"},
        {"role", 0, POPT_ARG_ARGV, &o.roles, 0,
         "Compare what NAME may see (repeatable)", "NAME"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print one JSON object",
         NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = duplicates_run(&o, poptGetArgs(context));
    cli_list_free(o.roles);
    poptFreeContext(context);
    return code;
}
