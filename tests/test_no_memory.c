/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_no_memory.c - each allocation of the library fails, once or for good.
 */
#include "support/unit.h"

#include "index/manifest.h"
#include "support/effort.h"
#include "support/failing_memory.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "write/salvage.h"
#include "write/writer.h"

#define FOLDER "f"

enum { CALLS_MAX = 20000, STEP_FROM = 500 };

typedef struct fixture {
    memory_os *base;
    suo_buffer old;
    suo_buffer fresh;
} fixture;

/* A schema, documents, a writer, puts, words, a delete, a commit. */
static suo_status work_write(const suo_os *os)
{
    suo_schema *schema = NULL;
    suo_document *document = NULL;
    suo_writer *writer = NULL;
    const suo_slice key = {(const uint8_t *)"doc-11", 6};
    suo_status st = index_schema(&schema);
    if (st == SUO_OK)
        st = suo_document_new(schema, &document, NULL);
    if (st == SUO_OK)
        st = suo_writer_make(os, FOLDER, schema, 0, &writer, NULL);
    for (uint32_t i = 0; i < 6 && st == SUO_OK; i++) {
        bool replaced;
        st = index_article(document, i * 60, 3);
        if (st == SUO_OK)
            st = suo_writer_add(writer, document, &replaced, NULL);
    }
    if (st == SUO_OK)
        st = suo_writer_remove(writer, key, NULL);
    if (st == SUO_NOT_FOUND && writer != NULL)
        st = SUO_OK; /* it was removed by the time before */
    if (st == SUO_OK)
        st = index_words(writer, 2);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, key, NULL);
    suo_writer_free(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    return st;
}

