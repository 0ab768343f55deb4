/* SPDX-License-Identifier: Apache-2.0 */
/*
 * successors.c - documents that others take the place of, in an order in which
 * a successor's own successors come first.
 *
 * Each has one successor at most, so from any document there is one way to go.
 * It is gone once: what was met before ends it, and what is met on the way
 * itself is a circle, which no file may have.
 */
#include "base/memory.h"
#include "index/feedback.h"

enum { NOT_MET = 0 };

#define ON_THE_WAY UINT32_MAX /* else a number in the order, plus 1 */

/* Memory of finding the order. */
typedef struct successors_walk {
    uint32_t *met; /* by entry */
    uint32_t *way; /* entries from the first to where we are */
} successors_walk;

const suo_feedback_entry *suo_feedback_find(const suo_feedback *feedback,
                                            suo_slice key)
{
    size_t low = 0;
    size_t high = feedback->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const suo_feedback_entry *entry = &feedback->entries[middle];
        int order = suo_bytes_compare(entry->key.bytes, entry->key.len,
                                      key.bytes, key.len);
        if (order == 0)
            return entry;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The entry of an entry's successor, if that has one, too; else NULL. */
static const suo_feedback_entry *successor_next(const suo_feedback *feedback,
                                                const suo_feedback_entry *entry)
{
    const suo_feedback_entry *next =
        suo_feedback_find(feedback, entry->successor);
    return next != NULL && next->successor.len > 0 ? next : NULL;
}

/* Go from an entry that was not met, and append what was met on the way. */
static suo_status successors_go(suo_feedback *feedback, successors_walk *walk,
                                const suo_feedback_entry *entry)
{
    size_t len = 0;
    uint32_t number = NOT_MET;
    for (; entry != NULL; entry = successor_next(feedback, entry)) {
        uint32_t own = (uint32_t)(entry - feedback->entries);
        number = walk->met[own];
        if (number == ON_THE_WAY)
            return SUO_CORRUPT;
        if (number != NOT_MET)
            break;
        walk->met[own] = ON_THE_WAY;
        walk->way[len++] = own;
    }
    for (; len > 0; len--) {
        uint32_t own = walk->way[len - 1];
        feedback->links[feedback->link_count] =
            (suo_feedback_link){&feedback->entries[own],
                                number == NOT_MET ? SUO_NO_LINK : number - 1};
        number = (uint32_t)++feedback->link_count;
        walk->met[own] = number;
    }
    return SUO_OK;
}

suo_status suo_feedback_link_all(suo_feedback *feedback)
{
    size_t count = 0;
    for (size_t i = 0; i < feedback->entry_count; i++)
        count += feedback->entries[i].successor.len > 0;
    if (count == 0)
        return SUO_OK;
    successors_walk walk = {
        suo_alloc_zero(feedback->entry_count, sizeof(*walk.met)),
        suo_alloc(count, sizeof(*walk.way))};
    feedback->links = suo_alloc(count, sizeof(*feedback->links));
    suo_status status =
        walk.met != NULL && walk.way != NULL && feedback->links != NULL
            ? SUO_OK
            : SUO_NO_MEMORY;
    for (size_t i = 0; i < feedback->entry_count && status == SUO_OK; i++)
        if (feedback->entries[i].successor.len > 0 && walk.met[i] == NOT_MET)
            status = successors_go(feedback, &walk, &feedback->entries[i]);
    suo_dealloc(walk.met);
    suo_dealloc(walk.way);
    return status;
}
