/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pin.c - `suo pin`: answers that are pinned to questions, shown or changed.
 */
#include <stdio.h>

#include "cli.h"
#include "json_text.h"
#include "options.h"
#include "text.h"

static const cli_usage USAGE = {
    "suo pin", "[OPTION...] INDEX [QUESTION KEY...]",
    "show or change the answers pinned to questions",
    "These KEYs are the first hits of QUESTION, in this order, whether they\n"
    "match or not, for all who may see them; what was pinned to it goes. Any\n"
    "question with the same words in the same order is the same, also in\n"
    "Traditional, in capitals or in full width. Without QUESTION it prints\n"
    "what is pinned, one question a line: question, tab, keys with tabs\n"
    "between. It lies beside the index and holds at once.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed, nothing was pinned to what is to\n"
    "     be removed, or somebody else records; what was pinned before is "
    "intact\n"};

static int pin_change(const char *path, const char *question, const char **keys,
                      size_t count)
{
    suo_error error = {.size = sizeof error};
    suo_feedback_writer *writer;
    suo_status status = suo_feedback_writer_open(path, -1, &writer, &error);
    if (status == SUO_OK)
        status = suo_feedback_writer_pin(
            writer, question, -1, keys, NULL,
            count < UINT32_MAX ? (uint32_t)count : UINT32_MAX, &error);
    if (status == SUO_OK)
        status = suo_feedback_writer_commit(writer, &error);
    suo_feedback_writer_close(writer);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &error);
}

static void pins_print(const suo_feedback *feedback)
{
    for (uint64_t i = 0; i < suo_feedback_pin_count(feedback); i++) {
        uint64_t len;
        const char *text = suo_feedback_pin_question(feedback, i, &len);
        cli_print_plain(stdout, text, len);
        for (uint32_t nth = 0;
             (text = suo_feedback_pin_key(feedback, i, nth, &len)) != NULL;
             nth++) {
            putchar('\t');
            cli_print_plain(stdout, text, len);
        }
        putchar('\n');
    }
}

static void pins_print_json(const suo_feedback *feedback)
{
    json_object *list = json_object_new_array();
    for (uint64_t i = 0; i < suo_feedback_pin_count(feedback); i++) {
        uint64_t len;
        const char *text = suo_feedback_pin_question(feedback, i, &len);
        json_object *entry = json_object_new_object();
        json_object *keys = json_object_new_array();
        cli_json_add(entry, "question", cli_json_text(text, len));
        for (uint32_t nth = 0;
             (text = suo_feedback_pin_key(feedback, i, nth, &len)) != NULL;
             nth++)
            json_object_array_add(keys, cli_json_text(text, len));
        cli_json_add(entry, "keys", keys);
        json_object_array_add(list, entry);
    }
    cli_json_print(list);
    putchar('\n');
    json_object_put(list);
}

static int pin_show(const char *path, bool is_json)
{
    suo_error error = {.size = sizeof error};
    suo_feedback *feedback;
    if (suo_feedback_open(path, -1, &feedback, &error) != SUO_OK)
        return cli_fail(path, &error);
    if (is_json)
        pins_print_json(feedback);
    else
        pins_print(feedback);
    suo_feedback_close(feedback);
    return CLI_OK;
}

static int pin_run(const char **arguments, bool removes, bool is_json)
{
    const size_t count = cli_argument_count(arguments);
    if (count == 0)
        return cli_usage_error(&USAGE, "an INDEX is wanted");
    if (count == 1 && !removes)
        return pin_show(arguments[0], is_json);
    if (removes ? count != 2 : count < 3)
        return cli_usage_error(&USAGE, removes
                                           ? "--remove: a QUESTION is wanted"
                                           : "a KEY is wanted");
    if (is_json)
        return cli_usage_error(&USAGE, "--json shows and changes nothing");
    return pin_change(arguments[0], arguments[1], arguments + 2, count - 2);
}

int cli_pin(int argc, const char **argv)
{
    int removes = 0;
    int is_json = 0;
    const struct poptOption options[] = {
        {"remove", 0, POPT_ARG_NONE, &removes, 0,
         "Pin nothing to QUESTION any more; it is given as it was pinned",
         NULL},
        {"json", 0, POPT_ARG_NONE, &is_json, 0,
         "Print what is pinned as one JSON array", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = pin_run(poptGetArgs(context), removes, is_json);
    poptFreeContext(context);
    return code;
}
