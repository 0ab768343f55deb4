/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - what was measured, for people and for programs.
 */
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "ask.h"
#include "cli.h"
#include "json_text.h"

/* ---- the object ---- */

json_object *bench_report_find(json_object *object, const char *path)
{
    while (object != NULL && *path != '\0') {
        char key[64];
        size_t len = strcspn(path, ".");
        json_object *found = NULL;
        if (len >= sizeof key)
            return NULL;
        memcpy(key, path, len);
        key[len] = '\0';
        json_object_object_get_ex(object, key, &found);
        object = found;
        path += len + (path[len] == '.');
    }
    return object;
}

double bench_report_number(json_object *object, const char *path)
{
    return json_object_get_double(bench_report_find(object, path));
}

json_object *bench_report_machine(void)
{
    json_object *object = json_object_new_object();
    struct utsname system;
    cli_json_add_text(object, "suo", suo_version());
    if (uname(&system) == 0) {
        cli_json_add_text(object, "system", system.sysname);
        cli_json_add_text(object, "machine", system.machine);
    }
    cli_json_add_count(object, "cores",
                       (uint64_t)sysconf(_SC_NPROCESSORS_ONLN));
    cli_json_add_text(object, "compiler", __VERSION__);
#ifdef __OPTIMIZE__
    cli_json_add(object, "is_optimized", json_object_new_boolean(1));
#else
    cli_json_add(object, "is_optimized", json_object_new_boolean(0));
#endif
    return object;
}

int bench_report_write(json_object *report, const char *path)
{
    bool is_stdout = strcmp(path, "-") == 0;
    FILE *out = is_stdout ? stdout : fopen(path, "wb");
    bool is_written = out != NULL;
    if (is_written) {
        fputs(json_object_to_json_string_ext(
                  report, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                              JSON_C_TO_STRING_NOSLASHESCAPE),
              out);
        putc('\n', out);
        is_written = !ferror(out);
    }
    if (out != NULL && !is_stdout)
        is_written = fclose(out) == 0 && is_written;
    if (is_written)
        return CLI_OK;
    fprintf(stderr, "%s: %s: %s\n", cli_program, path, strerror(errno));
    return CLI_FAILED;
}

/* ---- tables ---- */

static double megabytes(json_object *report, const char *path)
{
    return bench_report_number(report, path) / 1e6;
}

static void print_corpus(json_object *report)
{
    json_object *source = bench_report_find(report, "corpus.source");
    printf("suo %s; corpus: %.0f documents, %.1f MB of text, %s\n",
           json_object_get_string(bench_report_find(report, "machine.suo")),
           bench_report_number(report, "corpus.documents"),
           megabytes(report, "corpus.text_bytes"),
           strcmp(json_object_get_string(source), "made") == 0
               ? "made of real words drawn by chance: NOT REAL TEXT"
               : json_object_get_string(source));
    if (!json_object_get_boolean(
            bench_report_find(report, "machine.is_optimized")))
        puts("THIS PROGRAM WAS NOT OPTIMIZED: the figures say nothing");
}

static void print_build(json_object *report)
{
    static const char *const STEPS[][2] = {
        {"tokenizing alone", "build.tokenize"},
        {"putting: tokenizing, inverting, writing", "build.put"},
        {"commit: writing the rest, syncing", "build.commit"},
        {"put and commit", "build.put_and_commit"},
        {"merging 8 segments into one, and commit", "build.merge"}};
    puts("\n| building, one thread | s | of CPU | MB/s | documents/s |\n"
         "|---|---|---|---|---|");
    for (size_t at = 0; at < sizeof STEPS / sizeof STEPS[0]; at++) {
        json_object *step = bench_report_find(report, STEPS[at][1]);
        printf("| %s | %.2f | %.2f | %.1f | %.0f |\n", STEPS[at][0],
               bench_report_number(step, "seconds"),
               bench_report_number(step, "cpu_seconds"),
               bench_report_number(step, "mb_per_second"),
               bench_report_number(step, "documents_per_second"));
    }
    printf("\nmemory while building, above what was held before: peak %.1f MB "
           "with pages of files; of the heap %.1f MB, looked at between puts\n",
           megabytes(report, "build.peak_bytes"),
           megabytes(report, "build.peak_anon_bytes"));
}

