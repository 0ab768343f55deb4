/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quantity.h - a number with its unit as one term for all ways to write it:
 * 7天 and 七天, 24小时 and 二十四个小时, 2026年 and 二〇二六年.
 *
 * Only where it is safe: see numerals.h.
 */
#ifndef SUO_TEXT_QUANTITY_H
#define SUO_TEXT_QUANTITY_H

#include "text/batch.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/numerals.h"

enum { SUO_QUANTITY_BYTES_MAX = 32 }; /* of a term */

/* Whether a quantity may begin with a character of a Han run, a 0 behind its
 * last: most begin none, and this says so at little cost. */
static inline bool suo_quantity_may_begin(const uint32_t *chars)
{
    return suo_is_numeral(chars[0]) &&
           (suo_unit_lows[chars[1] & 0xFF] || suo_is_numeral(chars[1]));
}

/* Whether one may begin with digits before the folded character 'place', the
 * first of a Han run. */
static inline bool suo_quantity_may_end(const suo_folded *folded, size_t place)
{
    return place > 0 && suo_class(folded->codes[place - 1]) == SUO_CLASS_DIGIT;
}

/*
 * Add the quantity that begins with character 'place' of the Han run, or for
 * place 0 with digits right before it, if there is one: SUO_TOKEN_WHOLE with
 * SUO_TOKEN_HAN. 'unit' is the character's. The batch has room for a token
 * and SUO_QUANTITY_BYTES_MAX bytes.
 */
void suo_quantity_add(suo_batch *batch, const suo_folded *folded,
                      const suo_han *han, suo_han_run run, size_t place,
                      uint32_t unit);

#endif
