/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seconds.c - time on the wall and of the processor, side by side.
 *
 * The thread's clock is a system call, the other one is not: the wall's is read
 * last at the start and first at the end, so that the call is not in it.
 */
#include "seconds.h"

#include <time.h>

#include "cli.h"

static double seconds_cpu(void)
{
    struct timespec cpu;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9;
}

bench_seconds bench_seconds_now(void)
{
    double cpu = seconds_cpu();
    return (bench_seconds){cli_clock(), cpu};
}

void bench_seconds_add(bench_seconds *sum, bench_seconds start)
{
    double wall = cli_clock();
    sum->wall += wall - start.wall;
    sum->cpu += seconds_cpu() - start.cpu;
}
