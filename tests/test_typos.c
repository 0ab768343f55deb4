/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_typos.c - searches that also find what a question was meant to ask.
 *
 * The oracle of a question with slips is the question that was meant: what has
 * a word as it was typed scores as there, what has none, so much times 2^-120.
 */
#include "support/corpus.h"

#include <math.h>

/* Titles, and who may see them; the number of each is its key. */
static const char *const TITLES[][2] = {
    {"How to return a bag", "r"},
    {"Return policy", "r"},
    {"Return policy of bags, return within days", "r"},
    {"Bags and wallets", "r"},
    {"怎么申请退货", "r"},
    {"退货政策", "r"},
    {"怎么付款", "r"},
    {"退货运费谁出", "r"},
    {"Kindle vouchers", "staff"},
    {"Gift wallets", "r"},
};
enum { TITLE_COUNT = sizeof(TITLES) / sizeof(*TITLES), ALL = 100 };

static int make_index(void **state)
{
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    corpus_schema_refine(schema);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < TITLE_COUNT; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u", i);
        corpus_put_text(writer, key, TITLES[i][1], TITLES[i][0], NULL);
        if (i % 4 == 3)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    *state = folder;
    return 0;
}

static int remove_index(void **state)
{
    corpus_folder_remove(*state);
    return 0;
}

static suo_search_options typo_options(void)
{
    return (suo_search_options){.size = sizeof(suo_search_options),
                                .k = ALL,
                                .tells_match = 1,
                                .typos = 1};
}

/* The keys of the hits, a '/' before those that only a correction finds. */
static const char *show(const suo_view *view, const char *question,
                        const suo_search_options *options)
{
    static char out[1024];
    suo_hits *hits = corpus_ask(view, question, options);
    size_t len = 0;
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        suo_hit_match match = {.size = sizeof(match)};
        const suo_hit *hit = &suo_hits_items(hits)[i];
        corpus_ok(suo_hits_match(hits, i, &match, NULL), NULL);
        assert_true(hit->score > 0 && isfinite(hit->score));
        len += (size_t)sprintf(out + len, "%s%.*s ",
                               match.tier == SUO_TIER_CORRECTED ? "/" : "",
                               (int)hit->key_len, hit->key);
    }
    out[len] = '\0';
    suo_hits_free(hits);
    return out;
}

static void assert_found(void **state, const char *question,
                         const suo_search_options *options, const char *keys)
{
    suo_view *view = corpus_view(*state, "r");
    assert_string_equal(show(view, question, options), keys);
    suo_view_close(view);
}

static void test_typos__come_behind_what_was_typed(void **state)
{
    const suo_search_options options = typo_options();
    assert_found(state, "retrun", &options, "/1 /2 /0 ");
    assert_found(state, "retrun bags", &options, "0 2 3 /1 ");
    assert_found(state, "怎么退或", &options, "4 6 /5 /7 ");
    assert_found(state, "退或", &options, "/5 /4 /7 ");
}

static void test_typos__are_found_only_if_wanted(void **state)
{
    suo_search_options options = typo_options();
    options.typos = 0;
    assert_found(state, "retrun", &options, "");
    assert_found(state, "怎么退或", &options, "6 4 ");
    options.typos = 1;
    options.syntax = SUO_SYNTAX_STRICT;
    assert_found(state, "retrun", &options, "");
    options.syntax = SUO_SYNTAX_PEOPLE;
    assert_found(state, "\"retrun\"", &options, "");
    assert_found(state, "wallets -retrun", &options, "3 9 ");
    assert_found(state, "kindel", &options, "");
}

static void test_typos__count_where_hits_need_words(void **state)
{
    suo_search_options options = typo_options();
    options.match = SUO_MATCH_ALL;
    assert_found(state, "retrun bag", &options, "0 2 ");
    assert_found(state, "怎么退或", &options, "4 ");
    assert_found(state, "retrun", &options, "/1 /2 /0 ");
    options.match = SUO_MATCH_ANY;
    options.min_information = 1;
    assert_found(state, "retrun bag", &options, "0 2 ");
}

