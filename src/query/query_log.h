/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_log.h - the public suo_query_log: searches noted by many threads, and
 * written to a file now and then.
 */
#ifndef SUO_QUERY_QUERY_LOG_H
#define SUO_QUERY_QUERY_LOG_H

#include "io/file.h"
#include "query/log_counts.h"

/* These as their namesakes of suo.h. 'limits' are those of a new file. */
SUO_MUST_USE suo_status suo_query_log_make(const suo_os *os, const char *path,
                                           const suo_log_limits *limits,
                                           suo_query_log **log,
                                           suo_error *error);
void suo_query_log_release(suo_query_log *log);

/* suo_query_log_keep; '*count': words it has that mix letters and digits. */
SUO_MUST_USE suo_status suo_query_log_spare(suo_query_log *log,
                                            const char *word, size_t len,
                                            uint32_t *count, suo_error *error);
SUO_MUST_USE suo_status suo_query_log_count(suo_query_log *log,
                                            const suo_logged_search *search,
                                            suo_error *error);
SUO_MUST_USE suo_status suo_query_log_write(suo_query_log *log,
                                            suo_error *error);

#endif
