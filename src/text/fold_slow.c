/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold_slow.c - the slow path of folding: stretches that utf8proc folds.
 *
 * Decomposition and the composition of a pair are utf8proc's; the canonical
 * ordering between them is ours, because it must carry along where every
 * character came from. Unicode Standard, 3.11 (D108 to D117).
 */
#include "text/fold.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"
#include "text/utf8.h"

/* utf8proc decomposes no character into more. */
enum { FOLD_DECOMPOSED_MAX = 32 };

static const utf8proc_option_t FOLD_DECOMPOSE =
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
    UTF8PROC_IGNORE;
static const utf8proc_option_t FOLD_COMPOSE =
    UTF8PROC_STABLE | UTF8PROC_COMPOSE;

int suo_class_far(uint32_t code)
{
    if (code >= 0x20000 && code < 0x40000)
        return SUO_CLASS_HAN;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    bool is_word =
        category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    return is_word ? SUO_CLASS_OTHER : SUO_CLASS_NONE;
}

uint32_t suo_fold_variant(uint32_t code)
{
    if (code < 0x10000 && suo_fold_bmp[code] != 0)
        return suo_fold_bmp[code];
    uint32_t low = 0;
    uint32_t high = suo_fold_far_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (suo_fold_far[middle].from < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < suo_fold_far_count && suo_fold_far[low].from == code)
        return suo_fold_far[low].to;
    return code;
}

static uint8_t fold_combining(uint32_t code)
{
    utf8proc_int32_t c = (utf8proc_int32_t)(code & SUO_FOLDED_CODE);
    return (uint8_t)utf8proc_get_property(c)->combining_class;
}

/* Room for 'needed' items in both arrays. */
static suo_status fold_reserve_items(suo_folded *folded, size_t needed,
                                     suo_error *error)
{
    if (needed <= folded->item_cap)
        return SUO_OK;
    size_t cap = folded->item_cap * 2 + 64;
    if (cap < needed)
        cap = needed;
    suo_fold_item *items = suo_realloc(folded->items, cap, sizeof(*items));
    if (items == NULL)
        return suo_error_no_memory(error);
    folded->items = items;
    suo_fold_item *sorted = suo_realloc(folded->sorted, cap, sizeof(*sorted));
    if (sorted == NULL)
        return suo_error_no_memory(error);
    folded->sorted = sorted;
    folded->item_cap = cap;
    return SUO_OK;
}

/* Whether 'code' folds alone, so that a stretch ends before it. */
static bool fold_is_alone(uint32_t code)
{
    return code < 0x10000 && suo_fold_bmp[code] != 0;
}

/* Whether 'code' is a capital letter: to the fast path if that may meet it,
 * else to utf8proc. */
static bool fold_is_capital(uint32_t code)
{
    if (fold_is_alone(code))
        return suo_fold_is_upper(code, suo_fold_bmp[code]);
    return utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_LU;
}

/* Add what 'source' decomposes to; it may be nothing. */
static suo_status fold_decompose(suo_folded *folded, suo_fold_item source,
                                 size_t *count, suo_error *error)
{
    utf8proc_int32_t out[FOLD_DECOMPOSED_MAX];
    suo_status st =
        fold_reserve_items(folded, *count + FOLD_DECOMPOSED_MAX, error);
    if (st != SUO_OK)
        return st;
    utf8proc_ssize_t len =
        utf8proc_decompose_char((utf8proc_int32_t)source.code, out,
                                FOLD_DECOMPOSED_MAX, FOLD_DECOMPOSE, NULL);
    assert(len >= 0 && len <= FOLD_DECOMPOSED_MAX);
    uint32_t flag = fold_is_capital(source.code) ? SUO_FOLDED_UPPER : 0;
    for (utf8proc_ssize_t i = 0; i < len; i++) {
        uint32_t code = (uint32_t)out[i] | (i == 0 ? flag : 0);
        folded->items[(*count)++] =
            (suo_fold_item){code, source.start, source.end};
    }
    return SUO_OK;
}

/* Whether the marks [first, end) are in the order of their classes. */
static bool fold_is_ordered(const suo_fold_item *items, size_t first,
                            size_t end)
{
    for (size_t i = first + 1; i < end; i++)
        if (fold_combining(items[i - 1].code) > fold_combining(items[i].code))
            return false;
    return true;
}