static void test_typos__tell_what_hits_lack(void **state)
{
    const suo_search_options options = typo_options();
    suo_view *view = corpus_view(*state, "r");
    suo_hits *hits = corpus_ask(view, "retrun bags", &options);
    suo_hit_match match = {.size = sizeof(match)};
    corpus_ok(suo_hits_match(hits, 0, &match, NULL), NULL);
    assert_int_equal(match.tier, SUO_TIER_ALL);
    assert_int_equal(match.missing_count, 0);
    corpus_ok(suo_hits_match(hits, 2, &match, NULL), NULL); /* Bags alone */
    assert_int_equal(match.missing_count, 1);
    assert_int_equal(match.missing[0].start, 0);
    assert_int_equal(match.missing[0].end, 6);
    suo_hits_free(hits);
    suo_view_close(view);
}

/* ---- the oracle ---- */

/* Questions with slips, and those meant: of the same words otherwise. */
static const char *const MEANT[][2] = {
    {"retrun bags", "return bags"},
    {"polcy wallets", "policy wallets"},
    {"retrun polcy", "return policy"},
    {"bags RETRUN", "bags return"},
};

static void test_typos__score_as_what_was_meant(void **state)
{
    suo_view *view = corpus_view(*state, "r");
    suo_search_options options = typo_options();
    for (size_t i = 0; i < sizeof(MEANT) / sizeof(*MEANT); i++) {
        options.typos = 1;
        suo_hits *typed = corpus_ask(view, MEANT[i][0], &options);
        options.typos = 0;
        suo_hits *meant = corpus_ask(view, MEANT[i][1], &options);
        const uint32_t count = suo_hits_count(meant);
        assert_int_equal(suo_hits_count(typed), count);
        assert_int_equal(suo_hits_total(typed), suo_hits_total(meant));
        for (uint32_t t = 0; t < count; t++) {
            const suo_hit *own = &suo_hits_items(typed)[t];
            suo_hit_match match = {.size = sizeof(match)};
            uint32_t m = 0;
            corpus_ok(suo_hits_match(typed, t, &match, NULL), NULL);
            bool is_damped = match.tier == SUO_TIER_CORRECTED;
            while (m < count &&
                   (suo_hits_items(meant)[m].key_len != own->key_len ||
                    memcmp(suo_hits_items(meant)[m].key, own->key,
                           own->key_len) != 0))
                m++;
            assert_true(m < count);
            double wanted =
                ldexp(suo_hits_items(meant)[m].score, is_damped ? -120 : 0);
            assert_true(own->score == wanted);
        }
        suo_hits_free(typed);
        suo_hits_free(meant);
    }
    suo_view_close(view);
}

static void test_typos__are_explained_to_the_bit(void **state)
{
    static const char *const QUESTIONS[] = {"retrun bags", "怎么退或",
                                            "retrun polcy"};
    const suo_search_options options = typo_options();
    suo_view *view = corpus_view(*state, "r");
    for (int i = 0; i < 3; i++) {
        suo_hits *hits = corpus_ask(view, QUESTIONS[i], &options);
        for (uint32_t h = 0; h < suo_hits_count(hits); h++) {
            const suo_hit *hit = &suo_hits_items(hits)[h];
            suo_explanation *explanation;
            suo_explained told = {.size = sizeof(told)};
            double sum = 0;
            bool is_corrected = false;
            corpus_ok(suo_view_explain(view, QUESTIONS[i], -1, &options,
                                       hit->key, (int64_t)hit->key_len,
                                       &explanation, NULL),
                      NULL);
            corpus_ok(suo_explanation_get(explanation, &told, NULL), NULL);
            for (uint64_t p = 0; p < told.part_count; p++) {
                sum += told.parts[p].score;
                assert_true(told.parts[p].end <= strlen(QUESTIONS[i]));
                is_corrected |= (told.parts[p].flags & SUO_PART_CORRECTED) != 0;
            }
            assert_true(is_corrected);
            assert_true(sum == hit->score && told.score == hit->score);
            assert_int_equal(told.rank, h + 1);
            suo_explanation_free(explanation);
        }
        suo_hits_free(hits);
    }
    suo_view_close(view);
}

/* ---- many documents ---- */

static const char *const WORDS[] = {"return",   "policy", "wallet", "voucher",
                                    "delivery", "退货",   "运费",   "发票",
                                    "payment",  "account"};
