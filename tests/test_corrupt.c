/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_corrupt.c - every bit of the golden indexes flipped, every file cut.
 *
 * The index is opened, and if that is well asked and checked, after each
 * change: a damaged file gives an error, or exactly the answers of the intact
 * one. The hostile part then makes the hashes right again, as somebody who
 * means harm would: anything goes but a crash, a read outside (mappings end
 * right before a page nobody may read), or a loop without end. At last a
 * thread scribbles on the mappings while they are read.
 */
#include "support/unit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/hash.h"
#include "index/check.h"
#include "index/layout.h"
#include "index/snapshot.h"
#include "support/effort.h"
#include "support/golden.h"
#include "support/guarded_os.h"
#include "support/index.h"
#include "support/random.h"
#include "support/seal.h"

#define FOLDER "f"

enum {
    GOLDEN_MAX = 3,
    BLOCKS = 1,             /* the golden index with block lists */
    CASES_WANTED = 1000000, /* flips and cuts */
    HOSTILE_CASES = 4000,   /* of one file */
    SCRIBBLED_ROUNDS = 400
};

/* A golden index. */
typedef struct fixture {
    memory_os *files;
    guarded_os *guarded;
    const suo_os *os;  /* that maps before a guard */
    suo_buffer intact; /* its answers */
    suo_buffer answers;
} fixture;

static fixture golden[GOLDEN_MAX];
static size_t golden_count;
static size_t cases; /* of flips and cuts */

static int set_up(void **state)
{
    (void)state;
    effort_print();
    for (size_t i = 0; golden_name(i) != NULL; i++) {
        fixture *f = &golden[golden_count++];
        f->files = golden_load(i, FOLDER);
        f->guarded = guarded_os_new(f->files);
        f->os = guarded_os_table(f->guarded);
        if (index_examine(f->os, FOLDER, &f->intact) != SUO_OK)
            return -1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < golden_count; i++) {
        guarded_os_free(golden[i].guarded);
        memory_os_free(golden[i].files);
        suo_buffer_free(&golden[i].intact);
        suo_buffer_free(&golden[i].answers);
    }
    return 0;
}

static suo_status examine(fixture *f)
{
    suo_buffer_reset(&f->answers);
    return index_examine(f->os, FOLDER, &f->answers);
}

/* After a change: an error, or the answers of the intact index. Most errors
 * are found at the opening. */
static void check_damaged(fixture *f, const char *path, size_t at)
{
    suo_snapshot *snapshot;
    suo_status st = suo_snapshot_load(f->os, FOLDER, &snapshot, NULL);
    if (st == SUO_OK) {
        suo_snapshot_release(snapshot);
        st = examine(f);
        bool is_same =
            f->answers.len == f->intact.len &&
            memcmp(f->answers.data, f->intact.data, f->intact.len) == 0;
        if (st == SUO_OK && !is_same)
            fail_msg("%s: byte %zu changed, other answers, no error", path, at);
    }
    if (st != SUO_OK && st != SUO_CORRUPT && st != SUO_VERSION &&
        st != SUO_NOT_FOUND)
        fail_msg("%s: byte %zu changed: %s", path, at, suo_status_name(st));
    if (memory_os_open_count(f->files) != 0)
        fail_msg("%s: byte %zu changed: something stays open", path, at);
    cases++;
}

static const char *base_name(const char *path)
{
    return strrchr(path, '/') + 1;
}

static void test_index__has_all_that_is_to_be_damaged(void **state)
{
    (void)state;
    for (size_t g = 0; g < golden_count; g++) {
        fixture *f = &golden[g];
        char kinds[8] = {0};
        size_t count = memory_os_file_count(f->files);
        assert_int_equal(count, 5);
        for (size_t i = 0; i < count; i++)
            kinds[i] = base_name(memory_os_name(f->files, i))[0];
        assert_non_null(strchr(kinds, 'm'));
        assert_non_null(strchr(kinds, 's'));
        assert_non_null(strchr(kinds, 'd'));
        assert_non_null(strchr(kinds, 'v'));
        assert_status(examine(f), SUO_OK);
        assert_int_equal(f->answers.len, f->intact.len);
        assert_memory_equal(f->answers.data, f->intact.data, f->intact.len);
    }
}

