/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stale.c - `suo stale`: what expired, and what nobody looked after.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "json_text.h"
#include "numbers.h"
#include "options.h"
#include "text.h"

typedef struct stale_options {
    char *before;
    char *field;
    char *at;
    int is_json;
} stale_options;

static const cli_usage USAGE = {
    "suo stale", "[OPTION...] INDEX",
    "list the documents that expired, and those not changed for long",
    "Prints 'expired' or 'stale', a tab and the key, by the order of the "
    "puts.\n"
    "Expired is what the field of 'suo index --valid-until' ended; stale is\n"
    "what has in the field of --field (default: updated) a time before the "
    "one\n"
    "given. Times are RFC 3339 or a date.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

/* The keys of documents whose value of 'field' is at most 'last'. */
static suo_status stale_list(const suo_view *view, uint32_t field, int64_t last,
                             suo_key_list **list, suo_error *error)
{
    const suo_filter filter = {.field = field,
                               .kind = SUO_FILTER_RANGE,
                               .min = INT64_MIN,
                               .max = last};
    return suo_view_list_keys(view, &filter, 1, list, error);
}

static void stale_print(const char *kind, const suo_key_list *list)
{
    for (uint64_t i = 0; i < suo_key_list_count(list); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(list, i, &len);
        printf("%s\t", kind);
        cli_print_plain(stdout, key, (size_t)len);
        putchar('\n');
    }
}

static void stale_add_json(json_object *object, const char *kind,
                           const suo_key_list *list)
{
    json_object *keys = json_object_new_array();
    for (uint64_t i = 0; i < suo_key_list_count(list); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(list, i, &len);
        json_object_array_add(keys, cli_json_text(key, (size_t)len));
    }
    cli_json_add(object, kind, keys);
}

/* A time of the command line; NULL is 'standard'. Returns an exit code. */
static int stale_time(const char *option, const char *text, int64_t standard,
                      int64_t *time_ms)
{
    *time_ms = standard;
    if (text == NULL || cli_time_parse(text, strlen(text), time_ms))
        return CLI_OK;
    return cli_usage_error(&USAGE, "%s '%s': no time or date", option, text);
}

/* The field that says how old a document is. Returns an exit code. */
static int stale_find_field(const stale_options *options,
                            const suo_schema *schema, uint32_t *field)
{
    const char *name = options->field != NULL ? options->field : "updated";
    if (suo_schema_find_field(schema, name, -1, field, NULL) != SUO_OK ||
        suo_schema_field_kind(schema, *field) != SUO_FIELD_TIME)
        return cli_usage_error(&USAGE, "--field: '%s' is no time field", name);
    return CLI_OK;
}

/* List both; a list that is not asked for stays NULL. */
static int stale_collect(const stale_options *options,
                         const suo_snapshot *snapshot, suo_key_list **expired,
                         suo_key_list **stale, suo_error *error)
{
    const suo_schema *schema = suo_snapshot_schema(snapshot);
    int64_t now;
    int64_t before;
    uint32_t field = 0;
    uint32_t until;
    suo_view *view = NULL;
    int code =
        stale_time("--at", options->at, (int64_t)time(NULL) * 1000, &now);
    if (code == CLI_OK)
        code = stale_time("--before", options->before, 0, &before);
    if (code == CLI_OK && options->before != NULL)
        code = stale_find_field(options, schema, &field);
    bool can_expire = cli_find_option_field(schema, "valid_until", &until);
    if (code == CLI_OK && !can_expire &&
        (options->at != NULL || options->before == NULL))
        code = cli_usage_error(&USAGE, "nothing expires: the index was made "
                                       "without --valid-until");
    if (code != CLI_OK)
        return code;
    suo_status status = suo_view_open_all(snapshot, &view, error);
    if (status == SUO_OK && can_expire)
        status = stale_list(view, until, now, expired, error);
    if (status == SUO_OK && options->before != NULL)
        status = stale_list(view, field, before - 1, stale, error);
    suo_view_close(view);
    return status == SUO_OK ? CLI_OK : cli_fail("stale", error);
}

static int stale_run(const stale_options *options, const char *path)
{
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot;
    suo_key_list *expired = NULL;
    suo_key_list *stale = NULL;
    if (suo_snapshot_open(path, -1, &snapshot, &error) != SUO_OK)
        return cli_fail(path, &error);
    int code = stale_collect(options, snapshot, &expired, &stale, &error);
    if (code == CLI_OK && options->is_json) {
        json_object *object = json_object_new_object();
        stale_add_json(object, "expired", expired);
        stale_add_json(object, "stale", stale);
        cli_json_print_pretty(object);
        json_object_put(object);
    } else if (code == CLI_OK) {
        stale_print("expired", expired);
        stale_print("stale", stale);
    }
    suo_key_list_free(expired);
    suo_key_list_free(stale);
    suo_snapshot_close(snapshot);
    return code;
}

int cli_stale(int argc, const char **argv)
{
    stale_options o = {0};
    const struct poptOption options[] = {
        {"before", 0, POPT_ARG_STRING, &o.before, 0,
         "List as stale what was changed last before this", "TIME"},
        {"field", 0, POPT_ARG_STRING, &o.field, 0,
         "The field that says when (default: updated)", "NAME"},
        {"at", 0, POPT_ARG_STRING, &o.at, 0,
         "List as expired what had by then (default: now)", "TIME"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print one JSON object",
         NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code)) {
        const char **arguments = poptGetArgs(context);
        if (cli_argument_count(arguments) != 1)
            code = cli_usage_error(&USAGE, "one INDEX is wanted");
        else
            code = stale_run(&o, arguments[0]);
    }
    free(o.before);
    free(o.field);
    free(o.at);
    poptFreeContext(context);
    return code;
}
