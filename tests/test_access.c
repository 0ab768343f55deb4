/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_access.c - nothing of what a role cannot see reaches it, by any call.
 *
 * Pairs of indexes are made from one history of visible documents, each with
 * hidden ones of its own in between: other numbers of them, other lengths, the
 * same words, other commits and segments. And one of the two never had the
 * documents that went away in the end, be it that they were deleted or that
 * the role lost them. Whatever a view of the visible ones tells must be the
 * same bytes. The indexes lie in memory.
 */
#include "support/corpus.h"
#include "support/effort.h"
#include "support/memory_os.h"

#include "index/snapshot.h"
#include "write/writer.h"

#define FOLDER "f"

enum {
    PAIRS = 20000,
    LARGE_PAIRS = 100, /* with lists of several blocks */
    PRIME = 7919,
    OPS_MAX = 14,
    LARGE_OPS_MAX = 400,
    QUESTIONS = 3,
    KEYS_OF_OPS = 60 /* documents of 100 operations */
};

/* One step of the visible documents' history. */
typedef struct step {
    bool is_delete;
    bool is_in_vain;          /* its document is gone in the end */
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

static uint32_t make_history(step *steps, uint32_t ops_max, test_random *random)
{
    uint32_t count = (uint32_t)test_random_below(random, ops_max);
    uint32_t keys = ops_max * KEYS_OF_OPS / 100;
    for (uint32_t i = 0; i < count; i++) {
        char key[16];
        snprintf(key, sizeof(key), "v%u",
                 (unsigned)test_random_below(random, keys));
        corpus_document *document = &steps[i].document;
        corpus_document_random(document, random, key, 10);
        add_hidden_roles(document, random);
        document->roles[document->role_count++] =
            SEEN[test_random_below(random, 2)];
        steps[i].is_delete = test_random_below(random, 5) == 0;
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i; j < count; j++)
            if (strcmp(steps[i].document.key, steps[j].document.key) == 0)
                steps[i].is_in_vain = steps[j].is_delete;
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
static memory_os *write_index(const suo_schema *schema, const step *steps,
                              uint32_t count, bool has_vain, bool is_large,
                              test_random *random)
{
    static const uint64_t MEMORY[] = {0, 1, 1170000};
    static const uint32_t WORDS[] = {1, 10, 50};
    suo_writer *writer;
    memory_os *files = memory_os_new();
    corpus_ok(
        suo_writer_make(memory_os_table(files), FOLDER, schema,
                        MEMORY[is_large ? 0 : test_random_below(random, 3)],
                        &writer, NULL),
        NULL);
    suo_writer_set_merging(writer, (uint32_t)test_random_below(random, 3));
    uint64_t hidden_max = 1 + test_random_below(random, 3);
    uint32_t words = WORDS[test_random_below(random, 3)];
    uint64_t commit_each = is_large ? 1000 : 12;
    commit_each = 1 + test_random_below(random, commit_each);
    for (uint32_t i = 0; i <= count; i++) {
        for (uint64_t n = test_random_below(random, hidden_max); n > 0; n--)
            put_hidden(writer, random, words);
        if (test_random_below(random, 20) == 0)
            corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
        if (test_random_below(random, commit_each) == 0)
            corpus_commit(writer);
        if (i == count || (steps[i].is_in_vain && !has_vain))
            continue;
        if (steps[i].is_delete)
            hide(writer, random, &steps[i].document);
        else
            corpus_put(writer, &steps[i].document);
    }
    corpus_commit(writer);
    suo_writer_close(writer);
    return files;
}

/* The keys of all documents of a view that pass the filters. */
static void dump_keys(corpus_dump *dump, const suo_view *view,
                      const suo_filter *filters, uint64_t filter_count)
{
    suo_key_list *list;
    corpus_ok(suo_view_list_keys(view, filters, filter_count, &list, NULL),
              NULL);
    for (uint64_t i = 0; i < suo_key_list_count(list); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(list, i, &len);
        corpus_dump_bytes(dump, key, len);
        corpus_dump_bytes(dump, "\n", 1);
    }
    suo_key_list_free(list);
}

static suo_view *open_view(memory_os *files, uint32_t roles)
{
    static const char *const ROLES[] = {"public", "agents", "nobody"};
    static const struct {
        uint32_t first;
        uint32_t count;
    } SETS[] = {{0, 1}, {1, 1}, {0, 2}, {0, 3}};
    suo_snapshot *snapshot;
    suo_view *view;
    corpus_ok(
        suo_snapshot_load(memory_os_table(files), FOLDER, &snapshot, NULL),
        NULL);
    corpus_ok(suo_view_open(snapshot, ROLES + SETS[roles].first, NULL,
                            SETS[roles].count, &view, NULL),
              NULL);
    suo_snapshot_close(snapshot);
    return view;
}

/* Options that the seed makes; 'filters' has room for one. */
static suo_search_options make_options(test_random *random, suo_filter *filters)
{
    suo_search_options options = {.size = sizeof(options), .filters = filters};
    options.k = 1 + (uint32_t)test_random_below(random, 20);
    options.match = (int32_t)test_random_below(random, 2);
    options.total = (int32_t)test_random_below(random, 3);
    if (test_random_below(random, 3) == 0)
        options.fields = 1u << CORPUS_TITLE | 1u << CORPUS_EXTRA;
    options.filter_count = test_random_below(random, 2);
    filters->field = CORPUS_VOTES;
    filters->kind = SUO_FILTER_RANGE;
    filters->min = (int64_t)test_random_below(random, 3);
    filters->max = filters->min + (int64_t)test_random_below(random, 2);
    return options;
}

/* Ask an index the questions that the seed makes, plainly and otherwise. */
static void ask(memory_os *files, uint32_t roles, uint64_t seed,
                corpus_dump *dump)
{
    test_random random = {seed};
    suo_view *view = open_view(files, roles);
    dump->len = 0;
    for (int i = 0; i < QUESTIONS; i++) {
        size_t len;
        char *question = corpus_random_text(
            &random, 1 + (uint32_t)test_random_below(&random, 5), &len);
        suo_filter filter = {0};
        const suo_search_options options = make_options(&random, &filter);
        corpus_dump_add(dump, view, question, len, 100);
        corpus_dump_search(dump, view, question, len, &options);
        dump_keys(dump, view, &filter, options.filter_count);
        free(question);
    }
    suo_view_close(view);
}

static void compare_pair(const suo_schema *schema, uint64_t seed,
                         uint32_t ops_max, corpus_dump dumps[2])
{
    static step steps[LARGE_OPS_MAX];
    test_random random = {seed};
    uint32_t count = make_history(steps, ops_max, &random);
    uint32_t roles = (uint32_t)test_random_below(&random, 4);
    for (int i = 0; i < 2; i++) {
        memory_os *files = write_index(schema, steps, count, i == 0,
                                       ops_max > OPS_MAX, &random);
        ask(files, roles, seed, &dumps[i]);
        assert_int_equal(memory_os_open_count(files), 0);
        memory_os_free(files);
    }
    if (!corpus_dump_equals(&dumps[0], &dumps[1]))
        print_error("seed %llu, roles %u\n", (unsigned long long)seed, roles);
    assert_true(corpus_dump_equals(&dumps[0], &dumps[1]));
    for (uint32_t i = 0; i < count; i++)
        corpus_document_clear(&steps[i].document);
}

static void test_view__tells_nothing_of_hidden_documents(void **state)
{
    suo_schema *schema = corpus_schema();
    corpus_dump dumps[2] = {0};
    uint64_t bytes = 0;
    (void)state;
    effort_print();
    for (uint64_t i = 1; i <= effort_of(PAIRS); i++) {
        compare_pair(schema, PRIME * i, OPS_MAX, dumps);
        bytes += dumps[0].len;
    }
    for (uint64_t i = 1; i <= effort_of(LARGE_PAIRS); i++)
        compare_pair(schema, PRIME * i, LARGE_OPS_MAX, dumps);
    printf("%u pairs and %u large ones, seeds from %d on, %llu bytes of "
           "answers alike\n",
           effort_of(PAIRS), effort_of(LARGE_PAIRS), PRIME,
           (unsigned long long)bytes);
    assert_true(bytes / effort_of(PAIRS) > 500); /* they had answers */
    free(dumps[0].bytes);
    free(dumps[1].bytes);
    suo_schema_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_view__tells_nothing_of_hidden_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
