/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h - when a search must end: at a deadline, or when another thread says
 * so.
 *
 * What works tells the watch how much it does, in postings or what takes as
 * long; every SUO_WATCH_PACE of them, some 20 microseconds, the watch looks at
 * the clock and at the flag. Once it said that the search must end, it always
 * does.
 */
#ifndef SUO_QUERY_WATCH_H
#define SUO_QUERY_WATCH_H

#include <stdbool.h>

#include "base/status.h"
#include "io/clock.h"

enum {
    SUO_WATCH_PACE = 4096, /* postings between two looks */
    SUO_WATCH_STEP = 64    /* what a look-up in a dictionary counts for */
};

typedef struct suo_watch {
    int64_t left; /* postings until the next look */
    int64_t pace;
    suo_status status;        /* SUO_OK, SUO_TIMEOUT or SUO_CANCELLED */
    uint64_t deadline;        /* of the clock; UINT64_MAX: none */
    uint64_t phase_end;       /* not after the deadline */
    const suo_cancel *cancel; /* or NULL */
    const suo_clock *clock;
} suo_watch;

/* Begin to watch: 'time_ns' from now on; UINT64_MAX: no deadline. 'cancel' may
 * be NULL, and is borrowed as long as the watch is used. */
void suo_watch_begin(suo_watch *watch, const suo_clock *clock, uint64_t time_ns,
                     const suo_cancel *cancel);

/* Let a first phase have half of the time that is left; then the next one all
 * of it, though the first came to its end by time. */
void suo_watch_begin_phase(suo_watch *watch);
void suo_watch_end_phase(suo_watch *watch);

/* When the time is over: let 'time_ns' more of it be used. */
void suo_watch_extend(suo_watch *watch, uint64_t time_ns);

/* The part of suo_watch_ends that looks. */
bool suo_watch_look(suo_watch *watch);

/* Tell of work that is done next, in postings. Must the search end? Then
 * 'status' says why. */
static inline bool suo_watch_ends(suo_watch *watch, uint32_t postings)
{
    watch->left -= postings;
    return watch->left < 0 && suo_watch_look(watch);
}

/* Put into words that a search ended early. Returns 'status', which may be any
 * other, too. */
suo_status suo_watch_explain(suo_status status, suo_error *error);

#endif
