/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_additions.c - the law of words that come while the index grows.
 *
 * An index is built in several commits; in each words are added, reweighted
 * and removed, and rules are added; in every other one documents are put and
 * deleted too. After each commit the same questions are asked, and:
 * - every document that was found before is still found, if it lives. But stop
 *   words are asked only if nothing else is found, and something else may have
 *   come; and the parts of a code only if the code is in no document, and one
 *   that has it may have been put. A word that is removed may take along what
 *   only it has found: a word of one Han character is found inside others;
 * - the question of a word finds every document in which the word stands, the
 *   ones put before it too;
 * - scores are the oracle's, which keeps no generations: whichever segments
 *   have the word as a term of their own.
 */
#include "support/corpus.h"
#include "support/effort.h"
#include "support/oracle.h"

enum {
    COMMITS = 10,
    DOCS_EACH = 50,
    DOCS_MAX = COMMITS / 2 * DOCS_EACH,
    RANDOM_QUESTIONS = 160,
    QUESTIONS_MAX = 256
};

static const char *const WORDS[] = {
    "V3 MONO",  "退货",     "数据",        "退",     "mo-no",
    "max len",  "3",        "return card", "e mail", "card退",
    "订单我的", "the card", "退货款",      "货 款",  "V3",
    "可以",     "drive",    "iPhone 15",   "退货退", "za3"};
enum { WORD_COUNT = sizeof(WORDS) / sizeof(*WORDS) };

/* Questions besides: written otherwise, quoted, nested. */
static const char *const QUESTIONS[] = {"v3mono",
                                        "V3-Mono returns",
                                        "\"v3 mono\"",
                                        "退货退款",
                                        "\"退货\" card",
                                        "ZA-3",
                                        "\"za 3\" of",
                                        "maxLen",
                                        "我的订单",
                                        "iphone15pro",
                                        "\"return card\"",
                                        "e-mail 退货款",
                                        "my \"退\"",
                                        "za3 mono",
                                        "\"3\"",
                                        "\"退货\" \"card\"",
                                        "cards",
                                        "returned monos",
                                        "data \"max-len\"",
                                        "发票",
                                        "客服"};
enum { QUESTION_COUNT = sizeof(QUESTIONS) / sizeof(*QUESTIONS) };

/* Each commit adds one. */
static const char *const RULES[COMMITS] = {"",
                                           "",
                                           "",
                                           "card,return,发票\n",
                                           "退货=>退款,货款\n",
                                           "V3-MONO,mo-no,客服\n",
                                           "数据,單\n",
                                           "",
                                           "za3=>max len,5.3.1\n",
                                           "我,the,iphone\n"};

/* By document: was it found, by more than stop words? */
typedef struct found {
    bool documents[DOCS_MAX];
} found;

typedef struct growth {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
    oracle *oracle;
    bool is_deleted[DOCS_MAX];
    uint32_t document_count;
    bool is_known[WORD_COUNT];
    char rules[512];
    char *questions[QUESTIONS_MAX];
    uint32_t question_count;
    found *found;       /* by question */
    uint32_t checked;   /* documents that had to be found still */
    uint32_t contained; /* and that had to be found by a word */
} growth;

static void growth_question(growth *g, const char *text)
{
    assert_true(g->question_count < QUESTIONS_MAX);
    char *copy = malloc(strlen(text) + 1);
    assert_non_null(copy);
    g->questions[g->question_count++] = strcpy(copy, text);
}

static growth growth_open(test_random *random)
{
    static const uint64_t MEMORY[] = {0, 1, 1170000};
    growth g = {.folder = corpus_folder_make(), .schema = corpus_schema()};
    g.writer =
        corpus_writer(g.folder, g.schema, MEMORY[test_random_below(random, 3)]);
    g.oracle = oracle_new(
        g.schema, (oracle_rules){.k1 = 1.2, .b = 0.75, .gram_weight = 0.3});
    for (int i = 0; i < RANDOM_QUESTIONS; i++) {
        size_t len;
        uint32_t pieces = 1 + (uint32_t)test_random_below(random, 6);
        char *text = corpus_random_text(random, pieces, &len);
        growth_question(&g, text);
        free(text);
    }
    for (int i = 0; i < WORD_COUNT; i++)
        growth_question(&g, WORDS[i]);
    for (int i = 0; i < QUESTION_COUNT; i++)
        growth_question(&g, QUESTIONS[i]);
    g.found = calloc(g.question_count, sizeof(*g.found));
    assert_non_null(g.found);
    return g;
}

static void growth_close(growth *g)
{
    suo_writer_close(g->writer);
    suo_schema_free(g->schema);
    oracle_free(g->oracle);
    corpus_folder_remove(g->folder);
    for (uint32_t i = 0; i < g->question_count; i++)
        free(g->questions[i]);
    free(g->found);
}

/* ---- growing ---- */

static void growth_put(growth *g, test_random *random)
{
    corpus_document document;
    char key[32];
    snprintf(key, sizeof(key), "%u", g->document_count++);
    corpus_document_random(&document, random, key, 14);
    assert_false(corpus_put(g->writer, &document));
    oracle_put(g->oracle, &document);
    corpus_document_clear(&document);
}

static void growth_delete(growth *g, test_random *random)
{
    char key[32];
    uint32_t number = (uint32_t)test_random_below(random, g->document_count);
    if (g->is_deleted[number])
        return;
    g->is_deleted[number] = true;
    snprintf(key, sizeof(key), "%u", number);
    corpus_delete(g->writer, key);
    assert_true(oracle_delete(g->oracle, key));
}

