/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ascii.c - 64 bytes of text at a time.
 *
 * What the bytes are comes as masks of one bit a byte. In these runs, and the
 * parts that codes.h cuts them into, are rows of ones: where each begins and
 * ends is found for all of them at once, without a branch on what they are.
 *
 * Parts are read in groups. First each gets its key, and the memory is asked
 * for its stem; then their tokens are written, one way for all parts whose
 * stem is remembered. Nothing there is decided by a part's length: branches
 * that cannot be foreseen cost more than all else.
 */
#include "text/ascii.h"

#include "base/bytes.h"
#include "codec/byte_masks.h"

enum {
    ASCII_BLOCK = SUO_MASKED_BYTES,
    ASCII_PART = 16, /* bytes of the longest part with a key */
    ASCII_AHEAD = ASCII_BLOCK + ASCII_PART, /* bytes a block may read */
    ASCII_GROUP = 64,                       /* parts that are enough */
    ASCII_PARTS = ASCII_GROUP + ASCII_BLOCK,
    ASCII_SPAN = 1024, /* bytes that are enough */
    /* A group's tokens: a whole has two parts. */
    ASCII_TOKENS = ASCII_PARTS + ASCII_PARTS / 2,
    /* And their terms: each byte once in a part and once in a whole; behind
     * the last one as much as is written whatever its length. */
    ASCII_TERMS = 2 * (ASCII_SPAN + ASCII_BLOCK) + ASCII_BLOCK + ASCII_PART +
                  SUO_STEM_ADDED
};

/* What stands in no word of a key: that of a longer part. */
#define ASCII_LONG UINT64_MAX

/* A part read and not yet added: its stem comes from memory meanwhile. */
typedef struct ascii_part {
    uint64_t word[2]; /* its letters, small, or its digits */
    uint32_t place;   /* of its stem */
    uint32_t start;   /* bytes of the text */
    uint32_t end;
    bool is_joined; /* with the part before */
} ascii_part;

/* Parts that are read before they are added. */
typedef struct ascii_group {
    const suo_codes *codes;
    const uint8_t *text;
    uint32_t len;
    uint32_t at; /* how far it was read */
    uint32_t count;
    ascii_part parts[ASCII_PARTS + 1]; /* and one that joins nothing */
} ascii_group;

/* ---- reading ---- */

/* Parts of a block, one bit a byte. */
typedef struct ascii_block {
    uint64_t starts; /* of parts */
    uint64_t lasts;  /* their last bytes, and more behind them */
    uint64_t joined; /* starts of those that are not the first of their run */
    uint32_t len;    /* bytes that were read */
    bool is_plain;   /* what follows is, as far as is known */
} ascii_block;

/* Ones up to the highest one of 'bits'; how many in '*len'. */
static inline uint64_t ascii_up_to(uint64_t bits, uint32_t *len)
{
    *len = bits == 0 ? 0 : 64 - (uint32_t)__builtin_clzll(bits);
    return bits == 0 ? 0 : UINT64_MAX >> (64 - *len);
}

/*
 * Find the runs that end in the block, up to one with a byte that is not
 * ASCII, and their parts. A run that reaches the block's end is left for the
 * next block, which begins with it; if it is all of this one, it is not plain.
 */
static inline void ascii_look(const uint8_t *bytes, ascii_block *block)
{
    suo_byte_masks is;
    suo_byte_masks_make(&is, bytes);
    const uint64_t solid = is.letters | is.digits | is.far;
    const uint64_t last = UINT64_C(1) << 63; /* of what follows nothing is
                                                known */
    uint64_t runs = solid | ((is.joiners | is.apostrophes) & solid << 1 &
                             (solid >> 1 | last));
    uint64_t read = ascii_up_to(~runs, &block->len);
    uint64_t far = is.far & read;
    block->is_plain = block->len != 0 && far == 0;
    if (far != 0)
        read = ascii_up_to(~runs & ((far & (0 - far)) - 1), &block->len);

    /* Letters, and apostrophes between them. */
    uint64_t words =
        is.letters | (is.apostrophes & is.letters << 1 & is.letters >> 1);
    uint64_t word_starts = is.letters & ~(words << 1);
    uint64_t humps =
        is.capitals & (is.letters & ~is.capitals) << 1 & ~(word_starts << 1);
    uint64_t starts = word_starts | humps | (is.digits & ~(is.digits << 1));
    uint64_t goes_on = (words | is.digits) & ~starts;
    block->starts = starts & read;
    block->lasts = (words | is.digits) & ~(goes_on >> 1);
    block->joined = starts & runs << 1;
}

