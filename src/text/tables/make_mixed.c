/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_mixed.c - host tool: writes the table of mixed words as C.
 *
 * Usage: make_mixed out.c han_variants.tsv support_mixed.tsv
 *
 * A word is folded as the library folds text (NFKC case fold by utf8proc,
 * Traditional to Simplified), and - _ . and spaces are left out. Words go to
 * the slot of the characters around their border, the longest first. All by
 * integer arithmetic: every machine makes the same table.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/mixed.h"

enum { WORDS_MAX = 8192, BMP = 0x10000, FOLDED_MAX = 64 };

#define FOLD_OPTIONS                                        \
    (UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | \
     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

typedef struct word {
    uint16_t chars[SUO_MIXED_CHARS_MAX];
    uint32_t count;
    uint32_t before;
    uint32_t slot;
} word;

static uint32_t variants[BMP];
static word words[WORDS_MAX];
static size_t word_count;

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "make_mixed: %s %s\n", what, which);
    exit(EXIT_FAILURE);
}

static FILE *open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file == NULL)
        fail("cannot open", path);
    return file;
}

static void read_variants(const char *path)
{
    char line[256];
    FILE *in = open_file(path, "rb");
    while (fgets(line, sizeof(line), in) != NULL) {
        const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)line;
        utf8proc_int32_t from, to;
        if (line[0] == '#')
            continue;
        utf8proc_ssize_t len = utf8proc_iterate(text, -1, &from);
        if (len <= 0 || text[len] != '\t' ||
            utf8proc_iterate(text + len + 1, -1, &to) <= 0)
            fail("a bad line in", path);
        if (from < BMP && to < BMP)
            variants[from] = (uint32_t)to;
    }
    fclose(in);
}

/* The block suo_is_common_han knows: the library looks no further. */
static bool is_han(uint32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

static bool is_left_out(uint32_t c)
{
    return c == '-' || c == '_' || c == '.' || c == ' ';
}

/* What of ASCII a word may have, and the sign of multiplication: the library
 * looks back at bytes for the one, and never reads the other as plain. */
static bool is_other(uint32_t c)
{
    return (c > ' ' && c < 0x7F && c != '\'') || c == 0xD7;
}

/* Fold the 'len' bytes at 'text'. */
static void fold_word(const char *text, size_t len, word *out)
{
    utf8proc_int32_t folded[FOLDED_MAX];
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)text,
                                                (utf8proc_ssize_t)len, folded,
                                                FOLDED_MAX, FOLD_OPTIONS);
    if (count <= 0 || count > FOLDED_MAX)
        fail("cannot fold", text);
    count = utf8proc_normalize_utf32(folded, count, FOLD_OPTIONS);
    *out = (word){.count = 0};
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        uint32_t c = (uint32_t)folded[i];
        if (is_left_out(c))
            continue;
        if (c < BMP && variants[c] != 0)
            c = variants[c];
        if (out->count == SUO_MIXED_CHARS_MAX || (!is_han(c) && !is_other(c)))
            fail("cannot keep", text);
        out->chars[out->count++] = (uint16_t)c;
    }
}

/* Find the border and the slot of a word. */
static void place_word(word *own, const char *text)
{
    own->before = 1;
    while (own->before < own->count && is_han(own->chars[own->before - 1]) ==
                                           is_han(own->chars[own->before]))
        own->before++;
    if (own->before >= own->count)
        fail("it does not mix Han with others:", text);
    own->slot =
        suo_mixed_slot(own->chars[own->before - 1], own->chars[own->before]);
}

static void read_words(const char *path)
{
    char line[1024];
    FILE *in = open_file(path, "rb");
    while (fgets(line, sizeof(line), in) != NULL) {
        size_t len = strcspn(line, "\t\n");
        if (line[0] == '#' || len == 0)
            continue;
        if (word_count == WORDS_MAX)
            fail("too many words in", path);
        fold_word(line, len, &words[word_count]);
        place_word(&words[word_count++], line);
    }
    fclose(in);
}

/* By slot, then the longest first. */
static int compare_words(const void *left, const void *right)
{
    const word *a = left;
    const word *b = right;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->chars[i] != b->chars[i])
            return a->chars[i] < b->chars[i] ? -1 : 1;
    return 0;
}

/* Sort; of equal words one stays. */
static void merge_words(void)
{
    size_t kept = 0;
    qsort(words, word_count, sizeof(*words), compare_words);
    for (size_t i = 0; i < word_count; i++)
        if (kept == 0 || compare_words(&words[kept - 1], &words[i]) != 0)
            words[kept++] = words[i];
    word_count = kept;
}

static uint64_t hash_add(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static void write_words(FILE *out)
{
    size_t at = 0;
    fprintf(out, "const suo_mixed_word suo_mixed_words[] = {");
    for (size_t i = 0; i < word_count; i++) {
        fprintf(out, "%s{%zu,%" PRIu32 ",%" PRIu32 "},", i % 8 == 0 ? "\n" : "",
                at, words[i].count, words[i].before);
        at += words[i].count;
    }
    if (at > UINT16_MAX)
        fail("too many characters", "");
    fprintf(out, "};\nconst uint16_t suo_mixed_slots[SUO_MIXED_SLOTS + 1] = {");
    size_t next = 0;
    for (uint32_t slot = 0; slot <= SUO_MIXED_SLOTS; slot++) {
        while (next < word_count && words[next].slot < slot)
            next++;
        fprintf(out, "%s%zu,", slot % 16 == 0 ? "\n" : "", next);
    }
    fprintf(out, "};\n");
}

static void write_table(FILE *out)
{
    uint64_t hash = 0;
    fprintf(out, "/* Generated by make_mixed; do not edit. */\n"
                 "#include \"text/mixed.h\"\n"
                 "const uint16_t suo_mixed_chars[] = {");
    for (size_t i = 0; i < word_count; i++) {
        fprintf(out, "\n");
        hash = hash_add(hash, words[i].count);
        for (uint32_t k = 0; k < words[i].count; k++) {
            fprintf(out, "%u,", words[i].chars[k]);
            hash = hash_add(hash, words[i].chars[k]);
        }
    }
    fprintf(out, "};\n");
    write_words(out);
    fprintf(out, "const uint64_t suo_mixed_hash = UINT64_C(%" PRIu64 ");\n",
            hash);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        fail("usage: out.c han_variants.tsv support_mixed.tsv", "");
    read_variants(argv[2]);
    read_words(argv[3]);
    if (word_count == 0)
        fail("no words in", argv[3]);
    merge_words();
    FILE *out = open_file(argv[1], "wb");
    write_table(out);
    if (fclose(out) != 0)
        fail("cannot write", argv[1]);
    return EXIT_SUCCESS;
}
