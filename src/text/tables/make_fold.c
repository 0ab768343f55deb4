/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_fold.c - host tool: writes the folding and class tables as C.
 *
 * Usage: make_fold han_variants.tsv out.c
 *
 * suo_fold_bmp[c] is what the character c becomes when it folds alone: to
 * exactly one character of the BMP, whatever stands around it. Its first
 * decomposed character is then a starter that never joins what is before it,
 * so that there is a normalization boundary before c. All others have 0 and
 * take the slow path. utf8proc is the authority for NFKC_Casefold; the
 * Traditional -> Simplified map is applied to its result.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/classes.h"

enum { BMP = 0x10000, PAIRS_MAX = 8192, DECOMPOSED_MAX = 64 };

#define FOLD_OPTIONS                                        \
    (UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | \
     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

typedef struct pair {
    uint32_t from;
    uint32_t to;
} pair;

static pair pairs[PAIRS_MAX];
static size_t pair_count;
static uint32_t variants[0x110000];
static bool joins_previous[0x110000];
static uint16_t fold[BMP];
static uint8_t class_of[BMP];

static int fail(const char *what)
{
    fprintf(stderr, "make_fold: %s\n", what);
    return EXIT_FAILURE;
}

static bool read_variants(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return false;
    char line[256];
    while (fgets(line, sizeof(line), in) != NULL) {
        const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)line;
        utf8proc_int32_t from, to;
        if (line[0] == '#')
            continue;
        utf8proc_ssize_t len = utf8proc_iterate(text, -1, &from);
        if (len <= 0 || text[len] != '\t' ||
            utf8proc_iterate(text + len + 1, -1, &to) <= 0) {
            fclose(in);
            return false;
        }
        variants[from] = (uint32_t)to;
    }
    fclose(in);
    return true;
}

/* Mark every character that may be the second of a composed pair. */
static void find_joining(void)
{
    for (utf8proc_int32_t c = 0; c < 0x110000; c++) {
        if (!utf8proc_codepoint_valid(c))
            continue;
        utf8proc_int32_t out[DECOMPOSED_MAX];
        utf8proc_ssize_t count = utf8proc_decompose_char(
            c, out, DECOMPOSED_MAX, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, NULL);
        for (utf8proc_ssize_t i = 1; i < count && i < DECOMPOSED_MAX; i++)
            joins_previous[out[i]] = true;
    }
}

/* What 'c' folds to when that is one character of the BMP; else 0. */
static uint16_t fold_alone(utf8proc_int32_t c)
{
    utf8proc_int32_t out[DECOMPOSED_MAX];
    if (c == 0 || !utf8proc_codepoint_valid(c))
        return 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(c, out, DECOMPOSED_MAX, FOLD_OPTIONS, NULL);
    if (count <= 0 || count > DECOMPOSED_MAX)
        return 0;
    if (utf8proc_get_property(out[0])->combining_class != 0 ||
        joins_previous[out[0]])
        return 0;
    count = utf8proc_normalize_utf32(out, count, FOLD_OPTIONS);
    if (count != 1)
        return 0;
    uint32_t folded = (uint32_t)out[0];
    if (variants[folded] != 0)
        folded = variants[folded];
    return folded < BMP ? (uint16_t)folded : 0;
}

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
    return first <= c && c <= last;
}

static bool is_latin_block(uint32_t c)
{
    return is_between(c, 0x41, 0x2AF) || is_between(c, 0x1E00, 0x1EFF) ||
           is_between(c, 0x2C60, 0x2C7F) || is_between(c, 0xA720, 0xA7FF) ||
           is_between(c, 0xAB30, 0xAB6F);
}

static bool is_han(uint32_t c)
{
    return is_between(c, 0x2E80, 0x2FD5) || c == 0x3005 || c == 0x3007 ||
           is_between(c, 0x3021, 0x3029) || is_between(c, 0x3038, 0x303B) ||
           is_between(c, 0x3400, 0x4DBF) || is_between(c, 0x4E00, 0x9FFF) ||
           is_between(c, 0xF900, 0xFAFF);
}

static bool is_common_mark(uint32_t c)
{
    return is_between(c, 0x300, 0x36F) || is_between(c, 0x1AB0, 0x1AFF) ||
           is_between(c, 0x1DC0, 0x1DFF) || is_between(c, 0x20D0, 0x20FF) ||
           is_between(c, 0xFE20, 0xFE2F);
}

/* The suo_class of a folded character. */
static uint8_t classify(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    if (c == '-' || c == '_' || c == '.')
        return SUO_CLASS_JOINER;
    if (c == '\'' || c == 0x2019)
        return SUO_CLASS_APOSTROPHE;
    if (is_between(c, '0', '9'))
        return SUO_CLASS_DIGIT;
    if (is_han(c))
        return SUO_CLASS_HAN;
    if (is_common_mark(c))
        return SUO_CLASS_MARK;
    if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO)
        return SUO_CLASS_NONE;
    if (category <= UTF8PROC_CATEGORY_LO && is_latin_block(c))
        return SUO_CLASS_LATIN;
    return SUO_CLASS_OTHER;
}

static uint64_t hash_add(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static void write_numbers(FILE *out, const char *head, size_t count,
                          const uint16_t *wide, const uint8_t *narrow)
{
    fprintf(out, "%s = {", head);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%u,", i % 16 == 0 ? "\n" : "",
                wide != NULL ? wide[i] : narrow[i]);
    fprintf(out, "\n};\n");
}

static void write_tables(FILE *out)
{
    uint64_t hash = 0;
    for (size_t c = 0; c < BMP; c++)
        hash = hash_add(hash, (uint64_t)fold[c] << 8 | class_of[c]);
    fprintf(out, "/* Generated by make_fold; do not edit. */\n"
                 "#include \"text/fold_tables.h\"\n");
    write_numbers(out, "const uint16_t suo_fold_bmp[65536]", BMP, fold, NULL);
    write_numbers(out, "const uint8_t suo_class_bmp[65536]", BMP, NULL,
                  class_of);
    fprintf(out, "const suo_fold_pair suo_fold_far[] = {\n");
    for (size_t i = 0; i < pair_count; i++) {
        hash = hash_add(hash, (uint64_t)pairs[i].from << 32 | pairs[i].to);
        fprintf(out, "{%" PRIu32 ", %" PRIu32 "},\n", pairs[i].from,
                pairs[i].to);
    }
    fprintf(out, "{0xFFFFFFFF, 0}};\n");
    fprintf(out, "const uint32_t suo_fold_far_count = %zu;\n", pair_count);
    fprintf(out, "const uint64_t suo_fold_hash = %" PRIu64 "u;\n", hash);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return fail("usage: make_fold han_variants.tsv out.c");
    if (!read_variants(argv[1]))
        return fail("cannot read the variants");
    find_joining();
    for (utf8proc_int32_t c = 0; c < BMP; c++) {
        fold[c] = fold_alone(c);
        class_of[c] = classify((uint32_t)c);
    }
    for (uint32_t c = 0; c < 0x110000; c++) {
        if (variants[c] == 0 || (c < BMP && variants[c] < BMP))
            continue;
        if (pair_count == PAIRS_MAX)
            return fail("too many variants outside the BMP");
        pairs[pair_count++] = (pair){c, variants[c]};
    }
    FILE *out = fopen(argv[2], "wb");
    if (out == NULL)
        return fail("cannot write");
    write_tables(out);
    return fclose(out) == 0 ? EXIT_SUCCESS : fail("cannot write");
}
