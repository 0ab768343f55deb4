/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_query_log.c - any bytes are a query log, and any bytes a question.
 *
 * An odd first byte: the rest is a file, whose hash is made right, so that its
 * rules are reached; what is taken is told, counted on, and written again the
 * same. An even one: the rest is a question, and what is kept of it is good
 * UTF-8 on one line without long numbers, addresses or URLs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "query/log_file.h"
#include "query/log_record.h"
#include "query/log_report.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* ---- files ---- */

static void check_report(const suo_log_state *state)
{
    const suo_report_request request = {.k = 10, .since = 3};
    suo_query_report *report;
    uint64_t count;
    require(suo_report_make(state, &request, &report, NULL) == SUO_OK);
    for (int list = 0; list < SUO_LOG_LISTS; list++) {
        const suo_report_question *q =
            suo_report_get_questions(report, list, &count);
        require(count <= 10);
        for (uint64_t i = 0; i < count; i++)
            require(q[i].least >= state->limits.times_min &&
                    q[i].most >= q[i].least && q[i].text_len > 0);
    }
    suo_report_release(report);
}

static void check_file(uint8_t *bytes, size_t len)
{
    suo_log_state state = {0};
    suo_buffer again = {0};
    suo_log_record record = {.key = 7, .day = 20000, .has_words = true};
    if (len >= 8)
        suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    if (suo_log_decode(&state, bytes, len, "fuzz", NULL) != SUO_OK)
        return;
    suo_log_encode(&state, &again);
    require(again.len == len && memcmp(again.data, bytes, len) == 0);
    check_report(&state);
    for (int i = 0; i < 20; i++, record.key = record.key * 31 + 5)
        require(suo_log_count(&state, &record, NULL) == SUO_OK);
    suo_buffer_reset(&again);
    suo_log_encode(&state, &again);
    require(again.len <= state.limits.bytes_max);
    suo_buffer_free(&again);
    suo_log_clear(&state);
}

/* ---- questions ---- */

static void check_text(const suo_log_record *record)
{
    const uint8_t *text = (const uint8_t *)record->text;
    int digits = 0;
    for (size_t at = 0; at < record->text_len;) {
        uint32_t code;
        bool is_broken = false;
        if (record->text_len - at >= 3)
            require(memcmp(text + at, "://", 3) != 0);
        at += suo_utf8_decode(text + at, record->text_len - at, &code,
                              &is_broken);
        digits = code - '0' < 10 ? digits + 1 : 0;
        require(!is_broken && code >= 0x20 && code - 0x7F >= 0x21 &&
                code != '@' && digits < 4);
    }
}

static void check_question(const uint8_t *bytes, size_t len)
{
    suo_log_scribe *scribe;
    suo_log_record record;
    const suo_logged_search search = {.size = sizeof(search),
                                      .question = (const char *)bytes,
                                      .question_len = (int64_t)len,
                                      .role = (const char *)bytes,
                                      .role_len = len < 255 ? (int64_t)len : 9};
    require(suo_log_scribe_make(NULL, &scribe, NULL) == SUO_OK);
    require(suo_log_scribe_write(scribe, &search, &record, NULL) == SUO_OK);
    require(record.has_words == (record.text_len > 0));
    check_text(&record);
    suo_log_scribe_free(scribe);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0)
        return 0;
    uint8_t *copy = malloc(len > 1 ? len - 1 : 1); /* nothing is behind it */
    require(copy != NULL);
    memcpy(copy, bytes + 1, len - 1);
    if (bytes[0] & 1)
        check_file(copy, len - 1);
    else
        check_question(copy, len - 1);
    free(copy);
    return 0;
}
