/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_phrase_faults.c - phrases when memory is short and files mean harm.
 */
#include "support/unit.h"

#include "support/memory_trial.h"

#include "index/postings_write.h"
#include "query/phrase.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "support/random.h"
#include "support/seal.h"

#define FOLDER "f"

enum { HOSTILE_CASES = 1500 };

/* The index of support/index.h, its first segment, and a phrase that stands
 * in each title: 'order', a number, 退货. */
typedef struct damage {
    const suo_phrase *phrase;
    memory_os *files;
    suo_snapshot *snapshot;
    suo_view *view;
    suo_phrase_scratch scratch;
    suo_occurrences places;
} damage;

static const suo_phrase_step TITLE_STEPS[] = {
    {{(const uint8_t *)"worder", 6}, 0, false},
    {{(const uint8_t *)"g退货", 7}, 2, false},
    {{(const uint8_t *)"g货", 4}, 3, true},
};
static const suo_phrase_step NEAR_STEPS[] = {
    {{(const uint8_t *)"g退货", 7}, 0, false},
    {{(const uint8_t *)"worder", 6}, 0, false},
    {{(const uint8_t *)"g货", 4}, 0, true},
};
/* In a row; near each other: found word by word, and joined. */
static const suo_phrase PHRASES[] = {
    {TITLE_STEPS, 3, 0}, {NEAR_STEPS, 3, 7}, {NEAR_STEPS, 2, 6}};
enum { PHRASE_COUNT = sizeof(PHRASES) / sizeof(*PHRASES) };

static suo_status damage_open(damage *d)
{
    suo_status status = suo_snapshot_load(memory_os_table(d->files), FOLDER,
                                          &d->snapshot, NULL);
    if (status == SUO_OK)
        status = suo_view_make(d->snapshot, NULL, 0, true, &d->view, NULL);
    return status;
}

static void damage_close(damage *d)
{
    suo_view_free(d->view);
    if (d->snapshot != NULL)
        suo_snapshot_release(d->snapshot);
    d->view = NULL;
    d->snapshot = NULL;
}

static damage damage_begin(void)
{
    damage d = {.phrase = PHRASES, .files = memory_os_new()};
    assert_status(index_make(memory_os_table(d.files), FOLDER), SUO_OK);
    assert_status(damage_open(&d), SUO_OK);
    return d;
}

static void damage_end(damage *d)
{
    damage_close(d);
    memory_os_free(d->files);
    suo_occurrences_clear(&d->places);
    suo_phrase_scratch_clear(&d->scratch);
}

static suo_status damage_find(damage *d)
{
    d->places.count = 0;
    return suo_phrase_find(&d->view->segments[0], d->phrase, ~0u, &d->scratch,
                           &d->places, NULL);
}

static void check_allocations(const suo_phrase *phrase)
{
    damage d = damage_begin();
    memory_trial trial = {0};
    d.phrase = phrase;
    assert_status(damage_find(&d), SUO_OK);
    size_t wanted = d.places.count;
    assert_true(wanted > SUO_BLOCK_DOCS);
    suo_occurrences_clear(&d.places);
    suo_phrase_scratch_clear(&d.scratch);
    while (memory_trial_next(&trial)) {
        memory_trial_arm(&trial);
        suo_status status = damage_find(&d);
        memory_trial_disarm(&trial, status);
        assert_true((status == SUO_OK) == !trial.has_failed);
        assert_int_equal(d.places.count, status == SUO_OK ? wanted : 0);
        suo_occurrences_clear(&d.places);
        suo_phrase_scratch_clear(&d.scratch);
    }
    print_message("%ld allocations\n", trial.refused);
    assert_true(trial.count > 4);
    damage_end(&d);
}

static void test_phrase__survives_each_failed_allocation(void **state)
{
    (void)state;
    for (int i = 0; i < PHRASE_COUNT; i++)
        check_allocations(&PHRASES[i]);
}

static void test_phrase__allocates_nothing_once_memory_has_grown(void **state)
{
    damage d = damage_begin();
    (void)state;
    for (int i = 0; i < PHRASE_COUNT; i++) {
        d.phrase = &PHRASES[i];
        assert_status(damage_find(&d), SUO_OK);
        calls = 0;
        assert_status(damage_find(&d), SUO_OK);
        assert_true(d.places.count > 0);
        assert_int_equal(calls, 0);
    }
    damage_end(&d);
}

/* A byte of the postings or the positions of one of the phrase's terms: its
 * offset in the segment's file. */
static size_t damage_pick(const damage *d, test_random *random,
                          bool is_position)
{
    const suo_segment *segment = d->view->segments[0].segment;
    const uint64_t step = test_random_below(random, d->phrase->count);
    suo_slice term = d->phrase->steps[step].bytes;
    suo_term_entry entry;
    bool found;
    assert_status(suo_dictionary_find(&segment->dictionary, term.bytes,
                                      term.len, &entry, &found, NULL),
                  SUO_OK);
    assert_true(found && !entry.is_inline);
    suo_slice bytes = is_position ? entry.positions : entry.list;
    return (size_t)(bytes.bytes - segment->mapping.bytes) +
           test_random_below(random, bytes.len);
}

