/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer_merge.c - what the policy chooses, within what a step may cost.
 *
 * A merge that fits into the step at hand is done at once. One that does not
 * goes on from step to step; meanwhile others that fit are still done, so
 * that small segments do not pile up behind a large one, but at least half of
 * a step is the large one's. What died while it went on is marked in the new
 * segment when it takes the place of its sources.
 */
#include "write/writer_state.h"

#include "base/memory.h"
#include "write/merge_policy.h"

/* A commit may read this much on its own, and so many times what it wrote:
 * as often as a document is written again, level by level. */
enum { COMMIT_WORK_LEAST = 1 << 20, COMMIT_WORK_TIMES = 8 };

static suo_merge_candidate writer_candidate(const suo_writer *writer, size_t i)
{
    const suo_writer_segment *own = &writer->segments[i];
    return (suo_merge_candidate){own->segment->mapping.len,
                                 own->segment->doc_count,
                                 own->deletions.dead_count,
                                 suo_merge_reads(writer->merge, own->segment)};
}

/* Choose what is due; 'live_bytes' of it are to be merged. */
static suo_status writer_choose(const suo_writer *writer, uint32_t *chosen,
                                uint32_t *count, uint64_t *live_bytes,
                                suo_error *error)
{
    size_t segments = writer->segment_count;
    suo_merge_candidate *candidates = suo_alloc(segments, sizeof(*candidates));
    *count = 0;
    *live_bytes = 0;
    if (candidates == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < segments; i++)
        candidates[i] = writer_candidate(writer, i);
    *count = suo_merge_choose(candidates, (uint32_t)segments, chosen);
    for (uint32_t i = 0; i < *count; i++)
        *live_bytes += suo_merge_live_bytes(&candidates[chosen[i]]);
    suo_dealloc(candidates);
    return SUO_OK;
}

static suo_status writer_begin_merge(suo_writer *writer, const uint32_t *chosen,
                                     uint32_t count, suo_merge **merge,
                                     suo_error *error)
{
    suo_merge_source sources[SUO_MERGE_SOURCES_MAX];
    for (uint32_t i = 0; i < count; i++) {
        const suo_writer_segment *own = &writer->segments[chosen[i]];
        sources[i] = (suo_merge_source){own->segment, &own->deletions};
    }
    return suo_merge_new(sources, count, writer->manifest.schema,
                         &writer->place, merge, error);
}

/* Mark in 'fresh' what died in a source since the merge began. */
static suo_status writer_carry_dead(suo_writer_segment *fresh,
                                    const suo_merge *merge, uint32_t source,
                                    const suo_deletions *dead, suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t docs = suo_merge_segment(merge, source)->doc_count;
    for (uint32_t doc = 0; doc < docs && status == SUO_OK; doc++) {
        uint32_t now = suo_merge_find(merge, source, doc);
        bool is_dead = dead == NULL || suo_deletions_has(dead, doc);
        if (!is_dead || now == SUO_NO_DOC)
            continue;
        status = suo_deletions_add(&fresh->deletions, now,
                                   fresh->listed.doc_count, error);
        fresh->is_changed = true;
    }
    return status;
}

static size_t writer_find_segment(const suo_writer *writer,
                                  const suo_segment *segment)
{
    size_t at = 0;
    while (at < writer->segment_count &&
           writer->segments[at].segment != segment)
        at++;
    return at;
}

/* Let the merged segment take the place of its sources. */
static suo_status writer_install(suo_writer *writer, const suo_merge *merge,
                                 suo_error *error)
{
    suo_writer_segment *fresh = NULL;
    const suo_manifest_segment *built = suo_merge_built(merge);
    suo_status status = SUO_OK;
    if (built->doc_count > 0)
        status = suo_writer_enter(writer, built, &fresh, error);
    for (uint32_t i = 0;
         fresh != NULL && status == SUO_OK && i < suo_merge_source_count(merge);
         i++) {
        size_t at = writer_find_segment(writer, suo_merge_segment(merge, i));
        const suo_deletions *dead = at < writer->segment_count
                                        ? &writer->segments[at].deletions
                                        : NULL; /* dropped: all are dead */
        if (dead == NULL || dead->bits != NULL)
            status = writer_carry_dead(fresh, merge, i, dead, error);
    }
    for (uint32_t i = 0; status == SUO_OK && i < suo_merge_source_count(merge);
         i++) {
        size_t at = writer_find_segment(writer, suo_merge_segment(merge, i));
        if (at < writer->segment_count)
            suo_writer_drop(writer, at);
    }
    if (status == SUO_OK)
        suo_writer_drop_dead(writer);
    return status;
}

