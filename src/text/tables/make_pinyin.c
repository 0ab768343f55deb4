/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_pinyin.c - host tool: writes the tables of pinyin as C.
 *
 * Usage: make_pinyin out.c pinyin.tsv pinyin_phrases.tsv
 *
 * pinyin.tsv has a syllable and its characters on each line, in the order of
 * the syllables; pinyin_phrases.tsv a phrase and its syllables, in the order
 * of the phrases' bytes, which is that of their characters.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/pinyin.h"

enum {
    PHRASES_MAX = 1 << 14,
    PHRASE_CHARS_MAX = 1 << 17,
    LINE_BYTES = 1 << 16
};

static suo_syllable syllables[SUO_PINYIN_SYLLABLES];
static uint32_t syllable_count = 1;
static uint16_t chars[SUO_PINYIN_CHARS];
static uint16_t firsts[SUO_PINYIN_CHARS + 1];
static uint32_t starts[PHRASES_MAX + 1];
static uint32_t phrase_count;
static uint16_t phrase_chars[PHRASE_CHARS_MAX];
static uint16_t phrase_syllables[PHRASE_CHARS_MAX];
static uint32_t others[PHRASE_CHARS_MAX];
static uint32_t other_count;
static char line[LINE_BYTES];

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "make_pinyin: %s %s\n", what, which);
    exit(EXIT_FAILURE);
}

static FILE *open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file == NULL)
        fail("cannot open", path);
    return file;
}

/* ---- reading ---- */

/* Take a character of three bytes that the table covers. */
static uint32_t read_char(const char **text)
{
    const uint8_t *at = (const uint8_t *)*text;
    uint32_t code = 0;
    if (at[0] >= 0xE0 && at[0] < 0xF0 && at[1] >= 0x80 && at[2] >= 0x80)
        code = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
    if (code < SUO_PINYIN_FIRST || code > SUO_PINYIN_LAST)
        fail("no character of Han:", line);
    *text += 3;
    return code;
}

static uint16_t find_syllable(const char *letters, size_t len)
{
    for (uint32_t i = 1; i < syllable_count; i++)
        if (syllables[i].len == len &&
            memcmp(syllables[i].letters, letters, len) == 0)
            return (uint16_t)i;
    fail("an unknown syllable:", letters);
    return 0;
}

static void read_syllable(void)
{
    size_t len = strcspn(line, "\t");
    const char *at = line + len + 1;
    if (len == 0 || len > SUO_PINYIN_LETTERS_MAX || line[len] == '\0' ||
        syllable_count == SUO_PINYIN_SYLLABLES)
        fail("a bad line:", line);
    suo_syllable *made = &syllables[syllable_count];
    memcpy(made->letters, line, len);
    made->len = (uint8_t)len;
    if (memcmp(made[-1].letters, made->letters, sizeof(made->letters)) >= 0)
        fail("out of order:", line);
    while (*at != '\n' && *at != '\0')
        chars[read_char(&at) - SUO_PINYIN_FIRST] = (uint16_t)syllable_count;
    syllable_count++;
}

/* Note a reading that a character does not have by itself. */
static void add_other(uint16_t code, uint16_t syllable)
{
    if (chars[code - SUO_PINYIN_FIRST] != syllable)
        others[other_count++] = (uint32_t)code << 16 | syllable;
}

static void read_phrase(void)
{
    const char *at = line;
    uint32_t start = starts[phrase_count];
    uint32_t end = start;
    if (phrase_count == PHRASES_MAX ||
        start + SUO_PINYIN_PHRASE_MAX > PHRASE_CHARS_MAX)
        fail("too many phrases in", "the list");
    while (*at != '\t' && end - start < SUO_PINYIN_PHRASE_MAX)
        phrase_chars[end++] = (uint16_t)read_char(&at);
    for (uint32_t i = start; i < end; i++) {
        if (*at == '\0' || *at == '\n')
            fail("syllables are missing:", line);
        size_t len = strcspn(++at, " \n");
        phrase_syllables[i] = find_syllable(at, len);
        add_other(phrase_chars[i], phrase_syllables[i]);
        at += len;
    }
    if (*at != '\n' || end - start < 2)
        fail("a bad phrase:", line);
    if (phrase_count > 0 &&
        phrase_chars[starts[phrase_count - 1]] > phrase_chars[start])
        fail("out of order:", line);
    firsts[phrase_chars[start] - SUO_PINYIN_FIRST + 1]++; /* counts for now */
    starts[++phrase_count] = end;
}

