/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feedback.c - the feedback calls of suo.h.
 */
#include "api/path.h"
#include "api/struct.h"
#include "base/memory.h"
#include "index/view.h"
#include "write/feedback_writer.h"

/* ---- writing ---- */

/* A key as the caller gives it. Statuses: SUO_INVALID, SUO_LIMIT. */
static suo_status key_take(const char *key, int64_t key_len, suo_slice *own,
                           suo_error *error)
{
    *own = (suo_slice){(const uint8_t *)key, suo_text_len(key, key_len)};
    if (key == NULL || own->len == 0)
        return suo_error_set(error, SUO_INVALID, "a key must not be empty");
    if (own->len > SUO_KEY_MAX)
        return suo_error_set(error, SUO_LIMIT, "a key is of at most %d bytes",
                             SUO_KEY_MAX);
    return SUO_OK;
}

suo_status suo_feedback_writer_open(const char *path, int64_t path_len,
                                    suo_feedback_writer **writer,
                                    suo_error *error)
{
    char *folder;
    *writer = NULL;
    suo_status status = suo_path_copy(path, path_len, &folder, error);
    if (status == SUO_OK)
        status =
            suo_feedback_writer_make(suo_os_posix(), folder, writer, error);
    suo_dealloc(folder);
    return status;
}

void suo_feedback_writer_close(suo_feedback_writer *writer)
{
    suo_feedback_writer_free(writer);
}

suo_status suo_feedback_writer_add(suo_feedback_writer *writer, const char *key,
                                   int64_t key_len, int32_t kind,
                                   uint64_t count, suo_error *error)
{
    suo_slice own;
    suo_status status = key_take(key, key_len, &own, error);
    if (status != SUO_OK)
        return status;
    if (kind < SUO_FEEDBACK_SHOWN || kind > SUO_FEEDBACK_SOLVED)
        return suo_error_set(error, SUO_INVALID,
                             "there is no such kind of feedback");
    return suo_feedback_writer_count(writer, own, (suo_feedback_kind)kind,
                                     count, error);
}

suo_status suo_feedback_writer_supersede(suo_feedback_writer *writer,
                                         const char *key, int64_t key_len,
                                         const char *successor,
                                         int64_t successor_len,
                                         suo_error *error)
{
    suo_slice own;
    suo_slice later = {0};
    suo_status status = key_take(key, key_len, &own, error);
    if (status == SUO_OK && successor != NULL)
        status = key_take(successor, successor_len, &later, error);
    return status == SUO_OK
               ? suo_feedback_writer_replace(writer, own, later, error)
               : status;
}

/* The keys of a pin as the caller gives them. Statuses: SUO_INVALID,
 * SUO_LIMIT. */
static suo_status keys_take(const char *const *keys, const int64_t *key_lens,
                            uint32_t count, suo_slice own[SUO_PINNED_MAX],
                            suo_error *error)
{
    if (count > SUO_PINNED_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "at most %d documents are pinned to a question",
                             SUO_PINNED_MAX);
    if (keys == NULL && count > 0)
        return suo_error_set(error, SUO_INVALID, "the keys are missing");
    for (uint32_t i = 0; i < count; i++) {
        suo_status status = key_take(
            keys[i], key_lens != NULL ? key_lens[i] : -1, &own[i], error);
        if (status != SUO_OK)
            return status;
    }
    if (!suo_keys_are_distinct(own, count))
        return suo_error_set(error, SUO_INVALID, "a key is given twice");
    return SUO_OK;
}

suo_status suo_feedback_writer_pin(suo_feedback_writer *writer,
                                   const char *question, int64_t question_len,
                                   const char *const *keys,
                                   const int64_t *key_lens, uint32_t key_count,
                                   suo_error *error)
{
    suo_slice own[SUO_PINNED_MAX];
    const suo_slice text = {(const uint8_t *)question,
                            suo_text_len(question, question_len)};
    if (question == NULL || text.len == 0)
        return suo_error_set(error, SUO_INVALID, "the question is empty");
    if (text.len > SUO_PIN_QUESTION_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a question with pins is of at most %d bytes",
                             SUO_PIN_QUESTION_MAX);
    suo_status status = keys_take(keys, key_lens, key_count, own, error);
    return status == SUO_OK ? suo_feedback_writer_put_pin(writer, text, own,
                                                          key_count, error)
                            : status;
}

