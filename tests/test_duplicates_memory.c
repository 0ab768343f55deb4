/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_duplicates_memory.c - looking for duplicates, each allocation
 * failing.
 */
#include "support/corpus.h"

#include "support/memory_trial.h"

static char *make_folder(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < 12; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u", i);
        corpus_put_text(writer, key, i % 2 ? "r" : "s", "怎么申请退货运费",
                        "退货地址 returns of the V3 MONO");
    }
    corpus_writer_finish(writer);
    return folder;
}

/* Open, look, close. */
static suo_status work(const void *folder)
{
    suo_duplicates *found = NULL;
    suo_view *view;
    suo_status status = corpus_view_open(folder, &view);
    if (status == SUO_OK) {
        status = suo_view_duplicates(view, NULL, &found, NULL);
        assert_true((status == SUO_OK) == (found != NULL));
    }
    if (status == SUO_OK)
        assert_int_equal(suo_duplicates_count(found), 12 * 11 / 2);
    suo_duplicates_free(found);
    suo_view_close(view);
    return status;
}

static void test_duplicates__survives_failed_allocations(void **state)
{
    char *folder = make_folder();
    (void)state;
    memory_trials(work, folder, 40);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_duplicates__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
