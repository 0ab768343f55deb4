/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_accents.c - the table of plain letters, against utf8proc.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "text/accents.h"
#include "text/utf8.h"

static void test_accents__are_what_decomposing_and_stripping_gives(void **state)
{
    unsigned checked = 0;
    (void)state;
    for (uint32_t code = 0x80; code < 0x2200; code++) {
        char bytes[5] = {0};
        utf8proc_uint8_t *out = NULL;
        suo_utf8_encode(code, bytes);
        utf8proc_ssize_t len =
            utf8proc_map((const utf8proc_uint8_t *)bytes, 0, &out,
                         UTF8PROC_NULLTERM | UTF8PROC_STABLE |
                             UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
        assert_true(len >= 0);
        const char *plain = suo_accent_plain(code);
        if (len == 1 && out[0] >= 'a' && out[0] <= 'z') {
            assert_non_null(plain);
            assert_int_equal(plain[0], out[0]);
            assert_int_equal(plain[1], 0);
            checked++;
        }
        free(out);
    }
    assert_true(checked > 200);
}

static void test_accents__of_letters_that_do_not_decompose(void **state)
{
    static const struct {
        uint32_t code;
        const char *plain;
    } letters[] = {
        {0xF8, "o"},  {0x1FF, "o"},  {0x142, "l"},  {0x111, "d"},
        {0xE6, "ae"}, {0x1FD, "ae"}, {0x153, "oe"}, {0xF0, "d"},
        {0xFE, "th"}, {0x131, "i"},  {0x127, "h"},  {0x14B, "n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        const char *plain = suo_accent_plain(letters[i].code);
        assert_non_null(plain);
        assert_int_equal(strncmp(plain, letters[i].plain, 2), 0);
    }
}

static void test_accents__leave_all_else_alone(void **state)
{
    static const uint32_t codes[] = {'a',    0xBF,   0xD7,    0xF7,    0xC9,
                                     0x250,  0x259,  0x3B1,   0x430,   0x1DFF,
                                     0x1F00, 0x4E00, 0x1E900, 0x10FFFF};
    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        assert_null(suo_accent_plain(codes[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_accents__are_what_decomposing_and_stripping_gives),
        cmocka_unit_test(test_accents__of_letters_that_do_not_decompose),
        cmocka_unit_test(test_accents__leave_all_else_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
