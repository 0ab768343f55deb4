/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize.c - how fast the tokenizer is, beside ICU's words: options.
 */
#include "tokenize.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "options.h"

const char *const cli_program = "suo-bench-tokenize";

enum { ROUNDS_MAX = 1001, SECONDS_MAX = 60 };

/* Ten Chinese characters. */
static const char QUESTION[] = "请问怎么修改收货地址";

static const cli_usage USAGE = {
    "suo-bench-tokenize", "[OPTION...]",
    "how fast the tokenizer is, beside ICU's",
    "Each round passes over each text by each tool, one after the other; the\n"
    "table has the median of the rounds and their least and greatest value.\n"
    "Tools: suo is the tokenizer, from UTF-8 to tokens (words, joined words,\n"
    "pairs of Han characters); icu is ICU's word iterator, counting the\n"
    "boundaries of words in text that was converted to UTF-16 before the\n"
    "clock started; icu+utf16 does the conversion, too. Without --zh or --en\n"
    "the text is made of real words drawn by chance, as that of suo-bench.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  a file could not be read, or a tool failed\n"};

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
    fprintf(stderr, "%s: ", cli_program);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(CLI_FAILED);
}

static int options_check(const tokenize_options *options, poptContext context)
{
    if (poptPeekArg(context) != NULL)
        return cli_usage_error(&USAGE, "'%s' is no option",
                               poptPeekArg(context));
    if (options->rounds < 1 || options->rounds > ROUNDS_MAX)
        return cli_usage_error(&USAGE, "--rounds: from 1 to 1001");
    if (!(options->seconds > 0 && options->seconds <= SECONDS_MAX))
        return cli_usage_error(&USAGE, "--seconds: more than 0, at most 60");
    return CLI_OK;
}

static void measure(const tokenize_options *options)
{
    static bench_session bench;
    bench.rounds = options->rounds;
    bench.seconds = options->seconds;
    bench_text_open(&bench.zh, "zh", "zh", options->zh);
    bench_text_open(&bench.en, "en", "en", options->en);
    bench_text_open_question(&bench.question, QUESTION);
    bench_tokenize_run(&bench);
    if (options->is_json)
        bench_print_json(&bench);
    else
        bench_print_table(&bench);
    for (size_t i = 0; i < BENCH_ROWS; i++)
        bench_samples_free(&bench.rows[i].passes);
    bench_text_close(&bench.zh);
    bench_text_close(&bench.en);
    bench_text_close(&bench.question);
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
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        code = options_check(&options, context);
        if (code == CLI_OK)
            measure(&options);
    }
    poptFreeContext(context);
    free(options.zh);
    free(options.en);
    return cli_finish_output(code);
}
