/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - the searching calls of suo.h.
 */
#include "api/fields.h"
#include "api/struct.h"
#include "index/filter.h"
#include "query/explain.h"
#include "query/position.h"

enum { HITS_DEFAULT = 10 };

/* Can hits be ordered or collapsed by a field? */
static bool field_has_values(const suo_schema *schema, uint32_t field)
{
    const uint32_t kinds = 1u << SUO_FIELD_KEYWORD | 1u << SUO_FIELD_INTEGER |
                           1u << SUO_FIELD_TIME;
    return field < schema->field_count &&
           (kinds >> schema->fields[field].kind & 1);
}

/* How hits are ordered. */
static suo_status options_ordering(const suo_schema *schema,
                                   const suo_search_options *options,
                                   suo_ordering *ordering, suo_error *error)
{
    *ordering = (suo_ordering){.order = (suo_order)options->order,
                               .field = options->order_field,
                               .missing_first = options->missing_first == 1,
                               .ties_by_score = options->ties_by_score == 1};
    if (options->order < SUO_ORDER_SCORE ||
        options->order > SUO_ORDER_DESCENDING || options->missing_first < 0 ||
        options->missing_first > 1 || options->ties_by_score < 0 ||
        options->ties_by_score > 1)
        return suo_error_set(error, SUO_INVALID, "there is no such order");
    if (options->order == SUO_ORDER_SCORE)
        return SUO_OK;
    if (!field_has_values(schema, ordering->field))
        return suo_error_set(error, SUO_INVALID,
                             "hits cannot be ordered by this field");
    ordering->is_keyword =
        schema->fields[ordering->field].kind == SUO_FIELD_KEYWORD;
    return SUO_OK;
}

/* Which hits are left out for others. */
static suo_status options_collapse(const suo_schema *schema,
                                   const suo_search_options *options,
                                   suo_collapse *collapse, suo_error *error)
{
    const uint32_t field = options->collapse_field;
    if (options->collapse == 0)
        return SUO_OK;
    if (options->collapse != 1 || !field_has_values(schema, field))
        return suo_error_set(error, SUO_INVALID,
                             "hits cannot be collapsed by this field");
    *collapse = (suo_collapse){
        true, schema->fields[field].kind == SUO_FIELD_KEYWORD, field};
    return SUO_OK;
}

/* Read the position of the options, if they have one; 'after' holds it. */
static suo_status options_after(const suo_view *view,
                                const suo_search_options *options,
                                suo_position *after,
                                suo_search_request *request, suo_error *error)
{
    if (options->after == NULL)
        return SUO_OK;
    suo_status status = suo_position_read(
        after, &request->ordering, options->after,
        suo_text_len(options->after, options->after_len), error);
    if (status == SUO_OK)
        status = suo_position_find(after, view, error);
    request->after = &after->place;
    return status;
}

/* Check the options. 'filters' has room for SUO_FILTERS_MAX, 'facets' for
 * SUO_FACETS_MAX. */
