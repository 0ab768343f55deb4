/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.c - ranges of numbers, texts by their rank in the segment.
 *
 * A text is looked up once a segment; then documents are told by numbers
 * alone.
 */
#include "query/filter.h"

static suo_status filter_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
}

suo_status suo_segment_filters_open(suo_segment_filters *filters,
                                    const suo_search_request *request,
                                    const suo_segment *segment,
                                    suo_error *error)
{
    filters->count = request->filter_count;
    filters->passes_none = false;
    filters->is_corrupt = false;
    for (uint32_t i = 0; i < request->filter_count; i++) {
        const suo_filter *wanted = &request->filters[i];
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
