/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_feedback_writer.c - feedback is counted, kept, and never half written.
 *
 * Each operation of the system fails, and the process or the machine stops
 * after each one: what is then read is the state before or the new one, the
 * new one if the commit said SUO_OK. At last a real process is killed.
 */
#define _GNU_SOURCE

#include "support/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/corpus.h"
#include "support/effort.h"
#include "support/faulty_os.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "support/unsynced_os.h"
#include "write/feedback_writer.h"
#include "write/writer.h"

#define FOLDER "f"

enum { OPERATIONS_MAX = 200, KILLS = 100, DELAY_MAX_US = 3000 };

static memory_os *base; /* an index, and one vote for 'a' */

static suo_slice slice(const char *text)
{
    return (suo_slice){(const uint8_t *)text, strlen(text)};
}

static void add(suo_feedback_writer *writer, const char *key,
                suo_feedback_kind kind, uint64_t count)
{
    assert_status(
        suo_feedback_writer_count(writer, slice(key), kind, count, NULL),
        SUO_OK);
}

static suo_feedback_writer *open_writer(const suo_os *os)
{
    suo_feedback_writer *writer;
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_feedback_writer_make(os, FOLDER, &writer, &error), &error);
    return writer;
}

static int make_base(void **state)
{
    (void)state;
    base = memory_os_new();
    const suo_os *os = memory_os_table(base);
    if (index_make(os, FOLDER) != SUO_OK)
        return -1;
    suo_feedback_writer *writer = open_writer(os);
    add(writer, "a", SUO_FEEDBACK_UP, 1);
    suo_status status = suo_feedback_writer_finish(writer, NULL);
    suo_feedback_writer_free(writer);
    return status == SUO_OK ? 0 : -1;
}

static int free_base(void **state)
{
    (void)state;
    size_t open = memory_os_open_count(base);
    memory_os_free(base);
    return open == 0 ? 0 : -1;
}

static suo_feedback *load(const suo_os *os)
{
    suo_feedback *feedback;
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_feedback_load(os, FOLDER, &feedback, &error), &error);
    return feedback;
}

/* A count of a key; -1: nothing is known of it. */
static double count_of(const suo_feedback *feedback, const char *key,
                       suo_feedback_kind kind)
{
    for (size_t i = 0; i < feedback->entry_count; i++) {
        const suo_feedback_entry *entry = &feedback->entries[i];
        if (suo_bytes_compare(entry->key.bytes, entry->key.len, key,
                              strlen(key)) == 0)
            return entry->counts[kind - 1];
    }
    return -1;
}

static void test_writer__adds_to_what_is_there(void **state)
{
    memory_os *files = memory_os_clone(base);
    const suo_os *os = memory_os_table(files);
    char key[16];
    (void)state;
    for (int round = 0; round < 2; round++) {
        suo_feedback_writer *writer = open_writer(os);
        add(writer, "a", SUO_FEEDBACK_UP, 2);
        add(writer, "a", SUO_FEEDBACK_SHOWN, 0);
        add(writer, "b", SUO_FEEDBACK_DOWN, UINT64_MAX);
        add(writer, "none", SUO_FEEDBACK_DOWN, 0);
        for (int i = 0; i < 1000; i++) {
            snprintf(key, sizeof(key), "k%d", i * 7919 % 1000);
            add(writer, key, SUO_FEEDBACK_OPENED, (uint64_t)i % 3);
        }
        assert_status(suo_feedback_writer_finish(writer, NULL), SUO_OK);
        suo_feedback_writer_free(writer);
    }
    suo_feedback *feedback = load(os);
    assert_int_equal(feedback->number, 3);
    assert_true(count_of(feedback, "a", SUO_FEEDBACK_UP) == 5);
    assert_true(count_of(feedback, "a", SUO_FEEDBACK_SHOWN) == 0);
    assert_true(count_of(feedback, "b", SUO_FEEDBACK_DOWN) == 1e15);
    assert_true(count_of(feedback, "none", SUO_FEEDBACK_DOWN) == -1);
    assert_true(count_of(feedback, "k919", SUO_FEEDBACK_OPENED) == 2);
    assert_int_equal(feedback->entry_count, 2 + 666);
    suo_feedback_release(feedback);
    memory_os_free(files);
}

