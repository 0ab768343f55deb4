/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_threads.c - many readers, one writer, one process.
 *
 * A history of commits is written once, alone, and what each commit answers is
 * kept. Then it is written again while readers search: a view they all share,
 * views they open on one shared snapshot, which is verified lazily, and the
 * newest commit, opened anew in one of the ways there are. Whatever a reader
 * gets must be the kept answer of its commit.
 *
 * SUO_THREADS_SECONDS says how long the second writing takes; 3 if not set.
 *
 * A failed assertion inside a thread ends the program, which fails as well.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/corpus.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum {
    COMMITS = 30,
    PUTS = 25, /* and deletes, a commit */
    KEYS = 60,
    THREADS = 16,
    QUESTIONS = 6,
    SECONDS = 3
};

static const char *const READERS[] = {"r", "s", "r,s", NULL};
enum { READER_COUNT = sizeof(READERS) / sizeof(*READERS) };

/* What every commit answers to every reader and question. */
typedef struct library {
    char *questions[QUESTIONS];
    corpus_dump answers[COMMITS + 1][READER_COUNT][QUESTIONS];
} library;

typedef struct reading {
    const library *library;
    const char *folder;
    const suo_view *shared;       /* of all, at the first commit */
    const suo_snapshot *snapshot; /* at the first commit */
    uint32_t number;              /* of the thread */
    atomic_bool *is_over;
    atomic_uint *commits_seen; /* sum of newest commits, to be sure */
    uint32_t searches;
    uint32_t faults;
} reading;

/* ---- writing ---- */

/* The same steps each time: commit 'number' follows from the one before. */
static void write_commit(suo_writer *writer, uint64_t number)
{
    test_random random = {number * 6700417};
    for (int i = 0; i < PUTS; i++) {
        corpus_document document;
        char key[16];
        snprintf(key, sizeof(key), "k%u",
                 (unsigned)test_random_below(&random, KEYS));
        if (test_random_below(&random, 5) == 0) {
            suo_status status = suo_writer_delete(writer, key, -1, NULL);
            assert_true(status == SUO_OK || status == SUO_NOT_FOUND);
            continue;
        }
        corpus_document_random(&document, &random, key, 10);
        document.roles[document.role_count++] =
            READERS[test_random_below(&random, 2)];
        corpus_put(writer, &document);
        corpus_document_clear(&document);
    }
    if (number % 5 == 0)
        corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
    else
        corpus_ok(suo_writer_merge_step(writer, 3000, NULL, NULL), NULL);
    corpus_commit(writer);
}

static suo_writer *open_writer(const char *folder)
{
    suo_writer *writer = corpus_writer_start(folder);
    return writer;
}

/* ---- reading ---- */

static suo_view *open_view(const suo_snapshot *snapshot, uint32_t reader)
{
    static const char *const ROLES[] = {"r", "s"};
    suo_error error = SUO_ERROR_EMPTY;
    suo_view *view;
    suo_status status =
        READERS[reader] == NULL
            ? suo_view_open_all(snapshot, &view, &error)
            : suo_view_open(snapshot, ROLES + (reader == 1), NULL,
                            reader == 2 ? 2 : 1, &view, &error);
    corpus_ok(status, &error);
    return view;
}

static uint64_t commit_of(const suo_snapshot *snapshot)
{
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    corpus_ok(suo_snapshot_get_stats(snapshot, &stats, NULL), NULL);
    return stats.commit;
}

static void ask(const library *kept, const suo_view *view, uint32_t question,
                corpus_dump *dump)
{
    const char *text = kept->questions[question];
    dump->len = 0;
    corpus_dump_add(dump, view, text, strlen(text), 10);
}

/* Fill the library: write the history alone. */
static void library_fill(library *kept)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = open_writer(folder);
    for (uint64_t commit = 1; commit <= COMMITS; commit++) {
        write_commit(writer, commit);
        suo_snapshot *snapshot = corpus_snapshot(folder);
        for (uint32_t r = 0; r < READER_COUNT; r++) {
            suo_view *view = open_view(snapshot, r);
            for (uint32_t q = 0; q < QUESTIONS; q++)
                ask(kept, view, q, &kept->answers[commit][r][q]);
            suo_view_close(view);
        }
        suo_snapshot_close(snapshot);
    }
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void read_once(reading *own, const suo_view *view, uint64_t commit,
                      uint32_t reader, corpus_dump *dump)
{
    uint32_t question = own->searches++ % QUESTIONS;
    ask(own->library, view, question, dump);
    own->faults += !corpus_dump_equals(
        dump, &own->library->answers[commit][reader][question]);
}

