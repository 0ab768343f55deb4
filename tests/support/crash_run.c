/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash_run.c - puts, replaces, deletes, words, rules, notes, roll backs.
 */
#include "support/crash_run.h"

#include "support/index.h"
#include "support/unit.h"

enum { LARGE_BYTES = 70000 };

/* ---- running ---- */

static void run_open(crash_run *r, uint64_t memory_bytes)
{
    assert_status(suo_writer_make(crash_trace_table(r->trace), CRASH_FOLDER,
                                  r->schema, memory_bytes, &r->writer, NULL),
                  SUO_OK);
}

static void run_close(crash_run *r)
{
    suo_writer_free(r->writer);
    r->writer = NULL;
}

static void run_put(crash_run *r, uint32_t number, uint32_t version)
{
    bool replaced;
    assert_status(index_article(r->document, number, version), SUO_OK);
    assert_status(suo_writer_add(r->writer, r->document, &replaced, NULL),
                  SUO_OK);
}

static suo_status run_delete(crash_run *r, uint32_t number)
{
    char key[16];
    int len = snprintf(key, sizeof(key), "doc-%u", number);
    return suo_writer_remove(
        r->writer, (suo_slice){(const uint8_t *)key, (size_t)len}, NULL);
}

static void run_synonyms(crash_run *r, const char *rules)
{
    const suo_slice text = {(const uint8_t *)rules, strlen(rules)};
    assert_status(suo_writer_put_synonyms(r->writer, text, NULL), SUO_OK);
}

