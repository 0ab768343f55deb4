/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer_commit.c - from the documents in memory to the next commit.
 *
 * A commit writes the documents as a segment, merges a little, writes changed
 * deletion files and the vocabulary, if it changed, then the manifest
 * (FORMAT.md 1). Last it removes the files that only the commit before had:
 * who reads that one has them open.
 */
#include "write/writer_state.h"

#include "base/hash.h"
#include "base/memory.h"
#include "write/segment_build.h"

suo_status suo_writer_poison(suo_writer *writer, suo_status status)
{
    if (status != SUO_OK && writer->poison == SUO_OK)
        writer->poison = status;
    return status;
}

suo_status suo_writer_check(const suo_writer *writer, suo_error *error)
{
    if (!suo_lock_is_own(&writer->lock))
        return suo_error_set(error, SUO_STATE,
                             "the writer is the parent process's");
    if (writer->poison == SUO_OK)
        return SUO_OK;
    return suo_error_set(error, SUO_STATE,
                         "the writer failed before (%s): close it; the last "
                         "commit is intact",
                         suo_status_name(writer->poison));
}

/* ---- files ---- */

typedef struct cleaner {
    const suo_writer *writer;
    const suo_manifest *manifest;
} cleaner;

static int writer_clean_name(void *user, const char *name)
{
    const cleaner *job = user;
    if (suo_manifest_keeps(job->manifest, name))
        return 0;
    char *path = suo_index_path(job->writer->folder, name);
    if (path != NULL)
        suo_file_remove(job->writer->os, path);
    suo_dealloc(path);
    return 0;
}

void suo_writer_clean(const suo_writer *writer)
{
    cleaner job = {writer, &writer->manifest};
    writer->os->list_folder(writer->os->user, writer->folder, writer_clean_name,
                            &job);
}

/* Remove the file at 'path', which is freed, unless 'manifest' lists it. What
 * cannot be removed is left to who opens the index next. */
static void writer_remove(const suo_writer *writer,
                          const suo_manifest *manifest, char *path)
{
    if (path == NULL)
        return;
    if (!suo_manifest_keeps(manifest, path + strlen(writer->folder) + 1))
        suo_file_remove(writer->os, path);
    suo_dealloc(path);
}

/* Remove the files of the last commit that the next one does not list. */
static void writer_remove_replaced(const suo_writer *writer,
                                   const suo_manifest *next)
{
    const suo_manifest *last = &writer->manifest;
    for (uint32_t i = 0; i < last->segment_count; i++) {
        const suo_manifest_segment *listed = &last->segments[i];
        writer_remove(writer, next,
                      suo_segment_path(writer->folder, listed->number));
        if (listed->dead_count > 0)
            writer_remove(writer, next,
                          suo_deletions_path(writer->folder, listed->number,
                                             listed->deletions_commit));
    }
    if (last->vocabulary_commit > 0)
        writer_remove(
            writer, next,
            suo_vocabulary_path(writer->folder, last->vocabulary_commit));
}

/* ---- segments ---- */

void suo_writer_drop(suo_writer *writer, size_t i)
{
    suo_writer_segment *own = &writer->segments[i];
    writer_remove(writer, &writer->manifest,
                  suo_segment_path(writer->folder, own->listed.number));
    suo_segment_close(own->segment);
    suo_deletions_clear(&own->deletions);
    writer->segment_count--;
    memmove(own, own + 1, (writer->segment_count - i) * sizeof(*own));
}

void suo_writer_drop_dead(suo_writer *writer)
{
    for (size_t i = writer->segment_count; i > 0; i--) {
        const suo_writer_segment *own = &writer->segments[i - 1];
        if (own->deletions.dead_count == own->segment->doc_count)
            suo_writer_drop(writer, i - 1);
    }
}

/* Where a segment with this number belongs. */
static size_t writer_find_place(const suo_writer *writer, uint64_t number)
{
    size_t at = writer->segment_count;
    while (at > 0 && writer->segments[at - 1].listed.number > number)
        at--;
    return at;
}

suo_status suo_writer_enter(suo_writer *writer,
                            const suo_manifest_segment *built,
                            suo_writer_segment **entered, suo_error *error)
{
    suo_segment *segment;
    if (suo_grow(&writer->segments, &writer->segment_cap,
                 writer->segment_count + 1,
                 sizeof(*writer->segments)) != SUO_OK)
        return suo_error_no_memory(error);
    char *path = suo_segment_path(writer->folder, built->number);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_segment_open(
        writer->os, path, writer->manifest.schema, &segment, error);
    suo_dealloc(path);
    if (status != SUO_OK)
        return status;
    size_t at = writer_find_place(writer, built->number);
    suo_writer_segment *own = &writer->segments[at];
    memmove(own + 1, own, (writer->segment_count - at) * sizeof(*own));
    *own = (suo_writer_segment){.segment = segment, .listed = *built};
    writer->segment_count++;
    writer->written_bytes += built->size;
    *entered = own;
    return SUO_OK;
}

