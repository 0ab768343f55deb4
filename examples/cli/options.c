/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.c - one command's options and help, on top of popt.
 *
 * popt's own POPT_AUTOHELP ends the process; ours returns, so that every
 * command has one way out.
 */
#include "options.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"

static void options_print_help(const cli_usage *usage, poptContext context)
{
    printf("%s - %s\n\n", usage->name, usage->intro);
    poptPrintHelp(context, stdout, 0);
    printf("\n%s", usage->notes);
}

bool cli_options_read(const cli_usage *usage, const struct poptOption *options,
                      int argc, const char **argv, poptContext *context,
                      int *code)
{
    *context = poptGetContext(NULL, argc, argv, options, 0);
    if (*context == NULL) {
        fprintf(stderr, "%s: out of memory\n", cli_program);
        *code = CLI_FAILED;
        return false;
    }
    poptSetOtherOptionHelp(*context, usage->arguments);
    int next;
    while ((next = poptGetNextOpt(*context)) >= 0) {
        if (next == 'h') {
            options_print_help(usage, *context);
            *code = CLI_OK;
            return false;
        }
    }
    if (next < -1) {
        *code = cli_usage_error(usage, "%s: %s",
                                poptBadOption(*context, POPT_BADOPTION_NOALIAS),
                                poptStrerror(next));
        return false;
    }
    return true;
}

int cli_usage_error(const cli_usage *usage, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s: ", usage->name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n'%s --help' says more.\n", usage->name);
    return CLI_USAGE;
}

size_t cli_argument_count(const char **arguments)
{
    size_t count = 0;
    while (arguments != NULL && arguments[count] != NULL)
        count++;
    return count;
}

size_t cli_list_count(char **list)
{
    return cli_argument_count((const char **)list);
}

void cli_list_free(char **list)
{
    for (size_t at = 0; list != NULL && list[at] != NULL; at++)
        free(list[at]);
    free(list);
}
