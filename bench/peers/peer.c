/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.c - the program around an engine: build, serve, judge.
 *
 * Two clocks are read right before and right after each search, CLOCK_MONOTONIC
 * and the thread's processor time, and the lesser span counts: a thread that
 * had to wait for its core is not charged with it. The order of a replay is Fisher and Yates' shuffle by splitmix64, the same
 * in every peer, so that all meet the queries in one order.
 */
#include "peer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const char *const PEER_KINDS[] = {"OR", "AND", "PHRASE", "PREFIX"};
static const char *const PEER_COLLECTORS[] = {"TOP_10", "TOP_100", "COUNT",
                                              "TOP_10_COUNT"};

struct peer_corpus {
    FILE *file;
    char *line;
    size_t room;
};

struct peer_rows {
    FILE *file;
    char *line;
    size_t room;
};

typedef struct peer_queries {
    peer_query *items;
    size_t count;
} peer_queries;

void peer_die(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    exit(1);
}

void *peer_alloc(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL)
        peer_die("no memory for %zu bytes", bytes);
    return memory;
}

char *peer_path(const char *folder, const char *name)
{
    size_t len = strlen(folder) + strlen(name) + 2;
    char *path = (char *)peer_alloc(len);
    snprintf(path, len, "%s/%s", folder, name);
    return path;
}

char *peer_join(const peer_query *query, const char *before,
                const char *separator, const char *after)
{
    size_t len = strlen(before) + strlen(after) + 1;
    for (uint32_t i = 0; i < query->term_count; i++)
        len += strlen(query->terms[i]) + strlen(separator);
    char *text = (char *)peer_alloc(len);
    strcpy(text, before);
    for (uint32_t i = 0; i < query->term_count; i++) {
        strcat(text, i > 0 ? separator : "");
        strcat(text, query->terms[i]);
    }
    return strcat(text, after);
}

uint32_t peer_collector_k(peer_collector collector)
{
    if (collector == PEER_COUNT)
        return 0;
    return collector == PEER_TOP_100 ? 100 : 10;
}

static FILE *file_open(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        peer_die("%s: %s", path, strerror(errno));
    return file;
}

/* The next line without its end; its length, or -1. */
static ssize_t line_read(FILE *file, char **line, size_t *room)
{
    ssize_t len = getline(line, room, file);
    if (len > 0 && (*line)[len - 1] == '\n')
        (*line)[--len] = '\0';
    return len;
}

peer_corpus *peer_corpus_open(const char *path)
{
    peer_corpus *corpus = (peer_corpus *)peer_alloc(sizeof(*corpus));
    corpus->file = file_open(path);
    return corpus;
}

int peer_corpus_next(peer_corpus *corpus, peer_document *document)
{
    ssize_t len = line_read(corpus->file, &corpus->line, &corpus->room);
    if (len < 0)
        return 0;
    char *filter, *text;
    document->number = (uint32_t)strtoul(corpus->line, &filter, 10);
    document->filter = (int32_t)strtol(filter, &text, 10);
    if (*filter != '\t' || *text != '\t')
        peer_die("no document: %.40s", corpus->line);
    document->text = text + 1;
    document->text_len = (size_t)(corpus->line + len - document->text);
    return 1;
}

void peer_corpus_close(peer_corpus *corpus)
{
    fclose(corpus->file);
    free(corpus->line);
    free(corpus);
}

uint32_t peer_corpus_count(const char *path)
{
    peer_corpus *corpus = peer_corpus_open(path);
    peer_document document;
    uint32_t count = 0;
    while (peer_corpus_next(corpus, &document))
        count++;
    peer_corpus_close(corpus);
    return count;
}

peer_rows *peer_rows_open(const char *folder, const char *name)
{
    peer_rows *rows = (peer_rows *)peer_alloc(sizeof(*rows));
    char *path = peer_path(folder, name);
    rows->file = file_open(path);
    free(path);
    return rows;
}