static bool buffer_is(const suo_buffer *a, const suo_buffer *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static int set_up(void **state)
{
    static fixture f;
    arm_memory(-1, false);
    f.base = memory_os_new();
    if (index_make(memory_os_table(f.base), FOLDER) != SUO_OK)
        return -1;
    memory_os *files = memory_os_clone(f.base);
    const suo_os *os = memory_os_table(files);
    suo_status st = index_examine(os, FOLDER, &f.old);
    if (st == SUO_OK)
        st = work_write(os);
    if (st == SUO_OK)
        st = index_examine(os, FOLDER, &f.fresh);
    memory_os_free(files);
    *state = &f;
    return st == SUO_OK && !buffer_is(&f.old, &f.fresh) ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    arm_memory(-1, false);
    memory_os_free(f->base);
    suo_buffer_free(&f->old);
    suo_buffer_free(&f->fresh);
    return blocks == 0 ? 0 : -1;
}

/* Returns whether the allocation was reached. */
static bool check_write(const fixture *f, long n, bool for_good)
{
    memory_os *files = memory_os_clone(f->base);
    const suo_os *os = memory_os_table(files);
    suo_buffer found = {0};
    long before = blocks;
    arm_memory(n, for_good);
    suo_status st = work_write(os);
    bool is_reached = calls > n;
    arm_memory(-1, false);
    if (st != SUO_OK && st != SUO_NO_MEMORY)
        fail_msg("allocation %ld: %s", n, suo_status_name(st));
    if (blocks != before || memory_os_open_count(files) != 0)
        fail_msg("allocation %ld: %ld blocks, %zu files are not freed", n,
                 blocks - before, memory_os_open_count(files));
    assert_status(index_examine(os, FOLDER, &found), SUO_OK);
    bool is_new = buffer_is(&found, &f->fresh);
    if (!is_new && (st == SUO_OK || !buffer_is(&found, &f->old)))
        fail_msg("allocation %ld: the wrong commit", n);
    assert_status(work_write(os), SUO_OK);
    assert_true(index_is_tidy(os, FOLDER));
    suo_buffer_free(&found);
    memory_os_free(files);
    return is_reached;
}

static void check_writes(const fixture *f, bool for_good)
{
    const long step = effort_step();
    long n = for_good ? step - 1 : 0;
    for (; check_write(f, n, for_good); n += step)
        assert_true(n < CALLS_MAX);
    print_message("each of %ld allocations by steps of %ld\n", n, step);
    assert_true(n > 100);
}

static void test_writer__survives_one_failed_allocation(void **state)
{
    check_writes(*state, false);
}

static void test_writer__survives_the_end_of_memory(void **state)
{
    check_writes(*state, true);
}

/* Reading: a failure, or all the answers. */
static bool check_read(const fixture *f, long n, bool for_good)
{
    suo_buffer found = {0};
    long before = blocks;
    arm_memory(n, for_good);
    suo_status st = index_examine(memory_os_table(f->base), FOLDER, &found);
    bool is_reached = calls > n;
    bool is_complete = st == SUO_OK && !found.failed;
    arm_memory(-1, false);
    if (st != SUO_OK && st != SUO_NO_MEMORY)
        fail_msg("allocation %ld: %s", n, suo_status_name(st));
    if (is_complete && !buffer_is(&found, &f->old))
        fail_msg("allocation %ld: SUO_OK, but other answers", n);
    suo_buffer_free(&found);
    if (blocks != before || memory_os_open_count(f->base) != 0)
        fail_msg("allocation %ld: %ld blocks are not freed", n,
                 blocks - before);
    return is_reached;
}

static void check_reads(const fixture *f, bool for_good)
{
    const long step = effort_step();
    long n = for_good ? step - 1 : 0;
    for (; check_read(f, n, for_good); n += step)
        assert_true(n < CALLS_MAX);
    print_message("each of %ld allocations by steps of %ld\n", n, step);
    assert_true(n > 100);
}

static void test_reader__survives_one_failed_allocation(void **state)
{
    check_reads(*state, false);
}

static void test_reader__survives_the_end_of_memory(void **state)
{
    check_reads(*state, true);
}

/* A new index with block lists: whole, or the first commit, or none. */
static bool check_make(const fixture *f, long n)
{
    memory_os *files = memory_os_new();
    const suo_os *os = memory_os_table(files);
    suo_buffer found = {0};
    long before = blocks;
    arm_memory(n, false);
    suo_status st = index_make(os, FOLDER);
    bool is_reached = calls > n;
    arm_memory(-1, false);
    assert_true(st == SUO_OK || st == SUO_NO_MEMORY);
    assert_int_equal(blocks, before);
    suo_status read = index_examine(os, FOLDER, &found);
    if (st == SUO_OK && (read != SUO_OK || !buffer_is(&found, &f->old)))
        fail_msg("allocation %ld: SUO_OK, but another index", n);
    if (read != SUO_OK && read != SUO_NOT_FOUND)
        fail_msg("allocation %ld: %s", n, suo_status_name(read));
    suo_buffer_free(&found);
    memory_os_free(files);
    return is_reached;
}

static void test_writer__makes_a_whole_index_or_none(void **state)
{
    long n = 0;
    long cases = 0;
    const long step = effort_step();
    for (; check_make(*state, n); cases++)
        n += n < STEP_FROM ? step : 7 * step;
    print_message("%ld of %ld allocations\n", cases, n);
    assert_true(cases > 100 / step);
}

/* Salvaging: the new index is whole, or there is none. */
static bool check_salvage(const memory_os *small, long n, bool for_good)
{
    memory_os *files = memory_os_clone(small);
    const suo_os *os = memory_os_table(files);
    suo_salvage_report report;
    suo_manifest made;
    long before = blocks;
    arm_memory(n, for_good);
    suo_status st = suo_salvage_run(os, FOLDER, FOLDER "/new", &report, NULL);
    bool is_reached = calls > n;
    arm_memory(-1, false);
    assert_true(st == SUO_OK || st == SUO_NO_MEMORY);
    if (blocks != before || memory_os_open_count(files) != 0)
        fail_msg("allocation %ld: %ld blocks, %zu files are not freed", n,
                 blocks - before, memory_os_open_count(files));
    suo_status there = suo_manifest_read(&made, os, FOLDER "/new", NULL);
    suo_manifest_clear(&made);
    assert_true(there == (st == SUO_OK ? SUO_OK : SUO_NOT_FOUND));
    if (st == SUO_OK)
        assert_true(report.doc_count == 6 && report.lost_count == 0);
    memory_os_free(files);
    return is_reached;
}

static void test_salvage__survives_failed_allocations(void **state)
{
    memory_os *small = memory_os_new();
    (void)state;
    assert_status(work_write(memory_os_table(small)), SUO_OK);
    for (int for_good = 0; for_good < 2; for_good++) {
        long n = 0;
        while (check_salvage(small, n, for_good == 1))
            assert_true(++n < CALLS_MAX);
        printf("%ld allocations\n", n);
        assert_true(n > 100);
    }
    memory_os_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer__survives_one_failed_allocation),
        cmocka_unit_test(test_writer__survives_the_end_of_memory),
        cmocka_unit_test(test_reader__survives_one_failed_allocation),
        cmocka_unit_test(test_reader__survives_the_end_of_memory),
        cmocka_unit_test(test_writer__makes_a_whole_index_or_none),
        cmocka_unit_test(test_salvage__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
