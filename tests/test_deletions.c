/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_deletions.c - the bit map of the dead, and its file.
 */
#include "support/unit.h"

#include "base/hash.h"
#include "index/deletions.h"
#include "support/memory_os.h"
#include "support/random.h"

enum { SEGMENT = 5, COMMIT = 9 };

static const char PATH[] = "f/d";

static suo_deletions deletions_make(test_random *random, uint32_t docs)
{
    suo_deletions made = {0};
    uint64_t tries = 1 + test_random_below(random, docs);
    for (uint64_t i = 0; i < tries; i++)
        assert_status(
            suo_deletions_add(&made, (uint32_t)test_random_below(random, docs),
                              docs, NULL),
            SUO_OK);
    return made;
}

static suo_status read_back(memory_os *files, const suo_deletions *like,
                            uint64_t hash, suo_deletions *back,
                            suo_error *error)
{
    return suo_deletions_read(back, memory_os_table(files), PATH, SEGMENT,
                              COMMIT, like->doc_count, like->dead_count, hash,
                              error);
}

static void test_deletions__come_back(void **state)
{
    test_random random = test_random_begin(54);
    for (uint32_t docs = 1; docs < 3000; docs += 1 + docs / 8) {
        suo_deletions made = deletions_make(&random, docs);
        suo_deletions back;
        uint64_t hash;
        assert_status(suo_deletions_write(&made, memory_os_table(*state), PATH,
                                          SEGMENT, COMMIT, &hash, NULL),
                      SUO_OK);
        assert_status(read_back(*state, &made, hash, &back, NULL), SUO_OK);
        assert_int_equal(back.dead_count, made.dead_count);
        for (uint32_t doc = 0; doc < docs; doc++)
            assert_int_equal(suo_deletions_has(&back, doc),
                             suo_deletions_has(&made, doc));
        suo_deletions_clear(&made);
        suo_deletions_clear(&back);
    }
}

static void test_deletions__count_a_document_once(void **state)
{
    suo_deletions made = {0};
    (void)state;
    assert_false(suo_deletions_has(&made, 3));
    for (int i = 0; i < 3; i++)
        assert_status(suo_deletions_add(&made, 3, 100, NULL), SUO_OK);
    assert_status(suo_deletions_add(&made, 99, 100, NULL), SUO_OK);
    assert_int_equal(made.dead_count, 2);
    assert_true(suo_deletions_has(&made, 3));
    assert_false(suo_deletions_has(&made, 4));
    suo_deletions_clear(&made);
    assert_null(made.bits);
}

static void test_deletions__of_another_segment_or_commit_are_refused(
    void **state)
{
    test_random random = test_random_begin(55);
    suo_deletions made = deletions_make(&random, 100);
    suo_deletions back;
    uint64_t hash;
    const suo_os *os = memory_os_table(*state);
    assert_status(
        suo_deletions_write(&made, os, PATH, SEGMENT, COMMIT, &hash, NULL),
        SUO_OK);
    for (int what = 0; what < 5; what++) {
        suo_status st = suo_deletions_read(
            &back, os, PATH, SEGMENT + (what == 0), COMMIT + (what == 1),
            made.doc_count + (what == 2), made.dead_count + (what == 3),
            hash + (what == 4), NULL);
        assert_status(st, SUO_CORRUPT);
        assert_null(back.bits);
        assert_int_equal(back.dead_count, 0);
    }
    suo_deletions_clear(&made);
}

/* Change one byte, make the hash right, and read. */
static suo_status read_patched(memory_os *files, const suo_deletions *like,
                               size_t at, uint8_t value, suo_error *error)
{
    suo_deletions back;
    size_t len;
    uint8_t *bytes = memory_os_bytes(files, PATH, &len);
    uint8_t old = bytes[at];
    bytes[at] = value;
    uint64_t hash = suo_hash(bytes, len - 8);
    suo_store_u64(bytes + len - 8, hash);
    suo_status st = read_back(files, like, hash, &back, error);
    suo_deletions_clear(&back);
    bytes[at] = old;
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    return st;
}

static void test_deletions__of_a_newer_version_are_named(void **state)
{
    suo_deletions made = {0};
    uint64_t hash;
    suo_error error = SUO_ERROR_EMPTY;
    assert_status(suo_deletions_add(&made, 1, 20, NULL), SUO_OK);
    assert_status(suo_deletions_write(&made, memory_os_table(*state), PATH,
                                      SEGMENT, COMMIT, &hash, NULL),
                  SUO_OK);
    assert_status(read_patched(*state, &made, 8, 3, &error), SUO_VERSION);
    assert_non_null(strstr(error.message, "version 3"));
    assert_status(read_patched(*state, &made, 12, 1, NULL), SUO_VERSION);
    assert_status(read_patched(*state, &made, 8, 0, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, &made, 0, 'X', NULL), SUO_CORRUPT);
    suo_deletions_clear(&made);
}

/* 20 documents: bits 20 to 63 are 0, and as many are set as it says. */
static void test_deletions__have_the_bits_they_say(void **state)
{
    suo_deletions made = {0};
    uint64_t hash;
    assert_status(suo_deletions_add(&made, 1, 20, NULL), SUO_OK);
    assert_status(suo_deletions_write(&made, memory_os_table(*state), PATH,
                                      SEGMENT, COMMIT, &hash, NULL),
                  SUO_OK);
    assert_status(read_patched(*state, &made, 40, 1 << 2, NULL), SUO_OK);
    assert_status(read_patched(*state, &made, 40, 0, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, &made, 40, 3, NULL), SUO_CORRUPT);
    size_t len;
    uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    bytes[40] = 0;
    for (size_t at = 42; at < 48; at++) /* past the last document */
        assert_status(read_patched(*state, &made, at, 0x80, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, &made, 42, 1 << 4, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, &made, 42, 1 << 3, NULL), SUO_OK);
    suo_deletions_clear(&made);
}

int main(void)
{
#define DELETIONS_TEST(name) \
    cmocka_unit_test_setup_teardown(name, memory_os_set_up, memory_os_tear_down)
    const struct CMUnitTest tests[] = {
        DELETIONS_TEST(test_deletions__come_back),
        DELETIONS_TEST(test_deletions__count_a_document_once),
        DELETIONS_TEST(
            test_deletions__of_another_segment_or_commit_are_refused),
        DELETIONS_TEST(test_deletions__of_a_newer_version_are_named),
        DELETIONS_TEST(test_deletions__have_the_bits_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
