/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot.c - open the vocabulary and all segments of a commit.
 *
 * A writer may replace the commit and remove its files while we open them.
 * Then a file is missing, and the newest manifest, read again, lists others;
 * a bounded number of times.
 */
#include "index/snapshot.h"

#include <stdatomic.h>

#include "base/memory.h"

enum { OPEN_TRIES = 20 };

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

static suo_status snapshot_open_deletions(const suo_manifest_segment *listed,
                                          const suo_os *os, const char *folder,
                                          suo_deletions *deletions,
                                          suo_error *error)
{
    if (listed->dead_count == 0)
        return SUO_OK;
    char *path =
        suo_deletions_path(folder, listed->number, listed->deletions_commit);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_deletions_read(
        deletions, os, path, listed->number, listed->deletions_commit,
        listed->doc_count, listed->dead_count, listed->deletions_hash, error);
    suo_dealloc(path);
    return status;
}

static suo_status snapshot_open_segment(suo_snapshot *snapshot, uint32_t i,
                                        const suo_os *os, const char *folder,
                                        suo_error *error)
{
    const suo_manifest_segment *listed = &snapshot->manifest.segments[i];
    char *path = suo_segment_path(folder, listed->number);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        suo_segment_open_as(os, path, snapshot->manifest.schema,
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

static suo_status snapshot_try(const suo_os *os, const char *folder,
                               const suo_reading *reading,
                               suo_snapshot **snapshot, suo_error *error)
{
    suo_snapshot *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->references = 1;
    made->process = suo_process_number();
    made->reading = *reading;
    suo_status status = suo_manifest_read(&made->manifest, os, folder, error);
    uint32_t count = made->manifest.segment_count;
    if (status == SUO_OK) {
        made->segments = suo_alloc_zero(count, sizeof(*made->segments));
        made->deletions = suo_alloc_zero(count, sizeof(*made->deletions));
        if (made->segments == NULL || made->deletions == NULL)
            status = suo_error_no_memory(error);
        else
            made->segment_count = count;
    }
    /* Vocabulary and deletion files first: they are small, and the next commit
     * may remove them; then segments, which takes a time. */
    if (status == SUO_OK)
        status = snapshot_open_vocabulary(made, os, folder, error);
    for (uint32_t i = 0; status == SUO_OK && i < count; i++)
        status = snapshot_open_deletions(&made->manifest.segments[i], os,
                                         folder, &made->deletions[i], error);
    for (uint32_t i = 0; status == SUO_OK && i < count; i++)
        status = snapshot_open_segment(made, i, os, folder, error);
    if (status == SUO_NOT_FOUND && made->manifest.commit > 0)
        status = SUO_BUSY; /* the commit is being replaced, perhaps */
    if (status != SUO_OK) {
        suo_snapshot_release(made);
        return status;
    }
    *snapshot = made;
    return SUO_OK;
}

suo_status suo_snapshot_load_as(const suo_os *os, const char *folder,
                                const suo_reading *reading,
                                suo_snapshot **snapshot, suo_error *error)
{
    suo_status status = SUO_BUSY;
    *snapshot = NULL;
    for (int i = 0; status == SUO_BUSY && i < OPEN_TRIES; i++)
        status = snapshot_try(os, folder, reading, snapshot, error);
    if (status == SUO_BUSY)
        status =
            suo_error_set(error, SUO_CORRUPT,
                          "%s: a file of the newest commit is missing", folder);
    return status;
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

const suo_attachment *suo_snapshot_attach(const suo_snapshot *snapshot,
                                          suo_attachment *made)
{
    suo_snapshot *owner = (suo_snapshot *)(uintptr_t)snapshot;
    suo_attachment *kept = NULL;
    if (atomic_compare_exchange_strong(&owner->attachment, &kept, made))
        return made;
    made->free(made);
    return kept;
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
    suo_attachment *attachment = owned->attachment;
    if (attachment != NULL)
        attachment->free(attachment);
    suo_dealloc(owned->segments);
    suo_dealloc(owned->deletions);
    suo_vocabulary_clear(&owned->vocabulary);
    suo_manifest_clear(&owned->manifest);
    suo_dealloc(owned);
}
