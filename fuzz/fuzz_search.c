/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_search.c - any bytes are a segment, a question and its options.
 *
 * The last bytes are the options, before them stands the question, the rest is
 * the segment: so the seeds of fuzz_segment are nearly seeds of this. Whatever
 * they say, searching ends in an answer that keeps its promises or in a status.
 */
#include <math.h>
#include <stdlib.h>

#include "hostile.h"
#include "query/hits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { OPTION_BYTES = 8 };

/* A clock that goes on whenever it is looked at. */
static uint64_t clock_step(void *user)
{
    return ++*(uint64_t *)user;
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_hits(suo_hits *hits, uint32_t k)
{
    const suo_hit *items = suo_hits_get_items(hits);
    const suo_showing_options how = {40, 1, false, {{0}, {0}}};
    uint32_t count = suo_hits_get_count(hits);
    must(count <= k && suo_hits_get_total(hits) >= count);
    for (uint32_t i = 0; i < count; i++) {
        suo_snippet snippet = {.size = sizeof(snippet)};
        must(isfinite(items[i].score) && items[i].score > 0);
        must(i == 0 || items[i].score <= items[i - 1].score);
        if (suo_hits_make_snippet(hits, i, i % 2, &how, &snippet, NULL) !=
            SUO_OK)
            continue;
        must(snippet.text_offset <= snippet.value_len &&
             snippet.text_len <= snippet.value_len - snippet.text_offset);
        for (uint64_t m = 0; m < snippet.mark_count; m++)
            must(snippet.marks[m].start < snippet.marks[m].end &&
                 snippet.marks[m].end <= snippet.text_len);
    }
}

/* What the bytes of the options say; the rest of 'watch' begins at 'now'. */
static suo_search_request read_request(const uint8_t *options, suo_watch *watch,
                                       const suo_clock *clock)
{
    uint64_t time = options[3] == 0 ? UINT64_MAX : options[3];
    suo_watch_begin(watch, clock, time, NULL);
    watch->pace = 0;
    return (suo_search_request){.fields = 1 + options[0] % 3,
                                .k = 1 + options[1] % 20u,
                                .match = options[2] & 1 ? SUO_MATCH_ALL
                                                        : SUO_MATCH_ANY,
                                .total = (suo_total)((options[2] >> 1) % 3),
                                .is_exhaustive = (options[2] & 8) != 0,
                                .is_partial = (options[2] & 16) != 0,
                                .work_max = options[4],
                                .watch = watch};
}

static void search(const suo_os *os, const char *question, size_t question_len,
                   const uint8_t *options)
{
    uint64_t now = 0;
    const suo_clock clock = {&now, clock_step};
    suo_watch watch;
    const suo_search_request request = read_request(options, &watch, &clock);
    suo_snapshot *snapshot;
    suo_view *view = NULL;
    suo_hits *hits = NULL;
    if (suo_snapshot_load(os, "fuzz", &snapshot, NULL) != SUO_OK)
        return;
    if (suo_view_make(snapshot, NULL, 0, true, &view, NULL) == SUO_OK &&
        suo_hits_make(view, question, question_len, &request, &hits, NULL) ==
            SUO_OK)
        check_hits(hits, request.k);
    suo_hits_release(hits);
    suo_view_free(view);
    suo_snapshot_release(snapshot);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    hostile_index index;
    if (len < OPTION_BYTES)
        return 0;
    len -= OPTION_BYTES;
    const uint8_t *options = bytes + len;
    size_t question_len = options[5];
    if (question_len > len)
        question_len = len;
    len -= question_len;
    if (!hostile_make(&index, bytes, len))
        return 0;
    search(&index.os, (const char *)bytes + len, question_len, options);
    hostile_clear(&index);
    return 0;
}
