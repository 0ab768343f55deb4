/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - a snapshot seen through the eyes of given roles.
 *
 * Because each audience is one run of documents, a view is a short list of
 * ranges a segment. Every figure in it counts live visible documents only.
 */
#ifndef SUO_INDEX_VIEW_H
#define SUO_INDEX_VIEW_H

#include "index/feedback.h"
#include "index/snapshot.h"

/* Visible documents of a segment: [start, end), ascending, not touching. */
typedef struct suo_doc_range {
    uint32_t start;
    uint32_t end;
} suo_doc_range;

/* What users said of a document: see suo_feedback_weigh. */
typedef struct suo_rating {
    uint32_t segment;
    uint32_t doc;
    double good;
    double bad;
} suo_rating;

/* A document that the view does not see because it sees a later one. */
typedef struct suo_superseded {
    suo_slice key;    /* borrowed from the feedback */
    uint32_t segment; /* where the later one is */
    uint32_t doc;
} suo_superseded;

typedef struct suo_view_segment {
    const suo_segment *segment;
    const suo_deletions *deletions; /* the snapshot's, or 'hidden' */
    suo_deletions hidden; /* with those that do not hold at the view's time */
    uint32_t range_count;
    suo_doc_range *ranges;
    uint8_t *visible; /* one bit a document: in a range, and alive; NULL: all
                         documents are, or none is in a range */
    const suo_rating *ratings; /* of documents the view sees, ascending */
    uint32_t rating_count;
    double most_good; /* no 'good' of these is above */
} suo_view_segment;

/* The public suo_view. Immutable but for its attachment. */
struct suo_view {
    const suo_snapshot *snapshot; /* one reference is the view's */
    uint64_t doc_count;           /* live and visible */
    suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX]; /* of these */
    uint32_t segment_count;
    suo_view_segment *segments;
    const suo_feedback *feedback; /* one reference is the view's; NULL */
    suo_rating *ratings;          /* owned: those of all segments */
    suo_superseded *superseded;   /* owned; by the place of the later one */
    size_t superseded_count;
    suo_attachment_slot attachment; /* owned */
    suo_attachment_slot pins;       /* likewise: of the feedback */
};

/*
 * The view of the roles; of everybody if 'sees_all'. Statuses: SUO_NO_MEMORY,
 * SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_view_make(const suo_snapshot *snapshot,
                                      const suo_slice *roles,
                                      uint32_t role_count, bool sees_all,
                                      suo_view **view, suo_error *error);
void suo_view_free(suo_view *view);

/*
 * The view's documents that hold at a time, in milliseconds since 1970 UTC.
 * Statuses: SUO_NO_MEMORY, SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_view_make_at(const suo_view *view, int64_t time,
                                         suo_view **at, suo_error *error);

/* A document of a view. */
typedef struct suo_place {
    uint32_t segment; /* of the view */
    uint32_t doc;
} suo_place;

/*
 * Find the document with a key; one that the view does not see is none.
 * Statuses: SUO_NOT_FOUND, SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_view_find_key(const suo_view *view, suo_slice key,
                                          suo_place *place, suo_error *error);

/*
 * The view with what users said of its documents (view_feedback.c). Statuses:
 * SUO_INVALID (it has feedback), SUO_NO_MEMORY, SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_view_make_with(const suo_view *view,
                                           const suo_feedback *feedback,
                                           suo_view **with, suo_error *error);

/* The documents that one of the view supersedes; 'count' may be 0. */
const suo_superseded *suo_view_find_superseded(const suo_view *view,
                                               suo_place place, size_t *count);

/* ---- between view.c and view_feedback.c ---- */

/*
 * A copy of a view, without feedback, that can be made to see less: hide
 * documents of it (twice is fine), then map what is left. Statuses:
 * SUO_NO_MEMORY, SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_view_copy(const suo_view *view, suo_view **copy,
                                      suo_error *error);
SUO_MUST_USE suo_status suo_view_hide(suo_view *view, suo_place place,
                                      suo_error *error);
SUO_MUST_USE suo_status suo_view_map(suo_view *view, suo_error *error);

/* ---- for all ---- */

/* Where a higher layer keeps something with the view. */
static inline suo_attachment_slot *suo_view_slot(const suo_view *view)
{
    return &((suo_view *)(uintptr_t)view)->attachment;
}

#endif
