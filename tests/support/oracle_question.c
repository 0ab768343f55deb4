/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_question.c - what a question asks for, by the rules in words.
 *
 * 1. What is asked twice, by the same rows in the same way, is asked once and
 *    counts as often as it comes.
 * 2. Quotes (oracle_near.c). The units of the tokens that begin inside are a
 *    phrase, or words that are near each other. It counts
 *    once. Sixteen quotes at most. If each unit of the question lies in one of
 *    them, all are required; else none is.
 * 3. Joined forms ('v3mono', 'pre-order', '7天') are phrases: the form as one
 *    term, and its words one after the other. Not the latter when a full stop
 *    stands between two digits in it (5.3.1). Its parts keep a half where it
 *    is known; but nothing if it has an ASCII digit or an underscore and no
 *    Han.
 * 4. Pairs. Each two neighbouring words of a form of three or more, whose
 *    parts keep nothing, are a phrase; but two numbers are not. It counts once
 *    and takes nothing from its parts.
 * 5. Words of the user and phrases with synonyms: wherever one stands, it is
 *    a phrase, by all rows that answer it; its weight is the word's, or 1. Its
 *    parts keep a tenth.
 * 6. Phrases of 3 and 5 count as many words as lie in them, at least one; but
 *    a form whose parts keep something counts once.
 *    Longer phrases (in units) come first, then earlier ones; of one place
 *    those of 5 before a form, and a form before a pair. What lies inside a
 *    phrase, of 3, 4 or 5, that came before is a part of the last such. What
 *    comes again as a part of something else, or of nothing, is no part.
 * 7. Words come after phrases, in the order of the question.
 * 8. Grams come last: the pairs of neighbouring Han characters; and a Han
 *    character without a neighbour stands for each gram that begins with it.
 *    They are parts of nothing.
 * 9. Stop words. If some word is none, words and grams that lie in stop words
 *    altogether are stop words, unless they come elsewhere too.
 * 10. Forms are asked behind all others, with a weight of a tenth, of words
 *    that lie in no phrase of 3 to 5. A word that has a form (oracle.c) is
 *    also asked by it. A word that stemming did not change, of 3 to 64 letters
 *    a-z, is also asked by itself, less the forms it has with -s, -ed and -ing
 *    behind it. Words of Han, and stop words by rule 9, are not.
 * 11. Who wants all of a question needs each word that is no stop word by rule
 *    9, and each quote. A word of several Han characters is there where these
 *    stand in a row; one of a single character that is also asked for by rule
 *    8, where any gram begins with it. Something is
 *    also there where that is which it is a part of, or which that is a part
 *    of in turn. And it needs each prefix.
 * 12. Prefixes. What ends right before a '*' that white space, a '"' or the
 *    end follows is a prefix: a joined form, or else a word; not one of Han, of
 *    one character, or in a quote. The first 16 count. Of its units no other
 *    rule asks anything; it is no stop word. It is asked behind words. Its
 *    frequency is that of the words whose term begins with it as written (its
 *    form, also of a stop word, or else its term) and of its own term; or that
 *    of the forms that begin so, if this is larger.
 */
#include "support/oracle.h"

#include <ctype.h>

/* A phrase of rules 3 to 5. */
typedef struct asked_span {
    uint32_t start; /* units */
    uint32_t end;
    uint32_t rank;   /* 0: of the index, 1: a form, 2: a pair */
    uint32_t number; /* of the phrase of the index, or of the form's token */
    int64_t asked;   /* what it became */
} asked_span;

typedef struct analysis {
    oracle *o;
    oracle_tokens tokens;
    const char *text;
    size_t len;
    bool *stops;  /* by unit */
    bool *quoted; /* by unit */
    oracle_asked prefixes[16];
    uint32_t prefix_count;
    asked_span *spans;
    uint32_t span_count;
    uint32_t span_cap;
    oracle_question question;
} analysis;

void oracle_question_clear(oracle_question *question)
{
    for (uint32_t i = 0; i < question->count; i++)
        free(question->asked[i].rows);
    free(question->asked);
    free(question->tokens.items);
    free(question->stops);
}

/* ---- rule 1 ---- */

static bool asked_equals(const oracle_asked *a, const oracle_asked *b)
{
    if (a->kind != b->kind || a->row_count != b->row_count ||
        a->is_required != b->is_required)
        return false;
    for (uint32_t i = 0; i < a->row_count; i++)
        if (!oracle_row_equals(&a->rows[i], &b->rows[i]))
            return false;
    return true;
}

