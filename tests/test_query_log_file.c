/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_query_log_file.c - the file of a query log: written and read back the
 * same, whole after any failure, refused when damaged, never above its size.
 */
#include "support/corpus.h"

#include <errno.h>

#include "base/hash.h"
#include "io/file.h"
#include "query/log_file.h"
#include "query/query_log.h"
#include "support/asking_log.h"
#include "support/faulty_os.h"
#include "support/memory_os.h"

static const suo_log_limits SMALL = {60000, 1, 3, 7, 500000};
static const char PATH[] = "f/log";

/* A search that asks number 'key' on a day. */
static void record_make(suo_log_record *record, uint64_t key, uint32_t day)
{
    memset(record, 0, sizeof(*record));
    record->key = suo_hash(&key, sizeof(key));
    record->day = day;
    record->answer = (int32_t)(key % 4) * 250000;
    record->latency_us = key + 1;
    record->is_empty = key % 3 == 0;
    record->has_words = true;
    record->role_len = 1;
    record->role[0] = 'r';
    memset(record->text, 'x', SUO_LOG_TEXT_MAX);
    record->text_len = SUO_LOG_TEXT_MAX;
}

static void count(suo_log_state *state, const suo_log_record *record)
{
    assert_status(suo_log_count(state, record, NULL), SUO_OK);
}

static void state_fill(suo_log_state *state, const suo_log_limits *limits)
{
    suo_log_record record;
    assert_status(suo_log_set_limits(state, limits, NULL), SUO_OK);
    for (uint32_t i = 0; i < 2000; i++) {
        record_make(&record, i % 7 == 0 ? i : i % 5, 20000 + i / 25);
        record.is_other = i % 50 == 0;
        record.role_len = !record.is_other;
        count(state, &record);
    }
}

static suo_buffer encoded(const suo_log_state *state)
{
    suo_buffer bytes = {0};
    suo_log_encode(state, &bytes);
    assert_status(suo_buffer_status(&bytes, NULL), SUO_OK);
    assert_true(bytes.len <= state->limits.bytes_max);
    return bytes;
}

/* Read back it is the same, and goes on as if it had stayed. */
static void test_log_file__gives_back_what_was_written(void **state)
{
    suo_log_state kept = {0};
    suo_log_state taken = {0};
    suo_log_record record;
    (void)state;
    state_fill(&kept, &SMALL);
    suo_buffer first = encoded(&kept);
    assert_status(suo_log_decode(&taken, first.data, first.len, "log", NULL),
                  SUO_OK);
    for (uint32_t i = 0; i < 3000; i++) {
        record_make(&record, i * i % 91, 20080 + i / 100);
        count(&kept, &record);
        count(&taken, &record);
    }
    suo_buffer a = encoded(&kept);
    suo_buffer b = encoded(&taken);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    suo_buffer_free(&first);
    suo_buffer_free(&a);
    suo_buffer_free(&b);
    suo_log_clear(&kept);
    suo_log_clear(&taken);
}

/* All places of all lists, periods, days, months and roles taken, by the
 * longest names and texts. */
static void test_log_file__is_never_above_its_size(void **state)
{
    static const suo_log_limits LIMITS[] = {{90000, 2, 2, 30, 1000000},
                                            {200001, 5, 2, 30, 1000000},
                                            {1 << 20, 8, 2, 30, 1000000}};
    (void)state;
    for (size_t l = 0; l < 3; l++) {
        suo_log_state full = {0};
        suo_log_record record;
        assert_status(suo_log_set_limits(&full, &LIMITS[l], NULL), SUO_OK);
        for (uint32_t role = 0; role <= LIMITS[l].roles; role++)
            for (uint32_t day = 0; day < 36 + 94; day++)
                for (uint32_t i = 0; i < 480; i++) {
                    uint32_t at = day < 36 ? day * 31 : 5000 + day - 36;
                    record_make(&record, i / 2, at);
                    record.is_empty = i / 2 % 2;
                    record.answer = 0;
                    record.role_len = SUO_NAME_MAX;
                    memset(record.role, 'a' + (int)role, SUO_NAME_MAX);
                    count(&full, &record);
                }
        suo_buffer bytes = encoded(&full);
        printf("%zu of %llu bytes\n", bytes.len,
               (unsigned long long)LIMITS[l].bytes_max);
        assert_true(bytes.len > LIMITS[l].bytes_max / 100 * 90);
        suo_buffer_free(&bytes);
        suo_log_clear(&full);
    }
}

