/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_merge_policy.c - the choice, as a function and over a long life.
 */
#include "support/unit.h"

#include "support/random.h"
#include "write/merge_policy.h"

enum { SEGMENTS_MAX = 4096, KIB = 1024 };

static suo_merge_candidate list[SEGMENTS_MAX];
static uint32_t count;
static uint32_t chosen[SUO_MERGE_SOURCES_MAX];

static void add(uint64_t bytes, uint32_t docs, uint32_t dead)
{
    assert_true(count < SEGMENTS_MAX);
    list[count++] = (suo_merge_candidate){bytes, docs, dead, false};
}

static int set_up(void **state)
{
    (void)state;
    count = 0;
    return 0;
}

static void test_policy__leaves_few_segments_alone(void **state)
{
    (void)state;
    assert_int_equal(suo_merge_choose(list, 0, chosen), 0);
    for (int i = 0; i < 7; i++)
        add(4 * KIB, 1, 0);
    assert_int_equal(suo_merge_choose(list, count, chosen), 0);
}

static void test_policy__merges_eight_of_a_size(void **state)
{
    (void)state;
    add(900 * KIB, 100, 0);
    for (int i = 0; i < 8; i++)
        add((uint64_t)(70 + i) * KIB, 10, 0);
    assert_int_equal(suo_merge_choose(list, count, chosen), 8);
    for (uint32_t i = 0; i < 8; i++)
        assert_int_equal(chosen[i], i + 1);
}

static void test_policy__takes_the_smallest_size_first(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++)
        add(900 * KIB, 100, 0);
    for (int i = 0; i < 8; i++)
        add(4 * KIB, 1, 0);
    assert_int_equal(suo_merge_choose(list, count, chosen), 8);
    assert_int_equal(chosen[0], 8);
}

/* A large segment of which little lives is a small one. */
static void test_policy__counts_what_lives(void **state)
{
    (void)state;
    for (int i = 0; i < 7; i++)
        add(4 * KIB, 1, 0);
    add(4000 * KIB, 1000, 990);
    assert_int_equal(suo_merge_choose(list, count, chosen), 8);
}

static void test_policy__writes_anew_what_is_a_third_dead(void **state)
{
    (void)state;
    add(4000 * KIB, 300, 100);
    add(4000 * KIB, 300, 101);
    assert_int_equal(suo_merge_choose(list, count, chosen), 1);
    assert_int_equal(chosen[0], 1);
    list[1].dead_count = 0;
    assert_int_equal(suo_merge_choose(list, count, chosen), 0);
}

static void test_policy__leaves_what_is_being_merged(void **state)
{
    (void)state;
    for (int i = 0; i < 15; i++)
        add(4 * KIB, 3, 2);
    for (int i = 0; i < 15; i++)
        list[i].is_busy = i < 8;
    assert_int_equal(suo_merge_choose(list, count, chosen), 1);
    assert_int_equal(chosen[0], 8);
}

static void test_policy__makes_nothing_too_large(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++)
        add(UINT64_C(3) << 30, 1000, 0);
    assert_int_equal(suo_merge_choose(list, count, chosen), 0);
    count = 0;
    for (int i = 0; i < 8; i++)
        add(UINT64_C(3) << 29, 1000, 0);
    assert_int_equal(suo_merge_choose(list, count, chosen), 2);
    count = 0;
    for (int i = 0; i < 8; i++)
        add(100 * KIB, UINT32_C(1) << 29, 0);
    assert_int_equal(suo_merge_choose(list, count, chosen), 4);
}

/* Any list: numbers ascend, are of the list, and none is busy. */
static void test_policy__chooses_what_there_is(void **state)
{
    test_random random = test_random_begin(50);
    (void)state;
    for (int round = 0; round < 20000; round++) {
        count = 0;
        for (uint64_t left = test_random_below(&random, 200); left > 0;
             left--) {
            uint32_t docs = 1 + (uint32_t)test_random_bits(&random, 30);
            add(1 + test_random_bits(&random, 40), docs,
                (uint32_t)test_random_below(&random, docs));
            list[count - 1].is_busy = test_random_below(&random, 9) == 0;
        }
        uint64_t docs = 0;
        uint32_t taken = suo_merge_choose(list, count, chosen);
        assert_true(taken <= SUO_MERGE_SOURCES_MAX);
        for (uint32_t i = 0; i < taken; i++) {
            assert_true(chosen[i] < count && !list[chosen[i]].is_busy);
            assert_true(i == 0 || chosen[i] > chosen[i - 1]);
            docs += list[chosen[i]].doc_count;
        }
        assert_true(docs <= SUO_DOCS_MAX);
    }
}

/* ---- a long life ---- */

/* Merge until nothing is due; returns the bytes written. */
static uint64_t merge_all_due(void)
{
    uint64_t written = 0;
    for (;;) {
        suo_merge_candidate made = {0};
        uint32_t taken = suo_merge_choose(list, count, chosen);
        if (taken == 0)
            return written;
        for (uint32_t i = taken; i > 0; i--) {
            suo_merge_candidate *own = &list[chosen[i - 1]];
            made.bytes += suo_merge_live_bytes(own);
            made.doc_count += own->doc_count - own->dead_count;
            memmove(own, own + 1, (count - chosen[i - 1] - 1) * sizeof(*own));
            count--;
        }
        written += made.bytes;
        list[count++] = made;
    }
}

/* Kill a document of a random segment. */
static void kill(test_random *random)
{
    uint32_t at = (uint32_t)test_random_below(random, count);
    if (++list[at].dead_count == list[at].doc_count) {
        memmove(&list[at], &list[at + 1], (count - at - 1) * sizeof(*list));
        count--;
    }
}

/* Commits of 4 KiB up to 400 MiB: a byte is written again a bounded number of
 * times, and there are never many segments. */
static void live_long(uint32_t deleted_of_ten)
{
    enum { COMMITS = 100000 };
    test_random random = test_random_begin(51);
    uint64_t put = 0;
    uint64_t written = 0;
    uint32_t most = 0;
    for (uint32_t i = 0; i < COMMITS; i++) {
        add(4 * KIB, 1, 0);
        put += 4 * KIB;
        if (i > 100 && test_random_below(&random, 10) < deleted_of_ten)
            kill(&random);
        written += merge_all_due();
        most = count > most ? count : most;
    }
    double amplification = (double)(put + written) / (double)put;
    print_message("%u commits, %u of ten delete one: each byte is written %.1f "
                  "times, at most %u segments\n",
                  COMMITS, deleted_of_ten, amplification, most);
    assert_true(amplification < 8 + 2.0 * deleted_of_ten / 10);
    assert_true(most <= 7 * 6);
}

static void test_policy__writes_each_byte_few_times(void **state)
{
    (void)state;
    live_long(0);
    count = 0;
    live_long(5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_policy__leaves_few_segments_alone, set_up),
        cmocka_unit_test_setup(test_policy__merges_eight_of_a_size, set_up),
        cmocka_unit_test_setup(test_policy__takes_the_smallest_size_first,
                               set_up),
        cmocka_unit_test_setup(test_policy__counts_what_lives, set_up),
        cmocka_unit_test_setup(test_policy__writes_anew_what_is_a_third_dead,
                               set_up),
        cmocka_unit_test_setup(test_policy__leaves_what_is_being_merged,
                               set_up),
        cmocka_unit_test_setup(test_policy__makes_nothing_too_large, set_up),
        cmocka_unit_test_setup(test_policy__chooses_what_there_is, set_up),
        cmocka_unit_test_setup(test_policy__writes_each_byte_few_times, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
