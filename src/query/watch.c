/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c - look at the clock and at the flag; the public suo_cancel.
 *
 * The flag guards no other memory: relaxed order is enough, and reading it
 * costs no more than any number.
 */
#include "query/watch.h"

#include <stdatomic.h>

#include "base/memory.h"

struct suo_cancel {
    _Atomic int32_t is_set;
};

suo_status suo_cancel_new(suo_cancel **cancel, suo_error *error)
{
    *cancel = suo_alloc_zero(1, sizeof(**cancel));
    return *cancel == NULL ? suo_error_no_memory(error) : SUO_OK;
}

void suo_cancel_free(suo_cancel *cancel)
{
    suo_dealloc(cancel);
}

void suo_cancel_set(suo_cancel *cancel)
{
    atomic_store_explicit(&cancel->is_set, 1, memory_order_relaxed);
}

void suo_cancel_reset(suo_cancel *cancel)
{
    atomic_store_explicit(&cancel->is_set, 0, memory_order_relaxed);
}

void suo_watch_begin(suo_watch *watch, const suo_clock *clock, uint64_t time_ns,
                     const suo_cancel *cancel)
{
    bool is_idle = time_ns == UINT64_MAX && cancel == NULL;
    uint64_t now = time_ns == UINT64_MAX ? 0 : clock->now(clock->user);
    uint64_t end = time_ns < UINT64_MAX - now ? now + time_ns : UINT64_MAX;
    *watch = (suo_watch){.pace = is_idle ? INT64_MAX : SUO_WATCH_PACE,
                         .left = is_idle ? INT64_MAX : 0,
                         .deadline = end,
                         .phase_end = end,
                         .cancel = cancel,
                         .clock = clock};
}

void suo_watch_begin_phase(suo_watch *watch)
{
    if (watch->deadline == UINT64_MAX)
        return;
    uint64_t now = watch->clock->now(watch->clock->user);
    if (now < watch->deadline)
        watch->phase_end = now + (watch->deadline - now) / 2;
}

void suo_watch_end_phase(suo_watch *watch)
{
    watch->phase_end = watch->deadline;
    if (watch->status != SUO_TIMEOUT)
        return;
    watch->status = SUO_OK;
    watch->left = 0;
}

void suo_watch_extend(suo_watch *watch, uint64_t time_ns)
{
    if (watch->status != SUO_TIMEOUT)
        return;
    watch->deadline = watch->clock->now(watch->clock->user) + time_ns;
    suo_watch_end_phase(watch);
}

bool suo_watch_look(suo_watch *watch)
{
    if (watch->status != SUO_OK)
        return true;
    watch->left = watch->pace;
    if (watch->cancel != NULL &&
        atomic_load_explicit(&watch->cancel->is_set, memory_order_relaxed))
        watch->status = SUO_CANCELLED;
    else if (watch->phase_end != UINT64_MAX &&
             watch->clock->now(watch->clock->user) >= watch->phase_end)
        watch->status = SUO_TIMEOUT;
    if (watch->status != SUO_OK)
        watch->left = 0;
    return watch->status != SUO_OK;
}

suo_status suo_watch_explain(suo_status status, suo_error *error)
{
    if (status == SUO_TIMEOUT)
        return suo_error_set(error, status, "the search ran out of time");
    if (status == SUO_CANCELLED)
        return suo_error_set(error, status, "the search was cancelled");
    return status;
}
