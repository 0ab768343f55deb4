/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.c - make, compare, encode and decode a schema.
 */
#include "index/schema.h"

#include <math.h>

#include "base/memory.h"

/* What an option may be. */
static const struct {
    const char *key;
    double least;
    double most;
    double standard;
} OPTIONS[SUO_OPTION_COUNT] = {
    [SUO_OPTION_ADJACENCY] = {"adjacency", 0, 10, 0},
    [SUO_OPTION_B] = {"b", 0, 1, 0.75},
    [SUO_OPTION_GRAM_WEIGHT] = {"gram_weight", 0, 10, 0.3},
    [SUO_OPTION_HAN] = {"han", 0, 1, 0},
    [SUO_OPTION_K1] = {"k1", 0, 10, 1.2},
    [SUO_OPTION_TITLE_COVERAGE] = {"title_coverage", 0, 10, 1},
    [SUO_OPTION_TITLE_FIELD] = {"title_field", -1, SUO_FIELDS_MAX - 1, -1},
    [SUO_OPTION_VALID_FROM] = {"valid_from", -1, SUO_FIELDS_MAX - 1, -1},
    [SUO_OPTION_VALID_UNTIL] = {"valid_until", -1, SUO_FIELDS_MAX - 1, -1},
};

suo_status suo_schema_new(suo_schema **schema, suo_error *error)
{
    *schema = suo_alloc_zero(1, sizeof(**schema));
    if (*schema == NULL)
        return suo_error_no_memory(error);
    for (int i = 0; i < SUO_OPTION_COUNT; i++)
        (*schema)->options[i] = OPTIONS[i].standard;
    return SUO_OK;
}

void suo_schema_free(suo_schema *schema)
{
    if (schema == NULL)
        return;
    for (uint32_t i = 0; i < schema->field_count; i++)
        suo_dealloc(schema->fields[i].name);
    suo_dealloc(schema);
}

static const suo_field *schema_find(const suo_schema *schema, const char *name,
                                    size_t len)
{
    for (uint32_t i = 0; i < schema->field_count; i++) {
        const suo_field *field = &schema->fields[i];
        if (suo_bytes_compare(field->name, field->name_len, name, len) == 0)
            return field;
    }
    return NULL;
}

suo_status suo_schema_add_field(suo_schema *schema, const char *name,
                                int64_t name_len, int32_t kind, uint32_t *field,
                                suo_error *error)
{
    if (field != NULL)
        *field = 0;
    size_t len = suo_text_len(name, name_len);
    if (name == NULL || len == 0)
        return suo_error_set(error, SUO_INVALID, "a field needs a name");
    if (len > SUO_NAME_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a field's name has at most %d bytes",
                             SUO_NAME_MAX);
    if (kind < SUO_FIELD_TEXT || kind > SUO_FIELD_STORED)
        return suo_error_set(error, SUO_INVALID, "no field kind has number %d",
                             (int)kind);
    if (schema_find(schema, name, len) != NULL)
        return suo_error_set(error, SUO_EXISTS, "field '%.*s' is there already",
                             (int)len, name);
    bool is_text = kind == SUO_FIELD_TEXT;
    if (schema->field_count == SUO_FIELDS_MAX ||
        (is_text && schema->text_count == SUO_TEXT_FIELDS_MAX))
        return suo_error_set(error, SUO_LIMIT,
                             "a schema has at most %d fields, %d of them text",
                             SUO_FIELDS_MAX, SUO_TEXT_FIELDS_MAX);
    char *copy = suo_copy_text(name, len);
    if (copy == NULL)
        return suo_error_no_memory(error);
    uint32_t number = schema->field_count++;
    schema->fields[number] = (suo_field){copy,
                                         len,
                                         (suo_field_kind)kind,
                                         is_text ? 1.0 : 0.0,
                                         schema->text_count,
                                         ""};
    if (is_text) {
        strcpy(schema->fields[number].language, "english");
        schema->text_fields[schema->text_count++] = number;
    }
    if (field != NULL)
        *field = number;
    return SUO_OK;
}

