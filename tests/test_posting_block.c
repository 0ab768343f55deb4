/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_posting_block.c - blocks, their bounds, and bytes that are no block.
 */
#include "support/unit.h"

#include "codec/posting_block.h"
#include "support/random.h"

enum { ROUNDS = 4000 };

/* A block of random documents from 'start'; every posting is in a field. */
static void block_make(test_random *random, suo_posting_block *block,
                       uint32_t start)
{
    uint64_t next = start;
    unsigned gap_bits = (unsigned)test_random_below(random, 16);
    unsigned freq_bits = (unsigned)test_random_below(random, 12);
    memset(block, 0, sizeof(*block));
    block->count = 1 + (uint32_t)test_random_below(random, SUO_BLOCK_DOCS);
    if (test_random_below(random, 3) == 0)
        block->count = SUO_BLOCK_DOCS;
    uint32_t mask = (uint32_t)test_random_next(random) & 0xFFFF;
    mask &= (uint32_t)test_random_next(random) & 0xFFFF;
    mask |= 1u << test_random_below(random, SUO_BLOCK_FIELDS);
    for (uint32_t i = 0; i < block->count; i++) {
        next += test_random_bits(random, gap_bits);
        block->docs[i] = (uint32_t)next++;
        uint32_t any = 0;
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
            if (mask >> f & 1) {
                uint32_t freq = (uint32_t)test_random_bits(random, freq_bits);
                block->freqs[f][i] = freq;
                any |= freq;
            }
        uint32_t field = (uint32_t)suo_bits_of(mask) - 1;
        if (any == 0)
            block->freqs[field][i] = 1;
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
            if (block->freqs[f][i] > 0)
                block->fields |= 1u << f;
    }
}

/* Encode into a heap block that ends right behind the allowed overread. */
static uint8_t *block_bytes(const suo_posting_block *block, uint32_t start,
                            size_t *len)
{
    suo_buffer out = {0};
    suo_posting_block_encode(&out, block, start);
    *len = out.len;
    uint8_t *bytes = calloc(1, out.len + SUO_PACK_OVERREAD);
    assert_non_null(bytes);
    memcpy(bytes, out.data, out.len);
    suo_buffer_free(&out);
    return bytes;
}

/* Documents, then frequencies, as cursors read them. */
static void block_decode(suo_reader *reader, suo_posting_block *block,
                         uint32_t count, uint32_t doc_start, uint32_t doc_end)
{
    suo_posting_docs_decode(reader, block->docs, count, doc_start, doc_end);
    block->count = count;
    suo_posting_freqs_decode(reader, block);
}

static void test_posting_block__comes_back(void **state)
{
    static suo_posting_block block;
    static suo_posting_block back;
    test_random random = test_random_begin(10);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t start = (uint32_t)test_random_bits(&random, 24);
        size_t len;
        block_make(&random, &block, start);
        uint32_t last = block.docs[block.count - 1];
        uint8_t *bytes = block_bytes(&block, start, &len);
        suo_reader reader = suo_reader_make(bytes, len);
        block_decode(&reader, &back, block.count, start, last + 1);
        assert_false(reader.bad);
        assert_int_equal(suo_reader_left(&reader), 0);
        assert_int_equal(back.count, block.count);
        assert_int_equal(back.fields, block.fields);
        assert_memory_equal(back.docs, block.docs, block.count * 4);
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
            if (block.fields >> f & 1)
                assert_memory_equal(back.freqs[f], block.freqs[f],
                                    block.count * 4);
        reader = suo_reader_make(bytes, len);
        block_decode(&reader, &back, block.count, start, last);
        assert_true(reader.bad); /* its last document is out of range */
        assert_int_equal(back.count, 0);
        free(bytes);
    }
}

static void test_posting_block__is_refused_when_cut(void **state)
{
    static suo_posting_block block;
    test_random random = test_random_begin(11);
    (void)state;
    for (int round = 0; round < 100; round++) {
        size_t len;
        block_make(&random, &block, 0);
        uint32_t count = block.count;
        uint8_t *bytes = block_bytes(&block, 0, &len);
        for (size_t cut = 0; cut < len; cut++) {
            suo_reader reader = suo_reader_make(bytes, cut);
            block_decode(&reader, &block, count, 0, UINT32_MAX);
            assert_true(reader.bad);
            assert_int_equal(block.count, 0);
            assert_int_equal(block.fields, 0);
        }
        free(bytes);
    }
}