/* Keep the parts of a block that begins with 'bytes'. */
static inline void group_take(ascii_group *group, const uint8_t *bytes,
                              const ascii_block *block)
{
    const suo_stem stem = *group->codes->stem; /* none of it changes */
    uint64_t lasts = block->lasts;
    ascii_part *part = group->parts + group->count;
    for (uint64_t starts = block->starts; starts != 0; starts &= starts - 1) {
        uint32_t start = (uint32_t)__builtin_ctzll(starts);
        uint32_t end = (uint32_t)__builtin_ctzll(lasts) + 1;
        uint32_t len = end - start;
        suo_stem_key key = {{ASCII_LONG, 0, 0}};
        lasts &= lasts - 1;
        if (len <= ASCII_PART) {
            const uint64_t small = UINT64_C(0x2020202020202020);
            key.word[0] =
                (suo_load_u64(bytes + start) | small) & suo_stem_mask(0, len);
            key.word[1] = (suo_load_u64(bytes + start + 8) | small) &
                          suo_stem_mask(8, len);
        }
        part->word[0] = key.word[0];
        part->word[1] = key.word[1];
        part->place = suo_stem_place(&stem, &key);
        part->start = group->at + start;
        part->end = group->at + end;
        part->is_joined = block->joined >> start & 1;
        part++;
    }
    group->count = (uint32_t)(part - group->parts);
}

/* Read the next block. False if there is a run that is not plain. */
static bool group_read(ascii_group *group)
{
    const uint8_t *bytes = group->text + group->at;
    uint32_t left = group->len - group->at;
    uint8_t padded[ASCII_AHEAD];
    ascii_block block;
    if (left < ASCII_AHEAD) {
        memset(padded, 0, sizeof(padded));
        memcpy(padded, bytes, left);
        bytes = padded;
    }
    ascii_look(bytes, &block);
    group_take(group, bytes, &block);
    group->at += block.len < left ? block.len : left;
    return block.is_plain;
}

/* Read blocks until there are parts enough. False as group_read. */
static bool group_fill(ascii_group *group)
{
    const uint32_t start = group->at;
    bool is_plain = true;
    group->count = 0;
    while (is_plain && group->count < ASCII_GROUP && group->at < group->len &&
           group->at - start < ASCII_SPAN)
        is_plain = group_read(group);
    group->parts[group->count].is_joined = false;
    return is_plain;
}

/* ---- adding ---- */

/* Where tokens are written. */
typedef struct ascii_out {
    suo_token *token;
    char *term;
    uint32_t unit;
} ascii_out;

/* The token of the 'len' bytes at out.term; returns where to go on. */
static inline ascii_out ascii_put(ascii_out out, size_t len,
                                  const ascii_part *first,
                                  const ascii_part *last, uint32_t count,
                                  uint16_t kind, uint16_t flags)
{
    suo_token *token = out.token++;
    token->term = out.term;
    token->term_len = (uint32_t)len;
    token->start = first->start;
    token->end = last->end;
    token->unit = out.unit;
    token->unit_count = count;
    token->kind = kind;
    token->flags = flags;
    out.term += len;
    return out;
}

/* Add a part whose stem is known. */
static inline ascii_out ascii_put_known(ascii_out out, const ascii_part *part,
                                        const suo_stem_entry *entry,
                                        uint16_t kept_flags)
{
    suo_token *token = out.token++;
    token->start = part->start;
    token->end = part->end;
    suo_store_u64(out.term, part->word[0]);
    suo_store_u64(out.term + 8, part->word[1]);
    size_t len = suo_stem_write(entry, out.term);
    token->term = out.term;
    token->term_len = (uint32_t)len;
    token->unit = out.unit++;
    token->unit_count = 1;
    token->kind = SUO_TOKEN_WORD;
    token->flags = suo_stem_flags(entry) & kept_flags;
    out.term += len;
    return out;
}

