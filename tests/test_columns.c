/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_columns.c - lengths, sequences, numbers and keywords by document.
 */
#include "support/unit.h"

#include "codec/bitpack.h"
#include "index/columns.h"
#include "support/random.h"

enum { DOCS_MAX = 700, ROUNDS = 200 };

/* What may lie behind a section; not part of it. */
static suo_slice section_of(suo_buffer *bytes)
{
    size_t len = bytes->len;
    for (int i = 0; i < SUO_PACK_OVERREAD; i++)
        suo_buffer_add_u8(bytes, 0xEE);
    assert_status(suo_buffer_status(bytes, NULL), SUO_OK);
    return (suo_slice){bytes->data, len};
}

static uint32_t random_docs(test_random *random, int round)
{
    return round < 20 ? (uint32_t)round + 1
                      : 1 + (uint32_t)test_random_below(random, DOCS_MAX);
}

static void test_lengths__come_back_at_each_width(void **state)
{
    test_random random = test_random_begin(29);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        static uint32_t values[SUO_LANES][DOCS_MAX];
        uint32_t *const lanes[SUO_LANES] = {values[0], values[1]};
        uint32_t docs = random_docs(&random, round);
        suo_buffer bytes = {0};
        suo_lengths lengths;
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            unsigned bits = (unsigned)test_random_below(&random, 33);
            for (uint32_t doc = 0; doc < docs; doc++)
                values[lane][doc] = (uint32_t)test_random_bits(&random, bits);
        }
        suo_lengths_encode(&bytes, lanes, docs);
        suo_slice section = section_of(&bytes);
        assert_true(suo_lengths_open(&lengths, section, docs));
        for (uint32_t lane = 0; lane < SUO_LANES; lane++)
            for (uint32_t doc = 0; doc < docs; doc++)
                assert_int_equal(suo_lengths_get(&lengths, lane, doc),
                                 values[lane][doc]);
        assert_int_equal((lengths.values[1] - section.bytes) % 64, 0);
        section.len--;
        assert_false(suo_lengths_open(&lengths, section, docs));
        section.len += 2;
        assert_false(suo_lengths_open(&lengths, section, docs));
        suo_buffer_free(&bytes);
    }
}

static void test_lengths__refuse_other_widths(void **state)
{
    uint8_t bytes[2048] = {1, 1};
    suo_lengths lengths;
    (void)state;
    assert_true(suo_lengths_open(&lengths, (suo_slice){bytes, 129}, 1));
    for (unsigned width = 0; width < 256; width++) {
        bytes[0] = (uint8_t)width;
        bool opens = suo_lengths_open(&lengths, (suo_slice){bytes, 129}, 1);
        assert_int_equal(opens, width == 1 || width == 2 || width == 4);
    }
}

static void test_sequences__come_back(void **state)
{
    test_random random = test_random_begin(30);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        static uint64_t values[DOCS_MAX];
        static uint64_t scratch[DOCS_MAX];
        uint32_t docs = random_docs(&random, round);
        uint64_t base = test_random_bits(&random, 63);
        unsigned bits = (unsigned)test_random_below(&random, 64);
        suo_buffer bytes = {0};
        suo_sequences sequences;
        for (uint32_t doc = 0; doc < docs; doc++)
            scratch[doc] = values[doc] = base + test_random_bits(&random, bits);
        if (round % 10 == 0) {
            scratch[0] = values[0] = 0;
            scratch[docs - 1] = values[docs - 1] = UINT64_MAX;
        }
        suo_sequences_encode(&bytes, scratch, docs);
        suo_slice section = section_of(&bytes);
        assert_true(suo_sequences_open(&sequences, section, docs));
        for (uint32_t doc = 0; doc < docs; doc++)
            assert_int_equal(suo_sequences_get(&sequences, doc), values[doc]);
        section.len--;
        assert_false(suo_sequences_open(&sequences, section, docs));
        suo_buffer_free(&bytes);
    }
}

