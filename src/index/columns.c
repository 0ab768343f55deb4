/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns.c - encode and read the columns.
 *
 * _open checks that a section is as long as its header says, so that reading
 * a document's value needs no check but the document's number, which the
 * caller has checked. Values that lead on (keyword numbers) are checked when
 * they are used.
 */
#include "index/columns.h"

#include <stdlib.h>

#include "base/memory.h"
#include "codec/bitpack.h"
#include "codec/column_scan.h"

enum {
    LENGTHS_HEAD_BYTES = 64,
    SEQUENCES_HEAD_BYTES = 16,
    NUMBERS_HEAD_BYTES = 16,
    KEYWORDS_HEAD_BYTES = 16
};

static uint64_t column_round(uint64_t bytes, uint64_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

static void column_pad(suo_buffer *out, size_t start, size_t unit)
{
    size_t over = (out->len - start) % unit;
    if (over > 0)
        suo_buffer_add_zeros(out, unit - over);
}

/* ---- lengths ---- */

bool suo_lengths_open(suo_lengths *lengths, suo_slice section,
                      uint32_t doc_count)
{
    if (section.len < LENGTHS_HEAD_BYTES)
        return false;
    uint64_t offset = LENGTHS_HEAD_BYTES;
    for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
        uint8_t width = section.bytes[lane];
        if (width != 1 && width != 2 && width != 4)
            return false;
        lengths->width[lane] = width;
        uint64_t start = offset;
        offset += (uint64_t)doc_count * width;
        if (offset > section.len)
            return false;
        lengths->values[lane] = section.bytes + start;
        if (lane + 1 < SUO_LANES)
            offset = column_round(offset, 64);
    }
    return offset == section.len;
}

static uint8_t lengths_width(const uint32_t *values, uint32_t count)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < count; i++)
        most = values[i] > most ? values[i] : most;
    return most <= UINT8_MAX ? 1 : most <= UINT16_MAX ? 2 : 4;
}

void suo_lengths_encode(suo_buffer *out, uint32_t *const lengths[SUO_LANES],
                        uint32_t doc_count)
{
    size_t start = out->len;
    uint8_t width[SUO_LANES];
    for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
        width[lane] = lengths_width(lengths[lane], doc_count);
        suo_buffer_add_u8(out, width[lane]);
    }
    suo_buffer_add_zeros(out, LENGTHS_HEAD_BYTES - SUO_LANES);
    for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
        column_pad(out, start, 64);
        size_t bytes = (size_t)doc_count * width[lane];
        uint8_t *room = suo_buffer_reserve(out, bytes);
        if (room == NULL)
            return;
        for (uint32_t doc = 0; doc < doc_count; doc++)
            for (uint8_t i = 0; i < width[lane]; i++)
                *room++ = (uint8_t)(lengths[lane][doc] >> (8 * i));
        out->len += bytes;
    }
}

/* ---- sequences ---- */

bool suo_sequences_open(suo_sequences *sequences, suo_slice section,
                        uint32_t doc_count)
{
    if (section.len < SEQUENCES_HEAD_BYTES)
        return false;
    sequences->least = suo_load_u64(section.bytes);
    sequences->width = section.bytes[8];
    sequences->values = section.bytes + SEQUENCES_HEAD_BYTES;
    return sequences->width <= 64 &&
           section.len - SEQUENCES_HEAD_BYTES ==
               suo_column_bytes(doc_count, sequences->width);
}

uint64_t suo_sequences_get(const suo_sequences *sequences, uint32_t doc)
{
    return sequences->least +
           suo_column_get(sequences->values, sequences->width, doc);
}

void suo_sequences_encode(suo_buffer *out, uint64_t *values, uint32_t doc_count)
{
    uint64_t least = UINT64_MAX;
    uint64_t any = 0;
    for (uint32_t i = 0; i < doc_count; i++)
        least = values[i] < least ? values[i] : least;
    for (uint32_t i = 0; i < doc_count; i++) {
        values[i] -= least;
        any |= values[i];
    }
    unsigned width = suo_bits_of_u64(any);
    suo_buffer_add_u64(out, least);
    suo_buffer_add_u8(out, (uint8_t)width);
    suo_buffer_add_zeros(out, 7);
    suo_column_encode(out, values, doc_count, width);
}

