/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.c - the exact answers that the engines are held against.
 *
 * The whole corpus in memory, no index on disk, nothing pruned or quantised,
 * in double precision: BM25 with k1 1.2, b 0.75, exact lengths, and
 * idf = ln(1 + (N - n + 0.5) / (n + 0.5)), N and n of the whole corpus also
 * under a filter. 'serve' takes the corpus' folder for the index. TOP_10 also
 * tells the documents that tie with the tenth, up to 100.
 */
#include "peer.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct oracle_place {
    uint32_t doc;
    uint32_t pos;
} oracle_place;

typedef struct oracle_term {
    char *text;
    oracle_place *places; /* ascending */
    uint32_t count;
    uint32_t room;
    uint32_t doc_freq;
} oracle_term;

static oracle_term *oracle_terms; /* open addressing, a power of two slots */
static uint32_t oracle_slots, oracle_term_count;
static uint32_t *oracle_lengths, oracle_doc_count;
static int32_t *oracle_filters;
static uint32_t *oracle_numbers;
static double oracle_average;

static oracle_term *slot_find(oracle_term *terms, uint32_t slots,
                              const char *text, size_t len)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    for (uint32_t i = (uint32_t)hash;; i++) {
        oracle_term *term = &terms[i & (slots - 1)];
        if (term->text == NULL ||
            (strncmp(term->text, text, len) == 0 && term->text[len] == '\0'))
            return term;
    }
}

static void terms_grow(void)
{
    uint32_t slots = oracle_slots > 0 ? oracle_slots * 2 : 1024;
    oracle_term *terms = (oracle_term *)peer_alloc(slots * sizeof(*terms));
    for (uint32_t i = 0; i < oracle_slots; i++) {
        oracle_term *old = &oracle_terms[i];
        if (old->text != NULL)
            *slot_find(terms, slots, old->text, strlen(old->text)) = *old;
    }
    free(oracle_terms);
    oracle_terms = terms;
    oracle_slots = slots;
}

static void place_add(const char *text, size_t len, uint32_t doc, uint32_t pos)
{
    if (oracle_term_count * 2 >= oracle_slots)
        terms_grow();
    oracle_term *term = slot_find(oracle_terms, oracle_slots, text, len);
    if (term->text == NULL) {
        term->text = strndup(text, len);
        oracle_term_count++;
    }
    if (term->count == term->room) {
        term->room = term->room > 0 ? term->room * 2 : 4;
        term->places = (oracle_place *)realloc(
            term->places, term->room * sizeof(oracle_place));
        if (term->places == NULL)
            peer_die("no memory");
    }
    if (term->count == 0 || term->places[term->count - 1].doc != doc)
        term->doc_freq++;
    term->places[term->count++] = (oracle_place){doc, pos};
}

static void oracle_open(const char *folder)
{
    char *path = peer_path(folder, "corpus.tsv");
    uint32_t count = peer_corpus_count(path);
    uint64_t tokens = 0;
    oracle_lengths = (uint32_t *)peer_alloc((count + 1) * sizeof(uint32_t));
    oracle_numbers = (uint32_t *)peer_alloc((count + 1) * sizeof(uint32_t));
    oracle_filters = (int32_t *)peer_alloc((count + 1) * sizeof(int32_t));
    peer_corpus *corpus = peer_corpus_open(path);
    for (peer_document document; peer_corpus_next(corpus, &document);) {
        uint32_t doc = oracle_doc_count++, pos = 0;
        for (const char *text = document.text; *text != '\0'; pos++) {
            size_t len = strcspn(text, " ");
            place_add(text, len, doc, pos);
            text += len + (text[len] == ' ');
        }
        oracle_lengths[doc] = pos;
        oracle_numbers[doc] = document.number;
        oracle_filters[doc] = document.filter;
        tokens += pos;
    }
    peer_corpus_close(corpus);
    oracle_average = (double)tokens / oracle_doc_count;
    free(path);
}

static double term_weight(const oracle_term *term)
{
    double n = term->doc_freq, all = oracle_doc_count;
    return log(1 + (all - n + 0.5) / (n + 0.5));
}

