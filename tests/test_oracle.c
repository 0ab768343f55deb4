/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_oracle.c - a search gives what the oracle gives.
 *
 * A world is an index and an oracle that were told the same: puts, deletes,
 * commits, by a random hand. Then both are asked the same questions by the
 * same readers. Total and keys in order must be equal and scores within
 * 1e-9 of each other; where the oracle's own scores of two documents differ
 * by less than 1e-12, rounding may order them either way.
 */
#include "support/corpus.h"
#include "support/oracle.h"

#include <math.h>

enum { QUESTIONS_WANTED = 4000, DATA_DOCS = 1500, DATA_QUESTIONS = 150 };

static const char *const ROLES[] = {"a", "ab", "b", "public", "agents", "客服"};
enum { ROLE_COUNT = sizeof(ROLES) / sizeof(*ROLES) };

typedef struct world {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
    oracle *oracle;
    uint64_t memory_bytes;
} world;

static world world_open(test_random *random)
{
    static const double K1[] = {1.2, 1.2, 0, 0.4, 10};
    static const double B[] = {0.75, 0.75, 0, 1, 0.3};
    /* The least gives each document a segment of its own. */
    static const uint64_t MEMORY[] = {0, 0, 1, 1170000, 1300000};
    static const double GRAMS[] = {0.3, 0.3, 0, 1, 2.5};
    world w = {.folder = corpus_folder_make(), .schema = corpus_schema()};
    suo_error error = SUO_ERROR_EMPTY;
    oracle_rules rules = {K1[test_random_below(random, 5)],
                          B[test_random_below(random, 5)],
                          GRAMS[test_random_below(random, 5)]};
    corpus_ok(suo_schema_set_option(w.schema, "k1", -1, rules.k1, &error),
              &error);
    corpus_ok(suo_schema_set_option(w.schema, "b", -1, rules.b, &error),
              &error);
    corpus_ok(suo_schema_set_option(w.schema, "gram_weight", -1,
                                    rules.gram_weight, &error),
              &error);
    double han = test_random_below(random, 8) == 0;
    corpus_ok(suo_schema_set_option(w.schema, "han", -1, han, &error), &error);
    corpus_ok(suo_schema_set_weight(
                  w.schema, CORPUS_TITLE,
                  0.25 * (double)(1 + test_random_below(random, 12)), &error),
              &error);
    w.memory_bytes = MEMORY[test_random_below(random, 5)];
    w.writer = corpus_writer(w.folder, w.schema, w.memory_bytes);
    w.oracle = oracle_new(w.schema, rules);
    return w;
}

static void world_close(world *w)
{
    suo_writer_close(w->writer);
    suo_schema_free(w->schema);
    oracle_free(w->oracle);
    corpus_folder_remove(w->folder);
}

static void world_put(world *w, test_random *random, uint32_t keys)
{
    corpus_document document;
    char key[32];
    snprintf(key, sizeof(key), "k%u",
             (unsigned)test_random_below(random, keys));
    corpus_document_random(&document, random, key, 12);
    for (uint64_t left = test_random_below(random, 4); left > 0; left--)
        document.roles[document.role_count++] =
            ROLES[test_random_below(random, ROLE_COUNT)];
    bool replaced = corpus_put(w->writer, &document);
    assert_int_equal(replaced, oracle_put(w->oracle, &document));
    corpus_document_clear(&document);
}

static void world_delete(world *w, test_random *random, uint32_t keys)
{
    char key[32];
    snprintf(key, sizeof(key), "k%u",
             (unsigned)test_random_below(random, keys));
    suo_status status = suo_writer_delete(w->writer, key, -1, NULL);
    assert_int_equal(status,
                     oracle_delete(w->oracle, key) ? SUO_OK : SUO_NOT_FOUND);
}

