/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept_words.c - a sorted array of hashes.
 */
#include "text/kept_words.h"

#include <string.h>

#include "base/memory.h"

void suo_kept_words_clear(suo_kept_words *words)
{
    suo_dealloc(words->keys);
    *words = (suo_kept_words){0};
}

/* Where the key is, or would be. */
static size_t kept_words_at(const suo_kept_words *words, uint64_t key)
{
    size_t low = 0;
    size_t high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (words->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

suo_status suo_kept_words_add(suo_kept_words *words, uint64_t key,
                              suo_error *error)
{
    if (suo_kept_words_has(words, key))
        return SUO_OK;
    suo_status status = suo_grow(&words->keys, &words->cap, words->count + 1,
                                 sizeof(*words->keys));
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    size_t at = kept_words_at(words, key);
    memmove(words->keys + at + 1, words->keys + at,
            (words->count - at) * sizeof(*words->keys));
    words->keys[at] = key;
    words->count++;
    return SUO_OK;
}

bool suo_kept_words_has(const suo_kept_words *words, uint64_t key)
{
    size_t at = kept_words_at(words, key);
    return at < words->count && words->keys[at] == key;
}
