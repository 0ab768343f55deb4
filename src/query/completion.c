/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completion.c - the best titles of all segments, audiences and fields.
 *
 * Each order gives the titles of its ranges the most used first, so that a
 * range is left as soon as none of its titles can be among the best. What a
 * title scores is known from its first document; if that one cannot be seen,
 * the next one scores no more.
 */
#include "query/completion.h"

#include <math.h>

#include "base/memory.h"
#include "query/completer.h"
#include "query/matches.h"
#include "query/title_ranges.h"
#include "query/title_stream.h"

/* Which places are looked at how, the best first: so that most of the others
 * need no look when the best have been found. */
typedef struct completion_pass {
    uint32_t place; /* suo_spelt_place */
    bool is_abbreviated;
    double share; /* what a match is worth */
} completion_pass;

static const completion_pass PASSES[] = {
    {SUO_SPELT_FIRST, false, 1},       {SUO_SPELT_WORD, false, 0.7},
    {SUO_SPELT_FIRST, true, 0.5},      {SUO_SPELT_INSIDE, false, 0.4},
    {SUO_SPELT_WORD, true, 0.7 * 0.5}, {SUO_SPELT_INSIDE, true, 0.4 * 0.5},
};
enum { PASS_COUNT = sizeof(PASSES) / sizeof(*PASSES) };

/* A title that goes on from what was typed, and the document that shows it. */
typedef struct completion_find {
    double score;
    const suo_titled *titled;
    const suo_title_set *set;
    const suo_segment *segment;
    uint64_t sequence;
    uint32_t field;
    uint32_t title;
    uint32_t len;   /* units of the title */
    uint32_t first; /* unit of the title the match begins with */
    uint32_t count; /* units that match */
} completion_find;

struct suo_completions {
    uint32_t count;
    suo_completion *items;
    suo_arena arena;
};

/* One call. */
typedef struct completion_search {
    const suo_view_segment *seen;
    const suo_completer *completer;
    const completion_pass *pass;
    double share; /* of a match in this pass and field */
    uint32_t k;
    uint32_t count;
    completion_find *best; /* k, best first */
    suo_typed typed;
    suo_spelling spelling;
    suo_title_ranges ranges;
    suo_title_stream stream;
    suo_error *error;
} completion_search;

void suo_completions_release(suo_completions *completions)
{
    if (completions == NULL)
        return;
    suo_arena_clear(&completions->arena);
    suo_dealloc(completions->items);
    suo_dealloc(completions);
}

const suo_completion *suo_completions_get_items(
    const suo_completions *completions)
{
    return completions->items;
}

uint32_t suo_completions_get_count(const suo_completions *completions)
{
    return completions->count;
}

/* ---- the best ---- */

/* Does 'a' come before 'b'? */
static bool find_is_better(const completion_find *a, const completion_find *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->titled->use != b->titled->use)
        return a->titled->use > b->titled->use;
    if (a->len != b->len)
        return a->len < b->len;
    if (a->sequence != b->sequence)
        return a->sequence < b->sequence;
    return a->field < b->field;
}

static bool finds_are_alike(const completion_find *a, const completion_find *b)
{
    return a->len == b->len &&
           memcmp(a->set->codes + a->set->titles[a->title].first_unit,
                  b->set->codes + b->set->titles[b->title].first_unit,
                  a->len * sizeof(*a->set->codes)) == 0;
}

/* Can a find still be among the best? */
static bool search_has_room(const completion_search *search,
                            const completion_find *find)
{
    return search->count < search->k ||
           find_is_better(find, &search->best[search->count - 1]);
}

/* Put a find in its place; of titles that are alike the better one stays. */
static void search_add(completion_search *search, const completion_find *find)
{
    completion_find *best = search->best;
    uint32_t at = 0;
    if (!search_has_room(search, find))
        return;
    while (at < search->count && !finds_are_alike(&best[at], find))
        at++;
    if (at < search->count && !find_is_better(find, &best[at]))
        return;
    if (at == search->count && search->count < search->k)
        search->count++;
    else if (at == search->count)
        at--;
    for (; at > 0 && find_is_better(find, &best[at - 1]); at--)
        best[at] = best[at - 1];
    best[at] = *find;
}

/* ---- looking ---- */

static bool search_sees(const completion_search *search, uint32_t doc)
{
    const uint8_t *visible = search->seen->visible;
    return visible == NULL || (visible[doc / 8] >> (doc % 8) & 1);
}

