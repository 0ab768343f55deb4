/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_oracle.c - a search gives what the oracle gives, and explains it.
 *
 * A world is an index and an oracle that were told the same: puts, deletes,
 * commits, by a random hand. Then both are asked the same questions by the
 * same readers. The index knows words and synonym rules, put into the snapshot
 * by hand: its segments are older than they.
 */
#include "index/snapshot.h"

#include <ctype.h>

#include "support/effort.h"
#include "support/explained.h"
#include "support/oracle.h"

enum { QUESTIONS_WANTED = 4000, DATA_DOCS = 1500, DATA_QUESTIONS = 150 };

static const char *const ROLES[] = {"a", "ab", "b", "public", "agents", "客服"};
enum { ROLE_COUNT = sizeof(ROLES) / sizeof(*ROLES) };

/* Words of the user and synonym rules: a world knows some of them. */
static const char *const WORDS[] = {
    "V3 MONO", "退货",        "数据",   "退",     "mo-no",    "max len",
    "3",       "return card", "e mail", "card退", "订单我的", "the card",
    "退货款",  "货 款",       "V3",     "可以",   "drive",    "iPhone 15"};
static const char *const RULES[] = {"card,return,发票",     "退货=>退款,货款",
                                    "V3-MONO,mo-no,客服",   "数据,單",
                                    "za3=>max len,5.3.1",   "我,the,iphone",
                                    "退货退款,return card", "发票=>drive"};
enum {
    WORD_COUNT = sizeof(WORDS) / sizeof(*WORDS),
    RULE_COUNT = sizeof(RULES) / sizeof(*RULES)
};

typedef struct world {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
    oracle *oracle;
    uint64_t memory_bytes;
    suo_vocabulary_word words[WORD_COUNT];
    size_t word_count;
    char rules[512];
} world;

/* Have a schema rank as the rules do. */
static void world_set_second_phase(suo_schema *schema,
                                   const oracle_rules *rules)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_schema_set_option(schema, "adjacency", -1, rules->adjacency,
                                    &error),
              &error);
    corpus_ok(suo_schema_set_option(schema, "title_coverage", -1,
                                    rules->title_coverage, &error),
              &error);
    if (rules->title_coverage > 0)
        corpus_ok(suo_schema_set_option(schema, "title_field", -1, rules->title,
                                        &error),
                  &error);
}

