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
#include "query/cursor.h"

enum { WORD_DOCS = 64 };

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
    joiner->near.window = 0;
    for (uint32_t i = 0; i < count && status == SUO_OK; i++) {
        joiner->sparse_count += terms[i].row == NULL;
        status = suo_position_walk_open(&joiner->walks[i], &terms[i].entry,
                                        seen->segment->doc_count, error);
    }
    return status;
}

/* ---- documents that have all terms ---- */

/* Go on to the first document that all sparse terms have. */
static suo_status joiner_next_sparse(suo_joiner *j, uint32_t *doc,
                                     suo_error *error)
{
    uint32_t i = 0;
    while (i < j->count && *doc != SUO_WALK_END) {
        uint32_t wanted = *doc;
        if (j->terms[i].row != NULL) {
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

suo_status suo_joiner_next(suo_joiner *j, uint32_t doc, uint32_t *found,
                           suo_error *error)
{
    const uint32_t doc_count = j->seen->segment->doc_count;
    suo_status status = SUO_OK;
    for (; doc < doc_count && status == SUO_OK; doc++) {
        if (j->watch != NULL &&
            suo_watch_ends(j->watch, j->count * SUO_JOIN_COST))
            return j->watch->status;
        if (j->sparse_count > 0) {
            status = joiner_next_sparse(j, &doc, error);
            if (status != SUO_OK || doc >= doc_count)
                break;
            if (!(suo_joiner_word(j, doc / WORD_DOCS) >> (doc % WORD_DOCS) & 1))
                continue;
            *found = doc;
            return SUO_OK;
        }
        uint64_t left =
            suo_joiner_word(j, doc / WORD_DOCS) >> (doc % WORD_DOCS);
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

/* Stand at a document, which the term has. */
static suo_status joiner_stand(suo_joiner *j, uint32_t number, uint32_t doc,
                               suo_error *error)
{
    const suo_phrase_term *term = &j->terms[number];
    suo_position_walk *walk = &j->walks[number];
    uint32_t found;
    if (term->ranks != NULL) {
        uint64_t below = (UINT64_C(1) << (doc % WORD_DOCS)) - 1;
        return suo_position_walk_go(
            walk,
            term->ranks[doc / WORD_DOCS] +
                suo_count_bits(term->row[doc / WORD_DOCS] & below),
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

/* Begin with the positions of the first term that the row can begin before:
 * borrowed from its walk. */
static suo_status joiner_begin_units(suo_joiner *j, uint32_t doc,
                                     uint32_t field, suo_position_list *list,
                                     suo_error *error)
{
    const uint32_t offset = j->terms[0].step->offset;
    list->count = 0;
    suo_status status =
        suo_joiner_list(j, 0, doc, field, UINT32_MAX, list, error);
    if (status != SUO_OK)
        return status;
    for (; list->count > 0 && list->positions[0] < offset; list->count--)
        list->positions++;
    return suo_grow(&j->units, &j->unit_cap, list->count, sizeof(*j->units)) ==
                   SUO_OK
               ? SUO_OK
               : suo_error_no_memory(error);
}

suo_status suo_joiner_find(suo_joiner *j, uint32_t doc, uint32_t field,
                           uint32_t *count, suo_error *error)
{
    suo_position_list left; /* places where all terms before stand */
    uint32_t back = j->terms[0].step->offset;
    *count = 0;
    if (j->near.window > 0)
        return suo_joiner_find_near(j, doc, field, count, error);
    suo_status status = joiner_begin_units(j, doc, field, &left, error);
    for (uint32_t i = 1; i < j->count && status == SUO_OK && left.count > 0;
         i++) {
        const uint32_t ahead = j->terms[i].step->offset;
        suo_position_list own;
        status = suo_joiner_list(j, i, doc, field,
                                 left.positions[left.count - 1] - back + ahead,
                                 &own, error);
        if (status != SUO_OK || own.count == 0)
            return status;
        left.count = suo_sorted_keep(j->units, left.positions, left.count, back,
                                     own.positions, own.count, ahead);
        left.positions = j->units;
        back = 0;
    }
    *count = left.count;
    return status;
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
