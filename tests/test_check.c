/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_check.c - rules of the format that only a whole reading can prove.
 *
 * Each case changes one byte of a sound segment, makes all hashes right, and
 * wants suo_index_check to name what is wrong.
 */
#include "support/unit.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "index/check.h"
#include "index/layout.h"
#include "index/manifest.h"
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

/* Turn the bits of 'mask' in a byte of the file, and check. */
static suo_status check_place(memory_os *files, uint64_t place, uint8_t mask,
                              suo_error *error)
{
    size_t len;
    uint8_t *bytes = memory_os_bytes(files, SEGMENT, &len);
    suo_check_report report = {.size = sizeof(report)};
    const seal_frame own = seal_read(bytes, len);
    uint64_t before = suo_load_u64(bytes + own.trailer + 56);
    bytes[place] ^= mask;
    suo_store_u64(bytes + 56, suo_hash(bytes, 56));
    uint64_t sealed = seal_segment(bytes, &own);
    seal_manifest(files, FOLDER, before, sealed);
    suo_status st =
        suo_index_check(memory_os_table(files), FOLDER, &report, error);
    if (st == SUO_CORRUPT)
        assert_non_null(strstr(error->message, "s-0000000000000001.suo"));
    bytes[place] ^= mask;
    suo_store_u64(bytes + 56, suo_hash(bytes, 56));
    seal_manifest(files, FOLDER, sealed, seal_segment(bytes, &own));
    return st;
}

/* A place in a section; below 0: from its end. */
static uint64_t section_place(memory_os *files, suo_section_kind kind,
                              uint32_t field, int64_t at)
{
    size_t len;
    uint64_t section_len;
    const uint8_t *bytes = memory_os_bytes(files, SEGMENT, &len);
    const seal_frame own = seal_read(bytes, len);
    uint64_t offset = find_section(bytes, &own, kind, field, &section_len);
    return offset + (uint64_t)at + (at < 0 ? section_len : 0);
}

/* Turn the bits of 'mask' in a byte of a section. */
static suo_status check_changed(memory_os *files, suo_section_kind kind,
                                uint32_t field, int64_t at, uint8_t mask)
{
    suo_error error = SUO_ERROR_EMPTY;
    return check_place(files, section_place(files, kind, field, at), mask,
                       &error);
}

