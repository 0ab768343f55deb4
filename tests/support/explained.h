/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explained.h - explanations of a search against the search itself.
 */
#ifndef SUO_TESTS_EXPLAINED_H
#define SUO_TESTS_EXPLAINED_H

#include "support/corpus.h"

/* The explanation of a document; fails if there is none. */
suo_explanation *explained_make(const suo_view *view, const char *question,
                                size_t len, const suo_search_options *options,
                                const char *key, size_t key_len,
                                suo_explained *explained);

/*
 * Explain some hits of the search and some documents that are none, drawn by
 * 'random'. Fails unless parts add up to the hit's score, bit for bit, those of
 * the question in any order, each part is what its formula says to 1e-9 (those
 * of the second phase are the oracle's business), its bytes lie in the
 * question, ranks are those of the hits, and what is no hit is told why: by
 * the same search without filters, or with more hits.
 */
void explained_check(const suo_view *view, const char *question, size_t len,
                     const suo_search_options *options, test_random *random);

#endif