static void test_writer__lets_counts_fade(void **state)
{
    memory_os *files = memory_os_clone(base);
    const suo_os *os = memory_os_table(files);
    suo_feedback_writer *writer = open_writer(os);
    (void)state;
    add(writer, "b", SUO_FEEDBACK_SOLVED, 100);
    suo_feedback_writer_multiply(writer, 0.25);
    suo_feedback_writer_multiply(writer, 0.03);
    assert_status(suo_feedback_writer_finish(writer, NULL), SUO_OK);
    suo_feedback *feedback = load(os);
    assert_int_equal(feedback->entry_count, 1);
    assert_true(count_of(feedback, "b", SUO_FEEDBACK_SOLVED) ==
                100 * 0.25 * 0.03);
    suo_feedback_release(feedback);
    suo_feedback_writer_multiply(writer, 0);
    assert_status(suo_feedback_writer_finish(writer, NULL), SUO_OK);
    suo_feedback_writer_free(writer);
    feedback = load(os);
    assert_int_equal(feedback->entry_count, 0);
    suo_feedback_release(feedback);
    memory_os_free(files);
}

static void test_writer__is_the_only_one_and_needs_an_index(void **state)
{
    memory_os *files = memory_os_clone(base);
    memory_os *empty = memory_os_new();
    const suo_os *os = memory_os_table(files);
    suo_feedback_writer *writer = open_writer(os);
    suo_feedback_writer *other;
    suo_writer *indexing;
    (void)state;
    assert_status(suo_feedback_writer_make(os, FOLDER, &other, NULL), SUO_BUSY);
    assert_null(other);
    /* Not of documents. */
    assert_status(suo_writer_make(os, FOLDER, NULL, 0, &indexing, NULL),
                  SUO_OK);
    suo_writer_free(indexing);
    suo_feedback_writer_free(writer);
    assert_status(
        suo_feedback_writer_make(memory_os_table(empty), FOLDER, &other, NULL),
        SUO_NOT_FOUND);
    assert_int_equal(memory_os_file_count(empty), 0);
    memory_os_free(files);
    memory_os_free(empty);
}

/* A writer of documents clears away what is left over, and nothing of this. */
static void test_writer__of_documents_leaves_feedback_alone(void **state)
{
    memory_os *files = memory_os_clone(base);
    const suo_os *os = memory_os_table(files);
    suo_writer *indexing;
    (void)state;
    assert_status(suo_writer_make(os, FOLDER, NULL, 0, &indexing, NULL),
                  SUO_OK);
    assert_status(suo_writer_merge_whole(indexing, NULL), SUO_OK);
    assert_status(suo_writer_finish(indexing, (suo_slice){0}, NULL), SUO_OK);
    suo_writer_free(indexing);
    suo_feedback *feedback = load(os);
    assert_true(count_of(feedback, "a", SUO_FEEDBACK_UP) == 1);
    suo_feedback_release(feedback);
    memory_os_free(files);
}

/* What the file says of votes for 'a': 1 before, 3 after a change. */
static double votes_of(const suo_os *os)
{
    suo_feedback *feedback = load(os);
    double votes = count_of(feedback, "a", SUO_FEEDBACK_UP);
    assert_int_equal(feedback->entry_count, votes == 3 ? 2 : 1);
    assert_int_equal(feedback->link_count, votes == 3 ? 1 : 0);
    assert_int_equal(feedback->pin_count, votes == 3 ? 1 : 0);
    suo_feedback_release(feedback);
    return votes;
}

/* Change and commit; a commit that fails is tried again if 'insists'. */
static suo_status change(faulty_os *faulty, bool insists)
{
    suo_feedback_writer *writer;
    suo_error error = SUO_ERROR_EMPTY;
    suo_status status =
        suo_feedback_writer_make(&faulty->table, FOLDER, &writer, &error);
    if (status == SUO_OK) {
        add(writer, "a", SUO_FEEDBACK_UP, 2);
        assert_status(
            suo_feedback_writer_replace(writer, slice("b"), slice("a"), NULL),
            SUO_OK);
        const suo_slice keys[] = {slice("b"), slice("a")};
        assert_status(
            suo_feedback_writer_put_pin(writer, slice("q"), keys, 2, NULL),
            SUO_OK);
        status = suo_feedback_writer_finish(writer, &error);
        if (status != SUO_OK && insists)
            assert_status(suo_feedback_writer_finish(writer, NULL), SUO_OK);
    }
    if (status != SUO_OK)
        assert_true(error.status == status && error.message[0] != '\0');
    suo_feedback_writer_free(writer);
    return status;
}

static void test_commit__that_fails_leaves_old_or_new(void **state)
{
    static const int CODES[] = {EIO, ENOSPC, EINTR, EMFILE};
    static faulty_os faulty;
    (void)state;
    for (size_t c = 0; c < sizeof(CODES) / sizeof(*CODES); c++) {
        long n = 0;
        for (bool is_over = false; !is_over; n++) {
            memory_os *files = memory_os_clone(base);
            assert_true(n < OPERATIONS_MAX);
            faulty_os_init(&faulty, memory_os_table(files));
            faulty.write_max = 16;
            faulty_os_arm(&faulty, n, CODES[c], false);
            suo_status status = change(&faulty, false);
            double votes = votes_of(memory_os_table(files));
            assert_true(votes == 3 || (votes == 1 && status != SUO_OK));
            is_over = faulty.count <= n;
            assert_int_equal(memory_os_open_count(files), 0);
            memory_os_free(files);
        }
        assert_true(n > 10);
    }
}

