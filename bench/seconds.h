/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seconds.h - time on the wall and of the processor, side by side.
 */
#ifndef BENCH_SECONDS_H
#define BENCH_SECONDS_H

typedef struct bench_seconds {
    double wall; /* of a clock that never goes back */
    double cpu;  /* of the calling thread: what others take is not in it, nor
                    are waits for a disk */
} bench_seconds;

bench_seconds bench_seconds_now(void);

/* Add what passed since 'start' to 'sum'. */
void bench_seconds_add(bench_seconds *sum, bench_seconds start);

#endif
