/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wording.c - tokenise a question; find what stands in quotes and what is
 * only the beginning of a word.
 *
 * A quote is opened by a straight double quotation mark that no letter or
 * digit stands before, and closed by the next one that none stands behind: a
 * 24" screen opens nothing. Chinese quotation marks only stress a word. What
 * says that the words in it are near each other ("..."~5) is blanked before the
 * question is cut.
 *
 * A prefix is a word, or all of a joined form, right before a '*' that white
 * space, a straight quotation mark or the end follows. It is taken out of the
 * tokens with the words it is joined from, so that no phrase and no code is
 * seen in what is not a whole word.
 */
#include "query/wording.h"

#include "query/parse.h"
#include "text/codes.h"
#include "text/utf8.h"

void suo_wording_clear(suo_wording *wording)
{
    for (uint32_t i = 0; i < wording->language_count; i++)
        suo_dealloc(wording->tokens[i]);
    suo_dealloc(wording->first);
    suo_dealloc(wording->stops);
    *wording = (suo_wording){0};
}

/* Keep a token, its term copied. */
static suo_status wording_keep(suo_wording *wording, uint32_t language,
                               size_t number, size_t *cap,
                               const suo_token *token, suo_arena *arena)
{
    char *term = suo_arena_copy(arena, token->term, token->term_len);
    if (term == NULL || suo_grow(&wording->tokens[language], cap, number + 1,
                                 sizeof(*token)) != SUO_OK)
        return SUO_NO_MEMORY;
    wording->tokens[language][number] = *token;
    wording->tokens[language][number].term = term;
    return SUO_OK;
}

static bool token_is_han_word(const suo_token *token)
{
    return token->kind == SUO_TOKEN_WORD && (token->flags & SUO_TOKEN_HAN);
}

/* Take the first SUO_QUESTION_TOKENS_MAX tokens in one language. */
static suo_status wording_cut(suo_wording *wording, uint32_t language,
                              suo_tokenizer *tokenizer, suo_arena *arena,
                              const char *text, size_t len, suo_error *error)
{
    size_t cap = 0;
    size_t kept = 0;
    suo_status status =
        suo_tokenizer_start(tokenizer, text, (int64_t)len, error);
    while (status == SUO_OK && kept < SUO_QUESTION_TOKENS_MAX) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        if (wording->watch != NULL &&
            suo_watch_ends(wording->watch, (uint32_t)count + SUO_WATCH_STEP))
            return wording->watch->status;
        for (uint64_t i = 0; i < count && kept < SUO_QUESTION_TOKENS_MAX; i++)
            if (wording_keep(wording, language, kept++, &cap, &tokens[i],
                             arena) != SUO_OK)
                return suo_error_no_memory(error);
    }
    /* A Han word comes before its grams: alone it has no row. */
    if (kept == SUO_QUESTION_TOKENS_MAX &&
        token_is_han_word(&wording->tokens[language][kept - 1]))
        kept--;
    wording->count = kept;
    return status;
}

static void wording_count_units(suo_wording *wording)
{
    const suo_token *tokens = wording->tokens[0];
    for (size_t i = 0; i < wording->count; i++) {
        uint32_t end = tokens[i].unit + tokens[i].unit_count;
        if (end > wording->unit_count)
            wording->unit_count = end;
    }
}

/* Where the tokens of each unit begin. */
static suo_status wording_number(suo_wording *wording)
{
    const suo_token *tokens = wording->tokens[0];
    wording->first =
        suo_alloc((size_t)wording->unit_count + 1, sizeof(*wording->first));
    wording->stops = suo_alloc_zero((size_t)wording->unit_count + 1, 1);
    if (wording->first == NULL || wording->stops == NULL)
        return SUO_NO_MEMORY;
    uint32_t unit = 0;
    for (size_t i = 0; i < wording->count; i++)
        if (tokens[i].kind != SUO_TOKEN_WHOLE)
            while (unit <= tokens[i].unit)
                wording->first[unit++] = (uint32_t)i;
    while (unit <= wording->unit_count)
        wording->first[unit++] = (uint32_t)wording->count;
    return SUO_OK;
}

/* Mark the units of stop words; if that is all there are, mark none. */
static void wording_mark_stops(suo_wording *wording)
{
    bool has_other = wording->prefix_count > 0;
    for (size_t i = 0; i < wording->count; i++)
        has_other |= wording->tokens[0][i].kind == SUO_TOKEN_WORD &&
                     !(wording->tokens[0][i].flags & SUO_TOKEN_STOP);
    for (size_t i = 0; has_other && i < wording->count; i++) {
        const suo_token *token = &wording->tokens[0][i];
        if (token->kind == SUO_TOKEN_WORD && (token->flags & SUO_TOKEN_STOP))
            memset(wording->stops + token->unit, 1, token->unit_count);
    }
}

