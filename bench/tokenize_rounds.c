/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize_rounds.c - the contenders, and the clock.
 *
 * The tools take turns, round by round, so that what slows the machine for a
 * while slows all of them; ratios are taken within a round.
 */
#include "tokenize.h"

#include <time.h>

/* ---- the contenders ---- */

static uint64_t suo_read(suo_tokenizer *tokenizer, const bench_text *text)
{
    suo_error error = {.size = sizeof(error)};
    const suo_token *tokens;
    uint64_t count, all = 0;
    if (suo_tokenizer_start(tokenizer, text->bytes, (int64_t)text->len,
                            &error) != SUO_OK)
        bench_fail("suo: %s", error.message);
    do {
        if (suo_tokenizer_next(tokenizer, &tokens, &count, &error) != SUO_OK)
            bench_fail("suo: %s", error.message);
        all += count;
    } while (count > 0);
    return all;
}

static uint64_t suo_kept(const bench_text *text)
{
    return suo_read(text->tokenizer, text);
}

static uint64_t suo_made(const bench_text *text)
{
    suo_error error = {.size = sizeof(error)};
    suo_tokenizer *tokenizer;
    if (suo_tokenizer_new(NULL, &tokenizer, &error) != SUO_OK)
        bench_fail("suo: %s", error.message);
    uint64_t all = suo_read(tokenizer, text);
    suo_tokenizer_free(tokenizer);
    return all;
}

static uint64_t icu_read(UBreakIterator *words, const UChar *wide, int32_t len)
{
    UErrorCode code = U_ZERO_ERROR;
    uint64_t all = 0;
    ubrk_setText(words, wide, len, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, word iterator: %s", u_errorName(code));
    while (ubrk_next(words) != UBRK_DONE)
        all++;
    return all;
}

static uint64_t icu_kept(const bench_text *text)
{
    return icu_read(text->words, text->wide, text->wide_len);
}

static uint64_t icu_kept_wide(const bench_text *text)
{
    return icu_read(text->words, text->room,
                    bench_text_widen(text, text->room));
}

static uint64_t icu_made(const bench_text *text)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, text->locale, NULL, 0, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, word iterator: %s", u_errorName(code));
    uint64_t all = icu_read(words, text->wide, text->wide_len);
    ubrk_close(words);
    return all;
}

static uint64_t icu_made_wide(const bench_text *text)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, text->locale, NULL, 0, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, word iterator: %s", u_errorName(code));
    uint64_t all =
        icu_read(words, text->room, bench_text_widen(text, text->room));
    ubrk_close(words);
    return all;
}

uint64_t bench_word_count(const bench_text *text)
{
    suo_error error = {.size = sizeof(error)};
    const suo_token *tokens;
    uint64_t count, words = 0;
    suo_status st = suo_tokenizer_start(text->tokenizer, text->bytes,
                                        (int64_t)text->len, &error);
    do {
        if (st == SUO_OK)
            st = suo_tokenizer_next(text->tokenizer, &tokens, &count, &error);
        if (st != SUO_OK)
            bench_fail("suo: %s", error.message);
        for (uint64_t i = 0; i < count; i++)
            words += tokens[i].kind == SUO_TOKEN_WORD;
    } while (count > 0);
    return words;
}

/* ---- the clock ---- */

/* Of the processor, not of the wall: no tool waits for anything, and time
 * that other programs take is not counted. */
static double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Seconds of one pass, from passes that take 'least' seconds together. The
 * clock is read after 1, 2, 4 ... passes, until an eighth of it is over. */
static double row_sample(bench_row *row, double least)
{
    double start = clock_seconds();
    double elapsed;
    uint64_t passes = 0, step = 1;
    do {
        for (uint64_t i = 0; i < step; i++)
            row->items = row->pass(row->text);
        passes += step;
        elapsed = clock_seconds() - start;
        if (elapsed < least / 8)
            step *= 2;
    } while (elapsed < least);
    return elapsed / (double)passes;
}

/* Sorts them. */
static bench_spread spread_of(bench_samples *samples)
{
    bench_samples_sort(samples);
    return (bench_spread){bench_samples_percentile(samples, 50),
                          bench_samples_percentile(samples, 0),
                          bench_samples_percentile(samples, 100)};
}

/* ---- rows ---- */

static void rows_init(bench_session *bench)
{
    static const bench_row kept[] = {
        {.tool = "suo", .pass = suo_kept},
        {.tool = "icu", .pass = icu_kept},
        {.tool = "icu+utf16", .pass = icu_kept_wide}};
    static const bench_row made[] = {
        {.tool = "suo, made new", .pass = suo_made},
        {.tool = "icu, made new", .pass = icu_made},
        {.tool = "icu+utf16, made new", .pass = icu_made_wide}};
    const struct {
        const bench_row *rows;
        const bench_text *text;
    } groups[] = {{kept, &bench->zh},
                  {kept, &bench->en},
                  {kept, &bench->question},
                  {made, &bench->question}};
    for (size_t i = 0; i < BENCH_ROWS; i++) {
        size_t group = i / BENCH_FILE_ROWS;
        bench_row *row = &bench->rows[i];
        *row = groups[group].rows[i % BENCH_FILE_ROWS];
        row->text = groups[group].text;
        row->suo = group * BENCH_FILE_ROWS;
    }
}

void bench_tokenize_run(bench_session *bench)
{
    rows_init(bench);
    for (size_t i = 0; i < BENCH_ROWS; i++) /* memory and caches */
        bench->rows[i].pass(bench->rows[i].text);
    for (int round = 0; round < bench->rounds; round++)
        for (size_t i = 0; i < BENCH_ROWS; i++)
            bench_samples_add(&bench->rows[i].passes,
                              row_sample(&bench->rows[i], bench->seconds));
    for (size_t i = 0; i < BENCH_ROWS; i++) {
        bench_row *row = &bench->rows[i];
        const double *suo = bench->rows[row->suo].passes.values;
        bench_samples times = {0}, ratios = {0};
        for (size_t round = 0; round < row->passes.count; round++) {
            double seconds = row->passes.values[round];
            bench_samples_add(&times, seconds * 1e9);
            bench_samples_add(&ratios, seconds / suo[round]);
        }
        row->pass_ns = spread_of(&times);
        row->ratio = spread_of(&ratios);
        bench_samples_free(&times);
        bench_samples_free(&ratios);
    }
}
