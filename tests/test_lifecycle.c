/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_lifecycle.c - every call of a writer, in any order.
 *
 * After each commit the index answers as one built afresh from the documents
 * that live, score by score and bit by bit: nothing is left of what was
 * replaced, deleted, merged or thrown away.
 */
#include "support/life.h"

enum { LIVES = 24, COMMITS = 5, KEYS = 50 };

/* Delete by filter what has so many votes. */
static void delete_where(life *w, test_random *random)
{
    int64_t votes = 1 + (int64_t)test_random_below(random, 3);
    const suo_filter filter = {.field = CORPUS_VOTES,
                               .kind = SUO_FILTER_RANGE,
                               .min = votes,
                               .max = votes};
    uint64_t deleted;
    uint32_t count = w->live_count;
    corpus_ok(suo_writer_delete_where(w->writer, &filter, 1, &deleted, NULL),
              NULL);
    for (uint32_t i = w->live_count; i > 0; i--)
        if (w->live[i - 1].votes == votes)
            life_forget(w, i - 1);
    assert_int_equal(deleted, count - w->live_count);
}

/* Changes that are thrown away: to other keys, so that 'live' stays. */
static void change_and_go_back(life *w, test_random *random)
{
    corpus_commit(w->writer);
    for (uint64_t i = test_random_below(random, 8); i > 0; i--)
        corpus_put_text(w->writer, "passing", "a", "card", "退货 card V3");
    if (w->live_count > 0)
        corpus_delete(w->writer, w->live[0].key);
    if (test_random_below(random, 3) == 0)
        corpus_ok(suo_writer_merge_all(w->writer, NULL), NULL);
    corpus_ok(suo_writer_rollback(w->writer, NULL), NULL);
}

static void do_something(life *w, test_random *random)
{
    switch (test_random_below(random, 12)) {
    case 0:
        delete_where(w, random);
        break;
    case 1:
        change_and_go_back(w, random);
        break;
    case 2:
        corpus_ok(suo_writer_merge_step(
                      w->writer, 1 + test_random_bits(random, 16), NULL, NULL),
                  NULL);
        break;
    case 3:
        if (test_random_below(random, 4) == 0)
            corpus_ok(suo_writer_merge_all(w->writer, NULL), NULL);
        break;
    case 4:
        corpus_commit(w->writer);
        suo_writer_close(w->writer);
        w->writer = life_writer(w, 0, SUO_MERGE_SOME);
        break;
    default:
        life_change(w, random, 1 + (uint32_t)test_random_below(random, 6),
                    KEYS);
    }
}

static void test_life__leaves_what_lives_and_nothing_else(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= LIVES; seed++) {
        test_random random = {seed * 15485863};
        life *w = life_open(seed % 2, (uint32_t)(seed % 3));
        for (int commits = 0; commits < COMMITS; commits++) {
            for (uint64_t i = test_random_below(&random, 12); i > 0; i--)
                do_something(w, &random);
            corpus_commit(w->writer);
            life_check(w);
            life *fresh = life_afresh(w);
            life_assert_same(w->folder, fresh->folder, seed);
            life_close(fresh);
        }
        life_close(w);
    }
    printf("seeds 15485863 * (1 .. %d)\n", LIVES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life__leaves_what_lives_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
