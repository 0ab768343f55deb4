/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_file.c - write a log's state whole, and take apart what may be any bytes.
 *
 * Numbers are fixed, so that the largest file follows from the limits alone.
 * A list stands in the order of its heap: taken back, it goes on as it would
 * have.
 */
#include "query/log_file.h"

#include <assert.h>

#include "base/hash.h"
#include "base/memory.h"
#include "text/utf8.h"

static const uint8_t MAGIC[8] = {'S', 'U', 'O', 'L', 'O', 'G', 0x0D, 0x0A};

enum { LOG_VERSION = 1, HASH_BYTES = 8 };

static const uint64_t FILE_MAX = UINT64_C(64) << 20;

/* ---- writing ---- */

static void log_put_counts(suo_buffer *out, const suo_log_counts *counts)
{
    suo_buffer_add_u32(out, counts->asked);
    suo_buffer_add_u32(out, counts->empty);
    suo_buffer_add_u32(out, counts->low);
    suo_buffer_add_u32(out, counts->measured);
    suo_buffer_add_u64(out, counts->answer_sum);
}

static void log_put_spans(suo_buffer *out, const suo_log_span *spans,
                          uint32_t count)
{
    suo_buffer_add_u32(out, count);
    for (uint32_t i = 0; i < count; i++) {
        suo_buffer_add_u32(out, spans[i].number);
        log_put_counts(out, &spans[i].counts);
    }
}

static void log_put_numbers(suo_buffer *out, const uint32_t *numbers,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        suo_buffer_add_u32(out, numbers[i]);
}

static void log_put_list(suo_buffer *out, const suo_log_list *list)
{
    suo_buffer_add_u32(out, list->heavy.count);
    for (uint32_t i = 0; i < list->heavy.count; i++) {
        uint32_t place = list->heavy.heap[i];
        const suo_heavy_item *item = &list->heavy.items[place];
        const suo_log_question *question = &list->questions[place];
        suo_buffer_add_u64(out, item->key);
        suo_buffer_add_u32(out, item->count);
        suo_buffer_add_u32(out, item->error);
        log_put_counts(out, &question->counts);
        suo_buffer_add_u32(out, question->last_day);
        suo_buffer_add_u8(out, (uint8_t)question->text_len);
        suo_buffer_add(out, question->text, question->text_len);
    }
}

static void log_put_role(suo_buffer *out, const suo_log_role *role)
{
    suo_buffer_add_u8(out, role->name_len);
    suo_buffer_add(out, role->name, role->name_len);
    log_put_spans(out, role->days, role->day_count);
    log_put_spans(out, role->months, role->month_count);
    log_put_counts(out, &role->older);
    suo_buffer_add_u32(out, role->period_count);
    for (uint32_t i = 0; i < role->period_count; i++) {
        const suo_log_period *period = role->periods[i];
        suo_buffer_add_u32(out, period->number);
        log_put_numbers(out, period->answers, SUO_LOG_ANSWER_BINS);
        log_put_numbers(out, period->latencies, SUO_LOG_LATENCY_BINS);
        suo_buffer_add(out, period->distinct.registers, SUO_DISTINCT_REGISTERS);
        for (int l = 0; l < SUO_LOG_LISTS; l++)
            log_put_list(out, &period->lists[l]);
    }
}

void suo_log_encode(const suo_log_state *state, suo_buffer *out)
{
    const suo_log_limits *limits = &state->limits;
    size_t start = out->len;
    suo_buffer_add(out, MAGIC, sizeof(MAGIC));
    suo_buffer_add_u32(out, LOG_VERSION);
    suo_buffer_add_u32(out, 0);
    suo_buffer_add_u64(out, limits->bytes_max);
    suo_buffer_add_u32(out, limits->roles);
    suo_buffer_add_u32(out, limits->times_min);
    suo_buffer_add_u32(out, limits->period_days);
    suo_buffer_add_u32(out, limits->low);
    suo_buffer_add_u32(out, state->role_count);
    suo_buffer_add_u8(out, state->others != NULL);
    if (state->others != NULL)
        log_put_role(out, state->others);
    for (uint32_t i = 0; i < state->role_count; i++)
        log_put_role(out, state->roles[i]);
    if (out->failed)
        return;
    suo_buffer_add_u64(out, suo_hash(out->data + start, out->len - start));
    assert(out->failed || out->len - start <= limits->bytes_max);
}

/* ---- reading ---- */

/* A file being read. A rule that does not hold turns the reader bad. */
typedef struct log_source {
    suo_reader reader;
    suo_log_state *state;
    suo_status status; /* SUO_NO_MEMORY ends it, too */
    suo_error *error;
} log_source;

