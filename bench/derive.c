/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive.c - queries for a corpus, drawn from its own documents.
 *
 * Each query begins with a document drawn by chance, whose words it takes:
 * they stand together somewhere, as words that people type do. Words that are
 * to come from anywhere (apart) are drawn from one document each. Stop words
 * are taken only where a class says so. Each class has a random stream of its
 * own, so that a new one changes no other.
 */
#include "derive.h"

#include <string.h>

#include "pseudo.h"
#include "random.h"

/* How many documents have a word, in parts of them all. */
typedef enum derive_band { ANY, HIGH, MID, LOW } derive_band;

typedef enum derive_way {
    TOGETHER, /* words of one document */
    APART,    /* words of a document each */
    ROW,      /* words that follow one another */
    HEAD,     /* the first characters of a word */
    MISS,     /* the last word stands nowhere */
    STOPS,    /* a row of words, half of them stop words or more */
    TITLE     /* a document's title */
} derive_way;

typedef struct derive_class {
    const char *name;
    bench_kind kind;
    derive_way way;
    uint32_t count; /* words; of HEAD: characters */
    derive_band band;
    uint32_t filter_below;
} derive_class;

enum { TRIES = 40 /* documents looked at for each query wanted */ };

#define FREE BENCH_NO_FILTER

static const derive_class CLASSES[] = {
    {"term_high", BENCH_OR, TOGETHER, 1, HIGH, FREE},
    {"term_mid", BENCH_OR, TOGETHER, 1, MID, FREE},
    {"term_low", BENCH_OR, TOGETHER, 1, LOW, FREE},
    {"or_2_high", BENCH_OR, TOGETHER, 2, HIGH, FREE},
    {"or_2_mid", BENCH_OR, TOGETHER, 2, MID, FREE},
    {"or_2_low", BENCH_OR, TOGETHER, 2, LOW, FREE},
    {"or_2", BENCH_OR, TOGETHER, 2, ANY, FREE},
    {"or_3", BENCH_OR, TOGETHER, 3, ANY, FREE},
    {"or_4", BENCH_OR, TOGETHER, 4, ANY, FREE},
    {"or_5", BENCH_OR, TOGETHER, 5, ANY, FREE},
    {"or_6", BENCH_OR, TOGETHER, 6, ANY, FREE},
    {"or_7", BENCH_OR, TOGETHER, 7, ANY, FREE},
    {"or_8", BENCH_OR, TOGETHER, 8, ANY, FREE},
    {"or_4_apart", BENCH_OR, APART, 4, ANY, FREE},
    {"or_stops", BENCH_OR, STOPS, 5, ANY, FREE},
    {"or_title", BENCH_OR, TITLE, BENCH_TERMS_MAX, ANY, FREE},
    {"miss", BENCH_OR, MISS, 1, ANY, FREE},
    {"or_3_miss", BENCH_OR, MISS, 3, ANY, FREE},
    {"and_2_high", BENCH_AND, TOGETHER, 2, HIGH, FREE},
    {"and_2_mid", BENCH_AND, TOGETHER, 2, MID, FREE},
    {"and_2_low", BENCH_AND, TOGETHER, 2, LOW, FREE},
    {"and_2", BENCH_AND, TOGETHER, 2, ANY, FREE},
    {"and_3", BENCH_AND, TOGETHER, 3, ANY, FREE},
    {"and_4", BENCH_AND, TOGETHER, 4, ANY, FREE},
    {"and_5", BENCH_AND, TOGETHER, 5, ANY, FREE},
    {"and_6", BENCH_AND, TOGETHER, 6, ANY, FREE},
    {"and_7", BENCH_AND, TOGETHER, 7, ANY, FREE},
    {"and_8", BENCH_AND, TOGETHER, 8, ANY, FREE},
    {"and_2_apart", BENCH_AND, APART, 2, ANY, FREE},
    {"and_3_miss", BENCH_AND, MISS, 3, ANY, FREE},
    {"phrase_2", BENCH_PHRASE, ROW, 2, ANY, FREE},
    {"phrase_3", BENCH_PHRASE, ROW, 3, ANY, FREE},
    {"phrase_5", BENCH_PHRASE, ROW, 5, ANY, FREE},
    {"prefix_2", BENCH_PREFIX, HEAD, 2, ANY, FREE},
    {"prefix_3", BENCH_PREFIX, HEAD, 3, ANY, FREE},
    {"prefix_4", BENCH_PREFIX, HEAD, 4, ANY, FREE},
    {"or_2_filter_1", BENCH_OR, TOGETHER, 2, ANY, 1},
    {"or_2_filter_5", BENCH_OR, TOGETHER, 2, ANY, 5},
    {"or_2_filter_20", BENCH_OR, TOGETHER, 2, ANY, 20},
    {"or_2_filter_80", BENCH_OR, TOGETHER, 2, ANY, 80},
    {"and_2_filter_1", BENCH_AND, TOGETHER, 2, ANY, 1},
    {"and_2_filter_5", BENCH_AND, TOGETHER, 2, ANY, 5},
    {"and_2_filter_20", BENCH_AND, TOGETHER, 2, ANY, 20},
    {"and_2_filter_80", BENCH_AND, TOGETHER, 2, ANY, 80},
};

