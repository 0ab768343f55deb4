/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_file.h - a query log as a file: QUERY_LOG.md.
 */
#ifndef SUO_QUERY_LOG_FILE_H
#define SUO_QUERY_LOG_FILE_H

#include "base/bytes.h"
#include "io/file.h"
#include "query/log_counts.h"

/* Add a state's file to 'out' (sticky): at most limits.bytes_max. */
void suo_log_encode(const suo_log_state *state, suo_buffer *out);

/*
 * Make 'state', {0}, of a file's bytes; 'path' is for messages. Statuses:
 * SUO_CORRUPT, SUO_VERSION, SUO_NO_MEMORY; then it is {0} again.
 */
SUO_MUST_USE suo_status suo_log_decode(suo_log_state *state, const void *bytes,
                                       size_t len, const char *path,
                                       suo_error *error);

/* Read the file at 'path'. Statuses: these, SUO_NOT_FOUND, SUO_IO. */
SUO_MUST_USE suo_status suo_log_read(suo_log_state *state, const suo_os *os,
                                     const char *path, suo_error *error);

/*
 * Write the file at 'path' in place of the one that is there, by way of
 * 'fresh'; whenever it ends, one of the two is whole. Statuses: SUO_FULL,
 * SUO_IO, SUO_NOT_FOUND (no folder), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_log_write(const suo_os *os, const suo_buffer *bytes,
                                      const char *path, const char *fresh,
                                      suo_error *error);

#endif
