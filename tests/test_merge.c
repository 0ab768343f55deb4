/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_merge.c - merged segments beside those built at once.
 *
 * Nothing that a view tells depends on how documents are spread over segments,
 * so all it tells is compared before and after; and a merge of everything is
 * byte by byte the segment that the living documents alone give.
 */
#include "index/snapshot.h"

#include "support/corpus.h"

static const char *const ROLES[] = {"a", "b", "public", "客服"};

enum { ROLE_COUNT = 4, DOCS_MAX = 600 };

/* An index being written, and the documents that live in it. */
typedef struct world {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
    corpus_document live[DOCS_MAX]; /* in the order of their puts */
    uint32_t live_count;
} world;

static suo_writer *open_writer(const world *w, uint64_t memory_bytes,
                               uint32_t merging)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_writer_options options = {sizeof(options), merging, memory_bytes};
    suo_writer *writer;
    corpus_ok(
        suo_writer_open(w->folder, -1, w->schema, &options, &writer, &error),
        &error);
    return writer;
}

static world *world_open(uint64_t memory_bytes, uint32_t merging)
{
    world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    w->folder = corpus_folder_make();
    w->schema = corpus_schema();
    w->writer = open_writer(w, memory_bytes, merging);
    return w;
}

static void world_close(world *w)
{
    suo_writer_close(w->writer);
    suo_schema_free(w->schema);
    corpus_folder_remove(w->folder);
    for (uint32_t i = 0; i < w->live_count; i++)
        corpus_document_clear(&w->live[i]);
    free(w);
}

static void world_forget(world *w, uint32_t at)
{
    corpus_document_clear(&w->live[at]);
    w->live_count--;
    memmove(&w->live[at], &w->live[at + 1],
            (w->live_count - at) * sizeof(*w->live));
}

/* Put a random document with one of 'keys' keys. */
static void world_put(world *w, test_random *random, uint32_t keys)
{
    char key[16];
    snprintf(key, sizeof(key), "k%u",
             (unsigned)test_random_below(random, keys));
    for (uint32_t i = 0; i < w->live_count; i++)
        if (strcmp(w->live[i].key, key) == 0)
            world_forget(w, i);
    assert_true(w->live_count < DOCS_MAX);
    corpus_document *document = &w->live[w->live_count++];
    corpus_document_random(document, random, key, 12);
    for (uint64_t left = test_random_below(random, 3); left > 0; left--)
        document->roles[document->role_count++] =
            ROLES[test_random_below(random, ROLE_COUNT)];
    corpus_put(w->writer, document);
}

static void world_delete(world *w, test_random *random)
{
    if (w->live_count == 0)
        return;
    uint32_t at = (uint32_t)test_random_below(random, w->live_count);
    corpus_delete(w->writer, w->live[at].key);
    world_forget(w, at);
}

static void world_change(world *w, test_random *random, uint32_t changes,
                         uint32_t keys)
{
    for (uint32_t i = 0; i < changes; i++)
        if (test_random_below(random, 5) == 0)
            world_delete(w, random);
        else
            world_put(w, random, keys);
}

static void world_merge_all(world *w)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_merge_all(w->writer, &error), &error);
    corpus_commit(w->writer);
}

static void world_check(const world *w)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_check_report report = {.size = sizeof(report)};
    corpus_ok(suo_check(w->folder, -1, &report, &error), &error);
}

static suo_snapshot_stats world_stats(const world *w)
{
    suo_snapshot_stats stats = {.size = sizeof(stats)};
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    corpus_ok(suo_snapshot_get_stats(snapshot, &stats, NULL), NULL);
    suo_snapshot_close(snapshot);
    return stats;
}

/* All that readers are told about some questions. */
static corpus_dump world_ask(const char *folder, uint64_t seed)
{
    static const char *const readers[] = {NULL, "a", "b,public", "客服,none"};
    corpus_dump dump = {0};
    for (size_t i = 0; i < 4; i++) {
        test_random random = {seed};
        suo_view *view = corpus_view(folder, readers[i]);
        for (uint32_t words = 1; words <= 5; words++) {
            size_t len;
            char *question = corpus_random_text(&random, words, &len);
            corpus_dump_add(&dump, view, question, len, 1000);
            free(question);
        }
        suo_view_close(view);
    }
    return dump;
}

