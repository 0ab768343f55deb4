/* SPDX-License-Identifier: Apache-2.0 */
/*
 * window.c - bound the documents of a window, score those that may be hits.
 *
 * Dense lists are added to all documents at once; of others the postings in
 * the window are. Where many documents are left, those of the highest bounds
 * come first: their scores say which of the others are still wanted.
 */
#include "query/evaluation.h"

#include "codec/bit_rows.h"
#include "query/list_impacts.h"
#include "query/phrase_cursor.h"

enum {
    FEW_SHARE = 32, /* of fewer documents each is bounded alone */
    SOME_SHARE = 4  /* fewer are filtered before they are bounded */
};

/* How many documents at hand, from where the cursor stands, are below 'end'. */
static uint32_t cursor_count_below(const suo_cursor *cursor, uint32_t end)
{
    uint32_t low = cursor->at;
    uint32_t high = cursor->count;
    if (cursor->docs[high - 1] < end)
        return high - low;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (cursor->docs[middle] < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low - cursor->at;
}

/* The impacts of the postings of the block at hand. NULL: the bytes of the
 * file are not what they were when it was learnt. */
static const uint8_t *cursor_block_impacts(const suo_cursor *cursor)
{
    const suo_list_impacts *impacts = cursor->impacts;
    uint32_t block = cursor->postings.block - 1;
    if (cursor->kind == SUO_CURSOR_PLACES)
        return impacts->postings + (cursor->places - cursor->places_start) -
               cursor->count;
    if (block >= impacts->block_count)
        return NULL;
    uint32_t first = impacts->blocks[block];
    bool fits = first <= impacts->posting_count &&
                cursor->count <= impacts->posting_count - first;
    return fits ? impacts->postings + first : NULL;
}

/* Of 64 documents from 'doc' on, those of 'bits' that the view sees and that
 * pass. */
static uint64_t window_filter(suo_evaluation *e, uint32_t doc, uint64_t bits)
{
    bits = suo_evaluation_see(e, doc, bits);
    return e->filters.count > 0 && bits != 0
               ? suo_segment_filters_pass_marks(&e->filters, doc, bits)
               : bits;
}

/* Add 'count' postings at hand to the bounds of the window from 'start' on. */
static void window_add_postings(suo_evaluation *e, suo_cursor *cursor,
                                uint32_t start, uint32_t count)
{
    const uint32_t *docs = cursor->docs + cursor->at;
    if (cursor->impacts != NULL) {
        const uint8_t *impacts = cursor_block_impacts(cursor);
        for (uint32_t i = 0; i < count; i++) {
            uint8_t impact =
                impacts != NULL ? impacts[cursor->at + i] : SUO_IMPACT_MOST;
            suo_bound_add(&e->bounds[docs[i] - start],
                          suo_impact_scale(impact, cursor->factor));
        }
        return;
    }
    const double *parts =
        suo_cursor_score_part(cursor, cursor->at, cursor->at + count);
    for (uint32_t i = 0; i < count; i++)
        suo_bound_add(&e->bounds[docs[i] - start],
                      suo_evaluation_units(e, parts[i]));
}

/* Add the postings of a row to the bounds of the window. */
static void window_add_row(suo_evaluation *e, const suo_cursor *cursor,
                           uint32_t start, uint32_t end)
{
    const suo_list_impacts *impacts = cursor->impacts;
    for (uint32_t word = start / 64; word < end / 64; word++) {
        const uint8_t *own = impacts->postings + impacts->ranks[word];
        uint16_t *bounds = e->bounds + (word * 64 - start);
        for (uint64_t left = impacts->row[word]; left != 0; left &= left - 1)
            suo_bound_add(&bounds[suo_low_bit(left)],
                          suo_impact_scale(*own++, cursor->factor));
    }
}

/* Add what a cursor is worth to the bounds of the window. */
static void window_add(suo_evaluation *e, suo_cursor *cursor,
                       const uint32_t start, uint32_t end)
{
    if (cursor->impacts != NULL && cursor->impacts->docs != NULL) {
        suo_impacts_add(e->bounds, cursor->impacts->docs + start, end - start,
                        cursor->factor);
        return;
    }
    if (cursor->kind == SUO_CURSOR_PHRASE) {
        suo_phrase_add_docs(cursor, e->bounds, start, end);
        return;
    }
    if (suo_cursor_has_row(cursor)) {
        window_add_row(e, cursor, start, end);
        return;
    }
    uint32_t from = start;
    while (suo_cursor_seek(cursor, from) < end) {
        uint32_t count = cursor_count_below(cursor, end);
        window_add_postings(e, cursor, start, count);
        from = cursor->docs[cursor->at + count - 1] + 1;
    }
}

/* Start the bounds of a window anew. */
static void window_clear(suo_evaluation *e, uint32_t start, uint32_t end)
{
    memset(e->bounds, 0, (end - start) * sizeof(*e->bounds));
}

/* Bound all documents of the window, and keep those that suffice; 'done' (or
 * NULL) was added before. */
static void window_find(suo_evaluation *e, const suo_cursor *done,
                        uint32_t start, uint32_t end)
{
    if (done == NULL)
        window_clear(e, start, end);
    for (uint32_t c = 0; c < e->scored_count; c++)
        if (!e->list[c]->is_covered && e->list[c] != done)
            window_add(e, e->list[c], start, end);
    suo_impacts_find(e->bounds, end - start, (uint16_t)e->least, e->met);
    for (uint32_t i = 0; i < (end - start) / 64; i++)
        e->bits[i] &= e->met[i];
}

/* What a cursor is worth in one document at most. */
static uint32_t cursor_bound_doc(suo_evaluation *e, suo_cursor *cursor,
                                 uint32_t doc)
{
    const suo_list_impacts *impacts = cursor->impacts;
    if (impacts != NULL && impacts->docs != NULL)
        return suo_impact_scale(impacts->docs[doc], cursor->factor);
    if (cursor->kind == SUO_CURSOR_PHRASE) /* a clause of the document's */
        return suo_phrase_bound(cursor, doc);
    if (suo_cursor_has_row(cursor))
        return suo_row_has(impacts, doc)
                   ? suo_impact_scale(
                         impacts->postings[suo_row_posting(impacts, doc)],
                         cursor->factor)
                   : 0;
    if (suo_cursor_seek(cursor, doc) != doc)
        return 0;
    if (impacts == NULL)
        return suo_evaluation_units(e, cursor->bound);
    const uint8_t *block = cursor_block_impacts(cursor);
    return suo_impact_scale(block != NULL ? block[cursor->at] : SUO_IMPACT_MOST,
                            cursor->factor);
}

/* The same where few documents are left: bound these. */
static void window_find_few(suo_evaluation *e, const suo_cursor *done,
                            uint32_t start, uint32_t end)
{
    for (uint32_t word = 0; word < (end - start) / 64; word++)
        for (uint64_t left = e->bits[word]; left != 0; left &= left - 1) {
            uint32_t at = word * 64 + suo_low_bit(left);
            uint16_t bound = done != NULL ? e->bounds[at] : 0;
            for (uint32_t c = 0; c < e->scored_count; c++)
                if (!e->list[c]->is_covered && e->list[c] != done)
                    suo_bound_add(&bound,
                                  cursor_bound_doc(e, e->list[c], start + at));
            e->bounds[at] = bound;
            if (bound < e->least)
                e->bits[word] &= ~(left & -left);
        }
}

/* Keep the documents of the window that the view sees and that pass. */
static void window_keep(suo_evaluation *e, uint32_t start, uint32_t end)
{
    const uint32_t words = (end - start) / 64;
    for (uint32_t i = 0; i < words; i++)
        e->bits[i] = suo_evaluation_see(e, start + i * 64, e->bits[i]);
    if (e->filters.count > 0)
        suo_segment_filters_keep(&e->filters, start, e->bits, words);
}

/* The phrase that is all that is needed, if it scores. NULL: there is none. */
static suo_cursor *window_phrase(const suo_evaluation *e)
{
    suo_cursor *only =
        e->run_count == 1 && e->clause_count == 1 && e->clauses[0].count == 1
            ? e->clause_cursors[e->clauses[0].first]
            : NULL;
    return only != NULL && only->kind == SUO_CURSOR_PHRASE && only->weight > 0
               ? only
               : NULL;
}

/* Bound the documents that have all terms of the phrase, and keep no others.
 * Returns how many there are. */
static uint64_t window_keep_phrase(suo_evaluation *e, suo_cursor *phrase,
                                   uint32_t start, uint32_t end)
{
    uint64_t left = 0;
    window_clear(e, start, end);
    suo_phrase_add_docs(phrase, e->bounds, start, end);
    suo_impacts_find(e->bounds, end - start, 1, e->bits);
    for (uint32_t i = 0; i < (end - start) / 64; i++)
        left += suo_count_bits(e->bits[i]);
    return left;
}

/* Take the documents that are left as candidates. */
static uint32_t window_take(suo_evaluation *e, uint32_t start, uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < (end - start) / 64; i++) {
        for (uint64_t bits = e->bits[i]; bits != 0; bits &= bits - 1) {
            uint32_t at = i * 64 + suo_low_bit(bits);
            e->candidates[count++] = (suo_candidate){start + at, e->bounds[at]};
        }
    }
    return count;
}

