/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ascii.c - 64 bytes of text at a time.
 *
 * What the bytes are comes as masks of one bit a byte. In these a word of
 * letters alone is a row of ones: its beginning, its end, and that nothing is
 * odd about it are found without looking at its bytes again. Odd ones, and the
 * last bytes of a text, are read one at a time.
 */
#include "text/ascii.h"

#include "base/bytes.h"
#include "codec/byte_masks.h"

enum {
    ASCII_BLOCK = SUO_MASKED_BYTES,
    ASCII_AHEAD = ASCII_BLOCK + SUO_STEM_ROOM, /* bytes a block may read */
    ASCII_GROUP = 64,
    /* Room for the longest word, and for its stem. */
    ASCII_WORD_BYTES = SUO_PLAIN_MAX + SUO_STEM_ROOM
};

typedef enum ascii_kind {
    ASCII_BREAK, /* separates */
    ASCII_LETTER,
    ASCII_DIGIT,
    ASCII_JOINER,
    ASCII_APOSTROPHE,
    ASCII_NOT
} ascii_kind;

static ascii_kind ascii_kind_of(uint8_t byte)
{
    if ((byte | 0x20u) - 'a' < 26)
        return ASCII_LETTER;
    if (byte - (unsigned)'0' < 10)
        return ASCII_DIGIT;
    if (byte == '-' || byte == '_' || byte == '.')
        return ASCII_JOINER;
    if (byte == '\'')
        return ASCII_APOSTROPHE;
    return byte < 0x80 ? ASCII_BREAK : ASCII_NOT;
}

/* ---- one byte at a time ---- */

/* Whether a new part begins at the capital 'at' of a word from 'start' on. */
static bool ascii_is_hump(const uint8_t *text, uint32_t start, uint32_t at)
{
    return at >= start + 2 && text[at] - (unsigned)'A' < 26 &&
           text[at - 1] - (unsigned)'a' < 26;
}

/*
 * Write the letters at 'at', and apostrophes between them, in small ones to
 * 'term'. Returns how many; SUO_PLAIN_MAX if it is no plain word.
 */
static uint32_t ascii_write_word(const uint8_t *text, uint32_t at, uint32_t len,
                                 char *term)
{
    uint32_t count = 0;
    for (; count < SUO_PLAIN_MAX && at + count < len; count++) {
        uint32_t place = at + count;
        ascii_kind kind = ascii_kind_of(text[place]);
        bool goes_on = kind == ASCII_LETTER;
        if (kind == ASCII_APOSTROPHE)
            goes_on = place + 1 < len &&
                      ascii_kind_of(text[place + 1]) == ASCII_LETTER;
        if (!goes_on)
            break;
        if (ascii_is_hump(text, at, place))
            return SUO_PLAIN_MAX;
        term[count] = (char)(text[place] | 0x20);
    }
    return count;
}

/* Write the digits at 'at'; returns how many, or SUO_PLAIN_MAX. */
static uint32_t ascii_write_digits(const uint8_t *text, uint32_t at,
                                   uint32_t len, char *term)
{
    uint32_t count = 0;
    while (count < SUO_PLAIN_MAX && at + count < len &&
           ascii_kind_of(text[at + count]) == ASCII_DIGIT) {
        term[count] = (char)text[at + count];
        count++;
    }
    return count;
}

/* Whether a run of letters and digits ends before byte 'at'. */
static bool ascii_is_end(const uint8_t *text, uint32_t at, uint32_t len)
{
    if (at == len)
        return true;
    ascii_kind kind = ascii_kind_of(text[at]);
    if (kind == ASCII_JOINER || kind == ASCII_APOSTROPHE) {
        if (at + 1 == len)
            return true;
        kind = ascii_kind_of(text[at + 1]);
        return kind == ASCII_BREAK || kind == ASCII_JOINER ||
               kind == ASCII_APOSTROPHE;
    }
    return kind == ASCII_BREAK;
}

