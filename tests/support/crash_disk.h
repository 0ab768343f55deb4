/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash_disk.h - what a disk may hold after the power failed.
 *
 * A crash_trace writes down every operation that changes something, while a
 * workload runs on a memory_os. A crash_sim then goes through the trace, one
 * operation after the other, and makes the states that a crash may leave:
 * - what was synced is there; of the rest each sector of 512 bytes may be new,
 *   old, zero or rubbish, and the file may have any length in between;
 * - names made, renamed and removed since their folder was synced may each
 *   have changed or not, in any combination; a rename may have set the new
 *   name and kept the old one;
 * - a sync may lie, that is, do nothing and say it did.
 */
#ifndef SUO_TESTS_CRASH_DISK_H
#define SUO_TESTS_CRASH_DISK_H

#include "support/memory_os.h"
#include "support/random.h"

typedef struct crash_trace crash_trace;

/* Write down what is done to 'files', borrowed, from now on. What they hold
 * now is durable. */
crash_trace *crash_trace_new(memory_os *files);
void crash_trace_free(crash_trace *trace);
const suo_os *crash_trace_table(crash_trace *trace);

/* Operations so far, and what number i was: "write f/manifest.new". */
size_t crash_trace_count(const crash_trace *trace);
const char *crash_trace_name(const crash_trace *trace, size_t i);

typedef enum crash_choice {
    CRASH_NOTHING, /* only what was synced is kept */
    CRASH_ALL,     /* everything is */
    CRASH_NAMES,   /* names are, bytes only as synced */
    CRASH_BYTES,   /* bytes are, names only as synced */
    CRASH_RANDOM   /* anything */
} crash_choice;

typedef struct crash_sim crash_sim;

/* Start before the first operation. 'lies' syncs of 100 do nothing. */
crash_sim *crash_sim_new(const crash_trace *trace, uint32_t lies,
                         test_random *random);
void crash_sim_free(crash_sim *sim);

/* Do the next operation; false after the last. */
bool crash_sim_step(crash_sim *sim);

/*
 * A state that a crash may leave now, for memory_os_free; '*hash' tells states
 * apart.
 */
memory_os *crash_sim_state(const crash_sim *sim, crash_choice choice,
                           test_random *random, uint64_t *hash);

#endif
