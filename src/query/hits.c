/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hits.c - hits keep their snapshot, their question, and what was read.
 *
 * Stored values are read from the store when they are first asked for, and
 * copied into the hits' own memory: they stay until the hits are freed.
 */
#include "query/hits.h"

#include <stdlib.h>

#include "query/correction.h"
#include "query/pins.h"
#include "query/position.h"

/* Where a hit lies, and its stored values once they are read. */
typedef struct hit_place {
    const suo_segment *segment;
    uint32_t doc;
    bool is_read;
    suo_record record;
    const suo_superseded *superseded; /* of the view's feedback */
    size_t superseded_count;
} hit_place;

struct suo_hits {
    const suo_snapshot *snapshot; /* one reference is ours */
    const suo_feedback *feedback; /* likewise; NULL */
    suo_ordering ordering;
    suo_question question;
    suo_slice asked; /* its text, where the search was to tell */
    suo_result result;
    suo_hit *items;
    hit_place *places;
    suo_store_frame frame;
    suo_showing showing;
    suo_arena arena;
};

void suo_hits_release(suo_hits *hits)
{
    if (hits == NULL)
        return;
    suo_showing_clear(&hits->showing);
    suo_store_frame_clear(&hits->frame);
    suo_result_clear(&hits->result);
    suo_question_clear(&hits->question);
    suo_arena_clear(&hits->arena);
    suo_dealloc(hits->items);
    suo_dealloc(hits->places);
    suo_snapshot_release(hits->snapshot);
    suo_feedback_release(hits->feedback);
    suo_dealloc(hits);
}

/* Keep what a hit supersedes: the view may be closed before the hits are. */
static suo_status hits_fill_superseded(suo_hits *hits, const suo_view *view,
                                       uint32_t hit, suo_error *error)
{
    const suo_scored *scored = &hits->result.best.items[hit];
    size_t count;
    const suo_superseded *found = suo_view_find_superseded(
        view, (suo_place){scored->segment, scored->doc}, &count);
    if (count == 0)
        return SUO_OK;
    suo_superseded *copy = suo_arena_alloc(&hits->arena, count * sizeof(*copy));
    if (copy == NULL)
        return suo_error_no_memory(error);
    memcpy(copy, found, count * sizeof(*copy));
    hits->places[hit].superseded = copy;
    hits->places[hit].superseded_count = count;
    return SUO_OK;
}

/* Keys and places of the result. Keys are borrowed from the snapshot. */
static suo_status hits_fill(suo_hits *hits, const suo_view *view,
                            suo_error *error)
{
    const suo_topk *best = &hits->result.best;
    hits->items = suo_alloc_zero(best->count, sizeof(*hits->items));
    hits->places = suo_alloc_zero(best->count, sizeof(*hits->places));
    if (hits->items == NULL || hits->places == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < best->count; i++) {
        const suo_scored *scored = &best->items[i];
        const suo_segment *segment = view->segments[scored->segment].segment;
        suo_slice key;
        if (!suo_keys_get(&segment->keys, scored->doc, &key))
            return suo_error_set(error, SUO_CORRUPT, "the keys are damaged");
        hits->items[i] =
            (suo_hit){scored->score, (const char *)key.bytes, key.len};
        hits->places[i].segment = segment;
        hits->places[i].doc = scored->doc;
        suo_status status = hits_fill_superseded(hits, view, i, error);
        if (status != SUO_OK)
            return status;
    }
    return SUO_OK;
}

static suo_status hits_search(suo_hits *hits, const suo_analysis *analysis,
                              const suo_view *view,
                              const suo_search_request *request,
                              suo_error *error)
{
    suo_search_scratch *scratch = suo_search_scratch_take(analysis);
    suo_status status = scratch == NULL
                            ? suo_error_no_memory(error)
                            : suo_search(scratch, view, &hits->question,
                                         request, &hits->result, error);
    suo_search_scratch_give(analysis, scratch);
    return status;
}

/* Ask for what the question was meant to ask, too. A program means what it
 * says; a partial answer does without what there is no time for. */
