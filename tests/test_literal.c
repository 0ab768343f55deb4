/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_literal.c - what stands in a text literally is found.
 *
 * A text is a row of items, each a Han character or a word of other scripts:
 * letters and digits in one piece, folded. An apostrophe between letters and
 * one of - _ . between digits (read as a full stop) belong to the word; a
 * capital after a small letter is another character than the small one, for
 * there a word is cut. All else separates.
 *
 * A text contains a phrase literally when the items of the phrase stand in it
 * one after the other: two Han characters without a separator between them;
 * words of other scripts as a whole, with any separators, or beside Han none.
 * But a number with full stops is one with what - _ . joins it to: in a phrase
 * that has one, two words are joined in both or in neither, and the text goes
 * on behind neither end joined.
 *
 * Phrases of one to eight items are drawn from the texts themselves. Then
 * - every document that contains the phrase literally is a hit of it as a
 *   plain question and as a quoted one;
 * - each hit of a quoted phrase of Han alone contains it literally.
 * Texts with letters that are not ASCII in brackets behind Han are left out:
 * pinyin there is passed over.
 */
#include "support/corpus.h"
#include "support/effort.h"

#include "text/fold.h"

#include <ctype.h>

enum {
    PHRASES = 20000,
    ITEMS_MAX = 8,
    DOCS_MAX = 1000,
    NAMES = 1 << 20,
    WORD_MAX = 64
};

typedef enum literal_joint {
    JOINT_NONE, /* nothing stands before the item */
    JOINT_PART, /* one of - _ . joins it to a word before */
    JOINT_SPACE /* any other separator */
} literal_joint;

typedef struct literal_item {
    uint32_t name; /* equal for equal items */
    uint32_t start;
    uint32_t end;
    literal_joint joint;
    bool is_han;
    bool is_drawn; /* may be part of a phrase: not of a third script */
    bool has_stop; /* a number with full stops */
} literal_item;

typedef struct literal {
    literal_item *items;
    size_t count;
} literal;

/* Names of items: a hash table of their characters. */
static char *names[NAMES];

static uint32_t item_name(const char *text)
{
    uint32_t at = 5381;
    for (const char *byte = text; *byte != '\0'; byte++)
        at = at * 33 ^ (uint8_t)*byte;
    for (at %= NAMES; names[at] != NULL; at = (at + 1) % NAMES)
        if (strcmp(names[at], text) == 0)
            return at;
    names[at] = malloc(strlen(text) + 1);
    assert_non_null(names[at]);
    strcpy(names[at], text);
    return at;
}

static bool class_is_word(int class)
{
    return class == SUO_CLASS_LATIN || class == SUO_CLASS_DIGIT ||
           class == SUO_CLASS_MARK;
}

/* Does the character at 'i' hold two parts of a word together? */
static bool folded_is_inside(const suo_folded *folded, size_t i)
{
    if (i == 0 || i + 1 >= folded->count)
        return false;
    int own = suo_class(folded->codes[i]);
    int before = suo_class(folded->codes[i - 1]);
    int after = suo_class(folded->codes[i + 1]);
    return (own == SUO_CLASS_APOSTROPHE && before == SUO_CLASS_LATIN &&
            after == SUO_CLASS_LATIN) ||
           (own == SUO_CLASS_JOINER && before == SUO_CLASS_DIGIT &&
            after == SUO_CLASS_DIGIT);
}

/* Write one character of a word. */
static void item_write(char *word, const suo_folded *folded, size_t i)
{
    uint32_t code = folded->codes[i] & SUO_FOLDED_CODE;
    bool is_capital = (folded->codes[i] & SUO_FOLDED_UPPER) != 0;
    bool follows_small = i > 0 &&
                         suo_class(folded->codes[i - 1]) == SUO_CLASS_LATIN &&
                         (folded->codes[i - 1] & SUO_FOLDED_UPPER) == 0;
    if (suo_class(code) == SUO_CLASS_APOSTROPHE)
        code = '\'';
    if (suo_class(code) == SUO_CLASS_JOINER)
        code = '.';
    sprintf(word + strlen(word), "%s%x,",
            is_capital && follows_small ? "^" : "", code);
}

