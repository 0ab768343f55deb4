/* SPDX-License-Identifier: Apache-2.0 */
/*
 * correct.c - `suo-bench-correct`: how long it takes to say what a question was
 * meant to ask, and the first one, which reads the words.
 *
 * The questions are beginnings of texts, as they are and with one slip that is
 * drawn by chance: two neighbouring letters change places, or a character
 * becomes another one that is read alike.
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

const char *const cli_program = "suo-bench-correct";

enum {
    QUESTIONS_MAX = 1000,
    UNITS_LEAST = 4,
    LETTERS = 40, /* of a question, at most */
    CHARS = 12,   /* of Han */
    TRIES = 100000,
    QUESTION_BYTES = 256,
    LINE_BYTES = 4096,
    ROUNDS = 5
};

static const cli_usage USAGE = {
    "suo-bench-correct", "[OPTION...] INDEX TEXTS",
    "how long it takes to say what a question was meant to ask",
    "The first 12 characters of Han or 40 letters of each line of the file\n"
    "TEXTS (at most 1000 lines; - is stdin) are corrected, as they are and\n"
    "with one slip. Prints what the first call took, which reads the index's\n"
    "words, and of the others the median and the 99th of a hundred, in\n"
    "microseconds, each with the best of five rounds; and how many were\n"
    "corrected.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

typedef struct question {
    char text[QUESTION_BYTES];
    size_t len;
    double seconds; /* the best */
} question;

typedef struct correct_run {
    suo_snapshot *snapshot;
    suo_view *view;
    suo_error error;
    size_t count;
    size_t corrected[2];
    question questions[2][QUESTIONS_MAX]; /* without slips, with one */
} correct_run;

static bool unit_is_han(const suo_spelt *unit)
{
    return unit->code - 0x4E00 < 0x5000;
}

/* A character that is read as another; itself if none was met. */
static uint32_t draw_alike(uint32_t code, uint64_t *random)
{
    const uint16_t sound = suo_pinyin_chars[code - SUO_PINYIN_FIRST];
    for (int i = 0; i < TRIES; i++) {
        uint32_t own = 0x4E00 + (uint32_t)bench_random_below(random, 0x5000);
        if (own != code && suo_pinyin_chars[own - SUO_PINYIN_FIRST] == sound)
            return own;
    }
    return code;
}

/* Put one slip into a question of 'count' units. */
static void slip_make(const question *from, const suo_spelt *units,
                      size_t count, question *to, uint64_t *random)
{
    const suo_spelt *own = &units[bench_random_below(random, count - 1)];
    *to = *from;
    if (unit_is_han(own)) {
        char bytes[SUO_UTF8_MAX];
        size_t len = suo_utf8_encode(draw_alike(own->code, random), bytes);
        if (len == own->end - own->start)
            memcpy(to->text + own->start, bytes, len);
    } else if (own[0].end - own[0].start == 1 &&
               own[1].end - own[1].start == 1) {
        to->text[own[0].start] = from->text[own[1].start];
        to->text[own[1].start] = from->text[own[0].start];
    }
}

/* Make a question of a line, and one with a slip. */
static void run_take(correct_run *run, const char *line,
                     const suo_spelling *spelling, uint64_t *random)
{
    const size_t most = unit_is_han(&spelling->units[0]) ? CHARS : LETTERS;
    size_t count = spelling->count < most ? spelling->count : most;
    question *own = &run->questions[0][run->count];
    if (count < UNITS_LEAST || spelling->units[count - 1].end > QUESTION_BYTES)
        return;
    own->len = spelling->units[count - 1].end;
    own->seconds = 1;
    memcpy(own->text, line, own->len);
    slip_make(own, spelling->units, count, &run->questions[1][run->count],
              random);
    run->count++;
}

static int run_read(correct_run *run, const char *path)
{
    char line[LINE_BYTES];
    suo_spelling spelling = {0};
    uint64_t random = 1;
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    suo_status status = SUO_OK;
    if (in == NULL)
        return cli_usage_error(&USAGE, "cannot read '%s'", path);
    while (run->count < QUESTIONS_MAX && status == SUO_OK &&
           fgets(line, sizeof line, in) != NULL) {
        status = suo_spelling_read(&spelling, line, (uint32_t)strlen(line),
                                   &run->error);
        if (status == SUO_OK && spelling.count > 0)
            run_take(run, line, &spelling, &random);
    }
    if (in != stdin)
        fclose(in);
    suo_spelling_clear(&spelling);
    if (run->count == 0)
        return cli_usage_error(&USAGE, "'%s' has no texts", path);
    return status == SUO_OK ? CLI_OK : cli_fail(path, &run->error);
}

/* Correct; false if that failed. */
static bool run_correct(correct_run *run, const char *text, size_t len,
                        double *seconds, bool *is_corrected)
{
    suo_correction *meant;
    double start = cli_clock();
    suo_status status = suo_view_correct(run->view, text, (int64_t)len, NULL,
                                         &meant, &run->error);
    *is_corrected = status == SUO_OK && suo_correction_count(meant) > 0;
    suo_correction_free(meant);
    *seconds = cli_clock() - start;
    return status == SUO_OK;
}

static bool run_round(correct_run *run, int kind)
{
    run->corrected[kind] = 0;
    for (size_t i = 0; i < run->count; i++) {
        question *own = &run->questions[kind][i];
        double seconds;
        bool is_corrected;
        if (!run_correct(run, own->text, own->len, &seconds, &is_corrected))
            return false;
        run->corrected[kind] += is_corrected;
        if (seconds < own->seconds)
            own->seconds = seconds;
    }
    return true;
}

static int compare_questions(const void *left, const void *right)
{
    double a = ((const question *)left)->seconds;
    double b = ((const question *)right)->seconds;
    return (a > b) - (a < b);
}

static int run_measure(correct_run *run)
{
    double seconds;
    bool is_corrected;
    bench_memory_begin();
    uint64_t heap = bench_memory_now().anon;
    if (suo_view_open_all(run->snapshot, &run->view, &run->error) != SUO_OK ||
        !run_correct(run, "xqzj", 4, &seconds, &is_corrected))
        return cli_fail("correct", &run->error);
    printf("first: %.2f s, %.1f MB\n", seconds,
           (double)(bench_memory_now().anon - heap) / 1e6);
    for (int round = 0; round < ROUNDS; round++)
        if (!run_round(run, 0) || !run_round(run, 1))
            return cli_fail("correct", &run->error);
    printf("%-12s %9s %9s %8s %8s\n", "questions", "count", "corrected",
           "p50 us", "p99 us");
    for (int kind = 0; kind < 2; kind++) {
        question *own = run->questions[kind];
        qsort(own, run->count, sizeof *own, compare_questions);
        printf("%-12s %9zu %9zu %8.1f %8.1f\n",
               kind == 0 ? "as they are" : "with a slip", run->count,
               run->corrected[kind], own[run->count / 2].seconds * 1e6,
               own[run->count * 99 / 100].seconds * 1e6);
    }
    return CLI_OK;
}

int main(int argc, const char **argv)
{
    static correct_run run = {.error = {.size = sizeof run.error}};
    const struct poptOption table[] = {CLI_OPTION_HELP, POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        const char **arguments = poptGetArgs(context);
        if (arguments == NULL || arguments[1] == NULL || arguments[2] != NULL)
            code = cli_usage_error(&USAGE, "an INDEX and TEXTS are wanted");
        else
            code = run_read(&run, arguments[1]);
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
