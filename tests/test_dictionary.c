/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_dictionary.c - sorted terms in, found, missed and walked.
 */
#include "support/unit.h"

#include "index/dictionary.h"
#include "support/random.h"

enum { TERMS_MAX = 3000, ROUNDS = 30 };

typedef struct test_term {
    uint8_t bytes[SUO_TERM_MAX];
    size_t len;
} test_term;

typedef struct fixture {
    test_term *terms; /* sorted, unique */
    size_t count;
    suo_dictionary_writer writer;
    suo_dictionary dictionary;
} fixture;

static int term_compare(const void *a, const void *b)
{
    const test_term *x = a;
    const test_term *y = b;
    return suo_bytes_compare(x->bytes, x->len, y->bytes, y->len);
}

/* Short ones, long ones, and some that share nearly all with another. */
static void term_make(test_random *random, test_term *term,
                      const test_term *last)
{
    unsigned letters = test_random_below(random, 3) == 0 ? 256 : 3;
    size_t kept = 0;
    if (last != NULL && test_random_below(random, 2) == 0) {
        kept = test_random_below(random, last->len + 1);
        memcpy(term->bytes, last->bytes, kept);
    }
    size_t more = 1 + test_random_bits(random, 4);
    if (test_random_below(random, 50) == 0)
        more = SUO_TERM_MAX;
    if (more > SUO_TERM_MAX - kept)
        more = SUO_TERM_MAX - kept;
    term->len = kept + more;
    for (size_t i = kept; i < term->len; i++)
        term->bytes[i] = (uint8_t)test_random_below(random, letters);
    term->len += term->len == 0;
}

/* An entry that tells the term's number: so many documents, block list. */
static void entry_make(suo_buffer *entry, size_t number)
{
    suo_buffer_reset(entry);
    suo_buffer_add_varint(entry, (number + 5) * 8);
    suo_buffer_add_varint(entry, 0);
    suo_buffer_add_varint(entry, 0);
}

static void fixture_make(fixture *f, test_random *random, size_t count)
{
    suo_buffer entry = {0};
    *f = (fixture){.terms = calloc(TERMS_MAX, sizeof(test_term))};
    assert_non_null(f->terms);
    for (size_t i = 0; i < count; i++)
        term_make(random, &f->terms[i], i > 0 ? &f->terms[i - 1] : NULL);
    qsort(f->terms, count, sizeof(test_term), term_compare);
    for (size_t i = 0; i < count; i++) {
        if (f->count > 0 &&
            term_compare(&f->terms[i], &f->terms[f->count - 1]) == 0)
            continue;
        if (i != f->count)
            f->terms[f->count] = f->terms[i];
        entry_make(&entry, f->count);
        suo_dictionary_writer_add(&f->writer, f->terms[f->count].bytes,
                                  f->terms[f->count].len, &entry);
        f->count++;
    }
    suo_buffer_free(&entry);
    assert_status(suo_dictionary_writer_end(&f->writer, NULL), SUO_OK);
    f->dictionary = (suo_dictionary){
        .blocks = {f->writer.blocks.data, f->writer.blocks.len},
        .index = {f->writer.index.data, f->writer.index.len},
        .term_count = f->count,
        .block_count = (uint32_t)((f->count + 15) / 16),
        .doc_count = TERMS_MAX + 5,
    };
    assert_true(suo_dictionary_is_valid(&f->dictionary));
}

static void fixture_free(fixture *f)
{
    suo_dictionary_writer_clear(&f->writer);
    free(f->terms);
}

static size_t random_count(test_random *random, int round)
{
    return round < 20 ? (size_t)round * 3
                      : test_random_below(random, TERMS_MAX);
}

static void test_dictionary__finds_every_term(void **state)
{
    test_random random = test_random_begin(20);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        fixture f;
        fixture_make(&f, &random, random_count(&random, round));
        for (size_t i = 0; i < f.count; i++) {
            suo_term_entry entry;
            bool found;
            assert_status(suo_dictionary_find(&f.dictionary, f.terms[i].bytes,
                                              f.terms[i].len, &entry, &found,
                                              NULL),
                          SUO_OK);
            assert_true(found);
            assert_int_equal(entry.doc_freq, i + 5);
        }
        fixture_free(&f);
    }
}

