/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bitpack.c - packs of every width and count, columns, runs of ints.
 */
#include "support/unit.h"

#include "codec/bitpack.h"
#include "support/random.h"

static uint32_t random_of_width(test_random *random, unsigned width)
{
    return width == 0 ? 0
                      : (uint32_t)(test_random_next(random) >> (64 - width));
}

/* A heap copy with the bytes that may be read past the end, and no more. */
static uint8_t *copy_with_overread(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len + SUO_PACK_OVERREAD);
    assert_non_null(copy);
    memset(copy, 0xA5, len + SUO_PACK_OVERREAD);
    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

static void check_pack(const uint32_t *values, size_t count, unsigned width)
{
    uint32_t fast[SUO_PACK_COUNT];
    uint32_t plain[SUO_PACK_COUNT];
    suo_buffer packed = {0};
    suo_buffer_add_u8(&packed, 7); /* so that nothing is aligned */
    suo_pack_encode(&packed, values, count, width);
    assert_int_equal(packed.len, 1 + suo_pack_bytes(count, width));
    uint8_t *bytes = copy_with_overread(packed.data + 1, packed.len - 1);
    suo_pack_decode(bytes, fast, count, width);
    suo_pack_decode_portable(bytes, plain, count, width);
    assert_memory_equal(fast, values, count * sizeof(*values));
    assert_memory_equal(plain, values, count * sizeof(*values));
    free(bytes);
    suo_buffer_free(&packed);
}

static void test_pack__comes_back_at_every_width_and_count(void **state)
{
    test_random random = test_random_begin(5);
    (void)state;
    for (unsigned width = 0; width <= 32; width++)
        for (size_t count = 0; count <= SUO_PACK_COUNT; count++) {
            uint32_t values[SUO_PACK_COUNT];
            for (size_t i = 0; i < count; i++)
                values[i] = random_of_width(&random, width);
            check_pack(values, count, width);
        }
}

static void test_pack__keeps_the_largest_numbers(void **state)
{
    uint32_t values[SUO_PACK_COUNT];
    (void)state;
    for (unsigned width = 1; width <= 32; width++) {
        for (size_t i = 0; i < SUO_PACK_COUNT; i++)
            values[i] = UINT32_MAX >> (32 - width);
        check_pack(values, SUO_PACK_COUNT, width);
        check_pack(values, SUO_PACK_COUNT - 1, width);
    }
}

/* Any bytes at all: both decoders read the same out of them. */
static void test_pack__decodes_alike_with_and_without_simd(void **state)
{
    test_random random = test_random_begin(6);
    (void)state;
    for (int round = 0; round < 100; round++)
        for (unsigned width = 0; width <= 32; width++) {
            uint8_t bytes[16 * 32 + SUO_PACK_OVERREAD];
            uint32_t fast[SUO_PACK_COUNT];
            uint32_t plain[SUO_PACK_COUNT];
            for (size_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)test_random_next(&random);
            suo_pack_decode(bytes, fast, SUO_PACK_COUNT, width);
            suo_pack_decode_portable(bytes, plain, SUO_PACK_COUNT, width);
            assert_memory_equal(fast, plain, sizeof(fast));
        }
}

static void test_pack_sum__is_alike_with_and_without_simd(void **state)
{
    test_random random = test_random_begin(8);
    (void)state;
    for (int round = 0; round < 200; round++)
        for (unsigned width = 0; width <= 32; width++) {
            uint32_t next = (uint32_t)test_random_bits(&random, 32);
            size_t count = test_random_below(&random, SUO_PACK_COUNT + 1);
            uint32_t fast[SUO_PACK_COUNT];
            uint32_t plain[SUO_PACK_COUNT];
            for (size_t i = 0; i < SUO_PACK_COUNT; i++)
                fast[i] = plain[i] = random_of_width(&random, width);
            assert_int_equal(suo_pack_sum(fast, count, next),
                             suo_pack_sum_portable(plain, count, next));
            assert_memory_equal(fast, plain, sizeof(fast));
        }
}

