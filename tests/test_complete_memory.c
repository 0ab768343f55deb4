/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_complete_memory.c - completing, each allocation failing: the first call,
 * which reads the titles, and the next one.
 */
#include "support/corpus.h"

#include "support/memory_trial.h"

static const char *const TYPED[] = {"",   "t",   "th", "tuihuo",
                                    "退", "退h", "货", "return p"};
enum { TYPED_COUNT = sizeof(TYPED) / sizeof(*TYPED) };

typedef struct asking {
    char *folder;
    const char *typed;
} asking;

/* Open, complete twice, close. */
static suo_status work(const void *asked)
{
    const asking *own = asked;
    suo_completions *found[2] = {NULL, NULL};
    suo_view *view;
    suo_status status = corpus_view_open(own->folder, &view);
    for (int i = 0; i < 2 && status == SUO_OK; i++) {
        status = suo_view_complete(view, own->typed, -1, NULL, &found[i], NULL);
        assert_true((status == SUO_OK) == (found[i] != NULL));
    }
    if (status == SUO_OK)
        assert_int_equal(suo_completions_count(found[0]),
                         suo_completions_count(found[1]));
    suo_completions_free(found[0]);
    suo_completions_free(found[1]);
    suo_view_close(view);
    return status;
}

static void test_complete__survives_failed_allocations(void **state)
{
    asking own = {.folder = corpus_folder_of_titles(12)};
    (void)state;
    for (int i = 0; i < TYPED_COUNT; i++) {
        own.typed = TYPED[i];
        memory_trials(work, &own, 60);
    }
    corpus_folder_remove(own.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
