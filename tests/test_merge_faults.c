/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_merge_faults.c - each operation of the system, and each allocation,
 * fails while an index is merged.
 *
 * Parts of a due merge, a commit between them, then everything into one:
 * whatever fails, the index gives the answers it gave, for a merge changes
 * none; nothing leaks, and the next writer cleans up.
 */
#include "support/unit.h"

#include <errno.h>

#include "support/effort.h"
#include "support/failing_memory.h"
#include "support/faulty_os.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "write/writer.h"

#define FOLDER "f"

enum { DOCS = 24, TRIES_MAX = 20000 };

typedef struct fixture {
    memory_os *base;
    suo_buffer answers; /* less the number of the commit */
    suo_buffer found;
    faulty_os faulty;
} fixture;

/* Each document in a segment of its own; a few are dead. */
static suo_status make(const suo_os *os)
{
    suo_schema *schema = NULL;
    suo_document *document = NULL;
    suo_writer *writer = NULL;
    const suo_slice key = {(const uint8_t *)"doc-5", 5};
    suo_status st = index_schema(&schema);
    if (st == SUO_OK)
        st = suo_document_new(schema, &document, NULL);
    if (st == SUO_OK)
        st = suo_writer_make(os, FOLDER, schema, 1, &writer, NULL);
    if (st == SUO_OK)
        suo_writer_set_merging(writer, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < DOCS && st == SUO_OK; i++) {
        bool replaced;
        st = index_article(document, i, 0);
        if (st == SUO_OK)
            st = suo_writer_add(writer, document, &replaced, NULL);
    }
    if (st == SUO_OK)
        st = suo_writer_finish(writer, (suo_slice){0}, NULL);
    if (st == SUO_OK)
        st = suo_writer_remove(writer, key, NULL);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, (suo_slice){0}, NULL);
    suo_writer_free(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    return st;
}

/* A few documents by a bulk, all thrown away with a merge of everything. */
static suo_status go_back(suo_writer *writer)
{
    suo_bulk *bulk = NULL;
    suo_document *document = NULL;
    uint64_t replaced;
    suo_status st =
        suo_document_new(suo_writer_get_schema(writer), &document, NULL);
    if (st == SUO_OK)
        st = suo_bulk_make(writer, &bulk, NULL);
    for (uint32_t i = 0; i < 3 && st == SUO_OK; i++) {
        st = index_article(document, i * 9, 1);
        if (st == SUO_OK)
            st = suo_bulk_add(bulk, document, NULL);
    }
    suo_status failed = st;
    if (st == SUO_OK)
        st = suo_writer_add_bulk(writer, bulk, &replaced, NULL);
    else
        st = suo_writer_undo(writer, NULL); /* a bulk's failure is its own */
    if (st == SUO_OK)
        st = suo_writer_merge_whole(writer, NULL);
    if (st == SUO_OK)
        st = suo_writer_undo(writer, NULL);
    suo_bulk_free(bulk);
    suo_document_free(document);
    return st == SUO_OK ? failed : st;
}

/* Two parts of a merge, a commit, the rest, a commit, changes that are thrown
 * away, all, a commit. */
static suo_status merge(const suo_os *os)
{
    suo_writer *writer = NULL;
    bool is_done = false;
    const suo_slice note = {0};
    suo_status st = suo_writer_make(os, FOLDER, NULL, 1, &writer, NULL);
    if (st == SUO_OK)
        suo_writer_set_merging(writer, SUO_MERGE_NONE);
    for (int i = 0; i < 2 && st == SUO_OK; i++)
        st = suo_writer_merge_due(writer, 2000, &is_done, NULL);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, note, NULL);
    while (st == SUO_OK && !is_done)
        st = suo_writer_merge_due(writer, 10000, &is_done, NULL);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, note, NULL);
    bool is_poisoned = st != SUO_OK;
    if (st == SUO_OK)
        st = go_back(writer);
    if (st == SUO_OK)
        st = suo_writer_merge_whole(writer, NULL);
    if (st == SUO_OK)
        st = suo_writer_finish(writer, note, NULL);
    if (is_poisoned && writer != NULL) {
        assert_status(suo_writer_merge_due(writer, 1, &is_done, NULL),
                      SUO_STATE);
        assert_status(suo_writer_merge_whole(writer, NULL), SUO_STATE);
    }
    suo_writer_free(writer);
    return st;
}

