/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_lexicon.c - host tool: writes the lexicon as C.
 *
 * Usage: make_lexicon out.c han_variants.tsv words.tsv [support_words.tsv]
 *
 * A word of words.tsv costs -log2 of its share of all frequencies, in units
 * of 1/256 bit, and LENGTH_COST on top. support_words.tsv has classes, 1
 * (rare) to 5 (in every text), that stand for a share, and nothing on top; a
 * support word costs at most a little less than the cheapest way to cut it,
 * so that it always stays whole when it stands alone. All by integer
 * arithmetic: every machine makes the same tables.
 *
 * Trie: sort the words, then give the nodes with most children their places
 * first, each the first place that fits. Character codes are dense, the most
 * used label first, so that children lie close together.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/lexicon.h"

enum { SLOTS_MAX = 1 << 21, BIT = SUO_LEXICON_COST_UNIT, CLASS_MAX = 5 };

/*
 * What words of 1, 2, 3 and more characters cost on top. Two characters is
 * what most Chinese words have; longer entries of the list are mostly made of
 * words that a question may have alone (消费者权益), and must be much more
 * frequent than these to stay whole. Chosen on the development sets.
 */
static const int32_t LENGTH_COST[4] = {0, -2 * BIT, 8 * BIT, 12 * BIT};

/* What a support word costs by its class. Two bits more or less move the
 * measured F1 by .0002. */
static const int32_t CLASS_COST[CLASS_MAX + 1] = {0,        21 * BIT, 19 * BIT,
                                                  17 * BIT, 15 * BIT, 13 * BIT};

typedef struct word {
    uint32_t chars[SUO_LEXICON_WORD_MAX];
    uint32_t count;
    uint64_t frequency; /* or class */
    int64_t cost;
    bool is_support;
} word;

typedef struct node {
    uint32_t first_child; /* children lie side by side */
    uint32_t child_count;
    uint32_t label; /* code */
    uint32_t cost;
    uint32_t base;
    uint32_t slot;
} node;

static uint32_t variants[0x10000];
static word *words;
static size_t word_count, word_cap;
static uint16_t codes[SUO_LEXICON_CHARS];
static suo_lexicon_char firsts[SUO_LEXICON_CHARS + 1];
static node *nodes;
static size_t node_count;
static suo_lexicon_node slots[SLOTS_MAX];
static bool slot_taken[SLOTS_MAX];
static bool base_taken[SLOTS_MAX];
static uint32_t slot_end; /* one past the last slot in use */
static uint32_t code_max;

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "make_lexicon: %s %s\n", what, which);
    exit(EXIT_FAILURE);
}

/* ---- reading ---- */

/* Decode one character of good UTF-8, at most three bytes; 0 otherwise. */
static uint32_t read_char(const char **text)
{
    const uint8_t *at = (const uint8_t *)*text;
    if (at[0] >= 0xE0 && at[0] < 0xF0 && at[1] >= 0x80 && at[2] >= 0x80) {
        *text += 3;
        return (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
    }
    return 0;
}

static void read_variants(const char *path)
{
    char line[256];
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        fail("cannot read", path);
    while (fgets(line, sizeof(line), in) != NULL) {
        const char *at = line;
        uint32_t from = read_char(&at);
        if (from == 0 || *at++ != '\t')
            continue;
        variants[from] = read_char(&at);
    }
    fclose(in);
}

/* Fold the word at the start of 'line'; false if the lexicon cannot hold it. */
static bool read_word(const char *line, word *out, const char **rest)
{
    *out = (word){.count = 0};
    while (*line != '\t' && *line != '\0') {
        uint32_t c = read_char(&line);
        if (c != 0 && variants[c] != 0)
            c = variants[c];
        if (c < SUO_LEXICON_FIRST || c > SUO_LEXICON_LAST ||
            out->count == SUO_LEXICON_WORD_MAX)
            return false;
        out->chars[out->count++] = c;
    }
    *rest = *line == '\t' ? line + 1 : line;
    return out->count > 0;
}

static void read_words(const char *path, bool has_classes)
{
    char line[1024];
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        fail("cannot read", path);
    while (fgets(line, sizeof(line), in) != NULL) {
        word entry;
        const char *rest;
        if (line[0] == '#' || !read_word(line, &entry, &rest))
            continue;
        entry.frequency = strtoull(rest, NULL, 10);
        entry.is_support = has_classes;
        if (entry.frequency == 0 ||
            (has_classes && entry.frequency > CLASS_MAX))
            fail("a bad number in", path);
        if (word_count == word_cap) {
            word_cap = word_cap * 2 + 1024;
            words = realloc(words, word_cap * sizeof(*words));
            if (words == NULL)
                fail("no memory", "");
        }
        words[word_count++] = entry;
    }
    fclose(in);
}

/* ---- words ---- */

static int compare_words(const void *left, const void *right)
{
    const word *a = left;
    const word *b = right;
    for (uint32_t i = 0; i < a->count && i < b->count; i++)
        if (a->chars[i] != b->chars[i])
            return a->chars[i] < b->chars[i] ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count);
}