static bool log_holds(log_source *source, bool rule)
{
    source->reader.bad |= !rule;
    return !source->reader.bad && source->status == SUO_OK;
}

static suo_log_counts log_take_counts(log_source *source)
{
    suo_log_counts counts;
    counts.asked = suo_read_u32(&source->reader);
    counts.empty = suo_read_u32(&source->reader);
    counts.low = suo_read_u32(&source->reader);
    counts.measured = suo_read_u32(&source->reader);
    counts.answer_sum = suo_read_u64(&source->reader);
    log_holds(source, counts.empty <= counts.asked &&
                          counts.low <= counts.asked &&
                          counts.measured <= counts.asked &&
                          counts.answer_sum <=
                              (uint64_t)counts.measured * SUO_LOG_ANSWER_ONE);
    return counts;
}

static void log_take_spans(log_source *source, suo_log_span *spans,
                           uint32_t *count, uint32_t cap, uint32_t last)
{
    *count = suo_read_u32(&source->reader);
    if (!log_holds(source, *count <= cap)) {
        *count = 0;
        return;
    }
    for (uint32_t i = 0; i < *count; i++) {
        spans[i].number = suo_read_u32(&source->reader);
        spans[i].counts = log_take_counts(source);
        if (!log_holds(source,
                       spans[i].number <= last &&
                           (i == 0 || spans[i].number > spans[i - 1].number)))
            return;
    }
}

static void log_take_numbers(log_source *source, uint32_t *numbers,
                             uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = suo_read_u32(&source->reader);
}

/* Is it good UTF-8 on one line? */
static bool log_is_text(const uint8_t *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t code;
        bool is_broken = false;
        at += suo_utf8_decode(text + at, len - at, &code, &is_broken);
        if (is_broken || code < 0x20 || code - 0x7F < 0x21)
            return false;
    }
    return true;
}

static void log_take_question(log_source *source, suo_log_list *list)
{
    suo_heavy_item item;
    suo_log_question question = {0};
    item.key = suo_read_u64(&source->reader);
    item.count = suo_read_u32(&source->reader);
    item.error = suo_read_u32(&source->reader);
    question.counts = log_take_counts(source);
    question.last_day = suo_read_u32(&source->reader);
    question.text_len = suo_read_u8(&source->reader);
    const uint8_t *text = suo_reader_take(&source->reader, question.text_len);
    if (!log_holds(source, text != NULL &&
                               question.text_len <= SUO_LOG_TEXT_MAX &&
                               question.last_day <= SUO_LOG_DAY_MAX &&
                               log_is_text(text, question.text_len)))
        return;
    uint32_t place = suo_heavy_restore(&list->heavy, &item);
    bool is_known = question.text_len == 0 ||
                    item.count - item.error >= source->state->limits.times_min;
    if (!log_holds(source, place != SUO_HEAVY_NONE && is_known))
        return;
    memcpy(question.text, text, question.text_len);
    list->questions[place] = question;
}

static void log_take_period(log_source *source, suo_log_role *role)
{
    suo_log_period *period;
    uint32_t number = suo_read_u32(&source->reader);
    uint32_t count = role->period_count;
    if (!log_holds(
            source,
            number <= SUO_LOG_DAY_MAX / source->state->limits.period_days &&
                (count == 0 || number > role->periods[count - 1]->number)))
        return;
    source->status =
        suo_log_add_period(source->state, role, number, &period, source->error);
    if (source->status != SUO_OK)
        return;
    log_take_numbers(source, period->answers, SUO_LOG_ANSWER_BINS);
    log_take_numbers(source, period->latencies, SUO_LOG_LATENCY_BINS);
    const uint8_t *registers =
        suo_reader_take(&source->reader, SUO_DISTINCT_REGISTERS);
    if (registers != NULL)
        memcpy(period->distinct.registers, registers, SUO_DISTINCT_REGISTERS);
    log_holds(source, suo_distinct_is_valid(&period->distinct));
    for (int l = 0; l < SUO_LOG_LISTS; l++) {
        suo_log_list *list = &period->lists[l];
        uint32_t questions = suo_read_u32(&source->reader);
        bool goes_on = log_holds(source, questions <= list->heavy.cap);
        for (uint32_t i = 0; i < questions && goes_on; i++) {
            log_take_question(source, list);
            goes_on = log_holds(source, true);
        }
    }
}

