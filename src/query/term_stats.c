/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_stats.c - count once, and keep the figure with the view.
 */
#include "query/term_stats.h"

#include "base/memory.h"

typedef struct stats_note {
    suo_list_note note; /* first: the cache keeps it */
    uint64_t doc_freq;
} stats_note;

suo_status suo_stats_count(suo_cursor *cursor, uint64_t *doc_freq)
{
    *doc_freq = 0;
    while (suo_cursor_seek(cursor, cursor->next_start) != SUO_NO_DOC)
        *doc_freq += cursor->count;
    return cursor->walk->status;
}

bool suo_stats_find(suo_list_cache *cache, const suo_list_key *key,
                    uint64_t *doc_freq)
{
    const stats_note *found =
        (const stats_note *)(const void *)suo_list_cache_find(cache, key);
    if (found != NULL)
        *doc_freq = found->doc_freq;
    return found != NULL;
}

void suo_stats_keep(suo_list_cache *cache, const suo_list_key *key,
                    uint64_t doc_freq)
{
    stats_note *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return; /* it is counted again next time */
    made->note.key = *key;
    made->doc_freq = doc_freq;
    suo_list_cache_keep(cache, &made->note, sizeof(*made), SUO_STATS_BYTES_MAX);
}
