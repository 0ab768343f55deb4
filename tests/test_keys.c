/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_keys.c - from documents to keys and back by hash.
 */
#include "support/unit.h"

#include "base/hash.h"
#include "codec/bitpack.h"
#include "index/keys.h"
#include "support/random.h"

enum { DOCS_MAX = 1000, KEY_SHORT = 40 };

typedef struct fixture {
    uint32_t docs;
    uint8_t bytes[DOCS_MAX][SUO_KEY_MAX];
    suo_slice keys[DOCS_MAX];
    uint64_t hashes[DOCS_MAX];
    suo_buffer section;
    size_t len; /* of the section, without what may be read past it */
    suo_keys read;
} fixture;

static fixture f;

/* 'hash_bits' below 64 makes hashes collide. */
static void fixture_make(test_random *random, uint32_t docs, unsigned hash_bits)
{
    f.docs = docs;
    suo_buffer_reset(&f.section);
    for (uint32_t doc = 0; doc < docs; doc++) {
        size_t len = 1 + test_random_below(random, KEY_SHORT);
        if (test_random_below(random, 100) == 0)
            len = SUO_KEY_MAX;
        for (size_t i = 0; i < len; i++)
            f.bytes[doc][i] = (uint8_t)test_random_next(random);
        f.keys[doc] = (suo_slice){f.bytes[doc], len};
        f.hashes[doc] = suo_hash(f.bytes[doc], len) >> (64 - hash_bits);
    }
    assert_status(suo_keys_encode(&f.section, f.keys, f.hashes, docs), SUO_OK);
    f.len = f.section.len;
    suo_buffer_add_zeros(&f.section, SUO_PACK_OVERREAD);
    assert_true(
        suo_keys_open(&f.read, (suo_slice){f.section.data, f.len}, docs));
}

static void test_keys__come_back_by_document(void **state)
{
    test_random random = test_random_begin(38);
    (void)state;
    for (uint32_t docs = 1; docs <= DOCS_MAX; docs += 1 + docs / 4) {
        fixture_make(&random, docs, 64);
        for (uint32_t doc = 0; doc < docs; doc++) {
            suo_slice key;
            assert_true(suo_keys_get(&f.read, doc, &key));
            assert_int_equal(key.len, f.keys[doc].len);
            assert_memory_equal(key.bytes, f.keys[doc].bytes, key.len);
        }
    }
}

static void test_keys__are_found_by_hash_all_of_them(void **state)
{
    test_random random = test_random_begin(39);
    (void)state;
    for (unsigned bits = 1; bits <= 64; bits += 7) {
        fixture_make(&random, DOCS_MAX, bits);
        for (uint32_t doc = 0; doc < f.docs; doc++) {
            uint32_t start;
            uint32_t end;
            uint32_t wanted = 0;
            bool is_there = false;
            suo_keys_find(&f.read, f.hashes[doc], &start, &end);
            for (uint32_t i = 0; i < f.docs; i++)
                wanted += f.hashes[i] == f.hashes[doc];
            assert_int_equal(end - start, wanted);
            for (uint32_t i = start; i < end; i++)
                is_there |= suo_keys_doc(&f.read, i) == doc;
            assert_true(is_there);
        }
    }
}

static void test_keys__miss_other_hashes(void **state)
{
    test_random random = test_random_begin(40);
    (void)state;
    fixture_make(&random, 100, 64);
    for (int i = 0; i < 10000; i++) {
        uint32_t start;
        uint32_t end;
        suo_keys_find(&f.read, test_random_next(&random), &start, &end);
        assert_int_equal(start, end);
    }
}

static void test_keys__survive_damage(void **state)
{
    test_random random = test_random_begin(41);
    (void)state;
    for (int round = 0; round < 3000; round++) {
        fixture_make(&random, 1 + (uint32_t)test_random_below(&random, 20), 64);
        uint8_t *copy = malloc(f.section.len);
        assert_non_null(copy);
        memcpy(copy, f.section.data, f.section.len);
        copy[test_random_below(&random, f.len)] ^=
            (uint8_t)test_random_next(&random);
        if (round % 3 == 0)
            copy[0] = (uint8_t)test_random_next(&random);
        bool opens = suo_keys_open(&f.read, (suo_slice){copy, f.len}, f.docs);
        for (uint32_t doc = 0; opens && doc < f.docs; doc++) {
            suo_slice key;
            uint32_t start;
            uint32_t end;
            if (suo_keys_get(&f.read, doc, &key))
                assert_true(key.len > 0 && key.len <= SUO_KEY_MAX &&
                            key.bytes + key.len <= copy + f.len);
            suo_keys_find(&f.read, f.hashes[doc], &start, &end);
            assert_true(start <= end && end <= f.docs);
        }
        free(copy);
    }
}

static int tear_down(void **state)
{
    (void)state;
    suo_buffer_free(&f.section);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys__come_back_by_document),
        cmocka_unit_test(test_keys__are_found_by_hash_all_of_them),
        cmocka_unit_test(test_keys__miss_other_hashes),
        cmocka_unit_test(test_keys__survive_damage),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
