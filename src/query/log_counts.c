/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_counts.c - count searches within bounds.
 *
 * Days, months and periods that a role has are the latest ones it was asked
 * in, whatever lies between: a clock that once was wrong costs a place, not
 * the rest. A day that loses its place is added to its month.
 */
#include "query/log_counts.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

static const uint64_t BYTES_MAX = UINT64_C(64) << 20;

/* ---- limits ---- */

/* Questions of all lists of a period, together. */
static uint64_t log_places(const suo_log_limits *limits)
{
    uint64_t role = (limits->bytes_max - SUO_LOG_HEAD_BYTES) /
                    (limits->roles + 1); /* and the others */
    if (role < SUO_LOG_ROLE_BYTES)
        return 0;
    uint64_t period = (role - SUO_LOG_ROLE_BYTES) / SUO_LOG_PERIODS;
    if (period < SUO_LOG_PERIOD_BYTES)
        return 0;
    return (period - SUO_LOG_PERIOD_BYTES) / SUO_LOG_QUESTION_BYTES;
}

suo_status suo_log_set_limits(suo_log_state *state,
                              const suo_log_limits *limits, suo_error *error)
{
    bool is_sound =
        limits->bytes_max >= SUO_LOG_HEAD_BYTES &&
        limits->bytes_max <= BYTES_MAX && limits->roles >= 1 &&
        limits->roles <= SUO_LOG_ROLES_MAX && limits->times_min >= 2 &&
        limits->times_min <= SUO_LOG_TIMES_MAX && limits->period_days >= 1 &&
        limits->period_days <= SUO_LOG_PERIOD_DAYS_MAX &&
        limits->low <= SUO_LOG_ANSWER_ONE;
    if (!is_sound)
        return suo_error_set(error, SUO_INVALID,
                             "an option of the query log is out of its range");
    uint64_t places = log_places(limits);
    if (places / 4 < SUO_LOG_PLACES_MIN)
        return suo_error_set(error, SUO_INVALID,
                             "the query log has too few bytes for %u roles",
                             limits->roles);
    state->limits = *limits;
    state->places[0] = (uint32_t)(places / 2);
    state->places[1] = state->places[2] = (uint32_t)(places / 4);
    return SUO_OK;
}

static void log_period_free(suo_log_period *period)
{
    if (period == NULL)
        return;
    for (int i = 0; i < SUO_LOG_LISTS; i++) {
        suo_heavy_clear(&period->lists[i].heavy);
        suo_dealloc(period->lists[i].questions);
    }
    suo_dealloc(period);
}

static void log_role_free(suo_log_role *role)
{
    if (role == NULL)
        return;
    for (uint32_t i = 0; i < role->period_count; i++)
        log_period_free(role->periods[i]);
    suo_dealloc(role);
}

void suo_log_clear(suo_log_state *state)
{
    log_role_free(state->others);
    for (uint32_t i = 0; i < state->role_count; i++)
        log_role_free(state->roles[i]);
    *state = (suo_log_state){0};
}

/* ---- time ---- */

/* After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years
 * that begin with March, so that a leap day is the last of one. */
