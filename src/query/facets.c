/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facets.c - tallies by value, one document after the other.
 *
 * A keyword is known by its rank in its segment: its text is looked at once a
 * segment, when its rank is met first; what has the same text, or is a path
 * below the same part, has one tally in all segments. A tally knows which
 * document it counted last, by a number that is unique among all segments, so
 * that several values of one document below one part count once.
 */
#include "query/facets.h"

#include <stdlib.h>

#include "base/memory.h"

#define NOT_COUNTED UINT32_MAX /* in value_of: no path below the one given */

enum { VALUES_DEFAULT = 100, TALLIES_KEPT_MAX = 1 << 16 };

typedef struct suo_facet_tally facet_tally;

/* ---- what is asked for ---- */

static bool facet_is_keyword(const suo_facet *facet)
{
    return facet->kind == SUO_FACET_VALUES || facet->kind == SUO_FACET_PATHS;
}

static suo_status facet_take_ranges(const suo_facet *facet, suo_error *error)
{
    if (facet->range_count == 0 || facet->ranges == NULL)
        return suo_error_set(error, SUO_INVALID, "a facet has no ranges");
    if (facet->range_count > SUO_FACET_RANGES_MAX)
        return suo_error_set(error, SUO_LIMIT, "a facet has at most %d ranges",
                             SUO_FACET_RANGES_MAX);
    return SUO_OK;
}

static suo_status facet_take(const suo_schema *schema, suo_facet *facet,
                             suo_error *error)
{
    const uint32_t kinds = facet_is_keyword(facet)
                               ? 1u << SUO_FIELD_KEYWORD
                               : 1u << SUO_FIELD_INTEGER | 1u << SUO_FIELD_TIME;
    if (facet->kind < SUO_FACET_VALUES || facet->kind > SUO_FACET_STEPS)
        return suo_error_set(error, SUO_INVALID, "there is no such facet");
    if (facet->field >= schema->field_count ||
        !(kinds >> schema->fields[facet->field].kind & 1))
        return suo_error_set(error, SUO_INVALID,
                             "a facet's field is of another kind");
    if (facet->n > SUO_FACET_VALUES_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a facet gives at most %d values",
                             SUO_FACET_VALUES_MAX);
    if (facet->n == 0)
        facet->n = VALUES_DEFAULT;
    if (facet->kind == SUO_FACET_RANGES)
        return facet_take_ranges(facet, error);
    if (facet->kind == SUO_FACET_STEPS && facet->step < 1)
        return suo_error_set(error, SUO_INVALID, "a facet's step is below 1");
    if (facet->kind != SUO_FACET_PATHS)
        return SUO_OK;
    if (facet->text == NULL && facet->text_len > 0)
        return suo_error_set(error, SUO_INVALID, "a facet's path is missing");
    facet->text_len = facet->text == NULL
                          ? 0
                          : (int64_t)suo_text_len(facet->text, facet->text_len);
    return SUO_OK;
}

suo_status suo_facets_take(const suo_schema *schema, const suo_facet *given,
                           uint64_t count, suo_facet *taken, suo_error *error)
{
    suo_status status = SUO_OK;
    if (count > SUO_FACETS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d facets are counted",
                             SUO_FACETS_MAX);
    if (count > 0 && given == NULL)
        return suo_error_set(error, SUO_INVALID, "the facets are missing");
    for (uint64_t i = 0; i < count && status == SUO_OK; i++) {
        taken[i] = given[i];
        status = facet_take(schema, &taken[i], error);
    }
    return status;
}

/* ---- beginning ---- */

/* Have tallies for 'count' values. */
static suo_status counter_reserve(suo_facet_counter *counter, uint32_t count)
{
    size_t had = counter->tally_cap;
    suo_status status = suo_grow(&counter->tallies, &counter->tally_cap, count,
                                 sizeof(*counter->tallies));
    if (status == SUO_OK && counter->tally_cap > had)
        memset(counter->tallies + had, 0,
               (counter->tally_cap - had) * sizeof(*counter->tallies));
    return status;
}

