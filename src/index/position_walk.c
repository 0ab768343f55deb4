/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.c - read positions pack by pack, as far as they are wanted.
 *
 * A block's positions are packs of 128 one behind the other; how many lie
 * before a posting its frequencies tell. Packs before those that are wanted
 * are passed over by their widths.
 */
#include "index/position_walk.h"

#include "base/memory.h"

void suo_position_walk_clear(suo_position_walk *walk)
{
    suo_positions_clear(&walk->all);
    suo_positions_clear(&walk->list);
}

static suo_status walk_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "positions do not fit postings");
}

suo_status suo_position_walk_open(suo_position_walk *walk,
                                  const suo_term_entry *entry, uint32_t doc_end,
                                  suo_error *error)
{
    walk->at = 0;
    walk->block.count = 0;
    walk->has_freqs = false;
    walk->is_last = false;
    return suo_postings_open(&walk->postings, entry, doc_end, error);
}

/* ---- documents ---- */

/* Count the positions before each posting. */
static void walk_count(suo_position_walk *walk)
{
    const suo_posting_block *block = &walk->block;
    uint64_t sum = 0;
    for (uint32_t i = 0; i <= block->count; i++)
        walk->starts[i] = 0;
    for (uint32_t f = 0; block->fields >> f != 0; f++)
        for (uint32_t i = 0; (block->fields >> f & 1) && i < block->count; i++)
            walk->starts[i + 1] += block->freqs[f][i];
    for (uint32_t i = 1; i <= block->count; i++)
        walk->starts[i] = sum += walk->starts[i];
    walk->has_freqs = true;
}

/* Read an inline list whole. */
static suo_status walk_load_inline(suo_position_walk *walk, suo_error *error)
{
    suo_status status = suo_postings_next(&walk->postings, &walk->block, error);
    if (status == SUO_OK)
        status = suo_postings_positions(&walk->postings, &walk->block,
                                        &walk->all, error);
    if (status == SUO_OK)
        walk_count(walk);
    if (status == SUO_OK && walk->starts[walk->block.count] > walk->all.count)
        status = walk_corrupt(error);
    walk->is_last = true;
    return status;
}

/* Load the documents of the first block with one that is not below 'doc'. */
static suo_status walk_load(suo_position_walk *walk, uint32_t doc,
                            suo_error *error)
{
    walk->at = 0;
    walk->has_freqs = false;
    walk->block.count = 0;
    if (walk->is_last)
        return SUO_OK;
    if (walk->postings.entry.is_inline)
        return walk_load_inline(walk, error);
    suo_postings_seek(&walk->postings, doc);
    suo_status status = suo_postings_next_docs(
        &walk->postings, walk->block.docs, &walk->block.count, error);
    walk->is_last = walk->postings.block == walk->postings.block_count;
    return status;
}

suo_status suo_position_walk_seek(suo_position_walk *walk, uint32_t doc,
                                  uint32_t *found, suo_error *error)
{
    const uint32_t *docs = walk->block.docs;
    *found = SUO_WALK_END;
    if (walk->block.count == 0 || docs[walk->block.count - 1] < doc) {
        suo_status status = walk_load(walk, doc, error);
        if (status != SUO_OK || walk->block.count == 0 ||
            docs[walk->block.count - 1] < doc)
            return status;
    }
    uint32_t low = walk->at;
    uint32_t high = low;
    /* By steps that double, then by halves. */
    for (uint32_t step = 1; high < walk->block.count && docs[high] < doc;
         step *= 2) {
        low = high + 1;
        high += step;
    }
    if (high > walk->block.count)
        high = walk->block.count;
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

/* ---- positions ---- */

/* Have the frequencies of the block at hand, and its positions from the
 * first on. */
static suo_status walk_need_freqs(suo_position_walk *walk, suo_error *error)
{
    if (walk->has_freqs)
        return SUO_OK;
    suo_status status =
        suo_postings_read_freqs(&walk->postings, &walk->block, error);
    if (status == SUO_OK)
        status = suo_postings_position_bytes(&walk->postings, &walk->block,
                                             &walk->packs, error);
    if (status != SUO_OK)
        return status;
    walk_count(walk);
    walk->pack_start = 0;
    walk->pack_count = 0;
    return SUO_OK;
}

/* Pass on to the next pack; decode it if it has position number 'wanted'. */
static bool walk_next_pack(suo_position_walk *walk, uint64_t wanted)
{
    walk->pack_start += walk->pack_count;
    uint64_t left = walk->starts[walk->block.count] - walk->pack_start;
    walk->pack_count = left < SUO_PACK_COUNT ? (uint32_t)left : SUO_PACK_COUNT;
    unsigned width = suo_read_u8(&walk->packs);
    if (width > 32)
        walk->packs.bad = true;
    const uint8_t *bytes =
        suo_reader_take(&walk->packs, suo_pack_bytes(walk->pack_count, width));
    if (bytes == NULL || walk->pack_count == 0)
        return false;
    if (wanted - walk->pack_start < walk->pack_count)
        suo_pack_decode(bytes, walk->pack, walk->pack_count, width);
    return true;
}

/* Turn the gaps from number 'start' on into positions. */
static bool walk_read(suo_position_walk *walk, uint64_t start, uint32_t count)
{
    uint32_t *values = walk->list.values;
    uint64_t next = 0;
    for (uint32_t i = 0; i < count;) {
        /* Numbers of a document ascend, so the pack is not behind it. */
        while (start + i - walk->pack_start >= walk->pack_count)
            if (!walk_next_pack(walk, start + i))
                return false;
        uint32_t at = (uint32_t)(start + i - walk->pack_start);
        uint32_t part = walk->pack_count - at;
        if (part > count - i)
            part = count - i;
        memcpy(values + i, walk->pack + at, part * sizeof(*values));
        next = suo_pack_sum(values + i, part, (uint32_t)next);
        if (next > (uint64_t)SUO_TEXT_MAX + 1)
            return false;
        i += part;
    }
    return true;
}

/* Have walk->list for the 'count' positions from number 'start' of the block
 * on. */
static suo_status walk_fill(suo_position_walk *walk, uint64_t start,
                            uint32_t count, suo_error *error)
{
    suo_positions *list = &walk->list;
    if (suo_grow(&list->values, &list->cap, (size_t)count + SUO_WALK_STEP,
                 sizeof(*list->values)) != SUO_OK)
        return suo_error_no_memory(error);
    if (walk->postings.entry.is_inline)
        memcpy(list->values, walk->all.values + start,
               count * sizeof(*list->values));
    else if (start < walk->pack_start || !walk_read(walk, start, count))
        return walk_corrupt(error);
    for (uint32_t i = 0; i < SUO_WALK_STEP; i++)
        list->values[count + i] = SUO_WALK_END;
    return SUO_OK;
}

suo_status suo_position_walk_list(suo_position_walk *walk, uint32_t field,
                                  const uint32_t **positions, uint32_t *count,
                                  suo_error *error)
{
    suo_posting_block *block = &walk->block;
    suo_status status = walk_need_freqs(walk, error);
    *count = 0;
    if (status != SUO_OK || !(block->fields >> field & 1))
        return status;
    uint64_t start = walk->starts[walk->at];
    for (uint32_t f = 0; f < field; f++)
        if (block->fields >> f & 1)
            start += block->freqs[f][walk->at];
    uint32_t freq = block->freqs[field][walk->at];
    status = walk_fill(walk, start, freq, error);
    *count = status == SUO_OK ? freq : 0;
    *positions = walk->list.values;
    return status;
}