uint64_t suo_writer_fingerprint(const suo_writer *writer)
{
    const suo_schema *schema = writer->manifest.schema;
    uint8_t flat[SUO_TEXT_FIELDS_MAX * sizeof(uint64_t)];
    for (uint32_t t = 0; t < schema->text_count; t++) {
        suo_analyzer analyzer = {
            suo_schema_cuts_by_icu(schema),
            schema->fields[schema->text_fields[t]].language};
        suo_store_u64(flat + t * sizeof(uint64_t),
                      suo_analyzer_fingerprint(&analyzer));
    }
    return suo_hash(flat, schema->text_count * sizeof(uint64_t));
}

suo_status suo_writer_flush_from(suo_writer *writer, suo_inverter *inverter,
                                 suo_error *error)
{
    if (inverter->slot_count == 0)
        return SUO_OK;
    if (writer->segment_count == SUO_SEGMENTS_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "an index has at most %d segments",
                             SUO_SEGMENTS_MAX);
    suo_manifest_segment built;
    suo_writer_segment *entered;
    suo_status status =
        suo_segment_build(inverter, &writer->place,
                          suo_writer_fingerprint(writer), &built, error);
    if (status == SUO_OK && built.doc_count > 0)
        status = suo_writer_enter(writer, &built, &entered, error);
    if (status == SUO_OK)
        suo_inverter_reset(inverter);
    return status;
}

suo_status suo_writer_flush(suo_writer *writer, suo_error *error)
{
    return suo_writer_flush_from(writer, &writer->inverter, error);
}

/* ---- commit ---- */

static suo_status writer_write_deletions(suo_writer *writer,
                                         suo_writer_segment *changed,
                                         uint64_t commit, suo_error *error)
{
    char *path =
        suo_deletions_path(writer->folder, changed->listed.number, commit);
    if (path == NULL)
        return suo_error_no_memory(error);
    uint64_t hash;
    suo_status status =
        suo_deletions_write(&changed->deletions, writer->os, path,
                            changed->listed.number, commit, &hash, error);
    if (status == SUO_OK) {
        changed->listed.dead_count = changed->deletions.dead_count;
        changed->listed.deletions_commit = commit;
        changed->listed.deletions_hash = hash;
        changed->is_changed = false;
    }
    suo_dealloc(path);
    return status;
}

/* Write all deletion files that changed. */
static suo_status writer_write_all_deletions(suo_writer *writer,
                                             uint64_t commit, suo_error *error)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < writer->segment_count && status == SUO_OK; i++)
        if (writer->segments[i].is_changed)
            status = writer_write_deletions(writer, &writer->segments[i],
                                            commit, error);
    return status;
}

/* The manifest of the commit about to be made; it borrows the schema. */
static suo_status writer_make_manifest(suo_writer *writer, suo_slice note,
                                       suo_manifest *manifest, suo_error *error)
{
    size_t count = writer->segment_count;
    *manifest = (suo_manifest){
        .commit = writer->manifest.commit + 1,
        .next_segment = writer->next_segment,
        .next_sequence = writer->next_sequence,
        .fingerprint = suo_writer_fingerprint(writer),
        .vocabulary_commit = writer->words.vocabulary.commit,
        .vocabulary_hash = writer->words.vocabulary.hash,
        .schema = writer->manifest.schema,
        .segment_count = (uint32_t)count,
        .note_len = note.len,
    };
    manifest->segments = suo_alloc(count, sizeof(*manifest->segments));
    manifest->note = suo_copy_text(note.bytes, note.len);
    if (manifest->segments == NULL || manifest->note == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < count; i++)
        manifest->segments[i] = writer->segments[i].listed;
    return SUO_OK;
}

static suo_status writer_commit(suo_writer *writer, suo_slice note,
                                suo_error *error)
{
    suo_manifest next = {0};
    uint64_t commit = writer->manifest.commit + 1;
    suo_status status = suo_writer_flush(writer, error);
    if (status == SUO_OK)
        suo_writer_drop_dead(writer);
    if (status == SUO_OK)
        status = suo_writer_merge_some(writer, error);
    if (status == SUO_OK)
        status = writer_write_all_deletions(writer, commit, error);
    if (status == SUO_OK)
        status = suo_word_changes_write(&writer->words, writer->os,
                                        writer->folder, commit, error);
    if (status == SUO_OK)
        status = suo_inverter_set_vocabulary(&writer->inverter,
                                             &writer->words.vocabulary, error);
    if (status == SUO_OK)
        status = writer_make_manifest(writer, note, &next, error);
    if (status == SUO_OK)
        status = suo_manifest_write(&next, writer->os, writer->folder, error);
    if (status != SUO_OK) {
        next.schema = NULL;
        suo_manifest_clear(&next);
        return status;
    }
    writer_remove_replaced(writer, &next);
    writer->manifest.schema = NULL;
    suo_manifest_clear(&writer->manifest);
    writer->manifest = next;
    writer->written_bytes = 0;
    return SUO_OK;
}

suo_status suo_writer_finish(suo_writer *writer, suo_slice note,
                             suo_error *error)
{
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    if (note.len > SUO_NOTE_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a commit's note has at most %d bytes",
                             SUO_NOTE_MAX);
    return suo_writer_poison(writer, writer_commit(writer, note, error));
}
