/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numerals.c - read Han numerals up to 9999, and the units behind numbers.
 */
#include "text/numerals.h"

enum { YEAR = 0x5E74 };

/* A unit, with what of its beginning says nothing. */
typedef struct unit_name {
    uint16_t chars[SUO_UNIT_CHARS_MAX]; /* folded, zeros behind */
    uint8_t skipped;
    bool needs_plural;
} unit_name;

/* The longest of those with one beginning first. */
static const unit_name UNITS[] = {
    {{0x4E2A, 0x5DE5, 0x4F5C, 0x65E5}, 1, false}, /* 个工作日 */
    {{0x4E2A, 0x5C0F, 0x65F6}, 1, false},         /* 个小时 */
    {{0x4E2A, 0x661F, 0x671F}, 1, false},         /* 个星期 */
    {{0x4E2A, 0x6708}, 0, false},                 /* 个月 */
    {{0x4E2A}, 0, true},                          /* 个 */
    {{0x5DE5, 0x4F5C, 0x65E5}, 0, false},         /* 工作日 */
    {{0x5C0F, 0x65F6}, 0, false},                 /* 小时 */
    {{0x661F, 0x671F}, 0, false},                 /* 星期 */
    {{0x5206, 0x949F}, 0, false},                 /* 分钟 */
    {{0x79D2, 0x949F}, 0, false},                 /* 秒钟 */
    {{0x79D2}, 0, false},                         /* 秒 */
    {{0x5929}, 0, false},                         /* 天 */
    {{0x65E5}, 0, false},                         /* 日 */
    {{0x6708}, 0, false},                         /* 月 */
    {{YEAR}, 0, false},                           /* 年 */
    {{0x5468}, 0, false},                         /* 周 */
    {{0x4E07, 0x5143}, 0, false},                 /* 万元 */
    {{0x4E07}, 0, false},                         /* 万 */
    {{0x4EBF}, 0, false},                         /* 亿 */
    {{0x5143}, 0, false},                         /* 元 */
    {{0x6298}, 0, false},                         /* 折 */
    {{0x5398, 0x7C73}, 0, false},                 /* 厘米 */
    {{0x6BEB, 0x7C73}, 0, false},                 /* 毫米 */
    {{0x7C73}, 0, false},                         /* 米 */
    {{0x516C, 0x91CC}, 0, false},                 /* 公里 */
    {{0x516C, 0x65A4}, 0, false},                 /* 公斤 */
    {{0x5343, 0x514B}, 0, false},                 /* 千克 */
    {{0x514B}, 0, false},                         /* 克 */
    {{0x65A4}, 0, false},                         /* 斤 */
    {{0x5428}, 0, false},                         /* 吨 */
    {{0x6BEB, 0x5347}, 0, false},                 /* 毫升 */
    {{0x5347}, 0, false},                         /* 升 */
    {{0x82F1, 0x5BF8}, 0, false},                 /* 英寸 */
    {{0x5BF8}, 0, false},                         /* 寸 */
    {{0x5C81}, 0, false},                         /* 岁 */
    {{0x4EF6}, 0, true},                          /* 件 */
    {{0x6B21}, 0, true},                          /* 次 */
    {{0x53F0}, 0, true},                          /* 台 */
    {{0x5757}, 0, true},                          /* 块 */
    {{0x5C42}, 0, true},                          /* 层 */
    {{0x697C}, 0, true},                          /* 楼 */
    {{0x53F7}, 0, true},                          /* 号 */
    {{0x671F}, 0, true},                          /* 期 */
    {{0x7EA7}, 0, true},                          /* 级 */
    {{0x4EE3}, 0, true},                          /* 代 */
    {{0x500D}, 0, true},                          /* 倍 */
    {{0x5F20}, 0, true},                          /* 张 */
    {{0x5957}, 0, true},                          /* 套 */
    {{0x4EBA}, 0, true},                          /* 人 */
};

static uint32_t unit_match(const unit_name *unit, const uint32_t *chars,
                           size_t count)
{
    uint32_t len = 0;
    while (len < SUO_UNIT_CHARS_MAX && unit->chars[len] != 0) {
        if (len == count || chars[len] != unit->chars[len])
            return 0;
        len++;
    }
    return len;
}