/* What a decoded block must be, whatever the bytes were. */
static void check_decoded(const suo_posting_block *block, uint32_t count,
                          uint32_t start, uint32_t end)
{
    uint64_t least = start;
    assert_int_equal(block->count, count);
    assert_int_equal(block->fields >> SUO_BLOCK_FIELDS, 0);
    for (uint32_t i = 0; i < block->count; i++) {
        assert_true(block->docs[i] >= least && block->docs[i] < end);
        least = block->docs[i] + 1ull;
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++)
            if (block->fields >> f & 1)
                assert_true(block->freqs[f][i] <= SUO_TEXT_MAX);
    }
}

/* Damaged blocks and pure noise, in turn. */
static void test_posting_block__of_any_bytes_keeps_its_range(void **state)
{
    static suo_posting_block block;
    test_random random = test_random_begin(12);
    size_t good = 0;
    (void)state;
    for (int round = 0; round < 20 * ROUNDS; round++) {
        uint32_t start = (uint32_t)test_random_bits(&random, 32);
        uint32_t end = (uint32_t)test_random_bits(&random, 32);
        size_t len = 0;
        block_make(&random, &block, start >> 8);
        uint32_t count = block.count;
        uint8_t *bytes = block_bytes(&block, start >> 8, &len);
        if (round % 2 == 0)
            start >>= 8;
        size_t flips = round % 2 == 0 ? 1 : len;
        for (size_t i = 0; i < flips; i++)
            bytes[test_random_below(&random, len)] ^=
                (uint8_t)test_random_next(&random);
        bytes[0] %= 40;
        suo_reader reader = suo_reader_make(bytes, len);
        block_decode(&reader, &block, count, start, end);
        if (!reader.bad)
            check_decoded(&block, count, start, end);
        else
            assert_int_equal(block.count, 0);
        good += !reader.bad;
        free(bytes);
    }
    print_message("%zu of %d damaged blocks could be read\n", good,
                  20 * ROUNDS);
    assert_true(good > 100);
}

static double score_of(double freq, double length, double k1, double b,
                       double average)
{
    double norm = k1 * (1 - b + b * length / average);
    return freq / (freq + norm);
}

static void check_bound(const suo_bound *bound, const uint32_t *freqs,
                        const uint32_t *lengths, uint32_t count,
                        test_random *random)
{
    double k1 = (double)test_random_below(random, 1000) / 100 + 0.01;
    double b = (double)test_random_below(random, 101) / 100;
    double average = 1 + (double)test_random_bits(random, 16);
    double most = 0;
    for (uint32_t i = 0; i < bound->count; i++) {
        double own =
            score_of(bound->freqs[i], bound->lengths[i], k1, b, average);
        most = own > most ? own : most;
        assert_true(i == 0 || bound->freqs[i] > bound->freqs[i - 1]);
        assert_true(i == 0 || bound->lengths[i] > bound->lengths[i - 1]);
    }
    for (uint32_t i = 0; i < count; i++) {
        bool is_covered = freqs[i] == 0;
        for (uint32_t j = 0; j < bound->count; j++)
            is_covered |=
                bound->freqs[j] >= freqs[i] && bound->lengths[j] <= lengths[i];
        assert_true(is_covered);
        assert_true(freqs[i] == 0 ||
                    score_of(freqs[i], lengths[i], k1, b, average) <= most);
    }
}

static void bound_inputs(test_random *random, uint32_t *freqs,
                         uint32_t *lengths, uint32_t count)
{
    unsigned freq_bits = 1 + (unsigned)test_random_below(random, 10);
    unsigned length_bits = 1 + (unsigned)test_random_below(random, 20);
    for (uint32_t i = 0; i < count; i++) {
        freqs[i] = (uint32_t)test_random_bits(random, freq_bits);
        lengths[i] = freqs[i] + (uint32_t)test_random_bits(random, length_bits);
    }
}