/* Takes the rows. Returns the number of what is asked. */
static int64_t analysis_ask(analysis *a, oracle_asked made)
{
    oracle_question *question = &a->question;
    for (uint32_t i = 0; i < question->count; i++) {
        oracle_asked *known = &question->asked[i];
        if (!asked_equals(known, &made))
            continue;
        known->count += made.count;
        known->is_stop &= made.is_stop;
        known->is_quote |= made.is_quote;
        if (known->cover != made.cover)
            known->cover = -1;
        free(made.rows);
        return i;
    }
    question->asked = oracle_room(question->asked, question->count,
                                  &question->cap, sizeof(*question->asked));
    question->asked[question->count] = made;
    return question->count++;
}

static oracle_asked asked_begin(oracle_kind kind, uint32_t rows_max)
{
    oracle_asked made = {
        .kind = kind, .count = 1, .weight = 1, .part_share = 1, .cover = -1};
    made.rows = calloc(rows_max, sizeof(*made.rows));
    assert_non_null(made.rows);
    return made;
}

static oracle_row row_of_term(uint32_t term, bool is_start)
{
    return (oracle_row){.steps = {{term, 0, is_start, 0}}, .count = 1};
}

/* ---- rule 2 ---- */

/* What begins between the marks of a quote. */
static void analysis_quote(analysis *a, const oracle_quote *quote, int *left)
{
    uint32_t start = UINT32_MAX;
    uint32_t end = 0;
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        if (token->start < quote->start || token->start >= quote->end)
            continue;
        if (token->unit < start)
            start = token->unit;
        if (token->unit + token->unit_count > end)
            end = token->unit + token->unit_count;
    }
    if (start >= end || *left == 0)
        return;
    oracle_asked made = asked_begin(ORACLE_PHRASE, 1);
    made.rows[made.row_count++] =
        quote->slack < 0
            ? oracle_row_make(a->o, &a->tokens, start, end)
            : oracle_near_row(a->o, &a->tokens, start, end, quote->slack);
    made.is_quote = true;
    analysis_ask(a, made);
    for (uint32_t u = start; u < end; u++)
        a->quoted[u] = true;
    --*left;
}

static void analysis_ask_quotes(analysis *a)
{
    oracle_quote quote = {0};
    int left = 16;
    a->quoted = calloc(a->tokens.unit_count + 1, sizeof(*a->quoted));
    assert_non_null(a->quoted);
    while (oracle_next_quote(a->text, a->len, quote.last, &quote))
        analysis_quote(a, &quote, &left);
}

static void analysis_require_quotes(analysis *a)
{
    for (uint32_t u = 0; u < a->tokens.unit_count; u++)
        if (!a->quoted[u])
            return;
    for (uint32_t i = 0; i < a->question.count; i++)
        a->question.asked[i].is_required = true;
}

/* ---- rule 12 ---- */

/* What ends before byte 'at': the joined form comes last. */
static const oracle_token *analysis_ending(const analysis *a, size_t at)
{
    const oracle_token *found = NULL;
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        if (token->end == at && token->kind != SUO_TOKEN_GRAM &&
            !(token->flags & SUO_TOKEN_HAN) &&
            (found == NULL || token->kind == SUO_TOKEN_WHOLE))
            found = token;
    }
    return found;
}

static uint32_t text_points(const char *text, size_t from, size_t to)
{
    uint32_t points = 0;
    for (size_t i = from; i < to; i++)
        points += ((unsigned char)text[i] & 0xC0) != 0x80;
    return points;
}

static oracle_asked prefix_make(analysis *a, const oracle_token *own)
{
    oracle_asked made = asked_begin(ORACLE_PREFIX, 3);
    char written[256];
    uint32_t len = own->end - own->start;
    bool is_term = !(own->flags & SUO_TOKEN_STEMMED) || len > 64 ||
                   text_points(a->text, own->start, own->end) < len;
    if (is_term)
        len = a->o->terms[own->term].len - 1;
    const char *bytes =
        is_term ? a->o->terms[own->term].bytes + 1 : a->text + own->start;
    for (uint32_t i = 0; i < len; i++)
        written[i] = (char)tolower((unsigned char)bytes[i]);
    made.rows[0] = row_of_term(oracle_term(a->o, 'w', written, len), true);
    made.rows[1] = row_of_term(oracle_term(a->o, 'x', written, len), true);
    made.rows[2] = row_of_term(own->term, false);
    made.row_count = 3;
    return made;
}

