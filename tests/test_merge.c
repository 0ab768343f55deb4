/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_merge.c - merged segments beside those built at once.
 *
 * Nothing that a view tells depends on how documents are spread over segments,
 * so all it tells is compared before and after; and a merge of everything is
 * byte by byte the segment that the living documents alone give.
 */
#include "index/snapshot.h"

#include "support/effort.h"
#include "support/life.h"

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
    life *w = life_open(memories[seed % 3], SUO_MERGE_NONE);
    for (int commits = 0; commits < 4; commits++) {
        life_change(w, &random, 1 + test_random_below(&random, 60), 90);
        corpus_commit(w->writer);
    }
    corpus_dump before = life_ask(w->folder, seed);
    life_merge_all(w);
    corpus_dump after = life_ask(w->folder, seed);
    assert_true(corpus_dump_equals(&before, &after));
    free(before.bytes);
    free(after.bytes);
    life_check(w);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), w->live_count > 0);
    assert_int_equal(corpus_folder_count(w->folder, "d-"), 0);
    life *fresh = life_afresh(w);
    if (w->live_count > 0)
        assert_same_segment(w->folder, fresh->folder);
    life_close(fresh);
    life_close(w);
}

static void test_merge__of_all_is_the_segment_built_at_once(void **state)
{
    (void)state;
    const uint32_t lives = effort_of(120);
    for (uint64_t i = 1; i <= lives; i++)
        check_merge_all(7919 * i);
    printf("seeds 7919 * (1 .. %u)\n", lives);
}

static void test_merge__takes_more_segments_than_one_round(void **state)
{
    test_random random = test_random_begin(60);
    (void)state;
    life *w = life_open(1, SUO_MERGE_NONE);
    for (int i = 0; i < 200; i++)
        life_put(w, &random, 1000);
    corpus_commit(w->writer);
    assert_true(life_stats(w).segment_count > 150);
    life_merge_all(w);
    life *fresh = life_afresh(w);
    assert_same_segment(w->folder, fresh->folder);
    life_close(fresh);
    life_close(w);
}

/* Documents of 200 KiB of text: more than the buffers of a small writer. */
static void test_merge__spools_what_is_long(void **state)
{
    test_random random = test_random_begin(61);
    (void)state;
    life *w = life_open(4 << 20, SUO_MERGE_NONE);
    for (uint32_t i = 0; i < 40; i++) {
        size_t len;
        corpus_document *document = &w->live[w->live_count++];
        snprintf(document->key, sizeof(document->key), "k%u", i);
        char *text = corpus_random_text(&random, 40000, &len);
        corpus_document_add(document, CORPUS_BODY, text, len);
        corpus_put(w->writer, document);
        free(text);
    }
    life_merge_all(w);
    life *fresh = life_afresh(w);
    assert_same_segment(w->folder, fresh->folder);
    life_close(fresh);
    life_close(w);
}

static void test_merge__of_nothing_living_leaves_no_segment(void **state)
{
    test_random random = test_random_begin(62);
    (void)state;
    life *w = life_open(0, SUO_MERGE_NONE);
    life_merge_all(w);
    life_put(w, &random, 10);
    corpus_commit(w->writer);
    life_put(w, &random, 10);
    while (w->live_count > 0)
        life_delete(w, &random);
    life_merge_all(w);
    assert_int_equal(life_stats(w).segment_count, 0);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), 0);
    life_close(w);
}

