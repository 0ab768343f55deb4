/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_query_log.c - what is noted comes back in reports, within its bounds,
 * and nothing else does.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/corpus.h"

#include <sys/wait.h>
#include <unistd.h>

#include "query/log_counts.h"
#include "support/asking_log.h"
#include "support/personal.h"

typedef struct log_folder {
    char *folder;
    char path[512];
} log_folder;

static void folder_make(log_folder *own)
{
    own->folder = corpus_folder_make();
    snprintf(own->path, sizeof(own->path), "%s/asked.log", own->folder);
}

static void flush_close(suo_query_log *log)
{
    assert_status(suo_query_log_flush(log, NULL), SUO_OK);
    suo_query_log_close(log);
}

/* The one question of a list; fails if there is none, or another one. */
static const suo_report_question *only(const suo_query_report *report, int list)
{
    uint64_t count;
    const suo_report_question *questions =
        suo_query_report_questions(report, list, &count);
    assert_int_equal(count, 1);
    return questions;
}

static uint64_t question_count(const suo_query_report *report, int list)
{
    uint64_t count;
    suo_query_report_questions(report, list, &count);
    return count;
}

static void test_log__tells_what_was_asked(void **state)
{
    log_folder own;
    suo_report_summary s = {.size = sizeof(s)};
    uint64_t count;
    (void)state;
    folder_make(&own);
    suo_query_log *log = log_open(own.path, NULL);
    log_note(log, "customer", "怎么退货？", 20000, 5, 0.9, 4);
    log_note(log, "customer", "怎么退货？", 20001, 5, 0.3, 1);
    log_note(log, NULL, "cash on delivery", 20001, 0, -1, 3);
    flush_close(log);
    suo_query_report *report = log_report(own.path, NULL, 0);
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, 8);
    assert_int_equal(s.empty, 3);
    assert_int_equal(s.low_count, 1);
    assert_int_equal(s.measured, 5);
    assert_float_equal(s.answerability, 0.78, 1e-9);
    assert_float_equal(s.distinct, 2, 0.01);
    assert_int_equal(s.start, 20000 * LOG_DAY);
    assert_int_equal(s.end, 20002 * LOG_DAY);
    assert_int_equal(s.answerabilities[18], 4);
    assert_int_equal(s.answerabilities[6], 1);
    assert_int_equal(s.latencies[6], 8); /* 64 to 127 us */
    assert_int_equal(question_count(report, SUO_REPORT_ASKED), 2);
    const suo_report_question *q =
        suo_query_report_questions(report, SUO_REPORT_ASKED, &count);
    assert_int_equal(q->text_len, strlen("怎么退货？"));
    assert_memory_equal(q->text, "怎么退货？", q->text_len);
    assert_int_equal(q->least, 5);
    assert_int_equal(q->most, 5);
    assert_int_equal(q->low, 1);
    assert_int_equal(q->last_day, 20001 * LOG_DAY);
    q = only(report, SUO_REPORT_EMPTY);
    assert_memory_equal(q->text, "cash on delivery", q->text_len);
    assert_int_equal(q->empty, 3);
    assert_true(q->answerability < 0);
    assert_int_equal(question_count(report, SUO_REPORT_LOW), 0); /* once */
    assert_int_equal(question_count(report, 3), 0);
    const suo_report_counts *days = suo_query_report_days(report, &count);
    assert_int_equal(count, 2);
    assert_int_equal(days[1].asked, 4);
    assert_int_equal(days[1].empty, 3);
    const suo_report_counts *roles = suo_query_report_roles(report, &count);
    assert_int_equal(count, 2);
    assert_memory_equal(roles[0].role, "customer", roles[0].role_len);
    assert_int_equal(roles[0].asked, 5);
    assert_int_equal(roles[1].role_len, 0);
    assert_non_null(roles[1].role);
    suo_query_report_close(report);
    corpus_folder_remove(own.folder);
}