suo_status suo_facets_begin(suo_facets *facets, const suo_facet *taken,
                            uint32_t count, suo_error *error)
{
    facets->count = count;
    facets->docs_before = 0;
    facets->doc_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        suo_facet_counter *counter = &facets->items[i];
        counter->wanted = &taken[i];
        suo_values_reset(&counter->values);
        if (counter->tally_cap > TALLIES_KEPT_MAX) {
            suo_dealloc(counter->tallies);
            counter->tallies = NULL;
            counter->tally_cap = 0;
        }
        if (counter->tally_cap > 0)
            memset(counter->tallies, 0,
                   counter->tally_cap * sizeof(*counter->tallies));
        if (taken[i].kind == SUO_FACET_RANGES &&
            counter_reserve(counter, taken[i].range_count) != SUO_OK)
            return suo_error_no_memory(error);
    }
    return SUO_OK;
}

void suo_facets_clear(suo_facets *facets)
{
    for (uint32_t i = 0; i < SUO_FACETS_MAX; i++) {
        suo_values_clear(&facets->items[i].values);
        suo_dealloc(facets->items[i].tallies);
        suo_dealloc(facets->items[i].value_of);
    }
    *facets = (suo_facets){0};
}

static suo_status facets_corrupt(suo_error *error)
{
    return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
}

static suo_status counter_open_keywords(suo_facet_counter *counter,
                                        suo_error *error)
{
    const suo_facet *wanted = counter->wanted;
    const suo_keywords *keywords = &counter->column->keywords;
    suo_slice path = {0};
    if (wanted->kind == SUO_FACET_PATHS)
        path = (suo_slice){(const uint8_t *)wanted->text,
                           (size_t)wanted->text_len};
    if (!suo_keywords_find_prefix(keywords, path, path.len > 0,
                                  &counter->rank_start, &counter->rank_end))
        return facets_corrupt(error);
    size_t count = counter->rank_end - counter->rank_start;
    if (suo_grow(&counter->value_of, &counter->value_of_cap, count,
                 sizeof(*counter->value_of)) != SUO_OK)
        return suo_error_no_memory(error);
    if (count > 0)
        memset(counter->value_of, 0, count * sizeof(*counter->value_of));
    return SUO_OK;
}

suo_status suo_facets_open(suo_facets *facets, const suo_segment *segment,
                           suo_error *error)
{
    suo_status status = SUO_OK;
    facets->docs_before += facets->doc_count;
    facets->doc_count = segment->doc_count;
    for (uint32_t i = 0; i < facets->count && status == SUO_OK; i++) {
        suo_facet_counter *counter = &facets->items[i];
        counter->column = &segment->columns[counter->wanted->field];
        if (facet_is_keyword(counter->wanted))
            status = counter_open_keywords(counter, error);
    }
    return status;
}

/* ---- counting ---- */

static void tally_count(facet_tally *tally, uint64_t doc)
{
    tally->count += tally->last != doc;
    tally->last = doc;
}

/* Cut a path behind the part below the one asked for; false: there is none. */
static bool path_cut(const suo_facet *wanted, suo_slice *path)
{
    const size_t start =
        wanted->text_len > 0 ? (size_t)wanted->text_len + 1 : 0;
    if (start > 0 && path->len <= start)
        return false;
    if (path->len < start + 2)
        return true;
    const uint8_t *slash =
        memchr(path->bytes + start + 1, '/', path->len - start - 1);
    if (slash != NULL)
        path->len = (size_t)(slash - path->bytes);
    return true;
}

/* The number of the value of a rank that is met first in the segment. */
static suo_status counter_meet(suo_facet_counter *counter, uint32_t rank,
                               uint32_t *value_of, suo_error *error)
{
    suo_column_value value = {0};
    if (!suo_keywords_text(&counter->column->keywords, rank, &value.text))
        return facets_corrupt(error);
    *value_of = NOT_COUNTED;
    if (counter->wanted->kind == SUO_FACET_PATHS &&
        !path_cut(counter->wanted, &value.text))
        return SUO_OK;
    uint32_t number = suo_values_add(&counter->values, value);
    if (number == SUO_NO_VALUE ||
        counter_reserve(counter, counter->values.count) != SUO_OK)
        return suo_error_no_memory(error);
    *value_of = number + 1;
    return SUO_OK;
}