static void read_lines(const char *path, void (*read_line)(void))
{
    FILE *in = open_file(path, "rb");
    while (fgets(line, sizeof(line), in) != NULL)
        if (line[0] != '#')
            read_line();
    fclose(in);
}

/* Make sums of the counts of phrases by their first characters. */
static void sum_firsts(void)
{
    for (uint32_t i = 1; i <= SUO_PINYIN_CHARS; i++)
        firsts[i] = (uint16_t)(firsts[i] + firsts[i - 1]);
}

static int compare_others(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void sort_others(void)
{
    uint32_t kept = 0;
    qsort(others, other_count, sizeof(*others), compare_others);
    for (uint32_t i = 0; i < other_count; i++)
        if (kept == 0 || others[kept - 1] != others[i])
            others[kept++] = others[i];
    other_count = kept;
}

/* ---- writing ---- */

static void write_u16(FILE *out, const char *name, const uint16_t *values,
                      uint32_t count)
{
    fprintf(out, "const uint16_t %s[%" PRIu32 "] = {", name, count);
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s%u,", i % 12 == 0 ? "\n" : "", values[i]);
    fprintf(out, "};\n");
}

static void write_u32(FILE *out, const char *name, const uint32_t *values,
                      uint32_t count)
{
    fprintf(out, "const uint32_t %s[%" PRIu32 "] = {", name, count);
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s%" PRIu32 ",", i % 8 == 0 ? "\n" : "", values[i]);
    fprintf(out, "};\n");
}

static void write_tables(FILE *out)
{
    fprintf(out,
            "/* Generated by make_pinyin; do not edit. */\n"
            "#include \"text/pinyin.h\"\n"
            "const uint32_t suo_pinyin_syllable_count = %" PRIu32 ";\n"
            "const uint32_t suo_pinyin_phrase_count = %" PRIu32 ";\n"
            "const uint32_t suo_pinyin_other_count = %" PRIu32 ";\n"
            "const suo_syllable suo_pinyin_syllables[%" PRIu32 "] = {",
            syllable_count, phrase_count, other_count, syllable_count);
    for (uint32_t i = 0; i < syllable_count; i++)
        fprintf(out, "%s{\"%.*s\",%u},", i % 8 == 0 ? "\n" : "",
                syllables[i].len, syllables[i].letters, syllables[i].len);
    fprintf(out, "};\n");
    write_u16(out, "suo_pinyin_chars", chars, SUO_PINYIN_CHARS);
    write_u16(out, "suo_pinyin_firsts", firsts, SUO_PINYIN_CHARS + 1);
    write_u32(out, "suo_pinyin_phrase_starts", starts, phrase_count + 1);
    write_u16(out, "suo_pinyin_phrase_chars", phrase_chars,
              starts[phrase_count]);
    write_u16(out, "suo_pinyin_phrase_syllables", phrase_syllables,
              starts[phrase_count]);
    write_u32(out, "suo_pinyin_others", others, other_count);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        fail("usage: out.c pinyin.tsv", "pinyin_phrases.tsv");
    read_lines(argv[2], read_syllable);
    read_lines(argv[3], read_phrase);
    sum_firsts();
    sort_others();
    FILE *out = open_file(argv[1], "wb");
    write_tables(out);
    if (fclose(out) != 0)
        fail("cannot write", argv[1]);
    return EXIT_SUCCESS;
}
