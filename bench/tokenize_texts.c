/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize_texts.c - texts to measure on: files, made text, a question.
 */
#include "tokenize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>

#include "bench.h"
#include "cli.h"
#include "made.h"

enum { MADE_BYTES = 2 * 1000 * 1000, READ_BYTES = 1024 * 1024 };

/* Documents of one language, one after the other: the same in every run. */
static void make_text(bench_text *text, bench_made_language language)
{
    bench_made *made = bench_made_new(BENCH_SEED);
    cli_buffer all = {0}, title = {0};
    for (uint64_t number = 0; all.len < MADE_BYTES; number++) {
        title.len = 0;
        bench_made_document(made, number, language, &title, &all);
        cli_buffer_append(&all, "\n", 1);
        cli_buffer_append(&all, title.data, title.len);
        cli_buffer_append(&all, "\n", 1);
    }
    bench_made_free(made);
    cli_buffer_free(&title);
    text->bytes = all.data;
    text->len = all.len;
}

/* ---- files ---- */

static void read_file(bench_text *text, const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t got = 0;
    if (in == NULL)
        bench_fail("%s: %s", path, strerror(errno));
    do {
        text->len += got;
        if (text->len > SUO_TEXT_MAX)
            bench_fail("%s: longer than 1 GiB", path);
        text->bytes = cli_realloc(text->bytes, text->len + READ_BYTES);
        got = fread(text->bytes + text->len, 1, READ_BYTES, in);
    } while (got > 0);
    if (ferror(in))
        bench_fail("%s: %s", path, strerror(errno));
    fclose(in);
    if (text->len == 0)
        bench_fail("%s: no text in it", path);
}

/* ---- both ---- */

int32_t bench_text_widen(const bench_text *text, UChar *out)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t len;
    u_strFromUTF8WithSub(out, (int32_t)text->len, &len, text->bytes,
                         (int32_t)text->len, 0xFFFD, NULL, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, converting: %s", u_errorName(code));
    return len;
}

/* Convert the text, and make the tools that are kept. */
static void text_finish(bench_text *text)
{
    UErrorCode code = U_ZERO_ERROR;
    suo_error error = {.size = sizeof(error)};
    text->wide = cli_realloc(NULL, text->len * sizeof(UChar));
    text->room = cli_realloc(NULL, text->len * sizeof(UChar));
    text->wide_len = bench_text_widen(text, text->wide);
    text->words = ubrk_open(UBRK_WORD, text->locale, NULL, 0, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, word iterator: %s", u_errorName(code));
    if (suo_tokenizer_new(NULL, &text->tokenizer, &error) != SUO_OK)
        bench_fail("suo: %s", error.message);
}

void bench_text_open(bench_text *text, const char *name, const char *locale,
                     const char *path)
{
    *text = (bench_text){.name = name, .locale = locale, .path = path};
    if (path != NULL)
        read_file(text, path);
    else
        make_text(text,
                  strcmp(locale, "zh") == 0 ? BENCH_MADE_ZH : BENCH_MADE_EN);
    text_finish(text);
}

void bench_text_open_question(bench_text *text, const char *question)
{
    *text = (bench_text){.name = "question", .locale = "zh"};
    text->len = strlen(question);
    text->bytes = cli_realloc(NULL, text->len);
    memcpy(text->bytes, question, text->len);
    text_finish(text);
}

void bench_text_close(bench_text *text)
{
    suo_tokenizer_free(text->tokenizer);
    ubrk_close(text->words);
    free(text->bytes);
    free(text->wide);
    free(text->room);
}
