/* SPDX-License-Identifier: Apache-2.0 */
/*
 * languages.h - whose rules stem a text's words.
 */
#ifndef SUO_TEXT_LANGUAGES_H
#define SUO_TEXT_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum suo_language_kind {
    SUO_LANGUAGE_ENGLISH, /* contractions, then Snowball's English */
    SUO_LANGUAGE_NONE,    /* words are not stemmed */
    SUO_LANGUAGE_OTHER    /* another algorithm of Snowball */
} suo_language_kind;

/* {0} is English. */
typedef struct suo_language {
    suo_language_kind kind;
    const char *name; /* of Snowball's algorithm; stays for ever */
} suo_language;

/*
 * Find the language called 'name', of 'len' bytes: "english", "none", another
 * algorithm of the Snowball library this program runs with, or the ISO 639-1
 * code of one. Returns whether there is one.
 */
bool suo_language_find(const char *name, size_t len, suo_language *language);

#endif
