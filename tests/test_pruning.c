/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pruning.c - what is passed over changes no hit.
 *
 * In indexes large enough for lists of many blocks, spans and windows, each
 * question is asked of an evaluation that scores every document and of those
 * that pass over what they can, and count or do not: hits, order, scores and
 * totals are equal, bit for bit. That scores are right is tests/test_oracle.c's
 * business. Words drawn by chance are many and alike; questions of people have
 * long and short words, of lists that go together: real content is asked, too,
 * where there is some.
 *
 * SUO_PRUNING_QUESTIONS in the environment asks that many questions of random
 * words, SUO_PRUNING_REAL_QUESTIONS so many of people.
 */
#include "query/hits.h"
#include "support/corpus.h"
#include "support/effort.h"

enum {
    WORLDS = 4,
    DOCS = 12000,
    WORDS = 3000,
    HAN_WORDS = 600,
    QUESTIONS = 8000, /* of all worlds */
    REAL_QUESTIONS = 1600,
    REAL_DOCS = 16000,     /* of a set, at most */
    REAL_COMMIT_LEAST = 50 /* documents */
};

static const char *const ROLES[] = {"a", "b", "public", "agents"};

/* ---- texts ---- */

/* A number below 'count', the lower the likelier. */
static uint32_t random_rank(test_random *random, uint32_t count)
{
    double u = (double)test_random_below(random, 1 << 20) / (1 << 20);
    return (uint32_t)(u * u * u * count);
}

/* Append word number 'rank': of Latin letters, or of two Han characters. */
static size_t put_word(char *out, bool is_han, uint32_t rank)
{
    if (!is_han)
        return (size_t)sprintf(out, "%c%c%c%c ", "bcdfgklm"[rank % 8],
                               "aeiou"[rank / 8 % 5], "nprtvz"[rank / 40 % 6],
                               "aeiouy"[rank / 240 % 6]) +
               (rank < 1440 ? 0 : (size_t)sprintf(out + 4, "m ") - 1);
    for (int i = 0; i < 2; i++) {
        uint32_t code = 0x4E00 + (i == 0 ? rank % 40 : rank / 40) * 7;
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
        *out++ = (char)(0x80 | (code & 0x3F));
    }
    return 6;
}

static size_t random_text(test_random *random, uint32_t words, char *out)
{
    size_t len = 0;
    for (uint32_t i = 0; i < words; i++) {
        bool is_han = test_random_below(random, 4) == 0;
        len += put_word(out + len, is_han,
                        random_rank(random, is_han ? HAN_WORDS : WORDS));
        if (is_han && test_random_below(random, 3) == 0)
            out[len++] = ' ';
    }
    return len;
}

/* ---- worlds ---- */

static void put_document(suo_writer *writer, test_random *random, uint32_t key)
{
    char text[1024];
    corpus_document document = {0};
    snprintf(document.key, sizeof(document.key), "%u", key);
    size_t len =
        random_text(random, (uint32_t)test_random_below(random, 5), text);
    corpus_document_add(&document, CORPUS_TITLE, text, len);
    len =
        random_text(random, 1 + (uint32_t)test_random_below(random, 50), text);
    corpus_document_add(&document, CORPUS_BODY, text, len);
    corpus_document_add(&document, CORPUS_TAG, ROLES[key % 4],
                        strlen(ROLES[key % 4]));
    document.votes = (int64_t)test_random_below(random, 100);
    for (uint64_t left = 1 + test_random_below(random, 2); left > 0; left--)
        document.roles[document.role_count++] =
            ROLES[test_random_below(random, 4)];
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

/* The schema of a world: some have a second phase of ranking. */
static suo_schema *world_schema(int number)
{
    suo_schema *schema = corpus_schema();
    if (number % 4 == 1 || number % 4 == 2) {
        corpus_schema_refine(schema);
    }
    return schema;
}

/* Users vote for or against one document of four. */
static void world_say(const char *folder, test_random *random)
{
    suo_feedback_writer *writer;
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, NULL), NULL);
    for (uint32_t i = 0; i < DOCS / 4; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u",
                 (unsigned)test_random_below(random, DOCS));
        corpus_ok(suo_feedback_writer_add(writer, key, -1,
                                          test_random_below(random, 3) == 0
                                              ? SUO_FEEDBACK_DOWN
                                              : SUO_FEEDBACK_UP,
                                          test_random_below(random, 100), NULL),
                  NULL);
    }
    corpus_ok(suo_feedback_writer_commit(writer, NULL), NULL);
    suo_feedback_writer_close(writer);
}

