/* SPDX-License-Identifier: Apache-2.0 */
/*
 * question.c - tokenise a question and decide which tokens to ask for.
 *
 * Stop words are left out unless the question has nothing else. Grams are
 * asked beside words; one that lies in stop words altogether says nothing and
 * is left out with them. A Han character that stands alone is asked by its
 * word and by the grams that begin with it, so that it is found inside any
 * word. The words of a code ('V3-MONO', 'max_len') stand in, alone and in
 * pairs, only where the code is unknown; those of other joined words
 * ('pre-order', 'OneDrive') are asked beside it, with a small share.
 */
#include "query/question.h"

enum { QUESTION_TOKENS_MAX = 4 * SUO_QUESTION_TERMS_MAX };

static const double JOINED_SHARE = 0.1; /* measured: bench/README.md */

/* The question's tokens, their terms copied. */
typedef struct token_list {
    suo_token *tokens;
    size_t count;
    size_t cap;
    uint8_t *stops; /* by unit: does it lie in a stop word? */
    uint32_t unit_count;
} token_list;

void suo_question_clear(suo_question *question)
{
    suo_arena_clear(&question->arena);
    suo_dealloc(question->terms);
    *question = (suo_question){0};
}

static suo_status question_keep_token(suo_question *question, token_list *list,
                                      const suo_token *token)
{
    if (suo_grow(&list->tokens, &list->cap, list->count + 1, sizeof(*token)) !=
        SUO_OK)
        return SUO_NO_MEMORY;
    uint8_t *bytes =
        suo_arena_alloc(&question->arena, (size_t)token->term_len + 1);
    if (bytes == NULL)
        return SUO_NO_MEMORY;
    bytes[0] = token->kind == SUO_TOKEN_GRAM ? 'g' : 'w';
    memcpy(bytes + 1, token->term, token->term_len);
    suo_token *kept = &list->tokens[list->count++];
    *kept = *token;
    kept->term = (const char *)bytes + 1;
    uint32_t end = token->unit + token->unit_count;
    if (end > list->unit_count)
        list->unit_count = end;
    return SUO_OK;
}

/* Take the first QUESTION_TOKENS_MAX tokens of the text. */
static suo_status question_tokenise(suo_question *question, token_list *list,
                                    suo_tokenizer *tokenizer, const char *text,
                                    size_t len, suo_error *error)
{
    suo_status status =
        suo_tokenizer_start(tokenizer, text, (int64_t)len, error);
    while (status == SUO_OK && list->count < QUESTION_TOKENS_MAX) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            return status;
        for (uint64_t i = 0; i < count && list->count < QUESTION_TOKENS_MAX;
             i++)
            if (question_keep_token(question, list, &tokens[i]) != SUO_OK)
                return suo_error_no_memory(error);
    }
    return status;
}

/* Mark the units of stop words; if that is all there are, mark none. */
static suo_status question_mark_stops(token_list *list)
{
    bool has_other = false;
    list->stops = suo_alloc_zero(list->unit_count, 1);
    if (list->stops == NULL)
        return SUO_NO_MEMORY;
    for (size_t i = 0; i < list->count; i++)
        has_other |= list->tokens[i].kind == SUO_TOKEN_WORD &&
                     !(list->tokens[i].flags & SUO_TOKEN_STOP);
    for (size_t i = 0; has_other && i < list->count; i++) {
        const suo_token *token = &list->tokens[i];
        if (token->kind == SUO_TOKEN_WORD && (token->flags & SUO_TOKEN_STOP))
            memset(list->stops + token->unit, 1, token->unit_count);
    }
    return SUO_OK;
}

static bool token_is_stop(const token_list *list, const suo_token *token)
{
    for (uint32_t i = 0; i < token->unit_count; i++)
        if (!list->stops[token->unit + i])
            return false;
    return true;
}

static bool asked_is_gram(suo_asked_kind kind)
{
    return kind == SUO_ASKED_GRAM || kind == SUO_ASKED_CHAR;
}

