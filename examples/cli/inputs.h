/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inputs.h - the files that the arguments of `suo index` name, in order.
 */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"

typedef enum cli_input_kind {
    CLI_INPUT_NONE = 0,
    CLI_INPUT_JSON, /* an object a line */
    CLI_INPUT_MARKDOWN,
    CLI_INPUT_HTML,
    CLI_INPUT_TEXT
} cli_input_kind;

typedef struct cli_input {
    char *path; /* "-": stdin */
    char *id;   /* of the document, unless JSON */
    cli_input_kind kind;
    bool is_bad; /* reported; not to be opened again */
} cli_input;

typedef struct cli_inputs {
    cli_input *items;
    size_t count;
    size_t capacity;
    uint64_t total_bytes; /* 0: unknown, stdin is among them */
} cli_inputs;

/*
 * Collect the files of 'paths' (NULL at the end): folders are walked in
 * sorted order, hidden files and other kinds passed over. What cannot be read
 * is noted in 'report'.
 */
void cli_inputs_collect(cli_inputs *inputs, const char *const *paths,
                        cli_report *report);
void cli_inputs_free(cli_inputs *inputs);

#endif