static const char *const SLIPS[] = {"retrun",   "polcy",  "walet", "vouhcer",
                                    "delivrey", "退或",   "运废",  "发漂",
                                    "paymnet",  "accuont"};
enum { WORD_COUNT = 10, DOCS = 3000, ROUNDS = 60 };

static char *make_large(test_random *random)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < DOCS; i++) {
        char key[16];
        char text[256] = "";
        snprintf(key, sizeof(key), "%u", i);
        for (uint64_t n = 1 + test_random_below(random, 6); n > 0; n--) {
            strcat(text, WORDS[test_random_below(random, WORD_COUNT)]);
            strcat(text, " ");
        }
        corpus_put_text(writer, key, i % 3 == 0 ? "s" : "r", text, NULL);
    }
    corpus_writer_finish(writer);
    return folder;
}

/* The best few are the first of all, and pages go through all of them: so
 * nothing is lost where documents are passed over. */
static void test_typos__lose_nothing_to_pruning(void **state)
{
    (void)state;
    test_random random = test_random_begin(73);
    char *folder = make_large(&random);
    suo_view *view = corpus_view(folder, "r");
    for (int round = 0; round < ROUNDS; round++) {
        char question[256];
        suo_search_options options = typo_options();
        snprintf(question, sizeof(question), "%s %s %s",
                 WORDS[test_random_below(&random, WORD_COUNT)],
                 SLIPS[test_random_below(&random, WORD_COUNT)],
                 SLIPS[test_random_below(&random, WORD_COUNT)]);
        options.k = DOCS;
        suo_hits *all = corpus_ask(view, question, &options);
        options.k = 1 + (uint32_t)test_random_below(&random, 700);
        options.total = SUO_TOTAL_NONE;
        suo_hits *page = corpus_ask(view, question, &options);
        uint32_t at = 0;
        while (suo_hits_count(page) > 0) {
            for (uint32_t i = 0; i < suo_hits_count(page); i++, at++) {
                const suo_hit *own = &suo_hits_items(page)[i];
                const suo_hit *wanted = &suo_hits_items(all)[at];
                assert_true(at < suo_hits_count(all));
                assert_true(own->score == wanted->score);
                assert_int_equal(own->key_len, wanted->key_len);
                assert_memory_equal(own->key, wanted->key, own->key_len);
            }
            uint64_t after_len;
            corpus_ok(suo_hits_position(page, suo_hits_count(page) - 1,
                                        &options.after, &after_len, NULL),
                      NULL);
            options.after_len = (int64_t)after_len;
            suo_hits *next = corpus_ask(view, question, &options);
            suo_hits_free(page);
            page = next;
        }
        assert_int_equal(at, suo_hits_count(all));
        suo_hits_free(page);
        suo_hits_free(all);
    }
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_typos__change_nothing_without_slips(void **state)
{
    (void)state;
    test_random random = test_random_begin(74);
    char *folder = make_large(&random);
    suo_view *view = corpus_view(folder, "r");
    for (int round = 0; round < ROUNDS; round++) {
        char question[256];
        suo_search_options options = typo_options();
        corpus_dump dumps[2] = {0};
        snprintf(question, sizeof(question), "%s %s",
                 WORDS[test_random_below(&random, WORD_COUNT)],
                 WORDS[test_random_below(&random, WORD_COUNT)]);
        corpus_dump_search(&dumps[0], view, question, strlen(question),
                           &options);
        options.typos = 0;
        corpus_dump_search(&dumps[1], view, question, strlen(question),
                           &options);
        assert_int_equal(dumps[0].len, dumps[1].len);
        assert_memory_equal(dumps[0].bytes, dumps[1].bytes, dumps[0].len);
        free(dumps[0].bytes);
        free(dumps[1].bytes);
    }
    suo_view_close(view);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typos__come_behind_what_was_typed),
        cmocka_unit_test(test_typos__are_found_only_if_wanted),
        cmocka_unit_test(test_typos__count_where_hits_need_words),
        cmocka_unit_test(test_typos__tell_what_hits_lack),
        cmocka_unit_test(test_typos__score_as_what_was_meant),
        cmocka_unit_test(test_typos__are_explained_to_the_bit),
        cmocka_unit_test(test_typos__lose_nothing_to_pruning),
        cmocka_unit_test(test_typos__change_nothing_without_slips),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