/* Leave out what stands at some units. */
static void analysis_forget(analysis *a, uint32_t start, uint32_t end)
{
    oracle_token *items = a->tokens.items;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < a->tokens.count; i++)
        if (items[i].unit >= end ||
            items[i].unit + items[i].unit_count <= start)
            items[kept++] = items[i];
    a->tokens.count = kept;
}

static void analysis_take_prefixes(analysis *a)
{
    for (size_t i = 0; i < a->len && a->prefix_count < 16; i++) {
        char next = i + 1 == a->len ? ' ' : a->text[i + 1];
        const oracle_token *own = analysis_ending(a, i);
        if (a->text[i] != '*' || own == NULL ||
            memchr(" \t\r\n\"", next, 5) == NULL ||
            text_points(a->text, own->start, own->end) < 2)
            continue;
        uint32_t end = own->unit + own->unit_count;
        bool is_quoted = false;
        for (uint32_t u = own->unit; u < end; u++)
            is_quoted |= a->quoted[u];
        if (is_quoted)
            continue;
        a->prefixes[a->prefix_count++] = prefix_make(a, own);
        analysis_forget(a, own->unit, end);
    }
}

/* ---- rules 3 to 6 ---- */

static void analysis_add_span(analysis *a, asked_span span)
{
    a->spans =
        oracle_room(a->spans, a->span_count, &a->span_cap, sizeof(*a->spans));
    span.asked = -1;
    a->spans[a->span_count++] = span;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Rule 3: what the parts keep. */
static double form_part_share(const analysis *a, const oracle_token *form)
{
    if (form->flags & SUO_TOKEN_HAN)
        return 0.5;
    for (uint32_t i = form->start; i < form->end; i++)
        if (is_digit(a->text[i]) || a->text[i] == '_')
            return 0;
    return 0.5;
}

/* Rule 3: may its words be written apart? */
static bool form_falls_apart(const analysis *a, const oracle_token *form)
{
    const char *bytes = a->o->terms[form->term].bytes;
    uint32_t len = a->o->terms[form->term].len;
    for (uint32_t i = 2; i + 1 < len; i++)
        if (bytes[i] == '.' && is_digit(bytes[i - 1]) && is_digit(bytes[i + 1]))
            return false;
    return true;
}

/* Is the word at a unit a number? */
static bool unit_is_number(const analysis *a, uint32_t unit)
{
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        if (token->kind == SUO_TOKEN_WORD && token->unit == unit)
            return is_digit(a->o->terms[token->term].bytes[1]);
    }
    return false;
}

static void analysis_find_forms(analysis *a)
{
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *form = &a->tokens.items[i];
        uint32_t end = form->unit + form->unit_count;
        if (form->kind != SUO_TOKEN_WHOLE)
            continue;
        analysis_add_span(a, (asked_span){form->unit, end, 1, i, -1});
        if (form->unit_count < 3 || form_part_share(a, form) > 0)
            continue;
        for (uint32_t u = form->unit; u + 1 < end; u++)
            if (!unit_is_number(a, u) || !unit_is_number(a, u + 1))
                analysis_add_span(a, (asked_span){u, u + 2, 2, 0, -1});
    }
}

static void analysis_find_phrases(analysis *a)
{
    for (uint32_t p = 0; p < a->o->phrase_count; p++) {
        const oracle_phrase *phrase = &a->o->phrases[p];
        if (phrase->weight == 0 && phrase->other_count == 0)
            continue;
        for (uint32_t u = 0; u < a->tokens.unit_count; u++)
            if (oracle_row_stands(a->o, &phrase->row, &a->tokens, u))
                analysis_add_span(
                    a, (asked_span){u, u + phrase->row.unit_count, 0, p, -1});
    }
}

static int span_compare(const void *a, const void *b)
{
    const asked_span *x = a;
    const asked_span *y = b;
    uint32_t x_len = x->end - x->start;
    uint32_t y_len = y->end - y->start;
    if (x_len != y_len)
        return x_len > y_len ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static uint32_t analysis_count_words(const analysis *a, uint32_t start,
                                     uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        count += token->kind == SUO_TOKEN_WORD && token->unit >= start &&
                 token->unit + token->unit_count <= end;
    }
    return count > 0 ? count : 1;
}

