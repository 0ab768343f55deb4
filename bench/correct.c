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
#include <string.h>

#include "cli.h"
#include "random.h"
#include "single.h"
#include "spelt_lines.h"
#include "text/utf8.h"

const char *const cli_program = "suo-bench-correct";

enum {
    QUESTIONS_MAX = 1000,
    UNITS_LEAST = 4,
    LETTERS = 40, /* of a question, at most */
    CHARS = 12,   /* of Han */
    TRIES = 100000,
    QUESTION_BYTES = 256
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
    bool is_corrected;
} question;

typedef struct correct_run {
    const suo_view *view;
    uint64_t random;
    size_t count;
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
static bool run_take(void *own_run, const char *line,
                     const suo_spelling *spelling)
{
    correct_run *run = own_run;
    const size_t most = unit_is_han(&spelling->units[0]) ? CHARS : LETTERS;
    size_t count = spelling->count < most ? spelling->count : most;
    question *own = &run->questions[0][run->count];
    if (count < UNITS_LEAST || spelling->units[count - 1].end > QUESTION_BYTES)
        return false;
    own->len = spelling->units[count - 1].end;
    memcpy(own->text, line, own->len);
    slip_make(own, spelling->units, count, &run->questions[1][run->count],
              &run->random);
    run->count++;
    return true;
}

static int run_read(void *run, const char *path, suo_error *error)
{
    return bench_spelt_lines(&USAGE, path, QUESTIONS_MAX, run_take, run, error);
}

static suo_status run_correct(const correct_run *run, question *asked,
                              suo_error *error)
{
    suo_correction *meant;
    suo_status status = suo_view_correct(
        run->view, asked->text, (int64_t)asked->len, NULL, &meant, error);
    asked->is_corrected = status == SUO_OK && suo_correction_count(meant) > 0;
    suo_correction_free(meant);
    return status;
}

static suo_status run_first(void *run, size_t number, suo_error *error)
{
    question asked = {.text = "xqzj", .len = 4};
    (void)number;
    return run_correct(run, &asked, error);
}

/* All questions without slips, then all with one. */
static suo_status run_call(void *own, size_t number, suo_error *error)
{
    correct_run *run = own;
    question *kind = run->questions[number / run->count];
    return run_correct(run, &kind[number % run->count], error);
}

static void run_print(const correct_run *run, const bench_samples *best)
{
    printf("%-12s %9s %9s %8s %8s\n", "questions", "count", "corrected",
           "p50 us", "p99 us");
    for (int kind = 0; kind < 2; kind++) {
        bench_samples own = {.values = best->values + kind * run->count,
                             .count = run->count};
        size_t corrected = 0;
        for (size_t i = 0; i < run->count; i++)
            corrected += run->questions[kind][i].is_corrected;
        bench_samples_sort(&own);
        printf("%-12s %9zu %9zu %8.1f %8.1f\n",
               kind == 0 ? "as they are" : "with a slip", run->count, corrected,
               bench_samples_percentile(&own, 50) * 1e6,
               bench_samples_percentile(&own, 99) * 1e6);
    }
}

static suo_status run_measure(void *own, const suo_view *view, suo_error *error)
{
    correct_run *run = own;
    bench_samples best = {0};
    run->view = view;
    suo_status status = bench_single_first(run_first, run, error);
    if (status == SUO_OK)
        status = bench_single_rounds(run_call, run, 2 * run->count,
                                     BENCH_SINGLE_ROUNDS, &best, error);
    if (status == SUO_OK)
        run_print(run, &best);
    bench_samples_free(&best);
    return status;
}

int main(int argc, const char **argv)
{
    static correct_run run = {.random = 1};
    const bench_single program = {&USAGE, "an INDEX and TEXTS are wanted",
                                  run_read, run_measure, &run};
    return bench_single_main(&program, argc, argv);
}
