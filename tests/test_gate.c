/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_gate.c - boolean questions find what their parts find, put together.
 *
 * Random questions of the strict grammar are asked of indexes of several
 * segments, windows, views and dead documents. What each word, phrase or
 * beginning finds is asked by itself, as a plain question that wants all of
 * it; what a keyword finds is known. From these sets the answer is worked out,
 * document by document: it must be the same, each score that of the plain
 * question of all that ranks (but for one of phrases alone), bit for bit,
 * whichever way it is evaluated.
 *
 * SUO_GATE_QUESTIONS in the environment asks that many questions.
 */
#include "query/hits.h"
#include "query/parse.h"
#include "support/corpus.h"
#include "support/effort.h"

enum {
    DOCS = 9000,
    QUESTIONS = 800, /* of all worlds */
    WORDS = 60,
    DEPTH_MAX = 3
};

static const char *const ROLES[] = {"a", "b", "public", "agents"};
static const char *const HAN[] = {"退货", "验证", "证码", "发票", "订单"};
enum { HAN_COUNT = sizeof(HAN) / sizeof(*HAN) };

/* ---- worlds ---- */

static size_t put_word(test_random *random, char *out)
{
    double u = (double)test_random_below(random, 1 << 20) / (1 << 20);
    uint32_t rank = (uint32_t)(u * u * u * WORDS);
    if (test_random_below(random, 5) == 0)
        return (size_t)sprintf(out, "%s",
                               HAN[test_random_below(random, HAN_COUNT)]);
    return (size_t)sprintf(out, " %c%cp%cx ", "bcdfgk"[rank % 6],
                           "aeiou"[rank / 6 % 5], "ou"[rank / 30]);
}

static size_t put_words(test_random *random, uint64_t count, char *out)
{
    size_t len = 0;
    for (; count > 0; count--)
        len += put_word(random, out + len);
    return len;
}

static void put_document(suo_writer *writer, test_random *random, uint32_t key)
{
    char text[512];
    corpus_document document = {0};
    snprintf(document.key, sizeof(document.key), "%u", key);
    size_t len = put_words(random, test_random_below(random, 4), text);
    corpus_document_add(&document, CORPUS_TITLE, text, len);
    len = put_words(random, 1 + test_random_below(random, 12), text);
    corpus_document_add(&document, CORPUS_BODY, text, len);
    corpus_document_add(&document, CORPUS_TAG, ROLES[key % 4],
                        strlen(ROLES[key % 4]));
    document.votes = (int64_t)test_random_below(random, 100);
    document.roles[document.role_count++] = ROLES[test_random_below(random, 4)];
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

/* One segment of several windows, or some segments and dead documents. */
static char *world_make(test_random *random, int number)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < DOCS; i++) {
        put_document(writer, random, i);
        if (number > 0 && i % 3000 == 2000)
            corpus_commit(writer);
    }
    if (number > 0)
        corpus_delete_random(writer, random, DOCS, DOCS / 8);
    corpus_writer_finish(writer);
    return folder;
}

/* ---- questions ---- */

/* By document: does it meet a part of the question? */
typedef struct met {
    bool docs[DOCS];
} met;

/* A question being made up. */
typedef struct made {
    const suo_view *view;
    test_random *random;
    bool all;          /* items side by side are all wanted */
    char text[16384];  /* of the question */
    char plain[16384]; /* what of it ranks in all fields */
    int special_count; /* phrases and beginnings */
    bool has_fields;   /* something ranks in one field only */
} made;

static suo_hits *ask(const suo_view *view, const char *question,
                     const suo_search_request *request)
{
    suo_hits *hits;
    suo_error error = SUO_ERROR_EMPTY;
    suo_status status =
        suo_hits_make(view, question, strlen(question), request, &hits, &error);
    if (status != SUO_OK)
        print_error("%s\n", question);
    corpus_ok(status, &error);
    return hits;
}

static uint32_t key_doc(const char *key, uint64_t len)
{
    uint32_t doc = 0;
    for (uint64_t i = 0; i < len; i++)
        doc = doc * 10 + (uint32_t)(key[i] - '0');
    assert_true(doc < DOCS);
    return doc;
}

static uint32_t hit_doc(const suo_hits *hits, uint32_t i)
{
    const suo_hit *hit = &suo_hits_get_items(hits)[i];
    return key_doc(hit->key, hit->key_len);
}

/* What has all of a text, in these text fields. */
static void find_text(const made *m, const char *text, uint32_t fields,
                      met *out)
{
    suo_hits *hits =
        ask(m->view, text,
            &(suo_search_request){
                .fields = fields, .k = DOCS, .match = SUO_MATCH_ALL});
    memset(out, 0, sizeof(*out));
    for (uint32_t i = 0; i < suo_hits_get_count(hits); i++)
        out->docs[hit_doc(hits, i)] = true;
    suo_hits_release(hits);
}

