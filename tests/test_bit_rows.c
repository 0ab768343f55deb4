/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bit_rows.c - rows of any length are joined and counted bit by bit.
 */
#include "codec/bit_rows.h"

#include "support/random.h"
#include "support/unit.h"

enum { WORDS = 37 }; /* not whole vectors */

static uint64_t count_plainly(const uint64_t *bits, size_t words)
{
    uint64_t count = 0;
    for (size_t i = 0; i < words * 64; i++)
        count += bits[i / 64] >> (i % 64) & 1;
    return count;
}

static void test_bit_rows__join_and_count_at_every_length(void **state)
{
    test_random random = test_random_begin(11);
    (void)state;
    for (size_t words = 0; words <= WORDS; words++) {
        uint64_t from[WORDS], either[WORDS], both[WORDS], own[WORDS];
        for (size_t i = 0; i < WORDS; i++) {
            from[i] = test_random_next(&random);
            own[i] = either[i] = both[i] = test_random_next(&random);
        }
        suo_bits_or(either, from, words);
        suo_bits_and(both, from, words);
        for (size_t i = 0; i < WORDS; i++) {
            assert_true(either[i] == (i < words ? own[i] | from[i] : own[i]));
            assert_true(both[i] == (i < words ? own[i] & from[i] : own[i]));
        }
        assert_int_equal(suo_bits_count(own, words), count_plainly(own, words));
        assert_int_equal(suo_bits_count_portable(own, words),
                         count_plainly(own, words));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bit_rows__join_and_count_at_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
