/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop_words.h - the lists of stop words.
 *
 * English: the 33 words of Lucene's StandardAnalyzer, contracted or not.
 * Chinese: particles, conjunctions, prepositions, pronouns and words of
 * politeness. Words that ask (怎么 如何 什么 为什么 谁 哪 能 可以, what how
 * who can) are in neither: "how" tells a how-to from a price list. Lists are
 * folded, with a space after each word.
 */
#ifndef SUO_TEXT_STOP_WORDS_H
#define SUO_TEXT_STOP_WORDS_H

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

#endif
