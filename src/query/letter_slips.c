/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter_slips.c - words of letters that nothing in the view has, or next to
 * nothing, and what is near them.
 *
 * Short words are left alone, for something is near to all of them; one slip
 * is looked for before two. Of several words the one is meant that costs the
 * fewest bits: those of the slip, and those of the word, which is the cheaper
 * the more documents of the view have it (the noisy channel of Kernighan,
 * Church and Gale, 1990). Words come from all documents of the segments, but
 * one counts only if the view has it, and none is left out unseen: so hidden
 * documents change nothing.
 *
 * Words are indexed as stems, and beside them as they are written where that
 * differs: both are candidates.
 */
#include <math.h>

#include "base/hash.h"
#include "query/correcting.h"
#include "text/utf8.h"

enum {
    ONE_SLIP_LETTERS = 4, /* a word may have one from so many letters on */
    SAFE_LETTERS = 6,     /* shorter words are near to many others */
    TWO_SLIPS_LETTERS = 7,
    SUSPECTS_MAX = 32, /* words of a question that are looked for */
    WALK_SHARE = 64,   /* of so many words a walk meets one */
    TERM_BYTES = 1 + SUO_EDITS_LETTERS_MAX * 2 /* ALPHABETS_END is 0x530 */
};

/* Bits of slips. */
static const double SLIP_COST = 12;
static const double FIRST_LETTER_COST = 4; /* more: it is seldom wrong */
static const double LIKELY_SLIP_GAIN = 3;  /* less: see slip_is_likely */

/* What costs more is not meant: most words that the view lacks are no slips. */
static const double SHORT_COST_MAX = 17; /* of a word below SAFE_LETTERS */
static const double ONE_SLIP_COST_MAX = 22;
static const double TWO_SLIPS_COST_MAX = 29;

/* Letters, of a word that was typed or of one that may be meant. */
typedef struct letter_word {
    uint32_t len;
    uint16_t letters[SUO_EDITS_LETTERS_MAX];
} letter_word;

/* A word that may be meant. */
typedef struct letter_meant {
    letter_word word;
    bool is_form;
    uint64_t doc_freq; /* 0: there is none */
    double cost;       /* bits */
} letter_meant;

/* While one word is corrected. */
typedef struct letter_search {
    suo_correcting *c;
    letter_word typed;
    letter_meant best;
    uint64_t *seen; /* hashes of words that were looked at */
    size_t seen_count;
    size_t seen_cap;
    uint32_t suspect_count; /* words that were looked for */
    suo_edits edits;
    suo_letter_walk walk;
} letter_search;

/* ---- costs ---- */