/* Read the item at 'i', not a separator; returns past its end. */
static size_t item_read(const suo_folded *folded, size_t i, literal_item *item)
{
    static char word[1 << 16];
    int class = suo_class(folded->codes[i]);
    size_t to = i;
    word[0] = '\0';
    item->is_han = class == SUO_CLASS_HAN;
    item->is_drawn = class != SUO_CLASS_OTHER;
    do {
        item->has_stop |= suo_class(folded->codes[to]) == SUO_CLASS_JOINER;
        item_write(word, folded, to++);
        assert_true(strlen(word) < sizeof(word) - 32);
    } while (to < folded->count && !item->is_han &&
             (class_is_word(suo_class(folded->codes[to])) ||
              suo_class(folded->codes[to]) == class ||
              folded_is_inside(folded, to)));
    item->name = item_name(word);
    item->start = folded->starts[i];
    item->end = folded->ends[to - 1];
    item->is_drawn &= item->end - item->start <= WORD_MAX;
    return to;
}

/* Does a bracket behind Han open at 'i', with letters in it not of ASCII? */
static bool folded_has_pinyin(const suo_folded *folded, size_t i)
{
    uint32_t code = folded->codes[i] & SUO_FOLDED_CODE;
    if (i == 0 || suo_class(folded->codes[i - 1]) != SUO_CLASS_HAN ||
        (code != '(' && code != '['))
        return false;
    while (++i < folded->count && class_is_word(suo_class(folded->codes[i])))
        if ((folded->codes[i] & SUO_FOLDED_CODE) >= 0x80)
            return true;
    return false;
}

/* The items of a text; none if it has pinyin in brackets. */
static literal literal_make(const char *text, size_t len)
{
    suo_folded folded = {0};
    assert_status(suo_fold(&folded, text, 0, (uint32_t)len, NULL), SUO_OK);
    literal made = {calloc(folded.count + 1, sizeof(*made.items)), 0};
    assert_non_null(made.items);
    literal_joint joint = JOINT_SPACE;
    for (size_t i = 0; i < folded.count;) {
        int class = suo_class(folded.codes[i]);
        if (folded_has_pinyin(&folded, i)) {
            made.count = 0;
            break;
        }
        if (!class_is_word(class) && class != SUO_CLASS_HAN &&
            class != SUO_CLASS_OTHER) {
            bool is_part = class == SUO_CLASS_JOINER && joint != JOINT_SPACE;
            joint = is_part ? JOINT_PART : JOINT_SPACE;
            i++;
            continue;
        }
        literal_item *item = &made.items[made.count++];
        item->joint = joint;
        i = item_read(&folded, i, item);
        joint = JOINT_NONE;
    }
    suo_folded_clear(&folded);
    return made;
}

/* ---- containing ---- */

/* Are two neighbours of a text, or of a phrase, joined words? */
static bool items_are_joined(const literal_item *left,
                             const literal_item *right)
{
    return !left->is_han && !right->is_han && right->joint != JOINT_SPACE;
}

/* May the phrase be drawn from, or stand at, the place of its first item? */
static bool literal_stands(const literal *text, size_t at,
                           const literal_item *phrase, size_t count)
{
    bool has_stop = false;
    if (at + count > text->count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const literal_item *own = &text->items[at + i];
        if (own->name != phrase[i].name || !own->is_drawn)
            return false;
        if (i > 0 && own->is_han && own[-1].is_han && own->joint != JOINT_NONE)
            return false;
        has_stop |= own->has_stop;
    }
    for (size_t i = 1; i < count && has_stop; i++)
        if (items_are_joined(&text->items[at + i - 1], &text->items[at + i]) !=
            items_are_joined(&phrase[i - 1], &phrase[i]))
            return false;
    size_t end = at + count;
    return !has_stop ||
           !((at > 0 &&
              items_are_joined(&text->items[at - 1], &text->items[at])) ||
             (end < text->count &&
              items_are_joined(&text->items[end - 1], &text->items[end])));
}

/* ---- an index of texts ---- */

