/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han_tokens.c - words and grams in the order of their characters.
 *
 * A run is added some words at a time. The terms of its words and grams are
 * parts of one string. Most words have one or two characters, of three bytes
 * each in the text and in the term: of those nothing is looked up. All else
 * goes the longer way.
 */
#include "text/han_tokens.h"

#include <assert.h>

#include "text/lexicon.h"
#include "text/mixed.h"
#include "text/quantity.h"
#include "text/utf8.h"

enum {
    STEP_CHARS = 128, /* of a run, added at a time, more or less a word */
    STEP_WRITTEN = STEP_CHARS + SUO_LEXICON_WORD_MAX /* with the last word, and
                                                        one for its gram */
};

_Static_assert(SUO_LEXICON_WORD_MAX *SUO_UTF8_MAX <= SUO_TOKEN_TERM_MAX,
               "a Han word is a term");

void suo_han_tokens_clear(suo_han_tokens *tokens)
{
    suo_han_clear(&tokens->han);
}

void suo_han_tokens_reset(suo_han_tokens *tokens)
{
    tokens->han.run_count = 0;
    tokens->run = 0;
    tokens->left = 0;
}

/* ---- cutting ---- */

/* Let ICU cut a run: the lengths of the words in han.word_lens. */
static suo_status han_cut_by_icu(suo_han_tokens *tokens, suo_han_run run,
                                 suo_error *error)
{
    suo_words *words = tokens->words;
    uint8_t *word_lens = tokens->han.word_lens + run.from;
    suo_status st =
        suo_words_cut(words, tokens->han.chars + run.from, run.count, error);
    if (st != SUO_OK)
        return st;
    size_t at = 0;
    for (size_t i = 0; i < words->count; i++) {
        while (at < words->parts[i].end) {
            size_t len = words->parts[i].end - at;
            if (len > SUO_LEXICON_WORD_MAX)
                len = SUO_LEXICON_WORD_MAX;
            word_lens[at] = (uint8_t)len;
            at += len;
        }
    }
    assert(at == run.count);
    return SUO_OK;
}

suo_status suo_han_tokens_read(suo_han_tokens *tokens, suo_error *error)
{
    suo_han *han = &tokens->han;
    suo_status st = suo_han_read(han, tokens->folded, error);
    tokens->run = 0;
    if (st == SUO_OK && tokens->words == NULL)
        suo_han_cut(han);
    for (size_t i = 0;
         i < han->run_count && st == SUO_OK && tokens->words != NULL; i++)
        st = han_cut_by_icu(tokens, han->runs[i], error);
    if (st != SUO_OK)
        suo_han_tokens_reset(tokens);
    return st;
}

/* ---- adding ---- */

/* The next characters of a run, written as one string. */
typedef struct han_step {
    const char *terms;       /* they in UTF-8 */
    const uint32_t *chars;   /* their code points */
    const uint32_t *sources; /* where each stands in the folded text */
    suo_han_run run;
    uint32_t start;      /* byte of the text */
    uint32_t unit;       /* of the first one */
    bool is_first;       /* the run begins here */
    bool is_first_plain; /* with a word and a gram, no more */
    bool is_plain;       /* each has three bytes in the text and in 'terms' */
    uint16_t places[STEP_WRITTEN + 1]; /* where each starts in 'terms', and
                                          the end */
} han_step;

/* Write 'count' characters to 'terms', with room for SUO_UTF8_MAX bytes each.
 * Returns how many bytes they have. */
static size_t step_write(han_step *step, const suo_folded *folded, size_t count,
                         char *terms)
{
    uint32_t others = 0; /* not 0: one begins elsewhere than if all had three
                            bytes in the text */
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t code = step->chars[i];
        others |=
            folded->starts[step->sources[i]] ^ (step->start + 3 * (uint32_t)i);
        step->places[i] = (uint16_t)len;
        if (code >= 0x10000) {
            len += suo_utf8_encode(code, terms + len);
            continue;
        }
        /* Han of the BMP has three bytes. */
        suo_store_u32((uint8_t *)terms + len, 0x8080E0 | code >> 12 |
                                                  (code << 2 & 0x3F00) |
                                                  (code << 16 & 0x3F0000));
        len += 3;
    }
    step->places[count] = (uint16_t)len;
    uint32_t end = folded->ends[step->sources[count - 1]];
    step->terms = terms;
    step->is_plain =
        others == 0 && len == 3 * count && end - step->start == len;
    return len;
}

/* Begin with the next 'count' characters of the run: the batch has room. */
static void step_begin(han_step *step, const suo_han_tokens *tokens,
                       size_t count, uint32_t unit)
{
    const suo_han *han = &tokens->han;
    const suo_folded *folded = tokens->folded;
    step->chars = han->chars + tokens->at;
    step->sources = han->places + tokens->at;
    step->run = han->runs[tokens->run - 1];
    step->start = folded->starts[step->sources[0]];
    step->unit = unit;
    step->is_first = tokens->at == step->run.from;
    step->is_first_plain =
        !step->is_first || !(suo_quantity_may_end(folded, step->sources[0]) ||
                             suo_mixed_may_be(folded, step->sources[0]));
    char *terms = suo_batch_room(tokens->batch);
    suo_batch_take(tokens->batch, step_write(step, folded, count, terms));
}

