/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot.c - open the vocabulary and all segments of a commit.
 *
 * A writer may replace the commit and remove its files while we open them.
 * Then a file is missing, and the newest manifest, read again, lists others;
 * a bounded number of times, and what was opened so far is kept: so even a
 * writer that is faster than we are is caught up with.
 */
#include "index/snapshot.h"

#include "base/memory.h"

enum { OPEN_TRIES = 100 };

static suo_status snapshot_open_vocabulary(suo_snapshot *snapshot,
                                           const suo_os *os, const char *folder,
                                           suo_error *error)
{
    const suo_manifest *manifest = &snapshot->manifest;
    if (manifest->vocabulary_commit == 0)
        return SUO_OK;
    char *path = suo_vocabulary_path(folder, manifest->vocabulary_commit);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_vocabulary_read(&snapshot->vocabulary, os, path,
                                            manifest->vocabulary_commit,
                                            manifest->vocabulary_hash, error);
    suo_dealloc(path);
    return status;
}

/* The number of a segment in an older snapshot; its count if it has none. */
static uint32_t snapshot_find(const suo_snapshot *old,
                              const suo_manifest_segment *listed)
{
    uint32_t i = 0;
    uint32_t count = old != NULL ? old->segment_count : 0;
    while (i < count &&
           (old->manifest.segments[i].number != listed->number ||
            old->manifest.segments[i].identity != listed->identity))
        i++;
    return i;
}

/* Take the deletions of segment 'i' over, or read them. */
static suo_status snapshot_open_deletions(suo_snapshot *snapshot, uint32_t i,
                                          const suo_snapshot *old,
                                          suo_error *error)
{
    const suo_manifest_segment *listed = &snapshot->manifest.segments[i];
    suo_deletions *deletions = &snapshot->deletions[i];
    uint32_t before = snapshot_find(old, listed);
    if (listed->dead_count == 0)
        return SUO_OK;
    if (old != NULL && before < old->segment_count &&
        old->manifest.segments[before].deletions_hash ==
            listed->deletions_hash &&
        old->deletions[before].bits != NULL)
        return suo_deletions_copy(deletions, &old->deletions[before], error);
    return suo_deletions_load(deletions, snapshot->os, snapshot->folder, listed,
                              error);
}

/* Share segment 'i', or open it. */
static suo_status snapshot_open_segment(suo_snapshot *snapshot, uint32_t i,
                                        const suo_snapshot *old,
                                        suo_error *error)
{
    const suo_manifest_segment *listed = &snapshot->manifest.segments[i];
    uint32_t before = snapshot_find(old, listed);
    if (old != NULL && before < old->segment_count &&
        old->segments[before] != NULL) {
        snapshot->segments[i] = suo_segment_retain(old->segments[before]);
        return SUO_OK;
    }
    char *path = suo_segment_path(snapshot->folder, listed->number);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        suo_segment_open_as(snapshot->os, path, snapshot->manifest.schema,
                            &snapshot->reading, &snapshot->segments[i], error);
    const suo_segment *segment = snapshot->segments[i];
    if (status == SUO_OK && (segment->container.number != listed->number ||
                             segment->container.identity != listed->identity ||
                             segment->mapping.len != listed->size ||
                             segment->doc_count != listed->doc_count))
        status = suo_error_set(error, SUO_CORRUPT,
                               "%s: is not the file of this commit", path);
    /* A generation goes into segments only after its own commit. */
    if (status == SUO_OK &&
        segment->generation > snapshot->vocabulary.generation)
        status = suo_error_set(error, SUO_CORRUPT,
                               "%s: was cut with words yet to come", path);
    suo_dealloc(path);
    return status;
}

/* A snapshot of nothing yet. */
static suo_snapshot *snapshot_new(const suo_os *os, const char *folder,
                                  const suo_reading *reading)
{
    suo_snapshot *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return NULL;
    made->references = 1;
    made->process = suo_process_number();
    made->os = os;
    made->reading = *reading;
    made->folder = suo_copy_text(folder, strlen(folder));
    if (made->folder != NULL)
        return made;
    suo_dealloc(made);
    return NULL;
}

/* Open all files of the commit that was read. SUO_NOT_FOUND: one is missing. */
static suo_status snapshot_open_files(suo_snapshot *snapshot,
                                      const suo_snapshot *old, suo_error *error)
{
    uint32_t count = snapshot->manifest.segment_count;
    snapshot->segments = suo_alloc_zero(count, sizeof(*snapshot->segments));
    snapshot->deletions = suo_alloc_zero(count, sizeof(*snapshot->deletions));
    if (snapshot->segments == NULL || snapshot->deletions == NULL)
        return suo_error_no_memory(error);
    snapshot->segment_count = count;
    /* Vocabulary and deletion files first: they are small, and the next commit
     * may remove them; then segments, which takes a time. */
    suo_status status = snapshot_open_vocabulary(snapshot, snapshot->os,
                                                 snapshot->folder, error);
    for (uint32_t i = 0; status == SUO_OK && i < count; i++)
        status = snapshot_open_deletions(snapshot, i, old, error);
    for (uint32_t i = 0; status == SUO_OK && i < count; i++)
        status = snapshot_open_segment(snapshot, i, old, error);
    return status;
}