/* ---- led by a sparse list ---- */

/* The list whose documents alone can be hits: the rarest that is needed, or the
 * only one that scores. NULL: there is none. */
static suo_cursor *window_only(const suo_evaluation *e)
{
    if (e->clause_count > 0)
        return e->clauses[0].count == 1 ? e->clause_cursors[e->clauses[0].first]
                                        : NULL;
    return suo_evaluation_has_one_list(e) ? e->list[0] : NULL;
}

/* The same if it is a sparse list: few documents to be looked up in others. */
static suo_cursor *window_lead(const suo_evaluation *e)
{
    suo_cursor *lead = window_only(e);
    bool leads = lead != NULL && lead->kind == SUO_CURSOR_LIST &&
                 !suo_cursor_has_row(lead);
    return leads ? lead : NULL;
}

/* Take 'count' documents as candidates from number 'taken' on: those that have
 * all that is needed, may score enough, pass, and that the view sees. Returns
 * how many there are then. */
static uint32_t lead_take(suo_evaluation *e, const uint32_t *docs,
                          uint32_t count, uint32_t taken)
{
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t bit = UINT64_C(1) << (docs[i] % 64);
        uint16_t bound = 0;
        /* The lead is the first of the clauses, if there are any. */
        if (!suo_clauses_have(e, 1, docs[i]))
            continue;
        for (uint32_t c = 0; c < e->scored_count; c++)
            if (!e->list[c]->is_covered)
                suo_bound_add(&bound, cursor_bound_doc(e, e->list[c], docs[i]));
        if (bound >= e->least && window_filter(e, docs[i] / 64 * 64, bit) != 0)
            e->candidates[taken++] = (suo_candidate){docs[i], bound};
    }
    return taken;
}

