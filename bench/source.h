/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.h - where documents come from: a file of JSON Lines, read as `suo
 * index` reads it, or made text.
 */
#ifndef BENCH_SOURCE_H
#define BENCH_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include <suo.h>

#include "corpus.h"
#include "feed.h"
#include "field_options.h"
#include "made.h"

enum { BENCH_FILTER_VALUES = 100 };

/* What is asked of a source. */
typedef struct bench_source_options {
    char *path; /* JSON Lines; NULL: made text */
    cli_field_options fields;
    uint64_t doc_max; /* 0: all of a file; must be given for made text */
    uint64_t seed;
    bool has_progress;
} bench_source_options;

/*
 * Called for each document, which is the last one of the source's corpus and
 * may be put; a status other than SUO_OK ends the run.
 */
typedef suo_status (*bench_take)(void *context, const suo_document *document,
                                 suo_error *error);

typedef struct bench_source {
    const bench_source_options *options;
    suo_schema *schema;
    uint32_t filter_field; /* integer: bench_filter_value() of the number */
    bool has_title;
    uint32_t title_field; /* text */
    bool is_streaming;    /* keep but the last document in 'corpus' */
    bench_corpus corpus;
    uint64_t doc_count; /* documents given out */
    uint64_t text_bytes;
    bench_take take;
    void *take_context;
    bool is_full; /* 'doc_max' documents were given out */
    bench_made *made;
    cli_fields fields;
    cli_inputs inputs;
    cli_report report;
    cli_progress progress;
    cli_loader loader;
    cli_feed feed;
    suo_error error;
} bench_source;

/* The filter value of document 'number', 0 .. BENCH_FILTER_VALUES - 1: about
 * n % of all documents have one below n. */
int64_t bench_filter_value(uint64_t number, uint64_t seed);

/*
 * Begin: find the fields and make the schema. 'options' must stay. Returns an
 * exit code; what is wrong was said.
 */
int bench_source_open(bench_source *source, const bench_source_options *options,
                      const cli_usage *usage);

/* Give out all documents. Returns an exit code; what is wrong was said. */
int bench_source_feed(bench_source *source, bench_take take, void *context);
void bench_source_close(bench_source *source);

/* A take that does nothing: the corpus is all that is wanted. */
suo_status bench_take_nothing(void *context, const suo_document *document,
                              suo_error *error);

#endif
