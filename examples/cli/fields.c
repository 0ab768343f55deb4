/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.c - which key of a JSON record goes into which field of the index.
 *
 * A new index: title, body, the fields named by options, then those that the
 * first records show. An index that exists: its own fields and no others.
 * Names are few (at most FIELDS_KEPT), and records repeat their keys in one
 * order, so finding a field is nearly always one comparison.
 */
#include "fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "numbers.h"

enum { FIELDS_KEPT = 256, KEYWORD_GUESS_MAX = 128 };

/* What the values of a field looked like. */
enum {
    FIELD_SAW_INTEGER = 1,
    FIELD_SAW_REAL = 2,
    FIELD_SAW_TIME = 4,
    FIELD_SAW_SHORT = 8,
    FIELD_SAW_LONG = 16,
    FIELD_SAW_BOOLEAN = 32,
    FIELD_SAW_ARRAY = 64
};

static cli_field *fields_add(cli_fields *fields, const char *name,
                             size_t name_len, int32_t kind)
{
    if (fields->count == fields->capacity) {
        fields->capacity = fields->capacity * 2 + 16;
        fields->items =
            cli_realloc(fields->items, fields->capacity * sizeof(cli_field));
    }
    cli_field *field = &fields->items[fields->count++];
    *field = (cli_field){0};
    field->name = cli_copy(name, name_len);
    field->name_len = name_len;
    field->kind = kind;
    field->weight = 1;
    return field;
}

void cli_fields_init(cli_fields *fields)
{
    *fields = (cli_fields){0};
    fields_add(fields, "title", 5, SUO_FIELD_TEXT);
    fields_add(fields, "body", 4, SUO_FIELD_TEXT);
}

void cli_fields_clear(cli_fields *fields)
{
    for (uint32_t at = 0; at < fields->count; at++) {
        free(fields->items[at].name);
        free(fields->items[at].language);
    }
    free(fields->items);
    *fields = (cli_fields){0};
}

static bool field_is_called(const cli_field *field, const char *name,
                            size_t name_len)
{
    return field->name_len == name_len &&
           memcmp(field->name, name, name_len) == 0;
}

cli_field *cli_fields_find(cli_fields *fields, const char *name,
                           size_t name_len)
{
    for (uint32_t step = 0; step < fields->count; step++) {
        uint32_t at = fields->next + step;
        if (at >= fields->count)
            at -= fields->count;
        if (field_is_called(&fields->items[at], name, name_len)) {
            fields->next = at + 1 < fields->count ? at + 1 : 0;
            return &fields->items[at];
        }
    }
    if (fields->count >= FIELDS_KEPT)
        return NULL;
    return fields_add(fields, name, name_len, 0);
}

/* Split "NAME=WEIGHT" at its last '='; a name alone has no weight. */
static const char *fields_split_weight(const char *argument, size_t *name_len,
                                       double *weight, bool *has_weight)
{
    const char *equals = strrchr(argument, '=');
    *name_len = strlen(argument);
    *has_weight = equals != NULL;
    if (equals == NULL)
        return NULL;
    char *end = NULL;
    *weight = strtod(equals + 1, &end);
    *name_len = (size_t)(equals - argument);
    if (end == equals + 1 || *end != '\0' || !(*weight > 0 && *weight <= 1000))
        return "the weight must be a number above 0, up to 1000";
    return NULL;
}

const char *cli_fields_choose(cli_fields *fields, const char *argument,
                              int32_t kind)
{
    size_t name_len = strlen(argument);
    double weight = 1;
    bool has_weight = false;
    const char *wrong = NULL;
    if (kind == SUO_FIELD_TEXT)
        wrong = fields_split_weight(argument, &name_len, &weight, &has_weight);
    if (wrong != NULL)
        return wrong;
    if (name_len == 0 || name_len > SUO_NAME_MAX)
        return "a field's name has 1 to 255 bytes";
    if ((name_len == 2 && memcmp(argument, "id", 2) == 0) ||
        (name_len == 8 && memcmp(argument, "audience", 8) == 0))
        return "id and audience have their own meaning";
    cli_field *field = cli_fields_find(fields, argument, name_len);
    if (field == NULL)
        return "too many fields";
    bool is_fixed = field->kind != 0 || field->is_ignored;
    if (is_fixed && (field->kind != kind || kind == 0))
        return field->is_chosen ? "the field has another role already"
                                : "title and body are text fields";
    field->kind = kind;
    field->is_chosen = true;
    field->is_ignored = kind == 0;
    if (has_weight) {
        field->weight = weight;
        field->has_weight = true;
    }
    return NULL;
}

/* The name a schema keeps for a language, to free; NULL if it knows none. */
static char *fields_language_name(const char *language)
{
    suo_schema *schema = NULL;
    char *name = NULL;
    if (suo_schema_new(&schema, NULL) == SUO_OK &&
        suo_schema_add_field(schema, "text", -1, SUO_FIELD_TEXT, NULL, NULL) ==
            SUO_OK &&
        suo_schema_set_language(schema, 0, language, -1, NULL) == SUO_OK) {
        const char *found = suo_schema_field_language(schema, 0);
        name = cli_copy(found, strlen(found));
    }
    suo_schema_free(schema);
    return name;
}

