/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vocabulary.c - the file of words and synonym rules.
 *
 * It is read whole and every rule of FORMAT.md 12 is checked then, so that
 * users of a vocabulary need not look again.
 */
#include "index/vocabulary.h"

#include "base/hash.h"
#include "base/memory.h"
#include "index/layout.h"

enum {
    VOCABULARY_HEAD_BYTES = 24,  /* up to the commit number */
    VOCABULARY_BYTES_LEAST = 42, /* head, generation, two zeros, hash */
    WORD_BYTES_LEAST = 13,       /* two texts of a byte, weight, since */
    WORD_BYTES_MOST =
        2 * SUO_VARINT_MAX + SUO_CANON_MAX + SUO_WORD_MAX + 8 + SUO_VARINT_MAX
};

void suo_vocabulary_clear(suo_vocabulary *vocabulary)
{
    suo_dealloc(vocabulary->words);
    suo_dealloc(vocabulary->bytes);
    *vocabulary = (suo_vocabulary){0};
}

const suo_vocabulary_word *suo_vocabulary_find(const suo_vocabulary *vocabulary,
                                               suo_slice canon)
{
    size_t low = 0;
    size_t high = vocabulary->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const suo_vocabulary_word *word = &vocabulary->words[middle];
        int order = suo_bytes_compare(word->canon.bytes, word->canon.len,
                                      canon.bytes, canon.len);
        if (order == 0)
            return word;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- writing ---- */

static void vocabulary_encode(const suo_vocabulary *vocabulary, suo_buffer *out)
{
    suo_buffer_add(out, SUO_MAGIC_VOCABULARY, SUO_MAGIC_BYTES);
    suo_buffer_add_u32(out, SUO_FORMAT_VERSION);
    suo_buffer_add_u32(out, 0);
    suo_buffer_add_u64(out, vocabulary->commit);
    suo_buffer_add_u64(out, vocabulary->generation);
    suo_buffer_add_varint(out, vocabulary->count);
    for (size_t i = 0; i < vocabulary->count; i++) {
        const suo_vocabulary_word *word = &vocabulary->words[i];
        suo_buffer_add_text(out, word->canon.bytes, word->canon.len);
        suo_buffer_add_text(out, word->text.bytes, word->text.len);
        suo_buffer_add_double(out, word->weight);
        suo_buffer_add_varint(out, word->since);
    }
    suo_buffer_add_text(out, vocabulary->synonyms.bytes,
                        vocabulary->synonyms.len);
}

suo_status suo_vocabulary_write(suo_vocabulary *vocabulary, const suo_os *os,
                                const char *path, suo_error *error)
{
    suo_buffer out = {0};
    vocabulary->hash = 0;
    vocabulary_encode(vocabulary, &out);
    suo_status status = suo_buffer_status(&out, error);
    if (status == SUO_OK) {
        vocabulary->hash = suo_hash(out.data, out.len);
        suo_buffer_add_u64(&out, vocabulary->hash);
        status = suo_buffer_status(&out, error);
    }
    if (status == SUO_OK)
        status = suo_file_write_all(os, path, out.data, out.len, error);
    suo_buffer_free(&out);
    return status;
}

/* ---- reading ---- */

static suo_slice vocabulary_read_slice(suo_reader *reader, size_t max)
{
    size_t len;
    const char *text = suo_read_text(reader, &len);
    if (len > max)
        reader->bad = true;
    return (suo_slice){(const uint8_t *)text, len};
}

/* Word number i, which must come after the one before it. */
static void vocabulary_decode_word(suo_reader *reader,
                                   const suo_vocabulary *vocabulary, size_t i)
{
    suo_vocabulary_word *word = &vocabulary->words[i];
    word->canon = vocabulary_read_slice(reader, SUO_CANON_MAX);
    word->text = vocabulary_read_slice(reader, SUO_WORD_MAX);
    word->weight = suo_read_double(reader);
    word->since = suo_read_varint_max(reader, vocabulary->generation);
    if (reader->bad || word->canon.len == 0 || word->text.len == 0 ||
        !suo_word_weight_is_valid(word->weight) || word->since == 0 ||
        (i > 0 && suo_bytes_compare(word[-1].canon.bytes, word[-1].canon.len,
                                    word->canon.bytes, word->canon.len) >= 0))
        reader->bad = true;
}

/* Everything after the commit number; the hash has been checked. */
static suo_status vocabulary_decode(suo_reader *reader,
                                    suo_vocabulary *vocabulary)
{
    vocabulary->generation = suo_read_u64(reader);
    uint64_t count = suo_read_varint_max(reader, SUO_WORDS_MAX);
    if (reader->bad || count > suo_reader_left(reader) / WORD_BYTES_LEAST)
        return SUO_CORRUPT;
    vocabulary->words = suo_alloc((size_t)count, sizeof(*vocabulary->words));
    if (vocabulary->words == NULL)
        return SUO_NO_MEMORY;
    vocabulary->count = (size_t)count;
    for (size_t i = 0; i < vocabulary->count && !reader->bad; i++)
        vocabulary_decode_word(reader, vocabulary, i);
    vocabulary->synonyms = vocabulary_read_slice(reader, SUO_SYNONYMS_MAX);
    if (reader->bad || suo_reader_left(reader) > 0)
        return SUO_CORRUPT;
    return SUO_OK;
}

static suo_status vocabulary_parse(suo_vocabulary *vocabulary, size_t len,
                                   const char *path, suo_error *error)
{
    const uint8_t *bytes = vocabulary->bytes;
    if (len < VOCABULARY_BYTES_LEAST ||
        memcmp(bytes, SUO_MAGIC_VOCABULARY, SUO_MAGIC_BYTES) != 0)
        return suo_error_set(error, SUO_CORRUPT, "%s: is no vocabulary", path);
    if (suo_load_u32(bytes + 8) > SUO_FORMAT_VERSION ||
        suo_load_u32(bytes + 12) != 0)
        return suo_error_set(error, SUO_VERSION,
                             "%s: format version %u needs a newer Suo", path,
                             suo_load_u32(bytes + 8));
    if (suo_load_u64(bytes + len - 8) != vocabulary->hash ||
        suo_hash(bytes, len - 8) != vocabulary->hash ||
        suo_load_u32(bytes + 8) != SUO_FORMAT_VERSION ||
        suo_load_u64(bytes + 16) != vocabulary->commit)
        return suo_error_set(error, SUO_CORRUPT, "%s: is damaged", path);
    suo_reader reader = suo_reader_make(bytes + VOCABULARY_HEAD_BYTES,
                                        len - VOCABULARY_HEAD_BYTES - 8);
    suo_status status = vocabulary_decode(&reader, vocabulary);
    if (status == SUO_NO_MEMORY)
        return suo_error_no_memory(error);
    if (status != SUO_OK)
        return suo_error_set(error, SUO_CORRUPT, "%s: breaks a rule", path);
    return SUO_OK;
}

suo_status suo_vocabulary_read(suo_vocabulary *vocabulary, const suo_os *os,
                               const char *path, uint64_t commit, uint64_t hash,
                               suo_error *error)
{
    const uint64_t max = VOCABULARY_BYTES_LEAST + SUO_VARINT_MAX * 2 +
                         (uint64_t)SUO_WORDS_MAX * WORD_BYTES_MOST +
                         SUO_SYNONYMS_MAX;
    size_t len;
    *vocabulary = (suo_vocabulary){.commit = commit, .hash = hash};
    suo_status status =
        suo_file_read_all(os, path, max, &vocabulary->bytes, &len, error);
    if (status == SUO_LIMIT)
        status = suo_error_set(error, SUO_CORRUPT, "%s: is too long", path);
    if (status == SUO_OK)
        status = vocabulary_parse(vocabulary, len, path, error);
    if (status != SUO_OK)
        suo_vocabulary_clear(vocabulary);
    return status;
}
