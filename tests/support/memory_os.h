/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory_os.h - a suo_os whose one folder lies in memory.
 *
 * Fast, counts what is open, and knows what a crash would leave: the bytes
 * that were synced, under the names that the folder had when it was. A mapped
 * file has exactly its bytes, so that a sanitizer sees each byte read past it.
 */
#ifndef SUO_TESTS_MEMORY_OS_H
#define SUO_TESTS_MEMORY_OS_H

#include "io/file.h"

typedef struct memory_os memory_os;

typedef enum memory_crash {
    CRASH_LOSES_ALL,     /* what was not synced is gone, names and bytes */
    CRASH_KEEPS_RENAMES, /* so it is, but renames took place before */
    CRASH_KEEPS_NAMES,   /* names are as they were last, bytes as synced */
    CRASH_KEEPS_ALL      /* only the process died */
} memory_crash;

memory_os *memory_os_new(void);

/* For cmocka: '*state' is one that has folder "f"; in the end nothing may be
 * open. */
int memory_os_set_up(void **state);
int memory_os_tear_down(void **state);
memory_os *memory_os_clone(const memory_os *from);
void memory_os_free(memory_os *files);

/* The table of operations, borrowed with 'files'. */
const suo_os *memory_os_table(memory_os *files);

/* Copy all files of a real folder in, as synced files of folder 'as'. */
void memory_os_load(memory_os *files, const char *folder, const char *as);

/* A file's bytes, to read or to change; NULL if there is none. */
uint8_t *memory_os_bytes(memory_os *files, const char *path, size_t *len);

/* Make the file of these bytes, which are copied. */
void memory_os_put(memory_os *files, const char *path, const void *bytes,
                   size_t len);

/* Has its folder been made? */
bool memory_os_has_folder(const memory_os *files);

/* Files there are, and open handles and mappings. */
size_t memory_os_file_count(const memory_os *files);
size_t memory_os_open_count(const memory_os *files);

/* Name number 'i' of the files there are. */
const char *memory_os_name(const memory_os *files, size_t i);

/* The machine stops and starts again: nothing is open any more. Mappings must
 * have been closed. */
void memory_os_crash(memory_os *files, memory_crash how);

#endif
