/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_container.c - the frame of a segment file, around any sections.
 */
#include "support/unit.h"

#include <errno.h>

#include "base/hash.h"
#include "index/container.h"
#include "support/faulty_os.h"
#include "support/memory_os.h"
#include "support/random.h"

enum { SECTIONS = 20, LEN_MAX = 100000 };

typedef struct fixture {
    memory_os *files;
    uint8_t *content; /* sections are stretches of it */
    size_t starts[SECTIONS];
    size_t lens[SECTIONS];
    uint64_t size;
    uint64_t identity;
} fixture;

/* Write sections of kind 1, 1, 2, 2 ... field 0, 1, 0, 1 ... in pieces. */
static suo_status fixture_write(fixture *f, const suo_os *os,
                                test_random *random)
{
    suo_container_writer *writer;
    suo_status st = suo_container_create(os, "f/s", 77, &writer, NULL);
    if (st != SUO_OK)
        return st;
    for (uint32_t i = 0; i < SECTIONS; i++) {
        f->starts[i] = test_random_below(random, LEN_MAX);
        f->lens[i] = test_random_bits(random, 16) * (i % 5 != 4);
        suo_container_begin(writer, (suo_section_kind)(1 + i / 2), i % 2);
        for (size_t done = 0; done < f->lens[i];) {
            size_t part = 1 + test_random_below(random, f->lens[i] - done);
            suo_container_add(writer, f->content + f->starts[i] + done, part);
            done += part;
        }
    }
    return suo_container_finish(writer, &f->size, &f->identity, NULL);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    test_random random = test_random_begin(42);
    if (f == NULL)
        return -1;
    f->files = memory_os_new();
    f->content = malloc(2 * LEN_MAX);
    for (size_t i = 0; f->content != NULL && i < 2 * LEN_MAX; i++)
        f->content[i] = (uint8_t)test_random_next(&random);
    const suo_os *os = memory_os_table(f->files);
    os->make_folder(os->user, "f");
    *state = f;
    return f->content != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    size_t open = memory_os_open_count(f->files);
    memory_os_free(f->files);
    free(f->content);
    free(f);
    return open == 0 ? 0 : -1;
}

static void test_container__gives_its_sections_back(void **state)
{
    fixture *f = *state;
    test_random random = test_random_begin(43);
    for (int round = 0; round < 10; round++) {
        static suo_container container;
        size_t len;
        suo_slice section;
        assert_status(fixture_write(f, memory_os_table(f->files), &random),
                      SUO_OK);
        const uint8_t *bytes = memory_os_bytes(f->files, "f/s", &len);
        assert_int_equal(len, f->size);
        assert_status(suo_container_read(&container, bytes, len,
                                         SUO_VERIFY_OPEN, "s", NULL),
                      SUO_OK);
        assert_int_equal(container.number, 77);
        assert_int_equal(container.identity, f->identity);
        for (uint32_t i = 0; i < SECTIONS; i++) {
            assert_true(suo_container_find(
                &container, (suo_section_kind)(1 + i / 2), i % 2, &section));
            assert_int_equal(section.len, f->lens[i]);
            assert_int_equal((section.bytes - bytes) % 64, 0);
            assert_memory_equal(section.bytes, f->content + f->starts[i],
                                section.len);
        }
        assert_false(
            suo_container_find(&container, SUO_SECTION_KEYS, 0, &section));
        assert_null(section.bytes);
    }
}

static void test_container__is_what_the_format_says(void **state)
{
    fixture *f = *state;
    test_random random = test_random_begin(44);
    size_t len;
    assert_status(fixture_write(f, memory_os_table(f->files), &random), SUO_OK);
    const uint8_t *bytes = memory_os_bytes(f->files, "f/s", &len);
    const uint8_t *trailer = bytes + len - 128;
    assert_memory_equal(bytes, "SUOSEG\r\n", 8);
    assert_int_equal(suo_load_u32(bytes + 8), 2);
    assert_int_equal(suo_load_u32(bytes + 12), 0);
    assert_int_equal(suo_load_u64(bytes + 16), 77);
    assert_int_equal(suo_load_u64(bytes + 56), suo_hash(bytes, 56));
    uint64_t hashes = suo_load_u64(trailer + 16);
    for (uint64_t page = 0; page * 65536 < hashes; page++) {
        uint64_t start = page * 65536;
        uint64_t part = hashes - start < 65536 ? hashes - start : 65536;
        assert_int_equal(suo_load_u64(bytes + hashes + page * 8),
                         suo_hash(bytes + start, part));
    }
    assert_int_equal(suo_load_u32(trailer + 8), SECTIONS);
    assert_int_equal(suo_load_u64(trailer + 24), len);
    assert_int_equal(suo_load_u64(trailer + 56), suo_hash(trailer, 56));
    for (size_t i = 0; i < 64; i++)
        assert_int_equal(trailer[64 + i], 0);
}

