/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.c - ask the index, and what a question was meant to ask (--typos), and
 * note in a query log what was asked (--log).
 *
 * A page behind a position repeats its question and is not noted.
 */
#include <string.h>
#include <time.h>

#include "cli.h"
#include "options.h"
#include "search.h"
#include "text.h"

/* Another search may have the log open, for as long as it takes. */
enum { LOG_TRIES = 50, LOG_PAUSE_MS = 20 };

/* The index's own words tell of no one. Those that are no codes are refused,
 * which is fine: they are not masked. */
static suo_status ask_keep_words(const cli_searcher *searcher, suo_error *error)
{
    uint64_t count = suo_snapshot_word_count(searcher->snapshot);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t len;
        const char *word = suo_snapshot_word(searcher->snapshot, i, &len, NULL);
        suo_status status =
            suo_query_log_keep(searcher->log, word, (int64_t)len, error);
        if (status != SUO_OK && status != SUO_INVALID)
            return status;
    }
    return SUO_OK;
}

int cli_searcher_open_log(cli_searcher *searcher, const char *path,
                          suo_error *error)
{
    const struct timespec pause = {0, LOG_PAUSE_MS * 1000000L};
    suo_status status = SUO_BUSY;
    for (int i = 0; i < LOG_TRIES && status == SUO_BUSY; i++) {
        if (i > 0)
            nanosleep(&pause, NULL);
        status = suo_query_log_open(path, -1, NULL, &searcher->log, error);
    }
    if (status == SUO_OK)
        status = ask_keep_words(searcher, error);
    return status == SUO_OK ? CLI_OK : cli_fail(path, error);
}

int cli_searcher_close_log(cli_searcher *searcher, const char *path, int code,
                           suo_error *error)
{
    if (searcher->log != NULL &&
        suo_query_log_flush(searcher->log, error) != SUO_OK)
        code = cli_fail(path, error);
    suo_query_log_close(searcher->log);
    return code;
}

/* Several roles count as one, by their names. */
static suo_status ask_note(const cli_searcher *searcher,
                           const cli_answer *answer, suo_error *error)
{
    cli_buffer roles = {0};
    suo_answerability told = {.size = sizeof told};
    suo_status status = suo_hits_answerability(answer->hits, &told, error);
    if (status == SUO_TIMEOUT)
        told.figure = -1; /* unknown: there was no time to tell */
    else if (status != SUO_OK)
        return status;
    for (size_t at = 0; at < cli_list_count(searcher->roles); at++) {
        if (at > 0)
            cli_buffer_append(&roles, ",", 1);
        cli_buffer_append(&roles, searcher->roles[at],
                          strlen(searcher->roles[at]));
    }
    const suo_logged_search search = {
        .size = sizeof search,
        .question = answer->question,
        .question_len = (int64_t)answer->question_len,
        .role = roles.data,
        .role_len = (int64_t)roles.len,
        .time = (int64_t)time(NULL),
        .total = suo_hits_total(answer->hits),
        .answerability = told.figure,
        .latency_us = (uint64_t)(answer->seconds * 1e6) + 1};
    status = suo_query_log_note(searcher->log, &search, error);
    cli_buffer_free(&roles);
    return status;
}

static suo_status ask_meant(const cli_searcher *searcher, cli_answer *answer,
                            suo_error *error)
{
    const suo_correct_options options = {.size = sizeof options,
                                         .fields = searcher->search.fields};
    return suo_view_correct(searcher->view, answer->question,
                            (int64_t)answer->question_len, &options,
                            &answer->meant, error);
}

suo_status cli_searcher_ask(const cli_searcher *searcher, const char *question,
                            size_t question_len, cli_answer *answer,
                            suo_error *error)
{
    *answer = (cli_answer){.question = question, .question_len = question_len};
    double start = cli_clock();
    suo_status status =
        suo_view_search(searcher->view, question, (int64_t)question_len,
                        &searcher->search, &answer->hits, error);
    answer->seconds = cli_clock() - start;
    if (status == SUO_OK && searcher->corrects)
        status = ask_meant(searcher, answer, error);
    if (status == SUO_OK && searcher->log != NULL &&
        searcher->search.after == NULL)
        status = ask_note(searcher, answer, error);
    if (status != SUO_OK)
        cli_answer_free(answer);
    return status;
}

void cli_answer_free(cli_answer *answer)
{
    suo_hits_free(answer->hits);
    suo_correction_free(answer->meant);
    answer->hits = NULL;
    answer->meant = NULL;
}
