/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bytes.c - numbers in byte strings, and readers of hostile ones.
 */
#include "support/unit.h"

#include "base/bytes.h"
#include "support/random.h"

enum { ROUNDS = 200000 };

static uint64_t read_whole(const uint8_t *bytes, size_t len, bool *is_good)
{
    suo_reader reader = suo_reader_make(bytes, len);
    uint64_t value = suo_read_varint(&reader);
    *is_good = !reader.bad && suo_reader_left(&reader) == 0;
    return value;
}

static void test_varint__comes_back(void **state)
{
    test_random random = test_random_begin(2);
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t bytes[SUO_VARINT_MAX];
        bool is_good;
        uint64_t value = test_random_bits(&random, 64);
        size_t len = suo_store_varint(bytes, value);
        assert_in_range(len, 1, SUO_VARINT_MAX);
        assert_int_equal(read_whole(bytes, len, &is_good), value);
        assert_true(is_good);
    }
}

static void test_varint__has_edges_of_known_length(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 64; bits++) {
        uint8_t bytes[SUO_VARINT_MAX];
        bool is_good;
        uint64_t value = UINT64_C(1) << bits;
        assert_int_equal(suo_store_varint(bytes, value), bits / 7 + 1);
        assert_int_equal(read_whole(bytes, bits / 7 + 1, &is_good), value);
        assert_true(is_good);
        assert_int_equal(suo_store_varint(bytes, value - 1),
                         bits == 0 ? 1 : (bits - 1) / 7 + 1);
    }
}

/* Each number has one form: any form with a byte more is refused. */
static void test_varint__is_refused_when_padded(void **state)
{
    test_random random = test_random_begin(3);
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t bytes[SUO_VARINT_MAX + 1];
        bool is_good;
        size_t len = suo_store_varint(bytes, test_random_bits(&random, 63));
        bytes[len - 1] |= 0x80;
        bytes[len] = 0;
        read_whole(bytes, len + 1, &is_good);
        assert_false(is_good);
    }
}

static void test_varint__is_refused_beyond_64_bits(void **state)
{
    uint8_t bytes[12];
    bool is_good;
    (void)state;
    memset(bytes, 0xFF, sizeof(bytes));
    bytes[9] = 1;
    assert_int_equal(read_whole(bytes, 10, &is_good), UINT64_MAX);
    assert_true(is_good);
    for (unsigned last = 2; last < 256; last++) {
        bytes[9] = (uint8_t)last;
        read_whole(bytes, 10, &is_good);
        assert_false(is_good);
        suo_reader reader = suo_reader_make(bytes, 12);
        assert_int_equal(suo_read_varint(&reader), 0);
        assert_true(reader.bad);
    }
}

static void test_varint__is_refused_when_cut(void **state)
{
    uint8_t bytes[SUO_VARINT_MAX];
    bool is_good;
    (void)state;
    size_t len = suo_store_varint(bytes, UINT64_MAX);
    for (size_t cut = 0; cut < len; cut++) {
        read_whole(bytes, cut, &is_good);
        assert_false(is_good);
    }
}

static void test_varint__obeys_a_maximum(void **state)
{
    const uint8_t bytes[] = {0x81, 0x01};
    suo_reader reader = suo_reader_make(bytes, 2);
    (void)state;
    assert_int_equal(suo_read_varint_max(&reader, 129), 129);
    assert_false(reader.bad);
    reader = suo_reader_make(bytes, 2);
    assert_int_equal(suo_read_varint_max(&reader, 128), 0);
    assert_true(reader.bad);
}

/* One random call of the reader. */
static void read_something(suo_reader *reader, test_random *random)
{
    size_t len;
    switch (test_random_below(random, 8)) {
    case 0:
        suo_read_u8(reader);
        break;
    case 1:
        suo_read_u32(reader);
        break;
    case 2:
        suo_read_u64(reader);
        break;
    case 3:
        suo_read_varint(reader);
        break;
    case 4:
        suo_read_varint_max(reader, test_random_bits(random, 64));
        break;
    case 5:
        suo_read_double(reader);
        break;
    case 6:
        suo_read_text(reader, &len);
        break;
    default:
        suo_reader_take(reader, test_random_bits(random, 64));
    }
}

static void test_reader__never_leaves_its_bytes(void **state)
{
    test_random random = test_random_begin(4);
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = test_random_below(&random, 40);
        uint8_t *bytes = malloc(len + 1); /* for the sanitizer's eye */
        assert_non_null(bytes);
        for (size_t j = 0; j < len; j++)
            bytes[j] = (uint8_t)test_random_bits(&random, 8);
        suo_reader reader = suo_reader_make(bytes, len);
        for (int call = 0; call < 20; call++) {
            bool was_bad = reader.bad;
            const uint8_t *before = reader.next;
            read_something(&reader, &random);
            assert_true(reader.next >= before);
            assert_true(reader.next <= bytes + len);
            assert_ptr_equal(reader.end, bytes + len);
            assert_true(!was_bad || reader.bad);
        }
        free(bytes);
    }
}

