/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - the tool `suo-bench`: finds the command and runs it.
 *
 * Without a command it measures, so that one word is enough to begin with.
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
    {"run", "suo-bench", bench_run},
    {"scale", "suo-bench scale", bench_scale},
    {"export", "suo-bench export", bench_export},
    {"compare", "suo-bench compare", bench_compare},
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

int main(int argc, const char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* comes back as an error of the library */
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("suo-bench %s\n", suo_version());
        return cli_finish_output(CLI_OK);
    }
    if (argc < 2 || argv[1][0] == '-') {
        argv[0] = COMMANDS[0].full_name;
        return cli_finish_output(COMMANDS[0].run(argc, argv));
    }
    for (size_t at = 0; at < COMMAND_COUNT; at++) {
        if (strcmp(argv[1], COMMANDS[at].name) == 0) {
            argv[1] = COMMANDS[at].full_name;
            return cli_finish_output(COMMANDS[at].run(argc - 1, argv + 1));
        }
    }
    fprintf(stderr,
            "suo-bench: there is no command '%s'\n"
            "'suo-bench --help' says more.\n",
            argv[1]);
    return CLI_USAGE;
}
