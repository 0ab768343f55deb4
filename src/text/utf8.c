/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.c - decoding by the table of well-formed sequences.
 *
 * Only the second byte has a range of its own: it keeps out overlong forms
 * (E0, F0), surrogates (ED) and what lies past U+10FFFF (F4). Unicode
 * Standard, table 3-7.
 */
#include "text/utf8.h"

/* Bytes of the character that starts with 'lead'; 0 if none does. Sets the
 * range of the second byte. */
static size_t utf8_lead(uint8_t lead, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (lead == 0xE0)
            *low = 0xA0;
        if (lead == 0xED)
            *high = 0x9F;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (lead == 0xF0)
            *low = 0x90;
        if (lead == 0xF4)
            *high = 0x8F;
        return 4;
    }
    return 0;
}

size_t suo_utf8_decode(const uint8_t *bytes, size_t len, uint32_t *code,
                       bool *is_broken)
{
    uint8_t low, high;
    *is_broken = false;
    if (bytes[0] < 0x80) {
        *code = bytes[0];
        return 1;
    }
    size_t need = utf8_lead(bytes[0], &low, &high);
    size_t have = 1;
    uint32_t value = need == 0 ? 0 : bytes[0] & (0x7Fu >> need);
    while (have < need && have < len && bytes[have] >= low &&
           bytes[have] <= high) {
        value = value << 6 | (bytes[have] & 0x3F);
        low = 0x80;
        high = 0xBF;
        have++;
    }
    if (need == 0 || have < need) {
        *is_broken = true;
        *code = SUO_REPLACEMENT;
        return have;
    }
    *code = value;
    return need;
}

size_t suo_utf8_before(const uint8_t *bytes, size_t at)
{
    for (size_t back = 1; back <= SUO_UTF8_MAX && back <= at; back++) {
        size_t start = at - back;
        if (!suo_utf8_is_tail(bytes[start]))
            return suo_utf8_first_len(bytes + start, back) == back ? start
                                                                   : at - 1;
    }
    return at - 1; /* a tail without a lead is broken by itself */
}