static int64_t random_number(test_random *random, unsigned bits)
{
    static const int64_t extremes[] = {INT64_MIN, INT64_MAX, 0, -1, 1};
    if (test_random_below(random, 20) == 0)
        return extremes[test_random_below(random, 5)];
    int64_t value = (int64_t)test_random_bits(random, bits);
    return test_random_below(random, 2) == 0 ? value : -value;
}

static void test_numbers__come_back_missing_ones_too(void **state)
{
    test_random random = test_random_begin(31);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        static int64_t values[DOCS_MAX];
        static uint8_t present[DOCS_MAX];
        uint32_t docs = random_docs(&random, round);
        uint64_t share = test_random_below(&random, 4);
        suo_buffer bytes = {0};
        suo_numbers numbers;
        unsigned bits = 1 + (unsigned)test_random_below(&random, 63);
        for (uint32_t doc = 0; doc < docs; doc++) {
            values[doc] = random_number(&random, bits);
            present[doc] = test_random_below(&random, 4) < share;
        }
        assert_status(suo_numbers_encode(&bytes, values, present, docs),
                      SUO_OK);
        suo_slice section = section_of(&bytes);
        assert_true(suo_numbers_open(&numbers, section, docs));
        for (uint32_t doc = 0; doc < docs; doc++) {
            int64_t value;
            assert_int_equal(suo_numbers_get(&numbers, doc, &value),
                             present[doc]);
            assert_true(value == (present[doc] ? values[doc] : 0));
        }
        section.len--;
        assert_false(suo_numbers_open(&numbers, section, docs));
        suo_buffer_free(&bytes);
    }
}

/* ---- keywords ---- */

enum { VALUES_MAX = 3000, WORDS = 40 };

typedef struct words {
    uint8_t bytes[WORDS][12];
    size_t lens[WORDS];
} words;

static words words_make(test_random *random)
{
    words made;
    for (size_t i = 0; i < WORDS; i++) {
        made.lens[i] = test_random_below(random, 12);
        for (size_t j = 0; j < made.lens[i]; j++)
            made.bytes[i][j] = (uint8_t)test_random_below(random, 3);
    }
    return made;
}

/* The distinct values of a document, sorted: the model. */
static size_t model_values(const suo_keyword_value *values, size_t count,
                           uint32_t doc, suo_slice *own)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        suo_slice text = values[i].text;
        size_t at = 0;
        if (values[i].doc != doc)
            continue;
        while (at < kept && suo_bytes_compare(own[at].bytes, own[at].len,
                                              text.bytes, text.len) < 0)
            at++;
        if (at < kept && suo_bytes_compare(own[at].bytes, own[at].len,
                                           text.bytes, text.len) == 0)
            continue;
        memmove(own + at + 1, own + at, (kept - at) * sizeof(*own));
        own[at] = text;
        kept++;
    }
    return kept;
}

static void check_keywords(const suo_keywords *keywords,
                           const suo_keyword_value *values, size_t count,
                           uint32_t docs)
{
    for (uint32_t doc = 0; doc < docs; doc++) {
        suo_slice own[VALUES_MAX];
        uint32_t start;
        uint32_t end;
        size_t wanted = model_values(values, count, doc, own);
        assert_true(suo_keywords_range(keywords, doc, &start, &end));
        assert_int_equal(end - start, wanted);
        for (uint32_t i = start; i < end; i++) {
            suo_slice text;
            assert_true(suo_keywords_get(keywords, i, &text));
            assert_int_equal(text.len, own[i - start].len);
            assert_memory_equal(text.bytes, own[i - start].bytes, text.len);
        }
    }
}

