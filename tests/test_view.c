/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view.c - a view shows what its roles may see, and nothing else.
 *
 * The main test makes pairs of indexes from one history of visible documents,
 * each with hidden ones of its own in between: other numbers of them, other
 * lengths, the same words, other commits and segments. Whatever a view of the
 * visible ones tells must be the same bytes.
 */
#include "support/corpus.h"

enum { PAIRS = 300, OPS_MAX = 24, QUESTIONS = 5, VISIBLE_KEYS = 12 };

/* One step of the visible documents' history. */
typedef struct step {
    bool is_delete;
    corpus_document document; /* its key alone for a delete */
} step;

static const char *const SEEN[] = {"public", "agents"};
static const char *const HIDDEN[] = {"publi",    "public2", "agent",
                                     "managers", "p",       "客服"};
enum { HIDDEN_COUNT = sizeof(HIDDEN) / sizeof(*HIDDEN) };

/* Add hidden roles, perhaps none. */
static void add_hidden_roles(corpus_document *document, test_random *random)
{
    for (uint64_t left = test_random_below(random, 3); left > 0; left--)
        document->roles[document->role_count++] =
            HIDDEN[test_random_below(random, HIDDEN_COUNT)];
}

static uint32_t make_history(step *steps, test_random *random)
{
    uint32_t count = (uint32_t)test_random_below(random, OPS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        char key[16];
        snprintf(key, sizeof(key), "v%u",
                 (unsigned)test_random_below(random, VISIBLE_KEYS));
        corpus_document *document = &steps[i].document;
        corpus_document_random(document, random, key, 10);
        add_hidden_roles(document, random);
        document->roles[document->role_count++] =
            SEEN[test_random_below(random, 2)];
        steps[i].is_delete = test_random_below(random, 5) == 0;
    }
    return count;
}

static void put_hidden(suo_writer *writer, test_random *random, uint32_t words)
{
    corpus_document document;
    char key[16];
    snprintf(key, sizeof(key), "h%u", (unsigned)test_random_below(random, 30));
    corpus_document_random(&document, random, key, words);
    add_hidden_roles(&document, random);
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

/* A visible document goes away: deleted, or from now on hidden. */
static void hide(suo_writer *writer, test_random *random,
                 const corpus_document *document)
{
    if (test_random_below(random, 2) == 0) {
        suo_status status = suo_writer_delete(writer, document->key, -1, NULL);
        assert_true(status == SUO_OK || status == SUO_NOT_FOUND);
        return;
    }
    corpus_document hidden = *document;
    hidden.role_count = 0;
    add_hidden_roles(&hidden, random);
    corpus_put(writer, &hidden);
}

/* Write the history with hidden documents of this index's own. */
static void write_index(const char *folder, const step *steps, uint32_t count,
                        test_random *random)
{
    static const uint64_t MEMORY[] = {0, 1, 1170000};
    static const uint32_t WORDS[] = {1, 10, 200};
    suo_schema *schema = corpus_schema();
    suo_writer *writer =
        corpus_writer(folder, schema, MEMORY[test_random_below(random, 3)]);
    uint32_t hidden_max = 1 + (uint32_t)test_random_below(random, 5);
    uint32_t words = WORDS[test_random_below(random, 3)];
    uint32_t commit_each = 1 + (uint32_t)test_random_below(random, 30);
    for (uint32_t i = 0; i <= count; i++) {
        for (uint64_t left = test_random_below(random, hidden_max); left > 0;
             left--)
            put_hidden(writer, random, words);
        if (test_random_below(random, commit_each) == 0)
            corpus_commit(writer);
        if (i < count && steps[i].is_delete)
            hide(writer, random, &steps[i].document);
        else if (i < count)
            corpus_put(writer, &steps[i].document);
    }
    corpus_commit(writer);
    suo_writer_close(writer);
    suo_schema_free(schema);
}

/* Ask an index the questions that the seed makes. */
static corpus_dump ask(const char *folder, const char *roles, uint64_t seed)
{
    test_random random = {seed};
    corpus_dump dump = {0};
    suo_view *view = corpus_view(folder, roles);
    for (int i = 0; i < QUESTIONS; i++) {
        size_t len;
        char *question = corpus_random_text(
            &random, (uint32_t)test_random_below(&random, 6), &len);
        corpus_dump_add(&dump, view, question, len, 100);
        free(question);
    }
    suo_view_close(view);
    return dump;
}

static void compare_pair(uint64_t seed)
{
    static const char *const ROLES[] = {"public", "agents", "public,agents",
                                        "agents,nobody,public"};
    test_random random = {seed};
    step steps[OPS_MAX] = {0};
    char *folders[2];
    corpus_dump dumps[2];
    uint32_t count = make_history(steps, &random);
    const char *roles = ROLES[test_random_below(&random, 4)];
    for (int i = 0; i < 2; i++) {
        folders[i] = corpus_folder_make();
        write_index(folders[i], steps, count, &random);
        dumps[i] = ask(folders[i], roles, seed);
    }
    if (!corpus_dump_equals(&dumps[0], &dumps[1]))
        print_error("seed %llu, roles %s\n", (unsigned long long)seed, roles);
    assert_true(corpus_dump_equals(&dumps[0], &dumps[1]));
    for (uint32_t i = 0; i < count; i++)
        corpus_document_clear(&steps[i].document);
    for (int i = 0; i < 2; i++) {
        corpus_folder_remove(folders[i]);
        free(dumps[i].bytes);
    }
}

static void test_view__tells_nothing_of_hidden_documents(void **state)
{
    (void)state;
    printf("%d pairs, seeds from 7919 * 1\n", PAIRS);
    for (uint64_t i = 1; i <= PAIRS; i++)
        compare_pair(7919 * i);
}

/* ---- small indexes ---- */

/* Three documents of one text: roles "a", "ab" and none. */
static char *make_three(void)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    corpus_put_text(writer, "one", "a", NULL, "退货 card");
    corpus_put_text(writer, "two", "ab", NULL, "退货 card");
    corpus_put_text(writer, "bare", "", NULL, "退货 card");
    corpus_commit(writer);
    suo_writer_close(writer);
    suo_schema_free(schema);
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
    corpus_commit(writer);
    suo_writer_close(writer);
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
        cmocka_unit_test(test_view__tells_nothing_of_hidden_documents),
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
