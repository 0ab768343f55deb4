/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_memory.c - allocation that cannot overflow, growth, arenas.
 */
#include "support/unit.h"

#include "base/memory.h"
#include "support/random.h"

static void test_alloc__refuses_products_that_overflow(void **state)
{
    (void)state;
    assert_null(suo_alloc(SIZE_MAX, 2));
    assert_null(suo_alloc(SIZE_MAX / 2 + 1, 2));
    assert_null(suo_alloc_zero((size_t)1 << 33, (size_t)1 << 33));
    assert_null(suo_realloc(NULL, SIZE_MAX / 8, 16));
}

static void test_alloc__gives_a_block_for_zero_bytes(void **state)
{
    void *blocks[] = {suo_alloc(0, 8), suo_alloc_zero(8, 0),
                      suo_realloc(NULL, 0, 0)};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_non_null(blocks[i]);
        suo_dealloc(blocks[i]);
    }
}

static void test_copy_text__ends_in_a_nul(void **state)
{
    char *copy = suo_copy_text("abcdef", 3);
    (void)state;
    assert_string_equal(copy, "abc");
    suo_dealloc(copy);
    copy = suo_copy_text(NULL, 0);
    assert_string_equal(copy, "");
    suo_dealloc(copy);
    assert_null(suo_copy_text("", SIZE_MAX));
}

static void test_grow__keeps_items_and_leaps(void **state)
{
    uint32_t *items = NULL;
    size_t cap = 0;
    size_t moves = 0;
    (void)state;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = cap;
        assert_status(suo_grow(&items, &cap, i + 1u, sizeof(*items)), SUO_OK);
        assert_true(cap > i);
        moves += cap != before;
        items[i] = i;
    }
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(items[i], i);
    assert_true(moves < 40);
    suo_dealloc(items);
}

static void test_grow__changes_nothing_when_it_fails(void **state)
{
    uint64_t *items = NULL;
    size_t cap = 0;
    (void)state;
    assert_status(suo_grow(&items, &cap, 4, sizeof(*items)), SUO_OK);
    uint64_t *before = items;
    size_t cap_before = cap;
    assert_status(suo_grow(&items, &cap, SIZE_MAX / 4, sizeof(*items)),
                  SUO_NO_MEMORY);
    assert_ptr_equal(items, before);
    assert_int_equal(cap, cap_before);
    suo_dealloc(items);
}

enum { BLOCKS = 4000 };

static void test_arena__hands_out_aligned_blocks_that_do_not_touch(void **state)
{
    static struct {
        uint8_t *bytes;
        size_t len;
    } blocks[BLOCKS];
    test_random random = test_random_begin(1);
    suo_arena arena = {0};
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < BLOCKS; i++) {
            blocks[i].len = test_random_bits(&random, 17);
            blocks[i].bytes = suo_arena_alloc(&arena, blocks[i].len);
            assert_int_equal((uintptr_t)blocks[i].bytes % 8, 0);
            memset(blocks[i].bytes, (int)(i & 0xFF), blocks[i].len);
        }
        for (size_t i = 0; i < BLOCKS; i++)
            for (size_t j = 0; j < blocks[i].len; j++)
                if (blocks[i].bytes[j] != (i & 0xFF))
                    fail_msg("block %zu was overwritten", i);
        suo_arena_reset(&arena);
    }
    suo_arena_clear(&arena);
    assert_null(arena.chunk);
}

static void test_arena__counts_its_bytes(void **state)
{
    suo_arena arena = {0};
    (void)state;
    for (size_t i = 0; i < 100; i++)
        assert_non_null(suo_arena_alloc(&arena, 100000));
    assert_true(arena.total_bytes >= 100 * 100000u);
    assert_true(arena.total_bytes < 2 * 100 * 100000u);
    suo_arena_reset(&arena);
    assert_true(arena.total_bytes <= 1024 * 1024);
    suo_arena_clear(&arena);
    assert_int_equal(arena.total_bytes, 0);
}

static void test_arena__refuses_what_overflows(void **state)
{
    suo_arena arena = {0};
    (void)state;
    assert_null(suo_arena_alloc(&arena, SIZE_MAX));
    assert_null(suo_arena_alloc(&arena, SIZE_MAX / 4 + 1));
    assert_null(suo_arena_copy(&arena, "", SIZE_MAX));
    char *copy = suo_arena_copy(&arena, "xy", 1);
    assert_string_equal(copy, "x");
    suo_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc__refuses_products_that_overflow),
        cmocka_unit_test(test_alloc__gives_a_block_for_zero_bytes),
        cmocka_unit_test(test_copy_text__ends_in_a_nul),
        cmocka_unit_test(test_grow__keeps_items_and_leaps),
        cmocka_unit_test(test_grow__changes_nothing_when_it_fails),
        cmocka_unit_test(
            test_arena__hands_out_aligned_blocks_that_do_not_touch),
        cmocka_unit_test(test_arena__counts_its_bytes),
        cmocka_unit_test(test_arena__refuses_what_overflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
