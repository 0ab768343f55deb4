/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write.c - the writing calls of suo.h.
 */
#include "api/path.h"
#include "api/struct.h"
#include "base/memory.h"
#include "index/filter.h"
#include "write/salvage.h"
#include "write/writer.h"

enum { STEP_DEFAULT = 1 << 20 };

/* The options, of whatever size the caller's struct is. */
static suo_status options_read(const suo_writer_options *options,
                               suo_writer_options *own, suo_error *error)
{
    *own = (suo_writer_options){.size = sizeof(*own)};
    suo_status status = suo_struct_take(own, sizeof(*own), options, error);
    if (status != SUO_OK)
        return status;
    if (own->merging > SUO_MERGE_DUE)
        return suo_error_set(error, SUO_INVALID, "no way to merge is called %u",
                             own->merging);
    return SUO_OK;
}

suo_status suo_writer_open(const char *path, int64_t path_len,
                           const suo_schema *schema,
                           const suo_writer_options *options,
                           suo_writer **writer, suo_error *error)
{
    char *folder;
    suo_writer_options own;
    *writer = NULL;
    suo_status status = options_read(options, &own, error);
    if (status != SUO_OK)
        return status;
    status = suo_path_copy(path, path_len, &folder, error);
    if (status == SUO_OK)
        status = suo_writer_make(suo_os_posix(), folder, schema,
                                 own.memory_bytes, writer, error);
    if (status == SUO_OK)
        suo_writer_set_merging(*writer, own.merging);
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

suo_status suo_bulk_new(const suo_writer *writer, suo_bulk **bulk,
                        suo_error *error)
{
    return suo_bulk_make(writer, bulk, error);
}

suo_status suo_writer_put_bulk(suo_writer *writer, suo_bulk *bulk,
                               uint64_t *replaced, suo_error *error)
{
    uint64_t count;
    suo_status status = suo_writer_add_bulk(writer, bulk, &count, error);
    if (replaced != NULL)
        *replaced = count;
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

suo_status suo_writer_delete_where(suo_writer *writer,
                                   const suo_filter *filters,
                                   uint64_t filter_count, uint64_t *deleted,
                                   suo_error *error)
{
    suo_filter taken[SUO_FILTERS_MAX];
    uint64_t count = 0;
    if (deleted != NULL)
        *deleted = 0;
    if (filter_count == 0)
        return suo_error_set(error, SUO_INVALID, "no filter: nothing to find");
    suo_status status = suo_filters_take(suo_writer_get_schema(writer), filters,
                                         filter_count, taken, error);
    if (status == SUO_OK)
        status = suo_writer_remove_where(writer, taken, (uint32_t)filter_count,
                                         &count, error);
    if (deleted != NULL)
        *deleted = count;
    return status;
}

suo_status suo_writer_rollback(suo_writer *writer, suo_error *error)
{
    return suo_writer_undo(writer, error);
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

suo_status suo_writer_merge_step(suo_writer *writer, uint64_t work_bytes,
                                 int32_t *is_done, suo_error *error)
{
    bool nothing_left;
    if (work_bytes == 0)
        work_bytes = STEP_DEFAULT;
    suo_status status =
        suo_writer_merge_due(writer, work_bytes, &nothing_left, error);
    if (is_done != NULL)
        *is_done = status == SUO_OK && nothing_left;
    return status;
}

suo_status suo_writer_merge_all(suo_writer *writer, suo_error *error)
{
    return suo_writer_merge_whole(writer, error);
}
