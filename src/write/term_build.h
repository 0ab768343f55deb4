/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_build.h - dictionary, postings and positions of a segment.
 */
#ifndef SUO_WRITE_TERM_BUILD_H
#define SUO_WRITE_TERM_BUILD_H

#include "index/dictionary.h"
#include "index/postings_write.h"
#include "write/doc_order.h"

/* One field of one posting; its positions begin at 'position_start'. */
typedef struct suo_field_posting {
    uint32_t doc;
    uint32_t field;
    uint32_t freq;
    size_t position_start;
} suo_field_posting;

/* Start with {0}. The writers hold the sections after suo_term_build_run. */
typedef struct suo_term_build {
    suo_dictionary_writer dictionary;
    suo_postings_writer postings;
    suo_field_posting *fields; /* of the term at hand */
    size_t field_count;
    size_t field_cap;
    uint32_t *positions; /* of the term at hand */
    size_t position_count;
    size_t position_cap;
    suo_buffer entry;
} suo_term_build;

/* Encode all terms of 'inverter'. Statuses: SUO_NO_MEMORY, SUO_LIMIT. */
SUO_MUST_USE suo_status suo_term_build_run(suo_term_build *build,
                                           const suo_inverter *inverter,
                                           const suo_doc_order *order,
                                           const suo_length_table *lengths,
                                           suo_error *error);
void suo_term_build_clear(suo_term_build *build);

#endif