/* Worlds of one segment and of several, with dead documents and without. */
static char *world_make(test_random *random, int number)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = world_schema(number);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < DOCS; i++) {
        put_document(writer, random, i);
        if (number % 2 == 1 && i % 5000 == 4999)
            corpus_commit(writer);
    }
    if (number >= 2)
        corpus_delete_random(writer, random, DOCS, DOCS / 8);
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    world_say(folder, random);
    return folder;
}

/* See a view with the feedback of its folder, if there is any. */
static suo_view *world_view(const char *folder, const char *reader)
{
    suo_feedback *feedback;
    suo_view *with;
    suo_view *view = corpus_view(folder, reader);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    corpus_ok(suo_view_open_with_feedback(view, feedback, &with, NULL), NULL);
    suo_feedback_close(feedback);
    suo_view_close(view);
    return with;
}

/* ---- questions ---- */

static suo_hits *ask(const suo_view *view, const char *question, size_t len,
                     const suo_search_request *request)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    corpus_ok(suo_hits_make(view, question, len, request, &hits, &error),
              &error);
    return hits;
}

/* Returns the total. */
static uint64_t compare_ways(const suo_view *view, const char *question,
                             size_t len, suo_search_request request)
{
    request.is_exhaustive = true;
    suo_hits *all = ask(view, question, len, &request);
    uint64_t total = suo_hits_get_total(all);
    request.is_exhaustive = false;
    for (int way = SUO_TOTAL_EXACT; way <= SUO_TOTAL_ONLY; way++) {
        request.total = (suo_total)way;
        suo_hits *hits = ask(view, question, len, &request);
        if (way != SUO_TOTAL_ONLY)
            corpus_same_hits(hits, all);
        if (way != SUO_TOTAL_NONE)
            assert_int_equal(suo_hits_get_total(hits), total);
        else
            assert_true(suo_hits_get_total(hits) <= total &&
                        suo_hits_get_total(hits) >= suo_hits_get_count(hits));
        suo_hits_release(hits);
    }
    suo_hits_release(all);
    return total;
}

/* The same of a page somewhere behind the first hit. */
static void compare_page(const suo_view *view, const char *question, size_t len,
                         suo_search_request request)
{
    suo_hits *hits = ask(view, question, len, &request);
    const uint32_t middle = suo_hits_get_count(hits) / 2;
    const suo_ranked after = {.score = suo_hits_get_items(hits)[middle].score,
                              .sequence = DOCS / 2};
    suo_hits_release(hits);
    request.after = &after;
    compare_ways(view, question, len, request);
}

/* By one of 4 texts or of 100 numbers. */
static suo_collapse random_collapse(test_random *random)
{
    const bool is_keyword = test_random_below(random, 3) == 0;
    return (suo_collapse){true, is_keyword,
                          is_keyword ? CORPUS_TAG : CORPUS_VOTES};
}

/* Ask it in ways drawn by chance. Returns the total. */
static uint64_t compare_question(const suo_view *view, test_random *random,
                                 const char *question, size_t len)
{
    static const uint32_t K[] = {1, 10, 10, 10, 100, 1000};
    static const uint32_t FIELDS[] = {7, 7, 7, 1, 2};
    suo_filter filters[] = {{.field = CORPUS_VOTES,
                             .kind = SUO_FILTER_RANGE,
                             .min = (int64_t)test_random_below(random, 90),
                             .max = 90},
                            {.field = CORPUS_TAG,
                             .kind = SUO_FILTER_KEYWORD,
                             .text = "public",
                             .text_len = 6}};
    const double weight = (double)test_random_below(random, 30) / 10;
    const suo_boost boosts[] = {
        {.field = CORPUS_VOTES,
         .kind = SUO_BOOST_MANY,
         .weight = weight,
         .half = 20},
        {.field = CORPUS_VOTES,
         .kind = SUO_BOOST_FRESH,
         .weight = weight,
         .half = 10,
         .now = 90},
        {.kind = SUO_BOOST_VOTES, .weight = weight, .half = 5}};
    suo_search_request request = {
        .fields = FIELDS[test_random_below(random, 5)],
        .k = K[test_random_below(random, 6)],
        .match =
            test_random_below(random, 3) == 0 ? SUO_MATCH_ALL : SUO_MATCH_ANY,
        .filters = filters + test_random_below(random, 2),
        .filter_count = test_random_below(random, 4) == 0,
        .boosts = boosts + test_random_below(random, 2),
        .boost_count = test_random_below(random, 3) == 0
                           ? 1 + (uint32_t)test_random_below(random, 2)
                           : 0};
    if (test_random_below(random, 3) == 0)
        request.collapse = random_collapse(random);
    uint64_t total = compare_ways(view, question, len, request);
    if (request.collapse.is_asked && total > 0)
        compare_page(view, question, len, request);
    return total;
}

