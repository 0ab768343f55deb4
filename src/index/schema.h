/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.h - the fields and options of an index; the public suo_schema.
 *
 * The calls of suo.h that begin with suo_schema_ are implemented beside this.
 */
#ifndef SUO_INDEX_SCHEMA_H
#define SUO_INDEX_SCHEMA_H

#include "base/bytes.h"

/* Bytes of a language's name. */
enum { SUO_LANGUAGE_NAME_MAX = 32 };

typedef struct suo_field {
    char *name; /* NUL-terminated */
    size_t name_len;
    suo_field_kind kind;
    double weight;        /* text fields */
    uint32_t text_number; /* text fields: their number among themselves */
    char language[SUO_LANGUAGE_NAME_MAX + 1]; /* text fields; else empty */
} suo_field;

/* Options, in the order of their keys in the file. */
typedef enum suo_option {
    SUO_OPTION_ADJACENCY,
    SUO_OPTION_B,
    SUO_OPTION_GRAM_WEIGHT,
    SUO_OPTION_HAN,
    SUO_OPTION_K1,
    SUO_OPTION_TITLE_COVERAGE,
    SUO_OPTION_TITLE_FIELD, /* number of a text field; -1: none */
    SUO_OPTION_VALID_FROM,  /* number of a time field; -1: none */
    SUO_OPTION_VALID_UNTIL,
    SUO_OPTION_COUNT
} suo_option;

struct suo_schema {
    uint32_t field_count;
    uint32_t text_count; /* text fields among them */
    suo_field fields[SUO_FIELDS_MAX];
    uint32_t text_fields[SUO_TEXT_FIELDS_MAX]; /* text number -> field */
    double options[SUO_OPTION_COUNT];
};

/* Is Han text cut by ICU's iterator? What the option's number means. */
static inline bool suo_schema_cuts_by_icu(const suo_schema *schema)
{
    return schema->options[SUO_OPTION_HAN] != 0;
}

/* The field that an option names; SUO_NO_FIELD if it names none. */
#define SUO_NO_FIELD UINT32_MAX

static inline uint32_t suo_schema_option_field(const suo_schema *schema,
                                               suo_option option)
{
    double number = schema->options[option];
    return number >= 0 ? (uint32_t)number : SUO_NO_FIELD;
}

/*
 * Store the name of a text field's language: 1 to SUO_LANGUAGE_NAME_MAX letters
 * a-z. What it stands for is the text layer's business.
 * Statuses: SUO_NOT_FOUND (no such text field), SUO_INVALID.
 */
SUO_MUST_USE suo_status suo_schema_put_language(suo_schema *schema,
                                                uint32_t field,
                                                const char *name, size_t len,
                                                suo_error *error);

/* One language of a schema, and who is in it. */
typedef struct suo_schema_language {
    const char *name; /* borrowed from the schema */
    uint32_t fields;  /* bit t: text field t */
} suo_schema_language;

/*
 * The distinct languages of the text fields, in the order of their first
 * fields, into 'languages', which has room for SUO_TEXT_FIELDS_MAX. Returns
 * how many there are; each text field is in one of them.
 */
uint32_t suo_schema_list_languages(const suo_schema *schema,
                                   suo_schema_language *languages);

/* A copy of its own. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_schema_copy(const suo_schema *schema,
                                        suo_schema **copy, suo_error *error);

/* Same fields, kinds, weights, languages and options, in the same order? */
bool suo_schema_equals(const suo_schema *a, const suo_schema *b);

/* Append it as in FORMAT.md 2. */
void suo_schema_encode(const suo_schema *schema, suo_buffer *out);

/* Read it. Statuses: SUO_CORRUPT (nothing said in 'error'), SUO_VERSION (an
 * option that only a newer Suo knows), SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_schema_decode(suo_reader *reader,
                                          suo_schema **schema);

#endif
