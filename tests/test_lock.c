/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_lock.c - one writer at a time, on the system's own files.
 *
 * Two rivals, threads of one process or two processes, open a writer in the
 * same instant, 1,000 rounds each way: always exactly one gets it. Then the
 * owner dies by signal 9 while its child lives, and the lock is free.
 */
#define _GNU_SOURCE

#include "support/corpus.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 1000 };

/* What the two rivals share. */
typedef struct race {
    const char *folder;
    atomic_uint arrived;
    suo_status statuses[2][ROUNDS];
} race;

typedef struct rival {
    race *race;
    int number;
} rival;

/* Wait until both rivals have come here for the nth time, from 1. */
static void race_meet(race *shared, unsigned nth)
{
    atomic_fetch_add(&shared->arrived, 1);
    while (atomic_load(&shared->arrived) < 2 * nth)
        sched_yield();
}

/* Who has the writer keeps it until the other has tried, too. */
static void *race_run(void *user)
{
    const rival *own = user;
    for (unsigned i = 0; i < ROUNDS; i++) {
        suo_writer *writer;
        race_meet(own->race, 2 * i + 1);
        own->race->statuses[own->number][i] =
            suo_writer_open(own->race->folder, -1, NULL, NULL, &writer, NULL);
        race_meet(own->race, 2 * i + 2);
        suo_writer_close(writer);
    }
    return NULL;
}

static char *make_index(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    corpus_put_text(writer, "one", "a", NULL, "card");
    corpus_writer_finish(writer);
    return folder;
}

static race *race_make(const char *folder)
{
    race *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    shared->folder = folder;
    return shared;
}

/* One SUO_OK and one SUO_BUSY in every round. */
static void race_check(race *shared)
{
    uint32_t wins[2] = {0};
    for (int i = 0; i < ROUNDS; i++) {
        suo_status a = shared->statuses[0][i];
        suo_status b = shared->statuses[1][i];
        if (!(a == SUO_OK && b == SUO_BUSY) && !(a == SUO_BUSY && b == SUO_OK))
            fail_msg("round %d: %s and %s", i, suo_status_name(a),
                     suo_status_name(b));
        wins[a != SUO_OK]++;
    }
    printf("%d rounds, won %u to %u\n", ROUNDS, wins[0], wins[1]);
    munmap(shared, sizeof(*shared));
}

static void test_lock__lets_one_of_two_threads_write(void **state)
{
    (void)state;
    char *folder = make_index();
    race *shared = race_make(folder);
    rival rivals[2] = {{shared, 0}, {shared, 1}};
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, race_run, &rivals[1]), 0);
    race_run(&rivals[0]);
    pthread_join(other, NULL);
    race_check(shared);
    corpus_folder_remove(folder);
}

static void test_lock__lets_one_of_two_processes_write(void **state)
{
    (void)state;
    char *folder = make_index();
    race *shared = race_make(folder);
    rival rivals[2] = {{shared, 0}, {shared, 1}};
    pid_t child = fork();
    assert_true(child >= 0);
    race_run(&rivals[child == 0]);
    if (child == 0)
        _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    race_check(shared);
    corpus_folder_remove(folder);
}

static suo_status try_writer(const char *folder)
{
    suo_writer *writer;
    suo_status status = suo_writer_open(folder, -1, NULL, NULL, &writer, NULL);
    suo_writer_close(writer);
    return status;
}

/* Own the lock, fork, tell by a pipe what the child's try gave, and wait. */
static void own_and_wait(const char *folder, int say)
{
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    corpus_put_text(writer, "two", "a", NULL, "card");
    pid_t child = fork();
    if (child == 0) {
        suo_status status = try_writer(folder);
        if (write(say, &status, sizeof(status)) != sizeof(status))
            _exit(1);
    }
    for (;;)
        pause();
}

static void test_lock__dies_with_its_owner_though_a_child_lives(void **state)
{
    (void)state;
    int pipes[2];
    suo_status tried = SUO_OK;
    char *folder = make_index();
    assert_int_equal(pipe(pipes), 0);
    pid_t owner = fork();
    assert_true(owner >= 0);
    if (owner == 0) {
        setpgid(0, 0); /* so that the child can be found later */
        own_and_wait(folder, pipes[1]);
    }
    assert_int_equal(read(pipes[0], &tried, sizeof(tried)), sizeof(tried));
    assert_status(tried, SUO_BUSY);
    assert_status(try_writer(folder), SUO_BUSY);
    assert_int_equal(kill(owner, SIGKILL), 0);
    assert_int_equal(waitpid(owner, NULL, 0), owner);
    assert_int_equal(kill(-owner, 0), 0); /* the child is still there */
    assert_status(try_writer(folder), SUO_OK);
    assert_int_equal(kill(-owner, SIGKILL), 0);
    close(pipes[0]);
    close(pipes[1]);
    corpus_folder_remove(folder);
}

/* ---- after a fork ---- */

