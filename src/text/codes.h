/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codes.h - the words of a Latin run, and codes like V3-MONO as a whole.
 *
 * A run is cut at separators (- _ .), between letters and digits, and before
 * a capital that follows a small letter (not after the first letter of a
 * word: iPhone, eBay and McDonald begin like that). Each part is a word. If
 * there are two to eight, a token of them all follows, without separators:
 * ZA-3, za_3 and ZA3 give za3. Between two digits a separator is kept, as a
 * full stop: 5.3.1 is not 531. Numbers with full stops inside of a longer run
 * are a whole of their own: v5.3-beta gives 5.3, too.
 */
#ifndef SUO_TEXT_CODES_H
#define SUO_TEXT_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "text/batch.h"
#include "text/fold.h"
#include "text/stem.h"
#include "text/stop.h"

enum {
    SUO_WHOLE_MAX = 64,      /* bytes of a code that is also kept whole */
    SUO_WHOLE_PARTS_MAX = 8, /* and its parts */
    SUO_CODES_BYTES = 4      /* of terms, for a character of the run */
};

/* What cutting needs; the parts belong to the caller. */
typedef struct suo_codes {
    suo_batch *batch;
    const suo_folded *folded;
    suo_stem *stem;
    const suo_stop *stop;
} suo_codes;

/*
 * Add the tokens of the Latin run [from, to) of the folded text, the first
 * one with number '*unit', and move '*unit' past them. The batch has room for
 * to - from + 1 tokens and for SUO_CODES_BYTES bytes a character and
 * SUO_WHOLE_MAX more. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_codes_add(const suo_codes *codes, size_t from,
                                      size_t to, uint32_t *unit,
                                      suo_error *error);

/*
 * Stem a word of a-z and ', as suo_stem_word does, and set its token's flags:
 * SUO_TOKEN_STOP, SUO_TOKEN_STEMMED. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_codes_stem(const suo_codes *codes, char *word,
                                       size_t *len, uint16_t *flags,
                                       suo_error *error);

/* Words of the characters [from, to) of the folded text, those of other
 * scripts not counted. */
uint32_t suo_codes_count(const suo_folded *folded, size_t from, size_t to);

#endif
