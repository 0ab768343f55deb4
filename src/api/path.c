/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path.c - check and copy a path.
 */
#include "api/path.h"

#include "base/bytes.h"
#include "base/memory.h"

suo_status suo_path_copy(const char *path, int64_t path_len, char **copy,
                         suo_error *error)
{
    size_t len = suo_text_len(path, path_len);
    *copy = NULL;
    if (path == NULL || len == 0)
        return suo_error_set(error, SUO_INVALID, "the path is empty");
    if (memchr(path, 0, len) != NULL)
        return suo_error_set(error, SUO_INVALID, "the path has a NUL byte");
    *copy = suo_copy_text(path, len);
    return *copy == NULL ? suo_error_no_memory(error) : SUO_OK;
}
