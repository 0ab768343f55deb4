/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feedback_writer.c - all feedback in memory, written anew by each commit.
 *
 * Entries lie in the order in which their keys were first met, found by a hash
 * table of their numbers (open addressing, at most half full); a commit sorts
 * them. The file that was read stays in memory for its keys; new keys go to an
 * arena. Pins are few, and found one by one.
 */
#include "write/feedback_writer.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "index/layout.h"
#include "index/manifest.h"
#include "index/segment.h"

enum { SLOTS_LEAST = 64 };

static const double COUNT_LEAST = 0.01; /* that is kept when counts fade */

struct suo_feedback_writer {
    suo_lock lock;
    suo_feedback *read; /* what the file held when it was opened, owned */
    suo_feedback_entry *entries;
    size_t count;
    size_t cap;
    uint32_t *slots; /* numbers of entries, plus 1; 0: free */
    size_t slot_count;
    suo_feedback_pin *pins; /* in the order of pinning */
    size_t pin_count;
    size_t pin_cap;
    suo_arena arena; /* keys and questions */
};

/* ---- finding ---- */

/* The slot of a key, or the free one where it would be. */
static uint32_t *feedback_slot(const suo_feedback_writer *writer, suo_slice key)
{
    size_t at = suo_hash(key.bytes, key.len) & (writer->slot_count - 1);
    for (; writer->slots[at] != 0; at = (at + 1) & (writer->slot_count - 1)) {
        suo_slice own = writer->entries[writer->slots[at] - 1].key;
        if (suo_bytes_compare(own.bytes, own.len, key.bytes, key.len) == 0)
            break;
    }
    return &writer->slots[at];
}

/* Have slots for 'count' entries, and those there are in them. */
static suo_status feedback_reserve(suo_feedback_writer *writer, size_t count)
{
    size_t room = SLOTS_LEAST;
    if (count <= writer->slot_count / 2)
        return SUO_OK;
    while (count > room / 2)
        room *= 2;
    uint32_t *slots = suo_alloc_zero(room, sizeof(*slots));
    if (slots == NULL)
        return SUO_NO_MEMORY;
    suo_dealloc(writer->slots);
    writer->slots = slots;
    writer->slot_count = room;
    for (size_t i = 0; i < writer->count; i++)
        *feedback_slot(writer, writer->entries[i].key) = (uint32_t)i + 1;
    return SUO_OK;
}

/* The entry of a key, made if need be. */
static suo_status feedback_entry(suo_feedback_writer *writer, suo_slice key,
                                 suo_feedback_entry **entry, suo_error *error)
{
    uint32_t *slot = feedback_slot(writer, key);
    if (*slot == 0) {
        if (writer->count == SUO_FEEDBACK_DOCS_MAX)
            return suo_error_set(error, SUO_LIMIT,
                                 "feedback is of at most %d documents",
                                 SUO_FEEDBACK_DOCS_MAX);
        const char *copy = suo_arena_copy(&writer->arena, key.bytes, key.len);
        if (copy == NULL ||
            suo_grow(&writer->entries, &writer->cap, writer->count + 1,
                     sizeof(*writer->entries)) != SUO_OK ||
            feedback_reserve(writer, writer->count + 1) != SUO_OK)
            return suo_error_no_memory(error);
        writer->entries[writer->count++] =
            (suo_feedback_entry){.key = {(const uint8_t *)copy, key.len}};
        slot = feedback_slot(writer, key);
        *slot = (uint32_t)writer->count;
    }
    *entry = &writer->entries[*slot - 1];
    return SUO_OK;
}

/* ---- opening ---- */

/* Take what the file holds. */
static suo_status feedback_take(suo_feedback_writer *writer, suo_error *error)
{
    const suo_feedback *read = writer->read;
    if (suo_grow(&writer->entries, &writer->cap, read->entry_count,
                 sizeof(*writer->entries)) != SUO_OK)
        return suo_error_no_memory(error);
    if (read->entry_count > 0)
        memcpy(writer->entries, read->entries,
               read->entry_count * sizeof(*writer->entries));
    writer->count = read->entry_count;
    if (suo_grow(&writer->pins, &writer->pin_cap, read->pin_count,
                 sizeof(*writer->pins)) != SUO_OK)
        return suo_error_no_memory(error);
    if (read->pin_count > 0)
        memcpy(writer->pins, read->pins,
               read->pin_count * sizeof(*writer->pins));
    writer->pin_count = read->pin_count;
    return feedback_reserve(writer, writer->count + 1) == SUO_OK
               ? SUO_OK
               : suo_error_no_memory(error);
}

