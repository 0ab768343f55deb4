/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h - one line of progress on a terminal, rewritten in place.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct cli_progress {
    bool is_on;           /* stderr is a terminal and progress is wanted */
    bool is_drawn;        /* the line stands on the terminal now */
    uint32_t calls;       /* since the clock was last read */
    double started;       /* cli_clock() */
    double drawn_at;      /* cli_clock() */
    uint64_t total_bytes; /* 0: unknown */
} cli_progress;

/* Begin; 'is_wanted' false, or stderr no terminal: nothing is ever drawn. */
void cli_progress_start(cli_progress *progress, bool is_wanted,
                        uint64_t total_bytes);

/* Redraw if the last time is long enough ago; cheap to call often. */
void cli_progress_step(cli_progress *progress, uint64_t bytes,
                       uint64_t doc_count);

/* Draw a bar of the 'done' of 'total' parts that are done, and words. */
void cli_progress_part(cli_progress *progress, uint64_t done, uint64_t total,
                       const char *words);

/* Draw one line of words. */
void cli_progress_say(cli_progress *progress, const char *words);

/* Wipe the line, so that something else can be printed. */
void cli_progress_clear(cli_progress *progress);

#endif