/* Each row is one question. */
static void test_log__counts_variants_together(void **state)
{
    static const char *const ROWS[][4] = {
        {"怎么退货", "退货 怎么？", "怎麼退貨", "怎么退货啊"},
        {"Return policy", "the return policy?", "RETURN POLICIES",
         "policy, return"},
        {"订单 20261122123456 到哪了", "订单JD0012345678到哪了", "订单到哪了",
         "訂單到哪了！"},
        {"怎么办", "怎么办？", "怎么办 13812345678", "怎麼辦"},
    };
    (void)state;
    for (size_t r = 0; r < sizeof(ROWS) / sizeof(*ROWS); r++) {
        log_folder own;
        folder_make(&own);
        suo_query_log *log = log_open(own.path, NULL);
        for (int i = 0; i < 4; i++)
            log_note(log, "r", ROWS[r][i], 20000, 1, 1, 1);
        flush_close(log);
        suo_query_report *report = log_report(own.path, NULL, 0);
        assert_int_equal(only(report, SUO_REPORT_ASKED)->least, 4);
        suo_query_report_close(report);
        corpus_folder_remove(own.folder);
    }
}

static bool bytes_have(const char *path, const char *datum)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    size_t wanted = strlen(datum);
    for (size_t at = 0; at + wanted <= len; at++)
        if (memcmp(bytes + at, datum, wanted) == 0)
            return true;
    return false;
}

/* Each is asked so often that its text is kept, in a log of its own; what is
 * personal is not in the bytes of the file. */
static void test_log__keeps_nothing_personal(void **state)
{
    (void)state;
    for (int i = 0; i < PERSONAL_COUNT; i++) {
        log_folder own;
        folder_make(&own);
        suo_query_log *log = log_open(own.path, NULL);
        log_note(log, PERSONAL[i].text, PERSONAL[i].text, 20000, 0, 0.1, 5);
        flush_close(log);
        suo_query_report *report = log_report(own.path, NULL, 0);
        uint64_t count;
        const suo_report_question *q =
            suo_query_report_questions(report, SUO_REPORT_ASKED, &count);
        for (uint64_t at = 0; at < count; at++)
            assert_true(q[at].text_len >= 3);
        suo_query_report_close(report);
        for (int d = 0; d < 4 && PERSONAL[i].data[d] != NULL; d++)
            if (strlen(PERSONAL[i].data[d]) > 2)
                assert_false(bytes_have(own.path, PERSONAL[i].data[d]));
        corpus_folder_remove(own.folder);
    }
}

/* Names are no numbers: they stay out as long as few asked so. */
static void test_log__keeps_no_text_that_was_asked_seldom(void **state)
{
    static const suo_query_log_options OPTIONS = {.size = sizeof(OPTIONS),
                                                  .times_min = 4};
    log_folder own;
    (void)state;
    folder_make(&own);
    suo_query_log *log = log_open(own.path, &OPTIONS);
    log_note(log, "r", "王小明的包裹", 20000, 1, 1, 3);
    log_note(log, "s", "王小明的包裹", 20000, 1, 1, 3); /* another role */
    log_note(log, "r", "王小明的包裹", 20007, 1, 1, 3); /* another period */
    flush_close(log);
    assert_false(bytes_have(own.path, "王小明"));
    suo_query_report *report = log_report(own.path, NULL, 0);
    suo_report_summary s = {.size = sizeof(s)};
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, 9);
    assert_float_equal(s.distinct, 1, 0.01);
    assert_int_equal(question_count(report, SUO_REPORT_ASKED), 0);
    suo_query_report_close(report);
    log = log_open(own.path, NULL); /* it keeps its options */
    log_note(log, "r", "王小明的包裹", 20000, 1, 1, 1);
    flush_close(log);
    assert_true(bytes_have(own.path, "王小明"));
    report = log_report(own.path, NULL, 0);
    assert_int_equal(only(report, SUO_REPORT_ASKED)->least, 10);
    suo_query_report_close(report);
    corpus_folder_remove(own.folder);
}