static inline suo_stem_key ascii_key(const ascii_part *part)
{
    return (suo_stem_key){{part->word[0], part->word[1], 0}};
}

static inline bool ascii_is_number(const ascii_group *group,
                                   const ascii_part *part)
{
    return group->text[part->start] <= '9';
}

/* Write a part as it is, small. Returns its length. */
static size_t ascii_write(const ascii_group *group, const ascii_part *part,
                          char *term)
{
    size_t len = part->end - part->start;
    if (len <= ASCII_PART) {
        suo_store_u64(term, part->word[0]);
        suo_store_u64(term + 8, part->word[1]);
        return len;
    }
    for (size_t i = 0; i < len; i++)
        term[i] = (char)(group->text[part->start + i] | 0x20);
    return len;
}

/* Add a part, with those of its flags that are in 'kept_flags'. */
static suo_status ascii_add_part(const ascii_group *group,
                                 const ascii_part *part, uint16_t kept_flags,
                                 ascii_out *out, suo_error *error)
{
    const suo_codes *codes = group->codes;
    const suo_stem_key key = ascii_key(part);
    const suo_stem_entry *entry = suo_stem_find(codes->stem, &key, part->place);
    suo_status status = SUO_OK;
    uint16_t flags = 0;
    if (entry == NULL)
        entry = suo_stem_find_second(codes->stem, &key);
    if (entry != NULL) {
        *out = ascii_put_known(*out, part, entry, kept_flags);
        return SUO_OK;
    }
    size_t len = ascii_write(group, part, out->term);
    if (!ascii_is_number(group, part))
        status = suo_codes_stem(codes, out->term, &len, &flags, error);
    *out =
        ascii_put(*out, len, part, part, 1, SUO_TOKEN_WORD, flags & kept_flags);
    out->unit++;
    return status;
}

/* The parts of a run together, before they are stemmed. */
typedef struct ascii_whole {
    size_t len;
    bool is_letters;
    suo_stem_key key; /* of at most SUO_STEM_CACHED letters */
    uint32_t place;
    char term[ASCII_BLOCK + ASCII_PART];
} ascii_whole;

/* Put the 'count' parts of a run together. */
static void ascii_join(const ascii_group *group, const ascii_part *parts,
                       uint32_t count, ascii_whole *whole)
{
    bool was_number = false;
    whole->len = 0;
    whole->is_letters = true;
    for (uint32_t i = 0; i < count; i++) {
        bool is_number = ascii_is_number(group, parts + i);
        whole->term[whole->len] = '.';
        whole->len += is_number & was_number;
        was_number = is_number;
        whole->is_letters &= !is_number;
        whole->len += ascii_write(group, parts + i, whole->term + whole->len);
    }
    if (!whole->is_letters || whole->len > SUO_STEM_CACHED)
        return;
    suo_stem_key_make(&whole->key, whole->term, whole->len);
    whole->place = suo_stem_place(group->codes->stem, &whole->key);
}

/* Add the whole of a run, whose parts were added. */
static suo_status ascii_add_whole(const ascii_group *group,
                                  const ascii_part *parts, uint32_t count,
                                  const ascii_whole *whole, ascii_out *out,
                                  suo_error *error)
{
    suo_stem *stem = group->codes->stem;
    const suo_stem_entry *entry = NULL;
    suo_status status = SUO_OK;
    size_t len = whole->len;
    memcpy(out->term, whole->term, sizeof(whole->term));
    if (whole->is_letters && len <= SUO_STEM_CACHED)
        entry = suo_stem_find(stem, &whole->key, whole->place);
    if (entry != NULL)
        len = suo_stem_write(entry, out->term);
    else if (whole->is_letters)
        status = suo_stem_word(stem, out->term, &len, error);
    out->unit -= count;
    *out = ascii_put(*out, len, parts, parts + count - 1, count,
                     SUO_TOKEN_WHOLE, 0);
    out->unit += count;
    return status;
}

