/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory_os.c - files as nodes, names that lead to them, handles.
 *
 * Nodes live as long as the whole: a removed file that is still mapped keeps
 * its bytes, as POSIX has it.
 */
#include "support/memory_os.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 128, HANDLES_MAX = 64, PATH_ROOM = 128 };

typedef struct node {
    uint8_t *bytes; /* exactly 'len' of them */
    size_t len;
    uint8_t *synced;
    size_t synced_len;
    bool is_locked;
    unsigned maps;
} node;

typedef struct name_list {
    size_t count;
    struct {
        char path[PATH_ROOM];
        size_t node;
        bool is_renamed; /* to this */
    } items[NAMES_MAX];
} name_list;

struct memory_os {
    suo_os table;
    node *nodes; /* moves when one is added */
    size_t node_count;
    size_t node_cap;
    name_list names;
    name_list synced_names;
    size_t handles[HANDLES_MAX]; /* node + 1; 0: free */
    size_t map_count;
    size_t lock_count;
    bool has_folder;
};

static uint8_t *bytes_copy(const void *bytes, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    assert(copy != NULL);
    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

static long names_find(const name_list *names, const char *path)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i].path, path) == 0)
            return (long)i;
    return -1;
}

static void names_drop(name_list *names, size_t i)
{
    names->items[i] = names->items[--names->count];
}

static void names_add(name_list *names, const char *path, size_t number)
{
    assert(names->count < NAMES_MAX && strlen(path) < PATH_ROOM);
    strcpy(names->items[names->count].path, path);
    names->items[names->count].node = number;
    names->items[names->count++].is_renamed = false;
}

/* Copies no more than there is: states of a disk are made by the thousand. */
static void names_copy(name_list *to, const name_list *from)
{
    to->count = from->count;
    memcpy(to->items, from->items, from->count * sizeof(from->items[0]));
}

static node *files_node(memory_os *files, const char *path)
{
    long i = names_find(&files->names, path);
    return i < 0 ? NULL : &files->nodes[files->names.items[i].node];
}

static size_t files_add_node(memory_os *files)
{
    if (files->node_count == files->node_cap) {
        files->node_cap = files->node_cap * 2 + 8;
        files->nodes =
            realloc(files->nodes, files->node_cap * sizeof(*files->nodes));
        assert(files->nodes != NULL);
    }
    files->nodes[files->node_count] =
        (node){.bytes = bytes_copy("", 0), .synced = bytes_copy("", 0)};
    return files->node_count++;
}

static void node_set_len(node *file, size_t len)
{
    assert(file->maps == 0); /* a mapped file is never changed */
    uint8_t *bytes = malloc(len > 0 ? len : 1);
    assert(bytes != NULL);
    memcpy(bytes, file->bytes, len < file->len ? len : file->len);
    free(file->bytes);
    file->bytes = bytes;
    file->len = len;
}

static void node_sync(node *file)
{
    free(file->synced);
    file->synced = bytes_copy(file->bytes, file->len);
    file->synced_len = file->len;
}

/* ---- the operations ---- */

/* The node of a name, made if there is none and it may be. */
static int files_find(memory_os *files, const char *path, bool makes,
                      size_t *number)
{
    long name = names_find(&files->names, path);
    if (name < 0 && (!makes || !files->has_folder))
        return ENOENT;
    if (name < 0) {
        names_add(&files->names, path, files_add_node(files));
        name = (long)files->names.count - 1;
    }
    *number = files->names.items[name].node;
    return 0;
}

static int memory_open(void *user, const char *path, suo_open_mode mode,
                       int *file)
{
    memory_os *files = user;
    size_t number;
    int code = files_find(files, path, mode == SUO_OPEN_CREATE, &number);
    if (code != 0)
        return code;
    if (mode == SUO_OPEN_CREATE)
        node_set_len(&files->nodes[number], 0);
    for (int i = 0; i < HANDLES_MAX; i++)
        if (files->handles[i] == 0) {
            files->handles[i] = number + 1;
            *file = i;
            return 0;
        }
    return EMFILE;
}

static node *handle_node(memory_os *files, int file)
{
    assert(file >= 0 && file < HANDLES_MAX && files->handles[file] > 0);
    return &files->nodes[files->handles[file] - 1];
}

static int memory_close(void *user, int file)
{
    memory_os *files = user;
    handle_node(files, file);
    files->handles[file] = 0;
    return 0;
}

