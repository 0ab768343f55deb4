/* SPDX-License-Identifier: Apache-2.0 */
/*
 * common.c - the few calls that every file of the command line tools shares.
 */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void cli_out_of_memory(size_t bytes)
{
    fprintf(stderr, "%s: out of memory (%zu bytes asked)\n", cli_program,
            bytes);
    exit(CLI_FAILED);
}

void *cli_realloc(void *memory, size_t bytes)
{
    void *grown = realloc(memory, bytes > 0 ? bytes : 1);
    if (grown == NULL)
        cli_out_of_memory(bytes);
    return grown;
}

char *cli_copy(const char *text, size_t len)
{
    char *copy = cli_realloc(NULL, len + 1);
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

int cli_fail(const char *what, const suo_error *error)
{
    size_t len = strlen(what);
    bool is_named = strncmp(error->message, what, len) == 0 &&
                    (error->message[len] == ':' || error->message[len] == '/');
    fprintf(stderr, "%s: %s%s%s (%s)\n", cli_program, is_named ? "" : what,
            is_named ? "" : ": ", error->message,
            suo_status_name(error->status));
    return CLI_FAILED;
}

bool cli_find_option_field(const suo_schema *schema, const char *key,
                           uint32_t *field)
{
    double value = -1;
    suo_status status = suo_schema_get_option(schema, key, -1, &value, NULL);
    bool is_there = status == SUO_OK && value >= 0;
    *field = is_there ? (uint32_t)value : 0;
    return is_there;
}

int cli_finish_output(int code)
{
    bool is_lost = ferror(stdout) != 0;
    if (fflush(stdout) != 0 || is_lost) {
        fprintf(stderr, "%s: the output could not be written\n", cli_program);
        return CLI_FAILED;
    }
    return code;
}

double cli_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
