/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_manifest.c - a commit, written, read back, and refused.
 */
#include "support/unit.h"

#include "base/hash.h"
#include "base/memory.h"
#include "index/manifest.h"
#include "support/memory_os.h"
#include "support/random.h"

static const char PATH[] = "f/manifest.suo";

static suo_manifest manifest_make(test_random *random, uint32_t segments)
{
    suo_manifest made = {
        .commit = 1 + test_random_bits(random, 40),
        .next_sequence = test_random_bits(random, 64),
        .fingerprint = test_random_next(random),
        .vocabulary_commit = segments % 2,
        .segment_count = segments,
        .note_len = test_random_below(random, 1000),
    };
    assert_status(suo_schema_new(&made.schema, NULL), SUO_OK);
    assert_status(suo_schema_add_field(made.schema, "title", -1, SUO_FIELD_TEXT,
                                       NULL, NULL),
                  SUO_OK);
    made.segments = suo_alloc_zero(segments, sizeof(*made.segments));
    made.note = suo_alloc_zero(made.note_len + 1, 1);
    assert_true(made.segments != NULL && made.note != NULL);
    for (size_t i = 0; i < made.note_len; i++)
        made.note[i] = (char)test_random_next(random);
    if (made.vocabulary_commit > 0)
        made.vocabulary_hash = test_random_next(random);
    uint64_t number = 0;
    for (uint32_t i = 0; i < segments; i++) {
        suo_manifest_segment *segment = &made.segments[i];
        number += 1 + test_random_bits(random, 20);
        segment->number = number;
        segment->size = test_random_bits(random, 50);
        segment->identity = test_random_next(random);
        segment->doc_count = 1 + (uint32_t)test_random_bits(random, 30);
        if (test_random_below(random, 2) == 0)
            continue;
        segment->dead_count =
            1 + (uint32_t)test_random_below(random, segment->doc_count);
        segment->deletions_commit = test_random_below(random, made.commit + 1);
        segment->deletions_hash = test_random_next(random);
    }
    made.next_segment = number + 1;
    return made;
}

static void manifest_write(memory_os *files, const suo_manifest *manifest)
{
    assert_status(
        suo_manifest_write(manifest, memory_os_table(files), "f", NULL),
        SUO_OK);
}

static suo_status manifest_read(memory_os *files, suo_manifest *manifest,
                                suo_error *error)
{
    return suo_manifest_read(manifest, memory_os_table(files), "f", error);
}

static void test_manifest__comes_back(void **state)
{
    test_random random = test_random_begin(49);
    for (int round = 0; round < 100; round++) {
        uint32_t count = (uint32_t)test_random_below(&random, 200);
        suo_manifest made = manifest_make(&random, count);
        suo_manifest back;
        manifest_write(*state, &made);
        assert_status(manifest_read(*state, &back, NULL), SUO_OK);
        assert_int_equal(back.commit, made.commit);
        assert_int_equal(back.next_segment, made.next_segment);
        assert_int_equal(back.next_sequence, made.next_sequence);
        assert_int_equal(back.fingerprint, made.fingerprint);
        assert_int_equal(back.vocabulary_commit, made.vocabulary_commit);
        assert_int_equal(back.vocabulary_hash, made.vocabulary_hash);
        assert_true(suo_schema_equals(back.schema, made.schema));
        assert_int_equal(back.note_len, made.note_len);
        assert_memory_equal(back.note, made.note, made.note_len);
        assert_int_equal(back.segment_count, count);
        for (uint32_t i = 0; i < count; i++)
            assert_memory_equal(&back.segments[i], &made.segments[i],
                                sizeof(made.segments[i]));
        suo_manifest_clear(&made);
        suo_manifest_clear(&back);
        assert_int_equal(memory_os_file_count(*state), 1);
    }
}

/* Change bytes of a written manifest and make its hash right again. */
static suo_status read_patched(memory_os *files, size_t at, uint32_t value,
                               suo_error *error)
{
    suo_manifest back;
    size_t len;
    uint8_t *bytes = memory_os_bytes(files, PATH, &len);
    uint32_t old = suo_load_u32(bytes + at);
    suo_store_u32(bytes + at, value);
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    suo_status st = manifest_read(files, &back, error);
    suo_manifest_clear(&back);
    suo_store_u32(bytes + at, old);
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    return st;
}

static void test_manifest__of_a_newer_version_is_named(void **state)
{
    test_random random = test_random_begin(50);
    suo_manifest made = manifest_make(&random, 3);
    suo_error error = SUO_ERROR_EMPTY;
    manifest_write(*state, &made);
    assert_status(read_patched(*state, 8, 3, &error), SUO_VERSION);
    assert_non_null(strstr(error.message, PATH));
    assert_non_null(strstr(error.message, "version 3"));
    assert_status(read_patched(*state, 8, UINT32_MAX, NULL), SUO_VERSION);
    assert_status(read_patched(*state, 8, 0, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, 8, 1, NULL), SUO_CORRUPT);
    assert_status(read_patched(*state, 8, 2, NULL), SUO_OK);
    suo_manifest_clear(&made);
}

