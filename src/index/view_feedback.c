/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_feedback.c - a view with what users said of its documents.
 *
 * Keys are looked up once, here, and become an array by document: a search
 * then finds the ratings of what it scores without hashing a key. What is said
 * of documents that the view does not see is left out, so that nothing in the
 * view depends on it.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "index/view.h"

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
        suo_place place;
        status = suo_view_find_key(view, entry->key, &place, NULL);
        if (status == SUO_OK) {
            suo_rating *own = &view->ratings[count++];
            *own = (suo_rating){.segment = place.segment, .doc = place.doc};
            suo_feedback_weigh(entry, &own->good, &own->bad);
        } else if (status == SUO_NOT_FOUND) {
            status = SUO_OK;
        }
    }
    if (status != SUO_OK)
        return suo_error_set(error, status, "the keys are damaged");
    if (count > 0)
        qsort(view->ratings, count, sizeof(*view->ratings), rating_compare);
    ratings_share(view, count);
    return SUO_OK;
}

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
