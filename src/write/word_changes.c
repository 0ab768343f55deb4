/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word_changes.c - collect changes, merge them into the next vocabulary.
 *
 * The vocabulary is sorted and stays as it was read; a change stands beside
 * it in a hash table, so that adding many words costs the same each. A commit
 * sorts the changes and merges the two rows.
 */
#include "write/word_changes.h"

#include <assert.h>
#include <stdlib.h>

#include "base/hash.h"
#include "index/layout.h"
#include "index/segment.h"
#include "text/sequence.h"
#include "text/synonyms.h"

enum { PLACES_MIN = 64 };

static bool slice_equals(suo_slice a, suo_slice b)
{
    return suo_bytes_compare(a.bytes, a.len, b.bytes, b.len) == 0;
}

void suo_word_changes_take(suo_word_changes *changes,
                           suo_vocabulary *vocabulary)
{
    assert(changes->item_count == 0 && changes->vocabulary.commit == 0);
    changes->vocabulary = *vocabulary;
    changes->count = vocabulary->count;
    *vocabulary = (suo_vocabulary){0};
}

/* The changes are made, or not wanted any more. */
static void changes_forget(suo_word_changes *changes)
{
    suo_dealloc(changes->items);
    suo_dealloc(changes->places);
    suo_dealloc(changes->synonyms);
    suo_arena_clear(&changes->arena);
    changes->items = NULL;
    changes->item_count = changes->item_cap = 0;
    changes->places = NULL;
    changes->place_count = 0;
    changes->synonyms = NULL;
    changes->synonyms_len = 0;
}

void suo_word_changes_undo(suo_word_changes *changes)
{
    changes_forget(changes);
    changes->count = changes->vocabulary.count;
}

void suo_word_changes_clear(suo_word_changes *changes)
{
    changes_forget(changes);
    suo_vocabulary_clear(&changes->vocabulary);
    suo_buffer_free(&changes->canon);
    *changes = (suo_word_changes){0};
}

/* ---- one change ---- */

/* The place of a canonical form: it holds its change, or 0. */
static uint32_t *changes_place(const suo_word_changes *changes, suo_slice canon)
{
    size_t mask = changes->place_count - 1;
    size_t at = (size_t)suo_hash(canon.bytes, canon.len) & mask;
    while (changes->places[at] != 0 &&
           !slice_equals(changes->items[changes->places[at] - 1].canon, canon))
        at = (at + 1) & mask;
    return &changes->places[at];
}

static suo_vocabulary_word *changes_find(const suo_word_changes *changes,
                                         suo_slice canon)
{
    if (changes->place_count == 0)
        return NULL;
    uint32_t found = *changes_place(changes, canon);
    return found > 0 ? &changes->items[found - 1] : NULL;
}

/* Half of the places stay free. */
static suo_status changes_grow_places(suo_word_changes *changes)
{
    if ((changes->item_count + 1) * 2 <= changes->place_count)
        return SUO_OK;
    size_t count =
        changes->place_count > 0 ? changes->place_count * 2 : PLACES_MIN;
    uint32_t *places = suo_alloc_zero(count, sizeof(*places));
    if (places == NULL)
        return SUO_NO_MEMORY;
    suo_dealloc(changes->places);
    changes->places = places;
    changes->place_count = count;
    for (size_t i = 0; i < changes->item_count; i++)
        *changes_place(changes, changes->items[i].canon) = (uint32_t)i + 1;
    return SUO_OK;
}

/* The change of the word with a canonical form that is in no change yet. */
static suo_vocabulary_word *changes_append(suo_word_changes *changes,
                                           suo_slice canon)
{
    if (changes_grow_places(changes) != SUO_OK ||
        suo_grow(&changes->items, &changes->item_cap, changes->item_count + 1,
                 sizeof(*changes->items)) != SUO_OK)
        return NULL;
    const char *copy = suo_arena_copy(&changes->arena, canon.bytes, canon.len);
    if (copy == NULL)
        return NULL;
    canon.bytes = (const uint8_t *)copy;
    uint32_t *place = changes_place(changes, canon);
    suo_vocabulary_word *change = &changes->items[changes->item_count++];
    *change = (suo_vocabulary_word){.canon = canon};
    *place = (uint32_t)changes->item_count;
    return change;
}

