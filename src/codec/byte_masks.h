/* SPDX-License-Identifier: Apache-2.0 */
/*
 * byte_masks.h - what 64 bytes are, one bit a byte.
 */
#ifndef SUO_CODEC_BYTE_MASKS_H
#define SUO_CODEC_BYTE_MASKS_H

#include <stdint.h>

enum { SUO_MASKED_BYTES = 64 };

/* Bit i tells of byte i. */
typedef struct suo_byte_masks {
    uint64_t letters;     /* A-Z, a-z */
    uint64_t capitals;    /* A-Z */
    uint64_t digits;      /* 0-9 */
    uint64_t joiners;     /* - _ . */
    uint64_t apostrophes; /* ' */
    uint64_t far;         /* 0x80 and above */
} suo_byte_masks;

/* Look at the SUO_MASKED_BYTES bytes at 'bytes'. */
void suo_byte_masks_make(suo_byte_masks *masks, const uint8_t *bytes);

/* The same without the instructions of any one machine, for tests. */
void suo_byte_masks_make_portable(suo_byte_masks *masks, const uint8_t *bytes);

#endif