static uint32_t window_take_led(suo_evaluation *e, suo_cursor *lead,
                                uint32_t start, uint32_t end)
{
    uint32_t docs[SUO_BLOCK_DOCS]; /* the cursor is moved by looking it up */
    uint32_t taken = 0;
    while (suo_cursor_seek(lead, start) < end) {
        uint32_t count = cursor_count_below(lead, end);
        if (suo_walk_ends(&e->walk, count * e->list_count))
            break;
        memcpy(docs, lead->docs + lead->at, count * sizeof(*docs));
        taken = lead_take(e, docs, count, taken);
        start = docs[count - 1] + 1;
    }
    return taken;
}

/* ---- scoring ---- */

/* Do the phrases stand in the document whose terms it has? Hits must have
 * them. */
static bool candidate_has_phrases(suo_evaluation *e, uint32_t doc)
{
    for (uint32_t c = 0; c < e->list_count && e->run_count > 0; c++)
        if (e->list[c]->kind == SUO_CURSOR_PHRASE &&
            suo_cursor_probe(e->list[c], doc) == 0)
            return false;
    return true;
}

void suo_evaluation_score(suo_evaluation *e, uint32_t doc)
{
    double score = 0;
    if (suo_walk_ends(&e->walk, e->scored_count) ||
        !candidate_has_phrases(e, doc))
        return;
    for (uint32_t c = 0; c < e->scored_count; c++)
        score += suo_cursor_probe(e->list[c], doc);
    if (suo_evaluation_wants(e, score))
        suo_evaluation_offer(e, doc, score);
}

/* A bound that some k candidates reach, coarsely. */
static uint32_t candidates_cut(const suo_evaluation *e, uint32_t count)
{
    uint32_t tally[256] = {0};
    uint32_t reached = 0;
    for (uint32_t i = 0; i < count; i++)
        tally[e->candidates[i].bound >> 8]++;
    for (uint32_t high = 256; high-- > 1;) {
        reached += tally[high];
        if (reached >= e->best->k)
            return high << 8;
    }
    return 0;
}

/* Was the candidate looked at before all others? */
static bool candidate_is_known(const suo_evaluation *e,
                               const suo_candidate *own)
{
    return own->bound >= e->known_all ||
           (own->bound == e->known_some && suo_best_has(e->known, own->doc));
}

/* Score the candidates whose bounds are in [from, end), if they may be hits. */
static void window_score_some(suo_evaluation *e, uint32_t count, uint32_t from,
                              uint32_t end)
{
    for (uint32_t i = 0; i < count; i++) {
        const suo_candidate *own = &e->candidates[i];
        if (own->bound >= from && own->bound < end && own->bound >= e->least &&
            !candidate_is_known(e, own))
            suo_evaluation_score(e, own->doc);
    }
}

/* Score the candidates that may be hits, those of the highest bounds first. */
static void window_score(suo_evaluation *e, uint32_t count)
{
    uint32_t cut =
        e->prunes && count > e->best->k ? candidates_cut(e, count) : 0;
    window_score_some(e, count, cut, UINT32_MAX);
    if (cut > 0)
        window_score_some(e, count, 0, cut);
}

void suo_evaluation_look(suo_evaluation *e, uint32_t start, uint32_t end)
{
    suo_cursor *lead = window_lead(e);
    if (lead != NULL) {
        window_score(e, window_take_led(e, lead, start, end));
        return;
    }
    memset(e->bits, 0xFF, (end - start) / 8);
    suo_cursor *phrase = window_phrase(e);
    uint64_t left = phrase != NULL ? window_keep_phrase(e, phrase, start, end)
                                   : suo_clauses_keep(e, start, end, e->bits);
    bool is_kept = left * SOME_SHARE < end - start && e->filters.count > 0;
    if (is_kept) {
        window_keep(e, start, end);
        left = suo_bits_count(e->bits, (end - start) / 64);
    }
    if (left == 0)
        return;
    if (left * FEW_SHARE < end - start)
        window_find_few(e, phrase, start, end);
    else
        window_find(e, phrase, start, end);
    if (!is_kept)
        window_keep(e, start, end);
    window_score(e, window_take(e, start, end));
}
