/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_queries.c - the corpora and queries of suo-bench.
 */
#include <unistd.h>

#include "derive.h"
#include "pseudo.h"
#include "source.h"

#include "support/unit.h"

const char *const cli_program = "test_queries";

static const cli_usage USAGE = {"test_queries", "", "", ""};

enum { DOCS = 300, CLASS_QUERIES = 8 };

/* Made text, and the queries drawn from it. */
typedef struct drawn {
    bench_source_options options;
    bench_source source;
    bench_vocabulary vocabulary;
    bench_cutter cutter;
    bench_query_set set;
} drawn;

static drawn *draw(uint64_t seed)
{
    drawn *all = calloc(1, sizeof *all);
    assert_non_null(all);
    all->options = (bench_source_options){.doc_max = DOCS, .seed = seed};
    assert_int_equal(bench_source_open(&all->source, &all->options, &USAGE), 0);
    assert_int_equal(bench_source_feed(&all->source, bench_take_nothing, NULL),
                     0);
    bench_cutter_init(&all->cutter, all->source.schema);
    for (uint64_t doc = 0; doc < DOCS; doc++)
        assert_status(bench_cut_count(&all->cutter, &all->source.corpus, doc,
                                      &all->vocabulary),
                      SUO_OK);
    const bench_derivation from = {.corpus = &all->source.corpus,
                                   .vocabulary = &all->vocabulary,
                                   .cutter = &all->cutter,
                                   .title_field = all->source.title_field,
                                   .seed = seed,
                                   .class_queries = CLASS_QUERIES};
    assert_status(bench_derive(&from, &all->set), SUO_OK);
    return all;
}

static void drawn_free(drawn *all)
{
    bench_queries_free(&all->set);
    bench_vocabulary_free(&all->vocabulary);
    bench_cutter_free(&all->cutter);
    bench_source_close(&all->source);
    free(all);
}

static bool sets_are_equal(const bench_query_set *a, const bench_query_set *b)
{
    if (a->count != b->count || a->bytes.len != b->bytes.len)
        return false;
    for (uint32_t at = 0; at < a->count; at++) {
        const bench_query *x = &a->items[at], *y = &b->items[at];
        if (x->kind != y->kind || x->len != y->len ||
            x->filter_below != y->filter_below ||
            strcmp(a->classes[x->class_number].name,
                   b->classes[y->class_number].name) != 0)
            return false;
    }
    return memcmp(a->bytes.data, b->bytes.data, a->bytes.len) == 0;
}

/* ---- pseudo-words ---- */

static void test_pseudo__no_two_numbers_share_a_word(void **state)
{
    bench_vocabulary seen = {0};
    char word[BENCH_PSEUDO_MAX];
    (void)state;
    for (uint32_t number = 0; number < 200000; number++) {
        size_t len = bench_pseudo_word(number, word);
        assert_int_equal(len, strlen(word));
        assert_int_equal(bench_vocabulary_count(&seen, word, len, 0), number);
    }
    bench_vocabulary_free(&seen);
}

static void test_pseudo__short_words_come_first(void **state)
{
    char word[BENCH_PSEUDO_MAX];
    (void)state;
    assert_int_equal(bench_pseudo_word(0, word), 3);
    assert_string_equal(word, "bbb");
    assert_int_equal(bench_pseudo_word(19 * 19 * 19 - 1, word), 3);
    assert_string_equal(word, "zzz");
    assert_int_equal(bench_pseudo_word(19 * 19 * 19, word), 4);
    assert_string_equal(word, "bbbb");
    assert_int_equal(bench_pseudo_word(UINT64_MAX, word), 15);
}

/* The promise of `suo-bench export`: what is indexed is what is written. */
static void test_pseudo__the_tokenizer_keeps_them(void **state)
{
    suo_tokenizer *tokenizer;
    char word[BENCH_PSEUDO_MAX];
    (void)state;
    assert_status(suo_tokenizer_new(NULL, &tokenizer, NULL), SUO_OK);
    for (uint64_t number = 0; number < 200000; number += 7) {
        const suo_token *tokens;
        uint64_t count;
        size_t len = bench_pseudo_word(number, word);
        assert_status(suo_tokenizer_start(tokenizer, word, (int64_t)len, NULL),
                      SUO_OK);
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        assert_int_equal(count, 1);
        assert_int_equal(tokens[0].kind, SUO_TOKEN_WORD);
        assert_int_equal(tokens[0].flags, 0);
        assert_int_equal(tokens[0].term_len, len);
        assert_memory_equal(tokens[0].term, word, len);
    }
    suo_tokenizer_free(tokenizer);
}

/* ---- vocabulary ---- */

static void test_vocabulary__counts_each_document_once(void **state)
{
    bench_vocabulary words = {0};
    (void)state;
    assert_int_equal(bench_vocabulary_find(&words, "a", 1), BENCH_NO_TERM);
    assert_int_equal(bench_vocabulary_count(&words, "a", 1, 0), 0);
    assert_int_equal(bench_vocabulary_count(&words, "a", 1, 0), 0);
    assert_int_equal(bench_vocabulary_count(&words, "b", 1, 0), 1);
    assert_int_equal(bench_vocabulary_count(&words, "a", 1, 1), 0);
    assert_int_equal(words.terms[0].doc_freq, 2);
    assert_int_equal(words.terms[1].doc_freq, 1);
    assert_int_equal(bench_vocabulary_find(&words, "b", 1), 1);
    assert_int_equal(bench_vocabulary_find(&words, "c", 1), BENCH_NO_TERM);
    bench_vocabulary_free(&words);
}