/* Whether a run of 'count' parts has a version in it and is none itself:
 * between two numbers there is one byte, a full stop. */
static bool ascii_has_version(const ascii_group *group, const ascii_part *parts,
                              uint32_t count)
{
    uint32_t stops = 0;
    for (uint32_t i = 1; i < count; i++)
        stops += ascii_is_number(group, parts + i - 1) &&
                 ascii_is_number(group, parts + i) &&
                 parts[i].start == parts[i - 1].end + 1 &&
                 group->text[parts[i - 1].end] == '.';
    return stops > 0 && stops < count - 1;
}

/* Add the run of 'count' parts, two or more. */
static suo_status ascii_add_run(const ascii_group *group,
                                const ascii_part *parts, uint32_t count,
                                ascii_out *out, suo_error *error)
{
    ascii_whole whole;
    suo_status status = SUO_OK;
    if (count <= SUO_WHOLE_PARTS_MAX) /* memory is read for it meanwhile */
        ascii_join(group, parts, count, &whole);
    for (uint32_t i = 0; i < count && status == SUO_OK; i++)
        status =
            ascii_add_part(group, parts + i, SUO_TOKEN_STEMMED, out, error);
    if (status == SUO_OK && count <= SUO_WHOLE_PARTS_MAX)
        status = ascii_add_whole(group, parts, count, &whole, out, error);
    return status;
}

/*
 * Add the run that begins with '*part', and move '*part' past it. A version
 * inside makes it one that is not plain: nothing is added then.
 */
static suo_status group_add_run(const ascii_group *group,
                                const ascii_part **part, ascii_out *out,
                                bool *is_plain, suo_error *error)
{
    const ascii_part *parts = *part;
    uint32_t count = 1;
    while (parts[count].is_joined)
        count++;
    if (count > 1 && ascii_has_version(group, parts, count)) {
        *is_plain = false;
        return SUO_OK;
    }
    *part += count;
    if (count == 1)
        return ascii_add_part(group, parts, UINT16_MAX, out, error);
    return ascii_add_run(group, parts, count, out, error);
}

/*
 * Add the group's runs; the batch has room. Ends at one that is not plain:
 * this is said, and the group was read to there.
 */
static suo_status group_add(ascii_group *group, uint32_t *unit, bool *is_plain,
                            suo_error *error)
{
    suo_batch *batch = group->codes->batch;
    const suo_stem *stem = group->codes->stem;
    const ascii_part *part = group->parts;
    const ascii_part *end = part + group->count;
    ascii_out out = {batch->tokens + batch->count, suo_batch_room(batch),
                     *unit};
    suo_status status = SUO_OK;
    while (part < end) {
        const suo_stem_entry *entry = NULL;
        if (!part[1].is_joined) {
            const suo_stem_key key = ascii_key(part);
            entry = suo_stem_find(stem, &key, part->place);
        }
        if (entry != NULL) {
            out = ascii_put_known(out, part++, entry, UINT16_MAX);
            continue;
        }
        ascii_out next = out; /* 'out' itself has no address: it stays in
                                 registers */
        bool was_plain = true;
        status = group_add_run(group, &part, &next, &was_plain, error);
        out = next;
        if (status == SUO_OK && was_plain)
            continue;
        if (!was_plain)
            group->at = part->start;
        *is_plain &= was_plain;
        break;
    }
    *unit = out.unit;
    batch->count = (size_t)(out.token - batch->tokens);
    suo_batch_take(batch, (size_t)(out.term - suo_batch_room(batch)));
    return status;
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
    while (status == SUO_OK && is_plain && group.at < len &&
           group.text[group.at] < 0x80) {
        status = suo_batch_reserve(codes->batch, ASCII_TOKENS, ASCII_TERMS,
                                   is_full, error);
        if (status != SUO_OK || *is_full)
            break;
        is_plain = group_fill(&group);
        status = group_add(&group, unit, &is_plain, error);
    }
    *end = group.at;
    return status;
}
