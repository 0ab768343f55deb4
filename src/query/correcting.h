/* SPDX-License-Identifier: Apache-2.0 */
/*
 * correcting.h - a question while its slips are looked for: what suspects.c,
 * letter_slips.c, han_slips.c and correction.c share.
 */
#ifndef SUO_QUERY_CORRECTING_H
#define SUO_QUERY_CORRECTING_H

#include "query/analysis.h"
#include "query/known_words.h"
#include "query/term_counter.h"
#include "query/wording.h"
#include "text/spelling.h"

enum {
    SUO_CORRECTED_BYTES = 1024, /* of a question that are looked at */
    SUO_SLIPS_MAX = 16          /* that are corrected; further ones are not */
};

/* What stands in the place of bytes [start, end) of the question. */
typedef struct suo_slip {
    uint32_t start;
    uint32_t end;
    suo_slice meant; /* in the arena */
} suo_slip;

/* Start with {0}. */
typedef struct suo_correcting {
    const suo_view *view;
    const suo_analysis *analysis;
    uint32_t fields; /* text fields that are searched */
    suo_watch *watch;
    suo_error *error;
    char *text; /* what is looked at, blank where nothing is corrected */
    uint32_t len;
    uint8_t *is_fixed; /* by byte: it stays as it is */
    suo_wording wording;
    suo_spelling spelling;
    suo_term_counter counter;
    suo_slip slips[SUO_SLIPS_MAX]; /* apart */
    uint32_t slip_count;
    suo_arena arena;
} suo_correcting;

void suo_correcting_clear(suo_correcting *c);

/*
 * Cut the question, and see what of it must stay: operators and what belongs
 * to them, quotes, beginnings of words, codes, and the index's own words and
 * synonyms. Statuses: SUO_NO_MEMORY, SUO_STATE, SUO_VERSION; those of the
 * watch.
 */
SUO_MUST_USE suo_status suo_suspects_find(suo_correcting *c, const char *text,
                                          size_t len);

/* May all of [start, end) be corrected? */
bool suo_suspects_may_be(const suo_correcting *c, uint32_t start, uint32_t end);

/* Note a slip, unless there are too many: the meant word is copied. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_correcting_add(suo_correcting *c, uint32_t start,
                                           uint32_t end, suo_slice meant);

/* Find the slips in words of letters. Statuses: SUO_CORRUPT, SUO_LIMIT,
 * SUO_NO_MEMORY, SUO_STATE; those of the watch. */
SUO_MUST_USE suo_status suo_letter_slips_find(suo_correcting *c);

/* Find those in runs of Han. Statuses: as above. */
SUO_MUST_USE suo_status suo_han_slips_find(suo_correcting *c);

#endif