/* Let a document stand for a find. */
static void find_show(completion_find *find, const suo_titled *titled,
                      double share)
{
    find->titled = titled;
    find->score = share * (1 + log1p((double)titled->use));
    find->sequence = suo_sequences_get(&find->segment->sequences, titled->doc);
}

/* What the first document of a title is worth, unless it cannot be seen. */
static void search_begin(const completion_search *search, uint32_t title,
                         completion_find *find)
{
    const suo_title_set *set = &search->completer->set;
    *find = (completion_find){.set = set,
                              .segment = search->seen->segment,
                              .field = search->completer->source.field,
                              .title = title,
                              .len = suo_title_len(set, title)};
    find_show(find, set->docs + set->titles[title].first_doc, search->share);
}

/* Look at a place. False if no later place of the order can give one of the
 * best. */
static bool search_look(completion_search *search, uint32_t unit)
{
    const suo_title_set *set = &search->completer->set;
    const suo_typed *typed = &search->typed;
    bool is_abbreviated = search->pass->is_abbreviated;
    completion_find find;
    search_begin(search, suo_title_find(set, unit), &find);
    if (!search_has_room(search, &find))
        return false;
    int32_t count = suo_typed_match(typed, set, unit, is_abbreviated);
    if (count == SUO_TYPED_NO_MATCH ||
        (is_abbreviated &&
         suo_typed_match(typed, set, unit, false) != SUO_TYPED_NO_MATCH))
        return true;
    find.first = unit - set->titles[find.title].first_unit;
    find.count = (uint32_t)count;
    const suo_titled *titled = find.titled;
    const suo_titled *end = set->docs + set->titles[find.title + 1].first_doc;
    while (titled < end && !search_sees(search, titled->doc))
        titled++;
    if (titled < end) {
        find_show(&find, titled, search->share);
        search_add(search, &find);
    }
    return true;
}

static suo_status search_read_ranges(completion_search *search,
                                     const suo_title_order *order)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < search->ranges.count && status == SUO_OK; i++) {
        uint32_t unit;
        bool is_end;
        status = suo_title_stream_start(&search->stream, order,
                                        search->ranges.items[i], search->error);
        if (status == SUO_OK)
            status = suo_title_stream_next(&search->stream, &unit, &is_end,
                                           search->error);
        while (status == SUO_OK && !is_end && search_look(search, unit))
            status = suo_title_stream_next(&search->stream, &unit, &is_end,
                                           search->error);
    }
    return status;
}

/* Look through the places of this pass, if its best title can be among the
 * best. */
static suo_status search_read_places(completion_search *search)
{
    const suo_title_order(*orders)[SUO_TITLE_PLACES] =
        search->completer->orders;
    const suo_typed *typed = &search->typed;
    uint32_t place = search->pass->place;
    completion_find best;
    const suo_title_order *order;
    suo_status status;
    if (search->completer->set.title_count == 0)
        return SUO_OK;
    search_begin(search, 0, &best);
    if (!search_has_room(search, &best))
        return SUO_OK;
    search->ranges.count = 0;
    if (search->pass->is_abbreviated) {
        order = &orders[SUO_TITLE_INITIALS][place];
        status = suo_title_ranges_initials(&search->ranges, order, typed,
                                           search->error);
    } else if (typed->has_letters || typed->count == 0) {
        order = &orders[SUO_TITLE_LETTERS][place];
        status = suo_title_ranges_letters(&search->ranges, order, typed,
                                          search->error);
    } else {
        order = &orders[SUO_TITLE_CHARS][place];
        status = suo_title_ranges_chars(&search->ranges, order, typed,
                                        search->error);
    }
    return status == SUO_OK ? search_read_ranges(search, order) : status;
}

/* Look through all audiences of a segment that the view sees. */
static suo_status search_read_segment(completion_search *search,
                                      suo_title_source source)
{
    const suo_view_segment *seen = search->seen;
    suo_status status = SUO_OK;
    uint32_t range = 0;
    source.start = 0;
    for (uint32_t i = 0; i < seen->segment->audience_count && status == SUO_OK;
         i++) {
        source.end = seen->segment->audiences[i].doc_end;
        while (range < seen->range_count &&
               seen->ranges[range].end <= source.start)
            range++;
        if (range < seen->range_count && source.start < source.end &&
            seen->ranges[range].start <= source.start) {
            status = suo_completer_get(seen->segment, &source,
                                       &search->completer, search->error);
            if (status == SUO_OK)
                status = search_read_places(search);
        }
        source.start = source.end;
    }
    return status;
}

