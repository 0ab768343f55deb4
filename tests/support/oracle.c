/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.c - keep every document, look at every document.
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
 * stands (oracle_phrase.c); a unit at which several do counts once.
 *
 * There are two lanes with lengths of their own. Words and phrases: the length
 * counts words, but not stop words. Grams (pairs of Han
 * characters): the length counts Han characters; and each score is times
 * gram_weight.
 *
 * A joined form is a term of its own beside its words, but does not lengthen
 * the text; when its term is the term of one of its words it adds nothing.
 *
 * The share is 1; but a part of something that is in a visible document, or of
 * something that is a part of such, has the least share any of these leaves.
 *
 * A document matches if its score is above 0 and it has every phrase that the
 * question requires. Stop words are left out at first; only if nothing matches
 * their scores are added. Better is a higher score, then an earlier put.
 */
#include "support/oracle.h"

#include <math.h>

void *oracle_room(void *items, uint32_t count, uint32_t *cap, size_t item_bytes)
{
    if (count < *cap)
        return items;
    *cap = *cap * 2 + 64;
    items = realloc(items, *cap * item_bytes);
    assert_non_null(items);
    return items;
}

oracle *oracle_new(const suo_schema *schema, oracle_rules rules)
{
    suo_error error = SUO_ERROR_EMPTY;
    oracle *o = calloc(1, sizeof(*o));
    assert_non_null(o);
    o->rules = rules;
    o->field_count = suo_schema_field_count(schema);
    assert_true(o->field_count <= ORACLE_FIELDS_MAX);
    for (uint32_t f = 0; f < o->field_count; f++)
        o->weights[f] = suo_schema_field_weight(schema, f);
    corpus_ok(suo_tokenizer_new(schema, &o->tokenizer, &error), &error);
    o->bucket_count = 1 << 20;
    o->buckets = calloc(o->bucket_count, sizeof(*o->buckets));
    assert_non_null(o->buckets);
    return o;
}

static void document_clear(oracle_document *document)
{
    for (uint32_t i = 0; i < document->value_count; i++)
        free(document->values[i].tokens.items);
    free(document->postings);
}

void oracle_free(oracle *o)
{
    for (uint32_t i = 0; i < o->term_count; i++)
        free(o->terms[i].bytes);
    for (uint32_t i = 0; i < o->document_count; i++)
        document_clear(&o->documents[i]);
    for (uint32_t i = 0; i < o->phrase_count; i++)
        free(o->phrases[i].others);
    suo_tokenizer_free(o->tokenizer);
    free(o->terms);
    free(o->buckets);
    free(o->documents);
    free(o->phrases);
    free(o);
}

/* ---- terms ---- */

uint32_t oracle_term(oracle *o, char space, const char *bytes, uint32_t len)
{
    uint32_t hash = (uint32_t)space;
    for (uint32_t i = 0; i < len; i++)
        hash = (hash ^ (uint8_t)bytes[i]) * 16777619u;
    uint32_t at = hash % o->bucket_count;
    for (; o->buckets[at] != 0; at = (at + 1) % o->bucket_count) {
        uint32_t number = o->buckets[at] - 1;
        if (o->terms[number].len == len + 1 &&
            o->terms[number].bytes[0] == space &&
            memcmp(o->terms[number].bytes + 1, bytes, len) == 0)
            return number;
    }
    assert_true(o->term_count < o->bucket_count / 2);
    o->terms =
        oracle_room(o->terms, o->term_count, &o->term_cap, sizeof(*o->terms));
    char *copy = malloc((size_t)len + 1);
    assert_non_null(copy);
    copy[0] = space;
    memcpy(copy + 1, bytes, len);
    o->terms[o->term_count].bytes = copy;
    o->terms[o->term_count].len = len + 1;
    o->buckets[at] = ++o->term_count;
    return o->term_count - 1;
}

bool oracle_term_starts(const oracle *o, uint32_t term, uint32_t start)
{
    return o->terms[term].len >= o->terms[start].len &&
           memcmp(o->terms[term].bytes, o->terms[start].bytes,
                  o->terms[start].len) == 0;
}

