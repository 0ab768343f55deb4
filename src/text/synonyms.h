/* SPDX-License-Identifier: Apache-2.0 */
/*
 * synonyms.h - rules that say which phrases also answer which.
 *
 * One rule a line: 'a, b, c' makes each find the others; 'a, b => c, d' makes
 * a question with a or b find c and d too, not the other way round. Phrases
 * have one or more words. The Chinese comma is a comma; a line that begins
 * with '#' is a comment.
 */
#ifndef SUO_TEXT_SYNONYMS_H
#define SUO_TEXT_SYNONYMS_H

#include "text/phrasebook.h"

enum {
    SUO_RULE_PHRASES_MAX = 100, /* phrases of one line */
    SUO_SYNONYMS_EACH_MAX = 100 /* phrases that answer one phrase */
};

/*
 * Add the rules to 'book'; 'tokenizer' cuts their phrases. After a failure
 * the book can only be cleared. Statuses: SUO_INVALID and SUO_LIMIT (which
 * name the line), SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_synonyms_load(suo_phrasebook *book,
                                          suo_tokenizer *tokenizer,
                                          const char *rules, size_t len,
                                          suo_error *error);

/* Check rules and forget them. Statuses: as suo_synonyms_load. */
SUO_MUST_USE suo_status suo_synonyms_check(suo_tokenizer *tokenizer,
                                           const char *rules, size_t len,
                                           suo_error *error);

#endif