int peer_rows_next(peer_rows *rows, char **key, char **text)
{
    if (line_read(rows->file, &rows->line, &rows->room) < 0)
        return 0;
    char *tab = strchr(rows->line, '\t');
    if (tab == NULL)
        peer_die("no row: %.40s", rows->line);
    *tab = '\0';
    *key = rows->line;
    *text = tab + 1;
    return 1;
}

void peer_rows_close(peer_rows *rows)
{
    fclose(rows->file);
    free(rows->line);
    free(rows);
}

void peer_hit(const char *question, uint32_t number, uint32_t rank)
{
    printf("%s Q0 %u %u %u peer\n", question, number, rank, 1000 - rank);
}

/* ---- queries ----------------------------------------------------------- */

/* Where 'name' stands in a list of 'count' names. */
static int name_find(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    peer_die("unknown: %s", name);
}

static void query_read(peer_query *query, char *line, const peer_engine *engine)
{
    char *columns[4] = {strtok(line, "\t")};
    for (int i = 1; i < 4; i++)
        columns[i] = strtok(NULL, "\t");
    if (columns[3] == NULL)
        peer_die("no query: %s", line);
    query->class_name = columns[0];
    query->kind = (peer_kind)name_find(PEER_KINDS, 4, columns[1]);
    query->filter_below = atoi(columns[2]);
    for (char *term = strtok(columns[3], " "); term != NULL;
         term = strtok(NULL, " ")) {
        if (query->term_count == PEER_TERMS_MAX)
            peer_die("a query of more than %d terms", PEER_TERMS_MAX);
        query->terms[query->term_count++] = term;
    }
    if (engine->write != NULL)
        query->text = engine->write(query);
}

static peer_queries queries_read(const char *path, const peer_engine *engine)
{
    peer_queries queries = {NULL, 0};
    FILE *file = file_open(path);
    char *line = NULL;
    size_t room = 0;
    while (line_read(file, &line, &room) > 0) {
        queries.items = (peer_query *)realloc(
            queries.items, (queries.count + 1) * sizeof(peer_query));
        if (queries.items == NULL)
            peer_die("no memory");
        peer_query *query = &queries.items[queries.count++];
        memset(query, 0, sizeof(*query));
        query_read(query, strdup(line), engine);
    }
    free(line);
    fclose(file);
    return queries;
}

/* ---- serving ----------------------------------------------------------- */

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The numbers 0 .. count - 1, shuffled. */
static uint32_t *order_new(size_t count, uint64_t seed)
{
    uint32_t *order = (uint32_t *)peer_alloc((count + 1) * sizeof(*order));
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    for (size_t i = count; i-- > 1;) {
        size_t j = (size_t)(splitmix64(&seed) % (i + 1));
        uint32_t other = order[j];
        order[j] = order[i];
        order[i] = other;
    }
    return order;
}

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Replay the queries of a class (NULL: all) in a shuffled order; print the
 * nanoseconds by query number, -1 for those not asked. */
static void serve_run(const peer_engine *engine, const peer_queries *queries,
                      peer_collector collector, uint64_t seed,
                      const char *class_name)
{
    static peer_answer answer;
    uint32_t *order = order_new(queries->count, seed);
    int64_t *ns = (int64_t *)peer_alloc((queries->count + 1) * sizeof(*ns));
    for (size_t i = 0; i < queries->count; i++) {
        const peer_query *query = &queries->items[order[i]];
        ns[order[i]] = -1;
        if (class_name != NULL && strcmp(query->class_name, class_name) != 0)
            continue;
        if (engine->cannot(query, collector) != NULL)
            continue;
        uint64_t start_used = clock_ns(CLOCK_THREAD_CPUTIME_ID);
        uint64_t start = clock_ns(CLOCK_MONOTONIC);
        engine->search(query, collector, &answer);
        uint64_t passed = clock_ns(CLOCK_MONOTONIC) - start;
        uint64_t used = clock_ns(CLOCK_THREAD_CPUTIME_ID) - start_used;
        ns[order[i]] = (int64_t)(passed < used ? passed : used);
    }
    printf("{\"ns\": [");
    for (size_t i = 0; i < queries->count; i++)
        printf("%s%lld", i > 0 ? "," : "", (long long)ns[i]);
    printf("]}\n");
    free(order);
    free(ns);
}

