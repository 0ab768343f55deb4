/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory_trial.h - a piece of work done once for each of its allocations,
 * which fails.
 *
 *     memory_trial trial = {.for_good = true};
 *     while (memory_trial_next(&trial)) {
 *         memory_trial_arm(&trial);
 *         memory_trial_disarm(&trial, work());
 *     }
 *     assert_true(trial.count > 40);
 *
 * The first trial fails the first allocation of the work, the next one the
 * second; in the last one none is left to fail. Each must end with SUO_OK (what
 * could not be remembered is done without) or, if one failed, SUO_NO_MEMORY. By
 * the next trial all blocks must be given back. What a loop does before it arms
 * and after it disarms has all memory.
 */
#ifndef SUO_TESTS_MEMORY_TRIAL_H
#define SUO_TESTS_MEMORY_TRIAL_H

#include "support/unit.h"

#include "support/failing_memory.h"

enum { MEMORY_TRIALS_MAX = 20000 };

/* Start with the options alone. */
typedef struct memory_trial {
    bool for_good;   /* option: all later allocations fail, too */
    bool keeps;      /* option: what is learnt stays, blocks may be kept */
    long count;      /* trials so far */
    long refused;    /* ... that ended with SUO_NO_MEMORY */
    bool has_failed; /* an allocation of this trial did */
    long blocks;     /* before the first one */
} memory_trial;

/* Go on to the next trial; false if no allocation failed in the last one. */
static inline bool memory_trial_next(memory_trial *trial)
{
    if (trial->count == 0)
        trial->blocks = blocks;
    else if (!trial->keeps && blocks != trial->blocks)
        fail_msg("allocation %ld failed: %ld blocks are not freed",
                 trial->count - 1, blocks - trial->blocks);
    if (trial->count > 0 && !trial->has_failed)
        return false;
    assert_true(++trial->count < MEMORY_TRIALS_MAX);
    return true;
}

static inline void memory_trial_arm(const memory_trial *trial)
{
    arm_memory(trial->count - 1, trial->for_good);
}

/* The work has ended with 'status'. */
static inline void memory_trial_disarm(memory_trial *trial, suo_status status)
{
    trial->has_failed = calls >= trial->count;
    arm_memory(-1, false);
    trial->refused += status != SUO_OK;
    if (status != SUO_OK && (!trial->has_failed || status != SUO_NO_MEMORY))
        fail_msg("allocation %ld: %s", trial->count - 1,
                 suo_status_name(status));
}

typedef suo_status memory_work(const void *own);

/* Trials of 'work' that fail one allocation, then such that fail all from one
 * on; more than 'least' of each. */
static inline void memory_trials(memory_work *work, const void *own, long least)
{
    for (int for_good = 0; for_good < 2; for_good++) {
        memory_trial trial = {.for_good = for_good == 1};
        while (memory_trial_next(&trial)) {
            memory_trial_arm(&trial);
            memory_trial_disarm(&trial, work(own));
        }
        print_message("%ld allocations\n", trial.count);
        assert_true(trial.count > least);
    }
}

#endif
