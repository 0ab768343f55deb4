/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made.c - documents that are made, for whoever has none at hand.
 *
 * A language's words are drawn by Walker's alias method (Vose 1991): two
 * look-ups a word. The lists end, but text never ceases to bring new words, so
 * a share of the words are names and codes by number, the numbers by Zipf's
 * law up to TAIL_WORDS. A topic is a number: its words follow from it by a
 * hash, the first ones drawn most often.
 */
#include "made.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "made_words.h"
#include "random.h"

enum {
    TOPICS = 3000,
    TOPIC_PHRASES = 80,
    TOPIC_PERCENT = 35, /* of all phrases */
    PHRASES = 300000,   /* of no topic */
    PHRASE_WORDS_MAX = 5,
    PHRASE_SALT = 5,
    FRESH_PERCENT = 5,  /* of all phrases are new */
    OTHER_PERCENT = 20, /* of the phrases of a mixed document */
    TAIL_WORDS = 4000000,
    TAIL_PERCENT = 3, /* of all words */
    BODY_WORDS_MIN = 15,
    BODY_WORDS_MEAN = 70, /* above the least */
    BODY_WORDS_MAX = 800,
    TITLE_WORDS_MIN = 3,
    TITLE_WORDS_MAX = 8
};

/* Draws from a list of words. */
typedef struct made_list {
    const bench_made_word *words;
    uint32_t count;
    double *share;   /* of its own place that a word keeps */
    uint32_t *other; /* the word that has the rest */
} made_list;

struct bench_made {
    uint64_t seed;
    made_list zh;
    made_list en;
};

/* A document being written. */
typedef struct made_text {
    const bench_made *made;
    uint64_t random;
    uint64_t topic;
    cli_buffer *out;
    bool is_glued; /* the last character is Han, or nothing stands there */
} made_text;

/* ---- drawing words ---- */

static void list_init(made_list *list, const bench_made_word *words,
                      uint32_t count)
{
    uint32_t *queue = cli_realloc(NULL, count * sizeof *queue);
    uint32_t small = 0, large = count;
    double all = 0;
    list->words = words;
    list->count = count;
    list->share = cli_realloc(NULL, count * sizeof *list->share);
    list->other = cli_realloc(NULL, count * sizeof *list->other);
    for (uint32_t at = 0; at < count; at++)
        all += words[at].weight;
    for (uint32_t at = 0; at < count; at++) {
        list->share[at] = words[at].weight * (double)count / all;
        list->other[at] = at;
        if (list->share[at] < 1)
            queue[small++] = at;
        else
            queue[--large] = at;
    }
    while (small > 0 && large < count) {
        uint32_t poor = queue[--small], rich = queue[large];
        list->other[poor] = rich;
        list->share[rich] -= 1 - list->share[poor];
        if (list->share[rich] < 1) {
            large++;
            queue[small++] = rich;
        }
    }
    free(queue);
}

static const char *list_draw(const made_list *list, uint64_t *random)
{
    uint32_t at = (uint32_t)bench_random_below(random, list->count);
    bool is_own = bench_random_unit(random) < list->share[at];
    return list->words[is_own ? at : list->other[at]].word;
}

/* A number from 0 up to 'end', number n with a weight of about 1/(n + 1). */
static uint64_t zipf_draw(uint64_t *random, uint64_t end)
{
    double drawn = exp(bench_random_unit(random) * log((double)end + 1)) - 1;
    return drawn < (double)end ? (uint64_t)drawn : end - 1;
}

bench_made *bench_made_new(uint64_t seed)
{
    bench_made *made = cli_realloc(NULL, sizeof *made);
    made->seed = seed;
    list_init(&made->zh, bench_made_zh, bench_made_zh_count);
    list_init(&made->en, bench_made_en, bench_made_en_count);
    return made;
}

void bench_made_free(bench_made *made)
{
    if (made == NULL)
        return;
    free(made->zh.share);
    free(made->zh.other);
    free(made->en.share);
    free(made->en.other);
    free(made);
}

/* ---- writing ---- */

static void text_add(made_text *text, const char *word)
{
    cli_buffer_append(text->out, word, strlen(word));
}

/* A word behind what is there; between Han and Han stands nothing. */
static void text_add_word(made_text *text, const char *word)
{
    bool is_han = (unsigned char)word[0] >= 0xE3;
    if (!text->is_glued || (!is_han && text->out->len > 0))
        text_add(text, " ");
    text_add(text, word);
    text->is_glued = is_han;
}