static void test_reader__gives_nothing_once_bad(void **state)
{
    const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    suo_reader reader = suo_reader_make(bytes, sizeof(bytes));
    size_t len;
    (void)state;
    assert_null(suo_reader_take(&reader, 10));
    assert_true(reader.bad);
    assert_int_equal(suo_read_u8(&reader), 0);
    assert_int_equal(suo_read_u32(&reader), 0);
    assert_int_equal(suo_read_u64(&reader), 0);
    assert_int_equal(suo_read_varint(&reader), 0);
    assert_null(suo_read_text(&reader, &len));
    assert_int_equal(len, 0);
    assert_true(suo_read_double(&reader) == 0);
}

/* 64-bit lengths do not wrap the test for what is left. */
static void test_reader__refuses_huge_lengths(void **state)
{
    suo_buffer buffer = {0};
    size_t len;
    (void)state;
    suo_buffer_add_varint(&buffer, UINT64_MAX);
    suo_buffer_add(&buffer, "abc", 3);
    suo_reader reader = suo_reader_make(buffer.data, buffer.len);
    assert_null(suo_read_text(&reader, &len));
    assert_true(reader.bad);
    suo_buffer_free(&buffer);
}

static void test_buffer__keeps_what_was_added(void **state)
{
    suo_buffer buffer = {0};
    size_t len;
    (void)state;
    suo_buffer_add_u8(&buffer, 0xFE);
    suo_buffer_add_u32(&buffer, 0x89ABCDEF);
    suo_buffer_add_u64(&buffer, 0x0123456789ABCDEF);
    suo_buffer_add_varint(&buffer, 300);
    suo_buffer_add_double(&buffer, -0.75);
    suo_buffer_add_text(&buffer, "text", 4);
    suo_buffer_add_zeros(&buffer, 3);
    suo_buffer_add(&buffer, NULL, 0);
    assert_status(suo_buffer_status(&buffer, NULL), SUO_OK);
    assert_int_equal(buffer.data[1], 0xEF); /* little endian */
    suo_reader reader = suo_reader_make(buffer.data, buffer.len);
    assert_int_equal(suo_read_u8(&reader), 0xFE);
    assert_int_equal(suo_read_u32(&reader), 0x89ABCDEF);
    assert_int_equal(suo_read_u64(&reader), 0x0123456789ABCDEF);
    assert_int_equal(suo_read_varint(&reader), 300);
    assert_true(suo_read_double(&reader) == -0.75);
    assert_memory_equal(suo_read_text(&reader, &len), "text", 4);
    assert_int_equal(suo_reader_left(&reader), 3);
    assert_false(reader.bad);
    suo_buffer_free(&buffer);
}

static void test_buffer__stays_failed_until_reset(void **state)
{
    suo_buffer buffer = {0};
    (void)state;
    suo_buffer_add_u8(&buffer, 1);
    assert_null(suo_buffer_reserve(&buffer, SIZE_MAX));
    suo_buffer_add_u8(&buffer, 2);
    assert_int_equal(buffer.len, 1);
    assert_status(suo_buffer_status(&buffer, NULL), SUO_NO_MEMORY);
    suo_buffer_reset(&buffer);
    assert_status(suo_buffer_status(&buffer, NULL), SUO_OK);
    suo_buffer_free(&buffer);
}

static void test_compare__orders_by_bytes_then_length(void **state)
{
    (void)state;
    assert_true(suo_bytes_compare("a", 1, "b", 1) < 0);
    assert_true(suo_bytes_compare("\xFF", 1, "a", 1) > 0);
    assert_true(suo_bytes_compare("a", 1, "ab", 2) < 0);
    assert_true(suo_bytes_compare("ab", 2, "a", 1) > 0);
    assert_int_equal(suo_bytes_compare(NULL, 0, NULL, 0), 0);
    assert_true(suo_bytes_compare(NULL, 0, "a", 1) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_varint__comes_back),
        cmocka_unit_test(test_varint__has_edges_of_known_length),
        cmocka_unit_test(test_varint__is_refused_when_padded),
        cmocka_unit_test(test_varint__is_refused_beyond_64_bits),
        cmocka_unit_test(test_varint__is_refused_when_cut),
        cmocka_unit_test(test_varint__obeys_a_maximum),
        cmocka_unit_test(test_reader__never_leaves_its_bytes),
        cmocka_unit_test(test_reader__gives_nothing_once_bad),
        cmocka_unit_test(test_reader__refuses_huge_lengths),
        cmocka_unit_test(test_buffer__keeps_what_was_added),
        cmocka_unit_test(test_buffer__stays_failed_until_reset),
        cmocka_unit_test(test_compare__orders_by_bytes_then_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
