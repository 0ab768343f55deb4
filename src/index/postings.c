/* SPDX-License-Identifier: Apache-2.0 */
/*
 * postings.c - decode block lists and inline lists.
 *
 * Every offset of the skip table is checked against its neighbours when it is
 * used, so a walk costs no pass over the table first. Loops end with the block
 * count, which the list's length bounds.
 */
#include "index/postings.h"

#include "base/memory.h"

typedef struct skip_entry {
    uint32_t last_doc;
    uint32_t block_end;
    uint32_t bound_end;
    uint32_t position_end;
} skip_entry;

static suo_status postings_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "a posting list is damaged");
}

static skip_entry postings_skip(const suo_postings *postings, uint32_t block)
{
    const uint8_t *at =
        postings->entry.list.bytes + (size_t)block * SUO_SKIP_BYTES;
    return (skip_entry){suo_load_u32(at), suo_load_u32(at + 4),
                        suo_load_u32(at + 8), suo_load_u32(at + 12)};
}

/* The entry of the block before 'block'; all zero for the first. */
static skip_entry postings_skip_before(const suo_postings *postings,
                                       uint32_t block)
{
    return block == 0 ? (skip_entry){0} : postings_skip(postings, block - 1);
}

suo_status suo_postings_open(suo_postings *postings,
                             const suo_term_entry *entry, uint32_t doc_end,
                             suo_error *error)
{
    *postings = (suo_postings){.entry = *entry, .doc_end = doc_end};
    if (entry->is_inline) {
        postings->block_count = 1;
        return SUO_OK;
    }
    uint32_t blocks = (entry->doc_freq + SUO_BLOCK_DOCS - 1) / SUO_BLOCK_DOCS;
    size_t skip_bytes = (size_t)blocks * SUO_SKIP_BYTES;
    if (blocks == 0 || entry->list.len < skip_bytes)
        return postings_corrupt(error);
    postings->block_count = blocks;
    skip_entry last = postings_skip(postings, blocks - 1);
    size_t left = entry->list.len - skip_bytes;
    if (last.bound_end > left || last.block_end != left - last.bound_end ||
        last.position_end != entry->positions.len || last.last_doc >= doc_end)
        return postings_corrupt(error);
    const uint8_t *bounds = entry->list.bytes + skip_bytes;
    postings->bounds = (suo_slice){bounds, last.bound_end};
    postings->blocks = (suo_slice){bounds + last.bound_end, last.block_end};
    return SUO_OK;
}

static uint32_t postings_block_docs(const suo_postings *postings,
                                    uint32_t block)
{
    if (block + 1 < postings->block_count)
        return SUO_BLOCK_DOCS;
    return postings->entry.doc_freq - block * SUO_BLOCK_DOCS;
}

/* One field's positions in an inline list, kept when 'positions' is given. */
static void inline_read_positions(suo_reader *reader, uint32_t freq,
                                  suo_positions *positions)
{
    uint64_t next = 0;
    for (uint32_t i = 0; i < freq && !reader->bad; i++) {
        next += suo_read_varint_max(reader, SUO_TEXT_MAX);
        bool is_full = positions != NULL && positions->count == positions->cap;
        if (next > SUO_TEXT_MAX || is_full)
            reader->bad = true;
        else if (positions != NULL)
            positions->values[positions->count++] = (uint32_t)next;
        next++;
    }
}

/* Read an inline list into 'block', or its positions into 'positions'. */
static void inline_read(const suo_postings *postings, suo_reader *reader,
                        suo_posting_block *block, suo_positions *positions)
{
    uint64_t next = 0;
    uint32_t count = postings->entry.doc_freq;
    block->fields = 0;
    for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
        memset(block->freqs[f], 0, count * sizeof(uint32_t));
    for (uint32_t i = 0; i < count && !reader->bad; i++) {
        uint64_t doc = next + suo_read_varint_max(reader, SUO_DOCS_MAX);
        uint32_t fields =
            (uint32_t)suo_read_varint_max(reader, (1u << SUO_BLOCK_FIELDS) - 1);
        if (doc >= postings->doc_end || fields == 0)
            reader->bad = true;
        block->docs[i] = (uint32_t)doc;
        next = doc + 1;
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS && !reader->bad; f++) {
            if (!(fields >> f & 1))
                continue;
            uint32_t freq = (uint32_t)suo_read_varint_max(reader, SUO_TEXT_MAX);
            if (freq == 0 || (postings->entry.has_positions &&
                              freq > suo_reader_left(reader)))
                reader->bad = true;
            block->freqs[f][i] = freq;
            if (postings->entry.has_positions && !reader->bad)
                inline_read_positions(reader, freq, positions);
        }
        block->fields |= fields;
    }
    if (suo_reader_left(reader) > 0)
        reader->bad = true;
    block->count = reader->bad ? 0 : count;
}

