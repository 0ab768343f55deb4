/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_column_scan.c - both ways to look for a range find what reading each
 * number finds, in memory that ends where the header says.
 */
#include "codec/column_scan.h"

#include "codec/bitpack.h"
#include "support/random.h"
#include "support/unit.h"

enum { COUNT = 200 }; /* not whole words: the last marked is not the 64th */

/* A column of random numbers, with the bytes that may be read past it. */
static uint8_t *column_make(test_random *random, unsigned width)
{
    uint64_t values[COUNT];
    suo_buffer packed = {0};
    for (size_t i = 0; i < COUNT; i++)
        values[i] = test_random_next(random) >> (64 - width);
    suo_column_encode(&packed, values, COUNT, width);
    uint8_t *bytes = malloc(packed.len + SUO_PACK_OVERREAD);
    assert_non_null(bytes);
    memcpy(bytes, packed.data, packed.len);
    memset(bytes + packed.len, 0xA5, SUO_PACK_OVERREAD);
    suo_buffer_free(&packed);
    return bytes;
}

static uint64_t scan_plainly(const uint8_t *bytes, unsigned width,
                             uint64_t first, uint64_t marks, uint64_t low,
                             uint64_t span)
{
    uint64_t passed = 0;
    for (uint64_t i = 0; i < 64; i++)
        if (marks >> i & 1) {
            uint64_t value = suo_column_get(bytes, width, first + i);
            if (value >= low && value <= low + span)
                passed |= UINT64_C(1) << i;
        }
    return passed;
}

static void check_range(const uint8_t *bytes, unsigned width,
                        test_random *random)
{
    const uint64_t mask = (UINT64_C(1) << width) - 1;
    const uint64_t low = test_random_next(random) & mask;
    const uint64_t span = test_random_next(random) % (mask - low + 1);
    for (uint64_t first = 0; first < COUNT; first += 64) {
        uint64_t marks = test_random_next(random) | test_random_next(random);
        if (COUNT - first < 64)
            marks &= (UINT64_C(1) << (COUNT - first)) - 1;
        uint64_t wanted = scan_plainly(bytes, width, first, marks, low, span);
        assert_true(wanted ==
                    suo_column_scan(bytes, width, first, marks, low, span));
        assert_true(wanted == suo_column_scan_portable(bytes, width, first,
                                                       marks, low, span));
    }
}

static void test_column_scan__finds_a_range_at_every_width(void **state)
{
    test_random random = test_random_begin(7);
    (void)state;
    for (unsigned width = 1; width <= SUO_COLUMN_SCAN_WIDTH_MAX; width++) {
        uint8_t *bytes = column_make(&random, width);
        for (uint32_t turn = 0; turn < 50; turn++)
            check_range(bytes, width, &random);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_column_scan__finds_a_range_at_every_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
