/* SPDX-License-Identifier: Apache-2.0 */
/*
 * texts.h - random texts that try the tokenizer's rules, and a number for
 * what it makes of them.
 *
 * Included after cmocka.h.
 */
#ifndef SUO_SUPPORT_TEXTS_H
#define SUO_SUPPORT_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "text/tokenizer.h"
#include "text/utf8.h"

enum { TEXT_MAX = 4096 /* bytes of a random text */ };

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* What texts are put together from: each has rules of its own. */
static const char *const fragments[] = {
    "我想退货",
    "客服",
    "支付宝",
    "應(yīng)用",
    "数（shù）",
    "据(jù",
    "权(quán)",
    "的",
    "。",
    "，",
    "！",
    "a",
    "7天",
    "七天",
    "二十四个小时",
    "1-3天",
    "-5天",
    "U盘",
    "恤",
    "V领T",
    "微信",
    "APP",
    "双11",
    "Wi-Fi密碼",
    "Ⅲ代",
    "T+0到账",
    "+0到账",
    "7×24小时",
    "V3-MONO",
    "iPhone15",
    "don't",
    "don’t",
    "_",
    "-",
    ".",
    "'",
    "5.3.1",
    "２０",
    "running",
    "Ünïcödé",
    "\xCC\x81",
    "\xCC\xA3",
    "é",
    " ",
    " ",
    "\n",
    "\t",
    "カタカナ",
    "ｶﾞ",
    "한국어",
    "\xE1\x84\x80",
    "\xE1\x85\xA1",
    "ภาษาไทย",
    "привет",
    "㍿",
    "ﬁ",
    "㈱",
    "①",
    "\xFF",
    "\xE4\xBD",
    "\xED\xA0\x80",
    "\xF0\xA0\x80",
    "\xE0\x80\x80",
    "\xF0\x9F\x98\x80",
    "𠀀𠀁",
    "\xC2\xAD",
    "\xE2\x80\x8D",
    "々",
    "〇",
    "Ⅳ",
    "(",
    ")",
    "İ",
    "ß",
    "\xF0\x9D\x90\x80",
    "臺灣",
    "著",
    "123456789",
    "ABCdef",
};

/* Fill 'text', of TEXT_MAX bytes: fragments, characters, and in every fourth
 * text raw bytes. Returns its length. */
static inline size_t random_text(uint64_t *seed, char *text)
{
    size_t len = 0;
    size_t goal = random_next(seed) % (TEXT_MAX - 64);
    bool has_raw_bytes = random_next(seed) % 4 == 0;
    while (len < goal) {
        uint64_t dice = random_next(seed);
        if (dice % 8 == 0 && has_raw_bytes) {
            text[len++] = (char)(dice >> 8);
        } else if (dice % 8 == 1) {
            uint32_t code = (uint32_t)(dice >> 8) % 0x110000;
            if (dice >> 60 < 12)
                code %= 0x10000;
            if (code < 0xD800 || code > 0xDFFF)
                len += suo_utf8_encode(code, text + len);
        } else {
            const char *fragment =
                fragments[(dice >> 8) %
                          (sizeof(fragments) / sizeof(fragments[0]))];
            memcpy(text + len, fragment, strlen(fragment));
            len += strlen(fragment);
        }
    }
    return len;
}

/* A number for all tokens of a text, in all they say. */
static inline uint64_t tokens_hash(suo_tokenizer *tokenizer, const char *text,
                                   size_t len)
{
    const suo_token *tokens;
    uint64_t count, hash = 0;
    assert_int_equal(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL),
                     SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = tokens + i;
            uint32_t members[] = {t->start,      t->end,  t->unit,
                                  t->unit_count, t->kind, t->flags};
            for (size_t k = 0; k < 6; k++)
                hash = (hash ^ members[k]) * UINT64_C(0x9E3779B97F4A7C15);
            for (uint32_t k = 0; k < t->term_len; k++)
                hash = (hash ^ (uint8_t)t->term[k]) * 1099511628211u;
        }
    } while (count > 0);
    return hash + suo_tokenizer_replaced(tokenizer);
}

#endif
