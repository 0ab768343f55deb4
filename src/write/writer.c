/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.c - open, put, delete, change words, close.
 *
 * Documents gather in the inverter; when it is full, or at a commit
 * (writer_commit.c), they become a segment. The inverter cuts with the words
 * of the last commit, so that a new word never forces a segment out. The first
 * failure of a write or an allocation poisons the writer: what is in memory
 * may be half done, the last commit is untouched.
 */
#include "write/writer_state.h"

#include "base/memory.h"
#include "index/snapshot.h"

/* The most is what the inverter's addresses reach, less a large document. */
enum { MEMORY_DEFAULT = 256 << 20, MEMORY_MOST = 1 << 30, SPOOL_SHARE = 64 };

/* ---- opening ---- */

/* Take over the segments of a snapshot that nobody else holds. */
static suo_status writer_adopt(suo_writer *writer, suo_snapshot *snapshot,
                               suo_error *error)
{
    if (suo_grow(&writer->segments, &writer->segment_cap,
                 snapshot->segment_count, sizeof(*writer->segments)) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < snapshot->segment_count; i++) {
        writer->segments[i] = (suo_writer_segment){
            .segment = snapshot->segments[i],
            .listed = snapshot->manifest.segments[i],
            .deletions = snapshot->deletions[i],
        };
    }
    writer->segment_count = snapshot->segment_count;
    snapshot->segment_count = 0;
    suo_word_changes_take(&writer->words, &snapshot->vocabulary);
    writer->manifest = snapshot->manifest;
    snapshot->manifest = (suo_manifest){0};
    writer->next_segment = writer->manifest.next_segment;
    writer->next_sequence = writer->manifest.next_sequence;
    return SUO_OK;
}

/* Load the index there is, or start one with 'schema'. */
static suo_status writer_load(suo_writer *writer, const suo_schema *schema,
                              suo_error *error)
{
    suo_snapshot *snapshot;
    suo_status status =
        suo_snapshot_load(writer->os, writer->folder, &snapshot, error);
    if (status == SUO_NOT_FOUND && schema != NULL) {
        writer->next_segment = 1;
        writer->next_sequence = 1;
        return suo_schema_copy(schema, &writer->manifest.schema, error);
    }
    if (status != SUO_OK)
        return status;
    if (schema != NULL && !suo_schema_equals(schema, snapshot->manifest.schema))
        status =
            suo_error_set(error, SUO_INVALID,
                          "%s: the index has another schema", writer->folder);
    if (status == SUO_OK)
        status = writer_adopt(writer, snapshot, error);
    suo_snapshot_release(snapshot);
    return status;
}

/* Make the folder, and make its name durable. */
static suo_status writer_make_folder(const suo_writer *writer, suo_error *error)
{
    bool is_new;
    suo_status status =
        suo_folder_make(writer->os, writer->folder, &is_new, error);
    if (status != SUO_OK || !is_new)
        return status;
    char *parent = suo_copy_text(writer->folder, strlen(writer->folder));
    if (parent == NULL)
        return suo_error_no_memory(error);
    size_t len = strlen(parent);
    while (len > 1 && parent[len - 1] == '/')
        len--;
    while (len > 0 && parent[len - 1] != '/')
        len--;
    parent[len] = '\0';
    status = suo_folder_sync(writer->os, len > 0 ? parent : ".", error);
    suo_dealloc(parent);
    return status;
}

/* Without a schema nothing is made: there must be an index. */
static suo_status writer_need_index(const suo_writer *writer, suo_error *error)
{
    suo_manifest manifest;
    suo_status status =
        suo_manifest_read(&manifest, writer->os, writer->folder, error);
    suo_manifest_clear(&manifest);
    return status;
}

static suo_status writer_open(suo_writer *writer, const suo_schema *schema,
                              suo_error *error)
{
    const suo_os *os = writer->os;
    suo_status status = schema != NULL ? writer_make_folder(writer, error)
                                       : writer_need_index(writer, error);
    if (status == SUO_OK)
        status = suo_lock_take(&writer->lock, os, writer->lock_path, error);
    if (status == SUO_NOT_FOUND && schema == NULL)
        suo_error_set(error, status, "%s: holds no index", writer->folder);
    if (status == SUO_OK)
        status = writer_load(writer, schema, error);
    if (status == SUO_OK)
        status = suo_inverter_init(&writer->inverter, writer->manifest.schema,
                                   error);
    if (status == SUO_OK)
        status = suo_inverter_set_vocabulary(&writer->inverter,
                                             &writer->words.vocabulary, error);
    /* The commit that was read may not be durable yet, if its writer died in
     * its last step: it must be before what it replaced goes. */
    if (status == SUO_OK)
        status = suo_folder_sync(os, writer->folder, error);
    if (status == SUO_OK)
        suo_writer_clean(writer);
    return status;
}

