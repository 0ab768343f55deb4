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

static void check_range(const uint8_t *bytes, unsigned width,
                        test_random *random)
{
    enum { WORDS = (COUNT + 63) / 64 };
    const uint64_t mask = (UINT64_C(1) << width) - 1;
    const uint64_t low = test_random_next(random) & mask;
    const uint64_t span = test_random_next(random) % (mask - low + 1);
    const bool is_sparse = test_random_next(random) % 2 == 0;
    uint64_t wanted[WORDS] = {0}, fast[WORDS] = {0}, portable[WORDS];
    for (uint64_t i = 0; i < COUNT; i++) {
        uint64_t value = suo_column_get(bytes, width, i);
        uint64_t bit = UINT64_C(1) << (i % 64);
        if (test_random_next(random) % (is_sparse ? 20 : 2) != 0)
            continue;
        fast[i / 64] |= bit;
        if (value >= low && value <= low + span)
            wanted[i / 64] |= bit;
    }
    memcpy(portable, fast, sizeof(portable));
    suo_column_scan(bytes, width, 0, fast, 1, low, span);
    suo_column_scan(bytes, width, 64, fast + 1, WORDS - 1, low, span);
    suo_column_scan_portable(bytes, width, 0, portable, 1, low, span);
    suo_column_scan_portable(bytes, width, 64, portable + 1, WORDS - 1, low,
                             span);
    assert_memory_equal(fast, wanted, sizeof(wanted));
    assert_memory_equal(portable, wanted, sizeof(wanted));
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
