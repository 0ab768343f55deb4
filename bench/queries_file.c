/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queries_file.c - sets of queries, from files and into them.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "cli.h"
#include "numbers.h"
#include "queries.h"
#include "reader.h"

enum { COLUMNS = 4 };

/* A line as it is understood. */
typedef struct file_query {
    const char *name; /* of its class */
    size_t name_len;
    bench_kind kind;
    uint32_t filter_below;
    const char *terms;
    size_t len;
    bool is_foreign; /* of a kind that is none of ours */
} file_query;

static bool text_is(const char *text, size_t len, const char *wanted)
{
    return len == strlen(wanted) && memcmp(text, wanted, len) == 0;
}

static bool kind_parse(const char *text, size_t len, bench_kind *kind)
{
    for (int at = BENCH_OR; at <= BENCH_PREFIX; at++) {
        if (text_is(text, len, bench_kind_name((bench_kind)at))) {
            *kind = (bench_kind)at;
            return true;
        }
    }
    return false;
}

/* "class<TAB>kind<TAB>filter_below<TAB>terms" */
static bool columns_parse(const char *const columns[COLUMNS],
                          const size_t lens[COLUMNS], file_query *query)
{
    int64_t below;
    if (!kind_parse(columns[1], lens[1], &query->kind) ||
        !cli_integer_parse(columns[2], lens[2], &below) || below < 0 ||
        below > BENCH_NO_FILTER)
        return false;
    query->name = columns[0];
    query->name_len = lens[0];
    query->filter_below = (uint32_t)below;
    query->terms = columns[3];
    query->len = lens[3];
    return query->name_len > 0 && query->len > 0;
}

/* A line without tabs, or "qid<TAB>text". */
static bool plain_parse(const char *text, size_t len, file_query *query)
{
    *query =
        (file_query){"file", 4, BENCH_OR, BENCH_NO_FILTER, text, len, false};
    return len > 0;
}

/* Of the search benchmark game: the first tag names the kind; marks of its
 * syntax (+word, "row of words") are taken away. */
static bool json_parse(json_object *root, cli_buffer *scratch,
                       file_query *query)
{
    static const char *const TAGS[] = {"term", "union", "intersection",
                                       "phrase"};
    static const bench_kind KINDS[] = {BENCH_OR, BENCH_OR, BENCH_AND,
                                       BENCH_PHRASE};
    json_object *text, *tags;
    if (!json_object_object_get_ex(root, "query", &text) ||
        !json_object_object_get_ex(root, "tags", &tags) ||
        !json_object_is_type(tags, json_type_array))
        return false;
    const char *tag =
        json_object_get_string(json_object_array_get_idx(tags, 0));
    const char *from = json_object_get_string(text);
    scratch->len = 0;
    for (; from != NULL && *from != '\0'; from++) {
        if (*from != '"' && *from != '+')
            cli_buffer_append(scratch, from, 1);
    }
    if (!plain_parse(scratch->data, scratch->len, query) || tag == NULL)
        return false;
    for (size_t at = 0; at < sizeof TAGS / sizeof TAGS[0]; at++) {
        if (strcmp(tag, TAGS[at]) == 0) {
            query->name = TAGS[at];
            query->name_len = strlen(TAGS[at]);
            query->kind = KINDS[at];
            return true;
        }
    }
    query->is_foreign = true;
    return true;
}

static bool line_parse(const char *line, size_t len, json_object **root,
                       cli_buffer *scratch, file_query *query)
{
    const char *columns[COLUMNS];
    size_t lens[COLUMNS], count = 0, start = 0;
    if (line[0] == '{') {
        cli_buffer_append(scratch, line, len);
        cli_buffer_append(scratch, "", 1);
        *root = json_tokener_parse(scratch->data);
        return *root != NULL && json_parse(*root, scratch, query);
    }
    for (size_t at = 0; at <= len; at++) {
        if (at < len && line[at] != '\t')
            continue;
        if (count < COLUMNS) {
            columns[count] = line + start;
            lens[count] = at - start;
        }
        count++;
        start = at + 1;
    }
    if (count == COLUMNS)
        return columns_parse(columns, lens, query);
    if (count == 1)
        return plain_parse(line, len, query);
    return plain_parse(columns[1], lens[1], query);
}

static uint32_t word_count(const char *text, size_t len)
{
    uint32_t count = 0;
    for (size_t at = 0; at < len; at++)
        count += text[at] != ' ' && (at == 0 || text[at - 1] == ' ');
    return count;
}

static void set_add(bench_query_set *set, const file_query *query)
{
    bench_queries_begin(set, query->name, query->name_len, query->kind,
                        query->filter_below);
    bench_queries_add(set, query->terms, query->len,
                      word_count(query->terms, query->len));
}

/* A line that is not empty. False: it is no query. */
static bool set_add_line(bench_query_set *set, const char *line, size_t len,
                         cli_buffer *scratch, uint32_t *foreign_count)
{
    file_query query = {.is_foreign = false};
    json_object *root = NULL;
    scratch->len = 0;
    bool is_fine = line_parse(line, len, &root, scratch, &query);
    *foreign_count += is_fine && query.is_foreign;
    if (is_fine && !query.is_foreign)
        set_add(set, &query);
    json_object_put(root);
    return is_fine;
}

int bench_queries_read(bench_query_set *set, const char *path)
{
    cli_reader reader = CLI_READER_CLOSED;
    cli_buffer scratch = {0};
    uint32_t foreign_count = 0;
    const char *line;
    size_t len;
    int code = CLI_OK;
    cli_read read = CLI_READ_ERROR;
    if (cli_reader_open(&reader, path)) {
        while (code == CLI_OK && (read = cli_reader_next(
                                      &reader, &line, &len)) == CLI_READ_LINE) {
            if (len == 0 ||
                set_add_line(set, line, len, &scratch, &foreign_count))
                continue;
            fprintf(stderr, "%s:%llu: no query\n", path,
                    (unsigned long long)reader.line);
            code = CLI_FAILED;
        }
    }
    if (foreign_count > 0)
        fprintf(stderr, "%s: %u queries of other kinds passed over\n", path,
                foreign_count);
    if (code == CLI_OK && read != CLI_READ_END) {
        fprintf(stderr, "%s: %s: %s\n", cli_program, path,
                read == CLI_READ_LONG ? "a line is too long" : strerror(errno));
        code = CLI_FAILED;
    }
    cli_reader_free(&reader);
    cli_buffer_free(&scratch);
    return code;
}

void bench_queries_write(const bench_query_set *set, FILE *out)
{
    for (uint32_t at = 0; at < set->count; at++) {
        const bench_query *query = &set->items[at];
        fprintf(out, "%s\t%s\t%u\t%.*s\n",
                set->classes[query->class_number].name,
                bench_kind_name(query->kind), query->filter_below,
                (int)query->len, bench_query_terms(set, query));
    }
}
