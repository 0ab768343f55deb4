/* SPDX-License-Identifier: Apache-2.0 */
/*
 * personal.h - questions with something personal in them, made up, and what
 * must be found nowhere afterwards.
 */
#ifndef SUO_TESTS_PERSONAL_H
#define SUO_TESTS_PERSONAL_H

typedef struct test_personal {
    const char *text;
    const char *data[4]; /* parts of it that must go; NULL behind the last */
} test_personal;

static const test_personal PERSONAL[] = {
    /* telephones */
    {"我的手机号是13812345678怎么换绑", {"138", "1234", "5678"}},
    {"手机 138 1234 5678 收不到验证码", {"138", "1234", "5678"}},
    {"手机138-1234-5678收不到", {"138", "1234", "5678"}},
    {"手机１３８１２３４５６７８收不到", {"１３８", "１２３４", "５６７８"}},
    {"手机一三八一二三四五六七八收不到", {"一三八", "三四五", "六七八"}},
    {"手机幺三八 零零幺二 五六七八", {"幺三八", "零零幺二", "五六七八"}},
    {"手机138一二三四5678", {"138", "一二三四", "5678"}},
    {"手机 1 3 8 1 2 3 4 5 6 7 8", {"1 3 8", "5 6", "7 8"}},
    {"手机 13.81.23.45.67.8", {"13.", "45", "67"}},
    {"手机 138\xE2\x80\x8B"
     "12\xE2\x80\x8B"
     "34\xE2\x80\x8B"
     "5678",
     {"138", "34", "5678"}},
    {"手机①③⑧①②③④⑤⑥⑦⑧", {"①③", "⑤⑥", "⑦⑧"}},
    {"手机 1\xEF\xB8\x8F\xE2\x83\xA3"
     "3\xEF\xB8\x8F\xE2\x83\xA3"
     "8\xEF\xB8\x8F\xE2\x83\xA3"
     "1\xEF\xB8\x8F\xE2\x83\xA3"
     "2\xEF\xB8\x8F\xE2\x83\xA3"
     "3\xEF\xB8\x8F\xE2\x83\xA3",
     {"1", "3", "8"}},
    {"call me at +1 (415) 555-0132 please", {"415", "555", "0132"}},
    {"ring 020 7946 0958", {"020", "7946", "0958"}},
    {"رقمي ٠١٢٣٤٥٦٧٨٩", {"٠١", "٤٥", "٨٩"}},
    {"मेरा नंबर ९८७६५४३२१०", {"९८", "५४", "१०"}},
    {"phone ❶❸❽❶❷❸❹❺", {"❶❸", "❷❸", "❹❺"}},
    {"电话 010—6552—9988 转 8001", {"6552", "9988", "8001"}},
    {"传真（０１０）６５５２９９８８", {"０１０", "６５５", "９９８８"}},
    /* orders, parcels, cards, papers */
    {"订单20261122123456什么时候到", {"2026", "1122", "3456"}},
    {"订单号JD0012345678到哪了", {"JD", "0012", "5678"}},
    {"快递SF1234567890123", {"SF", "1234", "0123"}},
    {"order #A1B2C3D4 where", {"A1B2", "C3D4"}},
    {"order AB-123-XY where", {"AB-", "123", "XY"}},
    {"booking K7QJ2L lost", {"K7Q", "J2L"}},
    {"卡号6222 0212 3456 7890 123", {"6222", "0212", "7890", "123"}},
    {"card 4111-1111-1111-1111", {"4111", "1111"}},
    {"身份证11010119900307123X能改吗", {"1101", "9900", "123X"}},
    {"身份证 110101 19900307 123x", {"1101", "1990", "0307"}},
    {"护照E12345678", {"E123", "4567", "678"}},
    {"车牌粤B12AB3", {"B12", "AB3"}},
    {"IBAN DE89 3704 0044 0532 0130 00", {"3704", "0532", "0130"}},
    {"生日1990-03-07", {"1990", "03", "07"}},
    {"生日 90/3/07 1", {"90/", "/3/", "07"}},
    {"验证码 12 34 56", {"12 ", "34", "56"}},
    {"我的密码是hunter2怎么改", {"hunter2", "hunter"}},
    {"token eyJhbGciOiJIUzI1NiJ9.abc", {"eyJ", "OiJ", "iJ9"}},
    {"key abcdefghijklmnopqrstuvwxyzabcd", {"abcdef", "uvwxyz"}},
    {"my address 192.168.1.10", {"192", "168", "1.10"}},
    {"my address 1.2.3.4", {"1.2", "2.3", "3.4"}},
    {"mac 00:1A:2B:3C:4D:5E", {"1A", "2B", "5E"}},
    /* addresses */
    {"我的邮箱zhang.san@example.com收不到", {"zhang", "san", "example"}},
    {"邮箱ｚｈａｎｇ＠ｑｑ．ｃｏｍ", {"ｚｈａｎｇ", "ｑｑ", "ｃｏｍ"}},
    {"mail zhang+tag_1@mail.example.co.uk now", {"zhang", "tag", "co.uk"}},
    {"mail zhang @ qq.com", {"zhang", "qq"}},
    {"mail zhang(at)qq.com", {"zhang", "qq"}},
    {"邮箱 张三@公司.cn", {"张三", "公司"}},
    {"@李四 帮我退货", {"李四"}},
    {"微信 @wang_wu 没回", {"wang", "wu"}},
    {"mail zha\xE2\x80\x8Bng@qq.com", {"zha", "ng", "qq"}},
    /* URLs */
    {"https://shop.example/o?id=77&token=abc打不开", {"shop", "77", "abc"}},
    {"链接http://a.cn/订单/12?k=xyz怎么打不开", {"a.cn", "12", "xyz"}},
    {"www.example.com/u/me fails", {"example", "/u/", "me "}},
    {"open item.example.com/9?t=q", {"item", "example", "/9"}},
    {"ftp://me:secret@host/x", {"me:", "secret", "host"}},
};

enum { PERSONAL_COUNT = sizeof(PERSONAL) / sizeof(*PERSONAL) };

#endif
