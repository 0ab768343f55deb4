/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word_changes.h - the index's own words and synonym rules, being changed.
 *
 * Changes are collected in memory and become the vocabulary of the next
 * commit; until then that of the last one is all that anyone sees.
 */
#ifndef SUO_WRITE_WORD_CHANGES_H
#define SUO_WRITE_WORD_CHANGES_H

#include "base/memory.h"
#include "index/vocabulary.h"
#include "text/tokenizer.h"

/* Start with {0}. */
typedef struct suo_word_changes {
    suo_vocabulary vocabulary;  /* of the last commit */
    size_t count;               /* words there will be after the next one */
    suo_vocabulary_word *items; /* weight 0: to be removed */
    size_t item_count;
    size_t item_cap;
    uint32_t *places; /* hash table of change + 1 by canonical form */
    size_t place_count;
    char *synonyms; /* new rules; NULL: as they were */
    size_t synonyms_len;
    suo_arena arena; /* texts and canonical forms of the changes */
    suo_buffer canon;
} suo_word_changes;

/* Forget the changes since the last commit. */
void suo_word_changes_undo(suo_word_changes *changes);

/* Take over the vocabulary of the newest commit; before any change. */
void suo_word_changes_take(suo_word_changes *changes,
                           suo_vocabulary *vocabulary);
void suo_word_changes_clear(suo_word_changes *changes);

/*
 * suo_writer_add_word, _remove_word and _set_synonyms of suo.h; 'tokenizer'
 * is the one of the index. After SUO_NO_MEMORY and SUO_STATE the words can
 * only be cleared; other failures change nothing.
 */
SUO_MUST_USE suo_status suo_word_changes_add(suo_word_changes *changes,
                                             suo_tokenizer *tokenizer,
                                             suo_slice text, double weight,
                                             suo_error *error);
SUO_MUST_USE suo_status suo_word_changes_remove(suo_word_changes *changes,
                                                suo_tokenizer *tokenizer,
                                                suo_slice text,
                                                suo_error *error);
SUO_MUST_USE suo_status suo_word_changes_set_synonyms(suo_word_changes *changes,
                                                      suo_tokenizer *tokenizer,
                                                      suo_slice rules,
                                                      suo_error *error);

/*
 * Make the changes part of 'vocabulary', and where they change anything write
 * its file for commit number 'commit'. After a failure the words can only be
 * cleared. Statuses: SUO_FULL, SUO_IO, SUO_NO_MEMORY; those of
 * suo_vocabulary_read.
 */
SUO_MUST_USE suo_status suo_word_changes_write(suo_word_changes *changes,
                                               const suo_os *os,
                                               const char *folder,
                                               uint64_t commit,
                                               suo_error *error);

#endif