static suo_status options_take(const suo_schema *schema,
                               const suo_search_options *options,
                               suo_filter *filters, suo_facet *facets,
                               suo_search_request *request, suo_error *error)
{
    *request = (suo_search_request){
        .k = options->k > 0 ? options->k : HITS_DEFAULT,
        .match = (suo_match)options->match,
        .total = (suo_total)options->total,
        .syntax = (suo_syntax)options->syntax,
        .min_information = options->min_information,
        .tells_match = options->tells_match == 1,
        .filters = filters,
        .filter_count = (uint32_t)options->filter_count,
        .facets = facets,
        .facet_count = (uint32_t)options->facet_count,
        .boosts = options->boosts,
        .boost_count = (uint32_t)options->boost_count,
        .work_max = options->work_max,
        .is_partial = options->at_limit == SUO_AT_LIMIT_PARTIAL,
        .corrects = options->typos == 1};
    if (options->k > SUO_HITS_MAX)
        return suo_error_set(error, SUO_LIMIT, "a search gives at most %d hits",
                             SUO_HITS_MAX);
    if (options->match < SUO_MATCH_ANY || options->match > SUO_MATCH_ALL ||
        options->total < SUO_TOTAL_EXACT || options->total > SUO_TOTAL_ONLY ||
        options->syntax < SUO_SYNTAX_PEOPLE ||
        options->syntax > SUO_SYNTAX_STRICT || options->tells_match < 0 ||
        options->tells_match > 1 || options->at_limit < SUO_AT_LIMIT_FAIL ||
        options->at_limit > SUO_AT_LIMIT_PARTIAL || options->typos < 0 ||
        options->typos > 1)
        return suo_error_set(error, SUO_INVALID,
                             "'match', 'total', 'syntax', 'tells_match', "
                             "'at_limit' or 'typos' has an unknown value");
    if (!(options->min_information >= 0 && options->min_information <= 1))
        return suo_error_set(error, SUO_INVALID,
                             "'min_information' is a share, 0 to 1");
    suo_status status =
        suo_text_fields_take(schema, options->fields, &request->fields, error);
    if (status == SUO_OK)
        status = suo_filters_take(schema, options->filters,
                                  options->filter_count, filters, error);
    if (status == SUO_OK)
        status = suo_facets_take(schema, options->facets, options->facet_count,
                                 facets, error);
    if (status == SUO_OK)
        status = suo_boosts_check(schema, options->boosts, options->boost_count,
                                  error);
    if (status == SUO_OK)
        status = options_ordering(schema, options, &request->ordering, error);
    if (status == SUO_OK)
        status = options_collapse(schema, options, &request->collapse, error);
    return status;
}

/* What a request borrows; the bytes of 'after' are to be freed. */
typedef struct request_room {
    suo_filter filters[SUO_FILTERS_MAX];
    suo_facet facets[SUO_FACETS_MAX];
    suo_position after;
    suo_watch watch;
} request_room;

static void room_watch(request_room *room, const suo_search_options *options)
{
    uint64_t time_ns = UINT64_MAX;
    if (options->timeout_us > 0 && options->timeout_us < UINT64_MAX / 1000)
        time_ns = options->timeout_us * 1000;
    suo_watch_begin(&room->watch, suo_clock_posix(), time_ns, options->cancel);
}

/* Check what a view is asked. */
static suo_status request_take(const suo_view *view, const char *question,
                               size_t len, const suo_search_options *options,
                               request_room *room, suo_search_request *request,
                               suo_error *error)
{
    suo_search_options own = {.size = sizeof(own)};
    room->after = (suo_position){0};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    if (question == NULL && len > 0)
        return suo_error_set(error, SUO_INVALID, "the question is missing");
    status = suo_snapshot_check_owner(view->snapshot, error);
    if (status == SUO_OK)
        status = options_take(view->snapshot->manifest.schema, &own,
                              room->filters, room->facets, request, error);
    if (status == SUO_OK)
        status = options_after(view, &own, &room->after, request, error);
    room_watch(room, &own);
    request->watch = &room->watch;
    return status;
}

suo_status suo_view_search(const suo_view *view, const char *question,
                           int64_t question_len,
                           const suo_search_options *options, suo_hits **hits,
                           suo_error *error)
{
    request_room room;
    suo_search_request request;
    size_t len = suo_text_len(question, question_len);
    *hits = NULL;
    suo_status status =
        request_take(view, question, len, options, &room, &request, error);
    if (status == SUO_OK)
        status = suo_hits_make(view, question, len, &request, hits, error);
    suo_dealloc(room.after.bytes);
    return status;
}

suo_status suo_view_explain(const suo_view *view, const char *question,
                            int64_t question_len,
                            const suo_search_options *options, const char *key,
                            int64_t key_len, suo_explanation **explanation,
                            suo_error *error)
{
    request_room room;
    suo_search_request request;
    size_t len = suo_text_len(question, question_len);
    suo_slice own = {(const uint8_t *)key, suo_text_len(key, key_len)};
    *explanation = NULL;
    if (key == NULL || own.len == 0)
        return suo_error_set(error, SUO_INVALID, "a key must not be empty");
    suo_status status =
        request_take(view, question, len, options, &room, &request, error);
    if (status == SUO_OK)
        status = suo_explanation_make(view, question, len, &request, own,
                                      explanation, error);
    suo_dealloc(room.after.bytes);
    return status;
}

