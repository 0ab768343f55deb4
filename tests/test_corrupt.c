/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_corrupt.c - every byte of an index changed, every file cut.
 *
 * The index is opened, asked and checked after each change, from memory: a
 * damaged file gives an error, or exactly the answers of the intact one. The
 * hostile part then makes the hashes right again, as somebody who means harm
 * would: anything goes but a crash, a read outside, or a loop without end.
 */
#include "support/unit.h"

#include <unistd.h>

#include "base/hash.h"
#include "index/layout.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "support/random.h"
#include "support/seal.h"

#define FOLDER "f"

#if defined(__SANITIZE_ADDRESS__)
enum { HOSTILE_CASES = 1500, CUT_STEP = 29 };
#else
enum { HOSTILE_CASES = 4000, CUT_STEP = 7 };
#endif

typedef struct fixture {
    memory_os *files;
    suo_buffer intact; /* its answers */
    suo_buffer answers;
} fixture;

static void remove_folder(const memory_os *files, const char *folder)
{
    for (size_t i = 0; i < memory_os_file_count(files); i++) {
        char path[256];
        snprintf(path, sizeof(path), "%s%s", folder,
                 memory_os_name(files, i) + strlen(FOLDER));
        unlink(path);
    }
    rmdir(folder);
}

static int set_up(void **state)
{
    static fixture f;
    char folder[] = "test_corrupt_XXXXXX";
    if (mkdtemp(folder) == NULL || index_make(suo_os_posix(), folder) != SUO_OK)
        return -1;
    f.files = memory_os_new();
    memory_os_load(f.files, folder, FOLDER);
    remove_folder(f.files, folder);
    *state = &f;
    return index_examine(memory_os_table(f.files), FOLDER, &f.intact) == SUO_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    memory_os_free(f->files);
    suo_buffer_free(&f->intact);
    suo_buffer_free(&f->answers);
    return 0;
}

static suo_status examine(fixture *f)
{
    suo_buffer_reset(&f->answers);
    return index_examine(memory_os_table(f->files), FOLDER, &f->answers);
}

/* After a change: an error, or the answers of the intact index. */
static void check_damaged(fixture *f, const char *path, size_t at)
{
    suo_status st = examine(f);
    bool is_same = f->answers.len == f->intact.len &&
                   memcmp(f->answers.data, f->intact.data, f->intact.len) == 0;
    if (st == SUO_OK && !is_same)
        fail_msg("%s: byte %zu changed, other answers, no error", path, at);
    if (st != SUO_OK && st != SUO_CORRUPT && st != SUO_VERSION &&
        st != SUO_NOT_FOUND)
        fail_msg("%s: byte %zu changed: %s", path, at, suo_status_name(st));
    if (memory_os_open_count(f->files) != 0)
        fail_msg("%s: byte %zu changed: something stays open", path, at);
}

static const char *base_name(const char *path)
{
    return strrchr(path, '/') + 1;
}

static void test_index__has_all_that_is_to_be_damaged(void **state)
{
    fixture *f = *state;
    size_t deletions = 0;
    size_t segments = 0;
    size_t vocabularies = 0;
    for (size_t i = 0; i < memory_os_file_count(f->files); i++) {
        const char *name = base_name(memory_os_name(f->files, i));
        deletions += strncmp(name, "d-", 2) == 0;
        segments += strncmp(name, "s-", 2) == 0;
        vocabularies += strncmp(name, "v-", 2) == 0;
    }
    assert_int_equal(deletions, 1);
    assert_int_equal(segments, 2);
    assert_int_equal(vocabularies, 1);
    assert_true(index_is_tidy(memory_os_table(f->files), FOLDER));
    assert_status(examine(f), SUO_OK);
    assert_int_equal(f->answers.len, f->intact.len);
    assert_memory_equal(f->answers.data, f->intact.data, f->intact.len);
}

static void test_index__survives_one_wrong_bit_anywhere(void **state)
{
    fixture *f = *state;
    size_t cases = 0;
    for (size_t i = 0; i < memory_os_file_count(f->files); i++) {
        size_t len;
        const char *path = memory_os_name(f->files, i);
        uint8_t *bytes = memory_os_bytes(f->files, path, &len);
        bool is_manifest = strcmp(base_name(path), SUO_MANIFEST_NAME) == 0;
        for (size_t at = 0; at < len; at++)
            for (unsigned bit = 0; bit < (is_manifest ? 8 : 1); bit++) {
                uint8_t mask = (uint8_t)(1u << (at + bit) % 8);
                bytes[at] ^= mask;
                check_damaged(f, path, at);
                bytes[at] ^= mask;
                cases++;
            }
    }
    print_message("%zu bits flipped\n", cases);
    assert_true(cases > 50000);
}

