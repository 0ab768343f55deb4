/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seen.h - the ids met in this run, and where.
 */
#ifndef CLI_SEEN_H
#define CLI_SEEN_H

#include <stddef.h>
#include <stdint.h>

/* Where an id was met first. */
typedef struct cli_seen_place {
    uint64_t hash;
    uint32_t input; /* number of the input and 1; 0: a free slot */
    uint32_t line;  /* the largest number stands for all above */
} cli_seen_place;

/* A set of ids; all zero is an empty one. */
typedef struct cli_seen {
    cli_seen_place *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t used;
} cli_seen;

/*
 * Add an id met at (input, line). Returns where it was met before, borrowed
 * until the next call, or NULL if it is new.
 */
const cli_seen_place *cli_seen_add(cli_seen *seen, const char *id,
                                   size_t id_len, uint32_t input,
                                   uint64_t line);
void cli_seen_free(cli_seen *seen);

#endif