/* Sort; of equal words the cheaper one stays. */
static void merge_words(void)
{
    size_t kept = 0;
    qsort(words, word_count, sizeof(*words), compare_words);
    for (size_t i = 0; i < word_count; i++) {
        if (kept == 0 || compare_words(words + kept - 1, words + i) != 0) {
            words[kept++] = words[i];
            continue;
        }
        word *first = words + kept - 1;
        if (words[i].cost < first->cost)
            first->cost = words[i].cost;
        first->is_support |= words[i].is_support;
    }
    word_count = kept;
}

/* log2(value) in units of 1/256, rounded down; value > 0. */
static uint32_t log2_units(uint64_t value)
{
    uint32_t whole = 63;
    while (value >> whole == 0)
        whole--;
    uint64_t part = whole > 31 ? value >> (whole - 31) : value << (31 - whole);
    uint32_t result = whole;
    for (int bit = 0; bit < 8; bit++) { /* part is 1.x in 31 bits */
        part = part * part >> 31;
        result = result << 1 | (part >> 32 != 0);
        if (part >> 32 != 0)
            part >>= 1;
    }
    return result;
}

static uint64_t total_frequency(void)
{
    uint64_t total = 0;
    for (size_t i = 0; i < word_count; i++)
        total += words[i].is_support ? 0 : words[i].frequency;
    return total;
}

static void assign_costs(void)
{
    uint32_t total = log2_units(total_frequency());
    for (size_t i = 0; i < word_count; i++) {
        word *entry = words + i;
        uint32_t place = entry->count < 4 ? entry->count - 1 : 3;
        entry->cost = entry->is_support
                          ? CLASS_COST[entry->frequency]
                          : (int64_t)total - log2_units(entry->frequency) +
                                LENGTH_COST[place];
        if (entry->cost < 1)
            entry->cost = 1;
    }
}

/* The cost of the 'count' characters as one word. */
static int64_t find_cost(const uint32_t *chars, uint32_t count)
{
    word key = {.count = count};
    memcpy(key.chars, chars, count * sizeof(*chars));
    const word *found =
        bsearch(&key, words, word_count, sizeof(*words), compare_words);
    if (found != NULL)
        return found->cost;
    return count == 1 ? SUO_LEXICON_UNKNOWN : INT32_MAX;
}

/* The cheapest way to cut a word into two or more. */
static int64_t find_cut(const word *entry)
{
    int64_t best[SUO_LEXICON_WORD_MAX + 1] = {0};
    for (uint32_t end = 1; end <= entry->count; end++) {
        best[end] = INT32_MAX;
        for (uint32_t from = 0; from < end; from++) {
            if (end - from == entry->count)
                continue;
            int64_t cost =
                best[from] + find_cost(entry->chars + from, end - from);
            if (cost < best[end])
                best[end] = cost;
        }
    }
    return best[entry->count];
}

/* Make the support words of a length cheaper than any way to cut them. */
static void keep_support_whole(uint32_t length)
{
    for (size_t i = 0; i < word_count; i++) {
        word *entry = words + i;
        if (!entry->is_support || entry->count != length)
            continue;
        int64_t cut = find_cut(entry);
        if (entry->cost >= cut)
            entry->cost = cut > 1 ? cut - 1 : 1;
    }
}

/* ---- codes ---- */

static uint32_t code_uses[SUO_LEXICON_CHARS];

