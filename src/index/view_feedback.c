/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_feedback.c - a view with what users said of its documents.
 *
 * Keys are looked up once, here, and become an array by document: a search
 * then finds the ratings of what it scores without hashing a key. What is said
 * of documents that the view does not see is left out, so that nothing in the
 * view depends on it.
 *
 * What is superseded is hidden as what does not hold at a time is: no figure of
 * the view counts it. It is, when the view sees any document that took its
 * place, sooner or later.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "index/view.h"

/* Where a key is in a view, if it is. Statuses: SUO_CORRUPT. */
static suo_status view_look_up(const suo_view *view, suo_slice key,
                               suo_place *place, bool *is_seen,
                               suo_error *error)
{
    suo_status status = suo_view_find_key(view, key, place, NULL);
    *is_seen = status == SUO_OK;
    if (status == SUO_OK || status == SUO_NOT_FOUND)
        return SUO_OK;
    return suo_error_set(error, status, "the keys are damaged");
}

/* ---- ratings ---- */

static int rating_compare(const void *a, const void *b)
{
    const suo_rating *x = a;
    const suo_rating *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

/* Give each segment its part of the ratings, which are in order. */
static void ratings_share(suo_view *view, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const suo_rating *own = &view->ratings[i];
        suo_view_segment *seen = &view->segments[own->segment];
        if (seen->rating_count++ == 0)
            seen->ratings = own;
        if (own->good > seen->most_good)
            seen->most_good = own->good;
    }
}

/* Look up what was said of the view's documents. */
static suo_status view_rate(suo_view *view, suo_error *error)
{
    const suo_feedback *feedback = view->feedback;
    size_t count = 0;
    suo_status status = SUO_OK;
    view->ratings = suo_alloc(feedback->entry_count, sizeof(*view->ratings));
    if (view->ratings == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < feedback->entry_count && status == SUO_OK; i++) {
        const suo_feedback_entry *entry = &feedback->entries[i];
        suo_rating own = {0};
        suo_place place;
        bool is_seen = false;
        suo_feedback_weigh(entry, &own.good, &own.bad);
        if (own.good + own.bad > 0)
            status = view_look_up(view, entry->key, &place, &is_seen, error);
        if (!is_seen)
            continue;
        own.segment = place.segment;
        own.doc = place.doc;
        view->ratings[count++] = own;
    }
    if (status != SUO_OK)
        return status;
    if (count > 0)
        qsort(view->ratings, count, sizeof(*view->ratings), rating_compare);
    ratings_share(view, count);
    return SUO_OK;
}

/* ---- what is superseded ---- */

static int superseded_compare(const void *a, const void *b)
{
    const suo_superseded *x = a;
    const suo_superseded *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    return suo_bytes_compare(x->key.bytes, x->key.len, y->key.bytes,
                             y->key.len);
}

/* Where the newest document that takes the place of another is. */
typedef struct newest_place {
    suo_place place;
    bool is_seen;
} newest_place;

/* Hide what 'view' sees a later document of; 'newest' has room by link. */
static suo_status view_supersede(suo_view *made, const suo_view *view,
                                 newest_place *newest, suo_error *error)
{
    const suo_feedback *feedback = made->feedback;
    suo_status status = SUO_OK;
    for (size_t i = 0; i < feedback->link_count && status == SUO_OK; i++) {
        const suo_feedback_link *link = &feedback->links[i];
        newest_place *own = &newest[i];
        suo_place place;
        bool is_seen = false;
        *own = (newest_place){0};
        if (link->next != SUO_NO_LINK)
            *own = newest[link->next];
        if (!own->is_seen)
            status = view_look_up(view, link->entry->successor, &own->place,
                                  &own->is_seen, error);
        if (status == SUO_OK && own->is_seen)
            status =
                view_look_up(view, link->entry->key, &place, &is_seen, error);
        if (status != SUO_OK || !is_seen)
            continue;
        made->superseded[made->superseded_count++] = (suo_superseded){
            link->entry->key, own->place.segment, own->place.doc};
        status = suo_view_hide(made, place, error);
    }
    return status;
}

static suo_status view_supersede_all(suo_view *made, const suo_view *view,
                                     suo_error *error)
{
    const size_t count = made->feedback->link_count;
    newest_place *newest = suo_alloc(count, sizeof(*newest));
    made->superseded = suo_alloc(count, sizeof(*made->superseded));
    suo_status status = newest != NULL && made->superseded != NULL
                            ? view_supersede(made, view, newest, error)
                            : suo_error_no_memory(error);
    suo_dealloc(newest);
    if (status == SUO_OK && made->superseded_count > 0)
        qsort(made->superseded, made->superseded_count,
              sizeof(*made->superseded), superseded_compare);
    return status;
}

const suo_superseded *suo_view_find_superseded(const suo_view *view,
                                               suo_place place, size_t *count)
{
    const suo_superseded wanted = {{0}, place.segment, place.doc};
    size_t low = 0;
    size_t high = view->superseded_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        /* An empty key is before all others. */
        if (superseded_compare(&view->superseded[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < view->superseded_count &&
           view->superseded[end].segment == place.segment &&
           view->superseded[end].doc == place.doc)
        end++;
    *count = end - low;
    return end > low ? &view->superseded[low] : NULL;
}

/* ---- the view ---- */

suo_status suo_view_make_with(const suo_view *view,
                              const suo_feedback *feedback, suo_view **with,
                              suo_error *error)
{
    suo_view *made;
    *with = NULL;
    if (view->feedback != NULL)
        return suo_error_set(error, SUO_INVALID, "the view has feedback");
    suo_status status = suo_view_copy(view, &made, error);
    if (status != SUO_OK)
        return status;
    suo_feedback_retain(feedback);
    made->feedback = feedback;
    status = view_supersede_all(made, view, error);
    if (status == SUO_OK)
        status = suo_view_map(made, error);
    if (status == SUO_OK)
        status = view_rate(made, error);
    if (status != SUO_OK) {
        suo_view_free(made);
        return status;
    }
    *with = made;
    return SUO_OK;
}
