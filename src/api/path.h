/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path.h - a caller's path as the system wants it.
 */
#ifndef SUO_API_PATH_H
#define SUO_API_PATH_H

#include <stdint.h>

#include "base/status.h"

/*
 * A NUL-terminated copy of a path, to free with suo_dealloc. Statuses:
 * SUO_INVALID (empty, or a NUL byte inside), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_path_copy(const char *path, int64_t len,
                                      char **copy, suo_error *error);

#endif
