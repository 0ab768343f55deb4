/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c - `suo-bench`: options, and one run over all that is measured.
 *
 * The corpus is gone through twice: first kept in memory, for tokenizing alone
 * and for queries, then put into the index, so that what the writer holds is
 * not mixed with what is kept here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "bound.h"
#include "build.h"
#include "cli.h"
#include "derive.h"
#include "folder.h"
#include "json_text.h"
#include "memory.h"
#include "report.h"
#include "states.h"

typedef struct run_options {
    bench_source_options source;
    char *queries;
    char *json;
    int docs;
    int threads;
    int class_queries;
    int is_quick;
    int has_no_progress;
    long long seed;
} run_options;

/* How long each part may take, in seconds, and how much there is of it. */
typedef struct run_pace {
    uint64_t docs; /* of made text */
    uint32_t opens;
    double rounds;
    double crowd; /* a row */
    double cold;
    double updates;
} run_pace;

static const run_pace USUAL = {BENCH_DOCS, 200, 16, 1.5, 3, 4};
static const run_pace QUICK = {20000, 50, 4, 0.3, 1, 1.5};

enum { THREADS_MAX = 256, MERGE_DOCS_MAX = 20000, MERGE_SEGMENTS = 8 };

static const cli_usage USAGE = {
    "suo-bench", "[COMMAND] [OPTION...]",
    "how fast Suo is here, and how much room it takes",
    "Builds an index in a temporary folder and asks it, in about a minute.\n"
    "Without --corpus the text is made: real words at their real frequencies,\n"
    "drawn by chance (zh and en). Queries are drawn from the corpus by a "
    "fixed\n"
    "seed, in classes; each class is measured with each collector:\n"
    "  TOP_10, TOP_100    the best hits, total not counted\n"
    "  COUNT              how many documents match, no hits\n"
    "  TOP_10_COUNT       both\n"
    "Times are taken inside of the process by a clock that never goes back, "
    "in\n"
    "an order shuffled anew each round, after a round that is not measured.\n\n"
    "A file of --queries has a query a line: class <TAB> kind <TAB>\n"
    "filter_below <TAB> terms (kind: OR AND PHRASE PREFIX; 100: no filter), "
    "or\n"
    "qid <TAB> text, or text, or JSON of the search benchmark game.\n\n"
    "Commands (each with --help):\n"
    "  run        this; may be left out\n"
    "  scale      build and ask 10 thousand to 5 million documents\n"
    "  export     write corpus and queries for other engines\n"
    "  compare    two files of --json; fails if the second is slower\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  1  compare: a figure is worse than allowed\n"
    "  2  the command line makes no sense\n"
    "  3  a file or the library failed\n"};

/* One run. */
typedef struct bench_session {
    const run_options *options;
    const run_pace *pace;
    bench_source source; /* keeps the corpus */
    bench_vocabulary vocabulary;
    bench_cutter cutter;
    bench_query_set queries;
    bench_asking asking;
    const char *folder;
    json_object *report;
    json_object *building;
    suo_error error;
} bench_session;

/* Add a part of the report; NULL is a failure. Returns an exit code. */
static int session_add(bench_session *session, const char *key,
                       json_object *part)
{
    if (part == NULL)
        return cli_fail(key, &session->error);
    cli_json_add(session->report, key, part);
    return CLI_OK;
}

/* ---- corpus and queries ---- */

static int session_read(bench_session *session)
{
    bench_source *source = &session->source;
    json_object *corpus = json_object_new_object();
    cli_json_add(session->report, "corpus", corpus);
    int code = bench_source_open(source, &session->options->source, &USAGE);
    if (code == CLI_OK)
        code = bench_source_feed(source, bench_take_nothing, NULL);
    if (code != CLI_OK)
        return code;
    const char *path = session->options->source.path;
    cli_json_add_text(corpus, "source", path != NULL ? path : "made");
    cli_json_add_count(corpus, "seed", session->options->source.seed);
    cli_json_add_count(corpus, "documents", source->doc_count);
    cli_json_add_count(corpus, "text_bytes", source->text_bytes);
    if (source->text_bytes > 0)
        return CLI_OK;
    fprintf(stderr, "%s: no text in the corpus\n", cli_program);
    return CLI_FAILED;
}

static int session_tokenize(bench_session *session)
{
    const bench_corpus *corpus = &session->source.corpus;
    uint64_t tokens;
    suo_status status = SUO_OK;
    bench_cutter_init(&session->cutter, session->source.schema);
    for (uint64_t doc = 0; doc < corpus->doc_count && status == SUO_OK; doc++) {
        cli_progress_part(&session->source.progress, doc, corpus->doc_count,
                          "counting words");
        status = bench_cut_count(&session->cutter, corpus, doc,
                                 &session->vocabulary);
    }
    cli_progress_say(&session->source.progress, "tokenizing ...");
    bench_seconds seconds = {0}, start = bench_seconds_now();
    if (status == SUO_OK)
        status = bench_cut_all(&session->cutter, corpus, &tokens);
    bench_seconds_add(&seconds, start);
    cli_progress_clear(&session->source.progress);
    if (status != SUO_OK)
        return cli_fail("tokenizing", &session->cutter.error);
    cli_json_add(
        session->building, "tokenize",
        bench_speed_json(seconds, corpus->doc_count, corpus->text_bytes));
    return CLI_OK;
}