suo_status suo_schema_set_weight(suo_schema *schema, uint32_t field,
                                 double weight, suo_error *error)
{
    if (field >= schema->field_count ||
        schema->fields[field].kind != SUO_FIELD_TEXT)
        return suo_error_set(error, SUO_NOT_FOUND,
                             "no text field has number %u", field);
    if (!(weight > 0 && weight <= 1000))
        return suo_error_set(error, SUO_INVALID,
                             "a weight is above 0 and at most 1000");
    schema->fields[field].weight = weight;
    return SUO_OK;
}

suo_status suo_schema_put_language(suo_schema *schema, uint32_t field,
                                   const char *name, size_t len,
                                   suo_error *error)
{
    if (field >= schema->field_count ||
        schema->fields[field].kind != SUO_FIELD_TEXT)
        return suo_error_set(error, SUO_NOT_FOUND,
                             "no text field has number %u", field);
    bool is_name = len > 0 && len <= SUO_LANGUAGE_NAME_MAX;
    for (size_t i = 0; is_name && i < len; i++)
        is_name = name[i] >= 'a' && name[i] <= 'z';
    if (!is_name)
        return suo_error_set(error, SUO_INVALID,
                             "a language's name is 1 to %d letters a-z",
                             SUO_LANGUAGE_NAME_MAX);
    memcpy(schema->fields[field].language, name, len);
    schema->fields[field].language[len] = '\0';
    return SUO_OK;
}

uint32_t suo_schema_list_languages(const suo_schema *schema,
                                   suo_schema_language *languages)
{
    uint32_t count = 0;
    for (uint32_t t = 0; t < schema->text_count; t++) {
        const char *name = schema->fields[schema->text_fields[t]].language;
        uint32_t at = 0;
        while (at < count && strcmp(languages[at].name, name) != 0)
            at++;
        if (at == count)
            languages[count++] = (suo_schema_language){name, 0};
        languages[at].fields |= UINT32_C(1) << t;
    }
    return count;
}

static int schema_find_option(const char *key, size_t len)
{
    for (int i = 0; i < SUO_OPTION_COUNT; i++)
        if (suo_bytes_compare(OPTIONS[i].key, strlen(OPTIONS[i].key), key,
                              len) == 0)
            return i;
    return -1;
}

/* The kind of field that an option names; 0: it names none. */
static int32_t option_field_kind(int option)
{
    if (option == SUO_OPTION_VALID_FROM || option == SUO_OPTION_VALID_UNTIL)
        return SUO_FIELD_TIME;
    return option == SUO_OPTION_TITLE_FIELD ? SUO_FIELD_TEXT : 0;
}

/* Options that came later are written where they say something, so that an
 * index that does without them can be read by a Suo that does not know them. */
static bool option_is_written(const suo_schema *schema, int option)
{
    bool is_optional = option_field_kind(option) != 0 ||
                       option == SUO_OPTION_ADJACENCY ||
                       option == SUO_OPTION_TITLE_COVERAGE;
    return !is_optional || schema->options[option] != OPTIONS[option].standard;
}

/* Some are whole numbers, and some of these fields. */
static bool schema_option_is_valid(const suo_schema *schema, int option,
                                   double value)
{
    if (!(value >= OPTIONS[option].least && value <= OPTIONS[option].most))
        return false;
    bool is_whole = value == floor(value);
    int32_t kind = option_field_kind(option);
    if (kind != 0)
        return is_whole && (value < 0 || suo_schema_field_kind(
                                             schema, (uint32_t)value) == kind);
    return option != SUO_OPTION_HAN || is_whole;
}

