/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_kill.c - a real process that writes is killed by signal 9, 2,000 times.
 *
 * The writer commits without end: what commit n holds follows from n alone.
 * After each kill the index must hold exactly the last commit that returned,
 * or the one after it; then the next process goes on. A kill leaves the page
 * cache alone, so syncs are left out: they would only make the test slow.
 */
#define _GNU_SOURCE

#include "support/corpus.h"
#include "support/effort.h"
#include "support/index.h"
#include "support/unsynced_os.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "index/snapshot.h"
#include "support/content.h"
#include "write/writer.h"

enum { KILLS = 2000, SLOTS = 5, DELAY_MAX_US = 4000 };

/* What the writer tells its killer. */
typedef struct shared {
    _Atomic uint64_t returned; /* number of the last commit that did */
    atomic_bool is_open;
} shared;

/* ---- the writer ---- */

/* Commit n puts document n % SLOTS in version n; each third deletes one. */
static suo_status write_commit(suo_writer *writer, suo_document *document,
                               uint64_t n)
{
    char text[32];
    bool replaced;
    suo_status st = index_article(document, (uint32_t)(n % SLOTS), (uint32_t)n);
    int len = snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
    if (st == SUO_OK)
        st = suo_document_add_text(document, INDEX_URL, text, len, NULL);
    if (st == SUO_OK)
        st = suo_writer_add(writer, document, &replaced, NULL);
    if (st == SUO_OK && n % 3 == 0) {
        char key[16];
        int key_len =
            snprintf(key, sizeof(key), "doc-%u", (unsigned)((n + 1) % SLOTS));
        st = suo_writer_remove(
            writer, (suo_slice){(const uint8_t *)key, (size_t)key_len}, NULL);
        st = st == SUO_NOT_FOUND ? SUO_OK : st;
    }
    if (st == SUO_OK)
        st = suo_writer_finish(
            writer, (suo_slice){(const uint8_t *)text, (size_t)len}, NULL);
    return st;
}

/* Commit for ever, from the commit after the one that is there. */
static void write_on(const suo_os *os, const char *folder, shared *told)
{
    suo_schema *schema;
    suo_document *document;
    suo_writer *writer = NULL;
    if (index_schema(&schema) != SUO_OK ||
        suo_document_new(schema, &document, NULL) != SUO_OK ||
        suo_writer_make(os, folder, schema, told->returned % 2, &writer,
                        NULL) != SUO_OK)
        writer = NULL;
    atomic_store(&told->is_open, true); /* or it failed: do not wait for it */
    if (writer == NULL)
        _exit(1);
    for (uint64_t n = told->returned + 1;; n++) {
        if (write_commit(writer, document, n) != SUO_OK)
            _exit(1);
        atomic_store(&told->returned, n);
    }
}

/* ---- what there must be ---- */

/* The version that a slot has after commit n; 0: it is deleted. */
static uint64_t slot_version(uint64_t n, uint64_t slot)
{
    uint64_t version = 0;
    for (uint64_t m = n > 2 * 3 * SLOTS ? n - 2 * 3 * SLOTS : 1; m <= n; m++) {
        if (m % SLOTS == slot)
            version = m;
        if (m % 3 == 0 && (m + 1) % SLOTS == slot)
            version = 0;
    }
    return version;
}

/* Does the snapshot hold the documents of commit n, by their last value? */
static void check_documents(const suo_snapshot *snapshot, uint64_t n)
{
    uint64_t wanted = 0;
    suo_store_frame frame = {0};
    for (uint64_t slot = 0; slot < SLOTS; slot++)
        wanted += slot_version(n, slot) != 0;
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        for (uint32_t d = 0; d < snapshot->segments[i]->doc_count; d++) {
            const suo_segment *segment = snapshot->segments[i];
            suo_record record;
            suo_slice key;
            suo_slice url = {0};
            char text[32];
            if (suo_deletions_has(&snapshot->deletions[i], d))
                continue;
            assert_status(
                suo_store_read(&segment->store, d, &frame, &record, NULL),
                SUO_OK);
            assert_true(suo_keys_get(&segment->keys, d, &key));
            uint64_t slot = key.bytes[key.len - 1] - (uint64_t)'0';
            for (uint32_t nth = 0;
                 suo_record_find(&record, INDEX_URL, nth, &url); nth++)
                snprintf(text, sizeof(text), "%.*s", (int)url.len, url.bytes);
            assert_int_equal(strtoull(text, NULL, 10), slot_version(n, slot));
            wanted--;
        }
    assert_int_equal(wanted, 0);
    suo_store_frame_clear(&frame);
}

/* The last commit that returned is there, or the next one, whole. */
static void check_index(const suo_os *os, const char *folder, shared *told)
{
    suo_snapshot *snapshot;
    suo_buffer content = {0};
    uint64_t returned = atomic_load(&told->returned);
    suo_status st = suo_snapshot_load(os, folder, &snapshot, NULL);
    if (st == SUO_NOT_FOUND && returned == 0)
        return;
    assert_status(st, SUO_OK);
    uint64_t commit = snapshot->manifest.commit;
    assert_true(commit == returned || commit == returned + 1);
    assert_int_equal(strtoull(snapshot->manifest.note, NULL, 10), commit);
    check_documents(snapshot, commit);
    suo_snapshot_release(snapshot);
    assert_status(content_read(&content, os, folder), SUO_OK); /* checks it */
    suo_buffer_free(&content);
    atomic_store(&told->returned, commit);
}

/* Wait without sleeping, some microseconds. */
static void wait_busily(uint64_t microseconds)
{
    struct timespec start;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        sched_yield();
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((uint64_t)(now.tv_sec - start.tv_sec) * 1000000 +
                 (uint64_t)(now.tv_nsec / 1000) <
             microseconds + (uint64_t)(start.tv_nsec / 1000));
}

static void test_index__survives_kill_9(void **state)
{
    const suo_os os = unsynced_os();
    test_random random = test_random_begin(9);
    char *folder = corpus_folder_make();
    uint32_t kills = effort_of(KILLS);
    uint32_t amid = 0; /* a commit that had not returned was there */
    shared *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    (void)state;
    effort_print();
    assert_true(told != MAP_FAILED);
    for (uint32_t i = 0; i < kills; i++) {
        int status;
        atomic_store(&told->is_open, false);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            write_on(&os, folder, told);
        while (i % 8 != 0 && !atomic_load(&told->is_open))
            sched_yield(); /* one in eight is killed while it opens */
        wait_busily(test_random_below(&random, DELAY_MAX_US));
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status)); /* it did not fail before */
        uint64_t before = atomic_load(&told->returned);
        check_index(&os, folder, told);
        amid += atomic_load(&told->returned) != before;
    }
    printf("%u kills during %llu commits, %u between a commit and its return\n",
           kills, (unsigned long long)told->returned, amid);
    assert_true(told->returned > kills / 2);
    munmap(told, sizeof(*told));
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index__survives_kill_9),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
