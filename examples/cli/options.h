/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h - one command's options and help, on top of popt.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <popt.h>
#include <stdbool.h>
#include <stddef.h>

/* The words around a command's list of options. */
typedef struct cli_usage {
    const char *name;      /* "suo index" */
    const char *arguments; /* "[OPTION...] INDEX FILE..." */
    const char *intro;     /* one line */
    const char *notes;     /* printed after the options */
} cli_usage;

/* Put this last into a table of options, before POPT_TABLEEND. */
#define CLI_OPTION_HELP                                               \
    {                                                                 \
        "help", 'h', POPT_ARG_NONE, NULL, 'h', "Show this help", NULL \
    }

/*
 * Read all options. 'context' receives popt's context, for poptGetArgs(), to
 * be freed by poptFreeContext() in any case. Returns true to go on; else
 * 'code' holds the exit code: help was shown, or a bad option named.
 */
bool cli_options_read(const cli_usage *usage, const struct poptOption *options,
                      int argc, const char **argv, poptContext *context,
                      int *code);

/* Say what is wrong with the command line. Returns CLI_USAGE. */
int cli_usage_error(const cli_usage *usage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What poptGetArgs() gave, which may be NULL: how many they are. */
size_t cli_argument_count(const char **arguments);

/* Items of a list made by POPT_ARG_ARGV, which may be NULL. */
size_t cli_list_count(char **list);

/* Free a list made by POPT_ARG_ARGV, which may be NULL. */
void cli_list_free(char **list);

#endif
