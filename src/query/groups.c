/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups.c - a heap of groups, each at the place of its best document.
 *
 * A group knows where it stands in the heap, so that a better document of it
 * takes the place of the one that was there: a group never fills two places,
 * and the worst of k groups, not of k documents, says what is still wanted. A
 * group that left the heap may come back by a better document. The order is
 * total, so what is kept does not depend on the order of the offers.
 *
 * Groups are told apart by the bytes of their values: ranks are of a segment.
 * Only counting, which meets every document that matches, goes by rank: the
 * text of each is looked at once a segment.
 */
#include "query/groups.h"

#include <stdlib.h>

#define NOT_COUNTED UINT32_MAX /* in group_of: none of the groups met */

enum { GROUPS_KEPT_MAX = 1 << 16 };

/* ---- beginning ---- */

void suo_groups_clear(suo_groups *groups)
{
    suo_values_clear(&groups->values);
    suo_dealloc(groups->items);
    suo_dealloc(groups->best);
    suo_dealloc(groups->group_of);
    *groups = (suo_groups){0};
}

suo_status suo_groups_begin(suo_groups *groups,
                            const suo_search_request *request, suo_error *error)
{
    if (groups->item_cap > GROUPS_KEPT_MAX ||
        groups->group_of_cap > GROUPS_KEPT_MAX)
        suo_groups_clear(groups);
    suo_values_reset(&groups->values);
    groups->request = request;
    groups->has_behind = false;
    groups->count = 0;
    groups->k = request->k;
    return suo_grow(&groups->best, &groups->best_cap, groups->k,
                    sizeof(*groups->best)) == SUO_OK
               ? SUO_OK
               : suo_error_no_memory(error);
}

suo_status suo_groups_open(suo_groups *groups, const suo_segment *segment,
                           uint32_t number, suo_error *error)
{
    const suo_collapse *by = &groups->request->collapse;
    groups->segment = segment;
    groups->number = number;
    if (groups->stage != SUO_GROUPS_COUNT || !by->is_keyword)
        return SUO_OK;
    const uint32_t distinct = segment->columns[by->field].keywords.distinct;
    if (suo_grow(&groups->group_of, &groups->group_of_cap, distinct,
                 sizeof(*groups->group_of)) != SUO_OK)
        return suo_error_no_memory(error);
    if (distinct > 0)
        memset(groups->group_of, 0, distinct * sizeof(*groups->group_of));
    return SUO_OK;
}

/* ---- values ---- */

static suo_status groups_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
}

/* The value of a document: of several texts the first by its bytes. '*has_one'
 * says whether there is one. */
static suo_status groups_value(const suo_groups *groups, uint32_t doc,
                               suo_column_value *value, bool *has_one,
                               suo_error *error)
{
    const suo_collapse *by = &groups->request->collapse;
    const suo_column *column = &groups->segment->columns[by->field];
    uint32_t start;
    uint32_t end;
    *value = (suo_column_value){0};
    if (!by->is_keyword) {
        *has_one = suo_numbers_get(&column->numbers, doc, &value->number);
        return SUO_OK;
    }
    *has_one = false;
    if (!suo_keywords_range(&column->keywords, doc, &start, &end))
        return groups_corrupt(error);
    if (start == end)
        return SUO_OK;
    if (!suo_keywords_get(&column->keywords, start, &value->text))
        return groups_corrupt(error);
    *has_one = true;
    return SUO_OK;
}

/* The group of a document, new if need be; SUO_NO_GROUP. */
static suo_status groups_meet(suo_groups *groups, uint32_t doc, uint32_t *group,
                              suo_error *error)
{
    const uint32_t had = groups->values.count;
    suo_column_value value;
    bool has_one;
    *group = SUO_NO_GROUP;
    suo_status status = groups_value(groups, doc, &value, &has_one, error);
    if (status != SUO_OK || !has_one)
        return status;
    if (suo_grow(&groups->items, &groups->item_cap, (size_t)had + 1,
                 sizeof(*groups->items)) != SUO_OK)
        return suo_error_no_memory(error);
    *group = suo_values_add(&groups->values, value);
    if (*group == SUO_NO_VALUE)
        return suo_error_no_memory(error);
    if (*group == had)
        groups->items[had] = (suo_group){0};
    return SUO_OK;
}

/* ---- the heap ---- */

static bool grouped_is_worse(const suo_grouped *a, const suo_grouped *b)
{
    return suo_ranked_is_before(&b->place, &a->place);
}

static void groups_set(suo_groups *groups, uint32_t at, const suo_grouped *item)
{
    groups->best[at] = *item;
    if (item->group != SUO_NO_GROUP)
        groups->items[item->group].slot = at + 1;
}

static void groups_sift_down(suo_groups *groups, uint32_t at, suo_grouped item)
{
    const suo_grouped *best = groups->best;
    for (uint32_t child = 2 * at + 1; child < groups->count;
         child = 2 * at + 1) {
        if (child + 1 < groups->count &&
            grouped_is_worse(&best[child + 1], &best[child]))
            child++;
        if (!grouped_is_worse(&best[child], &item))
            break;
        groups_set(groups, at, &best[child]);
        at = child;
    }
    groups_set(groups, at, &item);
}

static void groups_sift_up(suo_groups *groups, uint32_t at, suo_grouped item)
{
    while (at > 0) {
        uint32_t parent = (at - 1) / 2;
        if (!grouped_is_worse(&item, &groups->best[parent]))
            break;
        groups_set(groups, at, &groups->best[parent]);
        at = parent;
    }
    groups_set(groups, at, &item);
}

