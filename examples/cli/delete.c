/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delete.c - `suo delete`: take documents out, by key or by what they have.
 */
#include <stdio.h>
#include <string.h>

#include "changes.h"
#include "filters.h"
#include "json_text.h"

typedef struct delete_options {
    char **keys;
    char **files;
    char **filters;
    int is_json;
} delete_options;

typedef struct delete_run {
    cli_change change;
    uint64_t deleted;
    uint64_t missing; /* keys that no document had */
} delete_run;

static const cli_usage USAGE = {
    "suo delete", "[OPTION...] INDEX",
    "delete documents by their keys, or by what they have",
    "All or nothing, in one commit. A key that no document has is counted and\n"
    "does no harm. --filter is that of 'suo search --help': FIELD=VALUE, of "
    "an\n"
    "integer or time field FIELD=FROM..TO, and more; a document goes if it\n"
    "passes all filters. 'suo merge --full' gives the "
    "bytes\n"
    "back.\n\n" CLI_CHANGE_EXIT_CODES};

/* Delete the document with a key from line 'number' of 'path', 0: anywhere. */
static int delete_key(delete_run *run, const char *path, uint64_t number,
                      const char *key, size_t len)
{
    cli_change *change = &run->change;
    suo_status status =
        suo_writer_delete(change->writer, key, (int64_t)len, &change->error);
    if (status == SUO_OK)
        run->deleted++;
    else if (status == SUO_NOT_FOUND)
        run->missing++;
    else if (cli_change_is_refusal(status))
        return cli_change_bad(change, path, number, change->error.message);
    else
        return cli_fail(change->path, &change->error);
    return CLI_OK;
}

static int delete_take_line(void *context, const char *path, uint64_t number,
                            const char *line, size_t len)
{
    return len == 0 ? CLI_OK : delete_key(context, path, number, line, len);
}

static int delete_by_keys(delete_run *run, char **keys, char **files)
{
    int worst = CLI_OK;
    for (size_t i = 0; i < cli_list_count(files) && worst != CLI_FAILED; i++) {
        int code =
            cli_change_read(&run->change, files[i], delete_take_line, run);
        worst = code > worst ? code : worst;
    }
    for (size_t i = 0; i < cli_list_count(keys) && worst != CLI_FAILED; i++) {
        int code = delete_key(run, keys[i], 0, keys[i], strlen(keys[i]));
        worst = code > worst ? code : worst;
    }
    return worst;
}

static int delete_by_filters(delete_run *run, char **arguments)
{
    cli_change *change = &run->change;
    cli_filters filters = {0};
    uint64_t deleted = 0;
    for (size_t i = 0; i < cli_list_count(arguments); i++) {
        const char *wrong = cli_filters_parse(suo_writer_schema(change->writer),
                                              arguments[i], &filters);
        if (wrong != NULL)
            return cli_usage_error(&USAGE, "--filter: '%s': %s", arguments[i],
                                   wrong);
    }
    if (filters.count > 0 &&
        suo_writer_delete_where(change->writer, filters.items, filters.count,
                                &deleted, &change->error) != SUO_OK)
        return cli_fail(change->path, &change->error);
    run->deleted += deleted;
    return CLI_OK;
}

static void delete_print(const delete_run *run, bool is_json)
{
    if (!is_json) {
        printf("deleted %llu, not there %llu\n",
               (unsigned long long)run->deleted,
               (unsigned long long)run->missing);
        return;
    }
    json_object *result = json_object_new_object();
    cli_json_add(result, "deleted",
                 json_object_new_int64((int64_t)run->deleted));
    cli_json_add(result, "missing",
                 json_object_new_int64((int64_t)run->missing));
    cli_json_print(result);
    putchar('\n');
    json_object_put(result);
}

static int delete_all(const char *path, const delete_options *options)
{
    delete_run run = {0};
    int code = cli_change_open(&run.change, path);
    if (code == CLI_OK)
        code = delete_by_filters(&run, options->filters);
    if (code == CLI_OK) {
        code = delete_by_keys(&run, options->keys, options->files);
        code = run.deleted > 0 || code != CLI_OK
                   ? cli_change_commit(&run.change, code)
                   : code;
    }
    if (code == CLI_OK)
        delete_print(&run, options->is_json);
    cli_change_close(&run.change);
    return code;
}

int cli_delete(int argc, const char **argv)
{
    delete_options o = {0};
    const struct poptOption options[] = {
        {"key", 0, POPT_ARG_ARGV, &o.keys, 0,
         "Delete the document with this key (repeatable)", "KEY"},
        {"keys", 0, POPT_ARG_ARGV, &o.files, 0,
         "Delete those whose keys are in FILE, one a line (repeatable)",
         "FILE"},
        {"filter", 0, POPT_ARG_ARGV, &o.filters, 0,
         "Delete what has this value (repeatable: what has all)",
         "FIELD=VALUE"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print JSON", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    const char *path = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        path = cli_index_argument(&USAGE, context, &code);
    if (path != NULL && o.keys == NULL && o.files == NULL && o.filters == NULL)
        code = cli_usage_error(&USAGE, "a --key, --keys or --filter is wanted");
    else if (path != NULL)
        code = delete_all(path, &o);
    cli_list_free(o.keys);
    cli_list_free(o.files);
    cli_list_free(o.filters);
    poptFreeContext(context);
    return code;
}
