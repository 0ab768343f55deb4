/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.c - ranges of numbers, texts by their rank in the segment, and what
 * joins them.
 *
 * A text is looked up once a segment; then documents are told by numbers
 * alone. Conditions stand in postfix order, so that any nesting is looked at
 * with a stack of bits: one for one document, 64 at a time for many.
 */
#include "index/filter.h"

static suo_status filter_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
}

/* ---- what is asked for ---- */

/* Kinds of fields that a filter may be for, one bit each; 0: it joins. */
static suo_status filter_kinds(const suo_filter *filter, uint32_t *kinds,
                               suo_error *error)
{
    const uint32_t numbers = 1u << SUO_FIELD_INTEGER | 1u << SUO_FIELD_TIME;
    switch (filter->kind) {
    case SUO_FILTER_RANGE:
        *kinds = numbers;
        return SUO_OK;
    case SUO_FILTER_KEYWORD:
    case SUO_FILTER_PREFIX:
    case SUO_FILTER_PATH:
        *kinds = 1u << SUO_FIELD_KEYWORD;
        return SUO_OK;
    case SUO_FILTER_EXISTS:
        *kinds = numbers | 1u << SUO_FIELD_KEYWORD;
        return SUO_OK;
    case SUO_FILTER_AND:
    case SUO_FILTER_OR:
    case SUO_FILTER_NOT:
        *kinds = 0;
        return SUO_OK;
    default:
        return suo_error_set(error, SUO_INVALID, "there is no such filter");
    }
}

/* What there is begins with nothing, or is some number. */
static void filter_take_exists(const suo_schema *schema, suo_filter *filter)
{
    bool is_keyword = schema->fields[filter->field].kind == SUO_FIELD_KEYWORD;
    filter->kind = is_keyword ? SUO_FILTER_PREFIX : SUO_FILTER_RANGE;
    filter->min = INT64_MIN;
    filter->max = INT64_MAX;
    filter->text = "";
    filter->text_len = 0;
}

/* Check one filter; the length of its text is known then. '*depth' is how many
 * conditions are left before it, and behind it. */
static suo_status filter_take(const suo_schema *schema, suo_filter *filter,
                              uint32_t *depth, suo_error *error)
{
    uint32_t kinds;
    suo_status status = filter_kinds(filter, &kinds, error);
    if (status != SUO_OK)
        return status;
    if (kinds == 0) {
        uint32_t taken = filter->kind == SUO_FILTER_NOT ? 1 : 2;
        if (*depth < taken)
            return suo_error_set(error, SUO_INVALID,
                                 "a filter joins others that are not there");
        *depth -= taken - 1;
        return SUO_OK;
    }
    ++*depth;
    if (filter->field >= schema->field_count ||
        !(kinds >> schema->fields[filter->field].kind & 1))
        return suo_error_set(error, SUO_INVALID,
                             "a filter's field is of another kind");
    if (filter->kind == SUO_FILTER_EXISTS)
        filter_take_exists(schema, filter);
    if (filter->kind == SUO_FILTER_RANGE)
        return SUO_OK;
    filter->text_len = (int64_t)suo_text_len(filter->text, filter->text_len);
    if (filter->text == NULL && filter->text_len > 0)
        return suo_error_set(error, SUO_INVALID, "a filter's text is missing");
    return SUO_OK;
}

suo_status suo_filters_take(const suo_schema *schema, const suo_filter *given,
                            uint64_t count, suo_filter *taken, suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t depth = 0;
    if (count > SUO_FILTERS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d filters are taken",
                             SUO_FILTERS_MAX);
    if (count > 0 && given == NULL)
        return suo_error_set(error, SUO_INVALID, "the filters are missing");
    for (uint64_t i = 0; i < count && status == SUO_OK; i++) {
        taken[i] = given[i];
        status = filter_take(schema, &taken[i], &depth, error);
    }
    return status;
}

/* ---- looking up ---- */

/* The ranks of the texts that a filter means. */
static bool item_find_ranks(suo_column_filter *item, const suo_filter *wanted)
{
    const suo_slice text = {(const uint8_t *)wanted->text,
                            (size_t)wanted->text_len};
    item->rank = item->keywords->distinct;
    if (wanted->kind != SUO_FILTER_PREFIX &&
        !suo_keywords_find(item->keywords, text, &item->rank))
        return false;
    return wanted->kind == SUO_FILTER_KEYWORD ||
           suo_keywords_find_prefix(item->keywords, text,
                                    wanted->kind == SUO_FILTER_PATH,
                                    &item->rank_start, &item->rank_end);
}

static suo_status item_open(suo_column_filter *item, const suo_filter *wanted,
                            const suo_segment *segment, suo_error *error)
{
    *item = (suo_column_filter){.kind = (suo_filter_kind)wanted->kind};
    if (item->kind >= SUO_FILTER_AND)
        return SUO_OK;
    const suo_column *column = &segment->columns[wanted->field];
    if (item->kind != SUO_FILTER_RANGE) {
        item->keywords = &column->keywords;
        return item_find_ranks(item, wanted) ? SUO_OK : filter_corrupt(error);
    }
    item->numbers = &column->numbers;
    item->min = wanted->min;
    item->max = wanted->max;
    return SUO_OK;
}

