/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field_options.c - the options that give keys of JSON a role.
 */
#include "field_options.h"

#include <string.h>

#include "cli.h"

void cli_field_options_table(
    cli_field_options *options,
    struct poptOption table[CLI_FIELD_OPTION_COUNT + 1])
{
    const struct poptOption all[] = {
        {"text", 0, POPT_ARG_ARGV, &options->texts, 0,
         "NAME is a text field: searched", "NAME[=WEIGHT]"},
        {"language", 0, POPT_ARG_ARGV, &options->languages, 0,
         "Text field NAME is in LANGUAGE: english (the default), german, de, "
         "none ...",
         "NAME=LANGUAGE"},
        {"keyword", 0, POPT_ARG_ARGV, &options->keywords, 0,
         "NAME holds exact values", "NAME"},
        {"integer", 0, POPT_ARG_ARGV, &options->integers, 0,
         "NAME holds one integer", "NAME"},
        {"time", 0, POPT_ARG_ARGV, &options->times, 0,
         "NAME holds a time: RFC 3339, a date, or milliseconds since 1970",
         "NAME"},
        {"stored", 0, POPT_ARG_ARGV, &options->stored, 0,
         "NAME is kept for showing only", "NAME"},
        {"ignore", 0, POPT_ARG_ARGV, &options->ignored, 0, "NAME is left out",
         "NAME"},
        POPT_TABLEEND};
    _Static_assert(sizeof all / sizeof all[0] == CLI_FIELD_OPTION_COUNT + 1,
                   "the table's size is promised");
    memcpy(table, all, sizeof all);
}

/* Give the fields of one option their role. */
static int options_choose(cli_fields *fields, const cli_usage *usage,
                          char **names, int32_t kind)
{
    for (size_t at = 0; at < cli_list_count(names); at++) {
        const char *wrong = cli_fields_choose(fields, names[at], kind);
        if (wrong != NULL)
            return cli_usage_error(usage, "'%s': %s", names[at], wrong);
    }
    return CLI_OK;
}

int cli_field_options_apply(const cli_field_options *options,
                            cli_fields *fields, const cli_usage *usage)
{
    const struct {
        char **names;
        int32_t kind;
    } roles[] = {{options->texts, SUO_FIELD_TEXT},
                 {options->keywords, SUO_FIELD_KEYWORD},
                 {options->integers, SUO_FIELD_INTEGER},
                 {options->times, SUO_FIELD_TIME},
                 {options->stored, SUO_FIELD_STORED},
                 {options->ignored, 0}};
    int code = CLI_OK;
    for (size_t at = 0; code == CLI_OK && at < sizeof roles / sizeof roles[0];
         at++)
        code = options_choose(fields, usage, roles[at].names, roles[at].kind);
    for (size_t at = 0;
         code == CLI_OK && at < cli_list_count(options->languages); at++) {
        const char *argument = options->languages[at];
        const char *wrong = cli_fields_choose_language(fields, argument);
        if (wrong != NULL)
            code =
                cli_usage_error(usage, "--language '%s': %s", argument, wrong);
    }
    return code;
}

void cli_field_options_free(cli_field_options *options)
{
    cli_list_free(options->texts);
    cli_list_free(options->languages);
    cli_list_free(options->keywords);
    cli_list_free(options->integers);
    cli_list_free(options->times);
    cli_list_free(options->stored);
    cli_list_free(options->ignored);
}
