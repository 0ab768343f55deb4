/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queries.c - sets of queries, in memory.
 */
#include "queries.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

const char *bench_kind_name(bench_kind kind)
{
    static const char *const NAMES[] = {"OR", "AND", "PHRASE", "PREFIX"};
    return NAMES[kind];
}

void bench_queries_begin(bench_query_set *set, const char *name,
                         size_t name_len, bench_kind kind,
                         uint32_t filter_below)
{
    bench_class added = {
        .kind = kind, .filter_below = filter_below, .first = set->count};
    if (name_len >= sizeof added.name)
        name_len = sizeof added.name - 1;
    memcpy(added.name, name, name_len);
    for (uint32_t at = 0; at < set->class_count; at++) {
        const bench_class *class = &set->classes[at];
        set->current = at;
        if (class->kind == kind && class->filter_below == filter_below &&
            strcmp(class->name, added.name) == 0)
            return;
    }
    if (set->class_count == set->class_capacity) {
        set->class_capacity = set->class_capacity * 2 + 64;
        set->classes = cli_realloc(set->classes,
                                   set->class_capacity * sizeof *set->classes);
    }
    set->current = set->class_count;
    set->classes[set->class_count++] = added;
}

const char *bench_query_terms(const bench_query_set *set,
                              const bench_query *query)
{
    return set->bytes.data + query->offset;
}

/* Classes are small: a look at each of its queries is quick enough. */
static bool class_has(const bench_query_set *set, const bench_class *class,
                      const char *terms, size_t len)
{
    for (uint32_t at = class->first; at < set->count; at++) {
        const bench_query *query = &set->items[at];
        if (query->class_number == set->current && query->len == len &&
            memcmp(bench_query_terms(set, query), terms, len) == 0)
            return true;
    }
    return false;
}

bool bench_queries_add(bench_query_set *set, const char *terms, size_t len,
                       uint32_t term_count)
{
    bench_class *class = &set->classes[set->current];
    if (class_has(set, class, terms, len))
        return false;
    if (set->count == set->capacity) {
        set->capacity = set->capacity * 2 + 256;
        set->items =
            cli_realloc(set->items, set->capacity * sizeof *set->items);
    }
    set->items[set->count++] =
        (bench_query){set->current, class->kind,   class->filter_below,
                      term_count,   (uint32_t)len, set->bytes.len};
    cli_buffer_append(&set->bytes, terms, len);
    class->count++;
    return true;
}

void bench_queries_free(bench_query_set *set)
{
    cli_buffer_free(&set->bytes);
    free(set->items);
    free(set->classes);
    *set = (bench_query_set){0};
}