/* Phrases of frequent words, which stand somewhere, or near each other; now and
 * then a word besides. */
static size_t put_quotes(test_random *random, char *question)
{
    size_t len = 0;
    for (uint64_t quotes = 1 + test_random_below(random, 2); quotes > 0;
         quotes--) {
        question[len++] = '"';
        for (uint64_t words = 2 + test_random_below(random, 2); words > 0;
             words--)
            len += put_word(question + len, test_random_below(random, 8) == 0,
                            random_rank(random, 60));
        question[len++] = '"';
        if (test_random_below(random, 2) == 0)
            len += (size_t)sprintf(question + len, "~%u",
                                   (unsigned)test_random_below(random, 12));
        question[len++] = ' ';
    }
    if (test_random_below(random, 4) == 0)
        len += put_word(question + len, false, random_rank(random, 60));
    return len;
}

/* Let the last word be a beginning: of all of it, or of Latin letters less. */
static size_t cut_to_prefix(test_random *random, char *question, size_t len)
{
    while (question[len - 1] == ' ')
        len--;
    for (uint64_t less = test_random_below(random, 4);
         less > 0 && len > 1 && question[len - 1] > ' ' &&
         question[len - 2] > ' ';
         less--)
        len--;
    question[len++] = '*';
    return len;
}

static uint64_t compare_random(const suo_view *view, test_random *random)
{
    char question[1024] = {0};
    size_t len = random_text(random, 1 + (uint32_t)test_random_below(random, 6),
                             question);
    if (test_random_below(random, 8) == 0) {
        len = put_quotes(random, question);
    } else if (test_random_below(random, 8) == 0) {
        len = cut_to_prefix(random, question, len);
    }
    return compare_question(view, random, question, len);
}

static void world_compare(const char *folder, test_random *random,
                          uint32_t questions)
{
    static const char *const READERS[] = {NULL, "a", "public,agents"};
    uint64_t total = 0;
    for (int reader = 0; reader < 3; reader++) {
        suo_view *view = world_view(folder, READERS[reader]);
        for (uint32_t i = 0; i < questions / 3 + 1; i++)
            total += compare_random(view, random);
        suo_view_close(view);
    }
    assert_true(total > questions); /* they found something */
}

static void test_pruning__changes_no_hit(void **state)
{
    const char *given = getenv("SUO_PRUNING_QUESTIONS");
    uint32_t questions =
        given != NULL ? (uint32_t)atoi(given) : effort_of(QUESTIONS);
    (void)state;
    for (int number = 0; number < WORLDS; number++) {
        test_random random = test_random_begin(7177 + (uint64_t)number);
        char *folder = world_make(&random, number);
        world_compare(folder, &random, questions / WORLDS);
        corpus_folder_remove(folder);
    }
    printf("%u questions\n", questions);
}

/* ---- questions of people, real content ---- */

typedef struct real_set {
    const char *documents;
    const char *questions;
    uint32_t per_mille; /* of all questions */
    uint32_t least;     /* documents that it has */
} real_set;

static const real_set REAL_SETS[] = {
    {"banking77_en/corpus.jsonl", "banking77_en/queries.tsv", 440, 10000},
    {"stard_zh_law/corpus.jsonl", "stard_zh_law/queries.tsv", 150, 15000},
    {"epqa_en_product_qa/corpus.jsonl", "epqa_en_product_qa/queries.tsv", 90,
     4000},
    {"alchemy_support_zh/corpus.zh-CN.jsonl",
     "alchemy_support_zh/queries.tw_title_to_cn_doc.tsv", 220, 3000},
    {"vue_docs_en_zh/corpus.jsonl", "vue_docs_en_zh/queries.title_zh-CN.tsv",
     100, 1500}};

/* Put a document with roles, votes and a tag drawn by chance. */
static void real_put(suo_writer *writer, test_random *random,
                     corpus_document *document)
{
    const char *tag = ROLES[test_random_below(random, 4)];
    corpus_document_add(document, CORPUS_TAG, tag, strlen(tag));
    document->votes = (int64_t)test_random_below(random, 100);
    for (uint64_t left = 1 + test_random_below(random, 2); left > 0; left--)
        document->roles[document->role_count++] =
            ROLES[test_random_below(random, 4)];
    corpus_put(writer, document);
}

/*
 * Index them in commits of half of what is left each, so that segments of all
 * sizes stay; then delete one of ten, in all segments. Clears the documents.
 */