static void log_take_role(log_source *source, bool is_other)
{
    suo_log_role *role;
    suo_log_state *state = source->state;
    size_t len = suo_read_u8(&source->reader);
    const uint8_t *name = suo_reader_take(&source->reader, len);
    if (!log_holds(source,
                   name != NULL && (is_other ? len == 0
                                             : suo_log_find_role(state, name,
                                                                 len) == NULL)))
        return;
    source->status =
        suo_log_add_role(state, name, len, is_other, &role, source->error);
    if (source->status != SUO_OK)
        return;
    log_take_spans(source, role->days, &role->day_count, SUO_LOG_DAYS,
                   SUO_LOG_DAY_MAX);
    log_take_spans(source, role->months, &role->month_count, SUO_LOG_MONTHS,
                   suo_log_month(SUO_LOG_DAY_MAX));
    role->older = log_take_counts(source);
    uint32_t periods = suo_read_u32(&source->reader);
    bool goes_on = log_holds(source, periods <= SUO_LOG_PERIODS);
    for (uint32_t i = 0; i < periods && goes_on; i++) {
        log_take_period(source, role);
        goes_on = log_holds(source, true);
    }
}

/* All behind magic, version and flags. */
static void log_take_state(log_source *source, size_t file_len)
{
    suo_log_state *state = source->state;
    suo_log_limits limits;
    limits.bytes_max = suo_read_u64(&source->reader);
    limits.roles = suo_read_u32(&source->reader);
    limits.times_min = suo_read_u32(&source->reader);
    limits.period_days = suo_read_u32(&source->reader);
    limits.low = suo_read_u32(&source->reader);
    uint32_t roles = suo_read_u32(&source->reader);
    uint32_t others = suo_read_u8(&source->reader);
    bool goes_on =
        log_holds(source, suo_log_set_limits(state, &limits, NULL) == SUO_OK &&
                              file_len <= limits.bytes_max &&
                              roles <= limits.roles && others <= 1);
    for (uint32_t i = 0; i < roles + others && goes_on; i++) {
        log_take_role(source, i < others);
        goes_on = log_holds(source, true);
    }
}

/* Magic, version, flags and hash. */
static suo_status log_check_frame(const uint8_t *bytes, size_t len,
                                  const char *path, suo_error *error)
{
    if (len < SUO_LOG_HEAD_BYTES || memcmp(bytes, MAGIC, sizeof(MAGIC)) != 0)
        return suo_error_set(error, SUO_CORRUPT, "%s: is no query log", path);
    if (suo_load_u32(bytes + 8) > LOG_VERSION || suo_load_u32(bytes + 12) != 0)
        return suo_error_set(error, SUO_VERSION,
                             "%s: was written by a newer Suo", path);
    if (suo_load_u32(bytes + 8) != LOG_VERSION ||
        suo_hash(bytes, len - HASH_BYTES) !=
            suo_load_u64(bytes + len - HASH_BYTES))
        return suo_error_set(error, SUO_CORRUPT,
                             "%s: the query log is damaged; a new one begins "
                             "once it is moved away",
                             path);
    return SUO_OK;
}

suo_status suo_log_decode(suo_log_state *state, const void *bytes, size_t len,
                          const char *path, suo_error *error)
{
    enum { FRAME_BYTES = 16 };
    suo_status status = log_check_frame(bytes, len, path, error);
    if (status != SUO_OK)
        return status;
    log_source source = {suo_reader_make((const uint8_t *)bytes + FRAME_BYTES,
                                         len - FRAME_BYTES - HASH_BYTES),
                         state, SUO_OK, error};
    log_take_state(&source, len);
    log_holds(&source, suo_reader_left(&source.reader) == 0);
    status = source.status;
    if (status == SUO_OK && source.reader.bad)
        status = suo_error_set(error, SUO_CORRUPT,
                               "%s: breaks a rule of a query log", path);
    if (status != SUO_OK)
        suo_log_clear(state);
    return status;
}

suo_status suo_log_read(suo_log_state *state, const suo_os *os,
                        const char *path, suo_error *error)
{
    uint8_t *bytes;
    size_t len;
    suo_status status =
        suo_file_read_all(os, path, FILE_MAX, &bytes, &len, error);
    if (status == SUO_LIMIT)
        return suo_error_set(error, SUO_CORRUPT, "%s: is no query log", path);
    if (status != SUO_OK)
        return status;
    status = suo_log_decode(state, bytes, len, path, error);
    suo_dealloc(bytes);
    return status;
}

/* ---- replacing ---- */

suo_status suo_log_write(const suo_os *os, const suo_buffer *bytes,
                         const char *path, const char *fresh, suo_error *error)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    char *folder = slash == NULL ? suo_copy_text(".", 1)
                                 : suo_copy_text(path, len > 0 ? len : 1);
    if (folder == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        suo_file_write_all(os, fresh, bytes->data, bytes->len, error);
    if (status == SUO_OK)
        status = suo_file_rename(os, fresh, path, error);
    else
        suo_file_remove(os, fresh);
    if (status == SUO_OK)
        status = suo_folder_sync(os, folder, error);
    suo_dealloc(folder);
    return status;
}
