/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inspect.c - `suo stats`, `suo check`, `suo salvage`: an index from the
 * keeper's side.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "fields.h"
#include "json_text.h"
#include "options.h"
#include "text.h"

#define INSPECT_EXIT_CODES                   \
    "Exit codes:\n"                          \
    "  0  all well\n"                        \
    "  2  the command line makes no sense\n" \
    "  3  the index or the system failed; the message says where\n"

static const cli_usage STATS_USAGE = {
    "suo stats", "[OPTION...] INDEX", "show the figures and fields of an index",
    "The figures are those of the whole newest commit, whoever may see its\n"
    "documents.\n\n" INSPECT_EXIT_CODES};

static const cli_usage CHECK_USAGE = {
    "suo check", "[OPTION...] INDEX",
    "read every byte of an index and prove its rules",
    "Takes a time proportional to the size of the index. The first broken "
    "rule\n"
    "ends it. What users said ('suo vote') is read, "
    "too.\n\n" INSPECT_EXIT_CODES};

static const cli_usage SALVAGE_USAGE = {
    "suo salvage", "[OPTION...] OLD NEW",
    "put what can be read of a damaged index into a new one",
    "OLD is only read; its manifest must be readable. A document is taken if\n"
    "its key and its stored values are undamaged. Where its roles are not, or\n"
    "it may have been deleted, it gets no roles: only a search without --role\n"
    "sees it.\n\n"
    "Exit codes:\n"
    "  0  nothing was lost\n"
    "  1  something was lost; the figures say what\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed; the message says where\n"};

/* One figure: how it is called in JSON and for people. */
typedef struct inspect_figure {
    const char *key;
    const char *label;
    uint64_t value;
    bool is_bytes;
} inspect_figure;

static void inspect_print(const inspect_figure *figures, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        printf("%-24s %15llu", figures[at].label,
               (unsigned long long)figures[at].value);
        if (figures[at].is_bytes)
            printf("  (%.1f MB)", (double)figures[at].value / 1e6);
        putchar('\n');
    }
}

static json_object *inspect_json(const inspect_figure *figures, size_t count)
{
    json_object *object = json_object_new_object();
    for (size_t at = 0; at < count; at++)
        cli_json_add_count(object, figures[at].key, figures[at].value);
    return object;
}

static void inspect_dump(json_object *object)
{
    cli_json_print_pretty(object);
    json_object_put(object);
}

/* "valid from" or "valid until" if the field says that, else NULL. */
static const char *stats_validity(const suo_schema *schema, uint32_t field)
{
    uint32_t found;
    if (cli_find_option_field(schema, "valid_from", &found) && found == field)
        return "valid from";
    if (cli_find_option_field(schema, "valid_until", &found) && found == field)
        return "valid until";
    return NULL;
}

static bool stats_is_title(const suo_schema *schema, uint32_t field)
{
    uint32_t found;
    return cli_find_option_field(schema, "title_field", &found) &&
           found == field;
}

static json_object *stats_fields_json(const suo_schema *schema)
{
    json_object *list = json_object_new_array();
    for (uint32_t at = 0; at < suo_schema_field_count(schema); at++) {
        const char *name = suo_schema_field_name(schema, at);
        int32_t kind = suo_schema_field_kind(schema, at);
        json_object *field = json_object_new_object();
        cli_json_add_text(field, "name", name);
        cli_json_add_text(field, "kind", cli_kind_name(kind));
        if (kind == SUO_FIELD_TEXT) {
            cli_json_add(
                field, "weight",
                json_object_new_double(suo_schema_field_weight(schema, at)));
            cli_json_add_text(field, "language",
                              suo_schema_field_language(schema, at));
            cli_json_add(field, "is_title",
                         json_object_new_boolean(stats_is_title(schema, at)));
        }
        if (stats_validity(schema, at) != NULL)
            cli_json_add_text(field, "validity", stats_validity(schema, at));
        json_object_array_add(list, field);
    }
    return list;
}

/* Weight, language unless it is the default, and whether it is the title. */
static void stats_print_text_field(const suo_schema *schema, uint32_t field)
{
    const char *language = suo_schema_field_language(schema, field);
    bool is_default = strcmp(language, "english") == 0;
    printf("  (weight %g%s%s%s)", suo_schema_field_weight(schema, field),
           is_default ? "" : ", ", is_default ? "" : language,
           stats_is_title(schema, field) ? ", title" : "");
}

static void stats_print_fields(const suo_schema *schema)
{
    puts("\nfields");
    for (uint32_t at = 0; at < suo_schema_field_count(schema); at++) {
        const char *name = suo_schema_field_name(schema, at);
        int32_t kind = suo_schema_field_kind(schema, at);
        printf("  %-8s ", cli_kind_name(kind));
        cli_print_plain(stdout, name, strlen(name));
        if (kind == SUO_FIELD_TEXT)
            stats_print_text_field(schema, at);
        if (stats_validity(schema, at) != NULL)
            printf("  (%s)", stats_validity(schema, at));
        putchar('\n');
    }
}