static void test_bound__covers_every_posting(void **state)
{
    test_random random = test_random_begin(13);
    (void)state;
    for (int round = 0; round < 5 * ROUNDS; round++) {
        uint32_t freqs[SUO_BLOCK_DOCS];
        uint32_t lengths[SUO_BLOCK_DOCS];
        uint32_t count =
            1 + (uint32_t)test_random_below(&random, SUO_BLOCK_DOCS);
        suo_bound bound;
        bound_inputs(&random, freqs, lengths, count);
        freqs[0] += freqs[0] == 0;
        suo_bound_make(&bound, freqs, lengths, count);
        assert_in_range(bound.count, 1, SUO_BOUND_POINTS);
        check_bound(&bound, freqs, lengths, count, &random);
    }
}

/* A bound is exact while its corners are at most four. */
static void test_bound__is_exact_for_one_posting(void **state)
{
    const uint32_t freqs[] = {7, 3};
    const uint32_t lengths[] = {20, 25}; /* beaten by the first */
    suo_bound bound;
    (void)state;
    suo_bound_make(&bound, freqs, lengths, 2);
    assert_int_equal(bound.count, 1);
    assert_int_equal(bound.freqs[0], 7);
    assert_int_equal(bound.lengths[0], 20);
}

static void test_bounds__come_back(void **state)
{
    test_random random = test_random_begin(14);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        suo_bound bounds[SUO_BLOCK_FIELDS];
        suo_bound back[SUO_BLOCK_FIELDS];
        suo_buffer out = {0};
        uint32_t fields = 1 + (uint32_t)test_random_below(&random, 0xFFFF);
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++) {
            uint32_t freqs[SUO_BLOCK_DOCS];
            uint32_t lengths[SUO_BLOCK_DOCS];
            bound_inputs(&random, freqs, lengths, SUO_BLOCK_DOCS);
            freqs[5] += freqs[5] == 0;
            suo_bound_make(&bounds[f], freqs, lengths, SUO_BLOCK_DOCS);
        }
        suo_bounds_encode(&out, bounds, fields);
        suo_reader reader = suo_reader_make(out.data, out.len);
        assert_int_equal(suo_bounds_decode(&reader, back), fields);
        assert_int_equal(suo_reader_left(&reader), 0);
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS; f++) {
            uint32_t count = fields >> f & 1 ? bounds[f].count : 0;
            assert_int_equal(back[f].count, count);
            assert_memory_equal(back[f].freqs, bounds[f].freqs, count * 4);
            assert_memory_equal(back[f].lengths, bounds[f].lengths, count * 4);
        }
        suo_buffer_free(&out);
    }
}

static void test_bounds__of_any_bytes_keep_the_rules(void **state)
{
    test_random random = test_random_begin(15);
    size_t good = 0;
    (void)state;
    for (int round = 0; round < 50 * ROUNDS; round++) {
        suo_bound bounds[SUO_BLOCK_FIELDS];
        size_t len = test_random_below(&random, 12);
        uint8_t *bytes = malloc(len + 1);
        assert_non_null(bytes);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)test_random_bits(&random, 8);
        suo_reader reader = suo_reader_make(bytes, len);
        uint32_t fields = suo_bounds_decode(&reader, bounds);
        good += !reader.bad;
        for (uint32_t f = 0; f < SUO_BLOCK_FIELDS && !reader.bad; f++) {
            uint32_t count = bounds[f].count;
            assert_true(count <= SUO_BOUND_POINTS);
            assert_int_equal(count > 0, fields >> f & 1);
            for (uint32_t i = 1; i < count; i++)
                assert_true(bounds[f].freqs[i] > bounds[f].freqs[i - 1] &&
                            bounds[f].lengths[i] > bounds[f].lengths[i - 1]);
        }
        free(bytes);
    }
    assert_true(good > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_posting_block__comes_back),
        cmocka_unit_test(test_posting_block__is_refused_when_cut),
        cmocka_unit_test(test_posting_block__of_any_bytes_keeps_its_range),
        cmocka_unit_test(test_bound__covers_every_posting),
        cmocka_unit_test(test_bound__is_exact_for_one_posting),
        cmocka_unit_test(test_bounds__come_back),
        cmocka_unit_test(test_bounds__of_any_bytes_keep_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
