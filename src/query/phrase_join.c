/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_join.c - documents that have all terms, then positions side by side.
 *
 * Of terms whose documents are known one by one, 64 are looked at together, and
 * their number tells where the positions lie: nothing else of such a list is
 * read. Of others the rarest leads, and they follow it to its documents.
 * Positions are read of documents that all of them have, of the rarest first:
 * of others only up to the last place that is left.
 */
#include "query/phrase_join.h"

#include "base/memory.h"
#include "codec/impacts.h"
#include "query/cursor.h"

enum {
    STEP = SUO_WALK_STEP, /* positions looked at together */
    SEEK_COST = 8,        /* of a term and document, in postings */
    WORD_DOCS = SUO_IMPACTS_STEP
};

void suo_joiner_clear(suo_joiner *joiner)
{
    for (uint32_t i = 0; joiner->walks != NULL && i < SUO_JOIN_MAX; i++)
        suo_position_walk_clear(&joiner->walks[i]);
    suo_dealloc(joiner->walks);
    suo_dealloc(joiner->units);
    *joiner = (suo_joiner){0};
}

suo_status suo_joiner_open(suo_joiner *joiner, const suo_view_segment *seen,
                           const suo_phrase_term *terms, uint32_t count,
                           uint32_t fields, suo_watch *watch, suo_error *error)
{
    suo_status status = SUO_OK;
    if (joiner->walks == NULL)
        joiner->walks = suo_alloc_zero(SUO_JOIN_MAX, sizeof(*joiner->walks));
    if (joiner->walks == NULL)
        return suo_error_no_memory(error);
    joiner->seen = seen;
    joiner->terms = terms;
    joiner->count = count;
    joiner->sparse_count = 0;
    joiner->fields = fields & ((1u << SUO_BLOCK_FIELDS) - 1);
    joiner->watch = watch;
    joiner->has_word = false;
    joiner->near.window = 0;
    for (uint32_t i = 0; i < count && status == SUO_OK; i++) {
        joiner->sparse_count += terms[i].docs == NULL;
        status = suo_position_walk_open(&joiner->walks[i], &terms[i].entry,
                                        seen->segment->doc_count, error);
    }
    return status;
}

/* ---- documents that have all terms ---- */

/* Have the 64 documents from 'start' on. */
static void joiner_load_word(suo_joiner *j, uint32_t start)
{
    bool is_next = j->has_word && start == j->word_start + WORD_DOCS;
    j->word = UINT64_MAX;
    for (uint32_t i = 0; i < j->count; i++) {
        const suo_phrase_term *term = &j->terms[i];
        if (term->docs == NULL)
            continue;
        if (is_next)
            j->before[i] += suo_count_bits(j->words[i]);
        else if (term->ranks != NULL)
            j->before[i] = term->ranks[start / WORD_DOCS];
        j->words[i] = 0;
        suo_impacts_mark(term->docs + start, WORD_DOCS, &j->words[i]);
        j->word &= j->words[i];
    }
    j->word_start = start;
    j->has_word = true;
}

/* Have the 64 documents around 'doc'. */
static inline void joiner_need_word(suo_joiner *j, uint32_t doc)
{
    const uint32_t start = doc / WORD_DOCS * WORD_DOCS;
    if (!j->has_word || start != j->word_start)
        joiner_load_word(j, start);
}

/* Go on to the first document that all sparse terms have. */
static suo_status joiner_next_sparse(suo_joiner *j, uint32_t *doc,
                                     suo_error *error)
{
    uint32_t i = 0;
    while (i < j->count && *doc != SUO_WALK_END) {
        uint32_t wanted = *doc;
        if (j->terms[i].docs != NULL) {
            i++;
            continue;
        }
        suo_status status =
            suo_position_walk_seek(&j->walks[i], wanted, doc, error);
        if (status != SUO_OK)
            return status;
        i = *doc == wanted || i == 0 ? i + 1 : 0;
    }
    return SUO_OK;
}

/* Have the dense terms the document? */
static bool joiner_is_dense_at(const suo_joiner *j, uint32_t doc)
{
    bool has = true;
    for (uint32_t i = 0; i < j->count && has; i++)
        has = j->terms[i].docs == NULL || j->terms[i].docs[doc] != 0;
    return has;
}

suo_status suo_joiner_next(suo_joiner *j, uint32_t doc, uint32_t *found,
                           suo_error *error)
{
    const uint32_t doc_count = j->seen->segment->doc_count;
    suo_status status = SUO_OK;
    for (; doc < doc_count && status == SUO_OK; doc++) {
        if (j->watch != NULL && suo_watch_ends(j->watch, j->count * SEEK_COST))
            return j->watch->status;
        if (j->sparse_count > 0) {
            status = joiner_next_sparse(j, &doc, error);
            if (status != SUO_OK || doc >= doc_count)
                break;
            if (!joiner_is_dense_at(j, doc))
                continue;
            *found = doc;
            return SUO_OK;
        }
        joiner_need_word(j, doc);
        uint64_t left = j->word >> (doc % WORD_DOCS);
        if (left != 0) {
            *found = doc + suo_low_bit(left);
            return SUO_OK;
        }
        doc |= WORD_DOCS - 1;
    }
    *found = SUO_WALK_END;
    return status;
}

/* ---- positions ---- */

/* Is 'wanted' one of STEP numbers? Without branches, so many at a time. */
static inline bool step_has(const uint32_t *numbers, uint32_t wanted)
{
    uint32_t met = 0;
    for (uint32_t i = 0; i < STEP; i++)
        met |= numbers[i] == wanted;
    return met != 0;
}

