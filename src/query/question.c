/* SPDX-License-Identifier: Apache-2.0 */
/*
 * question.c - decide which terms a question asks for.
 *
 * Phrases come first (spans.c): the words they cover count less. Stop words
 * are asked only where nothing else is found. Grams are asked beside words;
 * one that lies in stop words altogether is one of them. A Han character that
 * stands alone is asked by its word and by the grams that begin with it, so
 * that it is found inside any word.
 *
 * A prefix is asked by the terms that begin with it as it is written, by the
 * forms that do ('deliveries' is kept as 'deliveri' and its form), and by its
 * own word: a '*' behind a word loses no document.
 *
 * A question that is nothing but quoted phrases asks for those who have them
 * all; in a longer one a quoted phrase only weighs as a word more: a title
 * with an error message in quotes still finds what describes it otherwise.
 */
#include "query/question.h"

#include "query/asking.h"

/* What the form of a word weighs beside the word (measured:
 * bench/README.md). */
static const double FORM_SHARE = 0.1;

void suo_question_clear(suo_question *question)
{
    suo_arena_clear(&question->arena);
    suo_dealloc(question->terms);
    suo_dealloc(question->rows);
    suo_dealloc(question->steps);
    suo_dealloc(question->pairs);
    suo_dealloc(question->places);
    suo_dealloc(question->gate);
    suo_dealloc(question->keywords);
    *question = (suo_question){0};
}

/* The text fields of all languages: Han has no stems. */
static uint32_t asking_all_fields(const suo_asking *a)
{
    uint32_t fields = 0;
    for (uint32_t i = 0; i < a->analysis->language_count; i++)
        fields |= a->analysis->languages[i].fields;
    return fields;
}

/* The row of a word of Han: by its characters, however they are cut. */
static suo_status asking_add_han_row(suo_asking *a, const suo_token *token)
{
    suo_arena *arena = &a->question->arena;
    suo_unit_span units = {token->unit, token->unit + token->unit_count};
    suo_asked_row *made;
    suo_slice term;
    if (token->unit_count == 1)
        return suo_asking_add_term_row(a, asking_all_fields(a), token, &made);
    if (!suo_token_copy_term(token, arena, &term))
        return SUO_NO_MEMORY;
    suo_status status = suo_wording_row(&a->wording, 0, units, arena, &a->row);
    if (status == SUO_OK)
        status = suo_asking_add_row(a, asking_all_fields(a), &a->row, &made);
    if (status == SUO_OK)
        made->bytes = term;
    return status;
}

/* A row of a word's form in the first language. */
static suo_status asking_add_form_row(suo_asking *a, const char *form,
                                      size_t len, bool is_less)
{
    suo_asked_row *row;
    suo_token own = {
        .term = form, .term_len = (uint32_t)len, .kind = SUO_TOKEN_FORM};
    suo_status status = suo_asking_add_term_row(
        a, a->analysis->languages[0].fields, &own, &row);
    if (status == SUO_OK)
        row->is_less = is_less;
    return status;
}

/* The usual other forms of a word that is its own stem, to be taken away. */
static suo_status asking_add_less_rows(suo_asking *a, const suo_token *token)
{
    static const char *const ENDINGS[] = {"s", "ed", "ing"};
    char form[SUO_FORM_BYTES_MAX + 4];
    suo_status status = SUO_OK;
    memcpy(form, token->term, token->term_len);
    for (size_t i = 0; i < sizeof(ENDINGS) / sizeof(*ENDINGS); i++) {
        size_t len = strlen(ENDINGS[i]);
        memcpy(form + token->term_len, ENDINGS[i], len);
        if (status == SUO_OK)
            status = asking_add_form_row(a, form, token->term_len + len, true);
    }
    return status;
}

/* Is the word one of letters a-z that stemming left as it is? */
static bool token_is_own_stem(const suo_token *token)
{
    if (token->flags & SUO_TOKEN_STEMMED || token->term_len < 3 ||
        token->term_len > SUO_FORM_BYTES_MAX)
        return false;
    for (uint32_t i = 0; i < token->term_len; i++)
        if (token->term[i] < 'a' || token->term[i] > 'z')
            return false;
    return true;
}

/*
 * Ask for word number 'word' of the terms as it is written, beside the word: a
 * document that has the question's own form ranks above one with another.
 */
static suo_status asking_add_form(suo_asking *a, const suo_token *token,
                                  uint32_t word)
{
    char form[SUO_FORM_BYTES_MAX];
    suo_status status = SUO_OK;
    suo_asked_term made = suo_asking_begin(a, SUO_ASKED_FORM, 1, SUO_NO_TERM);
    size_t len = suo_token_form(token, a->text, form);
    made.weight = FORM_SHARE;
    if (len > 0)
        status = asking_add_form_row(a, form, len, false);
    else if (token_is_own_stem(token) && a->analysis->language_count == 1)
        status = asking_add_less_rows(a, token);
    else
        return SUO_OK;
    if (status != SUO_OK)
        return status;
    uint32_t number = suo_asking_add_term(a, made, &status);
    if (len == 0)
        a->question->terms[word].form = number;
    return status;
}

