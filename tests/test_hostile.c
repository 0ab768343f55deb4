/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_hostile.c - whatever is asked, an answer or a status comes, after work
 * that a bound known beforehand limits.
 *
 * Work is counted twice: in postings, as a search tells its watch, and as time
 * of the processor, with bounds far above what it takes, which only something
 * quadratic passes.
 */
#include "support/corpus.h"

#include <time.h>

#include "index/view.h"
#include "query/hits.h"

enum {
    DOCS = 6000,
    WORDS = 5, /* of a document that no other has */
    MEGABYTE = 1 << 20,
    RULES = 1000,
    FIELDS_ALL = 7
};

static char *folder;
static suo_view *view;

/* Documents with many different words, and rules of a thousand words. */
static int open_world(void **state)
{
    char rules[RULES * 16 + 1] = {0};
    size_t len = 0;
    (void)state;
    folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < DOCS; i++) {
        char key[16];
        char text[256];
        size_t at = (size_t)sprintf(text, "return the a card 退货");
        for (uint32_t w = 0; w < WORDS; w++)
            at += (size_t)sprintf(text + at, " a%ux", i * WORDS + w);
        sprintf(key, "k%u", i);
        corpus_put_text(writer, key, "r", "card a1-b2", text);
    }
    for (uint32_t i = 0; i < RULES; i++)
        len += (size_t)sprintf(rules + len, "h%u,a%ux\n", i / 50, i);
    corpus_ok(suo_writer_set_synonyms(writer, rules, -1, NULL), NULL);
    corpus_writer_finish(writer);
    view = corpus_view(folder, NULL);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    suo_view_close(view);
    corpus_folder_remove(folder);
    return 0;
}

/* ---- asking ---- */

/* What a search told its watch, and the seconds it took. */
typedef struct expense {
    int64_t postings;
    double seconds;
} expense;

static expense ask(const char *question, size_t len, suo_match match)
{
    suo_watch watch = {.left = INT64_MAX, .pace = INT64_MAX};
    const suo_search_request request = {
        .fields = FIELDS_ALL, .k = 10, .match = match, .watch = &watch};
    const suo_showing_options how = {100, 1, false, {{0}, {0}}};
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    clock_t start = clock();
    corpus_ok(suo_hits_make(view, question, len, &request, &hits, &error),
              &error);
    clock_t end = clock();
    for (uint32_t i = 0; i < suo_hits_get_count(hits) && i < 2; i++) {
        suo_snippet snippet = {.size = sizeof(snippet)};
        corpus_ok(
            suo_hits_make_snippet(hits, i, CORPUS_BODY, &how, &snippet, &error),
            &error);
    }
    suo_hits_release(hits);
    return (expense){INT64_MAX - watch.left,
                     (double)(end - start) / CLOCKS_PER_SEC};
}

/* A megabyte made of a piece that may have a number in it. */
static char *repeat(const char *piece, size_t *len)
{
    char *text = malloc(MEGABYTE + 64);
    assert_non_null(text);
    *len = 0;
    size_t plain = strchr(piece, '%') == NULL ? strlen(piece) : 0;
    for (unsigned i = 0;; i++) {
        int own = (int)plain;
        if (plain > 0)
            memcpy(text + *len, piece, plain);
        else
            own = snprintf(text + *len, 64, piece, i, i);
        if (*len + (size_t)own > MEGABYTE)
            return text;
        *len += (size_t)own;
    }
}

static const char *const PIECES[] = {
    "a",
    "a ",
    "a* ",
    "\"",
    "\"a\" ",
    "\" ",
    "*",
    " ",
    "-",
    "-a ",
    "(",
    "(a ",
    "a:",
    "货",
    "货 ",
    "退货",
    "%u ",
    "a%ux ",
    "a%ux*  ",
    "\"a%ux card\" ",
    "a%u-",
    "a%u-b%u ",
    "a%u.",
    "card ",
    "h%u ",
    "\xFF",
    "\xE4\xBA",
    "\xF0\x9F ",
    "\xCC\x81",
    "a\xCC\x81",
    "\xEF\xBC\x91",
    "the ",
    "don't ",
    "v3mono%u ",
    "U盘%u ",
    "\xE0\xB8\x81",
    "가",
    "か",
    "(yi)货",
    "%u天",
    "a_",
    "ａ",
    "\xF3\xA0\x84\x80",
    "\n",
    "a%ux\n",
};
enum { PIECE_COUNT = sizeof(PIECES) / sizeof(*PIECES) };

static void test_megabyte__of_anything_is_answered(void **state)
{
    const double seconds_max = 2.0; /* a sanitizer and a busy machine */
    /* Each posting of each term asked for, a few times over. */
    const int64_t postings_max =
        (int64_t)SUO_QUESTION_TERMS_MAX * DOCS * 2 + (1 << 22);
    expense most = {0};
    (void)state;
    for (int p = 0; p < PIECE_COUNT; p++)
        for (int match = 0; match < 2; match++) {
            size_t len;
            char *text = repeat(PIECES[p], &len);
            expense own = ask(text, len, (suo_match)match);
            free(text);
            assert_true(own.postings <= postings_max);
            assert_true(own.seconds <= seconds_max);
            if (own.postings > most.postings)
                most.postings = own.postings;
            if (own.seconds > most.seconds)
                most.seconds = own.seconds;
        }
    printf("at most %lld postings, %.1f ms\n", (long long)most.postings,
           most.seconds * 1e3);
}

/* ---- a limit of time ---- */

/* A clock of the test's own: each look at it takes a millisecond, so that no
 * machine is too busy for the time that is left. */
static uint64_t clock_step(void *user)
{
    return *(uint64_t *)user += 1000000;
}

/* Once the time is over, the search may look a few times more, for the status
 * to come all the way up, and no more often. */
static void test_deadline__ends_whatever_is_asked(void **state)
{
    const uint64_t looks = 5;
    uint64_t most = 0;
    (void)state;
    for (int p = 0; p < PIECE_COUNT; p++)
        for (int partial = 0; partial < 2; partial++) {
            uint64_t now = 0;
            const suo_clock clock = {&now, clock_step};
            suo_watch watch;
            suo_watch_begin(&watch, &clock, looks * 1000000, NULL);
            const suo_search_request request = {.fields = FIELDS_ALL,
                                                .k = 10,
                                                .watch = &watch,
                                                .is_partial = partial};
            suo_hits *hits;
            size_t len;
            char *text = repeat(PIECES[p], &len);
            suo_status status =
                suo_hits_make(view, text, len, &request, &hits, NULL);
            assert_true(status == SUO_OK ||
                        (status == SUO_TIMEOUT && !partial));
            most = now > most ? now : most;
            if (status == SUO_OK)
                suo_hits_release(hits);
            free(text);
        }
    printf("at most %llu looks\n", (unsigned long long)(most / 1000000));
    assert_true(most <= (looks + 5) * 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_megabyte__of_anything_is_answered),
        cmocka_unit_test(test_deadline__ends_whatever_is_asked),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
