/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_file.c - whole operations over a system that does them by halves.
 */
#include "support/unit.h"

#include <errno.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/file.h"
#include "support/faulty_os.h"
#include "support/memory_os.h"
#include "support/random.h"

enum { BYTES = 5000 };

typedef struct fixture {
    memory_os *files;
    faulty_os faulty;
    uint8_t bytes[BYTES];
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    test_random random = test_random_begin(16);
    if (f == NULL)
        return -1;
    f->files = memory_os_new();
    faulty_os_init(&f->faulty, memory_os_table(f->files));
    f->faulty.table.make_folder(&f->faulty, "f");
    faulty_os_arm(&f->faulty, -1, 0, false);
    for (size_t i = 0; i < BYTES; i++)
        f->bytes[i] = (uint8_t)test_random_next(&random);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    size_t open = memory_os_open_count(f->files);
    memory_os_free(f->files);
    free(f);
    return open == 0 ? 0 : -1; /* every test closes what it opens */
}

static void check_content(fixture *f, const char *path)
{
    uint8_t *bytes;
    size_t len;
    assert_status(
        suo_file_read_all(&f->faulty.table, path, BYTES, &bytes, &len, NULL),
        SUO_OK);
    assert_int_equal(len, BYTES);
    assert_memory_equal(bytes, f->bytes, BYTES);
    suo_dealloc(bytes);
}

static void test_file__is_written_whole_by_short_writes(void **state)
{
    fixture *f = *state;
    for (size_t part = 1; part < 100; part += 7) {
        f->faulty.write_max = part;
        assert_status(
            suo_file_write_all(&f->faulty.table, "f/a", f->bytes, BYTES, NULL),
            SUO_OK);
        check_content(f, "f/a");
    }
}

static void test_file__is_written_whole_through_interrupts(void **state)
{
    fixture *f = *state;
    f->faulty.interrupts = true;
    f->faulty.write_max = 100;
    assert_status(
        suo_file_write_all(&f->faulty.table, "f/a", f->bytes, BYTES, NULL),
        SUO_OK);
    check_content(f, "f/a");
}

/* An operation that is interrupted for ever ends all the same. */
static void test_file__gives_up_on_endless_interrupts(void **state)
{
    fixture *f = *state;
    for (long n = 0; n < 2; n++) {
        faulty_os_arm(&f->faulty, n, EINTR, true);
        assert_status(
            suo_file_write_all(&f->faulty.table, "f/a", f->bytes, BYTES, NULL),
            SUO_IO);
        assert_true(f->faulty.count < 100000);
    }
}

static void test_file__of_a_full_disk_says_full(void **state)
{
    static const int codes[] = {ENOSPC, EDQUOT, EFBIG};
    fixture *f = *state;
    for (size_t i = 0; i < 3; i++)
        for (long n = 0; n < 4; n++) {
            suo_error error = SUO_ERROR_EMPTY;
            faulty_os_arm(&f->faulty, n, codes[i], false);
            assert_status(suo_file_write_all(&f->faulty.table, "f/a", f->bytes,
                                             BYTES, &error),
                          SUO_FULL);
            assert_non_null(strstr(error.message, "f/a"));
            assert_int_equal(error.status, SUO_FULL);
        }
}

static void test_file__says_io_for_other_errors(void **state)
{
    fixture *f = *state;
    for (long n = 0; n < 4; n++) { /* create, write, sync, close */
        suo_error error = SUO_ERROR_EMPTY;
        faulty_os_arm(&f->faulty, n, EIO, false);
        assert_status(suo_file_write_all(&f->faulty.table, "f/a", f->bytes,
                                         BYTES, &error),
                      SUO_IO);
        assert_non_null(strstr(error.message, "f/a: cannot "));
    }
}

static void test_file__is_never_synced_again_after_a_failure(void **state)
{
    static const int codes[] = {EIO, EINTR, ENOSPC};
    fixture *f = *state;
    for (size_t i = 0; i < 3; i++) {
        faulty_os_arm(&f->faulty, 2, codes[i], false);
        assert_true(suo_file_write_all(&f->faulty.table, "f/a", f->bytes, BYTES,
                                       NULL) != SUO_OK);
        assert_int_equal(faulty_os_count(&f->faulty, "sync f/a"), 1);
        assert_int_equal(faulty_os_count(&f->faulty, "close f/a"), 1);
    }
}

static void test_file__that_is_not_there_is_not_found(void **state)
{
    fixture *f = *state;
    uint8_t *bytes;
    size_t len;
    suo_mapping mapping;
    assert_status(
        suo_file_read_all(&f->faulty.table, "f/none", 9, &bytes, &len, NULL),
        SUO_NOT_FOUND);
    assert_null(bytes);
    assert_status(suo_mapping_open(&mapping, &f->faulty.table, "f/none", NULL),
                  SUO_NOT_FOUND);
    assert_null(mapping.bytes);
    suo_mapping_close(&mapping);
}

static void test_file__over_the_maximum_is_not_read(void **state)
{
    fixture *f = *state;
    uint8_t *bytes;
    size_t len;
    memory_os_put(f->files, "f/a", f->bytes, BYTES);
    assert_status(suo_file_read_all(&f->faulty.table, "f/a", BYTES - 1, &bytes,
                                    &len, NULL),
                  SUO_LIMIT);
    assert_null(bytes);
    assert_int_equal(len, 0);
}

/* The file got shorter after it was measured: an error, not a loop. */
static int size_too_large(void *user, int file, uint64_t *bytes)
{
    (void)user;
    (void)file;
    *bytes = BYTES + 1;
    return 0;
}

