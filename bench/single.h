/* SPDX-License-Identifier: Apache-2.0 */
/*
 * single.h - what the programs share that measure one call on one index.
 */
#ifndef BENCH_SINGLE_H
#define BENCH_SINGLE_H

#include <suo.h>

#include "options.h"
#include "samples.h"

enum { BENCH_SINGLE_ROUNDS = 5 }; /* each call counts with the best of these */

/* Call number 'number' of the program 'own'. Any status. */
typedef suo_status bench_call(void *own, size_t number, suo_error *error);

/* A program: INDEX alone, or INDEX and a file of texts. */
typedef struct bench_single {
    const cli_usage *usage;
    const char *wanted; /* said to who gives other arguments */
    /* Read the file. Returns an exit code. NULL: there is none. */
    int (*read)(void *own, const char *path, suo_error *error);
    /* Measure and print. Any status of the calls. */
    suo_status (*measure)(void *own, const suo_view *view, suo_error *error);
    void *own;
} bench_single;

/* The program's main(): returns its exit code. */
int bench_single_main(const bench_single *program, int argc, const char **argv);

/* Make the first call of all, and print what it took and what it keeps. */
suo_status bench_single_first(bench_call *call, void *own, suo_error *error);

/*
 * Make the calls 0 to 'count' - 1 in turn, in so many rounds. 'best' receives
 * the least seconds of each, in their order. Any status of the calls.
 */
suo_status bench_single_rounds(bench_call *call, void *own, size_t count,
                               int rounds, bench_samples *best,
                               suo_error *error);

#endif