enum { CLASS_COUNT = sizeof CLASSES / sizeof CLASSES[0] };

/* A query being drawn. */
typedef struct derive_draw {
    const bench_derivation *from;
    const derive_class *class;
    uint64_t random;
    uint64_t doc;
    cli_buffer text;
    uint32_t terms[BENCH_TERMS_MAX];
    uint32_t term_count;
} derive_draw;

/* ---- words ---- */

/* Is the word one that the class takes? */
static bool band_has(derive_band band, const bench_derivation *from,
                     uint32_t term)
{
    double part = (double)from->vocabulary->terms[term].doc_freq /
                  (double)from->corpus->doc_count;
    switch (band) {
    case HIGH:
        return part >= 0.02;
    case MID:
        return part >= 0.002 && part < 0.02;
    case LOW:
        return part < 0.002 && from->vocabulary->terms[term].doc_freq > 1;
    default:
        return true;
    }
}

static bool draw_has(const derive_draw *draw, uint32_t term)
{
    for (uint32_t at = 0; at < draw->term_count; at++) {
        if (draw->terms[at] == term)
            return true;
    }
    return false;
}

/* The word as it stands in a query, appended to 'out'. */
static void word_write(const derive_draw *draw, const bench_word *word,
                       cli_buffer *out)
{
    const bench_derivation *from = draw->from;
    if (from->pseudo != NULL) {
        char pseudo[BENCH_PSEUDO_MAX];
        size_t len = bench_pseudo_word(from->pseudo[word->term], pseudo);
        cli_buffer_append(out, pseudo, len);
        return;
    }
    const bench_part *part =
        bench_corpus_part(from->corpus, draw->doc, word->part);
    cli_buffer_append(out, bench_corpus_text(from->corpus, part) + word->start,
                      word->end - word->start);
}

static void draw_add(derive_draw *draw, const bench_word *word)
{
    if (draw->term_count > 0)
        cli_buffer_append(&draw->text, " ", 1);
    word_write(draw, word, &draw->text);
    draw->terms[draw->term_count++] = word->term;
}

/* Cut a document drawn by chance. */
static suo_status draw_document(derive_draw *draw)
{
    const bench_derivation *from = draw->from;
    draw->doc = bench_random_below(&draw->random, from->corpus->doc_count);
    return bench_cut(from->cutter, from->corpus, draw->doc, from->vocabulary);
}

/* ---- ways ---- */

/* Take up to 'count' further words of the document that fit. */
static void draw_words(derive_draw *draw, uint32_t count)
{
    const bench_cutter *cutter = draw->from->cutter;
    uint32_t end = draw->term_count + count;
    for (uint32_t tries = 0; tries < 8 * BENCH_TERMS_MAX; tries++) {
        if (cutter->word_count == 0 || draw->term_count == end)
            return;
        const bench_word *word =
            &cutter
                 ->words[bench_random_below(&draw->random, cutter->word_count)];
        if (!word->is_stop && !draw_has(draw, word->term) &&
            band_has(draw->class->band, draw->from, word->term))
            draw_add(draw, word);
    }
}

static suo_status draw_apart(derive_draw *draw)
{
    suo_status status = SUO_OK;
    for (uint32_t at = 0; at < draw->class->count && status == SUO_OK; at++) {
        if (at > 0)
            status = draw_document(draw);
        if (status == SUO_OK)
            draw_words(draw, 1);
    }
    return status;
}

/* A word that no document has, behind the others. */
static void draw_miss(derive_draw *draw)
{
    const bench_vocabulary *vocabulary = draw->from->vocabulary;
    char word[BENCH_PSEUDO_MAX];
    uint64_t number = bench_random_below(&draw->random, 1000000);
    draw_words(draw, draw->class->count - 1);
    if (draw->term_count + 1 < draw->class->count)
        return;
    size_t len = bench_pseudo_word(vocabulary->count + number, word);
    if (bench_vocabulary_find(vocabulary, word, len) != BENCH_NO_TERM)
        return;
    if (draw->term_count > 0)
        cli_buffer_append(&draw->text, " ", 1);
    cli_buffer_append(&draw->text, word, len);
    draw->terms[draw->term_count++] = BENCH_NO_TERM;
}

