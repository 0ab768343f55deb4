/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete.c - `suo-bench-complete`: how long a completion takes, and the first
 * one, which reads the titles.
 *
 * What is typed is made of titles: the first one to four characters of a word
 * that is drawn by chance from each, written in every way there is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "memory.h"
#include "options.h"
#include "random.h"
#include "text/spelling.h"
#include "text/utf8.h"

const char *const cli_program = "suo-bench-complete";

enum {
    WAYS = 4,
    UNITS_MAX = 4,
    TITLES_MAX = 1000,
    TYPED_BYTES = 64,
    LINE_BYTES = 4096,
    ROUNDS = 5
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
    double seconds; /* the best */
} typed_text;

typedef struct complete_run {
    suo_complete_options options;
    suo_snapshot *snapshot;
    suo_view *view;
    suo_error error;
    size_t title_count;
    typed_text typed[WAYS][UNITS_MAX][TITLES_MAX];
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
static void run_type(complete_run *run, const suo_spelling *spelling,
                     uint64_t *random)
{
    size_t first = (size_t)bench_random_below(random, spelling->count);
    while (spelling->units[first].place > SUO_SPELT_WORD)
        first--;
    for (int way = 0; way < WAYS; way++)
        for (size_t count = 1; count <= UNITS_MAX; count++) {
            typed_text *typed = &run->typed[way][count - 1][run->title_count];
            typed->seconds = 1;
            for (size_t i = 0; i < count && first + i < spelling->count; i++)
                typed_add(typed, &spelling->units[first + i], way, i);
        }
    run->title_count++;
}

static int run_read_titles(complete_run *run, const char *path)
{
    char line[LINE_BYTES];
    suo_spelling spelling = {0};
    uint64_t random = 1;
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    suo_status status = SUO_OK;
    if (in == NULL)
        return cli_usage_error(&USAGE, "cannot read '%s'", path);
    while (run->title_count < TITLES_MAX && status == SUO_OK &&
           fgets(line, sizeof line, in) != NULL) {
        status = suo_spelling_read(&spelling, line, (uint32_t)strlen(line),
                                   &run->error);
        if (status == SUO_OK && spelling.count > 0)
            run_type(run, &spelling, &random);
    }
    if (in != stdin)
        fclose(in);
    suo_spelling_clear(&spelling);
    if (run->title_count == 0)
        return cli_usage_error(&USAGE, "'%s' has no titles", path);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &run->error);
}

/* Complete; false if that failed. */
static bool run_complete(complete_run *run, const char *text, size_t len,
                         double *seconds)
{
    suo_completions *found;
    double start = cli_clock();
    suo_status status = suo_view_complete(run->view, text, (int64_t)len,
                                          &run->options, &found, &run->error);
    suo_completions_free(found);
    *seconds = cli_clock() - start;
    return status == SUO_OK;
}

static bool run_round(complete_run *run)
{
    for (size_t row = 0; row < run->title_count; row++)
        for (int way = 0; way < WAYS; way++)
            for (int count = 0; count < UNITS_MAX; count++) {
                typed_text *typed = &run->typed[way][count][row];
                double seconds;
                if (!run_complete(run, typed->text, typed->len, &seconds))
                    return false;
                if (seconds < typed->seconds)
                    typed->seconds = seconds;
            }
    return true;
}

static int compare_typed(const void *left, const void *right)
{
    double a = ((const typed_text *)left)->seconds;
    double b = ((const typed_text *)right)->seconds;
    return (a > b) - (a < b);
}

static void run_print(complete_run *run)
{
    printf("%-12s %8s %8s %8s\n", "typed", "count", "p50 us", "p99 us");
    for (int way = 0; way < WAYS; way++)
        for (int count = 0; count < UNITS_MAX; count++) {
            typed_text *row = run->typed[way][count];
            qsort(row, run->title_count, sizeof *row, compare_typed);
            printf("%-12s %8d %8.1f %8.1f\n", WAY_NAMES[way], count + 1,
                   row[run->title_count / 2].seconds * 1e6,
                   row[run->title_count * 99 / 100].seconds * 1e6);
        }
    qsort(run->typed, (size_t)WAYS * UNITS_MAX * TITLES_MAX, sizeof(typed_text),
          compare_typed);
    /* Rows that were not filled have 0 seconds, and come first. */
    size_t all = (size_t)WAYS * UNITS_MAX * run->title_count;
    const typed_text *first =
        &run->typed[0][0][0] + ((size_t)WAYS * UNITS_MAX * TITLES_MAX - all);
    printf("%-12s %8s %8.1f %8.1f\n", "all", "", first[all / 2].seconds * 1e6,
           first[all * 99 / 100].seconds * 1e6);
}

static int run_measure(complete_run *run)
{
    double seconds;
    bench_memory_begin();
    uint64_t heap = bench_memory_now().anon;
    if (suo_view_open_all(run->snapshot, &run->view, &run->error) != SUO_OK ||
        !run_complete(run, "", 0, &seconds))
        return cli_fail("complete", &run->error);
    printf("first: %.2f s, %.1f MB\n", seconds,
           (double)(bench_memory_now().anon - heap) / 1e6);
    for (int round = 0; round < ROUNDS; round++)
        if (!run_round(run))
            return cli_fail("complete", &run->error);
    run_print(run);
    return CLI_OK;
}

int main(int argc, const char **argv)
{
    static complete_run run = {.options = {.size = sizeof run.options},
                               .error = {.size = sizeof run.error}};
    const struct poptOption table[] = {CLI_OPTION_HELP, POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        const char **arguments = poptGetArgs(context);
        if (arguments == NULL || arguments[1] == NULL || arguments[2] != NULL)
            code = cli_usage_error(&USAGE, "an INDEX and TITLES are wanted");
        else
            code = run_read_titles(&run, arguments[1]);
        if (code == CLI_OK && suo_snapshot_open(arguments[0], -1, &run.snapshot,
                                                &run.error) != SUO_OK)
            code = cli_fail(arguments[0], &run.error);
        if (code == CLI_OK)
            code = run_measure(&run);
    }
    suo_view_close(run.view);
    suo_snapshot_close(run.snapshot);
    poptFreeContext(context);
    return cli_finish_output(code);
}