/* ---- queries ---- */

static void test_derive__same_seed_same_queries(void **state)
{
    drawn *one = draw(3), *two = draw(3), *other = draw(4);
    (void)state;
    assert_true(one->set.count > 40 * CLASS_QUERIES / 2);
    assert_true(sets_are_equal(&one->set, &two->set));
    assert_false(sets_are_equal(&one->set, &other->set));
    drawn_free(one);
    drawn_free(two);
    drawn_free(other);
}

/* Documents by number, not by the order in which they are made. */
static void test_made__a_number_is_a_document(void **state)
{
    bench_made *made = bench_made_new(7);
    cli_buffer first[2] = {{0}}, again[2] = {{0}};
    (void)state;
    bench_made_document(made, 41, BENCH_MADE_ANY, &first[0], &first[1]);
    for (uint64_t number = 0; number < 42; number++) {
        again[0].len = again[1].len = 0;
        bench_made_document(made, number, BENCH_MADE_ANY, &again[0], &again[1]);
    }
    for (int at = 0; at < 2; at++) {
        assert_int_equal(first[at].len, again[at].len);
        assert_memory_equal(first[at].data, again[at].data, first[at].len);
        cli_buffer_free(&first[at]);
        cli_buffer_free(&again[at]);
    }
    bench_made_free(made);
}

/* A share of the documents passes each filter, whatever the seed. */
static void test_filter__lets_its_share_pass(void **state)
{
    enum { NUMBERS = 100000 };
    static const int64_t BELOW[] = {1, 5, 20, 80};
    (void)state;
    for (uint64_t seed = 0; seed < 3; seed++) {
        for (size_t at = 0; at < 4; at++) {
            int64_t passed = 0;
            for (uint64_t number = 0; number < NUMBERS; number++)
                passed += bench_filter_value(number, seed) < BELOW[at];
            assert_true(llabs(passed - BELOW[at] * NUMBERS / 100) < 500);
        }
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void test_queries__file_reads_as_it_was_written(void **state)
{
    static const char PATH[] = "test_queries.tsv";
    drawn *all = draw(3);
    bench_query_set set = {0};
    (void)state;
    FILE *out = fopen(PATH, "wb");
    assert_non_null(out);
    bench_queries_write(&all->set, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(bench_queries_read(&set, PATH), 0);
    assert_true(sets_are_equal(&all->set, &set));
    bench_queries_free(&set);
    drawn_free(all);
    unlink(PATH);
}

static void test_queries__other_forms_are_read(void **state)
{
    static const char PATH[] = "test_queries_forms.tsv";
    bench_query_set set = {0};
    (void)state;
    write_file(PATH, "q1\thow to return\n\n怎么退货\n"
                     "{\"query\": \"+a +b\", \"tags\": [\"intersection\"]}\n"
                     "{\"query\": \"\\\"a b\\\"\", \"tags\": [\"phrase\"]}\n"
                     "{\"query\": \"a -b\", \"tags\": [\"negated\"]}\n"
                     "{\"query\": \"+c +d\", \"tags\": "
                     "[\"intersection\"]}\n");
    assert_int_equal(bench_queries_read(&set, PATH), 0);
    assert_int_equal(set.count, 5);
    assert_int_equal(set.items[0].term_count, 3);
    assert_int_equal(set.items[0].kind, BENCH_OR);
    assert_int_equal(set.items[1].len, strlen("怎么退货"));
    assert_int_equal(set.items[2].kind, BENCH_AND);
    assert_memory_equal(bench_query_terms(&set, &set.items[2]), "a b", 3);
    assert_int_equal(set.items[3].kind, BENCH_PHRASE);
    assert_int_equal(set.class_count, 3);
    assert_int_equal(set.items[4].class_number, set.items[2].class_number);
    bench_queries_free(&set);
    unlink(PATH);
}

static void test_queries__bad_line_is_refused(void **state)
{
    static const char PATH[] = "test_queries_bad.tsv";
    static const char *const BAD[] = {"a\tOR\t101\tx\n", "a\tNOT\t100\tx\n",
                                      "a\tOR\t100\t\n", "{\"query\": 1}\n",
                                      "{\n"};
    (void)state;
    for (size_t at = 0; at < sizeof BAD / sizeof BAD[0]; at++) {
        bench_query_set set = {0};
        write_file(PATH, BAD[at]);
        assert_int_not_equal(bench_queries_read(&set, PATH), 0);
        bench_queries_free(&set);
    }
    unlink(PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pseudo__no_two_numbers_share_a_word),
        cmocka_unit_test(test_pseudo__short_words_come_first),
        cmocka_unit_test(test_pseudo__the_tokenizer_keeps_them),
        cmocka_unit_test(test_vocabulary__counts_each_document_once),
        cmocka_unit_test(test_derive__same_seed_same_queries),
        cmocka_unit_test(test_made__a_number_is_a_document),
        cmocka_unit_test(test_filter__lets_its_share_pass),
        cmocka_unit_test(test_queries__file_reads_as_it_was_written),
        cmocka_unit_test(test_queries__other_forms_are_read),
        cmocka_unit_test(test_queries__bad_line_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
