/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sounds.h - syllables of Mandarin that many speakers do not tell apart.
 *
 * Who says z for zh, l for n, f for h or in for ing types so, too.
 */
#ifndef SUO_TEXT_SOUNDS_H
#define SUO_TEXT_SOUNDS_H

#include "text/pinyin.h"

/* A number that syllables have in common which are alike or near: not 0 but for
 * SUO_PINYIN_NONE. */
uint32_t suo_sound_key(uint16_t syllable);

#endif