/* Rule 6: the last of the first 'count' phrases around some units. */
static int64_t analysis_cover(const analysis *a, uint32_t count, uint32_t start,
                              uint32_t end)
{
    int64_t cover = -1;
    for (uint32_t i = 0; i < count; i++)
        if (a->spans[i].start <= start && a->spans[i].end >= end)
            cover = a->spans[i].asked;
    return cover;
}

static oracle_asked span_ask_form(analysis *a, const asked_span *span)
{
    const oracle_token *form = &a->tokens.items[span->number];
    oracle_asked made = asked_begin(ORACLE_PHRASE, 2);
    made.part_share = form_part_share(a, form);
    if (made.part_share == 0)
        made.count = analysis_count_words(a, span->start, span->end);
    made.rows[made.row_count++] = row_of_term(form->term, false);
    if (form_falls_apart(a, form))
        made.rows[made.row_count++] =
            oracle_row_make(a->o, &a->tokens, span->start, span->end);
    return made;
}

static oracle_asked span_ask_phrase(analysis *a, const asked_span *span)
{
    const oracle_phrase *phrase = &a->o->phrases[span->number];
    oracle_asked made = asked_begin(ORACLE_PHRASE, 1 + phrase->other_count);
    made.count = analysis_count_words(a, span->start, span->end);
    made.weight = phrase->weight > 0 ? phrase->weight : 1;
    made.part_share = 0.1;
    made.rows[made.row_count++] = phrase->row;
    for (uint32_t i = 0; i < phrase->other_count; i++)
        made.rows[made.row_count++] = a->o->phrases[phrase->others[i]].row;
    return made;
}

static oracle_asked span_ask_pair(analysis *a, const asked_span *span)
{
    oracle_asked made = asked_begin(ORACLE_PHRASE, 1);
    made.rows[made.row_count++] =
        oracle_row_make(a->o, &a->tokens, span->start, span->end);
    return made;
}

static void analysis_ask_spans(analysis *a)
{
    analysis_find_phrases(a);
    analysis_find_forms(a);
    if (a->span_count > 0)
        qsort(a->spans, a->span_count, sizeof(*a->spans), span_compare);
    for (uint32_t i = 0; i < a->span_count; i++) {
        asked_span *span = &a->spans[i];
        oracle_asked made = span->rank == 0   ? span_ask_phrase(a, span)
                            : span->rank == 1 ? span_ask_form(a, span)
                                              : span_ask_pair(a, span);
        made.words = analysis_count_words(a, span->start, span->end);
        made.cover = analysis_cover(a, i, span->start, span->end);
        span->asked = analysis_ask(a, made);
    }
}

/* ---- rules 7 to 9: which units lie in stop words ---- */

static void analysis_mark_stops(analysis *a)
{
    bool has_other = a->prefix_count > 0;
    a->stops = calloc(a->tokens.unit_count + 1, sizeof(*a->stops));
    assert_non_null(a->stops);
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        has_other |=
            token->kind == SUO_TOKEN_WORD && !(token->flags & SUO_TOKEN_STOP);
    }
    for (uint32_t i = 0; i < a->tokens.count && has_other; i++) {
        const oracle_token *token = &a->tokens.items[i];
        if (token->kind != SUO_TOKEN_WORD || !(token->flags & SUO_TOKEN_STOP))
            continue;
        for (uint32_t u = 0; u < token->unit_count; u++)
            a->stops[token->unit + u] = true;
    }
}

static bool analysis_is_stop(const analysis *a, const oracle_token *token)
{
    for (uint32_t u = 0; u < token->unit_count; u++)
        if (!a->stops[token->unit + u])
            return false;
    return true;
}

static void analysis_ask_token(analysis *a, const oracle_token *token,
                               oracle_kind kind)
{
    oracle_asked made = asked_begin(kind, 1);
    made.rows[made.row_count++] =
        row_of_term(token->term, kind == ORACLE_START);
    if (kind == ORACLE_WORD)
        made.cover = analysis_cover(a, a->span_count, token->unit,
                                    token->unit + token->unit_count);
    made.is_stop = analysis_is_stop(a, token);
    if (kind == ORACLE_WORD && (token->flags & SUO_TOKEN_HAN) &&
        token->unit_count > 1)
        made.stand = oracle_row_make(a->o, &a->tokens, token->unit,
                                     token->unit + token->unit_count);
    analysis_ask(a, made);
}