/* Go on with a merge, which is freed at its end: it is NULL then. */
static suo_status writer_run(suo_writer *writer, suo_merge **merge,
                             uint64_t *work, suo_error *error)
{
    bool is_done = false;
    suo_status status = suo_merge_step(*merge, work, &is_done, error);
    if (status == SUO_OK && is_done)
        status = writer_install(writer, *merge, error);
    if (status == SUO_OK && !is_done)
        return SUO_OK;
    suo_merge_free(*merge);
    *merge = NULL;
    return status;
}

/* Begin the next merge, and do it if it fits; 'went': there was one. */
static suo_status writer_merge_next(suo_writer *writer, uint64_t *work,
                                    bool *went, suo_error *error)
{
    uint32_t chosen[SUO_MERGE_SOURCES_MAX];
    uint32_t count;
    uint64_t live_bytes;
    suo_merge *merge;
    suo_status status =
        writer_choose(writer, chosen, &count, &live_bytes, error);
    bool fits = live_bytes <= *work;
    *went = count > 0 && (fits || writer->merge == NULL);
    if (status != SUO_OK || !*went)
        return status;
    status = writer_begin_merge(writer, chosen, count, &merge, error);
    if (status != SUO_OK)
        return status;
    if (!fits) {
        writer->merge = merge;
        return SUO_OK;
    }
    uint64_t all = UINT64_MAX;
    *work -= live_bytes;
    return writer_run(writer, &merge, &all, error);
}

/* Merge about 'work' bytes of segments; 'is_done': nothing more is due. */
static suo_status writer_merge_work(suo_writer *writer, uint64_t work,
                                    bool *is_done, suo_error *error)
{
    uint64_t left = work;
    uint64_t kept = work / 2; /* for the merge that goes on */
    *is_done = false;
    for (;;) {
        bool went;
        suo_status status = writer_merge_next(writer, &left, &went, error);
        if (status != SUO_OK)
            return status;
        if (went)
            continue;
        *is_done = writer->merge == NULL;
        if (*is_done)
            return SUO_OK;
        left = left > kept ? left : kept;
        kept = 0;
        status = writer_run(writer, &writer->merge, &left, error);
        if (status != SUO_OK || writer->merge != NULL)
            return status;
    }
}

suo_status suo_writer_merge_some(suo_writer *writer, suo_error *error)
{
    bool is_done;
    uint64_t work = COMMIT_WORK_LEAST;
    if (writer->merging == SUO_MERGE_NONE)
        return SUO_OK;
    if (writer->merging == SUO_MERGE_DUE)
        work = UINT64_MAX;
    else if (writer->written_bytes > COMMIT_WORK_LEAST / COMMIT_WORK_TIMES)
        work = writer->written_bytes * COMMIT_WORK_TIMES;
    return writer_merge_work(writer, work, &is_done, error);
}

suo_status suo_writer_merge_due(suo_writer *writer, uint64_t work,
                                bool *is_done, suo_error *error)
{
    *is_done = false;
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    suo_writer_drop_dead(writer);
    return suo_writer_poison(writer,
                             writer_merge_work(writer, work, is_done, error));
}

/* The segments that come first, as many as fit into one. */
static uint32_t writer_take_first(const suo_writer *writer, uint32_t *chosen)
{
    uint64_t docs = 0;
    uint32_t count = 0;
    for (size_t i = 0;
         i < writer->segment_count && count < SUO_MERGE_SOURCES_MAX; i++) {
        docs += writer->segments[i].segment->doc_count;
        if (docs > SUO_DOCS_MAX)
            break;
        chosen[count++] = (uint32_t)i;
    }
    bool is_clean = count == 1 && writer->segments[0].deletions.dead_count == 0;
    return is_clean ? 0 : count;
}

static suo_status writer_merge_all(suo_writer *writer, suo_error *error)
{
    suo_merge_free(writer->merge);
    writer->merge = NULL;
    suo_status status = suo_writer_flush(writer, error);
    if (status == SUO_OK)
        suo_writer_drop_dead(writer);
    while (status == SUO_OK) {
        uint32_t chosen[SUO_MERGE_SOURCES_MAX];
        uint64_t work = UINT64_MAX;
        suo_merge *merge;
        uint32_t count = writer_take_first(writer, chosen);
        if (count == 0)
            break;
        status = writer_begin_merge(writer, chosen, count, &merge, error);
        if (status == SUO_OK)
            status = writer_run(writer, &merge, &work, error);
    }
    return status;
}

suo_status suo_writer_merge_whole(suo_writer *writer, suo_error *error)
{
    suo_status status = suo_writer_check(writer, error);
    if (status != SUO_OK)
        return status;
    return suo_writer_poison(writer, writer_merge_all(writer, error));
}