static void assert_same_answers(const char *a, const char *b, uint64_t seed)
{
    corpus_dump one = world_ask(a, seed);
    corpus_dump two = world_ask(b, seed);
    assert_true(corpus_dump_equals(&one, &two));
    free(one.bytes);
    free(two.bytes);
}

/* An index of the living documents alone, built at once. */
static world *world_afresh(const world *w)
{
    world *fresh = world_open(0, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < w->live_count; i++)
        corpus_put(fresh->writer, &w->live[i]);
    corpus_commit(fresh->writer);
    return fresh;
}

/* ---- everything into one ---- */

/* Both indexes have one segment, and all its sections but the sequences are
 * equal. */
static void assert_same_segment(const char *a, const char *b)
{
    suo_snapshot *x = corpus_snapshot(a);
    suo_snapshot *y = corpus_snapshot(b);
    assert_int_equal(x->segment_count, 1);
    assert_int_equal(y->segment_count, 1);
    const suo_container *one = &x->segments[0]->container;
    const suo_container *two = &y->segments[0]->container;
    assert_int_equal(one->section_count, two->section_count);
    for (uint32_t i = 0; i < one->section_count; i++) {
        const suo_section *own = &one->sections[i];
        suo_slice bytes;
        assert_true(suo_container_find(two, (suo_section_kind)own->kind,
                                       own->field, &bytes));
        if (own->kind == SUO_SECTION_SEQUENCES)
            continue;
        if (own->len != bytes.len ||
            memcmp(one->bytes + own->offset, bytes.bytes, bytes.len) != 0)
            fail_msg("section %u of field %u differs", own->kind, own->field);
    }
    suo_snapshot_close(x);
    suo_snapshot_close(y);
}

static void check_merge_all(uint64_t seed)
{
    /* The least gives each document a segment, and spools everything. */
    static const uint64_t memories[] = {0, 1, 1200000};
    test_random random = {seed};
    world *w = world_open(memories[seed % 3], SUO_MERGE_NONE);
    for (int commits = 0; commits < 4; commits++) {
        world_change(w, &random, 1 + test_random_below(&random, 60), 90);
        corpus_commit(w->writer);
    }
    corpus_dump before = world_ask(w->folder, seed);
    world_merge_all(w);
    corpus_dump after = world_ask(w->folder, seed);
    assert_true(corpus_dump_equals(&before, &after));
    free(before.bytes);
    free(after.bytes);
    world_check(w);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), w->live_count > 0);
    assert_int_equal(corpus_folder_count(w->folder, "d-"), 0);
    world *fresh = world_afresh(w);
    if (w->live_count > 0)
        assert_same_segment(w->folder, fresh->folder);
    world_close(fresh);
    world_close(w);
}

static void test_merge__of_all_is_the_segment_built_at_once(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= 30; i++)
        check_merge_all(7919 * i);
    printf("seeds 7919 * (1 .. 30)\n");
}

static void test_merge__takes_more_segments_than_one_round(void **state)
{
    test_random random = test_random_begin(60);
    (void)state;
    world *w = world_open(1, SUO_MERGE_NONE);
    for (int i = 0; i < 200; i++)
        world_put(w, &random, 1000);
    corpus_commit(w->writer);
    assert_true(world_stats(w).segment_count > 150);
    world_merge_all(w);
    world *fresh = world_afresh(w);
    assert_same_segment(w->folder, fresh->folder);
    world_close(fresh);
    world_close(w);
}

/* Documents of 200 KiB of text: more than the buffers of a small writer. */
static void test_merge__spools_what_is_long(void **state)
{
    test_random random = test_random_begin(61);
    (void)state;
    world *w = world_open(4 << 20, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < 40; i++) {
        size_t len;
        corpus_document *document = &w->live[w->live_count++];
        snprintf(document->key, sizeof(document->key), "k%u", i);
        char *text = corpus_random_text(&random, 40000, &len);
        corpus_document_add(document, CORPUS_BODY, text, len);
        corpus_put(w->writer, document);
        free(text);
    }
    world_merge_all(w);
    world *fresh = world_afresh(w);
    assert_same_segment(w->folder, fresh->folder);
    world_close(fresh);
    world_close(w);
}

