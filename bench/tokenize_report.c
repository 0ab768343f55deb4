/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize_report.c - the figures as a table or as JSON.
 *
 * MB are millions of bytes of UTF-8, for ICU too, whatever it reads.
 */
#include "tokenize.h"

#include <json-c/json.h>
#include <stdio.h>
#include <unicode/uvernum.h>

#include "json_text.h"

/* MB/s; the slowest pass gives the least of them. */
static bench_spread row_speed(const bench_row *row)
{
    double bytes = (double)row->text->len;
    return (bench_spread){bytes * 1e3 / row->pass_ns.median,
                          bytes * 1e3 / row->pass_ns.max,
                          bytes * 1e3 / row->pass_ns.min};
}

static double row_items_per_second(const bench_row *row)
{
    return (double)row->items * 1e9 / row->pass_ns.median;
}

/* ---- table ---- */

static void print_text(const bench_text *text)
{
    printf("%s: %.2f MB, %llu words; ", text->name, (double)text->len / 1e6,
           (unsigned long long)bench_word_count(text));
    if (text->path != NULL)
        printf("%s\n", text->path);
    else
        puts("made of real words drawn by chance: NOT REAL TEXT");
}

static void print_file_rows(const bench_session *bench)
{
    printf("\n| text | tool | MB/s | (least - most) | M items/s | its time is "
           "x suo's | (least - most) |\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < 2 * BENCH_FILE_ROWS; i++) {
        const bench_row *row = &bench->rows[i];
        bench_spread speed = row_speed(row);
        printf("| %s | %s | %.1f | %.1f - %.1f | %.2f | %.2f | %.2f - %.2f |\n",
               row->text->name, row->tool, speed.median, speed.min, speed.max,
               row_items_per_second(row) / 1e6, row->ratio.median,
               row->ratio.min, row->ratio.max);
    }
}

static void print_question_rows(const bench_session *bench)
{
    printf("\n| question | ns | (least - most) | its time is x suo's | "
           "(least - most) |\n|---|---|---|---|---|\n");
    for (size_t i = 2 * BENCH_FILE_ROWS; i < BENCH_ROWS; i++) {
        const bench_row *row = &bench->rows[i];
        printf("| %s | %.0f | %.0f - %.0f | %.2f | %.2f - %.2f |\n", row->tool,
               row->pass_ns.median, row->pass_ns.min, row->pass_ns.max,
               row->ratio.median, row->ratio.min, row->ratio.max);
    }
}

void bench_print_table(const bench_session *bench)
{
    printf(
        "suo %s, ICU %s; median of %d rounds of %g s of CPU or more a tool\n",
        suo_version(), U_ICU_VERSION, bench->rounds, bench->seconds);
    print_text(&bench->zh);
    print_text(&bench->en);
    printf("icu: converting to UTF-16 is not counted; icu+utf16: it is\n"
           "items: tokens of suo (words, joined words, grams), boundaries of "
           "icu\n");
    print_file_rows(bench);
    printf("\nquestion: %.*s\n", (int)bench->question.len,
           bench->question.bytes);
    print_question_rows(bench);
}

/* ---- JSON ---- */

static json_object *json_spread(bench_spread spread)
{
    json_object *object = json_object_new_object();
    cli_json_add(object, "median", json_object_new_double(spread.median));
    cli_json_add(object, "min", json_object_new_double(spread.min));
    cli_json_add(object, "max", json_object_new_double(spread.max));
    return object;
}

static json_object *json_row(const bench_row *row)
{
    json_object *object = json_object_new_object();
    cli_json_add(object, "tool", json_object_new_string(row->tool));
    cli_json_add(object, "mb_per_second", json_spread(row_speed(row)));
    cli_json_add(object, "pass_ns", json_spread(row->pass_ns));
    cli_json_add(object, "items", json_object_new_int64((int64_t)row->items));
    cli_json_add(object, "items_per_second",
                 json_object_new_double(row_items_per_second(row)));
    cli_json_add(object, "time_ratio_to_suo", json_spread(row->ratio));
    return object;
}

static json_object *json_text(const bench_session *bench,
                              const bench_text *text)
{
    json_object *object = json_object_new_object();
    json_object *rows = json_object_new_array();
    if (text == &bench->question)
        cli_json_add(object, "question",
                     json_object_new_string_len(text->bytes, (int)text->len));
    else
        cli_json_add(object, "is_made", json_object_new_boolean(!text->path));
    if (text->path != NULL)
        cli_json_add(object, "file", json_object_new_string(text->path));
    cli_json_add(object, "bytes", json_object_new_int64((int64_t)text->len));
    cli_json_add(object, "words",
                 json_object_new_int64((int64_t)bench_word_count(text)));
    for (size_t i = 0; i < BENCH_ROWS; i++)
        if (bench->rows[i].text == text &&
            json_object_array_add(rows, json_row(&bench->rows[i])) != 0)
            bench_fail("out of memory");
    cli_json_add(object, "rows", rows);
    return object;
}

void bench_print_json(const bench_session *bench)
{
    json_object *object = json_object_new_object();
    cli_json_add(object, "suo", json_object_new_string(suo_version()));
    cli_json_add(object, "icu", json_object_new_string(U_ICU_VERSION));
    cli_json_add(object, "rounds", json_object_new_int(bench->rounds));
    cli_json_add(object, "seconds", json_object_new_double(bench->seconds));
    cli_json_add(object, "zh", json_text(bench, &bench->zh));
    cli_json_add(object, "en", json_text(bench, &bench->en));
    cli_json_add(object, "question", json_text(bench, &bench->question));
    puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
    json_object_put(object);
}
