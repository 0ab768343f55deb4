/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index.c - `suo index`: options, one run over the input, one commit.
 *
 * The index is opened first: one that exists brings its own fields, a new one
 * gets those that the options and a look ahead into the input show. Then all
 * input goes in (feed.c), and one commit makes it visible, all or none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "feed.h"
#include "field_options.h"
#include "options.h"

enum { BULK_TEXT_MAX = 4 << 20 }; /* bytes that a thread takes at once */

typedef struct index_options {
    cli_field_options fields;
    char **roles;
    char **settings;
    char *valid_from;
    char *valid_until;
    char *title;
    int is_strict;
    int is_json;
    int is_quiet;
    int has_no_progress;
    long long memory_mb;
    int threads;
} index_options;

static const cli_usage USAGE = {
    "suo index", "[OPTION...] INDEX FILE...",
    "put files into an index, making it if there is none",
    "FILE is JSON Lines (.jsonl .ndjson .json: one object a line), Markdown\n"
    "(.md .markdown), HTML (.html .htm), text (.txt), a folder of these, or -\n"
    "for JSON Lines on stdin. Folders are walked in sorted order; hidden "
    "files\n"
    "and other kinds are passed over.\n\n"
    "Of a JSON object, 'id' (string or integer) is the key and must be there;\n"
    "'audience' (string or list) names the roles that may see the document;\n"
    "null counts as absent, an empty list is an audience of nobody.\n"
    "'title' and 'body' are text. Other keys of a new index take\n"
    "the role that the options name, or what the first 1000 objects show:\n"
    "integers: integer; RFC 3339 times and dates: time; strings of up to 128\n"
    "bytes, booleans and lists of them: keyword; else stored.\n"
    "An index that exists keeps its fields; other keys are passed over and\n"
    "counted.\n\n"
    "Of other files the key is the path inside the folder, or the file's "
    "name;\n"
    "the title is <title>, the first heading, or the first line if it has no\n"
    "more than 300 bytes.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  1  some input was bad: named on stderr as file:line: message, the rest\n"
    "     was indexed (with --strict nothing was committed)\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed; the commit before is intact\n"};

/* Everything one run needs. */
typedef struct index_run {
    const char *path;
    index_options options;
    cli_fields fields;
    cli_inputs inputs;
    cli_report report;
    cli_progress progress;
    cli_loader loader;
    cli_feed feed;
    suo_error error;
    bool is_new;
    bool is_committed;
    uint64_t index_bytes;
} index_run;

/* The fields of the time a document is valid are times. Returns an exit code.
 */
static int index_choose_validity(index_run *run)
{
    const char *names[] = {run->options.valid_from, run->options.valid_until};
    for (size_t at = 0; at < sizeof names / sizeof names[0]; at++) {
        const char *wrong =
            names[at] == NULL
                ? NULL
                : cli_fields_choose(&run->fields, names[at], SUO_FIELD_TIME);
        if (wrong != NULL)
            return cli_usage_error(&USAGE, "'%s': %s", names[at], wrong);
    }
    return CLI_OK;
}

/* Take the schema's options "KEY=NUMBER" of --set. */
static int index_apply_settings(index_run *run, suo_schema *schema)
{
    for (size_t at = 0; at < cli_list_count(run->options.settings); at++) {
        const char *setting = run->options.settings[at];
        const char *equals = strchr(setting, '=');
        char *end = NULL;
        double value = equals != NULL ? strtod(equals + 1, &end) : 0;
        if (equals == NULL || end == equals + 1 || *end != '\0')
            return cli_usage_error(&USAGE, "--set '%s': KEY=NUMBER is wanted",
                                   setting);
        if (suo_schema_set_option(schema, setting, equals - setting, value,
                                  &run->error) != SUO_OK)
            return cli_usage_error(&USAGE, "--set '%s': %s", setting,
                                   run->error.message);
    }
    return CLI_OK;
}