/* ---- damage ---- */

static suo_status decode(const uint8_t *bytes, size_t len)
{
    suo_log_state taken = {0};
    suo_error error = SUO_ERROR_EMPTY;
    suo_status status = suo_log_decode(&taken, bytes, len, "log", &error);
    if (status == SUO_OK) {
        suo_buffer again = encoded(&taken);
        assert_int_equal(again.len, len);
        assert_memory_equal(again.data, bytes, len);
        suo_buffer_free(&again);
    } else {
        assert_int_equal(taken.role_count, 0);
        assert_non_null(strstr(error.message, "log: "));
    }
    suo_log_clear(&taken);
    return status;
}

static void test_log_file__refuses_any_damage(void **state)
{
    suo_log_state kept = {0};
    (void)state;
    state_fill(&kept, &SMALL);
    suo_buffer bytes = encoded(&kept);
    assert_int_equal(decode(bytes.data, bytes.len), SUO_OK);
    for (size_t at = 0; at < bytes.len; at++) {
        uint8_t *copy = malloc(at + 1);
        bytes.data[at] ^= 0x10;
        assert_int_not_equal(decode(bytes.data, bytes.len), SUO_OK);
        bytes.data[at] ^= 0x10;
        memcpy(copy, bytes.data, at);
        assert_int_not_equal(decode(copy, at), SUO_OK);
        free(copy);
    }
    suo_buffer_free(&bytes);
    suo_log_clear(&kept);
}

/* Each byte wrong and the hash right again: a rule is broken, or it is a log
 * with other figures, which is written back the same. */
static void test_log_file__survives_hostile_bytes(void **state)
{
    test_random random = test_random_begin(14);
    suo_log_state kept = {0};
    uint32_t refused = 0;
    (void)state;
    state_fill(&kept, &SMALL);
    suo_buffer bytes = encoded(&kept);
    for (size_t at = 8; at + 8 < bytes.len; at++) {
        uint8_t old = bytes.data[at];
        bytes.data[at] = (uint8_t)test_random_next(&random);
        suo_store_u64(bytes.data + bytes.len - 8,
                      suo_hash(bytes.data, bytes.len - 8));
        refused += decode(bytes.data, bytes.len) != SUO_OK;
        bytes.data[at] = old;
    }
    printf("%u of %zu refused\n", refused, bytes.len);
    assert_true(refused > bytes.len / 20);
    suo_buffer_free(&bytes);
    suo_log_clear(&kept);
}

static void test_log_file__knows_newer_and_other_files(void **state)
{
    suo_log_state kept = {0};
    (void)state;
    state_fill(&kept, &SMALL);
    suo_buffer bytes = encoded(&kept);
    suo_store_u32(bytes.data + 8, 2);
    assert_status(decode(bytes.data, bytes.len), SUO_VERSION);
    suo_store_u32(bytes.data + 8, 0);
    assert_status(decode(bytes.data, bytes.len), SUO_CORRUPT);
    assert_status(decode((const uint8_t *)"text", 4), SUO_CORRUPT);
    assert_status(decode(bytes.data, 0), SUO_CORRUPT);
    suo_buffer_free(&bytes);
    suo_log_clear(&kept);
}

/* ---- failures ---- */

