/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dictionary.c - front-coded blocks of sixteen terms behind a sorted index.
 *
 * A look-up searches the index by the first eight bytes of each block's first
 * term, a dense array of numbers, and reads a block only where those are
 * equal; in the block it compares one byte of hash a term before any term.
 * Front coding: Witten, Moffat and Bell, "Managing Gigabytes", 1999, 4.1.
 */
#include "index/dictionary.h"

#include <assert.h>

#include "base/hash.h"

enum { INDEX_ENTRY_BYTES = 16, PREFIX_BYTES = 8 };

static suo_status dictionary_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "the term dictionary is damaged");
}

/* The first eight bytes as a number that orders like them. */
static uint64_t dictionary_prefix(const uint8_t *term, size_t len)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < PREFIX_BYTES; i++)
        prefix = prefix << 8 | (i < len ? term[i] : 0);
    return prefix;
}

/* ---- writing ---- */

void suo_dictionary_writer_clear(suo_dictionary_writer *writer)
{
    suo_buffer_free(&writer->blocks);
    suo_buffer_free(&writer->index);
    suo_buffer_free(&writer->last);
    suo_buffer_free(&writer->hashes);
    suo_buffer_free(&writer->entries);
}

static void dictionary_flush_block(suo_dictionary_writer *writer)
{
    if (writer->hashes.len == 0)
        return;
    suo_buffer_add_u64(&writer->index, writer->prefix);
    suo_buffer_add_u64(&writer->index,
                       writer->blocks_taken + writer->blocks.len);
    suo_buffer_add(&writer->blocks, writer->hashes.data, writer->hashes.len);
    suo_buffer_add(&writer->blocks, writer->entries.data, writer->entries.len);
    /* The reset would forget a failure. */
    writer->blocks.failed |= writer->hashes.failed || writer->entries.failed;
    suo_buffer_reset(&writer->hashes);
    suo_buffer_reset(&writer->entries);
}

void suo_dictionary_writer_add(suo_dictionary_writer *writer, const void *term,
                               size_t term_len, const suo_buffer *entry)
{
    const uint8_t *bytes = term;
    assert(term_len > 0 && term_len <= SUO_TERM_MAX);
    assert(writer->term_count == 0 || writer->last.failed ||
           suo_bytes_compare(writer->last.data, writer->last.len, term,
                             term_len) < 0);
    size_t shared = 0;
    if (writer->hashes.len == SUO_DICTIONARY_BLOCK)
        dictionary_flush_block(writer);
    if (writer->hashes.len == 0)
        writer->prefix = dictionary_prefix(bytes, term_len);
    else
        while (shared < writer->last.len && shared < term_len &&
               writer->last.data[shared] == bytes[shared])
            shared++;
    suo_buffer_add_u8(&writer->hashes, (uint8_t)suo_hash(term, term_len));
    suo_buffer_add_varint(&writer->entries, shared);
    suo_buffer_add_text(&writer->entries, bytes + shared, term_len - shared);
    suo_buffer_add_text(&writer->entries, entry->data, entry->len);
    suo_buffer_reset(&writer->last);
    suo_buffer_add(&writer->last, term, term_len);
    writer->term_count++;
}

suo_status suo_dictionary_writer_end(suo_dictionary_writer *writer,
                                     suo_error *error)
{
    dictionary_flush_block(writer);
    suo_buffer_add_u64(&writer->index, 0);
    suo_buffer_add_u64(&writer->index,
                       writer->blocks_taken + writer->blocks.len);
    bool failed = writer->blocks.failed || writer->index.failed ||
                  writer->last.failed || writer->hashes.failed ||
                  writer->entries.failed;
    return failed ? suo_error_no_memory(error) : SUO_OK;
}

/* ---- reading ---- */

bool suo_dictionary_is_valid(const suo_dictionary *dictionary)
{
    uint64_t blocks = (dictionary->term_count + SUO_DICTIONARY_BLOCK - 1) /
                      SUO_DICTIONARY_BLOCK;
    if (dictionary->term_count > dictionary->blocks.len ||
        blocks != dictionary->block_count)
        return false;
    uint64_t index_len = (blocks + 1) * INDEX_ENTRY_BYTES;
    if (index_len != dictionary->index.len)
        return false;
    const uint8_t *last = dictionary->index.bytes + index_len - 8;
    return suo_load_u64(last - 8) == 0 &&
           suo_load_u64(last) == dictionary->blocks.len;
}

