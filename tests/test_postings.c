/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_postings.c - lists of 1 to 2000 documents, written and walked.
 */
#include "support/unit.h"

#include "index/dictionary.h"
#include "index/postings.h"
#include "index/postings_write.h"
#include "support/random.h"

enum { DOCS_MAX = 2000, DOC_END = 200000, FREQ_MAX = 5, ROUNDS = 400 };

/* A term: its documents, and in each field its positions. */
typedef struct model {
    uint32_t count;
    uint8_t lane;
    bool has_positions;
    uint32_t docs[DOCS_MAX];
    uint8_t freqs[DOCS_MAX][SUO_TEXT_FIELDS_MAX];
    uint32_t positions[DOCS_MAX][SUO_TEXT_FIELDS_MAX][FREQ_MAX];
} model;

static model term;
static uint32_t length_values[DOC_END];
static suo_length_table table;

static int set_up(void **state)
{
    test_random random = test_random_begin(25);
    (void)state;
    for (uint32_t i = 0; i < DOC_END; i++)
        length_values[i] = FREQ_MAX + (uint32_t)test_random_bits(&random, 12);
    for (uint32_t lane = 0; lane < SUO_LANES; lane++)
        for (uint32_t t = 0; t < SUO_TEXT_FIELDS_MAX; t++)
            table.lengths[lane][t] = length_values;
    return 0;
}

static void model_make(test_random *random, uint32_t count)
{
    uint32_t fields = 1 + (uint32_t)test_random_below(random, 16);
    uint32_t gap_most = DOC_END / (count + 1);
    uint32_t next = 0;
    memset(&term, 0, sizeof(term));
    term.count = count;
    term.lane = (uint8_t)test_random_below(random, 2);
    term.has_positions = test_random_below(random, 4) > 0;
    for (uint32_t i = 0; i < count; i++) {
        next += (uint32_t)test_random_below(random, gap_most);
        term.docs[i] = next++;
        uint32_t sure = (uint32_t)test_random_below(random, fields);
        for (uint32_t t = 0; t < fields; t++) {
            bool has = t == sure || test_random_below(random, 6) == 0;
            uint32_t freq =
                has ? 1 + (uint32_t)test_random_below(random, FREQ_MAX) : 0;
            term.freqs[i][t] = (uint8_t)freq;
            uint32_t position = 0;
            for (uint32_t n = 0; n < freq; n++) {
                position += (uint32_t)test_random_bits(random, 20);
                term.positions[i][t][n] = position++;
            }
        }
    }
}

/* Write the term behind others, and read its dictionary entry back. */
static suo_term_entry model_write(suo_postings_writer *writer,
                                  suo_dictionary_writer *dictionary)
{
    suo_buffer bytes = {0};
    suo_postings_writer_begin(writer, term.lane, term.has_positions);
    for (uint32_t i = 0; i < term.count; i++) {
        suo_postings_writer_doc(writer, term.docs[i]);
        for (uint32_t t = 0; t < SUO_TEXT_FIELDS_MAX; t++)
            if (term.freqs[i][t] > 0)
                suo_postings_writer_field(writer, t, term.freqs[i][t],
                                          term.positions[i][t]);
    }
    assert_status(suo_postings_writer_end(writer, &bytes, NULL), SUO_OK);
    suo_dictionary_writer_add(dictionary, "term", 4, &bytes);
    suo_buffer_free(&bytes);
    assert_status(suo_dictionary_writer_end(dictionary, NULL), SUO_OK);
    suo_buffer_add_zeros(&writer->postings, SUO_PACK_OVERREAD);
    suo_buffer_add_zeros(&writer->positions, SUO_PACK_OVERREAD);
    const suo_dictionary read = {
        .blocks = {dictionary->blocks.data, dictionary->blocks.len},
        .index = {dictionary->index.data, dictionary->index.len},
        .postings = {writer->postings.data,
                     writer->postings.len - SUO_PACK_OVERREAD},
        .positions = {writer->positions.data,
                      writer->positions.len - SUO_PACK_OVERREAD},
        .term_count = 1,
        .block_count = 1,
        .doc_count = DOC_END,
    };
    suo_term_entry entry;
    bool found;
    assert_status(suo_dictionary_find(&read, "term", 4, &entry, &found, NULL),
                  SUO_OK);
    assert_true(found);
    return entry;
}