static world world_open(test_random *random)
{
    static const double K1[] = {1.2, 1.2, 0, 0.4, 10};
    static const double B[] = {0.75, 0.75, 0, 1, 0.3};
    /* The least gives each document a segment of its own. */
    static const uint64_t MEMORY[] = {0, 0, 1, 1170000, 1300000};
    static const double GRAMS[] = {0.3, 0.3, 0, 1, 2.5};
    static const uint32_t TITLES[] = {CORPUS_TITLE, CORPUS_TITLE, CORPUS_BODY,
                                      CORPUS_EXTRA};
    static const double SECOND[] = {0, 0, 0.25, 1, 2};
    world w = {.folder = corpus_folder_make(), .schema = corpus_schema()};
    suo_error error = SUO_ERROR_EMPTY;
    oracle_rules rules = {K1[test_random_below(random, 5)],
                          B[test_random_below(random, 5)],
                          GRAMS[test_random_below(random, 5)],
                          TITLES[test_random_below(random, 4)],
                          SECOND[test_random_below(random, 5)],
                          SECOND[test_random_below(random, 5)]};
    corpus_ok(suo_schema_set_option(w.schema, "k1", -1, rules.k1, &error),
              &error);
    corpus_ok(suo_schema_set_option(w.schema, "b", -1, rules.b, &error),
              &error);
    corpus_ok(suo_schema_set_option(w.schema, "gram_weight", -1,
                                    rules.gram_weight, &error),
              &error);
    world_set_second_phase(w.schema, &rules);
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

/* Choose the words and rules that this world knows. */
static void world_teach(world *w, test_random *random)
{
    uint64_t share = test_random_below(random, 4);
    for (int i = 0; i < WORD_COUNT; i++) {
        double weight = 0.5 * (double)(1 + test_random_below(random, 5));
        if (test_random_below(random, 4) >= share)
            continue;
        w->words[w->word_count++] = (suo_vocabulary_word){
            .text = {(const uint8_t *)WORDS[i], strlen(WORDS[i])},
            .weight = weight,
            .since = 1};
        oracle_set_word(w->oracle, WORDS[i], weight);
    }
    for (int i = 0; i < RULE_COUNT; i++)
        if (test_random_below(random, 4) < share)
            strcat(strcat(w->rules, RULES[i]), "\n");
    oracle_set_synonyms(w->oracle, w->rules);
}

/* Let a snapshot know them; before its first search. */
static void world_attach(const world *w, suo_snapshot *snapshot)
{
    suo_vocabulary *vocabulary = &snapshot->vocabulary;
    vocabulary->commit = vocabulary->generation = 1;
    vocabulary->words = malloc(sizeof(w->words));
    assert_non_null(vocabulary->words);
    memcpy(vocabulary->words, w->words, sizeof(w->words));
    vocabulary->count = w->word_count;
    vocabulary->synonyms =
        (suo_slice){(const uint8_t *)w->rules, strlen(w->rules)};
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

/* ---- random text ---- */

static bool byte_is_start(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* What may say that the words in quotes are near each other, and what cannot;
 * or nothing. */
static size_t put_slack(test_random *random, char *out)
{
    static const char *const SLACKS[] = {"~0 ",  "~1 ", "~3 ", "~3　", "~12 ",
                                         "~99 ", "~3x", "~ ",  "~"};
    if (test_random_below(random, 2) == 0)
        return 0;
    const char *slack = SLACKS[test_random_below(random, 9)];
    memcpy(out, slack, strlen(slack));
    return strlen(slack);
}

/* A random question: pieces of the documents' alphabet, now and then a word
 * or a code written another way, and quotation marks and stars anywhere. */
static char *question_random(test_random *random, size_t *len)
{
    static const char *const FORMS[] = {
        "za 3",    "ZA-3",     "zA_3",     "v3 mono", "V3mono",    "max-len",
        "mono V3", "退货退款", "preorder", "carded",  "returning", "e-mails",
        "re*",     "return*",  "RETURNI*", "car*",    "v3*",       "ma*",
        "pre-o*",  "the*",     "doing*",   "退货*",   "za-3*",     "e*"};
    const size_t forms = sizeof(FORMS) / sizeof(*FORMS);
    size_t text_len;
    char *text = corpus_random_text(
        random, (uint32_t)test_random_below(random, 8), &text_len);
    char *question = malloc(9 * text_len + 200);
    uint64_t quotes = test_random_below(random, 4);
    uint64_t stars = test_random_below(random, 6);
    bool is_quoted = test_random_below(random, 8) == 0; /* altogether */
    *len = 0;
    assert_non_null(question);
    if (is_quoted)
        question[(*len)++] = '"';
    for (size_t i = 0; i <= text_len; i++) {
        bool is_start = i == text_len || byte_is_start(text[i]);
        if (is_start && test_random_below(random, 24) < stars)
            question[(*len)++] = '*';
        if (is_start && test_random_below(random, 24) < quotes) {
            question[(*len)++] = '"';
            if (i < text_len && text[i] != '-') /* no operator */
                *len += put_slack(random, question + *len);
        }
        if (i < text_len)
            question[(*len)++] = text[i];
    }
    for (uint64_t left = test_random_below(random, 3); left > 0; left--) {
        uint64_t pick = test_random_below(random, forms + WORD_COUNT);
        const char *form = pick < forms ? FORMS[pick] : WORDS[pick - forms];
        const char *mark = test_random_below(random, 4) < quotes ? "\"" : "";
        *len += (size_t)sprintf(question + *len, " %s%s%s", mark, form, mark);
    }
    if (is_quoted)
        question[(*len)++] = '"';
    if (*len > 0 && question[*len - 1] == '"')
        *len += put_slack(random, question + *len);
    free(text);
    return question;
}

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
    world_attach(w, snapshot);
    suo_status status = reader->sees_all
                            ? suo_view_open_all(snapshot, &view, &error)
                            : suo_view_open(snapshot, reader->roles, NULL,
                                            reader->role_count, &view, &error);
    corpus_ok(status, &error);
    suo_snapshot_close(snapshot);
    return view;
}

/* Random filters, mostly none; a text is to be freed. */
static uint32_t filters_random(test_random *random, suo_filter *filters,
                               char **text)
{
    uint32_t count = 0;
    *text = NULL;
    if (test_random_below(random, 4) == 0) {
        int64_t min = (int64_t)test_random_below(random, 5) - 1;
        int64_t max = min + (int64_t)test_random_below(random, 4) - 1;
        filters[count++] = (suo_filter){.field = CORPUS_VOTES,
                                        .kind = SUO_FILTER_RANGE,
                                        .min = min == -1 ? INT64_MIN : min,
                                        .max = max == 3 ? INT64_MAX : max};
    }
    if (test_random_below(random, 4) == 0) {
        size_t len;
        *text = corpus_random_text(
            random, (uint32_t)test_random_below(random, 3), &len);
        filters[count++] = (suo_filter){.field = CORPUS_TAG,
                                        .kind = SUO_FILTER_KEYWORD,
                                        .text = *text,
                                        .text_len = -1};
    }
    return count;
}

/* The oracle knows none: explanations do. */
static const suo_boost BOOSTS[] = {
    {.field = CORPUS_VOTES, .kind = SUO_BOOST_MANY, .weight = 9, .half = 2},
    {.field = CORPUS_VOTES,
     .kind = SUO_BOOST_FRESH,
     .weight = .3,
     .half = 1,
     .now = 4}};

static void world_ask_one(world *w, test_random *random, const suo_view *view,
                          oracle_reader reader)
{
    static const uint64_t MASKS[] = {0, 1, 2, 32, 3, 33, 34, 35};
    suo_filter filters[2];
    char *text;
    size_t len;
    suo_search_options options = {
        .size = sizeof(options),
        .fields = MASKS[test_random_below(random, 8)],
        .k = 1 + (uint32_t)test_random_below(random, 50),
        .match =
            test_random_below(random, 3) == 0 ? SUO_MATCH_ALL : SUO_MATCH_ANY,
        .filters = filters};
    options.filter_count = filters_random(random, filters, &text);
    char *question = question_random(random, &len);
    oracle_compare(view, w->oracle, reader, &options, question, len);
    options.boosts = BOOSTS;
    options.boost_count = test_random_below(random, 3);
    explained_check(view, question, len, &options, random);
    free(question);
    free(text);
}

static uint32_t world_ask(world *w, test_random *random)
{
    uint32_t asked = 0;
    for (int readers = 0; readers < 4; readers++) {
        const char *roles[CORPUS_ROLES_MAX];
        oracle_reader reader = reader_random(random, roles);
        suo_view *view = world_view(w, &reader);
        for (int i = 0; i < 12; i++, asked++)
            world_ask_one(w, random, view, reader);
        suo_view_close(view);
    }
    return asked;
}

static void test_oracle__agrees_on_random_worlds(void **state)
{
    uint32_t asked = 0;
    (void)state;
    for (uint64_t seed = 1; asked < effort_of(QUESTIONS_WANTED); seed++) {
        test_random random = {seed * 1000003};
        world w = world_open(&random);
        /* Some are large enough for lists of many blocks. */
        world_fill(&w, &random, seed % 16 == 1 ? 1500 : 40);
        world_teach(&w, &random);
        asked += world_ask(&w, &random);
        world_close(&w);
    }
    printf("%u questions, seeds from 1 * 1000003\n", asked);
    effort_print();
}

/* ---- real text ---- */

/* The question up to its last letter but 'letters', then a '*': what ends there
 * is the beginning of a word. The caller frees it. */
static char *question_cut(const char *question, uint32_t letters)
{
    size_t end = strlen(question);
    char *cut = malloc(end + 2);
    assert_non_null(cut);
    while (end > 0 && !isalpha((unsigned char)question[end - 1]))
        end--;
    for (; end > 0 && letters > 0; letters--)
        end -= isalpha((unsigned char)question[end - 1]) != 0;
    sprintf(cut, "%.*s*", (int)end, question);
    return cut;
}

static void data_ask(const char *folder, oracle *o, char **questions,
                     uint32_t count)
{
    const oracle_reader reader = {.sees_all = true};
    suo_view *view = corpus_view(folder, NULL);
    for (uint32_t i = 0; i < count; i++) {
        suo_search_options options = {
            .fields = i % 3 == 0 ? 1u << CORPUS_BODY : 0,
            .k = 10 + i % 100,
            .match = i % 4 == 0 ? SUO_MATCH_ALL : SUO_MATCH_ANY};
        oracle_compare(view, o, reader, &options, questions[i],
                       strlen(questions[i]));
        char *cut = question_cut(questions[i], i % 4);
        oracle_compare(view, o, reader, &options, cut, strlen(cut));
        free(cut);
        free(questions[i]);
    }
    printf("%u questions on %llu documents\n", 2 * count,
           (unsigned long long)suo_view_doc_count(view));
    suo_view_close(view);
}

/* Index the first documents of a set, with a commit half way. */
static void data_compare(const char *documents, const char *queries)
{
    const char *data = corpus_data_or_skip();
    static corpus_document read[DATA_DOCS];
    char *questions[DATA_QUESTIONS];
    char path[5000];
    snprintf(path, sizeof(path), "%s/%s", data, documents);
    uint32_t count = corpus_read_json(path, read, DATA_DOCS);
    snprintf(path, sizeof(path), "%s/%s", data, queries);
    uint32_t asked =
        corpus_read_questions(path, questions, effort_of(DATA_QUESTIONS));
    assert_true(count > 500 && asked == effort_of(DATA_QUESTIONS));
    const oracle_rules rules = {1.2, 0.75, 0.3, CORPUS_TITLE, 1, 0.25};
    suo_schema *schema = corpus_schema();
    world_set_second_phase(schema, &rules);
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    oracle *o = oracle_new(schema, rules);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(corpus_put(writer, &read[i]), oracle_put(o, &read[i]));
        corpus_document_clear(&read[i]);
        if (i == count / 2)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
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