/* Keep of 'count' units those that have one of the positions 'offset' behind
 * them. Both ascend. Returns how many are left. */
static uint32_t units_keep(uint32_t *units, uint32_t count,
                           suo_position_list list, uint32_t offset)
{
    const uint32_t last = list.positions[list.count - 1];
    uint32_t kept = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        /* Positions are at most SUO_TEXT_MAX, offsets below. */
        uint32_t wanted = units[i] + offset;
        if (wanted > last)
            break;
        while (list.positions[at + STEP - 1] < wanted)
            at += STEP;
        units[kept] = units[i];
        kept += step_has(list.positions + at, wanted);
    }
    return kept;
}

/* Begin with the units that have one of the positions 'offset' behind them. */
static suo_status joiner_begin_units(suo_joiner *j, suo_position_list list,
                                     uint32_t offset, uint32_t *count,
                                     suo_error *error)
{
    if (suo_grow(&j->units, &j->unit_cap, list.count, sizeof(*j->units)) !=
        SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t n = 0; n < list.count; n++) {
        j->units[*count] = list.positions[n] - offset;
        *count += list.positions[n] >= offset;
    }
    return SUO_OK;
}

/* Stand at a document, which the term has. */
static suo_status joiner_stand(suo_joiner *j, uint32_t number, uint32_t doc,
                               suo_error *error)
{
    const suo_phrase_term *term = &j->terms[number];
    suo_position_walk *walk = &j->walks[number];
    uint32_t found;
    if (term->ranks != NULL) {
        uint64_t below = (UINT64_C(1) << (doc % WORD_DOCS)) - 1;
        joiner_need_word(j, doc);
        return suo_position_walk_go(
            walk, j->before[number] + suo_count_bits(j->words[number] & below),
            error);
    }
    suo_status status = suo_position_walk_seek(walk, doc, &found, error);
    if (status == SUO_OK && found != doc)
        status = suo_error_set(error, SUO_CORRUPT, "a list has changed");
    return status;
}

suo_status suo_joiner_list(suo_joiner *j, uint32_t number, uint32_t doc,
                           uint32_t field, uint32_t last,
                           suo_position_list *list, suo_error *error)
{
    suo_status status = joiner_stand(j, number, doc, error);
    return status == SUO_OK ? suo_position_walk_list(&j->walks[number], field,
                                                     last, list, error)
                            : status;
}

suo_status suo_joiner_find(suo_joiner *j, uint32_t doc, uint32_t field,
                           uint32_t *count, suo_error *error)
{
    uint32_t kept = 0;
    *count = 0;
    if (j->near.window > 0)
        return suo_joiner_find_near(j, doc, field, count, error);
    for (uint32_t i = 0; i < j->count; i++) {
        const uint32_t offset = j->terms[i].step->offset;
        uint32_t last = i == 0 ? UINT32_MAX : j->units[kept - 1] + offset;
        suo_position_list list;
        suo_status status = joiner_stand(j, i, doc, error);
        if (status == SUO_OK)
            status =
                suo_position_walk_list(&j->walks[i], field, last, &list, error);
        if (status != SUO_OK || list.count == 0)
            return status;
        if (i > 0)
            kept = units_keep(j->units, kept, list, offset);
        else
            status = joiner_begin_units(j, list, offset, &kept, error);
        if (status != SUO_OK || kept == 0)
            return status;
    }
    *count = kept;
    return SUO_OK;
}

/* ---- all places ---- */

/* Append the places in a document that has all terms. */
static suo_status join_document(suo_joiner *j, uint32_t doc,
                                suo_occurrences *found, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t t = 0; j->fields >> t != 0 && status == SUO_OK; t++) {
        uint32_t count = 0;
        if (j->fields >> t & 1)
            status = suo_joiner_find(j, doc, t, &count, error);
        if (status == SUO_OK &&
            suo_grow(&found->items, &found->cap, found->count + count,
                     sizeof(*found->items)) != SUO_OK)
            status = suo_error_no_memory(error);
        for (uint32_t i = 0; i < count && status == SUO_OK; i++)
            found->items[found->count++] =
                (suo_occurrence){doc, t, j->units[i]};
    }
    return status;
}

suo_status suo_phrase_join(const suo_view_segment *seen,
                           const suo_phrase *phrase,
                           const suo_phrase_term *terms, uint32_t count,
                           uint32_t fields, suo_phrase_scratch *scratch,
                           suo_occurrences *occurrences, suo_error *error)
{
    const uint8_t *visible = seen->visible;
    uint32_t doc = 0;
    if (scratch->joiner == NULL)
        scratch->joiner = suo_alloc_zero(1, sizeof(*scratch->joiner));
    if (scratch->joiner == NULL)
        return suo_error_no_memory(error);
    suo_joiner *joiner = scratch->joiner;
    suo_status status = suo_joiner_open(joiner, seen, terms, count, fields,
                                        scratch->watch, error);
    if (phrase->window > 0)
        suo_joiner_begin_near(joiner, phrase);
    for (uint32_t range = 0; status == SUO_OK && range < seen->range_count;) {
        if (doc < seen->ranges[range].start)
            doc = seen->ranges[range].start;
        status = suo_joiner_next(joiner, doc, &doc, error);
        if (status != SUO_OK || doc == SUO_WALK_END)
            break;
        while (range < seen->range_count && seen->ranges[range].end <= doc)
            range++;
        if (range == seen->range_count || doc < seen->ranges[range].start)
            continue;
        if (visible == NULL || (visible[doc / 8] >> (doc % 8) & 1))
            status = join_document(joiner, doc, occurrences, error);
        doc++;
    }
    return status;
}
