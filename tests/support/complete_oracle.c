/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete_oracle.c - completion by trying everything. Only the spelling of a
 * text is the library's.
 */
#include "support/complete_oracle.h"

#include <math.h>

#include "text/spelling.h"

enum { TYPED_MAX = 63, ABBREVIATED = 1, WHOLE = 0 };

/* Room for one more than k titles. */
typedef struct oracle_find {
    oracle_completion completion;
    suo_spelling spelling; /* of the title */
} oracle_find;

static uint32_t typed_count;
static uint32_t typed_codes[TYPED_MAX];

static bool is_letter(uint32_t code)
{
    return code >= 'a' && code <= 'z';
}

static bool letter_fits(char letter, uint32_t typed)
{
    return (uint32_t)letter == typed || (letter == 'v' && typed == 'u');
}

static int smaller(int a, int b)
{
    return b >= 0 && (a < 0 || b < a) ? b : a;
}

/* The least number of units from 'unit' on that use up the typed from 'at' on;
 * -1: none do. */
static int match(const suo_spelling *title, size_t unit, uint32_t at,
                 int abbreviated)
{
    int best = -1;
    if (at == typed_count)
        return 0;
    if (unit == title->count)
        return -1;
    const suo_spelt *own = &title->units[unit];
    const suo_syllable *syllable = &suo_pinyin_syllables[own->syllable];
    if (own->code == typed_codes[at])
        best = smaller(best, match(title, unit + 1, at + 1, abbreviated));
    for (uint32_t len = 1; len <= syllable->len; len++) {
        if (at + len > typed_count || !is_letter(typed_codes[at + len - 1]) ||
            !letter_fits(syllable->letters[len - 1], typed_codes[at + len - 1]))
            break;
        bool is_initial = len == 1 || (len == 2 && syllable->letters[1] == 'h');
        if (len == syllable->len || at + len == typed_count ||
            (abbreviated && is_initial))
            best = smaller(best, match(title, unit + 1, at + len, abbreviated));
    }
    return best < 0 ? -1 : best + 1;
}

/* Does 'a' come before 'b'? */
static bool is_better(const oracle_find *a, const oracle_find *b)
{
    const oracle_title *left = a->completion.title;
    const oracle_title *right = b->completion.title;
    if (a->completion.score != b->completion.score)
        return a->completion.score > b->completion.score;
    if (left->use != right->use)
        return left->use > right->use;
    if (a->spelling.count != b->spelling.count)
        return a->spelling.count < b->spelling.count;
    if (left->sequence != right->sequence)
        return left->sequence < right->sequence;
    return left->field != right->field ? left->field < right->field
                                       : left->value < right->value;
}

static bool are_alike(const suo_spelling *a, const suo_spelling *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->units[i].code != b->units[i].code)
            return false;
    return true;
}

/* The best match of a title; false if it has none. */
static bool find_match(oracle_find *find)
{
    static const double PLACES[] = {1, 0.7, 0.4};
    const suo_spelling *spelling = &find->spelling;
    const oracle_title *title = find->completion.title;
    find->completion.score = 0;
    for (size_t unit = 0; unit < spelling->count; unit++) {
        uint16_t place = spelling->units[unit].place;
        int abbreviated = WHOLE;
        if (place == SUO_SPELT_NOWHERE || (typed_count == 0 && unit > 0))
            continue;
        int count = match(spelling, unit, 0, WHOLE);
        if (count < 0)
            count = match(spelling, unit, 0, abbreviated = ABBREVIATED);
        if (count < 0)
            continue;
        double share = PLACES[place] * (abbreviated ? 0.5 : 1);
        double score = title->weight * share * (1 + log1p((double)title->use));
        if (score <= find->completion.score)
            continue;
        find->completion.score = score;
        find->completion.match =
            count == 0
                ? (suo_range){0}
                : (suo_range){
                      .start = spelling->units[unit].start,
                      .end = spelling->units[unit + (size_t)count - 1].end};
    }
    return find->completion.score > 0;
}

/* Put a find in its place among 'count' of them, all kept: the caller cuts. */
static uint32_t insert(oracle_find *finds, uint32_t count, oracle_find *find)
{
    uint32_t at = 0;
    while (at < count && !are_alike(&finds[at].spelling, &find->spelling))
        at++;
    if (at < count && !is_better(find, &finds[at])) {
        suo_spelling_clear(&find->spelling);
        return count;
    }
    if (at < count)
        suo_spelling_clear(&finds[at].spelling);
    else
        count++;
    for (; at > 0 && is_better(find, &finds[at - 1]); at--)
        finds[at] = finds[at - 1];
    finds[at] = *find;
    return count;
}

static void take_typed(const char *typed, size_t typed_len)
{
    suo_spelling spelling = {0};
    corpus_ok(suo_spelling_read(&spelling, typed, (uint32_t)typed_len, NULL),
              NULL);
    typed_count = 0;
    for (size_t i = 0; i < spelling.count && i < TYPED_MAX; i++)
        typed_codes[typed_count++] = spelling.units[i].code;
    suo_spelling_clear(&spelling);
}

uint32_t oracle_complete(const oracle_title *titles, uint32_t title_count,
                         const char *typed, size_t typed_len, uint32_t k,
                         oracle_completion *best)
{
    oracle_find *finds = calloc(title_count + 1, sizeof(*finds));
    uint32_t count = 0;
    assert_non_null(finds);
    take_typed(typed, typed_len);
    for (uint32_t i = 0; i < title_count; i++) {
        oracle_find find = {.completion = {.title = &titles[i]}};
        corpus_ok(suo_spelling_read(&find.spelling, titles[i].text,
                                    (uint32_t)titles[i].len, NULL),
                  NULL);
        if (find_match(&find))
            count = insert(finds, count, &find);
        else
            suo_spelling_clear(&find.spelling);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (i < k)
            best[i] = finds[i].completion;
        suo_spelling_clear(&finds[i].spelling);
    }
    free(finds);
    return count < k ? count : k;
}
