/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_question.c - what a question asks for, by the rules in words.
 *
 * 1. Words rank. Each word is asked, in the order of the question. A term
 *    that comes again is asked once and counts as often as it comes.
 * 2. Joined words. A word inside a joined form ('v3mono', 'pre-order') asks
 *    for the whole form first; so the form counts once for each of its words.
 *    A term that stands in one joined form only, and nowhere else, is its
 *    part: where the form is in no document the part is a word as any other;
 *    where it is known, the part counts nothing if the form has a digit or an
 *    underscore, else a tenth. (The written form that came first decides.)
 *    A form of three words or more that has a digit or an underscore may be
 *    known by two of its words: each two neighbours are asked as one term
 *    too, right after the first of them, as a part as well ('v3' and '3mono'
 *    for 'v3mono'); but not where a digit would touch a digit.
 * 3. Stop words. If some word is none, stop words are not asked, nor are the
 *    grams that lie in stop words altogether. A term that also comes outside
 *    of them is asked, and counts as often as it comes in all.
 * 4. Grams prove. After all words come the pairs of neighbouring Han
 *    characters; and a Han character without a neighbour stands for each gram
 *    that begins with it.
 */
#include "support/oracle.h"

typedef struct analysis {
    oracle *o;
    const oracle_tokens *tokens;
    const char *text;
    bool *stops; /* by unit */
    oracle_asked *asked;
    uint32_t count;
} analysis;

/* Rule 3: which units lie in stop words. */
static void analysis_mark_stops(analysis *a)
{
    bool has_other = false;
    uint32_t units = 0;
    for (uint32_t i = 0; i < a->tokens->count; i++) {
        const oracle_token *token = &a->tokens->items[i];
        bool is_stop = (token->flags & SUO_TOKEN_STOP) != 0;
        has_other |= token->kind == SUO_TOKEN_WORD && !is_stop;
        if (token->unit + token->unit_count > units)
            units = token->unit + token->unit_count;
    }
    a->stops = calloc(units + 1, sizeof(*a->stops));
    assert_non_null(a->stops);
    for (uint32_t i = 0; i < a->tokens->count && has_other; i++) {
        const oracle_token *token = &a->tokens->items[i];
        if (token->kind != SUO_TOKEN_WORD || !(token->flags & SUO_TOKEN_STOP))
            continue;
        for (uint32_t u = 0; u < token->unit_count; u++)
            a->stops[token->unit + u] = true;
    }
}

static bool analysis_lies_in_stops(const analysis *a, const oracle_token *token)
{
    for (uint32_t u = 0; u < token->unit_count; u++)
        if (!a->stops[token->unit + u])
            return false;
    return true;
}

/* Rule 1: ask, or count once more. Returns the number of what is asked. */
static uint32_t analysis_ask(analysis *a, uint32_t term, bool is_ignored,
                             bool *is_new)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->asked[i].term == term) {
            a->asked[i].count++;
            a->asked[i].is_ignored &= is_ignored;
            *is_new = false;
            return i;
        }
    a->asked[a->count] = (oracle_asked){
        .term = term, .is_ignored = is_ignored, .count = 1, .whole = -1};
    *is_new = true;
    return a->count++;
}

static const oracle_token *analysis_find_whole(const analysis *a,
                                               const oracle_token *word)
{
    for (uint32_t i = 0; i < a->tokens->count; i++) {
        const oracle_token *token = &a->tokens->items[i];
        if (token->kind == SUO_TOKEN_WHOLE && token->unit <= word->unit &&
            word->unit < token->unit + token->unit_count)
            return token;
    }
    return NULL;
}

/* Rule 2: what is left of a part where the form is known. */
static double analysis_share(const analysis *a, const oracle_token *whole)
{
    for (uint32_t i = whole->start; i < whole->end; i++)
        if (strchr("0123456789_", a->text[i]) != NULL && a->text[i] != '\0')
            return 0;
    return 0.1;
}

/* Ask for a part of a form, or for a word by itself (form -1). */
static void analysis_ask_part(analysis *a, uint32_t term, bool is_ignored,
                              int64_t form, double share)
{
    bool is_new;
    oracle_asked *asked = &a->asked[analysis_ask(a, term, is_ignored, &is_new)];
    if (is_new) {
        asked->whole = form;
        asked->share = share;
    } else if (asked->whole != form) {
        asked->whole = -1;
    }
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The word and its right neighbour in the form, as one. */
static void analysis_ask_pair(analysis *a, const oracle_token *word,
                              const oracle_token *whole, int64_t form)
{
    char bytes[1024];
    const oracle_token *right = NULL;
    for (uint32_t i = 0; i < a->tokens->count; i++) {
        const oracle_token *token = &a->tokens->items[i];
        if (token->kind == SUO_TOKEN_WORD && token->unit == word->unit + 1 &&
            token->unit < whole->unit + whole->unit_count)
            right = token;
    }
    if (right == NULL)
        return;
    uint32_t len = a->o->terms[word->term].len - 1;
    uint32_t right_len = a->o->terms[right->term].len - 1;
    assert_true(len + right_len <= sizeof(bytes));
    memcpy(bytes, a->o->terms[word->term].bytes + 1, len);
    memcpy(bytes + len, a->o->terms[right->term].bytes + 1, right_len);
    if (is_digit(bytes[len - 1]) && is_digit(bytes[len]))
        return;
    analysis_ask_part(a, oracle_term(a->o, 'w', bytes, len + right_len), false,
                      form, 0);
}

static void analysis_ask_word(analysis *a, const oracle_token *word)
{
    const oracle_token *whole = analysis_find_whole(a, word);
    bool is_ignored = analysis_lies_in_stops(a, word);
    bool is_new;
    if (whole == NULL) {
        analysis_ask_part(a, word->term, is_ignored, -1, 1);
        return;
    }
    double share = analysis_share(a, whole);
    int64_t form = analysis_ask(a, whole->term, false, &is_new);
    a->asked[form].whole = -1; /* it stands for itself here */
    analysis_ask_part(a, word->term, is_ignored, form, share);
    if (share == 0 && whole->unit_count > 2)
        analysis_ask_pair(a, word, whole, form);
}

/* Rule 4. */
static void analysis_ask_grams(analysis *a)
{
    bool follows_pair = false;
    for (uint32_t i = 0; i < a->tokens->count; i++) {
        const oracle_token *token = &a->tokens->items[i];
        if (token->kind != SUO_TOKEN_GRAM)
            continue;
        bool is_pair = token->unit_count == 2;
        if (is_pair || !follows_pair) {
            bool is_new;
            uint32_t number = analysis_ask(
                a, token->term, analysis_lies_in_stops(a, token), &is_new);
            a->asked[number].is_gram = true;
            a->asked[number].is_start = !is_pair;
        }
        follows_pair = is_pair;
    }
}

oracle_asked *oracle_analyse(oracle *o, const char *question, size_t len,
                             uint32_t *count)
{
    oracle_tokens tokens = {0};
    oracle_cut(o, question, len, &tokens);
    analysis a = {.o = o, .tokens = &tokens, .text = question};
    a.asked = calloc(3 * (size_t)tokens.count + 1, sizeof(*a.asked));
    assert_non_null(a.asked);
    analysis_mark_stops(&a);
    for (uint32_t i = 0; i < tokens.count; i++)
        if (tokens.items[i].kind == SUO_TOKEN_WORD)
            analysis_ask_word(&a, &tokens.items[i]);
    analysis_ask_grams(&a);
    free(a.stops);
    free(tokens.items);
    *count = a.count;
    return a.asked;
}
