/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.c - keep every document, all of its terms and tokens.
 *
 * A joined form is a term of its own beside its words, but does not lengthen
 * the text; when its term is the term of one of its words it adds nothing.
 */
#include "support/oracle.h"

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
    for (uint32_t i = 0; i < document->tag_count; i++)
        free(document->tags[i]);
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

/* Take from a field's length what its words of Han are more by. */
static void document_shorten(oracle_document *document, uint32_t field)
{
    uint32_t han_words = 0;
    for (uint32_t i = 0; i < document->value_count; i++) {
        const oracle_value *value = &document->values[i];
        for (uint32_t t = 0; t < value->tokens.count; t++) {
            const oracle_token *token = &value->tokens.items[t];
            han_words += value->field == field &&
                         token->kind == SUO_TOKEN_WORD &&
                         (token->flags & SUO_TOKEN_HAN) != 0 &&
                         (token->flags & SUO_TOKEN_STOP) == 0;
        }
    }
    document->lengths[0][field] -= han_words / 7;
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
    own->votes = document->votes;
    for (uint32_t i = 0; i < document->value_count; i++)
        if (o->weights[document->values[i].field] > 0)
            oracle_add_value(o, own, &document->values[i], &posting_cap);
        else if (document->values[i].field == CORPUS_TAG)
            own->tags[own->tag_count++] = strdup(document->values[i].text);
    for (uint32_t field = 0; field < ORACLE_FIELDS_MAX; field++)
        document_shorten(own, field);
    document_join_postings(own);
    return replaced;
}