static void test_file__that_shrinks_while_read_is_an_error(void **state)
{
    fixture *f = *state;
    uint8_t *bytes;
    size_t len;
    memory_os_put(f->files, "f/a", f->bytes, BYTES);
    f->faulty.table.size = size_too_large;
    assert_status(suo_file_read_all(&f->faulty.table, "f/a", 2 * BYTES, &bytes,
                                    &len, NULL),
                  SUO_CORRUPT);
    assert_null(bytes);
}

static void test_mapping__of_an_empty_file_is_corrupt(void **state)
{
    fixture *f = *state;
    suo_mapping mapping;
    memory_os_put(f->files, "f/a", "", 0);
    assert_status(suo_mapping_open(&mapping, &f->faulty.table, "f/a", NULL),
                  SUO_CORRUPT);
    assert_null(mapping.bytes);
}

static void test_mapping__leaves_no_handle_when_it_fails(void **state)
{
    fixture *f = *state;
    suo_mapping mapping;
    memory_os_put(f->files, "f/a", f->bytes, BYTES);
    for (long n = 0; n < 3; n++) { /* open, size, map */
        faulty_os_arm(&f->faulty, n, EMFILE, false);
        assert_status(suo_mapping_open(&mapping, &f->faulty.table, "f/a", NULL),
                      SUO_IO);
        assert_int_equal(memory_os_open_count(f->files), 0);
    }
    faulty_os_arm(&f->faulty, 2, ENOMEM, false);
    assert_status(suo_mapping_open(&mapping, &f->faulty.table, "f/a", NULL),
                  SUO_NO_MEMORY);
}

static void test_file__may_be_closed_twice(void **state)
{
    fixture *f = *state;
    suo_file file;
    assert_status(
        suo_file_open(&file, &f->faulty.table, "f/a", SUO_OPEN_CREATE, NULL),
        SUO_OK);
    assert_status(suo_file_close(&file, NULL), SUO_OK);
    assert_status(suo_file_close(&file, NULL), SUO_OK);
    assert_int_equal(faulty_os_count(&f->faulty, "close"), 1);
}

/* ---- the system itself ---- */

static void test_lock__keeps_out_a_second_of_the_same_process(void **state)
{
    char folder[] = "test_file_XXXXXX";
    char path[64];
    suo_lock first;
    suo_lock second;
    suo_error error = SUO_ERROR_EMPTY;
    const suo_os *os = suo_os_posix();
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/lock", folder);
    assert_status(suo_lock_take(&first, os, path, NULL), SUO_OK);
    assert_status(suo_lock_take(&second, os, path, &error), SUO_BUSY);
    assert_non_null(strstr(error.message, path));
    assert_true(suo_lock_is_own(&first));
    assert_false(suo_lock_is_own(&second));
    suo_lock_release(&second);
    assert_status(suo_lock_take(&second, os, path, NULL), SUO_BUSY);
    suo_lock_release(&first);
    assert_status(suo_lock_take(&second, os, path, NULL), SUO_OK);
    suo_lock_release(&second);
    suo_file_remove(os, path);
    rmdir(folder);
}

static int count_name(void *user, const char *name)
{
    *(size_t *)user += name[0] != '.';
    return 0;
}

static void test_posix__makes_maps_renames_lists_and_removes(void **state)
{
    char folder[] = "test_file_XXXXXX";
    char from[64];
    char to[64];
    fixture *f = *state;
    suo_mapping mapping;
    size_t count = 0;
    bool is_new = true;
    const suo_os *os = suo_os_posix();
    assert_non_null(mkdtemp(folder));
    snprintf(from, sizeof(from), "%s/from", folder);
    snprintf(to, sizeof(to), "%s/to", folder);
    assert_status(suo_folder_make(os, folder, &is_new, NULL), SUO_OK);
    assert_false(is_new);
    assert_status(suo_file_write_all(os, from, f->bytes, BYTES, NULL), SUO_OK);
    assert_status(suo_folder_make(os, from, &is_new, NULL), SUO_NOT_FOUND);
    assert_status(suo_file_rename(os, from, to, NULL), SUO_OK);
    assert_status(suo_folder_sync(os, folder, NULL), SUO_OK);
    assert_status(suo_mapping_open(&mapping, os, from, NULL), SUO_NOT_FOUND);
    assert_status(suo_mapping_open(&mapping, os, to, NULL), SUO_OK);
    assert_int_equal(mapping.len, BYTES);
    assert_memory_equal(mapping.bytes, f->bytes, BYTES);
    suo_mapping_close(&mapping);
    assert_int_equal(os->list_folder(os->user, folder, count_name, &count), 0);
    assert_int_equal(count, 1);
    suo_file_remove(os, to);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_file__is_written_whole_by_short_writes),
        FILE_TEST(test_file__is_written_whole_through_interrupts),
        FILE_TEST(test_file__gives_up_on_endless_interrupts),
        FILE_TEST(test_file__of_a_full_disk_says_full),
        FILE_TEST(test_file__says_io_for_other_errors),
        FILE_TEST(test_file__is_never_synced_again_after_a_failure),
        FILE_TEST(test_file__that_is_not_there_is_not_found),
        FILE_TEST(test_file__over_the_maximum_is_not_read),
        FILE_TEST(test_file__that_shrinks_while_read_is_an_error),
        FILE_TEST(test_mapping__of_an_empty_file_is_corrupt),
        FILE_TEST(test_mapping__leaves_no_handle_when_it_fails),
        FILE_TEST(test_file__may_be_closed_twice),
        FILE_TEST(test_lock__keeps_out_a_second_of_the_same_process),
        FILE_TEST(test_posix__makes_maps_renames_lists_and_removes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
