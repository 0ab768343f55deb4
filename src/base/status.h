/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.h - how a call says what went wrong.
 *
 * The codes and the caller-owned suo_error come from the public header, the
 * one vocabulary that every layer shares with the caller.
 */
#ifndef SUO_BASE_STATUS_H
#define SUO_BASE_STATUS_H

#include "suo.h"

#if defined(__GNUC__) || defined(__clang__)
#define SUO_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define SUO_PRINTF(text, first)
#endif

/*
 * Fill 'error' (may be NULL) with 'status' and the formatted message, cut to
 * its room at a whole character. Returns 'status'.
 */
suo_status suo_error_set(suo_error *error, suo_status status,
                         const char *format, ...) SUO_PRINTF(3, 4);

/* Put "prefix: " before the message of an error that is already set. */
void suo_error_prefix(suo_error *error, const char *format, ...)
    SUO_PRINTF(2, 3);

/* Say that memory ran out. Returns SUO_NO_MEMORY. */
suo_status suo_error_no_memory(suo_error *error);

#endif