/* Puts and deletes over several commits; sometimes the writer is reopened. */
static void world_fill(world *w, test_random *random, uint32_t docs_max)
{
    uint32_t keys = 2 + (uint32_t)test_random_below(random, docs_max * 3 / 2);
    for (uint64_t commits = 1 + test_random_below(random, 4); commits > 0;
         commits--) {
        for (uint64_t left = test_random_below(random, docs_max); left > 0;
             left--)
            if (test_random_below(random, 6) == 0)
                world_delete(w, random, keys);
            else
                world_put(w, random, keys);
        corpus_commit(w->writer);
        if (test_random_below(random, 4) == 0) {
            suo_writer_close(w->writer);
            w->writer = corpus_writer(w->folder, w->schema, w->memory_bytes);
        }
    }
}

/* ---- comparing ---- */

static bool scores_differ(double a, double b, double most)
{
    return fabs(a - b) > most * fmax(fabs(a), fabs(b));
}

static const oracle_hit *answer_find(const oracle_answer *answer,
                                     const suo_hit *hit)
{
    for (uint32_t i = 0; i < answer->count; i++)
        if (strlen(answer->hits[i].key) == hit->key_len &&
            memcmp(answer->hits[i].key, hit->key, hit->key_len) == 0)
            return &answer->hits[i];
    return NULL;
}

/* What is wrong with hit number 'i'; NULL if nothing is. */
static const char *hit_compare_with(const suo_hit *items, uint32_t i,
                                    const oracle_answer *answer)
{
    const oracle_hit *wanted = &answer->hits[i];
    const oracle_hit *own = answer_find(answer, &items[i]);
    if (own == NULL)
        return "a hit that does not match";
    if (scores_differ(items[i].score, own->score, 1e-9))
        return "another score";
    if (own != wanted && scores_differ(own->score, wanted->score, 1e-12))
        return "another document";
    if (i > 0 && items[i].score > items[i - 1].score)
        return "not by score";
    if (i > 0 && items[i].score == items[i - 1].score &&
        answer_find(answer, &items[i - 1])->sequence > own->sequence)
        return "a tie not by put";
    return NULL;
}

static void compare(const suo_view *view, oracle *o, oracle_reader reader,
                    uint64_t fields, uint32_t k, const char *question,
                    size_t len)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_search_options options = {sizeof(options), k, fields};
    suo_hits *hits;
    oracle_answer answer = oracle_ask(o, reader, fields, question, len);
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, &options, &hits, &error),
        &error);
    const suo_hit *items = suo_hits_items(hits);
    const char *fault = NULL;
    uint32_t i = 0;
    if (suo_view_doc_count(view) != answer.visible)
        fault = "another number of documents";
    else if (suo_hits_total(hits) != answer.count)
        fault = "another total";
    else if (suo_hits_count(hits) != (answer.count < k ? answer.count : k))
        fault = "another number of hits";
    for (; fault == NULL && i < suo_hits_count(hits); i++)
        fault = hit_compare_with(items, i, &answer);
    if (fault != NULL) {
        print_error("question '%.*s': hit %u: %s (total %llu, oracle %u)\n",
                    (int)len, question, i, fault,
                    (unsigned long long)suo_hits_total(hits), answer.count);
        if (i > 0)
            print_error("'%.*s' %.17g, oracle '%s' %.17g\n",
                        (int)items[i - 1].key_len, items[i - 1].key,
                        items[i - 1].score, answer.hits[i - 1].key,
                        answer.hits[i - 1].score);
    }
    assert_null(fault);
    suo_hits_free(hits);
    free(answer.hits);
}

/* ---- random text ---- */

static oracle_reader reader_random(test_random *random, const char **roles)
{
    oracle_reader reader = {roles, 0, test_random_below(random, 4) == 0};
    for (uint64_t left = test_random_below(random, 4); left > 0; left--)
        roles[reader.role_count++] =
            ROLES[test_random_below(random, ROLE_COUNT)];
    return reader;
}

static suo_view *world_view(const world *w, const oracle_reader *reader)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *snapshot = corpus_snapshot(w->folder);
    suo_view *view;
    suo_status status = reader->sees_all
                            ? suo_view_open_all(snapshot, &view, &error)
                            : suo_view_open(snapshot, reader->roles, NULL,
                                            reader->role_count, &view, &error);
    corpus_ok(status, &error);
    suo_snapshot_close(snapshot);
    return view;
}

