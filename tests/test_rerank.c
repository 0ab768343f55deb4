/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_rerank.c - the second phase: what it raises, what it leaves alone.
 *
 * That its numbers are right is tests/test_oracle.c's business, that it is the
 * same however documents are found tests/test_pruning.c's, and that it tells
 * nothing of what a view may not see tests/test_access.c's.
 */
#include "support/corpus.h"

#include <math.h>

#include "query/search.h"
#include "support/memory_trial.h"

enum { MANY = 450 };

/* What the schema says, besides that CORPUS_TITLE is the title. */
typedef struct second {
    double title_coverage;
    double adjacency;
} second;

static const second NONE = {0, 0};
static const second BOTH = {1, 0.25};

static suo_writer *shelf_open(char *folder, second by)
{
    suo_schema *schema = corpus_schema();
    corpus_ok(suo_schema_set_weight(schema, CORPUS_TITLE, 1, NULL), NULL);
    corpus_schema_set(schema, "title_field", CORPUS_TITLE);
    corpus_schema_set(schema, "title_coverage", by.title_coverage);
    corpus_schema_set(schema, "adjacency", by.adjacency);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    suo_schema_free(schema);
    return writer;
}

static suo_view *shelf_close(char *folder, suo_writer *writer)
{
    corpus_writer_finish(writer);
    suo_view *view = corpus_view(folder, NULL);
    corpus_folder_remove(folder);
    return view;
}

/* ---- what it raises ---- */

static suo_view *shelf_of_titles(second by)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = shelf_open(folder, by);
    corpus_put_text(writer, "a", "", "refund card order invoice",
                    "refund refund refund");
    corpus_put_text(writer, "b", "", "refund", "order card invoice mail");
    corpus_put_text(writer, "c", "", "订单发票退货流程", "退货 退货 退货");
    corpus_put_text(writer, "d", "", "退货", "订单的发票和流程");
    return shelf_close(folder, writer);
}

static void test_rerank__raises_a_title_that_is_asked_altogether(void **state)
{
    (void)state;
    suo_view *view = shelf_of_titles(NONE);
    assert_string_equal(corpus_keys(view, "refund"), "a b ");
    assert_string_equal(corpus_keys(view, "退货"), "c d ");
    suo_view_close(view);
    view = shelf_of_titles((second){2, 0});
    assert_string_equal(corpus_keys(view, "refund"), "b a ");
    assert_string_equal(corpus_keys(view, "退货"), "d c ");
    suo_view_close(view);
}

static void test_rerank__counts_a_title_only_where_it_is_searched(void **state)
{
    suo_search_options options = {.size = sizeof(options), .k = 10};
    double scores[2];
    (void)state;
    for (int all = 0; all < 2; all++) {
        options.fields = all ? 0 : 1u << CORPUS_BODY;
        for (int i = 0; i < 2; i++) {
            suo_view *view = shelf_of_titles(i == 0 ? NONE : BOTH);
            suo_hits *hits;
            corpus_ok(
                suo_view_search(view, "refund", -1, &options, &hits, NULL),
                NULL);
            assert_int_equal(suo_hits_count(hits), all ? 2 : 1);
            scores[i] = suo_hits_items(hits)[0].score;
            suo_hits_free(hits);
            suo_view_close(view);
        }
        assert_true((scores[0] < scores[1]) == (all != 0));
    }
}

static suo_view *shelf_of_words(second by)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = shelf_open(folder, by);
    corpus_put_text(writer, "a", "", NULL, "mail the order and lose the mail");
    corpus_put_text(writer, "b", "", NULL, "order of the lost gift by mail");
    corpus_put_text(writer, "c", "", NULL, "the mail order was lost, not sent");
    return shelf_close(folder, writer);
}

static void test_rerank__raises_words_that_stand_together(void **state)
{
    (void)state;
    suo_view *view = shelf_of_words(NONE);
    assert_memory_equal(corpus_keys(view, "mail order"), "a ", 2);
    suo_view_close(view);
    view = shelf_of_words((second){0, 2});
    assert_memory_equal(corpus_keys(view, "mail order"), "c ", 2);
    /* A stop word between them: no pair. */
    assert_memory_equal(corpus_keys(view, "mail the order"), "a ", 2);
    suo_view_close(view);
}

/* ---- many documents ---- */

static suo_view *shelf_of_many(second by, uint32_t commit_every)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = shelf_open(folder, by);
    test_random random = test_random_begin(77);
    static const char *const WORDS[] = {"card",  "refund", "退货",
                                        "order", "the",    "发票"};
    for (uint32_t i = 0; i < MANY; i++) {
        char key[16], title[200] = "", body[400] = "refund ";
        snprintf(key, sizeof(key), "%u", i);
        for (uint64_t w = test_random_below(&random, 5); w > 0; w--)
            strcat(strcat(title, WORDS[test_random_below(&random, 6)]), " ");
        for (uint64_t w = test_random_below(&random, 20); w > 0; w--)
            strcat(strcat(body, WORDS[test_random_below(&random, 6)]), " ");
        corpus_put_text(writer, key, "", title, body);
        if (i % commit_every == commit_every - 1)
            corpus_commit(writer);
    }
    return shelf_close(folder, writer);
}

static const char ASKED[] = "card refund 退货发票";