/* No document of the segment can meet it. */
static bool item_is_empty(const suo_column_filter *item)
{
    if (item->kind == SUO_FILTER_RANGE)
        return item->min > item->max;
    return item->rank == item->keywords->distinct &&
           item->rank_start == item->rank_end;
}

/* Is there a condition left that no document can meet? */
static bool filters_are_empty(const suo_segment_filters *filters)
{
    bool stack[SUO_FILTERS_MAX];
    uint32_t depth = 0;
    bool any = false;
    for (uint32_t i = 0; i < filters->count; i++) {
        switch (filters->items[i].kind) {
        case SUO_FILTER_AND:
            depth--;
            stack[depth - 1] |= stack[depth];
            break;
        case SUO_FILTER_OR:
            depth--;
            stack[depth - 1] &= stack[depth];
            break;
        case SUO_FILTER_NOT:
            stack[depth - 1] = false;
            break;
        default:
            stack[depth++] = item_is_empty(&filters->items[i]);
        }
    }
    for (uint32_t i = 0; i < depth; i++)
        any |= stack[i];
    return any;
}

suo_status suo_segment_filters_open(suo_segment_filters *filters,
                                    const suo_filter *taken, uint32_t count,
                                    const suo_segment *segment,
                                    suo_error *error)
{
    suo_status status = SUO_OK;
    filters->count = count;
    filters->is_joined = false;
    filters->passes_none = false;
    filters->is_corrupt = false;
    for (uint32_t i = 0; i < count && status == SUO_OK; i++) {
        status = item_open(&filters->items[i], &taken[i], segment, error);
        filters->is_joined |= filters->items[i].kind >= SUO_FILTER_AND;
    }
    if (status == SUO_OK)
        filters->passes_none = filters_are_empty(filters);
    return status;
}

/* ---- asking ---- */

static bool item_passes_keyword(suo_segment_filters *filters,
                                const suo_column_filter *item, uint32_t doc)
{
    const uint32_t rank_count = item->rank_end - item->rank_start;
    uint32_t number;
    uint32_t end;
    if (!suo_keywords_range(item->keywords, doc, &number, &end)) {
        filters->is_corrupt = true;
        return false;
    }
    for (; number < end; number++) {
        uint32_t rank;
        if (!suo_keywords_rank(item->keywords, number, &rank))
            filters->is_corrupt = true;
        else if (rank == item->rank || rank - item->rank_start < rank_count)
            return true;
    }
    return false;
}

/* Keep the marks of documents that meet one condition, from 'doc' on, a
 * multiple of 64. */
static void item_keep(suo_segment_filters *filters,
                      const suo_column_filter *item, uint32_t doc,
                      uint64_t *marks, size_t words)
{
    if (item->kind == SUO_FILTER_RANGE) {
        suo_numbers_keep_between(item->numbers, doc, marks, words, item->min,
                                 item->max);
        return;
    }
    for (uint32_t i = 0; i < words; i++)
        for (uint64_t left = marks[i]; left != 0; left &= left - 1)
            if (!item_passes_keyword(filters, item,
                                     doc + i * 64 + suo_low_bit(left)))
                marks[i] &= ~(left & -left);
}

/* Of 64 documents, those that meet all conditions, of which some join others. */
static uint64_t filters_pass_joined(suo_segment_filters *filters, uint32_t doc,
                                    uint64_t marks)
{
    uint64_t stack[SUO_FILTERS_MAX];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < filters->count; i++) {
        const suo_column_filter *item = &filters->items[i];
        switch (item->kind) {
        case SUO_FILTER_AND:
            depth--;
            stack[depth - 1] &= stack[depth];
            break;
        case SUO_FILTER_OR:
            depth--;
            stack[depth - 1] |= stack[depth];
            break;
        case SUO_FILTER_NOT:
            stack[depth - 1] = marks & ~stack[depth - 1];
            break;
        default:
            stack[depth] = marks;
            item_keep(filters, item, doc, &stack[depth++], 1);
        }
    }
    while (depth > 0)
        marks &= stack[--depth];
    return marks;
}

void suo_segment_filters_keep(suo_segment_filters *filters, uint32_t doc,
                              uint64_t *marks, size_t words)
{
    if (filters->passes_none) {
        memset(marks, 0, words * sizeof(*marks));
        return;
    }
    for (uint32_t i = 0; i < words && filters->is_joined; i++)
        if (marks[i] != 0)
            marks[i] = filters_pass_joined(filters, doc + i * 64, marks[i]);
    for (uint32_t i = 0; i < filters->count && !filters->is_joined; i++)
        item_keep(filters, &filters->items[i], doc, marks, words);
}

uint64_t suo_segment_filters_pass_marks(suo_segment_filters *filters,
                                        uint32_t doc, uint64_t marks)
{
    suo_segment_filters_keep(filters, doc, &marks, 1);
    return marks;
}

bool suo_segment_filters_pass(suo_segment_filters *filters, uint32_t doc)
{
    const uint64_t mark = UINT64_C(1) << (doc % 64);
    return suo_segment_filters_pass_marks(filters, doc / 64 * 64, mark) != 0;
}

suo_status suo_segment_filters_status(const suo_segment_filters *filters,
                                      suo_error *error)
{
    return filters->is_corrupt ? filter_corrupt(error) : SUO_OK;
}
