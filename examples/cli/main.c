/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - the tool `suo`: finds the command and runs it.
 *
 * A write beyond the limit of a file's size must come back as an error that
 * the library reports, so its signal is ignored here, by the program: the
 * library itself never touches signals.
 */
#include "cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

const char *const cli_program = "suo";

typedef struct cli_command {
    const char *name;
    const char *full_name; /* argv[0] of the command, for its help */
    const char *summary;
    int (*run)(int argc, const char **argv);
} cli_command;

static const cli_command COMMANDS[] = {
    {"index", "suo index", "put JSON Lines, Markdown, HTML, text into an index",
     cli_index},
    {"search", "suo search", "ask an index a question, or a file of them",
     cli_search},
    {"complete", "suo complete", "complete what somebody has typed to titles",
     cli_complete},
    {"related", "suo related", "find documents about the same as another",
     cli_related},
    {"duplicates", "suo duplicates", "find documents that say nearly the same",
     cli_duplicates},
    {"report", "suo report", "tell what was asked, from a query log",
     cli_asked},
    {"words", "suo words", "show or change an index's own words", cli_words},
    {"synonyms", "suo synonyms", "show or replace an index's synonym rules",
     cli_synonyms},
    {"vote", "suo vote", "show or record what users said of documents",
     cli_vote},
    {"pin", "suo pin", "show or change the answers pinned to questions",
     cli_pin},
    {"supersede", "suo supersede",
     "show or say which documents others take the place of", cli_supersede},
    {"tokens", "suo tokens", "show what the tokenizer makes of lines of text",
     cli_tokens},
    {"stats", "suo stats", "show the figures and fields of an index",
     cli_stats},
    {"delete", "suo delete", "delete documents, by key or by filter",
     cli_delete},
    {"merge", "suo merge", "make an index's segments fewer", cli_merge},
    {"stale", "suo stale", "list what expired, and what is long unchanged",
     cli_stale},
    {"check", "suo check", "read every byte of an index and prove its rules",
     cli_check},
    {"salvage", "suo salvage",
     "put what can be read of a damaged index into "
     "a new one",
     cli_salvage},
};

enum {
    COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0],
    NAME_MAX_LEN = 31
};

static void main_print_help(FILE *out)
{
    fputs("suo - full-text search for customer-support content, "
          "Chinese and English\n\n"
          "Usage: suo COMMAND [OPTION...] ...\n\nCommands:\n",
          out);
    for (size_t at = 0; at < COMMAND_COUNT; at++)
        fprintf(out, "  %-8s %s\n", COMMANDS[at].name, COMMANDS[at].summary);
    fputs("\n'suo COMMAND --help' says more; 'suo --version' names the "
          "version.\n\n"
          "Exit codes:\n"
          "  0  all well\n"
          "  1  some input was bad: it is named, the rest was used\n"
          "     (with 'index --strict', 'words' and 'synonyms' nothing was\n"
          "     committed)\n"
          "  2  the command line makes no sense\n"
          "  3  the index or the system failed\n",
          out);
}

/* Edits (insert, delete, replace) that turn 'a' into 'b'; Levenshtein 1966. */
static size_t name_distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_LEN + 1];
    size_t b_len = strlen(b);
    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t best = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b_len];
}

static int main_unknown_command(const char *name)
{
    const char *nearest = NULL;
    size_t nearest_distance = 3;
    for (size_t at = 0; at < COMMAND_COUNT; at++) {
        size_t distance = strlen(name) <= NAME_MAX_LEN
                              ? name_distance(name, COMMANDS[at].name)
                              : SIZE_MAX;
        if (distance < nearest_distance) {
            nearest_distance = distance;
            nearest = COMMANDS[at].name;
        }
    }
    fprintf(stderr, "suo: there is no command '%s'", name);
    if (nearest != NULL)
        fprintf(stderr, "; did you mean '%s'?", nearest);
    fprintf(stderr, "\n'suo --help' lists the commands.\n");
    return CLI_USAGE;
}

int main(int argc, const char **argv)
{
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        main_print_help(stderr);
        return CLI_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
        strcmp(name, "help") == 0) {
        main_print_help(stdout);
        return cli_finish_output(CLI_OK);
    }
    if (strcmp(name, "--version") == 0) {
        printf("suo %s\n", suo_version());
        return cli_finish_output(CLI_OK);
    }
    for (size_t at = 0; at < COMMAND_COUNT; at++) {
        if (strcmp(name, COMMANDS[at].name) == 0) {
            argv[1] = COMMANDS[at].full_name;
            return cli_finish_output(COMMANDS[at].run(argc - 1, argv + 1));
        }
    }
    return main_unknown_command(name);
}