static void test_index__survives_a_cut_anywhere(void **state)
{
    fixture *f = *state;
    size_t cases = 0;
    for (size_t i = 0; i < memory_os_file_count(f->files); i++) {
        size_t len;
        const char *path = memory_os_name(f->files, i);
        const uint8_t *bytes = memory_os_bytes(f->files, path, &len);
        uint8_t *whole = malloc(len + 1);
        assert_non_null(whole);
        memcpy(whole, bytes, len);
        size_t step = len > 4096 ? CUT_STEP : 1;
        for (size_t cut = 1; cut <= len; cut += step, cases++) {
            memory_os_put(f->files, path, whole, len - cut);
            check_damaged(f, path, len - cut);
        }
        memory_os_put(f->files, path, whole, len);
        free(whole);
    }
    print_message("%zu cuts\n", cases);
    assert_true(cases > 2000);
}

static void test_index__survives_a_missing_file(void **state)
{
    fixture *f = *state;
    memory_os *all = f->files;
    for (size_t i = 0; i < memory_os_file_count(all); i++) {
        const char *path = memory_os_name(all, i);
        f->files = memory_os_clone(all);
        const suo_os *os = memory_os_table(f->files);
        assert_int_equal(os->remove(os->user, path), 0);
        check_damaged(f, path, 0);
        memory_os_free(f->files);
    }
    f->files = all;
}

/* One segment in the place of the other: right in itself, but not the one. */
static void test_index__refuses_a_file_in_anothers_place(void **state)
{
    fixture *f = *state;
    memory_os *all = f->files;
    const char *one = FOLDER "/s-0000000000000001.suo";
    const char *other = FOLDER "/s-0000000000000002.suo";
    size_t len;
    const uint8_t *bytes = memory_os_bytes(all, other, &len);
    f->files = memory_os_clone(all);
    memory_os_put(f->files, one, bytes, len);
    assert_status(examine(f), SUO_CORRUPT);
    memory_os_free(f->files);
    f->files = all;
}

/* ---- with right hashes ---- */

/* A place in a section, often in its first 64 bytes; or in the frame. */
static size_t segment_pick(test_random *random, const uint8_t *bytes,
                           const seal_frame *own)
{
    uint64_t number = test_random_below(random, own->sections);
    const uint8_t *entry =
        bytes + own->table + number * SUO_SECTION_ENTRY_BYTES;
    uint64_t within = suo_load_u64(entry + 16);
    if (test_random_below(random, 2) == 0 && within > 64)
        within = 64;
    if (test_random_below(random, 20) == 0)
        return (size_t)(own->table +
                        test_random_below(random, 24u * own->sections));
    if (test_random_below(random, 40) == 0)
        return own->trailer + test_random_below(random, 40);
    return (size_t)(suo_load_u64(entry + 8) +
                    test_random_below(random, within + 1));
}

static uint8_t hostile_byte(test_random *random, uint8_t old)
{
    static const uint8_t favourites[] = {0, 1, 0x7F, 0x80, 0xFF};
    switch (test_random_below(random, 3)) {
    case 0:
        return (uint8_t)(old ^ 1u << test_random_below(random, 8));
    case 1:
        return favourites[test_random_below(random, sizeof(favourites))];
    default:
        return (uint8_t)test_random_next(random);
    }
}

/* Change one to four places of a file, seal it, look, and undo. */
static suo_status hostile_case(fixture *f, test_random *random,
                               const char *path)
{
    size_t len;
    size_t at[4];
    uint8_t old[4];
    uint8_t *bytes = memory_os_bytes(f->files, path, &len);
    const seal_frame own = seal_read(bytes, len);
    size_t count = 1 + test_random_below(random, 4);
    uint64_t before = suo_load_u64(bytes + own.trailer + 56);
    for (size_t i = 0; i < count; i++)
        at[i] = segment_pick(random, bytes, &own);
    for (size_t i = 0; i < count; i++) {
        old[i] = bytes[at[i]];
        bytes[at[i]] = hostile_byte(random, old[i]);
    }
    uint64_t sealed = seal_segment(bytes, &own);
    seal_manifest(f->files, FOLDER, before, sealed);
    suo_status st = examine(f);
    for (size_t i = count; i > 0; i--)
        bytes[at[i - 1]] = old[i - 1];
    seal_manifest(f->files, FOLDER, sealed, seal_segment(bytes, &own));
    if (memory_os_open_count(f->files) != 0)
        fail_msg("%s: something stays open", path);
    return st;
}

