/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.h - the commands of suo-bench, and what their options share.
 *
 * The program uses nothing of the library but suo.h, and the rooms of the
 * command line (examples/cli) for options, input, JSON and progress.
 */
#ifndef BENCH_H
#define BENCH_H

/* The commands: 'argv[0]' is "suo-bench NAME". Each returns an exit code. */
int bench_run(int argc, const char **argv);
int bench_scale(int argc, const char **argv);
int bench_compare(int argc, const char **argv);
int bench_export(int argc, const char **argv);

enum {
    BENCH_SEED = 2026,        /* unless --seed says otherwise */
    BENCH_CLASS_QUERIES = 64, /* queries of each class */
    BENCH_CLASS_QUERIES_MAX = 4096,
    BENCH_DOCS = 50000, /* documents of made text */
};

#endif