/* Keep a document if it is the best of its group and one of the best k. */
static void groups_keep(suo_groups *groups, suo_grouped item)
{
    const uint32_t slot =
        item.group != SUO_NO_GROUP ? groups->items[item.group].slot : 0;
    if (slot > 0) {
        if (grouped_is_worse(&groups->best[slot - 1], &item))
            groups_sift_down(groups, slot - 1, item);
    } else if (groups->count < groups->k) {
        groups->count++;
        groups_sift_up(groups, groups->count - 1, item);
    } else {
        const uint32_t left = groups->best[0].group;
        if (left != SUO_NO_GROUP)
            groups->items[left].slot = 0;
        groups_sift_down(groups, 0, item);
    }
}

/* ---- offers ---- */

static suo_status groups_place(const suo_groups *groups, uint32_t doc,
                               double score, suo_ranked *place,
                               suo_error *error)
{
    const suo_ordering *ordering = &groups->request->ordering;
    bool is_corrupt = false;
    if (ordering->order == SUO_ORDER_SCORE)
        *place = (suo_ranked){
            .score = score,
            .sequence = suo_sequences_get(&groups->segment->sequences, doc),
            .doc = doc};
    else
        *place = suo_ranking_place(ordering, groups->segment, doc, score,
                                   &is_corrupt);
    place->segment = groups->number;
    return is_corrupt ? groups_corrupt(error) : SUO_OK;
}

/* Is a document at this place of any use in the stage? */
static bool groups_want(const suo_groups *groups, const suo_ranked *place)
{
    const suo_ranked *after = groups->request->after;
    if (groups->has_behind && !suo_ranked_is_before(&groups->behind, place))
        return false;
    bool is_before_page = after != NULL && !suo_ranked_is_before(after, place);
    if (groups->stage == SUO_GROUPS_SHOWN)
        return is_before_page;
    return !is_before_page &&
           (groups->count < groups->k ||
            suo_ranked_is_before(place, &groups->best[0].place));
}

suo_status suo_groups_offer(suo_groups *groups, uint32_t doc, double score,
                            suo_error *error)
{
    suo_grouped item;
    suo_status status = groups_place(groups, doc, score, &item.place, error);
    if (status != SUO_OK || !groups_want(groups, &item.place))
        return status;
    status = groups_meet(groups, doc, &item.group, error);
    if (status != SUO_OK)
        return status;
    suo_group *group =
        item.group != SUO_NO_GROUP ? &groups->items[item.group] : NULL;
    if (groups->stage == SUO_GROUPS_BEST) {
        if (group == NULL || !group->is_shown)
            groups_keep(groups, item);
    } else if (group != NULL) {
        group->is_shown = true;
    }
    return SUO_OK;
}

bool suo_groups_are_full(const suo_groups *groups)
{
    return groups->stage == SUO_GROUPS_SHOWN || groups->count == groups->k;
}

double suo_groups_least(const suo_groups *groups)
{
    return groups->stage == SUO_GROUPS_SHOWN ? groups->request->after->score
                                             : groups->best[0].place.score;
}

/* ---- counting ---- */

/* The group of a document, if it was met; SUO_NO_GROUP. */
static suo_status groups_find(const suo_groups *groups, uint32_t doc,
                              uint32_t *group, suo_error *error)
{
    suo_column_value value;
    bool has_one;
    *group = SUO_NO_GROUP;
    suo_status status = groups_value(groups, doc, &value, &has_one, error);
    if (status == SUO_OK && has_one) {
        uint32_t found = suo_values_find(&groups->values, value);
        *group = found != SUO_NO_VALUE ? found : SUO_NO_GROUP;
    }
    return status;
}

/* The same of a keyword field: by the rank, once its text was looked at. */
static suo_status groups_find_rank(suo_groups *groups, uint32_t doc,
                                   uint32_t *group, suo_error *error)
{
    const uint32_t field = groups->request->collapse.field;
    const suo_keywords *keywords = &groups->segment->columns[field].keywords;
    suo_status status = SUO_OK;
    uint32_t start;
    uint32_t end;
    uint32_t rank;
    *group = SUO_NO_GROUP;
    if (!suo_keywords_range(keywords, doc, &start, &end))
        return groups_corrupt(error);
    if (start == end)
        return SUO_OK;
    if (!suo_keywords_rank(keywords, start, &rank))
        return groups_corrupt(error);
    uint32_t *known = &groups->group_of[rank];
    if (*known == 0) {
        status = groups_find(groups, doc, group, error);
        *known = *group == SUO_NO_GROUP ? NOT_COUNTED : *group + 1;
    }
    *group = *known == NOT_COUNTED ? SUO_NO_GROUP : *known - 1;
    return status;
}

suo_status suo_groups_count(suo_groups *groups, uint32_t doc, uint64_t marks,
                            suo_error *error)
{
    const bool is_keyword = groups->request->collapse.is_keyword;
    for (; marks != 0; marks &= marks - 1) {
        const uint32_t own = doc + suo_low_bit(marks);
        uint32_t group;
        suo_status status = is_keyword
                                ? groups_find_rank(groups, own, &group, error)
                                : groups_find(groups, own, &group, error);
        if (status != SUO_OK)
            return status;
        if (group != SUO_NO_GROUP)
            groups->items[group].count++;
    }
    return SUO_OK;
}

/* ---- the answer ---- */

static int grouped_compare(const void *a, const void *b)
{
    return grouped_is_worse(a, b) - grouped_is_worse(b, a);
}

void suo_groups_sort(suo_groups *groups)
{
    if (groups->count > 0)
        qsort(groups->best, groups->count, sizeof(*groups->best),
              grouped_compare);
}

uint64_t suo_groups_size(const suo_groups *groups, uint32_t nth)
{
    const uint32_t group = groups->best[nth].group;
    return group != SUO_NO_GROUP ? groups->items[group].count : 1;
}
