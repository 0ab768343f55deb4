/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete.c - `suo-bench-complete`: how long a completion takes, and the first
 * one, which reads the titles.
 *
 * What is typed is made of titles: the first one to four characters of a word
 * that is drawn by chance from each, written in every way there is.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "random.h"
#include "single.h"
#include "spelt_lines.h"
#include "text/utf8.h"

const char *const cli_program = "suo-bench-complete";

enum {
    WAYS = 4,
    UNITS_MAX = 4,
    KINDS = WAYS * UNITS_MAX,
    TITLES_MAX = 1000,
    TYPED_BYTES = 64
};

static const char *const WAY_NAMES[WAYS] = {"characters", "pinyin", "initials",
                                            "mixed"};

static const cli_usage USAGE = {
    "suo-bench-complete", "[OPTION...] INDEX TITLES",
    "how long it takes to complete what is typed",
    "Of each line of the file TITLES (at most 1000; - is stdin) the first one\n"
    "to four characters of a word are typed: as they are, in pinyin, by the\n"
    "initials of its syllables, and the first one as it is and the others in\n"
    "pinyin. Prints what the first completion took, which reads the index's\n"
    "titles, and of the others the median and the 99th of a hundred, in\n"
    "microseconds; each counts with the best of five rounds.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

typedef struct typed_text {
    char text[TYPED_BYTES];
    size_t len;
} typed_text;

typedef struct complete_run {
    const suo_view *view;
    uint64_t random;
    size_t title_count;
    typed_text typed[TITLES_MAX * KINDS]; /* by title, way and length */
} complete_run;

/* Write unit number 'at' of what is typed in one of the ways. */
static void typed_add(typed_text *typed, const suo_spelt *unit, int way,
                      size_t at)
{
    const suo_syllable *syllable = &suo_pinyin_syllables[unit->syllable];
    size_t len = way == 2 && syllable->len > 0 ? 1 : syllable->len;
    if (typed->len + SUO_UTF8_MAX + SUO_PINYIN_LETTERS_MAX > TYPED_BYTES)
        return;
    if (way == 0 || (way == 3 && at == 0) || len == 0) {
        typed->len += suo_utf8_encode(unit->code, typed->text + typed->len);
        return;
    }
    memcpy(typed->text + typed->len, syllable->letters, len);
    typed->len += len;
}

/* Type a word of a title. */
static bool run_type(void *own, const char *line, const suo_spelling *spelling)
{
    complete_run *run = own;
    typed_text *typed = &run->typed[run->title_count++ * KINDS];
    size_t first = (size_t)bench_random_below(&run->random, spelling->count);
    (void)line;
    while (spelling->units[first].place > SUO_SPELT_WORD)
        first--;
    for (int way = 0; way < WAYS; way++)
        for (size_t count = 1; count <= UNITS_MAX; count++, typed++)
            for (size_t i = 0; i < count && first + i < spelling->count; i++)
                typed_add(typed, &spelling->units[first + i], way, i);
    return true;
}

static int run_read(void *run, const char *path, suo_error *error)
{
    return bench_spelt_lines(&USAGE, path, TITLES_MAX, run_type, run, error);
}

static suo_status run_complete(const complete_run *run, const typed_text *typed,
                               suo_error *error)
{
    suo_completions *found;
    suo_status status = suo_view_complete(
        run->view, typed->text, (int64_t)typed->len, NULL, &found, error);
    suo_completions_free(found);
    return status;
}

static suo_status run_first(void *run, size_t number, suo_error *error)
{
    const typed_text nothing = {.len = 0};
    (void)number;
    return run_complete(run, &nothing, error);
}

static suo_status run_call(void *own, size_t number, suo_error *error)
{
    const complete_run *run = own;
    return run_complete(run, &run->typed[number], error);
}

static void samples_print(bench_samples *samples)
{
    bench_samples_sort(samples);
    printf(" %8.1f %8.1f\n", bench_samples_percentile(samples, 50) * 1e6,
           bench_samples_percentile(samples, 99) * 1e6);
}

static void run_print(const complete_run *run, bench_samples *best)
{
    printf("%-12s %8s %8s %8s\n", "typed", "count", "p50 us", "p99 us");
    for (size_t kind = 0; kind < KINDS; kind++) {
        bench_samples own = {0};
        for (size_t title = 0; title < run->title_count; title++)
            bench_samples_add(&own, best->values[title * KINDS + kind]);
        printf("%-12s %8zu", WAY_NAMES[kind / UNITS_MAX], kind % UNITS_MAX + 1);
        samples_print(&own);
        bench_samples_free(&own);
    }
    printf("%-12s %8s", "all", "");
    samples_print(best);
}

static suo_status run_measure(void *own, const suo_view *view, suo_error *error)
{
    complete_run *run = own;
    bench_samples best = {0};
    run->view = view;
    suo_status status = bench_single_first(run_first, run, error);
    if (status == SUO_OK)
        status = bench_single_rounds(run_call, run, run->title_count * KINDS,
                                     BENCH_SINGLE_ROUNDS, &best, error);
    if (status == SUO_OK)
        run_print(run, &best);
    bench_samples_free(&best);
    return status;
}

int main(int argc, const char **argv)
{
    static complete_run run = {.random = 1};
    const bench_single program = {&USAGE, "an INDEX and TITLES are wanted",
                                  run_read, run_measure, &run};
    return bench_single_main(&program, argc, argv);
}
