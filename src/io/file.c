/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.c - whole operations out of the system's partial ones.
 *
 * An operation that a signal interrupts is repeated, a bounded number of
 * times; a short write goes on with the rest. A sync is never repeated: after
 * a failed one the kernel may have dropped the dirty pages (the "fsyncgate"
 * discussion of PostgreSQL, 2018).
 */
#include "io/file.h"

#include <errno.h>

#include "base/memory.h"

enum { INTERRUPTS_MAX = 1000, WRITE_BYTES_MAX = 1 << 30 };

/* The status that stands for an errno value. */
static suo_status file_status(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return SUO_NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SUO_FULL;
    case ENOMEM:
        return SUO_NO_MEMORY;
    default:
        return SUO_IO;
    }
}

static suo_status file_error(suo_error *error, const char *what,
                             const char *path, int code)
{
    char reason[128];
    suo_os_error_text(code, reason, sizeof(reason));
    return suo_error_set(error, file_status(code), "%s: cannot %s: %s", path,
                         what, reason);
}

suo_status suo_file_open(suo_file *file, const suo_os *os, const char *path,
                         suo_open_mode mode, suo_error *error)
{
    *file = SUO_FILE_CLOSED;
    int number = -1;
    int code = EINTR;
    for (int i = 0; code == EINTR && i < INTERRUPTS_MAX; i++)
        code = os->open(os->user, path, mode, &number);
    if (code != 0)
        return file_error(error, mode == SUO_OPEN_READ ? "open" : "create",
                          path, code);
    *file = (suo_file){os, path, number};
    return SUO_OK;
}

suo_status suo_file_close(suo_file *file, suo_error *error)
{
    if (file->number < 0)
        return SUO_OK;
    suo_file closed = *file;
    *file = SUO_FILE_CLOSED;
    int code = closed.os->close(closed.os->user, closed.number);
    /* Interrupted: Linux has closed it all the same (close(2)). */
    if (code != 0 && code != EINTR)
        return file_error(error, "close", closed.path, code);
    return SUO_OK;
}

suo_status suo_file_size(const suo_file *file, uint64_t *bytes,
                         suo_error *error)
{
    *bytes = 0;
    int code = file->os->size(file->os->user, file->number, bytes);
    return code == 0 ? SUO_OK : file_error(error, "measure", file->path, code);
}

suo_status suo_file_write(const suo_file *file, const void *bytes, size_t len,
                          suo_error *error)
{
    const uint8_t *next = bytes;
    int idle = 0;
    while (len > 0) {
        size_t part = len < WRITE_BYTES_MAX ? len : WRITE_BYTES_MAX;
        size_t written = 0;
        int code =
            file->os->write(file->os->user, file->number, next, part, &written);
        if (code != 0 && code != EINTR)
            return file_error(error, "write", file->path, code);
        if (written > part)
            return file_error(error, "write", file->path, EIO);
        idle = written == 0 ? idle + 1 : 0;
        if (idle > INTERRUPTS_MAX)
            return file_error(error, "write", file->path, EIO);
        next += written;
        len -= written;
    }
    return SUO_OK;
}

suo_status suo_file_sync(const suo_file *file, suo_error *error)
{
    int code = file->os->sync(file->os->user, file->number);
    return code == 0 ? SUO_OK : file_error(error, "sync", file->path, code);
}

suo_status suo_file_read(const suo_file *file, uint64_t offset, void *bytes,
                         size_t len, suo_error *error)
{
    uint8_t *next = bytes;
    int idle = 0;
    while (len > 0) {
        size_t got = 0;
        int code = file->os->read(file->os->user, file->number, offset, next,
                                  len, &got);
        if (code != 0 && code != EINTR)
            return file_error(error, "read", file->path, code);
        if (code == 0 && (got == 0 || got > len))
            return suo_error_set(error, SUO_CORRUPT, "%s: ends early",
                                 file->path);
        idle = got == 0 ? idle + 1 : 0;
        if (idle > INTERRUPTS_MAX)
            return file_error(error, "read", file->path, EIO);
        next += got;
        offset += got;
        len -= got;
    }
    return SUO_OK;
}

suo_status suo_file_read_all(const suo_os *os, const char *path, uint64_t max,
                             uint8_t **bytes, size_t *len, suo_error *error)
{
    suo_file file = SUO_FILE_CLOSED;
    uint8_t *data = NULL;
    uint64_t size = 0;
    *bytes = NULL;
    *len = 0;
    suo_status status = suo_file_open(&file, os, path, SUO_OPEN_READ, error);
    if (status == SUO_OK)
        status = suo_file_size(&file, &size, error);
    if (status == SUO_OK && size > max)
        status = suo_error_set(error, SUO_LIMIT, "%s: too large", path);
    if (status == SUO_OK) {
        data = suo_alloc((size_t)size, 1);
        if (data == NULL)
            status = suo_error_no_memory(error);
    }
    if (status == SUO_OK)
        status = suo_file_read(&file, 0, data, (size_t)size, error);
    suo_file_close(&file, NULL);
    if (status != SUO_OK) {
        suo_dealloc(data);
        return status;
    }
    *bytes = data;
    *len = (size_t)size;
    return SUO_OK;
}

