/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explained.c - explanations of a search against the search itself.
 */
#include "support/explained.h"

#include <math.h>

#include "index/view.h"

enum { LOOKS = 2 };

suo_explanation *explained_make(const suo_view *view, const char *question,
                                size_t len, const suo_search_options *options,
                                const char *key, size_t key_len,
                                suo_explained *explained)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_explanation *made;
    *explained = (suo_explained){.size = sizeof(*explained)};
    corpus_ok(suo_view_explain(view, question, (int64_t)len, options, key,
                               (int64_t)key_len, &made, &error),
              &error);
    corpus_ok(suo_explanation_get(made, explained, &error), &error);
    return made;
}

/* Was it asked for in the question? */
static bool is_of_question(const suo_part *part)
{
    return part->kind <= SUO_PART_PREFIX;
}

/* The score that the formula of suo.h gives. */
static double part_formula(const suo_view *view, const suo_part *part)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    double k1 = schema->options[SUO_OPTION_K1];
    double b = part->average > 0 ? schema->options[SUO_OPTION_B] : 0;
    double ratio = part->average > 0 ? part->length / part->average : 0;
    return part->weight * part->freq * (k1 + 1) /
           (part->freq + k1 * (1 - b + b * ratio));
}

static void check_part(const suo_view *view, const suo_part *part, size_t len)
{
    assert_true(part->kind >= SUO_PART_WORD);
    assert_true(part->start < part->end && part->end <= len);
    assert_true(part->factor == 0);
    assert_true((part->freq > 0 && part->weight > 0) == (part->score > 0));
    assert_true(part->weight == 0 || part->flags & SUO_PART_ASKED);
    assert_true(part->doc_freq == 0 || part->flags & SUO_PART_ASKED);
    assert_true((part->doc_freq > 0) == (part->idf > 0));
    assert_true(part->doc_freq <= suo_view_doc_count(view));
    assert_true(!(part->flags & SUO_PART_MISSING) ||
                part->flags & SUO_PART_NEEDED);
    if (part->freq > 0)
        assert_true(part->doc_freq > 0);
    if (part->score > 0)
        assert_true(fabs(part->score - part_formula(view, part)) < 1e-9);
}

/* What a boost's factor is by its formula in suo.h. */
static double boost_factor(const suo_boost *boost, const suo_part *part)
{
    double half = (double)boost->half;
    if (boost->kind == SUO_BOOST_VOTES) { /* tests/test_view_feedback.c */
        assert_true(part->value <= 0 || part->factor > 1);
        assert_true(part->factor >= 1 / (1 + boost->weight) &&
                    part->factor <= 1 + boost->weight);
        return part->flags & SUO_PART_VALUE ? part->factor : 1;
    }
    double age = fmax((double)boost->now - (double)part->value, 0);
    if (!(part->flags & SUO_PART_VALUE))
        return 1;
    if (boost->kind == SUO_BOOST_FRESH)
        return 1 + boost->weight * exp2(-age / half);
    return part->value <= 0 ? 1
                            : 1 + boost->weight * (double)part->value /
                                      ((double)part->value + half);
}

/* The parts behind those of the question, which add up to 'sum'. */
static void check_others(const suo_part *parts, uint64_t count, double sum,
                         const suo_search_options *options)
{
    double factor = 1;
    assert_true(count >= options->boost_count);
    for (uint64_t i = 0; i < options->boost_count; i++) {
        const suo_boost *boost = &options->boosts[i];
        assert_int_equal(parts[i].kind, SUO_PART_BOOST);
        assert_int_equal(parts[i].boost, i);
        assert_int_equal(parts[i].field, boost->field);
        assert_true(fabs(parts[i].factor - boost_factor(boost, &parts[i])) <
                    1e-9);
        assert_true(fabs(parts[i].score - sum * (parts[i].factor - 1)) <=
                    1e-9 * sum);
        sum += parts[i].score;
        factor *= parts[i].factor;
    }
    for (uint64_t i = options->boost_count; i < count; i++) {
        assert_true(parts[i].kind > SUO_PART_BOOST && parts[i].score >= 0);
        assert_true(i == 0 || parts[i].kind > parts[i - 1].kind);
        assert_true(fabs(parts[i].factor - factor) <= 1e-9 * factor);
    }
}

