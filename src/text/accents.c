/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accents.c - take the marks off a word that is written already.
 */
#include "text/accents.h"

#include <stdbool.h>

#include "text/utf8.h"

size_t suo_accents_strip(const char *word, size_t len, char *out)
{
    size_t written = 0;
    for (size_t at = 0; at < len;) {
        uint32_t code;
        bool is_broken = false;
        size_t bytes = suo_utf8_decode((const uint8_t *)word + at, len - at,
                                       &code, &is_broken);
        const char *plain = suo_accent_plain(code);
        if (plain == NULL) {
            for (size_t i = 0; i < bytes; i++)
                out[written++] = word[at + i];
        } else {
            out[written++] = plain[0];
            if (plain[1] != 0)
                out[written++] = plain[1];
        }
        at += bytes;
    }
    return written;
}
