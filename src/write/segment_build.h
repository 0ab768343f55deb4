/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment_build.h - turn the documents of an inverter into a segment file.
 */
#ifndef SUO_WRITE_SEGMENT_BUILD_H
#define SUO_WRITE_SEGMENT_BUILD_H

#include "write/inverter.h"
#include "write/segment_write.h"

/*
 * Write the living documents of 'inverter' as the next segment of 'place',
 * synced. 'built' receives what the manifest records; its doc_count is 0 and
 * no file is made when no document lives. Statuses: SUO_FULL, SUO_IO,
 * SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_segment_build(const suo_inverter *inverter,
                                          const suo_segment_place *place,
                                          uint64_t fingerprint,
                                          suo_manifest_segment *built,
                                          suo_error *error);

#endif
