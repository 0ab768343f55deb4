/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_faults.c - each operation of the system fails, while a writer works.
 *
 * An index with a commit is opened, changed and committed; operation n fails,
 * for every n. Whatever happens, the index then holds the old commit or the
 * new one, whole; the new one if the commit said SUO_OK.
 */
#include "support/unit.h"

#include <errno.h>
#include <unistd.h>

#include "support/effort.h"
#include "support/faulty_os.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "write/writer.h"

#define FOLDER "f"

enum { NEW_DOCS = 12, OPERATIONS_MAX = 1000 };

static const int CODES[] = {EIO, ENOSPC, EINTR, EMFILE};

typedef struct fixture {
    memory_os *base;  /* the index before */
    suo_buffer old;   /* its answers */
    suo_buffer fresh; /* those after */
    suo_buffer found;
    faulty_os faulty;
} fixture;

/* What became of the calls of a writer; SUO_OK for those not made. */
typedef struct outcome {
    suo_status opened;
    suo_status changed; /* the first failure of a put or a delete */
    suo_status committed;
    bool is_committed;
} outcome;

/* Puts, a delete, words; the first failure ends it. */
static suo_status change(suo_writer *writer)
{
    suo_document *document;
    suo_error error = SUO_ERROR_EMPTY;
    const suo_slice key = {(const uint8_t *)"doc-5", 5};
    suo_status st =
        suo_document_new(suo_writer_get_schema(writer), &document, NULL);
    for (uint32_t i = 0; i < NEW_DOCS && st == SUO_OK; i++) {
        bool replaced;
        st = index_article(document, 10 + i * 20, 2);
        if (st == SUO_OK)
            st = suo_writer_add(writer, document, &replaced, &error);
    }
    if (st == SUO_OK)
        st = suo_writer_remove(writer, key, &error);
    suo_document_free(document);
    if (st != SUO_OK)
        assert_true(error.status == st && error.message[0] != '\0');
    return st == SUO_OK ? index_words(writer, 2) : st;
}

/* A writer that failed does nothing any more. */
static void check_poisoned(suo_writer *writer)
{
    const suo_slice key = {(const uint8_t *)"doc-6", 5};
    assert_status(change(writer), SUO_STATE);
    assert_status(suo_writer_remove(writer, key, NULL), SUO_STATE);
    assert_status(suo_writer_put_word(writer, key, 1, NULL), SUO_STATE);
    assert_status(suo_writer_drop_word(writer, key, NULL), SUO_STATE);
    assert_status(suo_writer_put_synonyms(writer, key, NULL), SUO_STATE);
    assert_status(suo_writer_finish(writer, (suo_slice){0}, NULL), SUO_STATE);
}

/* Open, change, commit, close; a small memory makes it flush in between. */
static outcome run_writer(const suo_os *os, const char *folder)
{
    outcome out = {0};
    suo_writer *writer;
    suo_error error = SUO_ERROR_EMPTY;
    out.opened = suo_writer_make(os, folder, NULL, 1, &writer, &error);
    if (out.opened != SUO_OK) {
        assert_null(writer);
        assert_true(error.status == out.opened && error.message[0] != '\0');
        return out;
    }
    out.changed = change(writer);
    if (out.changed == SUO_OK) {
        out.committed = suo_writer_finish(writer, (suo_slice){0}, &error);
        out.is_committed = out.committed == SUO_OK;
    }
    if (!out.is_committed)
        check_poisoned(writer);
    suo_writer_free(writer);
    return out;
}

static void answers_of(const suo_os *os, suo_buffer *answers)
{
    suo_buffer_reset(answers);
    assert_status(index_examine(os, FOLDER, answers), SUO_OK);
}

static int set_up(void **state)
{
    static fixture f;
    f.base = memory_os_new();
    if (index_make(memory_os_table(f.base), FOLDER) != SUO_OK)
        return -1;
    memory_os *files = memory_os_clone(f.base);
    answers_of(memory_os_table(files), &f.old);
    outcome out = run_writer(memory_os_table(files), FOLDER);
    answers_of(memory_os_table(files), &f.fresh);
    memory_os_free(files);
    *state = &f;
    return out.is_committed ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    memory_os_free(f->base);
    suo_buffer_free(&f->old);
    suo_buffer_free(&f->fresh);
    suo_buffer_free(&f->found);
    return 0;
}