/* Will the next commit have the word? */
static bool changes_has(const suo_word_changes *changes, suo_slice canon)
{
    const suo_vocabulary_word *change = changes_find(changes, canon);
    if (change != NULL)
        return change->weight > 0;
    return suo_vocabulary_find(&changes->vocabulary, canon) != NULL;
}

/* The canonical form of a word, borrowed until the next call. */
static suo_status changes_canon(suo_word_changes *changes,
                                suo_tokenizer *tokenizer, suo_slice text,
                                suo_slice *canon, suo_error *error)
{
    suo_buffer_reset(&changes->canon);
    if (text.len > SUO_WORD_MAX)
        return suo_error_set(error, SUO_LIMIT, "a word has at most %d bytes",
                             SUO_WORD_MAX);
    suo_status status = suo_sequence_canon(tokenizer, (const char *)text.bytes,
                                           text.len, &changes->canon, error);
    *canon = (suo_slice){changes->canon.data, changes->canon.len};
    if (status == SUO_OK && canon->len > SUO_CANON_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a word's canonical form has at most %d bytes",
                             SUO_CANON_MAX);
    assert(status != SUO_OK || canon->len > 0);
    return status;
}

/* Let the next commit have a word, or not: weight 0. */
static suo_status changes_put(suo_word_changes *changes, suo_slice canon,
                              suo_slice text, double weight, suo_error *error)
{
    suo_vocabulary_word *change = changes_find(changes, canon);
    if (change == NULL)
        change = changes_append(changes, canon);
    if (change == NULL)
        return suo_error_no_memory(error);
    if (!slice_equals(change->text, text)) {
        change->text.bytes = (const uint8_t *)suo_arena_copy(
            &changes->arena, text.bytes, text.len);
        if (change->text.bytes == NULL)
            return suo_error_no_memory(error);
        change->text.len = text.len;
    }
    change->weight = weight;
    return SUO_OK;
}

suo_status suo_word_changes_add(suo_word_changes *changes,
                                suo_tokenizer *tokenizer, suo_slice text,
                                double weight, suo_error *error)
{
    suo_slice canon;
    if (!suo_word_weight_is_valid(weight))
        return suo_error_set(error, SUO_INVALID,
                             "a word's weight is above 0 and at most %g",
                             SUO_WORD_WEIGHT_MAX);
    suo_status status = changes_canon(changes, tokenizer, text, &canon, error);
    if (status != SUO_OK)
        return status;
    bool is_new = !changes_has(changes, canon);
    if (is_new && changes->count == SUO_WORDS_MAX)
        return suo_error_set(error, SUO_LIMIT, "an index has at most %d words",
                             SUO_WORDS_MAX);
    status = changes_put(changes, canon, text, weight, error);
    changes->count += status == SUO_OK && is_new;
    return status;
}

suo_status suo_word_changes_remove(suo_word_changes *changes,
                                   suo_tokenizer *tokenizer, suo_slice text,
                                   suo_error *error)
{
    suo_slice canon;
    suo_status status = changes_canon(changes, tokenizer, text, &canon, error);
    if (status != SUO_OK)
        return status;
    if (!changes_has(changes, canon))
        return suo_error_set(error, SUO_NOT_FOUND,
                             "the index has no such word");
    status = changes_put(changes, canon, text, 0, error);
    changes->count -= status == SUO_OK;
    return status;
}

suo_status suo_word_changes_set_synonyms(suo_word_changes *changes,
                                         suo_tokenizer *tokenizer,
                                         suo_slice rules, suo_error *error)
{
    if (rules.len > SUO_SYNONYMS_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "an index has at most %d bytes of synonym rules",
                             SUO_SYNONYMS_MAX);
    suo_status status = suo_synonyms_check(tokenizer, (const char *)rules.bytes,
                                           rules.len, error);
    if (status != SUO_OK)
        return status;
    char *copy = suo_copy_text(rules.bytes, rules.len);
    if (copy == NULL)
        return suo_error_no_memory(error);
    suo_dealloc(changes->synonyms);
    changes->synonyms = copy;
    changes->synonyms_len = rules.len;
    return SUO_OK;
}

