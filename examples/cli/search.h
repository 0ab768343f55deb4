/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h - one open index being asked, and ways to show what it answers.
 */
#ifndef CLI_SEARCH_H
#define CLI_SEARCH_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <suo.h>

#include "facets.h"
#include "filters.h"
#include "options.h"

enum { CLI_NO_FIELD = 0xFFFFFFFF };

typedef struct cli_searcher {
    suo_snapshot *snapshot;
    const suo_schema *schema;
    suo_view *view;
    suo_search_options search;
    suo_snippet_options snippet;
    suo_html_options html;          /* of 'snippet', if that asks for it */
    bool is_explained;              /* show what each score is made of */
    bool shows_match;               /* ... what of the question hits have */
    bool corrects;                  /* say what questions were meant to ask */
    char **roles;                   /* NULL: every document is seen */
    uint32_t shown[SUO_FIELDS_MAX]; /* further fields for people */
    uint32_t shown_count;
    cli_filters filters; /* of 'search' */
    cli_facets facets;   /* likewise */
    suo_boost boosts[SUO_BOOSTS_MAX];
    uint32_t title;     /* the field that stands for the document */
    bool is_bold;       /* marks in bold, for a terminal; else in brackets */
    suo_query_log *log; /* NULL: nothing is noted */
} cli_searcher;

/* One answer. */
typedef struct cli_answer {
    const char *question;
    size_t question_len;
    suo_hits *hits;
    suo_correction *meant; /* NULL: that was not wanted */
    double seconds;        /* of the search */
} cli_answer;

/* ---- ask.c --------------------------------------------------------------- */

/* Open the query log at 'path', and write it and close it at the end (there may
 * be none). Return an exit code: 'code', or that of a failure. */
int cli_searcher_open_log(cli_searcher *searcher, const char *path,
                          suo_error *error);
int cli_searcher_close_log(cli_searcher *searcher, const char *path, int code,
                           suo_error *error);

/* Search, and note it; the answer is to be freed by cli_answer_free(). */
suo_status cli_searcher_ask(const cli_searcher *searcher, const char *question,
                            size_t question_len, cli_answer *answer,
                            suo_error *error);

void cli_answer_free(cli_answer *answer);

/* ---- boosts.c ---------------------------------------------------------- */

/* Take the arguments of --boost, FIELD=WEIGHT:HALF; of a time HALF is of days.
 * Returns an exit code. */
int cli_searcher_boost(cli_searcher *searcher, const cli_usage *usage,
                       char **arguments);

/* See the documents with what users said of them in the index at 'path', if
 * anything is known, which counts with this weight. Returns an exit code. */
int cli_searcher_hear(cli_searcher *searcher, const cli_usage *usage,
                      const char *path, double weight, suo_error *error);

/* ---- show.c ------------------------------------------------------------ */

/* Print the hits for people. Returns the status of the hits' values. */
suo_status cli_show_hits(const cli_searcher *searcher, const cli_answer *answer,
                         suo_error *error);

/* The name of a suo_tier. */
const char *cli_tier_name(int32_t tier);

/* Print what was searched and by whom. */
void cli_show_footer(const cli_searcher *searcher, const cli_answer *answer);

/* ---- show_json.c ------------------------------------------------------- */

/* Print one JSON object on one line; 'query_id' may be NULL. */
suo_status cli_show_json(const cli_searcher *searcher, const cli_answer *answer,
                         const char *query_id, size_t query_id_len,
                         suo_error *error);

/* ---- explain.c --------------------------------------------------------- */

/* Print what the score of the document with this key is made of. */
suo_status cli_show_reasons(const cli_searcher *searcher,
                            const cli_answer *answer, const char *key,
                            uint64_t key_len, suo_error *error);

/* The same as members of 'object': outcome, parts. */
suo_status cli_json_reasons(const cli_searcher *searcher,
                            const cli_answer *answer, const char *key,
                            uint64_t key_len, json_object *object,
                            suo_error *error);

/* Print why a document is a hit, or is none; of the answer the question is
 * enough. */
suo_status cli_show_why(const cli_searcher *searcher, const cli_answer *answer,
                        const char *key, bool is_json, suo_error *error);

/* ---- queries.c --------------------------------------------------------- */

/* How the answers to a file of queries are written. */
typedef enum cli_query_format {
    CLI_QUERY_PLAIN,
    CLI_QUERY_JSON,
    CLI_QUERY_TREC
} cli_query_format;

/*
 * Ask every "qid<TAB>text" of the file ("-": stdin); with 'has_times' a line
 * of latencies goes to stderr. Returns an exit code.
 */
int cli_queries_run(const cli_searcher *searcher, const char *path,
                    cli_query_format format, bool has_times);

#endif