/* The option with this key, or SUO_NOT_FOUND. */
static suo_status schema_option(const char *key, int64_t key_len, int *option,
                                suo_error *error)
{
    size_t len = suo_text_len(key, key_len);
    *option = key != NULL ? schema_find_option(key, len) : -1;
    if (*option >= 0)
        return SUO_OK;
    return suo_error_set(error, SUO_NOT_FOUND, "no option is called '%.*s'",
                         (int)(len < 100 ? len : 100), key ? key : "");
}

suo_status suo_schema_get_option(const suo_schema *schema, const char *key,
                                 int64_t key_len, double *value,
                                 suo_error *error)
{
    int option;
    suo_status status = schema_option(key, key_len, &option, error);
    *value = status == SUO_OK ? schema->options[option] : 0;
    return status;
}

suo_status suo_schema_set_option(suo_schema *schema, const char *key,
                                 int64_t key_len, double value,
                                 suo_error *error)
{
    int option;
    suo_status status = schema_option(key, key_len, &option, error);
    if (status != SUO_OK)
        return status;
    if (!schema_option_is_valid(schema, option, value) &&
        option_field_kind(option) != 0)
        return suo_error_set(
            error, SUO_INVALID, "option %s is the number of a %s field, or -1",
            OPTIONS[option].key,
            option_field_kind(option) == SUO_FIELD_TIME ? "time" : "text");
    if (!schema_option_is_valid(schema, option, value))
        return suo_error_set(
            error, SUO_INVALID, "option %s is between %g and %g",
            OPTIONS[option].key, OPTIONS[option].least, OPTIONS[option].most);
    schema->options[option] = value;
    return SUO_OK;
}

uint32_t suo_schema_field_count(const suo_schema *schema)
{
    return schema->field_count;
}

suo_status suo_schema_find_field(const suo_schema *schema, const char *name,
                                 int64_t name_len, uint32_t *field,
                                 suo_error *error)
{
    *field = 0;
    size_t len = suo_text_len(name, name_len);
    const suo_field *found =
        name != NULL ? schema_find(schema, name, len) : NULL;
    if (found == NULL)
        return suo_error_set(error, SUO_NOT_FOUND, "no field is called '%.*s'",
                             (int)(len < 100 ? len : 100), name ? name : "");
    *field = (uint32_t)(found - schema->fields);
    return SUO_OK;
}

const char *suo_schema_field_name(const suo_schema *schema, uint32_t field)
{
    return field < schema->field_count ? schema->fields[field].name : NULL;
}

int32_t suo_schema_field_kind(const suo_schema *schema, uint32_t field)
{
    return field < schema->field_count ? (int32_t)schema->fields[field].kind
                                       : 0;
}

double suo_schema_field_weight(const suo_schema *schema, uint32_t field)
{
    return field < schema->field_count ? schema->fields[field].weight : 0;
}

const char *suo_schema_field_language(const suo_schema *schema, uint32_t field)
{
    return suo_schema_field_kind(schema, field) == SUO_FIELD_TEXT
               ? schema->fields[field].language
               : NULL;
}

suo_status suo_schema_copy(const suo_schema *schema, suo_schema **copy,
                           suo_error *error)
{
    suo_schema *made = NULL;
    *copy = NULL;
    suo_status status = suo_schema_new(&made, error);
    for (uint32_t i = 0; status == SUO_OK && i < schema->field_count; i++) {
        const suo_field *field = &schema->fields[i];
        status =
            suo_schema_add_field(made, field->name, (int64_t)field->name_len,
                                 field->kind, NULL, error);
        if (status != SUO_OK)
            break;
        made->fields[i].weight = field->weight;
        memcpy(made->fields[i].language, field->language,
               sizeof(field->language));
    }
    if (status != SUO_OK) {
        suo_schema_free(made);
        return status;
    }
    memcpy(made->options, schema->options, sizeof(made->options));
    *copy = made;
    return SUO_OK;
}

