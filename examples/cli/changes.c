/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes.c - a change of an index's own words or rules: all or nothing.
 */
#include "changes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

enum { CHANGE_NAMED_MAX = 20 }; /* bad lines named one by one */

int cli_change_open(cli_change *change, const char *path)
{
    *change = (cli_change){.path = path,
                           .reader = CLI_READER_CLOSED,
                           .error = {.size = sizeof(suo_error)}};
    suo_status status =
        suo_writer_open(path, -1, NULL, NULL, &change->writer, &change->error);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &change->error);
}

void cli_change_close(cli_change *change)
{
    suo_writer_close(change->writer);
    cli_reader_free(&change->reader);
}

int cli_change_commit(cli_change *change, int code)
{
    if (code == CLI_BAD_INPUT)
        fputs("suo: nothing was changed\n", stderr);
    if (code == CLI_OK &&
        suo_writer_commit(change->writer, NULL, 0, &change->error) != SUO_OK)
        code = cli_fail(change->path, &change->error);
    return code;
}

int cli_change_bad(cli_change *change, const char *path, uint64_t line,
                   const char *message)
{
    change->bad_count++;
    if (change->bad_count == CHANGE_NAMED_MAX + 1)
        fputs("suo: further bad lines are not named\n", stderr);
    if (change->bad_count > CHANGE_NAMED_MAX)
        return CLI_BAD_INPUT;
    cli_print_plain(stderr, path, strlen(path));
    if (line > 0)
        fprintf(stderr, ":%llu", (unsigned long long)line);
    fputs(": ", stderr);
    cli_print_plain(stderr, message, strlen(message));
    fputc('\n', stderr);
    return CLI_BAD_INPUT;
}

bool cli_change_is_refusal(suo_status status)
{
    return status == SUO_INVALID || status == SUO_LIMIT ||
           status == SUO_NOT_FOUND;
}

bool cli_line_is_empty(const char *line, size_t len)
{
    size_t at = 0;
    while (at < len && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return at == len || line[0] == '#';
}

/* The next line, if it could be read, to its taker. */
static int change_take(cli_change *change, const char *path, cli_read read,
                       const char *line, size_t len, cli_take_line *take,
                       void *context)
{
    uint64_t number = change->reader.line;
    if (read == CLI_READ_LONG)
        return cli_change_bad(change, path, number,
                              "the line is longer than 1 GiB");
    while (len > 0 && line[len - 1] == '\r')
        len--;
    return take(context, path, number, line, len);
}

int cli_change_read(cli_change *change, const char *path, cli_take_line *take,
                    void *context)
{
    const char *line = NULL;
    size_t len = 0;
    int worst = CLI_OK;
    cli_read read = CLI_READ_ERROR;
    if (cli_reader_open(&change->reader, path)) {
        while (worst != CLI_FAILED &&
               (read = cli_reader_next(&change->reader, &line, &len)) <=
                   CLI_READ_LONG) {
            int code =
                change_take(change, path, read, line, len, take, context);
            worst = code > worst ? code : worst;
        }
    }
    if (read == CLI_READ_ERROR)
        worst = cli_change_bad(change, path, 0, strerror(errno));
    cli_reader_close(&change->reader);
    return worst;
}

int cli_show(const char *path, void (*print)(const suo_snapshot *snapshot))
{
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot;
    if (suo_snapshot_open(path, -1, &snapshot, &error) != SUO_OK)
        return cli_fail(path, &error);
    print(snapshot);
    suo_snapshot_close(snapshot);
    return CLI_OK;
}

const char *cli_index_argument(const cli_usage *usage, poptContext context,
                               int *code)
{
    const char **arguments = poptGetArgs(context);
    if (arguments != NULL && arguments[1] == NULL)
        return arguments[0];
    *code = cli_usage_error(usage, "one INDEX is wanted");
    return NULL;
}