static void test_merge__of_nothing_living_leaves_no_segment(void **state)
{
    test_random random = test_random_begin(62);
    (void)state;
    world *w = world_open(0, SUO_MERGE_NONE);
    world_merge_all(w);
    world_put(w, &random, 10);
    corpus_commit(w->writer);
    world_put(w, &random, 10);
    while (w->live_count > 0)
        world_delete(w, &random);
    world_merge_all(w);
    assert_int_equal(world_stats(w).segment_count, 0);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), 0);
    world_close(w);
}

/* A deleted document's text is in no file any more. */
static void test_merge__purges_what_was_deleted(void **state)
{
    (void)state;
    world *w = world_open(0, SUO_MERGE_NONE);
    corpus_put_text(w->writer, "secretkey", "r", NULL, "card zebrastripe");
    corpus_put_text(w->writer, "k", "r", NULL, "card");
    corpus_commit(w->writer);
    corpus_delete(w->writer, "secretkey");
    world_merge_all(w);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    assert_int_equal(snapshot->segment_count, 1);
    const suo_mapping *file = &snapshot->segments[0]->mapping;
    for (size_t i = 0; i + 6 < file->len; i++) {
        assert_int_not_equal(memcmp(file->bytes + i, "zebra", 5), 0);
        assert_int_not_equal(memcmp(file->bytes + i, "secret", 6), 0);
    }
    suo_snapshot_close(snapshot);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), 1);
    world_close(w);
}

/* ---- words ---- */

/* Segments cut with other words than each other: each of them still finds a
 * word as it did. */
static void test_merge__keeps_finding_words_of_the_user(void **state)
{
    static const char *const words[] = {"return card", "V3 MONO", "退货款",
                                        "数据"};
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        test_random random = {seed};
        world *w = world_open(seed % 2, seed % 3);
        for (int i = 0; i < 4; i++) {
            world_change(w, &random, 12, 100);
            corpus_ok(suo_writer_add_word(w->writer, words[i], -1, 2, NULL),
                      NULL);
            if (i == 2)
                corpus_ok(suo_writer_remove_word(w->writer, words[1], -1, NULL),
                          NULL);
            corpus_commit(w->writer);
        }
        world_change(w, &random, 12, 100);
        corpus_commit(w->writer);
        corpus_dump before = world_ask(w->folder, seed);
        world_merge_all(w);
        world_check(w);
        corpus_dump after = world_ask(w->folder, seed);
        assert_true(corpus_dump_equals(&before, &after));
        free(before.bytes);
        free(after.bytes);
        world_close(w);
    }
}

/* ---- steps ---- */

/* Puts, deletes and commits between the parts of a merge. */
static void test_merge__goes_on_while_documents_change(void **state)
{
    uint32_t steps = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 15; seed++) {
        test_random random = {seed * 31};
        world *w = world_open(1, SUO_MERGE_NONE);
        world_change(w, &random, 40, 60);
        corpus_commit(w->writer);
        int32_t is_done = 0;
        for (int i = 0; i < 4000 && !is_done; i++, steps++) {
            uint64_t chance = test_random_below(&random, 60);
            if (chance < 12 && i < 2000)
                world_change(w, &random, 1, 60);
            if (chance == 59) {
                corpus_commit(w->writer);
                world *fresh = world_afresh(w);
                assert_same_answers(w->folder, fresh->folder, seed);
                world_close(fresh);
            }
            corpus_ok(suo_writer_merge_step(w->writer, 1 + chance * 10,
                                            &is_done, NULL),
                      NULL);
        }
        assert_true(is_done);
        corpus_commit(w->writer);
        world_check(w);
        world *fresh = world_afresh(w);
        assert_same_answers(w->folder, fresh->folder, seed);
        assert_true(world_stats(w).segment_count < 16);
        world_close(fresh);
        world_close(w);
    }
    print_message("%u steps\n", steps);
}