static suo_status feedback_lock(suo_feedback_writer *writer, const suo_os *os,
                                const char *folder, suo_error *error)
{
    suo_manifest manifest;
    char *path = suo_index_path(folder, SUO_FEEDBACK_LOCK_NAME);
    suo_status status = suo_manifest_read(&manifest, os, folder, error);
    suo_manifest_clear(&manifest);
    if (status == SUO_OK)
        status = path != NULL ? suo_lock_take(&writer->lock, os, path, error)
                              : suo_error_no_memory(error);
    suo_dealloc(path);
    return status;
}

suo_status suo_feedback_writer_make(const suo_os *os, const char *folder,
                                    suo_feedback_writer **writer,
                                    suo_error *error)
{
    *writer = NULL;
    suo_feedback_writer *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = feedback_lock(made, os, folder, error);
    if (status == SUO_OK)
        status = suo_feedback_load(os, folder, &made->read, error);
    if (status == SUO_OK)
        status = feedback_take(made, error);
    if (status != SUO_OK) {
        suo_feedback_writer_free(made);
        return status;
    }
    *writer = made;
    return SUO_OK;
}

void suo_feedback_writer_free(suo_feedback_writer *writer)
{
    if (writer == NULL)
        return;
    suo_feedback_release(writer->read);
    suo_lock_release(&writer->lock);
    suo_arena_clear(&writer->arena);
    suo_dealloc(writer->entries);
    suo_dealloc(writer->pins);
    suo_dealloc(writer->slots);
    suo_dealloc(writer);
}

/* ---- changing ---- */

suo_status suo_feedback_writer_count(suo_feedback_writer *writer, suo_slice key,
                                     suo_feedback_kind kind, uint64_t count,
                                     suo_error *error)
{
    suo_feedback_entry *entry = NULL;
    if (count == 0)
        return SUO_OK;
    suo_status status = feedback_entry(writer, key, &entry, error);
    if (status != SUO_OK)
        return status;
    double *own = &entry->counts[kind - 1];
    *own += (double)count;
    if (*own > SUO_FEEDBACK_COUNT_MAX)
        *own = SUO_FEEDBACK_COUNT_MAX;
    return SUO_OK;
}

/* Does a row of successors lead from one document to another? */
static bool feedback_leads(const suo_feedback_writer *writer, suo_slice from,
                           suo_slice to)
{
    while (suo_bytes_compare(from.bytes, from.len, to.bytes, to.len) != 0) {
        uint32_t number = *feedback_slot(writer, from);
        if (number == 0 || writer->entries[number - 1].successor.len == 0)
            return false;
        from = writer->entries[number - 1].successor;
    }
    return true;
}

/* Let a document have no successor. */
static suo_status feedback_unlink(suo_feedback_writer *writer, suo_slice key,
                                  suo_error *error)
{
    uint32_t number = *feedback_slot(writer, key);
    if (number == 0 || writer->entries[number - 1].successor.len == 0)
        return suo_error_set(error, SUO_NOT_FOUND,
                             "the document is not superseded");
    writer->entries[number - 1].successor = (suo_slice){0};
    return SUO_OK;
}

suo_status suo_feedback_writer_replace(suo_feedback_writer *writer,
                                       suo_slice key, suo_slice successor,
                                       suo_error *error)
{
    suo_feedback_entry *entry = NULL;
    if (successor.len == 0)
        return feedback_unlink(writer, key, error);
    if (feedback_leads(writer, successor, key))
        return suo_error_set(error, SUO_INVALID,
                             "a document cannot supersede itself");
    suo_status status = feedback_entry(writer, key, &entry, error);
    if (status != SUO_OK)
        return status;
    const char *copy =
        suo_arena_copy(&writer->arena, successor.bytes, successor.len);
    if (copy == NULL)
        return suo_error_no_memory(error);
    entry->successor = (suo_slice){(const uint8_t *)copy, successor.len};
    return SUO_OK;
}

void suo_feedback_writer_multiply(suo_feedback_writer *writer, double share)
{
    for (size_t i = 0; i < writer->count; i++)
        for (int kind = 0; kind < SUO_FEEDBACK_KINDS; kind++) {
            double *own = &writer->entries[i].counts[kind];
            *own = *own * share < COUNT_LEAST ? 0 : *own * share;
        }
}

