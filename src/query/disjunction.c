/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disjunction.c - the best documents that have any term.
 *
 * MaxScore in windows (Turtle and Flood, 1995; the windows are Lucene 10's):
 * a document without one of the first cursors, by falling bound, cannot become
 * a hit, so only these are walked. What they add up to is looked up in the
 * others only where it and the bounds of what is left could still suffice. One
 * cursor is walked as it is; several are added up in an array by document.
 */
#include "query/evaluation.h"

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

/* Candidates of a window whose only needed cursor is the first. */
static uint32_t window_take_one(suo_evaluation *e, uint32_t start, uint32_t end)
{
    suo_cursor *cursor = e->order[0];
    const double rest = e->rest[1];
    uint32_t taken = 0;
    while (suo_cursor_seek(cursor, start) < end) {
        uint32_t count = cursor_count_below(cursor, end);
        const uint32_t *docs = cursor->docs + cursor->at;
        const double *parts =
            suo_cursor_score_part(cursor, cursor->at, cursor->at + count);
        for (uint32_t i = 0; i < count; i++)
            if (suo_evaluation_wants(e, parts[i] + rest) &&
                suo_evaluation_sees(e, docs[i]))
                e->candidates[taken++] = (suo_candidate){docs[i], parts[i]};
        start = docs[count - 1] + 1;
    }
    return taken;
}

/* Add a cursor's scores to those of the window. */
static void window_add(suo_evaluation *e, suo_cursor *cursor,
                       const uint32_t start, uint32_t end)
{
    uint32_t from = start;
    while (suo_cursor_seek(cursor, from) < end) {
        uint32_t count = cursor_count_below(cursor, end);
        const uint32_t *docs = cursor->docs + cursor->at;
        const double *parts =
            suo_cursor_score_part(cursor, cursor->at, cursor->at + count);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t at = docs[i] - start;
            e->scores[at] += parts[i];
            e->marks[at / 64] |= UINT64_C(1) << (at % 64);
        }
        from = docs[count - 1] + 1;
    }
}

/* Candidates of a window that needs one of several cursors. */
static uint32_t window_take_several(suo_evaluation *e, uint32_t needed,
                                    uint32_t start, uint32_t end)
{
    const double rest = e->rest[needed];
    uint32_t count = 0;
    for (uint32_t i = 0; i < needed; i++)
        window_add(e, e->order[i], start, end);
    for (uint32_t word = 0; word < (end - start + 63) / 64; word++) {
        uint64_t marks = e->marks[word];
        e->marks[word] = 0;
        for (; marks != 0; marks &= marks - 1) {
            uint32_t at = word * 64 + suo_low_bit(marks);
            double score = e->scores[at];
            e->scores[at] = 0;
            if (suo_evaluation_wants(e, score + rest) &&
                suo_evaluation_sees(e, start + at))
                e->candidates[count++] = (suo_candidate){start + at, score};
        }
    }
    return count;
}

/* Look candidates up in the other cursors, the highest bounds first. */
static uint32_t window_complete(suo_evaluation *e, uint32_t needed,
                                uint32_t count)
{
    for (uint32_t c = needed;
         c < e->scored_count && count > 0 && e->order[c]->window_bound > 0;
         c++) {
        suo_cursor *cursor = e->order[c];
        const double rest = e->rest[c + 1];
        uint32_t kept = 0;
        for (uint32_t i = 0; i < count; i++) {
            suo_candidate own = e->candidates[i];
            own.score += suo_cursor_probe(cursor, own.doc);
            if (suo_evaluation_wants(e, own.score + rest))
                e->candidates[kept++] = own;
        }
        count = kept;
    }
    return count;
}

static void disjunction_window(suo_evaluation *e, uint32_t start, uint32_t end)
{
    uint32_t count;
    uint32_t needed = suo_evaluation_bound_window(e, start, end);
    if (needed == 0)
        return;
    if (needed == 1)
        count = window_take_one(e, start, end);
    else
        count = window_take_several(e, needed, start, end);
    count = window_complete(e, needed, count);
    for (uint32_t i = 0; i < count; i++)
        if (suo_evaluation_wants(e, e->candidates[i].score))
            suo_evaluation_offer(e, e->candidates[i].doc,
                                 e->candidates[i].score);
}

void suo_disjunction_run(suo_evaluation *e)
{
    suo_evaluation_each_window(e, disjunction_window);
}

/* ---- counting ---- */

/* Mark a cursor's documents in [start, end). */
static void window_mark(suo_evaluation *e, suo_cursor *cursor,
                        const uint32_t start, uint32_t end)
{
    uint32_t from = start;
    while (suo_cursor_seek(cursor, from) < end) {
        uint32_t i = cursor->at;
        for (; cursor->docs[i] < end; i++) {
            uint32_t at = cursor->docs[i] - start;
            e->marks[at / 64] |= UINT64_C(1) << (at % 64);
        }
        cursor->at = i;
        from = cursor->next_start;
        if (i < cursor->count)
            break;
    }
}

/* Count the marks, and take them away. */
static void window_count_marks(suo_evaluation *e, uint32_t start)
{
    for (uint32_t word = 0; word < SUO_COUNT_DOCS / 64; word++) {
        uint64_t marks =
            suo_evaluation_see(e, start + word * 64, e->marks[word]);
        e->marks[word] = 0;
        if (e->filters.count == 0) {
            e->total += suo_count_bits(marks);
            continue;
        }
        for (; marks != 0; marks &= marks - 1)
            e->total += suo_segment_filters_pass(
                &e->filters, start + word * 64 + suo_low_bit(marks));
    }
}

void suo_disjunction_count(suo_evaluation *e)
{
    const uint32_t doc_count = e->walk.seen->segment->doc_count;
    for (uint32_t start = 0; start < doc_count && e->walk.status == SUO_OK;
         start += SUO_COUNT_DOCS) {
        uint32_t end = doc_count - start < SUO_COUNT_DOCS
                           ? doc_count
                           : start + SUO_COUNT_DOCS;
        for (uint32_t i = 0; i < e->scored_count; i++)
            window_mark(e, e->list[i], start, end);
        window_count_marks(e, start);
    }
}
