/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_build.h - the terms of an inverter into a segment.
 */
#ifndef SUO_WRITE_TERM_BUILD_H
#define SUO_WRITE_TERM_BUILD_H

#include "write/doc_order.h"
#include "write/segment_write.h"

/* Encode all terms of 'inverter'. Statuses: SUO_NO_MEMORY, SUO_LIMIT, SUO_FULL,
 * SUO_IO. */
SUO_MUST_USE suo_status suo_terms_build(const suo_inverter *inverter,
                                        const suo_doc_order *order,
                                        suo_segment_writer *writer,
                                        suo_error *error);

#endif
