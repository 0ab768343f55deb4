/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bulk.c - documents made ready by several threads.
 *
 * However many threads there are, and whichever is done first: merged into one
 * segment, the index is byte by byte that of puts one after the other.
 */
#include <pthread.h>

#include "index/snapshot.h"

#include "support/corpus.h"

enum { DOCS = 400, KEYS = 150, BULKS = 8, THREADS_MAX = 4 };

static corpus_document documents[DOCS];

static int set_up(void **state)
{
    static const char *const roles[] = {"a", "b", "public"};
    test_random random = test_random_begin(90);
    (void)state;
    for (uint32_t i = 0; i < DOCS; i++) {
        char key[16];
        snprintf(key, sizeof(key), "k%u",
                 (unsigned)test_random_below(&random, KEYS));
        corpus_document_random(&documents[i], &random, key, 12);
        documents[i].roles[0] = roles[test_random_below(&random, 3)];
        documents[i].role_count = (uint32_t)test_random_below(&random, 2);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DOCS; i++)
        corpus_document_clear(&documents[i]);
    return 0;
}

/* A document of the library's; to be freed. */
static suo_document *document_make(const suo_schema *schema, uint32_t number)
{
    const corpus_document *own = &documents[number];
    suo_document *made;
    corpus_ok(suo_document_new(schema, &made, NULL), NULL);
    corpus_ok(suo_document_set_key(made, own->key, -1, NULL), NULL);
    for (uint32_t i = 0; i < own->role_count; i++)
        corpus_ok(suo_document_add_role(made, own->roles[i], -1, NULL), NULL);
    for (uint32_t i = 0; i < own->value_count; i++)
        corpus_ok(suo_document_add_text(made, own->values[i].field,
                                        own->values[i].text,
                                        (int64_t)own->values[i].len, NULL),
                  NULL);
    return made;
}

/* ---- threads ---- */

typedef struct job {
    suo_bulk *bulk;
    const suo_schema *schema;
    uint32_t start;
    uint32_t end;
    suo_status status;
} job;

static void *job_run(void *user)
{
    job *own = user;
    for (uint32_t i = own->start; i < own->end && own->status == SUO_OK; i++) {
        suo_document *document = document_make(own->schema, i);
        own->status = suo_bulk_add(own->bulk, document, NULL);
        suo_document_free(document);
    }
    return NULL;
}

/* Put all documents by bulks, 'threads' at once. Returns how many replaced. */
static uint64_t put_by_bulks(suo_writer *writer, uint32_t threads)
{
    job jobs[THREADS_MAX] = {{0}};
    pthread_t running[THREADS_MAX];
    uint64_t replaced = 0;
    for (uint32_t i = 0; i < threads; i++) {
        jobs[i].schema = suo_writer_schema(writer);
        corpus_ok(suo_bulk_new(writer, &jobs[i].bulk, NULL), NULL);
        assert_int_equal(suo_bulk_bytes(jobs[i].bulk), 0);
    }
    for (uint32_t bulk = 0; bulk < BULKS; bulk += threads) {
        for (uint32_t i = 0; i < threads; i++) {
            jobs[i].start = (bulk + i) * (DOCS / BULKS);
            jobs[i].end = jobs[i].start + DOCS / BULKS;
            assert_int_equal(
                pthread_create(&running[i], NULL, job_run, &jobs[i]), 0);
        }
        for (uint32_t i = 0; i < threads; i++) {
            uint64_t count;
            assert_int_equal(pthread_join(running[i], NULL), 0);
            assert_status(jobs[i].status, SUO_OK);
            assert_true(suo_bulk_bytes(jobs[i].bulk) > 0);
            corpus_ok(suo_writer_put_bulk(writer, jobs[i].bulk, &count, NULL),
                      NULL);
            replaced += count;
        }
    }
    for (uint32_t i = 0; i < threads; i++)
        suo_bulk_free(jobs[i].bulk);
    return replaced;
}

static uint64_t put_one_by_one(suo_writer *writer)
{
    uint64_t replaced = 0;
    for (uint32_t i = 0; i < DOCS; i++) {
        int32_t did;
        suo_document *document = document_make(suo_writer_schema(writer), i);
        corpus_ok(suo_writer_put(writer, document, &did, NULL), NULL);
        suo_document_free(document);
        replaced += (uint64_t)did;
    }
    return replaced;
}

/* An index of all documents in one segment; 'threads' 0: by puts. */
static char *index_make_by(uint32_t threads, uint64_t *replaced)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    corpus_ok(suo_writer_add_word(writer, "V3 MONO", -1, 2, NULL), NULL);
    corpus_commit(writer);
    *replaced =
        threads > 0 ? put_by_bulks(writer, threads) : put_one_by_one(writer);
    corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
    corpus_writer_finish(writer);
    return folder;
}