/* ---- numbers ---- */

bool suo_numbers_open(suo_numbers *numbers, suo_slice section,
                      uint32_t doc_count)
{
    uint64_t bits = column_round(((uint64_t)doc_count + 7) / 8, 8);
    if (section.len < NUMBERS_HEAD_BYTES + bits)
        return false;
    uint64_t least = suo_load_u64(section.bytes);
    numbers->least = (int64_t)least;
    numbers->width = section.bytes[8];
    numbers->present = section.bytes + NUMBERS_HEAD_BYTES;
    numbers->values = numbers->present + bits;
    return numbers->width <= 64 &&
           section.len - NUMBERS_HEAD_BYTES - bits ==
               suo_column_bytes(doc_count, numbers->width);
}

bool suo_numbers_get(const suo_numbers *numbers, uint32_t doc, int64_t *value)
{
    *value = 0;
    if (!(numbers->present[doc / 8] >> (doc % 8) & 1))
        return false;
    uint64_t above = suo_column_get(numbers->values, numbers->width, doc);
    *value = (int64_t)((uint64_t)numbers->least + above);
    return true;
}

/* Keep the marks of numbers above the least that are in [low, low + span]. */
static void numbers_scan(const suo_numbers *numbers, uint32_t doc,
                         uint64_t *marks, size_t words, uint64_t low,
                         uint64_t span)
{
    for (size_t i = 0; i < words; i++)
        for (uint64_t left = marks[i]; left != 0; left &= left - 1) {
            uint64_t number = doc + i * 64 + suo_low_bit(left);
            if (suo_column_get(numbers->values, numbers->width, number) - low >
                span)
                marks[i] &= ~(left & -left);
        }
}

void suo_numbers_keep_between(const suo_numbers *numbers, uint32_t doc,
                              uint64_t *marks, size_t words, int64_t min,
                              int64_t max)
{
    const unsigned width = numbers->width;
    const uint64_t most = width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX;
    const uint64_t least = (uint64_t)numbers->least;
    uint64_t low = min > numbers->least ? (uint64_t)min - least : 0;
    if (max < min || max < numbers->least || low > most) {
        memset(marks, 0, words * sizeof(*marks));
        return;
    }
    uint64_t span = (uint64_t)max - least - low;
    if (span > most - low)
        span = most - low;
    for (size_t i = 0; i < words; i++)
        if (marks[i] != 0)
            marks[i] &= suo_load_u64(numbers->present + doc / 8 + i * 8);
    if (width == 0 || width > SUO_COLUMN_SCAN_WIDTH_MAX)
        numbers_scan(numbers, doc, marks, words, low, span);
    else
        suo_column_scan(numbers->values, width, doc, marks, words, low, span);
}

suo_status suo_numbers_encode(suo_buffer *out, const int64_t *values,
                              const uint8_t *present, uint32_t doc_count)
{
    uint64_t *above = suo_alloc_zero(doc_count, sizeof(*above));
    if (above == NULL)
        return SUO_NO_MEMORY;
    size_t start = out->len;
    int64_t least = INT64_MAX;
    uint64_t any = 0;
    for (uint32_t i = 0; i < doc_count; i++)
        if (present[i] && values[i] < least)
            least = values[i];
    for (uint32_t i = 0; i < doc_count; i++)
        if (present[i]) {
            above[i] = (uint64_t)values[i] - (uint64_t)least;
            any |= above[i];
        }
    unsigned width = suo_bits_of_u64(any);
    suo_buffer_add_u64(out, (uint64_t)least);
    suo_buffer_add_u8(out, (uint8_t)width);
    suo_buffer_add_zeros(out, 7);
    for (uint32_t i = 0; i < doc_count; i += 8) {
        uint8_t bits = 0;
        for (uint32_t j = i; j < i + 8 && j < doc_count; j++)
            bits |= (uint8_t)((present[j] != 0) << (j - i));
        suo_buffer_add_u8(out, bits);
    }
    column_pad(out, start, 8);
    suo_column_encode(out, above, doc_count, width);
    suo_dealloc(above);
    return SUO_OK;
}

/* ---- keywords ---- */

