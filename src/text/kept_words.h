/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept_words.h - words of letters and digits that masking leaves: names of
 * products, which tell nothing of a person.
 */
#ifndef SUO_TEXT_KEPT_WORDS_H
#define SUO_TEXT_KEPT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Start with {0}. A word is a hash of its folded letters and digits. */
typedef struct suo_kept_words {
    uint64_t *keys; /* ascending */
    size_t count;
    size_t cap;
} suo_kept_words;

void suo_kept_words_clear(suo_kept_words *words);

/* Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_kept_words_add(suo_kept_words *words, uint64_t key,
                                           suo_error *error);
bool suo_kept_words_has(const suo_kept_words *words, uint64_t key);

#endif