suo_status suo_feedback_writer_fade(suo_feedback_writer *writer, double share,
                                    suo_error *error)
{
    if (!(share >= 0 && share <= 1))
        return suo_error_set(error, SUO_INVALID, "a share is 0 to 1");
    suo_feedback_writer_multiply(writer, share);
    return SUO_OK;
}

suo_status suo_feedback_writer_commit(suo_feedback_writer *writer,
                                      suo_error *error)
{
    return suo_feedback_writer_finish(writer, error);
}

/* ---- reading ---- */

suo_status suo_feedback_open(const char *path, int64_t path_len,
                             suo_feedback **feedback, suo_error *error)
{
    char *folder;
    *feedback = NULL;
    suo_status status = suo_path_copy(path, path_len, &folder, error);
    if (status == SUO_OK)
        status = suo_feedback_load(suo_os_posix(), folder, feedback, error);
    suo_dealloc(folder);
    return status;
}

void suo_feedback_close(suo_feedback *feedback)
{
    suo_feedback_release(feedback);
}

suo_status suo_feedback_is_current(const suo_feedback *feedback,
                                   int32_t *is_current, suo_error *error)
{
    bool is_newest;
    suo_status status = suo_feedback_is_newest(feedback, &is_newest, error);
    *is_current = is_newest;
    return status;
}

uint64_t suo_feedback_count(const suo_feedback *feedback)
{
    return feedback->entry_count;
}

suo_status suo_feedback_get(const suo_feedback *feedback, uint64_t number,
                            suo_feedback_document *document, suo_error *error)
{
    suo_feedback_document made = {.size = document->size};
    suo_status status = SUO_OK;
    if (document->size < sizeof(made.size))
        return suo_error_set(error, SUO_INVALID, "a struct has no size");
    if (number < feedback->entry_count) {
        const suo_feedback_entry *entry = &feedback->entries[number];
        made.key = (const char *)entry->key.bytes;
        made.key_len = entry->key.len;
        made.shown = entry->counts[SUO_FEEDBACK_SHOWN - 1];
        made.opened = entry->counts[SUO_FEEDBACK_OPENED - 1];
        made.up = entry->counts[SUO_FEEDBACK_UP - 1];
        made.down = entry->counts[SUO_FEEDBACK_DOWN - 1];
        made.solved = entry->counts[SUO_FEEDBACK_SOLVED - 1];
        made.successor = (const char *)entry->successor.bytes;
        made.successor_len = entry->successor.len;
    } else {
        status = suo_error_set(error, SUO_NOT_FOUND,
                               "there is no such document in the feedback");
    }
    suo_struct_give(document, made.size, &made, sizeof(made));
    return status;
}

uint64_t suo_feedback_pin_count(const suo_feedback *feedback)
{
    return feedback->pin_count;
}

const char *suo_feedback_pin_question(const suo_feedback *feedback,
                                      uint64_t number, uint64_t *question_len)
{
    suo_slice question = {0};
    if (number < feedback->pin_count)
        question = feedback->pins[number].question;
    *question_len = question.len;
    return (const char *)question.bytes;
}

const char *suo_feedback_pin_key(const suo_feedback *feedback, uint64_t number,
                                 uint32_t nth, uint64_t *key_len)
{
    suo_slice key = {0};
    if (number < feedback->pin_count && nth < feedback->pins[number].key_count)
        key = feedback->pins[number].keys[nth];
    *key_len = key.len;
    return (const char *)key.bytes;
}

suo_status suo_view_open_with_feedback(const suo_view *view,
                                       const suo_feedback *feedback,
                                       suo_view **with, suo_error *error)
{
    *with = NULL;
    suo_status status = suo_snapshot_check_owner(view->snapshot, error);
    return status == SUO_OK ? suo_view_make_with(view, feedback, with, error)
                            : status;
}
