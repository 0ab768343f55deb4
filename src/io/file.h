/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.h - what Suo asks of an operating system.
 *
 * suo_os is the whole list, one small table of operations that return 0 or an
 * errno value; suo_os_posix() is the real one, tests put their own in its
 * place. The calls below it repeat opens, reads, writes and locks
 * that a signal interrupted, finish short ones, and turn errno values into a
 * status with the file's name.
 */
#ifndef SUO_IO_FILE_H
#define SUO_IO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef enum suo_open_mode {
    SUO_OPEN_READ,  /* an existing file */
    SUO_OPEN_CREATE /* a new file for writing; an old one is emptied */
} suo_open_mode;

/* Called with each name of a folder; another value than 0 ends the list. */
typedef int suo_name_visitor(void *user, const char *name);

typedef struct suo_os {
    void *user; /* first argument of every operation */
    int (*open)(void *user, const char *path, suo_open_mode mode, int *file);
    int (*close)(void *user, int file);
    int (*size)(void *user, int file, uint64_t *bytes);
    int (*read)(void *user, int file, uint64_t offset, void *bytes, size_t len,
                size_t *got);
    int (*write)(void *user, int file, const void *bytes, size_t len,
                 size_t *written);
    int (*sync)(void *user, int file);
    int (*map)(void *user, int file, size_t len, const void **bytes);
    int (*unmap)(void *user, const void *bytes, size_t len);
    /* Make the file if there is none. EWOULDBLOCK: held by another. */
    int (*lock)(void *user, const char *path, uintptr_t *held);
    int (*unlock)(void *user, uintptr_t held);
    int (*rename)(void *user, const char *from, const char *to);
    int (*remove)(void *user, const char *path);
    int (*make_folder)(void *user, const char *path);
    int (*sync_folder)(void *user, const char *path);
    int (*list_folder)(void *user, const char *path, suo_name_visitor *visit,
                       void *visit_user);
} suo_os;

/* The operating system itself. Borrowed for ever, any thread. */
const suo_os *suo_os_posix(void);

/* The process that asks; a forked child has another number. */
uint64_t suo_process_number(void);

/* What the system says of an errno value, into 'text' of 'room' bytes. */
void suo_os_error_text(int code, char *text, size_t room);

/* An open file. */
typedef struct suo_file {
    const suo_os *os;
    const char *path; /* the caller's, for messages */
    int number;       /* the system's handle; -1 when closed */
} suo_file;

#define SUO_FILE_CLOSED ((suo_file){NULL, NULL, -1})

/*
 * Open 'path', which must outlive the file. Statuses: SUO_NOT_FOUND,
 * SUO_FULL, SUO_IO.
 */
SUO_MUST_USE suo_status suo_file_open(suo_file *file, const suo_os *os,
                                      const char *path, suo_open_mode mode,
                                      suo_error *error);

/* Close it if it is open. Statuses: SUO_IO, SUO_FULL (a late write error). */
suo_status suo_file_close(suo_file *file, suo_error *error);

SUO_MUST_USE suo_status suo_file_size(const suo_file *file, uint64_t *bytes,
                                      suo_error *error);

/* Write all of it at the file's end. Statuses: SUO_FULL, SUO_IO. */
SUO_MUST_USE suo_status suo_file_write(const suo_file *file, const void *bytes,
                                       size_t len, suo_error *error);

/*
 * Read 'len' bytes at 'offset'. Statuses: SUO_CORRUPT (they are not all
 * there), SUO_IO.
 */
SUO_MUST_USE suo_status suo_file_read(const suo_file *file, uint64_t offset,
                                      void *bytes, size_t len,
                                      suo_error *error);

/*
 * Make what was written durable. Never called again after a failure: the
 * system may have dropped the bytes. Statuses: SUO_IO, SUO_FULL.
 */
SUO_MUST_USE suo_status suo_file_sync(const suo_file *file, suo_error *error);

/*
 * Read a whole small file into memory the caller frees with suo_dealloc.
 * Statuses: SUO_NOT_FOUND, SUO_LIMIT (over 'max' bytes), SUO_CORRUPT (it
 * shrinks meanwhile), SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_file_read_all(const suo_os *os, const char *path,
                                          uint64_t max, uint8_t **bytes,
                                          size_t *len, suo_error *error);

/*
 * Make a file of these bytes and sync it; its folder is not synced. Statuses:
 * SUO_FULL, SUO_IO.
 */
SUO_MUST_USE suo_status suo_file_write_all(const suo_os *os, const char *path,
                                           const void *bytes, size_t len,
                                           suo_error *error);

/* A file in memory, read only. Start with {0}. */
typedef struct suo_mapping {
    const suo_os *os;
    const uint8_t *bytes;
    size_t len;
    bool is_copy; /* in memory of our own */
} suo_mapping;

/*
 * Map all of 'path'. Statuses: SUO_NOT_FOUND, SUO_CORRUPT (empty file),
 * SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_mapping_open(suo_mapping *mapping, const suo_os *os,
                                         const char *path, suo_error *error);

/* The same, but read into memory: what happens to the file later is not seen.
 */
SUO_MUST_USE suo_status suo_mapping_copy(suo_mapping *mapping, const suo_os *os,
                                         const char *path, suo_error *error);
void suo_mapping_close(suo_mapping *mapping);

/* The lock of a file. Start with {0}. */
typedef struct suo_lock {
    const suo_os *os; /* NULL: not held */
    uintptr_t held;   /* the system's handle */
    uint64_t process; /* that took it */
} suo_lock;

/*
 * Take the lock of the file at 'path', which is made if there is none. One
 * lock at a time holds it, of whatever process. It is held until it is given
 * back or the process that took it ends, though a forked child of it lives.
 * Statuses: SUO_BUSY, SUO_NOT_FOUND (no folder), SUO_FULL, SUO_IO.
 */
SUO_MUST_USE suo_status suo_lock_take(suo_lock *lock, const suo_os *os,
                                      const char *path, suo_error *error);

/* Is it held, and by this process? A forked child has not got it. */
bool suo_lock_is_own(const suo_lock *lock);

/* Give it back; {0} and what a child inherited are fine. */
void suo_lock_release(suo_lock *lock);

/* Statuses of these: SUO_IO, SUO_FULL, SUO_NOT_FOUND. */
SUO_MUST_USE suo_status suo_file_rename(const suo_os *os, const char *from,
                                        const char *to, suo_error *error);
SUO_MUST_USE suo_status suo_folder_sync(const suo_os *os, const char *path,
                                        suo_error *error);

/* Make a folder; one that is there is fine ('is_new' is false). Statuses: SUO_IO, SUO_FULL,
 * SUO_NOT_FOUND (its parent is missing, or it is a file). */
SUO_MUST_USE suo_status suo_folder_make(const suo_os *os, const char *path,
                                        bool *is_new, suo_error *error);

/* Remove a file if it can be; what cannot be removed is left over. */
void suo_file_remove(const suo_os *os, const char *path);

#endif