/* With less effort, every nth byte; the start differs from bit to bit. */
static void test_index__survives_one_wrong_bit_anywhere(void **state)
{
    size_t step = effort_step();
    (void)state;
    cases = 0;
    for (size_t g = 0; g < golden_count; g++)
        for (size_t i = 0; i < memory_os_file_count(golden[g].files); i++) {
            size_t len;
            const char *path = memory_os_name(golden[g].files, i);
            uint8_t *bytes = memory_os_bytes(golden[g].files, path, &len);
            for (size_t bit = 0; bit < 8; bit++)
                for (size_t at = bit % step; at < len; at += step) {
                    bytes[at] ^= (uint8_t)(1u << bit);
                    check_damaged(&golden[g], path, at);
                    bytes[at] ^= (uint8_t)(1u << bit);
                }
        }
    printf("%zu bits flipped\n", cases);
    assert_true(cases >= CASES_WANTED / step);
}

static void cut_file(fixture *f, const char *path, size_t step)
{
    size_t len;
    const uint8_t *bytes = memory_os_bytes(f->files, path, &len);
    uint8_t *whole = malloc(len + 1);
    assert_non_null(whole);
    memcpy(whole, bytes, len);
    for (size_t cut = 1; cut <= len; cut += step) {
        memory_os_put(f->files, path, whole, len - cut);
        check_damaged(f, path, len - cut);
    }
    memory_os_put(f->files, path, whole, len);
    free(whole);
}

static void test_index__survives_a_cut_anywhere(void **state)
{
    size_t step = effort_step();
    (void)state;
    cases = 0;
    for (size_t g = 0; g < golden_count; g++)
        for (size_t i = 0; i < memory_os_file_count(golden[g].files); i++)
            cut_file(&golden[g], memory_os_name(golden[g].files, i), step);
    printf("%zu cuts\n", cases);
    assert_true(cases >= CASES_WANTED / 10 / step);
}

static void test_index__survives_a_missing_file(void **state)
{
    (void)state;
    for (size_t g = 0; g < golden_count; g++)
        for (size_t i = 0; i < memory_os_file_count(golden[g].files); i++) {
            memory_os *files = memory_os_clone(golden[g].files);
            fixture less = {.files = files, .os = memory_os_table(files)};
            const char *path = memory_os_name(golden[g].files, i);
            assert_int_equal(less.os->remove(less.os->user, path), 0);
            suo_status st = examine(&less);
            assert_true(st == SUO_CORRUPT || st == SUO_NOT_FOUND);
            suo_buffer_free(&less.answers);
            memory_os_free(files);
        }
}

/* One segment in the place of the other: right in itself, but not the one. */
static void test_index__refuses_a_file_in_anothers_place(void **state)
{
    (void)state;
    size_t len;
    memory_os *files = memory_os_clone(golden[0].files);
    fixture mixed = {.files = files, .os = memory_os_table(files)};
    const uint8_t *bytes = memory_os_bytes(
        golden[0].files, FOLDER "/s-0000000000000002.suo", &len);
    memory_os_put(files, FOLDER "/s-0000000000000001.suo", bytes, len);
    assert_status(examine(&mixed), SUO_CORRUPT);
    suo_buffer_free(&mixed.answers);
    memory_os_free(files);
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
    test_random random = test_random_begin(17);
    size_t counts[SUO_STATE + 1] = {0};
    (void)state;
    for (size_t g = 0; g < golden_count; g++) {
        fixture *f = &golden[g];
        uint32_t rounds = effort_of(HOSTILE_CASES) * (g == 0 ? 4 : 1);
        for (uint32_t i = 0; i < rounds; i++)
            counts[hostile_case(f, &random,
                                i % 3 != 0 ? FOLDER "/s-0000000000000001.suo"
                                           : FOLDER
                                    "/s-0000000000000002.suo")]++;
        assert_status(examine(f), SUO_OK); /* the undoing was complete */
        assert_memory_equal(f->answers.data, f->intact.data, f->intact.len);
    }
    for (size_t st = 0; st <= SUO_STATE; st++)
        if (counts[st] > 0)
            printf("%zu times %s\n", counts[st],
                   suo_status_name((suo_status)st));
    assert_true(counts[SUO_CORRUPT] > effort_of(HOSTILE_CASES));
}