static void test_commit__that_fails_may_be_tried_again(void **state)
{
    static faulty_os faulty;
    (void)state;
    for (long n = 0; n < OPERATIONS_MAX; n++) {
        memory_os *files = memory_os_clone(base);
        faulty_os_init(&faulty, memory_os_table(files));
        faulty_os_arm(&faulty, n, ENOSPC, false);
        suo_status status = change(&faulty, true);
        bool is_over = faulty.count <= n;
        /* A failure to open changed nothing. */
        double votes = votes_of(memory_os_table(files));
        assert_true(votes == 3 || (votes == 1 && status != SUO_OK));
        memory_os_free(files);
        if (is_over)
            return;
    }
    fail();
}

/* From operation n on nothing happens any more; then the machine starts. */
static void test_commit__that_a_crash_ends_leaves_old_or_new(void **state)
{
    static faulty_os faulty;
    (void)state;
    for (int how = CRASH_LOSES_ALL; how <= CRASH_KEEPS_ALL; how++) {
        bool is_over = false;
        for (long n = 0; !is_over; n++) {
            memory_os *files = memory_os_clone(base);
            assert_true(n < OPERATIONS_MAX);
            faulty_os_init(&faulty, memory_os_table(files));
            faulty.write_max = 16;
            faulty_os_arm(&faulty, n, EIO, true);
            suo_status status = change(&faulty, false);
            is_over = faulty.count <= n;
            memory_os_crash(files, (memory_crash)how);
            double votes = votes_of(memory_os_table(files));
            assert_true(votes == 3 || (votes == 1 && status != SUO_OK));
            /* Who comes next is not kept from writing. */
            faulty_os_init(&faulty, memory_os_table(files));
            assert_status(change(&faulty, false), SUO_OK);
            memory_os_free(files);
        }
    }
}

/* ---- a real process ---- */

static void count_on(const suo_os *os, const char *folder,
                     _Atomic uint64_t *returned)
{
    suo_feedback_writer *writer;
    suo_status status = suo_feedback_writer_make(os, folder, &writer, NULL);
    while (status == SUO_OK) {
        status = suo_feedback_writer_count(writer, slice("a"), SUO_FEEDBACK_UP,
                                           1, NULL);
        if (status == SUO_OK)
            status = suo_feedback_writer_finish(writer, NULL);
        if (status == SUO_OK)
            ++*returned;
    }
    _exit(1);
}

static void test_writer__that_is_killed_loses_no_commit(void **state)
{
    suo_os os = unsynced_os();
    test_random random = test_random_begin(91);
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    const uint32_t kills = effort_of(KILLS);
    _Atomic uint64_t *returned =
        mmap(NULL, sizeof(*returned), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_true(returned != MAP_FAILED);
    corpus_writer_finish(writer);
    for (uint32_t i = 0; i < kills; i++) {
        suo_feedback *feedback;
        pid_t child = fork();
        if (child == 0)
            count_on(&os, folder, returned);
        usleep((useconds_t)test_random_below(&random, DELAY_MAX_US));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        corpus_ok(suo_feedback_load(&os, folder, &feedback, NULL), NULL);
        double votes = count_of(feedback, "a", SUO_FEEDBACK_UP);
        uint64_t found = votes < 0 ? 0 : (uint64_t)votes;
        assert_true(found == *returned || found == *returned + 1);
        *returned = found;
        suo_feedback_release(feedback);
    }
    printf("%u kills, %llu commits\n", kills, (unsigned long long)*returned);
    assert_true(*returned > 0);
    munmap((void *)returned, sizeof(*returned));
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer__adds_to_what_is_there),
        cmocka_unit_test(test_writer__lets_counts_fade),
        cmocka_unit_test(test_writer__is_the_only_one_and_needs_an_index),
        cmocka_unit_test(test_writer__of_documents_leaves_feedback_alone),
        cmocka_unit_test(test_commit__that_fails_leaves_old_or_new),
        cmocka_unit_test(test_commit__that_fails_may_be_tried_again),
        cmocka_unit_test(test_commit__that_a_crash_ends_leaves_old_or_new),
        cmocka_unit_test(test_writer__that_is_killed_loses_no_commit),
    };
    return cmocka_run_group_tests(tests, make_base, free_base);
}