suo_status suo_file_write_all(const suo_os *os, const char *path,
                              const void *bytes, size_t len, suo_error *error)
{
    suo_file file = SUO_FILE_CLOSED;
    suo_status status = suo_file_open(&file, os, path, SUO_OPEN_CREATE, error);
    if (status == SUO_OK)
        status = suo_file_write(&file, bytes, len, error);
    if (status == SUO_OK)
        status = suo_file_sync(&file, error);
    suo_status closed = suo_file_close(&file, status == SUO_OK ? error : NULL);
    return status == SUO_OK ? closed : status;
}

suo_status suo_mapping_open(suo_mapping *mapping, const suo_os *os,
                            const char *path, suo_error *error)
{
    suo_file file = SUO_FILE_CLOSED;
    uint64_t size = 0;
    const void *bytes = NULL;
    *mapping = (suo_mapping){0};
    suo_status status = suo_file_open(&file, os, path, SUO_OPEN_READ, error);
    if (status == SUO_OK)
        status = suo_file_size(&file, &size, error);
    if (status == SUO_OK && (size == 0 || size > SIZE_MAX / 2))
        status = suo_error_set(error, SUO_CORRUPT, "%s: is empty", path);
    if (status == SUO_OK) {
        int code = os->map(os->user, file.number, (size_t)size, &bytes);
        if (code != 0)
            status = file_error(error, "map", path, code);
    }
    suo_file_close(&file, NULL);
    if (status == SUO_OK)
        *mapping = (suo_mapping){os, bytes, (size_t)size, false};
    return status;
}

suo_status suo_mapping_copy(suo_mapping *mapping, const suo_os *os,
                            const char *path, suo_error *error)
{
    uint8_t *bytes;
    size_t len;
    *mapping = (suo_mapping){0};
    suo_status status =
        suo_file_read_all(os, path, SIZE_MAX / 2, &bytes, &len, error);
    if (status == SUO_LIMIT || (status == SUO_OK && len == 0)) {
        suo_dealloc(bytes);
        return suo_error_set(error, SUO_CORRUPT, "%s: is empty", path);
    }
    if (status == SUO_OK)
        *mapping = (suo_mapping){os, bytes, len, true};
    return status;
}

void suo_mapping_close(suo_mapping *mapping)
{
    if (mapping->is_copy)
        suo_dealloc((void *)(uintptr_t)mapping->bytes);
    else if (mapping->bytes != NULL)
        mapping->os->unmap(mapping->os->user, mapping->bytes, mapping->len);
    *mapping = (suo_mapping){0};
}

suo_status suo_lock_take(suo_lock *lock, const suo_os *os, const char *path,
                         suo_error *error)
{
    uintptr_t held = 0;
    int code = EINTR;
    *lock = (suo_lock){0};
    for (int i = 0; code == EINTR && i < INTERRUPTS_MAX; i++)
        code = os->lock(os->user, path, &held);
    if (code == EWOULDBLOCK || code == EAGAIN)
        return suo_error_set(error, SUO_BUSY,
                             "%s: another writer has the index open", path);
    if (code != 0)
        return file_error(error, "lock", path, code);
    *lock = (suo_lock){os, held, suo_process_number()};
    return SUO_OK;
}

bool suo_lock_is_own(const suo_lock *lock)
{
    return lock->os != NULL && lock->process == suo_process_number();
}

void suo_lock_release(suo_lock *lock)
{
    if (suo_lock_is_own(lock))
        lock->os->unlock(lock->os->user, lock->held);
    *lock = (suo_lock){0};
}

suo_status suo_file_rename(const suo_os *os, const char *from, const char *to,
                           suo_error *error)
{
    int code = os->rename(os->user, from, to);
    return code == 0 ? SUO_OK : file_error(error, "rename", from, code);
}

suo_status suo_folder_sync(const suo_os *os, const char *path, suo_error *error)
{
    int code = os->sync_folder(os->user, path);
    return code == 0 ? SUO_OK : file_error(error, "sync", path, code);
}

suo_status suo_folder_make(const suo_os *os, const char *path, bool *is_new,
                           suo_error *error)
{
    int code = os->make_folder(os->user, path);
    *is_new = code == 0;
    if (code == 0 || code == EEXIST)
        return SUO_OK;
    return file_error(error, "make folder", path, code);
}

void suo_file_remove(const suo_os *os, const char *path)
{
    os->remove(os->user, path);
}