/* Can the text of these words stand in quotes as it is? */
static bool row_is_plain(const derive_draw *draw, const bench_word *first,
                         const bench_word *last)
{
    const bench_derivation *from = draw->from;
    const bench_part *part =
        bench_corpus_part(from->corpus, draw->doc, first->part);
    const char *text = bench_corpus_text(from->corpus, part);
    for (uint32_t at = first->start; at < last->end; at++) {
        if (text[at] == '"' || (unsigned char)text[at] < ' ')
            return false;
    }
    return true;
}

/* Words that follow one another; as text, with what stands between them. */
static void draw_row(derive_draw *draw)
{
    const bench_derivation *from = draw->from;
    const bench_cutter *cutter = from->cutter;
    uint32_t count = draw->class->count, stops = 0;
    if (cutter->word_count < count)
        return;
    const bench_word *row = &cutter->words[bench_random_below(
        &draw->random, cutter->word_count - count + 1)];
    for (uint32_t at = 0; at < count; at++) {
        if (row[at].part != row[0].part ||
            (at > 0 && row[at].unit != row[at - 1].unit_end))
            return;
        stops += row[at].is_stop;
    }
    bool is_wanted =
        draw->class->way == STOPS ? 2 * stops >= count : stops < count;
    if (!is_wanted || !row_is_plain(draw, &row[0], &row[count - 1]))
        return;
    if (from->pseudo != NULL) {
        for (uint32_t at = 0; at < count; at++)
            draw_add(draw, &row[at]);
        return;
    }
    bench_word whole = row[0];
    whole.end = row[count - 1].end;
    draw_add(draw, &whole);
    draw->term_count = count;
}

/* The first characters of a word that has more of them. */
static void draw_head(derive_draw *draw)
{
    draw_words(draw, 1);
    size_t len = 0;
    for (uint32_t at = 0; at < draw->class->count; at++) {
        uint32_t code;
        if (len < draw->text.len)
            len += cli_utf8_next(draw->text.data + len, draw->text.len - len,
                                 &code);
    }
    if (draw->term_count == 1 && len < draw->text.len)
        draw->text.len = len;
    else
        draw->term_count = 0;
}

/* The first words of the title; as text, with what stands between them. */
static void draw_title(derive_draw *draw)
{
    const bench_derivation *from = draw->from;
    const bench_cutter *cutter = from->cutter;
    uint32_t first = 0, count = 0;
    while (first < cutter->word_count &&
           bench_corpus_part(from->corpus, draw->doc, cutter->words[first].part)
                   ->field != from->title_field)
        first++;
    const bench_word *words = cutter->words + first;
    while (first + count < cutter->word_count &&
           words[count].part == words[0].part && count < draw->class->count)
        count++;
    if (count < 2 || !row_is_plain(draw, &words[0], &words[count - 1]))
        return;
    if (from->pseudo != NULL) {
        for (uint32_t at = 0; at < count; at++) {
            if (!draw_has(draw, words[at].term))
                draw_add(draw, &words[at]);
        }
        return;
    }
    bench_word whole = words[0];
    whole.end = words[count - 1].end;
    draw_add(draw, &whole);
    draw->term_count = count;
}

/* ---- classes ---- */

/* Draw one query; no terms: this document would not do. */
static suo_status draw_query(derive_draw *draw)
{
    uint32_t count = draw->class->count;
    draw->text.len = 0;
    draw->term_count = 0;
    suo_status status = draw_document(draw);
    if (status != SUO_OK)
        return status;
    switch (draw->class->way) {
    case TOGETHER:
        draw_words(draw, count);
        break;
    case APART:
        status = draw_apart(draw);
        break;
    case ROW:
    case STOPS:
        draw_row(draw);
        return SUO_OK;
    case MISS:
        draw_miss(draw);
        break;
    case HEAD:
        draw_head(draw);
        return SUO_OK;
    case TITLE:
        draw_title(draw);
        return SUO_OK;
    }
    if (draw->term_count < count)
        draw->term_count = 0;
    return status;
}

suo_status bench_derive(const bench_derivation *from, bench_query_set *set)
{
    derive_draw draw = {.from = from};
    suo_status status = SUO_OK;
    if (from->corpus->doc_count == 0)
        return SUO_OK;
    for (uint32_t number = 0; number < CLASS_COUNT; number++) {
        const derive_class *class = &CLASSES[number];
        uint64_t tries = (uint64_t)from->class_queries * TRIES;
        draw.class = class;
        draw.random = bench_mix(number, from->seed);
        bench_queries_begin(set, class->name, strlen(class->name), class->kind,
                            class->filter_below);
        uint32_t wanted = set->count + from->class_queries;
        while (status == SUO_OK && set->count < wanted && tries-- > 0) {
            status = draw_query(&draw);
            if (status == SUO_OK && draw.term_count > 0)
                bench_queries_add(set, draw.text.data, draw.text.len,
                                  draw.term_count);
        }
    }
    cli_buffer_free(&draw.text);
    return status;
}
