/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queries.c - a file of queries, "qid<TAB>text" a line; answers for people, as
 * JSON Lines, or as a TREC run.
 *
 * A TREC run is fields parted by white space, so white space in a key or a
 * query's id is written as %XX, byte by byte. Latencies are those of the
 * search alone.
 */
#include "search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "reader.h"
#include "text.h"

/* A file of queries being answered. */
typedef struct query_run {
    const cli_searcher *searcher;
    cli_query_format format;
    const char *path;
    double *seconds; /* of each search */
    size_t count;
    size_t capacity;
    uint64_t bad_count;
    suo_error error;
} query_run;

enum { QUERY_NAMED_MAX = 20 };

static void trec_print(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t code;
        size_t char_len = cli_utf8_next(text + at, len - at, &code);
        bool is_plain = !cli_is_space(code) && code >= 0x20 && code != 0x7F;
        for (size_t in = 0; in < char_len; in++) {
            if (is_plain)
                putchar(text[at + in]);
            else
                printf("%%%02X", (unsigned)(unsigned char)text[at + in]);
        }
        at += char_len;
    }
}

static void trec_print_hits(const suo_hits *hits, const char *id, size_t id_len)
{
    const suo_hit *items = suo_hits_items(hits);
    for (uint32_t hit = 0; hit < suo_hits_count(hits); hit++) {
        trec_print(id, id_len);
        fputs(" Q0 ", stdout);
        trec_print(items[hit].key, items[hit].key_len);
        printf(" %u %.9g suo\n", hit + 1, items[hit].score);
    }
}

static void query_keep_time(query_run *run, double seconds)
{
    if (run->count == run->capacity) {
        run->capacity = run->capacity * 2 + 1024;
        run->seconds =
            cli_realloc(run->seconds, run->capacity * sizeof *run->seconds);
    }
    run->seconds[run->count++] = seconds;
}

static suo_status query_answer(query_run *run, const char *id, size_t id_len,
                               const char *text, size_t len)
{
    cli_answer answer = {0};
    suo_status status =
        cli_searcher_ask(run->searcher, text, len, &answer, &run->error);
    if (status != SUO_OK) {
        cli_answer_free(&answer);
        return status;
    }
    query_keep_time(run, answer.seconds);
    switch (run->format) {
    case CLI_QUERY_TREC:
        trec_print_hits(answer.hits, id, id_len);
        break;
    case CLI_QUERY_JSON:
        status = cli_show_json(run->searcher, &answer, id, id_len, &run->error);
        break;
    case CLI_QUERY_PLAIN:
        cli_print_plain(stdout, id, id_len);
        fputs("  ", stdout);
        cli_print_plain(stdout, text, len);
        putchar('\n');
        status = cli_show_hits(run->searcher, &answer, &run->error);
        cli_show_footer(run->searcher, &answer);
        putchar('\n');
        break;
    }
    cli_answer_free(&answer);
    return status;
}

static void query_note(query_run *run, uint64_t line, const char *message)
{
    run->bad_count++;
    if (run->bad_count <= QUERY_NAMED_MAX)
        fprintf(stderr, "%s:%llu: %s\n", run->path, (unsigned long long)line,
                message);
    else if (run->bad_count == QUERY_NAMED_MAX + 1)
        fprintf(stderr, "suo: more bad lines are counted, not named\n");
}

/* One line of the file. */
static suo_status query_line(query_run *run, uint64_t number, const char *line,
                             size_t len)
{
    if (len > 0 && line[len - 1] == '\r')
        len--;
    if (len == 0)
        return SUO_OK;
    const char *tab = memchr(line, '\t', len);
    if (tab == NULL || tab == line) {
        query_note(run, number, "no query: qid<TAB>text is wanted");
        return SUO_OK;
    }
    size_t id_len = (size_t)(tab - line);
    suo_status status =
        query_answer(run, line, id_len, tab + 1, len - id_len - 1);
    if (status != SUO_LIMIT && status != SUO_INVALID)
        return status;
    query_note(run, number, run->error.message);
    return SUO_OK;
}

static int seconds_compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void query_print_times(query_run *run)
{
    if (run->count == 0) {
        fprintf(stderr, "suo: 0 queries\n");
        return;
    }
    qsort(run->seconds, run->count, sizeof *run->seconds, seconds_compare);
    double sum = 0;
    for (size_t at = 0; at < run->count; at++)
        sum += run->seconds[at];
    fprintf(stderr,
            "suo: %zu queries: median %.3f ms, p95 %.3f ms, mean %.3f ms\n",
            run->count, run->seconds[(run->count - 1) / 2] * 1e3,
            run->seconds[(run->count - 1) * 95 / 100] * 1e3,
            sum / (double)run->count * 1e3);
}

int cli_queries_run(const cli_searcher *searcher, const char *path,
                    cli_query_format format, bool has_times)
{
    query_run run = {.searcher = searcher,
                     .format = format,
                     .path = path,
                     .error = {.size = sizeof(suo_error)}};
    cli_reader reader = CLI_READER_CLOSED;
    cli_read read = CLI_READ_ERROR;
    suo_status status = SUO_OK;
    int code = CLI_OK;
    if (cli_reader_open(&reader, path)) {
        const char *line;
        size_t len;
        while ((read = cli_reader_next(&reader, &line, &len)) <=
                   CLI_READ_LONG &&
               status == SUO_OK) {
            if (read == CLI_READ_LONG)
                query_note(&run, reader.line, "the line is too long");
            else
                status = query_line(&run, reader.line, line, len);
        }
    }
    if (status != SUO_OK) {
        code = cli_fail("search", &run.error);
    } else if (read == CLI_READ_ERROR) {
        fprintf(stderr, "suo: %s: %s\n", path, strerror(errno));
        code = CLI_BAD_INPUT;
    } else if (run.bad_count > 0) {
        fprintf(stderr, "suo: %llu bad lines in %s\n",
                (unsigned long long)run.bad_count, path);
        code = CLI_BAD_INPUT;
    }
    if (has_times && status == SUO_OK)
        query_print_times(&run);
    free(run.seconds);
    cli_reader_free(&reader);
    return code;
}
