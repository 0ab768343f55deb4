/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_access_loss.c - what a role loses, it is told nothing of any more.
 *
 * A document with a word of its own in every value is committed, a reader
 * holds that commit; then the role loses it, by a change of its audience or
 * because it is deleted, and the reader refreshes. The word is in no answer
 * then, and all answers are the bytes of an index that never showed it.
 */
#include "support/access.h"
#include "support/effort.h"

enum { LOSSES = 2000, PRIME = 7919, PUTS = 14, KEYS = 8 };

static const char CANARY[] = "zqxcanary";

/* A document that 'public' sees, or does not, with the canary wherever a
 * document has text. */
static access_document canary_make(test_random *random, bool is_seen)
{
    static const uint32_t FIELDS[] = {CORPUS_TITLE, CORPUS_BODY, CORPUS_TAG,
                                      CORPUS_NOTE, CORPUS_EXTRA};
    access_document document = {.base.key = "zqxcanary-key", .base.votes = 77};
    for (int i = 0; i < 5; i++)
        corpus_document_add(&document.base, FIELDS[i], CANARY, strlen(CANARY));
    access_hide_roles(&document.base, random);
    if (is_seen)
        document.base.roles[document.base.role_count++] = ACCESS_SEEN[0];
    return document;
}

static void canary_put(suo_writer *writer, test_random *random, bool is_seen)
{
    access_document document = canary_make(random, is_seen);
    access_put(writer, &document);
    corpus_document_clear(&document.base);
}

static bool has_canary(const corpus_dump *dump)
{
    size_t len = strlen(CANARY);
    for (size_t i = 0; i + len <= dump->len; i++)
        if (memcmp(dump->bytes + i, CANARY, len) == 0)
            return true;
    return false;
}

/* Hide it from 'public' in one of four ways. */
static void canary_lose(suo_writer *writer, test_random *random)
{
    const suo_filter by_votes = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 77, .max = 77};
    access_document bare;
    switch (test_random_below(random, 4)) {
    case 0:
        corpus_delete(writer, "zqxcanary-key");
        break;
    case 1:
        corpus_ok(suo_writer_delete_where(writer, &by_votes, 1, NULL, NULL),
                  NULL);
        break;
    case 2: /* seen by nobody at all */
        bare = canary_make(random, false);
        bare.base.role_count = 0;
        access_put(writer, &bare);
        corpus_document_clear(&bare.base);
        break;
    default: /* seen by other roles, as before or fewer */
        canary_put(writer, random, false);
    }
}

/* A commit with what 'public' will lose, if 'has_seen'; then one without, to
 * which the reader goes by refreshing. */
static void lose(suo_writer *writer, access_index *index, bool has_seen,
                 uint64_t seed, corpus_dump *dump)
{
    test_random random = {seed * 2 + has_seen};
    canary_put(writer, &random, has_seen);
    corpus_put_text(writer, "beside", "other", "mono", NULL);
    corpus_commit(writer);
    corpus_delete(writer, "beside"); /* its segment has a dead one already */
    corpus_commit(writer);
    access_follow(index);
    access_ask(index, 0, seed, CANARY, dump);
    assert_true(has_canary(dump) == has_seen);
    canary_lose(writer, &random);
    if (test_random_below(&random, 3) == 0)
        corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
    corpus_commit(writer);
    access_ask(index, 0, seed, CANARY, dump);
    assert_true(has_canary(dump) == has_seen); /* it still holds the other */
    access_follow(index);
    access_ask(index, 0, seed, CANARY, dump);
    assert_false(has_canary(dump));
}

static void check_loss(const suo_schema *schema, uint64_t seed,
                       corpus_dump dumps[2])
{
    for (int i = 0; i < 2; i++) {
        test_random random = {seed};
        access_index index;
        uint64_t memory = test_random_below(&random, 2);
        suo_writer *writer = access_writer(&index, schema, memory, &random);
        access_add_words(writer);
        for (int n = 0; n < PUTS; n++) {
            access_document document;
            char key[16];
            snprintf(key, sizeof(key), "v%u",
                     (unsigned)test_random_below(&random, KEYS));
            access_random(&document, &random, key, 10);
            document.base.roles[document.base.role_count++] =
                ACCESS_SEEN[n % 2];
            access_put(writer, &document);
            corpus_document_clear(&document.base);
            if (test_random_below(&random, 6) == 0)
                corpus_commit(writer);
        }
        lose(writer, &index, i == 0, seed, &dumps[i]);
        suo_writer_close(writer);
        access_close(&index);
    }
    access_assert_alike(dumps, seed, 0);
}

static void test_refresh__shows_nothing_of_what_a_role_lost(void **state)
{
    suo_schema *schema = access_schema(true);
    corpus_dump dumps[2] = {0};
    (void)state;
    effort_print();
    for (uint64_t i = 1; i <= effort_of(LOSSES); i++)
        check_loss(schema, PRIME * i, dumps);
    printf("%u documents lost, seeds from %d on\n", effort_of(LOSSES), PRIME);
    free(dumps[0].bytes);
    free(dumps[1].bytes);
    suo_schema_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refresh__shows_nothing_of_what_a_role_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
