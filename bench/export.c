/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export.c - `suo-bench export`: a corpus and queries that every engine reads
 * alike.
 *
 * Engines cut text each in its own way; to compare what comes after, the words
 * of Suo's tokenizer become pseudo-words (pseudo.h) with spaces between, the
 * frequent ones short: any engine that parts words at white space then has the
 * same terms, byte for byte. That Suo has them too is proved word by word.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "cli.h"
#include "derive.h"
#include "json_text.h"
#include "pseudo.h"
#include "source.h"

typedef struct export_options {
    bench_source_options source;
    char *folder;
    int docs;
    long long seed;
    int class_queries;
} export_options;

static const cli_usage USAGE = {
    "suo-bench export", "[OPTION...]",
    "write a corpus and queries that every engine reads alike",
    "Writes into the folder of --out, which is made if it is not there:\n"
    "  corpus.tsv   number <TAB> filter <TAB> words: a document a line;\n"
    "               'filter' is 0..99, so filter < 5 are 5 % of them; words\n"
    "               are pseudo-words with a space between: the words of Suo's\n"
    "               tokenizer, renamed one to one\n"
    "  queries.tsv  class <TAB> kind <TAB> filter_below <TAB> words: kind is\n"
    "               OR, AND, PHRASE or PREFIX; filter_below 100 is no filter\n"
    "  info.json    counts and the seed\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  a file or the library failed\n"};

/* One run. */
typedef struct export_run {
    const export_options *options;
    bench_source source;
    bench_vocabulary vocabulary;
    bench_cutter cutter;
    uint32_t *pseudo; /* of each term */
    bench_query_set queries;
    uint64_t word_count; /* written */
} export_run;

/* ---- words ---- */

/* A term on its way to a pseudo-word. */
typedef struct export_term {
    uint32_t doc_freq;
    uint32_t number;
} export_term;

/* Terms of many documents first; ties by their number. */
static int term_compare(const void *a, const void *b)
{
    const export_term *left = a, *right = b;
    if (left->doc_freq != right->doc_freq)
        return left->doc_freq < right->doc_freq ? 1 : -1;
    return (left->number > right->number) - (left->number < right->number);
}

static void run_number_words(export_run *run)
{
    uint32_t count = run->vocabulary.count;
    export_term *order = cli_realloc(NULL, count * sizeof *order);
    run->pseudo = cli_realloc(NULL, count * sizeof *run->pseudo);
    for (uint32_t at = 0; at < count; at++)
        order[at] = (export_term){run->vocabulary.terms[at].doc_freq, at};
    qsort(order, count, sizeof *order, term_compare);
    for (uint32_t at = 0; at < count; at++)
        run->pseudo[order[at].number] = at;
    free(order);
}

/* Does the tokenizer give the word back as it is, as one word and no more? */
static suo_status word_check(suo_tokenizer *tokenizer, const char *word,
                             size_t len, bool *is_kept, suo_error *error)
{
    const suo_token *tokens;
    uint64_t count = 0;
    suo_status status =
        suo_tokenizer_start(tokenizer, word, (int64_t)len, error);
    if (status == SUO_OK)
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
    *is_kept = status == SUO_OK && count == 1 &&
               tokens[0].kind == SUO_TOKEN_WORD && tokens[0].flags == 0 &&
               tokens[0].term_len == len &&
               memcmp(tokens[0].term, word, len) == 0;
    return status;
}

/* Prove that Suo indexes each pseudo-word as it is written. */
static int run_check_words(export_run *run)
{
    suo_tokenizer *tokenizer;
    suo_error *error = &run->cutter.error;
    bool is_kept = true;
    char word[BENCH_PSEUDO_MAX] = "";
    suo_status status = suo_tokenizer_new(NULL, &tokenizer, error);
    for (uint32_t at = 0;
         at < run->vocabulary.count && status == SUO_OK && is_kept; at++) {
        size_t len = bench_pseudo_word(at, word);
        status = word_check(tokenizer, word, len, &is_kept, error);
    }
    suo_tokenizer_free(tokenizer);
    if (status != SUO_OK)
        return cli_fail("tokenizer", error);
    if (!is_kept) {
        fprintf(stderr,
                "%s: the tokenizer does not keep the pseudo-word '%s'\n",
                cli_program, word);
        return CLI_FAILED;
    }
    return CLI_OK;
}