/* Bytes of a block; false if the index leads outside, or they are damaged. */
static bool dictionary_block(const suo_dictionary *dictionary, uint32_t block,
                             suo_slice *bytes)
{
    const uint8_t *entry =
        dictionary->index.bytes + (size_t)block * INDEX_ENTRY_BYTES;
    uint64_t start = suo_load_u64(entry + 8);
    uint64_t end = suo_load_u64(entry + INDEX_ENTRY_BYTES + 8);
    if (start > end || end > dictionary->blocks.len)
        return false;
    *bytes =
        (suo_slice){dictionary->blocks.bytes + start, (size_t)(end - start)};
    return suo_pages_verify(dictionary->pages, *bytes);
}

static uint32_t dictionary_block_terms(const suo_dictionary *dictionary,
                                       uint32_t block)
{
    if (block + 1 < dictionary->block_count)
        return SUO_DICTIONARY_BLOCK;
    return (uint32_t)(dictionary->term_count -
                      (uint64_t)block * SUO_DICTIONARY_BLOCK);
}

/* Stand before the first term of a block. */
static bool walk_enter(suo_dictionary_walk *walk, uint32_t block)
{
    suo_slice bytes;
    if (!dictionary_block(walk->dictionary, block, &bytes))
        return false;
    uint32_t terms = dictionary_block_terms(walk->dictionary, block);
    if (bytes.len < terms)
        return false;
    walk->block = block;
    walk->left = terms;
    walk->term_len = 0;
    walk->hashes = (suo_slice){bytes.bytes, terms};
    walk->entries = suo_reader_make(bytes.bytes + terms, bytes.len - terms);
    return true;
}

/* Read the front-coded term and step over its entry, kept in 'entry'. */
static bool walk_read_term(suo_dictionary_walk *walk, suo_slice *entry)
{
    uint64_t shared = suo_read_varint_max(&walk->entries, walk->term_len);
    uint64_t rest = suo_read_varint_max(&walk->entries, SUO_TERM_MAX - shared);
    const uint8_t *bytes = suo_reader_take(&walk->entries, rest);
    size_t entry_len;
    const char *entry_bytes = suo_read_text(&walk->entries, &entry_len);
    if (walk->entries.bad || shared + rest == 0)
        return false;
    memcpy(walk->term + shared, bytes, (size_t)rest);
    walk->term_len = (size_t)(shared + rest);
    *entry = (suo_slice){(const uint8_t *)entry_bytes, entry_len};
    walk->hashes.bytes++;
    walk->hashes.len--;
    walk->left--;
    return true;
}

/* Bytes of a section at an offset; false if they are not all there. */
static bool dictionary_cut(suo_slice section, suo_reader *reader,
                           suo_slice *part)
{
    uint64_t offset = suo_read_varint(reader);
    uint64_t len = suo_read_varint(reader);
    if (reader->bad || len > section.len || offset > section.len - len)
        return false;
    *part = (suo_slice){section.bytes + offset, (size_t)len};
    return true;
}

static bool dictionary_read_entry(const suo_dictionary *dictionary,
                                  suo_slice bytes, suo_term_entry *entry)
{
    suo_reader reader = suo_reader_make(bytes.bytes, bytes.len);
    uint64_t head = suo_read_varint(&reader);
    uint64_t docs = head / 8;
    *entry = (suo_term_entry){.lane = head >> 2 & 1,
                              .has_positions = head >> 1 & 1,
                              .is_inline = head & 1,
                              .pages = dictionary->pages};
    if (reader.bad || docs == 0 || docs > dictionary->doc_count)
        return false;
    entry->doc_freq = (uint32_t)docs;
    if (entry->is_inline) {
        entry->list = (suo_slice){reader.next, suo_reader_left(&reader)};
        return docs <= SUO_INLINE_DOCS_MAX;
    }
    if (!dictionary_cut(dictionary->postings, &reader, &entry->list) ||
        !suo_pages_verify(dictionary->pages, entry->list))
        return false;
    if (entry->has_positions &&
        !dictionary_cut(dictionary->positions, &reader, &entry->positions))
        return false;
    return docs > SUO_INLINE_DOCS_MAX && suo_reader_left(&reader) == 0;
}