bool suo_schema_equals(const suo_schema *a, const suo_schema *b)
{
    if (a->field_count != b->field_count ||
        memcmp(a->options, b->options, sizeof(a->options)) != 0)
        return false;
    for (uint32_t i = 0; i < a->field_count; i++) {
        const suo_field *x = &a->fields[i];
        const suo_field *y = &b->fields[i];
        if (x->kind != y->kind || x->weight != y->weight ||
            strcmp(x->language, y->language) != 0 ||
            suo_bytes_compare(x->name, x->name_len, y->name, y->name_len) != 0)
            return false;
    }
    return true;
}

void suo_schema_encode(const suo_schema *schema, suo_buffer *out)
{
    suo_buffer_add_varint(out, schema->field_count);
    for (uint32_t i = 0; i < schema->field_count; i++) {
        const suo_field *field = &schema->fields[i];
        suo_buffer_add_text(out, field->name, field->name_len);
        suo_buffer_add_u8(out, (uint8_t)field->kind);
        suo_buffer_add_double(out, field->weight);
        if (field->kind == SUO_FIELD_TEXT)
            suo_buffer_add_text(out, field->language, strlen(field->language));
    }
    uint32_t written = 0;
    for (int i = 0; i < SUO_OPTION_COUNT; i++)
        written += option_is_written(schema, i);
    suo_buffer_add_varint(out, written);
    for (int i = 0; i < SUO_OPTION_COUNT; i++) {
        if (!option_is_written(schema, i))
            continue;
        suo_buffer_add_text(out, OPTIONS[i].key, strlen(OPTIONS[i].key));
        suo_buffer_add_double(out, schema->options[i]);
    }
}

static suo_status schema_decode_field(suo_reader *reader, suo_schema *schema)
{
    size_t len;
    const char *name = suo_read_text(reader, &len);
    uint8_t kind = suo_read_u8(reader);
    double weight = suo_read_double(reader);
    uint32_t field;
    const char *language = NULL;
    size_t language_len = 0;
    if (kind == SUO_FIELD_TEXT)
        language = suo_read_text(reader, &language_len);
    if (reader->bad)
        return SUO_CORRUPT;
    suo_status status =
        suo_schema_add_field(schema, name, (int64_t)len, kind, &field, NULL);
    if (status == SUO_OK && kind == SUO_FIELD_TEXT)
        status = suo_schema_set_weight(schema, field, weight, NULL);
    else if (status == SUO_OK && weight != 0)
        status = SUO_CORRUPT;
    if (status == SUO_OK && kind == SUO_FIELD_TEXT)
        status = suo_schema_put_language(schema, field, language, language_len,
                                         NULL);
    return status == SUO_OK || status == SUO_NO_MEMORY ? status : SUO_CORRUPT;
}

static suo_status schema_decode_option(suo_reader *reader, suo_schema *schema)
{
    size_t len;
    const char *key = suo_read_text(reader, &len);
    double value = suo_read_double(reader);
    if (reader->bad)
        return SUO_CORRUPT;
    int option = schema_find_option(key, len);
    if (option < 0)
        return SUO_VERSION;
    if (!schema_option_is_valid(schema, option, value))
        return SUO_CORRUPT;
    schema->options[option] = value;
    return SUO_OK;
}

suo_status suo_schema_decode(suo_reader *reader, suo_schema **schema)
{
    suo_schema *made = NULL;
    *schema = NULL;
    suo_status status = suo_schema_new(&made, NULL);
    uint64_t fields = suo_read_varint_max(reader, SUO_FIELDS_MAX);
    for (uint64_t i = 0; status == SUO_OK && i < fields; i++)
        status = schema_decode_field(reader, made);
    uint64_t options = suo_read_varint_max(reader, 64);
    for (uint64_t i = 0; status == SUO_OK && i < options; i++)
        status = schema_decode_option(reader, made);
    if (status == SUO_OK && reader->bad)
        status = SUO_CORRUPT;
    if (status != SUO_OK) {
        suo_schema_free(made);
        return status;
    }
    *schema = made;
    return SUO_OK;
}