/* Append a word, a phrase or a beginning. */
static void make_words(made *m, char *out)
{
    uint64_t kind = test_random_below(m->random, 6);
    if (kind < 2 && ++m->special_count > SUO_PARSE_PHRASES_MAX)
        kind = 2;
    size_t len = kind == 0;
    out[0] = '"';
    for (uint64_t left = 1 + (kind == 0); left > 0; left--) {
        if (left == 1 && kind == 0)
            out[len++] = ' ';
        size_t own = put_word(m->random, out + len);
        if (out[len] == ' ') { /* without its blanks */
            memmove(out + len, out + len + 1, own - 2);
            own -= 2;
        }
        len += own;
    }
    if (kind == 0)
        out[len++] = '"';
    if (kind == 1 && (out[0] & 0x80) == 0)
        out[len - 1] = '*';
    out[len] = '\0';
}

/* Append a leaf; returns whether it ranks. */
static bool make_leaf(made *m, bool is_wanted, met *out)
{
    char words[256];
    uint64_t kind = test_random_below(m->random, 8);
    char *end = m->text + strlen(m->text);
    if (kind == 0) {
        uint32_t tag = (uint32_t)test_random_below(m->random, 4);
        sprintf(end, "tag:%s", ROLES[tag]);
        for (uint32_t i = 0; i < DOCS; i++)
            out->docs[i] = i % 4 == tag;
        return false;
    }
    make_words(m, words);
    sprintf(end, "%s%s", kind == 1 ? "title:" : "", words);
    find_text(m, words, kind == 1 ? 1 : 7, out);
    if (is_wanted && kind != 1)
        strcat(strcat(m->plain, " "), words);
    m->has_fields |= is_wanted && kind == 1;
    return true;
}

static bool make_either(made *m, bool is_wanted, int depth, met *out);

static bool make_part(made *m, bool is_wanted, int depth, met *out)
{
    if (depth == 0 || test_random_below(m->random, 4) != 0)
        return make_leaf(m, is_wanted, out);
    strcat(m->text, "(");
    bool ranks = make_either(m, is_wanted, depth - 1, out);
    strcat(m->text, ")");
    return ranks;
}

/* Take 'own' into 'sum'; returns whether what meets that ranks. */
static bool join(met *sum, const met *own, bool is_and, bool sum_ranks,
                 bool own_ranks)
{
    for (uint32_t i = 0; i < DOCS; i++)
        sum->docs[i] = is_and ? sum->docs[i] && own->docs[i]
                              : sum->docs[i] || own->docs[i];
    return is_and ? sum_ranks || own_ranks : sum_ranks && own_ranks;
}

static bool make_row(made *m, bool is_wanted, int depth, met *out)
{
    bool has_item = false;
    bool ranks = false;
    met without = {{0}};
    for (uint64_t left = 1 + test_random_below(m->random, 3); left > 0;
         left--) {
        met own;
        bool is_less = test_random_below(m->random, 5) == 0;
        if (is_less)
            strcat(m->text,
                   test_random_below(m->random, 2) == 0 ? "-" : "NOT ");
        bool own_ranks = make_part(m, is_wanted != is_less, depth, &own);
        if (left > 1)
            strcat(m->text, " ");
        if (is_less) {
            join(&without, &own, false, false, false);
        } else if (!has_item) {
            has_item = true;
            ranks = own_ranks;
            *out = own;
        } else {
            ranks = join(out, &own, m->all, ranks, own_ranks);
        }
    }
    for (uint32_t i = 0; i < DOCS; i++)
        out->docs[i] = (!has_item || out->docs[i]) && !without.docs[i];
    return has_item && ranks;
}

/* Rows joined by AND, or those joined by OR. */
static bool make_either(made *m, bool is_wanted, int depth, met *out)
{
    bool ranks = true;
    for (uint64_t i = 0, n = 1 + test_random_below(m->random, 2); i < n; i++) {
        met both;
        bool both_ranks = false;
        if (i > 0)
            strcat(m->text, " OR ");
        for (uint64_t j = 0, o = 1 + test_random_below(m->random, 2); j < o;
             j++) {
            met row;
            if (j > 0)
                strcat(m->text, " AND ");
            bool row_ranks = make_row(m, is_wanted, depth, &row);
            if (j == 0)
                both = row;
            both_ranks = join(&both, &row, true, both_ranks, row_ranks);
        }
        if (i == 0)
            *out = both;
        ranks = join(out, &both, false, ranks, both_ranks);
    }
    return ranks;
}

/* ---- comparing ---- */

static void assert_same_hits(const suo_hits *a, const suo_hits *b)
{
    assert_int_equal(suo_hits_get_count(a), suo_hits_get_count(b));
    for (uint32_t i = 0; i < suo_hits_get_count(a); i++) {
        assert_int_equal(hit_doc(a, i), hit_doc(b, i));
        assert_true(suo_hits_get_items(a)[i].score ==
                    suo_hits_get_items(b)[i].score);
    }
}

