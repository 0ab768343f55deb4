/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.c - find lists, count the documents a view sees in them, weigh terms.
 *
 * A document frequency is known from the dictionary where the view sees all of
 * a segment, else from the stats of the view. A term that is no single list
 * is looked for in all documents at once: its frequency takes that anyway.
 * Terms come in the order of the question: what covers a part before the part.
 *
 * A term costs its postings, as the view counts them: what is left out for
 * them must not tell of documents that the view cannot see, nor of how the
 * index lies in segments. What the work on them takes in truth is for the
 * watch.
 */
#include "query/plan.h"

#include <math.h>

void suo_plan_clear(suo_plan *plan)
{
    suo_dealloc(plan->terms);
    suo_dealloc(plan->sources);
    suo_dealloc(plan->less);
    suo_dealloc(plan->places);
    suo_dealloc(plan->row_terms);
    suo_occurrences_clear(&plan->occurrences);
    suo_phrase_scratch_clear(&plan->phrases);
    suo_tally_clear(&plan->tally);
    suo_buffer_free(&plan->key);
    plan->terms = NULL;
    plan->sources = NULL;
    plan->less = NULL;
    plan->places = NULL;
    plan->row_terms = NULL;
    plan->term_cap = 0;
    plan->source_cap = 0;
    plan->less_cap = 0;
    plan->place_cap = 0;
    plan->row_term_cap = 0;
}

bool suo_plan_needs(const suo_plan *plan, const suo_asked_term *term)
{
    const suo_search_request *request = plan->request;
    /* A strict question says itself what it needs. */
    return request->match == SUO_MATCH_ALL &&
                   request->syntax == SUO_SYNTAX_PEOPLE
               ? term->is_needed
               : term->is_required;
}

void suo_plan_begin_walk(const suo_plan *plan, suo_walk *walk,
                         const suo_view_segment *seen, suo_error *error)
{
    walk->seen = seen;
    walk->visible = seen->visible;
    walk->lanes = plan->lanes;
    walk->all_fields = plan->all_fields;
    walk->status = SUO_OK;
    walk->watch = plan->watch;
    walk->error = error;
}

/* ---- document frequencies ---- */

/* Open the cursor of a source in the scratch. */
static suo_cursor *plan_open(suo_plan *plan, const suo_source *source)
{
    suo_cursor *base = &plan->cursors[0];
    suo_cursor *less[SUO_LESS_MAX];
    suo_cursor_open_list(base, &plan->walk, source->lane, &source->entry,
                         source->fields);
    if (source->kind == SUO_CURSOR_LIST)
        return base;
    for (uint32_t i = 0; i < source->less_count; i++) {
        less[i] = &plan->cursors[2 + i];
        suo_cursor_open_list(less[i], &plan->walk, source->lane,
                             &plan->less[source->first_less + i],
                             source->fields);
    }
    suo_cursor_open_rest(&plan->cursors[1], base, less, source->less_count);
    return &plan->cursors[1];
}

/* Count by walking; figures of long lists are kept. */
static suo_status plan_count(suo_plan *plan, suo_source *source, bool is_long)
{
    const suo_list_key key = {.list = source->entry.list.bytes,
                              .fields = source->fields,
                              .lane = source->lane,
                              .is_rest = source->kind == SUO_CURSOR_REST};
    if (is_long && suo_stats_find(plan->cache, &key, &source->doc_freq))
        return SUO_OK;
    suo_status status =
        suo_stats_count(plan_open(plan, source), &source->doc_freq);
    if (status == SUO_OK && is_long)
        suo_stats_keep(plan->cache, &key, source->doc_freq);
    return status;
}

suo_status suo_plan_find_doc_freq(suo_plan *plan, suo_source *source)
{
    const suo_view_segment *seen = &plan->view->segments[source->segment];
    bool is_clean = source->kind == SUO_CURSOR_LIST && seen->visible == NULL &&
                    (source->fields & plan->all_fields) == plan->all_fields;
    source->doc_freq = source->entry.doc_freq;
    return is_clean ? SUO_OK
                    : plan_count(plan, source,
                                 source->entry.doc_freq > SUO_STATS_DOCS_MIN);
}

/* ---- impacts ---- */

