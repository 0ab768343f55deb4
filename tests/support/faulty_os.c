/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faulty_os.c - each operation asks first whether it may.
 */
#include "support/faulty_os.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Record the operation; 0, or the errno value it has to fail with. */
static int faulty_begin(faulty_os *faulty, const char *what, const char *path)
{
    long number = faulty->count++;
    bool fails = faulty->fail_at >= 0 &&
                 (number == faulty->fail_at ||
                  (faulty->for_good && number > faulty->fail_at));
    if (faulty->log_count < FAULTY_LOG_MAX)
        snprintf(faulty->log[faulty->log_count++], sizeof(faulty->log[0]),
                 "%s %s", what, path);
    return fails ? faulty->code : 0;
}

/* As faulty_begin, for operations that a signal may interrupt. */
static int faulty_begin_slow(faulty_os *faulty, const char *what,
                             const char *path)
{
    int code = faulty_begin(faulty, what, path);
    if (code != 0 || !faulty->interrupts)
        return code;
    faulty->was_interrupted = !faulty->was_interrupted;
    return faulty->was_interrupted ? EINTR : 0;
}

static const char *faulty_path(const faulty_os *faulty, int file)
{
    return file >= 0 && file < FAULTY_FILES_MAX ? faulty->paths[file] : "?";
}

static int faulty_open(void *user, const char *path, suo_open_mode mode,
                       int *file)
{
    static const char *const names[] = {"open", "create"};
    faulty_os *faulty = user;
    int code = faulty_begin_slow(faulty, names[mode], path);
    if (code == 0)
        code = faulty->inner->open(faulty->inner->user, path, mode, file);
    if (code == 0 && *file < FAULTY_FILES_MAX)
        snprintf(faulty->paths[*file], sizeof(faulty->paths[0]), "%s", path);
    return code;
}

static int faulty_close(void *user, int file)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "close", faulty_path(faulty, file));
    int own = faulty->inner->close(faulty->inner->user, file);
    return code != 0 ? code : own;
}

static int faulty_size(void *user, int file, uint64_t *bytes)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "size", faulty_path(faulty, file));
    return code ? code : faulty->inner->size(faulty->inner->user, file, bytes);
}

static int faulty_read(void *user, int file, uint64_t offset, void *bytes,
                       size_t len, size_t *got)
{
    faulty_os *faulty = user;
    int code = faulty_begin_slow(faulty, "read", faulty_path(faulty, file));
    if (code != 0)
        return code;
    if (faulty->write_max > 0 && len > faulty->write_max)
        len = faulty->write_max;
    return faulty->inner->read(faulty->inner->user, file, offset, bytes, len,
                               got);
}

static int faulty_write(void *user, int file, const void *bytes, size_t len,
                        size_t *written)
{
    faulty_os *faulty = user;
    int code = faulty_begin_slow(faulty, "write", faulty_path(faulty, file));
    if (code != 0)
        return code;
    if (faulty->write_max > 0 && len > faulty->write_max)
        len = faulty->write_max;
    return faulty->inner->write(faulty->inner->user, file, bytes, len, written);
}

static int faulty_sync(void *user, int file)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "sync", faulty_path(faulty, file));
    return code ? code : faulty->inner->sync(faulty->inner->user, file);
}

static int faulty_map(void *user, int file, size_t len, const void **bytes)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "map", faulty_path(faulty, file));
    return code ? code
                : faulty->inner->map(faulty->inner->user, file, len, bytes);
}

/* Unmapping never fails: nobody could do anything about it. */
static int faulty_unmap(void *user, const void *bytes, size_t len)
{
    faulty_os *faulty = user;
    return faulty->inner->unmap(faulty->inner->user, bytes, len);
}

static int faulty_lock(void *user, const char *path, uintptr_t *held)
{
    faulty_os *faulty = user;
    int code = faulty_begin_slow(faulty, "lock", path);
    return code ? code : faulty->inner->lock(faulty->inner->user, path, held);
}

/* Giving a lock back never fails: nobody could do anything about it. */
static int faulty_unlock(void *user, uintptr_t held)
{
    faulty_os *faulty = user;
    return faulty->inner->unlock(faulty->inner->user, held);
}

static int faulty_rename(void *user, const char *from, const char *to)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "rename", from);
    return code ? code : faulty->inner->rename(faulty->inner->user, from, to);
}

static int faulty_remove(void *user, const char *path)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "remove", path);
    return code ? code : faulty->inner->remove(faulty->inner->user, path);
}

static int faulty_make_folder(void *user, const char *path)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "mkdir", path);
    return code ? code : faulty->inner->make_folder(faulty->inner->user, path);
}

static int faulty_sync_folder(void *user, const char *path)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "syncdir", path);
    return code ? code : faulty->inner->sync_folder(faulty->inner->user, path);
}

static int faulty_list_folder(void *user, const char *path,
                              suo_name_visitor *visit, void *visit_user)
{
    faulty_os *faulty = user;
    int code = faulty_begin(faulty, "list", path);
    return code ? code
                : faulty->inner->list_folder(faulty->inner->user, path, visit,
                                             visit_user);
}

void faulty_os_init(faulty_os *faulty, const suo_os *inner)
{
    memset(faulty, 0, sizeof(*faulty));
    faulty->inner = inner;
    faulty->fail_at = -1;
    faulty->table = (suo_os){
        .user = faulty,
        .open = faulty_open,
        .close = faulty_close,
        .size = faulty_size,
        .read = faulty_read,
        .write = faulty_write,
        .sync = faulty_sync,
        .map = faulty_map,
        .unmap = faulty_unmap,
        .lock = faulty_lock,
        .unlock = faulty_unlock,
        .rename = faulty_rename,
        .remove = faulty_remove,
        .make_folder = faulty_make_folder,
        .sync_folder = faulty_sync_folder,
        .list_folder = faulty_list_folder,
    };
}

void faulty_os_arm(faulty_os *faulty, long fail_at, int code, bool for_good)
{
    faulty->count = 0;
    faulty->log_count = 0;
    faulty->fail_at = fail_at;
    faulty->code = code;
    faulty->for_good = for_good;
}

size_t faulty_os_count(const faulty_os *faulty, const char *what)
{
    size_t count = 0;
    for (size_t i = 0; i < faulty->log_count; i++)
        count += strncmp(faulty->log[i], what, strlen(what)) == 0;
    return count;
}