/*
 * Note a word, whose term has a number, with the one before it, if nothing
 * stands between them. Stop words are nobody's neighbours.
 */
static suo_status asking_add_pair(suo_asking *a, const suo_token *word,
                                  uint32_t number)
{
    suo_question *question = a->question;
    const suo_token *before = a->before;
    suo_asked_pair pair = {a->before_term, number,
                           (uint32_t)question->row_count, 0};
    bool may_pair =
        number != SUO_NO_TERM && !suo_wording_is_stop(&a->wording, word);
    a->before = may_pair ? word : NULL;
    a->before_term = number;
    if (!may_pair || before == NULL ||
        before->unit + before->unit_count != word->unit ||
        suo_asking_is_repeated(a, pair.first, pair.second) ||
        question->pair_count == SUO_PAIRS_MAX)
        return SUO_OK;
    suo_unit_span units = {before->unit, word->unit + word->unit_count};
    if (suo_asking_add_span_rows(a, units) != SUO_OK ||
        suo_grow(&question->pairs, &question->pair_cap,
                 question->pair_count + 1, sizeof(*question->pairs)) != SUO_OK)
        return SUO_NO_MEMORY;
    pair.row_count = (uint32_t)question->row_count - pair.first_row;
    question->pairs[question->pair_count++] = pair;
    return SUO_OK;
}

/* Ask for word number 'i' of the wording. */
static suo_status asking_add_word(suo_asking *a, size_t i)
{
    const suo_token *token = &a->wording.tokens[0][i];
    suo_status status = SUO_OK;
    uint32_t end = token->unit + token->unit_count;
    suo_asking_at_token(a, token);
    suo_asked_term made =
        suo_asking_begin(a, SUO_ASKED_WORD, 1,
                         suo_asking_cover(a, a->span_count, token->unit, end));
    made.is_stop = suo_wording_is_stop(&a->wording, token);
    made.is_han = (token->flags & SUO_TOKEN_HAN) != 0;
    if (made.is_han)
        status = asking_add_han_row(a, token);
    for (uint32_t l = 0; l < a->analysis->language_count && status == SUO_OK &&
                         !(token->flags & SUO_TOKEN_HAN);
         l++) {
        suo_asked_row *row;
        status = suo_asking_add_term_row(a, a->analysis->languages[l].fields,
                                         &a->wording.tokens[l][i], &row);
    }
    if (status != SUO_OK)
        return status;
    uint32_t number = suo_asking_add_term(a, made, &status);
    bool has_form = !made.is_stop && made.cover == SUO_NO_TERM &&
                    !(token->flags & SUO_TOKEN_HAN) && !a->passage->is_silent;
    if (status == SUO_OK && !made.is_stop)
        status = suo_asking_note(a, number, token->start, token->end);
    if (status == SUO_OK && number != SUO_NO_TERM && has_form)
        status = asking_add_form(a, token, number);
    if (status == SUO_OK && a->analysis->wants_pairs && !a->passage->is_silent)
        status = asking_add_pair(a, token, number);
    return status;
}

/* Ask for a gram: of two characters, or of one that stands alone. */
static suo_status asking_add_gram(suo_asking *a, const suo_token *token)
{
    suo_asked_row *row;
    bool is_pair = token->unit_count > 1;
    suo_asking_at_token(a, token);
    suo_asked_term made = suo_asking_begin(
        a, is_pair ? SUO_ASKED_GRAM : SUO_ASKED_CHAR, 1, SUO_NO_TERM);
    made.is_stop = suo_wording_is_stop(&a->wording, token);
    suo_status status =
        suo_asking_add_term_row(a, asking_all_fields(a), token, &row);
    if (status != SUO_OK)
        return status;
    a->question->steps[row->first_step].is_prefix = !is_pair;
    suo_asking_add_term(a, made, &status);
    return status;
}

/* A row of all terms of a space that begin with the prefix. */
static suo_status asking_add_start_row(suo_asking *a, const char *start,
                                       size_t len, uint16_t kind)
{
    suo_asked_row *row;
    suo_token token = {.term = start,
                       .term_len = (uint32_t)len,
                       .kind = kind,
                       .unit_count = 1};
    suo_status status =
        suo_asking_add_term_row(a, asking_all_fields(a), &token, &row);
    if (status == SUO_OK)
        a->question->steps[row->first_step].is_prefix = true;
    return status;
}

/* Ask for a prefix. Its own word needs a row only where stemming cut or
 * changed what is written: else it is one of those that begin so. */