/* Look through all fields and segments in this pass. */
static suo_status search_read_pass(completion_search *search,
                                   const suo_view *view,
                                   const suo_completion_request *request)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    suo_status status = SUO_OK;
    for (uint32_t t = 0; t < schema->text_count; t++) {
        uint32_t field = schema->text_fields[t];
        const suo_title_source source = {.field = field,
                                         .use_field = request->use_field};
        if (!(request->fields >> t & 1))
            continue;
        search->share = schema->fields[field].weight * search->pass->share;
        for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++) {
            search->seen = &view->segments[i];
            status = search_read_segment(search, source);
        }
    }
    return status;
}

static suo_status search_read(completion_search *search, const suo_view *view,
                              const suo_completion_request *request)
{
    const suo_typed *typed = &search->typed;
    suo_status status = SUO_OK;
    for (int i = 0; i < PASS_COUNT && status == SUO_OK; i++) {
        search->pass = &PASSES[i];
        /* All titles begin with nothing; one letter abbreviates nothing. */
        if ((typed->count == 0 && i > 0) ||
            (search->pass->is_abbreviated &&
             (typed->count < 2 || !typed->has_letters)))
            continue;
        status = search_read_pass(search, view, request);
    }
    return status;
}

/* ---- giving ---- */

/* The part of a title that matches. */
static suo_status search_mark(completion_search *search,
                              const completion_find *find, suo_range *match)
{
    suo_spelling *spelling = &search->spelling;
    const char *text = find->set->texts + find->titled->text_at;
    const suo_slice title = {(const uint8_t *)text, find->titled->text_len};
    suo_units units = {0};
    *match = (suo_range){0};
    if (find->count == 0)
        return SUO_OK;
    suo_status status = suo_spelling_read(
        spelling, text, find->titled->text_len, search->error);
    if (status != SUO_OK)
        return status;
    suo_units_move(&units, title, spelling->units[find->first].start);
    suo_range_begin(match, &units);
    suo_units_move(&units, title,
                   spelling->units[find->first + find->count - 1].end);
    suo_range_end(match, &units);
    return SUO_OK;
}

static suo_status search_give(completion_search *search, suo_completions *made)
{
    suo_status status = SUO_OK;
    made->items = suo_alloc_zero(search->count, sizeof(*made->items));
    if (made->items == NULL)
        return suo_error_no_memory(search->error);
    for (uint32_t i = 0; i < search->count && status == SUO_OK; i++) {
        const completion_find *find = &search->best[i];
        suo_completion *item = &made->items[i];
        suo_slice key;
        if (!suo_keys_get(&find->segment->keys, find->titled->doc, &key))
            return suo_error_set(search->error, SUO_CORRUPT,
                                 "the keys are damaged");
        item->score = find->score;
        item->field = find->field;
        item->text_len = find->titled->text_len;
        item->key_len = key.len;
        item->text = suo_arena_copy(&made->arena,
                                    find->set->texts + find->titled->text_at,
                                    find->titled->text_len);
        item->key = suo_arena_copy(&made->arena, key.bytes, key.len);
        if (item->text == NULL || item->key == NULL)
            return suo_error_no_memory(search->error);
        status = search_mark(search, find, &item->match);
    }
    made->count = search->count;
    return status;
}

suo_status suo_completions_make(const suo_view *view, const char *text,
                                size_t len,
                                const suo_completion_request *request,
                                suo_completions **completions, suo_error *error)
{
    completion_search search = {.k = request->k, .error = error};
    suo_completions *made = suo_alloc_zero(1, sizeof(*made));
    search.best = suo_alloc(request->k, sizeof(*search.best));
    *completions = NULL;
    suo_status status = made == NULL || search.best == NULL
                            ? suo_error_no_memory(error)
                            : SUO_OK;
    if (status == SUO_OK)
        status = suo_spelling_read(
            &search.spelling, text,
            (uint32_t)(len < SUO_TYPED_BYTES ? len : SUO_TYPED_BYTES), error);
    if (status == SUO_OK) {
        suo_typed_take(&search.typed, &search.spelling);
        status = search_read(&search, view, request);
    }
    if (status == SUO_OK)
        status = search_give(&search, made);
    suo_spelling_clear(&search.spelling);
    suo_dealloc(search.ranges.items);
    suo_title_stream_clear(&search.stream);
    suo_dealloc(search.best);
    if (status != SUO_OK) {
        suo_completions_release(made);
        return status;
    }
    *completions = made;
    return SUO_OK;
}
