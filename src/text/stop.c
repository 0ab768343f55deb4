/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop.c - the lists of stop words, and a small table to ask them.
 *
 * English: the 33 words of Lucene's StandardAnalyzer, contracted or not.
 * Chinese: particles, conjunctions, prepositions, pronouns and words of
 * politeness. Words that ask (怎么 如何 什么 为什么 谁 哪 能 可以, what how
 * who can) are in neither: "how" tells a how-to from a price list. Lists are
 * folded.
 */
#include "text/stop.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "text/utf8.h"

static const char STOP_ENGLISH[] =
    "a an and are as at be but by for if in into is it no not of on or such "
    "that the their then there these they this to was will with ";

/* Contractions that are stemmed to one of these. */
static const char STOP_CONTRACTIONS[] =
    "ain't aint aren't arent isn't isnt it'd it'll it's that'd that'll that's "
    "thats there'd there'll there's theres they'd they'll they're they've "
    "theyd theyll theyre theyve wasn't wasnt won't wont ";

static const char STOP_CHINESE[] =
    "的 地 得 了 着 过 之 所 者 等 等等 们 "
    "在 于 从 自 由 向 往 对 对于 关于 至于 把 被 给 让 将 以 因 为 为了 "
    "按 按照 根据 通过 随着 "
    "是 有 即 则 就 就是 也 也是 还 还是 都 又 才 便 再 已 已经 曾 很 更 最 "
    "和 与 及 以及 或 或者 而 而且 并 并且 且 但 但是 不过 然而 因此 因而 "
    "因为 所以 由于 如果 若 虽然 即使 只要 只有 无论 那么 "
    "我 你 您 他 她 它 我们 你们 您们 他们 她们 它们 咱们 自己 "
    "这 那 这个 那个 这些 那些 这里 那里 这样 那样 此 该 其 某 各 "
    "吗 呢 吧 啊 呀 哦 嘛 啦 哈 呗 么 "
    "请 请问 谢谢 你好 您好 麻烦 想 想要 一下 一个 一些 "
    "怎么办 怎么样 怎样 咋办 ";

/* The key of a word of either list. */
static uint64_t stop_key(const char *word, size_t len)
{
    if ((uint8_t)word[0] < 0x80)
        return suo_stop_ascii_key(word, len);
    uint32_t chars[3] = {0};
    size_t count = 0;
    for (size_t at = 0; at < len;) {
        bool is_broken;
        assert(count < 3);
        at += suo_utf8_decode((const uint8_t *)word + at, len - at,
                              &chars[count++], &is_broken);
    }
    return suo_stop_han_key(chars, count);
}

/* Add the words of a list, each with a space after it. */
static void stop_add(suo_stop *stop, const char *list)
{
    for (const char *space = strchr(list, ' '); space != NULL;
         list = space + 1, space = strchr(list, ' ')) {
        uint64_t key = stop_key(list, (size_t)(space - list));
        uint64_t *bucket = stop->keys[suo_stop_bucket(key)];
        assert(key != 0 && bucket[1] == 0);
        bucket[bucket[0] != 0] = key;
    }
}

void suo_stop_init(suo_stop *stop, bool has_english)
{
    memset(stop, 0, sizeof(*stop));
    if (has_english) {
        stop_add(stop, STOP_ENGLISH);
        stop_add(stop, STOP_CONTRACTIONS);
    }
    stop_add(stop, STOP_CHINESE);
}

uint64_t suo_stop_hash(void)
{
    return suo_hash(STOP_ENGLISH, sizeof(STOP_ENGLISH)) * 961 +
           suo_hash(STOP_CONTRACTIONS, sizeof(STOP_CONTRACTIONS)) * 31 +
           suo_hash(STOP_CHINESE, sizeof(STOP_CHINESE));
}