/* Give each word of the corpus its pseudo-word. */
static int run_name_words(export_run *run)
{
    const bench_corpus *corpus = &run->source.corpus;
    for (uint64_t doc = 0; doc < corpus->doc_count; doc++) {
        cli_progress_part(&run->source.progress, doc, corpus->doc_count,
                          "counting words");
        if (bench_cut_count(&run->cutter, corpus, doc, &run->vocabulary) !=
            SUO_OK)
            return cli_fail("tokenizer", &run->cutter.error);
    }
    cli_progress_clear(&run->source.progress);
    run_number_words(run);
    return run_check_words(run);
}

/* ---- files ---- */

static suo_status write_corpus(export_run *run, FILE *out)
{
    const bench_corpus *corpus = &run->source.corpus;
    uint64_t seed = run->source.options->seed;
    suo_status status = SUO_OK;
    for (uint64_t doc = 0; doc < corpus->doc_count && status == SUO_OK; doc++) {
        char word[BENCH_PSEUDO_MAX];
        status = bench_cut(&run->cutter, corpus, doc, &run->vocabulary);
        cli_progress_part(&run->source.progress, doc, corpus->doc_count,
                          "writing");
        fprintf(out, "%llu\t%lld\t", (unsigned long long)doc,
                (long long)bench_filter_value(doc, seed));
        for (uint32_t at = 0; at < run->cutter.word_count; at++) {
            uint32_t term = run->cutter.words[at].term;
            size_t len = bench_pseudo_word(run->pseudo[term], word);
            if (at > 0)
                putc(' ', out);
            fwrite(word, 1, len, out);
        }
        run->word_count += run->cutter.word_count;
        putc('\n', out);
    }
    cli_progress_clear(&run->source.progress);
    return status;
}

static suo_status write_queries(export_run *run, FILE *out)
{
    const bench_source *source = &run->source;
    const bench_derivation from = {
        .corpus = &source->corpus,
        .vocabulary = &run->vocabulary,
        .cutter = &run->cutter,
        .title_field = source->has_title ? source->title_field : SUO_FIELDS_MAX,
        .pseudo = run->pseudo,
        .seed = source->options->seed,
        .class_queries = (uint32_t)run->options->class_queries};
    suo_status status = bench_derive(&from, &run->queries);
    bench_queries_write(&run->queries, out);
    return status;
}

static suo_status write_info(export_run *run, FILE *out)
{
    json_object *object = json_object_new_object();
    json_object *classes = json_object_new_object();
    cli_json_add_text(object, "suo", suo_version());
    cli_json_add_count(object, "seed", run->source.options->seed);
    cli_json_add_text(object, "corpus",
                      run->source.made != NULL ? "made" : "file");
    cli_json_add_count(object, "documents", run->source.corpus.doc_count);
    cli_json_add_count(object, "text_bytes", run->source.corpus.text_bytes);
    cli_json_add_count(object, "words", run->word_count);
    cli_json_add_count(object, "terms", run->vocabulary.count);
    cli_json_add_count(object, "queries", run->queries.count);
    for (uint32_t at = 0; at < run->queries.class_count; at++)
        cli_json_add_count(classes, run->queries.classes[at].name,
                           run->queries.classes[at].count);
    cli_json_add(object, "classes", classes);
    fputs(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
                                                     JSON_C_TO_STRING_SPACED),
          out);
    putc('\n', out);
    json_object_put(object);
    return SUO_OK;
}