/* Are two letters next to each other on a keyboard? */
static bool keys_are_near(uint16_t a, uint16_t b)
{
    static const char *const ROWS[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    int rows[2] = {-1, -1};
    int places[2] = {0, 0};
    const uint16_t letters[2] = {a, b};
    for (int i = 0; i < 2; i++)
        for (int row = 0; row < 3; row++) {
            const char *at =
                letters[i] - 'a' < 26 ? strchr(ROWS[row], letters[i]) : NULL;
            if (at != NULL) {
                rows[i] = row;
                places[i] = (int)(at - ROWS[row]);
            }
        }
    if (rows[0] < 0 || rows[1] < 0)
        return false;
    const int apart = places[0] - places[1];
    if (rows[0] == rows[1])
        return apart == 1 || apart == -1;
    /* A key touches two of the row below: its own place and the one before. */
    return rows[0] - rows[1] == 1   ? apart == 0 || apart == -1
           : rows[1] - rows[0] == 1 ? apart == 0 || apart == 1
                                    : false;
}

/* Is the one slip between two words of a kind that happens often: neighbours
 * that changed places, a double letter or none, a key beside the right one? */
static bool slip_is_likely(const letter_word *typed, const letter_word *meant)
{
    const letter_word *more = typed->len > meant->len ? typed : meant;
    const letter_word *less = more == typed ? meant : typed;
    uint32_t at = 0;
    while (at < less->len && more->letters[at] == less->letters[at])
        at++;
    if (more->len > less->len)
        return at > 0 && more->letters[at] == more->letters[at - 1];
    if (at + 1 < less->len && more->letters[at] == less->letters[at + 1] &&
        more->letters[at + 1] == less->letters[at])
        return true;
    return at < less->len &&
           keys_are_near(more->letters[at], less->letters[at]);
}

/* What it costs that a word was meant; infinitely many documents have it. */
static double search_slip_cost(const letter_search *s, const letter_word *meant,
                               uint32_t slips)
{
    double cost = slips * SLIP_COST;
    if (s->typed.letters[0] != meant->letters[0])
        cost += FIRST_LETTER_COST;
    if (slips == 1 && slip_is_likely(&s->typed, meant))
        cost -= LIKELY_SLIP_GAIN;
    return cost;
}

static double search_word_cost(const letter_search *s, uint64_t doc_freq)
{
    return log2((double)(s->c->view->doc_count + 1) / (double)doc_freq);
}

static double search_cost_max(const letter_search *s, uint32_t slips)
{
    return slips > 1                      ? TWO_SLIPS_COST_MAX
           : s->typed.len >= SAFE_LETTERS ? ONE_SLIP_COST_MAX
                                          : SHORT_COST_MAX;
}

/* ---- terms ---- */

static size_t letters_write(const letter_word *word, char *bytes)
{
    size_t len = 0;
    for (uint32_t i = 0; i < word->len; i++)
        len += suo_utf8_encode(word->letters[i], bytes + len);
    return len;
}

/* In how many visible documents a word stands. */
static suo_status search_count(letter_search *s, const letter_word *word,
                               bool is_form, uint64_t least, uint64_t *doc_freq)
{
    char term[TERM_BYTES];
    term[0] = (char)suo_token_space(is_form ? SUO_TOKEN_FORM : SUO_TOKEN_WORD);
    const size_t len = 1 + letters_write(word, term + 1);
    return suo_term_counter_count(&s->c->counter,
                                  (suo_slice){(const uint8_t *)term, len},
                                  least, doc_freq, s->c->error);
}

/* Was the word looked at before, as of another segment? */
static suo_status search_note(letter_search *s, const letter_word *word,
                              bool is_form, bool *is_new)
{
    const uint64_t hash =
        suo_hash(word->letters, word->len * sizeof(*word->letters)) ^ is_form;
    *is_new = false;
    for (size_t i = 0; i < s->seen_count; i++)
        if (s->seen[i] == hash)
            return SUO_OK;
    if (suo_grow(&s->seen, &s->seen_cap, s->seen_count + 1, sizeof(*s->seen)) !=
        SUO_OK)
        return suo_error_no_memory(s->c->error);
    s->seen[s->seen_count++] = hash;
    *is_new = true;
    return SUO_OK;
}

/* ---- candidates ---- */

/* Does 'a' go before 'b', which costs as much? In an order of the words. */
static bool meant_is_before(const letter_meant *a, const letter_meant *b)
{
    const uint32_t len = a->word.len < b->word.len ? a->word.len : b->word.len;
    if (a->is_form != b->is_form)
        return a->is_form;
    for (uint32_t i = 0; i < len; i++)
        if (a->word.letters[i] != b->word.letters[i])
            return a->word.letters[i] < b->word.letters[i];
    return a->word.len < b->word.len;
}

/* Keep a word if it is better than the best. */
static suo_status search_try(letter_search *s, const suo_letter_words *words,
                             const suo_letter_word *found, uint32_t slips,
                             bool is_form)
{
    letter_meant own = {.is_form = is_form};
    bool is_new;
    if (slips == 0) /* as it was typed */
        return SUO_OK;
    own.word.len = found->len;
    memcpy(own.word.letters, words->letters + found->first,
           found->len * sizeof(*own.word.letters));
    suo_status status = search_note(s, &own.word, is_form, &is_new);
    if (status == SUO_OK && is_new)
        status = search_count(s, &own.word, is_form, 0, &own.doc_freq);
    if (status != SUO_OK || own.doc_freq == 0)
        return status;
    own.cost = search_slip_cost(s, &own.word, slips) +
               search_word_cost(s, own.doc_freq);
    if (own.cost > search_cost_max(s, slips))
        return SUO_OK;
    if (s->best.doc_freq == 0 || own.cost < s->best.cost ||
        (own.cost == s->best.cost && meant_is_before(&own, &s->best)))
        s->best = own;
    return SUO_OK;
}

static suo_status search_walk(letter_search *s, const suo_letter_words *words,
                              bool is_form)
{
    const suo_letter_word *found;
    uint32_t slips;
    suo_watch *watch = s->c->watch;
    suo_status status = SUO_OK;
    if (suo_watch_ends(watch, (uint32_t)words->count / WALK_SHARE))
        return watch->status;
    suo_letter_walk_begin(&s->walk, words, &s->edits);
    while (status == SUO_OK &&
           (found = suo_letter_walk_next(&s->walk, &slips)) != NULL)
        status = search_try(s, words, found, slips, is_form);
    return status;
}

/* Look at all words near a word. */
static suo_status search_near(letter_search *s, const letter_word *word,
                              uint32_t slips)
{
    const suo_view *view = s->c->view;
    suo_status status = SUO_OK;
    suo_edits_take(&s->edits, word->letters, word->len, slips);
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++) {
        const suo_known_words *words;
        if (view->segments[i].range_count == 0)
            continue;
        status = suo_known_words_get(view->segments[i].segment, s->c->watch,
                                     &words, s->c->error);
        if (status == SUO_OK)
            status = search_walk(s, &words->terms, false);
        if (status == SUO_OK)
            status = search_walk(s, &words->forms, true);
    }
    return status;
}

/* ---- the word to show ---- */