/* Learn the impacts of a list; with all of its documents. */
static suo_status plan_learn(suo_plan *plan, suo_source *source,
                             const suo_list_key *key, suo_list_cache *cache)
{
    suo_walk *walk = &plan->walk;
    suo_list_impacts *made;
    size_t bytes;
    walk->visible = NULL;
    walk->lanes = plan->learnt_lanes;
    suo_status status =
        suo_list_impacts_make(plan_open(plan, source), key, &made, &bytes);
    suo_plan_begin_walk(plan, walk, walk->seen, walk->error);
    if (status == SUO_OK)
        source->impacts =
            (const suo_list_impacts *)(const void *)suo_list_cache_keep(
                cache, &made->note, bytes,
                suo_impacts_bytes_max(walk->seen->segment));
    return status;
}

suo_status suo_plan_need_impacts(suo_plan *plan, suo_source *source)
{
    const suo_segment *segment = plan->view->segments[source->segment].segment;
    const uint32_t doc_freq = source->entry.doc_freq;
    const suo_list_key key = {.list = source->entry.list.bytes,
                              .slope = plan->learnt_lanes[source->lane].slope,
                              .fields = source->fields,
                              .searched = plan->request->fields,
                              .lane = source->lane};
    bool counts_only = plan->request->total == SUO_TOTAL_ONLY;
    if (doc_freq < SUO_IMPACTS_DOCS_MIN || plan->request->is_exhaustive ||
        (counts_only && !suo_list_has_row(segment->doc_count, doc_freq)))
        return SUO_OK;
    suo_list_cache *cache =
        suo_list_cache_get(suo_segment_slot(segment, SUO_SLOT_LISTS));
    if (cache == NULL)
        return suo_error_no_memory(plan->walk.error);
    source->impacts =
        (const suo_list_impacts *)(const void *)suo_list_cache_find(cache,
                                                                    &key);
    size_t bytes = suo_list_impacts_bytes(segment->doc_count, doc_freq);
    return source->impacts == NULL &&
                   suo_list_cache_has_room(cache, bytes,
                                           suo_impacts_bytes_max(segment))
               ? plan_learn(plan, source, &key, cache)
               : SUO_OK;
}

/* ---- sources ---- */

suo_source *suo_plan_add_source(suo_plan *plan, uint32_t segment,
                                suo_cursor_kind kind, uint8_t lane)
{
    if (suo_grow(&plan->sources, &plan->source_cap, plan->source_count + 1,
                 sizeof(*plan->sources)) != SUO_OK)
        return NULL;
    suo_source *source = &plan->sources[plan->source_count];
    *source = (suo_source){.segment = segment, .kind = kind, .lane = lane};
    return source;
}

void suo_plan_keep_source(suo_plan *plan, suo_planned_term *planned)
{
    const suo_source *source = &plan->sources[plan->source_count];
    if (source->doc_freq == 0)
        return;
    planned->doc_freq += source->doc_freq;
    planned->source_count++;
    plan->source_count++;
}

/* Keep the source of a list, all of which will be walked. */
static void plan_keep_list(suo_plan *plan, suo_planned_term *planned)
{
    plan->work += plan->sources[plan->source_count].doc_freq;
    suo_plan_keep_source(plan, planned);
}

