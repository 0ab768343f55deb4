/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_commit_cost.c - one changed article of 100,000, until it is found.
 *
 * Put, commit, refresh, a view, a search, on the real system but without the
 * syncs, whose time is the disk's. Figures are printed; the best of many must
 * stay under 20 ms, for the machine may be busy with other things.
 */
#include <time.h>

#include "index/snapshot.h"
#include "index/view.h"
#include "write/writer.h"

#include "support/corpus.h"
#include "support/faulty_os.h"
#include "support/unsynced_os.h"

enum { DOCS = 100000, TRIES = 60, OPERATIONS_MAX = 60 };

static double clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Article 'number' says in which try it was changed. */
static void article_fill(suo_document *document, uint32_t number, int try)
{
    static const char *const bodies[] = {
        "我想退货怎么办？三十天内提交申请，客服会尽快处理，运费由商家出。",
        "How to return an order: open the return form within 30 days and wait.",
        "支付宝付款失败，请检查验证码是否正确，或者更换付款方式后再试一次。",
        "The charger does not start; reset the device, then try it once more."};
    char text[400];
    suo_document_clear(document);
    snprintf(text, sizeof(text), "article-%u", number);
    corpus_ok(suo_document_set_key(document, text, -1, NULL), NULL);
    corpus_ok(suo_document_add_role(document, "public", -1, NULL), NULL);
    snprintf(text, sizeof(text), "Order %u 退货 try%d", number % 977, try);
    corpus_ok(suo_document_add_text(document, CORPUS_TITLE, text, -1, NULL),
              NULL);
    snprintf(text, sizeof(text), "%s no%u %s", bodies[number % 4], number,
             bodies[number / 4 % 4]);
    corpus_ok(suo_document_add_text(document, CORPUS_BODY, text, -1, NULL),
              NULL);
}

static void put(suo_writer *writer, suo_document *document, uint32_t number,
                int try)
{
    bool replaced;
    article_fill(document, number, try);
    corpus_ok(suo_writer_add(writer, document, &replaced, NULL), NULL);
}

