/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_languages.c - names of languages, and the words of texts in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libstemmer.h>

#include "support/tokens.h"
#include "text/languages.h"
#include "text/stem.h"

static bool find(const char *name, suo_language *language)
{
    return suo_language_find(name, strlen(name), language);
}

static void test_languages__go_by_name_or_code(void **state)
{
    static const struct {
        const char *name;
        suo_language_kind kind;
        const char *found;
    } cases[] = {
        {"english", SUO_LANGUAGE_ENGLISH, "english"},
        {"en", SUO_LANGUAGE_ENGLISH, "english"},
        {"none", SUO_LANGUAGE_NONE, "none"},
        {"german", SUO_LANGUAGE_OTHER, "german"},
        {"de", SUO_LANGUAGE_OTHER, "german"},
        {"fr", SUO_LANGUAGE_OTHER, "french"},
        {"ru", SUO_LANGUAGE_OTHER, "russian"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        suo_language language;
        assert_true(find(cases[i].name, &language));
        assert_int_equal(language.kind, cases[i].kind);
        assert_string_equal(language.name, cases[i].found);
    }
}

static void test_languages__are_all_that_the_library_has(void **state)
{
    (void)state;
    for (const char **name = sb_stemmer_list(); *name != NULL; name++) {
        suo_language language;
        assert_true(find(*name, &language));
        assert_string_equal(language.name, *name);
        assert_true(tokens_in(*name, "words") != NULL);
    }
}

static void test_languages__that_do_not_exist_are_not_found(void **state)
{
    static const char *const names[] = {"",        "klingon", "German", "germa",
                                        "germann", "xx",      "deu",    "d"};
    const suo_analyzer analyzer = {.language = "klingon"};
    suo_error error = {.size = sizeof(error)};
    suo_tokenizer *tokenizer;
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        suo_language language;
        assert_false(find(names[i], &language));
    }
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, &error),
                     SUO_VERSION);
    assert_null(tokenizer);
    assert_non_null(strstr(error.message, "klingon"));
}

typedef struct pair {
    const char *language;
    const char *one;
    const char *other;
} pair;

static void test_languages__join_the_forms_of_a_word(void **state)
{
    static const pair pairs[] = {
        {"german", "Rechnungen", "Rechnung"},
        {"german", "Häuser", "Haus"},
        {"german", "STRASSEN", "Straße"},
        {"french", "remboursées", "remboursé"},
        {"spanish", "devoluciones", "devolución"},
        {"russian", "заказами", "заказ"},
        {"russian", "возвратов", "возврат"},
        {"greek", "λογαριασμοί", "λογαριασμός"},
        {"hindi", "किताबें", "किताब"},
        {"arabic", "الكتاب", "كتاب"},
        {"serbian", "наруџбине", "narudžbine"},
        {"english", "refunds", "refund"},
        {"english", "Zürich", "zurich"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char one[4096];
        strcpy(one, tokens_in(pairs[i].language, pairs[i].one));
        assert_true(strlen(one) > 0);
        assert_string_equal(one, tokens_in(pairs[i].language, pairs[i].other));
    }
}

/* The marks tell Snowball which endings there are, so they go last. */
static void test_languages__lose_marks_after_stemming(void **state)
{
    (void)state;
    assert_string_equal(tokens_in("french", "remboursées"), "rembours");
    assert_string_equal(tokens_in("french", "rembourse"), "rembours");
    assert_string_equal(tokens_in("none", "remboursées"), "remboursees");
}

static void test_languages__cut_codes_as_english_does(void **state)
{
    (void)state;
    assert_string_equal(tokens_in("german", "V3-Größe é ÄB-12"),
                        "v 3 gross [v3grosse] e ab 12 [ab12]");
    assert_string_equal(tokens_in("turkish", "İzmir ıslak"), "izmir islak");
}

static void test_languages__of_their_own_have_no_english_stop_words(
    void **state)
{
    (void)state;
    assert_string_equal(tokens_in("german", "was an 的"), "was an !的");
    assert_string_equal(tokens_in("none", "was an 的"), "!was !an !的");
}

static void test_languages__none_leaves_words_as_they_are(void **state)
{
    (void)state;
    assert_string_equal(tokens_in("none", "Running Shoes don't"),
                        "running shoes don't");
    assert_string_equal(tokens_in("none", "cafés заказами"), "cafes заказами");
}

static void test_languages__english_leaves_other_scripts_alone(void **state)
{
    (void)state;
    assert_string_equal(tokens_of("заказами"), "заказами");
}

/* Words of every length around the bounds, in every algorithm, the same word
 * before the cache is made and from it: no longer than they were, and the
 * bytes behind the room untouched. */
static void test_languages__stem_words_of_any_length(void **state)
{
    static const char *const letters[] = {"g", "é", "ш", "த", "ç", "æ"};
    (void)state;
    for (const char **name = sb_stemmer_list(); *name != NULL; name++) {
        suo_stem stem = {0};
        assert_true(find(*name, &stem.language));
        for (int round = 0; round < 2; round++) {
            for (size_t l = 0; l < sizeof(letters) / sizeof(*letters); l++) {
                for (size_t count = 1; count < 80; count++) {
                    char word[320] = "";
                    for (size_t i = 0; i < count; i++)
                        strcat(word, letters[l]);
                    size_t len = strlen(word), was = len;
                    size_t room = was + SUO_STEM_ADDED > SUO_STEM_ROOM
                                      ? was + SUO_STEM_ADDED
                                      : (size_t)SUO_STEM_ROOM;
                    if (stem.language.kind == SUO_LANGUAGE_ENGLISH && l > 0)
                        break; /* its words are a-z */
                    word[room] = '#';
                    assert_int_equal(suo_stem_word(&stem, word, &len, NULL),
                                     SUO_OK);
                    assert_true(len > 0 && len <= was);
                    assert_int_equal(word[room], '#');
                }
            }
        }
        suo_stem_clear(&stem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages__go_by_name_or_code),
        cmocka_unit_test(test_languages__are_all_that_the_library_has),
        cmocka_unit_test(test_languages__that_do_not_exist_are_not_found),
        cmocka_unit_test(test_languages__join_the_forms_of_a_word),
        cmocka_unit_test(test_languages__lose_marks_after_stemming),
        cmocka_unit_test(test_languages__cut_codes_as_english_does),
        cmocka_unit_test(
            test_languages__of_their_own_have_no_english_stop_words),
        cmocka_unit_test(test_languages__none_leaves_words_as_they_are),
        cmocka_unit_test(test_languages__english_leaves_other_scripts_alone),
        cmocka_unit_test(test_languages__stem_words_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
