/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_refresh.c - from one commit to the next, sharing what both have.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "index/snapshot.h"

#include "support/faulty_os.h"
#include "support/life.h"

static bool is_current(const suo_snapshot *snapshot)
{
    int32_t answer = -1;
    corpus_ok(suo_snapshot_is_current(snapshot, &answer, NULL), NULL);
    return answer == 1;
}

static suo_snapshot *refresh(const suo_snapshot *snapshot)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *fresh;
    corpus_ok(suo_snapshot_refresh(snapshot, &fresh, &error), &error);
    return fresh;
}

static void test_refresh__gives_the_newest_commit(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        test_random random = {seed * 7};
        life *w = life_open(seed % 2, SUO_MERGE_SOME);
        life_change(w, &random, 20, 60);
        corpus_commit(w->writer);
        suo_snapshot *held = corpus_snapshot(w->folder);
        for (int i = 0; i < 6; i++) {
            assert_true(is_current(held));
            life_change(w, &random, 15, 60);
            if (i % 3 == 2)
                life_merge_all(w);
            else
                corpus_commit(w->writer);
            assert_false(is_current(held));
            suo_snapshot *fresh = refresh(held);
            suo_snapshot *opened = corpus_snapshot(w->folder);
            corpus_dump a = {0};
            corpus_dump b = {0};
            suo_view *x;
            suo_view *y;
            corpus_ok(suo_view_open_all(fresh, &x, NULL), NULL);
            corpus_ok(suo_view_open_all(opened, &y, NULL), NULL);
            corpus_dump_add(&a, x, "card 退货 V3", 14, 1000);
            corpus_dump_add(&b, y, "card 退货 V3", 14, 1000);
            assert_true(corpus_dump_equals(&a, &b));
            free(a.bytes);
            free(b.bytes);
            suo_view_close(x);
            suo_view_close(y);
            suo_snapshot_close(opened);
            suo_snapshot_close(held);
            held = fresh;
        }
        suo_snapshot_close(held);
        life_close(w);
    }
}

static void test_refresh__of_the_newest_is_itself(void **state)
{
    test_random random = test_random_begin(72);
    (void)state;
    life *w = life_open(0, SUO_MERGE_SOME);
    life_put(w, &random, 10);
    corpus_commit(w->writer);
    suo_snapshot *held = corpus_snapshot(w->folder);
    suo_snapshot *same = refresh(held);
    assert_ptr_equal(held, same);
    suo_snapshot_close(held);
    assert_true(is_current(same));
    suo_snapshot_close(same);
    life_close(w);
}

/* Of an index of two segments only the new one and its deletions are read. */
static void test_refresh__reads_only_what_is_new(void **state)
{
    static faulty_os faulty;
    test_random random = test_random_begin(73);
    suo_snapshot *held;
    suo_snapshot *fresh;
    (void)state;
    life *w = life_open(0, SUO_MERGE_NONE);
    for (int i = 0; i < 2; i++) {
        for (int n = 0; n < 20; n++)
            life_put(w, &random, 1000);
        corpus_commit(w->writer);
    }
    faulty_os_init(&faulty, suo_os_posix());
    corpus_ok(suo_snapshot_load(&faulty.table, w->folder, &held, NULL), NULL);
    life_put(w, &random, 1000);
    corpus_commit(w->writer);
    faulty_os_arm(&faulty, -1, 0, false);
    corpus_ok(suo_snapshot_load_next(held, &fresh, NULL), NULL);
    assert_int_equal(faulty_os_count(&faulty, "map"), 1);
    assert_int_equal(faulty_os_count(&faulty, "open"), 3);
    assert_ptr_equal(held->segments[0], fresh->segments[0]);
    assert_ptr_equal(held->segments[1], fresh->segments[1]);
    suo_snapshot_close(held);
    suo_snapshot_close(fresh);
    life_close(w);
}

static void test_refresh__notices_an_index_made_anew(void **state)
{
    test_random random = test_random_begin(74);
    char old[5000];
    char aside[5000];
    (void)state;
    life *w = life_open(0, SUO_MERGE_SOME);
    life *other = life_open(0, SUO_MERGE_SOME);
    life_put(w, &random, 10);
    corpus_commit(w->writer);
    life_put(other, &random, 1000);
    corpus_commit(other->writer);
    suo_snapshot *held = corpus_snapshot(w->folder);
    snprintf(old, sizeof(old), "%s/manifest.suo", w->folder);
    snprintf(aside, sizeof(aside), "%s/manifest.suo", other->folder);
    assert_int_equal(rename(aside, old), 0); /* the same commit number */
    assert_false(is_current(held));
    assert_int_equal(remove(old), 0);
    int32_t answer;
    suo_snapshot *fresh;
    assert_status(suo_snapshot_is_current(held, &answer, NULL), SUO_NOT_FOUND);
    assert_status(suo_snapshot_refresh(held, &fresh, NULL), SUO_NOT_FOUND);
    assert_null(fresh);
    suo_snapshot_close(held);
    life_close(other);
    life_close(w);
}

/* ---- beside a writer ---- */

typedef struct reader {
    const char *folder;
    atomic_bool is_over;
    uint64_t opened;
    uint64_t refreshed;
    bool failed;
} reader;

/* Open and refresh as fast as can be; no call may fail. */
static void *read_all_along(void *user)
{
    reader *own = user;
    suo_snapshot *held = NULL;
    while (!own->is_over && !own->failed) {
        suo_snapshot *fresh = NULL;
        suo_status st = held != NULL && own->opened % 2
                            ? suo_snapshot_refresh(held, &fresh, NULL)
                            : suo_snapshot_open(own->folder, -1, &fresh, NULL);
        own->failed = st != SUO_OK;
        own->refreshed += !own->failed && held != NULL &&
                          fresh->manifest.commit != held->manifest.commit;
        own->opened++;
        suo_snapshot_close(held);
        held = fresh;
    }
    suo_snapshot_close(held);
    return NULL;
}

static void test_snapshot__opens_while_files_are_replaced(void **state)
{
    enum { READERS = 3, COMMITS = 150 };
    test_random random = test_random_begin(75);
    static reader readers[READERS];
    pthread_t threads[READERS];
    (void)state;
    life *w = life_open(1, SUO_MERGE_DUE);
    life_change(w, &random, 30, 60);
    corpus_commit(w->writer);
    for (int i = 0; i < READERS; i++) {
        readers[i].folder = w->folder;
        assert_int_equal(
            pthread_create(&threads[i], NULL, read_all_along, &readers[i]), 0);
    }
    for (int i = 0; i < COMMITS; i++) {
        life_change(w, &random, 3, 60);
        if (i % 5 == 0)
            life_merge_all(w);
        else
            corpus_commit(w->writer);
    }
    for (int i = 0; i < READERS; i++) {
        readers[i].is_over = true;
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_false(readers[i].failed);
        print_message("%llu snapshots, %llu of another commit\n",
                      (unsigned long long)readers[i].opened,
                      (unsigned long long)readers[i].refreshed);
        assert_true(readers[i].refreshed > 5);
    }
    life_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refresh__gives_the_newest_commit),
        cmocka_unit_test(test_refresh__of_the_newest_is_itself),
        cmocka_unit_test(test_refresh__reads_only_what_is_new),
        cmocka_unit_test(test_refresh__notices_an_index_made_anew),
        cmocka_unit_test(test_snapshot__opens_while_files_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
