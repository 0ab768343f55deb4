/* SPDX-License-Identifier: Apache-2.0 */
/*
 * noise.h - pinyin in brackets that some converters leave in Chinese text:
 * 應(yīng)用 means 應用.
 */
#ifndef SUO_TEXT_NOISE_H
#define SUO_TEXT_NOISE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The length of the bracketed pinyin at the start of 'count' folded
 * characters (flags allowed); 0 if there is none. It is '(', one syllable of
 * at most six letters with one tone mark, ')'.
 */
size_t suo_noise_len(const uint32_t *codes, size_t count);

#endif
