/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - what went into an index, and what of the input was bad.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "progress.h"

/* Where in the input something stands. */
typedef struct cli_place {
    const char *path;
    uint64_t line; /* from 1; 0: the file as a whole */
} cli_place;

typedef enum cli_note {
    CLI_NOTE_FILE,     /* a file or folder that could not be read */
    CLI_NOTE_RECORD,   /* a document refused */
    CLI_NOTE_VALUE,    /* a value left out of a document */
    CLI_NOTE_REPAIRED, /* a document whose broken UTF-8 was replaced */
    CLI_NOTE_REPEATED, /* an id given before in this run; the last one stays */
    CLI_NOTE_EMPTY,    /* an empty file; all above are bad, this is not */
    CLI_NOTE_COUNT
} cli_note;

typedef struct cli_report {
    cli_progress *progress; /* cleared before a message is printed */
    uint64_t note_counts[CLI_NOTE_COUNT];
    json_object *named; /* array of {file, line, message}: what was printed */
    uint64_t put_count; /* documents put, the replacing ones included */
    uint64_t replaced_count; /* of these: replaced one of an earlier run */
    uint64_t skipped_files;  /* of other kinds, in folders */
    uint64_t bytes;          /* read */
} cli_report;

void cli_report_free(cli_report *report);

/*
 * Count something; the first few of each kind are printed to stderr as
 * "path:line: message".
 */
void cli_report_note(cli_report *report, cli_note note, const cli_place *place,
                     const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Was any input bad? */
bool cli_report_is_bad(const cli_report *report);

/* What the summary says besides the report. */
typedef struct cli_summary {
    const char *index;
    double seconds;
    uint64_t index_bytes; /* 0: unknown, nothing was committed */
    bool is_committed;
    const struct cli_fields *fields;
} cli_summary;

/* Print the summary to stdout, for people or as one JSON object. */
void cli_report_print(const cli_report *report, const cli_summary *summary);
void cli_report_print_json(const cli_report *report,
                           const cli_summary *summary);

#endif