static void analysis_ask_words(analysis *a)
{
    for (uint32_t i = 0; i < a->tokens.count; i++)
        if (a->tokens.items[i].kind == SUO_TOKEN_WORD)
            analysis_ask_token(a, &a->tokens.items[i], ORACLE_WORD);
}

static void analysis_ask_grams(analysis *a)
{
    bool follows_pair = false;
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        if (token->kind != SUO_TOKEN_GRAM)
            continue;
        bool is_pair = token->unit_count == 2;
        if (is_pair || !follows_pair)
            analysis_ask_token(a, token, is_pair ? ORACLE_GRAM : ORACLE_START);
        follows_pair = is_pair;
    }
}

/* ---- rule 10 ---- */

static bool token_is_own_stem(const analysis *a, const oracle_token *token)
{
    const char *bytes = a->o->terms[token->term].bytes + 1;
    uint32_t len = a->o->terms[token->term].len - 1;
    uint32_t letters = 0;
    while (letters < len && bytes[letters] >= 'a' && bytes[letters] <= 'z')
        letters++;
    return !(token->flags & SUO_TOKEN_STEMMED) && letters == len && len >= 3 &&
           len <= 64;
}

static void analysis_ask_form(analysis *a, const oracle_token *token)
{
    static const char *const ENDINGS[] = {"s", "ed", "ing"};
    const bool is_own = token_is_own_stem(a, token);
    if ((token->form == ORACLE_NO_TERM && !is_own) ||
        analysis_cover(a, a->span_count, token->unit, token->unit + 1) >= 0)
        return;
    oracle_asked made = asked_begin(ORACLE_FORM, 4);
    made.weight = 0.1;
    made.rows[made.row_count++] =
        row_of_term(is_own ? token->term : token->form, false);
    for (int i = 0; i < 3 && is_own; i++) {
        char form[80];
        int len = snprintf(form, sizeof(form), "%.*s%s",
                           (int)a->o->terms[token->term].len - 1,
                           a->o->terms[token->term].bytes + 1, ENDINGS[i]);
        made.rows[made.row_count++] =
            row_of_term(oracle_term(a->o, 'x', form, (uint32_t)len), false);
    }
    analysis_ask(a, made);
}

static void analysis_ask_forms(analysis *a)
{
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        const oracle_token *token = &a->tokens.items[i];
        if (token->kind == SUO_TOKEN_WORD && !(token->flags & SUO_TOKEN_HAN) &&
            !analysis_is_stop(a, token))
            analysis_ask_form(a, token);
    }
}

/* Rule 11: a single character that is also asked for by rule 8. */
static void analysis_let_stand(analysis *a, uint32_t gram)
{
    for (uint32_t i = 0; i < a->question.count; i++) {
        oracle_asked *asked = &a->question.asked[i];
        const char *own = a->o->terms[asked->rows[0].steps[0].term].bytes;
        uint32_t len = a->o->terms[gram].len;
        if (asked->kind == ORACLE_WORD &&
            a->o->terms[asked->rows[0].steps[0].term].len == len &&
            memcmp(own + 1, a->o->terms[gram].bytes + 1, len - 1) == 0)
            asked->stand = row_of_term(gram, true);
    }
}

oracle_question oracle_analyse(oracle *o, const char *text, size_t len)
{
    analysis a = {.o = o, .text = text, .len = len};
    oracle_cut_question(o, text, len, &a.tokens);
    analysis_ask_quotes(&a);
    analysis_require_quotes(&a);
    analysis_take_prefixes(&a);
    analysis_mark_stops(&a);
    analysis_ask_spans(&a);
    analysis_ask_words(&a);
    for (uint32_t i = 0; i < a.prefix_count; i++)
        analysis_ask(&a, a.prefixes[i]);
    analysis_ask_grams(&a);
    analysis_ask_forms(&a);
    for (uint32_t i = 0; i < a.question.count; i++) {
        oracle_asked *asked = &a.question.asked[i];
        if (asked->kind == ORACLE_START)
            analysis_let_stand(&a, asked->rows[0].steps[0].term);
        asked->is_needed = asked->is_quote || asked->kind == ORACLE_PREFIX ||
                           (asked->kind == ORACLE_WORD && !asked->is_stop);
    }
    free(a.quoted);
    free(a.spans);
    a.question.tokens = a.tokens;
    a.question.stops = a.stops;
    return a.question;
}
