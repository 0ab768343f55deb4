/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_rerank.c - the second phase: look again at the best 200.
 *
 * To the score of each of them is added
 *
 *     title_coverage * (sum over both lanes of weight * min(1, places / length))
 *         + adjacency * (sum of the pairs that stand in it)
 *
 * weight: what the asked terms that stand in the title weigh together (idf *
 * count * weight * share of oracle_answer.c); not forms and prefixes. places:
 * how often these stand there, those of what is asked as one times the words of
 * it. What takes nothing from its parts (part_share 1) has no places, and what
 * lies in something known that takes from its parts has none. length: that of
 * the title in the lane, at least 1. All this only where the title is searched.
 *
 * A pair is two words one right after the other in the question (after rule 12
 * of oracle_question.c), neither a stop word by rule 9; the first 64 count. It
 * is worth as much as the one of them that weighs less, asked once, if it
 * stands anywhere in the fields that are searched.
 *
 * Then the 200 are put in order again. All others keep their place behind them.
 */
#include "support/oracle.h"

#include <math.h>

enum { RERANKED = 200, PAIRS_MAX = 64 };

typedef struct second {
    oracle *o;
    const oracle_question *question;
    const double *weights;
    const bool *fields;
} second;

/* How often a phrase stands in some fields. */
static uint32_t count_rows(const second *s, const oracle_document *document,
                           const oracle_row *rows, uint32_t row_count,
                           const bool *fields)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < document->value_count; i++) {
        const oracle_value *value = &document->values[i];
        const uint32_t window = rows[0].window;
        if (window > 0 && fields[value->field])
            count += oracle_row_windows(s->o, &rows[0], &value->tokens);
        for (uint32_t u = 0; u < value->tokens.unit_count && window == 0; u++) {
            bool stands = false;
            for (uint32_t r = 0; r < row_count && !stands; r++)
                stands = oracle_row_stands(s->o, &rows[r], &value->tokens, u);
            count += stands && fields[value->field];
        }
    }
    return count;
}

/* ---- titles ---- */

static uint32_t count_in_title(const second *s, const oracle_document *document,
                               const oracle_asked *asked)
{
    const uint32_t title = s->o->rules.title;
    const uint32_t term = asked->rows[0].steps[0].term;
    bool fields[ORACLE_FIELDS_MAX] = {false};
    uint32_t count = 0;
    fields[title] = true;
    if (asked->kind == ORACLE_PHRASE)
        return count_rows(s, document, asked->rows, asked->row_count, fields);
    if (asked->kind == ORACLE_FORM || asked->kind == ORACLE_PREFIX)
        return 0;
    for (uint32_t i = 0; i < document->posting_count; i++) {
        const oracle_posting *posting = &document->postings[i];
        if (asked->kind == ORACLE_START
                ? oracle_term_starts(s->o, posting->term, term)
                : posting->term == term)
            count += posting->freqs[title];
    }
    return count;
}

static uint32_t asked_places(const second *s, const oracle_asked *asked)
{
    if (asked->kind == ORACLE_PHRASE)
        return asked->part_share < 1 ? asked->words : 0;
    for (int64_t cover = asked->cover; cover >= 0;
         cover = s->question->asked[cover].cover)
        if (s->weights[cover] > 0 && s->question->asked[cover].part_share < 1)
            return 0;
    return 1;
}

static double cover_title(const second *s, const oracle_document *document)
{
    double weight[ORACLE_LANES] = {0};
    double places[ORACLE_LANES] = {0};
    double sum = 0;
    for (uint32_t i = 0; i < s->question->count; i++) {
        const oracle_asked *asked = &s->question->asked[i];
        int lane = asked->kind == ORACLE_GRAM || asked->kind == ORACLE_START;
        uint32_t count = 0;
        if (s->weights[i] > 0)
            count = count_in_title(s, document, asked);
        if (count > 0)
            weight[lane] += s->weights[i];
        places[lane] += (double)count * asked_places(s, asked);
    }
    for (uint32_t lane = 0; lane < ORACLE_LANES; lane++) {
        double length = fmax(1, document->lengths[lane][s->o->rules.title]);
        sum += weight[lane] * fmin(1, places[lane] / length);
    }
    return sum;
}

/* ---- pairs ---- */

/* What the word of a token weighs, asked once. */
static double weigh_word(const second *s, const oracle_token *token)
{
    for (uint32_t i = 0; i < s->question->count; i++) {
        const oracle_asked *asked = &s->question->asked[i];
        if (asked->kind == ORACLE_WORD &&
            asked->rows[0].steps[0].term == token->term)
            return s->weights[i] / asked->count;
    }
    return 0;
}

static bool token_may_pair(const second *s, const oracle_token *token)
{
    bool is_stop = true;
    for (uint32_t u = 0; u < token->unit_count; u++)
        is_stop &= s->question->stops[token->unit + u];
    return !is_stop;
}

/* Add what a pair is worth to the sums of the hits. */
static void add_pair(const second *s, const oracle_token *first,
                     const oracle_token *next, const oracle_answer *answer,
                     uint32_t count, double *sums)
{
    double weight = fmin(weigh_word(s, first), weigh_word(s, next));
    oracle_row row = oracle_row_make(s->o, &s->question->tokens, first->unit,
                                     next->unit + next->unit_count);
    for (uint32_t i = 0; i < count && weight > 0; i++)
        if (count_rows(s, answer->hits[i].document, &row, 1, s->fields) > 0)
            sums[i] += weight;
}

static void add_pairs(const second *s, const oracle_answer *answer,
                      uint32_t count, double *sums)
{
    const oracle_tokens *tokens = &s->question->tokens;
    const oracle_token *before = NULL;
    uint32_t pairs = 0;
    for (uint32_t i = 0; i < tokens->count; i++) {
        const oracle_token *token = &tokens->items[i];
        if (token->kind != SUO_TOKEN_WORD)
            continue;
        bool may_pair = token_may_pair(s, token);
        if (may_pair && before != NULL && pairs < PAIRS_MAX &&
            before->unit + before->unit_count == token->unit) {
            add_pair(s, before, token, answer, count, sums);
            pairs++;
        }
        before = may_pair ? token : NULL;
    }
}

void oracle_rerank(oracle *o, const oracle_question *question,
                   const double *weights, const bool *fields,
                   oracle_answer *answer)
{
    const oracle_rules *rules = &o->rules;
    const second s = {o, question, weights, fields};
    uint32_t count = answer->count < RERANKED ? answer->count : RERANKED;
    double sums[RERANKED] = {0};
    if (rules->adjacency > 0)
        add_pairs(&s, answer, count, sums);
    for (uint32_t i = 0; i < count; i++) {
        oracle_hit *hit = &answer->hits[i];
        if (rules->title_coverage > 0 && fields[rules->title])
            hit->score +=
                rules->title_coverage * cover_title(&s, hit->document);
        hit->score += rules->adjacency * sums[i];
    }
    qsort(answer->hits, count, sizeof(*answer->hits), oracle_hit_compare);
}