static suo_status hits_correct(suo_hits *hits, const suo_analysis *analysis,
                               const suo_view *view,
                               const suo_search_request *request,
                               const char *text, size_t len, suo_error *error)
{
    suo_watch idle;
    suo_correction *correction;
    if (request->syntax == SUO_SYNTAX_STRICT)
        return SUO_OK;
    suo_watch_begin(&idle, NULL, UINT64_MAX, NULL);
    suo_status status = suo_correction_make(
        view, text, len, request->fields,
        request->watch != NULL ? request->watch : &idle, &correction, error);
    if (status == SUO_TIMEOUT && request->is_partial)
        return SUO_OK;
    if (status == SUO_OK)
        status = suo_question_add_correction(&hits->question, analysis,
                                             correction, error);
    suo_correction_release(correction);
    return status;
}

/* Read the question, as the request says. */
static suo_status hits_ask(suo_hits *hits, const suo_analysis *analysis,
                           const suo_view *view,
                           const suo_search_request *request, const char *text,
                           size_t len, suo_error *error)
{
    const suo_question_manner manner = {.syntax = request->syntax,
                                        .all = request->match == SUO_MATCH_ALL,
                                        .notes_places = request->tells_match};
    suo_status status = suo_question_read(&hits->question, analysis,
                                          hits->snapshot->manifest.schema,
                                          &manner, text, len, error);
    if (status == SUO_OK && request->corrects)
        status = hits_correct(hits, analysis, view, request, text, len, error);
    if (status == SUO_OK && request->tells_match) {
        hits->asked.bytes =
            (const uint8_t *)suo_arena_copy(&hits->arena, text, len);
        hits->asked.len = len;
        if (hits->asked.bytes == NULL)
            return suo_error_no_memory(error);
    }
    if (status == SUO_OK &&
        (request->match == SUO_MATCH_ALL || request->tells_match ||
         request->min_information > 0))
        status = suo_question_need_all(&hits->question, error);
    return status;
}

/* Leave a document out, and all beyond the first k. There was no second phase,
 * whose parts would have to follow. */
static void hits_leave_out(suo_hits *hits, const suo_place *but, uint32_t k)
{
    suo_topk *best = &hits->result.best;
    uint32_t at = 0;
    while (at < best->count && (best->items[at].segment != but->segment ||
                                best->items[at].doc != but->doc))
        at++;
    if (at < best->count) {
        best->count--;
        for (uint32_t i = at; i < best->count; i++)
            best->items[i] = best->items[i + 1];
    }
    if (best->count > k)
        best->count = k;
    hits->result.total = best->count;
}

/* Search for the question that the hits have. */
static suo_status hits_run(suo_hits *hits, const suo_view *view,
                           const suo_search_request *request,
                           const suo_place *but, suo_error *error)
{
    const suo_analysis *analysis;
    suo_search_request own = *request;
    own.k += but != NULL;
    suo_status status = suo_analysis_get(view->snapshot, &analysis, error);
    if (status == SUO_OK)
        status = hits_search(hits, analysis, view, &own, error);
    if (status == SUO_OK && but != NULL)
        hits_leave_out(hits, but, request->k);
    return status == SUO_OK ? hits_fill(hits, view, error) : status;
}

/* Hits with nothing in them; NULL: memory ran out. */
static suo_hits *hits_new(const suo_view *view,
                          const suo_search_request *request)
{
    suo_hits *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return NULL;
    made->ordering = request->ordering;
    suo_snapshot_retain(view->snapshot);
    made->snapshot = view->snapshot;
    if (view->feedback != NULL)
        suo_feedback_retain(view->feedback);
    made->feedback = view->feedback;
    return made;
}

/* The partial answer to a question that there was no time to analyse: what
 * asks for nothing gets. */
static suo_status hits_give_none(suo_hits *hits, const suo_view *view,
                                 const suo_search_request *request,
                                 suo_error *error)
{
    suo_question_clear(&hits->question);
    suo_status status = hits_run(hits, view, request, NULL, error);
    hits->result.stop = SUO_TIMEOUT;
    return status;
}