/* FORMAT.md 3, taken at its word: lane i mod 4, words of lanes alternate. */
static void test_pack__lies_in_four_lanes(void **state)
{
    test_random random = test_random_begin(7);
    (void)state;
    for (unsigned width = 1; width <= 32; width++) {
        uint32_t values[SUO_PACK_COUNT];
        suo_buffer packed = {0};
        for (size_t i = 0; i < SUO_PACK_COUNT; i++)
            values[i] = random_of_width(&random, width);
        suo_pack_encode(&packed, values, SUO_PACK_COUNT, width);
        for (size_t i = 0; i < SUO_PACK_COUNT; i++)
            for (unsigned bit = 0; bit < width; bit++) {
                size_t at = i / 4 * width + bit; /* in the lane */
                size_t word = at / 32 * 4 + i % 4;
                uint32_t own = suo_load_u32(packed.data + word * 4);
                assert_int_equal(own >> at % 32 & 1, values[i] >> bit & 1);
            }
        suo_buffer_free(&packed);
    }
}

/* Gaps [from, end) of a pack, summed up by both decoders. */
static void check_sums(const uint8_t *bytes, const uint32_t *gaps, size_t count,
                       unsigned width, size_t from, size_t end, uint32_t next)
{
    enum { SPARE = SUO_PACK_LANES };
    uint32_t wanted[SUO_PACK_COUNT];
    uint32_t fast[SPARE + SUO_PACK_COUNT + SPARE];
    uint32_t plain[SUO_PACK_COUNT];
    memset(fast, 0xA5, sizeof(fast));
    memcpy(wanted, gaps + from, (end - from) * sizeof(*gaps));
    uint64_t wanted_end = suo_pack_sum_portable(wanted, end - from, next);
    assert_true(wanted_end == suo_pack_decode_sums_portable(
                                  bytes, plain, count, width, from, end, next));
    assert_true(wanted_end == suo_pack_decode_sums(bytes, fast + SPARE, count,
                                                   width, from, end, next));
    if (wanted_end <= UINT32_MAX) {
        assert_memory_equal(plain, wanted, (end - from) * sizeof(*wanted));
        assert_memory_equal(fast + SPARE, wanted,
                            (end - from) * sizeof(*wanted));
    }
    /* What may not be overwritten was not. */
    size_t kept = from % SUO_PACK_LANES == 0 ? SPARE : 1;
    for (size_t i = 0; i < kept; i++)
        assert_int_equal(fast[i], 0xA5A5A5A5);
    assert_int_equal(fast[SPARE + end - from + SPARE - 1], 0xA5A5A5A5);
}

static void test_pack__sums_any_part_of_its_gaps(void **state)
{
    static const size_t COUNTS[] = {SUO_PACK_COUNT, SUO_PACK_COUNT - 1, 7, 1};
    test_random random = test_random_begin(11);
    (void)state;
    for (unsigned width = 0; width <= 32; width++)
        for (size_t c = 0; c < sizeof(COUNTS) / sizeof(*COUNTS); c++) {
            uint32_t gaps[SUO_PACK_COUNT];
            suo_buffer packed = {0};
            for (size_t i = 0; i < COUNTS[c]; i++)
                gaps[i] = random_of_width(&random, width);
            suo_pack_encode(&packed, gaps, COUNTS[c], width);
            uint8_t *bytes = copy_with_overread(packed.data, packed.len);
            for (int round = 0; round < 200; round++) {
                size_t from = (size_t)test_random_below(&random, COUNTS[c]);
                size_t end =
                    from + 1 +
                    (size_t)test_random_below(&random, COUNTS[c] - from);
                uint32_t next = (uint32_t)test_random_bits(&random, 32);
                check_sums(bytes, gaps, COUNTS[c], width, from, end,
                           round % 8 == 0 ? 0 : next);
            }
            free(bytes);
            suo_buffer_free(&packed);
        }
}

