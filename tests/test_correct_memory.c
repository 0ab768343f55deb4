/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_correct_memory.c - correcting, each allocation failing: the first call,
 * which reads the words, the next one, and a search.
 */
#include "support/corpus.h"

#include "support/memory_trial.h"

static const char *const TYPED[] = {"retrun polcy", "return", "shipipng",
                                    "怎么退或 A", "\"retrun\" -a polcy"};
enum { TYPED_COUNT = sizeof(TYPED) / sizeof(*TYPED) };

typedef struct asking {
    char *folder;
    const char *typed;
} asking;

/* Open, correct twice, search, close. */
static suo_status work(const void *asked)
{
    const asking *own = asked;
    const suo_search_options options = {
        .size = sizeof(options), .tells_match = 1, .typos = 1};
    suo_hits *hits = NULL;
    suo_correction *found[2] = {NULL, NULL};
    suo_view *view;
    suo_status status = corpus_view_open(own->folder, &view);
    for (int i = 0; i < 2 && status == SUO_OK; i++) {
        status = suo_view_correct(view, own->typed, -1, NULL, &found[i], NULL);
        assert_true((status == SUO_OK) == (found[i] != NULL));
    }
    if (status == SUO_OK)
        assert_int_equal(suo_correction_count(found[0]),
                         suo_correction_count(found[1]));
    if (status == SUO_OK)
        status = suo_view_search(view, own->typed, -1, &options, &hits, NULL);
    assert_true((status == SUO_OK) == (hits != NULL));
    suo_hits_free(hits);
    suo_correction_free(found[0]);
    suo_correction_free(found[1]);
    suo_view_close(view);
    return status;
}

static void test_correct__survives_failed_allocations(void **state)
{
    asking own = {.folder = corpus_folder_of_titles(12)};
    (void)state;
    for (int i = 0; i < TYPED_COUNT; i++) {
        own.typed = TYPED[i];
        memory_trials(work, &own, 40);
    }
    corpus_folder_remove(own.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_correct__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
