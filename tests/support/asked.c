/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked.c - analyse a question, print its terms.
 */
#include "support/asked.h"

#include "support/corpus.h"

asking asking_make(const suo_vocabulary *vocabulary, const char *text)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_schema *schema = corpus_schema();
    asking made = {0};
    corpus_ok(suo_analysis_make(schema, vocabulary, &made.analysis, &error),
              &error);
    corpus_ok(suo_question_analyse(&made.question, made.analysis, text,
                                   strlen(text), &error),
              &error);
    suo_schema_free(schema);
    return made;
}

void asking_clear(asking *a)
{
    suo_question_clear(&a->question);
    suo_analysis_free(a->analysis);
}

typedef struct printed {
    char text[8192];
    size_t len;
} printed;

static void print(printed *out, const char *format, ...)
{
    va_list values;
    size_t room = sizeof(out->text) - out->len;
    va_start(values, format);
    int len = vsnprintf(out->text + out->len, room, format, values);
    va_end(values);
    assert_true(len >= 0 && (size_t)len < room);
    out->len += (size_t)len;
}

static void print_row(printed *out, const suo_question *question,
                      const suo_asked_row *row, bool is_phrase)
{
    if (is_phrase && row->bytes.len > 0)
        print(out, "{%.*s}", (int)row->bytes.len, row->bytes.bytes);
    if (row->window > 0)
        print(out, "%u:", row->window);
    for (uint32_t i = 0; i < row->step_count; i++) {
        const suo_phrase_step *step = &question->steps[row->first_step + i];
        print(out, "%s%.*s%s", i > 0 ? "_" : "", (int)step->bytes.len - 1,
              step->bytes.bytes + 1, step->is_prefix ? "*" : "");
    }
}

static void print_rows(printed *out, const suo_question *question,
                       const suo_asked_term *term)
{
    for (uint32_t r = 0; r < term->row_count; r++) {
        const suo_asked_row *row = &question->rows[term->first_row + r];
        if (r > 0 || row->is_less)
            print(out, "%s", row->is_less ? "-" : "|");
        if (term->kind == SUO_ASKED_FORM)
            print(out, "%.*s", (int)row->bytes.len, row->bytes.bytes);
        else
            print_row(out, question, row, term->kind == SUO_ASKED_PHRASE);
    }
}

/* The terms that are forms, or the others. */
static const char *print_terms(const suo_vocabulary *vocabulary,
                               const char *text, bool forms)
{
    static printed out;
    asking own = asking_make(vocabulary, text);
    const suo_question *question = &own.question;
    out = (printed){0};
    for (size_t i = 0; i < question->count; i++) {
        const suo_asked_term *term = &question->terms[i];
        if ((term->kind == SUO_ASKED_FORM) != forms)
            continue;
        print(&out, "%s%c:", out.len > 0 ? " " : "", "wghpfs"[term->kind]);
        print_rows(&out, question, term);
        if (term->weight != 1)
            print(&out, "=%g", term->weight);
        if (term->count > 1)
            print(&out, "*%u", term->count);
        if (term->cover != SUO_NO_TERM)
            print(&out, "<%u", term->cover);
        if (term->part_share != 1)
            print(&out, "~%g", term->part_share);
        print(&out, "%s%s", term->is_required ? "+" : "",
              term->is_stop ? "!" : "");
    }
    asking_clear(&own);
    return out.text;
}

const char *asked_with(const suo_vocabulary *vocabulary, const char *text)
{
    return print_terms(vocabulary, text, false);
}

const char *asked_forms_with(const suo_vocabulary *vocabulary, const char *text)
{
    return print_terms(vocabulary, text, true);
}
