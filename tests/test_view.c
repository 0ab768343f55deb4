/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view.c - a view shows what its roles may see. test_access.c proves that
 * it shows nothing else.
 */
#include "support/corpus.h"

/* ---- small indexes ---- */

/* Three documents of one text: roles "a", "ab" and none. */
static char *make_three(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    corpus_put_text(writer, "one", "a", NULL, "退货 card");
    corpus_put_text(writer, "two", "ab", NULL, "退货 card");
    corpus_put_text(writer, "bare", "", NULL, "退货 card");
    corpus_writer_finish(writer);
    return folder;
}

/* What the roles find of make_three. */
static void assert_sees(const char *roles, const char *keys, uint64_t count)
{
    char *folder = make_three();
    suo_view *view = corpus_view(folder, roles);
    assert_string_equal(corpus_keys(view, "退货"), keys);
    assert_int_equal(suo_view_doc_count(view), count);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_view__of_all_sees_documents_without_audience(void **state)
{
    (void)state;
    assert_sees(NULL, "one two bare ", 3);
}

static void test_view__of_every_role_misses_those_without_audience(void **state)
{
    (void)state;
    assert_sees("a,ab", "one two ", 2);
}

static void test_view__without_roles_sees_nothing(void **state)
{
    (void)state;
    assert_sees("", "", 0);
}

static void test_view__of_a_role_is_not_of_its_prefix(void **state)
{
    (void)state;
    assert_sees("ab", "two ", 1);
}

static void test_view__of_a_role_is_not_of_a_longer_one(void **state)
{
    (void)state;
    assert_sees("a", "one ", 1);
}

static void test_view__of_an_unknown_role_sees_nothing(void **state)
{
    (void)state;
    assert_sees("abc,A,b", "", 0);
}

static void test_view__of_a_repeated_role_counts_once(void **state)
{
    (void)state;
    assert_sees("a,a,a", "one ", 1);
}

static void test_view__takes_roles_by_their_lengths(void **state)
{
    (void)state;
    const char *roles[] = {"abXYZ"};
    const int64_t lens[] = {2};
    char *folder = make_three();
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_view *view;
    corpus_ok(suo_view_open(snapshot, roles, lens, 1, &view, NULL), NULL);
    assert_string_equal(corpus_keys(view, "card"), "two ");
    suo_view_close(view);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

/* Opening a view of these two roles fails so. */
static void assert_refuses(const char *const *roles)
{
    char *folder = make_three();
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_view *view;
    assert_status(suo_view_open(snapshot, roles, NULL, 2, &view, NULL),
                  SUO_INVALID);
    assert_null(view);
    suo_snapshot_close(snapshot);
    corpus_folder_remove(folder);
}

static void test_view__refuses_an_empty_role(void **state)
{
    const char *const empty[] = {"a", ""};
    const char *const missing[] = {NULL, "a"};
    (void)state;
    assert_refuses(empty);
    assert_refuses(missing);
}

static void test_view__refuses_missing_roles(void **state)
{
    (void)state;
    assert_refuses(NULL);
}

/* ---- many roles ---- */

/* One document for the roles r0 to r63, one for r63 alone. */
static char *make_many_roles(void)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    suo_document *document;
    corpus_ok(suo_document_new(schema, &document, NULL), NULL);
    corpus_ok(suo_document_set_key(document, "many", -1, NULL), NULL);
    corpus_ok(suo_document_add_text(document, CORPUS_BODY, "card", -1, NULL),
              NULL);
    for (int i = 0; i < SUO_ROLES_MAX; i++) {
        char role[8];
        snprintf(role, sizeof(role), "r%d", i);
        corpus_ok(suo_document_add_role(document, role, -1, NULL), NULL);
    }
    corpus_ok(suo_writer_put(writer, document, NULL, NULL), NULL);
    suo_document_free(document);
    corpus_put_text(writer, "last", "r63", NULL, "card");
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    return folder;
}

static void test_view__admits_each_of_64_roles(void **state)
{
    (void)state;
    char *folder = make_many_roles();
    for (int i = 0; i < SUO_ROLES_MAX; i++) {
        char role[8];
        snprintf(role, sizeof(role), "r%d", i);
        suo_view *view = corpus_view(folder, role);
        assert_string_equal(corpus_keys(view, "card"),
                            i == 63 ? "many last " : "many ");
        suo_view_close(view);
    }
    corpus_folder_remove(folder);
}

/* Open a view of 'count' roles, the last of them r63. */
static suo_status open_many(const char *folder, uint32_t count, suo_view **view)
{
    const char *roles[SUO_ROLES_MAX + 1];
    for (uint32_t i = 0; i < count; i++)
        roles[i] = i + 1 < count ? "other" : "r63";
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_status status = suo_view_open(snapshot, roles, NULL, count, view, NULL);
    suo_snapshot_close(snapshot);
    return status;
}

static void test_view__may_have_64_roles(void **state)
{
    (void)state;
    char *folder = make_many_roles();
    suo_view *view;
    assert_status(open_many(folder, SUO_ROLES_MAX, &view), SUO_OK);
    assert_string_equal(corpus_keys(view, "card"), "many last ");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_view__may_not_have_65_roles(void **state)
{
    (void)state;
    char *folder = make_many_roles();
    suo_view *view;
    assert_status(open_many(folder, SUO_ROLES_MAX + 1, &view), SUO_LIMIT);
    assert_null(view);
    corpus_folder_remove(folder);
}

/* ---- lives ---- */

static void test_view__outlives_its_snapshot_handle(void **state)
{
    (void)state;
    char *folder = make_three();
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_view *view;
    corpus_ok(suo_view_open_all(snapshot, &view, NULL), NULL);
    suo_snapshot_close(snapshot);
    assert_string_equal(corpus_keys(view, "card"), "one two bare ");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_hits__outlive_their_view(void **state)
{
    (void)state;
    char *folder = make_three();
    const char *text;
    uint64_t len;
    suo_snippet snippet = {.size = sizeof(snippet)};
    suo_view *view = corpus_view(folder, "a");
    suo_hits *hits = corpus_search(view, "card", 10);
    suo_view_close(view);
    assert_memory_equal(suo_hits_items(hits)[0].key, "one", 3);
    assert_status(suo_hits_text(hits, 0, CORPUS_BODY, 0, &text, &len, NULL),
                  SUO_OK);
    assert_memory_equal(text, "退货 card", len);
    assert_status(suo_hits_snippet(hits, 0, CORPUS_BODY, NULL, &snippet, NULL),
                  SUO_OK);
    assert_int_equal(snippet.mark_count, 1);
    suo_hits_free(hits);
    corpus_folder_remove(folder);
}

static void test_view__stays_at_its_commit(void **state)
{
    (void)state;
    char *folder = make_three();
    suo_view *view = corpus_view(folder, NULL);
    suo_writer *writer = corpus_writer(folder, NULL, 0);
    corpus_delete(writer, "one");
    corpus_delete(writer, "two");
    corpus_delete(writer, "bare");
    corpus_put_text(writer, "new", "a", NULL, "card");
    corpus_commit(writer); /* the segment of the three is removed */
    suo_writer_close(writer);
    assert_string_equal(corpus_keys(view, "card"), "one two bare ");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_view__of_all_sees_documents_without_audience),
        cmocka_unit_test(
            test_view__of_every_role_misses_those_without_audience),
        cmocka_unit_test(test_view__without_roles_sees_nothing),
        cmocka_unit_test(test_view__of_a_role_is_not_of_its_prefix),
        cmocka_unit_test(test_view__of_a_role_is_not_of_a_longer_one),
        cmocka_unit_test(test_view__of_an_unknown_role_sees_nothing),
        cmocka_unit_test(test_view__of_a_repeated_role_counts_once),
        cmocka_unit_test(test_view__takes_roles_by_their_lengths),
        cmocka_unit_test(test_view__refuses_an_empty_role),
        cmocka_unit_test(test_view__refuses_missing_roles),
        cmocka_unit_test(test_view__admits_each_of_64_roles),
        cmocka_unit_test(test_view__may_have_64_roles),
        cmocka_unit_test(test_view__may_not_have_65_roles),
        cmocka_unit_test(test_view__outlives_its_snapshot_handle),
        cmocka_unit_test(test_hits__outlive_their_view),
        cmocka_unit_test(test_view__stays_at_its_commit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
