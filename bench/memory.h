/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.h - what the process holds in memory, and what the system keeps of
 * files. Known on Linux; elsewhere all is 0, which the report calls unknown.
 */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

/* Resident bytes. */
typedef struct bench_memory {
    uint64_t anon; /* the heap, stacks: memory of the process' own */
    uint64_t file; /* pages of files: the system may take them back */
    uint64_t peak; /* most of both together, since bench_memory_begin */
} bench_memory;

/* Give free memory of the heap back, and let the peak begin anew. */
void bench_memory_begin(void);
bench_memory bench_memory_now(void);

/* {anon_bytes, file_bytes}. */
json_object *bench_memory_json(bench_memory memory);

/*
 * Ask the system to forget what it caches of the files in 'folder', which must
 * not be mapped. 'cached' receives the part of their pages, 0..1, that it kept
 * all the same. False: it cannot be asked.
 */
bool bench_memory_drop(const char *folder, double *cached);

#endif
