/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.c - `suo words`: an index's own words, shown or changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "json_text.h"
#include "numbers.h"
#include "text.h"

static const cli_usage USAGE = {
    "suo words", "[OPTION...] INDEX", "show or change an index's own words",
    "Without a change it prints the words, one a line: word, tab, weight. A\n"
    "FILE has such lines, and - is stdin; the weight (above 0, at most 100;\n"
    "1 is that of a usual word) may be left out, and does not count in a\n"
    "removal. Lines that begin with # and empty ones are passed over. Words\n"
    "hold for all documents at once. What is to be removed is removed before\n"
    "anything is added.\n\n" CLI_CHANGE_EXIT_CODES};

/* What the options ask for. */
typedef struct words_options {
    char **add_files;
    char **add_words;
    char **remove_files;
    char **remove_words;
    int is_json;
} words_options;

typedef struct words_run {
    cli_change change;
    bool is_removal; /* what is being done with the words */
    uint64_t added;
    uint64_t removed;
} words_run;

/*
 * Part "word<TAB>weight" at the last tab: 'len' becomes the word's. Without a
 * tab the weight is 1; false if no number stands behind the tab.
 */
static bool line_split(const char *line, size_t *len, double *weight)
{
    char digits[CLI_NUMBER_MAX + 1];
    char *rest;
    size_t at = *len;
    *weight = 1;
    while (at > 0 && line[at - 1] != '\t')
        at--;
    size_t digits_len = *len - at;
    if (at == 0)
        return true;
    if (digits_len == 0 || digits_len > CLI_NUMBER_MAX)
        return false;
    memcpy(digits, line + at, digits_len);
    digits[digits_len] = '\0';
    *len = at - 1;
    *weight = strtod(digits, &rest);
    return *rest == '\0';
}

/* Add or remove a word that stands in line 'number' of 'path', 0: anywhere. */
static int words_do(words_run *run, const char *path, uint64_t number,
                    const char *word, size_t len, double weight)
{
    cli_change *change = &run->change;
    suo_status status =
        run->is_removal
            ? suo_writer_remove_word(change->writer, word, (int64_t)len,
                                     &change->error)
            : suo_writer_add_word(change->writer, word, (int64_t)len, weight,
                                  &change->error);
    if (cli_change_is_refusal(status))
        return cli_change_bad(change, path, number, change->error.message);
    if (status != SUO_OK)
        return cli_fail(change->path, &change->error);
    run->removed += run->is_removal;
    run->added += !run->is_removal;
    return CLI_OK;
}

static int words_take_line(void *context, const char *path, uint64_t number,
                           const char *line, size_t len)
{
    words_run *run = context;
    double weight;
    if (cli_line_is_empty(line, len))
        return CLI_OK;
    if (!line_split(line, &len, &weight))
        return cli_change_bad(&run->change, path, number,
                              "no number stands behind the tab");
    return words_do(run, path, number, line, len, weight);
}

/* All words of the files, then those of the command line. */
static int words_do_all(words_run *run, bool is_removal, char **files,
                        char **words)
{
    int worst = CLI_OK;
    run->is_removal = is_removal;
    for (size_t i = 0; i < cli_list_count(files) && worst != CLI_FAILED; i++) {
        int code =
            cli_change_read(&run->change, files[i], words_take_line, run);
        worst = code > worst ? code : worst;
    }
    for (size_t i = 0; i < cli_list_count(words) && worst != CLI_FAILED; i++) {
        int code = words_do(run, words[i], 0, words[i], strlen(words[i]), 1);
        worst = code > worst ? code : worst;
    }
    return worst;
}

static int words_change(const char *path, const words_options *options)
{
    words_run run = {0};
    int code = cli_change_open(&run.change, path);
    if (code == CLI_OK) {
        code = words_do_all(&run, true, options->remove_files,
                            options->remove_words);
        int added = code == CLI_FAILED
                        ? code
                        : words_do_all(&run, false, options->add_files,
                                       options->add_words);
        code = cli_change_commit(&run.change, added > code ? added : code);
    }
    if (code == CLI_OK)
        printf("added %llu, removed %llu\n", (unsigned long long)run.added,
               (unsigned long long)run.removed);
    cli_change_close(&run.change);
    return code;
}

static void words_print(const suo_snapshot *snapshot)
{
    for (uint64_t i = 0; i < suo_snapshot_word_count(snapshot); i++) {
        uint64_t len;
        double weight;
        char digits[CLI_NUMBER_MAX];
        const char *word = suo_snapshot_word(snapshot, i, &len, &weight);
        size_t digits_len = cli_real_print(weight, digits);
        cli_print_plain(stdout, word, len);
        printf("\t%.*s\n", (int)digits_len, digits);
    }
}

static void words_print_json(const suo_snapshot *snapshot)
{
    json_object *list = json_object_new_array();
    for (uint64_t i = 0; i < suo_snapshot_word_count(snapshot); i++) {
        uint64_t len;
        double weight;
        const char *word = suo_snapshot_word(snapshot, i, &len, &weight);
        json_object *entry = json_object_new_object();
        cli_json_add(entry, "word", cli_json_text(word, len));
        cli_json_add(entry, "weight", json_object_new_double(weight));
        json_object_array_add(list, entry);
    }
    cli_json_print(list);
    putchar('\n');
    json_object_put(list);
}

int cli_words(int argc, const char **argv)
{
    words_options o = {0};
    const struct poptOption options[] = {
        {"add", 0, POPT_ARG_ARGV, &o.add_files, 0,
         "Add the words in FILE, or change their weights", "FILE"},
        {"add-word", 0, POPT_ARG_ARGV, &o.add_words, 0,
         "Add this word, its weight 1", "TEXT"},
        {"remove", 0, POPT_ARG_ARGV, &o.remove_files, 0,
         "Remove the words in FILE", "FILE"},
        {"remove-word", 0, POPT_ARG_ARGV, &o.remove_words, 0,
         "Remove this word", "TEXT"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0,
         "Print the words as one JSON array", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    const char *path = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        path = cli_index_argument(&USAGE, context, &code);
    bool is_change = o.add_files != NULL || o.add_words != NULL ||
                     o.remove_files != NULL || o.remove_words != NULL;
    if (path != NULL && is_change && o.is_json)
        code = cli_usage_error(&USAGE, "--json shows and changes nothing");
    else if (path != NULL && is_change)
        code = words_change(path, &o);
    else if (path != NULL)
        code = cli_show(path, o.is_json ? words_print_json : words_print);
    cli_list_free(o.add_files);
    cli_list_free(o.add_words);
    cli_list_free(o.remove_files);
    cli_list_free(o.remove_words);
    poptFreeContext(context);
    return code;
}
