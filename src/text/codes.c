/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codes.c - cut a Latin run into parts, and put the parts together again.
 */
#include "text/codes.h"

#include <assert.h>
#include <string.h>

#include "text/accents.h"
#include "text/utf8.h"

/* The heart of Latin runs: a call a part costs 1 % of Chinese text. */
#define CODES_INLINE static inline __attribute__((always_inline))

/* A run being cut. */
typedef struct codes_cut {
    suo_batch *batch;
    const suo_folded *folded;
    const suo_codes *codes;
    size_t to; /* where the run ends */
    uint32_t part_count;
    size_t whole_len;      /* 0 after it became too long */
    bool whole_is_letters; /* it can be stemmed */
    bool ends_in_digit;    /* the part before */
    size_t version_from;   /* numbers with full stops: where they begin, */
    size_t version_to;     /* and end */
    uint32_t version_parts;
    char whole[SUO_WHOLE_MAX];
} codes_cut;

/* A part: characters [from, to) of the folded text, apostrophes inside. */
typedef struct codes_part {
    size_t from;
    size_t to;
    bool is_number;
} codes_part;

static bool codes_is_letter(const codes_cut *cut, size_t at)
{
    int class = suo_class(cut->folded->codes[at]);
    return class == SUO_CLASS_LATIN || class == SUO_CLASS_MARK;
}

/* Whether a new part begins at the letter 'at' of a word that began at
 * 'from': it is a capital after a small one that is not the first. */
CODES_INLINE bool codes_is_hump(const codes_cut *cut, size_t from, size_t at)
{
    const uint32_t *codes = cut->folded->codes;
    return (codes[at] & SUO_FOLDED_UPPER) != 0 && at >= from + 2 &&
           (codes[at - 1] & SUO_FOLDED_UPPER) == 0 &&
           suo_class(codes[at - 1]) == SUO_CLASS_LATIN;
}

/* Find the part that starts at 'from', a letter or a digit. */
CODES_INLINE codes_part codes_next_part(const codes_cut *cut, size_t from)
{
    const uint32_t *codes = cut->folded->codes;
    codes_part part = {from, from + 1,
                       suo_class(codes[from]) == SUO_CLASS_DIGIT};
    for (size_t at = from + 1; at < cut->to; at++) {
        int class = suo_class(codes[at]);
        bool goes_on = class == SUO_CLASS_MARK;
        if (class == SUO_CLASS_DIGIT)
            goes_on = part.is_number;
        else if (class == SUO_CLASS_LATIN)
            goes_on = !part.is_number && !codes_is_hump(cut, from, at);
        else if (class == SUO_CLASS_APOSTROPHE)
            goes_on = !part.is_number && at + 1 < cut->to &&
                      codes_is_letter(cut, at + 1);
        if (!goes_on)
            break;
        part.to = at + 1;
    }
    return part;
}

/* Whether letters keep their marks until they are stemmed. */
static bool codes_keeps_accents(const codes_cut *cut)
{
    return cut->codes->stem->language.kind == SUO_LANGUAGE_OTHER;
}

/*
 * Write a part's characters to 'term', at most SUO_TOKEN_TERM_MAX bytes,
 * without combining marks. Sets '*is_plain' to whether the stemmer takes them:
 * letters and ', in English a-z and '. Returns the length.
 */
static size_t codes_write(const codes_cut *cut, codes_part part, char *term,
                          bool *is_plain)
{
    const uint32_t *codes = cut->folded->codes;
    bool keeps_accents = codes_keeps_accents(cut);
    size_t len = 0;
    *is_plain = !part.is_number;
    for (size_t at = part.from; at < part.to; at++) {
        uint32_t code = codes[at] & SUO_FOLDED_CODE;
        if (code == 0x2019)
            code = '\'';
        if (code < 0x80) {
            if (len == SUO_TOKEN_TERM_MAX)
                break;
            term[len++] = (char)code;
            continue;
        }
        if (suo_class(code) == SUO_CLASS_MARK)
            continue;
        if (len > SUO_TOKEN_TERM_MAX - SUO_UTF8_MAX)
            break;
        const char *plain = keeps_accents ? NULL : suo_accent_plain(code);
        if (plain == NULL) {
            *is_plain &= keeps_accents;
            len += suo_utf8_encode(code, term + len);
            continue;
        }
        term[len++] = plain[0];
        if (plain[1] != 0)
            term[len++] = plain[1];
    }
    return len;
}

