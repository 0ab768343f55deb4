/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.c - ranges of numbers, texts by their rank in the segment.
 *
 * A text is looked up once a segment; then documents are told by numbers
 * alone.
 */
#include "index/filter.h"

static suo_status filter_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
}

/* Check one filter; the length of its text is known then. */
static suo_status filter_take(const suo_schema *schema, suo_filter *filter,
                              suo_error *error)
{
    uint32_t kinds = 0;
    if (filter->kind == SUO_FILTER_KEYWORD)
        kinds = 1u << SUO_FIELD_KEYWORD;
    else if (filter->kind == SUO_FILTER_RANGE)
        kinds = 1u << SUO_FIELD_INTEGER | 1u << SUO_FIELD_TIME;
    if (kinds == 0)
        return suo_error_set(error, SUO_INVALID, "there is no such filter");
    if (filter->field >= schema->field_count ||
        !(kinds >> schema->fields[filter->field].kind & 1))
        return suo_error_set(error, SUO_INVALID,
                             "a filter's field is of another kind");
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
    if (count > SUO_FILTERS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d filters are taken",
                             SUO_FILTERS_MAX);
    if (count > 0 && given == NULL)
        return suo_error_set(error, SUO_INVALID, "the filters are missing");
    for (uint64_t i = 0; i < count && status == SUO_OK; i++) {
        taken[i] = given[i];
        status = filter_take(schema, &taken[i], error);
    }
    return status;
}

suo_status suo_segment_filters_open(suo_segment_filters *filters,
                                    const suo_filter *taken, uint32_t count,
                                    const suo_segment *segment,
                                    suo_error *error)
{
    filters->count = count;
    filters->passes_none = false;
    filters->is_corrupt = false;
    for (uint32_t i = 0; i < count; i++) {
        const suo_filter *wanted = &taken[i];
        const suo_column *column = &segment->columns[wanted->field];
        suo_column_filter *item = &filters->items[i];
        *item = (suo_column_filter){.kind = (suo_filter_kind)wanted->kind};
        if (item->kind == SUO_FILTER_RANGE) {
            item->numbers = &column->numbers;
            item->min = wanted->min;
            item->max = wanted->max;
            continue;
        }
        suo_slice text = {(const uint8_t *)wanted->text,
                          (size_t)wanted->text_len};
        item->keywords = &column->keywords;
        if (!suo_keywords_find(item->keywords, text, &item->rank))
            return filter_corrupt(error);
        if (item->rank == item->keywords->distinct)
            filters->passes_none = true;
    }
    return SUO_OK;
}

static bool filters_pass_keyword(suo_segment_filters *filters,
                                 const suo_column_filter *item, uint32_t doc)
{
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
        else if (rank == item->rank)
            return true;
    }
    return false;
}

static bool filters_pass_range(const suo_column_filter *item, uint32_t doc)
{
    int64_t value;
    return suo_numbers_get(item->numbers, doc, &value) && value >= item->min &&
           value <= item->max;
}

bool suo_segment_filters_pass(suo_segment_filters *filters, uint32_t doc)
{
    if (filters->passes_none)
        return false;
    for (uint32_t i = 0; i < filters->count; i++) {
        const suo_column_filter *item = &filters->items[i];
        bool passes = item->kind == SUO_FILTER_RANGE
                          ? filters_pass_range(item, doc)
                          : filters_pass_keyword(filters, item, doc);
        if (!passes)
            return false;
    }
    return true;
}

suo_status suo_segment_filters_status(const suo_segment_filters *filters,
                                      suo_error *error)
{
    return filters->is_corrupt ? filter_corrupt(error) : SUO_OK;
}
