/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quantity.c - find numbers with their unit in a run of Han.
 */
#include "text/quantity.h"

#include <stdio.h>

#include "text/utf8.h"

/* A number of digits right before the Han run. */
typedef struct quantity_digits {
    size_t from;         /* its first character in the folded text */
    size_t count;        /* characters; 0: there is none, or it is part of a
                            code */
    uint32_t unit_count; /* 2 with a decimal point */
} quantity_digits;

/*
 * Whether digits that begin at 'at' are a number of their own, not the end of
 * a code. A joiner that joins nothing is as a space; the second number of a
 * range (1-3) stands alone.
 */
static bool quantity_is_alone(const uint32_t *codes, size_t at)
{
    int before = at > 0 ? suo_class(codes[at - 1]) : SUO_CLASS_NONE;
    if (before == SUO_CLASS_LATIN || before == SUO_CLASS_MARK ||
        before == SUO_CLASS_DIGIT)
        return false;
    if (before != SUO_CLASS_JOINER && before != SUO_CLASS_APOSTROPHE)
        return true;
    int joined = at > 1 ? suo_class(codes[at - 2]) : SUO_CLASS_NONE;
    if (joined == SUO_CLASS_DIGIT)
        return codes[at - 1] == '-';
    return joined != SUO_CLASS_LATIN && joined != SUO_CLASS_MARK;
}

static quantity_digits quantity_find_digits(const suo_folded *folded,
                                            size_t end)
{
    quantity_digits digits = {end, 0, 1};
    const uint32_t *codes = folded->codes;
    size_t at = end;
    while (at > 0 && end - at <= SUO_NUMBER_DIGITS_MAX) {
        int class = suo_class(codes[at - 1]);
        bool is_point = codes[at - 1] == '.' && digits.unit_count == 1 &&
                        at < end && at > 1 &&
                        suo_class(codes[at - 2]) == SUO_CLASS_DIGIT;
        if (class != SUO_CLASS_DIGIT && !is_point)
            break;
        digits.unit_count += is_point;
        at--;
    }
    bool is_alone = quantity_is_alone(codes, at);
    bool is_padded = at + 1 < end && codes[at] == '0' && codes[at + 1] != '.';
    if (at == end || end - at > SUO_NUMBER_DIGITS_MAX || !is_alone || is_padded)
        return digits;
    digits.from = at;
    digits.count = end - at;
    return digits;
}

/* A number and its unit; characters are counted in the Han run. */
typedef struct quantity {
    quantity_digits digits;
    suo_numeral numeral; /* where there are no digits */
    size_t from;         /* the first character behind the digits */
    size_t unit_from;    /* what of the unit is written */
    size_t end;
} quantity;

/* Whether 一 behind the folded character is no count: 哪一年, 每一天. */
static bool quantity_is_choice(uint32_t code)
{
    static const uint16_t CHOICES[] = {0x54EA, 0x6BCF, 0x67D0, 0x8FD9, 0x90A3,
                                       0x540C, 0x4EFB, 0x53E6, 0x4E0A, 0x4E0B};
    for (size_t i = 0; i < sizeof(CHOICES) / sizeof(*CHOICES); i++)
        if (code == CHOICES[i]) /* 哪每某这那 同任另上下 */
            return true;
    return false;
}

/* A Han run that quantities are looked for in. */
typedef struct quantity_run {
    const suo_folded *folded;
    const uint32_t *chars;
    const uint32_t *places;
    size_t count;
} quantity_run;

/* Find the quantity at 'place'; its end is 0 when there is none. */
static quantity quantity_find(const quantity_run *run, size_t place)
{
    const uint32_t *chars = run->chars + place;
    size_t left = run->count - place;
    quantity found = {.from = place};
    if (place == 0)
        found.digits = quantity_find_digits(run->folded, run->places[0]);
    if (found.digits.count == 0) {
        if (place > 0 && suo_continues_number(chars[-1]))
            return found;
        found.numeral = suo_numeral_read(chars, left);
        if (found.numeral.len == 0)
            return found;
    }
    uint32_t read = found.numeral.len;
    suo_unit unit = suo_unit_find(chars + read, left - read);
    bool is_one = found.digits.count == 0 && found.numeral.value == 1;
    if (is_one && place > 0 && quantity_is_choice(chars[-1]))
        return found;
    if (unit.len == 0 || (is_one && unit.needs_plural) ||
        (found.numeral.is_year && !unit.is_year))
        return found;
    size_t end = place + read + unit.len;
    bool goes_on = end < run->count && suo_is_numeral(run->chars[end]) &&
                   suo_continues_number(run->chars[end - 1]);
    found.unit_from = place + read + unit.skipped;
    found.end = goes_on ? 0 : end;
    return found;
}

static size_t quantity_write(const quantity *own, const quantity_run *run,
                             char *term)
{
    size_t len = 0;
    for (size_t i = 0; i < own->digits.count; i++)
        term[len++] = (char)(run->folded->codes[own->digits.from + i] & 0x7F);
    if (own->digits.count == 0)
        len = (size_t)snprintf(term, SUO_QUANTITY_BYTES_MAX, "%u",
                               own->numeral.value);
    for (size_t i = own->unit_from; i < own->end; i++)
        len += suo_utf8_encode(run->chars[i], term + len);
    return len;
}

void suo_quantity_add(suo_batch *batch, const suo_folded *folded,
                      const suo_han *han, suo_han_run run, size_t place,
                      uint32_t unit)
{
    quantity_run own_run = {folded, han->chars + run.from,
                            han->places + run.from, run.count};
    quantity own = quantity_find(&own_run, place);
    if (own.end == 0)
        return;
    size_t len = quantity_write(&own, &own_run, suo_batch_room(batch));
    bool has_digits = own.digits.count > 0;
    uint32_t before = has_digits ? own.digits.unit_count : 0;
    size_t from = has_digits ? own.digits.from : own_run.places[own.from];
    *suo_batch_add(batch) =
        (suo_token){.term = suo_batch_take(batch, len),
                    .term_len = (uint32_t)len,
                    .start = folded->starts[from],
                    .end = folded->ends[own_run.places[own.end - 1]],
                    .unit = unit - before,
                    .unit_count = before + (uint32_t)(own.end - own.from),
                    .kind = SUO_TOKEN_WHOLE,
                    .flags = SUO_TOKEN_HAN};
}
