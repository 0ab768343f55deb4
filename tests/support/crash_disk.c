/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash_disk.c - a table that writes down, and what may come of it.
 *
 * A file is an inode, numbered as it was made; names lead to inodes, so that
 * a name that was lost and bytes that were kept are told apart.
 */
#include "support/crash_disk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"

enum {
    NAMES_MAX = 64,
    INODES_MAX = 512,
    HANDLES_MAX = 64,
    PATH_ROOM = 64,
    SECTOR = 512
};

typedef enum op_kind {
    OP_CREATE,
    OP_TRUNCATE,
    OP_WRITE,
    OP_SYNC,
    OP_RENAME,
    OP_REMOVE,
    OP_MAKE_FOLDER,
    OP_SYNC_FOLDER
} op_kind;

typedef struct op {
    op_kind kind;
    uint32_t inode;
    char name[PATH_ROOM];
    char to[PATH_ROOM]; /* of a rename */
    uint8_t *bytes;     /* of a write */
    size_t len;
    char text[2 * PATH_ROOM];
} op;

typedef struct name_map {
    size_t count;
    struct {
        char path[PATH_ROOM];
        uint32_t inode;
    } items[NAMES_MAX];
} name_map;

struct crash_trace {
    suo_os table;
    const suo_os *inner;
    op *ops;
    size_t count;
    size_t cap;
    name_map names; /* now */
    uint32_t inode_count;
    uint32_t handles[HANDLES_MAX]; /* inode of an open file */
    name_map first_names;          /* when it began */
    suo_buffer first[NAMES_MAX];   /* their bytes */
    bool has_first_folder;
};

static long map_find(const name_map *map, const char *path)
{
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->items[i].path, path) == 0)
            return (long)i;
    return -1;
}

static void map_drop(name_map *map, const char *path)
{
    long i = map_find(map, path);
    if (i >= 0)
        map->items[i] = map->items[--map->count];
}

static void map_set(name_map *map, const char *path, uint32_t inode)
{
    map_drop(map, path);
    assert(map->count < NAMES_MAX && strlen(path) < PATH_ROOM);
    strcpy(map->items[map->count].path, path);
    map->items[map->count++].inode = inode;
}

/* ---- writing down ---- */

static op *trace_add(crash_trace *trace, op_kind kind, const char *path)
{
    static const char *const NAMES[] = {"create", "truncate",   "write",
                                        "sync",   "rename",     "remove",
                                        "mkdir",  "sync folder"};
    if (trace->count == trace->cap) {
        trace->cap = trace->cap * 2 + 64;
        trace->ops = realloc(trace->ops, trace->cap * sizeof(*trace->ops));
        assert(trace->ops != NULL);
    }
    op *made = &trace->ops[trace->count++];
    memset(made, 0, sizeof(*made));
    made->kind = kind;
    assert(strlen(path) < PATH_ROOM);
    strcpy(made->name, path);
    snprintf(made->text, sizeof(made->text), "%s %s", NAMES[kind], path);
    return made;
}

/* Note that a name was opened for writing, or locked. */
static uint32_t trace_touch(crash_trace *trace, const char *path,
                            bool truncates)
{
    long name = map_find(&trace->names, path);
    if (name >= 0) {
        uint32_t inode = trace->names.items[name].inode;
        if (truncates)
            trace_add(trace, OP_TRUNCATE, path)->inode = inode;
        return inode;
    }
    assert(trace->inode_count < INODES_MAX);
    uint32_t inode = trace->inode_count++;
    trace_add(trace, OP_CREATE, path)->inode = inode;
    map_set(&trace->names, path, inode);
    return inode;
}

static int trace_open(void *user, const char *path, suo_open_mode mode,
                      int *file)
{
    crash_trace *trace = user;
    int code = trace->inner->open(trace->inner->user, path, mode, file);
    if (code != 0)
        return code;
    assert(*file < HANDLES_MAX);
    long name = map_find(&trace->names, path);
    trace->handles[*file] = mode == SUO_OPEN_CREATE
                                ? trace_touch(trace, path, true)
                                : trace->names.items[name].inode;
    return 0;
}