/* Handles of a parent. */
typedef struct handles {
    suo_writer *writer;
    suo_document *document;
    suo_snapshot *snapshot;
    suo_view *view;
    suo_hits *hits;
} handles;

static handles handles_open(const char *folder)
{
    handles h;
    h.writer = corpus_writer(folder, NULL, 1); /* each put is a segment */
    corpus_ok(suo_document_new(suo_writer_schema(h.writer), &h.document, NULL),
              NULL);
    corpus_put_text(h.writer, "two", "a", NULL, "card");
    h.snapshot = corpus_snapshot(folder);
    corpus_ok(suo_view_open_all(h.snapshot, &h.view, NULL), NULL);
    h.hits = corpus_search(h.view, "card", 10);
    assert_int_equal(suo_hits_count(h.hits), 1);
    return h;
}

static void handles_close(handles *h)
{
    suo_hits_free(h->hits);
    suo_view_close(h->view);
    suo_snapshot_close(h->snapshot);
    suo_document_free(h->document);
    suo_writer_close(h->writer);
}

/* Calls of a child with its parent's handles that are not SUO_STATE. */
static int count_writer_faults(handles *h)
{
    int faults = 0;
    faults += suo_writer_put(h->writer, h->document, NULL, NULL) != SUO_STATE;
    faults += suo_writer_delete(h->writer, "one", -1, NULL) != SUO_STATE;
    faults += suo_writer_add_word(h->writer, "a", -1, 1, NULL) != SUO_STATE;
    faults += suo_writer_remove_word(h->writer, "a", -1, NULL) != SUO_STATE;
    faults += suo_writer_set_synonyms(h->writer, "", 0, NULL) != SUO_STATE;
    const suo_filter all = {.field = CORPUS_VOTES,
                            .kind = SUO_FILTER_RANGE,
                            .min = INT64_MIN,
                            .max = INT64_MAX};
    faults +=
        suo_writer_delete_where(h->writer, &all, 1, NULL, NULL) != SUO_STATE;
    faults += suo_writer_merge_step(h->writer, 0, NULL, NULL) != SUO_STATE;
    faults += suo_writer_merge_all(h->writer, NULL) != SUO_STATE;
    faults += suo_writer_rollback(h->writer, NULL) != SUO_STATE;
    faults += suo_writer_commit(h->writer, NULL, 0, NULL) != SUO_STATE;
    return faults;
}

static int count_reader_faults(handles *h)
{
    const char *const roles[] = {"a"};
    const char *text;
    uint64_t len;
    int64_t votes;
    int faults = 0;
    suo_view *view;
    suo_hits *hits;
    suo_tokenizer *tokenizer;
    suo_snippet snippet = {.size = sizeof(snippet)};
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    faults += suo_snapshot_get_stats(h->snapshot, &stats, NULL) != SUO_STATE;
    faults +=
        suo_view_open(h->snapshot, roles, NULL, 1, &view, NULL) != SUO_STATE;
    faults += suo_view_open_all(h->snapshot, &view, NULL) != SUO_STATE;
    faults += suo_snapshot_tokenizer_new(h->snapshot, CORPUS_BODY, &tokenizer,
                                         NULL) != SUO_STATE;
    suo_key_list *list;
    suo_snapshot *fresh;
    faults += suo_snapshot_refresh(h->snapshot, &fresh, NULL) != SUO_STATE;
    faults += suo_view_open_at(h->view, 0, &view, NULL) != SUO_STATE;
    faults += suo_view_list_keys(h->view, NULL, 0, &list, NULL) != SUO_STATE;
    faults +=
        suo_view_search(h->view, "card", -1, NULL, &hits, NULL) != SUO_STATE;
    faults += suo_hits_text(h->hits, 0, CORPUS_BODY, 0, &text, &len, NULL) !=
              SUO_STATE;
    faults +=
        suo_hits_integer(h->hits, 0, CORPUS_VOTES, &votes, NULL) != SUO_STATE;
    faults += suo_hits_snippet(h->hits, 0, CORPUS_BODY, NULL, &snippet, NULL) !=
              SUO_STATE;
    return faults;
}

static void test_child__gets_a_status_and_changes_nothing(void **state)
{
    (void)state;
    int status;
    char *folder = make_index();
    handles h = handles_open(folder);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int faults = count_writer_faults(&h) + count_reader_faults(&h);
        handles_close(&h);
        _exit(faults);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_status(try_writer(folder), SUO_BUSY); /* the lock is still ours */
    corpus_commit(h.writer); /* and the segment still there */
    handles_close(&h);
    suo_view *view = corpus_view(folder, "a");
    assert_string_equal(corpus_keys(view, "card"), "one two ");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock__lets_one_of_two_threads_write),
        cmocka_unit_test(test_lock__lets_one_of_two_processes_write),
        cmocka_unit_test(test_lock__dies_with_its_owner_though_a_child_lives),
        cmocka_unit_test(test_child__gets_a_status_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