suo_status suo_hits_make(const suo_view *view, const char *text, size_t len,
                         const suo_search_request *request, suo_hits **hits,
                         suo_error *error)
{
    const suo_analysis *analysis;
    suo_pinned pinned;
    suo_search_request own = *request;
    own.pinned = &pinned;
    *hits = NULL;
    suo_hits *made = hits_new(view, request);
    if (made == NULL)
        return suo_error_no_memory(error);
    made->question.watch = request->watch;
    suo_status status = suo_analysis_get(view->snapshot, &analysis, error);
    if (status == SUO_OK)
        status = hits_ask(made, analysis, view, request, text, len, error);
    if (status == SUO_OK)
        status =
            suo_pins_find(view, analysis, text, len, request, &pinned, error);
    if (status == SUO_OK)
        status = hits_run(made, view, &own, NULL, error);
    else if (status == SUO_TIMEOUT && request->is_partial)
        status = hits_give_none(made, view, request, error);
    made->question.watch = NULL;
    if (status != SUO_OK) {
        suo_hits_release(made);
        return suo_watch_explain(status, error);
    }
    *hits = made;
    return SUO_OK;
}

suo_status suo_hits_ask(const suo_view *view, suo_question *question,
                        const suo_search_request *request, const suo_place *but,
                        suo_hits **hits, suo_error *error)
{
    *hits = NULL;
    suo_hits *made = hits_new(view, request);
    if (made == NULL) {
        suo_question_clear(question);
        return suo_error_no_memory(error);
    }
    made->question = *question;
    *question = (suo_question){0};
    suo_status status = hits_run(made, view, request, but, error);
    if (status != SUO_OK) {
        suo_hits_release(made);
        return status;
    }
    *hits = made;
    return SUO_OK;
}

const suo_snapshot *suo_hits_get_snapshot(const suo_hits *hits)
{
    return hits->snapshot;
}

const suo_question *suo_hits_get_question(const suo_hits *hits)
{
    return &hits->question;
}

const suo_hit *suo_hits_get_items(const suo_hits *hits)
{
    return hits->items;
}

uint32_t suo_hits_get_count(const suo_hits *hits)
{
    return hits->result.best.count;
}

uint64_t suo_hits_get_total(const suo_hits *hits)
{
    return hits->result.total;
}

suo_status suo_hits_get_stop(const suo_hits *hits)
{
    return hits->result.stop;
}

uint64_t suo_hits_get_group(const suo_hits *hits, uint32_t hit)
{
    const suo_result *result = &hits->result;
    return result->sizes != NULL && hit < result->best.count
               ? result->sizes[hit]
               : 0;
}

bool suo_hits_get_pinned(const suo_hits *hits, uint32_t hit)
{
    return hit < hits->result.pinned_count;
}

const char *suo_hits_get_superseded(const suo_hits *hits, uint32_t hit,
                                    uint32_t nth, uint64_t *key_len)
{
    *key_len = 0;
    if (hit >= hits->result.best.count ||
        nth >= hits->places[hit].superseded_count)
        return NULL;
    const suo_superseded *own = &hits->places[hit].superseded[nth];
    *key_len = own->key.len;
    return (const char *)own->key.bytes;
}

const suo_facet_answer *suo_hits_get_facet(const suo_hits *hits, uint32_t facet)
{
    return facet < hits->result.facet_count ? &hits->result.facets[facet]
                                            : NULL;
}

suo_status suo_hits_make_position(suo_hits *hits, uint32_t hit,
                                  suo_slice *position, suo_error *error)
{
    const hit_place *at = &hits->places[hit];
    const suo_slice key = {(const uint8_t *)hits->items[hit].key,
                           hits->items[hit].key_len};
    suo_ranked place = {.score = hits->items[hit].score};
    suo_buffer text = {0};
    bool is_corrupt = false;
    if (suo_hits_get_pinned(hits, hit))
        place = (suo_ranked){.group = -1,
                             .number = hits->result.pinned_first + hit};
    else if (hits->ordering.order != SUO_ORDER_SCORE)
        place = suo_ranking_place(&hits->ordering, at->segment, at->doc,
                                  place.score, &is_corrupt);
    if (is_corrupt)
        return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
    suo_position_write(&text, &hits->ordering, &place, key);
    suo_status status = suo_buffer_status(&text, error);
    const char *copy = NULL;
    if (status == SUO_OK) {
        copy = suo_arena_copy(&hits->arena, text.data, text.len);
        if (copy == NULL)
            status = suo_error_no_memory(error);
    }
    if (status == SUO_OK)
        *position = (suo_slice){(const uint8_t *)copy, text.len};
    suo_buffer_free(&text);
    return status;
}

