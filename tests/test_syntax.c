/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_syntax.c - which operators a question has, as people write them and as
 * programs do, and what is said of one that has none.
 *
 * What expressions find altogether is tests/test_gate.c's business.
 */
#include "query/parse.h"
#include "support/corpus.h"

static const corpus_article SHELF[] = {
    {"a", "card returns and 退货政策", "how to return a card", "red", 0},
    {"b", "card lost", "free returns of the card", "red", 0},
    {"c", "returning the lost card", "tar xzf the file", "sky blue", 0},
    {"d", "验证码退货款", "paypal", "blue", 0},
    {"e", "验证 证码 card", "V3-MONO 5 退货 政策", NULL, 0},
};

static suo_view *shelf_view(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (size_t i = 0; i < sizeof(SHELF) / sizeof(*SHELF); i++) {
        corpus_put_article(writer, &SHELF[i]);
        if (i == 1)
            corpus_commit(writer);
    }
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, NULL);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
    return view;
}

/* The keys of the hits in the order of the alphabet. */
static const char *find(const suo_view *view, const char *question,
                        suo_search_options options)
{
    static char found[8];
    suo_hits *hits;
    suo_error error = SUO_ERROR_EMPTY;
    options.size = sizeof(options);
    suo_status status =
        suo_view_search(view, question, -1, &options, &hits, &error);
    if (status != SUO_OK)
        print_error("%s\n", question);
    corpus_ok(status, &error);
    memset(found, 0, sizeof(found));
    for (char key = 'a'; key <= 'e'; key++)
        for (uint32_t i = 0; i < suo_hits_count(hits); i++)
            if (suo_hits_items(hits)[i].key[0] == key)
                found[strlen(found)] = key;
    assert_int_equal(suo_hits_total(hits), strlen(found));
    suo_hits_free(hits);
    return found;
}

static const suo_search_options PEOPLE = {0};
static const suo_search_options STRICT = {.syntax = SUO_SYNTAX_STRICT};
static const suo_search_options STRICT_ALL = {.syntax = SUO_SYNTAX_STRICT,
                                              .match = SUO_MATCH_ALL};

/* ---- people ---- */

static void test_people__exclude_words_and_phrases(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_string_equal(find(view, "card", PEOPLE), "abce");
    assert_string_equal(find(view, "card -lost", PEOPLE), "ae");
    assert_string_equal(find(view, "-lost card", PEOPLE), "ae");
    assert_string_equal(find(view, "card　-lost -returns", PEOPLE), "e");
    assert_string_equal(find(view, "card -\"lost card\"", PEOPLE), "abe");
    assert_string_equal(find(view, "card -\"free returns\" -lost", PEOPLE),
                        "ae");
    assert_string_equal(find(view, "card -V3-MONO", PEOPLE), "abc");
    assert_string_equal(find(view, "退货 -验证码", PEOPLE), "ae");
    assert_string_equal(find(view, "card -ret*", PEOPLE), "e");
    assert_string_equal(find(view, "\"lost card\" -xyzzy", PEOPLE), "c");
    suo_view_close(view);
}

static void test_people__name_fields(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_string_equal(find(view, "title:return", PEOPLE), "ac");
    assert_string_equal(find(view, "card title:return", PEOPLE), "ac");
    assert_string_equal(find(view, "card -title:return", PEOPLE), "be");
    assert_string_equal(find(view, "body:\"free returns\" 政策", PEOPLE), "b");
    assert_string_equal(find(view, "card tag:red", PEOPLE), "ab");
    assert_string_equal(find(view, "card tag:\"sky blue\"", PEOPLE), "c");
    assert_string_equal(find(view, "card -tag:red", PEOPLE), "ce");
    suo_view_close(view);
}

/* Each finds what it finds without the sign. */
static void test_people__mean_text_where_they_may(void **state)
{
    static const char *const SAME[][2] = {
        {"card - lost", "card lost"},
        {"card- - -lost", "card lost"},
        {"card -x -lost", "card x lost"},
        {"tar -xzf the file -v", "tar xzf the file v"},
        {"card --lost", "card lost"},
        {"card -5 -lost", "card 5 lost"},
        {"-paypal: card", "paypal card"},
        {"card -lost=1", "card lost 1"},
        {"card -/lost", "card lost"},
        {"card -退货政策", "card 退货政策"},
        {"-lost", "lost"},
        {"-lost -tag:red", "lost tag red"},
        {"tag:red", "tag red"},
        {"card-lost", "card lost"},
        {"card votes:5", "card votes 5"},
        {"card color:red", "card color red"},
        {"card title: lost", "card title lost"},
        {"card title:(lost", "card title lost"},
        {"card \"free -lost\"", "card lost"},
        {"card -\"lost", "card lost"},
        {"card -\"\"", "card"},
        {"card -", "card"},
        {"card body:!!!", "card body"},
        {":- -: card", "card"},
    };
    (void)state;
    suo_view *view = shelf_view();
    for (size_t i = 0; i < sizeof(SAME) / sizeof(*SAME); i++) {
        char expected[8];
        strcpy(expected, find(view, SAME[i][1], PEOPLE));
        const char *found = find(view, SAME[i][0], PEOPLE);
        if (strcmp(found, expected) != 0)
            print_error("%s\n", SAME[i][0]);
        assert_string_equal(found, expected);
    }
    suo_view_close(view);
}