const suo_asked_term *suo_question_find(const suo_question *question,
                                        const suo_token *token)
{
    bool is_gram = token->kind == SUO_TOKEN_GRAM;
    for (size_t i = 0; i < question->count; i++) {
        const suo_asked_term *term = &question->terms[i];
        if (asked_is_gram(term->kind) == is_gram &&
            term->bytes.len == token->term_len + 1u &&
            memcmp(term->bytes.bytes + 1, token->term, token->term_len) == 0)
            return term;
    }
    return NULL;
}

/* Ask for a token, or count it if it is asked already. 'number' receives the
 * term's number; SUO_NO_CODE when there are too many. */
static suo_status question_add(suo_question *question, const suo_token *token,
                               suo_asked_kind kind, bool is_stop,
                               uint32_t *number)
{
    const suo_asked_term *known = suo_question_find(question, token);
    *number = SUO_NO_CODE;
    if (known != NULL) {
        *number = (uint32_t)(known - question->terms);
        question->terms[*number].count++;
        question->terms[*number].is_stop &= is_stop;
        return SUO_OK;
    }
    if (question->count == SUO_QUESTION_TERMS_MAX)
        return SUO_OK;
    if (suo_grow(&question->terms, &question->cap, question->count + 1,
                 sizeof(*question->terms)) != SUO_OK)
        return SUO_NO_MEMORY;
    *number = (uint32_t)question->count++;
    question->terms[*number] = (suo_asked_term){
        kind, is_stop,
        1,    SUO_NO_CODE,
        1,    {(const uint8_t *)token->term - 1, (size_t)token->term_len + 1}};
    return SUO_OK;
}

/* The code that covers a word: it comes after its words. */
static const suo_token *tokens_find_code(const token_list *list, size_t word)
{
    uint32_t unit = list->tokens[word].unit;
    for (size_t i = word + 1; i < list->count; i++) {
        const suo_token *token = &list->tokens[i];
        if (token->kind == SUO_TOKEN_WHOLE && token->unit <= unit)
            return token;
        if (token->kind == SUO_TOKEN_WORD &&
            (token->flags & SUO_TOKEN_HAN || token->unit > unit + 16))
            break;
    }
    return NULL;
}

/* What the words of a joined form weigh where the whole is known. */
static double token_share(const char *text, const suo_token *whole)
{
    for (uint32_t i = whole->start; i < whole->end; i++)
        if ((text[i] >= '0' && text[i] <= '9') || text[i] == '_')
            return 0;
    return JOINED_SHARE;
}

/* A code at hand: the token, its term's number, its words' share. */
typedef struct code_at_hand {
    const suo_token *whole; /* NULL: none */
    uint32_t number;
    double share;
} code_at_hand;

/* Ask for a word of the code at hand, or for one that stands alone. */
static suo_status question_add_word(suo_question *question,
                                    const suo_token *token, bool is_stop,
                                    const code_at_hand *code)
{
    uint32_t number;
    size_t before = question->count;
    suo_status status =
        question_add(question, token, SUO_ASKED_WORD, is_stop, &number);
    if (status != SUO_OK || number == SUO_NO_CODE)
        return status;
    suo_asked_term *term = &question->terms[number];
    uint32_t own = code->whole != NULL ? code->number : SUO_NO_CODE;
    if (question->count > before) {
        term->code = own;
        term->share = code->share;
    } else if (term->code != own) {
        term->code = SUO_NO_CODE; /* it also stands elsewhere: always asked */
    }
    return SUO_OK;
}

static bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/*
 * Ask for two neighbouring words of a code as one: 'v3mono' has the words v,
 * 3, mono, and may be written 'V3 Mono'. Between two digits there is a full
 * stop in a code, never nothing.
 */
static suo_status question_add_pair(suo_question *question,
                                    const suo_token *left,
                                    const suo_token *right,
                                    const code_at_hand *code)
{
    uint32_t len = left->term_len + right->term_len;
    if (byte_is_digit(left->term[left->term_len - 1]) &&
        byte_is_digit(right->term[0]))
        return SUO_OK;
    uint8_t *bytes = suo_arena_alloc(&question->arena, (size_t)len + 1);
    if (bytes == NULL)
        return SUO_NO_MEMORY;
    bytes[0] = 'w';
    memcpy(bytes + 1, left->term, left->term_len);
    memcpy(bytes + 1 + left->term_len, right->term, right->term_len);
    suo_token pair = *left;
    pair.term = (const char *)bytes + 1;
    pair.term_len = len;
    return question_add_word(question, &pair, false, code);
}

