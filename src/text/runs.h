/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runs.h - folded text as runs of one way of writing.
 */
#ifndef SUO_TEXT_RUNS_H
#define SUO_TEXT_RUNS_H

#include <stddef.h>

#include "text/fold.h"

enum {
    SUO_RUN_LATIN_MAX = 1024, /* characters; a longer run is cut there */
    SUO_RUN_OTHER_MAX = 4096
};

typedef enum suo_run_kind { /* those of Han are in suo_han */
                            SUO_RUN_LATIN, /* Latin letters, digits, and joiners between them */
                            SUO_RUN_OTHER /* other letters, marks and numbers */
} suo_run_kind;

/* The characters [from, to) of the folded text. */
typedef struct suo_run {
    suo_run_kind kind;
    size_t from;
    size_t to;
} suo_run;

/* Where the first run at or after character 'at' starts; the end of the text
 * if there is none. */
size_t suo_run_start(const suo_folded *folded, size_t at);

/* Find the run that starts at 'from', as suo_run_start has said, and is not of
 * Han. */
void suo_run_find(const suo_folded *folded, size_t from, suo_run *run);

#endif