/* Where an item stands. */
typedef struct place {
    uint32_t document;
    uint32_t at;
} place;

/* Document number i has text number i as its body. */
typedef struct library {
    char *folder;
    char *texts[DOCS_MAX];
    literal literals[DOCS_MAX];
    uint32_t count;
    uint32_t ends[NAMES + 1]; /* in 'places', of each name and those before */
    place *places;
    suo_view *view;
    uint32_t found;
    uint32_t drawn;
} library;

static void library_add(library *l, const char *text, size_t len)
{
    literal made = literal_make(text, len);
    if (made.count == 0) {
        free(made.items);
        return;
    }
    assert_true(l->count < DOCS_MAX);
    l->texts[l->count] = malloc(len + 1);
    assert_non_null(l->texts[l->count]);
    memcpy(l->texts[l->count], text, len + 1);
    l->literals[l->count++] = made;
}

/* Note where every name stands; ends[0] is 0, name n has ends[n + 1]. */
static void library_note_places(library *l)
{
    for (uint32_t d = 0; d < l->count; d++)
        for (uint32_t i = 0; i < l->literals[d].count; i++)
            l->ends[l->literals[d].items[i].name + 1]++;
    for (uint32_t n = 0; n < NAMES; n++)
        l->ends[n + 1] += l->ends[n];
    l->places = malloc(l->ends[NAMES] * sizeof(*l->places));
    uint32_t *next = malloc(sizeof(l->ends));
    assert_true(l->places != NULL && next != NULL);
    memcpy(next, l->ends, sizeof(l->ends));
    for (uint32_t d = 0; d < l->count; d++)
        for (uint32_t i = 0; i < l->literals[d].count; i++)
            l->places[next[l->literals[d].items[i].name]++] = (place){d, i};
    free(next);
}

/* Which documents contain the phrase literally? */
static void library_look(const library *l, const literal_item *phrase,
                         size_t count, bool *has)
{
    memset(has, 0, DOCS_MAX * sizeof(*has));
    for (uint32_t i = l->ends[phrase->name]; i < l->ends[phrase->name + 1];
         i++) {
        place own = l->places[i];
        has[own.document] |=
            literal_stands(&l->literals[own.document], own.at, phrase, count);
    }
}

/* Index the texts, in two commits. */
static void library_open(library *l)
{
    l->folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(l->folder);
    for (uint32_t i = 0; i < l->count; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u", i);
        corpus_put_text(writer, key, "all", NULL, l->texts[i]);
        if (i == l->count / 2)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    l->view = corpus_view(l->folder, NULL);
    library_note_places(l);
}

static void library_close(library *l)
{
    suo_view_close(l->view);
    corpus_folder_remove(l->folder);
    for (uint32_t i = 0; i < l->count; i++) {
        free(l->texts[i]);
        free(l->literals[i].items);
    }
    free(l->places);
    free(l);
    for (size_t i = 0; i < NAMES; i++) {
        free(names[i]);
        names[i] = NULL;
    }
}

/* ---- asking ---- */

static void library_ask(const library *l, const char *question, bool *is_hit)
{
    suo_hits *hits = corpus_search(l->view, question, DOCS_MAX);
    const suo_hit *items = suo_hits_items(hits);
    memset(is_hit, 0, DOCS_MAX * sizeof(*is_hit));
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        uint32_t number = 0;
        for (uint64_t b = 0; b < items[i].key_len; b++)
            number = number * 10 + (uint32_t)(items[i].key[b] - '0');
        is_hit[number] = true;
    }
    suo_hits_free(hits);
}

/* A minus sign before a word leaves documents out: here it is text. */
static void question_keep_operators_out(char *question)
{
    for (char *c = question; *c != '\0'; c++)
        if (*c == '-' && (c == question || isspace((unsigned char)c[-1])))
            *c = ' ';
}