/* Every word that was put is found at its rank, no other is. */
static void check_keywords_find(const suo_keywords *keywords, const words *all)
{
    uint32_t rank;
    for (uint32_t number = 0; number < keywords->total; number++) {
        uint32_t own;
        suo_slice text;
        assert_true(suo_keywords_get(keywords, number, &text));
        assert_true(suo_keywords_rank(keywords, number, &own));
        assert_true(suo_keywords_find(keywords, text, &rank));
        assert_int_equal(rank, own);
    }
    assert_true(suo_keywords_find(
        keywords, (suo_slice){(const uint8_t *)"~none", 5}, &rank));
    assert_int_equal(rank, keywords->distinct);
    for (size_t i = 0; i < WORDS && keywords->distinct == 0; i++) {
        suo_slice word = {all->bytes[i], all->lens[i]};
        assert_true(suo_keywords_find(keywords, word, &rank));
        assert_int_equal(rank, 0);
    }
}

static void test_keywords__come_back_sorted_and_once_each(void **state)
{
    static suo_keyword_value values[VALUES_MAX];
    static suo_keyword_value copy[VALUES_MAX];
    test_random random = test_random_begin(32);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const words all = words_make(&random);
        uint32_t docs = random_docs(&random, round) % 100 + 1;
        suo_buffer bytes = {0};
        suo_keywords keywords;
        uint32_t count = 0;
        for (uint32_t doc = 0; doc < docs; doc++)
            for (uint64_t n = test_random_bits(&random, 4); n > 0; n--) {
                size_t word = test_random_below(&random, WORDS);
                copy[count] = values[count] =
                    (suo_keyword_value){doc, {all.bytes[word], all.lens[word]}};
                count++;
            }
        assert_status(suo_keywords_encode(&bytes, copy, count, docs), SUO_OK);
        suo_slice section = section_of(&bytes);
        assert_true(suo_keywords_open(&keywords, section, docs));
        check_keywords(&keywords, values, count, docs);
        check_keywords_find(&keywords, &all);
        section.len--;
        assert_false(suo_keywords_open(&keywords, section, docs));
        suo_buffer_free(&bytes);
    }
}

/* Any damage: false, or a range and texts inside the section. */
static void test_keywords__survive_damage(void **state)
{
    test_random random = test_random_begin(33);
    (void)state;
    for (int round = 0; round < 50 * ROUNDS; round++) {
        const words all = words_make(&random);
        suo_keyword_value values[20];
        suo_keywords keywords;
        suo_buffer bytes = {0};
        for (uint32_t i = 0; i < 20; i++)
            values[i] = (suo_keyword_value){i / 2, {all.bytes[i], all.lens[i]}};
        assert_status(suo_keywords_encode(&bytes, values, 20, 10), SUO_OK);
        suo_slice section = section_of(&bytes);
        uint8_t *copy = malloc(bytes.len);
        assert_non_null(copy);
        memcpy(copy, bytes.data, bytes.len);
        copy[test_random_below(&random, section.len)] ^=
            (uint8_t)test_random_next(&random);
        section.bytes = copy;
        if (suo_keywords_open(&keywords, section, 10))
            for (uint32_t doc = 0; doc < 10; doc++) {
                uint32_t start = 0;
                uint32_t end = 0;
                suo_slice text = {0};
                uint32_t rank;
                text = (suo_slice){all.bytes[doc], all.lens[doc]};
                if (suo_keywords_find(&keywords, text, &rank))
                    assert_true(rank <= keywords.distinct);
                if (!suo_keywords_range(&keywords, doc, &start, &end))
                    continue;
                assert_true(start <= end && end <= keywords.total);
                for (; start < end; start++)
                    if (suo_keywords_get(&keywords, start, &text))
                        assert_true(text.bytes >= copy &&
                                    text.bytes + text.len <=
                                        copy + section.len);
            }
        free(copy);
        suo_buffer_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths__come_back_at_each_width),
        cmocka_unit_test(test_lengths__refuse_other_widths),
        cmocka_unit_test(test_sequences__come_back),
        cmocka_unit_test(test_numbers__come_back_missing_ones_too),
        cmocka_unit_test(test_keywords__come_back_sorted_and_once_each),
        cmocka_unit_test(test_keywords__survive_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