static int session_find_queries(bench_session *session)
{
    const bench_source *source = &session->source;
    int code = CLI_OK;
    if (session->options->queries != NULL) {
        code = bench_queries_read(&session->queries, session->options->queries);
    } else {
        const bench_derivation from = {
            .corpus = &source->corpus,
            .vocabulary = &session->vocabulary,
            .cutter = &session->cutter,
            .title_field =
                source->has_title ? source->title_field : SUO_FIELDS_MAX,
            .seed = source->options->seed,
            .class_queries = (uint32_t)session->options->class_queries};
        cli_progress_say(&session->source.progress, "drawing queries ...");
        if (bench_derive(&from, &session->queries) != SUO_OK)
            code = cli_fail("queries", &session->cutter.error);
        cli_progress_clear(&session->source.progress);
    }
    cli_json_add_count(session->report, "queries", session->queries.count);
    bench_asking_init(&session->asking, &session->queries,
                      source->filter_field);
    return code;
}

/* {what is left out: [classes]}. */
static void session_name_lacks(bench_session *session)
{
    json_object *lacks = json_object_new_object();
    const bench_query_set *set = &session->queries;
    for (uint32_t at = 0; at < set->class_count; at++) {
        const char *lack = "the corpus has no such queries";
        json_object *names;
        if (set->classes[at].count > 0)
            continue;
        if (!json_object_object_get_ex(lacks, lack, &names)) {
            names = json_object_new_array();
            cli_json_add(lacks, lack, names);
        }
        json_object_array_add(names,
                              json_object_new_string(set->classes[at].name));
    }
    cli_json_add(session->report, "left_out", lacks);
}

/* ---- the index ---- */

/* Merging, of some of the documents: they are indexed once more for it. */
static int session_merge(bench_session *session)
{
    bench_source source;
    bench_source_options options = session->options->source;
    bench_seconds seconds;
    options.doc_max = session->source.doc_count;
    if (options.doc_max > MERGE_DOCS_MAX)
        options.doc_max = MERGE_DOCS_MAX;
    int code = bench_source_open(&source, &options, &USAGE);
    source.is_streaming = true;
    if (code == CLI_OK)
        code =
            bench_build_merged(&source, session->folder,
                               options.doc_max / MERGE_SEGMENTS + 1, &seconds);
    if (code == CLI_OK)
        cli_json_add(
            session->building, "merge",
            bench_speed_json(seconds, source.doc_count, source.text_bytes));
    bench_source_close(&source);
    bench_folder_clear();
    return code;
}

static int session_build(bench_session *session)
{
    bench_source source;
    bench_built built = {0};
    session->folder = bench_folder_make();
    if (session->folder == NULL)
        return CLI_FAILED;
    int code = session_merge(session);
    if (code != CLI_OK)
        return code;
    code = bench_source_open(&source, &session->options->source, &USAGE);
    source.is_streaming = true;
    if (code == CLI_OK)
        code = bench_build(&source, session->folder, &built);
    bench_source_close(&source);
    if (code != CLI_OK)
        return code;
    json_object *steps = bench_built_json(&built);
    json_object_object_foreach(steps, key, value)
        cli_json_add(session->building, key, json_object_get(value));
    json_object_put(steps);
    return session_add(
        session, "index",
        bench_sizes_json(session->folder, built.text_bytes, &session->error));
}

/* Everything that asks one view, warm. */
static int session_ask_view(bench_session *session, const suo_view *view,
                            json_object *memory)
{
    const run_pace *pace = session->pace;
    cli_progress *progress = &session->source.progress;
    uint64_t seed = session->options->source.seed;
    uint32_t threads = (uint32_t)session->options->threads;
    cli_json_add(memory, "open", bench_memory_json(bench_memory_now()));
    int code = session_add(session, "latency",
                           bench_rounds(&session->asking, view, pace->rounds,
                                        seed, progress, &session->error));
    if (code == CLI_OK)
        code = session_add(session, "bound",
                           bench_bounds_measure(&session->asking, view,
                                                progress, &session->error));
    cli_json_add(memory, "asked", bench_memory_json(bench_memory_now()));
    if (code == CLI_OK)
        code = session_add(session, "crowd",
                           bench_crowd(&session->asking, view, threads,
                                       pace->crowd, seed, progress,
                                       &session->error));
    return code;
}

static int session_ask(bench_session *session)
{
    suo_snapshot *snapshot = NULL;
    suo_view *view = NULL;
    json_object *memory = json_object_new_object();
    cli_json_add(session->report, "memory", memory);
    bench_memory_begin();
    cli_json_add(memory, "before", bench_memory_json(bench_memory_now()));
    suo_status status =
        suo_snapshot_open(session->folder, -1, &snapshot, &session->error);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &view, &session->error);
    suo_snapshot_close(snapshot);
    int code = status == SUO_OK ? session_ask_view(session, view, memory)
                                : cli_fail("the index", &session->error);
    suo_view_close(view);
    return code;
}