/* Compare a decoded block with the model from document 'start' on. */
static void check_block(const suo_posting_block *block, uint32_t start,
                        const suo_positions *positions)
{
    size_t at = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t own = start + i;
        assert_true(own < term.count);
        assert_int_equal(block->docs[i], term.docs[own]);
        for (uint32_t t = 0; t < SUO_TEXT_FIELDS_MAX; t++) {
            bool has = block->fields >> t & 1;
            uint32_t freq = has ? block->freqs[t][i] : 0;
            assert_int_equal(freq, term.freqs[own][t]);
            for (uint32_t n = 0; positions != NULL && n < freq; n++)
                assert_int_equal(positions->values[at++],
                                 term.positions[own][t][n]);
        }
    }
    if (positions != NULL)
        assert_int_equal(at, positions->count);
}

static void check_bounds(const suo_postings *postings,
                         const suo_posting_block *block)
{
    suo_bound bounds[SUO_BLOCK_FIELDS];
    if (postings->entry.is_inline) {
        assert_status(suo_postings_bounds(postings, 0, bounds, NULL),
                      SUO_NOT_FOUND);
        return;
    }
    assert_status(
        suo_postings_bounds(postings, postings->block - 1, bounds, NULL),
        SUO_OK);
    for (uint32_t t = 0; t < SUO_BLOCK_FIELDS; t++)
        for (uint32_t i = 0; (block->fields >> t & 1) && i < block->count;
             i++) {
            bool is_covered = block->freqs[t][i] == 0;
            for (uint32_t j = 0; j < bounds[t].count; j++)
                is_covered |=
                    bounds[t].freqs[j] >= block->freqs[t][i] &&
                    bounds[t].lengths[j] <= length_values[block->docs[i]];
            assert_true(is_covered);
        }
}

static void check_list(const suo_term_entry *entry)
{
    static suo_posting_block block;
    suo_postings postings;
    suo_positions positions = {0};
    uint32_t start = 0;
    assert_int_equal(entry->doc_freq, term.count);
    assert_int_equal(entry->lane, term.lane);
    assert_int_equal(entry->has_positions, term.has_positions);
    assert_int_equal(entry->is_inline, term.count <= SUO_INLINE_DOCS_MAX);
    assert_status(suo_postings_open(&postings, entry, DOC_END, NULL), SUO_OK);
    for (;;) {
        assert_status(suo_postings_next(&postings, &block, NULL), SUO_OK);
        if (block.count == 0)
            break;
        suo_status st =
            suo_postings_positions(&postings, &block, &positions, NULL);
        assert_int_equal(st, term.has_positions ? SUO_OK : SUO_NOT_FOUND);
        check_block(&block, start, term.has_positions ? &positions : NULL);
        check_bounds(&postings, &block);
        start += block.count;
    }
    assert_int_equal(start, term.count);
    suo_positions_clear(&positions);
}

/* After a seek the next block is the first that reaches the document. */
static void check_seek(const suo_term_entry *entry, test_random *random)
{
    static suo_posting_block block;
    suo_postings postings;
    uint32_t doc = 0;
    assert_status(suo_postings_open(&postings, entry, DOC_END, NULL), SUO_OK);
    while (doc < DOC_END) {
        doc += (uint32_t)test_random_below(random, DOC_END / 4);
        uint32_t block_last =
            (uint32_t)test_random_below(random, term.count) | 127;
        if (block_last < term.count && term.docs[block_last] >= doc)
            doc = term.docs[block_last];
        uint32_t first = 0;
        while (first < term.count && term.docs[first] < doc)
            first++;
        uint32_t before = postings.block;
        suo_postings_seek(&postings, doc);
        assert_true(postings.block >= before);
        uint32_t wanted = first / SUO_BLOCK_DOCS;
        if (entry->is_inline || wanted < before)
            continue;
        if (first == term.count)
            wanted = postings.block_count;
        assert_int_equal(postings.block, wanted);
        assert_status(suo_postings_next(&postings, &block, NULL), SUO_OK);
        check_block(&block, wanted * SUO_BLOCK_DOCS, NULL);
    }
}

typedef void visitor(const suo_term_entry *entry, test_random *random);

