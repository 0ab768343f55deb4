/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.h - which key of a JSON record goes into which field of the index.
 */
#ifndef CLI_FIELDS_H
#define CLI_FIELDS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <suo.h>

typedef struct cli_field {
    char *name;
    size_t name_len;
    int32_t kind;           /* suo_field_kind; 0: no field takes it */
    uint32_t number;        /* in the schema, if it has a kind */
    double weight;          /* of a text field */
    char *language;         /* of a text field, given by an option; or NULL */
    bool is_chosen;         /* by an option */
    bool has_weight;        /* given by an option */
    bool is_ignored;        /* by --ignore */
    unsigned seen;          /* FIELD_SAW_ bits of the values looked at */
    uint64_t skipped_count; /* values passed over for want of a field */
} cli_field;

typedef struct cli_fields {
    cli_field *items;
    uint32_t count;
    uint32_t capacity;
    uint32_t next;          /* guess of cli_fields_find: keys come in order */
    uint64_t unnamed_count; /* values of fields beyond what is kept */
} cli_fields;

/* Begin with title and body. */
void cli_fields_init(cli_fields *fields);
void cli_fields_clear(cli_fields *fields);

/*
 * Take an option's argument, "NAME" or, of text, "NAME=WEIGHT". 'kind' is a
 * suo_field_kind, or 0 for --ignore. Returns NULL, or what is wrong with it.
 */
const char *cli_fields_choose(cli_fields *fields, const char *argument,
                              int32_t kind);

/* Take the argument of --language, "NAME=LANGUAGE"; NAME is a text field
 * already. Returns NULL, or what is wrong with it. */
const char *cli_fields_choose_language(cli_fields *fields,
                                       const char *argument);

/* The field called so, made if there is none; NULL if there are too many. */
cli_field *cli_fields_find(cli_fields *fields, const char *name,
                           size_t name_len);

/* Look at the values of one record, for cli_fields_guess. */
void cli_fields_look(cli_fields *fields, json_object *record);

/* Give each field without a role the one its values show. */
void cli_fields_guess(cli_fields *fields);

/* Add all fields with a role to a new schema. Statuses: of the schema. */
suo_status cli_fields_build(const cli_fields *fields, suo_schema *schema,
                            suo_error *error);

/*
 * Take numbers and kinds from the schema of the open index. Returns NULL, or
 * the field whose options contradict the index.
 */
const cli_field *cli_fields_bind(cli_fields *fields, const suo_schema *schema);

/* "text", "keyword" ... for a suo_field_kind. */
const char *cli_kind_name(int32_t kind);

#endif