/* ---- programs ---- */

static void test_strict__follows_the_grammar(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_string_equal(find(view, "", STRICT), "");
    assert_string_equal(find(view, "lost paypal", STRICT), "bcd");
    assert_string_equal(find(view, "lost card", STRICT_ALL), "bc");
    assert_string_equal(find(view, "lost AND card", STRICT), "bc");
    assert_string_equal(find(view, "lost and returns AND card", STRICT), "abc");
    assert_string_equal(find(view, "paypal OR lost AND free", STRICT), "bd");
    assert_string_equal(find(view, "(paypal OR lost) AND free", STRICT), "b");
    assert_string_equal(find(view, "card NOT lost paypal", STRICT), "ade");
    assert_string_equal(find(view, "card -(lost OR 退货)", STRICT), "");
    assert_string_equal(find(view, "card -(lost free)", STRICT_ALL), "ace");
    assert_string_equal(find(view, "card -(lost -free)", STRICT), "abe");
    assert_string_equal(find(view, "\"lost card\" OR paypal", STRICT), "cd");
    assert_string_equal(find(view, "ret* AND los*", STRICT), "bc");
    suo_view_close(view);
}

static void test_strict__scopes_fields(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_string_equal(find(view, "title:(lost OR 退货) -tag:red", STRICT),
                        "cd");
    assert_string_equal(
        find(view, "card AND tag:(red OR \"sky blue\")", STRICT), "abc");
    assert_string_equal(find(view, "title:(card AND body:free)", STRICT), "b");
    assert_string_equal(find(view, "body:\"free returns\"", STRICT), "b");
    suo_view_close(view);
}

static void test_strict__takes_escapes(void **state)
{
    (void)state;
    suo_view *view = shelf_view();
    assert_string_equal(find(view, "\\-lost", STRICT), "bc");
    assert_string_equal(find(view, "V3\\-MONO", STRICT), "e");
    assert_string_equal(find(view, "lost\\:card", STRICT), "bc");
    assert_string_equal(find(view, "\\(lost\\)", STRICT), "bc");
    assert_string_equal(find(view, "\"lost \\\"card\"", STRICT), "c");
    assert_string_equal(find(view, "card AND tag:sky\\ blue", STRICT), "c");
    assert_string_equal(find(view, "los\\* OR paypal", STRICT), "d");
    suo_view_close(view);
}

static void test_strict__names_the_byte(void **state)
{
    static const struct {
        const char *question;
        const char *begins;
    } WRONG[] = {
        {"card AND", "byte 8: a word is wanted"},
        {"OR card", "byte 0: a word is wanted"},
        {"card AND OR lost", "byte 9: a word is wanted"},
        {"( )", "byte 2: a word is wanted"},
        {"card NOT", "byte 8: nothing stands behind"},
        {"card -", "byte 5: a '-' stands right before"},
        {"card --lost", "byte 6: one NOT or '-'"},
        {"(card", "byte 0: the parenthesis is not closed"},
        {"card (lost (a)", "byte 5: the parenthesis is not closed"},
        {"card)", "byte 4: no parenthesis is open"},
        {"card \"lost", "byte 5: the phrase has no end"},
        {"\"lost\\\"", "byte 0: the phrase has no end"},
        {"\"lost\"card", "byte 6: white space is wanted behind"},
        {"24\" card", "byte 2: white space is wanted before"},
        {"f(x)", "byte 1: white space is wanted before"},
        {"退货 foo:bar", "byte 10: no text or keyword field"},
        {"votes:5", "byte 5: no text or keyword field"},
        {"title:a:b", "byte 7: put '\\' before a ':'"},
        {"title:", "byte 6: a word, a phrase or '('"},
        {"l*", "byte 1: a '*' stands"},
        {"lo*st", "byte 2: a '*' stands"},
        {"card AND tag:re*", "byte 15: a '*' stands"},
        {"退*", "byte 3: a '*' stands"},
        {"退货*", "byte 0: a '*' stands"},
        {"card \\", "byte 5: nothing stands behind the '\\'"},
        {"card !!!", "byte 5: nothing in this can be searched"},
        {"card \"...\"", "byte 5: nothing in this can be searched"},
        {"-card", "byte 1: this can be met without"},
        {"tag:red", "byte 0: this can be met without"},
        {"card OR tag:red", "byte 8: this can be met without"},
        {"card OR (paypal OR -lost)", "byte 20: this can be met without"},
    };
    (void)state;
    suo_view *view = shelf_view();
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(*WRONG); i++) {
        suo_error error = SUO_ERROR_EMPTY;
        suo_hits *hits;
        suo_search_options options = STRICT;
        options.size = sizeof(options);
        suo_status status = suo_view_search(view, WRONG[i].question, -1,
                                            &options, &hits, &error);
        if (strncmp(error.message, WRONG[i].begins, strlen(WRONG[i].begins)))
            print_error("%s: %s\n", WRONG[i].question, error.message);
        assert_int_equal(status, SUO_INVALID);
        assert_null(hits);
        assert_memory_equal(error.message, WRONG[i].begins,
                            strlen(WRONG[i].begins));
    }
    suo_view_close(view);
}

