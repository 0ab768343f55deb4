/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.h - all input, in order, to the loader; with a look ahead.
 */
#ifndef CLI_FEED_H
#define CLI_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loader.h"
#include "progress.h"
#include "reader.h"

/* A line that was read ahead and kept. */
typedef struct cli_feed_line {
    uint64_t number;
    size_t offset; /* in the bytes kept */
    size_t len;
    uint32_t input;
    json_object *root; /* parsed already; NULL: not, or no good record */
} cli_feed_line;

typedef struct cli_feed {
    cli_reader reader;    /* of the input being read */
    cli_buffer kept;      /* bytes of the lines read ahead */
    cli_feed_line *lines; /* in order */
    size_t line_count;
    size_t line_capacity;
    size_t replayed;   /* lines that went to the loader */
    size_t ahead;      /* inputs before this one were read to their end */
    bool is_open;      /* input 'ahead' is open, in the middle */
    uint64_t had_read; /* bytes of the reader already reported */
} cli_feed;

#define CLI_FEED_EMPTY              \
    {                               \
        .reader = CLI_READER_CLOSED \
    }

void cli_feed_free(cli_feed *feed);

/*
 * Read the first JSON records, keep them, and show them to the loader's
 * fields.
 */
void cli_feed_look_ahead(cli_feed *feed, cli_loader *loader);

/* Is there any input that could be opened so far? */
bool cli_feed_has_input(const cli_feed *feed, const cli_loader *loader);

/* Load all input. Returns false if the index failed: see loader->status. */
bool cli_feed_all(cli_feed *feed, cli_loader *loader, cli_progress *progress);

#endif
