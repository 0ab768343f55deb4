/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer_undo.c - deletes by filter, and back to the last commit.
 *
 * Going back closes nothing that the last commit has and is still as it was:
 * segments that were merged away since are opened again, deletions that were
 * added to are read again.
 */
#include "index/filter.h"
#include "write/writer_state.h"

/* ---- delete by filter ---- */

static suo_status writer_remove_from(suo_writer_segment *own,
                                     const suo_filter *filters,
                                     uint32_t filter_count, uint64_t *removed,
                                     suo_error *error)
{
    suo_segment_filters found;
    suo_status status = suo_segment_filters_open(&found, filters, filter_count,
                                                 own->segment, error);
    uint32_t docs = found.passes_none ? 0 : own->segment->doc_count;
    for (uint32_t doc = 0; doc < docs && status == SUO_OK; doc++) {
        if (suo_deletions_has(&own->deletions, doc) ||
            !suo_segment_filters_pass(&found, doc))
            continue;
        status = suo_deletions_add(&own->deletions, doc,
                                   own->segment->doc_count, error);
        own->is_changed = true;
        ++*removed;
    }
    return status == SUO_OK ? suo_segment_filters_status(&found, error)
                            : status;
}

suo_status suo_writer_remove_where(suo_writer *writer,
                                   const suo_filter *filters,
                                   uint32_t filter_count, uint64_t *removed,
                                   suo_error *error)
{
    *removed = 0;
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    status = suo_writer_flush(writer, error);
    for (size_t i = 0; i < writer->segment_count && status == SUO_OK; i++)
        status = writer_remove_from(&writer->segments[i], filters, filter_count,
                                    removed, error);
    if (status != SUO_OK)
        *removed = 0;
    return suo_writer_poison(writer, status);
}

/* ---- roll back ---- */

static bool writer_has(const suo_writer *writer, uint64_t number)
{
    for (size_t i = 0; i < writer->segment_count; i++)
        if (writer->segments[i].listed.number == number)
            return true;
    return false;
}

static const suo_manifest_segment *writer_listed(const suo_writer *writer,
                                                 uint64_t number)
{
    for (uint32_t i = 0; i < writer->manifest.segment_count; i++)
        if (writer->manifest.segments[i].number == number)
            return &writer->manifest.segments[i];
    return NULL;
}

/* Let the deletions of a segment be those of the commit. */
static suo_status writer_reload(suo_writer *writer, suo_writer_segment *own,
                                suo_error *error)
{
    suo_deletions_clear(&own->deletions);
    own->is_changed = false;
    return suo_deletions_load(&own->deletions, writer->os, writer->folder,
                              &own->listed, error);
}

static suo_status writer_undo(suo_writer *writer, suo_error *error)
{
    suo_status status = SUO_OK;
    suo_merge_free(writer->merge);
    writer->merge = NULL;
    suo_inverter_reset(&writer->inverter);
    suo_word_changes_undo(&writer->words);
    for (size_t i = writer->segment_count; i > 0 && status == SUO_OK; i--) {
        suo_writer_segment *own = &writer->segments[i - 1];
        if (writer_listed(writer, own->listed.number) == NULL)
            suo_writer_drop(writer, i - 1);
        else if (own->is_changed)
            status = writer_reload(writer, own, error);
    }
    for (uint32_t i = 0; i < writer->manifest.segment_count && status == SUO_OK;
         i++) {
        const suo_manifest_segment *listed = &writer->manifest.segments[i];
        suo_writer_segment *entered;
        if (writer_has(writer, listed->number))
            continue;
        status = suo_writer_enter(writer, listed, &entered, error);
        if (status == SUO_OK)
            status = writer_reload(writer, entered, error);
    }
    writer->written_bytes = 0;
    writer->next_sequence =
        writer->manifest.commit > 0 ? writer->manifest.next_sequence : 1;
    return status;
}

suo_status suo_writer_undo(suo_writer *writer, suo_error *error)
{
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    return suo_writer_poison(writer, writer_undo(writer, error));
}