/* The best few, found in every way, are the first of all. */
static void assert_every_way(const made *m, suo_search_request request,
                             const suo_hits *all)
{
    uint32_t count = suo_hits_get_count(all);
    request.k = 1 + (uint32_t)test_random_below(m->random, 30);
    request.is_exhaustive = true;
    suo_hits *slow = ask(m->view, m->text, &request);
    request.is_exhaustive = false;
    assert_int_equal(suo_hits_get_count(slow),
                     count < request.k ? count : request.k);
    for (uint32_t i = 0; i < suo_hits_get_count(slow); i++)
        assert_int_equal(hit_doc(slow, i), hit_doc(all, i));
    for (suo_total total = SUO_TOTAL_EXACT; total <= SUO_TOTAL_ONLY; total++) {
        request.total = total;
        suo_hits *fast = ask(m->view, m->text, &request);
        if (total == SUO_TOTAL_ONLY)
            assert_int_equal(suo_hits_get_count(fast), 0);
        else
            assert_same_hits(slow, fast);
        if (total != SUO_TOTAL_NONE)
            assert_int_equal(suo_hits_get_total(fast), count);
        suo_hits_release(fast);
    }
    suo_hits_release(slow);
}

/* Is there anything outside of quotes? */
static bool has_words(const char *text)
{
    bool is_quoted = false;
    for (; *text != '\0'; text++) {
        is_quoted ^= *text == '"';
        if (!is_quoted && *text != '"' && *text != ' ')
            return true;
    }
    return false;
}

/* Scores are those of the plain question of all that ranks. One of phrases alone
 * wants them all, and weighs them by their rarest words. */
static void assert_scores(const made *m, const suo_hits *hits)
{
    static double scores[DOCS];
    if (!has_words(m->plain))
        return;
    suo_hits *plain =
        ask(m->view, m->plain, &(suo_search_request){.fields = 7, .k = DOCS});
    memset(scores, 0, sizeof(scores));
    for (uint32_t i = 0; i < suo_hits_get_count(plain); i++)
        scores[hit_doc(plain, i)] = suo_hits_get_items(plain)[i].score;
    for (uint32_t i = 0; i < suo_hits_get_count(hits); i++) {
        double score = scores[hit_doc(hits, i)];
        assert_true(suo_hits_get_items(hits)[i].score == score);
    }
    suo_hits_release(plain);
}

/* The documents of the view that pass the filters are in 'met', or nowhere. */
static void assert_hits(const made *m, const suo_search_request *request,
                        const suo_hits *hits, const met *expected)
{
    suo_key_list *keys;
    uint64_t count = 0;
    met found = {{0}};
    for (uint32_t i = 0; i < suo_hits_get_count(hits); i++)
        found.docs[hit_doc(hits, i)] = true;
    corpus_ok(suo_view_list_keys(m->view, request->filters,
                                 request->filter_count, &keys, NULL),
              NULL);
    for (uint64_t i = 0; i < suo_key_list_count(keys); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(keys, i, &len);
        uint32_t doc = key_doc(key, len);
        if (found.docs[doc] != expected->docs[doc])
            print_error("%s: document %u\n", m->text, doc);
        assert_int_equal(found.docs[doc], expected->docs[doc]);
        count += found.docs[doc];
    }
    assert_int_equal(count, suo_hits_get_count(hits));
    suo_key_list_free(keys);
}

static void check_question(const suo_view *view, test_random *random)
{
    static made m;
    met expected;
    suo_filter filter = {.field = CORPUS_VOTES,
                         .kind = SUO_FILTER_RANGE,
                         .max = (int64_t)test_random_below(random, 100)};
    m = (made){.view = view,
               .random = random,
               .all = test_random_below(random, 2) == 0};
    suo_search_request request = {
        .fields = 7,
        .k = DOCS,
        .match = m.all ? SUO_MATCH_ALL : SUO_MATCH_ANY,
        .syntax = SUO_SYNTAX_STRICT,
        .filters = &filter,
        .filter_count = (uint32_t)test_random_below(random, 2)};
    if (!make_either(&m, true, DEPTH_MAX, &expected)) {
        suo_hits *hits;
        assert_int_equal(
            suo_hits_make(view, m.text, strlen(m.text), &request, &hits, NULL),
            SUO_INVALID);
        return;
    }
    suo_hits *hits = ask(view, m.text, &request);
    assert_hits(&m, &request, hits, &expected);
    assert_every_way(&m, request, hits);
    if (!m.has_fields)
        assert_scores(&m, hits);
    suo_hits_release(hits);
}

static void test_gate__finds_what_its_parts_find(void **state)
{
    (void)state;
    const char *wanted = getenv("SUO_GATE_QUESTIONS");
    long questions =
        wanted != NULL ? strtol(wanted, NULL, 10) : effort_of(QUESTIONS);
    test_random random = {20};
    for (int world = 0; world < 2; world++) {
        char *folder = world_make(&random, world);
        suo_view *views[] = {corpus_view(folder, NULL),
                             corpus_view(folder, "public,a")};
        for (long i = 0; i < questions / 4; i++) {
            check_question(views[0], &random);
            check_question(views[1], &random);
        }
        suo_view_close(views[0]);
        suo_view_close(views[1]);
        corpus_folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gate__finds_what_its_parts_find)};
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
