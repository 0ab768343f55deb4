/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.c - read positions pack by pack, as far as they are wanted.
 *
 * A block's positions are packs of 128 gaps one behind the other; how many lie
 * before a posting its frequencies tell. Packs before those that are wanted
 * are passed over by their widths. Gaps are summed up for the lists alone that
 * are asked for, into memory of their own.
 */
#include "index/position_walk.h"

#include "base/memory.h"

void suo_position_walk_clear(suo_position_walk *walk)
{
    suo_positions_clear(&walk->numbers);
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

/* Begin to count the positions before postings. */
static void walk_begin_block(suo_position_walk *walk)
{
    const suo_posting_block *block = &walk->block;
    walk->counted = 0;
    walk->before = 0;
    walk->total = 0;
    for (uint32_t f = 0; block->fields >> f != 0; f++)
        for (uint32_t i = 0; (block->fields >> f & 1) && i < block->count; i++)
            walk->total += block->freqs[f][i];
    walk->has_freqs = true;
    walk->from = 0;
    walk->end = 0;
}

/* Read an inline list whole. */
static suo_status walk_load_inline(suo_position_walk *walk, suo_error *error)
{
    suo_status status = suo_postings_next(&walk->postings, &walk->block, error);
    if (status == SUO_OK)
        status = suo_postings_positions(&walk->postings, &walk->block,
                                        &walk->numbers, error);
    if (status != SUO_OK)
        return status;
    walk_begin_block(walk);
    if (walk->total > walk->numbers.count)
        return walk_corrupt(error);
    walk->end = walk->total;
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

/* Have the frequencies of the block at hand, and room for its positions. */
static suo_status walk_need_freqs(suo_position_walk *walk, suo_error *error)
{
    if (walk->has_freqs)
        return SUO_OK;
    suo_status status =
        suo_postings_read_freqs(&walk->postings, &walk->block, error);
    if (status == SUO_OK)
        status = suo_postings_position_bytes(&walk->postings, &walk->block,
                                             &walk->all_packs, error);
    if (status != SUO_OK)
        return status;
    walk_begin_block(walk);
    walk->packs = walk->all_packs;
    if (suo_grow(&walk->numbers.values, &walk->numbers.cap,
                 (size_t)walk->total + SUO_PACK_COUNT,
                 sizeof(*walk->numbers.values)) == SUO_OK)
        return SUO_OK;
    walk->has_freqs = false;
    return suo_error_no_memory(error);
}

/* Decode the next pack, or pass over it: then the numbers begin anew. */
static bool walk_next_pack(suo_position_walk *walk, bool is_wanted)
{
    uint32_t *values = walk->numbers.values + walk->end;
    uint64_t left = walk->total - walk->end;
    uint32_t count = left < SUO_PACK_COUNT ? (uint32_t)left : SUO_PACK_COUNT;
    unsigned width = suo_read_u8(&walk->packs);
    if (width > 32)
        walk->packs.bad = true;
    const uint8_t *bytes =
        suo_reader_take(&walk->packs, suo_pack_bytes(count, width));
    if (bytes == NULL || count == 0)
        return false;
    walk->end += count;
    if (is_wanted)
        suo_pack_decode(bytes, values, count, width);
    else
        walk->from = walk->end;
    return true;
}

/* Have the numbers [start, end) of the block. */
static bool walk_read(suo_position_walk *walk, uint64_t start, uint64_t end)
{
    if (start < walk->from) {
        walk->packs = walk->all_packs;
        walk->from = 0;
        walk->end = 0;
    }
    while (walk->end + SUO_PACK_COUNT <= start && walk->end < end)
        if (!walk_next_pack(walk, false))
            return false;
    while (walk->end < end)
        if (!walk_next_pack(walk, true))
            return false;
    return true;
}

/* Count the positions before the posting at hand. */
static void walk_count(suo_position_walk *walk)
{
    const suo_posting_block *block = &walk->block;
    if (walk->at < walk->counted) {
        walk->counted = 0;
        walk->before = 0;
    }
    for (uint32_t f = 0; block->fields >> f != 0; f++)
        for (uint32_t i = walk->counted;
             (block->fields >> f & 1) && i < walk->at; i++)
            walk->before += block->freqs[f][i];
    walk->counted = walk->at;
}

/* Make a list of 'freq' numbers from 'start' on, up to the first that is not
 * below 'last'. */
static suo_status walk_make_list(suo_position_walk *walk, uint64_t start,
                                 uint32_t freq, uint32_t last,
                                 suo_position_list *made, suo_error *error)
{
    const uint32_t *numbers = walk->numbers.values + start;
    const bool are_gaps = !walk->postings.entry.is_inline;
    uint64_t next = 0;
    uint32_t n = 0;
    if (suo_grow(&walk->list.values, &walk->list.cap,
                 (size_t)freq + SUO_WALK_STEP,
                 sizeof(*walk->list.values)) != SUO_OK)
        return suo_error_no_memory(error);
    uint32_t *list = walk->list.values;
    if (!are_gaps)
        for (; n < freq; n++)
            list[n] = numbers[n];
    while (n < freq && next <= last) {
        next += numbers[n];
        list[n++] = (uint32_t)next++;
    }
    for (uint32_t i = 0; i < SUO_WALK_STEP; i++)
        list[n + i] = UINT32_MAX;
    *made = (suo_position_list){list, n};
    return next <= SUO_TEXT_MAX + UINT64_C(1) ? SUO_OK : walk_corrupt(error);
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
    walk_count(walk);
    uint64_t start = walk->before;
    for (uint32_t f = 0; f < field; f++)
        if (block->fields >> f & 1)
            start += block->freqs[f][walk->at];
    if (!walk_read(walk, start, start + freq))
        return walk_corrupt(error);
    return walk_make_list(walk, start, freq, last, list, error);
}
