/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cuts.c - graphemes by ICU, words by a property, sentences by punctuation.
 *
 * ICU's iterator is asked only where one of two neighbours is none of the
 * usual characters, which stand by themselves: most texts never open it. A cut
 * goes through a word where UAX #29 would join letters, digits and the marks
 * on them (WB5-WB13, without what looks further than two characters).
 *
 * A sentence ends behind 。！？； or …, behind . ! or ? that a blank or the end
 * follows, and at a line end; closing quotes and brackets still belong to it.
 * Abbreviations are not known: the cut is then at a word all the same.
 */
#include "text/cuts.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "text/utf8.h"

enum { CLOSERS_MAX = 4, BLANKS_MAX = 8 }; /* looked through */

void suo_cuts_clear(suo_cuts *cuts)
{
    if (cuts->iterator != NULL)
        ubrk_close(cuts->iterator);
    *cuts = (suo_cuts){0};
}

void suo_cuts_start(suo_cuts *cuts, suo_slice text)
{
    cuts->text = text;
    cuts->is_set = false;
    cuts->status = SUO_OK;
}

suo_status suo_cuts_status(const suo_cuts *cuts, suo_error *error)
{
    if (cuts->status == SUO_NO_MEMORY)
        return suo_error_no_memory(error);
    return cuts->status == SUO_OK
               ? SUO_OK
               : suo_error_set(error, SUO_STATE, "ICU cannot find characters");
}

static uint32_t cuts_code(const suo_cuts *cuts, size_t at)
{
    uint32_t code;
    bool is_broken;
    suo_utf8_decode(cuts->text.bytes + at, cuts->text.len - at, &code,
                    &is_broken);
    return code;
}

static uint32_t cuts_code_before(const suo_cuts *cuts, size_t at)
{
    return cuts_code(cuts, suo_utf8_before(cuts->text.bytes, at));
}

/* ---- graphemes ---- */

/* Is it one that no neighbour of its kind is ever joined with? */
static bool code_stands_alone(uint32_t code)
{
    return (code >= 0x20 && code < 0x300 && code != 0xA9 && code != 0xAE &&
            code != 0xAD) ||
           code == '\n' || (code >= 0x4E00 && code <= 0x9FFF) ||
           (code >= 0x3001 && code <= 0x3029) ||
           (code >= 0xFF01 && code <= 0xFF60);
}

/* Give the iterator the text. */
static void cuts_set(suo_cuts *cuts)
{
    UErrorCode code = U_ZERO_ERROR;
    if (cuts->iterator == NULL)
        cuts->iterator = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &code);
    UText *text = utext_openUTF8(NULL, (const char *)cuts->text.bytes,
                                 (int64_t)cuts->text.len, &code);
    if (U_SUCCESS(code))
        ubrk_setUText(cuts->iterator, text, &code);
    utext_close(text);
    cuts->is_set = U_SUCCESS(code);
    if (cuts->is_set)
        return;
    if (cuts->iterator != NULL)
        ubrk_close(cuts->iterator);
    cuts->iterator = NULL;
    cuts->status =
        code == U_MEMORY_ALLOCATION_ERROR ? SUO_NO_MEMORY : SUO_STATE;
}

bool suo_cuts_is_grapheme(suo_cuts *cuts, size_t at)
{
    if (at == 0 || at >= cuts->text.len ||
        (code_stands_alone(cuts_code_before(cuts, at)) &&
         code_stands_alone(cuts_code(cuts, at))))
        return true;
    if (!cuts->is_set && cuts->status == SUO_OK)
        cuts_set(cuts);
    return cuts->status != SUO_OK ||
           ubrk_isBoundary(cuts->iterator, (int32_t)at);
}

/* ---- words ---- */

static bool code_is_word(uint32_t code)
{
    if (code < 0x80)
        return (code >= '0' && code <= '9') || code == '_' ||
               ((code | 0x20) >= 'a' && (code | 0x20) <= 'z');
    switch (u_getIntPropertyValue((UChar32)code, UCHAR_WORD_BREAK)) {
    case U_WB_ALETTER:
    case U_WB_NUMERIC:
    case U_WB_EXTENDNUMLET:
    case U_WB_HEBREW_LETTER:
    case U_WB_KATAKANA:
    case U_WB_EXTEND:
        return true;
    default:
        return false;
    }
}

bool suo_cuts_splits_word(const suo_cuts *cuts, size_t at)
{
    return at > 0 && at < cuts->text.len &&
           code_is_word(cuts_code_before(cuts, at)) &&
           code_is_word(cuts_code(cuts, at));
}

/* ---- sentences ---- */

static bool code_is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == '\n' ||
           code == 0xA0 || code == 0x3000;
}

static bool code_closes(uint32_t code)
{
    static const uint32_t CLOSERS[] = {'"',    '\'',   ')',    ']',
                                       0x2019, 0x201D, 0x300B, 0x300D,
                                       0x300F, 0x3011, 0xFF09, 0xFF3D};
    for (size_t i = 0; i < sizeof(CLOSERS) / sizeof(*CLOSERS); i++)
        if (code == CLOSERS[i])
            return true;
    return false;
}

/* Ends it a sentence wherever it stands? */
static bool code_ends(uint32_t code)
{
    return code == 0x3002 || code == 0xFF01 || code == 0xFF1F ||
           code == 0xFF1B || code == 0xFF0E || code == 0xFF61 || code == 0x2026;
}

bool suo_cuts_follows_blank(const suo_cuts *cuts, size_t at)
{
    return at == 0 || code_is_blank(cuts_code_before(cuts, at));
}

bool suo_cuts_ends_sentence(const suo_cuts *cuts, size_t at)
{
    bool is_open = at == cuts->text.len || code_is_blank(cuts_code(cuts, at));
    for (int i = 0; i <= CLOSERS_MAX && at > 0; i++) {
        size_t before = suo_utf8_before(cuts->text.bytes, at);
        uint32_t code = cuts_code(cuts, before);
        if (code_ends(code))
            return true;
        if (code == '.' || code == '!' || code == '?')
            return is_open;
        if (!code_closes(code))
            return false;
        at = before;
    }
    return false;
}

bool suo_cuts_starts_sentence(const suo_cuts *cuts, size_t at)
{
    if (at < cuts->text.len && code_is_blank(cuts_code(cuts, at)))
        return false;
    for (int i = 0; i < BLANKS_MAX && at > 0; i++) {
        uint32_t code = cuts_code_before(cuts, at);
        if (code == '\n')
            return true;
        if (!code_is_blank(code))
            break;
        at = suo_utf8_before(cuts->text.bytes, at);
    }
    return at == 0 || suo_cuts_ends_sentence(cuts, at);
}