/* Two logs that differ in what other roles asked tell a role alike. */
static void test_log__tells_a_role_nothing_of_others(void **state)
{
    static const char *const WORDS[] = {"退货", "运费",   "refund", "invoice",
                                        "退款", "coupon", "发票",   "size"};
    test_random random = test_random_begin(9);
    (void)state;
    for (int round = 0; round < 20; round++) {
        log_folder own[2];
        suo_query_log *logs[2];
        char *told[2];
        for (int l = 0; l < 2; l++) {
            folder_make(&own[l]);
            logs[l] = log_open(own[l].path, NULL);
        }
        for (int i = 0; i < 1500; i++) {
            char text[64];
            snprintf(text, sizeof(text), "%s %s %c%c",
                     WORDS[test_random_below(&random, 8)],
                     WORDS[test_random_below(&random, 8)],
                     (char)('a' + test_random_below(&random, 26)),
                     (char)('a' + test_random_below(&random, 26)));
            int64_t day = 20000 + (int64_t)test_random_below(&random, 40);
            bool is_seen = i % 2 == 0;
            for (int l = 0; l < 2; l++) {
                if (!is_seen && test_random_below(&random, 2) == 0)
                    continue;
                log_note(logs[l], is_seen ? "seen" : "hidden",
                         is_seen || test_random_below(&random, 2) == 0
                             ? text
                             : "其他 问题",
                         day, (uint64_t)i % 3, is_seen ? i % 7 / 7.0 : 0.1, 1);
            }
        }
        for (int l = 0; l < 2; l++) {
            flush_close(logs[l]);
            suo_query_report *report = log_report(own[l].path, "seen", 20010);
            told[l] = log_tell(report);
            suo_query_report_close(report);
            corpus_folder_remove(own[l].folder);
        }
        assert_true(strlen(told[0]) > 1000);
        assert_string_equal(told[0], told[1]);
        free(told[0]);
        free(told[1]);
    }
}

/* Roles beyond the limit, and those named like a person, are others. */
static void test_log__bounds_roles(void **state)
{
    static const suo_query_log_options OPTIONS = {.size = sizeof(OPTIONS),
                                                  .roles = 2};
    log_folder own;
    uint64_t count;
    (void)state;
    folder_make(&own);
    suo_query_log *log = log_open(own.path, &OPTIONS);
    log_note(log, "user-12345", "refund", 20000, 1, 1, 3);
    log_note(log, "a", "refund", 20000, 1, 1, 3);
    log_note(log, "", "refund", 20000, 1, 1, 3);
    log_note(log, "b", "refund", 20000, 1, 1, 3);
    flush_close(log);
    suo_query_report *report = log_report(own.path, NULL, 0);
    const suo_report_counts *roles = suo_query_report_roles(report, &count);
    assert_int_equal(count, 3);
    assert_null(roles[2].role);
    assert_int_equal(roles[2].asked, 6);
    assert_int_equal(only(report, SUO_REPORT_ASKED)->least, 12);
    suo_query_report_close(report);
    report = log_report(own.path, "b", 0);
    suo_query_report_roles(report, &count);
    assert_int_equal(count, 0);
    assert_int_equal(question_count(report, SUO_REPORT_ASKED), 0);
    suo_query_report_close(report);
    assert_false(bytes_have(own.path, "12345"));
    corpus_folder_remove(own.folder);
}

/* Days become months, months all before; the sum stays. Questions are those of
 * the latest periods; 'since' leaves out what is before. */
static void test_log__bounds_time(void **state)
{
    log_folder own;
    uint64_t count;
    suo_report_summary s = {.size = sizeof(s)};
    (void)state;
    folder_make(&own);
    suo_query_log *log = log_open(own.path, NULL);
    for (int64_t day = 0; day < 6000; day += 2)
        log_note(log, "r", day < 5990 ? "old question" : "new question", day, 1,
                 1, 3);
    flush_close(log);
    suo_query_report *report = log_report(own.path, NULL, 0);
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, 9000);
    assert_int_equal(s.start, 0);
    const suo_report_counts *days = suo_query_report_days(report, &count);
    assert_int_equal(count, SUO_LOG_DAYS + SUO_LOG_MONTHS + 1);
    for (uint64_t i = 1; i < count; i++)
        assert_true(days[i].start > days[i - 1].start);
    assert_int_equal(days[count - 1].start, 5998 * LOG_DAY);
    assert_true(s.periods_start > 5960 * LOG_DAY);
    suo_query_report_close(report);
    report = log_report(own.path, NULL, 5995);
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, 6);
    assert_memory_equal(only(report, SUO_REPORT_ASKED)->text, "new", 3);
    suo_query_report_close(report);
    corpus_folder_remove(own.folder);
}

static void test_log__knows_months(void **state)
{
    uint32_t last = 0;
    (void)state;
    assert_int_equal(suo_log_month(0), 0);
    assert_int_equal(suo_log_month(30), 0);
    assert_int_equal(suo_log_month(31), 1);
    assert_int_equal(suo_log_month(11016), 361); /* 2000-02-29 */
    assert_int_equal(suo_log_month(11017), 362);
    for (uint32_t day = 0; day <= SUO_LOG_DAY_MAX; day++) {
        uint32_t month = suo_log_month(day);
        assert_true(month == last || month == last + 1);
        if (month != last)
            assert_int_equal(suo_log_month_start(month), day);
        last = month;
    }
    assert_int_equal(last, (9999 - 1970) * 12 + 11);
}