static int compare_uses(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    if (code_uses[a] != code_uses[b])
        return code_uses[a] > code_uses[b] ? -1 : 1;
    return (a > b) - (a < b);
}

/* Number the characters, those that label most edges first. */
static void assign_codes(void)
{
    static uint32_t order[SUO_LEXICON_CHARS];
    for (size_t i = 0; i < word_count; i++) {
        uint32_t shared = 0; /* characters of the word before */
        while (i > 0 && shared < words[i].count &&
               shared < words[i - 1].count &&
               words[i].chars[shared] == words[i - 1].chars[shared])
            shared++;
        for (; shared < words[i].count; shared++)
            code_uses[words[i].chars[shared] - SUO_LEXICON_FIRST]++;
    }
    for (uint32_t c = 0; c < SUO_LEXICON_CHARS; c++)
        order[c] = c;
    qsort(order, SUO_LEXICON_CHARS, sizeof(*order), compare_uses);
    while (code_max < SUO_LEXICON_CHARS && code_uses[order[code_max]] > 0) {
        codes[order[code_max]] = (uint16_t)(code_max + 1);
        code_max++;
    }
}

/* ---- trie ---- */

/* Words [from, to) share 'depth' characters: add the children of 'parent',
 * level by level by the caller. Fills the ranges of the new nodes. */
typedef struct range {
    size_t from;
    size_t to;
    uint32_t depth;
} range;

static void build_trie(void)
{
    size_t cap = 1;
    for (size_t i = 0; i < word_count; i++)
        cap += words[i].count;
    nodes = calloc(cap, sizeof(*nodes));
    range *ranges = calloc(cap, sizeof(*ranges));
    if (nodes == NULL || ranges == NULL)
        fail("no memory", "");
    ranges[0] = (range){0, word_count, 0};
    node_count = 1;
    for (size_t n = 0; n < node_count; n++) {
        range r = ranges[n];
        if (r.depth > 0 && words[r.from].count == r.depth) {
            nodes[n].cost = (uint32_t)words[r.from].cost;
            r.from++;
        }
        nodes[n].first_child = (uint32_t)node_count;
        for (size_t i = r.from; i < r.to;) {
            uint32_t c = words[i].chars[r.depth];
            size_t end = i;
            while (end < r.to && words[end].chars[r.depth] == c)
                end++;
            nodes[node_count].label = codes[c - SUO_LEXICON_FIRST];
            ranges[node_count++] = (range){i, end, r.depth + 1};
            nodes[n].child_count++;
            i = end;
        }
    }
    free(ranges);
}

static int compare_children(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    if (nodes[a].child_count != nodes[b].child_count)
        return nodes[a].child_count > nodes[b].child_count ? -1 : 1;
    return (a > b) - (a < b);
}

static bool base_fits(const node *parent, uint32_t base)
{
    if (base_taken[base])
        return false;
    const node *child = nodes + parent->first_child;
    for (uint32_t i = 0; i < parent->child_count; i++)
        if (slot_taken[base + child[i].label])
            return false;
    return true;
}

static uint32_t label_min(const node *parent)
{
    uint32_t label = UINT32_MAX;
    for (uint32_t i = 0; i < parent->child_count; i++)
        if (nodes[parent->first_child + i].label < label)
            label = nodes[parent->first_child + i].label;
    return label;
}

/* Give the children of every node their slots. */
static void place_nodes(void)
{
    uint32_t *order = calloc(node_count, sizeof(*order));
    uint32_t free_from = 2; /* no free slot lies before it */
    if (order == NULL)
        fail("no memory", "");
    for (uint32_t n = 0; n < node_count; n++)
        order[n] = n;
    qsort(order, node_count, sizeof(*order), compare_children);
    for (size_t i = 0; i < node_count && nodes[order[i]].child_count > 0; i++) {
        node *parent = nodes + order[i];
        if (parent == nodes)
            continue; /* the first characters have their own table */
        uint32_t low = label_min(parent);
        while (slot_taken[free_from])
            free_from++;
        uint32_t slot = free_from > low ? free_from : low + 1;
        while (slot_taken[slot] || !base_fits(parent, slot - low))
            if (++slot + code_max >= SLOTS_MAX)
                fail("the trie is too large", "");
        parent->base = slot - low;
        base_taken[parent->base] = true;
        for (uint32_t k = 0; k < parent->child_count; k++) {
            node *child = nodes + parent->first_child + k;
            child->slot = parent->base + child->label;
            slot_taken[child->slot] = true;
        }
        if (parent->base + code_max >= slot_end)
            slot_end = parent->base + code_max + 1;
    }
    free(order);
}

