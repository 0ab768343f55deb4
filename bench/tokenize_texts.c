/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenize_texts.c - texts to measure on: files, made text, a question.
 *
 * Made text draws words of a short list, the rank r with a weight of 1/r
 * (Zipf's law), by splitmix64 from a fixed seed: the same in every run.
 */
#include "tokenize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>

enum { MADE_BYTES = 2 * 1000 * 1000, READ_BYTES = 1024 * 1024 };

static const uint64_t MADE_SEED = 2026;

/* The frequent ones first. */
static const char *const ZH_WORDS[BENCH_MADE_WORDS] = {
    "的",   "您",     "在",   "可以",   "是",     "设置",   "请",   "了",
    "如果", "账户",   "和",   "订单",   "点击",   "我们",   "商品", "使用",
    "退款", "或",     "申请", "如何",   "手机",   "不",     "客服", "需要",
    "支付", "快递",   "地址", "发票",   "收货",   "优惠券", "页面", "选择",
    "密码", "登录",   "修改", "配置",   "数据库", "版本",   "安装", "文件",
    "更新", "网络",   "打印", "管理员", "邮箱",   "验证码", "充值", "会员",
    "积分", "工作日", "保修", "说明书", "滤网",   "充电器", "蓝牙", "App",
    "WiFi", "12",     "24",   "USB-C",
};

static const char *const EN_WORDS[BENCH_MADE_WORDS] = {
    "the",     "to",       "you",     "your",     "and",      "a",
    "is",      "of",       "in",      "can",      "if",       "for",
    "account", "order",    "with",    "this",     "on",       "not",
    "it",      "settings", "please",  "card",     "use",      "how",
    "payment", "refund",   "shipped", "device",   "page",     "click",
    "be",      "from",     "support", "update",   "password", "email",
    "select",  "charged",  "when",    "don't",    "network",  "file",
    "printer", "returns",  "address", "delivery", "warranty", "installed",
    "version", "running",  "number",  "invoices", "sign-in",  "Bluetooth",
    "charger", "24",       "iPhone",  "WiFi",     "OneDrive", "USB-C",
};

/* ---- made text ---- */

typedef struct made_words {
    const char *const *words;
    const char *between; /* two words */
    const char *comma;
    const char *stop;
} made_words;

static uint64_t made_random(uint64_t *state)
{
    uint64_t value = *state += 0x9E3779B97F4A7C15u;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

/* The number of a word by Zipf's law. */
static size_t made_draw(uint64_t *state)
{
    double all = 0;
    for (size_t rank = 1; rank <= BENCH_MADE_WORDS; rank++)
        all += 1.0 / (double)rank;
    double left = (double)(made_random(state) >> 11) / 9007199254740992.0 * all;
    size_t at = 0;
    while (at + 1 < BENCH_MADE_WORDS && left >= 1.0 / (double)(at + 1)) {
        left -= 1.0 / (double)(at + 1);
        at++;
    }
    return at;
}

static void made_add(bench_text *text, const char *part)
{
    size_t len = strlen(part);
    memcpy(text->bytes + text->len, part, len);
    text->len += len;
}

/* Sentences of 5 to 20 words, lines of some sentences. */
static void make_text(bench_text *text, const made_words *made)
{
    enum { ROOM = 64 }; /* for the longest word and marks behind it */
    uint64_t state = MADE_SEED;
    text->bytes = bench_realloc(NULL, MADE_BYTES + ROOM);
    while (text->len < MADE_BYTES) {
        uint64_t dice = made_random(&state);
        made_add(text, made->words[made_draw(&state)]);
        if (dice % 12 == 0)
            made_add(text, dice / 12 % 5 == 0 ? "\n" : made->stop);
        else
            made_add(text, dice % 12 == 1 ? made->comma : made->between);
    }
}

/* ---- files ---- */

static void read_file(bench_text *text, const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t got = 0;
    if (in == NULL)
        bench_fail("%s: %s", path, strerror(errno));
    do {
        text->len += got;
        if (text->len > SUO_TEXT_MAX)
            bench_fail("%s: longer than 1 GiB", path);
        text->bytes = bench_realloc(text->bytes, text->len + READ_BYTES);
        got = fread(text->bytes + text->len, 1, READ_BYTES, in);
    } while (got > 0);
    if (ferror(in))
        bench_fail("%s: %s", path, strerror(errno));
    fclose(in);
    if (text->len == 0)
        bench_fail("%s: no text in it", path);
}

/* ---- both ---- */

int32_t bench_text_widen(const bench_text *text, UChar *out)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t len;
    u_strFromUTF8WithSub(out, (int32_t)text->len, &len, text->bytes,
                         (int32_t)text->len, 0xFFFD, NULL, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, converting: %s", u_errorName(code));
    return len;
}

/* Convert the text, and make the tools that are kept. */
static void text_finish(bench_text *text)
{
    UErrorCode code = U_ZERO_ERROR;
    suo_error error = {.size = sizeof(error)};
    text->wide = bench_realloc(NULL, text->len * sizeof(UChar));
    text->room = bench_realloc(NULL, text->len * sizeof(UChar));
    text->wide_len = bench_text_widen(text, text->wide);
    text->words = ubrk_open(UBRK_WORD, text->locale, NULL, 0, &code);
    if (U_FAILURE(code))
        bench_fail("ICU, word iterator: %s", u_errorName(code));
    if (suo_tokenizer_new(NULL, &text->tokenizer, &error) != SUO_OK)
        bench_fail("suo: %s", error.message);
}

void bench_text_open(bench_text *text, const char *name, const char *locale,
                     const char *path)
{
    static const made_words zh = {ZH_WORDS, "", "，", "。"};
    static const made_words en = {EN_WORDS, " ", ", ", ". "};
    *text = (bench_text){.name = name, .locale = locale, .path = path};
    if (path != NULL)
        read_file(text, path);
    else
        make_text(text, strcmp(locale, "zh") == 0 ? &zh : &en);
    text_finish(text);
}

void bench_text_open_question(bench_text *text, const char *question)
{
    *text = (bench_text){.name = "question", .locale = "zh"};
    text->len = strlen(question);
    text->bytes = bench_realloc(NULL, text->len);
    memcpy(text->bytes, question, text->len);
    text_finish(text);
}

void bench_text_close(bench_text *text)
{
    suo_tokenizer_free(text->tokenizer);
    ubrk_close(text->words);
    free(text->bytes);
    free(text->wide);
    free(text->room);
}
