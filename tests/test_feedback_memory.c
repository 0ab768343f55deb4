/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_feedback_memory.c - recording feedback and searching with it, each
 * allocation failing: what was recorded before stays, and nothing is lost.
 */
#include "support/corpus.h"

#include "support/memory_trial.h"

static const char *const KEYS[] = {"a", "b", "c", "d"};
enum { KEY_COUNT = sizeof(KEYS) / sizeof(*KEYS) };

static char *make_folder(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < KEY_COUNT; i++)
        corpus_put_text(writer, KEYS[i], "r", "lost card", NULL);
    corpus_writer_finish(writer);
    return folder;
}

/* Count once more for each key, twice as often as it stands in the list. */
static suo_status record(const char *folder)
{
    suo_feedback_writer *writer;
    suo_status status = suo_feedback_writer_open(folder, -1, &writer, NULL);
    for (int i = 0; i < 2 * KEY_COUNT && status == SUO_OK; i++)
        status = suo_feedback_writer_add(writer, KEYS[i % KEY_COUNT], -1,
                                         SUO_FEEDBACK_UP, 1, NULL);
    if (status == SUO_OK)
        status = suo_feedback_writer_supersede(writer, KEYS[0], -1, KEYS[1], -1,
                                               NULL);
    if (status == SUO_OK)
        status = suo_feedback_writer_pin(writer, "card!", -1, KEYS, NULL,
                                         KEY_COUNT, NULL);
    if (status == SUO_OK)
        status = suo_feedback_writer_commit(writer, NULL);
    suo_feedback_writer_close(writer);
    return status;
}

/* Open it all, search, close. */
static suo_status ask(const char *folder)
{
    const suo_boost boost = {.kind = SUO_BOOST_VOTES, .weight = 1, .half = 1};
    const suo_search_options options = {
        .size = sizeof(options), .boosts = &boost, .boost_count = 1};
    suo_feedback *feedback = NULL;
    suo_view *view;
    suo_view *with = NULL;
    suo_hits *hits = NULL;
    suo_explanation *explanation = NULL;
    int32_t is_current;
    suo_status status = corpus_view_open(folder, &view);
    if (status == SUO_OK)
        status = suo_feedback_open(folder, -1, &feedback, NULL);
    if (status == SUO_OK)
        status = suo_feedback_is_current(feedback, &is_current, NULL);
    if (status == SUO_OK)
        status = suo_view_open_with_feedback(view, feedback, &with, NULL);
    if (status == SUO_OK)
        status = suo_view_search(with, "card", -1, &options, &hits, NULL);
    if (status == SUO_OK)
        assert_int_equal(suo_hits_count(hits), KEY_COUNT - 1);
    if (status == SUO_OK)
        assert_true(suo_hits_is_pinned(hits, KEY_COUNT - 2));
    if (status == SUO_OK)
        status = suo_view_explain(with, "card", -1, &options, KEYS[2], -1,
                                  &explanation, NULL);
    suo_explanation_free(explanation);
    suo_hits_free(hits);
    suo_view_close(with);
    suo_view_close(view);
    suo_feedback_close(feedback);
    return status;
}

/* Votes for each key, which are as many. */
static double votes_of(const char *folder)
{
    suo_feedback *feedback;
    suo_feedback_document document = {.size = sizeof(document)};
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    const uint64_t count = suo_feedback_count(feedback);
    assert_true(count == 0 || count == KEY_COUNT);
    double votes = 0;
    for (uint64_t i = 0; i < count; i++) {
        corpus_ok(suo_feedback_get(feedback, i, &document, NULL), NULL);
        assert_true(i == 0 || document.up == votes);
        votes = document.up;
    }
    suo_feedback_close(feedback);
    return votes;
}

static void check_recording(const char *folder, bool for_good)
{
    memory_trial trial = {.for_good = for_good};
    while (memory_trial_next(&trial)) {
        memory_trial_arm(&trial);
        suo_status status = record(folder);
        memory_trial_disarm(&trial, status);
        assert_true(votes_of(folder) == (status == SUO_OK ? 2 : 0));
    }
    assert_true(trial.count > 10);
}

static void check_asking(const char *folder, bool for_good)
{
    memory_trial trial = {.for_good = for_good};
    while (memory_trial_next(&trial)) {
        memory_trial_arm(&trial);
        memory_trial_disarm(&trial, ask(folder));
    }
    assert_true(trial.count > 30);
}

static void test_feedback__survives_failed_allocations(void **state)
{
    (void)state;
    for (int for_good = 0; for_good < 2; for_good++) {
        char *folder = make_folder();
        check_recording(folder, for_good == 1);
        check_asking(folder, for_good == 1);
        corpus_folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feedback__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
