/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_complete_threads.c - threads that ask for the same titles at once, and
 * for the first time: each gets what a thread alone gets.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/corpus.h"

#include <pthread.h>

enum { THREADS = 8, ROUNDS = 40, DOCUMENTS = 200, SEGMENTS = 3 };

static const char *const TYPED[] = {"t", "th", "退", "tui货", "ret"};
enum { TYPED_COUNT = sizeof(TYPED) / sizeof(*TYPED) };

typedef struct asking {
    const suo_view *view;
    pthread_barrier_t *start;
    uint32_t number;
    corpus_dump dump;
} asking;

static char *make_folder(void)
{
    static const char *const TITLES[] = {"怎么申请退货", "退货运费",
                                         "Return policy", "提货点 A"};
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < DOCUMENTS; i++) {
        char key[16];
        char title[64];
        snprintf(key, sizeof(key), "%u", i);
        snprintf(title, sizeof(title), "%s %u", TITLES[i % 4], i / 4);
        corpus_put_text(writer, key, i % 2 ? "r" : "s", title, NULL);
        if (i % (DOCUMENTS / SEGMENTS) == 0)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    return folder;
}

/* Ask all, beginning with another one each thread. */
static void ask(const suo_view *view, uint32_t first, corpus_dump *dump)
{
    suo_completions *found[TYPED_COUNT];
    dump->len = 0;
    for (uint32_t i = 0; i < TYPED_COUNT; i++) {
        uint32_t number = (first + i) % TYPED_COUNT;
        corpus_ok(suo_view_complete(view, TYPED[number], -1, NULL,
                                    &found[number], NULL),
                  NULL);
    }
    for (uint32_t i = 0; i < TYPED_COUNT; i++) {
        const suo_completion *items = suo_completions_items(found[i]);
        for (uint32_t n = 0; n < suo_completions_count(found[i]); n++) {
            corpus_dump_bytes(dump, items[n].text, items[n].text_len);
            corpus_dump_bytes(dump, items[n].key, items[n].key_len);
            corpus_dump_bytes(dump, &items[n].match, sizeof(items[n].match));
        }
        suo_completions_free(found[i]);
    }
}

static void *run_thread(void *argument)
{
    asking *own = argument;
    pthread_barrier_wait(own->start);
    ask(own->view, own->number, &own->dump);
    return NULL;
}

static void test_complete__gives_threads_what_one_alone_gets(void **state)
{
    char *folder = make_folder();
    corpus_dump alone = {0};
    pthread_barrier_t start;
    asking threads[THREADS] = {0};
    (void)state;
    suo_view *view = corpus_view(folder, "r,s");
    ask(view, 0, &alone);
    suo_view_close(view);
    assert_true(alone.len > 100);
    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t handles[THREADS];
        view = corpus_view(folder, "r,s"); /* opens the segments anew */
        for (uint32_t i = 0; i < THREADS; i++) {
            threads[i].view = view;
            threads[i].start = &start;
            threads[i].number = i;
            assert_int_equal(
                pthread_create(&handles[i], NULL, run_thread, &threads[i]), 0);
        }
        for (uint32_t i = 0; i < THREADS; i++) {
            pthread_join(handles[i], NULL);
            assert_true(corpus_dump_equals(&alone, &threads[i].dump));
        }
        suo_view_close(view);
    }
    for (uint32_t i = 0; i < THREADS; i++)
        free(threads[i].dump.bytes);
    free(alone.bytes);
    pthread_barrier_destroy(&start);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete__gives_threads_what_one_alone_gets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
