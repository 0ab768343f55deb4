/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_topk.c - the heap keeps the best k, whatever the order of the offers.
 */
#include "query/topk.h"

#include "support/random.h"
#include "support/unit.h"

static suo_topk make(uint32_t k)
{
    suo_topk topk;
    assert_status(suo_topk_init(&topk, k, NULL), SUO_OK);
    return topk;
}

static void offer(suo_topk *topk, double score, uint64_t sequence)
{
    suo_topk_offer(topk, (suo_scored){score, sequence, 0, 0});
}

static int scored_compare(const void *a, const void *b)
{
    const suo_scored *x = a;
    const suo_scored *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void test_topk__is_a_sort_cut_at_k(void **state)
{
    enum { ROUNDS = 2000, ITEMS_MAX = 60 };
    test_random random = test_random_begin(20261122);
    suo_scored items[ITEMS_MAX];
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t count = (uint32_t)test_random_below(&random, ITEMS_MAX);
        suo_topk topk = make(1 + (uint32_t)test_random_below(&random, 20));
        for (uint32_t i = 0; i < count; i++) {
            /* Few scores, so that they tie; sequences in no order. */
            items[i] = (suo_scored){(double)test_random_below(&random, 6),
                                    i * 37 % 61, i, i};
            suo_topk_offer(&topk, items[i]);
        }
        suo_topk_sort(&topk);
        qsort(items, count, sizeof(*items), scored_compare);
        assert_int_equal(topk.count, count < topk.k ? count : topk.k);
        for (uint32_t i = 0; i < topk.count; i++)
            assert_int_equal(topk.items[i].doc, items[i].doc);
        suo_topk_clear(&topk);
    }
}

static void test_topk__keeps_earlier_doc_on_tie(void **state)
{
    (void)state;
    suo_topk topk = make(2);
    offer(&topk, 1.5, 9);
    offer(&topk, 1.5, 7);
    offer(&topk, 1.5, 8);
    suo_topk_sort(&topk);
    assert_int_equal(topk.items[0].sequence, 7);
    assert_int_equal(topk.items[1].sequence, 8);
    suo_topk_clear(&topk);
}

static void test_topk__wants_anything_until_it_is_full(void **state)
{
    (void)state;
    suo_topk topk = make(2);
    offer(&topk, 5, 1);
    assert_true(suo_topk_wants(&topk, 0.1));
    offer(&topk, 5, 2);
    assert_false(suo_topk_wants(&topk, 0.1));
    suo_topk_clear(&topk);
}

static void test_topk__wants_the_worst_score_again(void **state)
{
    (void)state;
    suo_topk topk = make(1);
    offer(&topk, 5, 2);
    assert_true(suo_topk_wants(&topk, 5)); /* it may have come earlier */
    suo_topk_clear(&topk);
}

static void test_topk__may_stay_empty(void **state)
{
    (void)state;
    suo_topk topk = make(3);
    suo_topk_sort(&topk);
    assert_int_equal(topk.count, 0);
    suo_topk_clear(&topk);
    suo_topk_clear(&topk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_topk__is_a_sort_cut_at_k),
        cmocka_unit_test(test_topk__keeps_earlier_doc_on_tie),
        cmocka_unit_test(test_topk__wants_anything_until_it_is_full),
        cmocka_unit_test(test_topk__wants_the_worst_score_again),
        cmocka_unit_test(test_topk__may_stay_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
