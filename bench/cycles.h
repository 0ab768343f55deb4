/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cycles.h - how long a cycle of the processor takes, by what it does.
 */
#ifndef BENCH_CYCLES_H
#define BENCH_CYCLES_H

/*
 * Seconds a cycle, measured now for some 10 ms: the best of many short runs of
 * six operations that wait for one another, of a cycle each on the processors
 * of the last twenty years. Elsewhere it is a unit as good as any.
 */
double bench_cycle_seconds(void);

#endif
