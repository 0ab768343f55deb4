/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attachment.h - what a higher layer keeps with an object of a lower one, for
 * as long as that lives.
 */
#ifndef SUO_BASE_ATTACHMENT_H
#define SUO_BASE_ATTACHMENT_H

#include <stdatomic.h>
#include <stddef.h>

/* It begins with how to free it. */
typedef struct suo_attachment {
    void (*free)(struct suo_attachment *attachment);
} suo_attachment;

/* Where the object holds it: set once, or NULL. */
typedef _Atomic(suo_attachment *) suo_attachment_slot;

/* Keep 'made', which is taken; if another thread was first, free it. Returns
 * the one that is kept. Any thread. */
static inline suo_attachment *suo_attachment_keep(suo_attachment_slot *slot,
                                                  suo_attachment *made)
{
    suo_attachment *kept = NULL;
    if (atomic_compare_exchange_strong(slot, &kept, made))
        return made;
    made->free(made);
    return kept;
}

/* Free what the slot holds, with its object. */
static inline void suo_attachment_release(suo_attachment_slot *slot)
{
    suo_attachment *kept = *slot;
    if (kept != NULL)
        kept->free(kept);
}

#endif
