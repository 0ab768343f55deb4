/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge.h - several segments into one, a part at a time.
 *
 * The sources stay as they are, and usable; documents that die meanwhile are
 * the caller's to find, by suo_merge_find. Memory: a few buffers, and some 40
 * bytes a document beside its lengths.
 */
#ifndef SUO_WRITE_MERGE_H
#define SUO_WRITE_MERGE_H

#include "index/schema.h"
#include "write/merge_order.h"

typedef struct suo_merge suo_merge;

/*
 * Begin to merge the living documents of 1 to SUO_MERGE_SOURCES_MAX 'sources'
 * of an index with 'schema', borrowed like 'place'. The segments are retained,
 * the deletions read now. Statuses: SUO_LIMIT (more documents than a segment
 * may hold), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_merge_new(const suo_merge_source *sources,
                                      uint32_t source_count,
                                      const suo_schema *schema,
                                      const suo_segment_place *place,
                                      suo_merge **merge, suo_error *error);

/* Give up what is not finished, remove its files; NULL is fine. */
void suo_merge_free(suo_merge *merge);

/*
 * Read about '*work' bytes of the sources, a term, a column or a document at
 * the least, and take what was read off '*work'. 'is_done': the segment is
 * complete and synced. Statuses: SUO_CORRUPT, SUO_FULL, SUO_IO, SUO_LIMIT,
 * SUO_NO_MEMORY; then it can only be freed.
 */
SUO_MUST_USE suo_status suo_merge_step(suo_merge *merge, uint64_t *work,
                                       bool *is_done, suo_error *error);

/* What the manifest records of the segment, once it is done. It has no
 * document, and no file, where none lived. */
const suo_manifest_segment *suo_merge_built(const suo_merge *merge);

/* The sources. */
uint32_t suo_merge_source_count(const suo_merge *merge);
const suo_segment *suo_merge_segment(const suo_merge *merge, uint32_t source);

/* The new number of a source's document; SUO_NO_DOC: it was dead. */
uint32_t suo_merge_find(const suo_merge *merge, uint32_t source, uint32_t doc);

/* Is this a source of the merge? NULL merges nothing. */
bool suo_merge_reads(const suo_merge *merge, const suo_segment *segment);

#endif