static void library_check(library *l, const char *text,
                          const literal_item *phrase, size_t count)
{
    bool has[DOCS_MAX];
    bool is_plain[DOCS_MAX];
    bool is_quoted[DOCS_MAX];
    char question[1024];
    bool is_han = true;
    int len = (int)(phrase[count - 1].end - phrase->start);
    for (size_t i = 0; i < count; i++)
        is_han &= phrase[i].is_han;
    snprintf(question, sizeof(question), "\"%.*s\"", len, text + phrase->start);
    library_ask(l, question, is_quoted);
    snprintf(question, sizeof(question), "%.*s", len, text + phrase->start);
    question_keep_operators_out(question);
    library_ask(l, question, is_plain);
    library_look(l, phrase, count, has);
    for (uint32_t d = 0; d < l->count; d++) {
        const char *fault = NULL;
        if (has[d] && !is_plain[d])
            fault = "the plain question misses";
        else if (has[d] && !is_quoted[d])
            fault = "the quoted phrase misses";
        else if (is_han && is_quoted[d] && !has[d])
            fault = "the quoted phrase is not in";
        if (fault != NULL)
            print_error("'%s': %s document %u: %.200s\n", question, fault, d,
                        l->texts[d]);
        assert_null(fault);
        l->found += has[d];
    }
}

/* Draw a phrase from a random place; false if there is none. */
static bool library_draw(library *l, test_random *random)
{
    uint32_t number = (uint32_t)test_random_below(random, l->count);
    const literal *text = &l->literals[number];
    size_t at = test_random_below(random, text->count);
    size_t count = 1 + test_random_below(random, ITEMS_MAX);
    if (at + count > text->count)
        return false;
    const literal_item *phrase = &text->items[at];
    uint32_t len = phrase[count - 1].end - phrase->start;
    const char *bytes = l->texts[number] + phrase->start;
    if (!literal_stands(text, at, phrase, count) || len > 1000 ||
        memchr(bytes, '"', len) != NULL || memchr(bytes, '\0', len) != NULL)
        return false;
    library_check(l, l->texts[number], phrase, count);
    return true;
}

static void library_run(library *l, uint64_t seed, uint32_t phrases)
{
    test_random random = test_random_begin(seed);
    library_open(l);
    while (l->drawn < phrases)
        l->drawn += library_draw(l, &random);
    effort_print();
    printf("%u phrases, %u times in %u documents\n", l->drawn, l->found,
           l->count);
    assert_true(l->found >= l->drawn);
    library_close(l);
}

static library *library_new(void)
{
    library *l = calloc(1, sizeof(*l));
    assert_non_null(l);
    return l;
}

static void test_literal__phrases_of_random_texts_are_found(void **state)
{
    library *l = library_new();
    test_random random = {424243};
    (void)state;
    for (int i = 0; i < 400; i++) {
        size_t len;
        uint32_t pieces = 1 + (uint32_t)test_random_below(&random, 20);
        char *text = corpus_random_text(&random, pieces, &len);
        library_add(l, text, len);
        free(text);
    }
    library_run(l, 1, effort_of(PHRASES / 2));
}

static void literal_run_data(const char *name, uint64_t seed)
{
    static corpus_document read[DOCS_MAX];
    const char *data = corpus_data_or_skip();
    char path[5000];
    snprintf(path, sizeof(path), "%s/%s", data, name);
    uint32_t count = corpus_read_json(path, read, DOCS_MAX);
    library *l = library_new();
    assert_true(count > 0);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t v = 0; v < read[i].value_count; v++)
            if (read[i].values[v].field == CORPUS_BODY)
                library_add(l, read[i].values[v].text, read[i].values[v].len);
        corpus_document_clear(&read[i]);
    }
    library_run(l, seed, effort_of(PHRASES / 4));
}

static void test_literal__phrases_of_chinese_answers_are_found(void **state)
{
    (void)state;
    literal_run_data("alchemy_support_zh/corpus.zh-TW.jsonl", 2);
}

static void test_literal__phrases_of_a_manual_are_found(void **state)
{
    (void)state;
    literal_run_data("tidb_docs_zh/corpus.jsonl", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literal__phrases_of_random_texts_are_found),
        cmocka_unit_test(test_literal__phrases_of_chinese_answers_are_found),
        cmocka_unit_test(test_literal__phrases_of_a_manual_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