static void print_sizes(json_object *report)
{
    static const char *const SECTIONS[] = {
        "dictionary_bytes", "posting_bytes", "position_bytes", "norm_bytes",
        "column_bytes",     "store_bytes",   "other_bytes",    "total_bytes"};
    puts("\n| section of the index | MB | bytes per byte of text |\n"
         "|---|---|---|");
    for (size_t at = 0; at < sizeof SECTIONS / sizeof SECTIONS[0]; at++) {
        char path[64], part[64];
        const char *name = SECTIONS[at];
        snprintf(path, sizeof path, "index.%s", name);
        snprintf(part, sizeof part, "index.per_text_byte.%s", name);
        printf("| %.*s | %.2f | %.3f |\n", (int)(strlen(name) - 6), name,
               megabytes(report, path), bench_report_number(report, part));
    }
}

static void print_memory(json_object *report)
{
    static const char *const MOMENTS[][2] = {
        {"before opening the index", "memory.before"},
        {"index open, nothing asked", "memory.open"},
        {"after all queries", "memory.asked"}};
    puts("\n| resident memory | own (anonymous) MB | of files MB |\n"
         "|---|---|---|");
    for (size_t at = 0; at < sizeof MOMENTS / sizeof MOMENTS[0]; at++) {
        json_object *moment = bench_report_find(report, MOMENTS[at][1]);
        printf("| %s | %.1f | %.1f |\n", MOMENTS[at][0],
               megabytes(moment, "anon_bytes"),
               megabytes(moment, "file_bytes"));
    }
    puts("(the corpus and the samples are among the program's own)");
}

static void print_times(const char *label, json_object *times)
{
    printf("| %s | %.0f | %.1f | %.1f | %.1f | %.1f | %.0f |\n", label,
           bench_report_number(times, "samples"),
           bench_report_number(times, "p50_us"),
           bench_report_number(times, "p95_us"),
           bench_report_number(times, "p99_us"),
           bench_report_number(times, "max_us"),
           bench_report_number(times, "per_second"));
}

static void print_times_head(const char *label)
{
    printf("\n| %s | samples | p50 us | p95 us | p99 us | max us | 1/s |\n"
           "|---|---|---|---|---|---|---|\n",
           label);
}

static const char *row_text(json_object *row, const char *key)
{
    return json_object_get_string(bench_report_find(row, key));
}

/* Rows of kinds have names in capitals; those of classes have not. */
static bool row_is_kind(json_object *row)
{
    return row_text(row, "queries")[0] < 'a';
}

static void print_kinds(json_object *rows)
{
    puts("\n| latency, one thread, warm | samples | p50 us | of CPU | p95 us | "
         "p99 us | max us | 1/s |\n"
         "|---|---|---|---|---|---|---|---|");
    for (size_t at = 0; at < json_object_array_length(rows); at++) {
        json_object *row = json_object_array_get_idx(rows, at);
        if (!row_is_kind(row))
            continue;
        printf("| %s | %.0f | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f |\n",
               row_text(row, "name"), bench_report_number(row, "samples"),
               bench_report_number(row, "p50_us"),
               bench_report_number(row, "p50_cpu_us"),
               bench_report_number(row, "p95_us"),
               bench_report_number(row, "p99_us"),
               bench_report_number(row, "max_us"),
               bench_report_number(row, "per_second"));
    }
}

/* How many documents match, as told by a collector that counts them. */
static double rows_matches(json_object *rows, const char *queries)
{
    for (size_t at = 0; at < json_object_array_length(rows); at++) {
        json_object *row = json_object_array_get_idx(rows, at);
        if (strcmp(row_text(row, "queries"), queries) == 0 &&
            strstr(row_text(row, "collector"), "COUNT") != NULL)
            return bench_report_number(row, "matches_mean");
    }
    return 0;
}

/* A class a line: a figure of its own, and two of each collector. */
typedef struct class_table {
    const char *label;
    const char *own_label;
    double (*own)(json_object *rows, json_object *row);
    const char *between; /* the two */
    const char *keys[2];
} class_table;

static double class_matches(json_object *rows, json_object *row)
{
    return rows_matches(rows, row_text(row, "queries"));
}

