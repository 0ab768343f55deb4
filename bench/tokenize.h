/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize.h - the parts of suo-bench-tokenize.
 *
 * Texts are read or made (tokenize_texts.c), each contender passes over each
 * of them in interleaved rounds (tokenize_rounds.c), and the times become a
 * table or JSON (tokenize_report.c). What goes wrong ends the program.
 */
#ifndef BENCH_TOKENIZE_H
#define BENCH_TOKENIZE_H

#include <stddef.h>
#include <stdint.h>
#include <unicode/ubrk.h>

#include <suo.h>

#include "samples.h"

/* Print "suo-bench-tokenize: ..." to stderr and exit with CLI_FAILED. */
_Noreturn void bench_fail(const char *format, ...)
#if defined(__GNUC__) || defined(__clang__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;

/* ---- texts ---- */

/* A text, and the tools that are kept for it. */
typedef struct bench_text {
    const char *name;   /* "zh", "en", "question" */
    const char *locale; /* ICU's, for its words */
    const char *path;   /* NULL: not from a file */
    char *bytes;        /* UTF-8 */
    size_t len;
    UChar *wide; /* the same in UTF-16 */
    int32_t wide_len;
    UChar *room; /* where a contender may convert it again */
    suo_tokenizer *tokenizer;
    UBreakIterator *words;
} bench_text;

/* The file 'path', or made text where that is NULL, Chinese or English. */
void bench_text_open(bench_text *text, const char *name, const char *locale,
                     const char *path);

/* A question, NUL-terminated. */
void bench_text_open_question(bench_text *text, const char *question);
void bench_text_close(bench_text *text);

/* Write the text in UTF-16 to 'out', which has room for 'len' units. Returns
 * how many there are. */
int32_t bench_text_widen(const bench_text *text, UChar *out);

/* ---- rounds ---- */

/* Median and spread of one value over the rounds. */
typedef struct bench_spread {
    double median;
    double min;
    double max;
} bench_spread;

/* One contender on one text. */
typedef struct bench_row {
    const char *tool;
    uint64_t (*pass)(const bench_text *text); /* gives the items it counted */
    const bench_text *text;
    size_t suo;           /* number of the row it is compared with */
    uint64_t items;       /* tokens, or boundaries, of one pass */
    bench_samples passes; /* seconds of one; a value a round */
    bench_spread pass_ns; /* of one pass */
    bench_spread ratio;   /* its time over that of row 'suo', each round */
} bench_row;

enum {
    BENCH_FILE_ROWS = 3,
    BENCH_QUESTION_ROWS = 6,
    BENCH_ROWS = 2 * BENCH_FILE_ROWS + BENCH_QUESTION_ROWS
};

typedef struct bench_session {
    bench_text zh;
    bench_text en;
    bench_text question;
    int rounds;
    double seconds; /* least CPU time of one row in one round */
    bench_row rows[BENCH_ROWS];
} bench_session;

/* Set the rows up and measure them. The texts are open. */
void bench_tokenize_run(bench_session *bench);

/* Tokens of a text that are words, not grams or wholes; not measured. */
uint64_t bench_word_count(const bench_text *text);

/* ---- report ---- */

void bench_print_table(const bench_session *bench);
void bench_print_json(const bench_session *bench);

#endif
