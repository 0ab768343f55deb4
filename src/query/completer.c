/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completer.c - a chain of completers that grows at its head.
 *
 * As with what a view has learnt of lists (term_stats.c), readers need no
 * lock: nothing is changed or taken away while the segment is open.
 */
#include "query/completer.h"

#include <stdatomic.h>

#include "base/memory.h"

/* All of a segment. */
typedef struct completer_chain {
    suo_attachment attachment; /* first: the segment keeps it */
    _Atomic(suo_completer *) head;
} completer_chain;

static void completer_free(suo_completer *completer)
{
    for (int key = 0; key < SUO_TITLE_KEYS; key++)
        for (int place = 0; place < SUO_TITLE_PLACES; place++)
            suo_title_order_clear(&completer->orders[key][place]);
    suo_title_set_clear(&completer->set);
    suo_dealloc(completer);
}

static void chain_free(suo_attachment *attachment)
{
    completer_chain *chain = (completer_chain *)(void *)attachment;
    suo_completer *completer = chain->head;
    while (completer != NULL) {
        suo_completer *next = completer->next;
        completer_free(completer);
        completer = next;
    }
    suo_dealloc(chain);
}

/* The chain of a segment, made when it is first asked for; NULL: memory ran
 * out. */
static completer_chain *chain_get(const suo_segment *segment)
{
    suo_attachment_slot *slot = suo_segment_slot(segment, SUO_SLOT_TITLES);
    suo_attachment *kept = *slot;
    if (kept == NULL) {
        completer_chain *made = suo_alloc_zero(1, sizeof(*made));
        if (made == NULL)
            return NULL;
        made->attachment.free = chain_free;
        kept = suo_attachment_keep(slot, &made->attachment);
    }
    return (completer_chain *)(void *)kept;
}

static suo_completer *chain_find(suo_completer *from,
                                 const suo_title_source *source)
{
    while (from != NULL && (from->source.start != source->start ||
                            from->source.field != source->field ||
                            from->source.use_field != source->use_field))
        from = from->next;
    return from;
}

/* Keep a completer, which is taken, unless the chain has the like of it by
 * now: returns the one that is kept. */
static suo_completer *chain_keep(completer_chain *chain, suo_completer *made)
{
    made->next = atomic_load(&chain->head);
    do {
        suo_completer *found = chain_find(made->next, &made->source);
        if (found != NULL) {
            completer_free(made);
            return found;
        }
    } while (!atomic_compare_exchange_weak(&chain->head, &made->next, made));
    return made;
}

static suo_status completer_make(const suo_segment *segment,
                                 const suo_title_source *source,
                                 suo_completer **completer, suo_error *error)
{
    suo_completer *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->source = *source;
    suo_status status = suo_title_set_make(&made->set, segment, source, error);
    for (int key = 0; key < SUO_TITLE_KEYS; key++)
        for (uint32_t place = 0; place < SUO_TITLE_PLACES && status == SUO_OK;
             place++)
            status = suo_title_order_make(&made->orders[key][place], &made->set,
                                          (suo_title_key)key, place, error);
    if (status != SUO_OK) {
        completer_free(made);
        return status;
    }
    *completer = made;
    return SUO_OK;
}

suo_status suo_completer_get(const suo_segment *segment,
                             const suo_title_source *source,
                             const suo_completer **completer, suo_error *error)
{
    suo_completer *made = NULL;
    completer_chain *chain = chain_get(segment);
    *completer = NULL;
    if (chain == NULL)
        return suo_error_no_memory(error);
    *completer = chain_find(
        atomic_load_explicit(&chain->head, memory_order_acquire), source);
    if (*completer != NULL)
        return SUO_OK;
    suo_status status = completer_make(segment, source, &made, error);
    if (status == SUO_OK)
        *completer = chain_keep(chain, made);
    return status;
}