static void test_container__of_a_newer_version_is_named(void **state)
{
    static suo_container container;
    fixture *f = *state;
    test_random random = test_random_begin(45);
    suo_error error = SUO_ERROR_EMPTY;
    size_t len;
    assert_status(fixture_write(f, memory_os_table(f->files), &random), SUO_OK);
    uint8_t *bytes = memory_os_bytes(f->files, "f/s", &len);
    suo_store_u32(bytes + 8, 3);
    suo_store_u64(bytes + 56, suo_hash(bytes, 56));
    assert_status(suo_container_read(&container, bytes, len, SUO_VERIFY_OPEN,
                                     "name", &error),
                  SUO_VERSION);
    assert_non_null(strstr(error.message, "name"));
    assert_non_null(strstr(error.message, "version 3"));
    suo_store_u32(bytes + 8, 0);
    suo_store_u64(bytes + 56, suo_hash(bytes, 56));
    assert_status(suo_container_read(&container, bytes, len, SUO_VERIFY_OPEN,
                                     "name", NULL),
                  SUO_CORRUPT);
    suo_store_u32(bytes + 8, SUO_FORMAT_VERSION);
    suo_store_u32(bytes + 12, 4); /* a flag nobody knows */
    suo_store_u64(bytes + 56, suo_hash(bytes, 56));
    assert_status(suo_container_read(&container, bytes, len, SUO_VERIFY_OPEN,
                                     "name", NULL),
                  SUO_VERSION);
}

static void test_container__ends_in_zeros(void **state)
{
    static suo_container container;
    fixture *f = *state;
    test_random random = test_random_begin(60);
    size_t len;
    assert_status(fixture_write(f, memory_os_table(f->files), &random), SUO_OK);
    uint8_t *bytes = memory_os_bytes(f->files, "f/s", &len);
    for (size_t i = 1; i <= 64; i++) {
        bytes[len - i] = 1;
        assert_status(suo_container_read(&container, bytes, len,
                                         SUO_VERIFY_OPEN, "s", NULL),
                      SUO_CORRUPT);
        bytes[len - i] = 0;
    }
}

static void test_container__leaves_no_file_after_a_failure(void **state)
{
    static faulty_os faulty;
    fixture *f = *state;
    test_random random = test_random_begin(46);
    for (long n = 0; n < 20; n++) {
        faulty_os_init(&faulty, memory_os_table(f->files));
        faulty_os_arm(&faulty, n, ENOSPC, false);
        suo_status st = fixture_write(f, &faulty.table, &random);
        bool is_reached = faulty_os_count(&faulty, "remove") > 0 || n == 0;
        assert_int_equal(st, is_reached ? SUO_FULL : SUO_OK);
        assert_int_equal(memory_os_file_count(f->files), st == SUO_OK);
        if (st != SUO_OK)
            assert_true(f->size == 0 && f->identity == 0);
        const suo_os *os = memory_os_table(f->files);
        os->remove(os->user, "f/s");
    }
}

static void test_container__abandoned_leaves_no_file(void **state)
{
    fixture *f = *state;
    suo_container_writer *writer;
    assert_status(suo_container_create(memory_os_table(f->files), "f/s", 1,
                                       &writer, NULL),
                  SUO_OK);
    suo_container_begin(writer, SUO_SECTION_INFO, 0);
    suo_container_add(writer, f->content, LEN_MAX);
    suo_container_abandon(writer);
    suo_container_abandon(NULL);
    assert_int_equal(memory_os_file_count(f->files), 0);
}

int main(void)
{
#define CONTAINER_TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CONTAINER_TEST(test_container__gives_its_sections_back),
        CONTAINER_TEST(test_container__is_what_the_format_says),
        CONTAINER_TEST(test_container__of_a_newer_version_is_named),
        CONTAINER_TEST(test_container__ends_in_zeros),
        CONTAINER_TEST(test_container__leaves_no_file_after_a_failure),
        CONTAINER_TEST(test_container__abandoned_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