static int trace_close(void *user, int file)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->close(inner->user, file);
}

static int trace_size(void *user, int file, uint64_t *bytes)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->size(inner->user, file, bytes);
}

static int trace_read(void *user, int file, uint64_t offset, void *bytes,
                      size_t len, size_t *got)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->read(inner->user, file, offset, bytes, len, got);
}

static int trace_write(void *user, int file, const void *bytes, size_t len,
                       size_t *written)
{
    crash_trace *trace = user;
    op *made = trace_add(trace, OP_WRITE, "");
    made->inode = trace->handles[file];
    made->len = len;
    made->bytes = malloc(len + 1);
    assert(made->bytes != NULL);
    memcpy(made->bytes, bytes, len);
    return trace->inner->write(trace->inner->user, file, bytes, len, written);
}

static int trace_sync(void *user, int file)
{
    crash_trace *trace = user;
    trace_add(trace, OP_SYNC, "")->inode = trace->handles[file];
    return trace->inner->sync(trace->inner->user, file);
}

static int trace_map(void *user, int file, size_t len, const void **bytes)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->map(inner->user, file, len, bytes);
}

static int trace_unmap(void *user, const void *bytes, size_t len)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->unmap(inner->user, bytes, len);
}

static int trace_lock(void *user, const char *path, uintptr_t *held)
{
    crash_trace *trace = user;
    int code = trace->inner->lock(trace->inner->user, path, held);
    if (code == 0)
        trace_touch(trace, path, false);
    return code;
}

static int trace_unlock(void *user, uintptr_t held)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->unlock(inner->user, held);
}

static int trace_rename(void *user, const char *from, const char *to)
{
    crash_trace *trace = user;
    long name = map_find(&trace->names, from);
    int code = trace->inner->rename(trace->inner->user, from, to);
    if (code != 0)
        return code;
    op *made = trace_add(trace, OP_RENAME, from);
    made->inode = trace->names.items[name].inode;
    strcpy(made->to, to);
    map_drop(&trace->names, from);
    map_set(&trace->names, to, made->inode);
    return 0;
}

static int trace_remove(void *user, const char *path)
{
    crash_trace *trace = user;
    int code = trace->inner->remove(trace->inner->user, path);
    if (code != 0)
        return code;
    trace_add(trace, OP_REMOVE, path);
    map_drop(&trace->names, path);
    return 0;
}

static int trace_make_folder(void *user, const char *path)
{
    crash_trace *trace = user;
    int code = trace->inner->make_folder(trace->inner->user, path);
    if (code == 0)
        trace_add(trace, OP_MAKE_FOLDER, path);
    return code;
}

static int trace_sync_folder(void *user, const char *path)
{
    crash_trace *trace = user;
    trace_add(trace, OP_SYNC_FOLDER, path);
    return trace->inner->sync_folder(trace->inner->user, path);
}

static int trace_list_folder(void *user, const char *path,
                             suo_name_visitor *visit, void *visit_user)
{
    const suo_os *inner = ((crash_trace *)user)->inner;
    return inner->list_folder(inner->user, path, visit, visit_user);
}

crash_trace *crash_trace_new(memory_os *files)
{
    crash_trace *trace = calloc(1, sizeof(*trace));
    assert(trace != NULL);
    trace->inner = memory_os_table(files);
    trace->table = (suo_os){
        .user = trace,
        .open = trace_open,
        .close = trace_close,
        .size = trace_size,
        .read = trace_read,
        .write = trace_write,
        .sync = trace_sync,
        .map = trace_map,
        .unmap = trace_unmap,
        .lock = trace_lock,
        .unlock = trace_unlock,
        .rename = trace_rename,
        .remove = trace_remove,
        .make_folder = trace_make_folder,
        .sync_folder = trace_sync_folder,
        .list_folder = trace_list_folder,
    };
    trace->has_first_folder = memory_os_has_folder(files);
    for (size_t i = 0; i < memory_os_file_count(files); i++) {
        size_t len;
        const char *name = memory_os_name(files, i);
        const uint8_t *bytes = memory_os_bytes(files, name, &len);
        suo_buffer_add(&trace->first[i], bytes, len);
        map_set(&trace->names, name, trace->inode_count++);
    }
    trace->first_names = trace->names;
    return trace;
}