/* Put a part behind the whole, while that has room. */
static void codes_join(codes_cut *cut, const char *term, size_t len,
                       codes_part part, bool is_plain)
{
    bool has_dot = cut->ends_in_digit && part.is_number;
    if (cut->part_count > 0 && cut->whole_len == 0)
        return;
    if (cut->whole_len + has_dot + len > SUO_WHOLE_MAX) {
        cut->whole_len = 0;
        return;
    }
    if (has_dot)
        cut->whole[cut->whole_len++] = '.';
    memcpy(cut->whole + cut->whole_len, term, len);
    cut->whole_len += len;
    cut->whole_is_letters &= is_plain;
    cut->ends_in_digit = part.is_number;
}

/* Stem a word, and say so in its token's flags. */
static suo_status codes_stem(suo_stem *stem, char *word, size_t *len,
                             uint16_t *flags, suo_error *error)
{
    char before[SUO_TOKEN_TERM_MAX];
    size_t before_len = *len;
    assert(before_len <= sizeof(before));
    memcpy(before, word, before_len);
    suo_status st = suo_stem_word(stem, word, len, error);
    if (st == SUO_OK && (*len != before_len || memcmp(before, word, *len) != 0))
        *flags |= SUO_TOKEN_STEMMED;
    return st;
}

/* Add the token of a part. */
static suo_status codes_add_part(codes_cut *cut, codes_part part, uint32_t unit,
                                 suo_error *error)
{
    char *term = suo_batch_room(cut->batch);
    bool is_plain;
    size_t len = codes_write(cut, part, term, &is_plain);
    bool is_alone = cut->part_count == 0 && part.to == cut->to;
    uint16_t flags = 0;
    if (is_alone) {
        if (suo_stop_has(cut->codes->stop, suo_stop_ascii_key(term, len)))
            flags = SUO_TOKEN_STOP;
    } else {
        codes_join(cut, term, len, part, is_plain);
    }
    cut->part_count++;
    if (is_plain) {
        suo_status st = codes_stem(cut->codes->stem, term, &len, &flags, error);
        if (st != SUO_OK)
            return st;
    }
    *suo_batch_add(cut->batch) =
        (suo_token){.term = suo_batch_take(cut->batch, len),
                    .term_len = (uint32_t)len,
                    .start = cut->folded->starts[part.from],
                    .end = cut->folded->ends[part.to - 1],
                    .unit = unit,
                    .unit_count = 1,
                    .kind = SUO_TOKEN_WORD,
                    .flags = flags};
    return SUO_OK;
}

/* Add the token of all parts together. */
static suo_status codes_add_whole(codes_cut *cut, size_t from, uint32_t unit,
                                  suo_error *error)
{
    char *term = suo_batch_room(cut->batch);
    size_t len = cut->whole_len;
    memcpy(term, cut->whole, len);
    if (cut->whole_is_letters) {
        suo_status st = suo_stem_word(cut->codes->stem, term, &len, error);
        if (st != SUO_OK)
            return st;
    } else if (codes_keeps_accents(cut)) {
        len = suo_accents_strip(term, len, term);
    }
    *suo_batch_add(cut->batch) =
        (suo_token){.term = suo_batch_take(cut->batch, len),
                    .term_len = (uint32_t)len,
                    .start = cut->folded->starts[from],
                    .end = cut->folded->ends[cut->to - 1],
                    .unit = unit,
                    .unit_count = cut->part_count,
                    .kind = SUO_TOKEN_WHOLE};
    return SUO_OK;
}

