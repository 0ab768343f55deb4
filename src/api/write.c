/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write.c - the writing calls of suo.h.
 */
#include "api/path.h"
#include "api/struct.h"
#include "base/memory.h"
#include "write/salvage.h"
#include "write/writer.h"

#include <stddef.h>

/* The memory budget, of whatever size the caller's struct is. */
static suo_status options_memory(const suo_writer_options *options,
                                 uint64_t *memory_bytes, suo_error *error)
{
    *memory_bytes = 0;
    if (options == NULL)
        return SUO_OK;
    if (options->size < sizeof(options->size))
        return suo_error_set(error, SUO_INVALID, "options have no size");
    if (options->size >= offsetof(suo_writer_options, memory_bytes) +
                             sizeof(options->memory_bytes))
        *memory_bytes = options->memory_bytes;
    return SUO_OK;
}

suo_status suo_writer_open(const char *path, int64_t path_len,
                           const suo_schema *schema,
                           const suo_writer_options *options,
                           suo_writer **writer, suo_error *error)
{
    char *folder;
    uint64_t memory_bytes;
    *writer = NULL;
    suo_status status = options_memory(options, &memory_bytes, error);
    if (status != SUO_OK)
        return status;
    status = suo_path_copy(path, path_len, &folder, error);
    if (status == SUO_OK)
        status = suo_writer_make(suo_os_posix(), folder, schema, memory_bytes,
                                 writer, error);
    suo_dealloc(folder);
    return status;
}

void suo_writer_close(suo_writer *writer)
{
    suo_writer_free(writer);
}

const suo_schema *suo_writer_schema(const suo_writer *writer)
{
    return suo_writer_get_schema(writer);
}

suo_status suo_writer_put(suo_writer *writer, const suo_document *document,
                          int32_t *replaced, suo_error *error)
{
    bool did_replace;
    suo_status status = suo_writer_add(writer, document, &did_replace, error);
    if (replaced != NULL)
        *replaced = status == SUO_OK && did_replace;
    return status;
}

suo_status suo_writer_delete(suo_writer *writer, const char *key,
                             int64_t key_len, suo_error *error)
{
    suo_slice bytes = {(const uint8_t *)key, suo_text_len(key, key_len)};
    if (key == NULL || bytes.len == 0)
        return suo_error_set(error, SUO_INVALID, "a key must not be empty");
    return suo_writer_remove(writer, bytes, error);
}

suo_status suo_writer_add_word(suo_writer *writer, const char *word,
                               int64_t word_len, double weight,
                               suo_error *error)
{
    suo_slice bytes = {(const uint8_t *)word, suo_text_len(word, word_len)};
    if (word == NULL || bytes.len == 0)
        return suo_error_set(error, SUO_INVALID, "a word must not be empty");
    return suo_writer_put_word(writer, bytes, weight, error);
}

suo_status suo_writer_remove_word(suo_writer *writer, const char *word,
                                  int64_t word_len, suo_error *error)
{
    suo_slice bytes = {(const uint8_t *)word, suo_text_len(word, word_len)};
    if (word == NULL || bytes.len == 0)
        return suo_error_set(error, SUO_INVALID, "a word must not be empty");
    return suo_writer_drop_word(writer, bytes, error);
}

suo_status suo_writer_set_synonyms(suo_writer *writer, const char *rules,
                                   int64_t rules_len, suo_error *error)
{
    suo_slice bytes = {(const uint8_t *)rules, suo_text_len(rules, rules_len)};
    if (rules == NULL && bytes.len > 0)
        return suo_error_set(error, SUO_INVALID, "the rules are missing");
    return suo_writer_put_synonyms(writer, bytes, error);
}

suo_status suo_writer_commit(suo_writer *writer, const char *note,
                             int64_t note_len, suo_error *error)
{
    suo_slice bytes = {(const uint8_t *)note, suo_text_len(note, note_len)};
    if (note == NULL && bytes.len > 0)
        return suo_error_set(error, SUO_INVALID, "the note is missing");
    return suo_writer_finish(writer, bytes, error);
}

suo_status suo_salvage(const char *path, int64_t path_len, const char *new_path,
                       int64_t new_path_len, suo_salvage_report *report,
                       suo_error *error)
{
    char *from = NULL;
    char *to = NULL;
    suo_salvage_report made = {0};
    if (report->size < sizeof(made.size))
        return suo_error_set(error, SUO_INVALID, "the report has no size");
    suo_status status = suo_path_copy(path, path_len, &from, error);
    if (status == SUO_OK)
        status = suo_path_copy(new_path, new_path_len, &to, error);
    if (status == SUO_OK)
        status = suo_salvage_run(suo_os_posix(), from, to, &made, error);
    suo_dealloc(from);
    suo_dealloc(to);
    made.size = report->size;
    suo_struct_give(report, report->size, &made, sizeof(made));
    return status;
}