/* What parts add up to; those of the question from either end. */
static void check_parts(const suo_view *view, const suo_explained *explained,
                        size_t len, const suo_search_options *options)
{
    uint64_t asked = 0;
    double forward = 0;
    double backward = 0;
    for (; asked < explained->part_count &&
           is_of_question(&explained->parts[asked]);
         asked++) {
        check_part(view, &explained->parts[asked], len);
        forward += explained->parts[asked].score;
    }
    for (uint64_t i = asked; i > 0; i--)
        backward += explained->parts[i - 1].score;
    assert_memory_equal(&forward, &backward, sizeof(forward));
    check_others(explained->parts + asked, explained->part_count - asked,
                 forward, options);
    for (uint64_t i = asked; i < explained->part_count; i++)
        forward += explained->parts[i].score;
    assert_memory_equal(&forward, &explained->score, sizeof(forward));
}

static bool lacks(const suo_explained *explained)
{
    for (uint64_t i = 0; i < explained->part_count; i++)
        if (explained->parts[i].flags & SUO_PART_MISSING)
            return true;
    return false;
}

/* The hit with a key, from 0; -1. */
static int64_t find_hit(const suo_hits *hits, const char *key, size_t key_len)
{
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *hit = &suo_hits_items(hits)[i];
        if (hit->key_len == key_len && memcmp(hit->key, key, key_len) == 0)
            return i;
    }
    return -1;
}

static suo_hits *search(const suo_view *view, const char *question, size_t len,
                        const suo_search_options *options)
{
    suo_hits *hits;
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, options, &hits, NULL),
        NULL);
    return hits;
}

/* What must be told of a document that is no hit. */
static uint32_t expected(const suo_view *view, const char *question, size_t len,
                         const suo_search_options *options, const char *key,
                         size_t key_len)
{
    suo_search_options wide = *options;
    wide.k = SUO_HITS_MAX;
    suo_hits *hits = search(view, question, len, &wide);
    bool is_below = find_hit(hits, key, key_len) >= 0;
    suo_hits_free(hits);
    wide.filter_count = 0;
    hits = search(view, question, len, &wide);
    bool is_filtered = find_hit(hits, key, key_len) >= 0;
    suo_hits_free(hits);
    wide.match = SUO_MATCH_ANY;
    return is_below      ? SUO_OUTCOME_BELOW
           : is_filtered ? SUO_OUTCOME_FILTERED
                         : SUO_OUTCOME_NOTHING; /* or it lacks something */
}

static void check_key(const suo_view *view, const char *question, size_t len,
                      const suo_search_options *options, const suo_hits *hits,
                      const char *key, size_t key_len)
{
    suo_explained explained;
    int64_t at = find_hit(hits, key, key_len);
    suo_explanation *made =
        explained_make(view, question, len, options, key, key_len, &explained);
    check_parts(view, &explained, len, options);
    assert_int_equal(explained.rank, at + 1);
    if (at >= 0) {
        assert_int_equal(explained.outcome, SUO_OUTCOME_HIT);
        assert_memory_equal(&explained.score, &suo_hits_items(hits)[at].score,
                            sizeof(double));
        assert_false(lacks(&explained));
    } else {
        uint32_t wanted = expected(view, question, len, options, key, key_len);
        if (wanted == SUO_OUTCOME_NOTHING && explained.score > 0) {
            wanted = SUO_OUTCOME_LACKS;
            assert_true(lacks(&explained));
        }
        assert_int_equal(explained.outcome, wanted);
    }
    suo_explanation_free(made);
}

void explained_check(const suo_view *view, const char *question, size_t len,
                     const suo_search_options *options, test_random *random)
{
    suo_key_list *keys;
    suo_hits *hits = search(view, question, len, options);
    uint32_t count = suo_hits_count(hits);
    corpus_ok(suo_view_list_keys(view, NULL, 0, &keys, NULL), NULL);
    for (int i = 0; i < LOOKS && count > 0; i++) {
        const suo_hit *hit =
            &suo_hits_items(hits)[test_random_below(random, count)];
        check_key(view, question, len, options, hits, hit->key, hit->key_len);
    }
    for (int i = 0; i < LOOKS && suo_key_list_count(keys) > 0; i++) {
        uint64_t key_len;
        const char *key = suo_key_list_get(
            keys, test_random_below(random, suo_key_list_count(keys)),
            &key_len);
        check_key(view, question, len, options, hits, key, key_len);
    }
    suo_key_list_free(keys);
    suo_hits_free(hits);
}
