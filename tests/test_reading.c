/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_reading.c - the ways to open a snapshot: when checksums are compared,
 * mapped or copied, and that none of them writes.
 */
#include "support/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "index/layout.h"
#include "index/snapshot.h"
#include "support/corpus.h"
#include "support/faulty_os.h"
#include "support/index.h"
#include "support/memory_os.h"
#include "write/writer.h"

#define FOLDER "f"

enum { FLIP_STEP = 397, BULK_DOCS = 60, BULK_BYTES = 6000 };

/* Of the bulky documents, which no question finds: several pages of store. */
static const char BULK[] = FOLDER "/s-0000000000000003.suo";
static const char SEGMENT[] = FOLDER "/s-0000000000000001.suo";

typedef struct fixture {
    memory_os *files;
    suo_buffer intact; /* answers */
    suo_buffer found;
    faulty_os faulty;
} fixture;

/* Documents with stored values that do not compress. */
static suo_status put_bulk(const suo_os *os)
{
    static char value[BULK_BYTES];
    suo_document *document = NULL;
    suo_writer *writer;
    test_random random = test_random_begin(23);
    suo_status st = suo_writer_make(os, FOLDER, NULL, 0, &writer, NULL);
    if (st == SUO_OK)
        st = suo_document_new(suo_writer_get_schema(writer), &document, NULL);
    for (int i = 0; i < BULK_DOCS && st == SUO_OK; i++) {
        char key[16];
        bool replaced;
        snprintf(key, sizeof(key), "bulk-%d", i);
        for (size_t at = 0; at < BULK_BYTES; at++)
            value[at] = (char)test_random_next(&random);
        suo_document_clear(document);
        st = suo_document_set_key(document, key, -1, NULL);
        if (st == SUO_OK)
            st = suo_document_add_text(document, INDEX_URL, value, BULK_BYTES,
                                       NULL);
        if (st == SUO_OK)
            st = suo_document_add_text(document, INDEX_BODY, "bulky", -1, NULL);
        if (st == SUO_OK)
            st = suo_writer_add(writer, document, &replaced, NULL);
    }
    if (st == SUO_OK)
        st = suo_writer_finish(writer, (suo_slice){0}, NULL);
    suo_document_free(document);
    suo_writer_free(writer);
    return st;
}

static int set_up(void **state)
{
    static fixture f;
    *state = &f;
    f.files = memory_os_new();
    if (index_make(memory_os_table(f.files), FOLDER) != SUO_OK ||
        put_bulk(memory_os_table(f.files)) != SUO_OK)
        return -1;
    return index_answers(memory_os_table(f.files), FOLDER, &f.intact) == SUO_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    memory_os_free(f->files);
    suo_buffer_free(&f->intact);
    suo_buffer_free(&f->found);
    return 0;
}

static suo_status ask(fixture *f, suo_reading reading)
{
    suo_buffer_reset(&f->found);
    suo_status st = index_answers_as(memory_os_table(f->files), FOLDER,
                                     &reading, &f->found);
    assert_int_equal(memory_os_open_count(f->files), 0);
    return st;
}

static bool is_intact(const fixture *f)
{
    return f->found.len == f->intact.len &&
           memcmp(f->found.data, f->intact.data, f->found.len) == 0;
}

static void test_snapshot__answers_alike_however_it_is_read(void **state)
{
    fixture *f = *state;
    for (int32_t verify = SUO_VERIFY_OPEN; verify <= SUO_VERIFY_NEVER; verify++)
        for (int copies = 0; copies < 2; copies++) {
            assert_status(ask(f, (suo_reading){verify, copies == 1}), SUO_OK);
            assert_true(is_intact(f));
        }
}

/* Flip bits of a file and ask; how many were found, and how many harmless. */
static void flip(fixture *f, const char *path, size_t *found, size_t *harmless)
{
    size_t len;
    uint8_t *bytes = memory_os_bytes(f->files, path, &len);
    for (size_t at = 0; at < len; at += FLIP_STEP) {
        bytes[at] ^= 16;
        suo_status st = ask(f, (suo_reading){.verify = SUO_VERIFY_LAZY});
        bytes[at] ^= 16;
        if (st == SUO_OK && !is_intact(f))
            fail_msg("byte %zu: other answers, no error", at);
        assert_true(st == SUO_OK || st == SUO_CORRUPT);
        *found += st == SUO_CORRUPT;
        *harmless += st == SUO_OK;
    }
}

/* Whatever is touched is verified first: an error, or the right answers. */
static void test_snapshot__read_lazily_never_answers_by_damage(void **state)
{
    size_t found = 0;
    size_t harmless = 0;
    flip(*state, SEGMENT, &found, &harmless);
    flip(*state, BULK, &found, &harmless);
    printf("%zu flips found, %zu never touched\n", found, harmless);
    assert_true(found > 200 && harmless > 500);
}

/* Without verifying, answers may be others; nothing worse. */
static void test_snapshot__never_verified_stays_safe(void **state)
{
    fixture *f = *state;
    size_t len;
    size_t answered = 0;
    uint8_t *bytes = memory_os_bytes(f->files, SEGMENT, &len);
    for (size_t at = 0; at < len; at += FLIP_STEP) {
        bytes[at] ^= 0x81;
        suo_status st = ask(f, (suo_reading){.verify = SUO_VERIFY_NEVER});
        bytes[at] ^= 0x81;
        assert_true(st == SUO_OK || st == SUO_CORRUPT || st == SUO_VERSION);
        answered += st == SUO_OK;
    }
    assert_true(answered > 50);
}

