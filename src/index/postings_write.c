/* SPDX-License-Identifier: Apache-2.0 */
/*
 * postings_write.c - collect postings into blocks, blocks into lists.
 *
 * A term's first block is held back until its second begins or the term ends,
 * so that a rare term can go inline. Mirrors postings.c.
 */
#include "index/postings_write.h"

#include <assert.h>

void suo_postings_writer_init(suo_postings_writer *writer,
                              const suo_length_table *lengths)
{
    memset(writer, 0, sizeof(*writer));
    writer->lengths = lengths;
}

void suo_postings_writer_clear(suo_postings_writer *writer)
{
    suo_buffer_free(&writer->postings);
    suo_buffer_free(&writer->positions);
    suo_buffer_free(&writer->skips);
    suo_buffer_free(&writer->bounds);
    suo_buffer_free(&writer->blocks);
    suo_buffer_free(&writer->gaps);
}

/* Where the positions of the section end so far. */
static uint64_t postings_positions_end(const suo_postings_writer *writer)
{
    return writer->positions_taken + writer->positions.len;
}

void suo_postings_writer_begin(suo_postings_writer *writer, uint8_t lane,
                               bool has_positions)
{
    writer->lane = lane;
    writer->has_positions = has_positions;
    writer->flushed_docs = 0;
    writer->last_doc = 0;
    writer->positions_start = postings_positions_end(writer);
    suo_buffer_reset(&writer->skips);
    suo_buffer_reset(&writer->bounds);
    suo_buffer_reset(&writer->blocks);
    suo_buffer_reset(&writer->gaps);
    writer->block.count = 0;
    writer->block.fields = 0;
}

static void postings_write_bounds(suo_postings_writer *writer)
{
    const suo_posting_block *block = &writer->block;
    suo_bound bounds[SUO_BLOCK_FIELDS];
    uint32_t lengths[SUO_BLOCK_DOCS];
    for (uint32_t field = 0; field < SUO_BLOCK_FIELDS; field++) {
        if (!(block->fields >> field & 1))
            continue;
        const uint32_t *all = writer->lengths->lengths[writer->lane][field];
        for (uint32_t i = 0; i < block->count; i++)
            lengths[i] = all[block->docs[i]];
        suo_bound_make(&bounds[field], block->freqs[field], lengths,
                       block->count);
    }
    suo_bounds_encode(&writer->bounds, bounds, block->fields);
}

static void postings_flush_block(suo_postings_writer *writer)
{
    suo_posting_block *block = &writer->block;
    if (block->count == 0)
        return;
    uint32_t start = writer->flushed_docs == 0 ? 0 : writer->last_doc + 1;
    suo_posting_block_encode(&writer->blocks, block, start);
    postings_write_bounds(writer);
    if (writer->has_positions)
        suo_ints_encode(&writer->positions,
                        (const uint32_t *)(const void *)writer->gaps.data,
                        writer->gaps.len / sizeof(uint32_t));
    writer->positions.failed |= writer->gaps.failed; /* before it is lost */
    suo_buffer_reset(&writer->gaps);
    writer->last_doc = block->docs[block->count - 1];
    writer->flushed_docs += block->count;
    suo_buffer_add_u32(&writer->skips, writer->last_doc);
    suo_buffer_add_u32(&writer->skips, (uint32_t)writer->blocks.len);
    suo_buffer_add_u32(&writer->skips, (uint32_t)writer->bounds.len);
    suo_buffer_add_u32(
        &writer->skips,
        (uint32_t)(postings_positions_end(writer) - writer->positions_start));
    block->count = 0;
    block->fields = 0;
}

void suo_postings_writer_doc(suo_postings_writer *writer, uint32_t doc)
{
    suo_posting_block *block = &writer->block;
    if (block->count == SUO_BLOCK_DOCS)
        postings_flush_block(writer);
    block->docs[block->count++] = doc;
    for (uint32_t f = 0; block->fields >> f != 0; f++)
        block->freqs[f][block->count - 1] = 0;
}

