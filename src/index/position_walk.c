/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.c - read positions list by list, as far as they are wanted.
 *
 * A block's positions are packs of 128 gaps one behind the other; how many lie
 * before a posting its frequencies tell. Packs before those that are wanted
 * are passed over by their widths; of a pack, the gaps of a list alone are
 * decoded and summed up, a few at a time, until no more of it is wanted.
 */
#include "index/position_walk.h"

#include "base/memory.h"

enum {
    CHUNK = 32, /* gaps decoded at once, of one pack */
    /* Room around a list: for whole groups of lanes, and for the end. */
    LIST_HEAD = SUO_PACK_LANES,
    LIST_ROOM = LIST_HEAD + SUO_JOIN_STEP
};

_Static_assert((int)SUO_JOIN_STEP >= (int)SUO_PACK_LANES,
               "a group of lanes ends in the room behind a list");
_Static_assert(SUO_PACK_COUNT % CHUNK == 0, "chunks fill a pack");

void suo_position_walk_clear(suo_position_walk *walk)
{
    suo_positions_clear(&walk->all);
    suo_positions_clear(&walk->list);
}

static suo_status walk_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "positions do not fit postings");
}

/* No block is at hand. */
static void walk_rewind(suo_position_walk *walk)
{
    walk->postings.block = 0;
    walk->at = 0;
    walk->doc_count = 0;
    walk->block.count = 0;
    walk->has_freqs = false;
    walk->is_last = false;
}

suo_status suo_position_walk_open(suo_position_walk *walk,
                                  const suo_term_entry *entry, uint32_t doc_end,
                                  suo_error *error)
{
    walk_rewind(walk);
    return suo_postings_open(&walk->postings, entry, doc_end, error);
}

/* ---- positions of a block ---- */

/* Count the positions before each posting of the block. */
static void walk_begin_block(suo_position_walk *walk)
{
    const suo_posting_block *block = &walk->block;
    uint64_t total = 0;
    memset(walk->starts, 0, sizeof(walk->starts));
    for (uint32_t f = 0; block->fields >> f != 0; f++)
        for (uint32_t i = 0; (block->fields >> f & 1) && i < block->count; i++)
            walk->starts[i] += block->freqs[f][i];
    for (uint32_t i = 0; i < block->count; i++) {
        uint64_t own = walk->starts[i];
        walk->starts[i] = total;
        total += own;
    }
    walk->total = total;
    walk->pack_end = 0;
}

/* Read an inline list whole. */
static suo_status walk_load_inline(suo_position_walk *walk, suo_error *error)
{
    suo_status status = suo_postings_next(&walk->postings, &walk->block, error);
    if (status == SUO_OK)
        status = suo_postings_positions(&walk->postings, &walk->block,
                                        &walk->all, error);
    if (status != SUO_OK)
        return status;
    walk_begin_block(walk);
    if (walk->total > walk->all.count)
        return walk_corrupt(error);
    walk->has_freqs = true;
    walk->doc_count = walk->block.count;
    walk->is_last = true;
    return SUO_OK;
}

/* ---- documents ---- */

/* Load the documents of the first block with one that is not below 'doc', if
 * it is not the one at hand. */
static suo_status walk_load(suo_position_walk *walk, uint32_t doc,
                            suo_error *error)
{
    if (walk->is_last && walk->doc_count > 0)
        return SUO_OK;
    if (walk->doc_count == 0)
        walk_rewind(walk);
    walk->at = 0;
    walk->has_freqs = false;
    walk->doc_count = 0;
    if (walk->postings.entry.is_inline)
        return walk_load_inline(walk, error);
    suo_postings_seek(&walk->postings, doc);
    suo_status status = suo_postings_next_docs(
        &walk->postings, walk->block.docs, &walk->doc_count, error);
    walk->is_last = walk->postings.block == walk->postings.block_count;
    return status;
}

suo_status suo_position_walk_seek(suo_position_walk *walk, uint32_t doc,
                                  uint32_t *found, suo_error *error)
{
    const uint32_t *docs = walk->block.docs;
    *found = SUO_WALK_END;
    if (walk->doc_count > 0 && doc < docs[walk->at]) {
        walk->at = 0;
        if (doc < docs[0] && !walk->postings.entry.is_inline)
            walk_rewind(walk);
    }
    if (walk->doc_count == 0 || docs[walk->doc_count - 1] < doc) {
        suo_status status = walk_load(walk, doc, error);
        if (status != SUO_OK || walk->doc_count == 0 ||
            docs[walk->doc_count - 1] < doc)
            return status;
    }
    uint32_t low = walk->at;
    uint32_t high = low;
    /* By steps that double, then by halves. */
    for (uint32_t step = 1; high < walk->doc_count && docs[high] < doc;
         step *= 2) {
        low = high + 1;
        high += step;
    }
    if (high > walk->doc_count)
        high = walk->doc_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (docs[middle] < doc)
            low = middle + 1;
        else
            high = middle;
    }
    walk->at = low;
    *found = docs[low];
    return SUO_OK;
}