/* Fill the table of first characters; 'root' has them all as children. */
static void fill_firsts(const node *root)
{
    for (size_t c = 0; c <= SUO_LEXICON_CHARS; c++)
        firsts[c] = (suo_lexicon_char){0, c < SUO_LEXICON_CHARS ? codes[c] : 0,
                                       SUO_LEXICON_UNKNOWN};
    suo_lexicon_char *entry = firsts; /* children come by their characters */
    for (uint32_t k = 0; k < root->child_count; k++) {
        const node *first = nodes + root->first_child + k;
        while (entry->code != first->label)
            entry++;
        entry->base = first->base;
        if (first->cost >= SUO_LEXICON_UNKNOWN)
            fail("a character costs more than", "an unknown one");
        if (first->cost > 0)
            entry->cost = (uint16_t)first->cost;
    }
}

static void fill_slots(void)
{
    const node *root = nodes;
    fill_firsts(root);
    for (size_t n = 1 + root->child_count; n < node_count; n++) {
        suo_lexicon_node *slot = slots + nodes[n].slot;
        assert(slot->label == 0 && nodes[n].cost <= UINT16_MAX);
        *slot = (suo_lexicon_node){nodes[n].base, (uint16_t)nodes[n].label,
                                   (uint16_t)nodes[n].cost};
    }
}

/* ---- writing ---- */

static uint64_t hash_add(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static void write_lexicon(FILE *out)
{
    uint64_t hash = SUO_LEXICON_UNKNOWN;
    fprintf(out, "/* Generated by make_lexicon; do not edit. */\n"
                 "#include \"text/lexicon.h\"\n"
                 "const suo_lexicon_char "
                 "suo_lexicon_chars[SUO_LEXICON_CHARS + 1] = {");
    for (size_t c = 0; c <= SUO_LEXICON_CHARS; c++) {
        suo_lexicon_char entry = firsts[c];
        fprintf(out, "%s{%" PRIu32 ",%u,%u},", c % 8 == 0 ? "\n" : "",
                entry.base, entry.code, entry.cost);
        hash = hash_add(hash, (uint64_t)entry.base << 32 |
                                  (uint64_t)entry.code << 16 | entry.cost);
    }
    fprintf(out,
            "};\nconst suo_lexicon_node suo_lexicon_nodes[%" PRIu32 "] = {",
            slot_end);
    for (uint32_t s = 0; s < slot_end; s++) {
        suo_lexicon_node slot = slots[s];
        fprintf(out, "%s{%" PRIu32 ",%u,%u},", s % 8 == 0 ? "\n" : "",
                slot.base, slot.label, slot.cost);
        hash = hash_add(hash, (uint64_t)slot.base << 32 |
                                  (uint64_t)slot.label << 16 | slot.cost);
    }
    fprintf(out,
            "};\nconst uint32_t suo_lexicon_node_count = %" PRIu32 ";\n"
            "const uint32_t suo_lexicon_word_count = %zu;\n"
            "const uint64_t suo_lexicon_hash = UINT64_C(%" PRIu64 ");\n",
            slot_end, word_count, hash);
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5)
        fail("usage: out.c han_variants.tsv words.tsv [support_words.tsv]", "");
    read_variants(argv[2]);
    read_words(argv[3], false);
    if (argc == 5)
        read_words(argv[4], true);
    if (word_count == 0)
        fail("no words in", argv[3]);
    assign_costs();
    merge_words();
    for (uint32_t length = 2; length <= SUO_LEXICON_WORD_MAX; length++)
        keep_support_whole(length);
    assign_codes();
    build_trie();
    place_nodes();
    fill_slots();
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL)
        fail("cannot write", argv[1]);
    write_lexicon(out);
    if (fclose(out) != 0)
        fail("cannot write", argv[1]);
    return EXIT_SUCCESS;
}
