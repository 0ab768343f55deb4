/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_store.c - records in compressed frames.
 */
#include "support/unit.h"

#include "index/store.h"
#include "support/random.h"

enum { DOCS_MAX = 500, VALUE_MAX = 3000 };

typedef struct fixture {
    uint32_t docs;
    suo_buffer records;        /* all, one after the other */
    size_t ends[DOCS_MAX + 1]; /* of each */
    suo_store_writer *writer;
    suo_slice frames;
    suo_slice index;
    suo_store store;
} fixture;

static void record_make(test_random *random, suo_buffer *out)
{
    static uint8_t text[VALUE_MAX];
    uint32_t count = (uint32_t)test_random_bits(random, 3);
    suo_record_begin(out, count);
    for (uint32_t i = 0; i < count; i++) {
        size_t len = test_random_bits(random, 11);
        uint8_t letters = (uint8_t)(1 + test_random_below(random, 255));
        for (size_t j = 0; j < len; j++)
            text[j] = (uint8_t)test_random_below(random, letters);
        suo_record_add(out, (uint32_t)test_random_below(random, 4),
                       (suo_slice){text, len});
    }
}

static void fixture_make(fixture *f, test_random *random, uint32_t docs)
{
    *f = (fixture){.docs = docs};
    assert_status(suo_store_writer_new(&f->writer, NULL), SUO_OK);
    for (uint32_t doc = 0; doc < docs; doc++) {
        record_make(random, &f->records);
        f->ends[doc + 1] = f->records.len;
    }
    for (uint32_t doc = 0; doc < docs; doc++) {
        const suo_slice record = {f->records.data + f->ends[doc],
                                  f->ends[doc + 1] - f->ends[doc]};
        assert_status(suo_store_writer_add(f->writer, record, NULL), SUO_OK);
    }
    assert_status(suo_store_writer_end(f->writer, &f->frames, &f->index, NULL),
                  SUO_OK);
    assert_true(suo_store_open(&f->store, f->frames, f->index, docs));
}

static void fixture_free(fixture *f)
{
    suo_store_writer_free(f->writer);
    suo_buffer_free(&f->records);
}

static void check_record(const fixture *f, uint32_t doc,
                         const suo_record *record)
{
    suo_reader reader = suo_reader_make(f->records.data + f->ends[doc],
                                        f->ends[doc + 1] - f->ends[doc]);
    uint32_t nth[4] = {0};
    uint64_t count = suo_read_varint(&reader);
    assert_int_equal(record->value_count, count);
    for (uint64_t i = 0; i < count; i++) {
        suo_slice value;
        uint32_t field = (uint32_t)suo_read_varint(&reader);
        size_t len;
        const char *text = suo_read_text(&reader, &len);
        assert_true(suo_record_find(record, field, nth[field]++, &value));
        assert_int_equal(value.len, len);
        assert_memory_equal(value.bytes, text, len);
    }
    for (uint32_t field = 0; field < 5; field++) {
        suo_slice value;
        uint32_t after = field < 4 ? nth[field] : 0;
        assert_false(suo_record_find(record, field, after, &value));
        assert_null(value.bytes);
    }
}

static void test_store__gives_every_record_back_in_any_order(void **state)
{
    static fixture f;
    test_random random = test_random_begin(34);
    (void)state;
    for (int round = 0; round < 30; round++) {
        suo_store_frame frame = {0};
        fixture_make(&f, &random,
                     1 + (uint32_t)test_random_below(&random, DOCS_MAX));
        for (int i = 0; i < 300; i++) {
            suo_record record;
            uint32_t doc = (uint32_t)test_random_below(&random, f.docs);
            assert_status(suo_store_read(&f.store, doc, &frame, &record, NULL),
                          SUO_OK);
            check_record(&f, doc, &record);
        }
        suo_store_frame_clear(&frame);
        fixture_free(&f);
    }
}

static void test_store__has_no_record_past_the_last(void **state)
{
    static fixture f;
    test_random random = test_random_begin(35);
    suo_store_frame frame = {0};
    suo_record record;
    (void)state;
    fixture_make(&f, &random, 10);
    assert_status(suo_store_read(&f.store, 10, &frame, &record, NULL),
                  SUO_CORRUPT);
    assert_status(suo_store_read(&f.store, UINT32_MAX, &frame, &record, NULL),
                  SUO_CORRUPT);
    suo_store_frame_clear(&frame);
    assert_false(suo_store_open(&f.store, f.frames, f.index, 11));
    fixture_free(&f);
}

