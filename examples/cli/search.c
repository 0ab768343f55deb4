/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - `suo search`: options, one view, one question or a file of them.
 *
 * Without --role the tool sees every document: whoever can read the files can
 * read them all. With roles it sees what these may see, as an end user would.
 */
#include "search.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "numbers.h"
#include "options.h"
#include "text.h"
#include "view.h"

enum { TREC_HITS = 100, SNIPPET_LENGTH_MAX = 100000 };

static const double VOTES_WEIGHT = 0.5;

typedef struct search_options {
    int k;
    int length;
    char *in_fields;
    char **roles;
    char **shown;
    char **filters;
    char **facets;
    char **boosts;
    double votes;
    char *sort;
    char *collapse;
    char *after;
    char *queries;
    int wants_all;
    int is_strict;
    int tells_match;
    int corrects;
    double min_information;
    int is_counted;
    int is_uncounted;
    int timeout; /* milliseconds */
    long long work;
    int is_partial;
    char *at;
    int fragments;
    int is_html;
    int is_explained;
    char *why;
    char *log;
    int is_json;
    int is_trec;
    int has_times;
} search_options;

static const cli_usage USAGE = {
    "suo search", "[OPTION...] INDEX QUESTION...",
    "ask an index a question, or a file of them",
    "Several words are one question. Any text is one; put -- before one that\n"
    "begins with '-'. If all of it stands in double quotes that the shell\n"
    "leaves in place, as in '\"free returns\"', every hit has that phrase;\n"
    "beside other words a phrase in quotes only ranks. '\"free returns\"~5'\n"
    "wants its words near each other, in any order, with at most 5 others\n"
    "between them. A word with '*' right\n"
    "behind it stands for all that begin so ('deliv*'). -word, -\"a phrase\"\n"
    "and FIELD:word, FIELD:\"a phrase\" exclude and require; what may be an\n"
    "option, a dash or anything else is text. With --strict the question\n"
    "follows a grammar instead, with AND, OR, NOT, parentheses and '\\' "
    "before\n"
    "what is meant as itself; an error names the byte.\n\n"
    "Without --role, every document is searched, as the owner of the files\n"
    "sees it. With roles, hits, scores and totals come from what these roles\n"
    "may see alone.\n\n"
    "--filter takes FIELD=VALUE; of a number or a time also FIELD=FROM..TO,\n"
    "where either end may be missing; of a keyword also FIELD^=BEGINNING and\n"
    "FIELD/=PATH (that and what is below); FIELD?: it has a value. '!' in\n"
    "front turns one, '||' stands between several of which one is enough:\n"
    "'lang=en||lang=zh', '!kind^=draft'. A hit passes all filters.\n\n"
    "--facet counts all documents that match: by the values of a keyword\n"
    "field (FIELD), by what comes right below a path (FIELD=returns/refund;\n"
    "FIELD= is the top), by steps of a number (FIELD=10) or of days or hours\n"
    "(FIELD=30d), by ranges (FIELD=..9,10..99).\n\n"
    "--boost multiplies scores by 1 to 1 + WEIGHT: by a time, of which every\n"
    "HALF days halve the rest (updated=0.5:180), or by a number, of which\n"
    "HALF earns half of it (votes=1:20). What users said ('suo vote')\n"
    "multiplies them by 2/3 to 1.5 unless --votes gives another weight.\n\n"
    "--collapse shows of all documents with the same value of a keyword,\n"
    "integer or time field the first hit alone, and how many more there "
    "are.\n\n"
    "--after POSITION shows what comes behind a hit: 'next' of --json, asked\n"
    "with the same question and options.\n\n"
    "Words of the question are marked: bold on a terminal, else 【so】. "
    "--json\n"
    "prints {question, total, milliseconds, next, hits: [{rank, key, score,\n"
    "fields, snippets: {FIELD: {text, marks: [[start, end]...], points,\n"
    "utf16, offset}}}]}: marks count bytes of 'text', points and utf16 the\n"
    "same in code points and in UTF-16, 'offset' is where it begins in the\n"
    "value, in bytes; with --fragments a list of such; with --html each has\n"
    "'html', the text escaped, its marks in <mark>; with --explain a hit has\n"
    "'parts', which add up to its score; with --collapse 'group', how many\n"
    "documents have its value; 'pinned' and 'supersedes': see 'suo pin' and\n"
    "'suo supersede'. A field with several values is a\n"
    "list; times are RFC 3339 in UTC. With --facet also facets: [{field, "
    "path,\n"
    "distinct, values: [{value, count} or {min, max, count}...]}...]. With\n"
    "--match a hit has match: {tier: all|most|any|rest|corrected, share, "
    "lacks:\n"
    "[[start, end]...]}, too, in bytes of the question, and the answer has\n"
    "answerability: {figure, tier, share, unknown ...}: see suo.h. With "
    "--typos\n"
    "also meant: {text, changes: [{from: [start, end], to: [start, "
    "end]}...]},\n"
    "or null.\n"
    "An answer that --timeout or --work cut short (--partial) says so, in\n"
    "JSON by the key 'partial': \"timeout\" or \"work\".\n"
    "--log notes the question for 'suo report', masked but for the index's "
    "own\n"
    "words.\n"
    "--trec prints 'qid Q0 key rank score suo'; white space in keys is %XX.\n\n"
    "Exit codes:\n"
    "  0  all well, with hits or without\n"
    "  1  some lines of the query file were bad: they are named\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

/* Turn "title,body" into the bits of these text fields. */
static int search_choose_fields(cli_searcher *searcher, const char *names)
{
    while (*names != '\0') {
        size_t len = strcspn(names, ",");
        uint32_t field;
        if (suo_schema_find_field(searcher->schema, names, (int64_t)len, &field,
                                  NULL) != SUO_OK ||
            suo_schema_field_kind(searcher->schema, field) != SUO_FIELD_TEXT)
            return cli_usage_error(&USAGE,
                                   "--in: the index has no text field '%.*s'",
                                   (int)len, names);
        searcher->search.fields |= (uint64_t)1 << field;
        names += len;
        names += *names == ',';
    }
    return CLI_OK;
}

static int search_choose_shown(cli_searcher *searcher, char **names)
{
    for (size_t at = 0; at < cli_list_count(names); at++) {
        uint32_t field;
        if (suo_schema_find_field(searcher->schema, names[at], -1, &field,
                                  NULL) != SUO_OK)
            return cli_usage_error(
                &USAGE, "--field: the index has no field '%s'", names[at]);
        if (searcher->shown_count < SUO_FIELDS_MAX)
            searcher->shown[searcher->shown_count++] = field;
    }
    return CLI_OK;
}

static int search_choose_filters(cli_searcher *searcher, char **arguments)
{
    for (size_t at = 0; at < cli_list_count(arguments); at++) {
        const char *wrong = cli_filters_parse(searcher->schema, arguments[at],
                                              &searcher->filters);
        if (wrong != NULL)
            return cli_usage_error(&USAGE, "--filter: '%s': %s", arguments[at],
                                   wrong);
    }
    searcher->search.filters = searcher->filters.items;
    searcher->search.filter_count = searcher->filters.count;
    return CLI_OK;
}

/* Can hits be sorted or collapsed by a field? */
static bool search_has_values(const cli_searcher *searcher, uint32_t field)
{
    int32_t kind = suo_schema_field_kind(searcher->schema, field);
    return kind != SUO_FIELD_TEXT && kind != SUO_FIELD_STORED;
}

static int search_choose_collapse(cli_searcher *searcher, const char *name)
{
    suo_search_options *search = &searcher->search;
    search->collapse = 1;
    if (suo_schema_find_field(searcher->schema, name, -1,
                              &search->collapse_field, NULL) != SUO_OK)
        return cli_usage_error(&USAGE,
                               "--collapse: the index has no field '%s'", name);
    if (!search_has_values(searcher, search->collapse_field))
        return cli_usage_error(&USAGE,
                               "--collapse '%s': only keyword, integer and "
                               "time fields can be collapsed by",
                               name);
    return CLI_OK;
}

/* FIELD, or FIELD:desc, and ",score" behind either. */
static int search_choose_order(cli_searcher *searcher, char *text)
{
    suo_search_options *search = &searcher->search;
    char *score = strchr(text, ',');
    if (score != NULL && strcmp(score, ",score") != 0)
        return cli_usage_error(&USAGE, "--sort '%s': FIELD[:desc][,score]",
                               text);
    size_t len = score != NULL ? (size_t)(score - text) : strlen(text);
    search->ties_by_score = score != NULL;
    search->order = SUO_ORDER_ASCENDING;
    if (len > 5 && memcmp(text + len - 5, ":desc", 5) == 0) {
        search->order = SUO_ORDER_DESCENDING;
        len -= 5;
    }
    if (suo_schema_find_field(searcher->schema, text, (int64_t)len,
                              &search->order_field, NULL) != SUO_OK)
        return cli_usage_error(&USAGE,
                               "--sort '%s': the index has no such "
                               "field",
                               text);
    if (!search_has_values(searcher, search->order_field))
        return cli_usage_error(&USAGE,
                               "--sort '%s': only keyword, integer and "
                               "time fields can be sorted by",
                               text);
    return CLI_OK;
}

static int search_choose_facets(cli_searcher *searcher, char **arguments)
{
    for (size_t at = 0; at < cli_list_count(arguments); at++) {
        const char *wrong = cli_facets_parse(searcher->schema, arguments[at],
                                             &searcher->facets);
        if (wrong != NULL)
            return cli_usage_error(&USAGE, "--facet: '%s': %s", arguments[at],
                                   wrong);
    }
    searcher->search.facets = searcher->facets.items;
    searcher->search.facet_count = searcher->facets.count;
    return CLI_OK;
}

/* The field that stands for a document: "title", or else the first text. */
static uint32_t search_find_title(const suo_schema *schema)
{
    uint32_t field;
    if (suo_schema_find_field(schema, "title", -1, &field, NULL) == SUO_OK &&
        suo_schema_field_kind(schema, field) == SUO_FIELD_TEXT)
        return field;
    for (field = 0; field < suo_schema_field_count(schema); field++) {
        if (suo_schema_field_kind(schema, field) == SUO_FIELD_TEXT)
            return field;
    }
    return CLI_NO_FIELD;
}

/* See only what holds at a time, as --at gives it. */
static int search_restrict(cli_searcher *searcher, const char *text,
                           suo_error *error)
{
    int64_t at = (int64_t)time(NULL) * 1000;
    uint32_t field;
    suo_view *view;
    if (strcmp(text, "now") != 0 && !cli_time_parse(text, strlen(text), &at))
        return cli_usage_error(&USAGE, "--at '%s': no time or date", text);
    if (!cli_find_option_field(searcher->schema, "valid_from", &field) &&
        !cli_find_option_field(searcher->schema, "valid_until", &field))
        return cli_usage_error(&USAGE, "--at: the index was made without "
                                       "--valid-from and --valid-until");
    if (suo_view_open_at(searcher->view, at, &view, error) != SUO_OK)
        return cli_fail("search", error);
    suo_view_close(searcher->view);
    searcher->view = view;
    return CLI_OK;
}

/* Open the index and take the options that name its fields. */
static int search_open(cli_searcher *searcher, const search_options *options,
                       const char *path, suo_error *error)
{
    if (suo_snapshot_open(path, -1, &searcher->snapshot, error) != SUO_OK)
        return cli_fail(path, error);
    searcher->schema = suo_snapshot_schema(searcher->snapshot);
    searcher->title = search_find_title(searcher->schema);
    int code = CLI_OK;
    if (options->in_fields != NULL)
        code = search_choose_fields(searcher, options->in_fields);
    if (code == CLI_OK)
        code = search_choose_shown(searcher, options->shown);
    if (code == CLI_OK)
        code = search_choose_filters(searcher, options->filters);
    if (code == CLI_OK)
        code = search_choose_facets(searcher, options->facets);
    if (code == CLI_OK)
        code = cli_searcher_boost(searcher, &USAGE, options->boosts);
    if (code == CLI_OK && options->sort != NULL)
        code = search_choose_order(searcher, options->sort);
    if (code == CLI_OK && options->collapse != NULL)
        code = search_choose_collapse(searcher, options->collapse);
    if (code != CLI_OK)
        return code;
    suo_status status = cli_view_open(searcher->snapshot, searcher->roles,
                                      &searcher->view, error);
    if (status == SUO_INVALID || status == SUO_LIMIT)
        return cli_usage_error(&USAGE, "--role: %s", error->message);
    if (status != SUO_OK)
        return cli_fail(path, error);
    if (options->at != NULL)
        code = search_restrict(searcher, options->at, error);
    return code == CLI_OK ? cli_searcher_hear(searcher, &USAGE, path,
                                              options->votes, error)
                          : code;
}

/* Ask the words of the command line, joined by spaces; with 'why' only about
 * the document with that key. */
static int search_ask_words(const cli_searcher *searcher, const char **words,
                            const char *why, bool is_json, suo_error *error)
{
    cli_buffer question = {0};
    for (size_t at = 0; words[at] != NULL; at++) {
        if (at > 0)
            cli_buffer_append(&question, " ", 1);
        cli_buffer_append(&question, words[at], strlen(words[at]));
    }
    const char *text = question.len > 0 ? question.data : "";
    cli_answer answer = {.question = text, .question_len = question.len};
    suo_status status;
    if (why != NULL) {
        status = cli_show_why(searcher, &answer, why, is_json, error);
        cli_buffer_free(&question);
        return status == SUO_OK ? CLI_OK : cli_fail("search", error);
    }
    status = cli_searcher_ask(searcher, text, question.len, &answer, error);
    if (status == SUO_OK && is_json)
        status = cli_show_json(searcher, &answer, NULL, 0, error);
    else if (status == SUO_OK)
        status = cli_show_hits(searcher, &answer, error);
    if (status == SUO_OK && !is_json)
        cli_show_footer(searcher, &answer);
    cli_answer_free(&answer);
    cli_buffer_free(&question);
    return status == SUO_OK ? CLI_OK : cli_fail("search", error);
}

static int search_check(const search_options *options, const char **arguments)
{
    if (arguments == NULL || arguments[0] == NULL)
        return cli_usage_error(&USAGE, "an INDEX is wanted");
    if (options->queries == NULL && arguments[1] == NULL)
        return cli_usage_error(&USAGE, "a QUESTION is wanted");
    if (options->queries != NULL && arguments[1] != NULL)
        return cli_usage_error(&USAGE, "a QUESTION or --queries, but not both");
    if (options->queries == NULL && options->is_trec)
        return cli_usage_error(&USAGE, "--trec needs --queries");
    if (options->is_json && options->is_trec)
        return cli_usage_error(&USAGE, "--json or --trec, but not both");
    if (options->is_counted && (options->is_trec || options->is_uncounted))
        return cli_usage_error(&USAGE, "--count goes with neither --trec nor "
                                       "--no-total");
    if (options->timeout < 0 || options->work < 0)
        return cli_usage_error(&USAGE, "--timeout, --work: 1 or more");
    if (options->is_partial && options->timeout == 0 && options->work == 0)
        return cli_usage_error(&USAGE, "--partial needs --timeout or --work");
    if (options->is_partial && options->is_trec)
        return cli_usage_error(&USAGE, "--partial or --trec, but not both");
    if (options->k < 0 || options->k > SUO_HITS_MAX)
        return cli_usage_error(&USAGE, "-k: 1 to %d hits", SUO_HITS_MAX);
    if (options->queries != NULL && options->why != NULL)
        return cli_usage_error(&USAGE, "--why or --queries, but not both");
    if (options->fragments < 0 || options->fragments > SUO_FRAGMENTS_MAX)
        return cli_usage_error(&USAGE, "--fragments: 1 to %d",
                               SUO_FRAGMENTS_MAX);
    if (!(options->min_information >= 0 && options->min_information <= 1))
        return cli_usage_error(&USAGE, "--least: 0 to 1");
    if (options->length < 0 || options->length > SNIPPET_LENGTH_MAX)
        return cli_usage_error(&USAGE, "--length: 1 to %d characters",
                               SNIPPET_LENGTH_MAX);
    return CLI_OK;
}

static int search_run(const search_options *options, const char **arguments)
{
    suo_error error = {.size = sizeof error};
    cli_searcher searcher = {
        .search = {.size = sizeof(suo_search_options),
                   .k = (uint32_t)options->k,
                   .match = options->wants_all ? SUO_MATCH_ALL : SUO_MATCH_ANY,
                   .syntax = options->is_strict ? SUO_SYNTAX_STRICT
                                                : SUO_SYNTAX_PEOPLE,
                   .tells_match = options->tells_match || options->log != NULL,
                   .typos = options->corrects,
                   .min_information = options->min_information,
                   .total = options->is_counted     ? SUO_TOTAL_ONLY
                            : options->is_uncounted ? SUO_TOTAL_NONE
                                                    : SUO_TOTAL_EXACT,
                   .after = options->after,
                   .after_len = -1,
                   .timeout_us = (uint64_t)options->timeout * 1000,
                   .work_max = (uint64_t)options->work,
                   .at_limit = options->is_partial ? SUO_AT_LIMIT_PARTIAL
                                                   : SUO_AT_LIMIT_FAIL},
        .snippet = {.size = sizeof(suo_snippet_options),
                    .length_max = (uint32_t)options->length,
                    .fragment_max = (uint32_t)options->fragments},
        .html = {.size = sizeof(suo_html_options)},
        .is_explained = options->is_explained != 0,
        .shows_match = options->tells_match != 0,
        .corrects = options->corrects != 0,
        .roles = options->roles,
        .is_bold = isatty(STDOUT_FILENO) != 0};
    if (options->is_html)
        searcher.snippet.html = &searcher.html;
    if (options->k == 0 && options->is_trec)
        searcher.search.k = TREC_HITS;
    int code = search_open(&searcher, options, arguments[0], &error);
    if (code == CLI_OK && options->log != NULL)
        code = cli_searcher_open_log(&searcher, options->log, &error);
    if (code == CLI_OK && options->queries != NULL)
        code = cli_queries_run(&searcher, options->queries,
                               options->is_trec   ? CLI_QUERY_TREC
                               : options->is_json ? CLI_QUERY_JSON
                                                  : CLI_QUERY_PLAIN,
                               options->has_times);
    else if (code == CLI_OK)
        code = search_ask_words(&searcher, arguments + 1, options->why,
                                options->is_json, &error);
    code = cli_searcher_close_log(&searcher, options->log, code, &error);
    suo_view_close(searcher.view);
    suo_snapshot_close(searcher.snapshot);
    return code;
}

enum { OPTIONS_MAX = 32 /* of a table, the end included */ };

/* Options that say what is to be found. */
static void search_find_options(search_options *o, struct poptOption *table)
{
    const struct poptOption options[] = {
        {NULL, 'k', POPT_ARG_INT, &o->k, 0,
         "Show the best N hits (default: 10; with --trec 100)", "N"},
        {"in", 0, POPT_ARG_STRING, &o->in_fields, 0,
         "Search these text fields only", "FIELD[,FIELD]"},
        {"role", 0, POPT_ARG_ARGV, &o->roles, 0,
         "Search what NAME may see (repeatable)", "NAME"},
        {"at", 0, POPT_ARG_STRING, &o->at, 0,
         "Search what holds at a time or date, or now ('suo index "
         "--valid-from')",
         "TIME"},
        {"field", 0, POPT_ARG_ARGV, &o->shown, 0,
         "Show this field of each hit, too (repeatable)", "NAME"},
        {"all", 0, POPT_ARG_NONE, &o->wants_all, 0,
         "Find only what has every word (stop words aside)", NULL},
        {"strict", 0, POPT_ARG_NONE, &o->is_strict, 0,
         "Read the question by the grammar for programs: AND OR NOT ( )", NULL},
        {"least", 0, POPT_ARG_DOUBLE, &o->min_information, 0,
         "Find only what has this share of the question, 0 to 1: rare words "
         "are more of it",
         "SHARE"},
        {"match", 0, POPT_ARG_NONE, &o->tells_match, 0,
         "Tell what each hit has and lacks, and how likely one is an answer",
         NULL},
        {"typos", 0, POPT_ARG_NONE, &o->corrects, 0,
         "Say what a question with slips was meant to ask, and find that, too",
         NULL},
        {"filter", 0, POPT_ARG_ARGV, &o->filters, 0,
         "Find only what has this value (repeatable)", "FIELD=VALUE"},
        {"facet", 0, POPT_ARG_ARGV, &o->facets, 0,
         "Count what matches by this field (repeatable)", "FIELD[=HOW]"},
        {"boost", 0, POPT_ARG_ARGV, &o->boosts, 0,
         "Prefer what is fresh, or has high numbers (repeatable)",
         "FIELD=WEIGHT:HALF"},
        {"votes", 0, POPT_ARG_DOUBLE, &o->votes, 0,
         "What votes count for at most (default: 0.5; 0: nothing)", "WEIGHT"},
        {"sort", 0, POPT_ARG_STRING, &o->sort, 0,
         "Sort by a field, without a value last; equal ones as they were put, "
         "or by score",
         "FIELD[:desc][,score]"},
        {"collapse", 0, POPT_ARG_STRING, &o->collapse, 0,
         "Show one hit for each value of this field", "FIELD"},
        {"after", 0, POPT_ARG_STRING, &o->after, 0,
         "Show what comes behind this position", "POSITION"},
        POPT_TABLEEND};
    memcpy(table, options, sizeof(options));
}

/* Options that say what of it is to be shown, and how. */
static void search_show_options(search_options *o, struct poptOption *table)
{
    const struct poptOption options[] = {
        {"count", 0, POPT_ARG_NONE, &o->is_counted, 0,
         "Count the hits, show none", NULL},
        {"no-total", 0, POPT_ARG_NONE, &o->is_uncounted, 0,
         "Show the best without counting all: faster", NULL},
        {"timeout", 0, POPT_ARG_INT, &o->timeout, 0,
         "Give up after so many milliseconds", "MS"},
        {"work", 0, POPT_ARG_LONGLONG, &o->work, 0,
         "Give up when the words stand in more documents, added up", "N"},
        {"partial", 0, POPT_ARG_NONE, &o->is_partial, 0,
         "At these limits, show what was found", NULL},
        {"length", 0, POPT_ARG_INT, &o->length, 0,
         "Characters of a snippet (default: 120)", "N"},
        {"fragments", 0, POPT_ARG_INT, &o->fragments, 0,
         "Parts of a text to show, within that length (default: 1)", "N"},
        {"html", 0, POPT_ARG_NONE, &o->is_html, 0,
         "Snippets as HTML, escaped, words in <mark>", NULL},
        {"explain", 0, POPT_ARG_NONE, &o->is_explained, 0,
         "Show what each score is made of", NULL},
        {"why", 0, POPT_ARG_STRING, &o->why, 0,
         "Tell of this document why it is a hit, or why not", "KEY"},
        {"log", 0, POPT_ARG_STRING, &o->log, 0,
         "Note what is asked in the query log FILE", "FILE"},
        {"json", 0, POPT_ARG_NONE, &o->is_json, 0, "Print JSON", NULL},
        {"queries", 0, POPT_ARG_STRING, &o->queries, 0,
         "Ask each 'qid<TAB>text' of FILE; - is stdin", "FILE"},
        {"trec", 0, POPT_ARG_NONE, &o->is_trec, 0,
         "With --queries: print a TREC run", NULL},
        {"time", 0, POPT_ARG_NONE, &o->has_times, 0,
         "With --queries: print latencies to stderr", NULL},
        POPT_TABLEEND};
    memcpy(table, options, sizeof(options));
}

static void search_options_free(search_options *o)
{
    free(o->in_fields);
    free(o->queries);
    free(o->at);
    cli_list_free(o->boosts);
    free(o->sort);
    free(o->collapse);
    free(o->after);
    free(o->why);
    free(o->log);
    cli_list_free(o->roles);
    cli_list_free(o->shown);
    cli_list_free(o->filters);
    cli_list_free(o->facets);
}

int cli_search(int argc, const char **argv)
{
    search_options o = {.votes = VOTES_WEIGHT};
    struct poptOption finding[OPTIONS_MAX];
    struct poptOption showing[OPTIONS_MAX];
    search_find_options(&o, finding);
    search_show_options(&o, showing);
    const struct poptOption options[] = {
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, finding, 0, "What to find:", NULL},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, showing, 0, "What to show:", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code)) {
        const char **arguments = poptGetArgs(context);
        code = search_check(&o, arguments);
        if (code == CLI_OK)
            code = search_run(&o, arguments);
    }
    search_options_free(&o);
    poptFreeContext(context);
    return code;
}
