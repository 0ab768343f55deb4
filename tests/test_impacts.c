/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_impacts.c - impacts added, compared and marked many at a time.
 */
#include "codec/impacts.h"

#include <string.h>

#include "support/random.h"
#include "support/unit.h"

enum { COUNT = 4 * SUO_IMPACTS_STEP };

static void fill(test_random *random, uint8_t *impacts)
{
    for (uint32_t i = 0; i < COUNT; i++)
        impacts[i] = test_random_below(random, 3) == 0
                         ? 0
                         : (uint8_t)test_random_below(random, 256);
}

static void test_impacts__add_up_to_bounds_that_stay_at_the_most(void **state)
{
    test_random random = {1};
    (void)state;
    for (int round = 0; round < 200; round++) {
        uint8_t impacts[COUNT];
        uint16_t before[COUNT], bounds[COUNT], portable[COUNT];
        uint16_t factor = (uint16_t)test_random_below(&random, 65536);
        fill(&random, impacts);
        for (uint32_t i = 0; i < COUNT; i++)
            before[i] = (uint16_t)test_random_below(&random, 65536);
        memcpy(bounds, before, sizeof(bounds));
        memcpy(portable, before, sizeof(portable));
        suo_impacts_add(bounds, impacts, COUNT, factor);
        suo_impacts_add_portable(portable, impacts, COUNT, factor);
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t sum = before[i] + ((uint32_t)impacts[i] * factor) / 256;
            assert_int_equal(bounds[i], sum > 65535 ? 65535 : sum);
        }
        assert_memory_equal(bounds, portable, sizeof(bounds));
    }
}

static void test_impacts__add_the_least_of_several_lists(void **state)
{
    test_random random = {4};
    (void)state;
    for (int round = 0; round < 200; round++) {
        uint8_t impacts[3][COUNT];
        const uint8_t *const lists[] = {impacts[0], impacts[1], impacts[2]};
        uint16_t bounds[COUNT], portable[COUNT], factors[3];
        uint32_t count = 1 + (uint32_t)test_random_below(&random, 3);
        for (uint32_t l = 0; l < 3; l++) {
            factors[l] = (uint16_t)test_random_below(&random, 65536);
            fill(&random, impacts[l]);
        }
        for (uint32_t i = 0; i < COUNT; i++)
            bounds[i] = portable[i] =
                (uint16_t)test_random_below(&random, 65536);
        suo_impacts_add_least(bounds, lists, factors, count, COUNT);
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t least = 65535;
            for (uint32_t l = 0; l < count; l++)
                if ((uint32_t)impacts[l][i] * factors[l] / 256 < least)
                    least = (uint32_t)impacts[l][i] * factors[l] / 256;
            uint32_t sum = portable[i] + least;
            assert_int_equal(bounds[i], sum > 65535 ? 65535 : sum);
        }
        suo_impacts_add_least_portable(portable, lists, factors, count, COUNT);
        assert_memory_equal(bounds, portable, sizeof(bounds));
    }
}

static void test_impacts__find_bounds_that_suffice(void **state)
{
    test_random random = {2};
    (void)state;
    for (int round = 0; round < 200; round++) {
        uint16_t bounds[COUNT];
        uint64_t bits[COUNT / 64], portable[COUNT / 64];
        uint16_t least = (uint16_t)test_random_below(&random, 65536);
        for (uint32_t i = 0; i < COUNT; i++)
            bounds[i] = test_random_below(&random, 4) == 0
                            ? least
                            : (uint16_t)test_random_below(&random, 65536);
        suo_impacts_find(bounds, COUNT, least, bits);
        suo_impacts_find_portable(bounds, COUNT, least, portable);
        for (uint32_t i = 0; i < COUNT; i++)
            assert_int_equal(bits[i / 64] >> (i % 64) & 1, bounds[i] >= least);
        assert_memory_equal(bits, portable, sizeof(bits));
    }
}

static void test_impacts__mark_what_is_there_beside_other_marks(void **state)
{
    test_random random = {3};
    (void)state;
    for (int round = 0; round < 200; round++) {
        uint8_t impacts[COUNT];
        uint64_t before[COUNT / 64], bits[COUNT / 64], portable[COUNT / 64];
        fill(&random, impacts);
        for (uint32_t i = 0; i < COUNT / 64; i++)
            before[i] = test_random_below(&random, UINT32_MAX);
        memcpy(bits, before, sizeof(bits));
        memcpy(portable, before, sizeof(portable));
        suo_impacts_mark(impacts, COUNT, bits);
        suo_impacts_mark_portable(impacts, COUNT, portable);
        for (uint32_t i = 0; i < COUNT; i++) {
            bool was = before[i / 64] >> (i % 64) & 1;
            assert_int_equal(bits[i / 64] >> (i % 64) & 1,
                             was || impacts[i] != 0);
        }
        assert_memory_equal(bits, portable, sizeof(bits));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_impacts__add_up_to_bounds_that_stay_at_the_most),
        cmocka_unit_test(test_impacts__add_the_least_of_several_lists),
        cmocka_unit_test(test_impacts__find_bounds_that_suffice),
        cmocka_unit_test(test_impacts__mark_what_is_there_beside_other_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