/* A deleted document's text is in no file any more. */
static void test_merge__purges_what_was_deleted(void **state)
{
    (void)state;
    life *w = life_open(0, SUO_MERGE_NONE);
    corpus_put_text(w->writer, "secretkey", "r", NULL, "card zebrastripe");
    corpus_put_text(w->writer, "k", "r", NULL, "card");
    corpus_commit(w->writer);
    corpus_delete(w->writer, "secretkey");
    life_merge_all(w);
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    assert_int_equal(snapshot->segment_count, 1);
    const suo_mapping *file = &snapshot->segments[0]->mapping;
    for (size_t i = 0; i + 6 < file->len; i++) {
        assert_int_not_equal(memcmp(file->bytes + i, "zebra", 5), 0);
        assert_int_not_equal(memcmp(file->bytes + i, "secret", 6), 0);
    }
    suo_snapshot_close(snapshot);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), 1);
    life_close(w);
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
        life *w = life_open(seed % 2, seed % 3);
        for (int i = 0; i < 4; i++) {
            life_change(w, &random, 12, 100);
            corpus_ok(suo_writer_add_word(w->writer, words[i], -1, 2, NULL),
                      NULL);
            if (i == 2)
                corpus_ok(suo_writer_remove_word(w->writer, words[1], -1, NULL),
                          NULL);
            corpus_commit(w->writer);
        }
        life_change(w, &random, 12, 100);
        corpus_commit(w->writer);
        corpus_dump before = life_ask(w->folder, seed);
        life_merge_all(w);
        life_check(w);
        corpus_dump after = life_ask(w->folder, seed);
        assert_true(corpus_dump_equals(&before, &after));
        free(before.bytes);
        free(after.bytes);
        life_close(w);
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
        life *w = life_open(1, SUO_MERGE_NONE);
        life_change(w, &random, 40, 60);
        corpus_commit(w->writer);
        int32_t is_done = 0;
        for (int i = 0; i < 4000 && !is_done; i++, steps++) {
            uint64_t chance = test_random_below(&random, 60);
            if (chance < 12 && i < 2000)
                life_change(w, &random, 1, 60);
            if (chance == 59) {
                corpus_commit(w->writer);
                life *fresh = life_afresh(w);
                life_assert_same(w->folder, fresh->folder, seed);
                life_close(fresh);
            }
            corpus_ok(suo_writer_merge_step(w->writer, 1 + chance * 10,
                                            &is_done, NULL),
                      NULL);
        }
        assert_true(is_done);
        corpus_commit(w->writer);
        life_check(w);
        life *fresh = life_afresh(w);
        life_assert_same(w->folder, fresh->folder, seed);
        assert_true(life_stats(w).segment_count < 16);
        life_close(fresh);
        life_close(w);
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
    life *w = life_open(1, SUO_MERGE_NONE);
    for (int i = 0; i < 64; i++)
        life_put(w, &random, 1000);
    corpus_commit(w->writer);
    for (; !is_done; steps++)
        corpus_ok(suo_writer_merge_step(w->writer, 1000, &is_done, NULL), NULL);
    assert_true(steps > 20);
    corpus_ok(suo_writer_merge_step(w->writer, 0, &is_done, NULL), NULL);
    assert_int_equal(is_done, 1);
    life_close(w);
}

static void test_merge__given_up_leaves_no_file(void **state)
{
    test_random random = test_random_begin(64);
    int32_t is_done = 0;
    (void)state;
    life *w = life_open(1, SUO_MERGE_NONE);
    for (int i = 0; i < 30; i++)
        life_put(w, &random, 1000);
    corpus_commit(w->writer);
    uint32_t files = corpus_folder_count(w->folder, "s-");
    for (int i = 0; i < 9; i++)
        corpus_ok(suo_writer_merge_step(w->writer, 100, &is_done, NULL), NULL);
    assert_int_equal(is_done, 0);
    assert_true(corpus_folder_count(w->folder, "s-") > files);
    suo_writer_close(w->writer);
    assert_int_equal(corpus_folder_count(w->folder, "s-"), files);
    w->writer = life_writer(w, 1, SUO_MERGE_NONE);
    life_close(w);
}

/* ---- commits ---- */

static void test_commit__keeps_segments_few(void **state)
{
    test_random random = test_random_begin(65);
    uint32_t most = 0;
    (void)state;
    life *w = life_open(0, SUO_MERGE_SOME);
    for (int i = 0; i < 300; i++) {
        life_put(w, &random, 1000);
        corpus_commit(w->writer);
        uint32_t files = corpus_folder_count(w->folder, "s-");
        most = files > most ? files : most;
    }
    life_check(w);
    print_message("at most %u segments\n", most);
    assert_true(most <= 16);
    life *fresh = life_afresh(w);
    life_assert_same(w->folder, fresh->folder, 66);
    life_close(fresh);
    life_close(w);
}

/* A reader keeps what it opened, whatever happens to the files. */
static void test_snapshot__outlives_merges(void **state)
{
    test_random random = test_random_begin(67);
    (void)state;
    life *w = life_open(1, SUO_MERGE_NONE);
    life_change(w, &random, 40, 60);
    corpus_commit(w->writer);
    suo_view *view = corpus_view(w->folder, NULL);
    corpus_dump before = {0};
    corpus_dump after = {0};
    corpus_dump_add(&before, view, "card 退货", 11, 1000);
    life_merge_all(w);
    life_change(w, &random, 40, 60);
    life_merge_all(w);
    corpus_dump_add(&after, view, "card 退货", 11, 1000);
    assert_true(corpus_dump_equals(&before, &after));
    free(before.bytes);
    free(after.bytes);
    suo_view_close(view);
    life_close(w);
}

static void test_writer__refuses_an_unknown_way_to_merge(void **state)
{
    suo_writer_options options = {.size = sizeof(options), .merging = 3};
    suo_writer *writer;
    (void)state;
    life *w = life_open(0, SUO_MERGE_DUE);
    assert_status(suo_writer_open(w->folder, -1, NULL, &options, &writer, NULL),
                  SUO_INVALID);
    life_close(w);
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