/* The form of a word. */
static uint32_t token_form(oracle *o, const suo_token *token, const char *text)
{
    char form[64];
    uint32_t len = token->end - token->start;
    if (token->kind != SUO_TOKEN_WORD || len > sizeof(form) ||
        (token->flags & SUO_TOKEN_STOP) || !(token->flags & SUO_TOKEN_STEMMED))
        return ORACLE_NO_TERM;
    for (uint32_t i = 0; i < len; i++) {
        char byte = text[token->start + i];
        if ((unsigned char)byte >= 128)
            return ORACLE_NO_TERM;
        form[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    return oracle_term(o, 'x', form, len);
}

static int token_compare(const void *a, const void *b)
{
    const oracle_token *x = a;
    const oracle_token *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

void oracle_cut(oracle *o, const char *text, size_t len, oracle_tokens *tokens)
{
    suo_error error = SUO_ERROR_EMPTY;
    const suo_token *items;
    uint64_t count;
    tokens->count = 0;
    tokens->unit_count = 0;
    corpus_ok(suo_tokenizer_start(o->tokenizer, text, (int64_t)len, &error),
              &error);
    do {
        corpus_ok(suo_tokenizer_next(o->tokenizer, &items, &count, &error),
                  &error);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = &items[i];
            char space = t->kind == SUO_TOKEN_GRAM ? 'g' : 'w';
            tokens->items = oracle_room(tokens->items, tokens->count,
                                        &tokens->cap, sizeof(*tokens->items));
            tokens->items[tokens->count++] =
                (oracle_token){oracle_term(o, space, t->term, t->term_len),
                               token_form(o, t, text),
                               t->start,
                               t->end,
                               t->unit,
                               t->unit_count,
                               t->kind,
                               t->flags};
            if (t->unit + t->unit_count > tokens->unit_count)
                tokens->unit_count = t->unit + t->unit_count;
        }
    } while (count > 0);
    if (tokens->count > 0)
        qsort(tokens->items, tokens->count, sizeof(*tokens->items),
              token_compare);
}

/* ---- documents ---- */

/* Is the joined form one of its own words? */
static bool tokens_has_word(const oracle_tokens *tokens,
                            const oracle_token *whole)
{
    for (uint32_t i = 0; i < tokens->count; i++) {
        const oracle_token *token = &tokens->items[i];
        if (token->kind == SUO_TOKEN_WORD && token->term == whole->term &&
            token->unit >= whole->unit &&
            token->unit < whole->unit + whole->unit_count)
            return true;
    }
    return false;
}

static int posting_compare(const void *a, const void *b)
{
    const oracle_posting *x = a;
    const oracle_posting *y = b;
    return (x->term > y->term) - (x->term < y->term);
}

/* Sort by term, and add up those of one term. */
static void document_join_postings(oracle_document *document)
{
    uint32_t kept = 0;
    if (document->posting_count > 0)
        qsort(document->postings, document->posting_count,
              sizeof(*document->postings), posting_compare);
    for (uint32_t i = 0; i < document->posting_count; i++) {
        const oracle_posting own = document->postings[i];
        if (kept > 0 && document->postings[kept - 1].term == own.term)
            for (uint32_t f = 0; f < ORACLE_FIELDS_MAX; f++)
                document->postings[kept - 1].freqs[f] += own.freqs[f];
        else
            document->postings[kept++] = own;
    }
    document->posting_count = kept;
}

static void document_add_posting(oracle_document *document, uint32_t term,
                                 uint32_t field, uint32_t *cap)
{
    document->postings =
        oracle_room(document->postings, document->posting_count, cap,
                    sizeof(*document->postings));
    oracle_posting *posting = &document->postings[document->posting_count++];
    *posting = (oracle_posting){.term = term};
    posting->freqs[field] = 1;
}

/* Keep one value's tokens, and count them. */
static void oracle_add_value(oracle *o, oracle_document *document,
                             const corpus_value *value, uint32_t *posting_cap)
{
    uint32_t field = value->field;
    oracle_value *own = &document->values[document->value_count++];
    oracle_tokens *tokens = &own->tokens;
    uint32_t kept = 0;
    own->field = field;
    oracle_cut(o, value->text, value->len, tokens);
    for (uint32_t i = 0; i < tokens->count; i++) {
        const oracle_token token = tokens->items[i];
        bool is_stop = (token.flags & SUO_TOKEN_STOP) != 0;
        if (token.kind == SUO_TOKEN_GRAM)
            document->lengths[1][field]++;
        else if (token.kind == SUO_TOKEN_WORD && !is_stop)
            document->lengths[0][field]++;
        else if (token.kind == SUO_TOKEN_WHOLE &&
                 tokens_has_word(tokens, &token))
            continue;
        document_add_posting(document, token.term, field, posting_cap);
        if (token.form != ORACLE_NO_TERM)
            document_add_posting(document, token.form, field, posting_cap);
        tokens->items[kept++] = token;
    }
    tokens->count = kept;
}

bool oracle_delete(oracle *o, const char *key)
{
    for (uint32_t i = 0; i < o->document_count; i++)
        if (!o->documents[i].is_dead && strcmp(o->documents[i].key, key) == 0) {
            o->documents[i].is_dead = true;
            return true;
        }
    return false;
}

bool oracle_put(oracle *o, const corpus_document *document)
{
    bool replaced = oracle_delete(o, document->key);
    uint32_t posting_cap = 0;
    o->documents = oracle_room(o->documents, o->document_count,
                               &o->document_cap, sizeof(*o->documents));
    oracle_document *own = &o->documents[o->document_count++];
    *own = (oracle_document){.sequence = o->put_count++};
    snprintf(own->key, sizeof(own->key), "%s", document->key);
    own->role_count = document->role_count;
    for (uint32_t i = 0; i < document->role_count; i++)
        snprintf(own->roles[i], sizeof(own->roles[i]), "%s",
                 document->roles[i]);
    for (uint32_t i = 0; i < document->value_count; i++)
        if (o->weights[document->values[i].field] > 0)
            oracle_add_value(o, own, &document->values[i], &posting_cap);
    document_join_postings(own);
    return replaced;
}

/* ---- questions ---- */

/* A question being answered; arrays by document. */
typedef struct inquiry {
    oracle *o;
    bool fields[ORACLE_FIELDS_MAX];
    bool *sees;
    bool *lacks; /* a required phrase */
    bool is_by_stops;
    bool leaves_out_parts;
    double *scores;
    double *freqs; /* of the term at hand */
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
        for (uint32_t u = 0; u < value->tokens.unit_count; u++)
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
    if (asked->kind == ORACLE_START)
        return inquiry_freq_start(q, document, term);
    return inquiry_weigh(q, document_find(document, term));
}

/* Add what one asked term is worth; returns whether a document has it. */
static bool inquiry_add(inquiry *q, const oracle_asked *asked, double share)
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
    double idf =
        log(1 + ((double)q->visible - (double)n + 0.5) / ((double)n + 0.5));
    for (uint32_t d = 0; d < q->o->document_count; d++) {
        double tf = q->freqs[d];
        double norm = 1;
        if (tf == 0) {
            q->lacks[d] |= asked->is_required;
            continue;
        }
        if (q->average[lane] > 0)
            norm = 1 - rules->b +
                   rules->b * inquiry_length(q, &q->o->documents[d], lane) /
                       q->average[lane];
        q->scores[d] += idf * asked->count * asked->weight * share * tf *
                        (rules->k1 + 1) / (tf + rules->k1 * norm);
    }
    return n > 0;
}

/* What is left of a part of things that are known. */
static double question_share(const oracle_question *question, uint32_t number,
                             const bool *is_known)
{
    double least = 1;
    for (int64_t cover = question->asked[number].cover; cover >= 0;
         cover = question->asked[cover].cover)
        if (is_known[cover])
            least = fmin(least, question->asked[cover].part_share);
    return least;
}

static uint32_t inquiry_count(const inquiry *q)
{
    uint32_t count = 0;
    for (uint32_t d = 0; d < q->o->document_count; d++)
        count += q->scores[d] > 0 && !q->lacks[d];
    return count;
}

static void inquiry_score(inquiry *q, const char *text, size_t len)
{
    oracle_question question = oracle_analyse(q->o, text, len);
    bool *is_known = calloc((size_t)question.count + 1, sizeof(*is_known));
    assert_non_null(is_known);
    for (int stops = 0; stops < 2 && inquiry_count(q) == 0; stops++) {
        q->is_by_stops = stops == 1;
        for (uint32_t i = 0; i < question.count; i++) {
            const oracle_asked *asked = &question.asked[i];
            bool is_gram =
                asked->kind == ORACLE_GRAM || asked->kind == ORACLE_START;
            double share = question_share(&question, i, is_known);
            q->leaves_out_parts |= share == 0;
            share *= is_gram ? q->o->rules.gram_weight : 1;
            if (asked->is_stop == (stops == 1) && share > 0)
                is_known[i] = inquiry_add(q, asked, share);
        }
    }
    free(is_known);
    oracle_question_clear(&question);
}

static int hit_compare(const void *a, const void *b)
{
    const oracle_hit *x = a;
    const oracle_hit *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
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
                             q->o->documents[d].sequence};
    qsort(answer.hits, answer.count, sizeof(*answer.hits), hit_compare);
    return answer;
}

oracle_answer oracle_ask(oracle *o, oracle_reader reader, uint64_t fields,
                         const char *question, size_t len)
{
    inquiry q = {.o = o};
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
    oracle_answer answer = inquiry_rank(&q);
    free(q.sees);
    free(q.lacks);
    free(q.scores);
    free(q.freqs);
    return answer;
}