/* A term that is one list in the segment. */
static suo_status plan_look_up_list(suo_plan *plan, uint32_t segment,
                                    suo_slice term, uint32_t fields,
                                    suo_planned_term *planned, suo_error *error)
{
    suo_source *source =
        suo_plan_add_source(plan, segment, SUO_CURSOR_LIST, planned->lane);
    bool found;
    if (source == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_dictionary_find(
        &plan->view->segments[segment].segment->dictionary, term.bytes,
        term.len, &source->entry, &found, error);
    if (status != SUO_OK || !found)
        return status;
    source->fields = fields & plan->request->fields;
    status = suo_plan_find_doc_freq(plan, source);
    if (status == SUO_OK && source->doc_freq > 0)
        status = suo_plan_need_impacts(plan, source);
    if (status == SUO_OK)
        plan_keep_list(plan, planned);
    return status;
}

suo_status suo_plan_look_up_places(suo_plan *plan, uint32_t segment,
                                   const suo_asked_term *term,
                                   suo_planned_term *planned, suo_error *error)
{
    size_t start = plan->place_count;
    suo_status status;
    suo_source *source =
        suo_plan_add_source(plan, segment, SUO_CURSOR_PLACES, planned->lane);
    if (source == NULL)
        return suo_error_no_memory(error);
    if (term->kind == SUO_ASKED_CHAR || term->kind == SUO_ASKED_PREFIX) {
        status = suo_plan_gather_starts(plan, term, source, error);
    } else {
        status = suo_plan_gather(plan, segment, term, error);
        source->first_place = start;
        source->place_count = plan->place_count - start;
        source->doc_freq = source->place_count;
    }
    if (status == SUO_OK)
        suo_plan_keep_source(plan, planned);
    return status;
}

static bool term_is_gram(const suo_asked_term *term)
{
    return term->kind == SUO_ASKED_GRAM || term->kind == SUO_ASKED_CHAR;
}

/* Find a term in all segments of the view. */
static suo_status plan_look_up(suo_plan *plan, uint32_t number,
                               suo_error *error)
{
    const suo_asked_term *term = &plan->question->terms[number];
    const suo_asked_row *row = &plan->question->rows[term->first_row];
    suo_planned_term *planned = &plan->terms[number];
    suo_status status = SUO_OK;
    if (planned->is_looked_up)
        return SUO_OK;
    planned->is_looked_up = true;
    planned->lane = term_is_gram(term) ? SUO_LANE_GRAM : SUO_LANE_WORD;
    planned->first_source = plan->source_count;
    if (suo_plan_is_weighed_by_rarest(plan, term))
        return suo_plan_look_up_quote(plan, term, planned, error);
    for (uint32_t i = 0; i < plan->view->segment_count && status == SUO_OK &&
                         !suo_plan_is_beyond(plan);
         i++) {
        const suo_view_segment *seen = &plan->view->segments[i];
        suo_slice bytes = {0};
        if (seen->range_count == 0)
            continue;
        if (suo_watch_ends(plan->watch, SUO_WATCH_STEP))
            return plan->watch->status;
        suo_plan_begin_walk(plan, &plan->walk, seen, error);
        if (term->row_count == 1 && term->kind != SUO_ASKED_CHAR)
            bytes = suo_plan_row_term(plan, i, term, row);
        status =
            bytes.len > 0
                ? plan_look_up_list(plan, i, bytes, row->fields, planned, error)
                : suo_plan_look_up_places(plan, i, term, planned, error);
    }
    return status;
}

/* What is left of a word's list without its other forms, in one segment. */
static suo_status plan_look_up_rest(suo_plan *plan, const suo_source *word,
                                    const suo_asked_term *form,
                                    suo_planned_term *planned, suo_error *error)
{
    const suo_source own = *word; /* the array may move */
    suo_source *source =
        suo_plan_add_source(plan, own.segment, SUO_CURSOR_REST, planned->lane);
    suo_status status = SUO_OK;
    if (source == NULL || suo_grow(&plan->less, &plan->less_cap,
                                   plan->less_count + form->row_count,
                                   sizeof(*plan->less)) != SUO_OK)
        return suo_error_no_memory(error);
    source->entry = own.entry;
    source->fields = own.fields;
    source->first_less = plan->less_count;
    for (uint32_t r = 0; r < form->row_count && status == SUO_OK; r++) {
        const suo_asked_row *row = &plan->question->rows[form->first_row + r];
        bool found;
        status = suo_dictionary_find(
            &plan->view->segments[own.segment].segment->dictionary,
            row->bytes.bytes, row->bytes.len, &plan->less[plan->less_count],
            &found, error);
        plan->less_count += found;
        source->less_count += found;
    }
    suo_plan_begin_walk(plan, &plan->walk, &plan->view->segments[own.segment],
                        error);
    source->doc_freq = own.doc_freq;
    if (status == SUO_OK && source->less_count > 0)
        status = suo_plan_find_doc_freq(plan, source);
    if (status == SUO_OK)
        plan_keep_list(plan, planned);
    return status;
}

/*
 * After a term was looked up: can it be scored? In a partial answer what does
 * not fit is left out; what came to its end by time, with all that follows.
 */
static suo_status plan_afford(suo_plan *plan, suo_planned_term *planned,
                              suo_status status, bool *is_left_out,
                              suo_error *error)
{
    const bool is_partial = plan->request->is_partial;
    *is_left_out = plan->work > plan->work_left;
    if (status == SUO_OK && *is_left_out && !is_partial)
        return suo_error_set(error, SUO_LIMIT,
                             "its words are in more documents than the limit "
                             "of work allows");
    if (status == SUO_TIMEOUT && is_partial && !plan->has_needs) {
        *is_left_out = true;
        plan->stop = status;
        status = SUO_OK;
    }
    if (status != SUO_OK || !*is_left_out) {
        plan->work_left -= *is_left_out ? 0 : plan->work;
        return status;
    }
    if (plan->stop == SUO_OK)
        plan->stop = SUO_LIMIT;
    if (!plan->has_needs) {
        planned->doc_freq = 0;
        planned->source_count = 0;
    }
    return SUO_OK;
}

static void plan_weigh(suo_plan *plan, uint32_t number, double share)
{
    const suo_asked_term *term = &plan->question->terms[number];
    suo_planned_term *planned = &plan->terms[number];
    const uint64_t doc_freq = suo_planned_weighed(planned);
    if (doc_freq == 0)
        return;
    planned->weight =
        suo_bm25_idf(plan->view->doc_count, doc_freq) * term->count * share;
    plan->has_scored |= planned->weight > 0;
    plan->has_corrected |= planned->weight > 0 && term->is_corrected;
}

/* A word as it is written, which comes with the word. */
static suo_status plan_add_rest(suo_plan *plan, const suo_planned_term *word,
                                uint32_t number, suo_error *error)
{
    const suo_asked_term *form = &plan->question->terms[number];
    suo_planned_term *planned = &plan->terms[number];
    suo_status status = SUO_OK;
    bool is_left_out;
    plan->work = 0;
    planned->is_looked_up = true;
    planned->lane = SUO_LANE_WORD;
    planned->first_source = plan->source_count;
    for (size_t i = 0; i < word->source_count && status == SUO_OK; i++)
        status = plan_look_up_rest(plan, &plan->sources[word->first_source + i],
                                   form, planned, error);
    status = plan_afford(plan, planned, status, &is_left_out, error);
    if (status == SUO_OK && !is_left_out)
        plan_weigh(plan, number, form->weight);
    return status;
}

/* What a term weighs beside those it is a part of, where these are known. */
static double plan_share(const suo_plan *plan, const suo_asked_term *term)
{
    const suo_schema *schema = plan->view->snapshot->manifest.schema;
    double share = term->weight;
    double least = 1;
    if (term_is_gram(term))
        share *= schema->options[SUO_OPTION_GRAM_WEIGHT];
    for (uint32_t cover = term->cover; cover != SUO_NO_TERM;
         cover = plan->question->terms[cover].cover)
        if (plan->terms[cover].weight > 0 &&
            plan->question->terms[cover].part_share < least)
            least = plan->question->terms[cover].part_share;
    return share * least;
}

/* Do they matter? Without scores or a limit what is left of a word does not: it
 * has no documents but the word's. */
static bool plan_wants_rests(const suo_plan *plan)
{
    const suo_search_request *request = plan->request;
    return request->total != SUO_TOTAL_ONLY || request->work_max > 0 ||
           request->tells_match;
}

static suo_status plan_add_term(suo_plan *plan, uint32_t number,
                                suo_error *error)
{
    const suo_asked_term *term = &plan->question->terms[number];
    double share = plan_share(plan, term);
    bool is_left_out;
    if (share == 0 || term->count == 0 ||
        plan->question->rows[term->first_row].is_less)
        return SUO_OK;
    plan->work = 0;
    suo_status status = plan_look_up(plan, number, error);
    status =
        plan_afford(plan, &plan->terms[number], status, &is_left_out, error);
    if (status != SUO_OK || is_left_out)
        return status;
    plan_weigh(plan, number, share);
    if (term->form != SUO_NO_TERM && plan->terms[number].doc_freq > 0 &&
        plan_wants_rests(plan))
        status = plan_add_rest(plan, &plan->terms[number], term->form, error);
    return status;
}

/* Add the terms that are stop words, or those that are not. */
static suo_status plan_add_terms(suo_plan *plan, bool stops, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < plan->question->count && status == SUO_OK &&
                         plan->stop != SUO_TIMEOUT;
         i++)
        if (plan->question->terms[i].is_stop == stops)
            status = plan_add_term(plan, i, error);
    return status;
}

