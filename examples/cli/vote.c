/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vote.c - `suo vote`: what users said of documents, shown or recorded.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "json_text.h"
#include "numbers.h"
#include "options.h"
#include "text.h"

static const cli_usage USAGE = {
    "suo vote", "[OPTION...] INDEX [KEY...]",
    "show or record what users said of documents",
    "Without a change it prints what is known, one document a line: key, how\n"
    "often it was shown, opened, voted for and against, said to have solved\n"
    "it; of all documents, or of these KEYs. It lies beside the index, so "
    "that\n"
    "recording touches no document, and holds when they are put again. 'suo\n"
    "search --votes' says what it counts for.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed, or somebody else records; what was\n"
    "     recorded before is intact\n"};

static const double NO_FADE = -1;

/* What the options ask for. */
typedef struct vote_options {
    int kinds[5]; /* by suo_feedback_kind less 1: is it to be counted? */
    long long times;
    double fade; /* NO_FADE: not asked for */
    int is_json;
} vote_options;

/* ---- recording ---- */

static suo_status vote_add(suo_feedback_writer *writer, const char **keys,
                           const vote_options *options, suo_error *error)
{
    suo_status status = SUO_OK;
    for (size_t at = 0; keys[at] != NULL; at++)
        for (int kind = 0; kind < 5 && status == SUO_OK; kind++)
            if (options->kinds[kind])
                status =
                    suo_feedback_writer_add(writer, keys[at], -1, kind + 1,
                                            (uint64_t)options->times, error);
    return status;
}

static int vote_change(const char *path, const char **keys,
                       const vote_options *options)
{
    suo_error error = {.size = sizeof error};
    suo_feedback_writer *writer;
    suo_status status = suo_feedback_writer_open(path, -1, &writer, &error);
    if (status == SUO_OK && options->fade != NO_FADE)
        status = suo_feedback_writer_fade(writer, options->fade, &error);
    if (status == SUO_OK)
        status = vote_add(writer, keys, options, &error);
    if (status == SUO_OK)
        status = suo_feedback_writer_commit(writer, &error);
    suo_feedback_writer_close(writer);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &error);
}

/* ---- showing ---- */

/* Is the document one of these, or are there none? */
static bool key_is_wanted(const suo_feedback_document *document,
                          const char **keys)
{
    for (size_t at = 0; keys[at] != NULL; at++)
        if (strlen(keys[at]) == document->key_len &&
            memcmp(keys[at], document->key, document->key_len) == 0)
            return true;
    return keys[0] == NULL;
}

static void document_print(const suo_feedback_document *document)
{
    const double counts[] = {document->shown, document->opened, document->up,
                             document->down, document->solved};
    cli_print_plain(stdout, document->key, document->key_len);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char digits[CLI_NUMBER_MAX];
        size_t len = cli_real_print(counts[i], digits);
        printf("\t%.*s", (int)len, digits);
    }
    putchar('\n');
}

static json_object *document_json(const suo_feedback_document *document)
{
    json_object *object = json_object_new_object();
    cli_json_add(object, "key",
                 cli_json_text(document->key, document->key_len));
    cli_json_add(object, "shown", json_object_new_double(document->shown));
    cli_json_add(object, "opened", json_object_new_double(document->opened));
    cli_json_add(object, "up", json_object_new_double(document->up));
    cli_json_add(object, "down", json_object_new_double(document->down));
    cli_json_add(object, "solved", json_object_new_double(document->solved));
    return object;
}

static int vote_show(const char *path, const char **keys, bool is_json)
{
    suo_error error = {.size = sizeof error};
    suo_feedback_document document = {.size = sizeof document};
    suo_feedback *feedback;
    if (suo_feedback_open(path, -1, &feedback, &error) != SUO_OK)
        return cli_fail(path, &error);
    json_object *list = json_object_new_array();
    for (uint64_t i = 0;
         suo_feedback_get(feedback, i, &document, NULL) == SUO_OK; i++) {
        if (!key_is_wanted(&document, keys))
            continue;
        if (is_json)
            json_object_array_add(list, document_json(&document));
        else
            document_print(&document);
    }
    if (is_json) {
        cli_json_print(list);
        putchar('\n');
    }
    json_object_put(list);
    suo_feedback_close(feedback);
    return CLI_OK;
}

/* ---- the command ---- */

static bool vote_changes(const vote_options *options)
{
    bool changes = options->fade != NO_FADE;
    for (int kind = 0; kind < 5; kind++)
        changes |= options->kinds[kind] != 0;
    return changes;
}

static int vote_run(const vote_options *options, const char **arguments)
{
    if (arguments == NULL || arguments[0] == NULL)
        return cli_usage_error(&USAGE, "an INDEX is wanted");
    bool votes = false;
    for (int kind = 0; kind < 5; kind++)
        votes |= options->kinds[kind] != 0;
    if (votes != (arguments[1] != NULL) && vote_changes(options))
        return cli_usage_error(&USAGE, votes ? "a KEY is wanted"
                                             : "--fade is for all documents");
    if (options->times < 1)
        return cli_usage_error(&USAGE, "-n: 1 or more");
    if (options->fade != NO_FADE && !(options->fade >= 0 && options->fade <= 1))
        return cli_usage_error(&USAGE, "--fade: 0 to 1");
    if (vote_changes(options) && options->is_json)
        return cli_usage_error(&USAGE, "--json shows and changes nothing");
    return vote_changes(options)
               ? vote_change(arguments[0], arguments + 1, options)
               : vote_show(arguments[0], arguments + 1, options->is_json);
}

int cli_vote(int argc, const char **argv)
{
    vote_options o = {.times = 1, .fade = NO_FADE};
    const struct poptOption options[] = {
        {"up", 0, POPT_ARG_NONE, &o.kinds[SUO_FEEDBACK_UP - 1], 0,
         "Count a vote for each KEY", NULL},
        {"down", 0, POPT_ARG_NONE, &o.kinds[SUO_FEEDBACK_DOWN - 1], 0,
         "Count a vote against it", NULL},
        {"solved", 0, POPT_ARG_NONE, &o.kinds[SUO_FEEDBACK_SOLVED - 1], 0,
         "It solved it", NULL},
        {"shown", 0, POPT_ARG_NONE, &o.kinds[SUO_FEEDBACK_SHOWN - 1], 0,
         "It was shown as a hit", NULL},
        {"opened", 0, POPT_ARG_NONE, &o.kinds[SUO_FEEDBACK_OPENED - 1], 0,
         "It was clicked", NULL},
        {NULL, 'n', POPT_ARG_LONGLONG, &o.times, 0, "All that N times", "N"},
        {"fade", 0, POPT_ARG_DOUBLE, &o.fade, 0,
         "Let all that was counted so far count less: times SHARE, 0 to 1",
         "SHARE"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0,
         "Print what is known as one JSON array", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = vote_run(&o, poptGetArgs(context));
    poptFreeContext(context);
    return code;
}