static int export_write(const char *folder, const char *name, export_run *run,
                        suo_status (*write)(export_run *run, FILE *out))
{
    cli_buffer path = {0};
    cli_buffer_append(&path, folder, strlen(folder));
    cli_buffer_append(&path, "/", 1);
    cli_buffer_append(&path, name, strlen(name) + 1);
    int code = CLI_OK;
    FILE *out = fopen(path.data, "wb");
    suo_status status = out != NULL ? write(run, out) : SUO_OK;
    if (status != SUO_OK) {
        code = cli_fail("tokenizer", &run->cutter.error);
        fclose(out);
    } else if (out == NULL || (ferror(out) | fclose(out)) != 0) {
        fprintf(stderr, "%s: %s: %s\n", cli_program, path.data,
                strerror(errno));
        code = CLI_FAILED;
    }
    cli_buffer_free(&path);
    return code;
}

static int run_all(export_run *run)
{
    const char *folder = run->options->folder;
    int code = bench_source_open(&run->source, &run->options->source, &USAGE);
    if (code == CLI_OK)
        code = bench_source_feed(&run->source, bench_take_nothing, NULL);
    if (code == CLI_OK && mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "%s: %s: %s\n", cli_program, folder, strerror(errno));
        code = CLI_FAILED;
    }
    bench_cutter_init(&run->cutter, run->source.schema);
    if (code == CLI_OK)
        code = run_name_words(run);
    if (code == CLI_OK)
        code = export_write(folder, "corpus.tsv", run, write_corpus);
    if (code == CLI_OK)
        code = export_write(folder, "queries.tsv", run, write_queries);
    if (code == CLI_OK)
        code = export_write(folder, "info.json", run, write_info);
    if (code == CLI_OK)
        printf("%llu documents, %llu words, %u terms, %u queries in %s\n",
               (unsigned long long)run->source.corpus.doc_count,
               (unsigned long long)run->word_count, run->vocabulary.count,
               run->queries.count, folder);
    return code;
}

static void run_free(export_run *run)
{
    bench_queries_free(&run->queries);
    bench_vocabulary_free(&run->vocabulary);
    bench_cutter_free(&run->cutter);
    free(run->pseudo);
    bench_source_close(&run->source);
}

static int options_check(export_options *options, poptContext context)
{
    if (poptPeekArg(context) != NULL)
        return cli_usage_error(&USAGE, "'%s' is no option",
                               poptPeekArg(context));
    if (options->folder == NULL)
        return cli_usage_error(&USAGE, "--out FOLDER is wanted");
    if (options->docs < 0 || options->class_queries < 1 ||
        options->class_queries > BENCH_CLASS_QUERIES_MAX)
        return cli_usage_error(&USAGE, "a number is out of its range");
    options->source.doc_max = (uint64_t)options->docs;
    if (options->docs == 0 && options->source.path == NULL)
        options->source.doc_max = BENCH_DOCS;
    options->source.seed = (uint64_t)options->seed;
    options->source.has_progress = true;
    return CLI_OK;
}

int bench_export(int argc, const char **argv)
{
    export_options options = {.seed = BENCH_SEED,
                              .class_queries = BENCH_CLASS_QUERIES};
    struct poptOption fields[CLI_FIELD_OPTION_COUNT + 1];
    cli_field_options_table(&options.source.fields, fields);
    const struct poptOption table[] = {
        {"corpus", 0, POPT_ARG_STRING, &options.source.path, 0,
         "Documents as JSON Lines; without it they are made", "FILE"},
        {"out", 0, POPT_ARG_STRING, &options.folder, 0, "Write into FOLDER",
         "FOLDER"},
        {"docs", 0, POPT_ARG_INT, &options.docs, 0,
         "At most N documents (made ones: 50000)", "N"},
        {"queries", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT,
         &options.class_queries, 0, "Queries of each class", "N"},
        {"seed", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT,
         &options.seed, 0, "Of everything drawn by chance", "N"},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, fields, 0, "Roles of keys:", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    static export_run run;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        code = options_check(&options, context);
        run.options = &options;
        if (code == CLI_OK) {
            code = run_all(&run);
            run_free(&run);
        }
    }
    cli_field_options_free(&options.source.fields);
    free(options.source.path);
    free(options.folder);
    poptFreeContext(context);
    return code;
}
