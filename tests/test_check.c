/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_check.c - rules of the format that only a whole reading can prove.
 *
 * Each case changes one byte of a sound segment, makes all hashes right, and
 * wants suo_index_check to name what is wrong.
 */
#include "support/unit.h"

#include "base/bytes.h"
#include "index/check.h"
#include "index/layout.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "support/seal.h"

#define FOLDER "f"

static const char SEGMENT[] = FOLDER "/s-0000000000000001.suo";

static int set_up(void **state)
{
    memory_os *files = memory_os_new();
    *state = files;
    return index_make(memory_os_table(files), FOLDER) == SUO_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    memory_os_free(*state);
    return 0;
}

/* A section's place in the file. */
static uint64_t find_section(const uint8_t *bytes, const seal_frame *own,
                             suo_section_kind kind, uint32_t field,
                             uint64_t *len)
{
    for (uint32_t i = 0; i < own->sections; i++) {
        const uint8_t *entry = bytes + own->table + i * 24;
        *len = suo_load_u64(entry + 16);
        if (suo_load_u32(entry) == (uint32_t)kind &&
            suo_load_u32(entry + 4) == field)
            return suo_load_u64(entry + 8);
    }
    fail_msg("no section %d %u", kind, field);
    return 0;
}

/* Turn the bits of 'mask' in a byte of a section; below 0: from its end. */
static suo_status check_changed(memory_os *files, suo_section_kind kind,
                                uint32_t field, int64_t at, uint8_t mask)
{
    size_t len;
    uint64_t section_len;
    uint8_t *bytes = memory_os_bytes(files, SEGMENT, &len);
    suo_check_report report = {.size = sizeof(report)};
    suo_error error = SUO_ERROR_EMPTY;
    const seal_frame own = seal_read(bytes, len);
    uint64_t offset = find_section(bytes, &own, kind, field, &section_len);
    uint64_t place = offset + (uint64_t)at + (at < 0 ? section_len : 0);
    uint64_t before = suo_load_u64(bytes + own.trailer + 56);
    bytes[place] ^= mask;
    uint64_t sealed = seal_segment(bytes, &own);
    seal_manifest(files, FOLDER, before, sealed);
    suo_status st =
        suo_index_check(memory_os_table(files), FOLDER, &report, &error);
    if (st == SUO_CORRUPT)
        assert_non_null(strstr(error.message, SEGMENT));
    bytes[place] ^= mask;
    seal_manifest(files, FOLDER, sealed, seal_segment(bytes, &own));
    return st;
}

static void test_check__is_content_with_a_sound_index(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_INFO, 0, 0, 0), SUO_OK);
}

/* Article 0 has no votes: a value there breaks FORMAT.md 9. */
static void test_check__refuses_a_number_where_there_is_none(void **state)
{
    size_t len;
    uint64_t section_len;
    memory_os *files = *state;
    const uint8_t *bytes = memory_os_bytes(files, SEGMENT, &len);
    const seal_frame own = seal_read(bytes, len);
    uint64_t offset = find_section(bytes, &own, SUO_SECTION_COLUMN, INDEX_VOTES,
                                   &section_len);
    int64_t doc = 0;
    while (bytes[offset + 16 + (uint64_t)doc / 8] >> (doc % 8) & 1)
        doc++;
    int64_t values = 16 + (INDEX_DOCS + 63) / 64 * 8;
    int64_t bit = doc * bytes[offset + 8];
    assert_status(check_changed(files, SUO_SECTION_COLUMN, INDEX_VOTES,
                                values + bit / 8, (uint8_t)(1 << bit % 8)),
                  SUO_CORRUPT);
}

static void test_check__refuses_a_number_of_no_document(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_COLUMN, INDEX_VOTES,
                                16 + INDEX_DOCS / 8, 1 << INDEX_DOCS % 8),
                  SUO_CORRUPT);
}

/* 'faq', 'returns/refund', ...: the first letter of the first becomes 'z'. */
static void test_check__refuses_keywords_out_of_order(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_COLUMN, INDEX_TAGS,
                                16 + 4 * 4, 'f' ^ 'z'),
                  SUO_CORRUPT);
}

static void test_check__refuses_an_index_that_does_not_end_right(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_STORE_INDEX, 0, -12, 1),
                  SUO_CORRUPT);
    assert_status(
        check_changed(*state, SUO_SECTION_DICTIONARY_INDEX, 0, -16, 1),
        SUO_CORRUPT);
}

static void test_check__refuses_lengths_that_are_not_the_postings(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_LENGTHS, 0, -1, 1),
                  SUO_CORRUPT);
    assert_status(check_changed(*state, SUO_SECTION_LENGTHS, 0, 64, 0x80),
                  SUO_CORRUPT);
}

static void test_check__refuses_a_key_without_its_hash(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_KEYS, 0, -1, 1),
                  SUO_CORRUPT);
    assert_status(check_changed(*state, SUO_SECTION_KEYS, 0, 8, 1),
                  SUO_CORRUPT);
}

static void test_check__refuses_sums_that_are_not_the_lengths(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_AUDIENCES, 0, -1, 1),
                  SUO_CORRUPT);
}

/* Info, 32 bytes in: the words are of no generation there is. */
static void test_check__refuses_words_yet_to_come(void **state)
{
    assert_status(check_changed(*state, SUO_SECTION_INFO, 0, 36, 1),
                  SUO_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check__is_content_with_a_sound_index),
        cmocka_unit_test(test_check__refuses_a_number_where_there_is_none),
        cmocka_unit_test(test_check__refuses_a_number_of_no_document),
        cmocka_unit_test(test_check__refuses_keywords_out_of_order),
        cmocka_unit_test(test_check__refuses_an_index_that_does_not_end_right),
        cmocka_unit_test(test_check__refuses_lengths_that_are_not_the_postings),
        cmocka_unit_test(test_check__refuses_a_key_without_its_hash),
        cmocka_unit_test(test_check__refuses_sums_that_are_not_the_lengths),
        cmocka_unit_test(test_check__refuses_words_yet_to_come),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