/* ---- pins ---- */

/* The pin of a question, by its bytes; their number: it has none. */
static size_t pin_find(const suo_feedback_writer *writer, suo_slice question)
{
    size_t at = 0;
    while (at < writer->pin_count) {
        suo_slice own = writer->pins[at].question;
        if (suo_bytes_compare(own.bytes, own.len, question.bytes,
                              question.len) == 0)
            break;
        at++;
    }
    return at;
}

/* Copy a pin into the arena. */
static suo_status pin_copy(suo_feedback_writer *writer, suo_slice question,
                           const suo_slice *keys, uint32_t key_count,
                           suo_feedback_pin *pin)
{
    suo_arena *arena = &writer->arena;
    const char *text = suo_arena_copy(arena, question.bytes, question.len);
    suo_slice *copies = suo_arena_alloc(arena, key_count * sizeof(*copies));
    if (text == NULL || copies == NULL)
        return SUO_NO_MEMORY;
    for (uint32_t i = 0; i < key_count; i++) {
        const char *key = suo_arena_copy(arena, keys[i].bytes, keys[i].len);
        if (key == NULL)
            return SUO_NO_MEMORY;
        copies[i] = (suo_slice){(const uint8_t *)key, keys[i].len};
    }
    *pin = (suo_feedback_pin){
        {(const uint8_t *)text, question.len}, copies, key_count};
    return SUO_OK;
}

static void pin_remove(suo_feedback_writer *writer, size_t at)
{
    writer->pin_count--;
    memmove(writer->pins + at, writer->pins + at + 1,
            (writer->pin_count - at) * sizeof(*writer->pins));
}

suo_status suo_feedback_writer_put_pin(suo_feedback_writer *writer,
                                       suo_slice question,
                                       const suo_slice *keys,
                                       uint32_t key_count, suo_error *error)
{
    size_t at = pin_find(writer, question);
    suo_feedback_pin pin;
    if (key_count == 0 && at == writer->pin_count)
        return suo_error_set(error, SUO_NOT_FOUND,
                             "nothing is pinned to the question");
    if (key_count == 0) {
        pin_remove(writer, at);
        return SUO_OK;
    }
    if (at == SUO_PINS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d questions have pins",
                             SUO_PINS_MAX);
    if (suo_grow(&writer->pins, &writer->pin_cap, writer->pin_count + 1,
                 sizeof(*writer->pins)) != SUO_OK ||
        pin_copy(writer, question, keys, key_count, &pin) != SUO_OK)
        return suo_error_no_memory(error);
    if (at < writer->pin_count)
        pin_remove(writer, at);
    writer->pins[writer->pin_count++] = pin;
    return SUO_OK;
}

/* ---- committing ---- */

static int entry_compare(const void *a, const void *b)
{
    const suo_feedback_entry *x = a;
    const suo_feedback_entry *y = b;
    return suo_bytes_compare(x->key.bytes, x->key.len, y->key.bytes,
                             y->key.len);
}

/* Is anything known of the document still? */
static bool entry_says_something(const suo_feedback_entry *entry)
{
    for (int kind = 0; kind < SUO_FEEDBACK_KINDS; kind++)
        if (entry->counts[kind] > 0)
            return true;
    return entry->successor.len > 0;
}

suo_status suo_feedback_writer_finish(suo_feedback_writer *writer,
                                      suo_error *error)
{
    if (!suo_lock_is_own(&writer->lock))
        return suo_error_set(error, SUO_STATE,
                             "the feedback writer is the parent process's");
    suo_feedback next = {.os = writer->read->os,
                         .folder = writer->read->folder,
                         .number = writer->read->number + 1,
                         .pins = writer->pins,
                         .pin_count = writer->pin_count};
    next.entries = suo_alloc(writer->count, sizeof(*next.entries));
    if (next.entries == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < writer->count; i++)
        if (entry_says_something(&writer->entries[i]))
            next.entries[next.entry_count++] = writer->entries[i];
    if (next.entry_count > 0)
        qsort(next.entries, next.entry_count, sizeof(*next.entries),
              entry_compare);
    suo_status status = suo_feedback_write(&next, error);
    if (status == SUO_OK)
        writer->read->number = next.number;
    suo_dealloc(next.entries);
    return status;
}
