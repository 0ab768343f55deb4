/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns.h - one value a document, readable by document number: lengths,
 * sequences, keyword, integer and time fields (FORMAT.md 7, 8, 9).
 */
#ifndef SUO_INDEX_COLUMNS_H
#define SUO_INDEX_COLUMNS_H

#include "base/bytes.h"
#include "index/layout.h"

/* ---- lengths of a text field, by lane ---- */

typedef struct suo_lengths {
    const uint8_t *values[SUO_LANES];
    uint8_t width[SUO_LANES]; /* bytes: 1, 2 or 4 */
} suo_lengths;

bool suo_lengths_open(suo_lengths *lengths, suo_slice section,
                      uint32_t doc_count);

static inline uint32_t suo_lengths_get(const suo_lengths *lengths,
                                       uint32_t lane, uint32_t doc)
{
    const uint8_t *values = lengths->values[lane];
    switch (lengths->width[lane]) {
    case 1:
        return values[doc];
    case 2:
        return suo_load_u16(values + (size_t)doc * 2);
    default:
        return suo_load_u32(values + (size_t)doc * 4);
    }
}

/* Append the section for lengths[lane][document]. */
void suo_lengths_encode(suo_buffer *out, uint32_t *const lengths[SUO_LANES],
                        uint32_t doc_count);

/* ---- sequences ---- */

typedef struct suo_sequences {
    uint64_t least;
    const uint8_t *values;
    uint8_t width;
} suo_sequences;

bool suo_sequences_open(suo_sequences *sequences, suo_slice section,
                        uint32_t doc_count);
uint64_t suo_sequences_get(const suo_sequences *sequences, uint32_t doc);

/* Append the section; 'values' is overwritten. */
void suo_sequences_encode(suo_buffer *out, uint64_t *values,
                          uint32_t doc_count);

/* ---- integer and time fields ---- */

typedef struct suo_numbers {
    int64_t least;
    const uint8_t *present; /* one bit a document */
    const uint8_t *values;
    uint8_t width;
} suo_numbers;

bool suo_numbers_open(suo_numbers *numbers, suo_slice section,
                      uint32_t doc_count);

/* The value of a document; false if it has none. */
bool suo_numbers_get(const suo_numbers *numbers, uint32_t doc, int64_t *value);

/* Of the documents from 'doc' on, a multiple of 64, that are marked in
 * marks[words], keep the marks of those that have a value of at least 'min' and
 * at most 'max'. */
void suo_numbers_keep_between(const suo_numbers *numbers, uint32_t doc,
                              uint64_t *marks, size_t words, int64_t min,
                              int64_t max);

/* Append the section: 'present[doc]' says whether 'values[doc]' counts. */
SUO_MUST_USE suo_status suo_numbers_encode(suo_buffer *out,
                                           const int64_t *values,
                                           const uint8_t *present,
                                           uint32_t doc_count);

/* ---- keyword fields ---- */

typedef struct suo_keywords {
    uint32_t distinct;
    uint32_t total; /* values of all documents */
    const uint8_t *offsets;
    suo_slice text;
    const uint8_t *starts;
    const uint8_t *values;
    uint8_t start_width;
    uint8_t value_width;
    uint32_t doc_count;
} suo_keywords;

bool suo_keywords_open(suo_keywords *keywords, suo_slice section,
                       uint32_t doc_count);

/* Values of a document are numbers start .. end-1; false if damaged. */
bool suo_keywords_range(const suo_keywords *keywords, uint32_t doc,
                        uint32_t *start, uint32_t *end);

/* The text of value 'number' of the range; false if damaged. */
bool suo_keywords_get(const suo_keywords *keywords, uint32_t number,
                      suo_slice *text);

/* Which of the distinct texts, in their order, value 'number' of the range
 * is; false if damaged. */
bool suo_keywords_rank(const suo_keywords *keywords, uint32_t number,
                       uint32_t *rank);

/* The text of this rank, which is below 'distinct'; false if damaged. */
bool suo_keywords_text(const suo_keywords *keywords, uint32_t rank,
                       suo_slice *text);

/* The ranks [start, end) of the texts that begin with 'prefix', and with a '/'
 * behind it if 'is_path'; false if damaged. */
bool suo_keywords_find_prefix(const suo_keywords *keywords, suo_slice prefix,
                              bool is_path, uint32_t *start, uint32_t *end);

/* The rank of a text; 'distinct' if no document has it. False if damaged. */
bool suo_keywords_find(const suo_keywords *keywords, suo_slice text,
                       uint32_t *rank);

/* One value of one document, for writing. */
typedef struct suo_keyword_value {
    uint32_t doc;
    suo_slice text; /* must outlive the encoding */
} suo_keyword_value;

/*
 * Append the section. 'values' come by ascending document; they are sorted by
 * text in place. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_keywords_encode(suo_buffer *out,
                                            suo_keyword_value *values,
                                            uint32_t value_count,
                                            uint32_t doc_count);

#endif