static void assert_same_sections(const char *a, const char *b)
{
    suo_snapshot *x = corpus_snapshot(a);
    suo_snapshot *y = corpus_snapshot(b);
    assert_int_equal(x->segment_count, 1);
    assert_int_equal(y->segment_count, 1);
    const suo_container *one = &x->segments[0]->container;
    const suo_container *two = &y->segments[0]->container;
    for (uint32_t i = 0; i < one->section_count; i++) {
        const suo_section *own = &one->sections[i];
        suo_slice bytes;
        assert_true(suo_container_find(two, (suo_section_kind)own->kind,
                                       own->field, &bytes));
        assert_int_equal(own->len, bytes.len);
        assert_memory_equal(one->bytes + own->offset, bytes.bytes, bytes.len);
    }
    suo_snapshot_close(x);
    suo_snapshot_close(y);
}

static void test_bulk__makes_the_index_that_puts_make(void **state)
{
    uint64_t wanted;
    (void)state;
    char *folder = index_make_by(0, &wanted);
    assert_true(wanted > DOCS / 2);
    for (uint32_t threads = 1; threads <= THREADS_MAX; threads *= 2) {
        uint64_t replaced;
        char *other = index_make_by(threads, &replaced);
        assert_int_equal(replaced, wanted);
        assert_same_sections(folder, other);
        corpus_folder_remove(other);
    }
    corpus_folder_remove(folder);
}

/* ---- beside puts ---- */

static void test_bulk__takes_its_place_when_it_is_put(void **state)
{
    suo_bulk *bulk;
    suo_document *document;
    uint64_t replaced;
    (void)state;
    suo_schema *schema = corpus_schema();
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    corpus_ok(suo_bulk_new(writer, &bulk, NULL), NULL);
    corpus_ok(suo_document_new(schema, &document, NULL), NULL);
    for (int i = 0; i < 2; i++) {
        const char *const keys[] = {"a", "b"};
        suo_document_clear(document);
        corpus_ok(suo_document_set_key(document, keys[i], -1, NULL), NULL);
        corpus_ok(
            suo_document_add_text(document, CORPUS_BODY, "card bulk", -1, NULL),
            NULL);
        corpus_ok(suo_bulk_add(bulk, document, NULL), NULL);
    }
    corpus_put_text(writer, "a", NULL, NULL, "card put before");
    corpus_put_text(writer, "c", NULL, NULL, "card put");
    corpus_ok(suo_writer_put_bulk(writer, bulk, &replaced, NULL), NULL);
    assert_int_equal(replaced, 1);
    assert_int_equal(suo_bulk_bytes(bulk), 0);
    corpus_put_text(writer, "b", NULL, NULL, "card put later");
    corpus_ok(suo_writer_put_bulk(writer, bulk, &replaced, NULL), NULL);
    assert_int_equal(replaced, 0); /* it was empty */
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, NULL);
    assert_string_equal(corpus_keys(view, "bulk"), "a ");
    assert_string_equal(corpus_keys(view, "later"), "b ");
    assert_int_equal(suo_view_doc_count(view), 3);
    suo_view_close(view);
    suo_document_free(document);
    suo_bulk_free(bulk);
    suo_writer_close(writer);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

static void test_bulk__goes_on_after_a_wrong_document(void **state)
{
    suo_bulk *bulk;
    suo_document *document;
    uint64_t replaced = 7;
    (void)state;
    suo_schema *schema = corpus_schema();
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    corpus_ok(suo_bulk_new(writer, &bulk, NULL), NULL);
    corpus_ok(suo_document_new(schema, &document, NULL), NULL);
    assert_status(suo_bulk_add(bulk, document, NULL), SUO_INVALID);
    corpus_ok(suo_document_set_key(document, "k", -1, NULL), NULL);
    corpus_ok(suo_bulk_add(bulk, document, NULL), NULL);
    corpus_ok(suo_bulk_add(bulk, document, NULL), NULL);
    corpus_ok(suo_writer_put_bulk(writer, bulk, &replaced, NULL), NULL);
    assert_int_equal(replaced, 1);
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, NULL);
    assert_int_equal(suo_view_doc_count(view), 1);
    suo_view_close(view);
    suo_document_free(document);
    suo_bulk_free(bulk);
    suo_bulk_free(NULL);
    suo_writer_close(writer);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bulk__makes_the_index_that_puts_make),
        cmocka_unit_test(test_bulk__takes_its_place_when_it_is_put),
        cmocka_unit_test(test_bulk__goes_on_after_a_wrong_document),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
