/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tokenizer_threads.c - tokenizers of several threads do not meet.
 *
 * Also for the thread sanitizer, which looks for what they might share.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/texts.h"

enum { THREADS = 4, RANDOM_TEXTS = 300 };

/* What a thread made of all the texts; a failed assertion inside a thread
 * ends the program, which fails as well. */
static void *hash_texts(void *hashes)
{
    uint64_t *all = hashes;
    uint64_t seed = 13;
    char text[TEXT_MAX];
    suo_tokenizer *tokenizer;
    const suo_analyzer analyzer = {0};
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
        size_t len = random_text(&seed, text);
        all[i] = tokens_hash(tokenizer, text, len);
    }
    suo_tokenizer_free(tokenizer);
    return NULL;
}

static void test_tokenizers__of_many_threads_agree(void **state)
{
    static uint64_t hashes[THREADS + 1][RANDOM_TEXTS];
    pthread_t threads[THREADS];
    (void)state;
    hash_texts(hashes[THREADS]);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, hash_texts, hashes[i]), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < THREADS; i++)
        assert_memory_equal(hashes[i], hashes[THREADS], sizeof(hashes[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokenizers__of_many_threads_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