/* Write a word as it was typed: in capitals, with one, or without. */
static size_t letters_show(const letter_word *word, const char *typed,
                           size_t typed_len, char *bytes)
{
    const size_t len = letters_write(word, bytes);
    size_t capitals = 0;
    for (size_t i = 0; i < typed_len; i++)
        capitals += typed[i] >= 'A' && typed[i] <= 'Z';
    const bool is_first = capitals > 0 && typed[0] >= 'A' && typed[0] <= 'Z';
    for (size_t i = 0; i < len; i++)
        if (bytes[i] >= 'a' && bytes[i] <= 'z' &&
            (capitals == typed_len || (i == 0 && is_first)))
            bytes[i] = (char)(bytes[i] - 'a' + 'A');
    return len;
}

/* ---- words ---- */

/* Raise '*most' to the visible documents that have one of the terms that a word
 * is asked by. Token number i is the same word in each language. */
static suo_status correcting_count(suo_correcting *c, size_t i, uint64_t *most)
{
    suo_status status = SUO_OK;
    for (uint32_t l = 0; l < c->wording.language_count && status == SUO_OK;
         l++) {
        suo_slice term;
        uint64_t doc_freq = 0;
        if (!suo_token_copy_term(&c->wording.tokens[l][i], &c->arena, &term))
            return suo_error_no_memory(c->error);
        status =
            suo_term_counter_count(&c->counter, term, 0, &doc_freq, c->error);
        *most = doc_freq > *most ? doc_freq : *most;
    }
    return status;
}

/* The same for what a word is written joined with (OneDrive). */
static suo_status correcting_count_whole(suo_correcting *c,
                                         const suo_token *word, uint64_t *most)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < c->wording.count && status == SUO_OK; i++) {
        const suo_token *token = &c->wording.tokens[0][i];
        if (token->kind == SUO_TOKEN_WHOLE && token->unit <= word->unit &&
            token->unit + token->unit_count > word->unit)
            status = correcting_count(c, i, most);
    }
    return status;
}

/* The letters of bytes [start, end); false: there is something else, too. */
static bool correcting_read_letters(const suo_correcting *c, uint32_t start,
                                    uint32_t end, letter_word *word)
{
    const suo_spelling *spelling = &c->spelling;
    uint32_t at = start;
    word->len = 0;
    for (size_t i = 0; i < spelling->count; i++) {
        const suo_spelt *unit = &spelling->units[i];
        if (unit->end <= start)
            continue;
        if (unit->start >= end)
            break;
        if (unit->start > at || !suo_letter_is_one(unit->code) ||
            word->len == SUO_EDITS_LETTERS_MAX)
            return false;
        word->letters[word->len++] = (uint16_t)unit->code;
        at = unit->end;
    }
    return at == end;
}

/* Find what was meant by a word that so many documents have. */
static suo_status search_run(letter_search *s, uint64_t doc_freq)
{
    s->best.doc_freq = 0;
    s->seen_count = 0;
    suo_status status = search_near(s, &s->typed, 1);
    if (doc_freq > 0 && s->best.doc_freq > 0 &&
        s->best.cost >= search_word_cost(s, doc_freq))
        s->best.doc_freq = 0;
    if (status == SUO_OK && s->best.doc_freq == 0 && doc_freq == 0 &&
        s->typed.len >= TWO_SLIPS_LETTERS) {
        s->seen_count = 0;
        status = search_near(s, &s->typed, 2);
    }
    return status;
}

/* Correct word number 'i' of the wording, if it is wrong. */
static suo_status correcting_look_at(suo_correcting *c, letter_search *s,
                                     size_t i)
{
    const suo_token *token = &c->wording.tokens[0][i];
    const char *typed = c->text + token->start;
    char bytes[TERM_BYTES];
    uint64_t doc_freq = 0;
    if (token->kind != SUO_TOKEN_WORD ||
        token->flags & (SUO_TOKEN_HAN | SUO_TOKEN_STOP) ||
        !suo_suspects_may_be(c, token->start, token->end) ||
        !correcting_read_letters(c, token->start, token->end, &s->typed) ||
        s->typed.len < ONE_SLIP_LETTERS)
        return SUO_OK;
    suo_status status = correcting_count(c, i, &doc_freq);
    if (status == SUO_OK)
        status = correcting_count_whole(c, token, &doc_freq);
    if (status != SUO_OK || (doc_freq > 0 && search_word_cost(s, doc_freq) <
                                                 SLIP_COST - LIKELY_SLIP_GAIN))
        return status;
    s->suspect_count++;
    status = search_run(s, doc_freq);
    if (status != SUO_OK || s->best.doc_freq == 0)
        return status;
    size_t len =
        letters_show(&s->best.word, typed, token->end - token->start, bytes);
    return suo_correcting_add(c, token->start, token->end,
                              (suo_slice){(const uint8_t *)bytes, len});
}

suo_status suo_letter_slips_find(suo_correcting *c)
{
    letter_search *s = suo_alloc_zero(1, sizeof(*s));
    suo_status status = SUO_OK;
    if (s == NULL)
        return suo_error_no_memory(c->error);
    s->c = c;
    for (size_t i = 0;
         i < c->wording.count && status == SUO_OK &&
         c->slip_count < SUO_SLIPS_MAX && s->suspect_count < SUSPECTS_MAX;
         i++)
        status = correcting_look_at(c, s, i);
    suo_dealloc(s->seen);
    suo_dealloc(s);
    return status;
}
