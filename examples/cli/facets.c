/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facets.c - read --facet by the kind of its field, show what was counted.
 *
 * Times are counted by days or hours, from midnight UTC.
 */
#include "facets.h"

#include <string.h>

#include "filters.h"
#include "numbers.h"
#include "text.h"

enum { HOUR = 60 * 60 * 1000, DAY = 24 * HOUR };

/* "10", of a time "30d" or "6h". */
static const char *facet_parse_step(const char *text, size_t len, int32_t kind,
                                    int64_t *step)
{
    int64_t unit = 1;
    if (kind == SUO_FIELD_TIME) {
        char last = len > 0 ? text[len - 1] : '\0';
        if (last != 'd' && last != 'h')
            return "days (30d), hours (6h) or FROM..TO,... are wanted";
        unit = last == 'd' ? DAY : HOUR;
        len--;
    }
    if (!cli_integer_parse(text, len, step) || *step < 1 ||
        *step > INT64_MAX / unit)
        return "a step above 0 or FROM..TO,... is wanted";
    *step *= unit;
    return NULL;
}

static const char *facet_parse_ranges(const char *text, int32_t kind,
                                      suo_facet *facet, suo_facet_range *ranges)
{
    facet->kind = SUO_FACET_RANGES;
    facet->ranges = ranges;
    for (;; text++) {
        size_t len = strcspn(text, ",");
        if (facet->range_count == SUO_FACET_RANGES_MAX)
            return "too many ranges";
        suo_facet_range *range = &ranges[facet->range_count++];
        const char *wrong =
            cli_range_parse(text, len, kind, &range->min, &range->max);
        text += len;
        if (wrong != NULL || *text == '\0')
            return wrong;
    }
}

const char *cli_facets_parse(const suo_schema *schema, const char *argument,
                             cli_facets *facets)
{
    const char *value = strchr(argument, '=');
    size_t name_len =
        value != NULL ? (size_t)(value - argument) : strlen(argument);
    if (facets->count == SUO_FACETS_MAX)
        return "too many facets";
    suo_facet *facet = &facets->items[facets->count];
    suo_facet_range *ranges = facets->ranges[facets->count++];
    *facet = (suo_facet){.kind = SUO_FACET_VALUES, .text_len = -1};
    if (suo_schema_find_field(schema, argument, (int64_t)name_len,
                              &facet->field, NULL) != SUO_OK)
        return "the index has no such field";
    int32_t kind = suo_schema_field_kind(schema, facet->field);
    if (kind == SUO_FIELD_KEYWORD) {
        if (value != NULL)
            facet->kind = SUO_FACET_PATHS;
        facet->text = value != NULL ? value + 1 : "";
        return NULL;
    }
    if (kind != SUO_FIELD_INTEGER && kind != SUO_FIELD_TIME)
        return "only keyword, integer and time fields can be counted";
    if (value == NULL)
        return "a step or FROM..TO,... is wanted behind '='";
    value++;
    if (strstr(value, "..") != NULL)
        return facet_parse_ranges(value, kind, facet, ranges);
    facet->kind = SUO_FACET_STEPS;
    return facet_parse_step(value, strlen(value), kind, &facet->step);
}

/* ---- showing ---- */

/* "10", "2025-01-01T00:00:00Z"; nothing for what has no end. */
static size_t bound_print(int32_t kind, int64_t bound, char *out)
{
    if (bound == INT64_MIN || bound == INT64_MAX)
        return 0;
    return kind == SUO_FIELD_TIME ? cli_time_print(bound, out)
                                  : cli_integer_print(bound, out);
}

static void facet_show_value(int32_t kind, const suo_facet_value *value)
{
    char min[CLI_NUMBER_MAX];
    char max[CLI_NUMBER_MAX];
    printf("%8llu  ", (unsigned long long)value->count);
    if (kind == SUO_FIELD_KEYWORD)
        cli_print_plain(stdout, value->text, value->text_len);
    else
        printf("%.*s..%.*s", (int)bound_print(kind, value->min, min), min,
               (int)bound_print(kind, value->max, max), max);
    putchar('\n');
}

void cli_facets_show(const suo_schema *schema, const cli_facets *facets,
                     const suo_hits *hits)
{
    for (uint32_t i = 0; i < facets->count; i++) {
        const suo_facet *facet = &facets->items[i];
        int32_t kind = suo_schema_field_kind(schema, facet->field);
        uint64_t count;
        uint64_t distinct;
        const suo_facet_value *values =
            suo_hits_facet(hits, i, &count, &distinct);
        fputs(suo_schema_field_name(schema, facet->field), stdout);
        if (facet->kind == SUO_FACET_PATHS && facet->text[0] != '\0') {
            fputs(" below ", stdout);
            cli_print_plain(stdout, facet->text, strlen(facet->text));
        }
        printf(": %llu\n", (unsigned long long)distinct);
        for (uint64_t at = 0; at < count; at++)
            facet_show_value(kind, &values[at]);
    }
}

static json_object *bound_json(int32_t kind, int64_t bound)
{
    char text[CLI_NUMBER_MAX];
    if (bound == INT64_MIN || bound == INT64_MAX)
        return NULL;
    if (kind == SUO_FIELD_TIME)
        return cli_json_text(text, cli_time_print(bound, text));
    return json_object_new_int64(bound);
}

static json_object *facet_value_json(int32_t kind, const suo_facet_value *value)
{
    json_object *object = json_object_new_object();
    if (kind == SUO_FIELD_KEYWORD) {
        cli_json_add(object, "value",
                     cli_json_text(value->text, value->text_len));
    } else {
        cli_json_add(object, "min", bound_json(kind, value->min));
        cli_json_add(object, "max", bound_json(kind, value->max));
    }
    cli_json_add_count(object, "count", value->count);
    return object;
}

json_object *cli_facets_json(const suo_schema *schema, const cli_facets *facets,
                             const suo_hits *hits)
{
    json_object *list = json_object_new_array();
    for (uint32_t i = 0; i < facets->count; i++) {
        const suo_facet *facet = &facets->items[i];
        int32_t kind = suo_schema_field_kind(schema, facet->field);
        json_object *object = json_object_new_object();
        json_object *shown = json_object_new_array();
        uint64_t count;
        uint64_t distinct;
        const suo_facet_value *values =
            suo_hits_facet(hits, i, &count, &distinct);
        cli_json_add_text(object, "field",
                          suo_schema_field_name(schema, facet->field));
        if (facet->kind == SUO_FACET_PATHS)
            cli_json_add(object, "path",
                         cli_json_text(facet->text, strlen(facet->text)));
        cli_json_add_count(object, "distinct", distinct);
        cli_json_add(object, "values", shown);
        for (uint64_t at = 0; at < count; at++)
            json_object_array_add(shown, facet_value_json(kind, &values[at]));
        json_object_array_add(list, object);
    }
    return list;
}