/* Look up what hits must have, though it may not be scored. */
static suo_status plan_add_needs(suo_plan *plan, suo_error *error)
{
    const suo_asked_term *terms = plan->question->terms;
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < plan->question->count && status == SUO_OK; i++) {
        if (!suo_plan_needs(plan, &terms[i]) &&
            !(suo_plan_weighs(plan) && terms[i].is_needed))
            continue;
        uint32_t own = terms[i].proof != SUO_NO_TERM ? terms[i].proof : i;
        status = plan_look_up(plan, own, error);
        for (uint32_t cover = terms[i].cover;
             cover != SUO_NO_TERM && status == SUO_OK;
             cover = terms[cover].cover)
            status = plan_look_up(plan, cover, error);
    }
    return status;
}

/*
 * Weigh what each needed term tells of a document, by its rarity: that of the
 * most frequent of all that may stand for it. A word that no visible document
 * has tells most, and no hit has it.
 */
static void plan_weigh_information(suo_plan *plan)
{
    const suo_asked_term *terms = plan->question->terms;
    for (uint32_t i = 0; i < plan->question->count && suo_plan_weighs(plan);
         i++) {
        if (!terms[i].is_needed)
            continue;
        uint32_t own = terms[i].proof != SUO_NO_TERM ? terms[i].proof : i;
        uint64_t most = plan->terms[own].doc_freq;
        for (uint32_t cover = terms[i].cover; cover != SUO_NO_TERM;
             cover = terms[cover].cover)
            if (plan->terms[cover].doc_freq > most)
                most = plan->terms[cover].doc_freq;
        plan->terms[i].information =
            suo_bm25_idf(plan->view->doc_count, most) * terms[i].count;
        plan->terms[i].is_unknown = most == 0;
        plan->information += plan->terms[i].information;
    }
}

