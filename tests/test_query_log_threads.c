/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_query_log_threads.c - many threads note at once while one flushes;
 * nothing is lost or counted twice.
 *
 * A failed assertion inside a thread ends the program, which fails as well.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/corpus.h"

#include <pthread.h>

#include "support/asking_log.h"

enum { THREADS = 8, SEARCHES = 2000, FLUSHES = 20, QUESTIONS = 10 };

typedef struct noting {
    suo_query_log *log;
    int number;
} noting;

static void *note_on(void *argument)
{
    const noting *own = argument;
    char text[32];
    for (int i = 0; i < SEARCHES; i++) {
        snprintf(text, sizeof(text), "退货 %c",
                 'a' + (i + own->number) % QUESTIONS);
        log_note(own->log, own->number % 2 ? "r" : "s", text, 20000 + i % 3, 1,
                 0.7, 1);
    }
    return NULL;
}

static void test_log_threads__lose_nothing(void **state)
{
    char *folder = corpus_folder_make();
    char path[512];
    pthread_t threads[THREADS];
    noting notings[THREADS];
    suo_report_summary s = {.size = sizeof(s)};
    uint64_t count;
    (void)state;
    snprintf(path, sizeof(path), "%s/log", folder);
    suo_query_log *log = log_open(path, NULL);
    for (int i = 0; i < THREADS; i++) {
        notings[i] = (noting){log, i};
        assert_int_equal(
            pthread_create(&threads[i], NULL, note_on, &notings[i]), 0);
    }
    for (int i = 0; i < FLUSHES; i++) {
        assert_status(suo_query_log_flush(log, NULL), SUO_OK);
        suo_query_report_close(log_report(path, NULL, 0));
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_status(suo_query_log_flush(log, NULL), SUO_OK);
    suo_query_log_close(log);
    suo_query_report *report = log_report(path, NULL, 0);
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, THREADS * SEARCHES);
    const suo_report_question *q =
        suo_query_report_questions(report, SUO_REPORT_ASKED, &count);
    assert_int_equal(count, QUESTIONS);
    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(q[i].least, THREADS * SEARCHES / QUESTIONS);
        assert_int_equal(q[i].most, q[i].least);
    }
    suo_query_report_close(report);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_threads__lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
