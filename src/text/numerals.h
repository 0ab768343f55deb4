/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numerals.h - numbers written in Han, and the units behind numbers.
 *
 * Only what is safe: the numeral is well formed and a unit of the list follows
 * at once; 一 needs a unit of time, money or measure, since 一个 and 一次 are
 * seldom counts.
 */
#ifndef SUO_TEXT_NUMERALS_H
#define SUO_TEXT_NUMERALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SUO_NUMBER_CHARS_MAX = 8,  /* Han characters of a numeral */
    SUO_NUMBER_DIGITS_MAX = 9, /* of a number */
    SUO_UNIT_CHARS_MAX = 4
};

/* A unit that stands at some place. */
typedef struct suo_unit {
    uint32_t len;     /* characters it takes; 0: there is none */
    uint32_t skipped; /* of them, the first that say nothing: 个 of 个小时 */
    bool needs_plural; /* not after 一 */
    bool is_year;      /* digits may stand one by one before it */
} suo_unit;

/* Low bytes of the first characters of units: whether one may begin with a
 * character. */
extern const bool suo_unit_lows[256];

/* Find the unit at the beginning of 'count' folded characters of a run. */
suo_unit suo_unit_find(const uint32_t *chars, size_t count);

/* A character of numerals, found by the low byte of its code. */
typedef struct suo_numeral_char {
    uint16_t code;  /* 0: no numeral has this low byte */
    uint16_t power; /* 10, 100, 1000; 0: a digit */
    uint8_t digit;
} suo_numeral_char;
extern const suo_numeral_char suo_numeral_chars[256];

/* Whether a numeral may contain the folded character. */
static inline bool suo_is_numeral(uint32_t code)
{
    return suo_numeral_chars[code & 0xFF].code == code && code != 0;
}

/* Whether a numeral behind the folded character goes on from it: 三点五 says
 * 3.5, and 三万五千 more than 5000. */
bool suo_continues_number(uint32_t code);

/* A numeral of Han characters. */
typedef struct suo_numeral {
    uint32_t len;   /* characters; 0: there is none, or it is not safe */
    uint32_t value; /* what it says */
    bool is_year;   /* said digit by digit: 二〇二六, 年 must follow */
} suo_numeral;

/* Read the numeral at the beginning of 'count' folded characters. */
suo_numeral suo_numeral_read(const uint32_t *chars, size_t count);

#endif