static void test_segment__survives_bytes_that_mean_harm(void **state)
{
    fixture *f = *state;
    test_random random = test_random_begin(17);
    size_t counts[SUO_STATE + 1] = {0};
    for (int i = 0; i < HOSTILE_CASES; i++)
        counts[hostile_case(f, &random,
                            i % 3 != 0 ? FOLDER "/s-0000000000000001.suo"
                                       : FOLDER "/s-0000000000000002.suo")]++;
    for (size_t st = 0; st <= SUO_STATE; st++)
        if (counts[st] > 0)
            print_message("%zu times %s\n", counts[st],
                          suo_status_name((suo_status)st));
    assert_true(counts[SUO_CORRUPT] > HOSTILE_CASES / 3);
    assert_status(examine(f), SUO_OK); /* the undoing was complete */
    assert_memory_equal(f->answers.data, f->intact.data, f->intact.len);
}

static void test_manifest__survives_bytes_that_mean_harm(void **state)
{
    fixture *f = *state;
    test_random random = test_random_begin(18);
    size_t len;
    uint8_t *bytes = memory_os_bytes(f->files, FOLDER "/manifest.suo", &len);
    uint8_t *whole = malloc(len);
    assert_non_null(whole);
    memcpy(whole, bytes, len);
    for (int i = 0; i < HOSTILE_CASES; i++) {
        for (size_t n = 1 + test_random_below(&random, 3); n > 0; n--) {
            size_t at = test_random_below(&random, len - 8);
            bytes[at] = hostile_byte(&random, bytes[at]);
        }
        suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
        suo_status st = examine(f);
        assert_in_range(st, SUO_OK, SUO_STATE);
        assert_int_equal(memory_os_open_count(f->files), 0);
        memcpy(bytes, whole, len);
    }
    free(whole);
    assert_status(examine(f), SUO_OK);
}

/* The one file whose name begins so: its last 8 bytes are its hash, which the
 * manifest has, too. Returns how many changes were found out. */
static size_t survive_harm(fixture *f, test_random *random, char prefix)
{
    size_t found = 0;
    const char *path = NULL;
    for (size_t i = 0; i < memory_os_file_count(f->files); i++)
        if (base_name(memory_os_name(f->files, i))[0] == prefix)
            path = memory_os_name(f->files, i);
    assert_non_null(path);
    size_t len;
    uint8_t *bytes = memory_os_bytes(f->files, path, &len);
    for (int i = 0; i < HOSTILE_CASES / 4; i++) {
        size_t at = test_random_below(random, len - 8);
        uint8_t old = bytes[at];
        uint64_t before = suo_load_u64(bytes + len - 8);
        bytes[at] = hostile_byte(random, old);
        suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
        uint64_t own = suo_load_u64(bytes + len - 8);
        seal_manifest(f->files, FOLDER, before, own);
        suo_status st = examine(f);
        assert_true(st == SUO_OK || st == SUO_CORRUPT || st == SUO_VERSION);
        assert_int_equal(memory_os_open_count(f->files), 0);
        found += st != SUO_OK;
        bytes[at] = old;
        suo_store_u64(bytes + len - 8, before);
        seal_manifest(f->files, FOLDER, own, before);
    }
    assert_status(examine(f), SUO_OK); /* the undoing was complete */
    print_message("%zu found out\n", found);
    return found;
}

static void test_deletions__survive_bytes_that_mean_harm(void **state)
{
    test_random random = test_random_begin(19);
    assert_true(survive_harm(*state, &random, 'd') > HOSTILE_CASES / 8);
}

static void test_vocabulary__survives_bytes_that_mean_harm(void **state)
{
    test_random random = test_random_begin(20);
    assert_true(survive_harm(*state, &random, 'v') > HOSTILE_CASES / 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index__has_all_that_is_to_be_damaged),
        cmocka_unit_test(test_index__survives_one_wrong_bit_anywhere),
        cmocka_unit_test(test_index__survives_a_cut_anywhere),
        cmocka_unit_test(test_index__survives_a_missing_file),
        cmocka_unit_test(test_index__refuses_a_file_in_anothers_place),
        cmocka_unit_test(test_segment__survives_bytes_that_mean_harm),
        cmocka_unit_test(test_manifest__survives_bytes_that_mean_harm),
        cmocka_unit_test(test_deletions__survive_bytes_that_mean_harm),
        cmocka_unit_test(test_vocabulary__survives_bytes_that_mean_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
