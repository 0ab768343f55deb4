/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_answer.c - look at every document.
 *
 * The score of a document d for a question is the sum, over what is asked (see
 * oracle_question.c), of
 *
 *     count * weight * share * idf * tf * (k1 + 1)
 *         / (tf + k1 * (1 - b + b * L / A))
 *
 *     idf = ln(1 + (N - n + 0.5) / (n + 0.5))
 *
 * N: documents the reader can see. n: those of them that have the term in a
 * searched field. tf: frequencies of the term in d's searched fields, each
 * times the field's weight, added up. L: lengths of d's searched fields, each
 * times its weight, added up. A: the average of L: the sum of all L over the
 * number of documents that have the field; of the fields searched, the one
 * that most documents have gives that number. Where no visible document has
 * any length, the bracket is k1 alone.
 *
 * Forms. The form of a word is the word as it is written, in small letters, if
 * stemming changed it, it is no stop word and it is at most 64 bytes of ASCII.
 * It is a term of its own beside the word and does not lengthen the text. The
 * frequency of a form that is asked with others to take away is its frequency
 * less theirs; a document of which nothing is left does not have it.
 *
 * The frequency of a phrase is the number of units at which one of its rows
 * stands (oracle_phrase.c); a unit at which several do counts once. That of
 * words that are near each other is the number of their windows.
 *
 * A quoted phrase that a document must have, but for one with a Han character
 * that has no neighbour, is weighed by its rarest term: n is the least that any
 * of its terms, pairs of Han characters among them, has.
 *
 * There are two lanes with lengths of their own. Words and phrases: the length
 * counts words, but not stop words, nor the seventh, fourteenth ... word of Han
 * in a field. Grams (pairs of Han characters): the length counts Han
 * characters; and each score is times gram_weight.
 *
 * The share is 1; but a part of something that is in a visible document, or of
 * something that is a part of such, has the least share any of these leaves.
 *
 * A document matches if its score is above 0, it has every phrase that the
 * question requires (or all that is needed, if all of the question is wanted)
 * and passes the filters. Stop words are left out at first; only if the reader
 * can see nothing else of the question their scores are added. Better is a
 * higher score, then an earlier put. Then comes the second phase
 * (oracle_rerank.c).
 */
#include "support/oracle.h"

#include <math.h>

/* A question being answered; arrays by document. */
typedef struct inquiry {
    oracle *o;
    bool fields[ORACLE_FIELDS_MAX];
    bool *sees;
    bool *lacks; /* something that hits must have */
    bool wants_all;
    bool is_by_stops;
    bool leaves_out_parts;
    double *scores;
    double *freqs; /* of the term at hand */
    oracle_question question;
    double *weights; /* by what is asked; 0: it is not known */
    uint64_t visible;
    double average[ORACLE_LANES]; /* 0: nothing has any length */
} inquiry;

static bool reader_sees(const oracle_reader *reader,
                        const oracle_document *document)
{
    if (document->is_dead)
        return false;
    if (reader->sees_all)
        return true;
    for (uint32_t i = 0; i < reader->role_count; i++)
        for (uint32_t j = 0; j < document->role_count; j++)
            if (strcmp(reader->roles[i], document->roles[j]) == 0)
                return true;
    return false;
}

static double inquiry_length(const inquiry *q, const oracle_document *document,
                             uint32_t lane)
{
    double length = 0;
    for (uint32_t f = 0; f < q->o->field_count; f++)
        if (q->fields[f])
            length += q->o->weights[f] * document->lengths[lane][f];
    return length;
}

static void inquiry_find_average(inquiry *q, uint32_t lane)
{
    double total = 0;
    uint64_t most = 0;
    for (uint32_t f = 0; f < q->o->field_count; f++) {
        uint64_t having = 0;
        for (uint32_t d = 0; d < q->o->document_count; d++)
            having += q->sees[d] && q->o->documents[d].lengths[lane][f] > 0;
        if (q->fields[f] && having > most)
            most = having;
    }
    for (uint32_t d = 0; d < q->o->document_count; d++)
        if (q->sees[d])
            total += inquiry_length(q, &q->o->documents[d], lane);
    q->average[lane] = most > 0 ? total / (double)most : 0;
}

