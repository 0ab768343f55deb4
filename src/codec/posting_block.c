/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posting_block.c - encode and decode a block of postings and its bounds.
 *
 * Documents are gaps in a bit pack. Each field that occurs has a smallest
 * frequency and a pack of what is above it: zero bits when all are equal,
 * nothing at all when the field is absent. Bounds are the Pareto corners of
 * (frequency, length), as Lucene's impacts, but kept per field and never
 * turned into a score: they hold under any average length (tantivy #856 is
 * what happens otherwise).
 */
#include "codec/posting_block.h"

#include <assert.h>

void suo_posting_block_encode(suo_buffer *out, const suo_posting_block *block,
                              uint32_t doc_start)
{
    uint32_t values[SUO_BLOCK_DOCS];
    uint32_t any = 0;
    uint32_t next = doc_start;
    for (uint32_t i = 0; i < block->count; i++) {
        assert(block->docs[i] >= next);
        values[i] = block->docs[i] - next;
        any |= values[i];
        next = block->docs[i] + 1;
    }
    unsigned width = suo_bits_of(any);
    suo_buffer_add_u8(out, (uint8_t)width);
    suo_pack_encode(out, values, block->count, width);
    suo_buffer_add_varint(out, block->fields);
    for (uint32_t field = 0; field < SUO_BLOCK_FIELDS; field++) {
        if (!(block->fields >> field & 1))
            continue;
        const uint32_t *freqs = block->freqs[field];
        uint32_t least = UINT32_MAX;
        for (uint32_t i = 0; i < block->count; i++)
            least = freqs[i] < least ? freqs[i] : least;
        any = 0;
        for (uint32_t i = 0; i < block->count; i++) {
            values[i] = freqs[i] - least;
            any |= values[i];
        }
        width = suo_bits_of(any);
        suo_buffer_add_u8(out, (uint8_t)width);
        suo_buffer_add_varint(out, least);
        suo_pack_encode(out, values, block->count, width);
    }
}

/* A pack of 'count' numbers whose width byte has been read. */
static void block_decode_pack(suo_reader *reader, uint32_t *values,
                              uint32_t count, unsigned width)
{
    if (width > 32)
        reader->bad = true;
    const uint8_t *bytes =
        suo_reader_take(reader, suo_pack_bytes(count, width));
    if (bytes != NULL)
        suo_pack_decode(bytes, values, count, width);
}

static void block_decode_freqs(suo_reader *reader, uint32_t *freqs,
                               uint32_t count)
{
    unsigned width = suo_read_u8(reader);
    uint64_t least = suo_read_varint_max(reader, UINT32_MAX);
    if (width == 0 && least == 0)
        reader->bad = true; /* the field would not occur */
    block_decode_pack(reader, freqs, count, width);
    if (reader->bad)
        return;
    if (width < 30 && least < SUO_TEXT_MAX / 2) {
        /* No sum is above SUO_TEXT_MAX. */
        for (uint32_t i = 0; i < count; i++)
            freqs[i] += (uint32_t)least;
        return;
    }
    uint64_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t freq = least + freqs[i];
        most = freq > most ? freq : most;
        freqs[i] = (uint32_t)freq;
    }
    if (most > SUO_TEXT_MAX)
        reader->bad = true;
}

void suo_posting_docs_decode(suo_reader *reader, uint32_t *docs, uint32_t count,
                             uint32_t doc_start, uint32_t doc_end)
{
    assert(count > 0 && count <= SUO_BLOCK_DOCS);
    unsigned width = suo_read_u8(reader);
    block_decode_pack(reader, docs, count, width);
    if (!reader->bad && suo_pack_sum(docs, count, doc_start) > doc_end)
        reader->bad = true;
}

void suo_posting_freqs_decode(suo_reader *reader, suo_posting_block *block)
{
    uint64_t fields = suo_read_varint_max(reader, (1u << SUO_BLOCK_FIELDS) - 1);
    for (uint32_t field = 0; fields >> field != 0 && !reader->bad; field++)
        if (fields >> field & 1)
            block_decode_freqs(reader, block->freqs[field], block->count);
    block->fields = reader->bad ? 0 : (uint32_t)fields;
    if (reader->bad)
        block->count = 0;
}

/* Frequency number 'at' of one field's. */
static uint32_t block_get_freq(suo_reader *reader, uint32_t count, uint32_t at)
{
    unsigned width = suo_read_u8(reader);
    uint64_t least = suo_read_varint_max(reader, UINT32_MAX);
    if (width > 32 || (width == 0 && least == 0))
        reader->bad = true;
    const uint8_t *bytes =
        suo_reader_take(reader, suo_pack_bytes(count, width));
    if (bytes == NULL)
        return 0;
    uint64_t freq = least + suo_pack_get(bytes, count, width, at);
    if (freq > SUO_TEXT_MAX)
        reader->bad = true;
    return (uint32_t)freq;
}

void suo_posting_docs_skip(suo_reader *reader, uint32_t count)
{
    unsigned width = suo_read_u8(reader);
    if (width > 32)
        reader->bad = true;
    suo_reader_take(reader, suo_pack_bytes(count, width));
}

