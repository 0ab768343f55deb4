/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes.h - a change of an index's own words or rules: all or nothing.
 *
 * Each bad line is named, and one is enough to commit none.
 */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include "cli.h"
#include "options.h"
#include "reader.h"

/* What `suo COMMAND --help` says of the codes of such commands. */
#define CLI_CHANGE_EXIT_CODES                                 \
    "Exit codes:\n"                                           \
    "  0  all well\n"                                         \
    "  1  some input was bad: it is named, nothing changed\n" \
    "  2  the command line makes no sense\n"                  \
    "  3  the index or the system failed\n"

/* A change being made. */
typedef struct cli_change {
    const char *path; /* of the index */
    suo_writer *writer;
    cli_reader reader;
    uint64_t bad_count;
    suo_error error;
} cli_change;

/* Open the index for a change, to be closed in any case. An exit code. */
int cli_change_open(cli_change *change, const char *path);

/* What was not committed is gone. */
void cli_change_close(cli_change *change);

/*
 * Commit, if 'code' is CLI_OK; after CLI_BAD_INPUT say that nothing was
 * changed. Returns an exit code.
 */
int cli_change_commit(cli_change *change, int code);

/*
 * Name a bad line of 'path' (0: all of it). Returns CLI_BAD_INPUT.
 */
int cli_change_bad(cli_change *change, const char *path, uint64_t line,
                   const char *message);

/* Is it the caller's text that is wrong, and the writer as it was? */
bool cli_change_is_refusal(suo_status status);

/* Does a line say nothing: is it empty, or a comment? */
bool cli_line_is_empty(const char *line, size_t len);

/* Takes line 'number' of 'path'; returns an exit code. */
typedef int cli_take_line(void *context, const char *path, uint64_t number,
                          const char *line, size_t len);

/*
 * Read the lines of 'path' (- is stdin), without their ends, up to a failure;
 * bad ones do not end it. Returns the worst exit code.
 */
int cli_change_read(cli_change *change, const char *path, cli_take_line *take,
                    void *context);

/* Print the newest commit of an index by 'print'. Returns an exit code. */
int cli_show(const char *path, void (*print)(const suo_snapshot *snapshot));

/* The one argument INDEX; else NULL, and the exit code in 'code'. */
const char *cli_index_argument(const cli_usage *usage, poptContext context,
                               int *code);

#endif