static uint32_t world_ask(world *w, test_random *random)
{
    static const uint64_t MASKS[] = {0, 1, 2, 32, 3, 33, 34, 35};
    uint32_t asked = 0;
    for (int readers = 0; readers < 4; readers++) {
        const char *roles[CORPUS_ROLES_MAX];
        oracle_reader reader = reader_random(random, roles);
        suo_view *view = world_view(w, &reader);
        for (int i = 0; i < 12; i++) {
            size_t len;
            uint64_t fields = MASKS[test_random_below(random, 8)];
            uint32_t k = 1 + (uint32_t)test_random_below(random, 50);
            char *question = corpus_random_text(
                random, (uint32_t)test_random_below(random, 8), &len);
            compare(view, w->oracle, reader, fields, k, question, len);
            free(question);
            asked++;
        }
        suo_view_close(view);
    }
    return asked;
}

static void test_oracle__agrees_on_random_worlds(void **state)
{
    uint32_t asked = 0;
    (void)state;
    for (uint64_t seed = 1; asked < QUESTIONS_WANTED; seed++) {
        test_random random = {seed * 1000003};
        world w = world_open(&random);
        /* Some are large enough for lists of many blocks. */
        world_fill(&w, &random, seed % 16 == 0 ? 1500 : 40);
        asked += world_ask(&w, &random);
        world_close(&w);
    }
    printf("%u questions, seeds from 1 * 1000003\n", asked);
}

/* ---- real text ---- */

static void data_ask(const char *folder, oracle *o, char **questions,
                     uint32_t count)
{
    const oracle_reader reader = {.sees_all = true};
    suo_view *view = corpus_view(folder, NULL);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t fields = i % 3 == 0 ? 1u << CORPUS_BODY : 0;
        compare(view, o, reader, fields, 10 + i % 100, questions[i],
                strlen(questions[i]));
        free(questions[i]);
    }
    printf("%u questions on %llu documents\n", count,
           (unsigned long long)suo_view_doc_count(view));
    suo_view_close(view);
}

/* Index the first documents of a set, with a commit half way. */
static void data_compare(const char *documents, const char *queries)
{
    const char *data = corpus_data();
    static corpus_document read[DATA_DOCS];
    char *questions[DATA_QUESTIONS];
    char path[5000];
    if (data == NULL) {
        print_message("no real data (SUO_SHARED_DATA): skipped\n");
        skip();
    }
    snprintf(path, sizeof(path), "%s/%s", data, documents);
    uint32_t count = corpus_read_json(path, read, DATA_DOCS);
    snprintf(path, sizeof(path), "%s/%s", data, queries);
    uint32_t asked = corpus_read_questions(path, questions, DATA_QUESTIONS);
    assert_true(count > 500 && asked == DATA_QUESTIONS);
    suo_schema *schema = corpus_schema();
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    oracle *o = oracle_new(schema, (oracle_rules){1.2, 0.75, 0.3});
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(corpus_put(writer, &read[i]), oracle_put(o, &read[i]));
        corpus_document_clear(&read[i]);
        if (i == count / 2)
            corpus_commit(writer);
    }
    corpus_commit(writer);
    suo_writer_close(writer);
    data_ask(folder, o, questions, asked);
    oracle_free(o);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

static void test_oracle__agrees_on_chinese_support_answers(void **state)
{
    (void)state;
    data_compare("alchemy_support_zh/corpus.zh-CN.jsonl",
                 "alchemy_support_zh/queries.tw_title_to_cn_doc.tsv");
}

static void test_oracle__agrees_on_english_questions(void **state)
{
    (void)state;
    data_compare("banking77_en/corpus.jsonl", "banking77_en/queries.tsv");
}

static void test_oracle__agrees_on_a_manual_in_two_languages(void **state)
{
    (void)state;
    data_compare("vue_docs_en_zh/corpus.jsonl",
                 "vue_docs_en_zh/queries.title_zh-CN.tsv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oracle__agrees_on_random_worlds),
        cmocka_unit_test(test_oracle__agrees_on_chinese_support_answers),
        cmocka_unit_test(test_oracle__agrees_on_english_questions),
        cmocka_unit_test(test_oracle__agrees_on_a_manual_in_two_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