/* Let an option of the schema name a field, if there is a name. */
static int index_apply_field(index_run *run, suo_schema *schema,
                             const char *key, const char *name)
{
    uint32_t field;
    if (name != NULL &&
        (suo_schema_find_field(schema, name, -1, &field, &run->error) !=
             SUO_OK ||
         suo_schema_set_option(schema, key, -1, field, &run->error) != SUO_OK))
        return cli_usage_error(&USAGE, "%s: %s", key, run->error.message);
    return CLI_OK;
}

/* What ranks help content best is chosen for a new index unless the options
 * say otherwise: neighbouring words count, and so does a title. */
static int index_apply_ranking(index_run *run, suo_schema *schema)
{
    double adjacency = 0.25;
    if (suo_schema_set_option(schema, "adjacency", -1, adjacency,
                              &run->error) != SUO_OK)
        return cli_fail(run->path, &run->error);
    return index_apply_settings(run, schema);
}

static int index_apply_title(index_run *run, suo_schema *schema)
{
    uint32_t field;
    if (run->options.title != NULL)
        return index_apply_field(run, schema, "title_field",
                                 run->options.title);
    /* It may be no text field: then there are no titles. */
    if (suo_schema_find_field(schema, "title", -1, &field, NULL) == SUO_OK &&
        suo_schema_field_kind(schema, field) == SUO_FIELD_TEXT &&
        suo_schema_set_option(schema, "title_field", -1, field, &run->error) !=
            SUO_OK)
        return cli_fail(run->path, &run->error);
    return CLI_OK;
}

static suo_status index_open_writer(index_run *run, const suo_schema *schema)
{
    suo_writer_options options = {.size = sizeof options,
                                  .merging = SUO_MERGE_DUE};
    options.memory_bytes = (uint64_t)run->options.memory_mb * 1000000;
    return suo_writer_open(run->path, -1, schema, &options, &run->loader.writer,
                           &run->error);
}

/* Look ahead into the input, then make the index with the fields it shows. */
static int index_create(index_run *run)
{
    suo_schema *schema = NULL;
    int code = CLI_OK;
    if (suo_schema_new(&schema, &run->error) != SUO_OK)
        code = cli_fail(run->path, &run->error);
    if (code == CLI_OK)
        code = index_apply_ranking(run, schema);
    if (code == CLI_OK) {
        cli_feed_look_ahead(&run->feed, &run->loader);
        cli_fields_guess(&run->fields);
        if (cli_fields_build(&run->fields, schema, &run->error) != SUO_OK)
            code = cli_usage_error(&USAGE, "fields: %s", run->error.message);
    }
    if (code == CLI_OK)
        code = index_apply_field(run, schema, "valid_from",
                                 run->options.valid_from);
    if (code == CLI_OK)
        code = index_apply_field(run, schema, "valid_until",
                                 run->options.valid_until);
    if (code == CLI_OK)
        code = index_apply_title(run, schema);
    if (code == CLI_OK && cli_feed_has_input(&run->feed, &run->loader) &&
        index_open_writer(run, schema) != SUO_OK)
        code = cli_fail(run->path, &run->error);
    suo_schema_free(schema);
    return code;
}

/* Open the index and bind the fields. No writer and CLI_OK: nothing to do. */
static int index_open(index_run *run)
{
    suo_status status = index_open_writer(run, NULL);
    run->is_new = status == SUO_NOT_FOUND;
    if (run->is_new) {
        int code = index_create(run);
        if (code != CLI_OK || run->loader.writer == NULL)
            return code;
    } else if (status != SUO_OK) {
        return cli_fail(run->path, &run->error);
    } else if (run->options.settings != NULL || run->options.valid_from ||
               run->options.valid_until || run->options.title) {
        return cli_usage_error(&USAGE,
                               "--set, --title, --valid-from and --valid-until "
                               "are for a new index; '%s' exists",
                               run->path);
    }
    const suo_schema *schema = suo_writer_schema(run->loader.writer);
    const cli_field *wrong = cli_fields_bind(&run->fields, schema);
    if (wrong != NULL)
        return cli_usage_error(&USAGE,
                               "the options give field '%s' another role, "
                               "weight or language than the index has ('suo "
                               "stats')",
                               wrong->name);
    /* Text takes some three times its size while it is being indexed. */
    uint64_t memory_mb =
        run->options.memory_mb > 0 ? (uint64_t)run->options.memory_mb : 256;
    uint64_t share = memory_mb * 1000000 / 6 / (uint64_t)run->options.threads;
    if (share > BULK_TEXT_MAX)
        share = BULK_TEXT_MAX;
    if (!cli_loader_begin(&run->loader, (uint32_t)run->options.threads, share))
        return cli_fail(run->path, &run->error);
    return CLI_OK;
}

