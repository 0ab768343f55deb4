/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_compare.c - hits beside the oracle's, one by one.
 */
#include "support/oracle.h"

#include <math.h>

#include "query/hits.h"

static bool scores_differ(double a, double b, double most)
{
    return fabs(a - b) > most * fmax(fabs(a), fabs(b));
}

static const oracle_hit *answer_find(const oracle_answer *answer,
                                     const suo_hit *hit)
{
    for (uint32_t i = 0; i < answer->count; i++)
        if (strlen(answer->hits[i].key) == hit->key_len &&
            memcmp(answer->hits[i].key, hit->key, hit->key_len) == 0)
            return &answer->hits[i];
    return NULL;
}

/* What is wrong with hit number 'i'; NULL if nothing is. */
static const char *hit_compare_with(const suo_hit *items, uint32_t i,
                                    const oracle_answer *answer)
{
    const oracle_hit *wanted = &answer->hits[i];
    const oracle_hit *own = answer_find(answer, &items[i]);
    if (own == NULL)
        return "a hit that does not match";
    if (scores_differ(items[i].score, own->score, 1e-9))
        return "another score";
    if (own != wanted && scores_differ(own->score, wanted->score, 1e-12))
        return "another document";
    if (i > 0 && items[i].score > items[i - 1].score)
        return "not by score";
    if (i > 0 && items[i].score == items[i - 1].score &&
        answer_find(answer, &items[i - 1])->sequence > own->sequence)
        return "a tie not by put";
    return NULL;
}

/* What is wrong with these hits; NULL if nothing is. '*at' receives how many
 * were looked at. */
static const char *hits_compare(const suo_hits *hits, uint32_t k,
                                const oracle_answer *answer, uint32_t *at)
{
    const suo_hit *items = suo_hits_items(hits);
    const char *fault = NULL;
    *at = 0;
    if (suo_hits_total(hits) != answer->count)
        return "another total";
    if (suo_hits_count(hits) != (answer->count < k ? answer->count : k))
        return "another number of hits";
    for (uint32_t i = 0; fault == NULL && i < suo_hits_count(hits); i++) {
        fault = hit_compare_with(items, i, answer);
        *at = i + 1;
    }
    return fault;
}

/* Are they the same hits, bit for bit? */
static bool hits_equal(const suo_hits *hits, const suo_hits *others)
{
    const suo_hit *a = suo_hits_items(hits);
    const suo_hit *b = suo_hits_items(others);
    if (suo_hits_count(hits) != suo_hits_count(others))
        return false;
    for (uint32_t i = 0; i < suo_hits_count(hits); i++)
        if (memcmp(&a[i].score, &b[i].score, sizeof(a[i].score)) != 0 ||
            a[i].key_len != b[i].key_len ||
            memcmp(a[i].key, b[i].key, a[i].key_len) != 0)
            return false;
    return true;
}

/* The hits of an evaluation that scores every document. */
static suo_hits *compare_exhaust(const suo_view *view,
                                 const suo_search_options *options,
                                 const char *question, size_t len)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    suo_filter filters[SUO_FILTERS_MAX];
    suo_search_request request = {.k = options->k,
                                  .match = (suo_match)options->match,
                                  .is_exhaustive = true,
                                  .filters = filters,
                                  .filter_count =
                                      (uint32_t)options->filter_count};
    for (uint64_t i = 0; i < options->filter_count; i++) {
        filters[i] = options->filters[i];
        if (filters[i].kind == SUO_FILTER_KEYWORD)
            filters[i].text_len = (int64_t)strlen(filters[i].text);
    }
    for (uint32_t t = 0; t < schema->text_count; t++)
        if (options->fields == 0 ||
            options->fields >> schema->text_fields[t] & 1)
            request.fields |= 1u << t;
    corpus_ok(suo_hits_make(view, question, len, &request, &hits, &error),
              &error);
    return hits;
}

/* What is wrong with hits that are counted in several ways, and with those of
 * an evaluation of every document. */
static const char *hits_compare_ways(suo_hits *const *hits,
                                     const suo_hits *exhausted, uint64_t total)
{
    const suo_hits *exact = hits[SUO_TOTAL_EXACT];
    const suo_hits *none = hits[SUO_TOTAL_NONE];
    const suo_hits *only = hits[SUO_TOTAL_ONLY];
    if (!hits_equal(exact, exhausted))
        return "another hit if every document is scored";
    if (!hits_equal(exact, none))
        return "another hit where they are not counted";
    if (suo_hits_total(none) > total ||
        suo_hits_total(none) < suo_hits_count(none))
        return "a total that is no lower bound";
    if (suo_hits_count(only) != 0 || suo_hits_total(only) != total)
        return "another total where only that is wanted";
    if (suo_hits_total(exhausted) != total)
        return "another total if every document is scored";
    return NULL;
}

static suo_hits *compare_search(const suo_view *view,
                                const suo_search_options *options,
                                suo_total total, const char *question,
                                size_t len)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_search_options own = *options;
    suo_hits *hits;
    own.size = sizeof(own);
    own.total = total;
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, &own, &hits, &error),
        &error);
    return hits;
}

void oracle_compare(const suo_view *view, oracle *o, oracle_reader reader,
                    const suo_search_options *options, const char *question,
                    size_t len)
{
    suo_hits *hits[3];
    uint32_t at;
    oracle_answer answer = oracle_ask(o, reader, options, question, len);
    for (int total = SUO_TOTAL_EXACT; total <= SUO_TOTAL_ONLY; total++)
        hits[total] =
            compare_search(view, options, (suo_total)total, question, len);
    suo_hits *exhausted = compare_exhaust(view, options, question, len);
    const suo_hit *items = suo_hits_items(hits[SUO_TOTAL_EXACT]);
    const char *fault =
        hits_compare(hits[SUO_TOTAL_EXACT], options->k, &answer, &at);
    if (fault == NULL && suo_view_doc_count(view) != answer.visible)
        fault = "another number of documents";
    if (fault == NULL)
        fault = hits_compare_ways(hits, exhausted, answer.count);
    if (fault != NULL) {
        print_error("question '%.*s' (match %d, %llu filters): hit %u: %s "
                    "(total %llu, oracle %u)\n",
                    (int)len, question, options->match,
                    (unsigned long long)options->filter_count, at, fault,
                    (unsigned long long)suo_hits_total(hits[SUO_TOTAL_EXACT]),
                    answer.count);
        if (at > 0)
            print_error("'%.*s' %.17g, oracle '%s' %.17g\n",
                        (int)items[at - 1].key_len, items[at - 1].key,
                        items[at - 1].score, answer.hits[at - 1].key,
                        answer.hits[at - 1].score);
    }
    assert_null(fault);
    for (int total = SUO_TOTAL_EXACT; total <= SUO_TOTAL_ONLY; total++)
        suo_hits_free(hits[total]);
    suo_hits_free(exhausted);
    free(answer.hits);
}