uint32_t suo_posting_freqs_get(suo_reader *reader, uint32_t count, uint32_t at,
                               uint32_t *freqs)
{
    uint64_t fields = suo_read_varint_max(reader, (1u << SUO_BLOCK_FIELDS) - 1);
    for (uint32_t field = 0; fields >> field != 0 && !reader->bad; field++)
        if (fields >> field & 1)
            freqs[field] = block_get_freq(reader, count, at);
    return reader->bad ? 0 : (uint32_t)fields;
}

/* Make room in a full set of corners by merging the two nearest. */
static void bound_merge_one(suo_bound *bound)
{
    uint32_t best = 0;
    uint64_t best_cost = UINT64_MAX;
    for (uint32_t i = 0; i + 1 < bound->count; i++) {
        uint64_t cost = (uint64_t)(bound->freqs[i + 1] - bound->freqs[i]) *
                        (bound->lengths[i + 1] - (uint64_t)bound->lengths[i]);
        if (cost < best_cost) {
            best_cost = cost;
            best = i;
        }
    }
    /* The merged corner takes the higher frequency and the lower length. */
    bound->freqs[best] = bound->freqs[best + 1];
    for (uint32_t i = best + 1; i + 1 < bound->count; i++) {
        bound->freqs[i] = bound->freqs[i + 1];
        bound->lengths[i] = bound->lengths[i + 1];
    }
    bound->count--;
}

/* Insert (freq, length) in its place; 'bound' has room for one more. */
static void bound_insert(suo_bound *bound, uint32_t freq, uint32_t length)
{
    uint32_t kept = 0;
    uint32_t freqs[SUO_BOUND_POINTS];
    uint32_t lengths[SUO_BOUND_POINTS];
    bool is_placed = false;
    for (uint32_t i = 0; i < bound->count; i++) {
        bool is_beaten = bound->freqs[i] <= freq && bound->lengths[i] >= length;
        if (is_beaten)
            continue;
        if (!is_placed && bound->freqs[i] > freq) {
            freqs[kept] = freq;
            lengths[kept++] = length;
            is_placed = true;
        }
        freqs[kept] = bound->freqs[i];
        lengths[kept++] = bound->lengths[i];
    }
    if (!is_placed) {
        freqs[kept] = freq;
        lengths[kept++] = length;
    }
    memcpy(bound->freqs, freqs, kept * sizeof(*freqs));
    memcpy(bound->lengths, lengths, kept * sizeof(*lengths));
    bound->count = kept;
}

/* Does some corner have at least this frequency and at most this length? */
static bool bound_covers(const suo_bound *bound, uint32_t freq, uint32_t length)
{
    for (uint32_t i = 0; i < bound->count; i++)
        if (bound->freqs[i] >= freq && bound->lengths[i] <= length)
            return true;
    return false;
}

void suo_bound_make(suo_bound *bound, const uint32_t *freqs,
                    const uint32_t *lengths, uint32_t count)
{
    bound->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (freqs[i] == 0 || bound_covers(bound, freqs[i], lengths[i]))
            continue;
        if (bound->count == SUO_BOUND_POINTS)
            bound_merge_one(bound);
        if (!bound_covers(bound, freqs[i], lengths[i]))
            bound_insert(bound, freqs[i], lengths[i]);
    }
}

void suo_bounds_encode(suo_buffer *out, const suo_bound *bounds,
                       uint32_t fields)
{
    suo_buffer_add_varint(out, fields);
    for (uint32_t field = 0; field < SUO_BLOCK_FIELDS; field++) {
        if (!(fields >> field & 1))
            continue;
        const suo_bound *bound = &bounds[field];
        suo_buffer_add_varint(out, bound->count);
        for (uint32_t i = 0; i < bound->count; i++) {
            suo_buffer_add_varint(out, bound->freqs[i]);
            suo_buffer_add_varint(out, bound->lengths[i]);
        }
    }
}

static void bound_decode(suo_reader *reader, suo_bound *bound)
{
    uint64_t count = suo_read_varint_max(reader, SUO_BOUND_POINTS);
    if (count == 0)
        reader->bad = true;
    for (uint64_t i = 0; i < count && !reader->bad; i++) {
        bound->freqs[i] = (uint32_t)suo_read_varint_max(reader, SUO_TEXT_MAX);
        bound->lengths[i] = (uint32_t)suo_read_varint_max(reader, SUO_TEXT_MAX);
        if (bound->freqs[i] == 0)
            reader->bad = true;
        if (i > 0 && (bound->freqs[i] <= bound->freqs[i - 1] ||
                      bound->lengths[i] <= bound->lengths[i - 1]))
            reader->bad = true;
    }
    bound->count = reader->bad ? 0 : (uint32_t)count;
}

uint32_t suo_bounds_decode(suo_reader *reader, suo_bound *bounds)
{
    uint64_t fields = suo_read_varint_max(reader, (1u << SUO_BLOCK_FIELDS) - 1);
    memset(bounds, 0, SUO_BLOCK_FIELDS * sizeof(*bounds));
    for (uint32_t field = 0; field < SUO_BLOCK_FIELDS && !reader->bad; field++)
        if (fields >> field & 1)
            bound_decode(reader, &bounds[field]);
    return reader->bad ? 0 : (uint32_t)fields;
}
