/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_heavy_hitters.c - Space-Saving against exact counts of a Zipf stream.
 */
#include "support/unit.h"

#include <math.h>

#include "base/hash.h"
#include "codec/heavy_hitters.h"
#include "support/random.h"

enum { KEYS = 20000, STREAM = 200000, PLACES = 128, BEST = 20 };

static uint64_t key_of(uint32_t rank)
{
    return suo_hash(&rank, sizeof(rank));
}

/* Ranks from 0, rank r as often as 1 / (r + 1)^exponent. */
static void fill_zipf(double *sums, double exponent)
{
    double sum = 0;
    for (uint32_t r = 0; r < KEYS; r++)
        sums[r] = sum += pow(r + 1, -exponent);
}

static uint32_t draw(const double *sums, test_random *random)
{
    double at = (double)(test_random_next(random) >> 11) / 9007199254740992.0 *
                sums[KEYS - 1];
    uint32_t low = 0;
    uint32_t high = KEYS - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (sums[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void check_bounds(const suo_heavy *heavy, const uint32_t *counts,
                         uint32_t total, double exponent)
{
    uint32_t floor = suo_heavy_floor(heavy);
    uint32_t kept = 0;
    double worst = 0;
    assert_true(floor <= total / PLACES);
    for (uint32_t r = 0; r < KEYS; r++) {
        uint32_t place = suo_heavy_find(heavy, key_of(r));
        if (place == SUO_HEAVY_NONE) {
            assert_true(counts[r] <= floor);
            continue;
        }
        const suo_heavy_item *item = &heavy->items[place];
        assert_true(item->count >= counts[r]);
        assert_true(item->count - item->error <= counts[r]);
        assert_true(item->error <= floor);
        kept += r < BEST;
        if (r < BEST)
            worst = fmax(worst, ((double)item->count - counts[r]) / counts[r]);
    }
    printf("Zipf %.1f: floor %u of %u, %u of the best %d kept, worst count "
           "%.1f %% too high\n",
           exponent, floor, total, kept, BEST, worst * 100);
}

static void test_heavy__keeps_its_bounds_on_zipf_streams(void **state)
{
    static double sums[KEYS];
    static uint32_t counts[KEYS];
    test_random random = test_random_begin(5);
    (void)state;
    for (double exponent = 0.8; exponent < 1.45; exponent += 0.2) {
        suo_heavy heavy = {0};
        assert_status(suo_heavy_init(&heavy, PLACES, NULL), SUO_OK);
        fill_zipf(sums, exponent);
        memset(counts, 0, sizeof(counts));
        for (uint32_t i = 0; i < STREAM; i++) {
            uint32_t rank = draw(sums, &random);
            bool is_new;
            counts[rank]++;
            uint32_t place = suo_heavy_add(&heavy, key_of(rank), &is_new);
            assert_int_equal(heavy.items[place].key, key_of(rank));
        }
        check_bounds(&heavy, counts, STREAM, exponent);
        suo_heavy_clear(&heavy);
    }
}

static void test_heavy__counts_exactly_while_there_is_room(void **state)
{
    suo_heavy heavy = {0};
    bool is_new;
    (void)state;
    assert_status(suo_heavy_init(&heavy, 3, NULL), SUO_OK);
    for (uint64_t i = 0; i < 30; i++) {
        uint32_t place = suo_heavy_add(&heavy, i % 3, &is_new);
        assert_int_equal(is_new, i < 3);
        assert_int_equal(heavy.items[place].count, i / 3 + 1);
        assert_int_equal(heavy.items[place].error, 0);
    }
    assert_int_equal(suo_heavy_floor(&heavy), 10);
    suo_heavy_add(&heavy, 7, &is_new);
    assert_true(is_new);
    uint32_t place = suo_heavy_find(&heavy, 7);
    assert_int_equal(heavy.items[place].count, 11);
    assert_int_equal(heavy.items[place].error, 10);
    suo_heavy_reset(&heavy);
    assert_int_equal(suo_heavy_find(&heavy, 7), SUO_HEAVY_NONE);
    assert_int_equal(suo_heavy_floor(&heavy), 0);
    suo_heavy_clear(&heavy);
}

/* What is taken back in the order of the heap goes on as if it had stayed. */
static void test_heavy__goes_on_when_taken_back(void **state)
{
    suo_heavy kept = {0};
    suo_heavy taken = {0};
    test_random random = test_random_begin(6);
    (void)state;
    assert_status(suo_heavy_init(&kept, 20, NULL), SUO_OK);
    assert_status(suo_heavy_init(&taken, 20, NULL), SUO_OK);
    for (int round = 0; round < 200; round++) {
        bool is_new;
        suo_heavy_reset(&taken);
        for (uint32_t i = 0; i < kept.count; i++) {
            const suo_heavy_item *item = &kept.items[kept.heap[i]];
            assert_int_equal(suo_heavy_restore(&taken, item), i);
            assert_int_equal(suo_heavy_restore(&taken, item), SUO_HEAVY_NONE);
        }
        for (int i = 0; i < 20; i++) {
            uint64_t key = test_random_bits(&random, 7);
            uint32_t a = suo_heavy_add(&kept, key, &is_new);
            uint32_t b = suo_heavy_add(&taken, key, &is_new);
            assert_memory_equal(&kept.items[a], &taken.items[b],
                                sizeof(suo_heavy_item));
        }
    }
    suo_heavy_clear(&kept);
    suo_heavy_clear(&taken);
}

static void test_heavy__takes_back_nothing_false(void **state)
{
    static const suo_heavy_item GOOD = {1, 5, 4};
    static const suo_heavy_item BAD[] = {
        {1, 6, 0}, {2, 5, 5}, {2, 0, 0}, {2, 4, 0}};
    suo_heavy heavy = {0};
    (void)state;
    assert_status(suo_heavy_init(&heavy, 2, NULL), SUO_OK);
    assert_int_equal(suo_heavy_restore(&heavy, &GOOD), 0);
    for (size_t i = 0; i < sizeof(BAD) / sizeof(*BAD); i++)
        assert_int_equal(suo_heavy_restore(&heavy, &BAD[i]), SUO_HEAVY_NONE);
    assert_int_equal(heavy.count, 1);
    suo_heavy_clear(&heavy);
}

/* A count that is full stays so, and the order with it. */
static void test_heavy__counts_up_to_the_highest_number(void **state)
{
    static const suo_heavy_item FULL = {1, UINT32_MAX, 0};
    suo_heavy heavy = {0};
    bool is_new;
    (void)state;
    assert_status(suo_heavy_init(&heavy, 1, NULL), SUO_OK);
    assert_int_equal(suo_heavy_restore(&heavy, &FULL), 0);
    suo_heavy_add(&heavy, 1, &is_new);
    assert_int_equal(heavy.items[0].count, UINT32_MAX);
    suo_heavy_add(&heavy, 2, &is_new);
    assert_int_equal(heavy.items[0].key, 2);
    assert_int_equal(heavy.items[0].count, UINT32_MAX);
    assert_int_equal(heavy.items[0].error, UINT32_MAX - 1);
    suo_heavy_clear(&heavy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heavy__keeps_its_bounds_on_zipf_streams),
        cmocka_unit_test(test_heavy__counts_exactly_while_there_is_room),
        cmocka_unit_test(test_heavy__goes_on_when_taken_back),
        cmocka_unit_test(test_heavy__takes_back_nothing_false),
        cmocka_unit_test(test_heavy__counts_up_to_the_highest_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
