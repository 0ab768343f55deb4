/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posix.c - the operations of suo_os on Linux, macOS and other POSIX systems.
 *
 * The lock is flock(2): it belongs to the open file, so a second writer in
 * the same process is kept out too, unlike by fcntl(2). But a forked child
 * shares the open files of its parent, and would keep the lock after the
 * parent's death. So on Linux no descriptor holds it: a mapping does, which
 * keeps a file open as well, and which madvise(2) keeps from children. (A
 * child that another thread forks while the lock is being taken may hold it
 * until it ends or execs.) Elsewhere a descriptor with O_CLOFORK, of POSIX
 * 2024, does the same; where that is missing, too, the lock lasts as long as
 * the children.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int posix_open(void *user, const char *path, suo_open_mode mode,
                      int *file)
{
    (void)user;
    /* A pipe must not make us wait: it is no file of an index. */
    int flags = O_RDONLY | O_NONBLOCK;
    if (mode == SUO_OPEN_CREATE)
        flags = O_WRONLY | O_CREAT | O_TRUNC;
    *file = open(path, flags | O_CLOEXEC, 0666);
    return *file < 0 ? errno : 0;
}

static int posix_close(void *user, int file)
{
    (void)user;
    return close(file) == 0 ? 0 : errno;
}

static int posix_size(void *user, int file, uint64_t *bytes)
{
    (void)user;
    struct stat about;
    if (fstat(file, &about) != 0)
        return errno;
    if (!S_ISREG(about.st_mode))
        return EINVAL;
    *bytes = (uint64_t)about.st_size;
    return 0;
}

static int posix_read(void *user, int file, uint64_t offset, void *bytes,
                      size_t len, size_t *got)
{
    (void)user;
    ssize_t count = pread(file, bytes, len, (off_t)offset);
    *got = count < 0 ? 0 : (size_t)count;
    return count < 0 ? errno : 0;
}

static int posix_write(void *user, int file, const void *bytes, size_t len,
                       size_t *written)
{
    (void)user;
    ssize_t count = write(file, bytes, len);
    *written = count < 0 ? 0 : (size_t)count;
    return count < 0 ? errno : 0;
}

static int posix_sync(void *user, int file)
{
    (void)user;
#ifdef F_FULLFSYNC
    /* macOS: fsync stops at the drive's cache. */
    if (fcntl(file, F_FULLFSYNC) == 0)
        return 0;
#endif
    return fsync(file) == 0 ? 0 : errno;
}

static int posix_map(void *user, int file, size_t len, const void **bytes)
{
    (void)user;
    void *base = mmap(NULL, len, PROT_READ, MAP_SHARED, file, 0);
    if (base == MAP_FAILED)
        return errno;
    *bytes = base;
    return 0;
}

static int posix_unmap(void *user, const void *bytes, size_t len)
{
    (void)user;
    return munmap((void *)(uintptr_t)bytes, len) == 0 ? 0 : errno;
}

#ifdef __linux__
enum { LOCK_MAP_BYTES = 1 }; /* never read: the file is empty */

static int posix_lock(void *user, const char *path, uintptr_t *held)
{
    (void)user;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return errno;
    int code = 0;
    void *base = mmap(NULL, LOCK_MAP_BYTES, PROT_NONE, MAP_SHARED, file, 0);
    if (base == MAP_FAILED)
        code = errno;
    else if (madvise(base, LOCK_MAP_BYTES, MADV_DONTFORK) != 0 ||
             flock(file, LOCK_EX | LOCK_NB) != 0) {
        code = errno;
        munmap(base, LOCK_MAP_BYTES);
    }
    close(file);
    *held = (uintptr_t)base;
    return code;
}

static int posix_unlock(void *user, uintptr_t held)
{
    (void)user;
    return munmap((void *)held, LOCK_MAP_BYTES) == 0 ? 0 : errno;
}
#else
#ifndef O_CLOFORK
#define O_CLOFORK 0
#endif
static int posix_lock(void *user, const char *path, uintptr_t *held)
{
    (void)user;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_CLOFORK, 0666);
    if (file < 0)
        return errno;
    *held = (uintptr_t)file;
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        return 0;
    int code = errno;
    close(file);
    return code;
}

static int posix_unlock(void *user, uintptr_t held)
{
    (void)user;
    return close((int)held) == 0 ? 0 : errno;
}
#endif

uint64_t suo_process_number(void)
{
    return (uint64_t)getpid();
}

static int posix_rename(void *user, const char *from, const char *to)
{
    (void)user;
    return rename(from, to) == 0 ? 0 : errno;
}

static int posix_remove(void *user, const char *path)
{
    (void)user;
    return unlink(path) == 0 ? 0 : errno;
}

static int posix_make_folder(void *user, const char *path)
{
    (void)user;
    if (mkdir(path, 0777) == 0)
        return 0;
    int code = errno;
    struct stat about;
    bool is_file =
        code == EEXIST && stat(path, &about) == 0 && !S_ISDIR(about.st_mode);
    return is_file ? ENOTDIR : code;
}

static int posix_sync_folder(void *user, const char *path)
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int code = posix_sync(user, file);
    close(file);
    return code;
}

static int posix_list_folder(void *user, const char *path,
                             suo_name_visitor *visit, void *visit_user)
{
    (void)user;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno;
    int code = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (entry == NULL) {
            code = errno;
            break;
        }
        if (visit(visit_user, entry->d_name) != 0)
            break;
    }
    closedir(folder);
    return code;
}

const suo_os *suo_os_posix(void)
{
    static const suo_os posix = {
        .open = posix_open,
        .close = posix_close,
        .size = posix_size,
        .read = posix_read,
        .write = posix_write,
        .sync = posix_sync,
        .map = posix_map,
        .unmap = posix_unmap,
        .lock = posix_lock,
        .unlock = posix_unlock,
        .rename = posix_rename,
        .remove = posix_remove,
        .make_folder = posix_make_folder,
        .sync_folder = posix_sync_folder,
        .list_folder = posix_list_folder,
    };
    return &posix;
}

#ifdef __APPLE__
void suo_os_error_text(int code, char *text, size_t room)
{
    if (strerror_r(code, text, room) != 0)
        snprintf(text, room, "error %d", code);
}
#else
void suo_os_error_text(int code, char *text, size_t room)
{
    /* POSIX 2008 says strerror_l is safe for threads; its form is one. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) {
        snprintf(text, room, "error %d", code);
        return;
    }
    snprintf(text, room, "%s", strerror_l(code, plain));
    freelocale(plain);
}
#endif