void suo_explanation_free(suo_explanation *explanation)
{
    suo_explanation_release(explanation);
}

suo_status suo_explanation_get(const suo_explanation *explanation,
                               suo_explained *explained, suo_error *error)
{
    uint32_t size = explained->size;
    if (size < sizeof(size))
        return suo_error_set(error, SUO_INVALID, "a struct has no size");
    suo_explained told = suo_explanation_show(explanation);
    told.size = size;
    suo_struct_give(explained, size, &told, sizeof(told));
    return SUO_OK;
}

void suo_hits_free(suo_hits *hits)
{
    suo_hits_release(hits);
}

const suo_hit *suo_hits_items(const suo_hits *hits)
{
    return suo_hits_get_items(hits);
}

uint32_t suo_hits_count(const suo_hits *hits)
{
    return suo_hits_get_count(hits);
}

uint64_t suo_hits_total(const suo_hits *hits)
{
    return suo_hits_get_total(hits);
}

suo_status suo_hits_stopped(const suo_hits *hits)
{
    return suo_hits_get_stop(hits);
}

uint64_t suo_hits_group(const suo_hits *hits, uint32_t hit)
{
    return suo_hits_get_group(hits, hit);
}

int32_t suo_hits_is_pinned(const suo_hits *hits, uint32_t hit)
{
    return suo_hits_get_pinned(hits, hit);
}

const char *suo_hits_superseded(const suo_hits *hits, uint32_t hit,
                                uint32_t nth, uint64_t *key_len)
{
    return suo_hits_get_superseded(hits, hit, nth, key_len);
}

const suo_facet_value *suo_hits_facet(const suo_hits *hits, uint32_t facet,
                                      uint64_t *value_count, uint64_t *distinct)
{
    const suo_facet_answer *answer = suo_hits_get_facet(hits, facet);
    const suo_facet_answer none = {0};
    if (answer == NULL)
        answer = &none;
    *value_count = answer->count;
    if (distinct != NULL)
        *distinct = answer->distinct;
    return answer->values;
}

suo_status suo_hits_position(suo_hits *hits, uint32_t hit,
                             const char **position, uint64_t *position_len,
                             suo_error *error)
{
    const suo_snapshot *snapshot = suo_hits_get_snapshot(hits);
    suo_slice made = {0};
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    if (status == SUO_OK && hit >= suo_hits_get_count(hits))
        status =
            suo_error_set(error, SUO_INVALID, "there is no hit number %u", hit);
    if (status == SUO_OK)
        status = suo_hits_make_position(hits, hit, &made, error);
    *position = (const char *)made.bytes;
    *position_len = made.len;
    return status;
}

suo_status suo_hits_match(suo_hits *hits, uint32_t hit, suo_hit_match *match,
                          suo_error *error)
{
    suo_hit_match made = {.size = match->size};
    if (match->size < sizeof(made.size))
        return suo_error_set(error, SUO_INVALID, "a struct has no size");
    suo_status status =
        suo_snapshot_check_owner(suo_hits_get_snapshot(hits), error);
    if (status == SUO_OK && hit >= suo_hits_get_count(hits))
        status =
            suo_error_set(error, SUO_INVALID, "there is no hit number %u", hit);
    if (status == SUO_OK)
        status = suo_hits_tell(hits, hit, &made, error);
    if (status != SUO_OK)
        made = (suo_hit_match){.size = match->size};
    suo_struct_give(match, match->size, &made, sizeof(made));
    return status;
}

suo_status suo_hits_answerability(suo_hits *hits,
                                  suo_answerability *answerability,
                                  suo_error *error)
{
    const uint32_t size = answerability->size;
    suo_answerability made = {.size = size};
    if (size < sizeof(size))
        return suo_error_set(error, SUO_INVALID, "a struct has no size");
    suo_status status =
        suo_snapshot_check_owner(suo_hits_get_snapshot(hits), error);
    if (status == SUO_OK)
        status = suo_hits_answer(hits, &made, error);
    if (status != SUO_OK)
        made = (suo_answerability){.size = size};
    suo_struct_give(answerability, size, &made, sizeof(made));
    return status;
}
