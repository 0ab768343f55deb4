/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_codes.c - product codes, versions and plain words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/tokens.h"

typedef struct form {
    const char *text;
    const char *tokens;
} form;

static void check_forms(const form *forms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(tokens_of(forms[i].text), forms[i].tokens);
}
#define CHECK_FORMS(forms) check_forms(forms, sizeof(forms) / sizeof(form))

static void test_codes__all_written_forms_have_the_same_whole(void **state)
{
    static const form forms[] = {
        {"ZA-3", "za 3 [za3]"},
        {"ZA3", "za 3 [za3]"},
        {"za_3", "za 3 [za3]"},
        {"Za.3", "za 3 [za3]"},
        {"\xEF\xBC\xBA\xEF\xBC\xA1\xEF\xBC\x8D\xEF\xBC\x93", "za 3 [za3]"},
        {"V3-MONO", "v 3 mono [v3mono]"},
        {"v3 mono", "v 3 [v3] mono"},
        {"iPhone15Pro", "iphon 15 pro [iphone15pro]"},
        {"iphone-15-pro", "iphon 15 pro [iphone15pro]"},
        {"a_b", "a b [ab]"},
        {"gen-itgc\xE5\x90\x8E", "gen itgc [genitgc] \xE5\x90\x8E"},
        {"\xE7\x94\xA8V3\xE7\x9A\x84", "\xE7\x94\xA8 v 3 [v3] !\xE7\x9A\x84"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__separators_between_digits_count(void **state)
{
    static const form forms[] = {
        {"5.3.1", "5 3 1 [5.3.1]"},
        {"531", "531"},
        {"3.5", "3 5 [3.5]"},
        {"2024-01-15", "2024 01 15 [2024.01.15]"},
        {"v2.0-rc1", "v 2 0 [2.0] rc 1 [v2.0rc1]"},
        {"5-3a", "5 3 a [5.3a]"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__capitals_cut_after_small_letters(void **state)
{
    static const form forms[] = {
        {"getUserName", "get user name [getusernam]"},
        {"iPhone", "iphon"},
        {"eBay", "ebay"},
        {"XMLHttp", "xmlhttp"},
        {"McDonald", "mc donald [mcdonald]"},
        {"HELLO", "hello"},
        {"Hello", "hello"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__apostrophes_stay_in_words(void **state)
{
    static const form forms[] = {
        {"don't", "do"},        {"don\xE2\x80\x99t", "do"},
        {"o'clock", "o'clock"}, {"users\xE2\x80\x99", "user"},
        {"user's", "user"},     {"users' guide", "user guid"},
        {"'quoted'", "quot"},   {"1990's", "1990 s [1990s]"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__joiners_join_only_between_letters_and_digits(
    void **state)
{
    static const form forms[] = {
        {"-a- b. .c _d_", "!a b c d"},
        {"a--b a..b a.-b", "!a b !a b !a b"},
        {"end. Next", "end next"},
        {"well-known.", "well known [wellknown]"},
        {"-", ""},
        {"", ""},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__long_codes_have_parts_alone(void **state)
{
    static const form forms[] = {
        {"a1b2c3d4", "a 1 b 2 c 3 d 4 [a1b2c3d4]"},
        {"a1b2c3d4e", "a 1 b 2 c 3 d 4 e"},
        {"1111111111222222222233333333334444444444555555555566666666667777x",
         "1111111111222222222233333333334444444444555555555566666666667777 x"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

/* A search for the plain word finds the joined one: both are stemmed. */
static void test_codes__a_whole_of_letters_is_stemmed(void **state)
{
    static const form forms[] = {
        {"e-mails", "e mail [email]"},
        {"emails", "email"},
        {"YouTube", "you tube [youtub]"},
        {"youtube", "youtub"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__letters_lose_their_marks(void **state)
{
    static const form forms[] = {
        {"caf\xC3\xA9 cafe\xCC\x81 CAF\xC3\x89", "cafe cafe cafe"},
        {"Z\xC3\xBCrich na\xC3\xAFve \xC3\x85ngstr\xC3\xB6m",
         "zurich naiv angstrom"},
        {"r\xC3\xA9sum\xC3\xA9s resumes", "resum resum"},
        {"stra\xC3\x9F"
         "e t\xC3\xB8j \xC5\x82\xC3\xB3"
         "d\xC5\xBA",
         "strass toj lodz"},
        {"\xC3\x86sir \xC5\x93uvre \xC3\xBE\xC3\xB3r \xC4\xB1\xC4\xB0",
         "aesir oeuvr thor ii"},
        {"Ti\xE1\xBA\xBFng Vi\xE1\xBB\x87t", "tieng viet"},
        {"q\xCC\x83x 1\xE2\x83\xA3", "qx 1"},
        {"A\xC3\xA9-3", "ae 3 [ae3]"},
        {"\xC9\x99s", "\xC9\x99s"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

static void test_codes__words_with_digits_are_not_stemmed(void **state)
{
    static const form forms[] = {
        {"4runnings", "4 run [4runnings]"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

/* The longest terms there are, when two letters take the place of one. */
static void test_codes__letters_that_become_two_fit(void **state)
{
    enum { COUNT = 1000 };
    static char text[2 * COUNT + 1];
    (void)state;
    for (int i = 0; i < COUNT; i++)
        memcpy(text + 2 * i, "\xC3\xA6", 2);
    const char *tokens = tokens_of(text);
    assert_int_equal(strlen(tokens), 252); /* 255 less what a letter takes */
    assert_int_equal(strspn(tokens, "ae"), 252);
}

static void test_codes__stop_words_are_flagged_when_alone(void **state)
{
    static const form forms[] = {
        {"what is it for", "what !is !it !for"},
        {"how who can WITH", "how who can !with"},
        {"check-in", "check in [checkin]"},
        {"IT-Support", "it support [itsupport]"},
        {"their these such", "!their !these !such"},
        {"isn't isnt it's", "!is !is !it"},
        {"They\xE2\x80\x99ll there'll", "!they !there"},
        {"don't can't", "do can"},
    };
    (void)state;
    CHECK_FORMS(forms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes__all_written_forms_have_the_same_whole),
        cmocka_unit_test(test_codes__separators_between_digits_count),
        cmocka_unit_test(test_codes__capitals_cut_after_small_letters),
        cmocka_unit_test(test_codes__apostrophes_stay_in_words),
        cmocka_unit_test(
            test_codes__joiners_join_only_between_letters_and_digits),
        cmocka_unit_test(test_codes__long_codes_have_parts_alone),
        cmocka_unit_test(test_codes__a_whole_of_letters_is_stemmed),
        cmocka_unit_test(test_codes__letters_lose_their_marks),
        cmocka_unit_test(test_codes__words_with_digits_are_not_stemmed),
        cmocka_unit_test(test_codes__letters_that_become_two_fit),
        cmocka_unit_test(test_codes__stop_words_are_flagged_when_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
