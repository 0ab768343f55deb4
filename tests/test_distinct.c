/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_distinct.c - HyperLogLog against exact numbers.
 */
#include "support/unit.h"

#include <math.h>

#include "base/hash.h"
#include "codec/distinct.h"

static void fill(suo_distinct *distinct, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        suo_distinct_add(distinct, suo_hash(&i, sizeof(i)));
}

/* Within 4 standard errors of 1.04 / 32, of sizes small and large. */
static void test_distinct__is_near_the_number_of_keys(void **state)
{
    double worst = 0;
    (void)state;
    for (uint32_t count = 1; count < 2000000; count = count * 3 / 2 + 1) {
        suo_distinct distinct = {0};
        fill(&distinct, 0, count);
        fill(&distinct, 0, count / 2); /* again: nothing new */
        double error = fabs(suo_distinct_estimate(&distinct) / count - 1);
        worst = fmax(worst, error);
        assert_true(error < 4 * 1.04 / 32);
        assert_true(suo_distinct_is_valid(&distinct));
    }
    printf("worst error %.1f %%\n", worst * 100);
}

static void test_distinct__of_nothing_is_none(void **state)
{
    suo_distinct distinct = {0};
    (void)state;
    assert_true(suo_distinct_estimate(&distinct) == 0);
}

/* Merged is as if one had met all. */
static void test_distinct__merges(void **state)
{
    suo_distinct a = {0};
    suo_distinct b = {0};
    suo_distinct all = {0};
    (void)state;
    fill(&a, 0, 3000);
    fill(&b, 2000, 7000);
    fill(&all, 0, 7000);
    suo_distinct_merge(&a, &b);
    assert_memory_equal(&a, &all, sizeof(all));
}

/* Any registers give a finite estimate, and those of no keys are told. */
static void test_distinct__of_any_registers_is_finite(void **state)
{
    suo_distinct distinct;
    (void)state;
    for (int value = 1; value <= SUO_DISTINCT_MAX; value++) {
        memset(&distinct, value, sizeof(distinct));
        assert_true(suo_distinct_is_valid(&distinct));
        assert_true(suo_distinct_estimate(&distinct) <=
                    SUO_DISTINCT_ESTIMATE_MAX);
    }
    distinct.registers[7] = SUO_DISTINCT_MAX + 1;
    assert_false(suo_distinct_is_valid(&distinct));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distinct__is_near_the_number_of_keys),
        cmocka_unit_test(test_distinct__of_nothing_is_none),
        cmocka_unit_test(test_distinct__merges),
        cmocka_unit_test(test_distinct__of_any_registers_is_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