uint32_t suo_log_month(uint32_t day)
{
    uint32_t days = day + 719468; /* since 0000-03-01 */
    uint32_t era = days / 146097;
    uint32_t in_era = days % 146097;
    uint32_t year =
        (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    uint32_t in_year = in_era - (365 * year + year / 4 - year / 100);
    uint32_t month = (5 * in_year + 2) / 153; /* 0: March */
    return (era * 400 + year) * 12 + month + 2 - 1970 * 12;
}

uint32_t suo_log_month_start(uint32_t month)
{
    uint32_t march = month + 1970 * 12 - 2; /* months since 0000-03-01 */
    uint32_t year = march / 12;
    uint32_t in_year = (153 * (march % 12) + 2) / 5;
    return 365 * year + year / 4 - year / 100 + year / 400 + in_year - 719468;
}

/* ---- counts ---- */

static void log_raise(uint32_t *count, uint32_t by)
{
    *count = by > UINT32_MAX - *count ? UINT32_MAX : *count + by;
}

void suo_log_counts_add(suo_log_counts *counts, const suo_log_counts *more)
{
    log_raise(&counts->asked, more->asked);
    log_raise(&counts->empty, more->empty);
    log_raise(&counts->low, more->low);
    if (more->measured > UINT32_MAX - counts->measured)
        return; /* the mean stays as it is */
    counts->measured += more->measured;
    counts->answer_sum += more->answer_sum;
}

/* Where the span with this number is, or would be. */
static uint32_t log_span_at(const suo_log_span *spans, uint32_t count,
                            uint32_t number)
{
    uint32_t at = count;
    while (at > 0 && spans[at - 1].number >= number)
        at--;
    return at;
}

/*
 * Add counts to the span with this number. Where it is new and there are 'cap',
 * the oldest one gives its place to it, and is returned in 'dropped'; that may
 * be the new one itself. Returns whether there is such a one.
 */
static bool log_span_add(suo_log_span *spans, uint32_t *count, uint32_t cap,
                         const suo_log_span *own, suo_log_span *dropped)
{
    uint32_t at = log_span_at(spans, *count, own->number);
    if (at < *count && spans[at].number == own->number) {
        suo_log_counts_add(&spans[at].counts, &own->counts);
        return false;
    }
    bool is_full = *count == cap;
    *dropped = is_full && at > 0 ? spans[0] : *own;
    if (is_full && at == 0)
        return true;
    if (is_full) {
        memmove(spans, spans + 1, (at - 1) * sizeof(*spans));
        at--;
    } else {
        memmove(spans + at + 1, spans + at, (*count - at) * sizeof(*spans));
        ++*count;
    }
    spans[at] = *own;
    return is_full;
}

static void log_add_day(suo_log_role *role, const suo_log_span *day)
{
    suo_log_span dropped;
    if (!log_span_add(role->days, &role->day_count, SUO_LOG_DAYS, day,
                      &dropped))
        return;
    dropped.number = suo_log_month(dropped.number);
    const suo_log_span month = dropped;
    if (log_span_add(role->months, &role->month_count, SUO_LOG_MONTHS, &month,
                     &dropped))
        suo_log_counts_add(&role->older, &dropped.counts);
}

/* ---- roles and periods ---- */

suo_log_role *suo_log_find_role(const suo_log_state *state, const void *name,
                                size_t len)
{
    for (uint32_t i = 0; i < state->role_count; i++) {
        suo_log_role *role = state->roles[i];
        if (role->name_len == len &&
            (len == 0 || memcmp(role->name, name, len) == 0))
            return role;
    }
    return NULL;
}

suo_status suo_log_add_role(suo_log_state *state, const void *name, size_t len,
                            bool is_other, suo_log_role **role,
                            suo_error *error)
{
    *role = suo_alloc_zero(1, sizeof(**role));
    if (*role == NULL)
        return suo_error_no_memory(error);
    if (is_other) {
        state->others = *role;
        return SUO_OK;
    }
    if (len > 0)
        memcpy((*role)->name, name, len);
    (*role)->name_len = (uint8_t)len;
    state->roles[state->role_count++] = *role;
    return SUO_OK;
}

/* The role of a record, made if there is room for it. */
static suo_status log_role_get(suo_log_state *state,
                               const suo_log_record *record,
                               suo_log_role **role, suo_error *error)
{
    *role = NULL;
    if (!record->is_other)
        *role = suo_log_find_role(state, record->role, record->role_len);
    if (*role != NULL)
        return SUO_OK;
    bool is_other =
        record->is_other || state->role_count == state->limits.roles;
    if (is_other && state->others != NULL) {
        *role = state->others;
        return SUO_OK;
    }
    return suo_log_add_role(state, record->role, record->role_len, is_other,
                            role, error);
}

static suo_status log_period_make(const suo_log_state *state, uint32_t number,
                                  suo_log_period **period, suo_error *error)
{
    suo_log_period *made = suo_alloc_zero(1, sizeof(*made));
    suo_status status = made == NULL ? suo_error_no_memory(error) : SUO_OK;
    for (int i = 0; i < SUO_LOG_LISTS && status == SUO_OK; i++) {
        suo_log_list *list = &made->lists[i];
        status = suo_heavy_init(&list->heavy, state->places[i], error);
        if (status != SUO_OK)
            break;
        list->questions =
            suo_alloc_zero(state->places[i], sizeof(*list->questions));
        if (list->questions == NULL)
            status = suo_error_no_memory(error);
    }
    if (status != SUO_OK) {
        log_period_free(made);
        made = NULL;
    } else {
        made->number = number;
    }
    *period = made;
    return status;
}

suo_status suo_log_add_period(const suo_log_state *state, suo_log_role *role,
                              uint32_t number, suo_log_period **period,
                              suo_error *error)
{
    assert(role->period_count < SUO_LOG_PERIODS);
    suo_status status = log_period_make(state, number, period, error);
    if (status == SUO_OK)
        role->periods[role->period_count++] = *period;
    return status;
}

/* The period of a role with this number, made if it is among the latest; NULL
 * if it is older than all that are kept. */
static suo_status log_period_get(const suo_log_state *state, suo_log_role *role,
                                 uint32_t number, suo_log_period **period,
                                 suo_error *error)
{
    uint32_t at = role->period_count;
    while (at > 0 && role->periods[at - 1]->number >= number)
        at--;
    *period = at < role->period_count ? role->periods[at] : NULL;
    if (*period != NULL && (*period)->number == number)
        return SUO_OK;
    *period = NULL;
    bool is_full = role->period_count == SUO_LOG_PERIODS;
    if (is_full && at == 0)
        return SUO_OK;
    suo_status status = log_period_make(state, number, period, error);
    if (status != SUO_OK)
        return status;
    if (is_full) {
        log_period_free(role->periods[0]);
        at--;
        memmove(role->periods, role->periods + 1, at * sizeof(*role->periods));
    } else {
        memmove(role->periods + at + 1, role->periods + at,
                (role->period_count - at) * sizeof(*role->periods));
        role->period_count++;
    }
    role->periods[at] = *period;
    return SUO_OK;
}

/* ---- searches ---- */

static void log_list_add(suo_log_list *list, const suo_log_record *record,
                         const suo_log_counts *counts, uint32_t times_min)
{
    bool is_new;
    uint32_t place = suo_heavy_add(&list->heavy, record->key, &is_new);
    suo_log_question *question = &list->questions[place];
    const suo_heavy_item *item = &list->heavy.items[place];
    if (is_new)
        memset(question, 0, sizeof(*question));
    suo_log_counts_add(&question->counts, counts);
    if (record->day > question->last_day)
        question->last_day = record->day;
    if (question->text_len > 0 || item->count - item->error < times_min)
        return;
    memcpy(question->text, record->text, record->text_len);
    question->text_len = record->text_len;
}

static void log_period_add(suo_log_period *period, const suo_log_record *record,
                           const suo_log_counts *counts, uint32_t times_min)
{
    if (record->answer >= 0) {
        uint32_t bin = (uint32_t)record->answer /
                       (SUO_LOG_ANSWER_ONE / SUO_LOG_ANSWER_BINS);
        bin = bin < SUO_LOG_ANSWER_BINS ? bin : SUO_LOG_ANSWER_BINS - 1;
        log_raise(&period->answers[bin], 1);
    }
    if (record->latency_us > 0) {
        uint32_t bin = 0;
        while (bin + 1 < SUO_LOG_LATENCY_BINS &&
               record->latency_us >> (bin + 1) > 0)
            bin++;
        log_raise(&period->latencies[bin], 1);
    }
    if (!record->has_words)
        return;
    suo_distinct_add(&period->distinct, record->key);
    log_list_add(&period->lists[0], record, counts, times_min);
    if (counts->empty > 0)
        log_list_add(&period->lists[1], record, counts, times_min);
    if (counts->low > 0)
        log_list_add(&period->lists[2], record, counts, times_min);
}

suo_status suo_log_count(suo_log_state *state, const suo_log_record *record,
                         suo_error *error)
{
    suo_log_role *role;
    suo_log_period *period;
    bool is_measured = record->answer >= 0;
    const suo_log_span day = {
        record->day,
        {.asked = 1,
         .empty = record->is_empty,
         .low = is_measured && !record->is_empty &&
                (uint32_t)record->answer < state->limits.low,
         .measured = is_measured,
         .answer_sum = is_measured ? (uint64_t)record->answer : 0}};
    suo_status status = log_role_get(state, record, &role, error);
    if (status == SUO_OK)
        status =
            log_period_get(state, role, record->day / state->limits.period_days,
                           &period, error);
    if (status != SUO_OK)
        return status;
    log_add_day(role, &day);
    if (period != NULL)
        log_period_add(period, record, &day.counts, state->limits.times_min);
    return SUO_OK;
}
