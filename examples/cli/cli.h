/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli.h - what every file of the command line tool shares: its exit codes,
 * its commands, and the few calls that may end the process.
 *
 * The tool uses nothing of the library but suo.h.
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <suo.h>

/* Exit codes; README.md and --help promise them. */
enum {
    CLI_OK = 0,        /* all well */
    CLI_BAD_INPUT = 1, /* some input was bad; the rest was used */
    CLI_USAGE = 2,     /* the command line makes no sense */
    CLI_FAILED = 3     /* the index or the system failed */
};

/* The commands: 'argv[0]' is "suo NAME". Each returns an exit code. */
int cli_index(int argc, const char **argv);
int cli_search(int argc, const char **argv);
int cli_words(int argc, const char **argv);
int cli_synonyms(int argc, const char **argv);
int cli_tokens(int argc, const char **argv);
int cli_stats(int argc, const char **argv);
int cli_check(int argc, const char **argv);
int cli_salvage(int argc, const char **argv);
int cli_delete(int argc, const char **argv);
int cli_merge(int argc, const char **argv);
int cli_pin(int argc, const char **argv);
int cli_supersede(int argc, const char **argv);
int cli_vote(int argc, const char **argv);
int cli_stale(int argc, const char **argv);
int cli_complete(int argc, const char **argv);
int cli_related(int argc, const char **argv);
int cli_duplicates(int argc, const char **argv);
int cli_asked(int argc, const char **argv);

/* The program's name, before each of its messages; its main.c defines it. */
extern const char *const cli_program;

/*
 * End the process with CLI_FAILED and a message. A writer is safe then: what
 * was not committed is gone.
 */
_Noreturn void cli_out_of_memory(size_t bytes);

/* realloc() for a tool: out of memory ends the process. */
void *cli_realloc(void *memory, size_t bytes);

/* A copy of 'len' bytes and a NUL, for free(); as cli_realloc. */
char *cli_copy(const char *text, size_t len);

/*
 * Print "PROGRAM: WHAT: message (SUO_STATUS)" to stderr, WHAT once: a message
 * may begin with it, or a file in it. Returns CLI_FAILED, so that a command can
 * end with it.
 */
int cli_fail(const char *what, const suo_error *error);

/* Find the field that the schema's option 'key' names: "title_field",
 * "valid_from", "valid_until". Returns false if it names none. */
bool cli_find_option_field(const suo_schema *schema, const char *key,
                           uint32_t *field);

/* Flush stdout; 'code', or CLI_FAILED with a message if output was lost. */
int cli_finish_output(int code);

/* Seconds of a clock that never goes back. */
double cli_clock(void);

#endif
