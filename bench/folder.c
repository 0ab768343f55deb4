/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.c - a temporary folder, gone when the process ends.
 *
 * An index is a folder of plain files, so one level is enough. The handler of
 * signals calls what is not promised to be safe in one (opendir), in a process
 * that ends at once: at worst the folder stays.
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static char folder_path[1024];

bool bench_folder_clear(void)
{
    bool is_clear = true;
    struct dirent *entry;
    DIR *list = opendir(folder_path);
    if (list == NULL)
        return false;
    while ((entry = readdir(list)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0 &&
            unlinkat(dirfd(list), entry->d_name, 0) != 0)
            is_clear = false;
    }
    closedir(list);
    return is_clear;
}

static void folder_remove(void)
{
    bench_folder_clear();
    rmdir(folder_path);
}

static void folder_end(int signal_number)
{
    folder_remove();
    _exit(128 + signal_number);
}

const char *bench_folder_make(void)
{
    const char *base = getenv("TMPDIR");
    if (base == NULL || base[0] == '\0')
        base = "/tmp";
    int len =
        snprintf(folder_path, sizeof folder_path, "%s/suo-bench-XXXXXX", base);
    if (len < 0 || (size_t)len >= sizeof folder_path)
        errno = ENAMETOOLONG;
    else if (mkdtemp(folder_path) != NULL) {
        atexit(folder_remove);
        signal(SIGINT, folder_end);
        signal(SIGTERM, folder_end);
        signal(SIGHUP, folder_end);
        return folder_path;
    }
    fprintf(stderr, "%s: %s: %s\n", cli_program, folder_path, strerror(errno));
    return NULL;
}
