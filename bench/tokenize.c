/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize.c - how fast the tokenizer is, beside ICU's words: options.
 */
#include "tokenize.h"

#include <popt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 1001, SECONDS_MAX = 60 };

/* Ten Chinese characters. */
static const char QUESTION[] = "请问怎么修改收货地址";

static const char NOTES[] =
    "Each round passes over each text by each tool, one after the other; the\n"
    "table has the median of the rounds and their least and greatest value.\n"
    "Tools: suo is the tokenizer, from UTF-8 to tokens (words, joined words,\n"
    "pairs of Han characters); icu is ICU's word iterator, counting the\n"
    "boundaries of words in text that was converted to UTF-16 before the\n"
    "clock started; icu+utf16 does the conversion, too. Without --zh or --en\n"
    "the text is made of a short list of words by Zipf's law. Made text is\n"
    "not real text: its few words are always in the caches.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  1  a file could not be read, or a tool failed\n"
    "  2  the command line makes no sense\n";

typedef struct tokenize_options {
    char *zh;
    char *en;
    int is_json;
    int rounds;
    double seconds;
} tokenize_options;

void bench_fail(const char *format, ...)
{
    va_list arguments;
    fputs("suo-bench-tokenize: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(BENCH_FAILED);
}

void *bench_realloc(void *block, size_t bytes)
{
    void *grown = realloc(block, bytes > 0 ? bytes : 1);
    if (grown == NULL)
        bench_fail("out of memory (%zu bytes asked)", bytes);
    return grown;
}

static int usage_error(const char *what, const char *why)
{
    fprintf(stderr,
            "suo-bench-tokenize: %s: %s\n"
            "'suo-bench-tokenize --help' says more.\n",
            what, why);
    return BENCH_USAGE;
}

/* Returns false when the program should end with '*code'. */
static bool options_check(poptContext context, const tokenize_options *options,
                          int last, int *code)
{
    *code = BENCH_OK;
    if (last < -1)
        *code = usage_error(poptBadOption(context, POPT_BADOPTION_NOALIAS),
                            poptStrerror(last));
    else if (poptPeekArg(context) != NULL)
        *code = usage_error(poptPeekArg(context), "not an option");
    else if (options->rounds < 1 || options->rounds > ROUNDS_MAX)
        *code = usage_error("--rounds", "from 1 to 1001");
    else if (!(options->seconds > 0 && options->seconds <= SECONDS_MAX))
        *code = usage_error("--seconds", "more than 0, at most 60");
    return *code == BENCH_OK;
}

static void measure(const tokenize_options *options)
{
    static bench_session bench;
    bench.rounds = options->rounds;
    bench.seconds = options->seconds;
    bench_text_open(&bench.zh, "zh", "zh", options->zh);
    bench_text_open(&bench.en, "en", "en", options->en);
    bench_text_open_question(&bench.question, QUESTION);
    bench_run(&bench);
    if (options->is_json)
        bench_print_json(&bench);
    else
        bench_print_table(&bench);
    for (size_t i = 0; i < BENCH_ROWS; i++)
        free(bench.rows[i].seconds);
    bench_text_close(&bench.zh);
    bench_text_close(&bench.en);
    bench_text_close(&bench.question);
    if (fflush(stdout) != 0 || ferror(stdout))
        bench_fail("the output could not be written");
}

int main(int argc, const char **argv)
{
    tokenize_options options = {.rounds = 9, .seconds = 0.2};
    const struct poptOption table[] = {
        {"zh", '\0', POPT_ARG_STRING, &options.zh, 0,
         "a file of Chinese text in UTF-8", "FILE"},
        {"en", '\0', POPT_ARG_STRING, &options.en, 0,
         "a file of English text in UTF-8", "FILE"},
        {"rounds", '\0', POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT,
         &options.rounds, 0, "rounds of all tools, interleaved", "N"},
        {"seconds", '\0', POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT,
         &options.seconds, 0, "least CPU time of a tool in a round", "S"},
        {"json", '\0', POPT_ARG_NONE, &options.is_json, 0,
         "print one JSON object", NULL},
        {"help", 'h', POPT_ARG_NONE, NULL, 'h', "show this text", NULL},
        POPT_TABLEEND};
    poptContext context = poptGetContext(NULL, argc, argv, table, 0);
    if (context == NULL)
        bench_fail("out of memory");
    int code = BENCH_OK;
    int next = poptGetNextOpt(context);
    if (next == 'h') {
        puts("suo-bench-tokenize - how fast the tokenizer is, beside ICU's\n");
        poptPrintHelp(context, stdout, 0);
        printf("\n%s", NOTES);
    } else if (options_check(context, &options, next, &code)) {
        measure(&options);
    }
    poptFreeContext(context);
    free(options.zh);
    free(options.en);
    return code;
}
