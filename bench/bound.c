/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bound.c - what a query costs at least, by a model of bytes and postings.
 *
 * Which terms are looked up, and how many documents have each, is told by
 * suo_view_explain. Of every list the cheaper form counts: an array by
 * document, or postings.
 */
#include "bound.h"

#include "cli.h"
#include "cycles.h"
#include "json_text.h"
#include "samples.h"

enum {
    BOUND_QUERIES = 16, /* of each class */
    BOUND_REPEATS = 8
};

static const struct {
    const char *name;
    double cycles; /* of suo-bench-costs; README.md says where it ran */
} UNITS[BENCH_UNITS] = {[BENCH_UNIT_QUESTION] = {"question", 3700},
                        [BENCH_UNIT_TERM] = {"term", 800},
                        [BENCH_UNIT_IMPACT] = {"impact", 0.155},
                        [BENCH_UNIT_MARK] = {"mark", 0.055},
                        [BENCH_UNIT_POSTING] = {"posting", 1.55},
                        [BENCH_UNIT_PROBE] = {"probe", 1.25},
                        [BENCH_UNIT_SCORE] = {"score", 2.05},
                        [BENCH_UNIT_POSITION] = {"position", 1.5}};

const char *bench_unit_name(bench_unit unit)
{
    return UNITS[unit].name;
}

double bench_unit_cycles(bench_unit unit)
{
    return UNITS[unit].cycles;
}

/* ---- the model ---- */