/* Order of a block's first term against 'term'. */
static bool dictionary_compare(const suo_dictionary *dictionary, uint32_t block,
                               const uint8_t *term, size_t term_len,
                               uint64_t prefix, int *order)
{
    const uint8_t *entry =
        dictionary->index.bytes + (size_t)block * INDEX_ENTRY_BYTES;
    uint64_t own = suo_load_u64(entry);
    if (own != prefix) {
        *order = own < prefix ? -1 : 1;
        return true;
    }
    suo_slice bytes;
    uint32_t terms = dictionary_block_terms(dictionary, block);
    if (!dictionary_block(dictionary, block, &bytes) || bytes.len < terms)
        return false;
    suo_reader reader = suo_reader_make(bytes.bytes + terms, bytes.len - terms);
    uint64_t shared = suo_read_varint(&reader);
    size_t len;
    const char *first = suo_read_text(&reader, &len);
    if (reader.bad || shared != 0)
        return false;
    *order = suo_bytes_compare(first, len, term, term_len);
    return true;
}

/* The last block whose first term is not above 'term'; block_count if even
 * the first one's is. */
static bool dictionary_find_block(const suo_dictionary *dictionary,
                                  const uint8_t *term, size_t term_len,
                                  uint32_t *block)
{
    uint64_t prefix = dictionary_prefix(term, term_len);
    uint32_t low = 0;
    uint32_t high = dictionary->block_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order;
        if (!dictionary_compare(dictionary, middle, term, term_len, prefix,
                                &order))
            return false;
        if (order <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    *block = low == 0 ? dictionary->block_count : low - 1;
    return true;
}

suo_status suo_dictionary_find(const suo_dictionary *dictionary,
                               const void *term, size_t term_len,
                               suo_term_entry *entry, bool *found,
                               suo_error *error)
{
    suo_dictionary_walk walk = {.dictionary = dictionary};
    uint32_t block;
    *found = false;
    *entry = (suo_term_entry){0};
    if (!dictionary_find_block(dictionary, term, term_len, &block))
        return dictionary_corrupt(error);
    if (block == dictionary->block_count)
        return SUO_OK;
    if (!walk_enter(&walk, block))
        return dictionary_corrupt(error);
    uint8_t hash = (uint8_t)suo_hash(term, term_len);
    if (memchr(walk.hashes.bytes, hash, walk.hashes.len) == NULL)
        return SUO_OK;
    while (walk.left > 0) {
        bool is_candidate = *walk.hashes.bytes == hash;
        suo_slice bytes;
        if (!walk_read_term(&walk, &bytes))
            return dictionary_corrupt(error);
        if (!is_candidate || walk.term_len != term_len ||
            memcmp(walk.term, term, term_len) != 0)
            continue;
        *found = dictionary_read_entry(dictionary, bytes, entry);
        return *found ? SUO_OK : dictionary_corrupt(error);
    }
    return SUO_OK;
}

suo_status suo_dictionary_next(suo_dictionary_walk *walk, bool *found,
                               suo_error *error)
{
    *found = false;
    if (walk->left == 0) {
        if (walk->dictionary->block_count == 0 ||
            walk->block + 1 >= walk->dictionary->block_count)
            return SUO_OK;
        if (!walk_enter(walk, walk->block + 1))
            return dictionary_corrupt(error);
    }
    suo_slice bytes;
    if (!walk_read_term(walk, &bytes) ||
        !dictionary_read_entry(walk->dictionary, bytes, &walk->entry))
        return dictionary_corrupt(error);
    *found = true;
    return SUO_OK;
}

suo_status suo_dictionary_seek(suo_dictionary_walk *walk,
                               const suo_dictionary *dictionary,
                               const void *term, size_t term_len,
                               suo_error *error)
{
    uint32_t block;
    walk->dictionary = dictionary;
    walk->block = 0;
    walk->left = 0;
    walk->term_len = 0;
    if (dictionary->block_count == 0)
        return SUO_OK;
    if (!dictionary_find_block(dictionary, term, term_len, &block))
        return dictionary_corrupt(error);
    if (block == dictionary->block_count)
        block = 0;
    if (!walk_enter(walk, block))
        return dictionary_corrupt(error);
    while (walk->left > 0) {
        suo_dictionary_walk before = *walk;
        suo_slice bytes;
        if (!walk_read_term(walk, &bytes))
            return dictionary_corrupt(error);
        if (suo_bytes_compare(walk->term, walk->term_len, term, term_len) >=
            0) {
            *walk = before;
            return SUO_OK;
        }
    }
    return SUO_OK;
}
