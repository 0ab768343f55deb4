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

static char *make_folder(void)
{
    static const char *const TITLES[] = {"怎么申请退货", "退货运费",
                                         "Return policy", "提货点 A", "题号"};
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < 5 * 12; i++) {
        char key[16];
        char title[64];
        snprintf(key, sizeof(key), "%u", i);
        snprintf(title, sizeof(title), "%s %u", TITLES[i % 5], i / 5);
        corpus_put_text(writer, key, i % 2 ? "r" : "s", title, NULL);
    }
    corpus_writer_finish(writer);
    return folder;
}

/* Open, complete twice, close. */
static suo_status work(const char *folder, const char *typed)
{
    suo_completions *found[2] = {NULL, NULL};
    suo_view *view;
    suo_status status = corpus_view_open(folder, &view);
    for (int i = 0; i < 2 && status == SUO_OK; i++) {
        status = suo_view_complete(view, typed, -1, NULL, &found[i], NULL);
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
    char *folder = make_folder();
    (void)state;
    for (int i = 0; i < 2 * TYPED_COUNT; i++) {
        memory_trial trial = {.for_good = i % 2 == 1};
        while (memory_trial_next(&trial)) {
            memory_trial_arm(&trial);
            memory_trial_disarm(&trial, work(folder, TYPED[i / 2]));
        }
        assert_true(trial.count > 60);
    }
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