/* ---- commit ---- */

static int word_compare(const void *a, const void *b)
{
    const suo_vocabulary_word *x = a;
    const suo_vocabulary_word *y = b;
    return suo_bytes_compare(x->canon.bytes, x->canon.len, y->canon.bytes,
                             y->canon.len);
}

/*
 * Put the word of a change into 'next', which has room; 'old' is the one it
 * takes the place of, NULL if there is none. Returns whether it differs.
 */
static bool changes_apply(suo_vocabulary *next,
                          const suo_vocabulary_word *change,
                          const suo_vocabulary_word *old)
{
    if (change->weight > 0) {
        suo_vocabulary_word *word = &next->words[next->count++];
        *word = *change;
        /* A new one is of the generation that this commit begins. */
        word->since = old != NULL ? old->since : next->generation + 1;
    }
    if (old == NULL)
        return change->weight > 0;
    return old->weight != change->weight ||
           !slice_equals(old->text, change->text);
}

/* Merge the sorted changes and the old words into 'next', which has room. */
static void changes_merge(const suo_word_changes *changes, suo_vocabulary *next)
{
    const suo_vocabulary *last = &changes->vocabulary;
    size_t from = 0;
    bool is_changed = false;
    for (size_t i = 0; i < changes->item_count; i++) {
        const suo_vocabulary_word *change = &changes->items[i];
        const suo_vocabulary_word *old = NULL;
        while (from < last->count && old == NULL) {
            int order = word_compare(&last->words[from], change);
            if (order > 0)
                break;
            if (order == 0)
                old = &last->words[from];
            else
                next->words[next->count++] = last->words[from];
            from++;
        }
        is_changed |= changes_apply(next, change, old);
    }
    while (from < last->count)
        next->words[next->count++] = last->words[from++];
    next->generation += is_changed;
}

/* Write the file of 'next' and read it back as the new vocabulary. */
static suo_status changes_replace(suo_word_changes *changes,
                                  suo_vocabulary *next, const suo_os *os,
                                  const char *folder, suo_error *error)
{
    suo_vocabulary back;
    char *path = suo_vocabulary_path(folder, next->commit);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_vocabulary_write(next, os, path, error);
    if (status == SUO_OK)
        status = suo_vocabulary_read(&back, os, path, next->commit, next->hash,
                                     error);
    if (status == SUO_OK) {
        suo_vocabulary_clear(&changes->vocabulary);
        changes->vocabulary = back;
    }
    suo_dealloc(path);
    return status;
}

suo_status suo_word_changes_write(suo_word_changes *changes, const suo_os *os,
                                  const char *folder, uint64_t commit,
                                  suo_error *error)
{
    const suo_vocabulary *last = &changes->vocabulary;
    if (changes->item_count == 0 && changes->synonyms == NULL)
        return SUO_OK;
    suo_vocabulary next = {.commit = commit,
                           .generation = last->generation,
                           .synonyms = last->synonyms};
    next.words =
        suo_alloc(last->count + changes->item_count, sizeof(*next.words));
    if (next.words == NULL)
        return suo_error_no_memory(error);
    if (changes->item_count > 0)
        qsort(changes->items, changes->item_count, sizeof(*changes->items),
              word_compare);
    changes_merge(changes, &next);
    if (changes->synonyms != NULL)
        next.synonyms = (suo_slice){(const uint8_t *)changes->synonyms,
                                    changes->synonyms_len};
    suo_status status = SUO_OK;
    if (next.generation != last->generation ||
        !slice_equals(next.synonyms, last->synonyms))
        status = changes_replace(changes, &next, os, folder, error);
    suo_dealloc(next.words);
    assert(status != SUO_OK || changes->count == changes->vocabulary.count);
    if (status == SUO_OK)
        changes_forget(changes);
    return status;
}