void crash_trace_free(crash_trace *trace)
{
    for (size_t i = 0; i < trace->count; i++)
        free(trace->ops[i].bytes);
    for (size_t i = 0; i < NAMES_MAX; i++)
        suo_buffer_free(&trace->first[i]);
    free(trace->ops);
    free(trace);
}

const suo_os *crash_trace_table(crash_trace *trace)
{
    return &trace->table;
}

size_t crash_trace_count(const crash_trace *trace)
{
    return trace->count;
}

const char *crash_trace_name(const crash_trace *trace, size_t i)
{
    return trace->ops[i].text;
}

/* ---- what may come of it ---- */

typedef struct sim_inode {
    suo_buffer synced;
    suo_buffer latest;
} sim_inode;

struct crash_sim {
    const crash_trace *trace;
    uint32_t lies;
    test_random *random;
    size_t next; /* operation */
    sim_inode inodes[INODES_MAX];
    name_map durable;
    size_t pending[NAMES_MAX * 4]; /* changes of names, not yet durable */
    size_t pending_count;
    bool has_folder;
    bool has_durable_folder;
};

crash_sim *crash_sim_new(const crash_trace *trace, uint32_t lies,
                         test_random *random)
{
    crash_sim *sim = calloc(1, sizeof(*sim));
    assert(sim != NULL);
    sim->trace = trace;
    sim->lies = lies;
    sim->random = random;
    sim->durable = trace->first_names;
    sim->has_folder = sim->has_durable_folder = trace->has_first_folder;
    for (size_t i = 0; i < trace->first_names.count; i++) {
        const suo_buffer *bytes = &trace->first[i];
        suo_buffer_add(&sim->inodes[i].synced, bytes->data, bytes->len);
        suo_buffer_add(&sim->inodes[i].latest, bytes->data, bytes->len);
    }
    return sim;
}

void crash_sim_free(crash_sim *sim)
{
    for (size_t i = 0; i < INODES_MAX; i++) {
        suo_buffer_free(&sim->inodes[i].synced);
        suo_buffer_free(&sim->inodes[i].latest);
    }
    free(sim);
}

/* Apply a change of names; 'is_torn': a rename keeps the old name. */
static void map_apply(name_map *map, const op *change, bool is_torn)
{
    if (change->kind == OP_CREATE)
        map_set(map, change->name, change->inode);
    else if (!is_torn)
        map_drop(map, change->name);
    if (change->kind == OP_RENAME)
        map_set(map, change->to, change->inode);
}

static void sim_sync_folder(crash_sim *sim, const char *path)
{
    /* A slash or a point: the folder that holds the index. */
    if (strcmp(path, ".") == 0 || strcmp(path, "/") == 0) {
        sim->has_durable_folder = sim->has_folder;
        return;
    }
    for (size_t i = 0; i < sim->pending_count; i++)
        map_apply(&sim->durable, &sim->trace->ops[sim->pending[i]], false);
    sim->pending_count = 0;
}

bool crash_sim_step(crash_sim *sim)
{
    if (sim->next == sim->trace->count)
        return false;
    const op *own = &sim->trace->ops[sim->next];
    sim_inode *inode = &sim->inodes[own->inode];
    bool is_sync = own->kind == OP_SYNC || own->kind == OP_SYNC_FOLDER;
    bool lies = is_sync && sim->lies > 0 &&
                test_random_below(sim->random, 100) < sim->lies;
    if (own->kind == OP_TRUNCATE)
        suo_buffer_reset(&inode->latest);
    if (own->kind == OP_WRITE)
        suo_buffer_add(&inode->latest, own->bytes, own->len);
    if (own->kind == OP_MAKE_FOLDER)
        sim->has_folder = true;
    if (own->kind == OP_CREATE || own->kind == OP_RENAME ||
        own->kind == OP_REMOVE) {
        assert(sim->pending_count < NAMES_MAX * 4);
        sim->pending[sim->pending_count++] = sim->next;
    }
    if (own->kind == OP_SYNC && !lies) {
        suo_buffer_reset(&inode->synced);
        suo_buffer_add(&inode->synced, inode->latest.data, inode->latest.len);
    }
    if (own->kind == OP_SYNC_FOLDER && !lies)
        sim_sync_folder(sim, own->name);
    sim->next++;
    return true;
}