static void test_manifest__with_an_unknown_flag_is_refused(void **state)
{
    test_random random = test_random_begin(51);
    suo_manifest made = manifest_make(&random, 3);
    manifest_write(*state, &made);
    for (unsigned bit = 0; bit < 32; bit++)
        assert_status(read_patched(*state, 12, UINT32_C(1) << bit, NULL),
                      SUO_VERSION);
    suo_manifest_clear(&made);
}

static void test_manifest__with_another_hash_is_corrupt(void **state)
{
    test_random random = test_random_begin(52);
    suo_manifest made = manifest_make(&random, 5);
    suo_manifest back;
    size_t len;
    manifest_write(*state, &made);
    uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    for (size_t at = 0; at < len; at++) {
        bytes[at] ^= 0x10;
        assert_status(manifest_read(*state, &back, NULL), SUO_CORRUPT);
        assert_null(back.schema);
        bytes[at] ^= 0x10;
    }
    suo_manifest_clear(&made);
}

/* Rules of FORMAT.md 2 that a hash does not guard. */
static void test_manifest__that_breaks_a_rule_is_corrupt(void **state)
{
    test_random random = test_random_begin(53);
    for (int rule = 0; rule < 8; rule++) {
        suo_manifest made = manifest_make(&random, 4);
        suo_manifest back;
        suo_manifest_segment *segment = &made.segments[2];
        switch (rule) {
        case 0: /* numbers ascend */
            segment->number = made.segments[1].number;
            break;
        case 1: /* the next number is above all */
            made.next_segment = made.segments[3].number;
            break;
        case 2: /* no more dead than there are */
            segment->dead_count = segment->doc_count + 1;
            break;
        case 3: /* no deletions of the future */
            segment->dead_count = 1;
            segment->deletions_commit = made.commit + 1;
            break;
        case 4: /* a segment has documents */
            segment->doc_count = segment->dead_count = 0;
            break;
        case 5: /* no vocabulary of the future */
            made.vocabulary_commit = made.commit + 1;
            break;
        case 6: /* no hash of a vocabulary that is not there */
            made.vocabulary_commit = 0;
            made.vocabulary_hash = 1;
            break;
        default: /* commits are counted from 1 */
            made.commit = 0;
        }
        manifest_write(*state, &made);
        assert_status(manifest_read(*state, &back, NULL), SUO_CORRUPT);
        suo_manifest_clear(&made);
    }
}

static void test_manifest__that_is_not_there_is_not_found(void **state)
{
    suo_manifest back;
    suo_error error = SUO_ERROR_EMPTY;
    assert_status(manifest_read(*state, &back, &error), SUO_NOT_FOUND);
    assert_string_equal(error.message, "f: holds no index");
    memory_os_put(*state, PATH, "", 0);
    assert_status(manifest_read(*state, &back, NULL), SUO_CORRUPT);
}

static void test_manifest__keeps_its_files_and_all_strangers(void **state)
{
    suo_manifest_segment segments[] = {{.number = 0x1F, .doc_count = 9},
                                       {.number = 0x20,
                                        .doc_count = 9,
                                        .dead_count = 1,
                                        .deletions_commit = 7}};
    const suo_manifest manifest = {
        .segments = segments, .segment_count = 2, .vocabulary_commit = 0x2A};
    const suo_manifest wordless = {0};
    static const char *const kept[] = {
        "s-000000000000001f.suo",
        "s-0000000000000020.suo",
        "d-0000000000000020-0000000000000007.suo",
        "v-000000000000002a.suo",
        "v-000000000000002a.suo2",
        "v-00000000000002a.suo",
        "manifest.suo",
        "lock",
        "notes.txt",
        "s-000000000000001f.sud",
        "s-000000000000001f.suo.bak",
        "S-000000000000001f.suo",
        "s-000000000000001g.suo",
        "s-00000000000001f.suo",
        "s-0000000000-00020.suo",
        "d-00000000000000200000000000000007-.suo",
        ".",
        ".."};
    static const char *const removed[] = {
        "s-0000000000000021.suo",
        "v-0000000000000029.suo",
        "manifest.new",
        "v-0000000000000000.suo",
        "d-0000000000000020-0000000000000006.suo",
        "d-000000000000001f-0000000000000007.suo"};
    (void)state;
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (!suo_manifest_keeps(&manifest, kept[i]))
            fail_msg("%s would be removed", kept[i]);
    for (size_t i = 0; i < sizeof(removed) / sizeof(removed[0]); i++)
        if (suo_manifest_keeps(&manifest, removed[i]))
            fail_msg("%s would be kept", removed[i]);
    assert_false(suo_manifest_keeps(&wordless, "v-0000000000000000.suo"));
}

int main(void)
{
#define MANIFEST_TEST(name) \
    cmocka_unit_test_setup_teardown(name, memory_os_set_up, memory_os_tear_down)
    const struct CMUnitTest tests[] = {
        MANIFEST_TEST(test_manifest__comes_back),
        MANIFEST_TEST(test_manifest__of_a_newer_version_is_named),
        MANIFEST_TEST(test_manifest__with_an_unknown_flag_is_refused),
        MANIFEST_TEST(test_manifest__with_another_hash_is_corrupt),
        MANIFEST_TEST(test_manifest__that_breaks_a_rule_is_corrupt),
        MANIFEST_TEST(test_manifest__that_is_not_there_is_not_found),
        MANIFEST_TEST(test_manifest__keeps_its_files_and_all_strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
