/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_phrase.c - where a phrase stands, and which phrases the index knows.
 *
 * 1. Units: a Han character is one, and so is each word of other scripts.
 * 2. A phrase stands at a unit of a text when each of its words that are not
 *    Han stands at its place there, and each pair of Han characters that are
 *    neighbours in the phrase are neighbours in the text at that place. A Han
 *    character of the phrase without neighbours (in the phrase) must be there
 *    too, and may have neighbours in the text. How either was cut into words
 *    of Han plays no part, nor do joined forms.
 * 3. Two phrases are the same when they are the same by rule 2: however they
 *    are written.
 * 4. The index knows words of the user, each with a weight, and the phrases
 *    of its synonym rules. 'a, b, c': each of them also answers the others.
 *    'a, b => c, d': c and d also answer a and b. What answers an answer is
 *    not asked.
 */
#include "support/oracle.h"

/* ---- rows ---- */

/* Rule 2: what stands at a unit of [start, end): a word or a pair; or, when
 * the unit has neither nor is the second of a pair, a character. */
static const oracle_token *row_find(const oracle_tokens *tokens, uint32_t start,
                                    uint32_t unit, uint32_t end, bool *is_start)
{
    const oracle_token *gram = NULL;
    bool is_second = false;
    for (uint32_t i = 0; i < tokens->count; i++) {
        const oracle_token *token = &tokens->items[i];
        bool is_han = (token->flags & SUO_TOKEN_HAN) != 0;
        if (token->kind == SUO_TOKEN_WORD && token->unit == unit && !is_han) {
            *is_start = false;
            return token;
        }
        if (token->kind != SUO_TOKEN_GRAM)
            continue;
        if (token->unit == unit)
            gram = token;
        is_second |=
            unit > start && token->unit + 1 == unit && token->unit_count == 2;
    }
    if (gram == NULL)
        return NULL;
    *is_start = gram->unit_count == 1 || unit + 1 == end;
    return *is_start && is_second ? NULL : gram;
}

/* Bytes of the first character. */
static uint32_t term_first_len(const oracle *o, uint32_t term)
{
    uint32_t len = 1;
    while (len < o->terms[term].len - 1 &&
           (o->terms[term].bytes[1 + len] & 0xC0) == 0x80)
        len++;
    return len;
}

oracle_row oracle_row_make(oracle *o, const oracle_tokens *tokens,
                           uint32_t start, uint32_t end)
{
    oracle_row row = {.unit_count = end - start};
    for (uint32_t unit = start; unit < end; unit++) {
        bool is_start;
        const oracle_token *token =
            row_find(tokens, start, unit, end, &is_start);
        if (token == NULL)
            continue;
        uint32_t term = token->term;
        if (is_start) {
            char first[8];
            uint32_t len = term_first_len(o, term);
            assert_true(len < sizeof(first));
            memcpy(first, o->terms[term].bytes + 1, len);
            term = oracle_term(o, 'g', first, len);
        }
        assert_true(row.count < ORACLE_STEPS_MAX);
        row.steps[row.count++] = (oracle_step){term, unit - start, is_start, 0};
    }
    return row;
}

oracle_row oracle_row_of(oracle *o, const char *text, size_t len)
{
    oracle_tokens tokens = {0};
    oracle_cut(o, text, len, &tokens);
    oracle_row row = oracle_row_make(o, &tokens, 0, tokens.unit_count);
    free(tokens.items);
    return row;
}

/* The first token at or behind a unit. */
static uint32_t tokens_find(const oracle_tokens *tokens, uint32_t unit)
{
    uint32_t low = 0;
    uint32_t high = tokens->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tokens->items[middle].unit < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool step_stands(const oracle *o, const oracle_step *step,
                        const oracle_tokens *tokens, uint32_t unit)
{
    for (uint32_t i = tokens_find(tokens, unit);
         i < tokens->count && tokens->items[i].unit == unit; i++) {
        uint32_t term = tokens->items[i].term;
        if (term == step->term ||
            (step->is_start && oracle_term_starts(o, term, step->term)))
            return true;
    }
    return false;
}

bool oracle_row_stands(const oracle *o, const oracle_row *row,
                       const oracle_tokens *tokens, uint32_t unit)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (!step_stands(o, &row->steps[i], tokens, unit + row->steps[i].unit))
            return false;
    return true;
}

bool oracle_row_equals(const oracle_row *a, const oracle_row *b)
{
    if (a->count != b->count || a->is_word != b->is_word ||
        a->window != b->window)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->steps[i].term != b->steps[i].term ||
            a->steps[i].unit != b->steps[i].unit ||
            a->steps[i].word != b->steps[i].word ||
            a->steps[i].is_start != b->steps[i].is_start)
            return false;
    return true;
}

/* ---- what the index knows ---- */

/* The number of a phrase, new if need be. */
static uint32_t phrase_number(oracle *o, const char *text, size_t len)
{
    oracle_row row = oracle_row_of(o, text, len);
    assert_true(row.count > 0);
    for (uint32_t i = 0; i < o->phrase_count; i++) {
        row.is_word = o->phrases[i].row.is_word;
        if (oracle_row_equals(&o->phrases[i].row, &row))
            return i;
    }
    row.is_word = false;
    o->phrases = oracle_room(o->phrases, o->phrase_count, &o->phrase_cap,
                             sizeof(*o->phrases));
    o->phrases[o->phrase_count] = (oracle_phrase){.row = row};
    return o->phrase_count++;
}

void oracle_set_word(oracle *o, const char *word, double weight)
{
    uint32_t number = phrase_number(o, word, strlen(word));
    oracle_phrase *phrase = &o->phrases[number];
    phrase->weight = weight;
    phrase->row.is_word = weight > 0;
}

static void phrase_answer(oracle *o, uint32_t asked, uint32_t answer)
{
    oracle_phrase *phrase = &o->phrases[asked];
    for (uint32_t i = 0; i < phrase->other_count; i++)
        if (phrase->others[i] == answer)
            return;
    if (asked == answer)
        return;
    phrase->others = oracle_room(phrase->others, phrase->other_count,
                                 &phrase->other_cap, sizeof(*phrase->others));
    phrase->others[phrase->other_count++] = answer;
}

/* The phrases of one side of a rule. */
static uint32_t side_read(oracle *o, const char *text, size_t len,
                          uint32_t *phrases)
{
    uint32_t count = 0;
    for (size_t at = 0; at <= len;) {
        size_t to = at;
        while (to < len && text[to] != ',')
            to++;
        assert_true(count < 16);
        phrases[count++] = phrase_number(o, text + at, to - at);
        at = to + 1;
    }
    return count;
}

void oracle_set_synonyms(oracle *o, const char *rules)
{
    for (uint32_t i = 0; i < o->phrase_count; i++)
        o->phrases[i].other_count = 0;
    for (const char *line = rules; *line != '\0';) {
        uint32_t left[16];
        uint32_t right[16];
        size_t len = strcspn(line, "\n");
        const char *arrow = strstr(line, "=>");
        bool is_one_way = arrow != NULL && (size_t)(arrow - line) < len;
        size_t left_len = is_one_way ? (size_t)(arrow - line) : len;
        const char *to = is_one_way ? arrow + 2 : line;
        uint32_t left_count = side_read(o, line, left_len, left);
        uint32_t right_count =
            side_read(o, to, (size_t)(line + len - to), right);
        for (uint32_t i = 0; i < left_count; i++)
            for (uint32_t j = 0; j < right_count; j++)
                phrase_answer(o, left[i], right[j]);
        line += len + (line[len] == '\n');
    }
}
