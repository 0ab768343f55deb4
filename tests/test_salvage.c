/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_salvage.c - what is put into a new index was in the old one, no role
 * sees more than before, and what is missing is counted.
 */
#include "support/unit.h"

#include "index/check.h"
#include "support/content.h"
#include "support/effort.h"
#include "support/faulty_os.h"
#include "support/golden.h"
#include "support/index.h"
#include "support/random.h"
#include "write/salvage.h"
#include "write/writer.h"

#define FOLDER "f"
#define NEW_FOLDER "f/n" /* a memory_os has one folder, names may be any */

enum { FLIPS = 300, LARGE_DOCS = 200, NOISE_BYTES = 3000 };

/* A document as the tests compare it. */
typedef struct item {
    suo_slice key;
    suo_slice roles;
    suo_slice values;
} item;

typedef struct items {
    suo_snapshot *snapshot;
    item *all;
    size_t count;
    suo_buffer bytes; /* of the values */
} items;

static int item_compare(const void *a, const void *b)
{
    const item *x = a;
    const item *y = b;
    return suo_bytes_compare(x->key.bytes, x->key.len, y->key.bytes,
                             y->key.len);
}

/* The living documents of the newest commit, by key. */
static items items_read(memory_os *files, const char *folder)
{
    items own = {0};
    size_t used = 0;
    assert_status(
        suo_snapshot_load(memory_os_table(files), folder, &own.snapshot, NULL),
        SUO_OK);
    own.count = content_count(own.snapshot);
    own.all = calloc(own.count + 1, sizeof(*own.all));
    assert_non_null(own.all);
    for (size_t i = 0; i < own.count; i++) {
        assert_status(content_document(own.snapshot, i, &own.all[i].key,
                                       &own.all[i].roles, &own.bytes),
                      SUO_OK);
        own.all[i].values.len = own.bytes.len - used;
        used = own.bytes.len;
    }
    used = 0;
    for (size_t i = 0; i < own.count; i++) {
        own.all[i].values.bytes = own.bytes.data + used;
        used += own.all[i].values.len;
    }
    qsort(own.all, own.count, sizeof(*own.all), item_compare);
    return own;
}

static void items_free(items *own)
{
    free(own->all);
    suo_buffer_free(&own->bytes);
    suo_snapshot_release(own->snapshot);
}

static bool slice_is(suo_slice a, suo_slice b)
{
    return a.len == b.len &&
           (a.len == 0 || memcmp(a.bytes, b.bytes, a.len) == 0);
}

static void salvage(memory_os *files, suo_salvage_report *report)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_check_report checked = {.size = sizeof(checked)};
    const suo_os *os = memory_os_table(files);
    suo_status st = suo_salvage_run(os, FOLDER, NEW_FOLDER, report, &error);
    if (st != SUO_OK)
        fail_msg("%s", error.message);
    assert_status(suo_index_check(os, NEW_FOLDER, &checked, NULL), SUO_OK);
    assert_int_equal(checked.doc_count, report->doc_count);
}

/* Every document of the new index is one of the old, with its roles or, if
 * the report says so, without. 'may_revive': dead ones may be among them. */
static void compare(memory_os *files, const items *old,
                    const suo_salvage_report *report, bool may_revive)
{
    static const uint8_t NONE[] = {0};
    size_t hidden = 0;
    size_t revived = 0;
    items fresh = items_read(files, NEW_FOLDER);
    assert_int_equal(fresh.count, report->doc_count);
    for (size_t i = 0; i < fresh.count; i++) {
        const item *own = &fresh.all[i];
        const item *was =
            bsearch(own, old->all, old->count, sizeof(*old->all), item_compare);
        bool is_bare = slice_is(own->roles, (suo_slice){NONE, 1});
        if (was == NULL) {
            assert_true(may_revive && is_bare);
            revived++;
            continue;
        }
        if (report->lost_values == 0)
            assert_true(slice_is(own->values, was->values));
        hidden += !slice_is(own->roles, was->roles);
        assert_true(is_bare || slice_is(own->roles, was->roles));
    }
    assert_true(hidden <= report->hidden_count);
    assert_int_equal(fresh.count - revived + report->lost_count, old->count);
    items_free(&fresh);
}

/* An index of one segment of some seven pages. */
static memory_os *make_large(void)
{
    static char noise[NOISE_BYTES];
    test_random random = {43};
    memory_os *files = memory_os_new();
    suo_schema *schema;
    suo_document *document;
    suo_writer *writer;
    assert_status(index_schema(&schema), SUO_OK);
    assert_status(suo_document_new(schema, &document, NULL), SUO_OK);
    assert_status(suo_writer_make(memory_os_table(files), FOLDER, schema, 0,
                                  &writer, NULL),
                  SUO_OK);
    for (uint32_t i = 0; i < LARGE_DOCS; i++) {
        bool replaced;
        for (size_t at = 0; at < NOISE_BYTES; at++)
            noise[at] = (char)('0' + test_random_below(&random, 64));
        assert_status(index_article(document, i, 0), SUO_OK);
        assert_status(suo_document_add_text(document, INDEX_URL, noise,
                                            NOISE_BYTES, NULL),
                      SUO_OK);
        assert_status(suo_writer_add(writer, document, &replaced, NULL),
                      SUO_OK);
    }
    assert_status(suo_writer_finish(writer, (suo_slice){0}, NULL), SUO_OK);
    suo_writer_free(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    return files;
}

static void test_salvage__of_a_sound_index_loses_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; golden_name(i) != NULL; i++) {
        suo_salvage_report report;
        memory_os *files = golden_load(i, FOLDER);
        items old = items_read(files, FOLDER);
        salvage(files, &report);
        assert_int_equal(report.doc_count, old.count);
        assert_int_equal(report.lost_count + report.hidden_count +
                             report.lost_values + report.lost_segments +
                             report.lost_words,
                         0);
        assert_int_equal(report.segment_count, 2);
        compare(files, &old, &report, false);
        items_free(&old);
        memory_os_free(files);
    }
}

