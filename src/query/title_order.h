/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_order.h - places in titles, sorted by what follows them: all that
 * begins with something typed is one range, which gives the most used first.
 */
#ifndef SUO_QUERY_TITLE_ORDER_H
#define SUO_QUERY_TITLE_ORDER_H

#include "query/title_set.h"

/* What places are sorted by. */
typedef enum suo_title_key {
    SUO_TITLE_CHARS = 0,    /* characters */
    SUO_TITLE_LETTERS = 1,  /* letters, of Han those of its syllables */
    SUO_TITLE_INITIALS = 2, /* letters, of Han the first of its syllables */
    SUO_TITLE_KEYS = 3
} suo_title_key;

enum {
    SUO_TITLE_PLACES = SUO_SPELT_NOWHERE, /* kinds of places that have orders */
    SUO_TITLE_LEVELS = 9,
    SUO_TITLE_FAN = 16
};

/* Entries [from, to) of an order. */
typedef struct suo_title_range {
    uint32_t from;
    uint32_t to;
} suo_title_range;

/*
 * Level 0 has the units; each entry of a higher level the least one of
 * SUO_TITLE_FAN below it, so of the most used title. Start with {0}.
 */
typedef struct suo_title_order {
    const suo_title_set *set;
    suo_title_key key;
    uint32_t level_count;
    uint32_t counts[SUO_TITLE_LEVELS];
    uint32_t *levels[SUO_TITLE_LEVELS]; /* one block, owned */
} suo_title_order;

/*
 * What a letter, digit or other character is in the keys of letters: above 0,
 * which stands for the end of a title. u and v are one, all that is neither
 * a-z nor 0-9 is one.
 */
uint32_t suo_title_symbol(uint32_t code);

/*
 * Sort the units of a set that are of a suo_spelt_place and of use for the
 * key. The set must outlive the order. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_title_order_make(suo_title_order *order,
                                             const suo_title_set *set,
                                             suo_title_key key, uint32_t place,
                                             suo_error *error);
void suo_title_order_clear(suo_title_order *order);

/* The entries of 'range' whose keys begin with 'count' symbols (characters for
 * SUO_TITLE_CHARS). */
suo_title_range suo_title_order_narrow(const suo_title_order *order,
                                       suo_title_range range,
                                       const uint32_t *symbols, uint32_t count);

/* The entries of a range whose keys agree in 'depth' symbols that have 'symbol'
 * next; not by SUO_TITLE_LETTERS. */
suo_title_range suo_title_order_step(const suo_title_order *order,
                                     suo_title_range range, uint32_t depth,
                                     uint32_t symbol);

/* All entries. */
static inline suo_title_range suo_title_order_all(const suo_title_order *order)
{
    return (suo_title_range){0, order->counts[0]};
}

#endif