static void test_rerank__hits_begin_those_of_a_larger_k(void **state)
{
    static const uint32_t K[] = {1, 10, 199, 200, 201, 400};
    suo_view *view = shelf_of_many(BOTH, MANY);
    suo_hits *all = corpus_search(view, ASKED, MANY);
    const suo_hit *items = suo_hits_items(all);
    (void)state;
    assert_int_equal(suo_hits_count(all), MANY);
    for (uint32_t i = 1; i < MANY; i++)
        assert_true(items[i].score <= items[i - 1].score);
    for (size_t n = 0; n < sizeof(K) / sizeof(*K); n++) {
        suo_hits *some = corpus_search(view, ASKED, K[n]);
        assert_int_equal(suo_hits_count(some), K[n]);
        for (uint32_t i = 0; i < K[n]; i++) {
            assert_true(suo_hits_items(some)[i].key == items[i].key);
            assert_true(suo_hits_items(some)[i].score == items[i].score);
        }
        suo_hits_free(some);
    }
    suo_hits_free(all);
    suo_view_close(view);
}

static void test_rerank__does_not_depend_on_segments(void **state)
{
    corpus_dump dumps[2] = {{0}, {0}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        suo_view *view = shelf_of_many(BOTH, i == 0 ? MANY : 37);
        corpus_dump_add(&dumps[i], view, ASKED, strlen(ASKED), MANY);
        suo_view_close(view);
    }
    assert_true(corpus_dump_equals(&dumps[0], &dumps[1]));
    free(dumps[0].bytes);
    free(dumps[1].bytes);
}

/* ---- a search without hits around it ---- */

static suo_status search(const suo_view *view, suo_result *result)
{
    suo_question question = {0};
    const suo_analysis *analysis;
    suo_search_scratch *scratch = NULL;
    suo_search_request request = {.fields = 7, .k = MANY};
    *result = (suo_result){0};
    suo_status status = suo_analysis_get(view->snapshot, &analysis, NULL);
    if (status == SUO_OK)
        status = suo_question_analyse(&question, analysis, ASKED, strlen(ASKED),
                                      NULL);
    if (status == SUO_OK) {
        scratch = suo_search_scratch_take(analysis);
        status = scratch == NULL ? SUO_NO_MEMORY
                                 : suo_search(scratch, view, &question,
                                              &request, result, NULL);
        suo_search_scratch_give(analysis, scratch);
    }
    suo_question_clear(&question);
    return status;
}

/* What the second phase adds to a document; -1: it did not look at it. */
static double added(const suo_view *view, const suo_hit *hit, double *score)
{
    suo_explanation *made;
    suo_explained explained = {.size = sizeof(explained)};
    double sum = -1;
    *score = 0;
    corpus_ok(suo_view_explain(view, ASKED, -1, NULL, hit->key,
                               (int64_t)hit->key_len, &made, NULL),
              NULL);
    corpus_ok(suo_explanation_get(made, &explained, NULL), NULL);
    for (uint64_t i = 0; i < explained.part_count; i++) {
        const suo_part *part = &explained.parts[i];
        *score += part->score;
        if (part->kind == SUO_PART_TITLE || part->kind == SUO_PART_ADJACENCY)
            sum = (sum < 0 ? 0 : sum) + part->score;
    }
    suo_explanation_free(made);
    return sum;
}

static void test_rerank__looks_at_the_best_of_the_first_phase(void **state)
{
    suo_view *plain = shelf_of_many(NONE, MANY);
    suo_view *view = shelf_of_many(BOTH, MANY);
    suo_hits *first = corpus_search(plain, ASKED, MANY);
    suo_hits *hits = corpus_search(view, ASKED, MANY);
    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        const suo_hit *own = &suo_hits_items(hits)[i];
        const suo_hit *before = suo_hits_items(first);
        double score;
        double more = added(view, own, &score);
        while (before->key_len != own->key_len ||
               memcmp(before->key, own->key, own->key_len) != 0)
            before++;
        bool is_seen = before < suo_hits_items(first) + SUO_RERANK_DOCS;
        assert_true(is_seen == (i < SUO_RERANK_DOCS));
        assert_true(is_seen == (more >= 0));
        assert_true(score == own->score);
        assert_true(fabs(before->score + (is_seen ? more : 0) - score) < 1e-9);
    }
    suo_hits_free(first);
    suo_hits_free(hits);
    suo_view_close(plain);
    suo_view_close(view);
}

static void test_rerank__memory_may_end(void **state)
{
    (void)state;
    for (int for_good = 0; for_good < 2; for_good++) {
        suo_view *view = shelf_of_many(BOTH, 100);
        memory_trial trial = {.for_good = for_good == 1, .keeps = true};
        while (memory_trial_next(&trial)) {
            suo_result result;
            memory_trial_arm(&trial);
            memory_trial_disarm(&trial, search(view, &result));
            suo_result_clear(&result);
        }
        assert_true(trial.count > 10);
        suo_view_close(view);
        assert_int_equal(blocks, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rerank__raises_a_title_that_is_asked_altogether),
        cmocka_unit_test(test_rerank__counts_a_title_only_where_it_is_searched),
        cmocka_unit_test(test_rerank__raises_words_that_stand_together),
        cmocka_unit_test(test_rerank__hits_begin_those_of_a_larger_k),
        cmocka_unit_test(test_rerank__does_not_depend_on_segments),
        cmocka_unit_test(test_rerank__looks_at_the_best_of_the_first_phase),
        cmocka_unit_test(test_rerank__memory_may_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