/* How many articles a fresh view of everybody finds for a question. */
static uint64_t found(const suo_snapshot *snapshot, const char *question)
{
    const suo_slice role = {(const uint8_t *)"public", 6};
    suo_view *view;
    corpus_ok(suo_view_make(snapshot, &role, 1, false, &view, NULL), NULL);
    suo_hits *hits = corpus_search(view, question, 10);
    uint64_t total = suo_hits_total(hits);
    suo_hits_free(hits);
    suo_view_close(view);
    return total;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Change an article, until it is found. Returns milliseconds. */
static double change_one(suo_writer *writer, suo_document *document,
                         suo_snapshot **held, int try)
{
    char question[32];
    suo_snapshot *fresh;
    snprintf(question, sizeof(question), "try%d", try);
    double start = clock_ms();
    put(writer, document, (uint32_t)try * 1601 % DOCS, try);
    corpus_ok(suo_writer_finish(writer, (suo_slice){0}, NULL), NULL);
    corpus_ok(suo_snapshot_load_next(*held, &fresh, NULL), NULL);
    uint64_t total = found(fresh, question);
    double spent = clock_ms() - start;
    assert_int_equal(total, 1);
    suo_snapshot_close(*held);
    *held = fresh;
    return spent;
}

static void test_commit__of_one_article_is_cheap(void **state)
{
    static faulty_os faulty;
    double times[TRIES];
    suo_writer *writer;
    suo_document *document;
    suo_snapshot *held;
    long most = 0;
    (void)state;
    suo_os quick = unsynced_os();
    faulty_os_init(&faulty, &quick);
    char *folder = corpus_folder_make();
    suo_schema *schema = corpus_schema();
    corpus_ok(suo_writer_make(&faulty.table, folder, schema, 0, &writer, NULL),
              NULL);
    corpus_ok(suo_document_new(schema, &document, NULL), NULL);
    for (uint32_t i = 0; i < DOCS; i++)
        put(writer, document, i, 1000000);
    corpus_ok(suo_writer_finish(writer, (suo_slice){0}, NULL), NULL);
    corpus_ok(suo_snapshot_load(&faulty.table, folder, &held, NULL), NULL);
    for (int i = 0; i < TRIES; i++) {
        faulty_os_arm(&faulty, -1, 0, false);
        times[i] = change_one(writer, document, &held, i);
        most = faulty.count > most ? faulty.count : most;
        if (i == 1)
            for (size_t n = 0; n < faulty.log_count; n++)
                print_message("  %s\n", faulty.log[n]);
    }
    qsort(times, TRIES, sizeof(*times), compare_times);
    print_message("%d documents, one changed: found after %.2f ms at best, "
                  "%.2f ms half the times, %.2f ms at worst; at most %ld "
                  "operations of writer and reader\n",
                  DOCS, times[0], times[TRIES / 2], times[TRIES - 1], most);
    assert_true(times[0] < 20);
    assert_true(most <= OPERATIONS_MAX);
    suo_snapshot_close(held);
    suo_writer_free(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

/* ---- searching among the dead ---- */

/* Milliseconds of a round of questions. */
static double ask_all(const suo_view *view)
{
    static const char *const questions[] = {
        "return form",    "退货申请怎么办", "order 17 验证码", "charger",
        "the same again", "支付宝付款失败", "no4711 运费",     "reset device"};
    double start = clock_ms();
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
        suo_hits_free(corpus_search(view, questions[i], 10));
    return clock_ms() - start;
}

/*
 * Ask two views in turns, and keep each one's best round. A busy machine may
 * slow one of them down for long: the rounds go on, to a limit, while the
 * second one seems to take 'allowed' times as long or more.
 */
static void ask_in_turns(suo_view *const views[2], double allowed,
                         double best[2])
{
    enum { ROUNDS = 60, ROUNDS_MAX = 3000 };
    best[0] = best[1] = 1e9;
    for (int round = 0;
         round < ROUNDS || (round < ROUNDS_MAX && best[1] >= best[0] * allowed);
         round++)
        for (int i = 0; i < 2; i++) {
            double spent = ask_all(views[i]);
            best[i] = spent < best[i] ? spent : best[i];
        }
}

/* An index of which a fifth is dead, beside the same one with all of it alive.
 */
static void test_search__costs_little_more_with_a_fifth_dead(void **state)
{
    enum { FEW = 20000 };
    const double allowed = 1.1;
    suo_writer_options options = {.size = sizeof(options),
                                  .merging = SUO_MERGE_NONE};
    suo_document *document;
    double best[2];
    suo_view *views[2];
    (void)state;
    suo_schema *schema = corpus_schema();
    char *folder = corpus_folder_make();
    suo_writer *writer;
    corpus_ok(suo_writer_open(folder, -1, schema, &options, &writer, NULL),
              NULL);
    corpus_ok(suo_document_new(schema, &document, NULL), NULL);
    for (uint32_t i = 0; i < FEW; i++)
        put(writer, document, i, 0);
    corpus_commit(writer);
    views[0] = corpus_view(folder, "public");
    for (uint32_t i = 0; i < FEW; i += 5) {
        char key[32];
        snprintf(key, sizeof(key), "article-%u", i);
        corpus_delete(writer, key);
    }
    corpus_commit(writer);
    views[1] = corpus_view(folder, "public");
    assert_int_equal(suo_view_doc_count(views[1]), FEW / 5 * 4);
    ask_in_turns(views, allowed, best);
    print_message("8 questions to %d documents: %.2f ms all alive, %.2f ms "
                  "with a fifth dead (%+.0f %%)\n",
                  FEW, best[0], best[1], (best[1] / best[0] - 1) * 100);
    assert_true(best[1] < best[0] * allowed);
    suo_view_close(views[0]);
    suo_view_close(views[1]);
    suo_writer_close(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit__of_one_article_is_cheap),
        cmocka_unit_test(test_search__costs_little_more_with_a_fifth_dead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
