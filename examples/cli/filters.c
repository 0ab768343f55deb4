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

/* What stands between the name of a field and a value: "=", "^=", "/=" or "?"
 * at the end; 'name_len' bytes before it. NULL: none of them. */
static const char *filter_find_operator(const char *text, size_t len,
                                        size_t *name_len, uint32_t *kind)
{
    const char *equals = memchr(text, '=', len);
    if (equals == NULL) {
        *kind = SUO_FILTER_EXISTS;
        *name_len = len - 1;
        return len > 0 && text[len - 1] == '?' ? text + len : NULL;
    }
    *name_len = (size_t)(equals - text);
    *kind = SUO_FILTER_KEYWORD;
    if (*name_len > 0 && equals[-1] == '^')
        *kind = SUO_FILTER_PREFIX;
    else if (*name_len > 0 && equals[-1] == '/')
        *kind = SUO_FILTER_PATH;
    *name_len -= *kind != SUO_FILTER_KEYWORD;
    return equals + 1;
}

/* One condition, without what joins it to others. */
static const char *filter_parse(const suo_schema *schema, const char *text,
                                size_t len, suo_filter *filter)
{
    size_t name_len;
    *filter = (suo_filter){0};
    const char *value =
        filter_find_operator(text, len, &name_len, &filter->kind);
    if (value == NULL)
        return "FIELD=VALUE is wanted";
    if (suo_schema_find_field(schema, text, (int64_t)name_len, &filter->field,
                              NULL) != SUO_OK)
        return "the index has no such field";
    int32_t kind = suo_schema_field_kind(schema, filter->field);
    size_t value_len = (size_t)(text + len - value);
    if (kind != SUO_FIELD_INTEGER && kind != SUO_FIELD_TIME &&
        kind != SUO_FIELD_KEYWORD)
        return "only keyword, integer and time fields can be filtered";
    if (filter->kind == SUO_FILTER_EXISTS)
        return NULL;
    if (kind == SUO_FIELD_KEYWORD) {
        filter->text = value;
        filter->text_len = (int64_t)value_len;
        return NULL;
    }
    if (filter->kind != SUO_FILTER_KEYWORD)
        return "only keyword fields have beginnings and paths";
    filter->kind = SUO_FILTER_RANGE;
    return cli_range_parse(value, value_len, kind, &filter->min, &filter->max);
}

static const char *filters_add(cli_filters *filters, const suo_filter *filter)
{
    if (filters->count == SUO_FILTERS_MAX)
        return "too many filters";
    filters->items[filters->count++] = *filter;
    return NULL;
}

const char *cli_filters_parse(const suo_schema *schema, const char *argument,
                              cli_filters *filters)
{
    static const suo_filter NOT = {.kind = SUO_FILTER_NOT};
    static const suo_filter OR = {.kind = SUO_FILTER_OR};
    const char *wrong = NULL;
    for (bool is_first = true; wrong == NULL; is_first = false) {
        const char *end = strstr(argument, "||");
        size_t len = end != NULL ? (size_t)(end - argument) : strlen(argument);
        size_t turned = *argument == '!';
        suo_filter filter;
        wrong = filter_parse(schema, argument + turned, len - turned, &filter);
        if (wrong == NULL)
            wrong = filters_add(filters, &filter);
        if (wrong == NULL && turned > 0)
            wrong = filters_add(filters, &NOT);
        if (wrong == NULL && !is_first)
            wrong = filters_add(filters, &OR);
        if (end == NULL)
            break;
        argument = end + 2;
    }
    return wrong;
}
