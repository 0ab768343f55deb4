/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_query_log_memory.c - noting and reporting, each allocation failing.
 */
#include "support/corpus.h"

#include "support/asking_log.h"
#include "support/memory_trial.h"

/* Open, note, flush, close, report. */
static suo_status work(const char *path)
{
    suo_query_log *log;
    suo_query_report *report = NULL;
    suo_logged_search search = {.size = sizeof(search),
                                .question = "怎么退货 refund？",
                                .question_len = -1,
                                .total = 1,
                                .time = 86400};
    suo_status status = suo_query_log_open(path, -1, NULL, &log, NULL);
    if (status == SUO_OK)
        status = suo_query_log_keep(log, "kx-200", -1, NULL);
    for (int i = 0; i < 4 && status == SUO_OK; i++) {
        search.role = i % 2 ? "r" : NULL;
        search.role_len = -1;
        search.time += 86400 * 5 * i;
        status = suo_query_log_note(log, &search, NULL);
    }
    if (status == SUO_OK)
        status = suo_query_log_flush(log, NULL);
    suo_query_log_close(log);
    if (status == SUO_OK)
        status = suo_query_report_open(path, -1, NULL, &report, NULL);
    assert_true((status == SUO_OK) == (report != NULL));
    if (status == SUO_OK) {
        suo_report_summary s = {.size = sizeof(s)};
        suo_query_report_get_summary(report, &s);
        assert_int_equal(s.asked % 4, 0); /* of whole runs */
    }
    suo_query_report_close(report);
    return status;
}

static void test_query_log__survives_failed_allocations(void **state)
{
    (void)state;
    for (int for_good = 0; for_good < 2; for_good++) {
        char *folder = corpus_folder_make();
        char path[512];
        snprintf(path, sizeof(path), "%s/log", folder);
        memory_trial trial = {.for_good = for_good == 1};
        while (memory_trial_next(&trial)) {
            memory_trial_arm(&trial);
            memory_trial_disarm(&trial, work(path));
        }
        assert_true(trial.count > 60);
        corpus_folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query_log__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