static double class_postings(json_object *rows, json_object *row)
{
    (void)rows;
    return bench_report_number(row, "postings_mean");
}

static const class_table CLASS_TIMES = {"queries (p50 / p99 us)",
                                        "matches",
                                        class_matches,
                                        " / ",
                                        {"p50_us", "p99_us"}};
static const class_table CLASS_BOUNDS = {
    "queries (bound, us: the least of 8 times / bound)",
    "postings",
    class_postings,
    ": ",
    {"bound_us", "times_bound"}};

static void print_classes(json_object *rows, const class_table *table)
{
    const char *last = "";
    printf("\n| %s | %s |", table->label, table->own_label);
    for (int at = 0; at < BENCH_COLLECTORS; at++)
        printf(" %s |", bench_collector_name((bench_collector)at));
    fputs("\n|---|---|---|---|---|---|", stdout);
    int column = 0;
    for (size_t at = 0; at < json_object_array_length(rows); at++) {
        json_object *row = json_object_array_get_idx(rows, at);
        if (row_is_kind(row))
            break;
        if (strcmp(last, row_text(row, "queries")) != 0) {
            last = row_text(row, "queries");
            printf("\n| %s | %.0f |", last, table->own(rows, row));
            column = 0;
        }
        while (column < BENCH_COLLECTORS &&
               strcmp(row_text(row, "collector"),
                      bench_collector_name((bench_collector)column)) != 0) {
            fputs(" - |", stdout);
            column++;
        }
        printf(" %.1f%s%.1f |", bench_report_number(row, table->keys[0]),
               table->between, bench_report_number(row, table->keys[1]));
        column++;
    }
    putchar('\n');
}

static void print_crowd(json_object *rows)
{
    print_times_head("all queries, by threads");
    for (size_t at = 0; at < json_object_array_length(rows); at++) {
        json_object *row = json_object_array_get_idx(rows, at);
        print_times(row_text(row, "name"), row);
    }
}

static void print_states(json_object *report)
{
    json_object *cold = bench_report_find(report, "cold");
    print_times_head("states");
    print_times("opening, all checksums compared",
                bench_report_find(report, "open.checked"));
    print_times("opening, compared when first read",
                bench_report_find(report, "open.lazy"));
    print_times("opening, never compared",
                bench_report_find(report, "open.unchecked"));
    if (bench_report_find(cold, "open") != NULL) {
        print_times("opening (all), files not cached",
                    bench_report_find(cold, "open"));
        print_times("first query then (TOP_10_COUNT)",
                    bench_report_find(cold, "first_query"));
    }
    print_times("TOP_10_COUNT while a writer commits",
                bench_report_find(report, "updates"));
    print_times("opening a new commit then",
                bench_report_find(report, "updates.open"));
    print_times("the writer's commit",
                bench_report_find(report, "updates.commit"));
    if (bench_report_find(cold, "why") != NULL)
        printf("\nnot measured with files not cached: %s\n",
               row_text(cold, "why"));
    else
        printf("\nnot cached: dropped by posix_fadvise before each opening; "
               "%.1f %% of the pages stayed. What the disk or the host of a "
               "virtual machine caches stays, too.\n",
               bench_report_number(cold, "cached_part") * 100);
    printf("updates: %.0f commits of %.0f documents in all, one thread "
           "writes, one asks\n",
           bench_report_number(report, "updates.commits"),
           bench_report_number(report, "updates.puts"));
}

static void print_lack(const char *lack, json_object *names)
{
    printf("left out, %s:", lack);
    for (size_t at = 0; at < json_object_array_length(names); at++)
        printf(" %s",
               json_object_get_string(json_object_array_get_idx(names, at)));
    putchar('\n');
}

void bench_report_print(json_object *report)
{
    json_object *rows = bench_report_find(report, "latency");
    json_object *lacks = bench_report_find(report, "left_out");
    print_corpus(report);
    print_build(report);
    print_sizes(report);
    print_memory(report);
    print_kinds(rows);
    print_classes(rows, &CLASS_TIMES);
    print_classes(bench_report_find(report, "bound.rows"), &CLASS_BOUNDS);
    print_crowd(bench_report_find(report, "crowd"));
    print_states(report);
    json_object_object_foreach(lacks, lack, names) print_lack(lack, names);
}
