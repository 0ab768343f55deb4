/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - what went into an index, and what of the input was bad.
 *
 * Every kind of note names its first few on stderr, so that a flood of one
 * kind hides nothing of another; the summary counts them all.
 */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "fields.h"
#include "json_text.h"
#include "text.h"

typedef struct note_kind {
    uint64_t named_max; /* printed one by one */
    const char *key;    /* in JSON */
    const char *one;    /* in words */
    const char *many;
} note_kind;

static const note_kind NOTES[CLI_NOTE_COUNT] = {
    [CLI_NOTE_FILE] = {20, "bad_files", "file could not be read",
                       "files could not be read"},
    [CLI_NOTE_RECORD] = {20, "bad_documents", "document refused",
                         "documents refused"},
    [CLI_NOTE_VALUE] = {20, "bad_values", "value left out", "values left out"},
    [CLI_NOTE_REPAIRED] = {20, "repaired_documents",
                           "document with broken UTF-8 repaired",
                           "documents with broken UTF-8 repaired"},
    [CLI_NOTE_REPEATED] = {10, "repeated_ids",
                           "repeated id (the last document stays)",
                           "repeated ids (the last document stays)"},
    [CLI_NOTE_EMPTY] = {10, "empty_files", "empty file", "empty files"},
};

void cli_report_free(cli_report *report)
{
    json_object_put(report->named);
    report->named = NULL;
}

/* Keep a printed message for the JSON summary. */
static void report_keep(cli_report *report, const cli_place *place,
                        const char *message)
{
    json_object *entry = json_object_new_object();
    if (report->named == NULL)
        report->named = json_object_new_array();
    cli_json_add_text(entry, "file", place->path);
    if (place->line > 0)
        cli_json_add_count(entry, "line", place->line);
    cli_json_add_text(entry, "message", message);
    json_object_array_add(report->named, entry);
}

void cli_report_note(cli_report *report, cli_note note, const cli_place *place,
                     const char *format, ...)
{
    report->note_counts[note]++;
    uint64_t count = report->note_counts[note];
    if (count > NOTES[note].named_max) {
        if (count == NOTES[note].named_max + 1) {
            cli_progress_clear(report->progress);
            fprintf(stderr, "%s: more %s are counted, not named\n", cli_program,
                    NOTES[note].many);
        }
        return;
    }
    char message[640];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    cli_progress_clear(report->progress);
    cli_print_plain(stderr, place->path, strlen(place->path));
    if (place->line > 0)
        fprintf(stderr, ":%llu", (unsigned long long)place->line);
    fputs(": ", stderr);
    cli_print_plain(stderr, message, strlen(message));
    fputc('\n', stderr);
    report_keep(report, place, message);
}

bool cli_report_is_bad(const cli_report *report)
{
    for (int note = 0; note < CLI_NOTE_EMPTY; note++) {
        if (report->note_counts[note] > 0)
            return true;
    }
    return false;
}

static double report_speed(const cli_report *report, double seconds)
{
    return seconds > 0 ? (double)report->bytes / 1e6 / seconds : 0;
}

static void report_print_count(const char *label, uint64_t count,
                               const char *words)
{
    printf("%-11s %llu %s\n", label, (unsigned long long)count, words);
}

/* The fields that no role takes, with how many values were passed over. */
static void report_print_ignored(const cli_fields *fields)
{
    for (uint32_t at = 0; at < fields->count; at++) {
        const cli_field *field = &fields->items[at];
        if (field->skipped_count == 0)
            continue;
        printf("%-11s field '", "ignored");
        cli_print_plain(stdout, field->name, field->name_len);
        printf("', %llu times: the index has no such field\n",
               (unsigned long long)field->skipped_count);
    }
    if (fields->unnamed_count > 0)
        report_print_count("ignored", fields->unnamed_count,
                           "values of still other fields");
}

void cli_report_print(const cli_report *report, const cli_summary *summary)
{
    printf("%-11s %llu document%s into %s", "put",
           (unsigned long long)report->put_count,
           report->put_count == 1 ? "" : "s", summary->index);
    if (report->replaced_count > 0)
        printf(", %llu of them replaced older ones",
               (unsigned long long)report->replaced_count);
    printf("\n%-11s %.1f MB in %.2f s, %.1f MB/s\n", "read",
           (double)report->bytes / 1e6, summary->seconds,
           report_speed(report, summary->seconds));
    if (summary->is_committed)
        printf("%-11s %.1f MB (%llu bytes)\n", "index",
               (double)summary->index_bytes / 1e6,
               (unsigned long long)summary->index_bytes);
    else
        printf("%-11s nothing was committed\n", "index");
    report_print_ignored(summary->fields);
    if (report->skipped_files > 0)
        report_print_count("passed over", report->skipped_files,
                           report->skipped_files == 1 ? "file of another kind"
                                                      : "files of other kinds");
    for (int note = 0; note < CLI_NOTE_COUNT; note++) {
        uint64_t count = report->note_counts[note];
        if (count > 0)
            report_print_count(note < CLI_NOTE_EMPTY ? "bad input" : "note",
                               count,
                               count == 1 ? NOTES[note].one : NOTES[note].many);
    }
}

static json_object *report_ignored_json(const cli_fields *fields)
{
    json_object *ignored = json_object_new_object();
    for (uint32_t at = 0; at < fields->count; at++) {
        const cli_field *field = &fields->items[at];
        if (field->skipped_count > 0)
            cli_json_add_count(ignored, field->name, field->skipped_count);
    }
    return ignored;
}

void cli_report_print_json(const cli_report *report, const cli_summary *summary)
{
    json_object *object = json_object_new_object();
    cli_json_add_text(object, "index", summary->index);
    cli_json_add(object, "committed",
                 json_object_new_boolean(summary->is_committed));
    cli_json_add_count(object, "documents", report->put_count);
    cli_json_add_count(object, "replaced", report->replaced_count);
    cli_json_add_count(object, "bytes_read", report->bytes);
    cli_json_add(object, "seconds", json_object_new_double(summary->seconds));
    cli_json_add(
        object, "mb_per_second",
        json_object_new_double(report_speed(report, summary->seconds)));
    cli_json_add_count(object, "index_bytes", summary->index_bytes);
    cli_json_add_count(object, "skipped_files", report->skipped_files);
    for (int note = 0; note < CLI_NOTE_COUNT; note++)
        cli_json_add_count(object, NOTES[note].key, report->note_counts[note]);
    cli_json_add(object, "ignored_fields",
                 report_ignored_json(summary->fields));
    cli_json_add(object, "messages",
                 report->named != NULL ? json_object_get(report->named)
                                       : json_object_new_array());
    cli_json_print_pretty(object);
    json_object_put(object);
}
