/* SPDX-License-Identifier: Apache-2.0 */
/*
 * states.h - an index that was not opened before, and one that changes.
 */
#ifndef BENCH_STATES_H
#define BENCH_STATES_H

#include <json-c/json.h>

#include "rounds.h"
#include "source.h"

/*
 * Open the index 'count' times each way, its files in the system's cache:
 * {checked, lazy, unchecked: {samples, p50_us ...}} of snapshot and view
 * together, by when checksums are compared. NULL: 'error' says why.
 */
json_object *bench_open_warm(const char *folder, uint32_t count,
                             suo_error *error);

/*
 * For 'seconds', each time with the files dropped from the system's cache:
 * {open: {...}, first_query: {...}, cached_part}, with {why} instead where the
 * cache cannot be dropped.
 */
json_object *bench_open_cold(const bench_asking *asking, const char *folder,
                             double seconds, uint64_t seed, suo_error *error);

/*
 * For 'seconds', one thread replaces documents of the corpus and commits,
 * another asks and opens each commit: {samples ..., commits, puts, open: {...}}.
 * Ten commits a second are tried, of BENCH_UPDATE_DOCS documents.
 */
enum { BENCH_UPDATE_DOCS = 20 };
json_object *bench_updates(const bench_asking *asking, const char *folder,
                           const bench_corpus *corpus, double seconds,
                           uint64_t seed, suo_error *error);

#endif