/* One frame serves two stores in turn: it is unpacked anew. */
static void test_frame__knows_whose_it_is(void **state)
{
    static fixture a;
    static fixture b;
    test_random random = test_random_begin(36);
    suo_store_frame frame = {0};
    (void)state;
    fixture_make(&a, &random, 20);
    fixture_make(&b, &random, 20);
    for (uint32_t doc = 0; doc < 20; doc++) {
        suo_record record;
        assert_status(suo_store_read(&a.store, doc, &frame, &record, NULL),
                      SUO_OK);
        check_record(&a, doc, &record);
        assert_status(suo_store_read(&b.store, doc, &frame, &record, NULL),
                      SUO_OK);
        check_record(&b, doc, &record);
    }
    suo_store_frame_clear(&frame);
    fixture_free(&a);
    fixture_free(&b);
}

static void test_store__survives_damage(void **state)
{
    static fixture f;
    test_random random = test_random_begin(37);
    size_t refused = 0;
    (void)state;
    for (int round = 0; round < 200; round++) {
        fixture_make(&f, &random,
                     1 + (uint32_t)test_random_below(&random, 100));
        uint8_t *frames = malloc(f.frames.len);
        uint8_t *index = malloc(f.index.len);
        assert_true(frames != NULL && index != NULL);
        for (int damage = 0; damage < 20; damage++) {
            suo_store_frame frame = {0};
            memcpy(frames, f.frames.bytes, f.frames.len);
            memcpy(index, f.index.bytes, f.index.len);
            frames[test_random_below(&random, f.frames.len)] ^=
                (uint8_t)test_random_next(&random);
            index[test_random_below(&random, f.index.len)] ^=
                (uint8_t)(damage % 2 == 0 ? 0 : test_random_next(&random));
            bool opens =
                suo_store_open(&f.store, (suo_slice){frames, f.frames.len},
                               (suo_slice){index, f.index.len}, f.docs);
            for (uint32_t doc = 0; opens && doc < f.docs; doc++) {
                suo_record record;
                suo_slice value;
                suo_status st =
                    suo_store_read(&f.store, doc, &frame, &record, NULL);
                assert_true(st == SUO_OK || st == SUO_CORRUPT);
                refused += st == SUO_CORRUPT;
                suo_record_find(&record, 1, 0, &value);
            }
            suo_store_frame_clear(&frame);
        }
        free(frames);
        free(index);
        fixture_free(&f);
    }
    assert_true(refused > 1000);
}

/* A record that claims more values than it has bytes. */
static void test_record__refuses_false_counts(void **state)
{
    suo_buffer bytes = {0};
    suo_record record;
    (void)state;
    suo_buffer_add_varint(&bytes, UINT32_MAX);
    suo_buffer_add_zeros(&bytes, 100);
    suo_reader reader = suo_reader_make(bytes.data, bytes.len);
    suo_record_read(&reader, &record);
    assert_true(reader.bad);
    assert_int_equal(record.value_count, 0);
    suo_buffer_free(&bytes);
}

/* Frames taken out as they come are those that the end would give. */
static void test_store__gives_its_frames_as_they_come(void **state)
{
    static fixture f;
    test_random random = test_random_begin(38);
    suo_store_writer *writer;
    suo_buffer taken = {0};
    suo_slice frames;
    suo_slice index;
    (void)state;
    fixture_make(&f, &random, DOCS_MAX);
    assert_status(suo_store_writer_new(&writer, NULL), SUO_OK);
    for (uint32_t doc = 0; doc < f.docs; doc++) {
        const suo_slice record = {f.records.data + f.ends[doc],
                                  f.ends[doc + 1] - f.ends[doc]};
        assert_status(suo_store_writer_add(writer, record, NULL), SUO_OK);
        if (doc % 3 > 0)
            continue;
        frames = suo_store_writer_take(writer);
        suo_buffer_add(&taken, frames.bytes, frames.len);
    }
    assert_true(taken.len > 0);
    assert_status(suo_store_writer_end(writer, &frames, &index, NULL), SUO_OK);
    suo_buffer_add(&taken, frames.bytes, frames.len);
    assert_int_equal(taken.len, f.frames.len);
    assert_memory_equal(taken.data, f.frames.bytes, taken.len);
    assert_int_equal(index.len, f.index.len);
    assert_memory_equal(index.bytes, f.index.bytes, index.len);
    suo_store_writer_free(writer);
    suo_buffer_free(&taken);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store__gives_every_record_back_in_any_order),
        cmocka_unit_test(test_store__has_no_record_past_the_last),
        cmocka_unit_test(test_frame__knows_whose_it_is),
        cmocka_unit_test(test_store__survives_damage),
        cmocka_unit_test(test_store__gives_its_frames_as_they_come),
        cmocka_unit_test(test_record__refuses_false_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