/* Whatever is asked, the file and the counts keep their bounds. */
static void test_log__keeps_its_size_and_bounds(void **state)
{
    enum { QUESTIONS = 3000, STREAM = 60000 };
    static uint32_t exact[QUESTIONS];
    static const suo_query_log_options OPTIONS = {
        .size = sizeof(OPTIONS), .bytes_max = 300000, .roles = 2};
    test_random random = test_random_begin(12);
    log_folder own;
    uint64_t count;
    suo_report_summary s = {.size = sizeof(s)};
    (void)state;
    folder_make(&own);
    suo_query_log *log = log_open(own.path, &OPTIONS);
    for (int i = 0; i < STREAM; i++) {
        uint64_t which = test_random_below(&random, QUESTIONS);
        for (int power = 0; power < 3; power++)
            which = which * which / QUESTIONS;
        char text[128] = "word ";
        for (uint64_t left = which + 1; left > 0; left /= 26)
            strcat(text, (char[]){(char)('a' + left % 26), 0});
        strcat(text,
               "q 退货运费发票退货运费发票退货运费发票退货运费发票退货运");
        exact[which]++;
        log_note(log,
                 i % 5   ? "r"
                 : i % 3 ? "s"
                         : "t",
                 text, 20000 + i / 9000, which % 2, 0.2, 1);
    }
    flush_close(log);
    FILE *file = fopen(own.path, "rb");
    fseek(file, 0, SEEK_END);
    assert_true(ftell(file) <= 300000);
    printf("%ld bytes\n", ftell(file));
    fclose(file);
    suo_query_report *report = log_report(own.path, NULL, 0);
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, STREAM);
    const suo_report_question *q =
        suo_query_report_questions(report, SUO_REPORT_ASKED, &count);
    assert_true(count >= 10);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t which = 0;
        uint64_t unit = 1;
        for (const char *at = q[i].text + 5; *at != 'q' || at[1] != ' '; at++) {
            which += (uint64_t)(*at - 'a') * unit;
            unit *= 26;
        }
        assert_true(q[i].least <= exact[which - 1]);
        assert_true(q[i].most >= exact[which - 1]);
        exact[which - 1] = 0; /* told */
    }
    for (int i = 0; i < QUESTIONS; i++)
        if (exact[i] > s.unlisted_most[0])
            fail_msg("question %d was asked %u times and is missing", i,
                     exact[i]);
    suo_query_report_close(report);
    corpus_folder_remove(own.folder);
}

/* The name of a product stays, if the caller says that it is one. */
static void test_log__keeps_words_of_the_caller(void **state)
{
    log_folder own;
    char word[300] = "";
    (void)state;
    folder_make(&own);
    suo_query_log *log = log_open(own.path, NULL);
    assert_status(suo_query_log_keep(log, "KX-200 Pro", -1, NULL), SUO_OK);
    assert_status(suo_query_log_keep(log, "退货", -1, NULL), SUO_INVALID);
    assert_status(suo_query_log_keep(log, NULL, 0, NULL), SUO_INVALID);
    memset(word, 'a', 256);
    assert_status(suo_query_log_keep(log, word, 256, NULL), SUO_LIMIT);
    log_note(log, "r", "kx200 漏水 13812345678", 20000, 1, 1, 3);
    log_note(log, "kx200", "V3MONO9 漏水", 20000, 1, 1, 3);
    flush_close(log);
    suo_query_report *report = log_report(own.path, "r", 0);
    const suo_report_question *q = only(report, SUO_REPORT_ASKED);
    assert_int_equal(q->text_len, strlen("kx200 漏水 ***"));
    assert_memory_equal(q->text, "kx200 漏水 ***", q->text_len);
    suo_query_report_close(report);
    corpus_folder_remove(own.folder);
}

