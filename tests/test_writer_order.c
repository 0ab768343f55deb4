/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_writer_order.c - the order of operations that makes a commit durable
 * (FORMAT.md 1), as a recording system saw it.
 */
#include "support/unit.h"

#include "support/faulty_os.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "write/writer.h"

#define FOLDER "f"

typedef struct fixture {
    memory_os *files;
    faulty_os faulty;
    suo_writer *writer;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    suo_document *document;
    f.files = memory_os_new();
    faulty_os_init(&f.faulty, memory_os_table(f.files));
    *state = &f;
    if (index_make(memory_os_table(f.files), FOLDER) != SUO_OK ||
        suo_writer_make(&f.faulty.table, FOLDER, NULL, 0, &f.writer, NULL) !=
            SUO_OK ||
        suo_document_new(suo_writer_get_schema(f.writer), &document, NULL) !=
            SUO_OK)
        return -1;
    suo_status st = SUO_OK;
    for (uint32_t i = 0; i < 10 && st == SUO_OK; i++) {
        bool replaced;
        st = index_article(document, i, 9);
        if (st == SUO_OK)
            st = suo_writer_add(f.writer, document, &replaced, NULL);
    }
    suo_document_free(document);
    faulty_os_arm(&f.faulty, -1, 0, false);
    if (st == SUO_OK)
        st = suo_writer_finish(f.writer, (suo_slice){0}, NULL);
    return st == SUO_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    suo_writer_free(f->writer);
    memory_os_free(f->files);
    return 0;
}

/* Number of the first or the last log entry that begins with 'what'. */
static long log_find(const fixture *f, const char *what, bool last)
{
    long found = -1;
    for (size_t i = 0; i < f->faulty.log_count; i++)
        if (strncmp(f->faulty.log[i], what, strlen(what)) == 0) {
            found = (long)i;
            if (!last)
                break;
        }
    if (found < 0)
        fail_msg("never: %s", what);
    return found;
}

static long first(const fixture *f, const char *what)
{
    return log_find(f, what, false);
}

static long last(const fixture *f, const char *what)
{
    return log_find(f, what, true);
}

static void test_commit__syncs_each_file_after_its_last_write(void **state)
{
    const fixture *f = *state;
    static const char *const names[] = {
        "s-0000000000000003.suo", "d-0000000000000001-0000000000000003.suo",
        "manifest.new"};
    for (size_t i = 0; i < 3; i++) {
        char write[100];
        char sync[100];
        char close[100];
        snprintf(write, sizeof(write), "write " FOLDER "/%s", names[i]);
        snprintf(sync, sizeof(sync), "sync " FOLDER "/%s", names[i]);
        snprintf(close, sizeof(close), "close " FOLDER "/%s", names[i]);
        assert_true(last(f, write) < first(f, sync));
        assert_true(last(f, sync) < last(f, close));
        assert_int_equal(faulty_os_count(&f->faulty, sync), 1);
    }
}

static void test_commit__syncs_the_folder_before_the_manifest(void **state)
{
    const fixture *f = *state;
    long folder = first(f, "syncdir " FOLDER);
    assert_true(last(f, "sync " FOLDER "/s-") < folder);
    assert_true(last(f, "sync " FOLDER "/d-") < folder);
    assert_true(folder < first(f, "create " FOLDER "/manifest.new"));
}

static void test_commit__renames_the_synced_manifest_then_syncs(void **state)
{
    const fixture *f = *state;
    long renamed = first(f, "rename " FOLDER "/manifest.new");
    assert_true(last(f, "close " FOLDER "/manifest.new") < renamed);
    assert_true(renamed < last(f, "syncdir " FOLDER));
    assert_int_equal(faulty_os_count(&f->faulty, "rename"), 1);
    assert_int_equal(faulty_os_count(&f->faulty, "syncdir"), 2);
}

static void test_commit__removes_old_files_only_when_it_is_durable(void **state)
{
    const fixture *f = *state;
    assert_true(last(f, "syncdir " FOLDER) < first(f, "remove "));
    assert_true(index_is_tidy(memory_os_table(f->files), FOLDER));
}

static void test_commit__never_opens_a_listed_file_for_writing(void **state)
{
    const fixture *f = *state;
    assert_int_equal(faulty_os_count(&f->faulty, "create"), 3);
    assert_int_equal(
        faulty_os_count(&f->faulty, "create " FOLDER "/manifest.suo"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit__syncs_each_file_after_its_last_write),
        cmocka_unit_test(test_commit__syncs_the_folder_before_the_manifest),
        cmocka_unit_test(test_commit__renames_the_synced_manifest_then_syncs),
        cmocka_unit_test(
            test_commit__removes_old_files_only_when_it_is_durable),
        cmocka_unit_test(test_commit__never_opens_a_listed_file_for_writing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