static const suo_logged_search SEARCH = {.size = sizeof(suo_logged_search),
                                         .question = "refund",
                                         .question_len = -1,
                                         .total = 1,
                                         .time = 86400};

/* Open, note, flush, close. */
static suo_status work(const suo_os *os)
{
    suo_query_log *log;
    suo_status status = suo_query_log_make(os, PATH, &SMALL, &log, NULL);
    assert_true((status == SUO_OK) == (log != NULL));
    if (status == SUO_OK)
        status = suo_query_log_count(log, &SEARCH, NULL);
    if (status == SUO_OK)
        status = suo_query_log_write(log, NULL);
    suo_query_log_release(log);
    return status;
}

/* Searches noted in the file; 0 if there is none. */
static uint32_t noted(const suo_os *os)
{
    suo_log_state state = {0};
    suo_error error = SUO_ERROR_EMPTY;
    suo_status status = suo_log_read(&state, os, PATH, &error);
    if (status == SUO_NOT_FOUND)
        return 0;
    if (status != SUO_OK)
        fail_msg("%s", error.message);
    uint32_t asked = state.roles[0]->days[0].counts.asked;
    suo_log_clear(&state);
    return asked;
}

/* Each operation fails, with a full disk or another error; and each may be the
 * last one before the machine stops: the file is that of before or of after. */
static void test_log_file__is_whole_after_any_failure(void **state)
{
    static const int CODES[] = {ENOSPC, EIO};
    (void)state;
    for (int variant = 0; variant < 4; variant++) {
        suo_status status = SUO_IO;
        for (long number = 0; status != SUO_OK; number++) {
            memory_os *files = memory_os_new();
            faulty_os faulty;
            faulty_os_init(&faulty, memory_os_table(files));
            const suo_os *plain = memory_os_table(files);
            assert_int_equal(plain->make_folder(plain->user, "f"), 0);
            assert_status(work(plain), SUO_OK);
            faulty_os_arm(&faulty, number, CODES[variant % 2], variant / 2);
            status = work(&faulty.table);
            assert_int_equal(memory_os_open_count(files), 0);
            if (variant / 2)
                memory_os_crash(files, CRASH_LOSES_ALL);
            uint32_t asked = noted(plain);
            assert_true(asked == 2 || (status != SUO_OK && asked == 1));
            memory_os_free(files);
            assert_true(number < 100);
        }
    }
}

/* A flush that failed is tried again, with all that was noted. */
static void test_log_file__is_flushed_again(void **state)
{
    memory_os *files = memory_os_new();
    faulty_os faulty;
    suo_query_log *log;
    (void)state;
    faulty_os_init(&faulty, memory_os_table(files));
    const suo_os *plain = memory_os_table(files);
    assert_int_equal(plain->make_folder(plain->user, "f"), 0);
    assert_status(suo_query_log_make(&faulty.table, PATH, &SMALL, &log, NULL),
                  SUO_OK);
    assert_status(suo_query_log_count(log, &SEARCH, NULL), SUO_OK);
    faulty_os_arm(&faulty, 1, ENOSPC, true);
    assert_status(suo_query_log_write(log, NULL), SUO_FULL);
    assert_int_equal(noted(plain), 0);
    faulty_os_arm(&faulty, -1, 0, false);
    assert_status(suo_query_log_count(log, &SEARCH, NULL), SUO_OK);
    assert_status(suo_query_log_write(log, NULL), SUO_OK);
    assert_int_equal(noted(plain), 2);
    suo_query_log_release(log);
    memory_os_free(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_file__gives_back_what_was_written),
        cmocka_unit_test(test_log_file__is_never_above_its_size),
        cmocka_unit_test(test_log_file__refuses_any_damage),
        cmocka_unit_test(test_log_file__survives_hostile_bytes),
        cmocka_unit_test(test_log_file__knows_newer_and_other_files),
        cmocka_unit_test(test_log_file__is_whole_after_any_failure),
        cmocka_unit_test(test_log_file__is_flushed_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