/* What a step reads stays near what it may. */
static void test_merge__does_a_part_at_a_time(void **state)
{
    test_random random = test_random_begin(63);
    int32_t is_done = 0;
    uint32_t steps = 0;
    (void)state;
    world *w = world_open(1, SUO_MERGE_NONE);
    for (int i = 0; i < 64; i++)
        world_put(w, &random, 1000);
    corpus_commit(w->writer);
    for (; !is_done; steps++)
        corpus_ok(suo_writer_merge_step(w->writer, 1000, &is_done, NULL), NULL);
    assert_true(steps > 20);
    corpus_ok(suo_writer_merge_step(w->writer, 0, &is_done, NULL), NULL);
    assert_int_equal(is_done, 1);
    world_close(w);
}

static void test_merge__given_up_leaves_no_file(void **state)
{
    test_random random = test_random_begin(64);
    int32_t is_done = 0;
    (void)state;
    world *w = world_open(1, SUO_MERGE_NONE);
    for (int i = 0; i < 30; i++)
        world_put(w, &random, 1000);
    corpus_commit(w->writer);
    uint32_t files = corpus_folder_count(w->folder, "s-");
    for (int i = 0; i < 9; i++)
        corpus_ok(suo_writer_merge_step(w->writer, 100, &is_done, NULL), NULL);
    assert_int_equal(is_done, 0);
    assert_true(corpus_folder_count(w->folder, "s-") > files);
    suo_writer_close(w->writer);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), files);
    w->writer = open_writer(w, 1, SUO_MERGE_NONE);
    world_close(w);
}

/* ---- commits ---- */

static void test_commit__keeps_segments_few(void **state)
{
    test_random random = test_random_begin(65);
    uint32_t most = 0;
    (void)state;
    world *w = world_open(0, SUO_MERGE_SOME);
    for (int i = 0; i < 300; i++) {
        world_put(w, &random, 1000);
        corpus_commit(w->writer);
        uint32_t files = corpus_folder_count(w->folder, "s-");
        most = files > most ? files : most;
    }
    world_check(w);
    print_message("at most %u segments\n", most);
    assert_true(most <= 16);
    world *fresh = world_afresh(w);
    assert_same_answers(w->folder, fresh->folder, 66);
    world_close(fresh);
    world_close(w);
}

/* A reader keeps what it opened, whatever happens to the files. */
static void test_snapshot__outlives_merges(void **state)
{
    test_random random = test_random_begin(67);
    (void)state;
    world *w = world_open(1, SUO_MERGE_NONE);
    world_change(w, &random, 40, 60);
    corpus_commit(w->writer);
    suo_view *view = corpus_view(w->folder, NULL);
    corpus_dump before = {0};
    corpus_dump after = {0};
    corpus_dump_add(&before, view, "card 退货", 11, 1000);
    world_merge_all(w);
    world_change(w, &random, 40, 60);
    world_merge_all(w);
    corpus_dump_add(&after, view, "card 退货", 11, 1000);
    assert_true(corpus_dump_equals(&before, &after));
    free(before.bytes);
    free(after.bytes);
    suo_view_close(view);
    world_close(w);
}

static void test_writer__refuses_an_unknown_way_to_merge(void **state)
{
    suo_writer_options options = {.size = sizeof(options), .merging = 3};
    suo_writer *writer;
    (void)state;
    world *w = world_open(0, SUO_MERGE_DUE);
    assert_status(suo_writer_open(w->folder, -1, NULL, &options, &writer, NULL),
                  SUO_INVALID);
    world_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge__of_all_is_the_segment_built_at_once),
        cmocka_unit_test(test_merge__takes_more_segments_than_one_round),
        cmocka_unit_test(test_merge__spools_what_is_long),
        cmocka_unit_test(test_merge__of_nothing_living_leaves_no_segment),
        cmocka_unit_test(test_merge__purges_what_was_deleted),
        cmocka_unit_test(test_merge__keeps_finding_words_of_the_user),
        cmocka_unit_test(test_merge__goes_on_while_documents_change),
        cmocka_unit_test(test_merge__does_a_part_at_a_time),
        cmocka_unit_test(test_merge__given_up_leaves_no_file),
        cmocka_unit_test(test_commit__keeps_segments_few),
        cmocka_unit_test(test_snapshot__outlives_merges),
        cmocka_unit_test(test_writer__refuses_an_unknown_way_to_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
