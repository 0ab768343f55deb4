/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_stream.c - many byte strings that grow in one pool.
 */
#include "support/unit.h"

#include "support/random.h"
#include "write/stream.h"

enum { STREAMS = 300, VALUES = 400000 };

static void check_stream(const suo_pool *pool, const suo_stream *stream,
                         const uint64_t *values, size_t count)
{
    suo_stream_reader reader;
    uint64_t value;
    suo_stream_read_begin(&reader, pool, stream);
    for (size_t i = 0; i < count; i++) {
        if (!suo_stream_read(&reader, &value) || value != values[i])
            fail_msg("value %zu of %zu is lost", i, count);
    }
    assert_false(suo_stream_read(&reader, &value));
    assert_int_equal(value, 0);
}

/* Values of all lengths, in streams of very different ones, in turn. */
static void test_stream__gives_back_what_was_added(void **state)
{
    static suo_stream streams[STREAMS];
    static uint64_t *values[STREAMS];
    static size_t counts[STREAMS];
    test_random random = test_random_begin(47);
    suo_pool pool = {0};
    (void)state;
    for (int round = 0; round < 2; round++) {
        memset(streams, 0, sizeof(streams));
        for (size_t i = 0; i < STREAMS; i++) {
            free(values[i]);
            values[i] = malloc(VALUES * sizeof(uint64_t));
            assert_non_null(values[i]);
            counts[i] = 0;
        }
        for (size_t i = 0; i < VALUES; i++) {
            size_t which = test_random_below(&random, STREAMS);
            which = which * which * which / (STREAMS * STREAMS);
            uint64_t value = test_random_bits(&random, 64);
            assert_true(suo_stream_add(&pool, &streams[which], value));
            values[which][counts[which]++] = value;
        }
        for (size_t i = 0; i < STREAMS; i++)
            check_stream(&pool, &streams[i], values[i], counts[i]);
        suo_pool_reset(&pool);
        assert_true(pool.page_count <= 1);
    }
    for (size_t i = 0; i < STREAMS; i++)
        free(values[i]);
    suo_pool_clear(&pool);
}

static void test_stream__that_is_empty_ends_at_once(void **state)
{
    const suo_stream stream = {0};
    suo_pool pool = {0};
    (void)state;
    check_stream(&pool, &stream, NULL, 0);
    suo_pool_clear(&pool);
}

/* Reading while it grows: a reader sees what was there when it began. */
static void test_stream__can_be_read_at_any_length(void **state)
{
    suo_pool pool = {0};
    suo_stream stream = {0};
    uint64_t values[600];
    (void)state;
    for (size_t i = 0; i < 600; i++) {
        values[i] = i * 37 % 300;
        assert_true(suo_stream_add(&pool, &stream, values[i]));
        check_stream(&pool, &stream, values, i + 1);
    }
    suo_pool_clear(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream__gives_back_what_was_added),
        cmocka_unit_test(test_stream__that_is_empty_ends_at_once),
        cmocka_unit_test(test_stream__can_be_read_at_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