/* Fill in the token of the characters [at, at + count). */
static void step_fill(const han_step *step, const suo_folded *folded, size_t at,
                      size_t count, uint16_t kind, uint16_t flags,
                      suo_token *token)
{
    size_t len = (size_t)(step->places[at + count] - step->places[at]);
    *token = (suo_token){.term = step->terms + step->places[at],
                         .term_len = (uint32_t)len,
                         .start = folded->starts[step->sources[at]],
                         .end = folded->ends[step->sources[at + count - 1]],
                         .unit = step->unit + (uint32_t)at,
                         .unit_count = (uint32_t)count,
                         .kind = kind,
                         .flags = flags};
}

/* The same for a plain step. */
static inline void step_fill_plain(const han_step *step, size_t at,
                                   size_t count, uint16_t kind, uint16_t flags,
                                   suo_token *token)
{
    token->term = step->terms + 3 * at;
    token->term_len = (uint32_t)(3 * count);
    token->start = step->start + (uint32_t)(3 * at);
    token->end = step->start + (uint32_t)(3 * (at + count));
    token->unit = step->unit + (uint32_t)at;
    token->unit_count = (uint32_t)count;
    token->kind = kind;
    token->flags = flags;
}

/*
 * Add a word, and behind it the grams of its characters: behind each the
 * quantity that starts there, and behind the first of the run the mixed word
 * around its place.
 */
static void han_add_word(suo_han_tokens *tokens, const han_step *step,
                         const char *text, size_t at, size_t len,
                         uint16_t flags)
{
    suo_batch *batch = tokens->batch;
    const suo_folded *folded = tokens->folded;
    step_fill(step, folded, at, len, SUO_TOKEN_WORD, flags,
              suo_batch_add(batch));
    for (size_t end = at + len; at < end; at++) {
        bool is_first = at == 0 && step->is_first;
        size_t count = 1 + (step->chars[at + 1] != 0);
        size_t place = tokens->at + at - step->run.from;
        uint32_t unit = step->unit + (uint32_t)at;
        step_fill(step, folded, at, count, SUO_TOKEN_GRAM, SUO_TOKEN_HAN,
                  suo_batch_add(batch));
        if (is_first || suo_quantity_may_begin(step->chars + at))
            suo_quantity_add(batch, folded, &tokens->han, step->run, place,
                             unit);
        if (is_first && suo_mixed_may_be(folded, step->sources[0]))
            suo_mixed_add(batch, text, folded, step->sources[0], unit);
    }
}

/* Add the words that start at the first 'count' characters. Returns how many
 * characters these words have. */
static size_t han_add_words(suo_han_tokens *tokens, const han_step *step,
                            const char *text, size_t count)
{
    suo_batch *batch = tokens->batch;
    const uint8_t *word_lens = tokens->han.word_lens + tokens->at;
    const uint32_t *chars = step->chars;
    bool ends_plain = false;
    size_t at = 0;
    while (at < count) {
        size_t len = word_lens[at];
        size_t last = at + (len > 1);
        bool is_stop =
            suo_stop_has(tokens->stop, suo_stop_han_key(chars + at, len));
        uint16_t flags =
            (uint16_t)(SUO_TOKEN_HAN | (is_stop ? SUO_TOKEN_STOP : 0));
        ends_plain = len <= 2 && step->is_plain &&
                     !suo_quantity_may_begin(chars + at) &&
                     !suo_quantity_may_begin(chars + last) &&
                     (at > 0 || step->is_first_plain);
        if (ends_plain) {
            /* Whether there is a second gram is hard to guess: it is always
             * written, and counts or not. */
            suo_token *token = batch->tokens + batch->count;
            step_fill_plain(step, at, len, SUO_TOKEN_WORD, flags, token);
            step_fill_plain(step, at, 2, SUO_TOKEN_GRAM, SUO_TOKEN_HAN,
                            token + 1);
            step_fill_plain(step, last, 2, SUO_TOKEN_GRAM, SUO_TOKEN_HAN,
                            token + 2);
            batch->count += 1 + len;
        } else {
            han_add_word(tokens, step, text, at, len, flags);
        }
        at += len;
    }
    if (ends_plain && chars[at] == 0) /* the last one stands alone */
        step_fill_plain(step, at - 1, 1, SUO_TOKEN_GRAM, SUO_TOKEN_HAN,
                        batch->tokens + batch->count - 1);
    return at;
}

suo_status suo_han_tokens_add(suo_han_tokens *tokens, const char *text,
                              uint32_t *unit, bool *is_full, suo_error *error)
{
    size_t left = tokens->left;
    size_t most = left < STEP_CHARS ? left : STEP_CHARS;
    size_t written = left < STEP_WRITTEN ? left : STEP_WRITTEN;
    /* A quantity has two characters or more, but for the first one; a gram
     * may be written that does not count. */
    suo_status st = suo_batch_reserve(
        tokens->batch, 2 * written + written / 2 + 3,
        written * SUO_UTF8_MAX + (written / 2 + 1) * SUO_QUANTITY_BYTES_MAX +
            SUO_MIXED_BYTES_MAX,
        is_full, error);
    if (st != SUO_OK || *is_full)
        return st;
    han_step step;
    step_begin(&step, tokens, written, *unit);
    size_t added = han_add_words(tokens, &step, text, most);
    tokens->at += added;
    tokens->left -= added;
    *unit += (uint32_t)added;
    return SUO_OK;
}
