/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold.h - text as search sees it: NFKC case fold, Traditional Han to
 * Simplified, and for every folded character where it came from.
 */
#ifndef SUO_TEXT_FOLD_H
#define SUO_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "text/classes.h"
#include "text/fold_tables.h"

/* A folded character as suo_folded holds it: the code point, and this flag
 * when its source was a capital letter. */
#define SUO_FOLDED_UPPER UINT32_C(0x80000000)
#define SUO_FOLDED_CODE UINT32_C(0x001FFFFF)

/* One source character, or one of the characters it becomes. */
typedef struct suo_fold_item {
    uint32_t code; /* with SUO_FOLDED_UPPER */
    uint32_t start;
    uint32_t end;
} suo_fold_item;

/*
 * Folded text. Start with {0}; the memory is kept from one text to the next.
 * Characters from one source share its range; a character composed of several
 * has the range from the first to the last.
 */
typedef struct suo_folded {
    uint32_t *codes;  /* code point, with SUO_FOLDED_UPPER */
    uint32_t *starts; /* first byte of the source */
    uint32_t *ends;   /* one past its last byte */
    size_t count;
    size_t cap;
    uint64_t replaced;     /* broken parts of UTF-8 met, added up */
    suo_fold_item *items;  /* room for one stretch of the slow path */
    suo_fold_item *sorted; /* the same, put in order */
    size_t item_cap;
} suo_folded;

void suo_folded_clear(suo_folded *folded);

/*
 * Fold the bytes [from, to) of 'text', replacing what 'folded' holds;
 * 'replaced' grows. Offsets count from 'text'.
 *
 * A stretch that must be composed as one (a letter and its marks) is cut
 * after SUO_FOLD_STRETCH_MAX characters, so that memory has a bound.
 * Statuses: SUO_NO_MEMORY.
 */
enum { SUO_FOLD_STRETCH_MAX = 4096 };
SUO_MUST_USE suo_status suo_fold(suo_folded *folded, const char *text,
                                 uint32_t from, uint32_t to, suo_error *error);

/* The class, SUO_CLASS_..., of a folded character outside the BMP. */
int suo_class_far(uint32_t code);

/* The class of a folded character, flag allowed. */
static inline int suo_class(uint32_t code)
{
    code &= SUO_FOLDED_CODE;
    if (code < 0x10000)
        return suo_class_bmp[code];
    return suo_class_far(code);
}

/* Whether a folded character is of the main block of Han: most are. */
static inline bool suo_is_common_han(uint32_t code)
{
    return code - 0x4E00 < 0x5200;
}

/* The variant a folded character is joined with, or itself. */
uint32_t suo_fold_variant(uint32_t code);

/* ---- between fold.c and fold_slow.c ---- */

/* Make room for 'more' characters behind those 'folded' has. */
SUO_MUST_USE suo_status suo_folded_reserve(suo_folded *folded, size_t more,
                                           suo_error *error);

/*
 * Fold the stretch that starts at byte 'from' and goes on, past 'from_new',
 * up to the next character that folds alone; '*next' is where that one
 * starts. Broken parts from 'from_new' on are counted. Leaves room for as
 * many characters as bytes are left. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_fold_stretch(suo_folded *folded, const char *text,
                                         uint32_t from, uint32_t from_new,
                                         uint32_t to, uint32_t *next,
                                         suo_error *error);

/* Whether a character that folds to 'folded' alone is a capital. */
static inline bool suo_fold_is_upper(uint32_t code, uint32_t folded)
{
    return code != folded &&
           (code < 0x80 || (code >= 0xC0 && code < 0x2B0) ||
            (code >> 8) == 0x1E || (code >= 0xFF21 && code <= 0xFF3A));
}

#endif
