/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boosts.c - what scores are multiplied by: fields of documents, and what users
 * said of them.
 */
#include "search.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "numbers.h"

enum { VOTES_HALF = 10 /* votes for a document that earn half the weight */ };

int cli_searcher_boost(cli_searcher *searcher, const cli_usage *usage,
                       char **arguments)
{
    const int64_t day = 24 * 60 * 60 * 1000;
    size_t count = cli_list_count(arguments);
    for (size_t at = 0; at < count; at++) {
        const char *equals = strchr(arguments[at], '=');
        suo_boost *boost = &searcher->boosts[at];
        char *end;
        if (at == SUO_BOOSTS_MAX || equals == NULL)
            return cli_usage_error(usage,
                                   "--boost '%s': FIELD=WEIGHT:HALF, "
                                   "at most %d of them",
                                   arguments[at], SUO_BOOSTS_MAX);
        *boost = (suo_boost){.kind = SUO_BOOST_MANY,
                             .weight = strtod(equals + 1, &end),
                             .now = (int64_t)time(NULL) * 1000};
        if (suo_schema_find_field(searcher->schema, arguments[at],
                                  (int64_t)(equals - arguments[at]),
                                  &boost->field, NULL) != SUO_OK)
            return cli_usage_error(usage,
                                   "--boost '%s': the index has no "
                                   "such field",
                                   arguments[at]);
        int32_t kind = suo_schema_field_kind(searcher->schema, boost->field);
        bool is_time = kind == SUO_FIELD_TIME;
        bool is_sound =
            *end == ':' && end > equals + 1 &&
            cli_integer_parse(end + 1, strlen(end + 1), &boost->half) &&
            boost->half >= 1 && boost->half <= INT64_MAX / day &&
            boost->weight >= 0 && boost->weight <= SUO_BOOST_WEIGHT_MAX;
        if (!is_sound || (kind != SUO_FIELD_INTEGER && !is_time))
            return cli_usage_error(usage,
                                   "--boost '%s': FIELD=WEIGHT:HALF of "
                                   "an integer or time field",
                                   arguments[at]);
        if (is_time) {
            boost->kind = SUO_BOOST_FRESH;
            boost->half *= day;
        }
    }
    searcher->search.boosts = searcher->boosts;
    searcher->search.boost_count = count;
    return CLI_OK;
}

int cli_searcher_hear(cli_searcher *searcher, const cli_usage *usage,
                      const char *path, double weight, suo_error *error)
{
    suo_feedback *feedback;
    suo_view *view = NULL;
    if (!(weight >= 0 && weight <= SUO_BOOST_WEIGHT_MAX))
        return cli_usage_error(usage, "--votes: 0 to %d", SUO_BOOST_WEIGHT_MAX);
    suo_status status = suo_feedback_open(path, -1, &feedback, error);
    if (status == SUO_OK && (suo_feedback_count(feedback) > 0 ||
                             suo_feedback_pin_count(feedback) > 0))
        status =
            suo_view_open_with_feedback(searcher->view, feedback, &view, error);
    suo_feedback_close(feedback);
    if (status != SUO_OK)
        return cli_fail(path, error);
    if (view == NULL)
        return CLI_OK;
    suo_view_close(searcher->view);
    searcher->view = view;
    if (weight > 0 && searcher->search.boost_count < SUO_BOOSTS_MAX)
        searcher->boosts[searcher->search.boost_count++] = (suo_boost){
            .kind = SUO_BOOST_VOTES, .weight = weight, .half = VOTES_HALF};
    return CLI_OK;
}
