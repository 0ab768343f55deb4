/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build.h - an index built from a source, step by step, by the clock.
 */
#ifndef BENCH_BUILD_H
#define BENCH_BUILD_H

#include <json-c/json.h>

#include "seconds.h"
#include "source.h"

/* What building took. */
typedef struct bench_built {
    uint64_t doc_count;
    uint64_t text_bytes;
    bench_seconds put;    /* of all suo_writer_put together */
    bench_seconds commit; /* of the one commit */
    uint64_t peak;        /* bytes of memory above what was held before,
                              pages of files included */
    uint64_t peak_anon;   /* of the heap alone, as seen between puts and
                              before and after the commit */
} bench_built;

/* Put all documents of the source into a new index in 'folder', and commit.
 * Returns an exit code; what is wrong was said. */
int bench_build(bench_source *source, const char *folder, bench_built *built);

/* The same in segments of 'segment_docs' documents, which are merged into one
 * then; 'seconds' receives how long that, and committing it, took. */
int bench_build_merged(bench_source *source, const char *folder,
                       uint64_t segment_docs, bench_seconds *seconds);

/* {seconds, cpu_seconds, documents_per_second, mb_per_second} of a step. */
json_object *bench_speed_json(bench_seconds seconds, uint64_t doc_count,
                              uint64_t text_bytes);

/* All of it, as in the report. */
json_object *bench_built_json(const bench_built *built);

/*
 * Sizes of the index: {total_bytes, dictionary_bytes ..., other_bytes,
 * segments, per_text_byte: {the same}}. NULL with a message in 'error'.
 */
json_object *bench_sizes_json(const char *folder, uint64_t text_bytes,
                              suo_error *error);

#endif
