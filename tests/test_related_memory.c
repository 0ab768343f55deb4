/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_related_memory.c - looking for related documents, each allocation
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
        corpus_put_text(writer, key, i % 2 ? "r" : "s",
                        i % 3 ? "怎么申请退货运费" : "禾桑 Return policy",
                        "退货地址 returns of the V3 MONO");
    }
    corpus_writer_finish(writer);
    return folder;
}

/* Open, look by key and by text, close. */
static suo_status work(const void *folder)
{
    suo_hits *hits[2] = {NULL, NULL};
    suo_view *view;
    suo_status status = corpus_view_open(folder, &view);
    if (status == SUO_OK)
        status = suo_view_related(view, "3", -1, NULL, &hits[0], NULL);
    if (status == SUO_OK)
        status = suo_view_related_text(view, "禾桑退货 returns", -1, NULL,
                                       &hits[1], NULL);
    if (status == SUO_OK)
        assert_true(suo_hits_count(hits[0]) > 0 && suo_hits_count(hits[1]) > 0);
    suo_hits_free(hits[0]);
    suo_hits_free(hits[1]);
    suo_view_close(view);
    return status;
}

static void test_related__survives_failed_allocations(void **state)
{
    char *folder = make_folder();
    (void)state;
    memory_trials(work, folder, 60);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_related__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
