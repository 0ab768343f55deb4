/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_byte_masks.c - what 64 bytes are.
 */
#include "codec/byte_masks.h"

#include <string.h>

#include "support/unit.h"

/* What one byte is, as the header says it. */
static void check_byte(const suo_byte_masks *masks, uint32_t i, uint8_t byte)
{
    bool is_capital = byte >= 'A' && byte <= 'Z';
    bool is_letter = is_capital || (byte >= 'a' && byte <= 'z');
    bool is_digit = byte >= '0' && byte <= '9';
    bool is_joiner = byte == '-' || byte == '_' || byte == '.';
    assert_int_equal(masks->letters >> i & 1, is_letter);
    assert_int_equal(masks->capitals >> i & 1, is_capital);
    assert_int_equal(masks->digits >> i & 1, is_digit);
    assert_int_equal(masks->joiners >> i & 1, is_joiner);
    assert_int_equal(masks->apostrophes >> i & 1, byte == '\'');
    assert_int_equal(masks->far >> i & 1, byte >= 0x80);
}

static void test_byte_masks__tell_every_byte_in_every_place(void **state)
{
    (void)state;
    for (uint32_t shift = 0; shift < 256; shift++) {
        uint8_t bytes[SUO_MASKED_BYTES];
        suo_byte_masks masks, portable;
        for (uint32_t i = 0; i < SUO_MASKED_BYTES; i++)
            bytes[i] = (uint8_t)(i * 5 + shift);
        suo_byte_masks_make(&masks, bytes);
        suo_byte_masks_make_portable(&portable, bytes);
        for (uint32_t i = 0; i < SUO_MASKED_BYTES; i++) {
            check_byte(&masks, i, bytes[i]);
            check_byte(&portable, i, bytes[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_byte_masks__tell_every_byte_in_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
