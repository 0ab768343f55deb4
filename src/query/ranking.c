/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ranking.c - keep up to 2k places, sort and cut them to k when they are full.
 *
 * The last of the k then says which documents need not be kept. The order is
 * total, by the sequence at last, so that what is kept does not depend on the
 * order of the offers.
 */
#include "query/ranking.h"

#include <stdlib.h>

void suo_ranking_clear(suo_ranking *ranking)
{
    suo_dealloc(ranking->items);
    *ranking = (suo_ranking){0};
}

suo_status suo_ranking_begin(suo_ranking *ranking, const suo_ordering *ordering,
                             const suo_ranked *after, uint32_t k)
{
    ranking->ordering = ordering;
    ranking->after = after;
    ranking->count = 0;
    ranking->k = k;
    ranking->is_cut = false;
    return suo_grow(&ranking->items, &ranking->cap, 2 * (size_t)k,
                    sizeof(*ranking->items));
}

static int ranked_order(const suo_ranked *a, const suo_ranked *b)
{
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    int order = suo_bytes_compare(a->text.bytes, a->text.len, b->text.bytes,
                                  b->text.len);
    if (order != 0)
        return a->is_turned ? -order : order;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static int ranked_compare(const void *a, const void *b)
{
    return ranked_order(a, b);
}

bool suo_ranked_is_before(const suo_ranked *a, const suo_ranked *b)
{
    return ranked_order(a, b) < 0;
}

/* The text that counts: the first in the order of the ranking. */
static bool keywords_pick(const suo_keywords *keywords, uint32_t doc,
                          bool is_last, suo_slice *text, bool *is_corrupt)
{
    uint32_t start;
    uint32_t end;
    if (!suo_keywords_range(keywords, doc, &start, &end)) {
        *is_corrupt = true;
        return false;
    }
    if (start == end)
        return false;
    if (!suo_keywords_get(keywords, is_last ? end - 1 : start, text)) {
        *is_corrupt = true;
        return false;
    }
    return true;
}

suo_ranked suo_ranking_place(const suo_ordering *ordering,
                             const suo_segment *segment, uint32_t doc,
                             double score, bool *is_corrupt)
{
    const suo_column *column = &segment->columns[ordering->field];
    const bool is_turned = ordering->order == SUO_ORDER_DESCENDING;
    suo_ranked made = {.is_turned = is_turned,
                       .score = ordering->ties_by_score ? score : 0,
                       .sequence = suo_sequences_get(&segment->sequences, doc),
                       .doc = doc};
    bool has_value = ordering->is_keyword
                         ? keywords_pick(&column->keywords, doc, is_turned,
                                         &made.text, is_corrupt)
                         : suo_numbers_get(&column->numbers, doc, &made.number);
    if (!has_value)
        made.group = ordering->missing_first ? -1 : 1;
    else if (is_turned)
        made.number = ~made.number;
    return made;
}

static void ranking_cut(suo_ranking *ranking)
{
    if (ranking->count > 0)
        qsort(ranking->items, ranking->count, sizeof(*ranking->items),
              ranked_compare);
    if (ranking->count > ranking->k)
        ranking->count = ranking->k;
}

bool suo_ranking_offer(suo_ranking *ranking, const suo_segment *segment,
                       uint32_t number, uint32_t doc, double score)
{
    bool is_corrupt = false;
    suo_ranked own =
        suo_ranking_place(ranking->ordering, segment, doc, score, &is_corrupt);
    own.segment = number;
    if (ranking->after != NULL && !suo_ranked_is_before(ranking->after, &own))
        return !is_corrupt;
    if (ranking->is_cut &&
        !suo_ranked_is_before(&own, &ranking->items[ranking->k - 1]))
        return !is_corrupt;
    ranking->items[ranking->count++] = own;
    if (ranking->count == 2 * ranking->k) {
        ranking_cut(ranking);
        ranking->is_cut = true;
    }
    return !is_corrupt;
}

void suo_ranking_finish(suo_ranking *ranking, suo_topk *best)
{
    ranking_cut(ranking);
    best->count = ranking->count;
    for (uint32_t i = 0; i < ranking->count; i++) {
        const suo_ranked *own = &ranking->items[i];
        best->items[i] =
            (suo_scored){own->score, own->sequence, own->segment, own->doc};
    }
}
