/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_log.c - note searches without waiting.
 *
 * A thread makes a record of its search with a scribe of its own, puts it on a
 * list, and counts all that is on the list, unless another thread is about it,
 * which then counts this record, too ("flat combining": Hendler, Incze, Shavit
 * and Tzafrir, SPAA 2010). So one thread at a time has the counts, and none
 * waits for it but a flush.
 */
#include "query/query_log.h"

#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "io/clock.h"
#include "query/log_file.h"
#include "query/log_record.h"
#include "query/pool.h"
#include "text/masking.h"

typedef struct log_pending {
    struct log_pending *next;
    suo_log_record record;
} log_pending;

struct suo_query_log {
    const suo_os *os;
    char *path;
    char *fresh; /* a file that is being written */
    char *lock_path;
    suo_lock lock;
    suo_pool scribes;
    suo_kept_words kept;
    _Atomic(log_pending *) pending; /* the last one noted first */
    atomic_flag is_held;            /* a thread has the state */
    suo_log_state state;
};

static char *log_path(const char *path, const char *ending)
{
    size_t len = strlen(path);
    size_t ending_len = strlen(ending);
    char *joined = suo_alloc(len + ending_len + 1, 1);
    if (joined == NULL)
        return NULL;
    memcpy(joined, path, len);
    memcpy(joined + len, ending, ending_len + 1);
    return joined;
}

static suo_status log_lock(suo_query_log *log, suo_error *error)
{
    suo_status status =
        suo_lock_take(&log->lock, log->os, log->lock_path, error);
    if (status == SUO_BUSY)
        return suo_error_set(error, SUO_BUSY, "%s: is open elsewhere",
                             log->path);
    return status;
}

suo_status suo_query_log_make(const suo_os *os, const char *path,
                              const suo_log_limits *limits, suo_query_log **log,
                              suo_error *error)
{
    suo_query_log *made = suo_alloc_zero(1, sizeof(*made));
    *log = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    atomic_flag_clear(&made->is_held);
    made->os = os;
    made->path = log_path(path, "");
    made->fresh = log_path(path, ".new");
    made->lock_path = log_path(path, ".lock");
    suo_status status = SUO_OK;
    if (made->path == NULL || made->fresh == NULL || made->lock_path == NULL)
        status = suo_error_no_memory(error);
    if (status == SUO_OK)
        status = log_lock(made, error);
    if (status == SUO_OK) {
        status = suo_log_read(&made->state, os, made->path, error);
        if (status == SUO_NOT_FOUND)
            status = suo_log_set_limits(&made->state, limits, error);
    }
    if (status != SUO_OK) {
        suo_query_log_release(made);
        return status;
    }
    *log = made;
    return SUO_OK;
}

void suo_query_log_release(suo_query_log *log)
{
    suo_log_scribe *scribe;
    if (log == NULL)
        return;
    while ((scribe = suo_pool_take(&log->scribes)) != NULL)
        suo_log_scribe_free(scribe);
    for (log_pending *next, *at = log->pending; at != NULL; at = next) {
        next = at->next;
        suo_dealloc(at);
    }
    suo_kept_words_clear(&log->kept);
    suo_log_clear(&log->state);
    suo_lock_release(&log->lock);
    suo_dealloc(log->path);
    suo_dealloc(log->fresh);
    suo_dealloc(log->lock_path);
    suo_dealloc(log);
}

static suo_status log_check_owner(const suo_query_log *log, suo_error *error)
{
    if (suo_lock_is_own(&log->lock))
        return SUO_OK;
    return suo_error_set(error, SUO_STATE,
                         "the query log is the parent process's");
}

suo_status suo_query_log_spare(suo_query_log *log, const char *word, size_t len,
                               uint32_t *count, suo_error *error)
{
    suo_masking masking = {0};
    suo_status status = log_check_owner(log, error);
    *count = 0;
    if (status == SUO_OK)
        status =
            suo_masking_keep(&masking, word, len, &log->kept, count, error);
    suo_masking_clear(&masking);
    return status;
}

/* ---- noting ---- */

static void log_push(suo_query_log *log, log_pending *own)
{
    own->next = atomic_load(&log->pending);
    while (!atomic_compare_exchange_weak(&log->pending, &own->next, own)) {
    }
}

/*
 * Count what is on the list, by the thread that has the state. What cannot be
 * counted for want of memory goes back. Statuses: SUO_NO_MEMORY.
 */
static suo_status log_count_pending(suo_query_log *log, suo_error *error)
{
    log_pending *last = atomic_exchange(&log->pending, NULL);
    log_pending *first = NULL;
    suo_status status = SUO_OK;
    while (last != NULL) { /* turn it round */
        log_pending *next = last->next;
        last->next = first;
        first = last;
        last = next;
    }
    while (first != NULL) {
        log_pending *own = first;
        first = own->next;
        if (status == SUO_OK)
            status = suo_log_count(&log->state, &own->record, error);
        if (status == SUO_OK)
            suo_dealloc(own);
        else
            log_push(log, own);
    }
    return status;
}

/* Count what is on the list, unless another thread does: it looks again when
 * it is done. */
static void log_combine(suo_query_log *log)
{
    suo_status status = SUO_OK;
    while (status == SUO_OK && atomic_load(&log->pending) != NULL) {
        if (atomic_flag_test_and_set(&log->is_held))
            return;
        status = log_count_pending(log, NULL);
        atomic_flag_clear(&log->is_held);
    }
}

suo_status suo_query_log_count(suo_query_log *log,
                               const suo_logged_search *search,
                               suo_error *error)
{
    suo_status status = log_check_owner(log, error);
    if (status != SUO_OK)
        return status;
    suo_log_scribe *scribe = suo_pool_take(&log->scribes);
    if (scribe == NULL)
        status = suo_log_scribe_make(&log->kept, &scribe, error);
    if (status != SUO_OK)
        return status;
    log_pending *own = suo_alloc(1, sizeof(*own));
    status = own == NULL
                 ? suo_error_no_memory(error)
                 : suo_log_scribe_write(scribe, search, &own->record, error);
    suo_log_scribe_free(suo_pool_give(&log->scribes, scribe));
    if (status != SUO_OK) {
        suo_dealloc(own);
        return status;
    }
    log_push(log, own);
    log_combine(log);
    return SUO_OK;
}

/* ---- writing ---- */

suo_status suo_query_log_write(suo_query_log *log, suo_error *error)
{
    suo_buffer bytes = {0};
    suo_status status = log_check_owner(log, error);
    if (status != SUO_OK)
        return status;
    while (atomic_flag_test_and_set(&log->is_held))
        suo_clock_pause();
    status = log_count_pending(log, error);
    if (status == SUO_OK)
        suo_log_encode(&log->state, &bytes);
    atomic_flag_clear(&log->is_held);
    log_combine(log); /* what came meanwhile */
    if (status == SUO_OK)
        status = suo_buffer_status(&bytes, error);
    if (status == SUO_OK)
        status = suo_log_write(log->os, &bytes, log->path, log->fresh, error);
    suo_buffer_free(&bytes);
    return status;
}