static int memory_size(void *user, int file, uint64_t *bytes)
{
    *bytes = handle_node(user, file)->len;
    return 0;
}

static int memory_read(void *user, int file, uint64_t offset, void *bytes,
                       size_t len, size_t *got)
{
    const node *from = handle_node(user, file);
    size_t left = offset < from->len ? from->len - (size_t)offset : 0;
    *got = len < left ? len : left;
    if (*got > 0)
        memcpy(bytes, from->bytes + offset, *got);
    return 0;
}

static int memory_write(void *user, int file, const void *bytes, size_t len,
                        size_t *written)
{
    node *to = handle_node(user, file);
    size_t start = to->len;
    node_set_len(to, start + len);
    memcpy(to->bytes + start, bytes, len);
    *written = len;
    return 0;
}

static int memory_sync(void *user, int file)
{
    node_sync(handle_node(user, file));
    return 0;
}

static int memory_map(void *user, int file, size_t len, const void **bytes)
{
    memory_os *files = user;
    node *from = handle_node(files, file);
    if (len > from->len)
        return EINVAL;
    from->maps++;
    files->map_count++;
    *bytes = from->bytes;
    return 0;
}

static int memory_unmap(void *user, const void *bytes, size_t len)
{
    memory_os *files = user;
    for (size_t i = 0; i < files->node_count; i++)
        if (files->nodes[i].bytes == bytes) {
            assert(files->nodes[i].maps > 0 && files->nodes[i].len == len);
            files->nodes[i].maps--;
            files->map_count--;
            return 0;
        }
    return EINVAL;
}

static int memory_lock(void *user, const char *path, uintptr_t *held)
{
    memory_os *files = user;
    size_t number;
    int code = files_find(files, path, true, &number);
    if (code != 0)
        return code;
    *held = number;
    if (files->nodes[number].is_locked)
        return EWOULDBLOCK;
    files->nodes[number].is_locked = true;
    files->lock_count++;
    return 0;
}

static int memory_unlock(void *user, uintptr_t held)
{
    memory_os *files = user;
    assert(held < files->node_count && files->nodes[held].is_locked);
    files->nodes[held].is_locked = false;
    files->lock_count--;
    return 0;
}

static int memory_rename(void *user, const char *from, const char *to)
{
    memory_os *files = user;
    long source = names_find(&files->names, from);
    if (source < 0)
        return ENOENT;
    size_t number = files->names.items[source].node;
    names_drop(&files->names, (size_t)source);
    long target = names_find(&files->names, to);
    if (target >= 0)
        names_drop(&files->names, (size_t)target);
    names_add(&files->names, to, number);
    files->names.items[files->names.count - 1].is_renamed = true;
    return 0;
}

static int memory_remove(void *user, const char *path)
{
    memory_os *files = user;
    long name = names_find(&files->names, path);
    if (name < 0)
        return ENOENT;
    names_drop(&files->names, (size_t)name);
    return 0;
}

static int memory_make_folder(void *user, const char *path)
{
    memory_os *files = user;
    (void)path;
    if (files->has_folder)
        return EEXIST;
    files->has_folder = true;
    return 0;
}

static int memory_sync_folder(void *user, const char *path)
{
    memory_os *files = user;
    (void)path;
    names_copy(&files->synced_names, &files->names);
    return 0;
}

static int memory_list_folder(void *user, const char *path,
                              suo_name_visitor *visit, void *visit_user)
{
    memory_os *files = user;
    name_list now; /* the visitor may remove some */
    names_copy(&now, &files->names);
    size_t len = strlen(path);
    for (size_t i = 0; i < now.count; i++) {
        const char *name = now.items[i].path;
        if (strncmp(name, path, len) == 0 && name[len] == '/' &&
            visit(visit_user, name + len + 1) != 0)
            break;
    }
    return 0;
}

/* ---- what tests call ---- */

memory_os *memory_os_new(void)
{
    memory_os *files = calloc(1, sizeof(*files));
    assert(files != NULL);
    files->table = (suo_os){
        .user = files,
        .open = memory_open,
        .close = memory_close,
        .size = memory_size,
        .read = memory_read,
        .write = memory_write,
        .sync = memory_sync,
        .map = memory_map,
        .unmap = memory_unmap,
        .lock = memory_lock,
        .unlock = memory_unlock,
        .rename = memory_rename,
        .remove = memory_remove,
        .make_folder = memory_make_folder,
        .sync_folder = memory_sync_folder,
        .list_folder = memory_list_folder,
    };
    return files;
}

