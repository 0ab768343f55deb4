/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus_dump.c - one row of bytes for all that a view tells.
 */
#include "support/corpus.h"

void corpus_dump_bytes(corpus_dump *dump, const void *bytes, size_t len)
{
    if (dump->cap - dump->len < len) {
        dump->cap = dump->cap * 2 + len + 4096;
        dump->bytes = realloc(dump->bytes, dump->cap);
        assert_non_null(dump->bytes);
    }
    if (len > 0)
        memcpy(dump->bytes + dump->len, bytes, len);
    dump->len += len;
}

static void dump_number(corpus_dump *dump, uint64_t number)
{
    corpus_dump_bytes(dump, &number, sizeof(number));
}

static void dump_text(corpus_dump *dump, const void *bytes, size_t len)
{
    dump_number(dump, len);
    corpus_dump_bytes(dump, bytes, len);
}

static void dump_values(corpus_dump *dump, suo_hits *hits, uint32_t hit,
                        uint32_t field)
{
    for (uint32_t nth = 0;; nth++) {
        const char *text;
        uint64_t len;
        suo_status status =
            suo_hits_text(hits, hit, field, nth, &text, &len, NULL);
        dump_number(dump, (uint64_t)status);
        if (status != SUO_OK)
            return;
        dump_text(dump, text, len);
    }
}

static void dump_snippet(corpus_dump *dump, suo_hits *hits, uint32_t hit,
                         uint32_t field)
{
    const suo_html_options html = {.size = sizeof(html)};
    const suo_snippet_options options = {.size = sizeof(options),
                                         .length_max = 20,
                                         .fragment_max = 2,
                                         .html = &html};
    suo_snippet snippet = {.size = sizeof(snippet)};
    dump_number(dump, (uint64_t)suo_hits_snippet(hits, hit, field, &options,
                                                 &snippet, NULL));
    dump_number(dump, snippet.value);
    dump_text(dump, snippet.text, snippet.text_len);
    dump_number(dump, snippet.text_offset);
    dump_number(dump, snippet.value_len);
    for (uint64_t i = 0; i < snippet.fragment_count; i++) {
        const suo_fragment *own = &snippet.fragments[i];
        dump_text(dump, own->text, own->text_len);
        corpus_dump_bytes(dump, &own->place, sizeof(own->place));
        dump_text(dump, own->marks, own->mark_count * sizeof(*own->marks));
        dump_text(dump, own->html, own->html_len);
    }
}

/* All marks of the first value of a field, and those of a text of no hit. */
static void dump_highlight(corpus_dump *dump, suo_hits *hits, uint32_t hit,
                           uint32_t field)
{
    static const char TEXT[] = "card returns 退货 V3-MONO";
    suo_highlight shown = {.size = sizeof(shown)};
    uint32_t count;
    dump_number(dump, (uint64_t)suo_hits_highlight(hits, hit, field, 0, NULL,
                                                   &shown, NULL));
    dump_text(dump, shown.marks, shown.mark_count * sizeof(*shown.marks));
    corpus_ok(
        suo_hits_highlight_text(hits, field, TEXT, -1, NULL, &shown, NULL),
        NULL);
    dump_text(dump, shown.marks, shown.mark_count * sizeof(*shown.marks));
    corpus_ok(suo_hits_value_count(hits, hit, field, &count, NULL), NULL);
    dump_number(dump, count);
}

/* What of the question a hit has, if the search was to tell. */
static void dump_match(corpus_dump *dump, suo_hits *hits, uint32_t hit)
{
    suo_hit_match match = {.size = sizeof(match)};
    dump_number(dump, (uint64_t)suo_hits_match(hits, hit, &match, NULL));
    dump_number(dump, (uint64_t)match.tier);
    corpus_dump_bytes(dump, &match.share, sizeof(match.share));
    dump_text(dump, match.missing,
              match.missing_count * sizeof(*match.missing));
}