const bool suo_unit_lows[256] = {
    [0x06] = 1, [0x07] = 1, [0x08] = 1, [0x0D] = 1, [0x0F] = 1, [0x1F] = 1,
    [0x20] = 1, [0x21] = 1, [0x28] = 1, [0x29] = 1, [0x2A] = 1, [0x42] = 1,
    [0x43] = 1, [0x47] = 1, [0x4B] = 1, [0x57] = 1, [0x68] = 1, [0x6C] = 1,
    [0x73] = 1, [0x74] = 1, [0x7C] = 1, [0x81] = 1, [0x98] = 1, [0xA4] = 1,
    [0xA7] = 1, [0xBA] = 1, [0xBF] = 1, [0xD2] = 1, [0xE3] = 1, [0xE5] = 1,
    [0xEB] = 1, [0xF0] = 1, [0xF1] = 1, [0xF6] = 1, [0xF7] = 1, [0xF8] = 1,
};

suo_unit suo_unit_find(const uint32_t *chars, size_t count)
{
    if (count == 0 || !suo_unit_lows[chars[0] & 0xFF])
        return (suo_unit){0};
    for (size_t i = 0; i < sizeof(UNITS) / sizeof(*UNITS); i++) {
        uint32_t len = unit_match(&UNITS[i], chars, count);
        if (len > 0)
            return (suo_unit){len, UNITS[i].skipped, UNITS[i].needs_plural,
                              chars[0] == YEAR};
    }
    return (suo_unit){0};
}

/* No two of them have one low byte. */
const suo_numeral_char suo_numeral_chars[256] = {
    [0xF6] = {0x96F6, 0, 0},    [0x07] = {0x3007, 0, 0}, /* 零 〇 */
    [0x00] = {0x4E00, 0, 1},    [0x8C] = {0x4E8C, 0, 2},
    [0x24] = {0x4E24, 0, 2},    [0x09] = {0x4E09, 0, 3}, /* 两 三 */
    [0xDB] = {0x56DB, 0, 4},    [0x94] = {0x4E94, 0, 5},
    [0x6D] = {0x516D, 0, 6},    [0x03] = {0x4E03, 0, 7},
    [0x6B] = {0x516B, 0, 8},    [0x5D] = {0x4E5D, 0, 9},
    [0x41] = {0x5341, 10, 0},   [0x7E] = {0x767E, 100, 0}, /* 十 百 */
    [0x43] = {0x5343, 1000, 0},
};

/* The value of 零 to 九; -1 for others. */
static int numeral_digit(uint32_t code)
{
    const suo_numeral_char *own = &suo_numeral_chars[code & 0xFF];
    return own->code == code && own->power == 0 ? own->digit : -1;
}

/* The value of 十 百 千; 0 for others. */
static uint32_t numeral_power(uint32_t code)
{
    const suo_numeral_char *own = &suo_numeral_chars[code & 0xFF];
    return own->code == code ? own->power : 0;
}

bool suo_continues_number(uint32_t code)
{
    return suo_is_numeral(code) || code == 0x70B9 /* 点 */ ||
           code == 0x4E07 /* 万 */ || code == 0x4EBF /* 亿 */;
}

/* Four digits, said one by one: a year. */
static suo_numeral numeral_read_year(const uint32_t *chars, size_t count)
{
    suo_numeral year = {.is_year = true};
    while (year.len < 4 && year.len < count &&
           numeral_digit(chars[year.len]) >= 0)
        year.value =
            year.value * 10 + (uint32_t)numeral_digit(chars[year.len++]);
    bool is_year = year.len == 4 && year.value >= 1000 &&
                   (count == 4 || !suo_is_numeral(chars[4]));
    return is_year ? year : (suo_numeral){0};
}

/*
 * Powers must fall: 三百二十一. A digit without a power ends the numeral; 零
 * stands for powers passed over. 十 may stand without a digit before it. Two
 * digits side by side (三四天, about) are not safe.
 */
suo_numeral suo_numeral_read(const uint32_t *chars, size_t count)
{
    suo_numeral numeral = numeral_read_year(chars, count);
    uint32_t last = 10000;
    int digit = -1; /* read, and without its power yet */
    bool is_bad = false;
    if (numeral.len > 0)
        return numeral;
    for (; numeral.len < count && suo_is_numeral(chars[numeral.len]);
         numeral.len++) {
        uint32_t power = numeral_power(chars[numeral.len]);
        int own = numeral_digit(chars[numeral.len]);
        if (numeral.len == SUO_NUMBER_CHARS_MAX)
            return (suo_numeral){0};
        if (power == 0) {
            is_bad |= digit > 0 || (own == 0 && numeral.len == 0);
            digit = own;
            continue;
        }
        is_bad |= power >= last || digit == 0 ||
                  (digit < 0 && (power != 10 || numeral.len > 0));
        numeral.value += power * (digit < 0 ? 1 : (uint32_t)digit);
        last = power;
        digit = -1;
    }
    if (digit > 0)
        numeral.value += (uint32_t)digit;
    is_bad |= digit == 0;
    return is_bad ? (suo_numeral){0} : numeral;
}
