/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_record.h - what a query log counts of a search: nothing of the question
 * goes further that is not masked.
 *
 * Searches ask alike if they have the same words: folded, Traditional as
 * Simplified, stemmed, in any order and number, without stop words (unless
 * they are all there is) and without what was masked.
 */
#ifndef SUO_QUERY_LOG_RECORD_H
#define SUO_QUERY_LOG_RECORD_H

#include "query/log_counts.h"
#include "text/kept_words.h"

typedef struct suo_log_scribe suo_log_scribe;

/* 'kept' words are not masked in questions; they must outlive the scribe.
 * Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_log_scribe_make(const suo_kept_words *kept,
                                            suo_log_scribe **scribe,
                                            suo_error *error);
void suo_log_scribe_free(suo_log_scribe *scribe);

/*
 * Make a record of a search. Statuses: SUO_INVALID (no question, a time or an
 * answerability out of range), SUO_LIMIT (the name of the role),
 * SUO_STATE (ICU failed), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_log_scribe_write(suo_log_scribe *scribe,
                                             const suo_logged_search *search,
                                             suo_log_record *record,
                                             suo_error *error);

#endif
