/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.c - read positions pack by pack, as far as they are wanted.
 *
 * A block's positions are packs of 128 gaps one behind the other; how many lie
 * before a posting its frequencies tell. Packs before those that are wanted
 * are passed over by their widths. Gaps are summed up across documents, by
 * vectors: the sum before a document is taken off where its list is used.
 */
#include "index/position_walk.h"

#include "base/memory.h"

void suo_position_walk_clear(suo_position_walk *walk)
{
    suo_positions_clear(&walk->sums);
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
                                        &walk->sums, error);
    if (status == SUO_OK)
        walk_count(walk);
    if (status == SUO_OK && walk->starts[walk->block.count] > walk->sums.count)
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

/* Have the frequencies of the block at hand, and room for its positions. */
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
    walk->from = 0;
    walk->end = 0;
    status =
        suo_grow(&walk->sums.values, &walk->sums.cap,
                 (size_t)walk->starts[walk->block.count] + 1 + SUO_PACK_COUNT,
                 sizeof(*walk->sums.values));
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    walk->sums.values[0] = 0;
    return SUO_OK;
}

/* Sum the next pack up, or pass over it: then the sums begin anew. */
static bool walk_next_pack(suo_position_walk *walk, bool is_wanted)
{
    uint32_t *values = walk->sums.values + walk->end + 1;
    uint64_t left = walk->starts[walk->block.count] - walk->end;
    uint32_t count = left < SUO_PACK_COUNT ? (uint32_t)left : SUO_PACK_COUNT;
    unsigned width = suo_read_u8(&walk->packs);
    if (width > 32)
        walk->packs.bad = true;
    const uint8_t *bytes =
        suo_reader_take(&walk->packs, suo_pack_bytes(count, width));
    if (bytes == NULL || count == 0)
        return false;
    walk->end += count;
    if (!is_wanted) {
        walk->from = walk->end;
        walk->sums.values[walk->end] = 0;
        return true;
    }
    suo_pack_decode(bytes, values, count, width);
    /* Sums may pass 2^32: differences are right all the same. */
    suo_pack_sum(values, count, values[-1] + 1);
    return true;
}

/* Have the sums of numbers [start, end) of the block, and the one before. */
static bool walk_read(suo_position_walk *walk, uint64_t start, uint64_t end)
{
    if (start < walk->from)
        return false;
    while (walk->end + SUO_PACK_COUNT <= start && walk->end < end)
        if (!walk_next_pack(walk, false))
            return false;
    while (walk->end < end)
        if (!walk_next_pack(walk, true))
            return false;
    return true;
}

suo_status suo_position_walk_list(suo_position_walk *walk, uint32_t field,
                                  suo_position_list *list, suo_error *error)
{
    suo_posting_block *block = &walk->block;
    suo_status status = walk_need_freqs(walk, error);
    list->count = 0;
    if (status != SUO_OK || !(block->fields >> field & 1))
        return status;
    uint64_t start = walk->starts[walk->at];
    for (uint32_t f = 0; f < field; f++)
        if (block->fields >> f & 1)
            start += block->freqs[f][walk->at];
    uint32_t freq = block->freqs[field][walk->at];
    if (walk->postings.entry.is_inline) {
        *list = (suo_position_list){walk->sums.values + start, freq, 0};
        return SUO_OK;
    }
    if (freq == 0)
        return SUO_OK;
    if (!walk_read(walk, start, start + freq))
        return walk_corrupt(error);
    const uint32_t *sums = walk->sums.values + start + 1;
    *list = (suo_position_list){sums, freq, sums[-1] + 1};
    if (sums[freq - 1] - list->base > SUO_TEXT_MAX)
        return walk_corrupt(error);
    return SUO_OK;
}