static void stats_show(const suo_snapshot *snapshot,
                       const suo_snapshot_stats *stats, bool is_json)
{
    const inspect_figure figures[] = {
        {"commit", "commit", stats->commit, false},
        {"segments", "segments", stats->segment_count, false},
        {"documents", "documents", stats->doc_count, false},
        {"deleted", "deleted documents", stats->deleted_count, false},
        {"terms", "dictionary entries", stats->term_count, false},
        {"total_bytes", "bytes in all", stats->total_bytes, true},
        {"dictionary_bytes", "  dictionaries", stats->dictionary_bytes, true},
        {"posting_bytes", "  postings", stats->posting_bytes, true},
        {"position_bytes", "  positions", stats->position_bytes, true},
        {"norm_bytes", "  norms", stats->norm_bytes, true},
        {"column_bytes", "  columns", stats->column_bytes, true},
        {"store_bytes", "  stored documents", stats->store_bytes, true},
    };
    const size_t count = sizeof figures / sizeof figures[0];
    const suo_schema *schema = suo_snapshot_schema(snapshot);
    if (is_json) {
        json_object *object = inspect_json(figures, count);
        cli_json_add(object, "fields", stats_fields_json(schema));
        inspect_dump(object);
    } else {
        inspect_print(figures, count);
        stats_print_fields(schema);
    }
}

static int stats_run(const char *path, bool is_json)
{
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot = NULL;
    suo_snapshot_stats stats = {.size = sizeof stats};
    suo_status status = suo_snapshot_open(path, -1, &snapshot, &error);
    if (status == SUO_OK)
        status = suo_snapshot_get_stats(snapshot, &stats, &error);
    if (status == SUO_OK)
        stats_show(snapshot, &stats, is_json);
    suo_snapshot_close(snapshot);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &error);
}

static int check_run(const char *path, bool is_json)
{
    suo_error error = {.size = sizeof error};
    suo_check_report report = {.size = sizeof report};
    suo_feedback *feedback = NULL;
    suo_status status = suo_check(path, -1, &report, &error);
    if (status == SUO_OK) /* to open it is to read all of it */
        status = suo_feedback_open(path, -1, &feedback, &error);
    suo_feedback_close(feedback);
    const inspect_figure figures[] = {
        {"segments", "segments", report.segment_count, false},
        {"documents", "documents", report.doc_count, false},
        {"terms", "dictionary entries", report.term_count, false},
        {"postings", "postings", report.posting_count, false},
        {"positions", "positions", report.position_count, false},
    };
    const size_t count = sizeof figures / sizeof figures[0];
    if (is_json) {
        json_object *object = inspect_json(figures, count);
        cli_json_add(object, "ok", json_object_new_boolean(status == SUO_OK));
        if (status != SUO_OK) {
            cli_json_add_text(object, "status", suo_status_name(status));
            cli_json_add_text(object, "message", error.message);
        }
        inspect_dump(object);
    } else if (status == SUO_OK) {
        puts("the index keeps all rules of its format");
        inspect_print(figures, count);
    }
    return status == SUO_OK ? CLI_OK : cli_fail(path, &error);
}

static int salvage_run(const char *path, const char *new_path, bool is_json)
{
    suo_error error = {.size = sizeof error};
    suo_salvage_report report = {.size = sizeof report};
    suo_status status = suo_salvage(path, -1, new_path, -1, &report, &error);
    const inspect_figure figures[] = {
        {"documents", "documents saved", report.doc_count, false},
        {"hidden", "  without their roles", report.hidden_count, false},
        {"lost_values", "  numbers lost", report.lost_values, false},
        {"lost", "documents lost", report.lost_count, false},
        {"segments", "segments", report.segment_count, false},
        {"lost_segments", "  lost whole", report.lost_segments, false},
        {"lost_words", "words or rules lost", report.lost_words, false},
    };
    const size_t count = sizeof figures / sizeof figures[0];
    if (status != SUO_OK)
        return cli_fail(path, &error);
    if (is_json)
        inspect_dump(inspect_json(figures, count));
    else
        inspect_print(figures, count);
    bool is_whole = report.hidden_count + report.lost_values +
                        report.lost_count + report.lost_segments +
                        report.lost_words ==
                    0;
    return is_whole ? CLI_OK : CLI_BAD_INPUT;
}

/* What a command does with its one or two folders. */
typedef struct inspect_action {
    int (*run)(const char *path, bool is_json);
    int (*run_two)(const char *path, const char *new_path, bool is_json);
} inspect_action;

/* All commands take folders and --json, and differ in what they run. */
static int inspect_command(const cli_usage *usage, int argc, const char **argv,
                           inspect_action action)
{
    int is_json = 0;
    const struct poptOption options[] = {
        {"json", 0, POPT_ARG_NONE, &is_json, 0, "Print one JSON object", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(usage, options, argc, argv, &context, &code)) {
        const char **arguments = poptGetArgs(context);
        const size_t count = cli_argument_count(arguments);
        if (count == 1 && action.run != NULL)
            code = action.run(arguments[0], is_json);
        else if (count == 2 && action.run_two != NULL)
            code = action.run_two(arguments[0], arguments[1], is_json);
        else
            code = cli_usage_error(usage, action.run != NULL
                                              ? "one INDEX is wanted"
                                              : "OLD and NEW are wanted");
    }
    poptFreeContext(context);
    return code;
}

int cli_stats(int argc, const char **argv)
{
    return inspect_command(&STATS_USAGE, argc, argv,
                           (inspect_action){.run = stats_run});
}

int cli_check(int argc, const char **argv)
{
    return inspect_command(&CHECK_USAGE, argc, argv,
                           (inspect_action){.run = check_run});
}

int cli_salvage(int argc, const char **argv)
{
    return inspect_command(&SALVAGE_USAGE, argc, argv,
                           (inspect_action){.run_two = salvage_run});
}
