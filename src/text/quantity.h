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

/* Whether a quantity may begin with character 'place' of the Han run: most
 * begin none, and this says so at little cost. */
static inline bool suo_quantity_may_begin(const suo_folded *folded,
                                          const suo_han *han, size_t place)
{
    if (suo_is_numeral(han->chars[place])) {
        if (place + 1 == han->count)
            return false;
        uint32_t next = han->chars[place + 1];
        return suo_unit_lows[next & 0xFF] || suo_is_numeral(next);
    }
    return place == 0 && han->places[0] > 0 &&
           suo_class(folded->codes[han->places[0] - 1]) == SUO_CLASS_DIGIT;
}

/*
 * Add the quantity that begins with character 'place' of the Han run, or for
 * place 0 with digits right before it, if there is one: SUO_TOKEN_WHOLE with
 * SUO_TOKEN_HAN. 'unit' is the character's. The batch has room for a token
 * and SUO_QUANTITY_BYTES_MAX bytes.
 */
void suo_quantity_add(suo_batch *batch, const suo_folded *folded,
                      const suo_han *han, size_t place, uint32_t unit);

#endif
