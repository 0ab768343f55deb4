/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_words.c - a build tool: the words that made text is made of, as C.
 *
 * usage: make_words OUT.c WORDS.tsv SUPPORT.tsv ARTICLES.jsonl
 *
 * Chinese: the words of the lexicon with their frequencies in real text, and
 * the support words, whose classes 1..5 become frequencies. English: the words
 * of the English articles of the sample help center, counted.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 20, WORD_BYTES = 64, ZH_MAX = 60000 };

typedef struct word {
    char text[WORD_BYTES];
    uint32_t weight;
    uint32_t order; /* ties keep it, so that the table is always the same */
} word;

typedef struct word_list {
    word *items;
    size_t count;
    size_t capacity;
} word_list;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "make_words: %s\n", what);
    exit(1);
}

static void list_add(word_list *list, const char *text, size_t len,
                     uint32_t weight)
{
    if (len == 0 || len >= WORD_BYTES || weight == 0)
        return;
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 1024;
        list->items = realloc(list->items, list->capacity * sizeof(word));
        if (list->items == NULL)
            fail("out of memory");
    }
    word *added = &list->items[list->count];
    *added = (word){.weight = weight, .order = (uint32_t)list->count};
    memcpy(added->text, text, len);
    list->count++;
}

static int word_compare_text(const void *a, const void *b)
{
    const word *left = a, *right = b;
    int order = strcmp(left->text, right->text);
    return order != 0
               ? order
               : (left->order > right->order) - (left->order < right->order);
}

static int word_compare_weight(const void *a, const void *b)
{
    const word *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight < right->weight ? 1 : -1;
    return strcmp(left->text, right->text);
}

/* Equal words become one, their weights added; heavy ones first. */
static void list_finish(word_list *list, size_t max)
{
    size_t kept = 0;
    qsort(list->items, list->count, sizeof(word), word_compare_text);
    for (size_t at = 0; at < list->count; at++) {
        word *last = kept > 0 ? &list->items[kept - 1] : NULL;
        if (last != NULL && strcmp(last->text, list->items[at].text) == 0)
            last->weight += list->items[at].weight;
        else
            list->items[kept++] = list->items[at];
    }
    qsort(list->items, kept, sizeof(word), word_compare_weight);
    list->count = kept < max ? kept : max;
}

static FILE *open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

/* "word<TAB>number" a line; with 'has_classes' the number is one of 1..5. */
static void read_table(word_list *list, const char *path, bool has_classes)
{
    static const uint32_t WEIGHTS[] = {0, 60, 250, 1000, 4000, 16000};
    char line[4096];
    FILE *in = open_file(path, "r");
    while (fgets(line, sizeof line, in) != NULL) {
        char *tab = strchr(line, '\t');
        if (line[0] == '#' || tab == NULL)
            continue;
        unsigned long number = strtoul(tab + 1, NULL, 10);
        if (has_classes)
            number = number <= 5 ? WEIGHTS[number] : 0;
        list_add(list, line, (size_t)(tab - line), (uint32_t)number);
    }
    fclose(in);
}

/* Words of one line of JSON; an escape such as \n parts two of them. */
static void read_english_line(word_list *list, const char *line)
{
    const char *at = strstr(line, "\"title\"");
    while (at != NULL && *at != '\0') {
        char text[WORD_BYTES];
        size_t len = 0;
        if (*at == '\\')
            at += at[1] != '\0' ? 2 : 1;
        while (isalpha((unsigned char)*at) ||
               (len > 0 && (*at == '\'' || *at == '-') &&
                isalpha((unsigned char)at[1]))) {
            if (len < WORD_BYTES)
                text[len++] = (char)tolower((unsigned char)*at);
            at++;
        }
        if (len > 1 || (len == 1 && text[0] == 'a'))
            list_add(list, text, len, 1);
        if (len == 0 && *at != '\0' && *at != '\\')
            at++;
    }
}

static void read_articles(word_list *list, const char *path)
{
    char *line = malloc(LINE_MAX_BYTES);
    FILE *in = open_file(path, "r");
    if (line == NULL)
        fail("out of memory");
    while (fgets(line, LINE_MAX_BYTES, in) != NULL) {
        char *end = strstr(line, "\"category\"");
        if (strstr(line, "\"lang\": \"en\"") == NULL)
            continue;
        if (end != NULL) /* ids, codes and times are no words */
            *end = '\0';
        read_english_line(list, line);
    }
    fclose(in);
    free(line);
}

static void write_table(FILE *out, const char *name, const word_list *list)
{
    fprintf(out, "const bench_made_word %s[] = {\n", name);
    for (size_t at = 0; at < list->count; at++)
        fprintf(out, "    {\"%s\", %lu},\n", list->items[at].text,
                (unsigned long)list->items[at].weight);
    fprintf(out, "};\nconst uint32_t %s_count = %zu;\n\n", name, list->count);
}

int main(int argc, char **argv)
{
    word_list zh = {0}, en = {0};
    if (argc != 5)
        fail("OUT.c WORDS.tsv SUPPORT.tsv ARTICLES.jsonl are wanted");
    read_table(&zh, argv[2], false);
    read_table(&zh, argv[3], true);
    list_finish(&zh, ZH_MAX);
    read_articles(&en, argv[4]);
    list_finish(&en, SIZE_MAX);
    if (zh.count < 1000 || en.count < 500)
        fail("too few words in the input");
    FILE *out = open_file(argv[1], "w");
    fputs("/* generated by bench/make_words.c */\n"
          "#include \"made_words.h\"\n\n",
          out);
    write_table(out, "bench_made_zh", &zh);
    write_table(out, "bench_made_en", &en);
    free(zh.items);
    free(en.items);
    return fclose(out) == 0 ? 0 : 1;
}