/* Damage anywhere in a segment of some pages: the others are saved. */
static void test_salvage__keeps_what_lies_on_sound_pages(void **state)
{
    test_random random = test_random_begin(41);
    memory_os *whole = make_large();
    items old = items_read(whole, FOLDER);
    uint64_t kept = 0;
    uint64_t lost = 0;
    uint64_t hidden = 0;
    (void)state;
    effort_print();
    for (uint32_t i = 0; i < effort_of(FLIPS); i++) {
        suo_salvage_report report;
        size_t len;
        memory_os *files = memory_os_clone(whole);
        uint8_t *bytes =
            memory_os_bytes(files, FOLDER "/s-0000000000000001.suo", &len);
        for (uint64_t n = 1 + test_random_below(&random, 3); n > 0; n--)
            bytes[test_random_below(&random, len)] ^=
                (uint8_t)(1 + test_random_below(&random, 255));
        salvage(files, &report);
        compare(files, &old, &report, false);
        kept += report.doc_count;
        lost += report.lost_count;
        hidden += report.hidden_count;
        memory_os_free(files);
    }
    printf("%llu documents kept (%llu hidden), %llu lost\n",
           (unsigned long long)kept, (unsigned long long)hidden,
           (unsigned long long)lost);
    assert_true(kept > lost && lost > 0 && hidden > 0);
    items_free(&old);
    memory_os_free(whole);
}

/* Remove a file of the golden index, and salvage. */
static void salvage_without(const char *name, suo_salvage_report *report,
                            bool may_revive)
{
    memory_os *files = golden_load(0, FOLDER);
    const suo_os *os = memory_os_table(files);
    items old = items_read(files, FOLDER);
    assert_int_equal(os->remove(os->user, name), 0);
    salvage(files, report);
    compare(files, &old, report, may_revive);
    items_free(&old);
    memory_os_free(files);
}

static void test_salvage__does_without_a_whole_segment(void **state)
{
    suo_salvage_report report;
    (void)state;
    salvage_without(FOLDER "/s-0000000000000002.suo", &report, false);
    assert_int_equal(report.lost_segments, 1);
    assert_int_equal(report.lost_count, 4);
    assert_int_equal(report.doc_count, 9);
}

/* Three documents of the first segment are dead: two were replaced, one was
 * deleted. It comes back, and nobody but the all-view sees it. */
static void test_salvage__hides_what_may_have_been_deleted(void **state)
{
    suo_salvage_report report;
    (void)state;
    salvage_without(FOLDER "/d-0000000000000001-0000000000000002.suo", &report,
                    true);
    assert_int_equal(report.doc_count, 14);
    assert_int_equal(report.hidden_count, 10);
    assert_int_equal(report.lost_count, 0);
}

static void test_salvage__does_without_the_words(void **state)
{
    suo_salvage_report report;
    (void)state;
    salvage_without(FOLDER "/v-0000000000000002.suo", &report, false);
    assert_int_equal(report.lost_words, 1);
    assert_int_equal(report.doc_count, 13);
}

static void test_salvage__writes_no_index_over_another(void **state)
{
    suo_salvage_report report;
    memory_os *files = golden_load(0, FOLDER);
    const suo_os *os = memory_os_table(files);
    (void)state;
    assert_status(suo_salvage_run(os, FOLDER, FOLDER, &report, NULL),
                  SUO_EXISTS);
    assert_status(suo_salvage_run(os, "f/none", NEW_FOLDER, &report, NULL),
                  SUO_NOT_FOUND);
    memory_os_free(files);
}

/* Each operation fails: a status, or what it can do without is lost. */
static void test_salvage__survives_each_fault(void **state)
{
    static faulty_os faulty;
    bool is_reached = true;
    size_t ends[SUO_STATE + 1] = {0};
    (void)state;
    for (long n = 0; is_reached; n++) {
        suo_salvage_report report;
        memory_os *files = golden_load(0, FOLDER);
        faulty_os_init(&faulty, memory_os_table(files));
        faulty_os_arm(&faulty, n, 5 /* EIO */, false);
        suo_status st =
            suo_salvage_run(&faulty.table, FOLDER, NEW_FOLDER, &report, NULL);
        is_reached = faulty.count > n;
        ends[st]++;
        assert_true(st == SUO_OK || st == SUO_IO);
        assert_int_equal(memory_os_open_count(files), 0);
        memory_os_free(files);
    }
    assert_true(ends[SUO_OK] > 3 && ends[SUO_IO] > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_salvage__of_a_sound_index_loses_nothing),
        cmocka_unit_test(test_salvage__keeps_what_lies_on_sound_pages),
        cmocka_unit_test(test_salvage__does_without_a_whole_segment),
        cmocka_unit_test(test_salvage__hides_what_may_have_been_deleted),
        cmocka_unit_test(test_salvage__does_without_the_words),
        cmocka_unit_test(test_salvage__writes_no_index_over_another),
        cmocka_unit_test(test_salvage__survives_each_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
