/* SPDX-License-Identifier: Apache-2.0 */
/*
 * starts.c - find the documents of what begins words.
 *
 * A Han character alone is any gram that begins with it; a prefix, any word.
 * These may be very many lists, so they are tallied, and what they are united
 * to is learnt with its impacts, as if it were a list of the segment
 * (list_impacts.c): of all documents, visible or not, for every view. A view
 * that does not see all of them counts those it does; what a search may cost is
 * counted list by list (plan.c), so where that is limited such a view tallies
 * them anew.
 */

#include "query/plan.h"

/* Tally a list: the forms of words on a side of their own. */
static suo_status tally_list(suo_plan *plan, const suo_asked_row *row,
                             const suo_term_entry *entry)
{
    suo_cursor *cursor = &plan->cursors[0];
    bool is_form = row->bytes.bytes[0] == suo_token_space(SUO_TOKEN_FORM);
    suo_cursor_open_list(cursor, &plan->walk, entry->lane, entry,
                         row->fields & plan->request->fields);
    plan->work += suo_tally_add(&plan->tally, cursor, is_form);
    return plan->walk.status;
}

/* Tally the row's term, or all terms that begin with it. */
static suo_status tally_row(suo_plan *plan, const suo_asked_row *row,
                            suo_error *error)
{
    suo_slice prefix = row->bytes;
    bool is_prefix = plan->question->steps[row->first_step].is_prefix;
    suo_dictionary_walk walk;
    bool found = true;
    suo_status status =
        suo_dictionary_seek(&walk, &plan->walk.seen->segment->dictionary,
                            prefix.bytes, prefix.len, error);
    while (status == SUO_OK && !suo_plan_is_beyond(plan)) {
        status = suo_dictionary_next(&walk, &found, error);
        if (status != SUO_OK || !found || walk.term_len < prefix.len ||
            memcmp(walk.term, prefix.bytes, prefix.len) != 0 ||
            (!is_prefix && walk.term_len > prefix.len))
            break;
        status = tally_list(plan, row, &walk.entry);
    }
    return status;
}

/* Append the documents that the walk sees. */
static suo_status starts_tally(suo_plan *plan, const suo_asked_term *term,
                               suo_error *error)
{
    suo_tally *tally = &plan->tally;
    suo_status status =
        suo_tally_begin(tally, plan->walk.seen->segment->doc_count);
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t r = 0; r < term->row_count && status == SUO_OK; r++)
        status =
            tally_row(plan, &plan->question->rows[term->first_row + r], error);
    if (status != SUO_OK)
        return status;
    size_t count = suo_tally_count(tally);
    if (count == 0)
        return SUO_OK;
    if (suo_grow(&plan->places, &plan->place_cap, plan->place_count + count,
                 sizeof(*plan->places)) != SUO_OK)
        return suo_error_no_memory(error);
    suo_tally_take(tally, plan->places + plan->place_count);
    plan->place_count += count;
    return SUO_OK;
}

/* ---- what is learnt ---- */

/* All that tells a term's rows from others. */
static suo_status starts_key(suo_plan *plan, const suo_asked_term *term,
                             uint32_t lane, suo_list_key *key, suo_error *error)
{
    suo_buffer *bytes = &plan->key;
    suo_buffer_reset(bytes);
    for (uint32_t r = 0; r < term->row_count; r++) {
        const suo_asked_row *row = &plan->question->rows[term->first_row + r];
        suo_buffer_add_u32(bytes, row->fields);
        suo_buffer_add_u8(bytes,
                          plan->question->steps[row->first_step].is_prefix);
        suo_buffer_add_text(bytes, row->bytes.bytes, row->bytes.len);
    }
    *key = (suo_list_key){.terms = {bytes->data, bytes->len},
                          .slope = plan->learnt_lanes[lane].slope,
                          .fields = plan->request->fields,
                          .searched = plan->request->fields,
                          .lane = lane};
    return suo_buffer_status(bytes, error);
}

/* Leave out of the places from number 'start' on what the view does not see. */
static void starts_drop(suo_plan *plan, size_t start)
{
    const uint8_t *visible = plan->walk.visible;
    size_t kept = start;
    for (size_t i = start; i < plan->place_count && visible != NULL; i++) {
        uint32_t doc = plan->places[i].doc;
        plan->places[kept] = plan->places[i];
        kept += visible[doc / 8] >> (doc % 8) & 1;
    }
    if (visible != NULL)
        plan->place_count = kept;
}

