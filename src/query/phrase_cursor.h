/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_cursor.h - a phrase that is looked for where it matters: in documents
 * that have all of its terms, and could be hits if it stood there as often as
 * the term that the document has least of.
 */
#ifndef SUO_QUERY_PHRASE_CURSOR_H
#define SUO_QUERY_PHRASE_CURSOR_H

#include "query/cursor.h"
#include "query/phrase_join.h"

/* A phrase being looked for in a segment. Start with {0}; opened anew it keeps
 * its memory. */
struct suo_phrase_run {
    suo_joiner joiner;
    uint16_t factors[SUO_JOIN_MAX]; /* of impacts, in units of bounds */
};

void suo_phrase_run_clear(suo_phrase_run *run);

/* Begin a cursor of SUO_CURSOR_PHRASE; the terms of all steps of the phrase, as
 * of suo_joiner_open, its steps and the run must stay. A failure is kept in the
 * walk. */
void suo_cursor_open_phrase(suo_cursor *cursor, suo_walk *walk, uint32_t lane,
                            suo_phrase_run *run, const suo_phrase *phrase,
                            const suo_phrase_term *terms, uint32_t fields);

/* ---- where it may stand: all documents that have its terms ---- */

bool suo_phrase_may_have(suo_cursor *cursor, uint32_t doc);

/* As suo_cursor_mark. */
void suo_phrase_mark_may(suo_cursor *cursor, uint32_t start, uint32_t end,
                         uint64_t *marks);

/* ---- where it stands ---- */

bool suo_phrase_has(suo_cursor *cursor, uint32_t doc);

/* Its weighted frequency in a document that has all of its terms; 0: it is not
 * there. */
double suo_phrase_freq(suo_cursor *cursor, uint32_t doc);

/* As suo_cursor_mark. */
void suo_phrase_mark(suo_cursor *cursor, uint32_t start, uint32_t end,
                     uint64_t *marks);

/* Load the next few documents from 'doc' on that have it. */
void suo_phrase_load(suo_cursor *cursor, uint32_t doc);

/* ---- bounds, where all of its terms have impacts ---- */

/* What no part of a score is above. */
double suo_phrase_most(const suo_cursor *cursor);

/* Choose the factors for bounds of this unit. */
void suo_phrase_scale(suo_cursor *cursor, double unit);

/* Add to the bounds of 'count' spans; to those of documents [start, end), which
 * begin at 'bounds'. */
void suo_phrase_add_spans(const suo_cursor *cursor, uint16_t *bounds,
                          uint32_t count);
void suo_phrase_add_docs(suo_cursor *cursor, uint16_t *bounds, uint32_t start,
                         uint32_t end);

/* That of a document; 0: it does not have all terms. */
uint32_t suo_phrase_bound(suo_cursor *cursor, uint32_t doc);

#endif
