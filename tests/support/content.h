/* SPDX-License-Identifier: Apache-2.0 */
/*
 * content.h - all that a commit holds, as one row of bytes.
 *
 * Two commits hold the same if and only if their rows are equal, however the
 * documents are spread over segments. Nothing is searched, so it is quick.
 */
#ifndef SUO_TESTS_CONTENT_H
#define SUO_TESTS_CONTENT_H

#include "base/bytes.h"
#include "index/snapshot.h"

/*
 * Append note, words, rules and the living documents by sequence: key, roles,
 * stored values, numbers. Any status of reading.
 */
suo_status content_add(suo_buffer *out, const suo_snapshot *snapshot);

/* The living documents. */
size_t content_count(const suo_snapshot *snapshot);

/*
 * Document number 'i' of them: key and encoded roles, borrowed from the
 * snapshot, and appended to 'out' its stored values and numbers. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY.
 */
suo_status content_document(const suo_snapshot *snapshot, size_t i,
                            suo_slice *key, suo_slice *roles, suo_buffer *out);

/*
 * Open the newest commit of 'folder', append its number and content_add, and
 * prove its rules by suo_index_check. SUO_NOT_FOUND if there is no index.
 */
suo_status content_read(suo_buffer *out, const suo_os *os, const char *folder);

#endif
