/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boosts.c - the formulas of suo.h, and what they are at most.
 *
 * All rise with the value, so that the largest value a column can hold, or what
 * speaks most for a document of the segment, bounds them. Halves are taken by ldexp, and what is left of one by a polynomial: no
 * machine's exp2 makes scores another's.
 */
#include "query/boosts.h"

#include <math.h>

suo_status suo_boosts_check(const suo_schema *schema, const suo_boost *boosts,
                            uint64_t count, suo_error *error)
{
    const uint32_t kinds = 1u << SUO_FIELD_INTEGER | 1u << SUO_FIELD_TIME;
    if (count > SUO_BOOSTS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d boosts are taken",
                             SUO_BOOSTS_MAX);
    if (count > 0 && boosts == NULL)
        return suo_error_set(error, SUO_INVALID, "the boosts are missing");
    for (uint64_t i = 0; i < count; i++) {
        const suo_boost *own = &boosts[i];
        if (own->kind < SUO_BOOST_FRESH || own->kind > SUO_BOOST_VOTES)
            return suo_error_set(error, SUO_INVALID, "there is no such boost");
        if (own->kind != SUO_BOOST_VOTES &&
            (own->field >= schema->field_count ||
             !(kinds >> schema->fields[own->field].kind & 1)))
            return suo_error_set(error, SUO_INVALID,
                                 "a boost's field is of another kind");
        if (!(own->weight >= 0 && own->weight <= SUO_BOOST_WEIGHT_MAX) ||
            own->half < 1)
            return suo_error_set(error, SUO_INVALID,
                                 "a boost's weight or half is out of range");
    }
    return SUO_OK;
}

/* 2^-x for x >= 0. */
static double half_power(double x)
{
    double whole = floor(x);
    double power = 1;
    /* exp(-y), y < ln 2, by its series to where it no longer counts. */
    double y = (x - whole) * 0.69314718055994530942;
    if (whole > 1000)
        return 0;
    for (int i = 17; i > 0; i--)
        power = 1 - y / i * power;
    return ldexp(power, -(int)whole);
}

/* What a value adds to 1: 0 to the weight, never less of a larger value. */
static double boost_share(const suo_boost *boost, int64_t value)
{
    const double half = (double)boost->half;
    if (boost->kind == SUO_BOOST_FRESH) {
        double age = (double)boost->now - (double)value;
        return boost->weight * (age > 0 ? half_power(age / half) : 1);
    }
    return value > 0 ? boost->weight * ((double)value / ((double)value + half))
                     : 0;
}

/*
 * What votes add to 1. With p, the mean of the beta distribution that is left
 * of one of half / 2 and half / 2 after 'good' successes and 'bad' failures
 * (Gelman et al., Bayesian Data Analysis, 2.4), 'more' is 2 p - 1. What many
 * speak for gains as much as what they speak against loses.
 */
static double votes_share(const suo_boost *boost, double good, double bad)
{
    double more = (good - bad) / (good + bad + (double)boost->half);
    return more >= 0 ? boost->weight * more
                     : 1 / (1 - boost->weight * more) - 1;
}

/* The rating of a document; NULL if there is none. */
static const suo_rating *boosts_rating(const suo_boosts *boosts, uint32_t doc)
{
    const suo_view_segment *seen = boosts->seen;
    uint32_t low = 0;
    uint32_t high = seen->rating_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (seen->ratings[middle].doc < doc)
            low = middle + 1;
        else
            high = middle;
    }
    return low < seen->rating_count && seen->ratings[low].doc == doc
               ? &seen->ratings[low]
               : NULL;
}

/* The largest value that the bits of a column can hold. */
static int64_t numbers_most(const suo_numbers *numbers)
{
    uint64_t above =
        numbers->width < 64 ? (UINT64_C(1) << numbers->width) - 1 : UINT64_MAX;
    uint64_t room = (uint64_t)INT64_MAX - (uint64_t)numbers->least;
    return above < room ? (int64_t)((uint64_t)numbers->least + above)
                        : INT64_MAX;
}

/* What no share of a boost is above in the segment. */
static double boosts_share_most(const suo_boosts *boosts, uint32_t number)
{
    const suo_boost *own = &boosts->items[number];
    return own->kind == SUO_BOOST_VOTES
               ? votes_share(own, boosts->seen->most_good, 0)
               : boost_share(own, numbers_most(boosts->columns[number]));
}

void suo_boosts_open(suo_boosts *boosts, const suo_boost *items, uint32_t count,
                     const suo_view_segment *seen)
{
    boosts->count = count;
    boosts->items = items;
    boosts->seen = seen;
    boosts->most = 1;
    for (uint32_t i = 0; i < count; i++) {
        boosts->columns[i] =
            items[i].kind == SUO_BOOST_VOTES
                ? NULL
                : &seen->segment->columns[items[i].field].numbers;
        /* A little more, so that rounding takes nothing away. */
        boosts->most *= (1 + boosts_share_most(boosts, i)) * (1 + 1e-9);
    }
}

bool suo_boosts_value(const suo_boosts *boosts, uint32_t number, uint32_t doc,
                      int64_t *value)
{
    *value = 0;
    if (boosts->columns[number] != NULL)
        return suo_numbers_get(boosts->columns[number], doc, value);
    const suo_rating *rating = boosts_rating(boosts, doc);
    if (rating != NULL)
        *value = (int64_t)floor(rating->good - rating->bad + 0.5);
    return rating != NULL;
}

double suo_boosts_share(const suo_boosts *boosts, uint32_t number, uint32_t doc)
{
    const suo_boost *own = &boosts->items[number];
    int64_t value;
    if (own->kind == SUO_BOOST_VOTES) {
        const suo_rating *rating = boosts_rating(boosts, doc);
        return rating != NULL ? votes_share(own, rating->good, rating->bad) : 0;
    }
    return suo_numbers_get(boosts->columns[number], doc, &value)
               ? boost_share(own, value)
               : 0;
}

double suo_boosts_multiply(const suo_boosts *boosts, uint32_t doc, double score)
{
    for (uint32_t i = 0; i < boosts->count; i++)
        score += score * suo_boosts_share(boosts, i, doc);
    return score;
}