/* Commit, unless bad input forbids it or there is nothing to keep. */
static int index_commit(index_run *run)
{
    bool is_bad = cli_report_is_bad(&run->report);
    bool is_empty = run->report.put_count == 0;
    if (is_bad && (run->options.is_strict || is_empty))
        return CLI_OK;
    if (!is_empty || run->is_new) {
        cli_progress_say(&run->progress, "writing the index ...");
        suo_status status =
            suo_writer_commit(run->loader.writer, NULL, 0, &run->error);
        cli_progress_clear(&run->progress);
        if (status != SUO_OK)
            return cli_fail(run->path, &run->error);
        run->is_committed = true;
    }
    suo_snapshot *snapshot = NULL;
    suo_snapshot_stats stats = {.size = sizeof stats};
    suo_status status =
        suo_snapshot_open(run->path, -1, &snapshot, &run->error);
    if (status == SUO_OK)
        status = suo_snapshot_get_stats(snapshot, &stats, &run->error);
    suo_snapshot_close(snapshot);
    run->index_bytes = stats.total_bytes;
    return status == SUO_OK ? CLI_OK : cli_fail(run->path, &run->error);
}

static void index_summarise(const index_run *run)
{
    const cli_summary summary = {run->path, cli_clock() - run->progress.started,
                                 run->index_bytes, run->is_committed,
                                 &run->fields};
    if (run->options.is_json)
        cli_report_print_json(&run->report, &summary);
    else if (!run->options.is_quiet)
        cli_report_print(&run->report, &summary);
}

static int index_run_all(index_run *run, const char *const *files)
{
    cli_progress_start(&run->progress,
                       !run->options.has_no_progress && !run->options.is_quiet,
                       0);
    run->report.progress = &run->progress;
    cli_inputs_collect(&run->inputs, files, &run->report);
    run->progress.total_bytes = run->inputs.total_bytes;
    run->loader.fields = &run->fields;
    run->loader.report = &run->report;
    run->loader.inputs = &run->inputs;
    run->loader.roles = run->options.roles;
    run->loader.is_strict = run->options.is_strict;
    run->loader.error = &run->error;
    int code = index_open(run);
    if (code == CLI_OK && run->loader.writer != NULL) {
        bool is_fed = cli_feed_all(&run->feed, &run->loader, &run->progress) &&
                      cli_loader_end(&run->loader);
        cli_progress_clear(&run->progress);
        code = is_fed ? index_commit(run) : cli_fail(run->path, &run->error);
    }
    if (code == CLI_OK) {
        index_summarise(run);
        code = cli_report_is_bad(&run->report) ? CLI_BAD_INPUT : CLI_OK;
    } else if (code == CLI_FAILED) {
        fprintf(stderr, "suo: nothing was committed; an index that was there "
                        "is as it was\n");
    }
    return code;
}

static void index_run_free(index_run *run)
{
    suo_writer *writer = run->loader.writer;
    cli_loader_free(&run->loader); /* its bulks go before their writer */
    suo_writer_close(writer);
    cli_feed_free(&run->feed);
    cli_inputs_free(&run->inputs);
    cli_fields_clear(&run->fields);
    cli_report_free(&run->report);
    cli_field_options_free(&run->options.fields);
    cli_list_free(run->options.roles);
    cli_list_free(run->options.settings);
    free(run->options.valid_from);
    free(run->options.valid_until);
    free(run->options.title);
}

