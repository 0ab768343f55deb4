/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_tokenizer.c - any bytes are a text.
 *
 * Checks what tokenizer.h promises of any text: offsets inside it and in
 * order, words that tile the units, terms with a length, every broken part
 * met; the same tokens again from pieces of another size; and offsets in
 * UTF-16 in the order of those in bytes.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "text/batch.h"
#include "text/tokenizer.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* The tokens of one pass; 'term' is not kept, but its hash. */
typedef struct pass {
    suo_token *tokens;
    uint64_t *hashes;
    size_t count;
} pass;

static void pass_add(pass *p, const suo_token *tokens, size_t count)
{
    size_t all = p->count + count;
    p->tokens = realloc(p->tokens, all * sizeof(*p->tokens));
    p->hashes = realloc(p->hashes, all * sizeof(*p->hashes));
    require(p->tokens != NULL && p->hashes != NULL);
    for (size_t i = 0; i < count; i++) {
        p->hashes[p->count] = suo_hash(tokens[i].term, tokens[i].term_len);
        p->tokens[p->count++] = tokens[i];
    }
}

static void pass_free(pass *p)
{
    free(p->tokens);
    free(p->hashes);
}

static pass pass_make(suo_tokenizer *tokenizer, const char *text, size_t len)
{
    pass p = {0};
    const suo_token *tokens;
    uint64_t count;
    require(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL) == SUO_OK);
    for (;;) {
        require(suo_tokenizer_next(tokenizer, &tokens, &count, NULL) == SUO_OK);
        if (count == 0)
            return p;
        pass_add(&p, tokens, count);
    }
}

/* Broken parts of UTF-8. */
static uint64_t broken_count(const char *text, size_t len)
{
    uint64_t count = 0;
    uint32_t code;
    bool is_broken;
    for (size_t at = 0; at < len; count += is_broken)
        at += suo_utf8_decode((const uint8_t *)text + at, len - at, &code,
                              &is_broken);
    return count;
}

static void check_tokens(const pass *p, size_t len)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < p->count; i++) {
        const suo_token *token = &p->tokens[i];
        require(token->term_len > 0 && token->term_len <= SUO_TOKEN_TERM_MAX);
        require(token->start < token->end && token->end <= len);
        require(token->unit_count > 0);
        if (token->kind != SUO_TOKEN_WORD) {
            require(token->unit < unit);
            continue;
        }
        require(token->unit == unit);
        unit = token->unit + token->unit_count;
    }
}

/* Whether two tokens are the same but for where they stand. */
static bool is_same(const pass *a, const pass *b, size_t i)
{
    const suo_token *s = &a->tokens[i];
    const suo_token *t = &b->tokens[i];
    return a->hashes[i] == b->hashes[i] && s->term_len == t->term_len &&
           s->unit == t->unit && s->unit_count == t->unit_count &&
           s->kind == t->kind && s->flags == t->flags;
}

static void check_same(const pass *a, const pass *b)
{
    require(a->count == b->count);
    for (size_t i = 0; i < a->count; i++)
        require(is_same(a, b, i) && a->tokens[i].start == b->tokens[i].start &&
                a->tokens[i].end == b->tokens[i].end);
}

static int compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static void check_utf16(const pass *bytes, const pass *utf16)
{
    require(bytes->count == utf16->count);
    for (size_t i = 0; i < bytes->count; i++) {
        const suo_token *b = &bytes->tokens[i];
        const suo_token *u = &utf16->tokens[i];
        require(is_same(bytes, utf16, i));
        require(u->start <= b->start && u->end <= b->end && u->start < u->end);
        if (i == 0)
            continue;
        require(compare(b->start, b[-1].start) ==
                compare(u->start, u[-1].start));
        require(compare(b->end, b[-1].end) == compare(u->end, u[-1].end));
        require(compare(b->start, b[-1].end) == compare(u->start, u[-1].end));
    }
}

/* The first byte chooses the analyzer and the size of the pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    uint8_t choice = len > 0 ? bytes[0] : 0;
    static const char *const LANGUAGES[] = {NULL,      "none",    "german",
                                            "turkish", "russian", "serbian",
                                            "tamil",   "arabic"};
    suo_analyzer analyzer = {choice & 1, LANGUAGES[choice >> 1 & 7]};
    suo_tokenizer *tokenizer;
    const char *text = (const char *)bytes + (len > 0);
    size_t text_len = len - (len > 0);
    require(suo_tokenizer_make(&analyzer, &tokenizer, NULL) == SUO_OK);
    pass whole = pass_make(tokenizer, text, text_len);
    check_tokens(&whole, text_len);
    require(suo_tokenizer_replaced(tokenizer) == broken_count(text, text_len));
    suo_tokenizer_set_piece(tokenizer, 1 + (choice >> 1));
    pass pieces = pass_make(tokenizer, text, text_len);
    check_same(&whole, &pieces);
    require(suo_tokenizer_set_offsets(tokenizer, SUO_OFFSET_UTF16, NULL) ==
            SUO_OK);
    pass utf16 = pass_make(tokenizer, text, text_len);
    check_utf16(&whole, &utf16);
    pass_free(&whole);
    pass_free(&pieces);
    pass_free(&utf16);
    suo_tokenizer_free(tokenizer);
    return 0;
}
