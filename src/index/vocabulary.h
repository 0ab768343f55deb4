/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vocabulary.h - the words and synonym rules of an index (FORMAT.md 12).
 *
 * Bytes only: what a canonical form or a rule means is the text layer's
 * business.
 */
#ifndef SUO_INDEX_VOCABULARY_H
#define SUO_INDEX_VOCABULARY_H

#include "base/bytes.h"
#include "io/file.h"

#define SUO_WORD_WEIGHT_MAX 100.0

/* A word of the user dictionary. */
typedef struct suo_vocabulary_word {
    suo_slice text;  /* as it was given */
    suo_slice canon; /* canonical form: one for all ways to write the word */
    double weight;
    uint64_t since; /* the generation that had it first, from 1 */
} suo_vocabulary_word;

/* The words and rules of a commit. Start with {0}: none of either. */
typedef struct suo_vocabulary {
    uint64_t commit;            /* that wrote its file; 0: there is no file */
    uint64_t hash;              /* of its file */
    uint64_t generation;        /* how often the words have changed */
    suo_vocabulary_word *words; /* owned; canonical forms ascend strictly */
    size_t count;
    suo_slice synonyms;
    uint8_t *bytes; /* its file, owned; all slices lie in it */
} suo_vocabulary;

void suo_vocabulary_clear(suo_vocabulary *vocabulary);

/* A weight that a word may have. */
static inline bool suo_word_weight_is_valid(double weight)
{
    return weight > 0 && weight <= SUO_WORD_WEIGHT_MAX;
}

/* The word with a canonical form; NULL if there is none. */
const suo_vocabulary_word *suo_vocabulary_find(const suo_vocabulary *vocabulary,
                                               suo_slice canon);

/*
 * Write the file of 'vocabulary', synced; its 'hash' becomes the last 8 bytes.
 * 'bytes' is not looked at. Statuses: SUO_FULL, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_vocabulary_write(suo_vocabulary *vocabulary,
                                             const suo_os *os, const char *path,
                                             suo_error *error);

/*
 * Read the file that commit number 'commit' wrote and check that it is the
 * one with 'hash'. Statuses: SUO_NOT_FOUND, SUO_CORRUPT, SUO_VERSION, SUO_IO,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_vocabulary_read(suo_vocabulary *vocabulary,
                                            const suo_os *os, const char *path,
                                            uint64_t commit, uint64_t hash,
                                            suo_error *error);

#endif
