/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dictionary.h - from a term's bytes to its postings (FORMAT.md 5).
 */
#ifndef SUO_INDEX_DICTIONARY_H
#define SUO_INDEX_DICTIONARY_H

#include "base/bytes.h"
#include "index/postings.h"

/* ---- writing; start with {0} ---- */

typedef struct suo_dictionary_writer {
    suo_buffer blocks;     /* section 3: what was not taken out yet */
    uint64_t blocks_taken; /* bytes of it that the caller has taken out */
    suo_buffer index;      /* section 4 */
    uint64_t term_count;
    suo_buffer last;    /* the term before */
    suo_buffer hashes;  /* of the block being filled */
    suo_buffer entries; /* of the block being filled */
    uint64_t prefix;    /* of its first term */
} suo_dictionary_writer;

void suo_dictionary_writer_clear(suo_dictionary_writer *writer);

/* Add a term, above the last one, with its entry. */
void suo_dictionary_writer_add(suo_dictionary_writer *writer, const void *term,
                               size_t term_len, const suo_buffer *entry);

/* End both sections. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_dictionary_writer_end(suo_dictionary_writer *writer,
                                                  suo_error *error);

/* ---- reading ---- */

/* Sections of a segment, borrowed. */
typedef struct suo_dictionary {
    suo_slice blocks;
    suo_slice index;
    suo_slice postings;
    suo_slice positions;
    uint64_t term_count;
    uint32_t block_count;
    uint32_t doc_count;     /* of the segment */
    const suo_pages *pages; /* of its file; NULL: all are verified */
} suo_dictionary;

/* Do the sizes of the sections agree with the counts? */
bool suo_dictionary_is_valid(const suo_dictionary *dictionary);

/*
 * Find a term. 'found' says whether it is there. Statuses: SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_dictionary_find(const suo_dictionary *dictionary,
                                            const void *term, size_t term_len,
                                            suo_term_entry *entry, bool *found,
                                            suo_error *error);

/* A walk over terms in order; no memory of its own. */
typedef struct suo_dictionary_walk {
    const suo_dictionary *dictionary;
    uint32_t block;     /* the one being read */
    uint32_t left;      /* terms of it not yet read */
    suo_reader entries; /* the rest of it */
    suo_slice hashes;   /* of the terms not yet read */
    size_t term_len;
    uint8_t term[SUO_TERM_MAX + 1]; /* the term read last */
    suo_term_entry entry;           /* of the term read last */
} suo_dictionary_walk;

/* Stand before the first term that is not below 'term'. Statuses:
 * SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_dictionary_seek(suo_dictionary_walk *walk,
                                            const suo_dictionary *dictionary,
                                            const void *term, size_t term_len,
                                            suo_error *error);

/* Read the next term; 'found' is false after the last. Statuses:
 * SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_dictionary_next(suo_dictionary_walk *walk,
                                            bool *found, suo_error *error);

#endif