bool crash_buffer_is(const suo_buffer *a, const suo_buffer *b)
{
    return a->len == b->len &&
           (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

suo_status crash_run_read(memory_os *files, suo_buffer *content)
{
    suo_buffer_reset(content);
    return content_read(content, memory_os_table(files), CRASH_FOLDER);
}

static void run_commit(crash_run *r, const char *note)
{
    const suo_slice text = {(const uint8_t *)note, strlen(note)};
    uint32_t k = ++r->commits;
    assert_true(k < CRASH_COMMITS_MAX);
    r->began[k] = crash_trace_count(r->trace);
    assert_status(suo_writer_finish(r->writer, text, NULL), SUO_OK);
    r->returned[k] = crash_trace_count(r->trace);
    assert_status(crash_run_read(r->files, &r->content[k]), SUO_OK);
}

crash_run crash_run_begin(memory_os *files)
{
    crash_run r = {.files = files, .trace = crash_trace_new(files)};
    assert_status(index_schema(&r.schema), SUO_OK);
    assert_status(suo_document_new(r.schema, &r.document, NULL), SUO_OK);
    suo_status st = crash_run_read(files, &r.content[0]);
    assert_true(st == SUO_OK || st == SUO_NOT_FOUND);
    return r;
}

void crash_run_end(crash_run *r)
{
    for (uint32_t k = 0; k <= r->commits; k++)
        suo_buffer_free(&r->content[k]);
    suo_document_free(r->document);
    suo_schema_free(r->schema);
    crash_trace_free(r->trace);
}

memory_os *crash_base_make(void)
{
    memory_os *files = memory_os_new();
    crash_run r = crash_run_begin(files);
    run_open(&r, 0);
    for (uint32_t i = 0; i < 4; i++)
        run_put(&r, i, 0);
    assert_status(index_words(r.writer, 0), SUO_OK);
    run_commit(&r, "base");
    run_put(&r, 4, 0);
    run_put(&r, 3, 9);
    run_commit(&r, "base");
    run_close(&r);
    crash_run_end(&r);
    return files;
}

static void run_step(crash_run *r, uint64_t work)
{
    bool is_done;
    assert_status(suo_writer_merge_due(r->writer, work, &is_done, NULL),
                  SUO_OK);
}

static void run_delete_where(crash_run *r, int64_t max)
{
    const suo_filter filter = {.field = INDEX_VOTES,
                               .kind = SUO_FILTER_RANGE,
                               .min = INT64_MIN,
                               .max = max};
    uint64_t removed;
    assert_status(
        suo_writer_remove_where(r->writer, &filter, 1, &removed, NULL), SUO_OK);
}

/* ---- workloads ---- */

static void work_make(crash_run *r)
{
    run_open(r, 0);
    for (uint32_t i = 0; i < 4; i++)
        run_put(r, i, 0);
    run_commit(r, "first");
    run_put(r, 9, 0);
    run_commit(r, "second");
    run_close(r);
}

static void work_put(crash_run *r)
{
    run_open(r, 0);
    run_put(r, 20, 0);
    run_put(r, 21, 0);
    run_commit(r, "");
    run_close(r);
}

static void work_replace(crash_run *r)
{
    run_open(r, 0);
    run_put(r, 0, 1);
    run_put(r, 1, 1);
    run_commit(r, "");
    run_put(r, 0, 2);
    run_commit(r, "again");
    run_close(r);
}

static void work_delete(crash_run *r)
{
    run_open(r, 0);
    assert_status(run_delete(r, 0), SUO_OK);
    run_commit(r, "");
    for (uint32_t i = 1; i < 4; i++) /* the whole first segment */
        assert_status(run_delete(r, i), SUO_OK);
    run_commit(r, "");
    run_close(r);
}

static void work_words(crash_run *r)
{
    run_open(r, 0);
    assert_status(index_words(r->writer, 1), SUO_OK);
    run_commit(r, "");
    assert_status(index_words(r->writer, 2), SUO_OK);
    run_commit(r, "");
    run_close(r);
}

static void work_synonyms(crash_run *r)
{
    run_open(r, 0);
    run_synonyms(r, "card, 卡\n退货 => 退款\n");
    run_commit(r, "");
    run_synonyms(r, "");
    run_commit(r, "");
    run_close(r);
}

static void work_all_kinds(crash_run *r)
{
    run_open(r, 0);
    assert_status(index_words(r->writer, 3), SUO_OK);
    run_put(r, 2, 4);
    run_put(r, 30, 0);
    assert_status(run_delete(r, 1), SUO_OK);
    run_synonyms(r, "a, b");
    run_commit(r, "all kinds");
    run_close(r);
}

static void work_many_segments(crash_run *r)
{
    run_open(r, 1); /* each put is a segment */
    for (uint32_t i = 0; i < 6; i++)
        run_put(r, 40 + i, 0);
    run_commit(r, "");
    run_put(r, 41, 1);
    run_put(r, 43, 1);
    run_commit(r, "");
    run_close(r);
}

static void work_many_commits(crash_run *r)
{
    run_open(r, 0);
    for (uint32_t i = 0; i < 6; i++) {
        run_put(r, i % 4, i);
        run_commit(r, i % 2 == 0 ? "even" : "odd");
    }
    run_close(r);
}

static void work_reopen(crash_run *r)
{
    for (uint32_t i = 0; i < 4; i++) {
        run_open(r, 0);
        run_put(r, 50 + i, 0);
        run_commit(r, "");
        run_close(r);
    }
}

static void work_roll_back(crash_run *r)
{
    run_open(r, 1);
    run_put(r, 60, 0); /* written, and left over */
    run_put(r, 0, 7);
    assert_status(index_words(r->writer, 4), SUO_OK);
    run_close(r);
    run_open(r, 0);
    assert_status(run_delete(r, 2), SUO_OK);
    run_commit(r, "");
    run_close(r);
}

static void work_notes(crash_run *r)
{
    run_open(r, 0);
    run_commit(r, "cursor 1");
    run_commit(r, "cursor 2, of another length");
    run_commit(r, "");
    run_close(r);
}

static void work_large(crash_run *r)
{
    static char bytes[LARGE_BYTES];
    bool replaced;
    test_random random = {99};
    for (size_t i = 0; i < LARGE_BYTES; i++)
        bytes[i] = (char)test_random_next(&random);
    run_open(r, 0);
    for (int i = 0; i < 2; i++) {
        assert_status(index_article(r->document, 1, 5), SUO_OK);
        assert_status(suo_document_add_text(r->document, INDEX_URL, bytes,
                                            LARGE_BYTES - i, NULL),
                      SUO_OK);
        assert_status(suo_writer_add(r->writer, r->document, &replaced, NULL),
                      SUO_OK);
        run_commit(r, "");
    }
    run_close(r);
}

static void work_audiences(crash_run *r)
{
    bool replaced;
    run_open(r, 0);
    for (uint32_t i = 0; i < 4; i++) {
        assert_status(index_article(r->document, i, 0), SUO_OK);
        assert_status(
            suo_document_add_role(r->document, i % 2 ? "x" : "y", -1, NULL),
            SUO_OK);
        assert_status(suo_writer_add(r->writer, r->document, &replaced, NULL),
                      SUO_OK);
        if (i % 2 == 1)
            run_commit(r, "");
    }
    run_close(r);
}

static void work_turn_by_turn(crash_run *r)
{
    run_open(r, 0);
    assert_status(run_delete(r, 3), SUO_OK);
    run_put(r, 3, 1);
    run_commit(r, "");
    assert_status(run_delete(r, 3), SUO_OK);
    run_commit(r, "");
    run_put(r, 3, 2);
    run_commit(r, "");
    run_close(r);
}

void crash_work_random(crash_run *r, uint64_t seed)
{
    test_random random = {seed};
    run_open(r, test_random_below(&random, 2));
    for (int i = 0; i < 24; i++) {
        uint64_t choice = test_random_below(&random, 16);
        uint32_t number = (uint32_t)test_random_below(&random, 10);
        if (choice < 6)
            run_put(r, number, (uint32_t)i);
        else if (choice < 8)
            (void)!run_delete(r, number);
        else if (choice < 9)
            assert_status(index_words(r->writer, number), SUO_OK);
        else if (choice < 11 && r->commits + 2 < CRASH_COMMITS_MAX)
            run_commit(r, "random");
        else if (choice == 12)
            assert_status(suo_writer_merge_whole(r->writer, NULL), SUO_OK);
        else if (choice == 13)
            run_step(r, 1 + test_random_below(&random, 5000));
        else if (choice == 14)
            assert_status(suo_writer_undo(r->writer, NULL), SUO_OK);
        else if (choice == 15)
            run_delete_where(r, (int64_t)number * 500);
        else {
            run_close(r);
            run_open(r, test_random_below(&random, 2));
        }
    }
    run_commit(r, "last");
    run_close(r);
}

/* Segments into one, in the midst of puts and at the end. */
static void work_merge(crash_run *r)
{
    run_open(r, 1);
    suo_writer_set_merging(r->writer, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < 5; i++)
        run_put(r, 80 + i, 0);
    run_commit(r, "five");
    run_put(r, 81, 1);
    assert_status(suo_writer_merge_whole(r->writer, NULL), SUO_OK);
    run_put(r, 82, 1);
    run_commit(r, "merged");
    assert_status(suo_writer_merge_whole(r->writer, NULL), SUO_OK);
    run_commit(r, "");
    run_close(r);
}

/* A merge that is not committed is left over. */
static void work_merge_in_vain(crash_run *r)
{
    run_open(r, 0);
    assert_status(suo_writer_merge_whole(r->writer, NULL), SUO_OK);
    run_close(r);
    run_open(r, 0);
    run_put(r, 2, 3);
    run_commit(r, "");
    run_close(r);
}

/* Many commits, merged by steps in between. */
static void work_merge_by_steps(crash_run *r)
{
    run_open(r, 1);
    suo_writer_set_merging(r->writer, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < 24; i++) {
        run_put(r, i % 16, i);
        run_step(r, 2000);
        if (i % 6 == 5)
            run_commit(r, "");
    }
    run_close(r);
}

static void work_undo(crash_run *r)
{
    run_open(r, 1);
    run_put(r, 90, 0);
    assert_status(run_delete(r, 0), SUO_OK);
    assert_status(index_words(r->writer, 4), SUO_OK);
    assert_status(suo_writer_undo(r->writer, NULL), SUO_OK);
    run_put(r, 91, 0);
    run_commit(r, "");
    run_close(r);
}

static void work_delete_where(crash_run *r)
{
    run_open(r, 0);
    run_put(r, 7, 0);
    run_delete_where(r, 2000);
    run_commit(r, "");
    run_delete_where(r, INT64_MAX);
    run_commit(r, "");
    run_close(r);
}

void crash_work_put(crash_run *r, uint32_t number, uint32_t version,
                    const char *note)
{
    run_open(r, 0);
    run_put(r, number, version);
    run_commit(r, note);
    run_close(r);
}

static const crash_workload WORKLOADS[] = {
    {"make", work_make, true},
    {"put", work_put, false},
    {"replace", work_replace, false},
    {"delete", work_delete, false},
    {"words", work_words, false},
    {"synonyms", work_synonyms, false},
    {"all kinds", work_all_kinds, false},
    {"many segments", work_many_segments, false},
    {"many commits", work_many_commits, false},
    {"reopen", work_reopen, false},
    {"roll back", work_roll_back, false},
    {"notes", work_notes, false},
    {"large", work_large, false},
    {"audiences", work_audiences, false},
    {"turn by turn", work_turn_by_turn, false},
    {"merge", work_merge, false},
    {"merge in vain", work_merge_in_vain, false},
    {"merge by steps", work_merge_by_steps, false},
    {"undo", work_undo, false},
    {"delete where", work_delete_where, false},
};

crash_workload crash_workload_get(size_t i)
{
    const crash_workload none = {0};
    return i < sizeof(WORKLOADS) / sizeof(WORKLOADS[0]) ? WORKLOADS[i] : none;
}