/* How likely there is an answer, likewise. */
static void dump_answerability(corpus_dump *dump, suo_hits *hits)
{
    suo_answerability told = {.size = sizeof(told)};
    dump_number(dump, (uint64_t)suo_hits_answerability(hits, &told, NULL));
    dump_number(dump, (uint64_t)told.tier);
    const double figures[] = {
        told.figure,        told.share,       told.title_share, told.lead,
        told.unknown_share, told.information, told.title_fit,   told.in_row};
    corpus_dump_bytes(dump, figures, sizeof(figures));
    dump_text(dump, told.unknown, told.unknown_count * sizeof(*told.unknown));
}

static void dump_hit(corpus_dump *dump, suo_hits *hits, uint32_t i)
{
    const suo_hit *hit = &suo_hits_items(hits)[i];
    int64_t votes = 0;
    dump_text(dump, hit->key, hit->key_len);
    corpus_dump_bytes(dump, &hit->score, sizeof(hit->score));
    dump_number(
        dump, (uint64_t)suo_hits_integer(hits, i, CORPUS_VOTES, &votes, NULL));
    dump_number(dump, (uint64_t)votes);
    for (uint32_t f = 0; f < CORPUS_FIELDS; f++)
        if (f != CORPUS_VOTES)
            dump_values(dump, hits, i, f);
    dump_match(dump, hits, i);
    const char *position;
    uint64_t position_len;
    corpus_ok(suo_hits_position(hits, i, &position, &position_len, NULL), NULL);
    dump_text(dump, position, position_len);
    dump_number(dump, suo_hits_group(hits, i));
    dump_number(dump, (uint64_t)suo_hits_is_pinned(hits, i));
    uint64_t key_len = 1;
    for (uint32_t nth = 0; key_len > 0; nth++) {
        const char *key = suo_hits_superseded(hits, i, nth, &key_len);
        dump_text(dump, key, key_len);
    }
    dump_snippet(dump, hits, i, CORPUS_TITLE);
    dump_snippet(dump, hits, i, CORPUS_BODY);
    dump_snippet(dump, hits, i, CORPUS_EXTRA);
    dump_highlight(dump, hits, i, CORPUS_BODY);
}

static void dump_facet(corpus_dump *dump, const suo_hits *hits, uint32_t facet)
{
    uint64_t count;
    uint64_t distinct;
    const suo_facet_value *values =
        suo_hits_facet(hits, facet, &count, &distinct);
    dump_number(dump, count);
    dump_number(dump, distinct);
    for (uint64_t i = 0; i < count; i++) {
        dump_text(dump, values[i].text, values[i].text_len);
        dump_number(dump, (uint64_t)values[i].min);
        dump_number(dump, (uint64_t)values[i].max);
        dump_number(dump, values[i].count);
    }
}

void corpus_dump_search(corpus_dump *dump, const suo_view *view,
                        const char *question, size_t len,
                        const suo_search_options *options)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, options, &hits, &error),
        &error);
    dump_number(dump, suo_view_doc_count(view));
    dump_number(dump, suo_hits_total(hits));
    dump_number(dump, (uint64_t)suo_hits_stopped(hits));
    dump_number(dump, suo_hits_count(hits));
    dump_answerability(dump, hits);
    for (uint32_t i = 0; i < suo_hits_count(hits); i++)
        dump_hit(dump, hits, i);
    for (uint32_t i = 0; options != NULL && i < options->facet_count; i++)
        dump_facet(dump, hits, i);
    suo_hits_free(hits);
}

void corpus_dump_add(corpus_dump *dump, const suo_view *view,
                     const char *question, size_t len, uint32_t k)
{
    const suo_search_options options = {.size = sizeof(options), .k = k};
    corpus_dump_search(dump, view, question, len, &options);
}

bool corpus_dump_equals(const corpus_dump *a, const corpus_dump *b)
{
    return a->len == b->len &&
           (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}
