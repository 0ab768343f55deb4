/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_access.c - nothing of what a role cannot see reaches it, by any call.
 *
 * Pairs of indexes are made from one history of visible documents, each with
 * hidden ones of its own in between: other numbers of them, other lengths, the
 * same words, other times, commits and segments. And one of the two never had
 * the documents that went away in the end, be it that they were deleted or
 * that the role lost them. Whatever a view of the visible ones tells must be
 * the same bytes: support/access.c has the list of calls. The indexes lie in
 * memory.
 */
#include "support/access.h"
#include "support/effort.h"

enum {
    PAIRS = 20000,
    LARGE_PAIRS = 100, /* with lists of several blocks */
    PRIME = 7919,
    OPS_MAX = 14,
    LARGE_OPS_MAX = 400,
    KEYS_OF_OPS = 60 /* documents of 100 operations */
};

/* One step of the visible documents' history. */
typedef struct step {
    bool is_delete;
    bool is_in_vain;          /* its document is gone in the end */
    access_document document; /* its key alone for a delete */
} step;

static uint32_t make_history(step *steps, uint32_t ops_max, test_random *random)
{
    uint32_t count = (uint32_t)test_random_below(random, ops_max);
    uint32_t keys = ops_max * KEYS_OF_OPS / 100;
    for (uint32_t i = 0; i < count; i++) {
        char key[16];
        snprintf(key, sizeof(key), "v%u",
                 (unsigned)test_random_below(random, keys));
        corpus_document *document = &steps[i].document.base;
        access_random(&steps[i].document, random, key, 10);
        access_hide_roles(document, random);
        document->roles[document->role_count++] =
            ACCESS_SEEN[test_random_below(random, 2)];
        steps[i].is_delete = test_random_below(random, 5) == 0;
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i; j < count; j++)
            if (strcmp(steps[i].document.base.key,
                       steps[j].document.base.key) == 0)
                steps[i].is_in_vain = steps[j].is_delete;
    return count;
}

static void put_hidden(suo_writer *writer, test_random *random, uint32_t words)
{
    access_document document;
    char key[16];
    snprintf(key, sizeof(key), "h%u", (unsigned)test_random_below(random, 30));
    access_random(&document, random, key, words);
    access_hide_roles(&document.base, random);
    access_put(writer, &document);
    corpus_document_clear(&document.base);
}

/* A visible document goes away: deleted, or from now on hidden. */
static void hide(suo_writer *writer, test_random *random,
                 const access_document *document)
{
    if (test_random_below(random, 2) == 0) {
        suo_status status =
            suo_writer_delete(writer, document->base.key, -1, NULL);
        assert_true(status == SUO_OK || status == SUO_NOT_FOUND);
        return;
    }
    access_document hidden = *document;
    hidden.base.role_count = 0;
    access_hide_roles(&hidden.base, random);
    access_put(writer, &hidden);
}

/* Write the history with hidden documents of this index's own. */
static access_index write_index(const suo_schema *schema, const step *steps,
                                uint32_t count, bool has_vain, bool is_large,
                                test_random *random)
{
    static const uint64_t MEMORY[] = {0, 1, 1170000};
    static const uint32_t WORDS[] = {1, 10, 50};
    access_index index;
    uint64_t memory = MEMORY[is_large ? 0 : test_random_below(random, 3)];
    suo_writer *writer = access_writer(&index, schema, memory, random);
    uint64_t hidden_max = 1 + test_random_below(random, 3);
    uint32_t words = WORDS[test_random_below(random, 3)];
    uint64_t commit_each = 1 + test_random_below(random, is_large ? 1000 : 12);
    uint64_t words_at = test_random_below(random, count + 1);
    for (uint32_t i = 0; i <= count; i++) {
        for (uint64_t n = test_random_below(random, hidden_max); n > 0; n--)
            put_hidden(writer, random, words);
        if (i == words_at)
            access_add_words(writer);
        if (test_random_below(random, 20) == 0)
            corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
        if (test_random_below(random, commit_each) == 0) {
            corpus_commit(writer);
            if (test_random_below(random, 2) == 0)
                access_follow(&index);
        }
        if (i == count || (steps[i].is_in_vain && !has_vain))
            continue;
        if (steps[i].is_delete)
            hide(writer, random, &steps[i].document);
        else
            access_put(writer, &steps[i].document);
    }
    corpus_ok(suo_writer_commit(writer, "cursor", -1, NULL), NULL);
    suo_writer_close(writer);
    access_follow(&index);
    return index;
}

static void compare_pair(const suo_schema *schema, uint64_t seed,
                         uint32_t ops_max, corpus_dump dumps[2])
{
    static step steps[LARGE_OPS_MAX];
    test_random random = {seed};
    uint32_t count = make_history(steps, ops_max, &random);
    uint32_t roles = (uint32_t)test_random_below(&random, 4);
    for (int i = 0; i < 2; i++) {
        access_index index = write_index(schema, steps, count, i == 0,
                                         ops_max > OPS_MAX, &random);
        access_ask(&index, roles, seed, NULL, &dumps[i]);
        access_close(&index);
    }
    access_assert_alike(dumps, seed, roles);
    for (uint32_t i = 0; i < count; i++)
        corpus_document_clear(&steps[i].document.base);
}

static void test_view__tells_nothing_of_hidden_documents(void **state)
{
    suo_schema *schemas[] = {access_schema(false), access_schema(true)};
    corpus_dump dumps[2] = {0};
    uint64_t bytes = 0;
    (void)state;
    effort_print();
    for (uint64_t i = 1; i <= effort_of(PAIRS); i++) {
        compare_pair(schemas[i % 2], PRIME * i, OPS_MAX, dumps);
        bytes += dumps[0].len;
    }
    for (uint64_t i = 1; i <= effort_of(LARGE_PAIRS); i++)
        compare_pair(schemas[i % 2], PRIME * i, LARGE_OPS_MAX, dumps);
    printf("%u pairs and %u large ones, seeds from %d on, %llu bytes of "
           "answers alike\n",
           effort_of(PAIRS), effort_of(LARGE_PAIRS), PRIME,
           (unsigned long long)bytes);
    assert_true(bytes / effort_of(PAIRS) > 1500); /* they had answers */
    free(dumps[0].bytes);
    free(dumps[1].bytes);
    suo_schema_free(schemas[0]);
    suo_schema_free(schemas[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_view__tells_nothing_of_hidden_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
