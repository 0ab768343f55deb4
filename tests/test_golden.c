/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_golden.c - index files made by an earlier build answer as they did,
 * and files of a newer version are refused by name.
 *
 * SUO_GOLDEN_MAKE=1 makes the files and texts of tests/golden anew, with the
 * format's number in their names: for a new version of the format only.
 */
#include "support/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "index/layout.h"
#include "support/content.h"
#include "support/golden.h"
#include "support/seal.h"

#define FOLDER "f"

static void golden_write(size_t i)
{
    char path[512];
    suo_buffer answers = {0};
    snprintf(path, sizeof(path), "%s/tests/golden", SUO_SOURCE_DIR);
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/tests/golden/%s", SUO_SOURCE_DIR,
             golden_name(i));
    assert_status(golden_make(i, suo_os_posix(), path), SUO_OK);
    assert_status(golden_answers(suo_os_posix(), path, &answers), SUO_OK);
    strcat(path, "/lock");
    unlink(path);
    strcpy(path + strlen(path) - strlen("/lock"), ".txt");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(answers.data, 1, answers.len, file), answers.len);
    fclose(file);
    suo_buffer_free(&answers);
}

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; golden_name(i) != NULL; i++)
        if (getenv("SUO_GOLDEN_MAKE") != NULL)
            golden_write(i);
    return 0;
}

static void test_golden__answers_as_when_it_was_made(void **state)
{
    (void)state;
    for (size_t i = 0; golden_name(i) != NULL; i++) {
        suo_buffer answers = {0};
        memory_os *files = golden_load(i, FOLDER);
        char *expected = golden_expected(i);
        assert_status(golden_answers(memory_os_table(files), FOLDER, &answers),
                      SUO_OK);
        suo_buffer_add_u8(&answers, 0);
        assert_string_equal((const char *)answers.data, expected);
        printf("%s: %zu files, %zu bytes of answers\n", golden_name(i),
               memory_os_file_count(files), answers.len);
        free(expected);
        suo_buffer_free(&answers);
        memory_os_free(files);
    }
}

/* Set a number of the head, and make the hashes right again. */
static void forge_head(memory_os *files, const char *path, size_t at,
                       uint32_t value)
{
    size_t len;
    uint8_t *bytes = memory_os_bytes(files, path, &len);
    bool is_segment = memcmp(bytes, SUO_MAGIC_SEGMENT, SUO_MAGIC_BYTES) == 0;
    bool is_manifest = memcmp(bytes, SUO_MAGIC_MANIFEST, SUO_MAGIC_BYTES) == 0;
    suo_store_u32(bytes + at, value);
    if (is_segment) {
        const seal_frame frame = seal_read(bytes, len);
        uint64_t before = suo_load_u64(bytes + frame.trailer + 56);
        suo_store_u64(bytes + 56, suo_hash(bytes, 56));
        seal_manifest(files, FOLDER, before, seal_segment(bytes, &frame));
        return;
    }
    uint64_t before = suo_load_u64(bytes + len - 8);
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    if (!is_manifest)
        seal_manifest(files, FOLDER, before, suo_load_u64(bytes + len - 8));
}

static void check_refused(size_t i, size_t file, size_t at, uint32_t value)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *snapshot;
    memory_os *files = golden_load(i, FOLDER);
    const char *path = memory_os_name(files, file);
    forge_head(files, path, at, value);
    suo_status st =
        suo_snapshot_load(memory_os_table(files), FOLDER, &snapshot, &error);
    assert_status(st, SUO_VERSION);
    assert_non_null(strstr(error.message, path)); /* says which */
    assert_non_null(strstr(error.message, "newer Suo"));
    memory_os_free(files);
}

/* A newer version, and a feature that is not known, in each kind of file. */
static void test_golden__of_a_newer_version_is_refused_by_name(void **state)
{
    size_t cases = 0;
    (void)state;
    for (size_t i = 0; golden_name(i) != NULL; i++) {
        memory_os *files = golden_load(i, FOLDER);
        for (size_t f = 0; f < memory_os_file_count(files); f++, cases++) {
            check_refused(i, f, 8, SUO_FORMAT_VERSION + 1);
            check_refused(i, f, 12, 1);
        }
        memory_os_free(files);
    }
    assert_true(cases >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden__answers_as_when_it_was_made),
        cmocka_unit_test(test_golden__of_a_newer_version_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