/* Change a byte, seal the files, look, and undo. */
static suo_status damage_case(damage *d, size_t at, uint8_t byte)
{
    size_t len;
    uint8_t *bytes =
        memory_os_bytes(d->files, FOLDER "/s-0000000000000001.suo", &len);
    const seal_frame own = seal_read(bytes, len);
    uint64_t before = suo_load_u64(bytes + own.trailer + 56);
    uint8_t old = bytes[at];
    damage_close(d);
    bytes[at] = byte;
    uint64_t sealed = seal_segment(bytes, &own);
    if (sealed != before)
        seal_manifest(d->files, FOLDER, before, sealed);
    assert_status(damage_open(d), SUO_OK);
    suo_status status = damage_find(d);
    damage_close(d);
    bytes[at] = old;
    assert_true(seal_segment(bytes, &own) == before);
    if (sealed != before)
        seal_manifest(d->files, FOLDER, sealed, before);
    assert_status(damage_open(d), SUO_OK);
    return status;
}

static void check_hostile(const suo_phrase *phrase)
{
    test_random random = test_random_begin(23);
    damage d = damage_begin();
    d.phrase = phrase;
    for (int is_position = 0; is_position < 2; is_position++) {
        uint32_t counts[SUO_STATE + 1] = {0};
        for (uint32_t i = 0; i < HOSTILE_CASES; i++) {
            size_t at = damage_pick(&d, &random, is_position);
            uint8_t byte = (uint8_t)test_random_next(&random);
            suo_status status = damage_case(&d, at, byte);
            assert_true(status == SUO_OK || d.places.count == 0);
            counts[status]++;
        }
        print_message("%s: %u taken, %u refused\n",
                      is_position ? "positions" : "postings",
                      (unsigned)counts[SUO_OK], (unsigned)counts[SUO_CORRUPT]);
        assert_int_equal(counts[SUO_OK] + counts[SUO_CORRUPT], HOSTILE_CASES);
        assert_true(counts[SUO_CORRUPT] > (phrase->window > 0 ? 10 : 20));
    }
    assert_status(damage_find(&d), SUO_OK);
    assert_true(d.places.count > 0);
    damage_end(&d);
}

static void test_phrase__survives_bytes_that_mean_harm(void **state)
{
    (void)state;
    for (int i = 0; i < PHRASE_COUNT; i++)
        check_hostile(&PHRASES[i]);
}

/* A segment whose one term is a gram that was written without positions. */
static void test_phrase__refuses_a_gram_without_positions(void **state)
{
    static const uint8_t TERM[] = "g退货";
    static const suo_phrase_step STEP = {{TERM, sizeof(TERM) - 1}, 0, false};
    static const uint32_t POSITION = 0;
    const suo_phrase phrase = {&STEP, 1, 0};
    suo_phrase_scratch scratch = {0};
    suo_occurrences places = {0};
    suo_postings_writer postings;
    suo_dictionary_writer terms = {0};
    suo_buffer entry = {0};
    (void)state;
    suo_postings_writer_init(&postings, NULL);
    suo_postings_writer_begin(&postings, SUO_LANE_GRAM, false);
    suo_postings_writer_doc(&postings, 0);
    suo_postings_writer_field(&postings, 0, 1, &POSITION);
    assert_status(suo_postings_writer_end(&postings, &entry, NULL), SUO_OK);
    suo_dictionary_writer_add(&terms, TERM, sizeof(TERM) - 1, &entry);
    assert_status(suo_dictionary_writer_end(&terms, NULL), SUO_OK);
    const suo_segment segment = {
        .doc_count = 1,
        .dictionary = {.blocks = {terms.blocks.data, terms.blocks.len},
                       .index = {terms.index.data, terms.index.len},
                       .term_count = 1,
                       .block_count = 1,
                       .doc_count = 1}};
    const suo_deletions none = {0};
    suo_doc_range all = {0, 1};
    const suo_view_segment seen = {.segment = &segment,
                                   .deletions = &none,
                                   .range_count = 1,
                                   .ranges = &all};
    assert_status(suo_phrase_find(&seen, &phrase, ~0u, &scratch, &places, NULL),
                  SUO_CORRUPT);
    suo_occurrences_clear(&places);
    suo_phrase_scratch_clear(&scratch);
    suo_buffer_free(&entry);
    suo_dictionary_writer_clear(&terms);
    suo_postings_writer_clear(&postings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrase__survives_each_failed_allocation),
        cmocka_unit_test(test_phrase__allocates_nothing_once_memory_has_grown),
        cmocka_unit_test(test_phrase__survives_bytes_that_mean_harm),
        cmocka_unit_test(test_phrase__refuses_a_gram_without_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