static bool buffer_is(const suo_buffer *a, const suo_buffer *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* The index holds one of the two commits, and the next writer cleans up. */
static void check_after(fixture *f, memory_os *files, bool must_be_new,
                        const char *what)
{
    const suo_os *os = memory_os_table(files);
    suo_writer *writer;
    answers_of(os, &f->found);
    bool is_new = buffer_is(&f->found, &f->fresh);
    if (!is_new && !buffer_is(&f->found, &f->old))
        fail_msg("%s: neither the old nor the new commit", what);
    if (must_be_new && !is_new)
        fail_msg("%s: the commit said SUO_OK and is lost", what);
    assert_status(suo_writer_make(os, FOLDER, NULL, 0, &writer, NULL), SUO_OK);
    assert_status(suo_writer_finish(writer, (suo_slice){0}, NULL), SUO_OK);
    suo_writer_free(writer);
    if (!index_is_tidy(os, FOLDER))
        fail_msg("%s: files are left over", what);
}

static bool status_is_clear(suo_status st)
{
    return st == SUO_OK || st == SUO_IO || st == SUO_FULL;
}

/* Returns whether the operation was reached. */
static bool check_fault(fixture *f, long n, int code, bool for_good)
{
    char what[200];
    memory_os *files = memory_os_clone(f->base);
    faulty_os_init(&f->faulty, memory_os_table(files));
    faulty_os_arm(&f->faulty, n, code, for_good);
    outcome out = run_writer(&f->faulty.table, FOLDER);
    bool is_reached = f->faulty.count > n;
    snprintf(what, sizeof(what), "operation %ld (%s), errno %d%s", n,
             is_reached && n < FAULTY_LOG_MAX ? f->faulty.log[n] : "-", code,
             for_good ? " for good" : "");
    if (!status_is_clear(out.opened) || !status_is_clear(out.changed) ||
        !status_is_clear(out.committed))
        fail_msg("%s: open %s, change %s, commit %s", what,
                 suo_status_name(out.opened), suo_status_name(out.changed),
                 suo_status_name(out.committed));
    if (memory_os_open_count(files) != 0)
        fail_msg("%s: something stays open", what);
    check_after(f, files, out.is_committed, what);
    memory_os_free(files);
    return is_reached;
}

static void check_all_faults(fixture *f, bool for_good)
{
    const long step = effort_step();
    size_t cases = 0;
    effort_print();
    for (size_t i = 0; i < sizeof(CODES) / sizeof(CODES[0]); i++) {
        long n = (long)i % step; /* others for each code */
        for (; check_fault(f, n, CODES[i], for_good); n += step) {
            cases++;
            assert_true(n < OPERATIONS_MAX);
        }
        assert_true(n > 30);
    }
    print_message("%zu faults\n", cases);
}

static void test_writer__survives_each_fault_that_passes(void **state)
{
    check_all_faults(*state, false);
}

static void test_writer__survives_each_fault_that_stays(void **state)
{
    check_all_faults(*state, true);
}

/* Making a new index: it is there whole, or not at all. */
static void test_writer__makes_a_new_index_or_none(void **state)
{
    fixture *f = *state;
    size_t cases = 0;
    for (long n = 0, is_reached = 1; is_reached; n += effort_step(), cases++) {
        memory_os *files = memory_os_new();
        faulty_os_init(&f->faulty, memory_os_table(files));
        faulty_os_arm(&f->faulty, n, EIO, true);
        suo_status st = index_make(&f->faulty.table, FOLDER);
        is_reached = f->faulty.count > n;
        assert_true(status_is_clear(st));
        assert_int_equal(memory_os_open_count(files), 0);
        suo_buffer_reset(&f->found);
        suo_status found =
            index_examine(memory_os_table(files), FOLDER, &f->found);
        assert_true(found == SUO_OK || found == SUO_NOT_FOUND);
        if (st == SUO_OK)
            assert_true(buffer_is(&f->found, &f->old));
        memory_os_free(files);
    }
    print_message("%zu faults\n", cases);
    assert_true(cases > 30 / effort_step());
}

static void test_writer__works_by_short_and_interrupted_calls(void **state)
{
    fixture *f = *state;
    memory_os *files = memory_os_clone(f->base);
    faulty_os_init(&f->faulty, memory_os_table(files));
    f->faulty.interrupts = true;
    f->faulty.write_max = 777;
    outcome out = run_writer(&f->faulty.table, FOLDER);
    assert_true(out.is_committed);
    check_after(f, files, true, "short calls");
    memory_os_free(files);
}

/* Reading, mapped or copied: all the answers, or a status. */
static bool check_reader(fixture *f, long n, int code, bool for_good,
                         bool copies)
{
    const suo_reading reading = {.copies = copies};
    faulty_os_init(&f->faulty, memory_os_table(f->base));
    faulty_os_arm(&f->faulty, n, code, for_good);
    suo_buffer_reset(&f->found);
    suo_status st =
        index_answers_as(&f->faulty.table, FOLDER, &reading, &f->found);
    if (!status_is_clear(st))
        fail_msg("operation %ld, errno %d: %s", n, code, suo_status_name(st));
    assert_int_equal(memory_os_open_count(f->base), 0);
    if (st == SUO_OK)
        assert_true(f->found.len > 0 && f->found.len <= f->old.len &&
                    memcmp(f->found.data, f->old.data, f->found.len) == 0);
    return f->faulty.count > n;
}

static void test_reader__survives_each_fault(void **state)
{
    const long step = effort_step();
    size_t cases = 0;
    for (size_t i = 0; i < sizeof(CODES) / sizeof(CODES[0]); i++)
        for (int way = 0; way < 4; way++)
            for (long n = (long)i % step;
                 check_reader(*state, n, CODES[i], way % 2 == 1, way > 1);
                 n += step)
                cases++;
    print_message("%zu faults\n", cases);
    assert_true(cases > 200 / (size_t)step);
}

/* ---- crashes ---- */

static bool check_crash(fixture *f, long n, memory_crash how)
{
    char what[200];
    memory_os *files = memory_os_clone(f->base);
    faulty_os_init(&f->faulty, memory_os_table(files));
    faulty_os_arm(&f->faulty, n, EIO, true); /* nothing happens after it */
    outcome out = run_writer(&f->faulty.table, FOLDER);
    bool is_reached = f->faulty.count > n;
    snprintf(what, sizeof(what), "crash %d before operation %ld (%s)", how, n,
             is_reached && n < FAULTY_LOG_MAX ? f->faulty.log[n] : "-");
    memory_os_crash(files, how);
    check_after(f, files, out.is_committed, what);
    memory_os_free(files);
    return is_reached;
}

static void test_commit__is_durable_or_was_not_made(void **state)
{
    fixture *f = *state;
    size_t cases = 0;
    const long step = effort_step();
    for (int how = CRASH_LOSES_ALL; how <= CRASH_KEEPS_ALL; how++)
        for (long n = how % step; check_crash(f, n, (memory_crash)how);
             n += step)
            cases++;
    print_message("%zu crashes\n", cases);
    assert_true(cases > 90 / (size_t)step);
}

/* ---- on the real system ---- */

static int remove_visit(void *user, const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", (const char *)user, name);
    if (name[0] != '.')
        unlink(path);
    return 0;
}

static void remove_folder(char *folder)
{
    const suo_os *os = suo_os_posix();
    os->list_folder(os->user, folder, remove_visit, folder);
    assert_int_equal(rmdir(folder), 0);
}

static bool check_real_fault(fixture *f, long n)
{
    char folder[] = "test_faults_XXXXXX";
    const suo_os *os = suo_os_posix();
    assert_non_null(mkdtemp(folder));
    assert_status(index_make(os, folder), SUO_OK);
    faulty_os_init(&f->faulty, os);
    faulty_os_arm(&f->faulty, n, EIO, false);
    outcome out = run_writer(&f->faulty.table, folder);
    bool is_reached = f->faulty.count > n;
    suo_buffer_reset(&f->found);
    assert_status(index_examine(os, folder, &f->found), SUO_OK);
    assert_true(buffer_is(&f->found, &f->fresh) ||
                (!out.is_committed && buffer_is(&f->found, &f->old)));
    remove_folder(folder);
    return is_reached;
}

static void test_writer__survives_faults_on_disk(void **state)
{
    fixture *f = *state;
    long n = 0;
    while (check_real_fault(f, n))
        n += 5;
    assert_true(n > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer__survives_each_fault_that_passes),
        cmocka_unit_test(test_writer__survives_each_fault_that_stays),
        cmocka_unit_test(test_writer__makes_a_new_index_or_none),
        cmocka_unit_test(test_writer__works_by_short_and_interrupted_calls),
        cmocka_unit_test(test_reader__survives_each_fault),
        cmocka_unit_test(test_commit__is_durable_or_was_not_made),
        cmocka_unit_test(test_writer__survives_faults_on_disk),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
