/* SPDX-License-Identifier: Apache-2.0 */
/*
 * languages.c - the names of Snowball's algorithms, and their codes.
 *
 * Which algorithms there are is asked of the library itself: a newer one has
 * more. It knows codes, too, but does not say which name they stand for.
 */
#include "text/languages.h"

#include <libstemmer.h>
#include <string.h>

/* ISO 639-1; some are of algorithms that only newer libraries have. */
static const struct {
    char code[3];
    const char *name;
} LANGUAGE_CODES[] = {
    {"ar", "arabic"},     {"ca", "catalan"},    {"da", "danish"},
    {"de", "german"},     {"el", "greek"},      {"en", "english"},
    {"eo", "esperanto"},  {"es", "spanish"},    {"et", "estonian"},
    {"eu", "basque"},     {"fi", "finnish"},    {"fr", "french"},
    {"ga", "irish"},      {"hi", "hindi"},      {"hu", "hungarian"},
    {"hy", "armenian"},   {"id", "indonesian"}, {"it", "italian"},
    {"lt", "lithuanian"}, {"ne", "nepali"},     {"nl", "dutch"},
    {"no", "norwegian"},  {"pt", "portuguese"}, {"ro", "romanian"},
    {"ru", "russian"},    {"sr", "serbian"},    {"sv", "swedish"},
    {"ta", "tamil"},      {"tr", "turkish"},    {"yi", "yiddish"},
};

static bool language_is(const char *known, const char *name, size_t len)
{
    return strlen(known) == len && memcmp(known, name, len) == 0;
}

bool suo_language_find(const char *name, size_t len, suo_language *language)
{
    size_t count = sizeof(LANGUAGE_CODES) / sizeof(LANGUAGE_CODES[0]);
    *language = (suo_language){SUO_LANGUAGE_ENGLISH, "english"};
    for (size_t i = 0; i < count; i++) {
        if (!language_is(LANGUAGE_CODES[i].code, name, len))
            continue;
        name = LANGUAGE_CODES[i].name;
        len = strlen(name);
        break;
    }
    if (language_is("english", name, len))
        return true;
    if (language_is("none", name, len)) {
        *language = (suo_language){SUO_LANGUAGE_NONE, "none"};
        return true;
    }
    for (const char **known = sb_stemmer_list(); *known != NULL; known++) {
        if (!language_is(*known, name, len))
            continue;
        *language = (suo_language){SUO_LANGUAGE_OTHER, *known};
        return true;
    }
    return false;
}