/* The word after token 'i', if it is of the same code. */
static const suo_token *tokens_next_part(const token_list *list, size_t i,
                                         const suo_token *whole)
{
    uint32_t end = whole->unit + whole->unit_count;
    for (size_t j = i + 1; j < list->count; j++)
        if (list->tokens[j].kind == SUO_TOKEN_WORD)
            return list->tokens[j].unit < end ? &list->tokens[j] : NULL;
    return NULL;
}

/* Begin a code with its first word; the code itself is asked first. */
static suo_status question_begin_code(suo_question *question,
                                      const token_list *list, size_t word,
                                      const char *text, code_at_hand *code)
{
    const suo_token *whole = tokens_find_code(list, word);
    *code = (code_at_hand){whole, SUO_NO_CODE, 1};
    if (whole == NULL)
        return SUO_OK;
    suo_status status =
        question_add(question, whole, SUO_ASKED_WHOLE, false, &code->number);
    code->share = token_share(text, whole);
    if (status != SUO_OK || code->number == SUO_NO_CODE)
        return status;
    suo_asked_term *term = &question->terms[code->number];
    term->code = SUO_NO_CODE; /* asked for itself, whatever it was before */
    term->count += whole->unit_count - 1; /* it stands for all its words */
    return SUO_OK;
}

static suo_status question_add_words(suo_question *question,
                                     const token_list *list, const char *text)
{
    suo_status status = SUO_OK;
    code_at_hand code = {NULL, SUO_NO_CODE, 1};
    uint32_t code_end = 0;
    for (size_t i = 0; i < list->count && status == SUO_OK; i++) {
        const suo_token *token = &list->tokens[i];
        if (token->kind != SUO_TOKEN_WORD)
            continue;
        if (code.whole == NULL || token->unit >= code_end)
            status = question_begin_code(question, list, i, text, &code);
        const suo_token *next = NULL;
        if (code.whole != NULL) {
            code_end = code.whole->unit + code.whole->unit_count;
            next = tokens_next_part(list, i, code.whole);
        }
        if (status == SUO_OK)
            status = question_add_word(question, token,
                                       token_is_stop(list, token), &code);
        if (status == SUO_OK && next != NULL && code.share == 0 &&
            code.whole->unit_count > 2)
            status = question_add_pair(question, token, next, &code);
    }
    return status;
}

/* Grams: all of two characters, and those of one that stand alone. */
static suo_status question_add_grams(suo_question *question,
                                     const token_list *list)
{
    suo_status status = SUO_OK;
    bool is_inside = false; /* the gram before was of two characters */
    for (size_t i = 0; i < list->count && status == SUO_OK; i++) {
        const suo_token *token = &list->tokens[i];
        uint32_t number;
        if (token->kind != SUO_TOKEN_GRAM)
            continue;
        bool is_pair = token->unit_count > 1;
        if (is_pair || !is_inside)
            status = question_add(question, token,
                                  is_pair ? SUO_ASKED_GRAM : SUO_ASKED_CHAR,
                                  token_is_stop(list, token), &number);
        is_inside = is_pair;
    }
    return status;
}

suo_status suo_question_analyse(suo_question *question,
                                const suo_schema *schema, const char *text,
                                size_t len, suo_error *error)
{
    token_list list = {0};
    suo_tokenizer *tokenizer = NULL;
    if (len > SUO_QUESTION_BYTES_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a question has at most %d bytes",
                             SUO_QUESTION_BYTES_MAX);
    suo_analyzer analyzer = {suo_schema_cuts_by_icu(schema)};
    suo_status status = suo_tokenizer_make(&analyzer, &tokenizer, error);
    if (status == SUO_OK)
        status =
            question_tokenise(question, &list, tokenizer, text, len, error);
    if (status == SUO_OK &&
        (question_mark_stops(&list) != SUO_OK ||
         question_add_words(question, &list, text) != SUO_OK ||
         question_add_grams(question, &list) != SUO_OK))
        status = suo_error_no_memory(error);
    suo_tokenizer_free(tokenizer);
    suo_dealloc(list.tokens);
    suo_dealloc(list.stops);
    return status;
}