/* ---- limits ---- */

/* Ask 'count' times 'part', then 'rest'. */
static suo_status ask_many(const suo_view *view, const char *part,
                           uint32_t count, const char *rest)
{
    size_t len = strlen(part);
    char *question = malloc(len * count + strlen(rest) + 1);
    suo_search_options options = STRICT;
    suo_hits *hits;
    assert_non_null(question);
    for (uint32_t i = 0; i < count; i++)
        memcpy(question + i * len, part, len);
    strcpy(question + count * len, rest);
    options.size = sizeof(options);
    suo_status status =
        suo_view_search(view, question, -1, &options, &hits, NULL);
    assert_true((status == SUO_OK) == (hits != NULL));
    suo_hits_free(hits);
    free(question);
    return status;
}

static void test_strict__has_limits(void **state)
{
    static const char CLOSED[] = "))))))))))))))))))))))))))))))))";
    char closed[64];
    (void)state;
    suo_view *view = shelf_view();
    assert_int_equal(strlen(CLOSED), SUO_PARSE_DEPTH_MAX);
    snprintf(closed, sizeof(closed), "card%s", CLOSED);
    assert_int_equal(ask_many(view, "(", SUO_PARSE_DEPTH_MAX, closed), SUO_OK);
    assert_int_equal(ask_many(view, "(", SUO_PARSE_DEPTH_MAX + 1, closed),
                     SUO_LIMIT);
    assert_int_equal(ask_many(view, "(", 1 << 20, ""), SUO_LIMIT);
    assert_int_equal(ask_many(view, "(", (1 << 20) + 1, ""), SUO_LIMIT);
    assert_int_equal(ask_many(view, "card ", SUO_LEAVES_MAX, ""), SUO_OK);
    assert_int_equal(ask_many(view, "card ", SUO_LEAVES_MAX + 1, ""),
                     SUO_LIMIT);
    assert_int_equal(ask_many(view, "\"a b\" ", 16, ""), SUO_OK);
    assert_int_equal(ask_many(view, "\"a b\" ", 17, ""), SUO_LIMIT);
    assert_int_equal(ask_many(view, "ca* ", 16, ""), SUO_OK);
    assert_int_equal(ask_many(view, "ca* ", 17, ""), SUO_LIMIT);
    assert_int_equal(ask_many(view, "card AND (lost OR ", 30, "card"),
                     SUO_INVALID);
    suo_view_close(view);
}

/* A megabyte of operators of people is read in one pass. */
static void test_people__take_a_megabyte(void **state)
{
    static const char *const PARTS[] = {"-card ",   "\"a ",  "-\" ", "tag:\"x ",
                                        "title:a ", "-a:b ", "\" -"};
    (void)state;
    suo_view *view = shelf_view();
    for (size_t i = 0; i < sizeof(PARTS) / sizeof(*PARTS); i++) {
        size_t len = strlen(PARTS[i]);
        char *question = malloc(1 << 20);
        suo_hits *hits;
        assert_non_null(question);
        for (size_t at = 0; at < 1 << 20; at++)
            question[at] = PARTS[i][at % len];
        assert_int_equal(
            suo_view_search(view, question, 1 << 20, NULL, &hits, NULL),
            SUO_OK);
        suo_hits_free(hits);
        free(question);
    }
    suo_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people__exclude_words_and_phrases),
        cmocka_unit_test(test_people__name_fields),
        cmocka_unit_test(test_people__mean_text_where_they_may),
        cmocka_unit_test(test_people__take_a_megabyte),
        cmocka_unit_test(test_strict__follows_the_grammar),
        cmocka_unit_test(test_strict__scopes_fields),
        cmocka_unit_test(test_strict__takes_escapes),
        cmocka_unit_test(test_strict__names_the_byte),
        cmocka_unit_test(test_strict__has_limits),
    };
    return cmocka_run_group_tests_name("syntax", tests, NULL, NULL);
}