/*
 * Put the items [first, end), all with a combining class, in the order of
 * their classes; equal ones keep their order. All get the range of all, so
 * that ranges still ascend. A counting sort: a long row of marks costs no
 * more than a short one, mark by mark.
 */
static void fold_sort_marks(suo_folded *folded, size_t first, size_t end)
{
    uint32_t places[257] = {0};
    suo_fold_item *items = folded->items;
    uint32_t range_start = items[first].start;
    uint32_t range_end = items[end - 1].end;
    for (size_t i = first; i < end; i++)
        places[fold_combining(items[i].code) + 1]++;
    for (size_t i = 1; i < 257; i++)
        places[i] += places[i - 1];
    for (size_t i = first; i < end; i++) {
        size_t place = places[fold_combining(items[i].code)]++;
        folded->sorted[place] =
            (suo_fold_item){items[i].code, range_start, range_end};
    }
    memcpy(items + first, folded->sorted, (end - first) * sizeof(*items));
}

static void fold_order(suo_folded *folded, size_t count)
{
    size_t first = 0;
    while (first < count) {
        size_t end = first;
        while (end < count && fold_combining(folded->items[end].code) != 0)
            end++;
        if (!fold_is_ordered(folded->items, first, end))
            fold_sort_marks(folded, first, end);
        first = end + 1;
    }
}

/* What 'starter' and 'code' compose to; 0 if they do not. */
static uint32_t fold_compose_pair(uint32_t starter, uint32_t code)
{
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)(starter & SUO_FOLDED_CODE),
                                (utf8proc_int32_t)(code & SUO_FOLDED_CODE)};
    utf8proc_ssize_t len = utf8proc_normalize_utf32(pair, 2, FOLD_COMPOSE);
    return len == 1 ? (uint32_t)pair[0] : 0;
}

/* Compose in place; returns the number of items left. */
static size_t fold_compose(suo_fold_item *items, size_t count)
{
    size_t kept = 0;
    suo_fold_item *starter = NULL;
    int highest = -1; /* class of the marks kept since the starter */
    for (size_t i = 0; i < count; i++) {
        suo_fold_item item = items[i];
        int class = fold_combining(item.code);
        if (starter != NULL && class > highest) {
            uint32_t code = fold_compose_pair(starter->code, item.code);
            if (code != 0) {
                starter->code = code | (starter->code & SUO_FOLDED_UPPER);
                if (item.start < starter->start)
                    starter->start = item.start;
                if (item.end > starter->end)
                    starter->end = item.end;
                continue;
            }
        }
        items[kept] = item;
        if (class == 0) {
            starter = items + kept;
            highest = -1;
        } else if (class > highest) {
            highest = class;
        }
        kept++;
    }
    return kept;
}

suo_status suo_fold_stretch(suo_folded *folded, const char *text, uint32_t from,
                            uint32_t from_new, uint32_t to, uint32_t *next,
                            suo_error *error)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t count = 0;
    uint32_t at = from;
    for (uint32_t i = 0; at < to && i < SUO_FOLD_STRETCH_MAX; i++) {
        suo_fold_item source = {0, at, at};
        bool is_broken;
        size_t len =
            suo_utf8_decode(bytes + at, to - at, &source.code, &is_broken);
        if (at > from_new && fold_is_alone(source.code))
            break;
        if (is_broken && at >= from_new)
            folded->replaced++;
        source.end = at + (uint32_t)len;
        suo_status st = fold_decompose(folded, source, &count, error);
        if (st != SUO_OK)
            return st;
        at = source.end;
    }
    fold_order(folded, count);
    count = fold_compose(folded->items, count);
    suo_status st = suo_folded_reserve(folded, count + (to - at), error);
    if (st != SUO_OK)
        return st;
    uint32_t end = from; /* ends ascend too: a mark that stays may stand
                            before one that was composed */
    for (size_t i = 0; i < count; i++) {
        suo_fold_item item = folded->items[i];
        end = item.end > end ? item.end : end;
        uint32_t flag = item.code & SUO_FOLDED_UPPER;
        size_t place = folded->count++;
        folded->codes[place] =
            suo_fold_variant(item.code & SUO_FOLDED_CODE) | flag;
        folded->starts[place] = item.start;
        folded->ends[place] = end;
    }
    *next = at;
    return SUO_OK;
}