/* The change must break the rule that the message names. */
static void assert_breaks(memory_os *files, uint64_t place, uint8_t mask,
                          const char *rule)
{
    suo_error error = SUO_ERROR_EMPTY;
    assert_status(check_place(files, place, mask, &error), SUO_CORRUPT);
    if (strstr(error.message, rule) == NULL)
        fail_msg("byte %llu: '%s', not '%s'", (unsigned long long)place,
                 error.message, rule);
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

/* ---- padding ---- */

static void test_check__refuses_a_header_that_is_not_padded(void **state)
{
    for (uint64_t at = 24; at < 56; at++)
        assert_breaks(*state, at, 1, "header's end");
}

/* Each byte that belongs to no section, table or hash. */
static void test_check__refuses_bytes_between_sections(void **state)
{
    size_t len;
    size_t gaps = 0;
    memory_os *files = *state;
    const uint8_t *bytes = memory_os_bytes(files, SEGMENT, &len);
    const seal_frame own = seal_read(bytes, len);
    uint64_t end = SUO_HEADER_BYTES;
    for (uint32_t i = 0; i < own.sections; i++) {
        const uint8_t *entry = bytes + own.table + i * 24;
        for (; end < suo_load_u64(entry + 8); end++, gaps++)
            assert_breaks(files, end, 0x40, "between sections");
        end += suo_load_u64(entry + 16);
    }
    for (; end < own.table; end++, gaps++)
        assert_breaks(files, end, 0x40, "between sections");
    end += own.sections * 24;
    for (; end < own.hashes; end++, gaps++)
        assert_breaks(files, end, 0x40, "behind the table");
    assert_true(gaps > 100);
}

static void test_check__refuses_sections_that_are_not_padded(void **state)
{
    static const struct {
        suo_section_kind kind;
        uint32_t field;
        int64_t start;
        int64_t end;
    } PADDING[] = {
        {SUO_SECTION_INFO, 0, 40, 64},
        {SUO_SECTION_LENGTHS, 0, 2, 64},
        {SUO_SECTION_LENGTHS, 0, 64 + INDEX_DOCS, 64 + 320},
        {SUO_SECTION_SEQUENCES, 0, 9, 16},
        {SUO_SECTION_COLUMN, INDEX_TAGS, 10, 16},
        {SUO_SECTION_COLUMN, INDEX_VOTES, 9, 16},
        {SUO_SECTION_COLUMN, INDEX_UPDATED, 9, 16},
        {SUO_SECTION_KEYS, 0, 1, 8},
    };
    for (size_t i = 0; i < sizeof(PADDING) / sizeof(PADDING[0]); i++)
        for (int64_t at = PADDING[i].start; at < PADDING[i].end; at++)
            assert_breaks(
                *state,
                section_place(*state, PADDING[i].kind, PADDING[i].field, at), 2,
                "padded by zeros");
}

/* ---- the dictionary and what it leads to ---- */

/* The prefix of each block's first term, also where a search does not care. */
static void test_check__refuses_a_wrong_prefix(void **state)
{
    size_t found = 0;
    for (int64_t block = 0; block < 8; block++) {
        suo_error error = SUO_ERROR_EMPTY;
        uint64_t place =
            section_place(*state, SUO_SECTION_DICTIONARY_INDEX, 0, block * 16);
        assert_status(check_place(*state, place, 1, &error), SUO_CORRUPT);
        found += strstr(error.message, "dictionary's index") != NULL;
    }
    assert_true(found > 0);
}

/* The first term's first letter: it is of no kind then. */
static void test_check__refuses_a_term_of_no_kind(void **state)
{
    memory_os *files = *state;
    size_t len;
    const uint8_t *bytes = memory_os_bytes(files, SEGMENT, &len);
    uint64_t place = section_place(files, SUO_SECTION_DICTIONARY, 0, 0);
    place += SUO_DICTIONARY_BLOCK + 2; /* hashes, shared, length */
    assert_int_equal(bytes[place], 'g');
    assert_breaks(files, place, 'g' ^ 'a', "no known kind");
}

/* Two entries that lead to one document, of equal hashes or not. */
static void test_check__refuses_a_document_that_two_keys_lead_to(void **state)
{
    assert_breaks(
        *state, section_place(*state, SUO_SECTION_KEYS, 0, 8 + INDEX_DOCS * 8),
        1, "its hash");
}

/* ---- two documents of one key, in two segments ---- */

static void test_check__refuses_two_living_documents_of_one_key(void **state)
{
    suo_check_report report = {.size = sizeof(report)};
    suo_error error = SUO_ERROR_EMPTY;
    size_t len;
    memory_os *files = memory_os_clone(*state);
    const suo_os *os = memory_os_table(files);
    /* Without its deletions the first segment has what the second replaced:
     * the manifest forgets them. */
    suo_manifest manifest;
    assert_status(suo_manifest_read(&manifest, os, FOLDER, NULL), SUO_OK);
    assert_int_equal(manifest.segments[0].dead_count, INDEX_DEAD);
    manifest.segments[0].dead_count = 0;
    manifest.segments[0].deletions_commit = 0;
    assert_status(suo_manifest_write(&manifest, os, FOLDER, NULL), SUO_OK);
    suo_manifest_clear(&manifest);
    assert_non_null(memory_os_bytes(files, FOLDER "/manifest.suo", &len));
    assert_status(suo_index_check(os, FOLDER, &report, &error), SUO_CORRUPT);
    assert_non_null(strstr(error.message, "one key"));
    memory_os_free(files);
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
        cmocka_unit_test(test_check__refuses_a_header_that_is_not_padded),
        cmocka_unit_test(test_check__refuses_bytes_between_sections),
        cmocka_unit_test(test_check__refuses_sections_that_are_not_padded),
        cmocka_unit_test(test_check__refuses_a_wrong_prefix),
        cmocka_unit_test(test_check__refuses_a_term_of_no_kind),
        cmocka_unit_test(test_check__refuses_a_document_that_two_keys_lead_to),
        cmocka_unit_test(test_check__refuses_two_living_documents_of_one_key),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
