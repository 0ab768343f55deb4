/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_cancel_threads.c - searches that another thread ends.
 *
 * Each thread asks again and again with a flag that all share, until a search
 * is cancelled; then it waits for the flag to be reset. So each of them must
 * see the flag, every time.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/corpus.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 4, ROUNDS = 20 };

typedef struct asker {
    const suo_view *view;
    const suo_cancel *cancel;
    atomic_uint *waiting; /* threads that saw the flag in this round */
    atomic_uint *round;
    uint32_t whole; /* answers */
} asker;

static void *ask_until_cancelled(void *user)
{
    asker *own = user;
    const suo_search_options options = {.size = sizeof(options),
                                        .cancel = own->cancel};
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (;;) {
            suo_hits *hits;
            suo_status status = suo_view_search(own->view, "card 退货 re*", -1,
                                                &options, &hits, NULL);
            if (status == SUO_CANCELLED)
                break;
            assert_int_equal(status, SUO_OK);
            own->whole++;
            suo_hits_free(hits);
        }
        atomic_fetch_add(own->waiting, 1);
        while (atomic_load(own->round) == round)
            sched_yield();
    }
    return NULL;
}

static void test_cancel__is_seen_by_every_thread(void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    atomic_uint waiting = 0;
    atomic_uint round = 0;
    pthread_t threads[THREADS];
    asker askers[THREADS];
    suo_cancel *cancel;
    (void)state;
    for (int i = 0; i < 300; i++) {
        char key[16];
        snprintf(key, sizeof(key), "k%d", i);
        corpus_put_text(writer, key, "r", "return the card", "退货 refund");
    }
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    corpus_ok(suo_cancel_new(&cancel, NULL), NULL);
    for (int i = 0; i < THREADS; i++) {
        askers[i] = (asker){view, cancel, &waiting, &round, 0};
        assert_int_equal(
            pthread_create(&threads[i], NULL, ask_until_cancelled, &askers[i]),
            0);
    }
    for (uint32_t i = 0; i < ROUNDS; i++) {
        suo_cancel_set(cancel);
        while (atomic_load(&waiting) < THREADS)
            sched_yield();
        atomic_store(&waiting, 0);
        suo_cancel_reset(cancel);
        atomic_store(&round, i + 1);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    suo_cancel_free(cancel);
    suo_view_close(view);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cancel__is_seen_by_every_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
