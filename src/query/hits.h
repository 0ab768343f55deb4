/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hits.h - what a search gives back; the public suo_hits.
 */
#ifndef SUO_QUERY_HITS_H
#define SUO_QUERY_HITS_H

#include "query/search.h"
#include "query/showing.h"

/*
 * Analyse the question, search the view and take the hits' keys. Statuses as
 * suo_view_search of suo.h.
 */
SUO_MUST_USE suo_status suo_hits_make(const suo_view *view, const char *text,
                                      size_t len,
                                      const suo_search_request *request,
                                      suo_hits **hits, suo_error *error);

/*
 * Search the view for a question, which is taken, even on failure, without a
 * second phase (suo_search_request.is_one_phase). 'but' (may
 * be NULL) is no hit. Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_hits_ask(const suo_view *view,
                                     suo_question *question,
                                     const suo_search_request *request,
                                     const suo_place *but, suo_hits **hits,
                                     suo_error *error);
void suo_hits_release(suo_hits *hits);

/* The snapshot that was searched, borrowed. */
const suo_snapshot *suo_hits_get_snapshot(const suo_hits *hits);

/* What was asked, borrowed. */
const suo_question *suo_hits_get_question(const suo_hits *hits);

const suo_hit *suo_hits_get_items(const suo_hits *hits);
uint32_t suo_hits_get_count(const suo_hits *hits);
uint64_t suo_hits_get_total(const suo_hits *hits);
suo_status suo_hits_get_stop(const suo_hits *hits);

/* Documents of the hit's group; 0: not counted. */
uint64_t suo_hits_get_group(const suo_hits *hits, uint32_t hit);

/* Is a hit pinned to the question? */
bool suo_hits_get_pinned(const suo_hits *hits, uint32_t hit);

/* Key number 'nth' of the documents that the hit supersedes; NULL. */
const char *suo_hits_get_superseded(const suo_hits *hits, uint32_t hit,
                                    uint32_t nth, uint64_t *key_len);

/* NULL: there is no such facet. */
const suo_facet_answer *suo_hits_get_facet(const suo_hits *hits,
                                           uint32_t facet);

/* These as their namesakes in suo.h; the hit's number is in range. */
SUO_MUST_USE suo_status suo_hits_load_text(suo_hits *hits, uint32_t hit,
                                           uint32_t field, uint32_t nth,
                                           suo_slice *text, suo_error *error);
SUO_MUST_USE suo_status suo_hits_load_integer(const suo_hits *hits,
                                              uint32_t hit, uint32_t field,
                                              int64_t *value, suo_error *error);
SUO_MUST_USE suo_status suo_hits_make_position(suo_hits *hits, uint32_t hit,
                                               suo_slice *position,
                                               suo_error *error);
SUO_MUST_USE suo_status suo_hits_tell(suo_hits *hits, uint32_t hit,
                                      suo_hit_match *match, suo_error *error);
SUO_MUST_USE suo_status suo_hits_answer(suo_hits *hits,
                                        suo_answerability *answerability,
                                        suo_error *error);
SUO_MUST_USE suo_status suo_hits_make_snippet(suo_hits *hits, uint32_t hit,
                                              uint32_t field,
                                              const suo_showing_options *how,
                                              suo_snippet *snippet,
                                              suo_error *error);
SUO_MUST_USE suo_status suo_hits_load_count(suo_hits *hits, uint32_t hit,
                                            uint32_t field, uint32_t *count,
                                            suo_error *error);

/* Find the words of the question in a text as of text field 'field'; 'tags'
 * may be NULL. Statuses: as suo_hits_highlight of suo.h. */
SUO_MUST_USE suo_status suo_hits_make_highlight(suo_hits *hits, uint32_t field,
                                                suo_slice text,
                                                const suo_html_tags *tags,
                                                suo_highlight *highlight,
                                                suo_error *error);

#endif
