/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_set.h - the distinct titles of some documents, the most used first,
 * spelt as they are typed.
 *
 * The units of all titles stand one behind the other, a 0 behind each title:
 * so a place in a title is the number of a unit, and of two places the one of
 * the more used title has the lower number.
 */
#ifndef SUO_QUERY_TITLE_SET_H
#define SUO_QUERY_TITLE_SET_H

#include "index/segment.h"
#include "text/spelling.h"

enum {
    SUO_TITLE_BYTES_MAX = 1024, /* of a value that are read, and shown */
    SUO_TITLE_HINT_UNITS = 16
};

/* A document that has a title, as it writes it. */
typedef struct suo_titled {
    uint64_t text_at; /* in the texts */
    int64_t use;      /* >= 0 */
    uint32_t text_len;
    uint32_t doc;
} suo_titled;

typedef struct suo_title {
    uint32_t first_unit;
    uint32_t first_doc; /* of the set's docs */
} suo_title;

/* Which titles: the values of a text field of the documents [start, end). */
typedef struct suo_title_source {
    uint32_t start;
    uint32_t end;
    uint32_t field;
    uint32_t use_field; /* integer field; SUO_NO_FIELD: all are used alike */
} suo_title_source;

/*
 * Titles come by the use of their first document, then by their lengths, then
 * by its sequence; documents of a title by use, then by sequence. Immutable
 * once it is made. Start with {0}.
 */
typedef struct suo_title_set {
    uint32_t title_count;
    uint32_t unit_count; /* with the 0s */
    uint32_t doc_count;
    suo_title *titles; /* one more, behind the last */
    suo_titled *docs;  /* by title */
    uint32_t *codes;   /* by unit */
    uint16_t *spelt;   /* by unit: syllable, and place << SUO_SPELT_SHIFT */
    uint32_t *hints;   /* by SUO_TITLE_HINT_UNITS: the title of the first */
    char *texts;
} suo_title_set;

enum { SUO_SPELT_SHIFT = 14 };

_Static_assert(SUO_PINYIN_SYLLABLES <= 1 << SUO_SPELT_SHIFT,
               "a syllable leaves room for the place");

static inline uint32_t suo_title_syllable(const suo_title_set *set,
                                          uint32_t unit)
{
    return set->spelt[unit] & ((1u << SUO_SPELT_SHIFT) - 1);
}

static inline uint32_t suo_title_place(const suo_title_set *set, uint32_t unit)
{
    return set->spelt[unit] >> SUO_SPELT_SHIFT;
}

/* The number of the title that a unit is in. */
uint32_t suo_title_find(const suo_title_set *set, uint32_t unit);

/* How many units a title has. */
static inline uint32_t suo_title_len(const suo_title_set *set, uint32_t title)
{
    const suo_title *own = &set->titles[title];
    return own[1].first_unit - own->first_unit - 1;
}

/*
 * Read the titles of a segment's documents, dead ones as well. Statuses:
 * SUO_CORRUPT, SUO_LIMIT (2^32 units), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_title_set_make(suo_title_set *set,
                                           const suo_segment *segment,
                                           const suo_title_source *source,
                                           suo_error *error);
void suo_title_set_clear(suo_title_set *set);

#endif