/* Whether a part goes on from the version before it: 5.3 and .1. */
static bool codes_continues_version(const codes_cut *cut, codes_part part)
{
    return part.is_number && cut->version_parts > 0 &&
           part.from == cut->version_to + 1 &&
           cut->folded->codes[cut->version_to] == '.';
}

/*
 * Add the version that ends here, if it is one and not all of the run: v5.3
 * is found by 5.3. 'unit' is that of the next part.
 */
static void codes_end_version(codes_cut *cut, size_t from, uint32_t unit)
{
    const suo_folded *folded = cut->folded;
    codes_part version = {cut->version_from, cut->version_to, true};
    bool is_run = version.from == from && version.to == cut->to;
    if (cut->version_parts >= 2 && !is_run &&
        version.to - version.from <= SUO_WHOLE_MAX) {
        char *term = suo_batch_room(cut->batch);
        bool is_plain;
        size_t len = codes_write(cut, version, term, &is_plain);
        *suo_batch_add(cut->batch) =
            (suo_token){.term = suo_batch_take(cut->batch, len),
                        .term_len = (uint32_t)len,
                        .start = folded->starts[version.from],
                        .end = folded->ends[version.to - 1],
                        .unit = unit - cut->version_parts,
                        .unit_count = cut->version_parts,
                        .kind = SUO_TOKEN_WHOLE};
    }
    cut->version_parts = 0;
}

/* Put a part that was added behind the version, or begin one with it. */
static void codes_join_version(codes_cut *cut, codes_part part)
{
    if (!part.is_number)
        return;
    if (cut->version_parts == 0)
        cut->version_from = part.from;
    cut->version_to = part.to;
    cut->version_parts++;
}

suo_status suo_codes_add(const suo_codes *codes, size_t from, size_t to,
                         uint32_t *unit, suo_error *error)
{
    codes_cut cut = {.batch = codes->batch,
                     .folded = codes->folded,
                     .codes = codes,
                     .to = to,
                     .whole_is_letters = true};
    size_t at = from;
    while (at < to) {
        int class = suo_class(codes->folded->codes[at]);
        if (class == SUO_CLASS_JOINER || class == SUO_CLASS_APOSTROPHE) {
            at++;
            continue;
        }
        codes_part part = codes_next_part(&cut, at);
        if (!codes_continues_version(&cut, part))
            codes_end_version(&cut, from, *unit + cut.part_count);
        suo_status st =
            codes_add_part(&cut, part, *unit + cut.part_count, error);
        if (st != SUO_OK)
            return st;
        codes_join_version(&cut, part);
        at = part.to;
    }
    codes_end_version(&cut, from, *unit + cut.part_count);
    suo_status st = SUO_OK;
    if (cut.part_count >= 2 && cut.part_count <= SUO_WHOLE_PARTS_MAX &&
        cut.whole_len > 0)
        st = codes_add_whole(&cut, from, *unit, error);
    *unit += cut.part_count;
    return st;
}

suo_status suo_codes_stem(const suo_codes *codes, char *word, size_t *len,
                          uint16_t *flags, suo_error *error)
{
    if (suo_stop_has(codes->stop, suo_stop_ascii_key(word, *len)))
        *flags |= SUO_TOKEN_STOP;
    return codes_stem(codes->stem, word, len, flags, error);
}

uint32_t suo_codes_count(const suo_folded *folded, size_t from, size_t to)
{
    codes_cut cut = {.folded = folded, .to = to};
    uint32_t count = 0;
    while (from < to) {
        int class = suo_class(folded->codes[from]);
        bool is_part = class == SUO_CLASS_LATIN || class == SUO_CLASS_DIGIT;
        from = is_part ? codes_next_part(&cut, from).to : from + 1;
        count += is_part;
    }
    return count;
}
