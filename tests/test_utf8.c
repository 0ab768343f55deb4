/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_utf8.c - decoding good and broken UTF-8.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/utf8.h"

static void test_utf8__decodes_every_character_it_encodes(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code++) {
        char bytes[SUO_UTF8_MAX];
        uint32_t back;
        bool is_broken;
        if (code >= 0xD800 && code < 0xE000)
            continue;
        size_t len = suo_utf8_encode(code, bytes);
        assert_int_equal(
            suo_utf8_decode((const uint8_t *)bytes, len, &back, &is_broken),
            len);
        assert_int_equal(back, code);
        assert_false(is_broken);
    }
}

static void test_utf8__refuses_surrogates(void **state)
{
    (void)state;
    for (uint32_t code = 0xD800; code < 0xE000; code++) {
        char bytes[SUO_UTF8_MAX];
        uint32_t back;
        bool is_broken;
        size_t len = suo_utf8_encode(code, bytes);
        assert_int_equal(
            suo_utf8_decode((const uint8_t *)bytes, len, &back, &is_broken), 1);
        assert_true(is_broken);
        assert_int_equal(back, SUO_REPLACEMENT);
    }
}

/* The lengths of the parts, as digits; broken ones follow a '!'. */
static void utf8_parts(const char *bytes, size_t len, char *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t code;
        bool is_broken;
        size_t part = suo_utf8_decode((const uint8_t *)bytes + at, len - at,
                                      &code, &is_broken);
        assert_true(part >= 1 && part <= len - at);
        if (is_broken)
            *out++ = '!';
        *out++ = (char)('0' + part);
        at += part;
    }
    *out = '\0';
}

/* Cases of the Unicode Standard, tables 3-8 to 3-11. */
static void test_utf8__replaces_maximal_parts(void **state)
{
    static const struct {
        const char *bytes;
        const char *parts;
    } cases[] = {
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", "!1!1!1!1!1!1!1!11"},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", "!1!1!1!1!1!1!1!11"},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", "!1!1!1!1!11!1!11"},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "!2!1!3!21"},
        {"\xE4\xBD", "!2"},
        {"\xF0\x9F\x98", "!3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char parts[64];
        utf8_parts(cases[i].bytes, strlen(cases[i].bytes), parts);
        assert_string_equal(parts, cases[i].parts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8__decodes_every_character_it_encodes),
        cmocka_unit_test(test_utf8__refuses_surrogates),
        cmocka_unit_test(test_utf8__replaces_maximal_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
