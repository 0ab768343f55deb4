/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_near.c - quotes of a question, and words that are near each other.
 *
 * 1. A '"' that does not follow an ASCII letter or digit opens a quote; the
 *    next '"' that none follows closes it; one that is not closed is none.
 * 2. Right behind a quote, a '~', digits, and then white space or the end say
 *    that its words are near each other, and are no text. The number is at most
 *    50.
 * 3. A word of a quote is what it was cut into; what is joined (rule 3 of
 *    oracle_question.c) is one. One word alone is a phrase.
 * 4. A window of a text is a row of at most as many units as the words have,
 *    and the number more, that holds a place (rule 2 of oracle_phrase.c) of
 *    each word; of one that is asked several times as many places, though these
 *    may overlap. The words are there as often as there are windows of which no
 *    two share a unit: as many as there can be.
 */
#include "support/oracle.h"

/* ---- quotes ---- */

static bool byte_is_word(char byte)
{
    return byte != '\0' && strchr("0123456789abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                  byte) != NULL;
}

static bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_blank(const char *text, size_t len, size_t at)
{
    static const char *const BLANKS[] = {" ",  "\t", "\r",          "\n",
                                         "\v", "\f", "\xE3\x80\x80"};
    for (size_t i = 0; i < sizeof(BLANKS) / sizeof(*BLANKS); i++)
        if (len - at >= strlen(BLANKS[i]) &&
            memcmp(text + at, BLANKS[i], strlen(BLANKS[i])) == 0)
            return true;
    return false;
}

/* Rule 2. */
static void quote_find_slack(const char *text, size_t len, oracle_quote *quote)
{
    size_t at = quote->last;
    long number = 0;
    quote->slack = -1;
    if (at == len || text[at++] != '~' || at == len || !byte_is_digit(text[at]))
        return;
    for (; at < len && byte_is_digit(text[at]); at++)
        if (number < 1000)
            number = number * 10 + text[at] - '0';
    if (at < len && !is_blank(text, len, at))
        return;
    quote->slack = (int)(number > 50 ? 50 : number);
    quote->last = at;
}

bool oracle_next_quote(const char *text, size_t len, size_t at,
                       oracle_quote *quote)
{
    while (at < len &&
           (text[at] != '"' || (at > 0 && byte_is_word(text[at - 1]))))
        at++;
    quote->start = ++at;
    while (at < len &&
           (text[at] != '"' || (at + 1 < len && byte_is_word(text[at + 1]))))
        at++;
    if (at >= len)
        return false;
    quote->end = at;
    quote->last = at + 1;
    quote_find_slack(text, len, quote);
    return true;
}

void oracle_cut_question(oracle *o, const char *text, size_t len,
                         oracle_tokens *tokens)
{
    char *blanked = malloc(len + 1);
    oracle_quote quote = {0};
    assert_non_null(blanked);
    memcpy(blanked, text, len);
    while (oracle_next_quote(text, len, quote.last, &quote))
        memset(blanked + quote.end + 1, ' ', quote.last - quote.end - 1);
    oracle_cut(o, blanked, len, tokens);
    free(blanked);
}

/* ---- rows ---- */

/* Does a word of a quote begin at a unit? */
static bool word_begins(const oracle_tokens *tokens, uint32_t unit)
{
    bool begins = false;
    for (uint32_t i = 0; i < tokens->count; i++) {
        const oracle_token *token = &tokens->items[i];
        if (token->kind == SUO_TOKEN_WHOLE && token->unit < unit &&
            token->unit + token->unit_count > unit)
            return false;
        begins |= token->kind == SUO_TOKEN_WORD && token->unit == unit;
    }
    return begins;
}

oracle_row oracle_near_row(oracle *o, const oracle_tokens *tokens,
                           uint32_t start, uint32_t end, int slack)
{
    oracle_row row = {.window = end - start + (uint32_t)slack};
    uint32_t from = start;
    uint32_t words = 0;
    for (uint32_t u = start + 1; u <= end; u++) {
        if (u < end && !word_begins(tokens, u))
            continue;
        const oracle_row own = oracle_row_make(o, tokens, from, u);
        for (uint32_t i = 0; i < own.count; i++) {
            assert_true(row.count < ORACLE_STEPS_MAX);
            row.steps[row.count] = own.steps[i];
            row.steps[row.count++].word = words;
        }
        from = u;
        words++;
    }
    return words > 1 ? row : oracle_row_make(o, tokens, start, end);
}

/* ---- windows ---- */

/* The steps of a word of the row, as a row. */
static oracle_row row_word(const oracle_row *row, uint32_t number)
{
    oracle_row word = {0};
    for (uint32_t i = 0; i < row->count; i++)
        if (row->steps[i].word == number) {
            word.steps[word.count] = row->steps[i];
            word.steps[word.count++].word = 0;
        }
    return word;
}

/* Units of a row of one word. */
static uint32_t word_units(const oracle *o, const oracle_row *word)
{
    const oracle_step *last = &word->steps[word->count - 1];
    bool is_pair = o->terms[last->term].bytes[0] == 'g' && !last->is_start;
    return last->unit + (is_pair ? 2 : 1);
}

/* Have the units [start, end) as many places of word number 'number' as there
 * are words like it? */
static bool units_hold(const oracle *o, const oracle_row *row, uint32_t number,
                       const oracle_tokens *tokens, uint32_t start,
                       uint32_t end)
{
    const oracle_row word = row_word(row, number);
    const uint32_t words = row->steps[row->count - 1].word + 1;
    uint32_t wanted = 0;
    for (uint32_t w = 0; w < words; w++) {
        const oracle_row other = row_word(row, w);
        wanted += oracle_row_equals(&word, &other);
    }
    for (uint32_t u = start; u + word_units(o, &word) <= end && wanted > 0; u++)
        wanted -= oracle_row_stands(o, &word, tokens, u);
    return wanted == 0;
}

uint32_t oracle_row_windows(const oracle *o, const oracle_row *row,
                            const oracle_tokens *tokens)
{
    /* By unit: the most windows before it. */
    uint32_t *most = calloc((size_t)tokens->unit_count + 1, sizeof(*most));
    const uint32_t words = row->steps[row->count - 1].word + 1;
    assert_non_null(most);
    for (uint32_t end = 1; end <= tokens->unit_count; end++) {
        const uint32_t first = end > row->window ? end - row->window : 0;
        most[end] = most[end - 1];
        for (uint32_t start = first; start < end; start++) {
            bool holds = most[start] + 1 > most[end];
            for (uint32_t w = 0; w < words && holds; w++)
                holds = units_hold(o, row, w, tokens, start, end);
            if (holds)
                most[end] = most[start] + 1;
        }
    }
    uint32_t count = most[tokens->unit_count];
    free(most);
    return count;
}
