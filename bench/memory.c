/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.c - what the process holds in memory, and what the system keeps of
 * files.
 *
 * posix_fadvise(DONTNEED) drops clean pages that nobody has mapped; mincore
 * then says what is left of them. What a disk or the host of a virtual machine
 * caches on its own, nobody here can drop.
 */
#include "memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli.h"
#include "json_text.h"

void bench_memory_begin(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    FILE *out = fopen("/proc/self/clear_refs", "w");
    if (out != NULL) { /* 5: the peak becomes what is held now */
        fputs("5", out);
        fclose(out);
    }
}

/* The number behind 'name' of /proc/self/status, in bytes, or 0. */
static uint64_t status_find(const char *status, const char *name)
{
    unsigned long long kib = 0;
    const char *line = strstr(status, name);
    if (line != NULL)
        sscanf(line + strlen(name), "%llu", &kib);
    return (uint64_t)kib * 1024;
}

bench_memory bench_memory_now(void)
{
    char status[8192];
    FILE *in = fopen("/proc/self/status", "r");
    if (in == NULL)
        return (bench_memory){0};
    size_t len = fread(status, 1, sizeof status - 1, in);
    status[len] = '\0';
    fclose(in);
    return (bench_memory){status_find(status, "\nRssAnon:"),
                          status_find(status, "\nRssFile:"),
                          status_find(status, "\nVmHWM:")};
}

json_object *bench_memory_json(bench_memory memory)
{
    json_object *object = json_object_new_object();
    cli_json_add_count(object, "anon_bytes", memory.anon);
    cli_json_add_count(object, "file_bytes", memory.file);
    return object;
}

#ifdef __linux__

/* Drop a file's pages; add those it has, and those still cached. */
static bool file_drop(int fd, uint64_t *pages, uint64_t *cached)
{
    struct stat about;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0)
        return true;
    if (fsync(fd) != 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
        return false;
    size_t count = ((size_t)about.st_size + page - 1) / page;
    unsigned char *kept = cli_realloc(NULL, count);
    void *map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
    bool is_known =
        map != MAP_FAILED && mincore(map, (size_t)about.st_size, kept) == 0;
    for (size_t at = 0; is_known && at < count; at++)
        *cached += kept[at] & 1;
    *pages += count;
    if (map != MAP_FAILED)
        munmap(map, (size_t)about.st_size);
    free(kept);
    return is_known;
}

bool bench_memory_drop(const char *folder, double *cached)
{
    uint64_t pages = 0, kept = 0;
    bool is_done = true;
    DIR *list = opendir(folder);
    struct dirent *entry;
    if (list == NULL)
        return false;
    while ((entry = readdir(list)) != NULL && is_done) {
        int fd = openat(dirfd(list), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue;
        is_done = file_drop(fd, &pages, &kept);
        close(fd);
    }
    closedir(list);
    *cached = pages > 0 ? (double)kept / (double)pages : 0;
    return is_done;
}

#else

bool bench_memory_drop(const char *folder, double *cached)
{
    (void)folder;
    *cached = 0;
    return false;
}

#endif