bool suo_keywords_open(suo_keywords *keywords, suo_slice section,
                       uint32_t doc_count)
{
    if (section.len < KEYWORDS_HEAD_BYTES)
        return false;
    keywords->doc_count = doc_count;
    keywords->distinct = suo_load_u32(section.bytes);
    keywords->total = suo_load_u32(section.bytes + 4);
    keywords->start_width = section.bytes[8];
    keywords->value_width = section.bytes[9];
    uint64_t offset = KEYWORDS_HEAD_BYTES;
    uint64_t offsets_bytes =
        column_round(((uint64_t)keywords->distinct + 1) * 4, 8);
    if (keywords->start_width > 32 || keywords->value_width > 32 ||
        section.len - offset < offsets_bytes)
        return false;
    keywords->offsets = section.bytes + offset;
    offset += offsets_bytes;
    uint32_t text_len =
        suo_load_u32(keywords->offsets + (size_t)keywords->distinct * 4);
    if (text_len > section.len - offset)
        return false;
    keywords->text = (suo_slice){section.bytes + offset, text_len};
    uint64_t starts = column_round(offset + text_len, 8);
    uint64_t values =
        column_round(starts + suo_column_bytes((uint64_t)doc_count + 1,
                                               keywords->start_width),
                     8);
    if (values > section.len ||
        section.len - values !=
            suo_column_bytes(keywords->total, keywords->value_width))
        return false;
    keywords->starts = section.bytes + starts;
    keywords->values = section.bytes + values;
    return true;
}

bool suo_keywords_range(const suo_keywords *keywords, uint32_t doc,
                        uint32_t *start, uint32_t *end)
{
    uint64_t from =
        suo_column_get(keywords->starts, keywords->start_width, doc);
    uint64_t to =
        suo_column_get(keywords->starts, keywords->start_width, doc + 1u);
    if (from > to || to > keywords->total)
        return false;
    *start = (uint32_t)from;
    *end = (uint32_t)to;
    return true;
}

bool suo_keywords_rank(const suo_keywords *keywords, uint32_t number,
                       uint32_t *rank)
{
    if (number >= keywords->total)
        return false;
    uint64_t value =
        suo_column_get(keywords->values, keywords->value_width, number);
    *rank = (uint32_t)value;
    return value < keywords->distinct;
}

bool suo_keywords_text(const suo_keywords *keywords, uint32_t rank,
                       suo_slice *text)
{
    uint32_t start = suo_load_u32(keywords->offsets + (size_t)rank * 4);
    uint32_t end = suo_load_u32(keywords->offsets + (size_t)rank * 4 + 4);
    if (start > end || end > keywords->text.len)
        return false;
    *text = (suo_slice){keywords->text.bytes + start, end - start};
    return true;
}

bool suo_keywords_get(const suo_keywords *keywords, uint32_t number,
                      suo_slice *text)
{
    uint32_t rank;
    return suo_keywords_rank(keywords, number, &rank) &&
           suo_keywords_text(keywords, rank, text);
}

bool suo_keywords_find(const suo_keywords *keywords, suo_slice text,
                       uint32_t *rank)
{
    uint32_t low = 0;
    uint32_t high = keywords->distinct;
    *rank = keywords->distinct;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        suo_slice own;
        if (!suo_keywords_text(keywords, middle, &own))
            return false;
        int order = suo_bytes_compare(own.bytes, own.len, text.bytes, text.len);
        if (order == 0) {
            *rank = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return true;
}

/* Where a text is beside those that begin with 'prefix', and a '/' behind it if
 * 'is_path': before (negative), among (0) or behind them. */
static int text_order(suo_slice text, suo_slice prefix, bool is_path)
{
    size_t len = text.len < prefix.len ? text.len : prefix.len;
    int order = suo_bytes_compare(text.bytes, len, prefix.bytes, prefix.len);
    if (order != 0 || !is_path)
        return order;
    return text.len == prefix.len ? -1 : text.bytes[prefix.len] - '/';
}

/* The first rank that is not before those texts; with 'after', that is behind
 * them. False if damaged. */
static bool keywords_bound(const suo_keywords *keywords, suo_slice prefix,
                           bool is_path, bool after, uint32_t *rank)
{
    uint32_t low = 0;
    uint32_t high = keywords->distinct;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        suo_slice own;
        if (!suo_keywords_text(keywords, middle, &own))
            return false;
        int order = text_order(own, prefix, is_path);
        if (order < 0 || (order == 0 && after))
            low = middle + 1;
        else
            high = middle;
    }
    *rank = low;
    return true;
}

