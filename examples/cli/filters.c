/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filters.c - read --filter by the kind of its field.
 *
 * A date stands for its midnight, so that FROM..TO of two dates leaves out all
 * of the last day but its first moment; times say it exactly.
 */
#include "filters.h"

#include <stdbool.h>
#include <string.h>

#include "numbers.h"

static bool bound_parse(const char *text, size_t len, int32_t kind,
                        int64_t *bound)
{
    if (cli_integer_parse(text, len, bound))
        return true;
    return kind == SUO_FIELD_TIME && cli_time_parse(text, len, bound);
}

static const char *filter_parse_range(const char *value, int32_t kind,
                                      suo_filter *filter)
{
    static const char *const WRONG[] = {
        "a whole number or FROM..TO is wanted",
        "a date, a time, milliseconds since 1970 UTC or FROM..TO is wanted"};
    const char *wrong = WRONG[kind == SUO_FIELD_TIME];
    const char *dots = strstr(value, "..");
    filter->kind = SUO_FILTER_RANGE;
    filter->min = INT64_MIN;
    filter->max = INT64_MAX;
    if (dots == NULL) {
        if (!bound_parse(value, strlen(value), kind, &filter->min))
            return wrong;
        filter->max = filter->min;
        return NULL;
    }
    size_t min_len = (size_t)(dots - value);
    size_t max_len = strlen(dots + 2);
    if ((min_len > 0 && !bound_parse(value, min_len, kind, &filter->min)) ||
        (max_len > 0 && !bound_parse(dots + 2, max_len, kind, &filter->max)))
        return wrong;
    return NULL;
}

const char *cli_filter_parse(const suo_schema *schema, const char *argument,
                             suo_filter *filter)
{
    const char *equals = strchr(argument, '=');
    *filter = (suo_filter){.text_len = -1};
    if (equals == NULL)
        return "FIELD=VALUE is wanted";
    if (suo_schema_find_field(schema, argument, (int64_t)(equals - argument),
                              &filter->field, NULL) != SUO_OK)
        return "the index has no such field";
    int32_t kind = suo_schema_field_kind(schema, filter->field);
    if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
        return filter_parse_range(equals + 1, kind, filter);
    if (kind != SUO_FIELD_KEYWORD)
        return "only keyword, integer and time fields can be filtered";
    filter->kind = SUO_FILTER_KEYWORD;
    filter->text = equals + 1;
    return NULL;
}