static suo_status counter_add_keywords(suo_facet_counter *counter, uint32_t doc,
                                       uint64_t unique, suo_error *error)
{
    const suo_keywords *keywords = &counter->column->keywords;
    const uint32_t rank_count = counter->rank_end - counter->rank_start;
    uint32_t number;
    uint32_t end;
    uint32_t rank;
    if (!suo_keywords_range(keywords, doc, &number, &end))
        return facets_corrupt(error);
    for (; number < end; number++) {
        if (!suo_keywords_rank(keywords, number, &rank))
            return facets_corrupt(error);
        if (rank - counter->rank_start >= rank_count)
            continue;
        uint32_t *value_of = &counter->value_of[rank - counter->rank_start];
        if (*value_of == 0) {
            suo_status status = counter_meet(counter, rank, value_of, error);
            if (status != SUO_OK)
                return status;
        }
        if (*value_of != NOT_COUNTED)
            tally_count(&counter->tallies[*value_of - 1], unique);
    }
    return SUO_OK;
}

static void counter_add_ranges(suo_facet_counter *counter, int64_t number)
{
    const suo_facet *wanted = counter->wanted;
    for (uint32_t i = 0; i < wanted->range_count; i++)
        counter->tallies[i].count +=
            number >= wanted->ranges[i].min && number <= wanted->ranges[i].max;
}

/* Where the step of a number begins, or the least number there is. */
static int64_t step_start(const suo_facet *wanted, int64_t number)
{
    const uint64_t step = (uint64_t)wanted->step;
    const uint64_t own = (uint64_t)number;
    const uint64_t origin = (uint64_t)wanted->origin;
    if (number >= wanted->origin)
        return (int64_t)(own - (own - origin) % step);
    /* As far below 'number' as a step is above the one that ends there. */
    uint64_t below = step - 1 - (origin - own - 1) % step;
    return own - (uint64_t)INT64_MIN < below ? INT64_MIN
                                             : (int64_t)(own - below);
}

static suo_status counter_add_step(suo_facet_counter *counter, int64_t number,
                                   uint64_t unique, suo_error *error)
{
    const suo_column_value start = {.number =
                                        step_start(counter->wanted, number)};
    uint32_t value = suo_values_add(&counter->values, start);
    if (value == SUO_NO_VALUE ||
        counter_reserve(counter, counter->values.count) != SUO_OK)
        return suo_error_no_memory(error);
    tally_count(&counter->tallies[value], unique);
    return SUO_OK;
}

static suo_status counter_add(suo_facet_counter *counter, uint32_t doc,
                              uint64_t unique, suo_error *error)
{
    int64_t number;
    if (facet_is_keyword(counter->wanted))
        return counter_add_keywords(counter, doc, unique, error);
    if (!suo_numbers_get(&counter->column->numbers, doc, &number))
        return SUO_OK;
    if (counter->wanted->kind == SUO_FACET_STEPS)
        return counter_add_step(counter, number, unique, error);
    counter_add_ranges(counter, number);
    return SUO_OK;
}

suo_status suo_facets_add(suo_facets *facets, uint32_t doc, uint64_t marks,
                          suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < facets->count; i++)
        for (uint64_t left = marks; left != 0 && status == SUO_OK;
             left &= left - 1) {
            uint32_t own = doc + suo_low_bit(left);
            status = counter_add(&facets->items[i], own,
                                 facets->docs_before + own + 1, error);
        }
    return status;
}

/* ---- the answer ---- */

/* Is 'a' to be left out sooner than 'b'? */
static bool value_is_worse(const suo_facet_value *a, const suo_facet_value *b)
{
    if (a->count != b->count)
        return a->count < b->count;
    if (a->min != b->min)
        return a->min > b->min;
    return suo_bytes_compare(a->text, a->text_len, b->text, b->text_len) > 0;
}

static int value_compare(const void *a, const void *b)
{
    return value_is_worse(a, b) - value_is_worse(b, a);
}

static int value_compare_numbers(const void *a, const void *b)
{
    const suo_facet_value *x = a;
    const suo_facet_value *y = b;
    return (x->min > y->min) - (x->min < y->min);
}