static suo_status asking_add_prefix(suo_asking *a, size_t number)
{
    const suo_token *token = &a->wording.tokens[0][number];
    char form[SUO_FORM_BYTES_MAX];
    const char *start = form;
    size_t len = suo_token_form(token, a->text, form);
    suo_asking_at_token(a, token);
    suo_asked_term made = suo_asking_begin(a, SUO_ASKED_PREFIX, 1, SUO_NO_TERM);
    if (len == 0) {
        start = token->term;
        len = token->term_len;
    }
    suo_status status = asking_add_start_row(a, start, len, SUO_TOKEN_WORD);
    if (status == SUO_OK)
        status = asking_add_start_row(a, start, len, SUO_TOKEN_FORM);
    for (uint32_t l = 0; l < a->analysis->language_count && status == SUO_OK;
         l++) {
        suo_asked_row *row;
        const suo_token *own = &a->wording.tokens[l][number];
        if (own->term_len < len || memcmp(own->term, start, len) != 0)
            status = suo_asking_add_term_row(
                a, a->analysis->languages[l].fields, own, &row);
    }
    uint32_t term = SUO_NO_TERM;
    if (status == SUO_OK)
        term = suo_asking_add_term(a, made, &status);
    if (status == SUO_OK)
        status = suo_asking_note(a, term, token->start, token->end);
    return status;
}

static suo_status asking_add_prefixes(suo_asking *a)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < a->wording.prefix_count && status == SUO_OK; i++)
        status = asking_add_prefix(a, a->wording.count + i);
    return status;
}

static suo_status asking_add_words(suo_asking *a)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++)
        if (a->wording.tokens[0][i].kind == SUO_TOKEN_WORD)
            status = asking_add_word(a, i);
    return status;
}

static suo_status asking_add_grams(suo_asking *a)
{
    suo_status status = SUO_OK;
    bool is_inside = false; /* the gram before was of two characters */
    for (size_t i = 0; i < a->wording.count && status == SUO_OK; i++) {
        const suo_token *token = &a->wording.tokens[0][i];
        if (token->kind != SUO_TOKEN_GRAM)
            continue;
        bool is_pair = token->unit_count > 1;
        bool is_asked = is_pair ? !a->passage->is_silent : !is_inside;
        if (is_asked)
            status = asking_add_gram(a, token);
        is_inside = is_pair;
    }
    return status;
}

/* Is all of the passage one word, or joined or known as one? */
static bool asking_is_word(const suo_asking *a)
{
    const suo_wording *wording = &a->wording;
    const size_t count = wording->count + wording->prefix_count;
    for (size_t i = 0; i < count; i++) {
        const suo_token *token = &wording->tokens[0][i];
        if (token->kind != SUO_TOKEN_GRAM && token->unit == 0 &&
            token->unit_count == wording->unit_count)
            return true;
    }
    for (size_t i = 0; i < a->span_count; i++)
        if (a->spans[i].units.start == 0 &&
            a->spans[i].units.end == wording->unit_count)
            return true;
    return false;
}

/* Ask for all that is in the wording. */
static suo_status asking_add_all(suo_asking *a)
{
    suo_status status = suo_asking_add_quotes(a);
    if (status != SUO_OK || a->passage->is_phrase)
        return status;
    status = suo_asking_add_phrases(a);
    if (status == SUO_OK)
        status = asking_add_words(a);
    if (status == SUO_OK)
        status = asking_add_prefixes(a);
    return status == SUO_OK ? asking_add_grams(a) : status;
}

static suo_status asking_run(suo_asking *a, suo_error *error)
{
    suo_status status = asking_add_all(a);
    if (status == SUO_OK)
        status = suo_asking_add_changes(a);
    return status == SUO_NO_MEMORY ? suo_error_no_memory(error) : status;
}

suo_status suo_question_add_passage(suo_question *question,
                                    const suo_analysis *analysis,
                                    const suo_passage *passage, bool *is_word,
                                    suo_error *error)
{
    suo_asking a = {.question = question,
                    .analysis = analysis,
                    .passage = passage,
                    .wording = {.watch = question->watch},
                    .text = passage->text,
                    .text_len = passage->len};
    suo_status status = suo_wording_make(&a.wording, analysis, &question->arena,
                                         passage->text, passage->len, error);
    question->is_cut |= a.wording.count + 1 >= SUO_QUESTION_TOKENS_MAX ||
                        passage->len > SUO_WORDING_BYTES_MAX;
    if (status == SUO_OK && passage->is_exact)
        memset(a.wording.stops, 0, (size_t)a.wording.unit_count + 1);
    if (status == SUO_OK)
        status = asking_run(&a, error);
    if (status == SUO_OK && is_word != NULL)
        *is_word = asking_is_word(&a);
    suo_wording_clear(&a.wording);
    suo_sequence_clear(&a.row);
    suo_dealloc(a.spans);
    return status;
}

suo_status suo_question_analyse(suo_question *question,
                                const suo_analysis *analysis, const char *text,
                                size_t len, suo_error *error)
{
    const suo_passage passage = {
        .text = text, .len = len, .fields = UINT32_MAX};
    if (len > SUO_QUESTION_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a question has at most %d bytes",
                             SUO_QUESTION_MAX);
    return suo_question_add_passage(question, analysis, &passage, NULL, error);
}