/* The bytes of a block, which are checked. */
static bool postings_block_reader(const suo_postings *postings, uint32_t block,
                                  suo_reader *reader)
{
    skip_entry before = postings_skip_before(postings, block);
    skip_entry own = postings_skip(postings, block);
    if (own.block_end <= before.block_end ||
        own.block_end > postings->blocks.len)
        return false;
    *reader = suo_reader_make(postings->blocks.bytes + before.block_end,
                              own.block_end - before.block_end);
    return true;
}

suo_status suo_postings_next_docs(suo_postings *postings, uint32_t *docs,
                                  uint32_t *count, suo_error *error)
{
    *count = 0;
    if (postings->block >= postings->block_count)
        return SUO_OK;
    uint32_t number = postings->block++;
    uint32_t last_before = postings_skip_before(postings, number).last_doc;
    uint32_t last = postings_skip(postings, number).last_doc;
    suo_reader reader;
    if ((number > 0 && last_before >= last) || last >= postings->doc_end ||
        !postings_block_reader(postings, number, &reader))
        return postings_corrupt(error);
    uint32_t docs_wanted = postings_block_docs(postings, number);
    suo_posting_docs_decode(&reader, docs, docs_wanted,
                            number == 0 ? 0 : last_before + 1, last + 1);
    if (reader.bad || docs[docs_wanted - 1] != last)
        return postings_corrupt(error);
    postings->freqs = reader;
    *count = docs_wanted;
    return SUO_OK;
}

suo_status suo_postings_go(suo_postings *postings, uint32_t block,
                           suo_error *error)
{
    suo_reader reader;
    if (block >= postings->block_count ||
        !postings_block_reader(postings, block, &reader))
        return postings_corrupt(error);
    suo_posting_docs_skip(&reader, postings_block_docs(postings, block));
    if (reader.bad)
        return postings_corrupt(error);
    postings->block = block + 1;
    postings->freqs = reader;
    return SUO_OK;
}

suo_status suo_postings_freqs_of(const suo_postings *postings, uint32_t posting,
                                 uint32_t *fields, uint32_t *freqs,
                                 suo_error *error)
{
    uint32_t block = posting / SUO_BLOCK_DOCS;
    suo_reader reader;
    *fields = 0;
    if (posting >= postings->entry.doc_freq ||
        !postings_block_reader(postings, block, &reader))
        return postings_corrupt(error);
    uint32_t count = postings_block_docs(postings, block);
    suo_posting_docs_skip(&reader, count);
    *fields =
        suo_posting_freqs_get(&reader, count, posting % SUO_BLOCK_DOCS, freqs);
    return reader.bad || *fields == 0 ? postings_corrupt(error) : SUO_OK;
}

suo_status suo_postings_read_freqs(const suo_postings *postings,
                                   suo_posting_block *block, suo_error *error)
{
    suo_reader reader = postings->freqs;
    block->count = postings_block_docs(postings, postings->block - 1);
    suo_posting_freqs_decode(&reader, block);
    if (!reader.bad && suo_reader_left(&reader) == 0 && block->fields != 0)
        return SUO_OK;
    block->count = 0;
    return postings_corrupt(error);
}

suo_status suo_postings_next(suo_postings *postings, suo_posting_block *block,
                             suo_error *error)
{
    block->count = 0;
    block->fields = 0;
    if (postings->block >= postings->block_count)
        return SUO_OK;
    if (postings->entry.is_inline) {
        suo_slice list = postings->entry.list;
        suo_reader reader = suo_reader_make(list.bytes, list.len);
        postings->block++;
        inline_read(postings, &reader, block, NULL);
        return reader.bad ? postings_corrupt(error) : SUO_OK;
    }
    suo_status status =
        suo_postings_next_docs(postings, block->docs, &block->count, error);
    if (status == SUO_OK)
        status = suo_postings_read_freqs(postings, block, error);
    else
        block->count = 0;
    return status;
}

uint32_t suo_postings_next_start(const suo_postings *postings)
{
    uint32_t before = postings->block;
    if (before == 0 || postings->entry.is_inline)
        return 0;
    return postings_skip(postings, before - 1).last_doc + 1;
}

void suo_postings_seek(suo_postings *postings, uint32_t doc)
{
    if (postings->entry.is_inline)
        return;
    /* By steps that double: often it is one of the next. */
    uint32_t low = postings->block;
    uint32_t high = low;
    uint32_t end = postings->block_count;
    for (uint32_t step = 1;
         high < end && postings_skip(postings, high).last_doc < doc;
         step *= 2) {
        low = high + 1;
        high = end - high > step ? high + step : end;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (postings_skip(postings, middle).last_doc < doc)
            low = middle + 1;
        else
            high = middle;
    }
    postings->block = low;
}