/* The newest commit, in a way that goes by turns; 'older' is refreshed now and
 * then, if it is given. */
static suo_snapshot *open_newest(const char *folder, const suo_snapshot *older,
                                 uint32_t turn)
{
    const suo_snapshot_options options = {
        .size = sizeof(options),
        .verify = (int32_t)(turn % 3), /* a suo_verify */
        .copy = (int32_t)(turn / 3 % 2),
    };
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *snapshot;
    suo_status status =
        older != NULL && turn % 4 == 3
            ? suo_snapshot_refresh(older, &snapshot, &error)
            : suo_snapshot_open_with(folder, -1, &options, &snapshot, &error);
    corpus_ok(status, &error);
    return snapshot;
}

static void *read_on(void *argument)
{
    reading *own = argument;
    corpus_dump dump = {0};
    uint64_t newest = 0;
    for (uint32_t i = own->number; !atomic_load(own->is_over); i++) {
        uint32_t reader = i / 3 % READER_COUNT;
        if (i % 3 == 0) {
            read_once(own, own->shared, 1, READER_COUNT - 1, &dump);
            continue;
        }
        suo_snapshot *opened =
            i % 3 == 1 ? NULL : open_newest(own->folder, own->snapshot, i / 3);
        const suo_snapshot *used = opened != NULL ? opened : own->snapshot;
        uint64_t commit = commit_of(used);
        suo_view *view = open_view(used, reader);
        suo_snapshot_close(opened);
        read_once(own, view, commit, reader, &dump);
        suo_view_close(view);
        if (opened != NULL && commit < newest)
            own->faults++; /* time went back */
        newest = opened != NULL ? commit : newest;
    }
    atomic_fetch_add(own->commits_seen, (unsigned)newest);
    free(dump.bytes);
    return NULL;
}

/* ---- the test ---- */

static void write_history(suo_writer *writer)
{
    const char *text = getenv("SUO_THREADS_SECONDS");
    long seconds = text != NULL ? strtol(text, NULL, 10) : SECONDS;
    long pause_ms = seconds * 1000 / COMMITS;
    const struct timespec pause = {pause_ms / 1000, pause_ms % 1000 * 1000000L};
    for (uint64_t commit = 2; commit <= COMMITS; commit++) {
        nanosleep(&pause, NULL);
        write_commit(writer, commit);
    }
    nanosleep(&pause, NULL);
}

static void run(const library *kept, const char *folder, suo_writer *writer)
{
    pthread_t threads[THREADS];
    reading readings[THREADS];
    atomic_bool is_over = false;
    atomic_uint commits_seen = 0;
    uint32_t searches = 0;
    suo_snapshot *snapshot = open_newest(folder, NULL, SUO_VERIFY_LAZY);
    suo_view *shared = open_view(snapshot, READER_COUNT - 1);
    for (uint32_t i = 0; i < THREADS; i++) {
        readings[i] = (reading){
            .library = kept,
            .folder = folder,
            .shared = shared,
            .snapshot = snapshot,
            .number = i,
            .is_over = &is_over,
            .commits_seen = &commits_seen,
        };
        assert_int_equal(
            pthread_create(&threads[i], NULL, read_on, &readings[i]), 0);
    }
    write_history(writer);
    atomic_store(&is_over, true);
    for (uint32_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        searches += readings[i].searches;
        assert_int_equal(readings[i].faults, 0);
    }
    suo_view_close(shared);
    suo_snapshot_close(snapshot);
    printf("%u searches by %d threads during %d commits\n", searches, THREADS,
           COMMITS);
    assert_true(atomic_load(&commits_seen) > THREADS); /* they followed */
}

static void test_threads__get_the_answers_of_their_commit(void **state)
{
    static library known;
    test_random random = test_random_begin(4242);
    (void)state;
    for (uint32_t q = 0; q < QUESTIONS; q++) {
        size_t len;
        known.questions[q] = corpus_random_text(&random, 4, &len);
    }
    library_fill(&known);
    char *folder = corpus_folder_make();
    suo_writer *writer = open_writer(folder);
    write_commit(writer, 1);
    run(&known, folder, writer);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
    for (uint32_t q = 0; q < QUESTIONS; q++)
        free(known.questions[q]);
    for (uint32_t c = 0; c <= COMMITS; c++)
        for (uint32_t r = 0; r < READER_COUNT; r++)
            for (uint32_t q = 0; q < QUESTIONS; q++)
                free(known.answers[c][r][q].bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads__get_the_answers_of_their_commit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
