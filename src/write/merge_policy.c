/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_policy.c - levels of size, each eight times the one below.
 *
 * Eight segments of a level become one of a level above, the lowest level
 * first; so a document is written once a level (O'Neil et al., "The
 * log-structured merge-tree", 1996), and there are at most seven segments of
 * each. A segment of which a third is dead is written anew on its own. What
 * would grow too large to be written in one go is left alone.
 */
#include "write/merge_policy.h"

enum {
    FAN = 8,
    LEVELS = 12,
    LEVEL_BYTES_LEAST = 1 << 16, /* of level 1; smaller ones are level 0 */
    DEAD_SHARE = 3               /* one in so many */
};

#define MERGE_BYTES_MAX (UINT64_C(4) << 30)

uint64_t suo_merge_live_bytes(const suo_merge_candidate *segment)
{
    double live = (double)(segment->doc_count - segment->dead_count);
    return (uint64_t)((double)segment->bytes * live /
                      (double)segment->doc_count);
}

static uint32_t policy_level(const suo_merge_candidate *segment)
{
    uint64_t bytes = suo_merge_live_bytes(segment) / LEVEL_BYTES_LEAST;
    uint32_t level = 0;
    for (; bytes > 0 && level + 1 < LEVELS; bytes /= FAN)
        level++;
    return level;
}

/* Of a level, those that fit into one merge. */
static uint32_t policy_take(const suo_merge_candidate *segments, uint32_t count,
                            uint32_t level, uint32_t *chosen)
{
    uint64_t bytes = 0;
    uint64_t docs = 0;
    uint32_t taken = 0;
    for (uint32_t i = 0; i < count && taken < SUO_MERGE_SOURCES_MAX; i++) {
        const suo_merge_candidate *own = &segments[i];
        uint64_t own_bytes = suo_merge_live_bytes(own);
        if (own->is_busy || policy_level(own) != level ||
            bytes + own_bytes > MERGE_BYTES_MAX ||
            docs + own->doc_count > SUO_DOCS_MAX)
            continue;
        bytes += own_bytes;
        docs += own->doc_count;
        chosen[taken++] = i;
    }
    return taken;
}

uint32_t suo_merge_choose(const suo_merge_candidate *segments, uint32_t count,
                          uint32_t *chosen)
{
    uint32_t sizes[LEVELS] = {0};
    for (uint32_t i = 0; i < count; i++)
        sizes[policy_level(&segments[i])] += !segments[i].is_busy;
    for (uint32_t level = 0; level < LEVELS; level++) {
        uint32_t taken = sizes[level] < FAN
                             ? 0
                             : policy_take(segments, count, level, chosen);
        if (taken > 1)
            return taken;
    }
    for (uint32_t i = 0; i < count; i++)
        if (!segments[i].is_busy &&
            segments[i].dead_count > segments[i].doc_count / DEAD_SHARE) {
            chosen[0] = i;
            return 1;
        }
    return 0;
}
