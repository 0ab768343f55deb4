/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - the tool `suo-bench`: finds the command and runs it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "cli.h"

const char *const cli_program = "suo-bench";

typedef struct bench_command {
    const char *name;
    const char *full_name; /* argv[0] of the command, for its help */
    int (*run)(int argc, const char **argv);
} bench_command;

static const bench_command COMMANDS[] = {
    {"export", "suo-bench export", bench_export},
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

int main(int argc, const char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* comes back as an error of the library */
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("suo-bench %s\n", suo_version());
        return cli_finish_output(CLI_OK);
    }
    for (size_t at = 0; argc > 1 && at < COMMAND_COUNT; at++) {
        if (strcmp(argv[1], COMMANDS[at].name) == 0) {
            argv[1] = COMMANDS[at].full_name;
            return cli_finish_output(COMMANDS[at].run(argc - 1, argv + 1));
        }
    }
    fprintf(stderr,
            "suo-bench: there is no command '%s'\n"
            "'suo-bench export --help' says more.\n",
            argc > 1 ? argv[1] : "");
    return CLI_USAGE;
}
