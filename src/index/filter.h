/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.h - which documents of a segment pass the filters of a call.
 */
#ifndef SUO_INDEX_FILTER_H
#define SUO_INDEX_FILTER_H

#include "index/segment.h"

/* A filter looked up in a segment; columns are borrowed from it. */
typedef struct suo_column_filter {
    suo_filter_kind kind;
    const suo_numbers *numbers; /* range */
    int64_t min;
    int64_t max;
    const suo_keywords *keywords; /* others: a rank that passes; 'distinct': */
    uint32_t rank;                /* none does; and all of [start, end) */
    uint32_t rank_start;
    uint32_t rank_end;
} suo_column_filter;

typedef struct suo_segment_filters {
    uint32_t count;
    bool is_joined;   /* some of them join others */
    bool passes_none; /* a condition that no document of the segment meets */
    bool is_corrupt;  /* found while asking; sticky */
    suo_column_filter items[SUO_FILTERS_MAX];
} suo_segment_filters;

/*
 * Check a caller's filters and copy them to taken[SUO_FILTERS_MAX], lengths of
 * texts known, SUO_FILTER_EXISTS said by others. Statuses: SUO_LIMIT, SUO_INVALID.
 */
SUO_MUST_USE suo_status suo_filters_take(const suo_schema *schema,
                                         const suo_filter *given,
                                         uint64_t count, suo_filter *taken,
                                         suo_error *error);

/* Look up filters that were taken. Statuses: SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_segment_filters_open(suo_segment_filters *filters,
                                                 const suo_filter *taken,
                                                 uint32_t count,
                                                 const suo_segment *segment,
                                                 suo_error *error);

/* Does a document pass all of them? */
bool suo_segment_filters_pass(suo_segment_filters *filters, uint32_t doc);

/* Of the documents from 'doc' on, a multiple of 64, that are marked in
 * marks[words], keep the marks of those that do. */
void suo_segment_filters_keep(suo_segment_filters *filters, uint32_t doc,
                              uint64_t *marks, size_t words);

/* The same of 64. */
uint64_t suo_segment_filters_pass_marks(suo_segment_filters *filters,
                                        uint32_t doc, uint64_t marks);

/* What asking came upon. Statuses: SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_segment_filters_status(
    const suo_segment_filters *filters, suo_error *error);

#endif
