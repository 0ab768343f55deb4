/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field_options.h - the options that give keys of JSON a role.
 */
#ifndef CLI_FIELD_OPTIONS_H
#define CLI_FIELD_OPTIONS_H

#include <popt.h>

#include "fields.h"
#include "options.h"

enum { CLI_FIELD_OPTION_COUNT = 7 };

/* What was given, as popt's lists; all NULL is nothing. */
typedef struct cli_field_options {
    char **texts;
    char **languages;
    char **keywords;
    char **integers;
    char **times;
    char **stored;
    char **ignored;
} cli_field_options;

/* Write the options into 'table', with the end of a table behind them. */
void cli_field_options_table(
    cli_field_options *options,
    struct poptOption table[CLI_FIELD_OPTION_COUNT + 1]);

/* Give the fields their roles. Returns an exit code; what is wrong was said. */
int cli_field_options_apply(const cli_field_options *options,
                            cli_fields *fields, const cli_usage *usage);
void cli_field_options_free(cli_field_options *options);

#endif