/* One sector of a file of which the disk kept a part. */
static void sector_make(uint8_t *to, size_t at, size_t len,
                        const sim_inode *inode, test_random *random)
{
    const suo_buffer *from = &inode->latest;
    uint64_t choice = test_random_below(random, 20);
    memset(to, 0, len);
    if (choice == 0) {
        for (size_t i = 0; i < len; i++)
            to[i] = (uint8_t)test_random_next(random);
        return;
    }
    if (choice < 7)
        from = &inode->synced;
    size_t have = from->len > at ? from->len - at : 0;
    if (choice != 1 && have > 0)
        memcpy(to, from->data + at, have < len ? have : len);
}

/* What a file may hold; synced bytes are never touched if all is synced. */
static void inode_make(const sim_inode *inode, crash_choice choice,
                       test_random *random, suo_buffer *out)
{
    const suo_buffer *synced = &inode->synced;
    const suo_buffer *latest = &inode->latest;
    bool is_clean = synced->len == latest->len &&
                    (synced->len == 0 ||
                     memcmp(synced->data, latest->data, synced->len) == 0);
    uint64_t kind = test_random_below(random, 4);
    suo_buffer_reset(out);
    if (is_clean || choice == CRASH_NOTHING || choice == CRASH_NAMES ||
        (choice == CRASH_RANDOM && kind == 0)) {
        suo_buffer_add(out, synced->data, synced->len);
        return;
    }
    if (choice != CRASH_RANDOM || kind == 1) {
        suo_buffer_add(out, latest->data, latest->len);
        return;
    }
    size_t least = synced->len < latest->len ? synced->len : latest->len;
    size_t most = synced->len < latest->len ? latest->len : synced->len;
    size_t len = most;
    if (kind == 2)
        len = least + test_random_below(random, most - least + 1);
    for (size_t at = 0; at < len; at += SECTOR) {
        uint8_t sector[SECTOR];
        size_t part = len - at < SECTOR ? len - at : SECTOR;
        sector_make(sector, at, part, inode, random);
        suo_buffer_add(out, sector, part);
    }
}

/* The names that a crash leaves. */
static name_map names_make(const crash_sim *sim, crash_choice choice,
                           test_random *random)
{
    name_map names = sim->durable;
    bool keeps_all = choice == CRASH_ALL || choice == CRASH_NAMES;
    for (size_t i = 0; i < sim->pending_count; i++) {
        bool is_torn =
            choice == CRASH_RANDOM && test_random_below(random, 8) == 0;
        bool is_kept = keeps_all || (choice == CRASH_RANDOM &&
                                     test_random_below(random, 2) == 0);
        if (is_kept)
            map_apply(&names, &sim->trace->ops[sim->pending[i]], is_torn);
    }
    return names;
}

memory_os *crash_sim_state(const crash_sim *sim, crash_choice choice,
                           test_random *random, uint64_t *hash)
{
    memory_os *files = memory_os_new();
    const suo_os *os = memory_os_table(files);
    suo_buffer bytes = {0};
    bool has_folder =
        sim->has_durable_folder ||
        (sim->has_folder &&
         (choice == CRASH_ALL || choice == CRASH_NAMES ||
          (choice == CRASH_RANDOM && test_random_below(random, 2) == 0)));
    *hash = has_folder;
    if (!has_folder)
        return files;
    os->make_folder(os->user, "f");
    const name_map names = names_make(sim, choice, random);
    for (size_t i = 0; i < names.count; i++) {
        const char *path = names.items[i].path;
        inode_make(&sim->inodes[names.items[i].inode], choice, random, &bytes);
        memory_os_put(files, path, bytes.data, bytes.len);
        *hash += (suo_hash(path, strlen(path)) | 1) *
                 (suo_hash(bytes.data, bytes.len) + bytes.len);
    }
    suo_buffer_free(&bytes);
    return files;
}
