/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelling.c - fold, cut the Han, read it, and take what can be typed.
 *
 * The words of Han are those of the lexicon, whatever segmenter the index
 * has: they say how characters are read and where a word begins, not what is
 * found. In Latin a word begins behind what is neither letter nor digit, and
 * with a capital behind a small letter (OneDrive).
 */
#include "text/spelling.h"

#include "base/memory.h"
#include "text/accents.h"

/* What the last character taken was. */
typedef enum spelling_before {
    BEFORE_NOTHING, /* a break, or Han */
    BEFORE_SMALL,   /* a small letter, a digit, another script */
    BEFORE_CAPITAL
} spelling_before;

void suo_spelling_clear(suo_spelling *spelling)
{
    suo_folded_clear(&spelling->folded);
    suo_han_clear(&spelling->han);
    suo_dealloc(spelling->units);
    suo_dealloc(spelling->syllables);
    *spelling = (suo_spelling){0};
}

/* Add a unit; there is room. 'at' is a folded character. */
static void spelling_add(suo_spelling *spelling, size_t at, uint32_t code,
                         suo_spelt_place place, uint16_t syllable)
{
    if (spelling->count == 0)
        place = SUO_SPELT_FIRST;
    spelling->units[spelling->count++] =
        (suo_spelt){.code = code & SUO_FOLDED_CODE,
                    .syllable = syllable,
                    .place = (uint16_t)place,
                    .start = spelling->folded.starts[at],
                    .end = spelling->folded.ends[at]};
}

/* Add the characters of a run of Han. */
static void spelling_add_run(suo_spelling *spelling, const suo_han_run *run)
{
    const suo_han *han = &spelling->han;
    size_t word_start = 0;
    suo_pinyin_read(han->chars + run->from, han->word_lens + run->from,
                    run->count, spelling->syllables);
    for (size_t i = 0; i < run->count; i++) {
        bool is_start = i == word_start;
        spelling_add(spelling, han->places[run->from + i],
                     han->chars[run->from + i],
                     is_start ? SUO_SPELT_WORD : SUO_SPELT_INSIDE,
                     spelling->syllables[i]);
        if (is_start)
            word_start += han->word_lens[run->from + i];
    }
}

/* Add a letter or digit that is not Han, or pass over what is none. */
static spelling_before spelling_add_other(suo_spelling *spelling, size_t at,
                                          spelling_before before)
{
    uint32_t code = spelling->folded.codes[at];
    int class = suo_class(code);
    if (class == SUO_CLASS_MARK || class == SUO_CLASS_APOSTROPHE)
        return before;
    if (class != SUO_CLASS_LATIN && class != SUO_CLASS_DIGIT &&
        class != SUO_CLASS_OTHER)
        return BEFORE_NOTHING;
    bool is_upper = (code & SUO_FOLDED_UPPER) != 0;
    bool is_start =
        before == BEFORE_NOTHING || (before == BEFORE_SMALL && is_upper);
    suo_spelt_place place = is_start ? SUO_SPELT_WORD : SUO_SPELT_NOWHERE;
    const char *plain = suo_accent_plain(code & SUO_FOLDED_CODE);
    if (plain == NULL) {
        spelling_add(spelling, at, code, place, SUO_PINYIN_NONE);
    } else {
        spelling_add(spelling, at, (uint8_t)plain[0], place, SUO_PINYIN_NONE);
        if (plain[1] != 0)
            spelling_add(spelling, at, (uint8_t)plain[1], SUO_SPELT_NOWHERE,
                         SUO_PINYIN_NONE);
    }
    return is_upper ? BEFORE_CAPITAL : BEFORE_SMALL;
}

static suo_status spelling_cut(suo_spelling *spelling, const char *text,
                               uint32_t len, suo_error *error)
{
    suo_status status = suo_fold(&spelling->folded, text, 0, len, error);
    if (status == SUO_OK)
        status = suo_han_read(&spelling->han, &spelling->folded, error);
    if (status != SUO_OK)
        return status;
    suo_han_cut(&spelling->han);
    /* A letter with a mark may become two. */
    status = suo_grow(&spelling->units, &spelling->cap,
                      2 * spelling->folded.count, sizeof(*spelling->units));
    if (status == SUO_OK)
        status = suo_grow(&spelling->syllables, &spelling->syllable_cap,
                          spelling->han.count, sizeof(*spelling->syllables));
    return status == SUO_OK ? SUO_OK : suo_error_no_memory(error);
}

suo_status suo_spelling_read(suo_spelling *spelling, const char *text,
                             uint32_t len, suo_error *error)
{
    spelling->count = 0;
    suo_status status = spelling_cut(spelling, text, len, error);
    if (status != SUO_OK)
        return status;
    const suo_han *han = &spelling->han;
    spelling_before before = BEFORE_NOTHING;
    size_t run = 0;
    size_t at = 0;
    while (at < spelling->folded.count) {
        if (run < han->run_count && han->places[han->runs[run].from] == at) {
            spelling_add_run(spelling, &han->runs[run]);
            before = BEFORE_NOTHING;
            at = han->runs[run++].end;
        } else {
            before = spelling_add_other(spelling, at++, before);
        }
    }
    return SUO_OK;
}