/* A word read and not yet added: its stem comes from memory meanwhile. */
typedef struct ascii_word {
    char *term;
    uint32_t len;
    uint32_t start; /* bytes of the text */
    uint32_t end;
    suo_stem_key key;
} ascii_word;

/* Words that are read before they are added. */
typedef struct ascii_group {
    const suo_codes *codes;
    const uint8_t *text;
    uint32_t len;
    uint32_t at; /* how far it was read */
    uint32_t count;
    ascii_word words[ASCII_GROUP];
} ascii_group;

/* Where the next word is written; the group has room. */
static inline ascii_word *group_next(ascii_group *group)
{
    ascii_word *word = &group->words[group->count];
    word->term = suo_batch_room(group->codes->batch);
    return word;
}

/* Keep the next word, whose key is made. */
static inline void group_keep(ascii_group *group, uint32_t start, uint32_t len)
{
    ascii_word *word = &group->words[group->count++];
    word->len = len;
    word->start = start;
    word->end = start + len;
    suo_batch_take(group->codes->batch, len + SUO_STEM_ADDED);
    group->at = word->end;
}

/* Read the run at 'at', which begins with a letter or a digit. False if it is
 * not plain. */
static bool group_read_slow(ascii_group *group, uint32_t at)
{
    ascii_word *word = group_next(group);
    uint32_t len =
        ascii_kind_of(group->text[at]) == ASCII_LETTER
            ? ascii_write_word(group->text, at, group->len, word->term)
            : ascii_write_digits(group->text, at, group->len, word->term);
    if (len >= SUO_PLAIN_MAX ||
        !ascii_is_end(group->text, at + len, group->len))
        return false;
    suo_stem_prepare(group->codes->stem, word->term, len, &word->key);
    group_keep(group, at, len);
    return true;
}

/* Read on to the end of the group or of the text, or to what is not plain,
 * which is said. */
static bool group_read_last(ascii_group *group)
{
    while (group->count < ASCII_GROUP && group->at < group->len) {
        ascii_kind kind = ascii_kind_of(group->text[group->at]);
        if (kind == ASCII_NOT)
            return false;
        if (kind != ASCII_LETTER && kind != ASCII_DIGIT)
            group->at++;
        else if (!group_read_slow(group, group->at))
            return false;
    }
    return true;
}

/* Whether a run of words may begin with this byte, and is ASCII. */
static bool ascii_begins(uint8_t byte)
{
    ascii_kind kind = ascii_kind_of(byte);
    return kind == ASCII_LETTER || kind == ASCII_DIGIT;
}

/* ---- 64 bytes at a time ---- */

/* What the bytes of a block are to us, one bit a byte. */
typedef struct ascii_block {
    uint64_t letters;
    uint64_t runs;  /* letters, digits, not ASCII; joiners between them */
    uint64_t humps; /* capitals behind small letters */
} ascii_block;

static inline void ascii_look(const uint8_t *text, ascii_block *block)
{
    suo_byte_masks masks;
    suo_byte_masks_make(&masks, text);
    uint64_t solid = masks.letters | masks.digits | masks.far;
    uint64_t last = UINT64_C(1) << 63; /* of what follows nothing is known */
    block->letters = masks.letters;
    block->runs = solid | (masks.joiners & solid << 1 & (solid >> 1 | last));
    block->humps = masks.capitals & (masks.letters & ~masks.capitals) << 1;
}

/* The eight letters at 'text' in small ones, those from 'len' on zero. */
static inline uint64_t ascii_small(const uint8_t *text, uint32_t len)
{
    uint64_t small = suo_load_u64(text) | UINT64_C(0x2020202020202020);
    return len >= 8 ? small : small & ((UINT64_C(1) << len * 8) - 1);
}

