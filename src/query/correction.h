/* SPDX-License-Identifier: Apache-2.0 */
/*
 * correction.h - what a question with slips was meant to ask; the public
 * suo_correction.
 */
#ifndef SUO_QUERY_CORRECTION_H
#define SUO_QUERY_CORRECTION_H

#include "index/view.h"
#include "query/watch.h"

/*
 * Correct a question by the words of a view that stand in text fields 'fields'
 * (bit t). Statuses: SUO_CORRUPT, SUO_LIMIT, SUO_VERSION, SUO_STATE,
 * SUO_NO_MEMORY; those of the watch.
 */
SUO_MUST_USE suo_status suo_correction_make(const suo_view *view,
                                            const char *text, size_t len,
                                            uint32_t fields, suo_watch *watch,
                                            suo_correction **correction,
                                            suo_error *error);
void suo_correction_release(suo_correction *correction);

/* What is to be asked of it: without operators and what belongs to them, and of
 * a long one the part that was looked at. */
suo_slice suo_correction_get_asked(const suo_correction *correction);

/* These as their namesakes in suo.h. */
suo_slice suo_correction_get_text(const suo_correction *correction);
const suo_change *suo_correction_get_changes(const suo_correction *correction);
uint32_t suo_correction_get_count(const suo_correction *correction);

#endif
