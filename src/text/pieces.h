/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces.h - where a long text may be cut and read piece by piece.
 */
#ifndef SUO_TEXT_PIECES_H
#define SUO_TEXT_PIECES_H

#include <stdint.h>

enum {
    SUO_PIECE_BYTES = 4 * 1024,     /* what a piece has, about */
    SUO_STRETCH_BYTES = 1024 * 1024 /* a text is cut here when it has no safe
                                       place for so long */
};

/*
 * The end of the piece of 'text' that starts at 'from' < 'len': white space in
 * the next stretch of ASCII; or where that is more than 'piece_bytes' (> 0, at most
 * SUO_STRETCH_BYTES) away, the last safe place before, or else the first one
 * after. The tokens do not depend on 'piece_bytes'.
 */
uint32_t suo_piece_end(const char *text, uint32_t from, uint32_t len,
                       uint32_t piece_bytes);

#endif