/* An offset in the middle of a section. */
static size_t section_middle(const uint8_t *bytes, size_t len, uint32_t kind)
{
    const uint8_t *trailer = bytes + len - SUO_TRAILER_BYTES - SUO_TAIL_BYTES;
    const uint8_t *entry = bytes + suo_load_u64(trailer);
    while (suo_load_u32(entry) != kind)
        entry += SUO_SECTION_ENTRY_BYTES;
    return (size_t)(suo_load_u64(entry + 8) + suo_load_u64(entry + 16) / 2);
}

/* The store has pages of its own: only who reads them is told. */
static void test_snapshot__read_lazily_opens_with_a_damaged_store(void **state)
{
    fixture *f = *state;
    size_t len;
    size_t counts[SUO_STATE + 1] = {0};
    suo_snapshot *snapshot;
    suo_view *view;
    const suo_os *os = memory_os_table(f->files);
    const suo_reading lazy = {.verify = SUO_VERIFY_LAZY};
    uint8_t *bytes = memory_os_bytes(f->files, BULK, &len);
    size_t place = section_middle(bytes, len, SUO_SECTION_STORE);
    bytes[place] ^= 1;
    assert_status(suo_snapshot_load(os, FOLDER, &snapshot, NULL), SUO_CORRUPT);
    assert_status(suo_snapshot_load_as(os, FOLDER, &lazy, &snapshot, NULL),
                  SUO_OK);
    corpus_ok(suo_view_open_all(snapshot, &view, NULL), NULL);
    suo_hits *hits = corpus_search(view, "bulky", BULK_DOCS);
    assert_int_equal(suo_hits_count(hits), BULK_DOCS);
    for (uint32_t i = 0; i < BULK_DOCS; i++) {
        const char *text;
        uint64_t text_len;
        counts[suo_hits_text(hits, i, INDEX_URL, 0, &text, &text_len, NULL)]++;
    }
    assert_true(counts[SUO_OK] > 0 && counts[SUO_CORRUPT] > 0);
    assert_int_equal(counts[SUO_OK] + counts[SUO_CORRUPT], BULK_DOCS);
    suo_hits_free(hits);
    suo_view_close(view);
    suo_snapshot_release(snapshot);
    bytes[place] ^= 1;
}

/* ---- copies ---- */

static void test_snapshot__in_memory_outlives_its_files(void **state)
{
    const suo_snapshot_options options = {.size = sizeof(options), .copy = 1};
    char path[5000];
    suo_snapshot *snapshot;
    suo_view *view;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    (void)state;
    corpus_put_text(writer, "one", "a", NULL, "card");
    corpus_writer_finish(writer);
    corpus_ok(suo_snapshot_open_with(folder, -1, &options, &snapshot, NULL),
              NULL);
    snprintf(path, sizeof(path), "%s/s-0000000000000001.suo", folder);
    assert_int_equal(truncate(path, 0), 0); /* a mapping would be gone */
    corpus_ok(suo_view_open_all(snapshot, &view, NULL), NULL);
    assert_string_equal(corpus_keys(view, "card"), "one ");
    suo_view_close(view);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

static void test_snapshot__refuses_options_that_are_none(void **state)
{
    static const suo_snapshot_options WRONG[] = {
        {.size = 0},
        {.size = sizeof(WRONG[0]), .verify = 3},
        {.size = sizeof(WRONG[0]), .verify = -1},
        {.size = sizeof(WRONG[0]), .copy = 2},
    };
    suo_snapshot *snapshot;
    (void)state;
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
        assert_status(
            suo_snapshot_open_with("x", -1, &WRONG[i], &snapshot, NULL),
            SUO_INVALID);
        assert_null(snapshot);
    }
}

/* ---- without write access ---- */

static void test_snapshot__asks_for_no_lock_and_writes_nothing(void **state)
{
    static const char *const READS[] = {"open", "close", "size", "read", "map"};
    fixture *f = *state;
    for (int copies = 0; copies < 2; copies++) {
        const suo_reading reading = {.copies = copies == 1};
        size_t reads = 0;
        faulty_os_init(&f->faulty, memory_os_table(f->files));
        suo_buffer_reset(&f->found);
        assert_status(
            index_answers_as(&f->faulty.table, FOLDER, &reading, &f->found),
            SUO_OK);
        for (size_t i = 0; i < sizeof(READS) / sizeof(READS[0]); i++)
            reads += faulty_os_count(&f->faulty, READS[i]);
        assert_int_equal(reads, f->faulty.count);
        assert_int_equal(faulty_os_count(&f->faulty, "map") > 0, copies == 0);
    }
}

static void test_snapshot__opens_in_a_folder_that_is_read_only(void **state)
{
    (void)state;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    corpus_put_text(writer, "one", "a", NULL, "card");
    corpus_writer_finish(writer);
    assert_int_equal(chmod(folder, 0555), 0);
    suo_view *view = corpus_view(folder, "a");
    assert_string_equal(corpus_keys(view, "card"), "one ");
    suo_view_close(view);
    assert_int_equal(chmod(folder, 0755), 0);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snapshot__answers_alike_however_it_is_read),
        cmocka_unit_test(test_snapshot__read_lazily_never_answers_by_damage),
        cmocka_unit_test(test_snapshot__never_verified_stays_safe),
        cmocka_unit_test(test_snapshot__read_lazily_opens_with_a_damaged_store),
        cmocka_unit_test(test_snapshot__in_memory_outlives_its_files),
        cmocka_unit_test(test_snapshot__refuses_options_that_are_none),
        cmocka_unit_test(test_snapshot__asks_for_no_lock_and_writes_nothing),
        cmocka_unit_test(test_snapshot__opens_in_a_folder_that_is_read_only),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