static void with_list(test_random *random, uint32_t count, visitor *visit)
{
    suo_postings_writer writer;
    suo_dictionary_writer dictionary = {0};
    suo_postings_writer_init(&writer, &table);
    model_make(random, count);
    suo_term_entry entry = model_write(&writer, &dictionary);
    visit(&entry, random);
    suo_postings_writer_clear(&writer);
    suo_dictionary_writer_clear(&dictionary);
}

static uint32_t random_count(test_random *random, int round)
{
    return round < 10 ? (uint32_t)round + 1
                      : 1 + (uint32_t)test_random_below(random, DOCS_MAX);
}

static void visit_list(const suo_term_entry *entry, test_random *random)
{
    (void)random;
    check_list(entry);
}

static void test_postings__come_back(void **state)
{
    static const uint32_t edges[] = {127, 128, 129, 255, 256, 257, DOCS_MAX};
    test_random random = test_random_begin(26);
    (void)state;
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
        with_list(&random, edges[i], visit_list);
    for (int round = 0; round < ROUNDS; round++)
        with_list(&random, random_count(&random, round), visit_list);
}

static void test_postings__seek_passes_whole_blocks(void **state)
{
    test_random random = test_random_begin(27);
    (void)state;
    for (int round = 0; round < ROUNDS; round++)
        with_list(&random, random_count(&random, round), check_seek);
}

/* A damaged list: an error, or documents that ascend below the end. */
static void visit_damaged(const suo_term_entry *intact, test_random *random)
{
    static suo_posting_block block;
    suo_positions positions = {0};
    suo_postings postings;
    suo_term_entry entry = *intact;
    uint8_t *list = calloc(1, entry.list.len + SUO_PACK_OVERREAD);
    uint8_t *places = calloc(1, entry.positions.len + SUO_PACK_OVERREAD);
    assert_true(list != NULL && places != NULL);
    memcpy(list, entry.list.bytes, entry.list.len);
    if (entry.positions.len > 0)
        memcpy(places, entry.positions.bytes, entry.positions.len);
    list[test_random_below(random, entry.list.len)] ^=
        (uint8_t)test_random_bits(random, 8);
    if (entry.positions.len > 0)
        places[test_random_below(random, entry.positions.len)] ^=
            (uint8_t)test_random_bits(random, 8);
    entry.list.bytes = list;
    entry.positions.bytes = places;
    suo_status st = suo_postings_open(&postings, &entry, DOC_END, NULL);
    uint64_t least = 0;
    for (uint32_t blocks = 0; st == SUO_OK; blocks++) {
        assert_true(blocks <= DOCS_MAX / SUO_BLOCK_DOCS + 1);
        st = suo_postings_next(&postings, &block, NULL);
        if (st != SUO_OK || block.count == 0)
            break;
        for (uint32_t i = 0; i < block.count; i++) {
            assert_true(block.docs[i] >= least && block.docs[i] < DOC_END);
            least = block.docs[i] + 1ull;
        }
        if (suo_postings_positions(&postings, &block, &positions, NULL) ==
            SUO_NO_MEMORY)
            fail_msg("positions asked for too much");
    }
    assert_true(st == SUO_OK || st == SUO_CORRUPT);
    suo_positions_clear(&positions);
    free(list);
    free(places);
}

static void test_postings__survive_damage(void **state)
{
    test_random random = test_random_begin(28);
    (void)state;
    for (int round = 0; round < 4 * ROUNDS; round++)
        with_list(&random, random_count(&random, round % 200), visit_damaged);
}

/* 2^32 - 1 documents claimed for a short list. */
static void test_postings__refuse_a_count_the_list_cannot_hold(void **state)
{
    uint8_t bytes[64 + SUO_PACK_OVERREAD] = {0};
    suo_postings postings;
    (void)state;
    for (uint32_t docs = 5; docs > 4; docs = docs * 2 + 1) {
        const suo_term_entry entry = {.doc_freq = docs, .list = {bytes, 15}};
        assert_status(suo_postings_open(&postings, &entry, DOC_END, NULL),
                      SUO_CORRUPT);
        if (docs > UINT32_MAX / 2)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postings__come_back),
        cmocka_unit_test(test_postings__seek_passes_whole_blocks),
        cmocka_unit_test(test_postings__survive_damage),
        cmocka_unit_test(test_postings__refuse_a_count_the_list_cannot_hold),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