/* Turn the bytes between quotation marks into units. */
static void wording_find_quotes(suo_wording *wording, const char *text,
                                size_t len)
{
    size_t at = 0;
    size_t start;
    size_t end;
    size_t token = 0;
    while (wording->quote_count < SUO_QUESTION_QUOTES_MAX &&
           suo_parse_next_quote(text, len, &at, &start, &end)) {
        suo_unit_span span = {UINT32_MAX, 0};
        uint32_t slack = 0;
        size_t close = at;
        at = suo_parse_near_end(text, len, at, &slack);
        for (; token < wording->count; token++) {
            const suo_token *own = &wording->tokens[0][token];
            if (own->start >= end)
                break;
            if (own->start < start)
                continue;
            if (own->unit < span.start)
                span.start = own->unit;
            if (own->unit + own->unit_count > span.end)
                span.end = own->unit + own->unit_count;
        }
        if (span.start < span.end)
            wording->quotes[wording->quote_count++] =
                (suo_quote){span, at > close, slack};
    }
    uint32_t quoted = 0;
    for (uint32_t i = 0; i < wording->quote_count; i++)
        quoted += wording->quotes[i].units.end - wording->quotes[i].units.start;
    wording->is_all_quoted = quoted == wording->unit_count;
}

/* The text without what stands behind quotes (~5); a copy if there is any.
 * NULL: memory ran out. */
static const char *text_blank_near(const char *text, size_t len,
                                   suo_arena *arena)
{
    char *copy = NULL;
    size_t at = 0;
    size_t start;
    size_t end;
    if (len == 0 || memchr(text, '~', len) == NULL)
        return text;
    while (suo_parse_next_quote(text, len, &at, &start, &end)) {
        uint32_t slack;
        size_t close = at;
        at = suo_parse_near_end(text, len, at, &slack);
        if (at > close && copy == NULL)
            copy = suo_arena_copy(arena, text, len);
        if (at > close && copy == NULL)
            return NULL;
        if (at > close)
            memset(copy + close, ' ', at - close);
    }
    return copy != NULL ? copy : text;
}

uint32_t suo_wording_quoted_words(const suo_wording *wording,
                                  suo_unit_span quote,
                                  suo_unit_span words[SUO_NEAR_WORDS_MAX],
                                  bool *is_cut)
{
    /* The last words may yet prove to be parts of one. */
    enum { MOST = SUO_NEAR_WORDS_MAX + SUO_WHOLE_PARTS_MAX };
    suo_unit_span found[MOST];
    uint32_t count = 0;
    for (size_t i = wording->first[quote.start]; i < wording->count; i++) {
        const suo_token *token = &wording->tokens[0][i];
        const suo_unit_span own = {token->unit,
                                   token->unit + token->unit_count};
        if (own.start >= quote.end || count == MOST)
            break;
        if (own.start < quote.start || token->kind == SUO_TOKEN_GRAM)
            continue;
        while (token->kind == SUO_TOKEN_WHOLE && count > 0 &&
               found[count - 1].start >= own.start)
            count--;
        if (count == 0 || found[count - 1].end <= own.start)
            found[count++] = own;
    }
    *is_cut = count > SUO_NEAR_WORDS_MAX;
    if (*is_cut)
        count = SUO_NEAR_WORDS_MAX;
    memcpy(words, found, count * sizeof(*words));
    return count;
}

/* ---- prefixes ---- */

/* Does what follows byte 'at' make a prefix of the word that ends there? */
static bool text_asks_prefix(const char *text, size_t len, size_t at)
{
    return at < len && text[at] == '*' &&
           (at + 1 == len || memchr(" \t\r\n\"", text[at + 1], 5) != NULL);
}

/* Is it a word, or joined of words, of at least two characters, none Han? */
static bool token_may_be_prefix(const suo_token *token, const char *text)
{
    uint32_t points = 0;
    for (uint32_t i = token->start; i < token->end; i++)
        points += !suo_utf8_is_tail((uint8_t)text[i]);
    return token->kind != SUO_TOKEN_GRAM && !(token->flags & SUO_TOKEN_HAN) &&
           points >= 2;
}

static bool units_meet(const suo_token *token, uint32_t start, uint32_t end)
{
    return token->unit < end && token->unit + token->unit_count > start;
}

static bool wording_quotes(const suo_wording *wording, const suo_token *token)
{
    for (uint32_t i = 0; i < wording->quote_count; i++)
        if (units_meet(token, wording->quotes[i].units.start,
                       wording->quotes[i].units.end))
            return true;
    return false;
}

/* Numbers of the tokens that are prefixes. A joined form comes after its last
 * word, and takes its place. */
