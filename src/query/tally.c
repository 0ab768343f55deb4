/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.c - add up by document number, so that the cost is linear in the
 * postings, however many lists there are; then pick out what was met.
 *
 * Two sides, because a word that stemming changed is in the index twice, by its
 * stem and by its form: the larger count is that of the words, their sum is not.
 */
#include "query/tally.h"

#include <assert.h>

#include "base/memory.h"

void suo_tally_clear(suo_tally *tally)
{
    suo_dealloc(tally->freqs);
    suo_dealloc(tally->met);
    *tally = (suo_tally){0};
}

static size_t tally_words(size_t doc_count)
{
    return (doc_count + 63) / 64;
}

suo_status suo_tally_begin(suo_tally *tally, uint32_t doc_count)
{
    if (tally->is_used || doc_count > tally->doc_cap)
        suo_tally_clear(tally);
    if (tally->freqs == NULL) {
        tally->freqs = suo_alloc_zero((size_t)doc_count + 1,
                                      SUO_TALLY_SIDES * sizeof(*tally->freqs));
        tally->met =
            suo_alloc_zero(tally_words(doc_count) + 1, sizeof(*tally->met));
        if (tally->freqs == NULL || tally->met == NULL) {
            suo_tally_clear(tally);
            return SUO_NO_MEMORY;
        }
        tally->doc_cap = doc_count;
    }
    tally->doc_count = doc_count;
    tally->is_used = true;
    return SUO_OK;
}

uint64_t suo_tally_add(suo_tally *tally, suo_cursor *cursor, uint32_t side)
{
    uint64_t count = 0;
    while (suo_cursor_seek(cursor, cursor->next_start) != SUO_NO_DOC) {
        suo_cursor_need_freqs(cursor);
        count += cursor->count;
        for (uint32_t i = 0; i < cursor->count; i++) {
            uint32_t doc = cursor->docs[i];
            assert(doc < tally->doc_count);
            tally->freqs[(size_t)doc * SUO_TALLY_SIDES + side] +=
                cursor->freqs[i];
            tally->met[doc / 64] |= UINT64_C(1) << doc % 64;
        }
    }
    return count;
}

size_t suo_tally_count(const suo_tally *tally)
{
    size_t count = 0;
    for (size_t w = 0; w < tally_words(tally->doc_count); w++)
        count += (size_t)__builtin_popcountll(tally->met[w]);
    return count;
}

void suo_tally_take(suo_tally *tally, suo_match_place *places)
{
    for (size_t w = 0; w < tally_words(tally->doc_count); w++) {
        for (; tally->met[w] != 0; tally->met[w] &= tally->met[w] - 1) {
            uint32_t doc =
                (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(tally->met[w]);
            double *freqs = tally->freqs + (size_t)doc * SUO_TALLY_SIDES;
            *places++ = (suo_match_place){doc, freqs[0] > freqs[1] ? freqs[0]
                                                                   : freqs[1]};
            freqs[0] = freqs[1] = 0;
        }
    }
    tally->is_used = false;
}
