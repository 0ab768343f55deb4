/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contractions.h - English contractions: don't asks for what do asks for.
 */
#ifndef SUO_TEXT_CONTRACTIONS_H
#define SUO_TEXT_CONTRACTIONS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Replace a contraction of 'len' bytes, a-z and ' only, by its first word,
 * which is no longer: "don't" and "dont" by "do", "they'll" by "they". Other
 * words stay; so does 's, which the stemmer takes off. Returns the length.
 */
size_t suo_contraction_cut(char *word, size_t len);

/* The hash of the list of contractions. */
uint64_t suo_contraction_hash(void);

#endif