static double cycles_of(double count, bench_unit unit)
{
    return count * UNITS[unit].cycles;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* A list seen whole: as an array of 'unit' by document, or as postings. */
static double list_cycles(const bench_touched *touched, uint64_t doc_freq,
                          bench_unit unit)
{
    return least(cycles_of((double)touched->doc_count, unit),
                 cycles_of((double)doc_freq, BENCH_UNIT_POSTING));
}

void bench_touched_add(bench_touched *touched, uint64_t doc_freq,
                       bool is_needed)
{
    double marks = list_cycles(touched, doc_freq, BENCH_UNIT_MARK);
    touched->list_count++;
    touched->postings += doc_freq;
    touched->impacts += list_cycles(touched, doc_freq, BENCH_UNIT_IMPACT);
    touched->marks += marks;
    if (!is_needed)
        return;
    if (touched->need_count == 0 || doc_freq < touched->rarest)
        touched->rarest = doc_freq;
    touched->need_count++;
    touched->need_marks += marks;
}

/* Find the documents that have all that is needed: by joining bits, or by the
 * postings of the rarest list, looked up in the next; what is left, at least
 * the matches, in the others. */
static double need_cycles(const bench_touched *touched)
{
    double probes = 0;
    if (touched->need_count > 1)
        probes = (double)touched->rarest +
                 (double)(touched->need_count - 2) * (double)touched->matches;
    return least(touched->need_marks,
                 cycles_of((double)touched->rarest, BENCH_UNIT_POSTING) +
                     cycles_of(probes, BENCH_UNIT_PROBE));
}

/* Know which documents match, or, 'scores', what each is worth. */
static double lists_cycles(const bench_touched *touched, bool scores)
{
    double row = cycles_of((double)(touched->row * touched->row_words),
                           BENCH_UNIT_POSITION);
    if (touched->row_words > 0)
        return row;
    if (touched->list_count <= 1 && !touched->is_filtered)
        return 0; /* of one list the number and the best may be kept */
    if (touched->need_count > 0)
        return need_cycles(touched);
    return scores ? touched->impacts : touched->marks;
}

double bench_bound(const bench_touched *touched, bench_collector collector)
{
    const uint64_t k = collector == BENCH_TOP_100 ? 100 : 10;
    const bool counts =
        collector == BENCH_COUNT || collector == BENCH_TOP_10_COUNT;
    double hits = (double)(touched->matches < k ? touched->matches : k);
    double further =
        touched->term_count > 0 ? (double)(touched->term_count - 1) : 0;
    double cycles = cycles_of(1, BENCH_UNIT_QUESTION) +
                    cycles_of(further, BENCH_UNIT_TERM) +
                    lists_cycles(touched, collector != BENCH_COUNT);
    if (collector != BENCH_COUNT)
        cycles +=
            cycles_of(hits * (double)touched->list_count, BENCH_UNIT_PROBE) +
            cycles_of(hits, BENCH_UNIT_SCORE);
    if (touched->is_filtered) /* each hit, or each document counted */
        cycles += least(cycles_of((double)touched->doc_count, BENCH_UNIT_MARK),
                        cycles_of(counts ? (double)touched->matches : hits,
                                  BENCH_UNIT_PROBE));
    return cycles;
}

/* ---- what a query touches ---- */

static void touched_add_parts(bench_touched *touched,
                              const suo_explained *explained)
{
    for (uint64_t at = 0; at < explained->part_count; at++) {
        const suo_part *part = &explained->parts[at];
        if (!(part->flags & SUO_PART_ASKED) || part->kind == SUO_PART_FORM)
            continue; /* forms lie in the lists of their words */
        touched->term_count++;
        if (part->doc_freq > 0 && part->weight > 0)
            bench_touched_add(touched, part->doc_freq,
                              (part->flags & SUO_PART_NEEDED) != 0);
    }
}

/* How many documents have all words of a phrase, wherever they stand. */
static suo_status touched_count_row(const bench_asking *asking,
                                    const suo_view *view,
                                    const bench_query *query,
                                    bench_touched *touched, suo_error *error)
{
    const suo_search_options options = {.size = sizeof options,
                                        .match = SUO_MATCH_ALL,
                                        .total = SUO_TOTAL_ONLY};
    suo_hits *hits;
    suo_status status =
        suo_view_search(view, bench_query_terms(asking->set, query),
                        (int64_t)query->len, &options, &hits, error);
    if (status != SUO_OK)
        return status;
    touched->row = suo_hits_total(hits);
    touched->row_words = query->term_count;
    suo_hits_free(hits);
    return SUO_OK;
}

/* Find out what query number 'query' has to touch; 'key' is that of any
 * document of the view. */
static suo_status touched_find(const bench_asking *asking, const suo_view *view,
                               uint32_t query, const char *key, int64_t key_len,
                               bench_touched *touched, suo_error *error)
{
    const bench_query *asked = &asking->set->items[query];
    const suo_search_options options = {
        .size = sizeof options,
        .match = asked->kind == BENCH_AND ? SUO_MATCH_ALL : SUO_MATCH_ANY,
        .total = SUO_TOTAL_NONE};
    uint64_t start = asking->starts[query];
    suo_explanation *explanation = NULL;
    suo_explained explained = {.size = sizeof explained};
    *touched =
        (bench_touched){.doc_count = suo_view_doc_count(view),
                        .is_filtered = asked->filter_below < BENCH_NO_FILTER};
    suo_status status =
        suo_view_explain(view, asking->text.data + start,
                         (int64_t)(asking->starts[query + 1] - start), &options,
                         key, key_len, &explanation, error);
    if (status == SUO_OK)
        status = suo_explanation_get(explanation, &explained, error);
    if (status == SUO_OK)
        touched_add_parts(touched, &explained);
    suo_explanation_free(explanation);
    if (status == SUO_OK)
        status = bench_ask(asking, view, query, BENCH_COUNT, &touched->matches,
                           error);
    if (status == SUO_OK && asked->kind == BENCH_PHRASE)
        status = touched_count_row(asking, view, asked, touched, error);
    return status;
}

/* ---- beside what queries take ---- */

typedef struct bound_row {
    bench_samples bounds;
    bench_samples bests; /* the least of some times */
    bench_samples ratios;
    uint64_t postings;
} bound_row;

typedef struct bound_run {
    const bench_asking *asking;
    const suo_view *view;
    suo_key_list *keys;
    double cycle_seconds;
    suo_error *error;
} bound_run;

/* The least that asking takes: what was found by the time before is in the
 * caches, as it was where the units were measured. */
static suo_status run_ask(const bound_run *run, uint32_t query,
                          bench_collector collector, double *best)
{
    suo_status status = SUO_OK;
    uint64_t matches;
    for (int i = 0; i < BOUND_REPEATS && status == SUO_OK; i++) {
        double start = cli_clock();
        status = bench_ask(run->asking, run->view, query, collector, &matches,
                           run->error);
        double taken = cli_clock() - start;
        if (i == 0 || taken < *best)
            *best = taken;
    }
    return status;
}

static suo_status run_bound(const bound_run *run, uint32_t query,
                            bound_row *rows)
{
    bench_touched touched;
    uint64_t key_len;
    const char *key = suo_key_list_get(run->keys, 0, &key_len);
    suo_status status = touched_find(run->asking, run->view, query, key,
                                     (int64_t)key_len, &touched, run->error);
    for (int wanted = 0; wanted < BENCH_COLLECTORS && status == SUO_OK;
         wanted++) {
        bench_collector collector = (bench_collector)wanted;
        double best;
        double bound = bench_bound(&touched, collector) * run->cycle_seconds;
        status = run_ask(run, query, collector, &best);
        if (status != SUO_OK)
            break;
        bench_samples_add(&rows[wanted].bounds, bound);
        bench_samples_add(&rows[wanted].bests, best);
        bench_samples_add(&rows[wanted].ratios, best / bound);
        rows[wanted].postings += touched.postings;
    }
    return status;
}

static void row_add_median(json_object *object, const char *key,
                           bench_samples *samples, double unit)
{
    bench_samples_sort(samples);
    cli_json_add(
        object, key,
        json_object_new_double(bench_samples_percentile(samples, 50) * unit));
}

/* Makes an object of the row, and frees it. */
static json_object *row_json(bound_row *row, const char *name,
                             bench_collector collector)
{
    json_object *object = json_object_new_object();
    double count = (double)row->bounds.count;
    cli_json_add_text(object, "queries", name);
    cli_json_add_text(object, "collector", bench_collector_name(collector));
    cli_json_add_count(object, "asked", row->bounds.count);
    cli_json_add(object, "postings_mean",
                 json_object_new_double((double)row->postings / count));
    row_add_median(object, "bound_us", &row->bounds, 1e6);
    row_add_median(object, "best_us", &row->bests, 1e6);
    row_add_median(object, "times_bound", &row->ratios, 1);
    return object;
}

static suo_status run_class(const bound_run *run, const bench_class *class,
                            json_object *list)
{
    bound_row rows[BENCH_COLLECTORS] = {0};
    suo_status status = SUO_OK;
    for (uint32_t at = 0;
         at < class->count && at < BOUND_QUERIES && status == SUO_OK; at++)
        status = run_bound(run, class->first + at, rows);
    for (int wanted = 0; wanted < BENCH_COLLECTORS; wanted++) {
        if (status == SUO_OK && class->count > 0)
            json_object_array_add(list, row_json(&rows[wanted], class->name,
                                                 (bench_collector)wanted));
        bench_samples_free(&rows[wanted].bounds);
        bench_samples_free(&rows[wanted].bests);
        bench_samples_free(&rows[wanted].ratios);
    }
    return status;
}

static json_object *units_json(void)
{
    json_object *object = json_object_new_object();
    for (int unit = 0; unit < BENCH_UNITS; unit++)
        cli_json_add(object, UNITS[unit].name,
                     json_object_new_double(UNITS[unit].cycles));
    return object;
}

json_object *bench_bounds_measure(const bench_asking *asking,
                                  const suo_view *view, cli_progress *progress,
                                  suo_error *error)
{
    bound_run run = {.asking = asking,
                     .view = view,
                     .cycle_seconds = bench_cycle_seconds(),
                     .error = error};
    const bench_query_set *set = asking->set;
    json_object *object = json_object_new_object();
    json_object *rows = json_object_new_array();
    cli_json_add(object, "cycle_ns",
                 json_object_new_double(run.cycle_seconds * 1e9));
    cli_json_add(object, "units", units_json());
    cli_json_add(object, "rows", rows);
    suo_status status = suo_view_list_keys(view, NULL, 0, &run.keys, error);
    for (uint32_t at = 0; at < set->class_count && status == SUO_OK; at++) {
        cli_progress_part(progress, at, set->class_count, "bounding");
        status = run_class(&run, &set->classes[at], rows);
    }
    cli_progress_clear(progress);
    suo_key_list_free(run.keys);
    if (status == SUO_OK)
        return object;
    json_object_put(object);
    return NULL;
}