/*
 * All parts of scores are multiples of 2^-51 of what they can be together, S
 * (scorer.h); boosts multiply them by 1 to 2^54, and the second phase adds less
 * than 2^10 times as much. So what is damped is below S * 2^-55, and nothing
 * else is.
 */
static void plan_find_damped(suo_plan *plan)
{
    double sum = 0;
    for (size_t i = 0; i < plan->term_count; i++)
        sum +=
            plan->terms[i].weight * (plan->lanes[plan->terms[i].lane].k1 + 1);
    plan->damped_most = ldexp(sum, -55);
}

/* Look up what the gate asks for. */
static suo_status plan_add_gate(suo_plan *plan, suo_error *error)
{
    const suo_question *question = plan->question;
    suo_status status = SUO_OK;
    for (size_t i = 0; i < question->gate_count && status == SUO_OK; i++)
        if (question->gate[i].op == SUO_GATE_TERM)
            status = plan_look_up(plan, question->gate[i].number, error);
    return status;
}

static suo_status plan_begin(suo_plan *plan, suo_error *error)
{
    const suo_schema *schema = plan->view->snapshot->manifest.schema;
    size_t count = plan->question->count;
    plan->term_count = 0;
    plan->source_count = 0;
    plan->less_count = 0;
    plan->place_count = 0;
    plan->row_term_count = 0;
    plan->has_scored = false;
    plan->has_corrected = false;
    plan->information = 0;
    plan->all_fields = (1u << schema->text_count) - 1;
    plan->cache = suo_list_cache_get(suo_view_slot(plan->view));
    if (plan->cache == NULL || suo_grow(&plan->terms, &plan->term_cap, count,
                                        sizeof(*plan->terms)) != SUO_OK)
        return suo_error_no_memory(error);
    plan->has_needs = suo_plan_has_gate(plan) || suo_plan_weighs(plan);
    for (size_t i = 0; i < count; i++) {
        plan->terms[i] = (suo_planned_term){0};
        plan->has_needs |= suo_plan_needs(plan, &plan->question->terms[i]);
    }
    plan->term_count = count;
    for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
        suo_bm25 *own = &plan->lanes[lane];
        suo_bm25_init(own, plan->view, lane, plan->request->fields);
        plan->learnt_lanes[lane] = *own;
        plan->learnt_lanes[lane].slope = suo_impacts_slope(own->slope);
    }
    return SUO_OK;
}

suo_status suo_plan_make(suo_plan *plan, const suo_view *view,
                         const suo_question *question,
                         const suo_search_request *request, suo_error *error)
{
    plan->view = view;
    plan->question = question;
    plan->request = request;
    suo_watch_begin(&plan->idle, NULL, UINT64_MAX, NULL);
    plan->watch = request->watch != NULL ? request->watch : &plan->idle;
    plan->phrases.watch = plan->watch;
    plan->work_left = request->work_max > 0 ? request->work_max : UINT64_MAX;
    plan->stop = SUO_OK;
    suo_status status = plan_begin(plan, error);
    if (status == SUO_OK)
        status = plan_add_terms(plan, false, error);
    if (status == SUO_OK && !plan->has_scored && plan->stop == SUO_OK)
        status = plan_add_terms(plan, true, error);
    if (status == SUO_OK)
        status = plan_add_needs(plan, error);
    if (status == SUO_OK)
        status = plan_add_gate(plan, error);
    if (status == SUO_OK)
        plan_weigh_information(plan);
    plan_find_damped(plan);
    return status;
}