static uint32_t wording_find_prefixes(const suo_wording *wording,
                                      const char *text, size_t len,
                                      size_t *prefixes)
{
    const suo_token *tokens = wording->tokens[0];
    uint32_t count = 0;
    for (size_t i = 0; i < wording->count; i++) {
        if (!text_asks_prefix(text, len, tokens[i].end) ||
            !token_may_be_prefix(&tokens[i], text) ||
            wording_quotes(wording, &tokens[i]))
            continue;
        if (count > 0 && tokens[prefixes[count - 1]].end == tokens[i].end)
            prefixes[count - 1] = i;
        else if (count < SUO_QUESTION_PREFIXES_MAX)
            prefixes[count++] = i;
    }
    return count;
}

/* Move the prefixes behind the other tokens, and drop what shares their
 * units. */
static void wording_take_prefixes(suo_wording *wording, const char *text,
                                  size_t len)
{
    size_t numbers[SUO_QUESTION_PREFIXES_MAX];
    suo_token prefixes[SUO_QUESTION_PREFIXES_MAX];
    uint32_t count = wording_find_prefixes(wording, text, len, numbers);
    size_t kept = wording->count;
    for (uint32_t l = 0; l < wording->language_count && count > 0; l++) {
        suo_token *tokens = wording->tokens[l];
        kept = 0;
        for (uint32_t p = 0; p < count; p++)
            prefixes[p] = tokens[numbers[p]];
        for (size_t i = 0; i < wording->count; i++) {
            bool is_free = true;
            for (uint32_t p = 0; p < count; p++)
                is_free &=
                    !units_meet(&tokens[i], prefixes[p].unit,
                                prefixes[p].unit + prefixes[p].unit_count);
            if (is_free)
                tokens[kept++] = tokens[i];
        }
        memcpy(tokens + kept, prefixes, count * sizeof(*prefixes));
    }
    wording->count = kept;
    wording->prefix_count = count;
}

/* What is looked at of a question: so many bytes of what gives no tokens take a
 * millisecond, or ten where they are broken. */
static size_t text_cut(const char *text, size_t len)
{
    if (len <= SUO_WORDING_BYTES_MAX)
        return len;
    len = SUO_WORDING_BYTES_MAX;
    for (int i = 0; i < 3 && suo_utf8_is_tail((uint8_t)text[len]); i++)
        len--;
    return len;
}

suo_status suo_wording_make(suo_wording *wording, const suo_analysis *analysis,
                            suo_arena *arena, const char *text, size_t len,
                            suo_error *error)
{
    suo_status status = SUO_OK;
    len = text_cut(text, len);
    const char *words = text_blank_near(text, len, arena);
    if (words == NULL && len > 0)
        return suo_error_no_memory(error);
    wording->language_count = analysis->language_count;
    for (uint32_t i = 0; i < analysis->language_count && status == SUO_OK;
         i++) {
        suo_tokenizer *tokenizer = NULL;
        status = suo_analysis_take_tokenizer(analysis, i, &tokenizer, error);
        if (status == SUO_OK)
            status =
                wording_cut(wording, i, tokenizer, arena, words, len, error);
        suo_analysis_give_tokenizer(analysis, i, tokenizer);
    }
    if (status != SUO_OK)
        return status;
    wording_count_units(wording);
    wording_find_quotes(wording, text, len);
    wording_take_prefixes(wording, text, len);
    if (wording_number(wording) != SUO_OK)
        return suo_error_no_memory(error);
    wording_mark_stops(wording);
    return SUO_OK;
}

/* A gram cut to its first character. */
static suo_token token_first_char(const suo_token *gram)
{
    suo_token token = *gram;
    token.term_len = (uint32_t)suo_utf8_first_len((const uint8_t *)gram->term,
                                                  gram->term_len);
    token.unit_count = 1;
    return token;
}

suo_status suo_wording_row(const suo_wording *wording, uint32_t language,
                           suo_unit_span span, suo_arena *arena,
                           suo_sequence *row)
{
    suo_sequence_maker maker;
    suo_sequence_begin(&maker, row, arena);
    for (size_t i = wording->first[span.start]; i < wording->count; i++) {
        suo_token token = wording->tokens[language][i];
        if (token.unit >= span.end)
            break;
        if (token.unit < span.start || token.kind == SUO_TOKEN_WHOLE)
            continue;
        if (token.kind == SUO_TOKEN_GRAM &&
            token.unit + token.unit_count > span.end)
            token = token_first_char(&token);
        if (suo_sequence_take(&maker, &token) != SUO_OK)
            return SUO_NO_MEMORY;
    }
    return SUO_OK;
}

bool suo_wording_is_stop(const suo_wording *wording, const suo_token *token)
{
    for (uint32_t i = 0; i < token->unit_count; i++)
        if (!wording->stops[token->unit + i])
            return false;
    return true;
}