void suo_postings_writer_field(suo_postings_writer *writer, uint32_t field,
                               uint32_t freq, const uint32_t *positions)
{
    suo_posting_block *block = &writer->block;
    assert(freq > 0 && block->count > 0);
    if (!(block->fields >> field & 1)) {
        memset(block->freqs[field], 0, block->count * sizeof(uint32_t));
        block->fields |= 1u << field;
    }
    block->freqs[field][block->count - 1] = freq;
    if (!writer->has_positions)
        return;
    uint8_t *room =
        suo_buffer_reserve(&writer->gaps, (size_t)freq * sizeof(uint32_t));
    if (room == NULL)
        return;
    uint32_t next = 0;
    for (uint32_t i = 0; i < freq; i++) {
        uint32_t gap = positions[i] - next;
        memcpy(room + i * sizeof(gap), &gap, sizeof(gap));
        next = positions[i] + 1;
    }
    writer->gaps.len += (size_t)freq * sizeof(uint32_t);
}

static void postings_write_inline(const suo_postings_writer *writer,
                                  suo_buffer *entry)
{
    const suo_posting_block *block = &writer->block;
    const uint32_t *gap = (const uint32_t *)(const void *)writer->gaps.data;
    uint32_t next = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        suo_buffer_add_varint(entry, block->docs[i] - next);
        next = block->docs[i] + 1;
        uint32_t fields = 0;
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
            if ((block->fields >> f & 1) && block->freqs[f][i] > 0)
                fields |= 1u << f;
        suo_buffer_add_varint(entry, fields);
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++) {
            if (!(fields >> f & 1))
                continue;
            suo_buffer_add_varint(entry, block->freqs[f][i]);
            for (uint32_t n = 0;
                 writer->has_positions && n < block->freqs[f][i]; n++)
                suo_buffer_add_varint(entry, *gap++);
        }
    }
}

static void postings_write_list(suo_postings_writer *writer, suo_buffer *entry)
{
    postings_flush_block(writer);
    uint64_t start = writer->postings_taken + writer->postings.len;
    suo_buffer_add(&writer->postings, writer->skips.data, writer->skips.len);
    suo_buffer_add(&writer->postings, writer->bounds.data, writer->bounds.len);
    suo_buffer_add(&writer->postings, writer->blocks.data, writer->blocks.len);
    suo_buffer_add_varint(entry, start);
    suo_buffer_add_varint(entry, writer->postings_taken + writer->postings.len -
                                     start);
    if (!writer->has_positions)
        return;
    suo_buffer_add_varint(entry, writer->positions_start);
    suo_buffer_add_varint(entry, postings_positions_end(writer) -
                                     writer->positions_start);
}

suo_status suo_postings_writer_end(suo_postings_writer *writer,
                                   suo_buffer *entry, suo_error *error)
{
    uint64_t docs = writer->flushed_docs + writer->block.count;
    bool is_inline = writer->flushed_docs == 0 && docs <= SUO_INLINE_DOCS_MAX;
    assert(docs > 0);
    if (writer->gaps.failed) /* what follows reads them */
        return suo_error_no_memory(error);
    suo_buffer_add_varint(entry, docs * 8 + writer->lane * 4u +
                                     writer->has_positions * 2u + is_inline);
    if (is_inline)
        postings_write_inline(writer, entry);
    else
        postings_write_list(writer, entry);
    bool failed = writer->postings.failed || writer->positions.failed ||
                  writer->skips.failed || writer->bounds.failed ||
                  writer->blocks.failed || entry->failed;
    if (failed)
        return suo_error_no_memory(error);
    if (writer->blocks.len > UINT32_MAX || writer->bounds.len > UINT32_MAX ||
        postings_positions_end(writer) - writer->positions_start > UINT32_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "postings of one term exceed 4 GiB");
    return SUO_OK;
}
