/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_compare.c - hits beside the oracle's, one by one.
 */
#include "support/oracle.h"

#include <math.h>

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

void oracle_compare(const suo_view *view, oracle *o, oracle_reader reader,
                    uint64_t fields, uint32_t k, const char *question,
                    size_t len)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_search_options options = {sizeof(options), k, fields};
    suo_hits *hits;
    oracle_answer answer = oracle_ask(o, reader, fields, question, len);
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, &options, &hits, &error),
        &error);
    const suo_hit *items = suo_hits_items(hits);
    const char *fault = NULL;
    uint32_t i = 0;
    if (suo_view_doc_count(view) != answer.visible)
        fault = "another number of documents";
    else if (suo_hits_total(hits) != answer.count)
        fault = "another total";
    else if (suo_hits_count(hits) != (answer.count < k ? answer.count : k))
        fault = "another number of hits";
    for (; fault == NULL && i < suo_hits_count(hits); i++)
        fault = hit_compare_with(items, i, &answer);
    if (fault != NULL) {
        print_error("question '%.*s': hit %u: %s (total %llu, oracle %u)\n",
                    (int)len, question, i, fault,
                    (unsigned long long)suo_hits_total(hits), answer.count);
        if (i > 0)
            print_error("'%.*s' %.17g, oracle '%s' %.17g\n",
                        (int)items[i - 1].key_len, items[i - 1].key,
                        items[i - 1].score, answer.hits[i - 1].key,
                        answer.hits[i - 1].score);
    }
    assert_null(fault);
    suo_hits_free(hits);
    free(answer.hits);
}