/* The answers, without the line that names the commit. */
static void answers_of(const suo_os *os, suo_buffer *answers)
{
    suo_buffer all = {0};
    suo_buffer_reset(answers);
    assert_status(index_answers(os, FOLDER, &all), SUO_OK);
    const uint8_t *line = memchr(all.data, '\n', all.len);
    assert_non_null(line);
    suo_buffer_add(answers, line, all.len - (size_t)(line - all.data));
    suo_buffer_free(&all);
}

static int set_up(void **state)
{
    static fixture f;
    arm_memory(-1, false);
    f.base = memory_os_new();
    if (make(memory_os_table(f.base)) != SUO_OK)
        return -1;
    answers_of(memory_os_table(f.base), &f.answers);
    *state = &f;
    return f.answers.len > 1000 ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    memory_os_free(f->base);
    suo_buffer_free(&f->answers);
    suo_buffer_free(&f->found);
    return blocks == 0 ? 0 : -1;
}

/* The answers are there, and the next writer leaves one tidy commit. */
static void check_after(fixture *f, memory_os *files, const char *what)
{
    const suo_os *os = memory_os_table(files);
    suo_writer *writer;
    if (memory_os_open_count(files) != 0)
        fail_msg("%s: something stays open", what);
    answers_of(os, &f->found);
    if (f->found.len != f->answers.len ||
        memcmp(f->found.data, f->answers.data, f->found.len) != 0)
        fail_msg("%s: other answers", what);
    assert_status(suo_writer_make(os, FOLDER, NULL, 0, &writer, NULL), SUO_OK);
    suo_writer_free(writer);
    if (!index_is_tidy(os, FOLDER))
        fail_msg("%s: files are left over", what);
}

static bool check_fault(fixture *f, long n, int code, bool for_good)
{
    char what[200];
    memory_os *files = memory_os_clone(f->base);
    faulty_os_init(&f->faulty, memory_os_table(files));
    faulty_os_arm(&f->faulty, n, code, for_good);
    suo_status st = merge(&f->faulty.table);
    bool is_reached = f->faulty.count > n;
    snprintf(what, sizeof(what), "operation %ld (%s), errno %d: %s", n,
             is_reached && n < FAULTY_LOG_MAX ? f->faulty.log[n] : "-", code,
             suo_status_name(st));
    if (st != SUO_OK && st != SUO_IO && st != SUO_FULL)
        fail_msg("%s", what);
    check_after(f, files, what);
    memory_os_free(files);
    return is_reached;
}

/* Begins at 'from': rounds that do one of some do others each. */
static void check_faults(fixture *f, long from, int code, bool for_good)
{
    const long step = effort_step();
    long n = from % step;
    for (; check_fault(f, n, code, for_good); n += step)
        assert_true(n < TRIES_MAX);
    print_message("%ld operations by steps of %ld\n", n, step);
    assert_true(n > 100);
}

static void test_merge__survives_each_fault(void **state)
{
    check_faults(*state, 0, EIO, false);
    check_faults(*state, 1, EMFILE, true);
}

static void test_merge__survives_a_full_disk(void **state)
{
    check_faults(*state, 2, ENOSPC, true);
}

static bool check_allocation(fixture *f, long n, bool for_good)
{
    char what[64];
    memory_os *files = memory_os_clone(f->base);
    long before = blocks;
    arm_memory(n, for_good);
    suo_status st = merge(memory_os_table(files));
    bool is_reached = calls > n;
    arm_memory(-1, false);
    snprintf(what, sizeof(what), "allocation %ld", n);
    if (st != SUO_OK && st != SUO_NO_MEMORY)
        fail_msg("%s: %s", what, suo_status_name(st));
    if (blocks != before)
        fail_msg("%s: %ld blocks are not freed", what, blocks - before);
    check_after(f, files, what);
    memory_os_free(files);
    return is_reached;
}

static void check_allocations(fixture *f, bool for_good)
{
    const long step = effort_step();
    long n = for_good ? step - 1 : 0;
    for (; check_allocation(f, n, for_good); n += step)
        assert_true(n < TRIES_MAX);
    print_message("%ld allocations by steps of %ld\n", n, step);
    assert_true(n > 300);
}

static void test_merge__survives_one_failed_allocation(void **state)
{
    check_allocations(*state, false);
}

static void test_merge__survives_the_end_of_memory(void **state)
{
    check_allocations(*state, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge__survives_each_fault),
        cmocka_unit_test(test_merge__survives_a_full_disk),
        cmocka_unit_test(test_merge__survives_one_failed_allocation),
        cmocka_unit_test(test_merge__survives_the_end_of_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