static void test_bits_of__is_the_highest_set_bit(void **state)
{
    (void)state;
    assert_int_equal(suo_bits_of(0), 0);
    assert_int_equal(suo_bits_of_u64(0), 0);
    for (unsigned bit = 0; bit < 64; bit++) {
        assert_int_equal(suo_bits_of_u64(UINT64_C(1) << bit), bit + 1);
        assert_int_equal(suo_bits_of_u64((UINT64_C(2) << bit) - 1), bit + 1);
        if (bit < 32)
            assert_int_equal(suo_bits_of(UINT32_C(1) << bit), bit + 1);
    }
}

static void test_ints__come_back_at_any_count(void **state)
{
    test_random random = test_random_begin(8);
    (void)state;
    for (size_t count = 0; count < 1500; count += 1 + count / 150) {
        suo_buffer packed = {0};
        size_t room = (count + SUO_PACK_COUNT) * sizeof(uint32_t);
        uint32_t *values = malloc(room);
        uint32_t *back = malloc(room);
        assert_true(values != NULL && back != NULL);
        for (size_t i = 0; i < count; i++)
            values[i] = (uint32_t)test_random_bits(&random, 32);
        suo_ints_encode(&packed, values, count);
        uint8_t *bytes = copy_with_overread(packed.data, packed.len);
        suo_reader reader = suo_reader_make(bytes, packed.len);
        suo_ints_decode(&reader, back, count);
        assert_false(reader.bad);
        assert_int_equal(suo_reader_left(&reader), 0);
        assert_memory_equal(back, values, count * sizeof(*values));
        for (size_t cut = 1; cut <= packed.len && cut < 20; cut++) {
            reader = suo_reader_make(bytes, packed.len - cut);
            suo_ints_decode(&reader, back, count);
            assert_true(reader.bad);
        }
        free(bytes);
        free(values);
        free(back);
        suo_buffer_free(&packed);
    }
}

static void test_ints__refuse_a_width_above_32(void **state)
{
    uint8_t bytes[1024 + SUO_PACK_OVERREAD] = {0};
    uint32_t values[SUO_PACK_COUNT];
    (void)state;
    for (unsigned width = 33; width < 256; width++) {
        bytes[0] = (uint8_t)width;
        suo_reader reader = suo_reader_make(bytes, 1024);
        suo_ints_decode(&reader, values, 5);
        assert_true(reader.bad);
    }
}

static void test_column__comes_back_at_every_width(void **state)
{
    enum { COUNT = 300 };
    test_random random = test_random_begin(9);
    (void)state;
    for (unsigned width = 0; width <= 64; width++) {
        uint64_t values[COUNT];
        suo_buffer packed = {0};
        for (size_t i = 0; i < COUNT; i++)
            values[i] = width == 0 ? 0
                        : i % 7 == 0
                            ? UINT64_MAX >> (64 - width)
                            : test_random_next(&random) >> (64 - width);
        size_t count = COUNT - test_random_below(&random, 64);
        suo_column_encode(&packed, values, count, width);
        assert_int_equal(packed.len, suo_column_bytes(count, width));
        uint8_t *bytes = copy_with_overread(packed.data, packed.len);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(suo_column_get(bytes, width, i), values[i]);
        free(bytes);
        suo_buffer_free(&packed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack__comes_back_at_every_width_and_count),
        cmocka_unit_test(test_pack__keeps_the_largest_numbers),
        cmocka_unit_test(test_pack__decodes_alike_with_and_without_simd),
        cmocka_unit_test(test_pack_sum__is_alike_with_and_without_simd),
        cmocka_unit_test(test_pack__lies_in_four_lanes),
        cmocka_unit_test(test_pack__sums_any_part_of_its_gaps),
        cmocka_unit_test(test_bits_of__is_the_highest_set_bit),
        cmocka_unit_test(test_ints__come_back_at_any_count),
        cmocka_unit_test(test_ints__refuse_a_width_above_32),
        cmocka_unit_test(test_column__comes_back_at_every_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
