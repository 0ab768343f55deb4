/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict.c - the figures of two reports, side by side.
 *
 * A key's last word says what is better: less time and less room, more a
 * second.
 */
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "report.h"

enum { NESTING_MAX = 16 };

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* 0: not judged; 1: less is better; -1: more is. */
static int figure_sense(const char *path)
{
    bool is_rate =
        strncmp(path, "build.", 6) == 0 || strncmp(path, "crowd.", 6) == 0;
    if (is_rate && ends_with(path, "per_second"))
        return -1;
    if (ends_with(path, "p50_us") || ends_with(path, "p50_cpu_us"))
        return 1;
    bool is_size = strncmp(path, "index.", 6) == 0 &&
                   strstr(path, "per_text_byte") == NULL;
    if (ends_with(path, "_bytes") &&
        (is_size || strcmp(path, "build.peak_bytes") == 0))
        return 1;
    return 0;
}

static void verdict_add(bench_verdict *verdict, const char *path, int sense,
                        double before, double after)
{
    if (!(before > 0) || !(after > 0))
        return;
    if (verdict->count == verdict->capacity) {
        verdict->capacity = verdict->capacity * 2 + 64;
        verdict->items = cli_realloc(
            verdict->items, verdict->capacity * sizeof *verdict->items);
    }
    bench_figure *figure = &verdict->items[verdict->count++];
    *figure = (bench_figure){.before = before, .after = after};
    snprintf(figure->path, sizeof figure->path, "%s", path);
    figure->ratio = sense > 0 ? after / before : before / after;
}

/* The item of an array whose name is that of 'item'. */
static json_object *array_twin(json_object *array, json_object *item)
{
    const char *name = json_object_get_string(bench_report_find(item, "name"));
    if (name == NULL || !json_object_is_type(array, json_type_array))
        return NULL;
    for (size_t at = 0; at < json_object_array_length(array); at++) {
        json_object *other = json_object_array_get_idx(array, at);
        const char *other_name =
            json_object_get_string(bench_report_find(other, "name"));
        if (other_name != NULL && strcmp(other_name, name) == 0)
            return other;
    }
    return NULL;
}

static void verdict_walk(bench_verdict *verdict, const char *path, int depth,
                         json_object *before, json_object *after);

static void verdict_step(bench_verdict *verdict, const char *path,
                         const char *key, int depth, json_object *before,
                         json_object *after)
{
    char longer[sizeof((bench_figure *)NULL)->path];
    snprintf(longer, sizeof longer, "%s%s%s", path, path[0] != '\0' ? "." : "",
             key);
    verdict_walk(verdict, longer, depth + 1, before, after);
}

static void verdict_walk(bench_verdict *verdict, const char *path, int depth,
                         json_object *before, json_object *after)
{
    if (depth > NESTING_MAX)
        return;
    if (json_object_is_type(before, json_type_object)) {
        json_object_object_foreach(before, key, value)
        {
            json_object *twin = NULL;
            json_object_object_get_ex(after, key, &twin);
            verdict_step(verdict, path, key, depth, value, twin);
        }
    } else if (json_object_is_type(before, json_type_array)) {
        for (size_t at = 0; at < json_object_array_length(before); at++) {
            json_object *item = json_object_array_get_idx(before, at);
            const char *name =
                json_object_get_string(bench_report_find(item, "name"));
            if (name != NULL)
                verdict_step(verdict, path, name, depth, item,
                             array_twin(after, item));
        }
    } else if (figure_sense(path) != 0) {
        if (after == NULL)
            verdict->missing_count++;
        else
            verdict_add(verdict, path, figure_sense(path),
                        json_object_get_double(before),
                        json_object_get_double(after));
    }
}

void bench_verdict_make(bench_verdict *verdict, json_object *before,
                        json_object *after)
{
    *verdict = (bench_verdict){0};
    verdict_walk(verdict, "", 0, before, after);
}

void bench_verdict_free(bench_verdict *verdict)
{
    free(verdict->items);
}

size_t bench_verdict_worse(const bench_verdict *verdict, double limit)
{
    size_t count = 0;
    for (size_t at = 0; at < verdict->count; at++)
        count += verdict->items[at].ratio > limit;
    return count;
}

bool bench_verdict_is_fair(json_object *before, json_object *after)
{
    static const char *const PATHS[] = {"corpus.documents", "corpus.text_bytes",
                                        "corpus.seed", "queries"};
    for (size_t at = 0; at < sizeof PATHS / sizeof PATHS[0]; at++) {
        if (bench_report_number(before, PATHS[at]) !=
            bench_report_number(after, PATHS[at]))
            return false;
    }
    return true;
}