/* Let the worst of a heap be on top, all below item 'at' being in order. */
static void values_sift_down(suo_facet_value *heap, uint32_t count, uint32_t at)
{
    suo_facet_value item = heap[at];
    for (uint32_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && value_is_worse(&heap[child + 1], &heap[child]))
            child++;
        if (!value_is_worse(&heap[child], &item))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

static suo_facet_value counter_value(const suo_facet_counter *counter,
                                     uint32_t number)
{
    const suo_facet *wanted = counter->wanted;
    const suo_column_value *value = &counter->values.items[number];
    suo_facet_value made = {.text = (const char *)value->text.bytes,
                            .text_len = value->text.len,
                            .count = counter->tallies[number].count};
    if (wanted->kind != SUO_FACET_STEPS)
        return made;
    made.min = value->number;
    /* The step that begins at the least number may be a shorter one. */
    uint64_t above = (uint64_t)wanted->step - 1;
    if (made.min == INT64_MIN && wanted->origin > INT64_MIN)
        above = ((uint64_t)wanted->origin - (uint64_t)INT64_MIN - 1) %
                (uint64_t)wanted->step;
    made.max = above > (uint64_t)INT64_MAX - (uint64_t)made.min
                   ? INT64_MAX
                   : (int64_t)((uint64_t)made.min + above);
    return made;
}

/* How many values the facet gives. */
static uint32_t counter_size(const suo_facet_counter *counter)
{
    const suo_facet *wanted = counter->wanted;
    if (wanted->kind == SUO_FACET_RANGES)
        return wanted->range_count;
    return counter->values.count < wanted->n ? counter->values.count
                                             : wanted->n;
}

static void answer_ranges(const suo_facet_counter *counter,
                          suo_facet_answer *answer)
{
    for (uint32_t i = 0; i < answer->count; i++) {
        const suo_facet_range *range = &counter->wanted->ranges[i];
        const uint64_t count = counter->tallies[i].count;
        answer->values[i] = (suo_facet_value){
            .min = range->min, .max = range->max, .count = count};
        answer->distinct += count > 0;
    }
}

/* Pick those of most documents. */
static void answer_values(const suo_facet_counter *counter,
                          suo_facet_answer *answer)
{
    const uint32_t kept = (uint32_t)answer->count;
    answer->distinct = counter->values.count;
    for (uint32_t i = 0; i < kept; i++)
        answer->values[i] = counter_value(counter, i);
    for (uint32_t i = kept / 2; i-- > 0;)
        values_sift_down(answer->values, kept, i);
    for (uint32_t i = kept; i < counter->values.count; i++) {
        suo_facet_value own = counter_value(counter, i);
        if (!value_is_worse(&answer->values[0], &own))
            continue;
        answer->values[0] = own;
        values_sift_down(answer->values, kept, 0);
    }
    if (kept > 0)
        qsort(answer->values, kept, sizeof(*answer->values),
              counter->wanted->kind == SUO_FACET_STEPS ? value_compare_numbers
                                                       : value_compare);
}

suo_status suo_facets_answer(suo_facets *facets, suo_facet_answer **answers,
                             suo_error *error)
{
    size_t total = 0;
    *answers = NULL;
    if (facets->count == 0)
        return SUO_OK;
    for (uint32_t i = 0; i < facets->count; i++)
        total += counter_size(&facets->items[i]);
    suo_facet_answer *made = suo_alloc_zero(facets->count, sizeof(*made));
    suo_facet_value *values = suo_alloc_zero(total, sizeof(*values));
    if (made == NULL || values == NULL) {
        suo_dealloc(made);
        suo_dealloc(values);
        return suo_error_no_memory(error);
    }
    for (uint32_t i = 0; i < facets->count; i++) {
        const suo_facet_counter *counter = &facets->items[i];
        made[i].values = values;
        made[i].count = counter_size(counter);
        values += made[i].count;
        if (counter->wanted->kind == SUO_FACET_RANGES)
            answer_ranges(counter, &made[i]);
        else
            answer_values(counter, &made[i]);
    }
    *answers = made;
    return SUO_OK;
}

void suo_facet_answers_free(suo_facet_answer *answers)
{
    if (answers != NULL)
        suo_dealloc(answers[0].values);
    suo_dealloc(answers);
}