static const oracle_posting *document_find(const oracle_document *document,
                                           uint32_t term)
{
    uint32_t low = 0;
    uint32_t high = document->posting_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (document->postings[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found =
        low < document->posting_count && document->postings[low].term == term;
    return is_found ? &document->postings[low] : NULL;
}

static double inquiry_weigh(const inquiry *q, const oracle_posting *posting)
{
    double freq = 0;
    for (uint32_t f = 0; posting != NULL && f < q->o->field_count; f++)
        if (q->fields[f])
            freq += q->o->weights[f] * posting->freqs[f];
    return freq;
}

/* Weighted frequency of all grams that begin with a character. */
static double inquiry_freq_start(const inquiry *q,
                                 const oracle_document *document,
                                 uint32_t start)
{
    double freq = 0;
    for (uint32_t i = 0; i < document->posting_count; i++)
        if (oracle_term_starts(q->o, document->postings[i].term, start))
            freq += inquiry_weigh(q, &document->postings[i]);
    return freq;
}

/* Rule 12 of oracle_question.c. */
static double inquiry_freq_prefix(const inquiry *q,
                                  const oracle_document *document,
                                  const oracle_asked *asked)
{
    double words = 0;
    double forms = 0;
    for (uint32_t i = 0; i < document->posting_count; i++) {
        const oracle_posting *posting = &document->postings[i];
        uint32_t term = posting->term;
        if (oracle_term_starts(q->o, term, asked->rows[0].steps[0].term) ||
            term == asked->rows[2].steps[0].term)
            words += inquiry_weigh(q, posting);
        else if (oracle_term_starts(q->o, term, asked->rows[1].steps[0].term))
            forms += inquiry_weigh(q, posting);
    }
    return fmax(words, forms);
}

/* A quick no for most documents. */
static bool document_may_have(const oracle_document *document,
                              const oracle_asked *asked)
{
    for (uint32_t r = 0; r < asked->row_count; r++) {
        const oracle_row *row = &asked->rows[r];
        bool may_have = true;
        for (uint32_t i = 0; i < row->count && may_have; i++)
            may_have = row->steps[i].is_start ||
                       document_find(document, row->steps[i].term) != NULL;
        if (may_have)
            return true;
    }
    return false;
}

static bool asked_stands(const oracle *o, const oracle_asked *asked,
                         const oracle_tokens *tokens, uint32_t unit)
{
    for (uint32_t r = 0; r < asked->row_count; r++)
        if (oracle_row_stands(o, &asked->rows[r], tokens, unit))
            return true;
    return false;
}

/* Weighted number of units at which a phrase stands. */
static double inquiry_freq_phrase(const inquiry *q,
                                  const oracle_document *document,
                                  const oracle_asked *asked)
{
    double freq = 0;
    if (!document_may_have(document, asked))
        return 0;
    for (uint32_t i = 0; i < document->value_count; i++) {
        const oracle_value *value = &document->values[i];
        const uint32_t window = asked->rows[0].window;
        if (q->fields[value->field] && window > 0)
            freq += q->o->weights[value->field] *
                    oracle_row_windows(q->o, &asked->rows[0], &value->tokens);
        for (uint32_t u = 0; u < value->tokens.unit_count && window == 0; u++)
            if (q->fields[value->field] &&
                asked_stands(q->o, asked, &value->tokens, u))
                freq += q->o->weights[value->field];
    }
    return freq;
}

/* Weighted frequency of a form, less those of the others. */
static double inquiry_freq_form(const inquiry *q,
                                const oracle_document *document,
                                const oracle_asked *asked)
{
    double freq = 0;
    for (uint32_t r = 0; r < asked->row_count; r++) {
        uint32_t term = asked->rows[r].steps[0].term;
        double own = inquiry_weigh(q, document_find(document, term));
        freq += r == 0 ? own : -own;
    }
    return freq > 1e-6 ? freq : 0; /* weights are not this small */
}

static double inquiry_freq(const inquiry *q, const oracle_document *document,
                           const oracle_asked *asked)
{
    uint32_t term = asked->rows[0].steps[0].term;
    if (asked->kind == ORACLE_PHRASE)
        return inquiry_freq_phrase(q, document, asked);
    if (asked->kind == ORACLE_FORM)
        return inquiry_freq_form(q, document, asked);
    if (asked->kind == ORACLE_PREFIX)
        return inquiry_freq_prefix(q, document, asked);
    if (asked->kind == ORACLE_START)
        return inquiry_freq_start(q, document, term);
    return inquiry_weigh(q, document_find(document, term));
}

/* Is a phrase weighed by its rarest term? */
static bool inquiry_weighs_rarest(const inquiry *q, const oracle_asked *asked)
{
    const oracle_row *row = &asked->rows[0];
    bool is_exact = row->count > 1;
    for (uint32_t i = 0; i < row->count; i++)
        is_exact &= !row->steps[i].is_start;
    return is_exact && asked->is_quote && asked->kind == ORACLE_PHRASE &&
           (q->wants_all ? asked->is_needed : asked->is_required);
}

/* Documents that have the rarest term of a phrase. */
static uint64_t inquiry_count_rarest(const inquiry *q,
                                     const oracle_asked *asked)
{
    const oracle_row *row = &asked->rows[0];
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < row->count; i++) {
        uint64_t n = 0;
        for (uint32_t d = 0; d < q->o->document_count; d++)
            n += q->sees[d] &&
                 inquiry_weigh(q, document_find(&q->o->documents[d],
                                                row->steps[i].term)) > 0;
        least = n < least ? n : least;
    }
    return least;
}

/* Add what one asked term is worth. Returns what it weighs; 0: no document has
 * it. */
static double inquiry_add(inquiry *q, const oracle_asked *asked, double share)
{
    const oracle_rules *rules = &q->o->rules;
    bool is_gram = asked->kind == ORACLE_GRAM || asked->kind == ORACLE_START;
    uint32_t lane = is_gram ? 1 : 0;
    uint64_t n = 0;
    for (uint32_t d = 0; d < q->o->document_count; d++) {
        const oracle_document *document = &q->o->documents[d];
        q->freqs[d] = q->sees[d] ? inquiry_freq(q, document, asked) : 0;
        n += q->freqs[d] > 0;
    }
    if (inquiry_weighs_rarest(q, asked))
        n = inquiry_count_rarest(q, asked);
    double idf =
        log(1 + ((double)q->visible - (double)n + 0.5) / ((double)n + 0.5));
    double weight = idf * asked->count * asked->weight * share;
    for (uint32_t d = 0; d < q->o->document_count; d++) {
        double tf = q->freqs[d];
        double norm = 1;
        if (tf == 0) {
            q->lacks[d] |= asked->is_required && !q->wants_all;
            continue;
        }
        if (q->average[lane] > 0)
            norm = 1 - rules->b +
                   rules->b * inquiry_length(q, &q->o->documents[d], lane) /
                       q->average[lane];
        q->scores[d] += weight * tf * (rules->k1 + 1) / (tf + rules->k1 * norm);
    }
    return n > 0 ? weight : 0;
}

/* What is left of a part of things that are known. */
static double question_share(const oracle_question *question, uint32_t number,
                             const double *weights)
{
    double least = 1;
    for (int64_t cover = question->asked[number].cover; cover >= 0;
         cover = question->asked[cover].cover)
        if (weights[cover] > 0)
            least = fmin(least, question->asked[cover].part_share);
    return least;
}

/* Do the characters of a word of Han stand in the document? */
static bool inquiry_stands(const inquiry *q, const oracle_document *document,
                           const oracle_row *row)
{
    for (uint32_t i = 0; i < document->value_count; i++) {
        const oracle_value *value = &document->values[i];
        for (uint32_t u = 0; u < value->tokens.unit_count; u++)
            if (q->fields[value->field] &&
                oracle_row_stands(q->o, row, &value->tokens, u))
                return true;
    }
    return false;
}

/* Rule 11 of oracle_question.c. */
static bool inquiry_has(const inquiry *q, const oracle_document *document,
                        const oracle_question *question, uint32_t number)
{
    const oracle_asked *asked = &question->asked[number];
    if (asked->stand.count > 0 ? inquiry_stands(q, document, &asked->stand)
                               : inquiry_freq(q, document, asked) > 0)
        return true;
    for (int64_t cover = asked->cover; cover >= 0;
         cover = question->asked[cover].cover)
        if (inquiry_freq(q, document, &question->asked[cover]) > 0)
            return true;
    return false;
}

static void inquiry_need_all(inquiry *q, const oracle_question *question)
{
    for (uint32_t d = 0; d < q->o->document_count; d++)
        for (uint32_t i = 0; i < question->count && !q->lacks[d]; i++)
            q->lacks[d] = q->sees[d] && question->asked[i].is_needed &&
                          !inquiry_has(q, &q->o->documents[d], question, i);
}

static void inquiry_score(inquiry *q, const char *text, size_t len)
{
    q->question = oracle_analyse(q->o, text, len);
    q->weights = calloc((size_t)q->question.count + 1, sizeof(*q->weights));
    assert_non_null(q->weights);
    bool is_found = false;
    for (int stops = 0; stops < 2 && !is_found; stops++) {
        q->is_by_stops = stops == 1;
        for (uint32_t i = 0; i < q->question.count; i++) {
            const oracle_asked *asked = &q->question.asked[i];
            bool is_gram =
                asked->kind == ORACLE_GRAM || asked->kind == ORACLE_START;
            double share = question_share(&q->question, i, q->weights);
            q->leaves_out_parts |= share == 0;
            share *= is_gram ? q->o->rules.gram_weight : 1;
            if (asked->is_stop == (stops == 1) && share > 0)
                q->weights[i] = inquiry_add(q, asked, share);
            is_found |= q->weights[i] > 0;
        }
    }
    if (q->wants_all)
        inquiry_need_all(q, &q->question);
}

int oracle_hit_compare(const void *a, const void *b)
{
    const oracle_hit *x = a;
    const oracle_hit *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static bool document_passes(const oracle_document *document,
                            const suo_filter *filter)
{
    bool passes = false;
    if (filter->kind == SUO_FILTER_RANGE)
        return document->votes != 0 && document->votes >= filter->min &&
               document->votes <= filter->max;
    for (uint32_t i = 0; i < document->tag_count; i++)
        passes |= strcmp(document->tags[i], filter->text) == 0;
    return passes;
}

static void inquiry_filter(inquiry *q, const suo_search_options *options)
{
    for (uint32_t d = 0; d < q->o->document_count; d++)
        for (uint64_t i = 0; i < options->filter_count; i++)
            q->lacks[d] |=
                !document_passes(&q->o->documents[d], &options->filters[i]);
}

static oracle_answer inquiry_rank(const inquiry *q)
{
    oracle_answer answer = {.visible = q->visible,
                            .is_by_stops = q->is_by_stops,
                            .leaves_out_parts = q->leaves_out_parts};
    answer.hits = calloc((size_t)q->o->document_count + 1, sizeof(oracle_hit));
    assert_non_null(answer.hits);
    for (uint32_t d = 0; d < q->o->document_count; d++)
        if (q->scores[d] > 0 && !q->lacks[d])
            answer.hits[answer.count++] =
                (oracle_hit){q->o->documents[d].key, q->scores[d],
                             q->o->documents[d].sequence, &q->o->documents[d]};
    qsort(answer.hits, answer.count, sizeof(*answer.hits), oracle_hit_compare);
    oracle_rerank(q->o, &q->question, q->weights, q->fields, &answer);
    return answer;
}

oracle_answer oracle_ask(oracle *o, oracle_reader reader,
                         const suo_search_options *options,
                         const char *question, size_t len)
{
    inquiry q = {.o = o, .wants_all = options->match == SUO_MATCH_ALL};
    uint64_t fields = options->fields;
    size_t count = (size_t)o->document_count + 1;
    q.sees = calloc(count, sizeof(*q.sees));
    q.lacks = calloc(count, sizeof(*q.lacks));
    q.scores = calloc(count, sizeof(*q.scores));
    q.freqs = calloc(count, sizeof(*q.freqs));
    assert_true(q.sees != NULL && q.lacks != NULL && q.scores != NULL &&
                q.freqs != NULL);
    for (uint32_t f = 0; f < o->field_count; f++)
        q.fields[f] = o->weights[f] > 0 && (fields == 0 || fields >> f & 1);
    for (uint32_t d = 0; d < o->document_count; d++) {
        q.sees[d] = reader_sees(&reader, &o->documents[d]);
        q.visible += q.sees[d];
    }
    for (uint32_t lane = 0; lane < ORACLE_LANES; lane++)
        inquiry_find_average(&q, lane);
    inquiry_score(&q, question, len);
    inquiry_filter(&q, options);
    oracle_answer answer = inquiry_rank(&q);
    free(q.sees);
    free(q.lacks);
    free(q.scores);
    free(q.freqs);
    free(q.weights);
    oracle_question_clear(&q.question);
    return answer;
}
