/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_duplicates_memory.c - looking for duplicates, each allocation
 * failing.
 */
#include "support/corpus.h"

#include "support/failing_memory.h"

static char *make_folder(void)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < 12; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u", i);
        corpus_put_text(writer, key, i % 2 ? "r" : "s", "怎么申请退货运费",
                        "退货地址 returns of the V3 MONO");
    }
    corpus_commit(writer);
    suo_writer_close(writer);
    suo_schema_free(schema);
    return folder;
}

/* Open, look, close. */
static suo_status work(const char *folder)
{
    suo_duplicates *found = NULL;
    suo_snapshot *snapshot;
    suo_view *view = NULL;
    suo_status status = suo_snapshot_open(folder, -1, &snapshot, NULL);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &view, NULL);
    if (status == SUO_OK) {
        status = suo_view_duplicates(view, NULL, &found, NULL);
        assert_true((status == SUO_OK) == (found != NULL));
    }
    if (status == SUO_OK)
        assert_int_equal(suo_duplicates_count(found), 12 * 11 / 2);
    suo_duplicates_free(found);
    suo_view_close(view);
    suo_snapshot_close(snapshot);
    return status;
}

static void check(bool for_good)
{
    char *folder = make_folder();
    suo_status status = SUO_NO_MEMORY;
    long before = blocks;
    long number = 0;
    for (; status == SUO_NO_MEMORY; number++) {
        arm_memory(number, for_good);
        status = work(folder);
        fail_at = -1;
        assert_int_equal(blocks, before);
    }
    assert_status(status, SUO_OK);
    assert_true(number > 40);
    corpus_folder_remove(folder);
}

static void test_duplicates_memory__one_allocation_may_fail(void **state)
{
    (void)state;
    check(false);
}

static void test_duplicates_memory__memory_may_end(void **state)
{
    (void)state;
    check(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_duplicates_memory__one_allocation_may_fail),
        cmocka_unit_test(test_duplicates_memory__memory_may_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