bool suo_keywords_find_prefix(const suo_keywords *keywords, suo_slice prefix,
                              bool is_path, uint32_t *start, uint32_t *end)
{
    *start = *end = 0;
    return keywords_bound(keywords, prefix, is_path, false, start) &&
           keywords_bound(keywords, prefix, is_path, true, end);
}

/* By text, then by document. */
static int keyword_compare(const void *a, const void *b)
{
    const suo_keyword_value *x = a;
    const suo_keyword_value *y = b;
    int order = suo_bytes_compare(x->text.bytes, x->text.len, y->text.bytes,
                                  y->text.len);
    return order != 0 ? order : (x->doc > y->doc) - (x->doc < y->doc);
}

/* Number the sorted values; drop what a document has twice. */
static uint32_t keywords_number(suo_keyword_value *values, uint32_t *count,
                                uint32_t *numbers, uint64_t *starts)
{
    uint32_t kept = 0;
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < *count; i++) {
        const suo_keyword_value *last = kept > 0 ? &values[kept - 1] : NULL;
        bool is_new =
            last == NULL ||
            suo_bytes_compare(last->text.bytes, last->text.len,
                              values[i].text.bytes, values[i].text.len) != 0;
        if (!is_new && last->doc == values[i].doc)
            continue;
        distinct += is_new;
        values[kept] = values[i];
        numbers[kept++] = distinct - 1;
        starts[values[i].doc + 1u]++;
    }
    *count = kept;
    return distinct;
}

static void keywords_write(suo_buffer *out, const suo_keyword_value *values,
                           const uint32_t *numbers, uint32_t count,
                           uint32_t distinct, const uint64_t *starts,
                           const uint64_t *by_doc, uint32_t doc_count)
{
    size_t begin = out->len;
    unsigned start_width = suo_bits_of(count);
    unsigned value_width = suo_bits_of(distinct > 0 ? distinct - 1 : 0);
    suo_buffer_add_u32(out, distinct);
    suo_buffer_add_u32(out, count);
    suo_buffer_add_u8(out, (uint8_t)start_width);
    suo_buffer_add_u8(out, (uint8_t)value_width);
    suo_buffer_add_zeros(out, 6);
    uint32_t offset = 0;
    suo_buffer_add_u32(out, 0);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && numbers[i] == numbers[i - 1])
            continue;
        offset += (uint32_t)values[i].text.len;
        suo_buffer_add_u32(out, offset);
    }
    column_pad(out, begin, 8);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            suo_buffer_add(out, values[i].text.bytes, values[i].text.len);
    column_pad(out, begin, 8);
    suo_column_encode(out, starts, (size_t)doc_count + 1, start_width);
    column_pad(out, begin, 8);
    suo_column_encode(out, by_doc, count, value_width);
}

suo_status suo_keywords_encode(suo_buffer *out, suo_keyword_value *values,
                               uint32_t value_count, uint32_t doc_count)
{
    uint32_t count = value_count;
    uint32_t *numbers = suo_alloc(count, sizeof(*numbers));
    uint64_t *by_doc = suo_alloc(count, sizeof(*by_doc));
    uint64_t *starts = suo_alloc_zero((size_t)doc_count + 2, sizeof(*starts));
    suo_status status = SUO_NO_MEMORY;
    if (numbers != NULL && by_doc != NULL && starts != NULL) {
        if (count > 0)
            qsort(values, count, sizeof(*values), keyword_compare);
        uint32_t distinct = keywords_number(values, &count, numbers, starts);
        for (uint32_t doc = 0; doc < doc_count; doc++)
            starts[doc + 1] += starts[doc];
        /* starts[doc] moves on as values are placed, then is set back. */
        for (uint32_t i = 0; i < count; i++)
            by_doc[starts[values[i].doc]++] = numbers[i];
        for (uint32_t doc = doc_count; doc > 0; doc--)
            starts[doc] = starts[doc - 1];
        starts[0] = 0;
        keywords_write(out, values, numbers, count, distinct, starts, by_doc,
                       doc_count);
        status = SUO_OK;
    }
    suo_dealloc(numbers);
    suo_dealloc(by_doc);
    suo_dealloc(starts);
    return status;
}