static void test_log__refuses_what_breaks_its_rules(void **state)
{
    log_folder own;
    suo_query_log *log;
    suo_query_report *report;
    suo_query_log_options options = {.size = sizeof(options)};
    suo_query_report_options asked = {.size = sizeof(asked), .k = 1001};
    suo_logged_search search = {.size = sizeof(search), .question = "q"};
    (void)state;
    folder_make(&own);
    assert_status(suo_query_log_open("", 0, NULL, &log, NULL), SUO_INVALID);
    assert_status(suo_query_log_open("no/such/log", -1, NULL, &log, NULL),
                  SUO_NOT_FOUND);
    options.roles = 65;
    assert_status(suo_query_log_open(own.path, -1, &options, &log, NULL),
                  SUO_INVALID);
    options.roles = 64;
    options.bytes_max = 100000;
    assert_status(suo_query_log_open(own.path, -1, &options, &log, NULL),
                  SUO_INVALID);
    options = (suo_query_log_options){.size = sizeof(options), .times_min = 1};
    assert_status(suo_query_log_open(own.path, -1, &options, &log, NULL),
                  SUO_INVALID);
    options = (suo_query_log_options){.size = sizeof(options), .low = 1.5};
    assert_status(suo_query_log_open(own.path, -1, &options, &log, NULL),
                  SUO_INVALID);
    assert_null(log);
    log = log_open(own.path, NULL);
    search.time = -1;
    assert_status(suo_query_log_note(log, &search, NULL), SUO_INVALID);
    search.time = INT64_MAX;
    assert_status(suo_query_log_note(log, &search, NULL), SUO_INVALID);
    search.time = 0;
    search.answerability = 1.01;
    assert_status(suo_query_log_note(log, &search, NULL), SUO_INVALID);
    search.answerability = 0;
    search.role = own.path;
    search.role_len = 256;
    assert_status(suo_query_log_note(log, &search, NULL), SUO_LIMIT);
    search.role = NULL;
    search.question = NULL;
    search.question_len = 1;
    assert_status(suo_query_log_note(log, &search, NULL), SUO_INVALID);
    assert_status(suo_query_log_note(log, NULL, NULL), SUO_INVALID);
    assert_status(suo_query_report_open(own.path, -1, NULL, &report, NULL),
                  SUO_NOT_FOUND);
    flush_close(log);
    assert_status(suo_query_report_open(own.path, -1, &asked, &report, NULL),
                  SUO_LIMIT);
    asked = (suo_query_report_options){.size = sizeof(asked), .since = -1};
    assert_status(suo_query_report_open(own.path, -1, &asked, &report, NULL),
                  SUO_INVALID);
    report = log_report(own.path, NULL, 0);
    suo_report_summary s = {.size = sizeof(s)};
    suo_query_report_get_summary(report, &s);
    assert_int_equal(s.asked, 0);
    suo_query_report_close(report);
    corpus_folder_remove(own.folder);
}

/* A second one is refused, in a child of the process as well; reports are
 * not. */
static void test_log__is_open_once(void **state)
{
    log_folder own;
    suo_query_log *log;
    (void)state;
    folder_make(&own);
    suo_query_log *first = log_open(own.path, NULL);
    log_note(first, NULL, "refund", 20000, 1, 1, 1);
    assert_status(suo_query_log_flush(first, NULL), SUO_OK);
    assert_status(suo_query_log_open(own.path, -1, NULL, &log, NULL), SUO_BUSY);
    pid_t child = fork();
    if (child == 0) {
        const suo_logged_search search = {.size = sizeof(search),
                                          .question = "q"};
        bool is_right =
            suo_query_log_note(first, &search, NULL) == SUO_STATE &&
            suo_query_log_flush(first, NULL) == SUO_STATE &&
            suo_query_log_open(own.path, -1, NULL, &log, NULL) == SUO_BUSY;
        suo_query_log_close(first);
        _exit(is_right ? 0 : 1);
    }
    int code = 1;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    suo_query_report_close(log_report(own.path, NULL, 0));
    flush_close(first);
    suo_query_log_close(log_open(own.path, NULL));
    corpus_folder_remove(own.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log__tells_what_was_asked),
        cmocka_unit_test(test_log__counts_variants_together),
        cmocka_unit_test(test_log__keeps_nothing_personal),
        cmocka_unit_test(test_log__keeps_no_text_that_was_asked_seldom),
        cmocka_unit_test(test_log__tells_a_role_nothing_of_others),
        cmocka_unit_test(test_log__bounds_roles),
        cmocka_unit_test(test_log__bounds_time),
        cmocka_unit_test(test_log__knows_months),
        cmocka_unit_test(test_log__keeps_its_size_and_bounds),
        cmocka_unit_test(test_log__keeps_words_of_the_caller),
        cmocka_unit_test(test_log__refuses_what_breaks_its_rules),
        cmocka_unit_test(test_log__is_open_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