/*
 * Open the newest commit; 'old', which may be NULL, is given back. SUO_BUSY:
 * a file is missing, and 'made' has what was opened so far.
 */
static suo_status snapshot_try(const suo_os *os, const char *folder,
                               const suo_reading *reading,
                               const suo_snapshot *old, suo_snapshot **made,
                               suo_error *error)
{
    suo_snapshot *own = snapshot_new(os, folder, reading);
    suo_status status = SUO_OK;
    if (own == NULL)
        status = suo_error_no_memory(error);
    else
        status = suo_manifest_read(&own->manifest, os, folder, error);
    if (status == SUO_OK) {
        status = snapshot_open_files(own, old, error);
        if (status == SUO_NOT_FOUND)
            status = SUO_BUSY; /* the commit is being replaced, perhaps */
    }
    suo_snapshot_release(old);
    if (status != SUO_OK && status != SUO_BUSY) {
        suo_snapshot_release(own);
        own = NULL;
    }
    *made = own;
    return status;
}

/* Open the newest commit with what 'old' has, which is given back. */
static suo_status snapshot_load(const suo_os *os, const char *folder,
                                const suo_reading *reading,
                                const suo_snapshot *old,
                                suo_snapshot **snapshot, suo_error *error)
{
    suo_snapshot *made = NULL;
    suo_status status = SUO_BUSY;
    uint64_t missed = 0; /* hash of the manifest of the last try */
    for (int i = 0; status == SUO_BUSY && i < OPEN_TRIES; i++) {
        status = snapshot_try(os, folder, reading, old, &made, error);
        if (status != SUO_BUSY)
            break;
        old = made;
        bool is_same = i > 0 && made->manifest.hash == missed;
        missed = made->manifest.hash;
        made = NULL;
        if (is_same)
            break;
    }
    if (status == SUO_BUSY) {
        suo_snapshot_release(old);
        status =
            suo_error_set(error, SUO_CORRUPT,
                          "%s: a file of the newest commit is missing", folder);
    }
    *snapshot = made;
    return status;
}

suo_status suo_snapshot_load_as(const suo_os *os, const char *folder,
                                const suo_reading *reading,
                                suo_snapshot **snapshot, suo_error *error)
{
    return snapshot_load(os, folder, reading, NULL, snapshot, error);
}

suo_status suo_snapshot_load_next(const suo_snapshot *snapshot,
                                  suo_snapshot **fresh, suo_error *error)
{
    bool is_newest;
    *fresh = NULL;
    suo_status status = suo_manifest_is_newest(
        &snapshot->manifest, snapshot->os, snapshot->folder, &is_newest, error);
    if (status != SUO_OK)
        return status;
    suo_snapshot_retain(snapshot);
    if (!is_newest)
        return snapshot_load(snapshot->os, snapshot->folder, &snapshot->reading,
                             snapshot, fresh, error);
    *fresh = (suo_snapshot *)(uintptr_t)snapshot;
    return SUO_OK;
}

suo_status suo_snapshot_load(const suo_os *os, const char *folder,
                             suo_snapshot **snapshot, suo_error *error)
{
    const suo_reading usual = {0};
    return suo_snapshot_load_as(os, folder, &usual, snapshot, error);
}

suo_status suo_snapshot_check_owner(const suo_snapshot *snapshot,
                                    suo_error *error)
{
    if (snapshot->process == suo_process_number())
        return SUO_OK;
    return suo_error_set(error, SUO_STATE,
                         "the snapshot is the parent process's");
}

void suo_snapshot_retain(const suo_snapshot *snapshot)
{
    ((suo_snapshot *)(uintptr_t)snapshot)->references++;
}

void suo_snapshot_release(const suo_snapshot *snapshot)
{
    suo_snapshot *owned = (suo_snapshot *)(uintptr_t)snapshot;
    if (owned == NULL || --owned->references > 0)
        return;
    for (uint32_t i = 0; i < owned->segment_count; i++) {
        suo_segment_close(owned->segments[i]);
        suo_deletions_clear(&owned->deletions[i]);
    }
    suo_attachment_release(&owned->attachment);
    suo_dealloc(owned->segments);
    suo_dealloc(owned->deletions);
    suo_dealloc(owned->folder);
    suo_vocabulary_clear(&owned->vocabulary);
    suo_manifest_clear(&owned->manifest);
    suo_dealloc(owned);
}