static void test_manifest__survives_bytes_that_mean_harm(void **state)
{
    fixture *f = &golden[BLOCKS];
    test_random random = test_random_begin(18);
    (void)state;
    size_t len;
    uint8_t *bytes = memory_os_bytes(f->files, FOLDER "/manifest.suo", &len);
    uint8_t *whole = malloc(len);
    assert_non_null(whole);
    memcpy(whole, bytes, len);
    for (uint32_t i = 0; i < effort_of(HOSTILE_CASES); i++) {
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
    for (uint32_t i = 0; i < effort_of(HOSTILE_CASES); i++) {
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
    printf("%zu found out\n", found);
    return found;
}

static void test_deletions__survive_bytes_that_mean_harm(void **state)
{
    test_random random = test_random_begin(19);
    (void)state;
    assert_true(survive_harm(&golden[BLOCKS], &random, 'd') >
                effort_of(HOSTILE_CASES) / 2);
}

static void test_vocabulary__survives_bytes_that_mean_harm(void **state)
{
    test_random random = test_random_begin(20);
    (void)state;
    assert_true(survive_harm(&golden[BLOCKS], &random, 'v') >
                effort_of(HOSTILE_CASES) / 8);
}

/* ---- while it changes ---- */

typedef struct scribbler {
    guarded_os *guarded;
    atomic_bool is_over;
    uint64_t strokes;
} scribbler;

static void *scribble(void *user)
{
    scribbler *own = user;
    test_random random = {21};
    while (!atomic_load(&own->is_over)) {
        guarded_os_scribble(own->guarded, &random);
        own->strokes++;
    }
    return NULL;
}

/* Read all there is, however it is verified. */
static void read_scribbled(fixture *f, size_t counts[SUO_STATE + 1])
{
    for (int32_t verify = SUO_VERIFY_OPEN; verify <= SUO_VERIFY_NEVER;
         verify++) {
        const suo_reading reading = {.verify = verify};
        suo_buffer_reset(&f->answers);
        counts[index_answers_as(f->os, FOLDER, &reading, &f->answers)]++;
    }
    suo_check_report report = {.size = sizeof(report)};
    counts[suo_index_check(f->os, FOLDER, &report, NULL)]++;
}

static void test_index__survives_changes_under_the_map(void **state)
{
    size_t counts[SUO_STATE + 1] = {0};
    uint64_t strokes = 0;
    (void)state;
    for (size_t g = 0; g < golden_count; g++) {
        scribbler own = {.guarded = golden[g].guarded};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, scribble, &own), 0);
        for (uint32_t i = 0; i < effort_of(SCRIBBLED_ROUNDS); i++)
            read_scribbled(&golden[g], counts);
        atomic_store(&own.is_over, true);
        pthread_join(thread, NULL);
        strokes += own.strokes;
        assert_status(examine(&golden[g]), SUO_OK); /* the files are whole */
    }
    printf("%llu strokes, %zu times SUO_OK, %zu times SUO_CORRUPT\n",
           (unsigned long long)strokes, counts[SUO_OK], counts[SUO_CORRUPT]);
    assert_true(counts[SUO_OK] > 0 && counts[SUO_CORRUPT] > 0);
    assert_int_equal(counts[SUO_IO] + counts[SUO_NO_MEMORY], 0);
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
        cmocka_unit_test(test_index__survives_changes_under_the_map),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