/* Read a hit's stored values, once. */
static suo_status hits_read(suo_hits *hits, uint32_t hit, suo_error *error)
{
    hit_place *place = &hits->places[hit];
    if (place->is_read)
        return SUO_OK;
    suo_record record;
    suo_status status = suo_store_read(&place->segment->store, place->doc,
                                       &hits->frame, &record, error);
    if (status != SUO_OK)
        return status;
    const char *copy =
        suo_arena_copy(&hits->arena, record.values.bytes, record.values.len);
    if (copy == NULL)
        return suo_error_no_memory(error);
    record.values.bytes = (const uint8_t *)copy;
    place->record = record;
    place->is_read = true;
    return SUO_OK;
}

suo_status suo_hits_load_text(suo_hits *hits, uint32_t hit, uint32_t field,
                              uint32_t nth, suo_slice *text, suo_error *error)
{
    *text = (suo_slice){0};
    suo_status status = hits_read(hits, hit, error);
    if (status != SUO_OK)
        return status;
    if (!suo_record_find(&hits->places[hit].record, field, nth, text))
        return suo_error_set(error, SUO_NOT_FOUND, "the hit has no such value");
    return SUO_OK;
}

suo_status suo_hits_load_integer(const suo_hits *hits, uint32_t hit,
                                 uint32_t field, int64_t *value,
                                 suo_error *error)
{
    const hit_place *place = &hits->places[hit];
    if (!suo_numbers_get(&place->segment->columns[field].numbers, place->doc,
                         value))
        return suo_error_set(error, SUO_NOT_FOUND, "the hit has no value");
    return SUO_OK;
}

