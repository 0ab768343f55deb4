/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash_run.h - workloads for test_crash: each opens writers on a disk that
 * writes down what is done to it, and commits.
 *
 * A failed assertion inside fails the cmocka test that called.
 */
#ifndef SUO_TESTS_CRASH_RUN_H
#define SUO_TESTS_CRASH_RUN_H

#include "support/content.h"
#include "support/crash_disk.h"
#include "write/writer.h"

#define CRASH_FOLDER "f"

enum { CRASH_COMMITS_MAX = 16 };

/* A workload under way. */
typedef struct crash_run {
    memory_os *files;
    crash_trace *trace;
    suo_schema *schema;
    suo_document *document;
    suo_writer *writer;
    uint32_t commits;                /* since it began */
    size_t began[CRASH_COMMITS_MAX]; /* operations when commit k was called */
    size_t returned[CRASH_COMMITS_MAX];    /* and when it returned */
    suo_buffer content[CRASH_COMMITS_MAX]; /* 0: what was there before */
} crash_run;

/* Begin on what 'files', borrowed, hold now; end it. */
crash_run crash_run_begin(memory_os *files);
void crash_run_end(crash_run *r);

/* What a disk holds; nothing, and SUO_NOT_FOUND, where there is no index. */
suo_status crash_run_read(memory_os *files, suo_buffer *content);

/* Are they the same bytes? */
bool crash_buffer_is(const suo_buffer *a, const suo_buffer *b);

/* Two segments, dead documents, words: an index to begin with. */
memory_os *crash_base_make(void);

/* One more document and a commit, by a writer of its own. */
void crash_work_put(crash_run *r, uint32_t number, uint32_t version,
                    const char *note);

typedef struct crash_workload {
    const char *name;
    void (*work)(crash_run *r);
    bool is_new; /* there is no index yet */
} crash_workload;

/* Workload number i; its name is NULL after the last. */
crash_workload crash_workload_get(size_t i);

/* Any of it, by a seed. */
void crash_work_random(crash_run *r, uint64_t seed);

#endif