/* The index freshly opened, cold, and changing, which it must be last. */
static int session_change(bench_session *session)
{
    const run_pace *pace = session->pace;
    uint64_t seed = session->options->source.seed;
    cli_progress *progress = &session->source.progress;
    cli_progress_say(progress, "opening ...");
    int code = session_add(
        session, "open",
        bench_open_warm(session->folder, pace->opens, &session->error));
    if (code == CLI_OK)
        code = session_add(session, "cold",
                           bench_open_cold(&session->asking, session->folder,
                                           pace->cold, seed, &session->error));
    cli_progress_say(progress, "asking while a writer commits ...");
    if (code == CLI_OK)
        code = session_add(session, "updates",
                           bench_updates(&session->asking, session->folder,
                                         &session->source.corpus, pace->updates,
                                         seed, &session->error));
    cli_progress_clear(progress);
    return code;
}

static int session_run(bench_session *session)
{
    session->report = json_object_new_object();
    session->building = json_object_new_object();
    cli_json_add(session->report, "machine", bench_report_machine());
    cli_json_add(session->report, "build", session->building);
    int code = session_read(session);
    if (code == CLI_OK)
        code = session_tokenize(session);
    if (code == CLI_OK)
        code = session_find_queries(session);
    if (code == CLI_OK)
        code = session_build(session);
    if (code == CLI_OK)
        code = session_ask(session);
    if (code == CLI_OK)
        code = session_change(session);
    if (code != CLI_OK)
        return code;
    session_name_lacks(session);
    bench_report_print(session->report);
    if (session->options->json != NULL)
        code = bench_report_write(session->report, session->options->json);
    return code;
}

static void session_free(bench_session *session)
{
    bench_asking_free(&session->asking);
    bench_queries_free(&session->queries);
    bench_cutter_free(&session->cutter);
    bench_vocabulary_free(&session->vocabulary);
    bench_source_close(&session->source);
    json_object_put(session->report);
}

/* ---- options ---- */

static int options_check(run_options *options, poptContext context)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (poptPeekArg(context) != NULL)
        return cli_usage_error(&USAGE, "'%s' is no option",
                               poptPeekArg(context));
    if (options->threads == 0)
        options->threads = cores > 0 ? (int)cores : 1;
    if (options->docs < 0 || options->threads < 1 ||
        options->threads > THREADS_MAX || options->class_queries < 1 ||
        options->class_queries > BENCH_CLASS_QUERIES_MAX)
        return cli_usage_error(&USAGE, "a number is out of its range");
    if (options->source.path != NULL && strcmp(options->source.path, "-") == 0)
        return cli_usage_error(&USAGE, "--corpus is read twice: not stdin");
    options->source.doc_max = (uint64_t)options->docs;
    if (options->docs == 0 && options->source.path == NULL)
        options->source.doc_max = options->is_quick ? QUICK.docs : USUAL.docs;
    options->source.seed = (uint64_t)options->seed;
    options->source.has_progress = !options->has_no_progress;
    return CLI_OK;
}

int bench_run(int argc, const char **argv)
{
    run_options o = {.seed = BENCH_SEED, .class_queries = BENCH_CLASS_QUERIES};
    struct poptOption fields[CLI_FIELD_OPTION_COUNT + 1];
    cli_field_options_table(&o.source.fields, fields);
    const struct poptOption table[] = {
        {"corpus", 0, POPT_ARG_STRING, &o.source.path, 0,
         "Documents as JSON Lines, as of 'suo index'; without it they are made",
         "FILE"},
        {"docs", 0, POPT_ARG_INT, &o.docs, 0,
         "At most N documents (made ones: 50000, quick 20000)", "N"},
        {"queries", 0, POPT_ARG_STRING, &o.queries, 0,
         "Ask these, not queries drawn from the corpus", "FILE"},
        {"class-queries", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT,
         &o.class_queries, 0, "Queries drawn for each class", "N"},
        {"threads", 0, POPT_ARG_INT, &o.threads, 0,
         "Ask by up to N threads (default: the cores)", "N"},
        {"quick", 0, POPT_ARG_NONE, &o.is_quick, 0,
         "Fewer documents, less time: under 20 s", NULL},
        {"json", 0, POPT_ARG_STRING, &o.json, 0,
         "Write all figures to FILE, too", "FILE"},
        {"seed", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &o.seed, 0,
         "Of everything drawn by chance", "N"},
        {"no-progress", 0, POPT_ARG_NONE, &o.has_no_progress, 0,
         "Draw no progress bar on a terminal", NULL},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, fields, 0, "Roles of keys:", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    static bench_session session;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        code = options_check(&o, context);
        if (code == CLI_OK) {
            session.options = &o;
            session.pace = o.is_quick ? &QUICK : &USUAL;
            session.error.size = sizeof session.error;
            code = session_run(&session);
            session_free(&session);
        }
    }
    cli_field_options_free(&o.source.fields);
    free(o.source.path);
    free(o.queries);
    free(o.json);
    poptFreeContext(context);
    return code;
}
