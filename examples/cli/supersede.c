/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supersede.c - `suo supersede`: which documents others take the place of,
 * shown or changed.
 */
#include <stdio.h>

#include "cli.h"
#include "json_text.h"
#include "options.h"
#include "text.h"

static const cli_usage USAGE = {
    "suo supersede", "[OPTION...] INDEX [OLD NEW]",
    "show or say which documents others take the place of",
    "'suo search' does not show OLD to those who may see NEW, or what takes\n"
    "its place in turn; OLD stays in the index, and shown to all others. It\n"
    "lies beside the index and holds at once. Without OLD it prints what was\n"
    "said, one a line: old key, tab, new key.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed, a document would supersede itself,\n"
    "     or somebody else records; what was recorded before is intact\n"};

static int supersede_change(const char *path, const char *key,
                            const char *successor)
{
    suo_error error = {.size = sizeof error};
    suo_feedback_writer *writer;
    suo_status status = suo_feedback_writer_open(path, -1, &writer, &error);
    if (status == SUO_OK)
        status = suo_feedback_writer_supersede(writer, key, -1, successor, -1,
                                               &error);
    if (status == SUO_OK)
        status = suo_feedback_writer_commit(writer, &error);
    suo_feedback_writer_close(writer);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &error);
}

static void link_print(const suo_feedback_document *document)
{
    cli_print_plain(stdout, document->key, document->key_len);
    putchar('\t');
    cli_print_plain(stdout, document->successor, document->successor_len);
    putchar('\n');
}

static json_object *link_json(const suo_feedback_document *document)
{
    json_object *object = json_object_new_object();
    cli_json_add(object, "old",
                 cli_json_text(document->key, document->key_len));
    cli_json_add(object, "new",
                 cli_json_text(document->successor, document->successor_len));
    return object;
}

static int supersede_show(const char *path, bool is_json)
{
    suo_error error = {.size = sizeof error};
    suo_feedback_document document = {.size = sizeof document};
    suo_feedback *feedback;
    if (suo_feedback_open(path, -1, &feedback, &error) != SUO_OK)
        return cli_fail(path, &error);
    json_object *list = json_object_new_array();
    for (uint64_t i = 0;
         suo_feedback_get(feedback, i, &document, NULL) == SUO_OK; i++) {
        if (document.successor == NULL)
            continue;
        if (is_json)
            json_object_array_add(list, link_json(&document));
        else
            link_print(&document);
    }
    if (is_json) {
        cli_json_print(list);
        putchar('\n');
    }
    json_object_put(list);
    suo_feedback_close(feedback);
    return CLI_OK;
}

static int supersede_run(const char **arguments, bool removes, bool is_json)
{
    const size_t count = cli_argument_count(arguments);
    if (count == 0)
        return cli_usage_error(&USAGE, "an INDEX is wanted");
    if (count == 1 && !removes)
        return supersede_show(arguments[0], is_json);
    if (count != (removes ? 2 : 3))
        return cli_usage_error(&USAGE, removes ? "--remove: one OLD is wanted"
                                               : "OLD and NEW are wanted");
    if (is_json)
        return cli_usage_error(&USAGE, "--json shows and changes nothing");
    return supersede_change(arguments[0], arguments[1], arguments[2]);
}

int cli_supersede(int argc, const char **argv)
{
    int removes = 0;
    int is_json = 0;
    const struct poptOption options[] = {
        {"remove", 0, POPT_ARG_NONE, &removes, 0,
         "Nothing takes the place of OLD any more", NULL},
        {"json", 0, POPT_ARG_NONE, &is_json, 0,
         "Print what was said as one JSON array", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = supersede_run(poptGetArgs(context), removes, is_json);
    poptFreeContext(context);
    return code;
}