/* Print what each query answers: [count, [numbers]], or the reason why not. */
static void serve_answers(const peer_engine *engine,
                          const peer_queries *queries, peer_collector collector)
{
    static peer_answer answer;
    printf("{\"answers\": [");
    for (size_t i = 0; i < queries->count; i++) {
        const peer_query *query = &queries->items[i];
        const char *reason = engine->cannot(query, collector);
        printf("%s\n", i > 0 ? "," : "");
        if (reason != NULL) {
            printf("\"%s\"", reason);
            continue;
        }
        memset(&answer, 0, sizeof(answer));
        engine->search(query, collector, &answer);
        printf("[%llu, [", (unsigned long long)answer.count);
        for (uint32_t k = 0; k < answer.top_count; k++)
            printf("%s%u", k > 0 ? "," : "", answer.top[k]);
        printf("]]");
    }
    printf("]}\n.\n");
}

static int serve(const peer_engine *engine, const char *index, const char *path)
{
    peer_queries queries = queries_read(path, engine);
    engine->open(index);
    printf("{\"name\": \"%s\", \"version\": \"%s\", \"queries\": %zu}\n",
           engine->name, engine->version(), queries.count);
    fflush(stdout);
    char *line = NULL;
    size_t room = 0;
    while (line_read(stdin, &line, &room) > 0) {
        const char *verb = strtok(line, " ");
        const char *name = strtok(NULL, " ");
        if (verb == NULL || name == NULL)
            peer_die("no command");
        peer_collector collector =
            (peer_collector)name_find(PEER_COLLECTORS, 4, name);
        if (strcmp(verb, "answers") == 0) {
            serve_answers(engine, &queries, collector);
        } else if (strcmp(verb, "run") == 0) {
            const char *seed = strtok(NULL, " ");
            serve_run(engine, &queries, collector,
                      strtoull(seed != NULL ? seed : "1", NULL, 10),
                      strtok(NULL, " "));
        } else {
            peer_die("unknown command: %s", verb);
        }
        fflush(stdout);
    }
    return 0;
}

/* ---- building ---------------------------------------------------------- */

static int build(const peer_engine *engine, const char *folder,
                 const char *index, unsigned segments)
{
    char *path = peer_path(folder, "corpus.tsv");
    if (mkdir(index, 0777) != 0)
        peer_die("%s: %s", index, strerror(errno));
    uint64_t start = clock_ns(CLOCK_MONOTONIC);
    engine->build(path, index, segments);
    double seconds = (double)(clock_ns(CLOCK_MONOTONIC) - start) / 1e9;
    uint64_t kept = engine->kept_bytes != NULL ? engine->kept_bytes(index) : 0;
    printf("{\"seconds\": %.3f, \"documents\": %u, \"version\": \"%s\", "
           "\"kept_bytes\": %llu}\n",
           seconds, peer_corpus_count(path), engine->version(),
           (unsigned long long)kept);
    free(path);
    return 0;
}

int peer_main(int argc, char **argv, const peer_engine *engine)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "build") == 0 && (argc == 4 || argc == 6))
        return build(engine, argv[2], argv[3],
                     argc == 6 ? (unsigned)atoi(argv[5]) : 1);
    if (strcmp(verb, "serve") == 0 && argc == 4)
        return serve(engine, argv[2], argv[3]);
    if (strcmp(verb, "judge") == 0 && argc == 4 && engine->judge != NULL) {
        engine->judge(argv[2], argv[3]);
        return 0;
    }
    peer_die("usage: %s build FOLDER INDEX [--segments N]\n"
             "       %s serve INDEX QUERIES\n"
             "       %s judge FOLDER ANALYSIS",
             argv[0], argv[0], argv[0]);
}