/* Add a word or change its weight; or, in some commits, remove one. */
static void growth_change_word(growth *g, test_random *random, bool may_remove)
{
    suo_error error = SUO_ERROR_EMPTY;
    uint64_t i = test_random_below(random, WORD_COUNT);
    double weight = 0.5 * (double)(1 + test_random_below(random, 5));
    if (may_remove && g->is_known[i]) {
        corpus_ok(suo_writer_remove_word(g->writer, WORDS[i], -1, &error),
                  &error);
        weight = 0;
    } else {
        corpus_ok(suo_writer_add_word(g->writer, WORDS[i], -1, weight, &error),
                  &error);
    }
    g->is_known[i] = weight > 0;
    oracle_set_word(g->oracle, WORDS[i], weight);
}

static bool has_documents(int commit)
{
    return commit % 2 == 0;
}

static bool may_remove(int commit)
{
    return commit % 5 == 4;
}

static void growth_grow(growth *g, test_random *random, int commit)
{
    suo_error error = SUO_ERROR_EMPTY;
    for (int i = 0; i < DOCS_EACH; i++) {
        if (has_documents(commit))
            growth_put(g, random);
        if (test_random_below(random, 8) == 0)
            growth_change_word(g, random, may_remove(commit));
        if (has_documents(commit) && test_random_below(random, 20) == 0)
            growth_delete(g, random);
    }
    strcat(g->rules, RULES[commit]);
    corpus_ok(suo_writer_set_synonyms(g->writer, g->rules, -1, &error), &error);
    oracle_set_synonyms(g->oracle, g->rules);
    corpus_commit(g->writer);
    if (test_random_below(random, 3) == 0) {
        suo_writer_close(g->writer);
        g->writer = corpus_writer(g->folder, g->schema, 0);
    }
}

/* ---- the law ---- */

/* Keys are the documents' numbers. */
static uint32_t hit_number(const suo_hit *hit)
{
    uint32_t number = 0;
    for (uint64_t i = 0; i < hit->key_len; i++)
        number = number * 10 + (uint32_t)(hit->key[i] - '0');
    assert_true(number < DOCS_MAX);
    return number;
}

static found growth_ask(const suo_view *view, const char *question)
{
    found own = {{false}};
    suo_hits *hits = corpus_search(view, question, DOCS_MAX);
    const suo_hit *items = suo_hits_items(hits);
    assert_int_equal(suo_hits_count(hits), suo_hits_total(hits));
    for (uint32_t i = 0; i < suo_hits_count(hits); i++)
        own.documents[hit_number(&items[i])] = true;
    suo_hits_free(hits);
    return own;
}

/* The documents that were found before must be found 'now'. */
static void growth_check_kept(growth *g, uint32_t q, const found *now)
{
    for (uint32_t d = 0; d < g->document_count; d++) {
        if (!g->found[q].documents[d] || g->is_deleted[d])
            continue;
        g->checked++;
        if (!now->documents[d])
            print_error("'%s' finds document %u no more\n", g->questions[q], d);
        assert_true(now->documents[d]);
    }
}

static void growth_check_question(growth *g, const suo_view *view, uint32_t q,
                                  int commit)
{
    const oracle_reader reader = {.sees_all = true};
    const char *question = g->questions[q];
    found now = growth_ask(view, question);
    const suo_search_options options = {.k = 1 + q % 60};
    oracle_answer answer =
        oracle_ask(g->oracle, reader, &options, question, strlen(question));
    free(answer.hits);
    if (!may_remove(commit) &&
        (!has_documents(commit) || !answer.leaves_out_parts))
        growth_check_kept(g, q, &now);
    g->found[q] = answer.is_by_stops ? (found){{false}} : now;
    oracle_compare(view, g->oracle, reader, &options, question,
                   strlen(question));
}

/* Does a word stand in a text field of the document? */
static bool growth_has_word(growth *g, uint32_t number, const char *word)
{
    const oracle_document *document = &g->oracle->documents[number];
    oracle_row row = oracle_row_of(g->oracle, word, strlen(word));
    for (uint32_t i = 0; i < document->value_count; i++)
        for (uint32_t u = 0; u < document->values[i].tokens.unit_count; u++)
            if (oracle_row_stands(g->oracle, &row, &document->values[i].tokens,
                                  u))
                return true;
    return false;
}

static void growth_check_word(growth *g, const suo_view *view, const char *word)
{
    found now = growth_ask(view, word);
    for (uint32_t d = 0; d < g->document_count; d++) {
        if (g->is_deleted[d] || !growth_has_word(g, d, word))
            continue;
        g->contained++;
        if (!now.documents[d])
            print_error("'%s' stands in %u\n", word, d);
        assert_true(now.documents[d]);
    }
}

static void test_additions__lose_no_document_and_no_score(void **state)
{
    enum { SEEDS = 6 };
    uint32_t checked = 0;
    uint32_t contained = 0;
    (void)state;
    effort_print();
    for (uint64_t seed = 1; seed <= effort_of(SEEDS); seed++) {
        test_random random = test_random_begin(seed * 7919);
        growth g = growth_open(&random);
        for (int commit = 0; commit < COMMITS; commit++) {
            growth_grow(&g, &random, commit);
            suo_view *view = corpus_view(g.folder, NULL);
            for (uint32_t q = 0; q < g.question_count; q++)
                growth_check_question(&g, view, q, commit);
            for (int i = 0; i < WORD_COUNT; i++)
                if (g.is_known[i])
                    growth_check_word(&g, view, WORDS[i]);
            suo_view_close(view);
        }
        checked += g.checked;
        contained += g.contained;
        growth_close(&g);
    }
    printf("%u hits were still there, %u held a word\n", checked, contained);
    assert_true(checked > 1000 && contained > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_additions__lose_no_document_and_no_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