static void test_dictionary__misses_what_is_not_there(void **state)
{
    test_random random = test_random_begin(21);
    size_t misses = 0;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        fixture f;
        fixture_make(&f, &random, random_count(&random, round));
        for (int i = 0; i < 2000; i++) {
            static test_term other;
            suo_term_entry entry;
            bool found;
            size_t near = f.count > 0 ? test_random_below(&random, f.count) : 0;
            term_make(&random, &other, f.count > 0 ? &f.terms[near] : NULL);
            bool is_there = bsearch(&other, f.terms, f.count, sizeof(other),
                                    term_compare) != NULL;
            assert_status(suo_dictionary_find(&f.dictionary, other.bytes,
                                              other.len, &entry, &found, NULL),
                          SUO_OK);
            assert_int_equal(found, is_there);
            misses += !found;
        }
        fixture_free(&f);
    }
    assert_true(misses > 10000);
}

/* The first term that is not below 'other'; count if there is none. */
static size_t lower_bound(const fixture *f, const test_term *other)
{
    size_t i = 0;
    while (i < f->count && term_compare(&f->terms[i], other) < 0)
        i++;
    return i;
}

static void check_walk(const fixture *f, const test_term *from, size_t steps)
{
    static suo_dictionary_walk walk;
    size_t at = lower_bound(f, from);
    bool found = true;
    assert_status(suo_dictionary_seek(&walk, &f->dictionary, from->bytes,
                                      from->len, NULL),
                  SUO_OK);
    for (size_t step = 0; step < steps && found; step++, at++) {
        assert_status(suo_dictionary_next(&walk, &found, NULL), SUO_OK);
        assert_int_equal(found, at < f->count);
        if (!found)
            break;
        assert_int_equal(walk.term_len, f->terms[at].len);
        assert_memory_equal(walk.term, f->terms[at].bytes, walk.term_len);
        assert_int_equal(walk.entry.doc_freq, at + 5);
    }
}

static void test_walk__gives_all_terms_in_order(void **state)
{
    test_random random = test_random_begin(22);
    const test_term empty = {.len = 0};
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        fixture f;
        fixture_make(&f, &random, random_count(&random, round));
        check_walk(&f, &empty, SIZE_MAX);
        fixture_free(&f);
    }
}

static void test_walk__begins_anywhere(void **state)
{
    test_random random = test_random_begin(23);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        fixture f;
        fixture_make(&f, &random, random_count(&random, round));
        for (int i = 0; i < 100; i++) {
            static test_term from;
            size_t near = f.count > 0 ? test_random_below(&random, f.count) : 0;
            term_make(&random, &from, f.count > 0 ? &f.terms[near] : NULL);
            if (i % 3 == 0 && f.count > 0)
                from = f.terms[near];
            check_walk(&f, &from, 40);
        }
        fixture_free(&f);
    }
}

/* Damaged sections: any answer, but no byte outside and no endless walk. */
static void test_dictionary__survives_damage(void **state)
{
    test_random random = test_random_begin(24);
    (void)state;
    for (int round = 0; round < 300; round++) {
        static suo_dictionary_walk walk;
        fixture f;
        bool found = true;
        fixture_make(&f, &random, 1 + test_random_below(&random, 200));
        uint8_t *copy = malloc(f.writer.blocks.len); /* exactly as long */
        assert_non_null(copy);
        memcpy(copy, f.writer.blocks.data, f.writer.blocks.len);
        f.dictionary.blocks.bytes = copy;
        for (int i = 0; i < 3; i++)
            copy[test_random_below(&random, f.writer.blocks.len)] ^=
                (uint8_t)test_random_next(&random);
        size_t at = test_random_below(&random, f.writer.index.len);
        f.writer.index.data[at] ^= (uint8_t)test_random_bits(&random, 8);
        suo_status st =
            suo_dictionary_is_valid(&f.dictionary) ? SUO_OK : SUO_CORRUPT;
        for (size_t i = 0; i < f.count && st == SUO_OK; i++) {
            suo_term_entry entry;
            st = suo_dictionary_find(&f.dictionary, f.terms[i].bytes,
                                     f.terms[i].len, &entry, &found, NULL);
        }
        st = suo_dictionary_seek(&walk, &f.dictionary, "", 0, NULL);
        for (size_t steps = 0; st == SUO_OK && found; steps++) {
            st = suo_dictionary_next(&walk, &found, NULL);
            assert_true(steps <= f.count);
        }
        free(copy);
        fixture_free(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dictionary__finds_every_term),
        cmocka_unit_test(test_dictionary__misses_what_is_not_there),
        cmocka_unit_test(test_walk__gives_all_terms_in_order),
        cmocka_unit_test(test_walk__begins_anywhere),
        cmocka_unit_test(test_dictionary__survives_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
