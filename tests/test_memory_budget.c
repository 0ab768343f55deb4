/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_memory_budget.c - a writer keeps to its budget of memory.
 *
 * Every block of the library is counted, at its peak: many times the budget
 * of text is put, flushed and merged. What ICU and zstd allocate for
 * themselves (some hundred KiB) is not.
 */
#include "support/unit.h"

#include <malloc.h>

static size_t live_bytes;
static size_t peak_bytes;

static void *count_block(void *block)
{
    live_bytes += block != NULL ? malloc_usable_size(block) : 0;
    peak_bytes = live_bytes > peak_bytes ? live_bytes : peak_bytes;
    return block;
}

static void *counting_malloc(size_t bytes)
{
    return count_block(malloc(bytes));
}

static void *counting_calloc(size_t count, size_t bytes)
{
    return count_block(calloc(count, bytes));
}

static void *counting_realloc(void *old, size_t bytes)
{
    size_t before = old != NULL ? malloc_usable_size(old) : 0;
    void *block = realloc(old, bytes);
    live_bytes -= block != NULL ? before : 0;
    return count_block(block);
}

static void counting_free(void *block)
{
    live_bytes -= block != NULL ? malloc_usable_size(block) : 0;
    free(block);
}

#undef malloc
#undef calloc
#undef realloc
#undef free
#define malloc counting_malloc
#define calloc counting_calloc
#define realloc counting_realloc
#define free counting_free
#include "base/memory.c"
#undef malloc
#undef calloc
#undef realloc
#undef free

#include "support/corpus.h"

enum { MIB = 1 << 20, CONSTANT = 12 * MIB };

static suo_schema *schema;
static char *folder;

static int set_up(void **state)
{
    (void)state;
    schema = corpus_schema();
    folder = corpus_folder_make();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    suo_schema_free(schema);
    corpus_folder_remove(folder);
    return live_bytes == 0 ? 0 : -1;
}

/* Put 'docs' documents of about 'words' words, commit, merge everything. */
static void check_budget(uint64_t budget, uint32_t docs, uint32_t words)
{
    test_random random = test_random_begin(80);
    suo_error error = SUO_ERROR_EMPTY;
    suo_document *document;
    size_t text_bytes = 0;
    suo_writer *writer = corpus_writer(folder, schema, budget);
    corpus_ok(suo_document_new(schema, &document, &error), &error);
    peak_bytes = live_bytes;
    for (uint32_t i = 0; i < docs; i++) {
        char key[32];
        size_t len;
        char *text = corpus_random_text(&random, words, &len);
        snprintf(key, sizeof(key), "document number %u", i);
        suo_document_clear(document);
        corpus_ok(suo_document_set_key(document, key, -1, &error), &error);
        corpus_ok(suo_document_add_text(document, CORPUS_BODY, text,
                                        (int64_t)len, &error),
                  &error);
        corpus_ok(
            suo_document_add_text(document, CORPUS_TITLE, key, -1, &error),
            &error);
        corpus_ok(suo_writer_put(writer, document, NULL, &error), &error);
        text_bytes += len;
        free(text);
    }
    size_t putting = peak_bytes;
    peak_bytes = live_bytes;
    corpus_commit(writer);
    size_t committing = peak_bytes;
    peak_bytes = live_bytes;
    corpus_ok(suo_writer_merge_all(writer, &error), &error);
    corpus_commit(writer);
    print_message("budget %.0f MiB, %.0f MiB of text in %u documents: peak "
                  "%.1f MiB putting, %.1f committing, %.1f merging\n",
                  (double)budget / MIB, (double)text_bytes / MIB, docs,
                  (double)putting / MIB, (double)committing / MIB,
                  (double)peak_bytes / MIB);
    assert_true(putting <= budget + CONSTANT);
    assert_true(committing <= budget + CONSTANT);
    assert_true(peak_bytes <= budget + CONSTANT);
    suo_document_free(document);
    suo_writer_close(writer);
}

static void test_budget__holds_for_short_documents(void **state)
{
    (void)state;
    check_budget(16 * MIB, 80000, 12);
}

static void test_budget__holds_for_long_documents(void **state)
{
    (void)state;
    check_budget(16 * MIB, 160, 20000);
}

static void test_budget__holds_when_it_is_small(void **state)
{
    (void)state;
    check_budget(4 * MIB, 20000, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_budget__holds_for_short_documents,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_budget__holds_for_long_documents,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_budget__holds_when_it_is_small,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