static int index_check_roles(const index_options *options)
{
    for (size_t at = 0; at < cli_list_count(options->roles); at++) {
        size_t len = strlen(options->roles[at]);
        if (len == 0 || len > SUO_NAME_MAX)
            return cli_usage_error(&USAGE, "a role has 1 to 255 bytes");
    }
    if (cli_list_count(options->roles) > SUO_ROLES_MAX)
        return cli_usage_error(&USAGE, "at most 64 roles can be named");
    if (options->memory_mb < 0 || options->memory_mb > 1 << 24)
        return cli_usage_error(&USAGE, "--memory: 0 to 16777216 MB");
    if (options->threads < 1 || options->threads > CLI_CREW_MAX)
        return cli_usage_error(&USAGE, "-j: 1 to %d threads", CLI_CREW_MAX);
    return CLI_OK;
}

int cli_index(int argc, const char **argv)
{
    index_run run = {.options = {.threads = 1},
                     .error = {.size = sizeof(suo_error)},
                     .feed = CLI_FEED_EMPTY};
    index_options *o = &run.options;
    struct poptOption fields[CLI_FIELD_OPTION_COUNT + 1];
    cli_field_options_table(&o->fields, fields);
    const struct poptOption options[] = {
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, fields, 0, "Roles of keys:", NULL},
        {"audience", 0, POPT_ARG_ARGV, &o->roles, 0,
         "Let ROLE see the documents that name no audience", "ROLE"},
        {"set", 0, POPT_ARG_ARGV, &o->settings, 0,
         "Set an option of a new index: k1, b, gram_weight, han, adjacency "
         "(default: 0.25), title_coverage",
         "KEY=NUMBER"},
        {"title", 0, POPT_ARG_STRING, &o->title, 0,
         "Of a new index: text field NAME says what a document is about, and "
         "ranks it higher where the question covers it (default: title)",
         "NAME"},
        {"valid-from", 0, POPT_ARG_STRING, &o->valid_from, 0,
         "Of a new index: time field NAME says when a document begins to hold "
         "('suo search --at')",
         "NAME"},
        {"valid-until", 0, POPT_ARG_STRING, &o->valid_until, 0,
         "Likewise: when it ceases to", "NAME"},
        {"strict", 0, POPT_ARG_NONE, &o->is_strict, 0,
         "Commit nothing if any input is bad", NULL},
        {"memory", 0, POPT_ARG_LONGLONG, &o->memory_mb, 0,
         "Memory for text being indexed (default: 256)", "MB"},
        {"jobs", 'j', POPT_ARG_INT, &o->threads, 0,
         "Cut text into words by N threads (default: 1)", "N"},
        {"json", 0, POPT_ARG_NONE, &o->is_json, 0,
         "Print the summary as one JSON object", NULL},
        {"quiet", 'q', POPT_ARG_NONE, &o->is_quiet, 0,
         "Print no summary and no progress", NULL},
        {"no-progress", 0, POPT_ARG_NONE, &o->has_no_progress, 0,
         "Draw no progress bar on a terminal", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    cli_fields_init(&run.fields);
    if (!cli_options_read(&USAGE, options, argc, argv, &context, &code))
        goto done;
    const char **arguments = poptGetArgs(context);
    if (arguments == NULL || arguments[1] == NULL) {
        code = cli_usage_error(&USAGE, "an INDEX and a FILE are wanted");
        goto done;
    }
    run.path = arguments[0];
    code = cli_field_options_apply(&o->fields, &run.fields, &USAGE);
    if (code == CLI_OK)
        code = index_choose_validity(&run);
    if (code == CLI_OK)
        code = index_check_roles(o);
    if (code == CLI_OK)
        code = index_run_all(&run, arguments + 1);
done:
    index_run_free(&run);
    poptFreeContext(context);
    return code;
}
