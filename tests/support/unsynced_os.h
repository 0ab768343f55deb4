/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unsynced_os.h - the system's operations, but syncs do nothing: for tests
 * that lose no power and shall be quick.
 */
#ifndef SUO_TESTS_UNSYNCED_OS_H
#define SUO_TESTS_UNSYNCED_OS_H

#include "io/file.h"

static int sync_nothing(void *user, int file)
{
    (void)user;
    (void)file;
    return 0;
}

static int sync_no_folder(void *user, const char *path)
{
    (void)user;
    (void)path;
    return 0;
}

static inline suo_os unsynced_os(void)
{
    suo_os os = *suo_os_posix();
    os.sync = sync_nothing;
    os.sync_folder = sync_no_folder;
    return os;
}

#endif