static int range_compare(const void *a, const void *b)
{
    const suo_range *x = a;
    const suo_range *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

/* Find a term of the question among ascending ones. */
static bool terms_find(const uint32_t *terms, uint32_t count, uint32_t term,
                       uint32_t *at)
{
    uint32_t low = 0;
    for (uint32_t high = count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (terms[middle] < term)
            low = middle + 1;
        else
            high = middle;
    }
    *at = low;
    return low < count && terms[low] == term;
}

/* Does the hit lack a term of the question that tells? */
static bool hits_lack(const suo_hits *hits, uint32_t hit, uint32_t term)
{
    const suo_telling *telling = &hits->result.telling;
    uint32_t at;
    return terms_find(telling->terms, telling->term_count, term, &at) &&
           !suo_telling_has(telling, hit, at);
}

/* Is a term of the question in no document? */
static bool hits_all_lack(const suo_hits *hits, uint32_t hit, uint32_t term)
{
    const suo_answering *answering = &hits->result.answering;
    uint32_t at;
    (void)hit;
    return terms_find(answering->unknown, answering->unknown_count, term, &at);
}

/* Count ranges of a text, ascending by their beginnings, in all units. */
static void ranges_count(suo_range *ranges, uint64_t count, suo_slice text)
{
    suo_units units = {0};
    for (uint64_t i = 0; i < count; i++) {
        suo_units_move(&units, text, ranges[i].start);
        suo_units end = units; /* the next range may begin inside */
        suo_range_begin(&ranges[i], &units);
        suo_units_move(&end, text, ranges[i].end);
        suo_range_end(&ranges[i], &end);
    }
}

/* Where the question asks for terms that 'lacks' tells of; borrowed until the
 * hits are freed. NULL: memory ran out. */
static const suo_range *hits_find_places(suo_hits *hits, uint32_t hit,
                                         bool (*lacks)(const suo_hits *,
                                                       uint32_t, uint32_t),
                                         uint64_t *count)
{
    const suo_question *question = &hits->question;
    suo_range *found = suo_arena_alloc(
        &hits->arena, (question->place_count + 1) * sizeof(*found));
    *count = 0;
    for (size_t i = 0; found != NULL && i < question->place_count; i++) {
        const suo_asked_place *place = &question->places[i];
        if (lacks(hits, hit, place->term))
            found[(*count)++] =
                (suo_range){.start = place->start, .end = place->end};
    }
    if (*count > 0)
        qsort(found, *count, sizeof(*found), range_compare);
    if (found != NULL)
        ranges_count(found, *count, hits->asked);
    return found;
}

/* Was the search asked to tell? */
static suo_status hits_check_telling(const suo_hits *hits, suo_error *error)
{
    if (hits->result.answering.is_told)
        return SUO_OK;
    if (hits->asked.bytes != NULL)
        return suo_error_set(error, SUO_TIMEOUT,
                             "there was no time to tell of the answer");
    return suo_error_set(error, SUO_STATE,
                         "the search was not asked to tell: set "
                         "'tells_match' of its options");
}

suo_status suo_hits_tell(suo_hits *hits, uint32_t hit, suo_hit_match *match,
                         suo_error *error)
{
    const suo_telling *telling = &hits->result.telling;
    suo_status status = hits_check_telling(hits, error);
    if (status != SUO_OK)
        return status;
    match->missing =
        hits_find_places(hits, hit, hits_lack, &match->missing_count);
    if (match->missing == NULL)
        return suo_error_no_memory(error);
    match->share = telling->shares[hit];
    match->tier = suo_telling_tier(telling, hit);
    return SUO_OK;
}

suo_status suo_hits_answer(suo_hits *hits, suo_answerability *answerability,
                           suo_error *error)
{
    const suo_answering *answering = &hits->result.answering;
    suo_status status = hits_check_telling(hits, error);
    if (status != SUO_OK)
        return status;
    answerability->unknown =
        hits_find_places(hits, 0, hits_all_lack, &answerability->unknown_count);
    if (answerability->unknown == NULL)
        return suo_error_no_memory(error);
    answerability->figure = answering->figure;
    answerability->tier = answering->tier;
    answerability->share = answering->share;
    answerability->title_share = answering->title_share;
    answerability->lead = answering->lead;
    answerability->unknown_share = answering->unknown_share;
    answerability->information = answering->information;
    answerability->title_fit = answering->title_fit;
    answerability->in_row = answering->in_row;
    return SUO_OK;
}

suo_status suo_hits_load_count(suo_hits *hits, uint32_t hit, uint32_t field,
                               uint32_t *count, suo_error *error)
{
    const suo_schema *schema = hits->snapshot->manifest.schema;
    suo_field_kind kind = schema->fields[field].kind;
    int64_t value;
    *count = 0;
    if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME) {
        *count =
            suo_hits_load_integer(hits, hit, field, &value, NULL) == SUO_OK;
        return SUO_OK;
    }
    suo_status status = hits_read(hits, hit, error);
    if (status == SUO_OK)
        *count = suo_record_count(&hits->places[hit].record, field);
    return status;
}

suo_status suo_hits_make_highlight(suo_hits *hits, uint32_t field,
                                   suo_slice text, const suo_html_tags *tags,
                                   suo_highlight *highlight, suo_error *error)
{
    const suo_asked asked = {hits->snapshot, &hits->question,
                             hits->result.weights};
    return suo_showing_highlight(&hits->showing, &asked, field, text, tags,
                                 highlight, error);
}

suo_status suo_hits_make_snippet(suo_hits *hits, uint32_t hit, uint32_t field,
                                 const suo_showing_options *options,
                                 suo_snippet *snippet, suo_error *error)
{
    const suo_asked asked = {hits->snapshot, &hits->question,
                             hits->result.weights};
    suo_cutting cutting = {.options = options};
    suo_slice text;
    suo_status status = suo_hits_load_text(hits, hit, field, 0, &text, error);
    for (uint32_t i = 0; status == SUO_OK; i++) {
        status = suo_showing_try(&hits->showing, &asked, field, text, i,
                                 &cutting, error);
        if (status == SUO_OK &&
            suo_hits_load_text(hits, hit, field, i + 1, &text, NULL) != SUO_OK)
            break;
    }
    if (status == SUO_OK)
        status = suo_showing_cut(&hits->showing, &cutting, snippet, error);
    return status;
}