suo_status suo_writer_make(const suo_os *os, const char *folder,
                           const suo_schema *schema, uint64_t memory_bytes,
                           suo_writer **writer, suo_error *error)
{
    *writer = NULL;
    suo_writer *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->os = os;
    made->memory_bytes = memory_bytes > 0 ? memory_bytes : MEMORY_DEFAULT;
    if (made->memory_bytes > MEMORY_MOST)
        made->memory_bytes = MEMORY_MOST;
    made->folder = suo_copy_text(folder, strlen(folder));
    made->lock_path = suo_index_path(folder, SUO_LOCK_NAME);
    made->place = (suo_segment_place){os, made->folder, &made->next_segment,
                                      made->memory_bytes / SPOOL_SHARE};
    suo_status status = SUO_OK;
    if (made->folder == NULL || made->lock_path == NULL)
        status = suo_error_no_memory(error);
    else
        status = writer_open(made, schema, error);
    if (status != SUO_OK) {
        suo_writer_free(made);
        return status;
    }
    *writer = made;
    return SUO_OK;
}

void suo_writer_free(suo_writer *writer)
{
    if (writer == NULL)
        return;
    /* A forked child must leave the parent's files alone, whatever memory it
     * keeps for that. */
    if (suo_lock_is_own(&writer->lock))
        suo_merge_free(writer->merge);
    /* Segments that were written but not committed are left over. After a
     * failure our manifest may not be the one on disk: then who opens the
     * index next cleans up. */
    if (writer->poison == SUO_OK && suo_lock_is_own(&writer->lock) &&
        writer->manifest.schema != NULL &&
        writer->next_segment != writer->manifest.next_segment)
        suo_writer_clean(writer);
    for (size_t i = 0; i < writer->segment_count; i++) {
        suo_segment_close(writer->segments[i].segment);
        suo_deletions_clear(&writer->segments[i].deletions);
    }
    suo_dealloc(writer->segments);
    suo_inverter_clear(&writer->inverter);
    suo_word_changes_clear(&writer->words);
    suo_manifest_clear(&writer->manifest);
    suo_lock_release(&writer->lock);
    suo_dealloc(writer->lock_path);
    suo_dealloc(writer->folder);
    suo_dealloc(writer);
}

void suo_writer_set_merging(suo_writer *writer, uint32_t merging)
{
    writer->merging = merging;
}

const suo_schema *suo_writer_get_schema(const suo_writer *writer)
{
    return writer->manifest.schema;
}

/* ---- documents ---- */

suo_status suo_writer_kill(suo_writer *writer, suo_slice key, bool *found,
                           suo_error *error)
{
    int64_t slot = suo_inverter_find(&writer->inverter, key);
    *found = slot >= 0;
    if (*found) {
        writer->inverter.slots[slot].is_dead = true;
        return SUO_OK;
    }
    for (size_t i = writer->segment_count; i > 0; i--) {
        suo_writer_segment *holder = &writer->segments[i - 1];
        uint32_t doc;
        suo_status status = suo_segment_find_key(
            holder->segment, key, holder->deletions.bits, &doc, found, error);
        if (status == SUO_OK && *found) {
            status = suo_deletions_add(&holder->deletions, doc,
                                       holder->segment->doc_count, error);
            holder->is_changed = true;
        }
        if (status != SUO_OK || *found)
            return status;
    }
    return SUO_OK;
}

suo_status suo_writer_add(suo_writer *writer, const suo_document *document,
                          bool *replaced, suo_error *error)
{
    *replaced = false;
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    status = suo_inverter_accepts(&writer->inverter, document, error);
    if (status != SUO_OK)
        return status;
    if (suo_inverter_bytes(&writer->inverter) + document->text_bytes * 2 >
        writer->memory_bytes)
        status = suo_writer_flush(writer, error);
    if (status == SUO_OK)
        status = suo_writer_kill(writer, document->key, replaced, error);
    if (status == SUO_OK)
        status = suo_inverter_add(&writer->inverter, document,
                                  writer->next_sequence++, error);
    return suo_writer_poison(writer, status);
}

suo_status suo_writer_remove(suo_writer *writer, suo_slice key,
                             suo_error *error)
{
    bool found;
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    status = suo_writer_kill(writer, key, &found, error);
    if (status != SUO_OK)
        return suo_writer_poison(writer, status);
    if (!found)
        return suo_error_set(error, SUO_NOT_FOUND, "no document has this key");
    return SUO_OK;
}

/* ---- words ---- */

/* What is refused changed nothing; after other failures words are in doubt. */
static suo_status writer_poison_words(suo_writer *writer, suo_status status)
{
    bool is_refused =
        status == SUO_INVALID || status == SUO_LIMIT || status == SUO_NOT_FOUND;
    return is_refused ? status : suo_writer_poison(writer, status);
}

suo_status suo_writer_put_word(suo_writer *writer, suo_slice word,
                               double weight, suo_error *error)
{
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    status = suo_word_changes_add(
        &writer->words, writer->inverter.tokenizers[0], word, weight, error);
    return writer_poison_words(writer, status);
}

suo_status suo_writer_drop_word(suo_writer *writer, suo_slice word,
                                suo_error *error)
{
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    status = suo_word_changes_remove(
        &writer->words, writer->inverter.tokenizers[0], word, error);
    return writer_poison_words(writer, status);
}

suo_status suo_writer_put_synonyms(suo_writer *writer, suo_slice rules,
                                   suo_error *error)
{
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    status = suo_word_changes_set_synonyms(
        &writer->words, writer->inverter.tokenizers[0], rules, error);
    return writer_poison_words(writer, status);
}