/* Add a term's scores to 'scores', and 1 to 'found' of its documents. */
static void term_add(const oracle_term *term, double *scores, uint32_t *found)
{
    for (uint32_t i = 0, end; i < term->count; i = end) {
        uint32_t doc = term->places[i].doc;
        for (end = i; end < term->count && term->places[end].doc == doc;)
            end++;
        double freq = end - i;
        double norm =
            1.2 * (1 - 0.75 + 0.75 * oracle_lengths[doc] / oracle_average);
        scores[doc] += term_weight(term) * freq * 2.2 / (freq + norm);
        found[doc]++;
    }
}

static int place_compare(const void *a, const void *b)
{
    const oracle_place *x = a, *y = b;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    return x->pos < y->pos ? -1 : x->pos > y->pos;
}

/* Mark the documents where the terms stand in a row. */
static void phrase_find(oracle_term *const *terms, uint32_t count,
                        uint32_t *found)
{
    for (uint32_t i = 0; i < terms[0]->count; i++) {
        oracle_place place = terms[0]->places[i];
        uint32_t t = 1;
        for (; t < count; t++) {
            oracle_place next = {place.doc, place.pos + t};
            if (bsearch(&next, terms[t]->places, terms[t]->count, sizeof(next),
                        place_compare) == NULL)
                break;
        }
        if (t == count)
            found[place.doc] = 1;
    }
}

/* Let 'found' hold for each document how many of the terms it has, or of a
 * phrase or prefix 1; how many it must have. */
static uint32_t query_find(const peer_query *query, double *scores,
                           uint32_t *found)
{
    static oracle_term absent;
    oracle_term *terms[PEER_TERMS_MAX];
    if (query->kind == PEER_PREFIX) {
        for (uint32_t i = 0; i < oracle_slots; i++)
            if (oracle_terms[i].text != NULL &&
                strncmp(oracle_terms[i].text, query->terms[0],
                        strlen(query->terms[0])) == 0)
                term_add(&oracle_terms[i], scores, found);
        return 1;
    }
    for (uint32_t i = 0; i < query->term_count; i++) {
        terms[i] = slot_find(oracle_terms, oracle_slots, query->terms[i],
                             strlen(query->terms[i]));
        if (terms[i]->text == NULL)
            terms[i] = &absent;
        if (query->kind != PEER_PHRASE)
            term_add(terms[i], scores, found);
    }
    if (query->kind == PEER_PHRASE)
        phrase_find(terms, query->term_count, found);
    return query->kind == PEER_AND ? query->term_count : 1;
}

static const double *oracle_scores; /* qsort takes no pointer of ours */

static int doc_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (oracle_scores[x] != oracle_scores[y])
        return oracle_scores[x] > oracle_scores[y] ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void oracle_search(const peer_query *query, peer_collector collector,
                          peer_answer *answer)
{
    double *scores = (double *)peer_alloc(oracle_doc_count * sizeof(*scores));
    uint32_t *found = (uint32_t *)peer_alloc(oracle_doc_count * sizeof(*found));
    uint32_t needed = query_find(query, scores, found), count = 0;
    for (uint32_t doc = 0; doc < oracle_doc_count; doc++)
        if (found[doc] >= needed && oracle_filters[doc] < query->filter_below)
            found[count++] = doc;
    oracle_scores = scores;
    qsort(found, count, sizeof(*found), doc_compare);
    answer->count = count;
    answer->top_count = 0;
    uint32_t k = peer_collector_k(collector);
    double least = k > 0 && count >= k ? scores[found[k - 1]] : 0;
    for (uint32_t i = 0; i < count && i < PEER_TOP_MAX; i++)
        if (scores[found[i]] >= least * (1 - 1e-9))
            answer->top[answer->top_count++] = oracle_numbers[found[i]];
    free(scores);
    free(found);
}

static const char *oracle_cannot(const peer_query *query,
                                 peer_collector collector)
{
    (void)query;
    (void)collector;
    return NULL;
}

static const char *oracle_version(void)
{
    return "exact";
}

int main(int argc, char **argv)
{
    const peer_engine engine = {.name = "oracle",
                                .version = oracle_version,
                                .open = oracle_open,
                                .cannot = oracle_cannot,
                                .search = oracle_search};
    return peer_main(argc, argv, &engine);
}