static char *real_make(test_random *random, corpus_document *documents,
                       uint32_t count, int number)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = world_schema(number);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    uint32_t end = count / 2;
    for (uint32_t i = 0; i < count; i++) {
        real_put(writer, random, &documents[i]);
        if (i == end && count - end > REAL_COMMIT_LEAST) {
            corpus_commit(writer);
            end += (count - end) / 2;
        }
    }
    corpus_commit(writer);
    for (uint32_t i = 0; i < count; i++) {
        if (test_random_below(random, 10) == 0)
            corpus_delete(writer, documents[i].key);
        corpus_document_clear(&documents[i]);
    }
    corpus_commit(writer);
    assert_true(corpus_folder_count(folder, "s-") > 3);
    suo_writer_close(writer);
    suo_schema_free(schema);
    return folder;
}

/* Every reader asks each its share of them, spread over the file. */
static void real_ask(const char *folder, test_random *random, char **questions,
                     uint32_t count, uint32_t wanted)
{
    static const char *const READERS[] = {NULL, "a", "public,agents"};
    uint64_t total = 0;
    suo_view *views[3];
    for (int reader = 0; reader < 3; reader++)
        views[reader] = corpus_view(folder, READERS[reader]);
    for (uint32_t i = 0; i < wanted; i++) {
        const char *question = questions[(uint64_t)i * count / wanted];
        total +=
            compare_question(views[i % 3], random, question, strlen(question));
    }
    for (int reader = 0; reader < 3; reader++)
        suo_view_close(views[reader]);
    assert_true(total > wanted); /* they found something */
}

static void real_compare(const char *data, int number, uint32_t questions)
{
    static corpus_document documents[REAL_DOCS];
    static char *texts[REAL_DOCS];
    const real_set *set = &REAL_SETS[number];
    test_random random = test_random_begin(9177 + (uint64_t)number);
    uint32_t wanted = questions * set->per_mille / 1000;
    char path[5000];
    snprintf(path, sizeof(path), "%s/%s", data, set->documents);
    uint32_t count = corpus_read_json(path, documents, REAL_DOCS);
    snprintf(path, sizeof(path), "%s/%s", data, set->questions);
    uint32_t asked = corpus_read_questions(path, texts, REAL_DOCS);
    assert_true(count >= set->least && asked > 0);
    char *folder = real_make(&random, documents, count, number);
    real_ask(folder, &random, texts, asked, wanted > 0 ? wanted : 1);
    for (uint32_t i = 0; i < asked; i++)
        free(texts[i]);
    corpus_folder_remove(folder);
}

static void test_pruning__changes_no_hit_of_questions_of_people(void **state)
{
    const char *given = getenv("SUO_PRUNING_REAL_QUESTIONS");
    uint32_t questions =
        given != NULL ? (uint32_t)atoi(given) : effort_of(REAL_QUESTIONS);
    char data[4096];
    (void)state;
    snprintf(data, sizeof(data), "%s", corpus_data_or_skip());
    for (size_t i = 0; i < sizeof(REAL_SETS) / sizeof(REAL_SETS[0]); i++)
        real_compare(data, (int)i, questions);
    printf("%u real questions\n", questions);
    effort_print();
}

/* Documents of 'kinds' lengths whose word, which they have many times, is worth
 * little more in one than in the next. */
static char *alike_make(uint32_t kinds)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < 3000; i++) {
        char text[2048];
        corpus_document document = {0};
        size_t len = 0;
        for (uint32_t times = 40; times > 0; times--)
            len += (size_t)sprintf(text + len, "same ");
        for (uint32_t words = i % kinds; words > 0; words--)
            len += (size_t)sprintf(text + len, "word%u ", words);
        snprintf(document.key, sizeof(document.key), "%u", i);
        corpus_document_add(&document, CORPUS_BODY, text, len);
        corpus_put(writer, &document);
        corpus_document_clear(&document);
    }
    corpus_commit(writer);
    suo_writer_close(writer);
    suo_schema_free(schema);
    return folder;
}

static void test_pruning__of_postings_alike_changes_no_hit(void **state)
{
    static const uint32_t KINDS[] = {1, 9, 100, 200};
    static const uint32_t K[] = {1, 10, 200, 255, 256, 257, 1000, 3000};
    (void)state;
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(*KINDS); i++) {
        char *folder = alike_make(KINDS[i]);
        suo_view *view = corpus_view(folder, NULL);
        for (size_t k = 0; k < sizeof(K) / sizeof(*K); k++) {
            suo_search_request request = {.fields = 7, .k = K[k]};
            assert_int_equal(compare_ways(view, "same", 4, request), 3000);
        }
        suo_view_close(view);
        corpus_folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pruning__changes_no_hit),
        cmocka_unit_test(test_pruning__of_postings_alike_changes_no_hit),
        cmocka_unit_test(test_pruning__changes_no_hit_of_questions_of_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