/* How many documents of a union the view sees. */
static uint64_t starts_count(const suo_plan *plan,
                             const suo_list_impacts *united)
{
    const uint8_t *visible = plan->walk.visible;
    uint64_t count = visible == NULL ? united->posting_count : 0;
    for (uint32_t i = 0; i < united->posting_count && visible != NULL; i++)
        count +=
            visible[united->places[i].doc / 8] >> (united->places[i].doc % 8) &
            1;
    return count;
}

/* How many bytes unions may take, apart from lists: what is typed letter by
 * letter is no reason to learn no further words. */
static size_t starts_bytes_max(const suo_segment *segment)
{
    return suo_impacts_bytes_max(segment) / 2;
}

/* Learn what the places from number 'start' on are worth, and keep them. */
static suo_status starts_learn(suo_plan *plan, suo_source *source, size_t start,
                               const suo_list_key *key, suo_list_cache *cache)
{
    suo_walk *walk = &plan->walk;
    suo_cursor *cursor = &plan->cursors[0];
    suo_list_impacts *made;
    size_t bytes;
    walk->lanes = plan->learnt_lanes;
    suo_cursor_open_places(cursor, walk, key->lane, plan->places + start,
                           plan->places + plan->place_count);
    suo_status status = suo_list_impacts_make(cursor, key, &made, &bytes);
    walk->lanes = plan->lanes;
    if (status != SUO_OK)
        return status;
    made->work = plan->work;
    source->impacts =
        (const suo_list_impacts *)(const void *)suo_list_cache_keep(
            cache, &made->note, bytes, starts_bytes_max(walk->seen->segment));
    return SUO_OK;
}

/* Bytes that a union of 'count' documents takes at most. */
static size_t starts_bytes(const suo_plan *plan, size_t count)
{
    return count * (sizeof(suo_match_place) + 1) +
           SUO_IMPACTS_BEST_MAX * sizeof(suo_best_posting) +
           2 * (size_t)plan->walk.seen->segment->doc_count;
}

/* Tally the lists, for all views if what they are united to can be learnt. */
static suo_status starts_make(suo_plan *plan, const suo_asked_term *term,
                              suo_source *source, const suo_list_key *key,
                              suo_list_cache *cache, suo_error *error)
{
    const size_t start = plan->place_count;
    const uint64_t before = plan->work;
    plan->work = 0;
    if (cache != NULL)
        plan->walk.visible = NULL;
    suo_status status = starts_tally(plan, term, error);
    const size_t count = plan->place_count - start;
    if (status == SUO_OK && cache != NULL && count >= SUO_IMPACTS_DOCS_MIN &&
        plan->work <= plan->work_left &&
        suo_list_cache_has_room(cache, starts_bytes(plan, count),
                                starts_bytes_max(plan->walk.seen->segment)))
        status = starts_learn(plan, source, start, key, cache);
    plan->walk.visible = plan->walk.seen->visible;
    plan->work += before;
    if (source->impacts != NULL)
        plan->place_count = start;
    else if (cache != NULL)
        starts_drop(plan, start);
    source->first_place = start;
    source->place_count = plan->place_count - start;
    source->doc_freq = source->place_count;
    return status;
}

suo_status suo_plan_gather_starts(suo_plan *plan, const suo_asked_term *term,
                                  suo_source *source, suo_error *error)
{
    const suo_view_segment *seen = plan->walk.seen;
    suo_list_cache *cache = NULL;
    suo_list_key key = {0};
    suo_status status = starts_key(plan, term, source->lane, &key, error);
    bool is_costed = seen->visible != NULL && plan->work_left != UINT64_MAX;
    if (status == SUO_OK && !plan->request->is_exhaustive && !is_costed) {
        cache = suo_list_cache_get(
            suo_segment_slot(seen->segment, SUO_SLOT_STARTS));
        if (cache == NULL)
            return suo_error_no_memory(error);
        source->impacts =
            (const suo_list_impacts *)(const void *)suo_list_cache_find(cache,
                                                                        &key);
        plan->work += source->impacts != NULL ? source->impacts->work : 0;
    }
    if (status == SUO_OK && source->impacts == NULL)
        status = starts_make(plan, term, source, &key, cache, error);
    if (status == SUO_OK && source->impacts != NULL) {
        source->place_count = source->impacts->posting_count;
        source->doc_freq = starts_count(plan, source->impacts);
    }
    return status;
}
