/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc_order.h - the order of a segment's documents: by audience, then by put.
 */
#ifndef SUO_WRITE_DOC_ORDER_H
#define SUO_WRITE_DOC_ORDER_H

#include "write/inverter.h"

#define SUO_NO_DOC UINT32_MAX

/* Start with {0}. */
typedef struct suo_doc_order {
    uint32_t doc_count;
    uint32_t *slots; /* document -> slot of the inverter */
    uint32_t *docs;  /* slot -> document; SUO_NO_DOC when it is dead */
    uint32_t audience_count;
    uint32_t *audiences;     /* in order: number in the inverter */
    uint32_t *audience_ends; /* one past the last document of each */
} suo_doc_order;

/* Order the living documents. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_doc_order_make(suo_doc_order *order,
                                           const suo_inverter *inverter,
                                           suo_error *error);
void suo_doc_order_clear(suo_doc_order *order);

#endif