suo_status suo_position_walk_load(suo_position_walk *walk, uint32_t block,
                                  suo_error *error)
{
    walk->has_freqs = false;
    walk->doc_count = 0;
    walk->is_last = block + 1 >= walk->postings.block_count;
    return suo_postings_go(&walk->postings, block, error);
}

/* ---- positions of a document ---- */

/* Have the frequencies of the block at hand. */
static suo_status walk_need_freqs(suo_position_walk *walk, suo_error *error)
{
    if (walk->has_freqs)
        return SUO_OK;
    suo_status status =
        suo_postings_read_freqs(&walk->postings, &walk->block, error);
    if (status != SUO_OK)
        return status;
    walk_begin_block(walk);
    status = suo_postings_position_bytes(&walk->postings, walk->total,
                                         &walk->all_packs, error);
    walk->packs = walk->all_packs;
    walk->has_freqs = status == SUO_OK;
    return status;
}

/* Go to pack 'number': the block has so many. */
static bool walk_go_to_pack(suo_position_walk *walk, uint64_t number)
{
    if (number + 1 < walk->pack_end) {
        walk->packs = walk->all_packs;
        walk->pack_end = 0;
    }
    while (walk->pack_end <= number) {
        uint64_t left = walk->total - walk->pack_end * SUO_PACK_COUNT;
        walk->pack_count =
            left < SUO_PACK_COUNT ? (uint32_t)left : SUO_PACK_COUNT;
        walk->pack_width = suo_read_u8(&walk->packs);
        if (walk->pack_width > 32)
            walk->packs.bad = true;
        walk->pack.len = suo_pack_bytes(walk->pack_count, walk->pack_width);
        walk->pack.bytes = suo_reader_take(&walk->packs, walk->pack.len);
        if (walk->pack.bytes == NULL)
            return false;
        walk->pack_end++;
    }
    return true;
}

/*
 * Decode 'freq' positions from number 'start' of the block on into list[], up
 * to the first that is not below 'last'. False: the bytes do
 * not hold them.
 */
static bool walk_sum(suo_position_walk *walk, uint64_t start, uint32_t freq,
                     uint32_t last, uint32_t *list, uint32_t *count)
{
    uint64_t next = 0;
    uint32_t n = 0;
    while (n < freq && next <= last) {
        uint32_t from = (uint32_t)((start + n) % SUO_PACK_COUNT);
        uint32_t end = from / CHUNK * CHUNK + CHUNK;
        if (end - from > freq - n)
            end = from + freq - n;
        uint64_t pack = (start + n) / SUO_PACK_COUNT;
        if (pack + 1 != walk->pack_end && !walk_go_to_pack(walk, pack))
            return false;
        next =
            suo_pack_decode_sums(walk->pack.bytes, list + n, walk->pack_count,
                                 walk->pack_width, from, end, (uint32_t)next);
        if (next > SUO_TEXT_MAX + UINT64_C(1))
            return false;
        n += end - from;
    }
    *count = n;
    return true;
}

/* Make the list of 'freq' positions from number 'start' of the block on. */
static suo_status walk_make_list(suo_position_walk *walk, uint64_t start,
                                 uint32_t freq, uint32_t last,
                                 suo_position_list *made, suo_error *error)
{
    if (suo_grow(&walk->list.values, &walk->list.cap, (size_t)freq + LIST_ROOM,
                 sizeof(*walk->list.values)) != SUO_OK)
        return suo_error_no_memory(error);
    uint32_t *list = walk->list.values + LIST_HEAD;
    uint32_t count = freq;
    if (walk->postings.entry.is_inline)
        memcpy(list, walk->all.values + start, freq * sizeof(*list));
    else if (!walk_sum(walk, start, freq, last, list, &count))
        return walk_corrupt(error);
    for (uint32_t i = 0; i < SUO_JOIN_STEP; i++)
        list[count + i] = UINT32_MAX;
    *made = (suo_position_list){list, count};
    return SUO_OK;
}

suo_status suo_position_walk_list(suo_position_walk *walk, uint32_t field,
                                  uint32_t last, suo_position_list *list,
                                  suo_error *error)
{
    suo_posting_block *block = &walk->block;
    suo_status status = walk_need_freqs(walk, error);
    list->count = 0;
    if (status != SUO_OK || !(block->fields >> field & 1))
        return status;
    if (walk->at >= block->count)
        return walk_corrupt(error);
    uint32_t freq = block->freqs[field][walk->at];
    if (freq == 0)
        return SUO_OK;
    uint64_t start = walk->starts[walk->at];
    for (uint32_t f = 0; f < field; f++)
        if (block->fields >> f & 1)
            start += block->freqs[f][walk->at];
    return walk_make_list(walk, start, freq, last, list, error);
}
