/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold_tables.h - the generated tables of folding (tables/make_fold.c).
 */
#ifndef SUO_TEXT_FOLD_TABLES_H
#define SUO_TEXT_FOLD_TABLES_H

#include <stdint.h>

typedef struct suo_fold_pair {
    uint32_t from;
    uint32_t to;
} suo_fold_pair;

/* What a character of the BMP becomes when it folds to one character of the
 * BMP whatever its neighbours are; 0: it takes the slow path. */
extern const uint16_t suo_fold_bmp[65536];

/* The class of a folded character of the BMP: SUO_CLASS_... */
extern const uint8_t suo_class_bmp[65536];

/* Variants with a side outside the BMP, ascending by 'from'. */
extern const suo_fold_pair suo_fold_far[];
extern const uint32_t suo_fold_far_count;

/* Hash of all of the above. */
extern const uint64_t suo_fold_hash;

#endif
