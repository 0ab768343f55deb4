/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_starts.c - what begins words is learnt once for all views, and no view
 * can tell.
 */
#include "support/corpus.h"

#include "query/hits.h"

enum { DOCS = 900, FIELDS_ALL = 7 };

static const char *const QUESTIONS[] = {"re*", "ca*", "货", "re* card",
                                        "退款 ca*"};
enum { QUESTION_COUNT = sizeof(QUESTIONS) / sizeof(*QUESTIONS) };

/* Two segments, some documents dead; 'agents' only in documents of words of
 * its own, besides. */
static char *world_make(void)
{
    static const char *const TEXTS[] = {"card refund",  "return the cards",
                                        "退货退款",     "refunds by carrier v3",
                                        "货到付款 car", "returned a reader"};
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    test_random random = {99};
    for (int i = 0; i < DOCS; i++) {
        char key[16];
        snprintf(key, sizeof(key), "k%d", i);
        corpus_put_text(writer, key, i % 3 == 0 ? "public" : "agents",
                        TEXTS[test_random_below(&random, 6)],
                        i % 3 == 0 ? TEXTS[test_random_below(&random, 6)]
                                   : "regard capable 货物");
        if (i == DOCS / 2)
            corpus_commit(writer);
    }
    corpus_delete(writer, "k9");
    corpus_writer_finish(writer);
    return folder;
}

static suo_hits *ask(const suo_view *view, const char *question,
                     suo_search_request request)
{
    suo_hits *hits;
    request.fields = request.fields != 0 ? request.fields : FIELDS_ALL;
    request.k = 50;
    request.total = SUO_TOTAL_EXACT;
    corpus_ok(
        suo_hits_make(view, question, strlen(question), &request, &hits, NULL),
        NULL);
    return hits;
}

static void assert_same(suo_hits *a, suo_hits *b)
{
    assert_int_equal(suo_hits_total(a), suo_hits_total(b));
    corpus_same_hits(a, b);
    suo_hits_free(a);
    suo_hits_free(b);
}

/* All questions of a view that others may have taught: as if nothing was
 * learnt. */
static void compare_all(const suo_view *view)
{
    for (int q = 0; q < QUESTION_COUNT; q++)
        for (uint32_t mode = 0; mode < 8; mode++) {
            suo_search_request request = {.fields = mode & 1 ? 2 : FIELDS_ALL,
                                          .match = mode & 2 ? SUO_MATCH_ALL
                                                            : SUO_MATCH_ANY,
                                          .work_max = mode & 4 ? 1 << 20 : 0,
                                          .is_exhaustive = true};
            suo_hits *plain = ask(view, QUESTIONS[q], request);
            assert_true(mode > 0 || suo_hits_total(plain) > 0);
            request.is_exhaustive = false;
            assert_same(ask(view, QUESTIONS[q], request), plain);
        }
}

static void test_starts__learnt_by_one_view_serve_all(void **state)
{
    static const char *const ROLES[] = {NULL, "public", "agents"};
    (void)state;
    for (int first = 0; first < 3; first++) {
        char *folder = world_make();
        suo_snapshot *snapshot = corpus_snapshot(folder);
        for (int i = 0; i < 4; i++) {
            const char *role = ROLES[(first + i) % 3];
            suo_view *view;
            suo_status status =
                role == NULL
                    ? suo_view_open_all(snapshot, &view, NULL)
                    : suo_view_open(snapshot, &role, NULL, 1, &view, NULL);
            corpus_ok(status, NULL);
            compare_all(view);
            suo_view_close(view);
        }
        suo_snapshot_close(snapshot);
        corpus_folder_remove(folder);
    }
}

static void test_starts__cut_off_by_work_are_not_learnt(void **state)
{
    (void)state;
    char *folder = world_make();
    suo_view *view = corpus_view(folder, NULL);
    for (uint64_t work = 1; work < 2000; work += 97) {
        const suo_search_request request = {.work_max = work,
                                            .is_partial = true};
        suo_hits_free(ask(view, "re*", request));
    }
    compare_all(view);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts__learnt_by_one_view_serve_all),
        cmocka_unit_test(test_starts__cut_off_by_work_are_not_learnt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