/* Keep the word of 'len' letters, at most 24, at 'at'. */
static inline void group_take(ascii_group *group, uint32_t at, uint32_t len)
{
    const uint8_t *text = group->text + at;
    ascii_word *word = group_next(group);
    suo_stem_key *key = &word->key;
    key->word[0] = ascii_small(text, len);
    key->word[1] = len > 8 ? ascii_small(text + 8, len - 8) : 0;
    key->rest = len > 16 ? ascii_small(text + 16, len - 16) : 0;
    suo_store_u64(word->term, key->word[0]);
    suo_store_u64(word->term + 8, key->word[1]);
    suo_store_u64(word->term + 16, key->rest);
    suo_stem_place(group->codes->stem, len, key);
    group_keep(group, at, len);
}

/*
 * Read the words of the block at 'at'. A run that reaches the block's end is
 * left for the next block, which begins with it. False if there is one that
 * is not plain.
 */
static bool group_read_block(ascii_group *group)
{
    const uint32_t base = group->at;
    ascii_block block;
    if (group->text[base] >= 0x80)
        return false;
    ascii_look(group->text + base, &block);
    uint64_t runs = block.runs;
    while (runs != 0 && group->count < ASCII_GROUP) {
        uint32_t start = (uint32_t)__builtin_ctzll(runs);
        uint64_t behind = ~(runs >> start);
        uint32_t len = behind != 0 ? (uint32_t)__builtin_ctzll(behind)
                                   : (uint32_t)ASCII_BLOCK;
        group->at = base + start;
        if (start + len >= ASCII_BLOCK)
            return start > 0 || group_read_slow(group, base);
        uint64_t own = ((UINT64_C(1) << len) - 1) << start;
        runs &= ~own;
        if ((block.letters & own) == own && len <= SUO_STEM_ROOM &&
            (block.humps & own & ~(UINT64_C(3) << start)) == 0)
            group_take(group, base + start, len);
        else if (!ascii_begins(group->text[base + start]) ||
                 !group_read_slow(group, base + start))
            return false;
    }
    if (runs == 0)
        group->at = base + ASCII_BLOCK;
    return true;
}

/* Add the token of a word, number 'unit'. */
static inline suo_status group_add(const ascii_group *group,
                                   const ascii_word *word, uint32_t unit,
                                   suo_error *error)
{
    const suo_codes *codes = group->codes;
    size_t len = word->len;
    uint16_t flags = 0;
    if (word->term[0] > '9' &&
        !suo_stem_recall(codes->stem, word->term, &len, &word->key, &flags)) {
        suo_status status =
            suo_codes_stem(codes, word->term, &len, &flags, error);
        if (status != SUO_OK)
            return status;
    }
    suo_token *token = suo_batch_add(codes->batch);
    token->term = word->term;
    token->term_len = (uint32_t)len;
    token->start = word->start;
    token->end = word->end;
    token->unit = unit;
    token->unit_count = 1;
    token->kind = SUO_TOKEN_WORD;
    token->flags = flags;
    return SUO_OK;
}

suo_status suo_ascii_add(const suo_codes *codes, const char *text, uint32_t at,
                         uint32_t len, uint32_t *unit, uint32_t *end,
                         bool *is_full, suo_error *error)
{
    ascii_group group;
    group.codes = codes;
    group.text = (const uint8_t *)text;
    group.len = len;
    group.at = at;
    suo_status status = SUO_OK;
    bool is_plain = true;
    *is_full = false;
    while (status == SUO_OK && is_plain && group.at < len) {
        status =
            suo_batch_reserve(codes->batch, ASCII_GROUP,
                              ASCII_GROUP * ASCII_WORD_BYTES, is_full, error);
        if (status != SUO_OK || *is_full)
            break;
        group.count = 0;
        while (is_plain && group.count < ASCII_GROUP && group.at < len)
            is_plain = len - group.at >= ASCII_AHEAD ? group_read_block(&group)
                                                     : group_read_last(&group);
        for (uint32_t i = 0; i < group.count && status == SUO_OK; i++)
            status = group_add(&group, &group.words[i], (*unit)++, error);
    }
    *end = group.at;
    return status;
}
