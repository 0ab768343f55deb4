/* SPDX-License-Identifier: Apache-2.0 */
/*
 * synonyms.c - `suo synonyms`: an index's synonym rules, shown or replaced.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "json_text.h"
#include "text.h"

static const cli_usage USAGE = {
    "suo synonyms", "[OPTION...] INDEX",
    "show or replace an index's synonym rules",
    "One rule a line: 'a, b, c' makes each find the others; 'a, b => c, d'\n"
    "makes a question with a or b find c and d too, not the other way round.\n"
    "Each may be several words. Lines that begin with # and empty ones are\n"
    "passed over; a FILE without a rule takes all rules "
    "away.\n\n" CLI_CHANGE_EXIT_CODES};

typedef struct synonyms_run {
    cli_change change;
    uint64_t rule_count;
    cli_buffer text; /* all lines, the comments too */
} synonyms_run;

/*
 * The library's "synonyms, line N: ..." without its beginning; 'line' receives
 * N, or 0 if it names none.
 */
static const char *rule_message(const suo_error *error, uint64_t *line)
{
    unsigned long long number = 0;
    int len = 0;
    if (sscanf(error->message, "synonyms, line %llu: %n", &number, &len) < 1)
        len = 0;
    *line = number;
    return error->message + len;
}

/* Give the writer rules; a bad one is named, 'first' being the number of the
 * first line. */
static int synonyms_set(synonyms_run *run, const char *path, uint64_t first,
                        const char *rules, size_t len)
{
    cli_change *change = &run->change;
    suo_status status = suo_writer_set_synonyms(change->writer, rules,
                                                (int64_t)len, &change->error);
    if (cli_change_is_refusal(status)) {
        uint64_t line;
        const char *message = rule_message(&change->error, &line);
        return cli_change_bad(change, path, line > 0 ? first + line - 1 : 0,
                              message);
    }
    return status == SUO_OK ? CLI_OK : cli_fail(change->path, &change->error);
}

/*
 * Collect a line. Each rule is tried alone at once, so that all that are bad
 * get named; what is too much together is found at the end.
 */
static int synonyms_take_line(void *context, const char *path, uint64_t number,
                              const char *line, size_t len)
{
    synonyms_run *run = context;
    if (run->text.len <= SUO_SYNONYMS_MAX) {
        cli_buffer_append(&run->text, line, len);
        cli_buffer_append(&run->text, "\n", 1);
    }
    if (cli_line_is_empty(line, len))
        return CLI_OK;
    run->rule_count++;
    return synonyms_set(run, path, number, line, len);
}

static int synonyms_change(const char *path, const char *file)
{
    synonyms_run run = {0};
    int code = cli_change_open(&run.change, path);
    if (code == CLI_OK) {
        code = cli_change_read(&run.change, file, synonyms_take_line, &run);
        if (code == CLI_OK)
            code = synonyms_set(&run, file, 1, run.text.data, run.text.len);
        code = cli_change_commit(&run.change, code);
    }
    if (code == CLI_OK)
        printf("set %llu rules\n", (unsigned long long)run.rule_count);
    cli_buffer_free(&run.text);
    cli_change_close(&run.change);
    return code;
}

static void synonyms_print(const suo_snapshot *snapshot)
{
    uint64_t len;
    const char *rules = suo_snapshot_synonyms(snapshot, &len);
    for (uint64_t at = 0; at < len;) {
        const char *end = memchr(rules + at, '\n', len - at);
        size_t line_len = end != NULL ? (size_t)(end - rules - at) : len - at;
        cli_print_plain(stdout, rules + at, line_len);
        putchar('\n');
        at += line_len + 1;
    }
}

/* The rules alone, without comments. */
static void synonyms_print_json(const suo_snapshot *snapshot)
{
    json_object *list = json_object_new_array();
    uint64_t len;
    const char *rules = suo_snapshot_synonyms(snapshot, &len);
    for (uint64_t at = 0; at < len;) {
        const char *end = memchr(rules + at, '\n', len - at);
        size_t line_len = end != NULL ? (size_t)(end - rules - at) : len - at;
        if (!cli_line_is_empty(rules + at, line_len))
            json_object_array_add(list, cli_json_text(rules + at, line_len));
        at += line_len + 1;
    }
    cli_json_print(list);
    putchar('\n');
    json_object_put(list);
}

int cli_synonyms(int argc, const char **argv)
{
    char *file = NULL;
    int is_json = 0;
    const struct poptOption options[] = {
        {"set", 0, POPT_ARG_STRING, &file, 0,
         "Put the rules in FILE (- is stdin) in place of all there are",
         "FILE"},
        {"json", 0, POPT_ARG_NONE, &is_json, 0,
         "Print the rules as one JSON array", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    const char *path = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        path = cli_index_argument(&USAGE, context, &code);
    if (path != NULL && file != NULL && is_json)
        code = cli_usage_error(&USAGE, "--json shows and changes nothing");
    else if (path != NULL && file != NULL)
        code = synonyms_change(path, file);
    else if (path != NULL)
        code = cli_show(path, is_json ? synonyms_print_json : synonyms_print);
    free(file);
    poptFreeContext(context);
    return code;
}
