/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runs.c - where runs start and end.
 *
 * All runs depend only on the characters from their start on: cutting a text
 * into pieces between runs changes none of them.
 */
#include "text/runs.h"

/* Whether a joiner at 'at' has the classes low..high on its right side. */
static bool run_goes_on(const suo_folded *folded, size_t at, int low, int high)
{
    if (at + 1 >= folded->count)
        return false;
    int next = suo_class(folded->codes[at + 1]);
    return next >= low && next <= high;
}

/*
 * The end of the run that starts at 'at' and has the classes low..high, marks
 * after them, and single joiners between them.
 */
static size_t run_word_end(const suo_folded *folded, size_t at, int low,
                           int high, size_t max)
{
    size_t to = at + max < folded->count ? at + max : folded->count;
    for (at++; at < to; at++) {
        int class = suo_class(folded->codes[at]);
        if ((class >= low && class <= high) || class == SUO_CLASS_MARK)
            continue;
        if (class != SUO_CLASS_JOINER && class != SUO_CLASS_APOSTROPHE)
            return at;
        if (!run_goes_on(folded, at, low, high))
            return at;
    }
    return at;
}

size_t suo_run_start(const suo_folded *folded, size_t at)
{
    for (; at < folded->count; at++) {
        int class = suo_class(folded->codes[at]);
        if (class == SUO_CLASS_HAN || class == SUO_CLASS_LATIN ||
            class == SUO_CLASS_DIGIT || class == SUO_CLASS_OTHER)
            break;
    }
    return at;
}

void suo_run_find(const suo_folded *folded, size_t from, suo_run *run)
{
    run->from = from;
    switch (suo_class(folded->codes[from])) {
    case SUO_CLASS_OTHER:
        run->kind = SUO_RUN_OTHER;
        run->to = run_word_end(folded, from, SUO_CLASS_OTHER, SUO_CLASS_OTHER,
                               SUO_RUN_OTHER_MAX);
        break;
    default:
        run->kind = SUO_RUN_LATIN;
        run->to = run_word_end(folded, from, SUO_CLASS_LATIN, SUO_CLASS_DIGIT,
                               SUO_RUN_LATIN_MAX);
    }
}