/* Name or code number 'rank' of the tail: "velona", "KR-2041". */
static void text_add_tail(made_text *text, uint64_t rank)
{
    static const char LETTERS[] = "bdfgklmnprstvz", VOWELS[] = "aeiou";
    char word[32];
    size_t len = 0;
    if (rank % 3 == 0) {
        uint64_t code = rank / 3;
        len = (size_t)snprintf(word, sizeof word, "%c%c-%llu",
                               (int)('A' + code % 26),
                               (int)('A' + code / 26 % 26),
                               (unsigned long long)(100 + code / 676));
    } else {
        for (uint64_t rest = rank + 400; rest > 0; rest /= 70) {
            word[len++] = LETTERS[rest % 70 / 5];
            word[len++] = VOWELS[rest % 5];
        }
        word[len] = '\0';
    }
    text_add_word(text, word);
}

/* A word of the language: of all its words, or of the tail. */
static void text_add_drawn(made_text *text, bool is_zh, uint64_t *random)
{
    const made_list *list = is_zh ? &text->made->zh : &text->made->en;
    if (bench_random_below(random, 100) < TAIL_PERCENT)
        text_add_tail(text, zipf_draw(random, TAIL_WORDS));
    else
        text_add_word(text, list_draw(list, random));
}

/*
 * Some words that go together, at most 'count'. Most of them are phrases of
 * the language or of the topic, which stand in other documents, too: a phrase
 * is a number, from which its words follow.
 */
static uint64_t text_add_phrase(made_text *text, bool is_zh, uint64_t count)
{
    uint64_t kind = bench_random_below(&text->random, 100);
    uint64_t fresh = bench_random(&text->random);
    uint64_t phrase = zipf_draw(&text->random, PHRASES);
    if (kind < TOPIC_PERCENT)
        phrase = PHRASES + text->topic * TOPIC_PHRASES +
                 zipf_draw(&text->random, TOPIC_PHRASES);
    uint64_t words = kind < 100 - FRESH_PERCENT
                         ? bench_mix(phrase * 2 + is_zh, PHRASE_SALT)
                         : fresh;
    uint64_t len = 2 + bench_random_below(&words, PHRASE_WORDS_MAX - 1);
    if (len > count)
        len = count;
    for (uint64_t at = 0; at < len; at++)
        text_add_drawn(text, is_zh, &words);
    return len;
}

/* Mark the end of a phrase, often by nothing. */
static void text_add_mark(made_text *text, bool is_zh)
{
    uint64_t mark = bench_random_below(&text->random, 16);
    if (mark >= 8)
        return;
    if (mark < 4)
        text_add(text, is_zh ? "，" : ",");
    else if (mark < 7)
        text_add(text, is_zh ? "。" : ".");
    else
        text_add(text, is_zh ? "。\n" : ".\n");
    text->is_glued = is_zh || mark == 7;
}

static void text_add_words(made_text *text, bool is_zh, bool is_mixed,
                           uint64_t count)
{
    while (count > 0) {
        bool is_other =
            is_mixed && bench_random_below(&text->random, 100) < OTHER_PERCENT;
        count -= text_add_phrase(text, is_zh != is_other, count);
        if (count > 0)
            text_add_mark(text, is_zh);
    }
}

void bench_made_document(bench_made *made, uint64_t number,
                         bench_made_language language, cli_buffer *title,
                         cli_buffer *body)
{
    made_text text = {.made = made, .is_glued = true, .out = title};
    text.random = bench_mix(number, made->seed);
    text.topic = zipf_draw(&text.random, TOPICS);
    uint64_t kind = bench_random_below(&text.random, 10);
    bool is_mixed = language == BENCH_MADE_ANY && kind == 9;
    bool is_zh = language == BENCH_MADE_ANY ? kind < 6 || kind == 9
                                            : language == BENCH_MADE_ZH;
    text_add_words(
        &text, is_zh, is_mixed,
        TITLE_WORDS_MIN +
            bench_random_below(&text.random,
                               TITLE_WORDS_MAX - TITLE_WORDS_MIN + 1));
    double more = -log(1 - bench_random_unit(&text.random)) * BODY_WORDS_MEAN;
    uint64_t count = BODY_WORDS_MIN + (uint64_t)more;
    if (count > BODY_WORDS_MAX)
        count = BODY_WORDS_MAX;
    text.out = body;
    text.is_glued = true;
    text_add_words(&text, is_zh, is_mixed, count);
    text_add(&text, is_zh ? "。" : ".");
}