/* Turn gaps into positions, list by list. */
static bool positions_sum(const suo_posting_block *block,
                          suo_positions *positions)
{
    const uint32_t *freqs[SUO_BLOCK_FIELDS]; /* of the fields that occur */
    uint32_t field_count = 0;
    uint32_t *value = positions->values;
    for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
        if (block->fields >> f & 1)
            freqs[field_count++] = block->freqs[f];
    for (uint32_t i = 0; i < block->count; i++)
        for (uint32_t f = 0; f < field_count; f++) {
            uint64_t next = 0;
            for (uint32_t n = freqs[f][i]; n > 0; n--) {
                next += *value;
                if (next > SUO_TEXT_MAX)
                    return false;
                *value++ = (uint32_t)next++;
            }
        }
    return true;
}

static uint64_t positions_count(const suo_posting_block *block)
{
    uint64_t count = 0;
    for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
        for (uint32_t i = 0; (block->fields >> f & 1) && i < block->count; i++)
            count += block->freqs[f][i];
    return count;
}

static suo_status positions_reserve(suo_positions *positions, size_t count,
                                    suo_error *error)
{
    suo_status status = suo_grow(&positions->values, &positions->cap,
                                 count + SUO_PACK_COUNT, sizeof(uint32_t));
    return status == SUO_OK ? SUO_OK : suo_error_no_memory(error);
}

suo_status suo_postings_position_bytes(const suo_postings *postings,
                                       uint64_t count, suo_reader *reader,
                                       suo_error *error)
{
    const suo_term_entry *entry = &postings->entry;
    const suo_slice bytes = entry->positions;
    uint32_t number = postings->block - 1;
    uint32_t start = postings_skip_before(postings, number).position_end;
    uint32_t end = postings_skip(postings, number).position_end;
    if (end < start || end > bytes.len)
        return postings_corrupt(error);
    *reader = suo_reader_make(bytes.bytes + start, end - start);
    /* A pack of 128 zeros still has its width byte. */
    bool fits = count <= (uint64_t)suo_reader_left(reader) * SUO_PACK_COUNT;
    return fits && suo_pages_verify(
                       entry->pages,
                       (suo_slice){reader->next, suo_reader_left(reader)})
               ? SUO_OK
               : postings_corrupt(error);
}

/* The positions of an inline list. */
static suo_status inline_positions(const suo_postings *postings,
                                   const suo_posting_block *block,
                                   suo_positions *positions, suo_error *error)
{
    const suo_slice bytes = postings->entry.list;
    uint64_t count = positions_count(block);
    suo_posting_block again;
    suo_reader reader = suo_reader_make(bytes.bytes, bytes.len);
    if (count > bytes.len)
        return postings_corrupt(error);
    suo_status status = positions_reserve(positions, (size_t)count, error);
    if (status != SUO_OK)
        return status;
    inline_read(postings, &reader, &again, positions);
    return reader.bad ? postings_corrupt(error) : SUO_OK;
}

suo_status suo_postings_positions(const suo_postings *postings,
                                  const suo_posting_block *block,
                                  suo_positions *positions, suo_error *error)
{
    positions->count = 0;
    if (!postings->entry.has_positions)
        return SUO_NOT_FOUND;
    if (postings->entry.is_inline)
        return inline_positions(postings, block, positions, error);
    suo_reader reader;
    uint64_t all = positions_count(block);
    suo_status status =
        suo_postings_position_bytes(postings, all, &reader, error);
    if (status != SUO_OK)
        return status;
    size_t count = (size_t)all;
    status = positions_reserve(positions, count, error);
    if (status != SUO_OK)
        return status;
    suo_ints_decode(&reader, positions->values, count);
    if (reader.bad || suo_reader_left(&reader) > 0 ||
        !positions_sum(block, positions))
        return postings_corrupt(error);
    positions->count = count;
    return SUO_OK;
}

void suo_positions_clear(suo_positions *positions)
{
    suo_dealloc(positions->values);
    *positions = (suo_positions){0};
}

suo_status suo_postings_bounds(const suo_postings *postings, uint32_t number,
                               suo_bound *bounds, suo_error *error)
{
    if (postings->entry.is_inline)
        return SUO_NOT_FOUND;
    if (number >= postings->block_count)
        return suo_error_set(error, SUO_INVALID, "no such block");
    uint32_t start = postings_skip_before(postings, number).bound_end;
    uint32_t end = postings_skip(postings, number).bound_end;
    if (end <= start || end > postings->bounds.len)
        return postings_corrupt(error);
    suo_reader reader =
        suo_reader_make(postings->bounds.bytes + start, end - start);
    suo_bounds_decode(&reader, bounds);
    if (reader.bad || suo_reader_left(&reader) > 0)
        return postings_corrupt(error);
    return SUO_OK;
}