const char *cli_fields_choose_language(cli_fields *fields, const char *argument)
{
    const char *equals = strrchr(argument, '=');
    if (equals == NULL)
        return "NAME=LANGUAGE is wanted";
    cli_field *field =
        cli_fields_find(fields, argument, (size_t)(equals - argument));
    if (field == NULL || field->kind != SUO_FIELD_TEXT)
        return "only text fields have a language";
    free(field->language);
    field->language = fields_language_name(equals + 1);
    return field->language == NULL ? "no such language" : NULL;
}

/* The FIELD_SAW_ bits of one value; null and objects show nothing. */
static unsigned fields_value_bits(json_object *value)
{
    int64_t number;
    size_t len;
    switch (json_object_get_type(value)) {
    case json_type_int:
        return FIELD_SAW_INTEGER;
    case json_type_double:
        return cli_real_is_integer(json_object_get_double(value), &number)
                   ? FIELD_SAW_INTEGER
                   : FIELD_SAW_REAL;
    case json_type_boolean:
        return FIELD_SAW_BOOLEAN;
    case json_type_string:
        len = (size_t)json_object_get_string_len(value);
        if (cli_time_parse(json_object_get_string(value), len, &number))
            return FIELD_SAW_TIME;
        return len <= KEYWORD_GUESS_MAX ? FIELD_SAW_SHORT : FIELD_SAW_LONG;
    default:
        return 0;
    }
}

void cli_fields_look(cli_fields *fields, json_object *record)
{
    json_object_object_foreach(record, key, value)
    {
        cli_field *field = cli_fields_find(fields, key, strlen(key));
        if (field == NULL)
            continue;
        if (!json_object_is_type(value, json_type_array)) {
            field->seen |= fields_value_bits(value);
            continue;
        }
        size_t count = json_object_array_length(value);
        for (size_t at = 0; at < count; at++)
            field->seen |=
                FIELD_SAW_ARRAY |
                fields_value_bits(json_object_array_get_idx(value, at));
    }
}

static int32_t field_guess_kind(const cli_field *field)
{
    const unsigned keyword =
        FIELD_SAW_SHORT | FIELD_SAW_TIME | FIELD_SAW_BOOLEAN | FIELD_SAW_ARRAY;
    if ((field->seen & ~(unsigned)FIELD_SAW_ARRAY) == 0)
        return 0;
    if (field->seen == FIELD_SAW_INTEGER)
        return SUO_FIELD_INTEGER;
    if (field->seen == FIELD_SAW_TIME)
        return SUO_FIELD_TIME;
    if ((field->seen & ~keyword) == 0)
        return SUO_FIELD_KEYWORD;
    return SUO_FIELD_STORED;
}

void cli_fields_guess(cli_fields *fields)
{
    uint32_t taken = 0;
    for (uint32_t at = 0; at < fields->count; at++)
        taken += fields->items[at].kind != 0;
    for (uint32_t at = 0; at < fields->count && taken < SUO_FIELDS_MAX; at++) {
        cli_field *field = &fields->items[at];
        if (field->kind != 0 || field->is_ignored || field->name_len == 0 ||
            field->name_len > SUO_NAME_MAX || field_is_called(field, "id", 2) ||
            field_is_called(field, "audience", 8))
            continue;
        field->kind = field_guess_kind(field);
        taken += field->kind != 0;
    }
}

suo_status cli_fields_build(const cli_fields *fields, suo_schema *schema,
                            suo_error *error)
{
    for (uint32_t at = 0; at < fields->count; at++) {
        const cli_field *field = &fields->items[at];
        if (field->kind == 0)
            continue;
        uint32_t number;
        suo_status status =
            suo_schema_add_field(schema, field->name, (int64_t)field->name_len,
                                 field->kind, &number, error);
        if (status == SUO_OK && field->kind == SUO_FIELD_TEXT)
            status =
                suo_schema_set_weight(schema, number, field->weight, error);
        if (status == SUO_OK && field->language != NULL)
            status = suo_schema_set_language(schema, number, field->language,
                                             -1, error);
        if (status != SUO_OK)
            return status;
    }
    return SUO_OK;
}

const cli_field *cli_fields_bind(cli_fields *fields, const suo_schema *schema)
{
    for (uint32_t at = 0; at < fields->count; at++) {
        cli_field *field = &fields->items[at];
        uint32_t number = 0;
        int32_t kind = 0;
        if (suo_schema_find_field(schema, field->name, (int64_t)field->name_len,
                                  &number, NULL) == SUO_OK)
            kind = suo_schema_field_kind(schema, number);
        if (field->is_chosen && field->kind != 0 && field->kind != kind)
            return field;
        if (field->has_weight &&
            fabs(field->weight - suo_schema_field_weight(schema, number)) >
                1e-6 * field->weight)
            return field;
        if (field->language != NULL &&
            (kind != SUO_FIELD_TEXT ||
             strcmp(field->language,
                    suo_schema_field_language(schema, number)) != 0))
            return field;
        field->kind = field->is_ignored ? 0 : kind;
        field->number = number;
    }
    for (uint32_t number = 0; number < suo_schema_field_count(schema);
         number++) {
        const char *name = suo_schema_field_name(schema, number);
        cli_field *field = cli_fields_find(fields, name, strlen(name));
        if (field == NULL || field->is_ignored)
            continue;
        field->kind = suo_schema_field_kind(schema, number);
        field->number = number;
    }
    return NULL;
}

const char *cli_kind_name(int32_t kind)
{
    static const char *const NAMES[] = {"none",    "text", "keyword",
                                        "integer", "time", "stored"};
    return kind >= SUO_FIELD_TEXT && kind <= SUO_FIELD_STORED ? NAMES[kind]
                                                              : NAMES[0];
}