memory_os *memory_os_clone(const memory_os *from)
{
    memory_os *files = memory_os_new();
    files->has_folder = from->has_folder;
    for (size_t i = 0; i < from->names.count; i++) {
        const node *file = &from->nodes[from->names.items[i].node];
        memory_os_put(files, from->names.items[i].path, file->bytes, file->len);
    }
    return files;
}

void memory_os_free(memory_os *files)
{
    for (size_t i = 0; files != NULL && i < files->node_count; i++) {
        free(files->nodes[i].bytes);
        free(files->nodes[i].synced);
    }
    if (files != NULL)
        free(files->nodes);
    free(files);
}

const suo_os *memory_os_table(memory_os *files)
{
    return &files->table;
}

typedef struct loader {
    memory_os *files;
    const char *folder;
    const char *as;
} loader;

static int loader_visit(void *user, const char *name)
{
    const loader *job = user;
    char from[512];
    char to[PATH_ROOM];
    uint8_t *bytes;
    size_t len;
    if (name[0] == '.')
        return 0;
    snprintf(from, sizeof(from), "%s/%s", job->folder, name);
    snprintf(to, sizeof(to), "%s/%s", job->as, name);
    suo_status status =
        suo_file_read_all(suo_os_posix(), from, UINT32_MAX, &bytes, &len, NULL);
    assert(status == SUO_OK);
    (void)status;
    memory_os_put(job->files, to, bytes, len);
    free(bytes);
    return 0;
}

void memory_os_load(memory_os *files, const char *folder, const char *as)
{
    loader job = {files, folder, as};
    const suo_os *os = suo_os_posix();
    int code = os->list_folder(os->user, folder, loader_visit, &job);
    assert(code == 0);
    (void)code;
    files->has_folder = true;
}

uint8_t *memory_os_bytes(memory_os *files, const char *path, size_t *len)
{
    node *file = files_node(files, path);
    *len = file != NULL ? file->len : 0;
    return file != NULL ? file->bytes : NULL;
}

void memory_os_put(memory_os *files, const char *path, const void *bytes,
                   size_t len)
{
    node *file = files_node(files, path);
    if (file == NULL) {
        names_add(&files->names, path, files_add_node(files));
        file = files_node(files, path);
    }
    node_set_len(file, len);
    if (len > 0)
        memcpy(file->bytes, bytes, len);
    node_sync(file);
    names_copy(&files->synced_names, &files->names);
}

bool memory_os_has_folder(const memory_os *files)
{
    return files->has_folder;
}

size_t memory_os_file_count(const memory_os *files)
{
    return files->names.count;
}

size_t memory_os_open_count(const memory_os *files)
{
    size_t count = files->map_count + files->lock_count;
    for (size_t i = 0; i < HANDLES_MAX; i++)
        count += files->handles[i] != 0;
    return count;
}

const char *memory_os_name(const memory_os *files, size_t i)
{
    return files->names.items[i].path;
}

/* What a folder may hold when its renames went to disk before the rest. */
static name_list names_after_renames(const memory_os *files)
{
    name_list names = files->synced_names;
    for (size_t i = 0; i < files->names.count; i++) {
        const char *path = files->names.items[i].path;
        long old = names_find(&names, path);
        if (!files->names.items[i].is_renamed)
            continue;
        if (old >= 0)
            names_drop(&names, (size_t)old);
        names_add(&names, path, files->names.items[i].node);
    }
    return names;
}

void memory_os_crash(memory_os *files, memory_crash how)
{
    assert(files->map_count == 0);
    files->lock_count = 0;
    memset(files->handles, 0, sizeof(files->handles));
    for (size_t i = 0; i < files->node_count; i++) {
        node *file = &files->nodes[i];
        file->is_locked = false;
        if (how == CRASH_KEEPS_ALL)
            continue;
        node_set_len(file, file->synced_len);
        memcpy(file->bytes, file->synced, file->synced_len);
    }
    if (how == CRASH_LOSES_ALL)
        files->names = files->synced_names;
    if (how == CRASH_KEEPS_RENAMES)
        files->names = names_after_renames(files);
}

int memory_os_set_up(void **state)
{
    memory_os *files = memory_os_new();
    const suo_os *os = memory_os_table(files);
    os->make_folder(os->user, "f");
    *state = files;
    return 0;
}

int memory_os_tear_down(void **state)
{
    size_t open = memory_os_open_count(*state);
    memory_os_free(*state);
    return open == 0 ? 0 : -1;
}
