/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_counts.h - what a query log knows: counts by day and sketches of what
 * was asked, apart for each role, so that what is told of one role comes from
 * its own searches alone.
 *
 * Everything has a bound, from suo_log_limits. A question is a 64-bit number
 * until one role asked it 'times_min' times for certain; its text is kept from
 * then on.
 */
#ifndef SUO_QUERY_LOG_COUNTS_H
#define SUO_QUERY_LOG_COUNTS_H

#include "codec/distinct.h"
#include "codec/heavy_hitters.h"

enum {
    SUO_LOG_LISTS = 3,   /* asked, without hits, of low answerability */
    SUO_LOG_PERIODS = 4, /* of a role */
    SUO_LOG_DAYS = 92,   /* counted one by one */
    SUO_LOG_MONTHS = 36, /* before these */
    SUO_LOG_ANSWER_BINS = 20,
    SUO_LOG_LATENCY_BINS = 24,    /* bin b: from 2^b microseconds on */
    SUO_LOG_TEXT_MAX = 95,        /* bytes of a question that are kept */
    SUO_LOG_ANSWER_ONE = 1000000, /* what stands for an answerability of 1 */
    SUO_LOG_NO_ANSWER = -1,
    SUO_LOG_DAY_MAX = 2932896, /* the last one of the year 9999 */
    SUO_LOG_DAY_SECONDS = 86400,
    SUO_LOG_PLACES_MIN = 8 /* of a list */
};

/* What a log may take; of its file for good. */
typedef struct suo_log_limits {
    uint64_t bytes_max; /* of the file */
    uint32_t roles;     /* that are told apart */
    uint32_t times_min;
    uint32_t period_days;
    uint32_t low; /* below it answerability is low, of SUO_LOG_ANSWER_ONE */
} suo_log_limits;

typedef struct suo_log_counts {
    uint32_t asked;
    uint32_t empty;      /* of these, without hits */
    uint32_t low;        /* with hits, of low answerability */
    uint32_t measured;   /* whose answerability is known */
    uint64_t answer_sum; /* of these */
} suo_log_counts;

/* A question of a list; its key and count are in the sketch. */
typedef struct suo_log_question {
    suo_log_counts counts; /* since it has its place */
    uint32_t last_day;
    uint32_t text_len; /* 0: not asked often enough */
    char text[SUO_LOG_TEXT_MAX];
} suo_log_question;

typedef struct suo_log_list {
    suo_heavy heavy;
    suo_log_question *questions; /* by place */
} suo_log_list;

/* Some days of a role. */
typedef struct suo_log_period {
    uint32_t number; /* first day / period_days */
    uint32_t answers[SUO_LOG_ANSWER_BINS];
    uint32_t latencies[SUO_LOG_LATENCY_BINS];
    suo_distinct distinct;
    suo_log_list lists[SUO_LOG_LISTS];
} suo_log_period;

/* A day or a month, counted from 1970. */
typedef struct suo_log_span {
    uint32_t number;
    suo_log_counts counts;
} suo_log_span;

typedef struct suo_log_role {
    uint8_t name[SUO_NAME_MAX];
    uint8_t name_len;
    uint32_t period_count;
    uint32_t day_count;
    uint32_t month_count;
    suo_log_period *periods[SUO_LOG_PERIODS]; /* ascending */
    suo_log_span days[SUO_LOG_DAYS];          /* ascending, none twice */
    suo_log_span months[SUO_LOG_MONTHS];      /* likewise; without those days */
    suo_log_counts older;
} suo_log_role;

/* All of it. Start with {0} and suo_log_set_limits. */
typedef struct suo_log_state {
    suo_log_limits limits;
    uint32_t places[SUO_LOG_LISTS];
    suo_log_role *others;                   /* that got no place; or NULL */
    suo_log_role *roles[SUO_LOG_ROLES_MAX]; /* in the order they came */
    uint32_t role_count;
} suo_log_state;

/* One search, ready to be counted. */
typedef struct suo_log_record {
    uint64_t key;   /* of what was asked; searches that ask alike have one */
    uint32_t day;   /* at most SUO_LOG_DAY_MAX */
    int32_t answer; /* 0..SUO_LOG_ANSWER_ONE, or SUO_LOG_NO_ANSWER */
    uint64_t latency_us; /* 0: unknown */
    bool is_empty;       /* without hits */
    bool has_words;      /* there is something in it to count */
    bool is_other;       /* the name of the role must not be kept */
    uint8_t role_len;
    uint8_t text_len;
    uint8_t role[SUO_NAME_MAX];
    char text[SUO_LOG_TEXT_MAX]; /* masked */
} suo_log_record;

/*
 * Take limits, which decide how many questions a list holds. Statuses:
 * SUO_INVALID (too few bytes for so many roles, or a limit out of its range).
 */
SUO_MUST_USE suo_status suo_log_set_limits(suo_log_state *state,
                                           const suo_log_limits *limits,
                                           suo_error *error);
void suo_log_clear(suo_log_state *state);

/* Count a search. Statuses: SUO_NO_MEMORY (it is not counted). */
SUO_MUST_USE suo_status suo_log_count(suo_log_state *state,
                                      const suo_log_record *record,
                                      suo_error *error);

/* The role called so, or NULL. */
suo_log_role *suo_log_find_role(const suo_log_state *state, const void *name,
                                size_t len);

/* The month of a day, and the first day of a month; both from 1970. */
uint32_t suo_log_month(uint32_t day);
uint32_t suo_log_month_start(uint32_t month);

/* Add 'more' to 'counts'; full numbers stay full. */
void suo_log_counts_add(suo_log_counts *counts, const suo_log_counts *more);

/* ---- for reading a file ---- */

/* A role without searches at the end, or of others. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_log_add_role(suo_log_state *state, const void *name,
                                         size_t len, bool is_other,
                                         suo_log_role **role, suo_error *error);

/* A new period at the end of a role. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_log_add_period(const suo_log_state *state,
                                           suo_log_role *role, uint32_t number,
                                           suo_log_period **period,
                                           suo_error *error);

/* ---- the size of a file, as log_file.c writes it ---- */
enum {
    SUO_LOG_HEAD_BYTES = 8 + 4 + 4 + 8 + 4 * 4 + 4 + 1 + 8, /* and the hash */
    SUO_LOG_COUNTS_BYTES = 4 * 4 + 8,
    SUO_LOG_SPAN_BYTES = 4 + SUO_LOG_COUNTS_BYTES,
    SUO_LOG_ROLE_BYTES = 1 + SUO_NAME_MAX + 3 * 4 + SUO_LOG_COUNTS_BYTES +
                         (SUO_LOG_DAYS + SUO_LOG_MONTHS) * SUO_LOG_SPAN_BYTES,
    SUO_LOG_PERIOD_BYTES = 4 +
                           4 * (SUO_LOG_ANSWER_BINS + SUO_LOG_LATENCY_BINS) +
                           SUO_DISTINCT_REGISTERS + SUO_LOG_LISTS * 4,
    SUO_LOG_QUESTION_BYTES =
        8 + 4 + 4 + SUO_LOG_COUNTS_BYTES + 4 + 1 + SUO_LOG_TEXT_MAX,
};

#endif
