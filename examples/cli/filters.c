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

/* Where the dots of FROM..TO are; 'len' if there are none. */
static size_t range_find_dots(const char *text, size_t len)
{
    for (size_t at = 0; at + 2 <= len; at++)
        if (text[at] == '.' && text[at + 1] == '.')
            return at;
    return len;
}

const char *cli_range_parse(const char *text, size_t len, int32_t kind,
                            int64_t *min, int64_t *max)
{
    static const char *const WRONG[] = {
        "a whole number or FROM..TO is wanted",
        "a date, a time, milliseconds since 1970 UTC or FROM..TO is wanted"};
    const char *wrong = WRONG[kind == SUO_FIELD_TIME];
    size_t dots = range_find_dots(text, len);
    *min = INT64_MIN;
    *max = INT64_MAX;
    if (dots == len) {
        if (!bound_parse(text, len, kind, min))
            return wrong;
        *max = *min;
        return NULL;
    }
    const char *end = text + dots + 2;
    size_t end_len = len - dots - 2;
    if ((dots > 0 && !bound_parse(text, dots, kind, min)) ||
        (end_len > 0 && !bound_parse(end, end_len, kind, max)))
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
    if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME) {
        filter->kind = SUO_FILTER_RANGE;
        return cli_range_parse(equals + 1, strlen(equals + 1), kind,
                               &filter->min, &filter->max);
    }
    if (kind != SUO_FIELD_KEYWORD)
        return "only keyword, integer and time fields can be filtered";
    filter->kind = SUO_FILTER_KEYWORD;
    filter->text = equals + 1;
    return NULL;
}
