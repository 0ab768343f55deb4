/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spool.h - a section that grows while others do, out of memory's way.
 *
 * Dictionary, postings and positions of a segment grow together, but stand
 * in its file one after the other. What a buffer of theirs collects goes to a
 * file of its own when it gets long, and from there into the segment.
 */
#ifndef SUO_WRITE_SPOOL_H
#define SUO_WRITE_SPOOL_H

#include "base/bytes.h"
#include "index/container.h"

/* Where a writer makes its files. */
typedef struct suo_segment_place {
    const suo_os *os;
    const char *folder;
    uint64_t *next_number; /* of a segment, for the taking */
    size_t spool_bytes;    /* a buffer may hold, and a little more */
} suo_segment_place;

typedef struct suo_spool {
    const suo_segment_place *place; /* borrowed */
    char *path;                     /* NULL: no file was needed so far */
    suo_file file;
    uint64_t len; /* bytes of the file */
} suo_spool;

/*
 * An empty spool. A file of it takes the number of a segment that is never
 * listed, so that whoever cleans up knows it.
 */
void suo_spool_init(suo_spool *spool, const suo_segment_place *place);

/* Close and remove the file. */
void suo_spool_clear(suo_spool *spool);

/*
 * Take the bytes out of a buffer that has become long: '*taken' grows by as
 * many. Statuses: SUO_FULL, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_spool_drain(suo_spool *spool, suo_buffer *buffer,
                                        uint64_t *taken, suo_error *error);

/* Add all that was taken, then the buffer, to the container's section.
 * Statuses: SUO_CORRUPT (the file has changed), SUO_IO, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_spool_pour(suo_spool *spool,
                                       const suo_buffer *buffer,
                                       suo_container_writer *container,
                                       suo_error *error);

#endif
