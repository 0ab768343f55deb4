/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seen.c - the ids met in this run, and where.
 *
 * Sixteen bytes an id: a 64-bit hash stands for the id itself. Two ids of one
 * hash would be told apart by nothing here, so the caller believes "met
 * before" only if the library says that a document was replaced.
 */
#include "seen.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* FNV-1a, then the finaliser of MurmurHash3, for its low bits. */
static uint64_t seen_hash(const char *id, size_t id_len)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t at = 0; at < id_len; at++)
        hash = (hash ^ (unsigned char)id[at]) * 0x100000001B3u;
    hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCDu;
    hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53u;
    return hash ^ hash >> 33;
}

/* The slot that holds 'hash', or the free one where it belongs. */
static cli_seen_place *seen_slot(const cli_seen *seen, uint64_t hash)
{
    size_t at = hash & (seen->slot_count - 1);
    while (seen->slots[at].input != 0 && seen->slots[at].hash != hash)
        at = (at + 1) & (seen->slot_count - 1);
    return &seen->slots[at];
}

static void seen_grow(cli_seen *seen)
{
    cli_seen old = *seen;
    seen->slot_count = old.slot_count > 0 ? old.slot_count * 2 : 4096;
    seen->slots = cli_realloc(NULL, seen->slot_count * sizeof *seen->slots);
    memset(seen->slots, 0, seen->slot_count * sizeof *seen->slots);
    for (size_t at = 0; at < old.slot_count; at++) {
        if (old.slots[at].input != 0)
            *seen_slot(seen, old.slots[at].hash) = old.slots[at];
    }
    free(old.slots);
}

const cli_seen_place *cli_seen_add(cli_seen *seen, const char *id,
                                   size_t id_len, uint32_t input, uint64_t line)
{
    if (seen->used * 2 >= seen->slot_count)
        seen_grow(seen);
    uint64_t hash = seen_hash(id, id_len);
    cli_seen_place *slot = seen_slot(seen, hash);
    if (slot->input != 0)
        return slot;
    slot->hash = hash;
    slot->input = input + 1;
    slot->line = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
    seen->used++;
    return NULL;
}

void cli_seen_free(cli_seen *seen)
{
    free(seen->slots);
    *seen = (cli_seen){0};
}
