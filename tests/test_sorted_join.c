/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sorted_join.c - numbers are kept as trying each with each says.
 */
#include "support/unit.h"

#include "codec/sorted_join.h"
#include "support/random.h"

enum { NUMBERS = 60 };

/* Ascending numbers from 'first' on; returns how many. */
static uint32_t fill(test_random *random, uint32_t *numbers, uint32_t first,
                     uint64_t gap)
{
    uint32_t count = (uint32_t)test_random_below(random, NUMBERS + 1);
    for (uint32_t i = 0; i < count; i++) {
        first += (uint32_t)test_random_below(random, gap) + (i > 0);
        numbers[i] = first;
    }
    return count;
}

static uint32_t keep_plainly(uint32_t *kept, const uint32_t *numbers,
                             uint32_t count, uint32_t back,
                             const uint32_t *list, uint32_t list_count,
                             uint32_t ahead)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < list_count; j++)
            if ((uint64_t)numbers[i] - back + ahead == list[j])
                kept[n++] = numbers[i] - back;
    return n;
}

static void test_sorted__keeps_what_is_followed(void **state)
{
    test_random random = test_random_begin(17);
    uint64_t all = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint32_t numbers[NUMBERS];
        uint32_t list[NUMBERS + SUO_JOIN_STEP];
        uint32_t wanted[NUMBERS];
        uint32_t kept[NUMBERS];
        uint64_t gap = 1 + test_random_below(&random, 12);
        uint32_t back = (uint32_t)test_random_below(&random, 4);
        uint32_t ahead = test_random_below(&random, 50) == 0
                             ? UINT32_MAX - (uint32_t)(round % 3)
                             : (uint32_t)test_random_below(&random, 9);
        uint32_t count = fill(&random, numbers, back, gap);
        uint32_t list_count = fill(&random, list, 0, gap);
        if (list_count == 0)
            list[list_count++] = 3;
        for (uint32_t i = 0; i < SUO_JOIN_STEP; i++)
            list[list_count + i] = UINT32_MAX;
        uint32_t n =
            keep_plainly(wanted, numbers, count, back, list, list_count, ahead);
        assert_int_equal(suo_sorted_keep_portable(kept, numbers, count, back,
                                                  list, list_count, ahead),
                         n);
        assert_memory_equal(kept, wanted, n * sizeof(*kept));
        /* In place, as rows are thinned out. */
        assert_int_equal(suo_sorted_keep(numbers, numbers, count, back, list,
                                         list_count, ahead),
                         n);
        assert_memory_equal(numbers, wanted, n * sizeof(*kept));
        all += n;
    }
    assert_true(all > 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted__keeps_what_is_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
